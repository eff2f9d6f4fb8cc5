// Keys of statistics.

#include "policy/keys_parts.hpp"

namespace jishi::policy {
namespace {

Shape columns()
{
    return table(
        {field("kind", choice({"code", "group", "age_band", "period", "flag", "day", "years", "year", "number_band",
                               "left_band"})),
         optional("field", text(), "of the record; a group has none"),
         optional("table", text(), "the key whose codes stand in it"),
         optional("of", code(), "group: the column whose codes are put together"),
         optional("values", table({}), "what a code may be, where no key lists it"),
         optional("none_name", text(), "how it is called that nothing is said; left out: not said"),
         optional("none_name_en", text()),
         optional("of_persons", flag(), "tells of single persons: not for who may not see them"),
         optional("by", text(), "group: the member of the other table's items that names the group"),
         optional("groups", table({optional("codes", list_of(code(), 1), "of the other column"),
                                   optional("prefixes", list_of(text(), 1), "codes that begin so"),
                                   optional("marked", text(), "codes whose item has this member set"),
                                   optional("rest", flag(), "whatever is in no group before")})),
         field("stored", flag(), "kept for every row; otherwise worked out while counting"),
         optional("cube", flag(), "stands in the cubes of large areas"),
         optional("plane_each", flag(), "for what is mostly filtered by one code: more memory, and less to read")});
}

/// Numbers put together, the lowest first.
Shape bands()
{
    return table(
        {optional("until", integer(-1'000'000, 1'000'000), "the last number of the band; the last band has none")});
}

/// Figures of the public bulletin in its unit, as far as they were published.
Shape bulletin()
{
    const auto count = [] { return integer(0, 10'000'000); };
    const auto by_code = [&] { return map_of(count()); };
    const auto people = [&](std::vector<Shape::Field> more) {
        std::vector<Shape::Field> fields{field("total", count()), optional("women", count()),
                                         optional("minority", count()), optional("college", count()),
                                         optional("occupation_groups", by_code(), "by team.occupation_groups")};
        for (auto& one : more) fields.push_back(std::move(one));
        return object(std::move(fields));
    };
    return object(
        {field("year", integer(1921, 2200)),
         field("unit", integer(1, 1'000'000), "persons or bodies in one of the figures"),
         field("members", people({optional("age_bands", by_code(), "by team.age_bands"),
                                  optional("join_periods", by_code(), "by team.join_periods"),
                                  optional("net_growth", integer(-10'000'000, 10'000'000), "over the year before")})),
         optional("admitted", people({optional("up_to_35", count()), optional("front_line", count())})),
         optional("organizations", object({field("total", count()), optional("committees", count()),
                                           optional("general_branches", count()), optional("branches", count()),
                                           optional("net_growth", integer(-10'000'000, 10'000'000))})),
         optional("sectors", by_code(), "organisations by sector; they do not add up to all"),
         optional("places", by_code(), "bodies, each counted as one"), optional("commended", by_code()),
         optional("applicants", by_code())});
}

/// The forms of the yearly statistics: sections of rows and columns, and checks between cells and between years.
Shape forms()
{
    const auto what = [] {
        return choice({"members", "admitted", "organizations", "organizations_before", "organizations_founded",
                       "organizations_come", "organizations_dissolved", "organizations_gone", "units", "units_obliged",
                       "units_covered", "units_reached", "units_with_organization", "on_the_way", "reached_stage",
                       "awards", "disciplines", "gained", "lost"});
    };
    const auto counted = [&](std::vector<Shape::Field> more) {
        std::vector<Shape::Field> fields{
            optional("count", what(), "left out: what the section or the row says"),
            optional("column", code(), "of members"),
            optional("codes", list_of(code(), 1), "of the column"),
            optional("of", list_of(object({field("column", code()), field("codes", list_of(code(), 1))}), 1),
                     "further conditions"),
            optional("types", list_of(reference("organization.types"), 1)),
            optional("sectors", list_of(reference("organization.sectors"), 1)),
            optional("levels", list_of(reference("organization.levels"), 1), "of organisations"),
            optional("kinds", list_of(code(), 1), "of units or of discipline"),
            optional("stages", list_of(code(), 1), "of development"),
            optional("titles", list_of(reference("team.award_titles"), 1)),
            optional("changes", list_of(code(), 1), "of standing, or moved, or with_organization")};
        for (auto& one : more) fields.push_back(std::move(one));
        return fields;
    };
    const auto terms = [] {
        return list_of(object({field("cell", text(), "section.row or section.row.column"),
                               optional("less", flag(), "taken away"), optional("before", flag(), "of a year before")}),
                       1);
    };
    auto sections = table(counted(
        {optional("adds_up", flag(), "the rows are checked against the whole"),
         optional("sensitive", flag(), "for those alone who may see discipline"),
         optional("published", text(), "where the bulletin has its figures"),
         optional("list", text(), "a row for each code of this key"),
         optional("list_is", choice({"sectors", "kinds", "types", "titles"}), "what the codes are"),
         optional("rows", table(counted({optional("share", flag(), "of the whole, in per cent"),
                                         optional("published", text(), "where the bulletin has its figure"),
                                         optional("growth", flag(), "told with its growth over the year before"),
                                         optional("published_growth", text())}))),
         optional("columns", table(counted({optional("rate_of", code(), "in per cent of another column")}))),
         optional("across", code(), "a column for each value of this one")}));
    auto checks =
        table({field("kind", choice({"adds_up", "equal", "at_most", "without_members"})),
               optional("section", code(), "adds_up"), optional("left", terms()), optional("right", terms()),
               optional("types", list_of(reference("organization.types"), 1), "without_members"), rule_maybe()});
    auto words =
        list_of(object({optional("heading", text()), optional("heading_en", text()),
                        optional("sentences", list_of(object({field("text", text()), field("text_en", text())}), 1),
                                 "each with figures: {section.row}, {section.row:share} …")}),
                1);
    return table({optional("number", text(), "of the form"), field("sections", std::move(sections)),
                  optional("text", std::move(words), "the form in words, paragraph by paragraph"),
                  optional("checks", std::move(checks))});
}

/// What a made-up nation needs besides the margins of a bulletin.
Shape nation()
{
    return object(
        {field("occupations",
               unique_list_of(object({field("group", reference("team.occupation_groups")),
                                      optional("years_min", integer(0, 120)), optional("years_max", integer(0, 120)),
                                      field("sectors", map_of(integer(0, 1000)), "weight of each sector")}),
                              "group")),
         field("college_by_age", map_of(integer(1, 1000)),
               "weight of college against below, in a hundred, by age band"),
         field("admitted_by_age", map_of(integer(1, 1000)), "weight of new members, in a hundred, by age band"),
         field("places_uncovered", integer(0, 10'000), "of ten thousand places, those without an organisation"),
         field("educations",
               list_of(object({field("code", reference("codes.education")), field("weight", integer(1, 10'000))}), 1)),
         field("degrees", map_of(code()), "by education"), field("full", code(), "category of full members"),
         field("probationary", code()), field("status", reference("team.statuses")), field("male", code()),
         field("female", code()), field("years_max", integer(60, 120), "of the oldest"),
         field("front_line", integer(0, 1000), "of a thousand"), field("mobile", integer(0, 1000)),
         field("migrant_worker", integer(0, 1000)), field("lost", integer(0, 1000)),
         field("branch_types", list_of(reference("organization.types"), 1))});
}

}  // namespace

std::vector<Key> statistics_keys()
{
    return {
        {"statistics.member_columns", "What members are counted by", columns()},
        {"statistics.organization_columns", "What organisations are counted by", columns()},
        {"statistics.unit_columns", "What units are counted by", columns()},
        {"statistics.size_bands", "Sizes of organisations", bands()},
        {"statistics.staff_bands", "Sizes of units", bands()},
        {"statistics.term_bands", "How many days a committee's term has left", bands()},
        {"statistics.bulletin", "Figures of the public bulletin of a year", bulletin()},
        {"statistics.forms", "The forms of the yearly statistics", forms()},
        {"statistics.retirement_ages", "Ages of retirement for forecasts",
         table({field("sex", reference("codes.sex")), field("years", integer(40, 80))})},
        {"statistics.forecast_years", "Years ahead that are told", integer(1, 30)},
        {"statistics.nation", "How a made-up nation is drawn from a bulletin", nation()},
        {"statistics.small_count_min", "Counts below this are withheld from readers who may not see persons",
         integer(1, 1000)},
        {"statistics.age_years_max", "Years of age counted one by one", integer(1, 200)},
    };
}

}  // namespace jishi::policy
