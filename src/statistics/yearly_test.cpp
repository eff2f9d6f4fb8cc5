#include "statistics/yearly.hpp"

#include <thread>

#include <doctest/doctest.h>

#include "platform/spreadsheet.hpp"
#include "statistics/forecast.hpp"
#include "statistics/form_sheet.hpp"
#include "statistics/statistics_fixture.hpp"

using namespace jishi;
using namespace jishi::statistics;
using namespace jishi::statistics::testing;
using platform::Permission;

namespace {

constexpr int year = 2025;

struct Office {
    explicit Office(Installation& w)
        : world(w),
          yearly(w.statistics.office(), w.database, w.ids, w.under.platform->audit(), nullptr, w.under.folder.path()),
          department(actor_on({}, everything(), w.organizations.directory()))
    {
        for (int i = 0; i < 60; ++i) world.add(world.one_of(world.branches));
        // Whatever was recorded is older than what is asked for from now on.
        pass(60);
    }
    static platform::PermissionSet everything()
    {
        return {Permission::organization_read, Permission::organization_change, Permission::member_read,
                Permission::member_change,     Permission::award_change,        Permission::discipline_read,
                Permission::discipline_change, Permission::statistics_seal};
    }
    void pass(std::int64_t seconds) { world.clock.set(Instant{world.clock.now().us + seconds * 1'000'000}); }

    Result<YearMade> make(int of, std::string form = {}, OrganizationId within = {})
    {
        std::optional<Result<YearMade>> made;
        world.database.read([&](db::Tx& tx) {
            made = yearly.make(tx, department, {within ? within : world.county, std::move(form), of, {}});
        });
        return *std::move(made);
    }
    Result<Seal> seal(std::string remark = {})
    {
        return yearly.seal(department, {world.county, "", year, std::move(remark)});
    }
    SealVerdict verify(const Seal& seal)
    {
        std::optional<Result<SealVerdict>> verdict;
        world.database.read([&](db::Tx& tx) { verdict = yearly.verify(tx, seal); });
        REQUIRE_MESSAGE(verdict->has_value(), (*verdict ? "" : verdict->error().code));
        return **std::move(verdict);
    }
    Result<Seal> unseal(SealId id, const std::string& reason)
    {
        return world.database.write([&](db::Tx& tx) { return yearly.unseal(tx, department, id, reason); });
    }
    std::int64_t audited(const std::string& action)
    {
        std::int64_t rows = 0;
        world.database.read([&](db::Tx& tx) {
            rows = tx.value<std::int64_t>("SELECT COUNT(*) FROM platform_audit WHERE action = :action",
                                          {{"action", action}});
        });
        return rows;
    }

    Installation& world;
    Yearly yearly;
    platform::Actor department;
};

void each_office(std::uint64_t seed, const std::function<void(Office&)>& body)
{
    FixedClock clock(Date{2026, 3, 5});
    jishi::testing::each_database(
        {platform::migrations(), organization::migrations(), team::migrations(), statistics::migrations()}, clock,
        [&](db::Database& database) {
            clock.set(Date{2026, 3, 5});
            Installation world(database, clock, seed);
            Office office(world);
            body(office);
        });
}

const TableRow& row(const FormTable& table, const std::string& section, const std::string& code)
{
    const auto* found = table.find(section);
    REQUIRE_MESSAGE(found != nullptr, section);
    for (const auto& one : found->rows)
        if (one.code == code) return one;
    FAIL("no row " << section << "." << code);
    return found->rows.front();
}

const CheckResult& check(const YearMade& made, const std::string& code)
{
    for (const auto& one : made.checks)
        if (one.check->code == code) return one;
    FAIL("no check " << code);
    return made.checks.front();
}

}  // namespace

