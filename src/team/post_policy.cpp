#include "team/post_policy.hpp"

#include <algorithm>

#include "policy/reading.hpp"

namespace jishi::team {
namespace {

std::optional<int> maybe(const policy::Value& item, std::string_view name)
{
    const auto value = item.optional_integer(name);
    return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

PostRule post_of(const policy::Value& item)
{
    PostRule rule;
    rule.code = item.at("code").text();
    const auto& body = item.at("body").text();
    rule.body = body == "sent"      ? PostRule::Body::sent
                : body == "outside" ? PostRule::Body::outside
                                    : PostRule::Body::committee;
    rule.head = item.boolean_or("head", false);
    rule.deputy = item.boolean_or("deputy", false);
    rule.single = item.boolean_or("single", false);
    rule.needed = item.boolean_or("needed", false);
    rule.rank = static_cast<int>(item.at("rank").integer());
    rule.ways = item.at("ways").texts();
    rule.full_months_min = maybe(item, "full_months_min");
    rule.types = item.at("types").texts();
    rule.rule = item.at("rule").text();
    return rule;
}

DisciplineRule discipline_of(const policy::Value& item)
{
    DisciplineRule rule;
    rule.code = item.at("code").text();
    rule.punishes = item.at("punishes").boolean();
    rule.open = item.at("open").boolean();
    if (const auto* months = item.find("months"))
        for (const auto& one : months->items()) rule.months.push_back(static_cast<int>(one.integer()));
    rule.withholds_rights = item.at("withholds_rights").boolean();
    rule.ends_posts = item.at("ends_posts").boolean();
    rule.withholds_grade = item.at("withholds_grade").boolean();
    rule.blocks_promotion_months = maybe(item, "blocks_promotion_months");
    rule.standing_change = item.text_or("standing_change", "");
    rule.rule = item.at("rule").text();
    return rule;
}

Codes codes_of(const policy::Value& table)
{
    Codes codes;
    for (const auto& item : table.items()) codes.insert(item.at("code").text());
    return codes;
}

void read_posts(const policy::Reader& reader, PostPolicy& policy)
{
    for (const auto& item : reader.get("team.posts").items()) policy.posts.push_back(post_of(item));
    for (const auto& item : reader.get("team.post_ways").items())
        policy.ways.push_back({item.at("code").text(), item.at("election").boolean(), item.at("from_above").boolean(),
                               item.at("needs_document").boolean(), item.at("needs_sender").boolean()});
    for (const auto& item : reader.get("team.post_ends").items())
        policy.ends.push_back(
            {item.at("code").text(), item.at("automatic").boolean(), item.at("needs_document").boolean()});
    policy.origins = codes_of(reader.get("team.post_origins"));
    policy.secretary_vacant_months_max = reader.number("team.secretary_vacant_months_max");
    policy.secretary_training_months = reader.number("team.secretary_training_months");
    policy.period_reminder_months = reader.number("team.period_reminder_months");
    policy.reserve_kinds = codes_of(reader.get("team.reserve_kinds"));
    policy.reserve_ends = codes_of(reader.get("team.reserve_ends"));
}

void read_discipline(const policy::Reader& reader, PostPolicy& policy)
{
    for (const auto& item : reader.get("team.award_titles").items())
        policy.award_titles.push_back({item.at("code").text(), item.at("of").text() == "organization"});
    policy.award_levels = codes_of(reader.get("organization.levels"));
    for (const auto& item : reader.get("team.discipline_kinds").items())
        policy.disciplines.push_back(discipline_of(item));
    policy.discipline_grounds = codes_of(reader.get("team.discipline_grounds"));
    for (const auto& item : reader.get("team.discipline_ends").items())
        policy.discipline_ends.push_back(
            {item.at("code").text(), item.at("of").text() == "open", item.at("needs_document").boolean()});
}

void read_care(const policy::Reader& reader, PostPolicy& policy)
{
    policy.hardship_grounds = codes_of(reader.get("team.hardship_grounds"));
    policy.hardship_ends = codes_of(reader.get("team.hardship_ends"));
    const auto& medal = reader.get("team.long_membership");
    policy.long_membership_years = static_cast<int>(medal.at("years").integer());
    policy.long_membership_month = static_cast<unsigned>(medal.at("month").integer());
    policy.long_membership_day = static_cast<unsigned>(medal.at("day").integer());
    policy.old_member_joined_until = reader.get("team.old_member_joined_until").date();
    policy.former_secretary_months_min = reader.number("team.former_secretary_months_min");
}

template <class Rules>
auto find_code(const std::vector<Rules>& list, std::string_view code) -> const Rules*
{
    const auto found = std::ranges::find(list, code, &Rules::code);
    return found == list.end() ? nullptr : &*found;
}

}  // namespace

PostPolicy read_post_policy(const policy::Reader& reader)
{
    PostPolicy policy;
    policy.organization = organization::read_policy(reader);
    read_posts(reader, policy);
    read_discipline(reader, policy);
    read_care(reader, policy);
    return policy;
}

const PostRule* PostPolicy::post(std::string_view code) const { return find_code(posts, code); }
const PostWay* PostPolicy::way(std::string_view code) const { return find_code(ways, code); }
const PostEnd* PostPolicy::end(std::string_view code) const { return find_code(ends, code); }
const DisciplineRule* PostPolicy::discipline(std::string_view code) const { return find_code(disciplines, code); }
const DisciplineEnd* PostPolicy::discipline_end(std::string_view code) const
{
    return find_code(discipline_ends, code);
}
const AwardTitle* PostPolicy::award_title(std::string_view code) const { return find_code(award_titles, code); }

std::vector<const PostRule*> PostPolicy::posts_of(std::string_view type) const
{
    std::vector<const PostRule*> list;
    for (const auto& rule : posts)
        if (std::ranges::find(rule.types, type) != rule.types.end()) list.push_back(&rule);
    return list;
}

std::vector<std::string> PostPolicy::heads() const
{
    std::vector<std::string> list;
    for (const auto& rule : posts)
        if (rule.head) list.push_back(rule.code);
    return list;
}

}  // namespace jishi::team
