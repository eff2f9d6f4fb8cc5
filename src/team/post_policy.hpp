#pragma once
// The rules on posts, awards, discipline and care in force on a day, as the policy packs have them.

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "organization/organizations.hpp"

namespace jishi::policy {
class Reader;
}

namespace jishi::team {

struct PostRule {
    enum class Body : std::uint8_t { committee, sent, outside };
    std::string code;
    Body body = Body::committee;
    bool head = false;
    bool deputy = false;
    bool single = false;  // one at a time; so is a head
    bool needed = false;  // a committee that is set up has one [ORG-30]
    int rank = 0;         // 1 is highest
    std::vector<std::string> ways;
    std::optional<int> full_months_min;  // [ORG-48]
    std::vector<std::string> types;
    std::string rule;

    bool in_committee() const { return body == Body::committee; }
    bool one_at_a_time() const { return single || head; }
};

struct PostWay {
    std::string code;
    bool election = false;
    bool from_above = false;
    bool needs_document = false;
    bool needs_sender = false;
};

struct PostEnd {
    std::string code;
    bool automatic = false;
    bool needs_document = false;
};

struct DisciplineRule {
    std::string code;
    bool punishes = false;
    bool open = false;
    std::vector<int> months;  // empty: no period of its own
    bool withholds_rights = false;
    bool ends_posts = false;
    bool withholds_grade = false;  // [LIFE-26]
    std::optional<int> blocks_promotion_months;
    std::string standing_change;  // empty: membership stays
    std::string rule;
};

struct DisciplineEnd {
    std::string code;
    bool of_open = false;
    bool needs_document = false;
};

struct AwardTitle {
    std::string code;
    bool of_organization = false;
};

using Codes = std::set<std::string, std::less<>>;

struct PostPolicy {
    organization::OrganizationPolicy organization;  // types, sizes of committees
    std::vector<PostRule> posts;
    std::vector<PostWay> ways;
    std::vector<PostEnd> ends;
    Codes origins;
    int secretary_vacant_months_max = 0;  // [EVAL-22]
    int secretary_training_months = 0;    // [EDU-03]
    int period_reminder_months = 0;
    Codes reserve_kinds;
    Codes reserve_ends;
    std::vector<AwardTitle> award_titles;
    Codes award_levels;
    std::vector<DisciplineRule> disciplines;
    Codes discipline_grounds;
    std::vector<DisciplineEnd> discipline_ends;
    Codes hardship_grounds;  // [CARE-04]
    Codes hardship_ends;
    int long_membership_years = 0;  // [CARE-05]
    unsigned long_membership_month = 1;
    unsigned long_membership_day = 1;
    Date old_member_joined_until;  // [CARE-01]
    int former_secretary_months_min = 0;

    // A null pointer when it is not a code of the pack.
    const PostRule* post(std::string_view code) const;
    const PostWay* way(std::string_view code) const;
    const PostEnd* end(std::string_view code) const;
    const DisciplineRule* discipline(std::string_view code) const;
    const DisciplineEnd* discipline_end(std::string_view code) const;
    const AwardTitle* award_title(std::string_view code) const;

    /// Posts that an organisation of a type has, in the order of the pack.
    std::vector<const PostRule*> posts_of(std::string_view type) const;
    /// Codes of posts whose holder leads.
    std::vector<std::string> heads() const;
};

PostPolicy read_post_policy(const policy::Reader& reader);

}  // namespace jishi::team