TEST_CASE("yearly: awards, discipline and changes of the year stand in the form, from their records [STAT-02]")
{
    each_office(11, [](Office& office) {
        auto& world = office.world;
        const auto member = world.members.front();
        const auto done = world.database.write([&](db::Tx& tx) -> Result<void> {
            const auto award = [&](MemberId to, OrganizationId at, const char* title, Date on) {
                tx.execute(R"(
                    INSERT INTO team_award (id, record, member, organization, shard, valid_from, valid_to, recorded_at,
                        superseded_at, recorded_by, recorded_by_name, title, name, level, authority, document_no,
                        end_document_no, end_reason)
                    VALUES (:id, :id, :member, :organization, 0, :on, '9999-12-31', :now, :forever, 7, '', :title, '',
                        'county', '', '', '', ''))",
                           {{"id", world.ids.next()},
                            {"member", to},
                            {"organization", at},
                            {"on", on},
                            {"now", tx.recorded_at()},
                            {"forever", Instant::forever()},
                            {"title", title}});
            };
            award(member, world.branches.front(), "excellent_member", Date{2025, 7, 1});
            award(member, world.branches.front(), "excellent_member", Date{2026, 1, 5});  // of another year
            award({}, world.branches.front(), "advanced_organization", Date{2025, 7, 1});
            tx.execute(R"(
                INSERT INTO team_discipline (id, record, member, organization, shard, valid_from, valid_to, recorded_at,
                    superseded_at, recorded_by, recorded_by_name, kind, ground, authority, document_no, decided_on,
                    rights_to, blocked_to, grade_to, end_kind, end_document_no)
                VALUES (:id, :id, :member, :organization, 0, '2025-09-01', '2026-09-01', :now, :forever, 7, '',
                    'warning', '', '', '', '2025-09-01', '2025-09-01', '2026-09-01', '2025-09-01', '', ''))",
                       {{"id", world.ids.next()},
                        {"member", world.members.back()},
                        {"organization", world.branches.front()},
                        {"now", tx.recorded_at()},
                        {"forever", Instant::forever()}});
            team::StandingChange died;
            died.change = "died";
            died.papers = world.papers(Date{2025, 11, 3});
            TRY(team::change_standing(world.team.office(), tx, office.department, world.members[1], died));
            return {};
        });
        REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().code));
        const auto made = office.make(year);
        REQUIRE_MESSAGE(made.has_value(), (made ? "" : made.error().code));
        const auto& table = made->table;
        CHECK(table.members == 59);
        CHECK(row(table, "commended", "members").count() == 1);
        CHECK(row(table, "commended", "organizations").count() == 1);
        CHECK(row(table, "commended", "workers").count() == 0);
        CHECK(row(table, "discipline", "all").count() == 1);
        CHECK(row(table, "discipline", "warning").count() == 1);
        CHECK(row(table, "changes", "lost_died").count() == 1);
        CHECK(row(table, "totals", "branches").count() == world.branches.size());
        std::uint64_t by_sector = 0;
        for (const auto& one : table.find("sectors")->rows) by_sector += one.count();
        CHECK(by_sector == row(table, "totals", "organizations").count());
        // Last year's members, what was gained and what was lost make this year's, in the county and in every branch.
        CHECK(check(*made, "growth").ok);
        for (const auto branch : world.branches) {
            const auto of_branch = office.make(year, "", branch);
            REQUIRE(of_branch.has_value());
            CHECK(check(*of_branch, "growth").ok);
        }
        // [SEC-04] Who may not see discipline gets the form without it.
        const auto reader =
            actor_on({}, {Permission::organization_read, Permission::member_read}, world.organizations.directory());
        world.database.read([&](db::Tx& tx) {
            const auto seen = office.yearly.make(tx, reader, {world.county, "", year, {}});
            REQUIRE(seen.has_value());
            CHECK(seen->table.find("discipline")->withheld);
            CHECK(seen->table.find("discipline")->rows.empty());
        });
    });
}

TEST_CASE("yearly: moves between branches cancel out above them and count as gained and lost below [STAT-05]")
{
    each_office(12, [](Office& office) {
        auto& world = office.world;
        const auto before = office.make(2026);
        REQUIRE(before.has_value());
        for (int i = 0; i < 25; ++i) world.change();
        const auto made = office.make(2026);
        REQUIRE(made.has_value());
        CHECK(check(*made, "growth").ok);
        for (const auto& places : {world.committees, world.branches})
            for (const auto place : places) {
                const auto below = office.make(2026, "", place);
                REQUIRE(below.has_value());
                const auto& growth = check(*below, "growth");
                CAPTURE(place.str());
                CHECK(growth.left == growth.right);
            }
    });
}

