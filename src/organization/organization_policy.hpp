#pragma once
// The rules on basic organisations in force on a day, as the policy packs have them.

#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "organization/attributes.hpp"

namespace jishi::policy {
class Book;
class Policy;
}  // namespace jishi::policy

namespace jishi::organization {

struct TypeRule {
    std::string code;
    std::string level;  // empty: any
    bool root = false;  // may stand at the top
    bool overlay = false;
    bool counted = false;
    bool elected = false;
    bool needs_units = false;
    std::vector<std::string> parents;
    std::vector<std::string> withheld_actions;
    std::string rule;
};

struct ThresholdRule {
    std::string type;
    std::vector<std::string> sectors;  // empty: all
    std::vector<std::string> forms;    // empty: all
    std::optional<int> min_members;
    std::optional<int> max_members;
    std::optional<int> min_full_members;
    std::optional<int> max_full_members;
    std::optional<int> usual_max_members;
    std::optional<int> usual_max_units;
    enum class Exception : std::uint8_t { special_reason, warning, none } exception = Exception::none;
    std::string rule;
};

struct TermRule {
    std::vector<std::string> types;
    std::vector<std::string> sectors;  // empty: all
    int years = 0;
    std::string rule;
};

struct ChangeRule {
    bool needs_document = false;
    bool needs_reason = false;
};

struct UnitKindRule {
    std::string code;
    std::string sector;                     // its usual one
    std::vector<std::string> code_prefixes;  // of its credit code; empty: any
};

/// One line of who ought to have an organisation; the first that fits counts.
struct ObligedRule {
    std::vector<std::string> sectors;  // empty: all
    std::vector<std::string> kinds;    // empty: all
    std::optional<int> min_staff;
    bool obliged = false;
    std::string rule;
};

/// How a unit is reached, and what that counts for.
struct CoverageKind {
    std::string code;  // own, joint, work, none
    bool organization = false;
    bool work = false;
};

struct OrganizationPolicy {
    std::vector<TypeRule> types;
    std::vector<ThresholdRule> thresholds;
    std::vector<TermRule> terms;
    std::map<std::string, ChangeRule, std::less<>> changes;  // by kind
    std::map<std::string, int, std::less<>> levels;          // code to number
    std::map<std::string, bool, std::less<>> sectors;        // code to "shown in coverage"
    std::vector<std::string> sector_order;
    std::map<std::string, std::string, std::less<>> sector_names;
    std::map<std::string, bool, std::less<>> forms;          // code to "covers several units"
    std::vector<UnitKindRule> unit_kinds;
    std::vector<std::string> counterpart_kinds;
    std::vector<ObligedRule> obliged;
    std::vector<CoverageKind> coverage_kinds;
    bool staff_unknown_is_enough = false;
    int term_shift_months_max = 0;     // [ORG-43]
    int term_reminder_months = 0;      // [ORG-44]
    int term_yellow_months = 0;        // [ORG-46]
    int early_reminder_days = 0;

    const TypeRule* type(std::string_view code) const;
    const UnitKindRule* unit_kind(std::string_view code) const;
    const TermRule* term(std::string_view type, std::string_view sector) const;
    /// In the pack's own language; the code itself when it is not known.
    std::string sector_name(std::string_view code) const;
};

OrganizationPolicy read_policy(const policy::Policy& on_day, const policy::Policy& otherwise);

/// Turns packs into OrganizationPolicy once per stretch of days in which they say the same.
class PolicyBook {
public:
    /// @param book  must outlive this
    PolicyBook(const policy::Book& book, const Clock& clock);
    ~PolicyBook();

    /// National rules. A day before the first rule is judged by the rules of today: nothing older is known.
    std::shared_ptr<const OrganizationPolicy> on(Date day) const { return on({}, day); }
    /// Rules at a place.
    /// @param areas  region codes and organisation ids from the root to the place
    std::shared_ptr<const OrganizationPolicy> on(std::span<const std::string> areas, Date day) const;
    /// False while all packs are national: then nobody needs to say where.
    bool differs_by_place() const { return !places_.empty(); }

private:
    const policy::Book& book_;
    const Clock& clock_;
    std::vector<Date> turns_;          // days on which some rule begins or ends
    std::vector<std::string> places_;  // that have rules of their own
    mutable std::shared_mutex mutex_;
    mutable std::map<std::string, std::shared_ptr<const OrganizationPolicy>> known_;
};

}  // namespace jishi::organization
