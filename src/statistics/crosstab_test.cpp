#include "statistics/crosstab.hpp"

#include <unistd.h>

#include <filesystem>

#include <doctest/doctest.h>

#include "policy/reading.hpp"
#include "statistics/drill.hpp"
#include "statistics/form_table.hpp"
#include "statistics/plain_count.hpp"
#include "statistics/statistics_fixture.hpp"

using namespace jishi;
using namespace jishi::statistics;
using namespace jishi::statistics::testing;
using platform::Permission;

namespace {

const std::vector<std::string> dimensions{"sex",        "ethnicity",        "minority",         "age_band",
                                          "age",        "education",        "education_group",  "college",
                                          "degree",     "occupation",       "occupation_group", "join_period",
                                          "join_year",  "category",         "status",           "social_stratum",
                                          "front_line", "migrant_worker",   "mobile",           "lost",
                                          "sector",     "organization_type"};

Condition random_condition(Installation& world, const Columns& columns)
{
    Condition condition;
    condition.except = world.pick(4) == 0;
    if (world.pick(4) == 0) {
        condition.column = world.one_of(std::vector<std::string>{"birth_date", "joined_on"});
        const auto day = Date{1940, 1, 1}.plus_days(static_cast<std::int64_t>(world.pick(28'000)));
        switch (world.pick(4)) {
            case 0: condition.from = day; break;
            case 1: condition.until = day; break;
            case 2: condition.years_min = static_cast<int>(world.pick(80)); break;
            default:
                condition.years_min = static_cast<int>(world.pick(50));
                condition.years_max = *condition.years_min + static_cast<int>(world.pick(30));
        }
        return condition;
    }
    condition.column = world.one_of(dimensions);
    for (const auto& value : columns.find(condition.column)->values)
        if (world.pick(3) == 0) condition.codes.push_back(value.code);
    return condition;
}

CrosstabQuestion random_question(Installation& world, const Columns& columns)
{
    CrosstabQuestion question;
    std::vector<OrganizationId> places{world.county};
    places.insert(places.end(), world.committees.begin(), world.committees.end());
    places.insert(places.end(), world.branches.begin(), world.branches.end());
    question.by_child = world.pick(4) == 0;
    for (auto n = question.by_child ? 1 : 1 + world.pick(3); n-- > 0;) question.within.push_back(world.one_of(places));
    question.everybody = world.pick(3) == 0;
    std::set<std::string> chosen;
    for (auto n = world.pick(4); n-- > 0;) chosen.insert(world.one_of(dimensions));
    question.dimensions.assign(chosen.begin(), chosen.end());
    for (auto n = world.pick(3); n-- > 0;) {
        auto& clause = question.filter.emplace_back();
        for (auto m = 1 + world.pick(2); m-- > 0;) clause.any.push_back(random_condition(world, columns));
    }
    return question;
}

std::string code_of(const Result<CrosstabAnswer>& answer)
{
    if (answer) return "";
    return answer.error().fields.empty() ? answer.error().code : answer.error().fields.front().code;
}

CrosstabQuestion by(std::vector<OrganizationId> within, std::vector<std::string> columns)
{
    CrosstabQuestion question;
    question.within = std::move(within);
    question.dimensions = std::move(columns);
    return question;
}

}  // namespace

TEST_CASE(
    "statistics: 2,000 random questions equal a plain SQL count over the same records, with changes running [X-B]")
{
    each_installation(1, [](Installation& world) {
        for (int i = 0; i < 150; ++i) world.add(world.one_of(world.branches));
        const auto columns = world.statistics.live().columns();
        const auto rules = world.organizations.policy_at({}, world.clock.today());
        int asked = 0;
        for (int round = 0; round < 40; ++round) {
            for (int i = 0; i < 5; ++i) world.change();
            if (round % 4 == 0) world.add(world.one_of(world.branches));
            if (round % 10 == 9)
                world.branches.push_back(
                    world.found(world.one_of(world.committees), "新" + std::to_string(round) + "村支部", "branch"));
            for (int i = 0; i < 25; ++i, ++asked) {
                const auto question = random_question(world, *columns);
                CAPTURE(asked);
                const auto answer = world.ask(question);
                if (code_of(answer) == "statistics.too_many_cells") continue;
                REQUIRE_MESSAGE(answer.has_value(), code_of(answer));
                std::map<std::string, std::int64_t> plain;
                world.database.read(
                    [&](db::Tx& tx) { plain = PlainCount(rules, world.clock.today()).count(tx, question, false); });
                REQUIRE(as_map(*answer) == plain);
            }
        }
        CHECK(asked == 1'000);  // on each of two databases
        CHECK(world.statistics.live().built() == 1);
        CHECK(world.statistics.live().applied() > 50);
    });
}

TEST_CASE("statistics: a past day is counted from the dated records, and again when it is put right [X-B]")
{
    each_installation(2, [](Installation& world) {
        for (int i = 0; i < 60; ++i) world.add(world.one_of(world.branches));
        for (int i = 0; i < 30; ++i) world.change();
        const auto columns = world.statistics.live().columns();
        const auto rules = world.organizations.policy_at({}, world.clock.today());
        for (int i = 0; i < 60; ++i) {
            auto question = random_question(world, *columns);
            question.date = Date{2024, 6, 1}.plus_days(static_cast<std::int64_t>(world.pick(600)));
            std::map<std::string, std::int64_t> plain;
            world.database.read(
                [&](db::Tx& tx) { plain = PlainCount(rules, *question.date).count(tx, question, true); });
            const auto answer = world.ask(question);
            if (code_of(answer) == "statistics.too_many_cells") continue;
            REQUIRE_MESSAGE(answer.has_value(), code_of(answer));
            CHECK(as_map(*answer) == plain);
            CHECK(answer->date == *question.date);
        }
        // What is recorded later with an earlier day is in the next answer about it.
        auto question = by({world.county}, {});
        question.date = Date{2025, 12, 31};
        const auto before = world.ask(question).value().total;
        world.add(world.branches.front());
        CHECK(world.ask(question).value().total == *before + 1);
    });
}

TEST_CASE("statistics: when the day changes everybody is a day older")
{
    each_installation(3, [](Installation& world) {
        for (int i = 0; i < 80; ++i) world.add(world.one_of(world.branches));
        const auto question = by({world.county}, {"age_band", "age"});
        REQUIRE(world.ask(question).has_value());
        world.clock.set(Date{2029, 7, 9});
        std::map<std::string, std::int64_t> plain;
        const auto rules = world.organizations.policy_at({}, world.clock.today());
        world.database.read(
            [&](db::Tx& tx) { plain = PlainCount(rules, world.clock.today()).count(tx, question, false); });
        CHECK(as_map(*world.ask(question)) == plain);
        CHECK(world.statistics.live().built() == 1);
    });
}

TEST_CASE("statistics: what cannot be asked is refused with the field that is wrong")
{
    each_installation(4, [](Installation& world) {
        world.add(world.branches.front());
        const auto ask = [&](const CrosstabQuestion& question) { return code_of(world.ask(question)); };
        CHECK(ask(by({OrganizationId{99}}, {})) == "organization.not_found");
        CHECK(ask(by({world.county}, {"shoe_size"})) == "statistics.unknown_column");
        CHECK(ask(by({world.county}, {"birth_date"})) == "statistics.not_a_dimension");
        CHECK(ask(by({world.county}, {"sex", "sex"})) == "statistics.dimension_twice");
        CHECK(ask(by({world.county}, {"sex", "age_band", "education", "minority", "category", "status", "degree",
                                      "sector", "lost", "mobile"})) == "statistics.too_many_dimensions");
        CHECK(ask(by({world.county}, {"age", "ethnicity", "education", "occupation"})) == "statistics.too_many_cells");
        auto question = by({world.county}, {});
        question.filter = {{{{"sex", {"7"}, {}, {}, {}, {}, false}}}};
        CHECK(ask(question) == "statistics.unknown_code");
        question.filter = {{{{"sex", {}, Date{2000, 1, 1}, {}, {}, {}, false}}}};
        CHECK(ask(question) == "statistics.condition_does_not_fit");
        question.filter = {{{{"birth_date", {}, Date{1700, 1, 1}, {}, {}, {}, false}}}};
        CHECK(ask(question) == "statistics.date_out_of_range");
        question = by({world.committees[0], world.committees[1]}, {});
        question.by_child = true;
        CHECK(ask(question) == "statistics.one_organization");
        question = by({world.county}, {});
        question.date = Date{2027, 1, 1};
        CHECK(ask(question) == "statistics.date_out_of_range");
        // Before the first record nobody was there.
        question.date = Date{2001, 1, 1};
        CHECK(world.ask(question).value().total == 0);
        // A filter that nobody fits.
        question = by({world.county}, {"sex"});
        question.filter = {{{}}};
        CHECK(world.ask(question).value().total == 0);
    });
}

TEST_CASE(
    "statistics: each asks within the own reach, and small counts are withheld from who may not see persons [STAT-10]")
{
    each_installation(5, [](Installation& world) {
        for (int i = 0; i < 40; ++i) world.add(world.branches[0]);
        for (int i = 0; i < 3; ++i) world.add(world.branches[1]);
        const auto& scope = world.organizations.directory();
        const auto town = world.committees[0];
        const auto counter = actor_on(town, {Permission::organization_read}, scope);
        CHECK(code_of(world.ask(by({world.county}, {}), counter)) == "access.forbidden");
        CHECK(code_of(world.ask(by({world.committees[1]}, {}), counter)) == "access.forbidden");
        // An organisation that is not there is refused like one that is not to be seen.
        CHECK(code_of(world.ask(by({OrganizationId{99}}, {}), counter)) == "access.forbidden");

        auto table = by({town}, {"sex"});
        table.by_child = true;
        const auto shown = world.ask(table, counter).value();
        CHECK(shown.is_protected);
        CHECK(shown.total == 45);  // 43, rounded
        for (const auto& count : shown.counts) CHECK((!count || *count % 5 == 0));
        auto ranged = by({town}, {});
        ranged.filter = {{{{"birth_date", {}, Date{1980, 1, 1}, {}, {}, {}, false}}}};
        CHECK(code_of(world.ask(ranged, counter)) == "statistics.not_for_protected");
        CHECK_FALSE(world.ask(by({world.branches[1]}, {}), counter).value().total.has_value());

        const auto seeing = actor_on(town, {Permission::organization_read, Permission::member_read}, scope);
        CHECK(world.ask(by({world.branches[1]}, {}), seeing).value().total == 3);
        CHECK_FALSE(world.ask(table, seeing).value().is_protected);
        // Members may be seen in one branch only: the rest of the town is protected.
        auto mixed = counter;
        auto grants = std::vector(mixed.grants.begin(), mixed.grants.end());
        grants.push_back({{}, "branch", world.branches[1], true, {Permission::member_read}});
        mixed.grants = platform::Grants(grants);
        CHECK(world.ask(table, mixed).value().is_protected);
        CHECK(world.ask(by({world.branches[1]}, {}), mixed).value().total == 3);
        // A grant without what is below counts the own roll.
        auto narrow = actor_on(town, {Permission::organization_read, Permission::member_read}, scope);
        auto alone = std::vector(narrow.grants.begin(), narrow.grants.end());
        alone.front().subtree = false;
        narrow.grants = platform::Grants(alone);
        CHECK(world.ask(by({town}, {}), narrow).value().total == 0);
    });
}

TEST_CASE("statistics: organisations that move take their members' counts along")
{
    each_installation(6, [](Installation& world) {
        for (int i = 0; i < 20; ++i) world.add(world.branches[0]);
        REQUIRE(world.ask(by({world.committees[0]}, {})).value().total == 20);
        organization::Moving move;
        move.parent = world.committees[2];
        move.papers = {world.clock.today(), "组发〔2026〕9号", "区划调整", "", {}, false};
        const auto moved = world.database.write([&](db::Tx& tx) {
            return organization::move(world.organizations.office(), tx, world.actor, world.branches[0], move);
        });
        REQUIRE_MESSAGE(moved.has_value(), (moved ? "" : moved.error().code));
        CHECK(world.ask(by({world.committees[0]}, {})).value().total == 0);
        CHECK(world.ask(by({world.committees[2]}, {})).value().total == 20);
        CHECK(world.statistics.live().built() == 1);
    });
}

TEST_CASE("statistics: what was saved is taken up again with what changed meanwhile; a damaged file is built anew")
{
    each_installation(7, [](Installation& world) {
        for (int i = 0; i < 40; ++i) world.add(world.one_of(world.branches));
        const auto file = std::filesystem::temp_directory_path() / ("jishi_live_" + std::to_string(::getpid()));
        const auto question = by({world.county}, {"sex", "education", "sector"});
        const auto rules = world.organizations.policy_at({}, world.clock.today());
        const auto check = [&](Live& live) {
            std::map<std::string, std::int64_t> plain;
            std::optional<Result<CrosstabAnswer>> answer;
            const CrosstabOffice office{live, world.organizations, world.team, world.clock};
            world.database.read([&](db::Tx& tx) {
                plain = PlainCount(rules, world.clock.today()).count(tx, question, false);
                do answer.emplace(crosstab(office, tx, world.actor, question));
                while (!*answer && answer->error().code == "statistics.being_prepared");
            });
            REQUIRE(answer->has_value());
            CHECK(as_map(**answer) == plain);
        };
        {
            Live live(world.database, world.organizations, world.team, world.clock);
            live.start(file);
            check(live);
        }
        REQUIRE(std::filesystem::exists(file));
        for (int i = 0; i < 10; ++i) world.change();
        world.add(world.found(world.committees[0], "后设支部", "branch"));
        {
            Live live(world.database, world.organizations, world.team, world.clock);
            live.start(file);
            check(live);
            CHECK(live.was_stored());
            CHECK(live.built() == 0);
        }
        std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
        {
            Live live(world.database, world.organizations, world.team, world.clock);
            live.start(file);
            check(live);
            CHECK_FALSE(live.was_stored());
            CHECK(live.built() == 1);
        }
        std::filesystem::remove(file);
    });
}

TEST_CASE(
    "statistics: the bulletin of a register counts its members, those of the year and its organisations [STAT-02, "
    "STAT-06]")
{
    each_installation(8, [](Installation& world) {
        for (int i = 0; i < 50; ++i) world.add(world.one_of(world.branches));
        const auto rules = world.organizations.policy_at({}, world.clock.today());
        std::optional<FormTable> table;
        world.database.read([&](db::Tx& tx) {
            const auto done =
                world.statistics.live().on(tx, world.clock.today(), [&](const World& today) -> Result<void> {
                    const FormCounter counter(today, nullptr, {"normal"});
                    table = form_table(forms_of(rules, today.columns()).front(), counter,
                                       today.members().tree().find(world.county.value), {}, nullptr);
                    return {};
                });
            REQUIRE(done.has_value());
        });
        CHECK(table->members == 50);
        const auto row = [&](const std::string& section, const std::string& code) {
            for (const auto& one : table->sections)
                if (one.code == section)
                    for (const auto& line : one.rows)
                        if (line.code == code) return line;
            FAIL("no such row");
            return TableRow{};
        };
        CHECK(row("totals", "branches").count() == world.branches.size());
        CHECK(row("totals", "committees").count() == world.committees.size());
        // Village branches and committees; the county's committee is no basic organisation.
        CHECK(row("totals", "organizations").count() == world.branches.size() + world.committees.size());
        const auto women = world.ask(by({world.county}, {"sex"})).value();
        CHECK(row("structure", "women").count() == static_cast<std::uint64_t>(as_map(women)["2"]));
        CHECK(row("admitted", "admitted").count() == 0);
        for (const auto& section : table->sections)
            if (section.missing) CHECK(*section.missing == 0);
    });
}

TEST_CASE("statistics: behind every value stand as many members of the list as were counted")
{
    each_installation(9, [](Installation& world) {
        for (int i = 0; i < 80; ++i) world.add(world.one_of(world.branches));
        const auto columns = world.statistics.live().columns();
        const auto today = world.clock.today();
        const auto sight =
            organization::sight_of(world.organizations.directory(), world.actor, Permission::member_read, world.county);
        int opened = 0;
        for (const auto& column : columns->all()) {
            if (!column.is_dimension()) continue;
            const auto counts = as_map(world.ask(by({world.county}, {column.code})).value());
            for (std::size_t cell = 0; cell < column.values.size(); ++cell) {
                const auto found = drill(*columns, column, cell, today);
                if (!found) continue;
                team::ListQuestion question;
                question.sight = *sight;
                question.filter.status = {"normal"};
                const auto flag = [&] { return std::optional(found->codes.front() == "yes"); };
                if (found->field == "status") question.filter.status = found->codes;
                else if (found->field == "category") question.filter.category = found->codes;
                else if (found->field == "sex") question.filter.sex = found->codes;
                else if (found->field == "ethnicity") question.filter.ethnicity = found->codes;
                else if (found->field == "education") question.filter.education = found->codes;
                else if (found->field == "occupation") question.filter.occupation = found->codes;
                else if (found->field == "mobile") question.filter.mobile = flag();
                else if (found->field == "lost") question.filter.lost = flag();
                else if (found->field == "joined") {
                    question.filter.joined_from = found->from;
                    question.filter.joined_until = found->until;
                } else {
                    REQUIRE(found->field == "born");
                    question.filter.born_from = found->from;
                    question.filter.born_until = found->until;
                }
                std::int64_t listed = 0;
                world.database.read(
                    [&](db::Tx& tx) { listed = team::count_members(world.team.office(), tx, question); });
                const auto counted = counts.find(column.values[cell].code);
                CAPTURE(column.code);
                CAPTURE(column.values[cell].code);
                // A status that does not count as a member has a list, and no count.
                if (found->field == "status" && column.values[cell].code != "normal") continue;
                CHECK(listed == (counted == counts.end() ? 0 : counted->second));
                if (listed > 0) ++opened;
            }
        }
        CHECK(opened > 100);
    });
}
