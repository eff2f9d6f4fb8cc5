// Every figure of the forecast has its list, and the list has as many as the figure says.

#include <doctest/doctest.h>

#include "engine/workflow_store.hpp"
#include "organization/organization_service.hpp"
#include "statistics/forecast.hpp"
#include "statistics/listing.hpp"
#include "statistics/yearly_fixture.hpp"
#include "team/development_query.hpp"
#include "team/development_store.hpp"

using namespace jishi;
using namespace jishi::statistics;
using namespace jishi::statistics::testing;

namespace {

Forecast told(Office& office, OrganizationId within, const platform::Actor& actor)
{
    std::optional<Result<Forecast>> made;
    office.world.database.read(
        [&](db::Tx& tx) { made = forecast(office.world.statistics.office(), tx, actor, within); });
    REQUIRE_MESSAGE(made->has_value(), (*made ? "" : made->error().code));
    return **std::move(made);
}

Result<TermPage> listed_terms(Office& office, const platform::Actor& actor, const TermsAsked& asked)
{
    std::optional<Result<TermPage>> page;
    office.world.database.read(
        [&](db::Tx& tx) { page = terms_ending(office.world.statistics.office(), tx, actor, asked); });
    return *std::move(page);
}

std::vector<OrganizationId> places_of(const Installation& world)
{
    auto places = world.branches;
    places.insert(places.end(), world.committees.begin(), world.committees.end());
    places.push_back(world.county);
    return places;
}

/// Somebody on the way, at a step of a case; without a step nothing was handed in yet.
void put_on_the_way(Installation& world, db::Tx& tx, OrganizationId branch, const std::string& step,
                    engine::CaseState state)
{
    team::Applicant row;
    row.id = world.ids.next_id<MemberTag>();
    row.organization = branch;
    row.name = "某某";
    row.sex = "1";
    row.birth_date = Date{1999, 5, 1};
    row.id_number_index = row.id.str();
    // Some are to be accepted, some were; in this year or in the one before.
    const auto some_day = [&] { return Date{2025, 10, 1}.plus_days(static_cast<std::int64_t>(world.pick(150))); };
    if (world.pick(2) == 0) row.pre_reviewed_on = some_day();
    if (row.pre_reviewed_on && world.pick(2) == 0) row.accepted_on = row.pre_reviewed_on->plus_days(20);
    if (!step.empty()) {
        engine::Case made;
        made.id = world.ids.next_id<CaseTag>();
        made.workflow = team::admission_workflow;
        made.definition = "sha256:test";
        made.subject_kind = team::applicant_kind;
        made.subject = row.id.value;
        made.organization = branch;
        made.state = state;
        made.step = step;
        made.step_since = made.started_on = Date{2025, 5, 1};
        engine::store::insert_case(tx, made, {});
        row.case_id = made.id;
    }
    team::store::insert_applicant(tx, row);
}

void start_term(Office& office, OrganizationId id, Date on)
{
    auto& world = office.world;
    const auto done = world.database.write([&](db::Tx& tx) {
        return organization::start_term(world.organizations.office(), tx, world.actor, id,
                                        {on, "组发〔2026〕1号", "换届", "特殊需要", {}, false});
    });
    REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().code));
}

}  // namespace

TEST_CASE("forecast: terms that end in a year are those of its list, page by page [ORG-44]")
{
    each_office(61, [](Office& office) {
        auto& world = office.world;
        for (std::size_t i = 0; i < world.branches.size(); ++i)
            start_term(office, world.branches[i], Date{2021, 2, 1}.plus_months(static_cast<int>(i) * 7));
        for (int i = 0; i < 240; ++i) {
            const auto id = world.found(world.committees[2], "届满" + std::to_string(i) + "支部", "branch");
            start_term(office, id, Date{2023, 6, 1}.plus_days(i / 2));
        }
        office.pass(5);
        std::size_t pages = 0;
        for (const auto place : places_of(world)) {
            CAPTURE(place.str());
            const auto made = told(office, place, office.department);
            const auto compare = [&](std::int64_t count, std::optional<int> of, Date from, Date until) {
                std::vector<TermKey> plain;
                world.database.read([&](db::Tx& tx) {
                    tx.for_each<std::int64_t, Date>(
                        "SELECT id, term_expires_on FROM organization_node WHERE term_expires_on >= :from "
                        "AND term_expires_on <= :until AND dissolved_on = '9999-12-31'",
                        db::Params{{"from", from}, {"until", until}}, [&](std::int64_t id, Date on) {
                            if (world.organizations.directory().contains(place, OrganizationId{id}))
                                plain.push_back({on, OrganizationId{id}});
                        });
                });
                std::ranges::sort(plain);
                CHECK(count == std::ssize(plain));
                std::vector<TermKey> listed;
                TermsAsked asked{place, of, {}, 7};
                do {
                    const auto page = listed_terms(office, office.department, asked);
                    REQUIRE_MESSAGE(page.has_value(), (page ? "" : page.error().code));
                    CHECK((page->items.size() == asked.limit || !page->next));
                    for (const auto& one : page->items) {
                        listed.push_back(one.key);
                        CHECK_FALSE(one.name.empty());
                    }
                    asked.after = page->next;
                    ++pages;
                } while (asked.after);
                CHECK(listed == plain);
            };
            compare(made.terms_over, {}, Date{1900, 1, 1}, Date{2025, 12, 31});
            for (const auto& one : made.years)
                compare(one.terms, one.year, Date{one.year, 1, 1}, Date{one.year, 12, 31});
        }
        CHECK(pages > 100);
    });
}

