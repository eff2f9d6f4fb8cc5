#include "organization/organization_policy.hpp"

#include <algorithm>

#include "policy/policy.hpp"

namespace jishi::organization {
namespace {

std::optional<int> maybe(const policy::Value& item, std::string_view name)
{
    const auto value = item.optional_integer(name);
    if (!value) return std::nullopt;
    return static_cast<int>(*value);
}

ThresholdRule threshold_of(const policy::Value& item)
{
    ThresholdRule rule;
    rule.type = item.at("type").text();
    rule.sectors = item.texts_or_none("sectors");
    rule.forms = item.texts_or_none("forms");
    rule.min_members = maybe(item, "min_members");
    rule.max_members = maybe(item, "max_members");
    rule.min_full_members = maybe(item, "min_full_members");
    rule.unit_max_full_members = maybe(item, "unit_max_full_members");
    rule.min_months = maybe(item, "min_months");
    rule.usual_max_members = maybe(item, "usual_max_members");
    rule.usual_max_units = maybe(item, "usual_max_units");
    const auto exception = item.text_or("exception", "none");
    rule.exception = exception == "special_reason" ? ThresholdRule::Exception::special_reason
                     : exception == "warning"      ? ThresholdRule::Exception::warning
                                                   : ThresholdRule::Exception::none;
    rule.rule = item.at("rule").text();
    return rule;
}

void read_committees(const policy::Reader& reader, OrganizationPolicy& policy)
{
    for (const auto& item : reader.get("organization.committees").items())
        policy.committees.push_back({item.at("types").texts(), item.texts_or_none("sectors"),
                                     item.texts_or_none("places"), static_cast<int>(item.at("min").integer()),
                                     static_cast<int>(item.at("max").integer()), maybe(item, "limit"),
                                     maybe(item, "deputies_min"), maybe(item, "deputies_max"), item.at("rule").text()});
    for (const auto& item : reader.get("organization.discipline_bodies").items())
        policy.discipline_bodies.push_back(
            {item.at("types").texts(), item.at("commission").boolean(), item.at("rule").text()});
    for (const auto& item : reader.get("organization.approvers").items())
        policy.approvers.push_back({item.at("types").texts(), item.texts_or_none("sectors"),
                                    item.texts_or_none("places"), item.at("level").text(), item.at("rule").text()});
    policy.branch_committee_full_members_min = reader.number("organization.branch_committee_full_members_min");
}

void read_tables(const policy::Reader& reader, OrganizationPolicy& policy)
{
    for (const auto& item : reader.get("organization.levels").items())
        policy.levels[item.at("code").text()] = static_cast<int>(item.at("number").integer());
    for (const auto& item : reader.get("organization.sectors").items()) {
        policy.sectors[item.at("code").text()] = item.at("coverage").boolean();
        policy.sector_order.push_back(item.at("code").text());
        policy.sector_names[item.at("code").text()] = item.at("name").text();
    }
    for (const auto& item : reader.get("organization.forms").items())
        policy.forms[item.at("code").text()] = item.at("joint").boolean();
    for (const auto& item : reader.get("organization.unit_kinds").items())
        policy.unit_kinds.push_back(
            {item.at("code").text(), item.at("sector").text(), item.at("credit_code_prefixes").texts()});
    for (const auto& item : reader.get("organization.counterpart_kinds").items())
        policy.counterpart_kinds.push_back(item.at("code").text());
    for (const auto& item : reader.get("organization.change_kinds").items())
        policy.changes[item.at("code").text()] = {item.at("needs_document").boolean(),
                                                  item.at("needs_reason").boolean()};
}

void read_coverage(const policy::Value& value, OrganizationPolicy& policy)
{
    for (const auto& item : value.at("kinds").items())
        policy.coverage_kinds.push_back(
            {item.at("code").text(), item.at("organization").boolean(), item.at("work").boolean()});
    for (const auto& item : value.at("obliged").items())
        policy.obliged.push_back({item.texts_or_none("sectors"), item.texts_or_none("unit_kinds"),
                                  maybe(item, "min_staff"), item.at("obliged").boolean(), item.at("rule").text()});
    policy.staff_unknown_is_enough = value.at("staff_unknown_is_enough").boolean();
}

bool fits(const std::vector<std::string>& list, std::string_view code)
{
    return list.empty() || std::ranges::find(list, code) != list.end();
}

}  // namespace

OrganizationPolicy read_policy(const policy::Reader& reader)
{
    OrganizationPolicy policy;
    for (const auto& item : reader.get("organization.types").items())
        policy.types.push_back({policy::type_entry(item), item.at("approves_members").text()});
    for (const auto& item : reader.get("organization.thresholds").items())
        policy.thresholds.push_back(threshold_of(item));
    for (const auto& item : reader.get("organization.terms").items())
        policy.terms.push_back({item.at("types").texts(), item.texts_or_none("sectors"),
                                static_cast<int>(item.at("years").integer()), item.at("rule").text()});
    read_tables(reader, policy);
    read_committees(reader, policy);
    read_coverage(reader.get("organization.coverage"), policy);
    if (const auto* targets = reader.find("organization.coverage_targets"))
        for (const auto& item : targets->items())
            policy.coverage_targets.push_back({item.texts_or_none("sectors"),
                                               static_cast<int>(item.at("rate_bp").integer()), item.at("rule").text()});
    policy.term_shift_months_max = reader.number("organization.term_shift_months_max");
    policy.term_reminder_months = reader.number("organization.term_reminder_months");
    policy.term_yellow_months = static_cast<int>(reader.get("organization.term_lights").at("yellow_months").integer());
    policy.founding_reply_months = reader.number("organization.founding_reply_months");
    policy.code_segment_digits = reader.number("organization.code_segment_digits");
    policy.name_prefixes = reader.get("organization.name_prefixes").texts();
    policy.early_reminder_days = reader.number("organization.early_reminder_days");
    return policy;
}

const TypeRule* OrganizationPolicy::type(std::string_view code) const
{
    const auto found = std::ranges::find(types, code, &TypeRule::code);
    return found == types.end() ? nullptr : &*found;
}

const UnitKindRule* OrganizationPolicy::unit_kind(std::string_view code) const
{
    const auto found = std::ranges::find(unit_kinds, code, &UnitKindRule::code);
    return found == unit_kinds.end() ? nullptr : &*found;
}

const TermRule* OrganizationPolicy::term(std::string_view type, std::string_view sector) const
{
    for (const auto& rule : terms)
        if (fits(rule.types, type) && fits(rule.sectors, sector)) return &rule;
    return nullptr;
}

std::string OrganizationPolicy::sector_name(std::string_view code) const
{
    const auto found = sector_names.find(code);
    return found == sector_names.end() ? std::string(code) : found->second;
}

PolicyBook::PolicyBook(const policy::Book& book, const Clock& clock)
    : book_(book), clock_(clock), readings_(read_policy)
{
}

std::shared_ptr<const OrganizationPolicy> PolicyBook::on(std::span<const policy::PlaceNumber> places, Date day) const
{
    return readings_.of(book_.at_places(places, day), book_.at_places(places, clock_.today()));
}

policy::PlaceNumber PolicyBook::place_of(const Node& node) const
{
    if (!differs_by_place()) return 0;
    return book_.place_of(node.values.region_code, node.id.str(), node.values.code);
}

}  // namespace jishi::organization
