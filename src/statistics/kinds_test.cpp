// Organisations and units as rows, and posts of members.
#include <doctest/doctest.h>

#include "organization/coverage_query.hpp"
#include "statistics/crosstab.hpp"
#include "statistics/listing.hpp"
#include "statistics/plain_count.hpp"
#include "statistics/plain_kinds.hpp"
#include "statistics/statistics_fixture.hpp"

using namespace jishi;
using namespace jishi::statistics;
using namespace jishi::statistics::testing;
using platform::Permission;

namespace {

const std::vector<std::string> of_organizations{"type",  "type_group", "basic", "sector",
                                                "level", "form",       "term",  "size_band"};
const std::vector<std::string> of_units{"kind",     "sector",  "coverage", "has_organization",
                                        "has_work", "counted", "obliged",  "staff_band"};

CrosstabQuestion random_question(Installation& world, Counted of)
{
    const auto& columns = of == Counted::units ? of_units : of_organizations;
    const auto known = world.statistics.live().columns(of);
    CrosstabQuestion question;
    question.of = of;
    std::vector<OrganizationId> places{world.county, world.county};
    places.insert(places.end(), world.committees.begin(), world.committees.end());
    places.insert(places.end(), world.branches.begin(), world.branches.end());
    question.by_child = world.pick(3) == 0;
    for (auto n = question.by_child ? 1 : 1 + world.pick(3); n-- > 0;) question.within.push_back(world.one_of(places));
    question.everybody = world.pick(2) == 0;
    std::set<std::string> chosen;
    for (auto n = world.pick(4); n-- > 0;) chosen.insert(world.one_of(columns));
    question.dimensions.assign(chosen.begin(), chosen.end());
    for (auto n = world.pick(3); n-- > 0;) {
        auto& clause = question.filter.emplace_back();
        for (auto m = 1 + world.pick(2); m-- > 0;) {
            Condition condition;
            condition.column = world.one_of(columns);
            condition.except = world.pick(4) == 0;
            for (const auto& value : known->find(condition.column)->values)
                if (world.pick(2) == 0) condition.codes.push_back(value.code);
            clause.any.push_back(std::move(condition));
        }
    }
    return question;
}

void fill(Installation& world)
{
    for (int i = 0; i < 60; ++i) world.add(world.one_of(world.branches));
    for (int i = 0; i < 30; ++i) world.add_unit();
    for (int i = 0; i < 60; ++i) world.change_body();
}

std::string code_of(const auto& answer)
{
    if (answer) return "";
    return answer.error().fields.empty() ? answer.error().code : answer.error().fields.front().code;
}

CrosstabQuestion by(Counted of, OrganizationId within, std::vector<std::string> columns)
{
    CrosstabQuestion question;
    question.of = of;
    question.within = {within};
    question.dimensions = std::move(columns);
    return question;
}

}  // namespace

TEST_CASE("statistics: random questions about organisations and units equal plain SQL, with changes running [X-B]")
{
    each_installation(21, [](Installation& world) {
        fill(world);
        const auto rules = world.organizations.policy_at({}, world.clock.today());
        int went_through = 0;
        std::set<std::string> seen;
        for (int round = 0; round < 40; ++round) {
            for (int i = 0; i < 4; ++i) went_through += world.change_body() ? 1 : 0;
            for (int i = 0; i < 3; ++i) world.change();
            if (round % 3 == 0) world.add(world.one_of(world.branches));
            if (round % 5 == 0) world.add_unit();
            if (round % 8 == 7)
                world.branches.push_back(
                    world.found(world.one_of(world.committees), "新" + std::to_string(round) + "村支部", "branch"));
            for (int i = 0; i < 15; ++i) {
                const auto question = random_question(world, i % 2 == 0 ? Counted::units : Counted::organizations);
                CAPTURE(round);
                CAPTURE(i);
                const auto answer = world.ask(question);
                REQUIRE_MESSAGE(answer.has_value(), code_of(answer));
                std::map<std::string, std::int64_t> plain;
                world.database.read(
                    [&](db::Tx& tx) { plain = PlainKinds(rules, world.clock.today()).count(tx, question); });
                REQUIRE(as_map(*answer) == plain);
                if (question.dimensions.size() == 1)
                    for (const auto& [code, count] : plain) seen.insert(question.dimensions.front() + ":" + code);
            }
        }
        CHECK(went_through > 40);
        // Nothing was built anew for it.
        CHECK(world.statistics.live().built() == 1);
        for (const auto* code :
             {"coverage:own", "coverage:work", "coverage:none", "obliged:no", "size_band:from_3", "term:none"})
            CHECK_MESSAGE(seen.contains(code), code);
    });
}

