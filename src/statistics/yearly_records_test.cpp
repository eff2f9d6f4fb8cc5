// What the records of a year are told of: organisations that came and went, places, and of a branch its own records
// only.

#include <doctest/doctest.h>

#include "organization/organization_service.hpp"
#include "statistics/yearly_fixture.hpp"

using namespace jishi;
using namespace jishi::statistics;
using namespace jishi::statistics::testing;

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
                const auto on_day = [&](Date day, const std::function<Result<void>(const World&)>& look) {
                    Result<void> done = {};
                    do done = live_office.live.on(tx, day, look);
                    while (!done && done.error().code == "statistics.being_prepared");
                    REQUIRE(done.has_value());
                };
                const auto reach = [&](OrganizationId of_whom) {
                    YearReach reached;
                    on_day(span.first.plus_days(-1), [&](const World& before) -> Result<void> {
                        on_day(span.last, [&](const World& now) -> Result<void> {
                            reached = year_reach(now, before, of_whom.value, moved_in(tx, span));
                            return {};
                        });
                        return {};
                    });
                    return reached;
                };
                const auto read = [&](YearReach reached) {
                    return read_year(world.organizations.office(), tx, span, counted, std::move(reached));
                };
                const auto everything = read(reach(world.county));
                for (const auto branch : world.branches) {
                    auto reached = reach(branch);
                    if (!reached.within) continue;
                    ++read_in_part;
                    const auto part = read(std::move(reached));
                    if (of == 2026) CHECK(part.awards.size() < everything.awards.size());
                    CHECK(part.units.size() < everything.units.size());
                    on_day(span.last, [&](const World& now) -> Result<void> {
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
