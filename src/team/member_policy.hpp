#pragma once
// The rules on members in force on a day, as the policy packs have them.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "team/post_policy.hpp"

namespace jishi::policy {
class Reader;
}

namespace jishi::team {

struct StatusRule {
    std::string code;
    bool on_roll = false;  // belongs to a branch
    bool counted = false;  // as a member
    bool votes = false;
};

struct CategoryRule {
    std::string code;
    bool probationary = false;
    bool votes = false;  // [RIGHT-02]
};

struct GroundRule {
    std::string code;
    std::optional<int> lost_months_min;  // [REL-30]
    std::string rule;
};

/// How members are gained and lost, and how their standing changes. [DATA-37, DATA-38]
struct StandingRule {
    std::string code;
    bool enters = false;
    std::vector<std::string> from;
    std::string to;
    std::vector<std::string> categories;  // empty: all
    std::string category;                 // that it makes; empty: as it was
    bool joins_anew = false;
    std::optional<int> years_since_min;                        // [REL-47]
    std::map<std::string, int, std::less<>> months_since_min;  // by status [REL-31]
    bool needs_document = false;
    bool needs_reason = false;
    std::vector<GroundRule> grounds;  // empty: none is asked for
    std::string rule;
};

struct ChangeRule {
    bool needs_document = false;
    bool needs_reason = false;
};

struct Band {
    std::string code;
    std::optional<int> until;  // years
};
struct Period {
    std::string code;
    std::optional<Date> until;
};

struct MemberPolicy {
    std::vector<StatusRule> statuses;
    std::vector<CategoryRule> categories;
    std::vector<StandingRule> standing_changes;
    std::map<std::string, ChangeRule, std::less<>> changes;
    /// Codes that may stand in a field, by its name: "ethnicity", "education" …
    std::map<std::string, std::set<std::string, std::less<>>, std::less<>> codes;
    /// Codes of other copies of a table, read as the one they mean. [DATA-25]
    std::map<std::string, std::string, std::less<>> education_also;
    std::map<std::string, std::string, std::less<>> occupation_groups;            // by occupation [DATA-34]
    std::map<std::string, std::vector<std::string>, std::less<>> participations;  // types of organisations, by kind
    std::set<std::string, std::less<>> holding_types;  // of organisations to which members belong
    std::vector<Period> join_periods;                  // [DATA-35]
    std::vector<Band> age_bands;                       // [DATA-36]
    int joining_age_years_min = 0;                     // [DEV-20]
    int probation_months_min = 0;                      // [DEV-11]
    int probation_months_max = 0;                      // [DEV-12]
    Date probation_checked_from;
    int age_years_max = 0;
    PostPolicy posts;  // leading teams, discipline, care

    // A null pointer when it is not a code of the pack.
    const StatusRule* status(std::string_view code) const;
    const CategoryRule* category(std::string_view code) const;
    const StandingRule* standing_change(std::string_view code) const;

    bool on_roll(std::string_view status_code) const;
    bool counted(std::string_view status_code) const;
    bool probationary(std::string_view category_code) const;
    /// By standing and category; what restricts the rights of one person is asked elsewhere. [GEN-04, RIGHT-02]
    bool may_vote(std::string_view status_code, std::string_view category_code) const;
    /// Statuses of which one holds, for statements.
    std::vector<std::string> statuses_on_roll() const;
    std::vector<std::string> statuses_counted() const;
    std::string_view join_period(Date joined_on) const;
    std::string_view age_band(int years) const;
};

MemberPolicy read_member_policy(const policy::Reader& reader);

}  // namespace jishi::team
