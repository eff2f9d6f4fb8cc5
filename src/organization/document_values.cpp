#include "organization/document_values.hpp"

#include "organization/organization_query.hpp"
#include "organization/organization_workflow.hpp"

namespace jishi::organization {

using platform::document::Value;

namespace {

/// The Chinese name of a code: documents are Chinese.
std::string name_of(const policy::Policy& rules, std::string_view key, const std::string& code)
{
    const auto* table = code.empty() ? nullptr : rules.find(key);
    const auto* item = table ? table->item_with_code(code) : nullptr;
    return item ? item->at("name").text() : code;
}

Value units_of(db::Tx& tx, OrganizationId id, Date today)
{
    Value::List units;
    for (const auto& unit : query::units_of(tx, id, {today, {}}))
        units.push_back(Value().set("name", unit.name).set("credit_code", unit.credit_code));
    return Value(std::move(units));
}

Value count_of(const std::optional<int>& count) { return count ? Value(*count) : Value(); }

void set_attributes(Value& values, const Node& node, const policy::Policy& rules)
{
    const auto& is = node.values;
    values.set("name", is.name).set("short_name", is.short_name).set("code", is.code);
    values.set("type", name_of(rules, "organization.types", is.type));
    values.set("level", name_of(rules, "organization.levels", is.level));
    values.set("sector", name_of(rules, "organization.sectors", is.sector));
    values.set("founded_on", node.founded_on);
    if (node.dissolved_on != Date::forever()) values.set("dissolved_on", node.dissolved_on);
    values.set("term_started_on", Value::of(is.term_started_on)).set("term_expires_on", Value::of(is.term_expires_on));
    values.set("members", count_of(is.members)).set("formal_members", count_of(is.formal_members));
}

}  // namespace

std::optional<Value> registered_values(const Office& office, db::Tx& tx, OrganizationId id)
{
    const auto node = office.directory.find(id);
    if (!node) return std::nullopt;
    const auto today = office.clock.today();
    Value values;
    set_attributes(values, *node, office.policy_at(id, today));
    if (const auto parent = office.directory.find(node->values.parent)) values.set("parent", parent->values.name);
    values.set("filed_on", today);
    values.set("units", units_of(tx, id, today));
    return values;
}

Value values_for_case(const Office& office, db::Tx& tx, const engine::Facts& facts)
{
    if (facts.of.subject_kind == "organization")
        return registered_values(office, tx, OrganizationId{facts.of.subject}).value_or(Value::record());
    auto values = Value::record();
    if (facts.form.text("type").empty()) return values;
    if (const auto parent = office.directory.find(founded_below(office, facts)))
        values.set("parent", parent->values.name);
    return values;
}

}  // namespace jishi::organization
