#include "policy/rule_names.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "policy/contents.hpp"

namespace jishi::policy {
namespace {

constexpr std::string_view names_key = "words.rules";
constexpr std::string_view instruments_key = "words.instruments";

/// Nothing when an instrument is not known here.
std::optional<RuleName> name_of(const Value& row, const std::map<std::string, const Value*>& instruments)
{
    RuleName name{row.at("rule").text(), {}, {}};
    for (const auto& code : row.at("of").texts()) {
        const auto found = instruments.find(code);
        if (found == instruments.end()) return std::nullopt;
        name.name += found->second->at("short").text();
        name.name_en += (name.name_en.empty() ? "" : "; ") + found->second->at("short_en").text();
    }
    if (const auto article = row.optional_text("article")) name.name += *article;
    if (const auto article = row.optional_text("article_en")) name.name_en += ", " + *article;
    return name;
}

std::vector<RuleName> names_at(const Policy& policy)
{
    std::map<std::string, const Value*> instruments;
    for (const auto& item : policy.get(instruments_key).items()) instruments[item.at("code").text()] = &item;
    std::vector<RuleName> names;
    for (const auto& row : policy.get(names_key).items())
        if (auto name = name_of(row, instruments)) names.push_back(*std::move(name));
    return names;
}

/// Of a value and what is in it: each rule id with the place where it stands.
void each_cited(const Value& value, const std::function<void(const std::string& rule, const std::string& where)>& take)
{
    if (value.kind() == Value::Kind::list)
        for (const auto& item : value.items()) each_cited(item, take);
    if (value.kind() != Value::Kind::map) return;
    for (const auto& member : value.members()) {
        if (member.name == "rule" && member.value.kind() == Value::Kind::text)
            take(member.value.text(), member.value.where());
        else each_cited(member.value, take);
    }
}

}  // namespace

std::vector<RuleName> rule_names(const Book& book, const Policy& place)
{
    auto names = names_at(place);
    std::set<std::string> known;
    for (const auto& name : names) known.insert(name.rule);
    std::map<std::string, std::optional<RuleName>> elsewhere;
    for (const auto* entry : book.entries()) {
        if (entry->key != names_key || entry->pack->layer == Layer::national) continue;
        if (entry->from > place.date() || entry->until < place.date()) continue;
        std::set<std::string> own;
        for (const auto& row : entry->value.items()) own.insert(row.at("rule").text());
        for (auto& name : names_at(book.at(std::vector{entry->pack->applies_to}, place.date()))) {
            if (!own.contains(name.rule) || known.contains(name.rule)) continue;
            const auto [found, is_new] = elsewhere.try_emplace(name.rule, name);
            if (!is_new && found->second && found->second->name != name.name) found->second.reset();
        }
    }
    for (auto& [rule, name] : elsewhere)
        if (name) names.push_back(*std::move(name));
    return names;
}

std::vector<FieldError> unnamed_rules(const Book& book, const Pack& pack, std::span<const Pack* const> here)
{
    const auto counts = [&](const Pack* other) {
        if (other == &pack) return true;
        return here.empty() ? is_above(*other, pack) : std::ranges::find(here, other) != here.end();
    };
    std::map<std::string, const Value*> instruments;
    std::vector<const Value*> rows;
    for (const auto* entry : book.entries()) {
        if (!counts(entry->pack)) continue;
        if (entry->key == instruments_key)
            for (const auto& item : entry->value.items()) instruments[item.at("code").text()] = &item;
        if (entry->key == names_key)
            for (const auto& row : entry->value.items()) rows.push_back(&row);
    }
    std::set<std::string> told;  // named, or said to have no name
    for (const auto* row : rows)
        if (name_of(*row, instruments)) told.insert(row->at("rule").text());
    std::vector<FieldError> problems;
    const auto cite = [&](const std::string& rule, const std::string& where) {
        if (told.insert(rule).second) problems.push_back({where, "policy.rule_without_name", rule});
    };
    for (const auto* entry : book.entries()) {
        if (entry->pack != &pack) continue;
        cite(entry->rule, entry->place);
        each_cited(entry->value, cite);
    }
    return problems;
}

}  // namespace jishi::policy
