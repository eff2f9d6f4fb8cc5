// GET /api/vocabulary: what codes, items and changes are called on a day, at a place, section by section. It stands
// here because this module sees the words of all.

#include "team/own_copy_routes.hpp"

#include <algorithm>

#include "policy/vocabulary_routes.hpp"

namespace jishi::team {

BOOST_DESCRIBE_STRUCT(RecordName, (), (code, name, name_en))
BOOST_DESCRIBE_STRUCT(RecordCode, (RecordName), (group))
BOOST_DESCRIBE_STRUCT(RecordStatus, (RecordName), (on_roll, counted, votes))
BOOST_DESCRIBE_STRUCT(RecordCategory, (RecordName), (probationary, votes))
BOOST_DESCRIBE_STRUCT(RecordGround, (RecordName), (lost_months_min, rule))
BOOST_DESCRIBE_STRUCT(RecordStandingChange, (RecordName),
                      (enters, from, to, categories, category, joins_anew, flow, needs_document, needs_reason, grounds,
                       rule))
BOOST_DESCRIBE_STRUCT(RecordChangeKind, (RecordName), (needs_document, needs_reason))
BOOST_DESCRIBE_STRUCT(RecordField, (RecordName), (kind, attribute, group, table, amendable, brief, purpose, rule))
BOOST_DESCRIBE_STRUCT(RecordPurpose, (RecordName), (ground, ground_en, keep, keep_en, rule))
BOOST_DESCRIBE_STRUCT(RecordReader, (RecordName), (permissions))
BOOST_DESCRIBE_STRUCT(RecordVocabulary, (),
                      (statuses, categories, standing_changes, change_kinds, participations, tables, groups, fields,
                       purposes, readers, access_actions, copy_words, joining_age_years_min, probation_months_min,
                       probation_checked_from, correction_reply_days))

struct TeamCode {
    std::string code;
    std::string name;
    std::string name_en;
    std::optional<std::string> of;   // where it belongs: committee, sent, outside; member, organization; punished, open
    std::vector<std::string> ways;   // of a post
    std::vector<std::string> types;  // of organisations that have a post
    std::vector<int> months;         // for which a discipline may be decided
    std::vector<std::string> flags;  // what holds of it: head, automatic, needs_document, withholds_rights …
};
BOOST_DESCRIBE_STRUCT(TeamCode, (), (code, name, name_en, of, ways, types, months, flags))

struct TeamVocabulary {
    std::map<std::string, std::vector<TeamCode>> tables;
};
BOOST_DESCRIBE_STRUCT(TeamVocabulary, (), (tables))

struct VocabularyQuery {
    std::optional<Date> date;                    // today when left out
    std::optional<OrganizationId> organization;  // the words of its place; the national ones when left out
    std::optional<Line> sections;                // separated by commas; all when left out
};
BOOST_DESCRIBE_STRUCT(VocabularyQuery, (), (date, organization, sections))

struct Vocabulary {
    Date date;
    std::optional<policy::OrganizationVocabulary> organization;
    std::optional<policy::CodeVocabulary> codes;
    std::optional<RecordVocabulary> members;
    std::optional<TeamVocabulary> teams;
};
BOOST_DESCRIBE_STRUCT(Vocabulary, (), (date, organization, codes, members, teams))

namespace {

constexpr std::pair<std::string_view, std::string_view> team_tables[] = {
    {"posts", "team.posts"},
    {"ways", "team.post_ways"},
    {"origins", "team.post_origins"},
    {"ends", "team.post_ends"},
    {"reserve_kinds", "team.reserve_kinds"},
    {"reserve_ends", "team.reserve_ends"},
    {"award_titles", "team.award_titles"},
    {"award_levels", "organization.levels"},
    {"discipline_kinds", "team.discipline_kinds"},
    {"discipline_grounds", "team.discipline_grounds"},
    {"discipline_ends", "team.discipline_ends"},
    {"hardship_grounds", "team.hardship_grounds"},
    {"hardship_ends", "team.hardship_ends"},
    {"transfer_reasons", "team.transfer_reasons"},
    {"mobile_reasons", "team.mobile_reasons"},
    {"contact_ways", "team.contact_ways"},
};

TeamCode code_of(const policy::Value& item)
{
    TeamCode code{item.at("code").text(),
                  item.at("name").text(),
                  item.at("name_en").text(),
                  {},
                  item.texts_or_none("ways"),
                  item.texts_or_none("types"),
                  {},
                  {}};
    if (const auto body = item.optional_text("body")) code.of = *body;
    if (const auto of = item.optional_text("of")) code.of = *of;
    if (const auto* months = item.find("months"))
        for (const auto& one : months->items()) code.months.push_back(static_cast<int>(one.integer()));
    for (const auto& member : item.members())
        if (member.value.kind() == policy::Value::Kind::boolean && member.value.boolean())
            code.flags.push_back(member.name);
    return code;
}

TeamVocabulary team_vocabulary(const policy::Reader& reader)
{
    TeamVocabulary vocabulary;
    for (const auto& [table, key] : team_tables)
        for (const auto& item : reader.get(key).items()) vocabulary.tables[std::string(table)].push_back(code_of(item));
    return vocabulary;
}

constexpr std::string_view section_names[] = {"organization", "codes", "members", "teams"};

Result<std::vector<std::string_view>> sections_of(std::string_view text)
{
    std::vector<std::string_view> sections;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        const auto* known = std::ranges::find(section_names, text.substr(0, comma));
        if (known == std::end(section_names))
            return bad_field("sections", "input.not_one_of", {}, "organization, codes, members, teams");
        sections.push_back(*known);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return sections;
}

Result<Vocabulary> vocabulary(const OwnDesk& desk, const http::Call& call, const VocabularyQuery& query)
{
    const auto sections = TRY(sections_of(query.sections ? query.sections->value : std::string_view{}));
    const auto asked = [&](std::string_view section) {
        return sections.empty() || std::ranges::find(sections, section) != sections.end();
    };
    const auto place = query.organization.value_or(OrganizationId{});
    if (place && !call.actor->may(platform::Permission::organization_read, place))
        return refuse(ErrorKind::not_found, "organization.not_found");
    Vocabulary words;
    words.date = query.date.value_or(desk.office.clock.today());
    const auto then = desk.office.organizations.policy_at(place, words.date);
    const auto now = desk.office.organizations.policy_at(place, desk.office.clock.today());
    if (asked("organization")) words.organization = policy::organization_vocabulary(then);
    if (asked("codes")) words.codes = policy::code_vocabulary(then);
    if (asked("members")) words.members = *desk.words.of(then, now);
    if (asked("teams")) words.teams = team_vocabulary(policy::Reader(then, now));
    return words;
}

}  // namespace

std::vector<http::Endpoint> vocabulary_endpoints(const OwnDesk& desk)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<VocabularyQuery>(
        "/api/vocabulary",
        {"read_vocabulary",
         "What organisations, codes, the record of a member and leading teams are called on a day, and what the rules "
         "say of each [DATA-02, SEC-06]",
         "policy",
         http::Access::signed_in(),
         {"organization.not_found"}},
        [desk](http::Call& call, VocabularyQuery query) -> Result<Vocabulary> { return vocabulary(desk, call, query); },
        http::Runs::blocking));
    return endpoints;
}

}  // namespace jishi::team