TEST_CASE("yearly: a failed check names the members and the branches to mend [STAT-03]")
{
    each_office(13, [](Office& office) {
        auto& world = office.world;
        const auto empty = world.found(world.committees.front(), "空村支部", "branch");
        const auto member = world.members[3];
        const auto done = world.database.write([&](db::Tx& tx) -> Result<void> {
            team::Amending asked;
            asked.values.occupation = "";
            asked.changed = team::AttributeSet{team::Attribute::occupation};
            asked.papers = world.papers(Date{2025, 6, 1});
            TRY(team::amend_member(world.team.office(), tx, office.department, member, asked));
            return {};
        });
        REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().code + done.error().detail));
        const auto made = office.make(year);
        REQUIRE(made.has_value());
        const auto& occupations = check(*made, "occupations");
        CHECK_FALSE(occupations.ok);
        CHECK(occupations.persons == std::vector<std::int64_t>{member.value});
        CHECK(occupations.left + 1 == occupations.right);
        CHECK(made->table.find("occupations")->missing == 1);
        const auto& branches = check(*made, "empty_branches");
        CHECK_FALSE(branches.ok);
        CHECK(std::ranges::find(branches.bodies, empty.value) != branches.bodies.end());
        CHECK(check(*made, "ages").ok);
        // It is not sealed unless somebody says why.
        office.pass(1);
        CHECK(office.seal().error().code == "statistics.checks_failed");
        const auto sealed = office.seal("岗位待核");
        REQUIRE_MESSAGE(sealed.has_value(), (sealed ? "" : sealed.error().code));
        CHECK(sealed->remark == "岗位待核");
    });
}

TEST_CASE("yearly: last year's sealed table rebuilds byte for byte, whatever is recorded since [STAT-09]")
{
    each_office(14, [](Office& office) {
        auto& world = office.world;
        const auto sealed = office.seal("试点");
        REQUIRE_MESSAGE(sealed.has_value(), (sealed ? "" : sealed.error().code));
        CHECK(office.audited("statistics.sealed") == 1);
        auto verdict = office.verify(*sealed);
        CHECK(verdict.ok());
        CHECK(verdict.key);
        CHECK(verdict.rebuilt);
        CHECK(verdict.adjustments.empty());
        // A death of last year is learnt of later: the sealed figures stay, and what is told otherwise is shown.
        office.pass(3600);
        const auto done = world.database.write([&](db::Tx& tx) -> Result<void> {
            team::StandingChange died;
            died.change = "died";
            died.papers = world.papers(Date{2025, 12, 20});
            TRY(team::change_standing(world.team.office(), tx, office.department, world.members[5], died));
            return {};
        });
        REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().code));
        office.pass(3600);
        for (int i = 0; i < 10; ++i) world.change();
        world.found(world.committees.front(), "新村支部", "branch");
        office.pass(3600);
        verdict = office.verify(*sealed);
        CHECK(verdict.ok());
        CHECK(verdict.rebuilt);
        CHECK(verdict.differences.empty());
        const auto total = std::ranges::find(verdict.adjustments, "totals.members", &FigureChange::cell);
        REQUIRE(total != verdict.adjustments.end());
        CHECK(total->sealed == "60");
        CHECK(total->now == "59");
    });
}

