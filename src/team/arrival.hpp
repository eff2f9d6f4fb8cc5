#pragma once
// [REL-19] Somebody who arrives with a letter from outside of this installation. Until the branch has received, there
// is no member: what was said waits here, what the register seals is sealed.

#include <string>
#include <vector>

#include "engine/workflow_names.hpp"
#include "team/member_service.hpp"

namespace jishi::team {

using ArrivalId = Id<struct ArrivalTag>;

struct Arrival {
    ArrivalId id;
    OrganizationId organization;  // the committee that the letter is written to
    OrganizationId branch;        // that will receive
    Attributes values;
    ContactData contact;
};

/// Keeps what was said, checked as registering would check it. The case about it begins in the same transaction.
/// @errors access.forbidden, input.invalid (fields), member.id_number_known
Result<ArrivalId> keep_arrival(const Office&, db::Tx&, const platform::Actor&, const Arrival&);
std::optional<Arrival> find_arrival(const Office&, db::Tx&, ArrivalId);

/// Subject: arrival. Guard: transfer.arrival_fits. Effects: transfer.begin_arrival, transfer.register_arrival.
/// Fields of the form: `entry`, `letter_no`, `letter_until`, `branch`.
void lend_arrivals(engine::WorkflowNames& names, const Office& office);

}  // namespace jishi::team
