#include "policy/policy_routes.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/text.hpp"

namespace jishi::policy {

// ---- what goes in and out ---------------------------------------------------------------------------------

struct VocabularyQuery {
    std::optional<Date> date;                 // today when left out
    std::optional<std::string> organization;  // the words of its place; the national ones when left out
};
BOOST_DESCRIBE_STRUCT(VocabularyQuery, (), (date, organization))

struct CodeName {
    std::string code;
    std::string name;
    std::string name_en;
};
BOOST_DESCRIBE_STRUCT(CodeName, (), (code, name, name_en))

struct OrganizationType {
    std::string code;
    std::string name;
    std::string name_en;
    std::string short_name;
    std::string short_name_en;
    std::optional<std::string> level;
    bool root = false;
    bool overlay = false;
    bool counted = false;
    bool elected = false;
    bool needs_units = false;
    std::vector<std::string> parents;
    std::vector<std::string> withheld_actions;
    std::vector<std::string> name_endings;
    std::optional<int> term_years;  // where no sector has another one
    std::optional<int> min_full_members;
    std::optional<int> min_members;
    std::optional<int> max_members;
    std::optional<int> usual_max_members;
    std::optional<int> usual_max_units;
    std::string rule;
};
BOOST_DESCRIBE_STRUCT(OrganizationType, (),
                      (code, name, name_en, short_name, short_name_en, level, root, overlay, counted, elected,
                       needs_units, parents, withheld_actions, name_endings, term_years, min_full_members, min_members,
                       max_members, usual_max_members, usual_max_units, rule))

struct Level {
    std::string code;
    std::string name;
    std::string name_en;
    int number = 0;
};
BOOST_DESCRIBE_STRUCT(Level, (), (code, name, name_en, number))

struct Sector {
    std::string code;
    std::string name;
    std::string name_en;
    std::string short_name;
    bool coverage = false;
    bool place = false;
    std::optional<std::string> key_task;
    std::optional<std::string> key_task_en;
};
BOOST_DESCRIBE_STRUCT(Sector, (), (code, name, name_en, short_name, coverage, place, key_task, key_task_en))

struct Form {
    std::string code;
    std::string name;
    std::string name_en;
    bool joint = false;
};
BOOST_DESCRIBE_STRUCT(Form, (), (code, name, name_en, joint))

struct UnitKind {
    std::string code;
    std::string name;
    std::string name_en;
    std::string sector;
};
BOOST_DESCRIBE_STRUCT(UnitKind, (), (code, name, name_en, sector))

struct ChangeKind {
    std::string code;
    std::string name;
    std::string name_en;
    bool needs_document = false;
    bool needs_reason = false;
};
BOOST_DESCRIBE_STRUCT(ChangeKind, (), (code, name, name_en, needs_document, needs_reason))

struct Education {
    std::string code;
    std::string name;
    std::string name_en;
    bool group = false;
};
BOOST_DESCRIBE_STRUCT(Education, (), (code, name, name_en, group))

struct MemberStatus {
    std::string code;
    std::string name;
    std::string name_en;
    bool on_roll = false;
    bool counted = false;
};
BOOST_DESCRIBE_STRUCT(MemberStatus, (), (code, name, name_en, on_roll, counted))

struct StandingChange {
    std::string code;
    std::string name;
    std::string name_en;
    bool enters = false;
    std::vector<std::string> from;
    std::string to;
    std::string flow;
    std::vector<std::string> categories;  // empty: all
    bool joins_anew = false;
    bool needs_document = false;
    bool needs_reason = false;
    std::vector<CodeName> grounds;
    std::string rule;
};
BOOST_DESCRIBE_STRUCT(StandingChange, (),
                      (code, name, name_en, enters, from, to, flow, categories, joins_anew, needs_document,
                       needs_reason, grounds, rule))

struct Occupation {
    std::string code;
    std::string name;
    std::string name_en;
    std::string group;
};
BOOST_DESCRIBE_STRUCT(Occupation, (), (code, name, name_en, group))

struct Vocabulary {
    Date date;
    std::vector<OrganizationType> organization_types;
    std::vector<Level> levels;
    std::vector<Sector> sectors;
    std::vector<Form> forms;
    std::vector<CodeName> statuses;
    std::vector<CodeName> term_lights;
    std::vector<UnitKind> unit_kinds;
    std::vector<CodeName> unit_roles;
    std::vector<CodeName> unit_relations;
    std::vector<CodeName> coverage_kinds;
    std::vector<CodeName> counterpart_kinds;
    std::vector<ChangeKind> change_kinds;
    std::vector<CodeName> roles;
    std::vector<CodeName> genders;
    std::vector<CodeName> ethnicities;
    std::vector<CodeName> marital_statuses;
    std::vector<CodeName> political_statuses;
    std::vector<Education> educations;
    std::vector<CodeName> degrees;
    std::vector<CodeName> personnel_categories;
    std::vector<MemberStatus> member_statuses;
    std::vector<StandingChange> standing_changes;
    std::vector<ChangeKind> member_change_kinds;
    std::vector<CodeName> join_kinds;
    std::vector<CodeName> occupation_groups;
    std::vector<Occupation> occupations;
    std::vector<CodeName> social_strata;
    std::vector<CodeName> lost_reasons;
    std::vector<CodeName> participations;
    std::vector<CodeName> join_periods;
    std::vector<CodeName> age_bands;
    std::vector<CodeName> provinces;
    std::vector<CodeName> urban_rural;
    std::vector<CodeName> attachment_types;
    std::vector<CodeName> terms;
    std::vector<CodeName> notices;
};
BOOST_DESCRIBE_STRUCT(Vocabulary, (),
                      (date, organization_types, levels, sectors, forms, statuses, term_lights, unit_kinds, unit_roles,
                       unit_relations, coverage_kinds, counterpart_kinds, change_kinds, roles, genders, ethnicities,
                       marital_statuses, political_statuses, educations, degrees, personnel_categories, member_statuses,
                       standing_changes, member_change_kinds, join_kinds, occupation_groups, occupations, social_strata,
                       lost_reasons, participations, join_periods, age_bands, provinces, urban_rural, attachment_types,
                       terms, notices))

struct RulesQuery {
    std::optional<Line> search;  // in key, rule id, source and titles
    std::optional<Date> date;    // only what is in force on that day
};
BOOST_DESCRIBE_STRUCT(RulesQuery, (), (search, date))

struct RuleRow {
    std::string key;
    std::string rule;
    std::string source;
    std::string title;
    std::string title_en;
    Date from;
    std::optional<Date> until;
    http::AnyJson value;
    std::string layer;
    std::string pack;
    std::string pack_title;
    bool sure = true;
    std::optional<std::string> limit;
    bool stricter_only = false;
    bool setting = false;
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(RuleRow, (),
                      (key, rule, source, title, title_en, from, until, value, layer, pack, pack_title, sure, limit,
                       stricter_only, setting, note))

/// A rule by the names that users know: 《支部工作条例》, 《党章》第七条.
struct RuleName {
    std::string rule;
    std::string name;
    std::string name_en;
};
BOOST_DESCRIBE_STRUCT(RuleName, (), (rule, name, name_en))

struct RuleNames {
    std::vector<RuleName> items;
};
BOOST_DESCRIBE_STRUCT(RuleNames, (), (items))

struct RuleList {
    std::vector<RuleRow> items;
};
BOOST_DESCRIBE_STRUCT(RuleList, (), (items))

namespace {

// ---- values of packs -> answers ---------------------------------------------------------------------------

void name(const Value& item, auto& out)
{
    out.code = item.at("code").text();
    out.name = item.at("name").text();
    out.name_en = item.at("name_en").text();
}

/// A table as answers of type T; `more` fills what T has besides its names.
template <class T = CodeName>
std::vector<T> table(const Value& value, auto&& more)
{
    std::vector<T> out;
    for (const auto& item : value.items()) {
        name(item, out.emplace_back());
        more(item, out.back());
    }
    return out;
}
std::vector<CodeName> table(const Value& value)
{
    return table<CodeName>(value, [](const Value&, CodeName&) {});
}

std::optional<int> number(const Value& item, std::string_view member)
{
    const auto found = item.optional_integer(member);
    return found ? std::optional(static_cast<int>(*found)) : std::nullopt;
}

/// The line of the thresholds that speaks of a type in general, without sector or form.
const Value* general_threshold(const Policy& policy, std::string_view type)
{
    for (const auto& line : policy.get("organization.thresholds").items())
        if (line.at("type").text() == type && !line.find("sectors") && !line.find("forms")) return &line;
    return nullptr;
}

std::optional<int> general_term_years(const Policy& policy, std::string_view type)
{
    for (const auto& line : policy.get("organization.terms").items()) {
        const auto types = line.at("types").texts();
        if (!line.find("sectors") && std::ranges::find(types, type) != types.end()) return number(line, "years");
    }
    return std::nullopt;
}

std::vector<OrganizationType> organization_types(const Policy& policy)
{
    return table<OrganizationType>(policy.get("organization.types"), [&](const Value& item, OrganizationType& out) {
        out.short_name = item.at("short").text();
        out.short_name_en = item.at("short_en").text();
        out.level = item.optional_text("level");
        out.root = item.at("root").boolean();
        out.overlay = item.at("overlay").boolean();
        out.counted = item.at("counted").boolean();
        out.elected = item.at("elected").boolean();
        out.needs_units = item.boolean_or("needs_units", false);
        out.parents = item.at("parents").texts();
        out.withheld_actions = item.texts_or_none("withheld_actions");
        out.name_endings = item.texts_or_none("name_endings");
        out.rule = item.at("rule").text();
        out.term_years = general_term_years(policy, out.code);
        const auto* threshold = general_threshold(policy, out.code);
        if (!threshold) return;
        out.min_full_members = number(*threshold, "min_full_members");
        out.min_members = number(*threshold, "min_members");
        out.max_members = number(*threshold, "max_members");
        out.usual_max_members = number(*threshold, "usual_max_members");
        out.usual_max_units = number(*threshold, "usual_max_units");
    });
}

void fill_organization(const Policy& policy, Vocabulary& out)
{
    out.organization_types = organization_types(policy);
    out.levels = table<Level>(policy.get("organization.levels"), [](const Value& item, Level& level) {
        level.number = static_cast<int>(item.at("number").integer());
    });
    out.sectors = table<Sector>(policy.get("organization.sectors"), [](const Value& item, Sector& sector) {
        sector.short_name = item.at("short").text();
        sector.coverage = item.at("coverage").boolean();
        sector.place = item.boolean_or("place", false);
        sector.key_task = item.optional_text("key_task");
        sector.key_task_en = item.optional_text("key_task_en");
    });
    out.forms = table<Form>(policy.get("organization.forms"),
                            [](const Value& item, Form& form) { form.joint = item.at("joint").boolean(); });
    out.statuses = table(policy.get("organization.statuses"));
    out.term_lights = table(policy.get("organization.term_lights").at("lights"));
    out.unit_kinds = table<UnitKind>(policy.get("organization.unit_kinds"),
                                     [](const Value& item, UnitKind& kind) { kind.sector = item.at("sector").text(); });
    out.unit_roles = table(policy.get("organization.unit_roles"));
    out.unit_relations = table(policy.get("organization.unit_relations"));
    out.coverage_kinds = table(policy.get("organization.coverage").at("kinds"));
    out.counterpart_kinds = table(policy.get("organization.counterpart_kinds"));
    out.change_kinds =
        table<ChangeKind>(policy.get("organization.change_kinds"), [](const Value& item, ChangeKind& kind) {
            kind.needs_document = item.at("needs_document").boolean();
            kind.needs_reason = item.at("needs_reason").boolean();
        });
}

/// Nothing for a day on which the register of people had no rules yet.
void fill_team(const Policy& policy, Vocabulary& out)
{
    if (!policy.find("team.statuses")) return;
    out.member_statuses = table<MemberStatus>(policy.get("team.statuses"), [](const Value& item, MemberStatus& status) {
        status.on_roll = item.at("on_roll").boolean();
        status.counted = item.at("counted").boolean();
    });
    out.standing_changes =
        table<StandingChange>(policy.get("team.standing_changes"), [](const Value& item, StandingChange& change) {
            change.enters = item.at("enters").boolean();
            change.from = item.at("from").texts();
            change.to = item.at("to").text();
            change.flow = item.at("flow").text();
            change.categories = item.texts_or_none("categories");
            change.joins_anew = item.boolean_or("joins_anew", false);
            change.needs_document = item.at("needs_document").boolean();
            change.needs_reason = item.at("needs_reason").boolean();
            if (const auto* grounds = item.find("grounds")) change.grounds = table(*grounds);
            change.rule = item.at("rule").text();
        });
    out.member_change_kinds =
        table<ChangeKind>(policy.get("team.change_kinds"), [](const Value& item, ChangeKind& kind) {
            kind.needs_document = item.at("needs_document").boolean();
            kind.needs_reason = item.at("needs_reason").boolean();
        });
    out.join_kinds = table(policy.get("team.join_kinds"));
    out.occupation_groups = table(policy.get("team.occupation_groups"));
    out.occupations = table<Occupation>(policy.get("team.occupations"), [](const Value& item, Occupation& occupation) {
        occupation.group = item.at("group").text();
    });
    out.social_strata = table(policy.get("team.social_strata"));
    out.lost_reasons = table(policy.get("team.lost_reasons"));
    out.participations = table(policy.get("team.participations"));
    out.join_periods = table(policy.get("team.join_periods"));
    out.age_bands = table(policy.get("team.age_bands"));
}

std::vector<RuleName> rule_names(const Policy& policy)
{
    std::map<std::string, const Value*> instruments;
    for (const auto& item : policy.get("words.instruments").items()) instruments[item.at("code").text()] = &item;
    std::vector<RuleName> names;
    for (const auto& item : policy.get("words.rules").items()) {
        auto& out = names.emplace_back(RuleName{item.at("rule").text(), {}, {}});
        for (const auto& code : item.at("of").texts()) {
            const auto& instrument = *instruments.at(code);
            out.name += instrument.at("short").text();
            out.name_en += (out.name_en.empty() ? "" : "; ") + instrument.at("short_en").text();
        }
        if (const auto article = item.optional_text("article")) out.name += *article;
        if (const auto article = item.optional_text("article_en")) out.name_en += ", " + *article;
    }
    return names;
}

Vocabulary vocabulary_of(const Policy& policy)
{
    Vocabulary out;
    out.date = policy.date();
    fill_organization(policy, out);
    fill_team(policy, out);
    out.roles = table(policy.get("platform.roles"));
    out.genders = table(policy.get("codes.sex"));
    out.ethnicities = table(policy.get("codes.ethnicity"));
    out.marital_statuses = table(policy.get("codes.marital_status"));
    out.political_statuses = table(policy.get("codes.political_status"));
    out.educations = table<Education>(policy.get("codes.education"), [](const Value& item, Education& education) {
        education.group = item.at("group").boolean();
    });
    out.degrees = table(policy.get("codes.degree"));
    out.personnel_categories = table(policy.get("codes.personnel_category"));
    out.provinces = table(policy.get("codes.province"));
    out.urban_rural = table(policy.get("codes.urban_rural"));
    out.attachment_types = table(policy.get("platform.attachment.types"));
    out.terms = table(policy.get("words.terms"));
    out.notices = table(policy.get("words.notices"));
    return out;
}

}  // namespace

http::json::value to_json_value(const Value& value)
{
    switch (value.kind()) {
        case Value::Kind::null: break;
        case Value::Kind::boolean: return value.boolean();
        case Value::Kind::integer: return value.integer();
        case Value::Kind::text: return http::json::string(value.text());
        case Value::Kind::list: {
            http::json::array list;
            for (const auto& item : value.items()) list.push_back(to_json_value(item));
            return list;
        }
        case Value::Kind::map: {
            http::json::object map;
            for (const auto& member : value.members()) map[member.name] = to_json_value(member.value);
            return map;
        }
    }
    return nullptr;
}

namespace {

RuleRow row_of(const Entry& entry)
{
    RuleRow row{entry.key, entry.rule, entry.source, entry.title, entry.title_en, entry.from, {}, {}, {}, {}, {}};
    if (entry.until != Date::forever()) row.until = entry.until;
    row.value.value = to_json_value(entry.value);
    row.layer = to_string(entry.pack->layer);
    row.pack = entry.pack->name;
    row.pack_title = entry.pack->title;
    row.sure = entry.sure;
    if (entry.limit != Limit::none) row.limit = to_string(entry.limit);
    row.stricter_only = entry.stricter_only;
    row.setting = entry.setting;
    if (!entry.note.empty()) row.note = entry.note;
    return row;
}

bool is_found(const Entry& entry, const std::string& folded)
{
    for (const auto* text : {&entry.key, &entry.rule, &entry.source, &entry.title, &entry.title_en})
        if (fold_for_search(*text).find(folded) != std::string::npos) return true;
    return false;
}

RuleList rules_of(const Book& book, const RulesQuery& query)
{
    RuleList list;
    const auto folded = fold_for_search(query.search ? query.search->value : std::string{});
    for (const auto* entry : book.entries()) {
        if (query.date && (entry->from > *query.date || entry->until < *query.date)) continue;
        if (is_found(*entry, folded)) list.items.push_back(row_of(*entry));
    }
    return list;
}

}  // namespace

std::vector<http::Endpoint> endpoints(std::shared_ptr<const Book> book, const Clock& clock, PolicyAt policy_at)
{
    std::vector<http::Endpoint> all;
    all.push_back(http::get<VocabularyQuery>(
        "/api/vocabulary",
        {"read_vocabulary",
         "Names and properties of all codes in force on a day",
         "policy",
         http::Access::signed_in(),
         {"organization.not_found"}},
        [book, &clock, policy_at](http::Call& call, VocabularyQuery query) -> Result<Vocabulary> {
            const auto date = query.date.value_or(clock.today());
            if (!query.organization || !policy_at) return vocabulary_of(book->at(date));
            return vocabulary_of(TRY(policy_at(call, *query.organization, date)));
        },
        http::Runs::blocking));
    all.push_back(http::get<RulesQuery>(
        "/api/rules",
        {"list_rules", "The register of rules: key, rule id, source, dates, value", "policy",
         http::Access::permission_to("policy.read")},
        [book](http::Call&, RulesQuery query) -> Result<RuleList> { return rules_of(*book, query); },
        http::Runs::blocking));
    all.push_back(http::get<http::NoQuery>(
        "/api/rules/names",
        {"name_rules", "Where each rule comes from, as users are told: instrument and article", "policy",
         http::Access::signed_in()},
        [book, &clock](http::Call&, http::NoQuery) -> Result<RuleNames> {
            return RuleNames{rule_names(book->at(clock.today()))};
        },
        http::Runs::blocking));
    for (auto& endpoint : explanation_endpoints(book, clock, std::move(policy_at))) all.push_back(std::move(endpoint));
    return all;
}

}  // namespace jishi::policy