TEST_CASE("yearly: a figure, a signature or the record behind a seal that was touched is found [STAT-09]")
{
    each_office(15, [](Office& office) {
        const auto sealed = office.seal("试点");
        REQUIRE(sealed.has_value());
        auto touched = *sealed;
        touched.figures.replace(touched.figures.find("members=60"), 10, "members=61");
        auto verdict = office.verify(touched);
        CHECK_FALSE(verdict.ok());
        CHECK_FALSE(verdict.figures);
        CHECK_FALSE(verdict.rebuilt);
        REQUIRE_FALSE(verdict.differences.empty());
        CHECK(verdict.differences.front().cell == "members");
        // With a checksum that fits, the signature does not.
        touched.figures_digest = digest_text(Digest::sm3, touched.figures);
        verdict = office.verify(touched);
        CHECK(verdict.figures);
        CHECK_FALSE(verdict.signature);
        CHECK_FALSE(verdict.ok());
        // Signed by somebody else's key: the signature fits, the key is told to be another.
        touched = *sealed;
        sign(touched, SigningKey::make(SignatureAlgorithm::ed25519));
        verdict = office.verify(touched);
        CHECK(verdict.signature);
        CHECK_FALSE(verdict.key);
        // The record before the seal was rewritten.
        const auto done = office.world.database.write([&](db::Tx& tx) -> Result<void> {
            tx.execute("UPDATE db_outbox SET payload = '{}' WHERE seq = :seq", {{"seq", sealed->event_seq}});
            return {};
        });
        REQUIRE(done.has_value());
        CHECK_FALSE(office.verify(*sealed).position);
        CHECK_FALSE(office.verify(*sealed).ok());
    });
}

TEST_CASE(
    "yearly: of two seals of one year at once one wins and the other is told so; unsealing needs a reason [STAT-09]")
{
    each_office(16, [](Office& office) {
        std::optional<Result<Seal>> one;
        std::optional<Result<Seal>> other;
        {
            std::jthread first([&] { one = office.seal("试点"); });
            std::jthread second([&] { other = office.seal("试点"); });
        }
        CHECK(one->has_value() != other->has_value());
        const auto& refused = one->has_value() ? *other : *one;
        const auto& won = one->has_value() ? *one : *other;
        CHECK(refused.error().code == "statistics.already_sealed");
        CHECK(office.audited("statistics.sealed") == 1);
        CHECK(office.seal("又一次").error().code == "statistics.already_sealed");
        CHECK(office.unseal(won->id, " ").error().fields.at(0).code == "input.required");
        CHECK(office.audited("statistics.unsealed") == 0);
        office.pass(5);
        const auto open = office.unseal(won->id, "漏报一个支部");
        REQUIRE(open.has_value());
        CHECK_FALSE(open->in_force());
        CHECK(office.audited("statistics.unsealed") == 1);
        CHECK(office.unseal(won->id, "再来").error().code == "statistics.not_sealed");
        CHECK(office.unseal(SealId{99}, "再来").error().code == "statistics.seal_not_found");
        const auto again = office.seal("漏报已补");
        REQUIRE(again.has_value());
        office.world.database.read([&](db::Tx& tx) {
            CHECK(store::seals_of(tx, office.world.county).size() == 2);
            CHECK(store::seal_in_force(tx, office.world.county, again->form, year)->id == again->id);
        });
        // An unsealed one is still proved.
        office.world.database.read(
            [&](db::Tx& tx) { CHECK(office.yearly.verify(tx, *store::find_seal(tx, won->id))->ok()); });
    });
}

