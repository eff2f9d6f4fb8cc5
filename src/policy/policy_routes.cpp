#include "policy/policy_routes.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "policy/rule_names.hpp"

namespace jishi::policy {

// ---- what goes in and out ---------------------------------------------------------------------------------

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

BOOST_DESCRIBE_STRUCT(RuleName, (), (rule, name, name_en))

struct RuleNamesQuery {
    std::optional<std::string> organization;  // whose packs go before those elsewhere
};
BOOST_DESCRIBE_STRUCT(RuleNamesQuery, (), (organization))

struct RuleNames {
    std::vector<RuleName> items;
};
BOOST_DESCRIBE_STRUCT(RuleNames, (), (items))

struct RuleList {
    std::vector<RuleRow> items;
};
BOOST_DESCRIBE_STRUCT(RuleList, (), (items))

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
    all.push_back(http::get<RulesQuery>(
        "/api/rules",
        {"list_rules", "The register of rules: key, rule id, source, dates, value", "policy",
         http::Access::permission_to("policy.read")},
        [book](http::Call&, RulesQuery query) -> Result<RuleList> { return rules_of(*book, query); },
        http::Runs::blocking));
    all.push_back(http::get<RuleNamesQuery>(
        "/api/rules/names",
        {"name_rules", "Where each rule comes from, as users are told: instrument and article", "policy",
         http::Access::signed_in()},
        [book, &clock, policy_at](http::Call& call, RuleNamesQuery query) -> Result<RuleNames> {
            if (query.organization && policy_at)
                // Names are no secret: who may not look at the organisation has those of the nation.
                if (const auto here = policy_at(call, *query.organization, clock.today()))
                    return RuleNames{rule_names(*book, *here)};
            return RuleNames{rule_names(*book, book->at(clock.today()))};
        },
        http::Runs::blocking));
    for (auto& endpoint : explanation_endpoints(book, clock, std::move(policy_at))) all.push_back(std::move(endpoint));
    return all;
}

}  // namespace jishi::policy
