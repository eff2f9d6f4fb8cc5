#include "statistics/nation.hpp"

#include <doctest/doctest.h>

#include "platform/platform_world.hpp"
#include "policy/reading.hpp"
#include "statistics/form_words.hpp"
#include "statistics/nation_records.hpp"
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

/// Every figure of a bulletin as its file has it: "members.age_bands.up_to_30" -> 12435.
void add_figures(const policy::Value& value, const std::string& path, std::map<std::string, std::int64_t>& figures)
{
    for (const auto& one : value.members()) {
        const auto name = path.empty() ? std::string(one.name) : path + "." + std::string(one.name);
        if (name == "year" || name == "unit") continue;
        if (one.value.kind() == policy::Value::Kind::map) add_figures(one.value, name, figures);
        else figures[name] = one.value.integer();
    }
}

std::map<std::string, std::int64_t> figures_of(int year)
{
    std::map<std::string, std::int64_t> figures;
    add_figures(rules_on(Date{year, 12, 31}).get("statistics.bulletin"), "", figures);
    return figures;
}

/// What a table prints for the figures of a bulletin, by their path.
std::map<std::string, std::int64_t> printed(const Form& form, const FormTable& table)
{
    std::map<std::string, std::int64_t> found;
    for (const auto& section : form.sections)
        for (const auto& line : section.rows) {
            const auto* row = table.find(section.code, line.code);
            if (row == nullptr) continue;
            if (!line.published.empty()) found[line.published] = static_cast<std::int64_t>(row->count());
            if (!line.published_growth.empty() && row->growth()) found[line.published_growth] = *row->growth();
        }
    return found;
}

/// The table that the published figures themselves are: what a nation of that size would print.
FormTable table_of(const Form& form, const Bulletin& told)
{
    const auto part = published_part(form, told);
    FormTable table;
    table.form = form.code;
    table.day = told.day();
    table.year = told.year;
    table.members = static_cast<std::uint64_t>(told.members.total * told.unit);
    for (const auto& section : part.sections) {
        auto& made = table.sections.emplace_back();
        made.code = section.code;
        for (const auto& column : section.columns)
            made.columns.push_back({column.code, column.name, column.name_en, !column.rate_of.empty()});
        for (const auto& line : section.rows) {
            auto& row = made.rows.emplace_back();
            row.code = line.code;
            const auto figure = figure_in_ones(told, line.published).value();
            row.counts.assign(std::max<std::size_t>(1, section.columns.size()), static_cast<std::uint64_t>(figure));
            row.rates.assign(section.columns.size(), 9990);
            row.share_bp = 1230;
            if (const auto growth = figure_in_ones(told, line.published_growth))
                row.before = static_cast<std::uint64_t>(figure - *growth);
        }
    }
    return table;
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
                CHECK(std::abs(*row.share_bp / 10'000.0 - share) < 0.0007);
            }
        }
        CHECK(compared == 3 + 8 + 4 + 8);
    }
    CHECK(in_wan(99'185'000) == "9918.5");
    CHECK(in_wan(499) == "0.0");
    CHECK(in_wan(500) == "0.1");
}