TEST_CASE(
    "yearly: organisations founded, dissolved and moved in the year add up to those of its end, everywhere [STAT-05]")
{
    each_office(21, [](Office& office) {
        auto& world = office.world;
        const auto on = [](Date day) {
            return organization::Papers{day, "组发〔2025〕3号", "机构调整", "特殊需要", {}, false};
        };
        const auto& registry = world.organizations.office();
        const auto done = [&](const auto& act) {
            const auto outcome = world.database.write([&](db::Tx& tx) { return act(tx); });
            REQUIRE_MESSAGE(outcome.has_value(), (outcome ? "" : outcome.error().code + " " + outcome.error().detail));
            return outcome->node.id;
        };
        const auto found = [&](OrganizationId parent, const char* name, Date day) {
            organization::Founding asked;
            asked.parent = parent;
            asked.values.name = name;
            asked.values.type = "branch";
            asked.values.sector = "rural";
            asked.papers = on(day);
            return done([&](db::Tx& tx) { return organization::found(registry, tx, world.actor, asked); });
        };
        const auto dissolve = [&](OrganizationId id, Date day) {
            organization::Dissolving asked;
            asked.papers = on(day);
            done([&](db::Tx& tx) { return organization::dissolve(registry, tx, world.actor, id, asked); });
        };
        const auto move = [&](OrganizationId id, OrganizationId to, Date day) {
            organization::Moving asked;
            asked.parent = to;
            asked.papers = on(day);
            done([&](db::Tx& tx) { return organization::move(registry, tx, world.actor, id, asked); });
        };
        const auto old = found(world.committees[0], "旧村支部", Date{2020, 5, 1});
        const auto older = found(world.committees[1], "老村支部", Date{2019, 5, 1});
        found(world.committees[0], "新村一支部", Date{2025, 5, 1});
        found(world.committees[1], "新村二支部", Date{2025, 6, 1});
        const auto brief = found(world.committees[1], "临设村支部", Date{2025, 2, 1});
        dissolve(old, Date{2025, 9, 1});
        dissolve(brief, Date{2025, 10, 1});
        move(older, world.committees[2], Date{2025, 8, 1});
        found(world.committees[2], "次年村支部", Date{2026, 1, 10});
        office.pass(5);
        const auto made = office.make(year);
        REQUIRE_MESSAGE(made.has_value(), (made ? "" : made.error().code));
        const auto of = [&](const YearMade& one, const char* code) {
            return row(one.table, "organization_changes", code).count();
        };
        const auto branches = world.branches.size() + world.committees.size();
        CHECK(of(*made, "before") == branches + 2);
        CHECK(of(*made, "founded") == 2);  // not who came and went within the year
        CHECK(of(*made, "dissolved") == 1);
        CHECK(of(*made, "come") == 0);
        CHECK(of(*made, "gone") == 0);
        CHECK(of(*made, "now") == branches + 3);
        CHECK(row(made->table, "totals", "organizations").before == branches + 2);
        CHECK(row(made->table, "totals", "organizations").growth() == 1);
        CHECK(check(*made, "organization_growth").ok);
        // By sector the same: all of them are rural.
        std::uint64_t dissolved = 0;
        for (const auto& one : made->table.find("sectors")->rows) dissolved += one.counts.back();
        CHECK(dissolved == 1);
        // Whoever moved has gone from one committee and come to another.
        const auto from = office.make(year, "", world.committees[1]);
        const auto to = office.make(year, "", world.committees[2]);
        REQUIRE(from.has_value());
        REQUIRE(to.has_value());
        CHECK(of(*from, "gone") == 1);
        CHECK(of(*to, "come") == 1);
        CHECK(check(*from, "organization_growth").ok);
        CHECK(check(*to, "organization_growth").ok);
        // What did not exist a year before has no year before.
        const auto next = office.make(2026);
        REQUIRE(next.has_value());
        CHECK(of(*next, "before") == branches + 3);
        CHECK(of(*next, "founded") == 1);
        CHECK(check(*next, "organization_growth").ok);
    });
}

