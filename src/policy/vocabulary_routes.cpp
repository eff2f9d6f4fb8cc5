#include "policy/vocabulary_routes.hpp"

#include <algorithm>

namespace jishi::policy {
namespace {

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
        static_cast<TypeEntry&>(out) = type_entry(item);
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

}  // namespace

OrganizationVocabulary organization_vocabulary(const Policy& policy)
{
    OrganizationVocabulary out;
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
    return out;
}

CodeVocabulary code_vocabulary(const Policy& policy)
{
    CodeVocabulary out;
    auto fill = [&policy](std::vector<CodeName>& names, std::string_view key) {
        if (const auto* value = policy.find(key)) names = table(*value);
    };
    fill(out.roles, "platform.roles");
    fill(out.political_statuses, "codes.political_status");
    fill(out.occupation_groups, "team.occupation_groups");
    fill(out.join_periods, "team.join_periods");
    fill(out.age_bands, "team.age_bands");
    fill(out.provinces, "codes.province");
    fill(out.urban_rural, "codes.urban_rural");
    fill(out.attachment_types, "platform.attachment.types");
    fill(out.terms, "words.terms");
    fill(out.notices, "words.notices");
    return out;
}

}  // namespace jishi::policy