TEST_CASE(
    "statistics: every figure of the bulletins is printed by the table of a made-up nation, within rounding [STAT-02, "
    "STAT-03]")
{
    for (const int year : {2022, 2023}) {
        CAPTURE(year);
        const Date day{year, 12, 31};
        const auto told = bulletin(year);
        const auto rules = read_nation_rules(rules_on(day));
        const auto members = static_cast<std::uint64_t>(told.members.total) * persons;
        const auto basic = static_cast<std::uint64_t>(told.organizations.at("total")) * persons;
        const auto upper = made_up_areas(basic);
        auto made = make_nation(columns_on(day), rules, told, {members, basic + upper.size(), 5, upper, true});
        REQUIRE_MESSAGE(made.has_value(), (made ? "" : made.error().code));
        std::optional<Bulletin> before;
        if (year == 2023) before = bulletin(2022);
        const auto form = forms_of(rules_on(Date{2026, 3, 5}), (*made)->columns()).front();
        const auto table = made_table(form, told, before, **made, rules, 5);
        const auto told_by_table = printed(form, table);
        const double scale = static_cast<double>(persons) / static_cast<double>(told.unit);
        const auto figures = figures_of(year);
        CHECK(figures.size() == (year == 2022 ? 42 : 55));
        for (const auto& [path, figure] : figures) {
            CAPTURE(path);
            REQUIRE(told_by_table.contains(path));
            const auto here = static_cast<double>(told_by_table.at(path));
            // Places are told one by one; everything else is right to one in the last place that was published.
            const bool by_ones = path.starts_with("places.");
            const auto wanted = static_cast<double>(figure) * (by_ones ? scale : persons);
            CHECK(std::abs(here - wanted) <= (by_ones ? 1.0 : static_cast<double>(persons)));
        }
        // Nothing stands in it that was not published.
        for (const auto& [path, here] : told_by_table) CHECK(figures.contains(path));
        // [STAT-04] Shares and growth as they were printed; the published counts are rounded, so are their shares.
        const auto near = [&](const char* section, const char* row, double per_cent) {
            CAPTURE(row);
            const auto* found = table.find(section, row);
            REQUIRE(found != nullptr);
            REQUIRE(found->share_bp.has_value());
            CHECK(std::abs(*found->share_bp / 100.0 - per_cent) < 0.11);
        };
        const bool later = year == 2023;
        near("structure", "women", later ? 30.4 : 29.9);
        near("structure", "minority", later ? 7.7 : 7.6);
        near("structure", "college", later ? 56.2 : 54.7);
        near("admitted", "admitted_women", later ? 45.9 : 45.5);
        near("admitted", "admitted_minority", 10.5);
        near("admitted", "admitted_up_to_35", later ? 82.4 : 81.2);
        near("admitted", "admitted_college", later ? 53.1 : 51.4);
        if (later) near("admitted", "admitted_front_line", 53.0);
        CHECK(table.find("totals", "members")->growth_bp() == (later ? 120 : 140));
        CHECK(table.find("totals", "organizations")->growth_bp() == (later ? 220 : 260));
        if (!later) continue;
        CHECK(table.find("structure", "college")->share_change_bp == 150);
        CHECK(table.find("structure", "women")->share_change_bp == 50);
        CHECK(table.find("structure", "minority")->share_change_bp == 10);
        for (const auto* place : {"street", "township", "community", "village"}) {
            const auto rate = table.find("places", place)->rates.back();
            REQUIRE(rate.has_value());
            // More than 99.9 per cent; of few places none is without an organisation.
            const auto& counts = table.find("places", place)->counts;
            CHECK(*rate == (counts[0] == counts[1] ? 10'000 : 9990));
            CHECK(counts[1] - counts[0] == counts[0] * 4 / 10'000);
        }
    }
}

TEST_CASE("statistics: the bulletin in words says every figure that was published, in its order [STAT-02]")
{
    for (const int year : {2022, 2023}) {
        CAPTURE(year);
        const Date day{year, 12, 31};
        const auto told = bulletin(year);
        const auto form = forms_of(rules_on(Date{2026, 3, 5}), *columns_on(day)).front();
        const auto table = table_of(form, told);
        std::string text;
        for (const auto& paragraph : words_of(form, table)) text += paragraph.text + "\n";
        for (const auto& [path, figure] : figures_of(year)) {
            CAPTURE(path);
            const auto words = path.starts_with("places.")
                                   ? std::to_string(figure)
                                   : in_wan(static_cast<std::uint64_t>(figure * told.unit)) + "万";
            CHECK_MESSAGE(text.find(words) != std::string::npos, words);
        }
        if (year == 2023) {
            CHECK(text.find("截至2023年12月31日，党员总数为9918.5万名，比2022年底净增114.4万名，增幅为1.2%。") == 0);
            CHECK(text.find("9125个城市街道、29620个乡镇、119437个社区（居委会）、488959个行政村") !=
                  std::string::npos);
        } else {
            // What was not published that year is not spoken of, and leaves no heading behind.
            for (const auto* gone : {"申请入党", "党内表彰", "党组织情况", "一线"})
                CHECK(text.find(gone) == std::string::npos);
        }
        CHECK(text.find('{') == std::string::npos);
    }
}

TEST_CASE("statistics: a sentence of the form tells less as less, and a place of few people in whole numbers")
{
    FormTable table;
    table.day = Date{2025, 12, 31};
    table.year = 2025;
    table.members = 12'345;
    table.sections.push_back({});
    table.sections.front().code = "totals";
    TableRow row;
    row.code = "members";
    row.counts = {12'345};
    row.before = 12'400;
    table.sections.front().rows.push_back(row);
    CHECK(in_words("共{totals.members}名，{totals.members:growth?净增|净减}{totals.members:growth}名，"
                   "{totals.members:growth_rate}%。",
                   table, false) == "共12345名，净减55名，0.4%。");
    CHECK(in_words("{totals.members} at {day}", table, true) == "12,345 at 2025-12-31");
    CHECK_FALSE(in_words("{totals.members:share}", table, false).has_value());
    CHECK_FALSE(in_words("{totals.nobody}", table, false).has_value());
    // A figure that stayed as it was neither grew nor shrank by nothing.
    CHECK_FALSE(in_words("，与上年底持平{totals.members:unchanged}", table, false).has_value());
    table.sections.front().rows.front().before = 12'345;
    CHECK(in_words("，与上年底持平{totals.members:unchanged}", table, false) == "，与上年底持平");
    CHECK_FALSE(in_words("净增{totals.members:growth}名", table, false).has_value());
    CHECK_FALSE(in_words("{totals.members:growth?净增|净减}", table, false).has_value());
    CHECK_FALSE(in_words("{broken", table, false).has_value());
}
