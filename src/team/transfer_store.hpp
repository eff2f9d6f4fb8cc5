#pragma once
// What is known of a transfer besides its case: both sides, so that each finds what concerns it. No rules here.

#include <optional>
#include <string>
#include <vector>

#include "db/db.hpp"
#include "engine/workflow_case.hpp"
#include "platform/ids.hpp"

namespace jishi::team {

struct Transfer {
    CaseId of;
    MemberId member;  // none: somebody who arrives with a letter
    OrganizationId shard;
    std::string reach;
    OrganizationId from_branch;    // none: from outside
    OrganizationId receiver;       // the branch, or the committee while no branch is chosen; none: to outside
    OrganizationId joined_branch;  // once the member belongs there
    std::int64_t bulk = 0;         // the bulk transfer that it is part of
    std::optional<Date> released_on;
    std::optional<Date> joined_on;
};

namespace store {

void insert_transfer(db::Tx& tx, const Transfer& transfer);
void update_transfer(db::Tx& tx, const Transfer& transfer);
/// Transfers under way from or to an organisation that has ended are from or to its heir.
void follow_heir(db::Tx& tx, OrganizationId ended, OrganizationId heir);
std::optional<Transfer> find_transfer(db::Tx& tx, CaseId of);

}  // namespace store
}  // namespace jishi::team