TEST_CASE("forecast: what is renewed or comes between two pages of terms moves none of the others [ORG-44]")
{
    each_office(65, [](Office& office) {
        auto& world = office.world;
        for (std::size_t i = 0; i < 6; ++i)
            start_term(office, world.branches[i], Date{2020, 3, 1}.plus_days(static_cast<int>(i)));
        office.pass(5);
        TermsAsked asked{world.county, {}, {}, 1000};
        const auto page = [&] {
            auto found = listed_terms(office, office.department, asked);
            REQUIRE_MESSAGE(found.has_value(), (found ? "" : found.error().code));
            return *std::move(found);
        };
        const auto ids = [&] {
            std::vector<OrganizationId> list;
            for (const auto& one : page().items) list.push_back(one.key.organization);
            return list;
        };
        const auto all = ids();
        REQUIRE(all.size() >= 6);
        asked.limit = 3;
        asked.after = page().next;
        const std::vector second(all.begin() + 3, all.begin() + 6);
        CHECK(ids() == second);
        // The first of them is renewed, and another one comes before them.
        start_term(office, all[0], Date{2026, 2, 1});
        start_term(office, world.found(world.committees[0], "久未换届支部", "branch"), Date{2010, 1, 1});
        office.pass(5);
        CHECK(ids() == second);
        asked.year = 2031;
        CHECK(listed_terms(office, office.department, asked).error().fields.at(0).code ==
              "statistics.date_out_of_range");
        asked.year = 2025;
        CHECK(listed_terms(office, office.department, asked).error().fields.at(0).code ==
              "statistics.date_out_of_range");
    });
}

TEST_CASE("forecast: in each stage of development are as many as development lists there [DEV-14, DEV-37]")
{
    each_office(62, [](Office& office) {
        auto& world = office.world;
        const auto rules = world.organizations.policy_at({}, world.clock.today());
        const auto steps = rules.get("development.steps").items();
        (void)world.database.write([&](db::Tx& tx) -> Result<void> {
            tx.execute(
                "INSERT INTO engine_definition (digest, workflow, text, recorded_at) VALUES ('sha256:test', "
                "'development.admission', '{}', :now)",
                {{"now", tx.recorded_at()}});
            for (int i = 0; i < 150; ++i) {
                // Whose way is over, in whatever stage it ended, is on no way any more.
                const auto state = world.pick(4) == 0   ? engine::CaseState::withdrawn
                                   : world.pick(5) == 0 ? engine::CaseState::suspended
                                                        : engine::CaseState::open;
                const auto& step = steps[world.pick(steps.size())].at("code").text();
                put_on_the_way(world, tx, world.one_of(world.branches), i % 10 == 0 ? "" : step, state);
            }
            return {};
        });
        office.pass(5);
        std::int64_t sum = 0;
        for (const auto place : places_of(world)) {
            CAPTURE(place.str());
            const auto made = told(office, place, office.department);
            std::int64_t used = 0;
            world.database.read([&](db::Tx& tx) {
                tx.for_each<OrganizationId>(
                    "SELECT a.organization FROM team_applicant a JOIN engine_case c ON c.id = a.case_id WHERE c.state "
                    "<= 2 AND (a.accepted_on LIKE '2026%' OR (a.accepted_on IS NULL AND a.pre_reviewed_on LIKE "
                    "'2026%'))",
                    {},
                    [&](OrganizationId at) { used += world.organizations.directory().contains(place, at) ? 1 : 0; });
            });
            CHECK(made.used == used);
            if (place == world.county) CHECK(used > 10);
            for (const auto& stage : made.stages) {
                CAPTURE(stage.code);
                world.database.read([&](db::Tx& tx) {
                    team::ApplicantFilter filter;
                    filter.sight.roots = {place};
                    filter.open = true;
                    filter.limit = 1000;
                    for (const auto& step : steps)
                        if (step.at("stage").text() == stage.code) filter.steps.push_back(step.at("code").text());
                    CHECK(std::ssize(team::find_applicants(tx, filter).items) == stage.count);
                });
                if (place == world.county) sum += stage.count;
            }
        }
        CHECK(sum > 50);
        CHECK(sum < 135);
    });
}

