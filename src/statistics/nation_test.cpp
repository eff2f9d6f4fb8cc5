#include "statistics/nation.hpp"

#include <doctest/doctest.h>

#include "platform/platform_world.hpp"
#include "policy/reading.hpp"
#include "statistics/form_table.hpp"
#include "statistics/scan.hpp"

using namespace jishi;
using namespace jishi::statistics;

namespace {

/// One figure of the bulletin is so many members of the small nations of these tests; kinds are whole persons, and
/// there are some thousand kinds.
constexpr int persons = 40;

policy::Policy rules_on(Date day) { return platform::testing::national_rules().at(day); }

std::shared_ptr<const Columns> columns_on(Date day)
{
    const auto policy = rules_on(day);
    return std::make_shared<const Columns>(policy::Reader(policy, policy), "statistics.member_columns",
                                           member_fields());
}

Bulletin bulletin(int year)
{
    auto result = bulletin_of(rules_on(Date{year, 12, 31}), year);
    REQUIRE_MESSAGE(result.has_value(), (result ? "" : result.error().detail));
    return *std::move(result);
}

std::unique_ptr<World> nation(int year, std::uint64_t members, std::uint64_t organizations, std::uint64_t seed = 5)
{
    const Date day{year, 12, 31};
    auto made = make_nation(columns_on(day), read_nation_rules(rules_on(day)), bulletin(year),
                            {members, organizations, seed, {}});
    REQUIRE_MESSAGE(made.has_value(), (made ? "" : made.error().code));
    return *std::move(made);
}

std::vector<std::uint64_t> count(const World& world, const std::string& column)
{
    const auto& rows = world.members();
    return scan(rows, {{world.axis(*world.columns().find(column))}, {}, {{rows.rows_below(0)}}});
}

std::uint64_t of(const World& world, const std::string& column, const std::string& code)
{
    return count(world, column)[world.columns().find(column)->cell_of(code).value()];
}

}  // namespace

TEST_CASE("statistics: the bulletins of the packs add up within rounding, and wrong sums are refused [STAT-03]")
{
    for (const int year : {2022, 2023}) CHECK(bulletin(year).members.total > 0);
    CHECK(bulletin_of(rules_on(Date{2021, 12, 31}), 2021).error().code == "statistics.no_bulletin");
    auto wrong = bulletin(2023);
    wrong.members.age_bands["up_to_30"] += 10;
    const auto refused = check_sums(wrong);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == "statistics.bulletin_sums");
    CHECK(refused.error().detail.starts_with("members.age_bands"));
    wrong = bulletin(2023);
    wrong.organizations["branches"] -= 100;
    CHECK_FALSE(check_sums(wrong).has_value());
    wrong = bulletin(2023);
    wrong.members.women = wrong.members.total + 1;
    CHECK_FALSE(check_sums(wrong).has_value());
}

