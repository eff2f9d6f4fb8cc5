#pragma once
// A world for the tests of transfers: two counties, three towns, five branches, and the people who act for each.

#include "engine/workflow_query.hpp"
#include "engine/workflow_store.hpp"
#include "engine/workflow_stubs.hpp"
#include "team/team_fixture.hpp"
#include "team/team_workflow.hpp"
#include "team/transfer.hpp"

namespace jishi::engine {
std::span<const db::Migration> migrations();
}

namespace jishi::team::testing {

using engine::Case;
using engine::CaseState;
using engine::Doing;
using engine::Form;

struct TransferWorld : World {
    TransferWorld(db::Database& d, FixedClock& c)
        : World(d, c), book(platform::testing::national_rules(), names, c.today()), board(organizations.places()),
          cases{ids,
                c,
                book,
                names,
                organizations.places(),
                board,
                [](db::Tx&, const platform::Actor&, const engine::CaseRecord&) {},
                [](db::Tx&, const platform::Actor&, AttachmentId) { return false; },
                [](db::Tx&, AttachmentId, CaseId) {}}
    {
        engine::lend_own(names);
        organization::lend_to_workflows(names, organizations.office());
        team::lend_to_workflows(names, team.office(), team.words(), cases);
        engine::testing::lend_what_others_do(names, platform::testing::national_rules());
        if (const auto checked = book.check(); !checked) FAIL(checked.error().detail);
        city = found({}, "沙州市委", "local_committee", Date{1950, 1, 1});
        near_town = found(county, "清水镇委员会", "committee", Date{1984, 1, 1});
        near_branch = found(near_town, "清水支部", "branch", Date{1984, 2, 1});
        far_county = found(city, "东乡县委", "local_committee", Date{1950, 1, 1});
        far_town = found(far_county, "大河镇委员会", "committee", Date{1984, 1, 1});
        far_branch = found(far_town, "大河支部", "branch", Date{1984, 2, 1});
    }

    /// Somebody who does the work of one organisation, and of what is below it.
    platform::Actor of(OrganizationId id, std::int64_t account = 7) const
    {
        using platform::Permission;
        auto who = actor_on(id,
                            {Permission::case_read, Permission::case_start, Permission::case_enter_past,
                             Permission::member_read, Permission::member_change, Permission::organization_read},
                            organizations.directory());
        who.account = AccountId{account};
        return who;
    }

    static Form form(std::initializer_list<std::pair<const char*, std::string>> values)
    {
        Form form;
        for (const auto& [field, value] : values) form.set(field, policy::Value(value));
        return form;
    }
    static Form leaving_to(OrganizationId to)
    {
        return form({{"to", to.str()}, {"reason", "unit_changed"}, {"dues_until", "2026-02-28"}});
    }
    static Doing doing(std::string action, Form form = {}, std::string reason = {})
    {
        Doing what;
        what.action = std::move(action);
        what.form = std::move(form);
        what.reason = std::move(reason);
        return what;
    }
    Result<Case> begin(const platform::Actor& who, MemberId member, const std::string& workflow, Form form)
    {
        const auto at = stored(member).values.branch;
        return write([&](db::Tx& tx) {
            return engine::start(cases, tx, who, {workflow, at, member.value, doing("submit", form)});
        });
    }
    Result<Case> act(const platform::Actor& who, CaseId id, std::string action, Form form = {}, std::string reason = {})
    {
        return write([&](db::Tx& tx) {
            return engine::act(cases, tx, who, id, doing(action, std::move(form), std::move(reason)));
        });
    }
    Result<Case> act(const platform::Actor& who, CaseId id, const Doing& what)
    {
        return write([&](db::Tx& tx) { return engine::act(cases, tx, who, id, what); });
    }
    Result<Case> withdraw(const platform::Actor& who, CaseId id)
    {
        return write([&](db::Tx& tx) { return engine::withdraw(cases, tx, who, id, doing({}, {}, "本人不再需要")); });
    }
    Case row(CaseId id)
    {
        return read([&](db::Tx& tx) { return engine::store::find_case(tx, id); }).value();
    }
    OrganizationId branch_of(MemberId id) { return stored(id).values.branch; }

    engine::WorkflowNames names;
    engine::WorkflowBook book;
    engine::Board board;
    engine::CaseOffice cases;
    OrganizationId city;
    OrganizationId near_town;
    OrganizationId near_branch;
    OrganizationId far_county;
    OrganizationId far_town;
    OrganizationId far_branch;
};

inline std::string code_of(const Result<Case>& result)
{
    if (result) return "";
    return result.error().fields.empty() ? result.error().code : result.error().fields.front().code;
}

template <class Body>
void each_transfer_world(Body body)
{
    FixedClock clock(Date{2026, 3, 5});
    jishi::testing::each_database(
        {platform::migrations(), organization::migrations(), engine::migrations(), team::migrations()}, clock,
        [&](db::Database& database) {
            clock.set(Date{2026, 3, 5});
            TransferWorld world(database, clock);
            body(world);
        });
}

}  // namespace jishi::team::testing
