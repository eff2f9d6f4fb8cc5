#include "policy/keys.hpp"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

#include "policy/keys_parts.hpp"

namespace jishi::policy {

std::vector<Key> document_keys();    // keys_document.cpp
std::vector<Key> statistics_keys();  // keys_statistics.cpp
std::vector<Key> workflow_keys();    // keys_workflow.cpp

namespace {

std::vector<Key> platform_keys()
{
    return {
        {"platform.roles", "Roles, what they allow and which exclude each other (both ways)",
         table({field("description", text()), field("description_en", text()),
                field("on_organization", flag(), "held on an organisation; otherwise on the whole installation"),
                field("administrator", flag(), "one of the three administrators"),
                field("excludes", list_of(reference("platform.roles")), "roles that the same account cannot hold"),
                field("permissions", list_of(code()), "permission codes of the program")})},
        {"platform.password.length_min", "Characters of a password", integer(1, 128)},
        {"platform.password.length_min_administrator", "Characters of an administrator's password", integer(1, 128)},
        {"platform.password.classes_min", "Of small letters, capitals, digits, other characters", integer(1, 4)},
        {"platform.password.age_days_max", "Days until a password must be changed; 0: never", integer(0, 3650)},
        {"platform.password.history", "So many last passwords cannot be used again", integer(0, 100)},
        {"platform.lockout.failures_max", "Wrong passwords in a row until an account is locked", integer(1, 100)},
        {"platform.lockout.minutes", "Minutes that it stays locked", integer(1, 10080)},
        {"platform.session.idle_minutes", "Minutes without a request until a session ends", integer(1, 1440)},
        {"platform.session.hours_max", "Hours until a session ends in any case", integer(1, 720)},
        {"platform.totp.required_for_administrators", "Administrators need a second factor", flag()},
        {"platform.totp.required_for_all", "Everybody needs a second factor", flag()},
        {"platform.totp.parameters", "Form of one-time codes",
         object({field("digits", integer(6, 8)), field("period_seconds", integer(15, 120)),
                 field("window", integer(0, 5), "steps before and after now that are accepted")})},
        {"platform.audit.digest", "Digest of the audit chain of a new installation", choice({"sm3", "sha256"})},
        {"platform.audit.keep_months", "Months that audit rows are kept", integer(1, 1200)},
        {"platform.audit.keep_months_min", "The least that keep_months may be", integer(1, 1200)},
        {"platform.attachment.types", "Kinds of files that may be attached",
         table({field("mime", text()), field("extensions", list_of(code(), 1))})},
        {"platform.attachment.size_bytes_max", "Bytes of one file", integer(1)},
        {"platform.attachment.quota_bytes_account", "Bytes of all files of one account", integer(1)},
        {"platform.attachment.quota_bytes_total", "Bytes of all files of the installation", integer(1)},
        {"platform.job.keep_days", "Days that finished jobs and their result files are kept", integer(1, 3650)},
    };
}

Shape organization_types()
{
    return table({field("short", text()), field("short_en", text()),
                  optional("level", reference("organization.levels"), "left out: any"),
                  field("root", flag(), "may stand at the top of an installation"),
                  field("overlay", flag(), "members keep their formal relation elsewhere"),
                  field("counted", flag(), "counted as a basic organisation in statistics"),
                  field("elected", flag(), "its leaders are elected; otherwise appointed"),
                  optional("holds_members", flag(), "members belong to it; otherwise to those below it"),
                  field("approves_members", choice({"yes", "authorised", "no"}), "approves probationary members"),
                  field("parents", list_of(reference("organization.types"))),
                  optional("temporary_form_of", reference("organization.types")),
                  optional("needs_units", flag(), "names the host units that it covers"),
                  optional("withheld_actions", list_of(code()), "what such an organisation does not do"),
                  optional("name_endings", list_of(text(), 1), "how its full name ends"), rule()});
}

Shape thresholds()
{
    return lines_of(
        object({field("type", reference("organization.types")),
                optional("sectors", list_of(reference("organization.sectors"), 1), "left out: all"),
                optional("forms", list_of(reference("organization.forms"), 1), "left out: all"),
                optional("min_full_members", integer(1)), optional("min_members", integer(1)),
                optional("max_members", integer(1), "more: another type is due"),
                optional("usual_max_members", integer(1), "more: a warning"),
                optional("unit_max_full_members", integer(0), "full members of each of its units"),
                optional("usual_max_units", integer(1)), optional("min_months", integer(1), "of the project or task"),
                field("exception", choice({"special_reason", "warning", "none"}), "how it may be founded all the same"),
                rule()}),
        {Shape::Lines::Match::all, {"type", "sectors", "forms"}});
}

std::vector<Key> organization_keys()
{
    const auto types = [] { return list_of(reference("organization.types"), 1); };
    const auto sectors = [] { return list_of(reference("organization.sectors"), 1); };
    constexpr auto first = Shape::Lines::Match::first;
    return {
        {"organization.levels", "Levels of organisations", table({field("number", integer(1, 99))})},
        {"organization.types", "Types of organisations and which may stand below which", organization_types()},
        {"organization.thresholds", "When an organisation of a type may be founded", thresholds()},
        {"organization.terms", "Terms of office; the first line that fits counts",
         lines_of(object({field("types", types()), optional("sectors", sectors(), "left out: all"),
                          field("years", integer(1, 20)), rule()}),
                  {first, {"types", "sectors"}})},
        {"organization.term_shift_months_max", "Months that an election may be early or late with approval",
         integer(0, 120)},
        {"organization.term_reminder_months", "Months before expiry that the higher organisation reminds",
         integer(0, 60)},
        {"organization.term_lights", "Lights of a term of office",
         object({field("yellow_months", integer(0, 60), "yellow from so many months before expiry"),
                 field("lights", table())})},
        {"organization.committees", "Sizes of committees; the first line that fits counts",
         lines_of(object({field("types", types()), optional("sectors", sectors()),
                          optional("places", list_of(reference("organization.places"), 1)), field("min", integer(1)),
                          field("max", integer(1), "usual"), optional("limit", integer(1), "at most"),
                          optional("deputies_min", integer(0)), optional("deputies_max", integer(0)),
                          optional("sure", choice({"low"})), rule()}),
                  {first, {"types", "sectors", "places"}})},
        {"organization.discipline_bodies", "Who looks after discipline; the first line that fits counts",
         lines_of(
             object({field("types", types()),
                     field("commission", flag(), "a commission of its own is possible; otherwise one commissioner"),
                     rule()}),
             {first, {"types"}})},
        {"organization.approvers",
         "From which level on founding and dissolving is approved; the first line that fits counts",
         lines_of(object({field("types", types()), optional("sectors", sectors(), "left out: all"),
                          optional("places", list_of(reference("organization.places"), 1)),
                          field("level", reference("organization.levels")), rule()}),
                  {first, {"types", "sectors", "places"}})},
        {"organization.places", "Kinds of places whose committees have rules of their own", table()},
        {"organization.branch_committee_full_members_min", "Full members from which a branch must set up a committee",
         integer(1)},
        {"organization.founding_reply_months", "Months within which a request to found is answered", integer(1, 60)},
        {"organization.early_reminder_days", "Days ahead that planned changes and terms show in the to-do list",
         integer(1, 3650)},
        {"organization.code_segment_digits", "Digits of one level in the organisation code", integer(1, 9)},
        {"organization.name_prefixes", "How full names of organisations begin", list_of(text(), 1)},
        {"organization.sectors", "Sectors",
         table({field("short", text()), field("coverage", flag(), "shown in coverage by sector"),
                optional("place", flag(), "a place rather than a kind of unit"),
                optional("key_task", text(), "key task of its branches"), optional("key_task_en", text()),
                rule_maybe()})},
        {"organization.forms", "Forms of establishment", table({field("joint", flag(), "covers several units")})},
        {"organization.unit_kinds", "Kinds of host units",
         table(
             {field("sector", reference("organization.sectors"), "its usual sector"),
              field("credit_code_prefixes", list_of(text()), "first two characters of its credit code; empty: any")})},
        {"organization.unit_roles", "What a unit is to an organisation", table()},
        {"organization.unit_relations", "How the organisation stands to its unit", table()},
        {"organization.coverage_targets",
         "What part of the obliged units ought to be covered; the first line that fits counts",
         lines_of(object({optional("sectors", sectors(), "left out: all"),
                          field("rate_bp", integer(0, 10'000), "1/10 000"), rule()}),
                  {first, {"sectors"}}),
         false},
        {"organization.counterpart_kinds", "Mass organisations beside a Party organisation",
         table({field("short", text())})},
        {"organization.change_kinds", "Kinds of changes of an organisation",
         table({field("needs_document", flag(), "a document number is asked for"),
                field("needs_reason", flag(), "a reason is asked for")})},
        {"organization.statuses", "States of an organisation", table()},
        {"organization.coverage", "Which units ought to have an organisation, and what counts as covered",
         object({field("kinds",
                       table({field("organization", flag(), "counts for organisation coverage"),
                              field("work", flag(), "counts for work coverage")}),
                       "how a unit is reached"),
                 field("obliged",
                       lines_of(object({optional("sectors", sectors(), "left out: all"),
                                        optional("unit_kinds", list_of(reference("organization.unit_kinds"), 1)),
                                        optional("min_staff", integer(0)), field("obliged", flag()), rule()}),
                                {first, {"sectors", "unit_kinds"}, {"min_staff"}}),
                       "the first line that fits counts; none: not obliged"),
                 field("staff_unknown_is_enough", flag(), "a unit whose staff is not known counts as large enough")})},
    };
}

/// What a division of one level becomes, by its name.
Shape division_line()
{
    return object(
        {optional("names", list_of(text(), 1), "exactly one of these"), optional("endings", list_of(text(), 1)),
         optional("becomes", text(), "instead of the ending"), optional("drops", flag(), "without the ending"),
         optional("with_parent", flag(), "the name of the division above it goes first"),
         field("type", reference("organization.types")), field("level", reference("organization.levels")),
         optional("sector", reference("organization.sectors")), optional("prefix", text()), field("suffix", text()),
         optional("unit",
                  object({field("kind", reference("organization.unit_kinds")),
                          field("looked_after_by", choice({"itself", "above"}),
                                "the organisation of the division, or the one above it")}),
                  "the unit of the division's name in which the organisation stands; left out: none")});
}

Shape divisions()
{
    return object(
        {field("as_of", date(), "day of the data"),
         field("root", object({field("name", text()), field("short_name", text()), field("code", code()),
                               field("type", reference("organization.types")),
                               field("level", reference("organization.levels"))})),
         field("levels",
               unique_list_of(object({field("level", choice({"provinces", "cities", "areas", "streets", "villages"})),
                                      field("lines", list_of(division_line(), 1), "the first that fits counts")}),
                              "level"))});
}

std::vector<Key> import_keys()
{
    return {
        {"organization.imports.columns", "Columns of imports and exports, by kind",
         object({field("organizations", sheet_columns()), field("units", sheet_columns())})},
        {"engine.imports.empty_marks", "What counts as an empty cell", list_of(text(), 1)},
        {"engine.imports.words", "Words of templates and check reports", table()},
        {"engine.imports.yes_no", "Yes and no, as people write them",
         table({optional("synonyms", list_of(text(), 1), "other words for the same")})},
        {"engine.imports.messages", "What is said about a cell of an import; {detail} is the figure",
         map_of(object({field("name", text(), "Chinese"), field("name_en", text(), "English")}))},
        {"organization.divisions", "How administrative divisions become organisations", divisions()},
    };
}

std::vector<Key> code_keys()
{
    return {
        {"codes.sex", "Sex, GB/T 2261.1", table()},
        {"codes.marital_status", "Marital status, GB/T 2261.2", table({field("short_code", code(), "one-digit form")})},
        {"codes.political_status", "Political status, GB/T 4762", table()},
        {"codes.ethnicity", "Ethnic groups, GB/T 3304", table({field("minority", flag())})},
        {"codes.education", "Education, GB/T 4658",
         table({field("group", flag(), "a heading, not chosen for a person"),
                field("college", flag(), "college degree or above in statistics"),
                optional("also", list_of(code(), 1), "codes of other copies, read as this one")})},
        {"codes.degree", "Academic degrees, GB/T 6864", table()},
        {"codes.personnel_category", "Categories of members",
         table({field("probationary", flag()), field("votes", flag(), "may vote and be elected [RIGHT-02]")})},
        {"codes.province", "Provinces, GB/T 2260", table({field("short", text()), field("region", code())})},
        {"codes.urban_rural", "Urban and rural classes of the statistical divisions", table()},
    };
}

std::vector<Key> other_keys()
{
    return {
        {"calendar.years", "Public holidays and shifted working days; a year that is not here is counted provisionally",
         list_of(object({field("year", integer(1949, 2200)), field("source", text()),
                         field("days_off",
                               list_of(object({field("name", text()), field("from", date()), field("to", date())}), 1)),
                         field("working_days", list_of(date()))}))},
        {"words.terms", "Terms that the program shows and a place may call otherwise", table()},
        {"words.notices", "Standing notices", table()},
        {"words.instruments", "Regulations and standards that rules come from; short is what a message says",
         table({field("short", text()), field("short_en", text())})},
        {"words.rules", "Where a rule comes from, as users are told",
         unique_list_of(object({rule(), field("of", list_of(reference("words.instruments"), 1)),
                                optional("article", text(), "where it is sure"), optional("article_en", text())}),
                        "rule")},
        {"words.pinyin", "Words whose characters are read otherwise than alone", map_of(text())},
    };
}

std::vector<Key> all_keys()
{
    std::vector<Key> keys;
    for (auto&& group :
         {platform_keys(), organization_keys(), import_keys(), code_keys(), team_keys(), post_keys(), relation_keys(),
          record_keys(), development_keys(), other_keys(), document_keys(), statistics_keys(), workflow_keys()})
        keys.insert(keys.end(), group.begin(), group.end());
    std::ranges::sort(keys, {}, &Key::name);
    return keys;
}

std::string entry_schema()
{
    std::vector<std::string> names;
    std::vector<std::string> values;
    for (const auto& key : known_keys()) {
        names.push_back(quoted(key.name));
        values.push_back(fmt::format(
            R"(    {{"if":{{"properties":{{"key":{{"const":{0}}}}}}},"then":{{"description":{1},"if":{{"required":["add"]}},"else":{{"properties":{{"value":{2}}}}}}}}})",
            quoted(key.name), quoted(key.help), json_schema(key.shape)));
    }
    return fmt::format(R"({{
   "type":"object",
   "properties":{{
    "key":{{"enum":[{0}]}},
    "rule":{{"type":"string","minLength":1}},
    "source":{{"type":"string","minLength":1}},
    "title":{{"type":"string","minLength":1}},
    "title_en":{{"type":"string","minLength":1}},
    "from":{{"type":"string","format":"date"}},
    "until":{{"type":"string","format":"date"}},
    "limit":{{"enum":["minimum","maximum","fixed","subset","superset"]}},
    "limits":{{"type":"object","additionalProperties":{{"enum":["minimum","maximum","fixed","subset","superset"]}}}},
    "override":{{"enum":["stricter_only"]}},
    "add":{{"const":true}},
    "setting":{{"type":"boolean"}},
    "sure":{{"enum":["low"]}},
    "note":{{"type":"string","minLength":1}},
    "value":true
   }},
   "required":["key","rule","source","title","title_en","from","value"],
   "additionalProperties":false,
   "allOf":[
{1}
   ]
  }})",
                       fmt::join(names, ","), fmt::join(values, ",\n"));
}

}  // namespace

std::span<const Key> known_keys()
{
    static const auto keys = all_keys();
    return keys;
}

std::size_t key_number(std::string_view name)
{
    static const auto numbers = [] {
        std::unordered_map<std::string_view, std::size_t> all;
        for (const auto& key : known_keys()) all.emplace(key.name, all.size());
        return all;
    }();
    const auto found = numbers.find(name);
    return found == numbers.end() ? std::string_view::npos : found->second;
}

const Key* find_key(std::string_view name)
{
    const auto number = key_number(name);
    return number == std::string_view::npos ? nullptr : &known_keys()[number];
}

std::string packs_schema()
{
    return fmt::format(R"({{
 "$schema":"https://json-schema.org/draft/2020-12/schema",
 "title":"Files of a policy pack",
 "$comment":"Written by the test of the policy module from its declared keys; do not edit.",
 "oneOf":[
  {{"type":"object",
   "properties":{{
    "name":{{"type":"string","pattern":"^[a-z0-9_.-]{{1,64}}$"}},
    "title":{{"type":"string","minLength":1}},
    "title_en":{{"type":"string","minLength":1}},
    "layer":{{"enum":["national","province","city","county","organization"]}},
    "applies_to":{{"type":"string","minLength":1}},
    "version":{{"type":"string","minLength":1}},
    "note":{{"type":"string","minLength":1}}
   }},
   "required":["name","title","title_en","layer","version"],
   "additionalProperties":false
  }},
  {{"type":"array","items":{0}}}
 ]
}}
)",
                       entry_schema());
}

}  // namespace jishi::policy