TEST_CASE("statistics: a made-up nation prints the margins of its bulletin within rounding [STAT-02]")
{
    for (const int year : {2022, 2023}) {
        CAPTURE(year);
        const auto figures = bulletin(year);
        const auto members = static_cast<std::uint64_t>(figures.members.total) * persons;
        const auto world = nation(year, members, 20'000);
        CHECK(world->members().rows() == members);
        const auto near = [&](std::uint64_t counted, std::int64_t published) {
            // The sums of a bulletin differ by one in the last place; so may what is drawn from them.
            return std::abs(static_cast<double>(counted) / persons - static_cast<double>(published)) <= 1.0;
        };
        CHECK(near(of(*world, "sex", "2"), *figures.members.women));
        CHECK(near(of(*world, "minority", "minority"), *figures.members.minority));
        CHECK(near(of(*world, "college", "college"), *figures.members.college));
        for (const auto& [code, published] : figures.members.age_bands)
            CHECK(near(of(*world, "age_band", code), published));
        for (const auto& [code, published] : figures.members.join_periods)
            CHECK(near(of(*world, "join_period", code), published));
        for (const auto& [code, published] : figures.members.occupation_groups)
            CHECK(near(of(*world, "occupation_group", code), published));
    }
}

TEST_CASE("statistics: ages, periods and groups of a made-up nation follow from its days and codes")
{
    const auto world = nation(2023, 30'000, 2'000);
    const auto& rows = world->members();
    const auto& columns = world->columns();
    const auto& schema = rows.schema();
    std::vector<Code> codes(schema.size());
    const auto birth = columns.find("birth_date")->stored;
    const auto joined = columns.find("joined_on")->stored;
    const auto& band = *columns.find("age_band");
    const auto& education = *columns.find("education_group");
    for (std::size_t at = 0; at < rows.chunk_count(); ++at)
        for (std::uint32_t place = 0; place < rows.chunk(at).rows(); ++place) {
            if (!rows.chunk(at).is_taken(place)) continue;
            rows.read(static_cast<std::uint32_t>(at * chunk_rows + place), codes);
            REQUIRE(codes[band.stored] == columns.band_of(band, codes[birth], world->on()));
            REQUIRE(codes[birth] < codes[joined]);
            REQUIRE(codes[education.stored] == education.groups[codes[columns.find("education")->stored]]);
        }
}

TEST_CASE("statistics: the same seed makes the same nation, another one another")
{
    const auto one = nation(2022, 20'000, 1'500, 9);
    const auto same = nation(2022, 20'000, 1'500, 9);
    const auto other = nation(2022, 20'000, 1'500, 10);
    const Axes axes{std::size_t{0}, std::size_t{2}, std::size_t{3}};
    const auto cells = [&](const World& world) {
        const auto& rows = world.members();
        Question question{axes, {}, {}};
        for (Node node = 0; node < rows.tree().size(); ++node) question.groups.push_back({rows.rows_at(node)});
        return scan(rows, question);
    };
    CHECK(cells(*one) == cells(*same));
    CHECK(cells(*one) != cells(*other));
}

TEST_CASE("statistics: a nation that cannot be is refused")
{
    const Date day{2023, 12, 31};
    const auto rules = read_nation_rules(rules_on(day));
    auto made = make_nation(columns_on(day), rules, bulletin(2023), {1'000, 3, 1, {}});
    CHECK(made.error().code == "statistics.nation_too_small");
    auto figures = bulletin(2023);
    // More who joined long ago than there are old members.
    figures.members.join_periods = {{"before_founding", 50'000}, {"until_reform", 49'185}};
    made = make_nation(columns_on(day), rules, figures, {100'000, 2'000, 1, {}});
    CHECK(made.error().code == "statistics.bulletin_contradicts");
}

TEST_CASE(
    "statistics: the table of the bulletin comes out of a made-up nation with the published figures [STAT-02, STAT-04]")
{
    for (const int year : {2022, 2023}) {
        CAPTURE(year);
        const std::optional<Bulletin> published = bulletin(year);
        const auto members = static_cast<std::uint64_t>(published->members.total) * persons;
        const auto world = nation(year, members, 12'000);
        world->members().build_cubes(100'000);
        const FormCounter counter(*world, nullptr, {"normal"});
        const auto form = forms_of(rules_on(Date{2026, 3, 5}), world->columns()).front();
        const auto table = form_table(form, counter, 0, published, nullptr);
        CHECK(table.members == members);
        int compared = 0;
        for (const auto& section : table.sections) {
            if (section.code.starts_with("admitted")) continue;  // joining days are drawn evenly over a period
            if (section.missing) CHECK(*section.missing == 0);
            for (const auto& row : section.rows) {
                if (!row.published || row.column.empty()) continue;
                CAPTURE(row.code);
                ++compared;
                const auto figure = static_cast<double>(*row.published) / static_cast<double>(published->unit);
                CHECK(std::abs(static_cast<double>(row.count()) / persons - figure) <= 1.0);
                const auto share = figure / static_cast<double>(published->members.total);
                REQUIRE(row.share_bp.has_value());
                CHECK(std::abs(*row.share_bp / 10'000.0 - share) < 0.0002);
            }
        }
        CHECK(compared == 3 + 8 + 4 + 8);
    }
    CHECK(in_wan(99'185'000) == "9918.5");
    CHECK(in_wan(499) == "0.0");
    CHECK(in_wan(500) == "0.1");
}
