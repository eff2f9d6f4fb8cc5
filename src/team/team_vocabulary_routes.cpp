#include "team/record_routes.hpp"

namespace jishi::team {

struct TeamVocabularyQuery {
    std::optional<Date> date;  // today when left out
};
BOOST_DESCRIBE_STRUCT(TeamVocabularyQuery, (), (date))

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

namespace {

constexpr std::pair<std::string_view, std::string_view> tables[] = {
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

}  // namespace

std::vector<http::Endpoint> team_vocabulary_endpoints(const Office& office)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<TeamVocabularyQuery>(
        "/api/teams/vocabulary",
        {"read_team_vocabulary", "Posts, awards, discipline and care in words, and what the rules say of each", "team",
         http::Access::signed_in()},
        [&office](http::Call&, TeamVocabularyQuery query) -> Result<TeamVocabulary> {
            const auto then = office.organizations.policy_at({}, query.date.value_or(office.clock.today()));
            const auto now = office.organizations.policy_at({}, office.clock.today());
            const policy::Reader reader(then, now);
            TeamVocabulary vocabulary;
            for (const auto& [table, key] : tables)
                for (const auto& item : reader.get(key).items())
                    vocabulary.tables[std::string(table)].push_back(code_of(item));
            return vocabulary;
        },
        http::Runs::blocking));
    return endpoints;
}

}  // namespace jishi::team
