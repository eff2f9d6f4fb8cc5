#include "team/transfer_store.hpp"

namespace jishi::team::store {

void insert_transfer(db::Tx& tx, const Transfer& one)
{
    tx.execute(R"(
        INSERT INTO team_transfer (case_id, member, shard, reach, from_branch, receiver, joined_branch, bulk, released_on, joined_on)
        VALUES (:case_id, :member, :shard, :reach, :from_branch, :receiver, :joined_branch, :bulk, :released_on, :joined_on))",
               {{"case_id", one.of},
                {"member", one.member},
                {"shard", one.shard},
                {"reach", one.reach},
                {"from_branch", one.from_branch},
                {"receiver", one.receiver},
                {"joined_branch", one.joined_branch},
                {"bulk", one.bulk},
                {"released_on", one.released_on},
                {"joined_on", one.joined_on}});
}

void update_transfer(db::Tx& tx, const Transfer& one)
{
    tx.execute(R"(
        UPDATE team_transfer SET member = :member, shard = :shard, receiver = :receiver, joined_branch = :joined_branch, bulk = :bulk,
               released_on = :released_on, joined_on = :joined_on WHERE case_id = :case_id)",
               {{"case_id", one.of},
                {"member", one.member},
                {"shard", one.shard},
                {"receiver", one.receiver},
                {"joined_branch", one.joined_branch},
                {"bulk", one.bulk},
                {"released_on", one.released_on},
                {"joined_on", one.joined_on}});
}

void follow_heir(db::Tx& tx, OrganizationId ended, OrganizationId heir)
{
    for (const std::string side : {"receiver", "from_branch"})
        tx.execute("UPDATE team_transfer SET " + side + " = :heir WHERE joined_on IS NULL AND " + side + " = :ended",
                   {{"ended", ended}, {"heir", heir}});
}

std::optional<Transfer> find_transfer(db::Tx& tx, CaseId of)
{
    std::optional<Transfer> found;
    tx.for_each<MemberId, OrganizationId, std::string, OrganizationId, OrganizationId, OrganizationId, std::int64_t,
                std::optional<Date>, std::optional<Date>>(
        R"(
        SELECT member, shard, reach, from_branch, receiver, joined_branch, bulk, released_on, joined_on FROM team_transfer
        WHERE case_id = :case_id)",
        db::Params{{"case_id", of}},
        [&](MemberId member, OrganizationId shard, std::string reach, OrganizationId from, OrganizationId receiver,
            OrganizationId joined, std::int64_t bulk, std::optional<Date> released_on, std::optional<Date> joined_on) {
            found = Transfer{of, member, shard, std::move(reach), from, receiver, joined, bulk, released_on, joined_on};
        });
    return found;
}

}  // namespace jishi::team::store
