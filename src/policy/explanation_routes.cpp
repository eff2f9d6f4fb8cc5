// What is in force at an organisation on a day, and where each layer of it comes from.

#include <algorithm>
#include <optional>
#include <string>

#include "base/text.hpp"
#include "policy/policy_routes.hpp"

namespace jishi::policy {

struct ExplanationQuery {
    std::optional<std::string> organization;  // left out: the national rules
    std::optional<Date> date;                 // today when left out
    std::optional<Line> search;               // in key, rule ids, source and titles
    std::optional<bool> differs;              // only what a lower layer says something about
};
BOOST_DESCRIBE_STRUCT(ExplanationQuery, (), (organization, date, search, differs))

struct PackView {
    std::string name;
    std::string title;
    std::string title_en;
    std::string layer;
    std::string version;
    std::optional<std::string> applies_to;
};
BOOST_DESCRIBE_STRUCT(PackView, (), (name, title, title_en, layer, version, applies_to))

struct LayerCause {
    std::string pack;
    std::string rule;
    Date from;
};
BOOST_DESCRIBE_STRUCT(LayerCause, (), (pack, rule, from))

struct LayerView {
    std::string standing;  // counts, adds, overridden, too_loose, ended, to_come
    std::string pack;
    std::string version;
    std::string layer;
    std::string rule;
    std::string source;
    std::string place;  // file, line and path within the packs
    Date from;
    std::optional<Date> until;
    http::AnyJson value;
    bool adds = false;
    bool sure = true;
    bool stricter_only = false;
    std::vector<std::string> limits;  // "minimum", "years: fixed"
    std::optional<std::string> note;
    std::optional<std::string> why;  // too_loose: how
    std::optional<LayerCause> by;    // what overrides it, took its place or keeps it from counting
};
BOOST_DESCRIBE_STRUCT(LayerView, (),
                      (standing, pack, version, layer, rule, source, place, from, until, value, adds, sure,
                       stricter_only, limits, note, why, by))

struct RuleExplanation {
    std::string key;
    std::string title;
    std::string title_en;
    std::string rule;
    bool sure = true;
    std::optional<http::AnyJson> value;  // nothing: nothing is in force
    std::vector<LayerView> layers;       // from the highest layer down
};
BOOST_DESCRIBE_STRUCT(RuleExplanation, (), (key, title, title_en, rule, sure, value, layers))

struct ExplanationList {
    Date date;
    std::vector<PackView> packs;  // that apply, from the highest layer down
    std::vector<RuleExplanation> items;
};
BOOST_DESCRIBE_STRUCT(ExplanationList, (), (date, packs, items))

namespace {

LayerView view_of(const Book::Step& step)
{
    const auto& entry = *step.entry;
    LayerView view;
    view.standing = to_string(step.standing);
    view.pack = entry.pack->name;
    view.version = entry.pack->version;
    view.layer = to_string(entry.pack->layer);
    view.rule = entry.rule;
    view.source = entry.source;
    view.place = entry.place;
    view.from = entry.from;
    if (entry.until != Date::forever()) view.until = entry.until;
    view.value.value = to_json_value(entry.value);
    view.adds = entry.adds;
    view.sure = entry.sure;
    view.stricter_only = entry.stricter_only;
    for (const auto& mark : entry.marks)
        view.limits.push_back((mark.path.empty() ? "" : mark.path + ": ") + std::string(to_string(mark.limit)));
    if (!entry.note.empty()) view.note = entry.note;
    if (!step.why.empty()) view.why = step.why;
    if (step.by) view.by = LayerCause{step.by->pack->name, step.by->rule, step.by->from};
    return view;
}

bool is_found(const Entry& entry, const std::string& folded)
{
    for (const auto* text : {&entry.key, &entry.rule, &entry.source, &entry.title, &entry.title_en})
        if (fold_for_search(*text).find(folded) != std::string::npos) return true;
    return carries_rule(entry.value, folded);
}

ExplanationList explain(const Book& book, const Policy& policy, const ExplanationQuery& query)
{
    ExplanationList list;
    list.date = policy.date();
    for (const auto* pack : policy.packs())
        list.packs.push_back({pack->name, pack->title, pack->title_en, std::string(to_string(pack->layer)),
                              pack->version,
                              pack->applies_to.empty() ? std::nullopt : std::optional(pack->applies_to)});
    const auto folded = fold_for_search(query.search ? query.search->value : std::string{});
    std::string last;
    for (const auto* entry : book.entries()) {
        if (entry->key == last) continue;
        last = entry->key;
        const auto explanation = book.explain(policy, entry->key);
        if (explanation.steps.empty()) continue;  // of a pack of another place only
        if (std::ranges::none_of(explanation.steps, [&](const auto& step) { return is_found(*step.entry, folded); }))
            continue;
        const bool differs = std::ranges::any_of(
            explanation.steps, [](const auto& step) { return step.entry->pack->layer != Layer::national; });
        if (query.differs.value_or(false) && !differs) continue;
        const auto& named = explanation.in_force ? *explanation.in_force : *explanation.steps.front().entry;
        RuleExplanation view{named.key, named.title, named.title_en, named.rule, named.sure, {}, {}};
        if (explanation.in_force) view.value = http::AnyJson{to_json_value(explanation.in_force->value)};
        for (const auto& step : explanation.steps) view.layers.push_back(view_of(step));
        list.items.push_back(std::move(view));
    }
    return list;
}

}  // namespace

std::vector<http::Endpoint> explanation_endpoints(std::shared_ptr<const Book> book, const Clock& clock,
                                                  PolicyAt policy_at)
{
    std::vector<http::Endpoint> all;
    all.push_back(http::get<ExplanationQuery>(
        "/api/rules/explained",
        {"explain_rules",
         "The rules in force at an organisation on a day, with every layer they come from",
         "policy",
         http::Access::permission_to("policy.read"),
         {"organization.not_found"}},
        [book, &clock, policy_at](http::Call& call, ExplanationQuery query) -> Result<ExplanationList> {
            const auto date = query.date.value_or(clock.today());
            if (!query.organization) return explain(*book, book->at(date), query);
            if (!policy_at) return refuse(ErrorKind::not_found, "organization.not_found", {}, *query.organization);
            return explain(*book, TRY(policy_at(call, *query.organization, date)), query);
        },
        http::Runs::blocking));
    return all;
}

}  // namespace jishi::policy