TEST_CASE("forecast: who joined this year and who reaches an age are as many as the lists of members [STAT-02]")
{
    each_office(63, [](Office& office) {
        auto& world = office.world;
        for (int i = 0; i < 5; ++i) {
            team::Registering asked;
            asked.entry = "admitted";
            world.random_particulars(asked.values);
            asked.values.branch = world.one_of(world.branches);
            asked.values.name = "某某";
            asked.values.category = "2";
            asked.values.joined_on = Date{2026, 1, 5}.plus_days(i);
            asked.contact.id_number = world.id_number(Date{1995, 3, 1}, i % 2 == 0);
            asked.papers = world.papers(*asked.values.joined_on);
            const auto done = world.database.write(
                [&](db::Tx& tx) { return team::register_member(world.team.office(), tx, world.actor, asked); });
            REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().code));
        }
        for (int i = 0; i < 10; ++i) world.change();
        office.pass(5);
        const auto listed = [&](OrganizationId place, std::vector<Clause> filter) {
            CrosstabQuestion question;
            question.within = {place};
            question.filter = std::move(filter);
            std::int64_t many = 0;
            world.database.read([&](db::Tx& tx) {
                const auto list = list_counted(world.statistics.office(), tx, office.department, question, 0, 1000);
                REQUIRE_MESSAGE(list.has_value(), (list ? "" : list.error().code));
                many = std::ssize(list->items);
            });
            return many;
        };
        std::int64_t admitted = 0;
        for (const auto place : places_of(world)) {
            const auto made = told(office, place, office.department);
            CHECK(listed(place, {{{{"joined_on", {}, Date{2026, 1, 1}, made.day, {}, {}, false}}}}) == made.admitted);
            admitted = made.admitted;
            for (const auto& year : made.years)
                for (const auto& one : year.retiring)
                    CHECK(listed(place, {{{{"sex", {one.sex}, {}, {}, {}, {}, false}}},
                                         {{{"birth_date", {}, one.born_from, one.born_until, {}, {}, false}}}}) ==
                          one.count);
        }
        CHECK(admitted > 0);
    });
}

TEST_CASE("forecast: whoever may not see persons is refused, and whoever may see one roll is told of that [SEC-04]")
{
    each_office(64, [](Office& office) {
        auto& world = office.world;
        const auto& directory = world.organizations.directory();
        const auto own = world.committees[0];
        const auto refused = [&](const platform::Actor& actor, OrganizationId within) {
            std::string code;
            world.database.read([&](db::Tx& tx) {
                const auto made = forecast(world.statistics.office(), tx, actor, within);
                code = made ? "" : made.error().code;
            });
            return code;
        };
        const auto blind = actor_on({}, {Permission::organization_read, Permission::statistics_seal}, directory);
        for (const auto place : places_of(world)) {
            CHECK(refused(blind, place) == "access.forbidden");
            CHECK(listed_terms(office, blind, {place, {}, {}, 10}).error().code == "access.forbidden");
        }
        const auto reader = actor_on(own, {Permission::organization_read, Permission::member_read}, directory);
        CHECK(refused(reader, world.county) == "access.forbidden");
        CHECK(refused(reader, world.branches[0]).empty());
        auto narrow = reader;
        platform::Grant grant;
        grant.organization = own;
        grant.permissions = {Permission::organization_read, Permission::member_read};
        grant.subtree = false;
        narrow.grants = {grant};
        CHECK(refused(narrow, world.branches[0]) == "access.forbidden");
        const auto all = told(office, own, reader);
        const auto roll = told(office, own, narrow);
        CHECK(all.members > 0);
        CHECK(roll.members == 0);  // its members are all on the rolls of its branches
        for (const auto& year : roll.years) {
            CHECK(year.terms <= 1);
            CHECK(listed_terms(office, narrow, {own, year.year, {}, 10})->items.size() ==
                  static_cast<std::size_t>(year.terms));
        }
    });
}