TEST_CASE(
    "yearly: streets, townships, communities and villages are counted from their units, with who has an organisation "
    "[STAT-07]")
{
    each_office(22, [](Office& office) {
        auto& world = office.world;
        const auto add = [&](const char* kind, OrganizationId area, OrganizationId attached) {
            organization::Registering asked;
            asked.values.area = area;
            asked.values.name = std::string("某") + kind + std::to_string(++world.sequence);
            asked.values.kind = kind;
            asked.opened_on = Date{2024, 1, 1};
            const auto unit = world.database.write([&](db::Tx& tx) {
                return organization::register_unit(world.organizations.office(), tx, world.actor, asked);
            });
            REQUIRE_MESSAGE(unit.has_value(), (unit ? "" : unit.error().code + " " + unit.error().detail));
            if (!attached) return;
            const auto done = world.database.write([&](db::Tx& tx) {
                return organization::attach_unit(world.organizations.office(), tx, world.actor, unit->id, attached,
                                                 {Date{2024, 2, 1}, "1", {}});
            });
            REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().code));
        };
        add("street", world.committees[0], world.committees[0]);
        add("township", world.committees[1], world.committees[1]);
        add("township", world.committees[2], world.committees[2]);
        add("community", world.committees[0], world.branches[0]);
        for (int i = 3; i < 9; ++i)
            add("village", world.committees[static_cast<std::size_t>(i) / 3],
                world.branches[static_cast<std::size_t>(i)]);
        add("village", world.committees[1], {});
        office.pass(5);
        const auto made = office.make(year);
        REQUIRE(made.has_value());
        const auto told = [&](const YearMade& one, const char* code) { return row(one.table, "places", code).counts; };
        CHECK(told(*made, "street")[0] == 1);
        CHECK(told(*made, "township")[0] == 2);
        CHECK(told(*made, "community")[0] == 1);
        CHECK(told(*made, "village")[0] == 6);
        CHECK(told(*made, "village")[1] == 7);
        CHECK(row(made->table, "places", "village").rates.back() == 8570);
        CHECK(row(made->table, "places", "township").rates.back() == 10'000);
        const auto town = office.make(year, "", world.committees[1]);
        REQUIRE(town.has_value());
        CHECK(told(*town, "township")[0] == 1);
        CHECK(told(*town, "village")[1] == 4);
        CHECK(told(*town, "street")[1] == 0);
    });
}

TEST_CASE("yearly: of a branch only its own records are read, and every figure is that of reading everything [X-B]")
{
    each_office(23, [](Office& office) {
        auto& world = office.world;
        for (int i = 0; i < 40; ++i) world.change();
        for (int i = 0; i < 12; ++i) world.add_unit();
        const auto gone = world.found(world.committees[0], "将撤村支部", "branch");
        const auto last = world.add(gone);
        (void)world.database.write([&](db::Tx& tx) -> Result<void> {
            const auto give = [&](const char* table, MemberId to, OrganizationId at) {
                const bool award = std::string(table) == "team_award";
                tx.execute(std::string("INSERT INTO ") + table +
                               (award ? " (id, record, member, organization, shard, valid_from, valid_to, recorded_at, "
                                        "superseded_at, "
                                        "recorded_by, recorded_by_name, title, name, level, authority, document_no, "
                                        "end_document_no, "
                                        "end_reason) VALUES (:id, :id, :member, :organization, 0, '2026-02-01', "
                                        "'9999-12-31', :now, "
                                        ":forever, 7, '', 'excellent_member', '', 'county', '', '', '', '')"
                                      : " (id, record, member, organization, shard, valid_from, valid_to, recorded_at, "
                                        "superseded_at, "
                                        "recorded_by, recorded_by_name, kind, ground, authority, document_no, "
                                        "decided_on, rights_to, "
                                        "blocked_to, grade_to, end_kind, end_document_no) VALUES (:id, :id, :member, "
                                        ":organization, 0, "
                                        "'2026-02-01', '2027-02-01', :now, :forever, 7, '', 'warning', '', '', '', "
                                        "'2026-02-01', "
                                        "'2026-02-01', '2027-02-01', '2026-02-01', '', '')"),
                           {{"id", world.ids.next()},
                            {"member", to},
                            {"organization", at},
                            {"now", tx.recorded_at()},
                            {"forever", Instant::forever()}});
            };
            const auto stage = [&](std::int64_t person, OrganizationId at, const char* reached, Date day) {
                tx.execute(R"(
                    INSERT INTO team_applicant_stage (id, applicant, shard, organization, case_id, stage, effective_on,
                        rule_set, recorded_at, recorded_by, recorded_by_name)
                    VALUES (:id, :applicant, 0, :organization, 0, :stage, :on, '', :now, 7, ''))",
                           {{"id", world.ids.next()},
                            {"applicant", person},
                            {"organization", at},
                            {"stage", reached},
                            {"on", day},
                            {"now", tx.recorded_at()}});
            };
            for (int i = 0; i < 30; ++i) {
                give("team_award", world.one_of(world.members), world.one_of(world.branches));
                if (i % 3 == 0) give("team_discipline", world.one_of(world.members), world.one_of(world.branches));
                if (i % 5 == 0) give("team_award", {}, world.one_of(world.branches));
            }
            give("team_award", last, gone);
            for (std::int64_t person = 900; person < 930; ++person) {
                const auto first = world.one_of(world.branches);
                stage(person, first, "applicant", Date{2025, 3, 1});
                if (person % 2 == 0) stage(person, first, "activist", Date{2026, 1, 20});
                if (person % 3 == 0) stage(person, world.one_of(world.branches), "moved", Date{2026, 2, 1});
                if (person % 5 == 0) stage(person, world.one_of(world.branches), "target", Date{2026, 2, 20});
            }
            return {};
        });
        office.pass(60);
        const auto& live_office = world.statistics.office();
        const auto counted = world.team.office().rules({}, world.clock.today())->statuses_counted();
        int read_in_part = 0;
        for (const int of : {2025, 2026})
            world.database.read([&](db::Tx& tx) {
                const auto today = world.clock.today();
                const team::YearSpan span{Date{of, 1, 1}, std::min(today, Date{of, 12, 31}), {}};
                const auto forms = office.yearly.forms(world.county);
                const auto everything = read_year(world.organizations.office(), tx, span, counted, nullptr);
                for (const auto branch : world.branches) {
                    std::optional<team::YearScope> scope;
                    const auto on_day = [&](const std::function<Result<void>(const World&)>& look) {
                        Result<void> done = {};
                        do done = live_office.live.on(tx, span.last, look);
                        while (!done && done.error().code == "statistics.being_prepared");
                        REQUIRE(done.has_value());
                    };
                    on_day([&](const World& now) -> Result<void> {
                        scope = scope_of(now, nullptr, branch.value);
                        return {};
                    });
                    if (!scope) continue;
                    ++read_in_part;
                    const auto part = read_year(world.organizations.office(), tx, span, counted, &*scope);
                    if (of == 2026) CHECK(part.awards.size() < everything.awards.size());
                    CHECK(part.units.size() < everything.units.size());
                    on_day([&](const World& now) -> Result<void> {
                        const auto node = now.tree().find(branch.value);
                        const auto text = [&](const YearRows& rows) {
                            const auto records = placed(rows, now);
                            const FormCounter counter(now, &records, counted);
                            return figures_text(form_table(forms.front(), counter, node, {}, nullptr));
                        };
                        CHECK(text(part) == text(everything));
                        return {};
                    });
                }
            });
        CHECK(read_in_part > 10);
    });
}

