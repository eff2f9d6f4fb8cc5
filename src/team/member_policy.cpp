#include "team/member_policy.hpp"

#include <algorithm>

#include "policy/reading.hpp"

namespace jishi::team {
namespace {

std::optional<int> maybe(const policy::Value& item, std::string_view name)
{
    const auto value = item.optional_integer(name);
    return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

StandingRule standing_of(const policy::Value& item)
{
    StandingRule rule;
    rule.code = item.at("code").text();
    rule.enters = item.at("enters").boolean();
    rule.from = item.at("from").texts();
    rule.to = item.at("to").text();
    rule.categories = item.texts_or_none("categories");
    rule.category = item.text_or("category", "");
    rule.joins_anew = item.boolean_or("joins_anew", false);
    rule.years_since_min = maybe(item, "years_since_min");
    if (const auto* months = item.find("months_since_min"))
        for (const auto& one : months->members())
            rule.months_since_min[one.name] = static_cast<int>(one.value.integer());
    rule.needs_document = item.at("needs_document").boolean();
    rule.needs_reason = item.at("needs_reason").boolean();
    if (const auto* grounds = item.find("grounds"))
        for (const auto& ground : grounds->items())
            rule.grounds.push_back(
                {ground.at("code").text(), maybe(ground, "lost_months_min"), ground.at("rule").text()});
    rule.rule = item.at("rule").text();
    return rule;
}

void read_codes(const policy::Reader& reader, MemberPolicy& policy)
{
    static constexpr std::pair<std::string_view, std::string_view> tables[] = {
        {"sex", "codes.sex"},
        {"ethnicity", "codes.ethnicity"},
        {"degree", "codes.degree"},
        {"marital_status", "codes.marital_status"},
        {"occupation", "team.occupations"},
        {"social_stratum", "team.social_strata"},
        {"join_kind", "team.join_kinds"},
        {"lost_reason", "team.lost_reasons"},
    };
    for (const auto& [field, key] : tables)
        for (const auto& item : reader.get(key).items())
            policy.codes[std::string(field)].insert(item.at("code").text());
    for (const auto& item : reader.get("codes.education").items()) {
        const auto& code = item.at("code").text();
        for (const auto& also : item.texts_or_none("also")) policy.education_also[also] = code;
        if (!item.at("group").boolean()) policy.codes["education"].insert(code);
    }
    for (const auto& item : reader.get("team.occupations").items())
        policy.occupation_groups[item.at("code").text()] = item.at("group").text();
}

void read_tables(const policy::Reader& reader, MemberPolicy& policy)
{
    for (const auto& item : reader.get("team.statuses").items())
        policy.statuses.push_back({item.at("code").text(), item.at("on_roll").boolean(), item.at("counted").boolean(),
                                   item.at("votes").boolean()});
    for (const auto& item : reader.get("codes.personnel_category").items())
        policy.categories.push_back(
            {item.at("code").text(), item.at("probationary").boolean(), item.at("votes").boolean()});
    for (const auto& item : reader.get("team.standing_changes").items())
        policy.standing_changes.push_back(standing_of(item));
    for (const auto& item : reader.get("team.change_kinds").items())
        policy.changes[item.at("code").text()] = {item.at("needs_document").boolean(),
                                                  item.at("needs_reason").boolean()};
    for (const auto& item : reader.get("team.participations").items())
        policy.participations[item.at("code").text()] = item.at("types").texts();
    for (const auto& item : reader.get("organization.types").items())
        if (item.boolean_or("holds_members", false)) policy.holding_types.insert(item.at("code").text());
    for (const auto& item : reader.get("team.age_bands").items())
        policy.age_bands.push_back({item.at("code").text(), maybe(item, "until")});
    for (const auto& item : reader.get("team.join_periods").items()) {
        const auto* until = item.find("until");
        policy.join_periods.push_back({item.at("code").text(), until ? std::optional(until->date()) : std::nullopt});
    }
}

template <class Rules>
auto find_code(const std::vector<Rules>& list, std::string_view code) -> const Rules*
{
    const auto found = std::ranges::find(list, code, &Rules::code);
    return found == list.end() ? nullptr : &*found;
}

}  // namespace

MemberPolicy read_member_policy(const policy::Reader& reader)
{
    MemberPolicy policy;
    read_tables(reader, policy);
    read_codes(reader, policy);
    policy.joining_age_years_min = reader.number("team.joining_age_years_min");
    policy.probation_months_min = reader.number("team.probation_months_min");
    policy.probation_months_max = reader.number("team.probation_months_max");
    policy.probation_checked_from = reader.get("team.probation_checked_from").date();
    policy.age_years_max = reader.number("team.age_years_max");
    policy.posts = read_post_policy(reader);
    return policy;
}

const StatusRule* MemberPolicy::status(std::string_view code) const { return find_code(statuses, code); }
const CategoryRule* MemberPolicy::category(std::string_view code) const { return find_code(categories, code); }
const StandingRule* MemberPolicy::standing_change(std::string_view code) const
{
    return find_code(standing_changes, code);
}

bool MemberPolicy::on_roll(std::string_view status_code) const
{
    const auto* rule = status(status_code);
    return rule && rule->on_roll;
}
bool MemberPolicy::counted(std::string_view status_code) const
{
    const auto* rule = status(status_code);
    return rule && rule->counted;
}
bool MemberPolicy::probationary(std::string_view category_code) const
{
    const auto* rule = category(category_code);
    return rule && rule->probationary;
}
bool MemberPolicy::may_vote(std::string_view status_code, std::string_view category_code) const
{
    const auto* standing = status(status_code);
    const auto* kind = category(category_code);
    return standing && kind && standing->votes && kind->votes;
}

std::vector<std::string> MemberPolicy::statuses_on_roll() const
{
    std::vector<std::string> list;
    for (const auto& rule : statuses)
        if (rule.on_roll) list.push_back(rule.code);
    return list;
}
std::vector<std::string> MemberPolicy::statuses_counted() const
{
    std::vector<std::string> list;
    for (const auto& rule : statuses)
        if (rule.counted) list.push_back(rule.code);
    return list;
}

std::string_view MemberPolicy::join_period(Date joined_on) const
{
    for (const auto& period : join_periods)
        if (!period.until || joined_on <= *period.until) return period.code;
    return {};
}
std::string_view MemberPolicy::age_band(int years) const
{
    for (const auto& band : age_bands)
        if (!band.until || years <= *band.until) return band.code;
    return {};
}

}  // namespace jishi::team