TEST_CASE("statistics: organisations and units of a past day are counted from the dated records [X-B]")
{
    each_installation(22, [](Installation& world) {
        fill(world);
        const auto rules = world.organizations.policy_at({}, world.clock.today());
        for (int i = 0; i < 40; ++i) {
            auto question = random_question(world, i % 2 == 0 ? Counted::units : Counted::organizations);
            question.date = Date{2024, 8, 1}.plus_days(static_cast<std::int64_t>(world.pick(550)));
            const auto answer = world.ask(question);
            REQUIRE_MESSAGE(answer.has_value(), code_of(answer));
            std::map<std::string, std::int64_t> plain;
            world.database.read([&](db::Tx& tx) { plain = PlainKinds(rules, *question.date).count(tx, question); });
            CHECK(as_map(*answer) == plain);
        }
        // What is recorded later with an earlier day is in the next answer about it.
        auto question = by(Counted::units, world.county, {});
        question.date = Date{2025, 12, 31};
        const auto before = world.ask(question).value().total;
        world.add_unit();
        CHECK(world.ask(question).value().total == *before + 1);
    });
}

TEST_CASE("statistics: the next day terms and covers are those of the day")
{
    each_installation(23, [](Installation& world) {
        fill(world);
        REQUIRE(world.ask(by(Counted::organizations, world.county, {"term"})).has_value());
        world.clock.set(Date{2028, 3, 6});
        const auto rules = world.organizations.policy_at({}, world.clock.today());
        for (const auto of : {Counted::organizations, Counted::units}) {
            const auto question = by(of, world.county, {of == Counted::units ? "coverage" : "term"});
            std::map<std::string, std::int64_t> plain;
            world.database.read(
                [&](db::Tx& tx) { plain = PlainKinds(rules, world.clock.today()).count(tx, question); });
            CHECK(as_map(world.ask(question).value()) == plain);
        }
        CHECK(world.statistics.live().built() == 1);
    });
}

TEST_CASE("statistics: units that ought to have an organisation and have one are those of the coverage table [ORG-56]")
{
    each_installation(24, [](Installation& world) {
        fill(world);
        const auto sight = organization::sight_of(world.organizations.directory(), world.actor,
                                                  Permission::organization_read, world.county);
        organization::CoverageQuestion asked;
        asked.sight = *sight;
        asked.within = world.county;
        asked.day = world.clock.today();
        organization::CoverageTable table;
        world.database.read(
            [&](db::Tx& tx) { table = organization::coverage_by_sector(world.organizations.office(), tx, asked); });
        auto question = by(Counted::units, world.county, {"has_organization", "has_work"});
        question.filter = {{{{"counted", {"yes"}, {}, {}, {}, {}, false}}},
                           {{{"obliged", {"yes"}, {}, {}, {}, {}, false}}}};
        auto counts = as_map(world.ask(question).value());
        CHECK(table.total.obliged > 0);
        CHECK(counts["yes|yes"] == table.total.organization_covered);
        CHECK(counts["yes|yes"] + counts["no|yes"] == table.total.work_covered);
        CHECK(counts["yes|yes"] + counts["no|yes"] + counts["no|no"] == table.total.obliged);
    });
}

