#pragma once
// [REL-20] Many transfers in one job, such as a class that graduates: each person a case of its own, done as far as
// whoever asked may go; who is refused is named with the reason, and one can be taken back without the others.

#include <string>
#include <vector>

#include "db/db.hpp"
#include "engine/workflow_service.hpp"
#include "platform/job.hpp"
#include "team/member_office.hpp"

namespace jishi::team {

using BulkId = Id<struct BulkTag>;

struct BulkRequest {
    OrganizationId organization;    // on whose behalf; everybody belongs to it or below it
    std::string workflow;           // transfer.…
    engine::Form form;              // of the first step
    engine::Form issue;             // of the letter, when there is one
    std::vector<MemberId> members;  // none: everybody there who counts as a member
};

struct BulkPerson {
    MemberId member;
    std::string name;
    std::string state;  // waiting, done, refused, undone
    CaseId of;
    std::string step;  // where the case stands
    std::string code;  // of the refusal
    std::string rule;
};
struct Bulk {
    BulkId id;
    OrganizationId organization;
    std::string workflow;
    JobId job;
    Instant recorded_at;
    std::string recorded_by_name;
    std::int64_t waiting = 0;
    std::int64_t done = 0;
    std::int64_t refused = 0;
    std::int64_t undone = 0;
};

/// Keeps what is asked and queues the job, in one transaction.
/// @errors access.forbidden, input.invalid (workflow, members: none, too many), member.not_found
Result<Bulk> ask_for_bulk(const Office&, const engine::CaseOffice&, platform::Jobs&, db::Tx&, const platform::Actor&,
                          const BulkRequest&);
/// Does those that wait, each in a transaction of its own. @param tell  done so far, of how many; false: stop
Result<void> run_bulk(const Office&, const engine::CaseOffice&, db::Database&, const platform::Actor&, BulkId,
                      const std::function<bool(std::int64_t done, std::int64_t of)>& tell);
/// Takes one person back: the letter is recalled, or the case withdrawn.
/// @errors bulk.not_found, bulk.nothing_to_undo, bulk.received_already, those of the case
Result<BulkPerson> undo_person(const Office&, const engine::CaseOffice&, db::Tx&, const platform::Actor&, BulkId,
                               MemberId, const std::string& reason);

/// @errors bulk.not_found (also for those who may not see members there)
Result<Bulk> find_bulk(const Office&, db::Tx&, const platform::Actor&, BulkId);
/// The newest first.
std::vector<Bulk> list_bulks(const Office&, db::Tx&, const organization::Sight&, std::size_t limit);
/// In the order of their ids. @param state  empty: all
std::vector<BulkPerson> people_of(db::Tx&, BulkId, const std::string& state, MemberId after, std::size_t limit);

/// For Jobs::add_kind.
platform::JobKind bulk_job(const Office& office, const engine::CaseOffice& cases);

}  // namespace jishi::team