TEST_CASE("yearly: what cannot be sealed or asked is refused with its reason")
{
    each_office(17, [](Office& office) {
        auto& world = office.world;
        CHECK(office.yearly.seal(office.department, {world.county, "", 2026, "x"}).error().code ==
              "statistics.year_not_over");
        CHECK(office.yearly.seal(office.department, {world.county, "no_such", year, "x"}).error().code ==
              "statistics.no_form");
        CHECK(office.make(2027).error().fields.at(0).code == "statistics.date_out_of_range");
        CHECK(office.make(year, "", OrganizationId{1}).error().code == "organization.not_found");
        const auto reader =
            actor_on({}, {Permission::organization_read, Permission::member_read}, world.organizations.directory());
        CHECK(office.yearly.seal(reader, {world.county, "", year, "x"}).error().code == "access.forbidden");
        // Whoever may change organisations may not seal for that: it is a permission of its own.
        const auto changer = actor_on({},
                                      {Permission::organization_read, Permission::organization_change,
                                       Permission::member_read, Permission::discipline_read},
                                      world.organizations.directory());
        CHECK(office.yearly.seal(changer, {world.county, "", year, "x"}).error().code == "access.forbidden");
        const auto stranger = actor_on(world.branches.front(), Office::everything(), world.organizations.directory());
        CHECK(office.yearly.seal(stranger, {world.county, "", year, "x"}).error().code == "access.forbidden");
        const auto sealed = office.seal("试点");
        REQUIRE(sealed.has_value());
        world.database.read([&](db::Tx& tx) {
            CHECK(office.yearly.visible(tx, stranger, sealed->id).error().code == "statistics.seal_not_found");
            CHECK(office.yearly.unseal(tx, changer, sealed->id, "撤").error().code == "access.forbidden");
        });
        // The key is the same after a restart.
        const Yearly again(world.statistics.office(), world.database, world.ids, world.under.platform->audit(), nullptr,
                           world.under.folder.path());
        CHECK(again.key().public_pem() == office.yearly.key().public_pem());
    });
}

