#include "organization/documents.hpp"

#include <algorithm>

#include "organization/document_values.hpp"
#include "platform/json_text.hpp"
#include "policy/policy.hpp"

namespace jishi::organization {

using platform::Permission;
using platform::document::Fields;
using platform::document::File;
using platform::document::Value;

namespace {

constexpr std::string_view subject = "organization";  // of documents.subjects

}  // namespace

Result<Value> Documents::known_values(OrganizationId id) const
{
    std::optional<Value> values;
    database_.read([&](db::Tx& tx) { values = registered_values(office_, tx, id); });
    if (!values) return refuse(ErrorKind::not_found, "organization.not_found", {}, id.str());
    return *std::move(values);
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