TEST_CASE("statistics: the leading post of each member is counted, today and on past days")
{
    each_installation(25, [](Installation& world) {
        for (int i = 0; i < 60; ++i) world.add(world.one_of(world.branches));
        REQUIRE(world.ask(by(Counted::members, world.county, {"post"})).has_value());
        for (int i = 0; i < 80; ++i) world.appoint_somebody();
        for (int i = 0; i < 20; ++i) world.change();
        const auto rules = world.organizations.policy_at({}, world.clock.today());
        std::int64_t secretaries = 0;
        const auto check = [&](std::optional<Date> date) {
            for (const auto* column : {"post", "post_group"}) {
                auto question = by(Counted::members, world.county, {column, "sex"});
                question.date = date;
                std::map<std::string, std::int64_t> plain;
                world.database.read([&](db::Tx& tx) {
                    plain = PlainCount(rules, date.value_or(world.clock.today())).count(tx, question, date.has_value());
                });
                const auto counts = as_map(world.ask(question).value());
                CHECK(counts == plain);
                for (const auto& [code, count] : counts)
                    if (code.starts_with("secretary")) secretaries += count;
            }
        };
        check({});
        CHECK(secretaries > 0);
        check(Date{2025, 11, 1});
        CHECK(world.statistics.live().built() == 1);
        // The same a day later, and after posts have ended.
        world.clock.set(Date{2026, 3, 6});
        check({});
        CHECK(world.statistics.live().built() == 1);
    });
}

TEST_CASE("statistics: what is behind a count is listed to who may see it, page by page")
{
    each_installation(26, [](Installation& world) {
        fill(world);
        const auto& scope = world.organizations.directory();
        const auto list = [&](const CrosstabQuestion& question, const platform::Actor& who, std::size_t limit) {
            std::vector<std::int64_t> ids;
            std::string refused;
            for (std::int64_t after = 0;;) {
                std::optional<Result<Listing>> page;
                world.database.read([&](db::Tx& tx) {
                    page.emplace(list_counted(world.statistics.office(), tx, who, question, after, limit));
                });
                if (!*page) return std::pair(ids, page->error().code);
                for (const auto& item : (*page)->items) {
                    CHECK_FALSE(item.name.empty());
                    ids.push_back(item.id);
                }
                if ((*page)->next == 0) return std::pair(ids, refused);
                after = (*page)->next;
            }
        };
        for (const auto of : {Counted::members, Counted::organizations, Counted::units})
            for (const auto& column : {of == Counted::members ? "education" : "sector"}) {
                const auto question = by(of, world.county, {column});
                for (const auto& [code, count] : as_map(world.ask(question).value())) {
                    auto behind = by(of, world.county, {});
                    behind.filter = {{{{column, {code}, {}, {}, {}, {}, false}}}};
                    const auto [ids, refused] = list(behind, world.actor, 3);
                    CHECK(refused.empty());
                    CHECK(static_cast<std::int64_t>(std::set(ids.begin(), ids.end()).size()) == count);
                    CHECK(std::ranges::is_sorted(ids));
                }
            }
        // Whoever may not see persons gets no list of them, and no sizes of few.
        const auto counter = actor_on(world.county, {Permission::organization_read}, scope);
        CHECK(list(by(Counted::members, world.county, {}), counter, 50).second == "access.forbidden");
        CHECK(list(by(Counted::units, world.county, {}), counter, 50).second.empty());
        CHECK(list(by(Counted::units, world.county, {}),
                   actor_on(world.committees[0], {Permission::organization_read}, scope), 50)
                  .second == "access.forbidden");
        CHECK_FALSE(world.ask(by(Counted::organizations, world.county, {"type"}), counter).value().is_protected);
        CHECK(code_of(world.ask(by(Counted::organizations, world.county, {"size_band"}), counter)) ==
              "statistics.not_for_protected");
        auto sized = by(Counted::organizations, world.county, {"type"});
        sized.filter = {{{{"size_band", {"up_to_2"}, {}, {}, {}, {}, false}}}};
        CHECK(code_of(world.ask(sized, counter)) == "statistics.not_for_protected");
    });
}
