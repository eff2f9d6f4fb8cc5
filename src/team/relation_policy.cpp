#include "team/relation_policy.hpp"

#include <algorithm>

#include "policy/reading.hpp"
#include "team/member_office.hpp"

namespace jishi::team {
namespace {

std::vector<std::string> codes_of(const policy::Reader& reader, std::string_view key)
{
    std::vector<std::string> codes;
    for (const auto& item : reader.get(key).items()) codes.push_back(item.at("code").text());
    return codes;
}

template <class Row>
const Row* find_code(const std::vector<Row>& rows, std::string_view code)
{
    const auto found = std::ranges::find(rows, code, &Row::code);
    return found == rows.end() ? nullptr : &*found;
}

/// How long contact must have been lost, and how long the suspension lasted: they stand with the changes of standing.
void read_standing_changes(const policy::Reader& reader, RelationPolicy& policy)
{
    const auto& changes = reader.get("team.standing_changes");
    if (const auto* suspended = changes.item_with_code("suspended"))
        if (const auto* grounds = suspended->find("grounds"))
            if (const auto* lost = grounds->item_with_code("lost_contact"))
                policy.lost_months_min = static_cast<int>(lost->integer_or("lost_months_min", 0));
    if (const auto* removed = changes.item_with_code("removed_as_left"))
        if (const auto* months = removed->find("months_since_min"))
            policy.removal_months = static_cast<int>(months->integer_or("suspended", 0));
}

}  // namespace

RelationPolicy read_relation_policy(const policy::Reader& reader)
{
    RelationPolicy policy;
    policy.transfer_reasons = codes_of(reader, "team.transfer_reasons");
    policy.committee_types = reader.get("team.transfer_bodies").at("committees").texts();
    policy.county_types = reader.get("team.transfer_bodies").at("counties").texts();
    policy.mobile_reasons = codes_of(reader, "team.mobile_reasons");
    policy.contact_ways = codes_of(reader, "team.contact_ways");
    for (const auto& item : reader.get("team.transfer_refusals").items()) {
        const auto by = item.at("by").texts();
        policy.transfer_refusals.push_back({item.at("code").text(), std::ranges::find(by, "old") != by.end(),
                                            std::ranges::find(by, "new") != by.end(), item.at("rule").text()});
    }
    for (const auto& item : reader.get("team.disposal_grounds").items())
        policy.disposal_grounds.push_back(
            {item.at("code").text(), item.at("kinds").texts(), item.text_or("change", ""), item.at("rule").text()});
    policy.away_months_min = reader.number("team.transfer_away_months_min");
    policy.answer_working_days = reader.number("team.transfer_answer_working_days");
    policy.transit_days_city = reader.number("team.transfer_transit_days_city");
    policy.transit_days_outside = reader.number("team.transfer_transit_days_outside");
    policy.validity_days_max = reader.number("team.letter_validity_days_max");
    policy.validity_days_limit = reader.number("team.letter_validity_days_limit");
    policy.receipt_months = reader.number("team.letter_receipt_months");
    policy.overdue_months = reader.number("team.letter_overdue_months");
    policy.graduate_stay_months = reader.number("team.graduate_stay_months_max");
    policy.mobile_months_min = reader.number("team.mobile_months_min");
    policy.contact_months = reader.number("team.contact_months");
    policy.contact_abroad_months = reader.number("team.contact_abroad_months");
    policy.contact_warning_months = reader.number("team.contact_warning_months");
    policy.leaving_months = reader.number("team.leaving_months");
    policy.admonition_months = reader.number("team.admonition_months");
    policy.admonition_months_max = reader.number("team.admonition_months_max");
    policy.report_code_days = reader.number("team.report_code_days");
    policy.bulk_people_max = reader.number("team.bulk_transfer_people_max");
    policy.letter_word = reader.get("team.letter_number_word").text();
    read_standing_changes(reader, policy);
    return policy;
}

RelationPolicy relation_rules(const Office& office, OrganizationId at, Date day)
{
    const auto then = office.organizations.policy_at(at, day);
    const auto now = office.organizations.policy_at(at, office.clock.today());
    return read_relation_policy(policy::Reader(then, now));
}

const TransferRefusal* RelationPolicy::refusal(std::string_view code) const
{
    return find_code(transfer_refusals, code);
}
const DisposalGround* RelationPolicy::ground(std::string_view code) const { return find_code(disposal_grounds, code); }

}  // namespace jishi::team
