#include "organization/documents.hpp"

#include <algorithm>

#include "organization/organization_query.hpp"
#include "platform/json_text.hpp"
#include "policy/policy.hpp"

namespace jishi::organization {

using platform::Permission;
using platform::document::Fields;
using platform::document::File;
using platform::document::Value;

namespace {

constexpr std::string_view subject = "organization";  // of documents.subjects

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

Result<Value> Documents::known_values(OrganizationId id) const
{
    const auto node = office_.directory.find(id);
    if (!node) return refuse(ErrorKind::not_found, "organization.not_found", {}, id.str());
    const auto today = office_.clock.today();
    Value values;
    set_attributes(values, *node, office_.policy_at(id, today));
    if (const auto parent = office_.directory.find(node->values.parent)) values.set("parent", parent->values.name);
    values.set("filed_on", today);
    database_.read([&](db::Tx& tx) { values.set("units", units_of(tx, id, today)); });
    return values;
}

const Fields& Documents::fields() const
{
    static const Fields none;
    const auto* fields = library_.fields_of(subject);
    return fields ? *fields : none;
}

Result<std::vector<OfferedDocument>> Documents::offered(const platform::Actor& actor, OrganizationId id) const
{
    const auto values = TRY(known_values(id));
    TRY(actor.require(Permission::organization_export, id));
    std::vector<OfferedDocument> offered;
    for (auto& known : library_.of_subject(office_.policy_at(id, office_.clock.today()), subject)) {
        Fields asked;
        for (const auto& code : known.uses) {
            const auto* value = values.find(code);
            // A list that the registry has is known, also when nothing is in it.
            if (value && (!value->missing() || value->kind() == Value::Kind::list)) continue;
            const auto field = std::ranges::find(fields(), code, &platform::document::Field::code);
            if (field != fields().end()) asked.push_back(*field);
        }
        offered.push_back({std::move(known), std::move(asked)});
    }
    return offered;
}

Result<File> Documents::make(const platform::Actor& actor, OrganizationId id, const DocumentOrder& order) const
{
    const auto known = TRY(known_values(id));
    TRY(actor.require(Permission::organization_export, id));
    const auto rules = office_.policy_at(id, office_.clock.today());
    std::string codes;
    for (const auto& code : order.codes) {
        const auto* found = library_.find(rules, code);
        if (!found || found->subject != subject) return refuse(ErrorKind::not_found, "document.unknown", {}, code);
        (codes += codes.empty() ? "[" : ",");
        platform::append_json_string(codes, code);
    }
    auto values = order.given;
    for (const auto& [name, value] : known.members())
        if (!value.missing() || value.kind() == Value::Kind::list) values.set(name, value);
    const platform::document::Request request{order.codes, order.format, {}, office_.clock.now()};
    auto file = TRY(library_.make(rules, request, values));
    const auto pdf = order.format == platform::document::Format::pdf;
    TRY(database_.write([&](db::Tx& tx) -> Result<void> {
        office_.audit(
            tx, actor,
            {"organization.document_made",
             "organization",
             id.str(),
             id,
             {},
             platform::JsonObject{}.add_json("documents", codes + "]").add("format", pdf ? "pdf" : "docx").text(),
             "ORG-25"});
        return {};
    }));
    return file;
}

}  // namespace jishi::organization