TEST_CASE("yearly: the .xlsx and the .csv of every form hold every cell of it, in both languages [STAT-03, STAT-04]")
{
    each_office(18, [](Office& office) {
        for (const auto& form : office.yearly.forms(office.world.county)) {
            CAPTURE(form.code);
            const auto made = office.make(year, form.code);
            REQUIRE(made.has_value());
            for (const bool english : {false, true})
                for (const auto format : {platform::SheetFormat::xlsx, platform::SheetFormat::csv}) {
                    const SheetWords words{english, "甲县委", "已封存"};
                    const auto grid = grid_of(made->table, words);
                    const auto bytes = sheet_of(made->table, words, format);
                    const auto sheet = platform::read_sheet(bytes, "form" + std::string(platform::ending_of(format)));
                    REQUIRE_MESSAGE(sheet.has_value(), (sheet ? "" : sheet.error().code));
                    REQUIRE(sheet->rows() == grid.size());
                    int compared = 0;
                    for (std::size_t at = 0; at < grid.size(); ++at)
                        for (std::size_t column = 0; column < grid[at].size(); ++column) {
                            const auto cell = sheet->at(at, column);
                            const auto& expected = grid[at][column];
                            // A number shows no closing zero: 12.0 is 12.
                            const bool is_zero_tenth = expected.ends_with(".0") && cell.is(platform::cell_number);
                            CHECK(std::string(cell.text) ==
                                  (is_zero_tenth ? expected.substr(0, expected.size() - 2) : expected));
                            ++compared;
                        }
                    CHECK(compared > 40);
                }
            CHECK_FALSE(template_for(made->table).empty());
        }
    });
}

TEST_CASE(
    "forecast: who reaches the age of retirement in a year is told by the pack's ages, and stands in a stretch of "
    "birthdays")
{
    each_office(19, [](Office& office) {
        auto& world = office.world;
        std::optional<Result<Forecast>> made;
        world.database.read(
            [&](db::Tx& tx) { made = forecast(world.statistics.office(), tx, office.department, world.county); });
        REQUIRE_MESSAGE(made->has_value(), (*made ? "" : made->error().code));
        const auto& told = **made;
        CHECK(told.members == 60);
        const auto ages =
            world.organizations.policy_at({}, world.clock.today()).get("statistics.retirement_ages").items();
        REQUIRE(told.years.size() > 1);
        std::int64_t sum = 0;
        for (const auto& year : told.years) {
            REQUIRE(year.retiring.size() == ages.size());
            for (const auto& one : year.retiring) {
                CHECK(one.born_from.year() + one.years == year.year);
                CHECK(one.born_until.year() + one.years == year.year);
                std::int64_t plain = 0;
                world.database.read([&](db::Tx& tx) {
                    plain = tx.value<std::int64_t>(
                        "SELECT COUNT(*) FROM team_member WHERE sex = :sex AND birth_date >= "
                        ":born_from AND birth_date <= :born_until",
                        {{"sex", one.sex}, {"born_from", one.born_from}, {"born_until", one.born_until}});
                });
                CHECK(one.count == plain);
                sum += plain;
            }
        }
        CHECK(sum > 0);
        CHECK_FALSE(told.quota.has_value());
        const auto stranger = actor_on(world.branches.front(), Office::everything(), world.organizations.directory());
        world.database.read([&](db::Tx& tx) {
            CHECK(forecast(world.statistics.office(), tx, stranger, world.county).error().code == "access.forbidden");
        });
    });
}
