#pragma once
// The rules on basic organisations in force on a day, as the policy packs have them.

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "organization/attributes.hpp"
#include "organization/node.hpp"
#include "policy/reading.hpp"
#include "policy/type_entry.hpp"

namespace jishi::organization {

struct TypeRule : policy::TypeEntry {
    std::string approves_members;  // yes, authorised, no
};

struct ThresholdRule {
    std::string type;
    std::vector<std::string> sectors;  // empty: all
    std::vector<std::string> forms;    // empty: all
    std::optional<int> min_members;
    std::optional<int> max_members;
    std::optional<int> min_full_members;
    std::optional<int> unit_max_full_members;  // of each unit of a joint organisation
    std::optional<int> min_months;             // of the project or task
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

/// [ORG-30 – ORG-35] Of how many a committee is; the first line that fits counts.
struct CommitteeRule {
    std::vector<std::string> types;
    std::vector<std::string> sectors;  // empty: all
    std::vector<std::string> places;   // empty: all
    int min = 0;
    int max = 0;               // usual
    std::optional<int> limit;  // at most
    std::optional<int> deputies_min;
    std::optional<int> deputies_max;
    std::string rule;
};

/// [ORG-36]
struct DisciplineRule {
    std::vector<std::string> types;
    bool commission = false;  // a commission of its own is possible; otherwise one commissioner
    std::string rule;
};

/// [ORG-13, ORG-20 – ORG-22] From which level on founding and dissolving is approved; the first line that fits counts.
struct ApproverRule {
    std::vector<std::string> types;
    std::vector<std::string> sectors;  // empty: all
    std::vector<std::string> places;   // empty: all
    std::string level;
    std::string rule;
};

struct ChangeRule {
    bool needs_document = false;
    bool needs_reason = false;
};

struct UnitKindRule {
    std::string code;
    std::string sector;                      // its usual one
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

/// What part of the obliged units ought to be covered; the first line that fits counts. [ORG-57]
struct CoverageTarget {
    std::vector<std::string> sectors;  // empty: all
    int rate_bp = 0;
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
    std::vector<CommitteeRule> committees;
    std::vector<DisciplineRule> discipline_bodies;
    std::vector<ApproverRule> approvers;
    std::vector<std::string> name_prefixes;                  // [ORG-54]
    std::map<std::string, ChangeRule, std::less<>> changes;  // by kind
    std::map<std::string, int, std::less<>> levels;          // code to number
    std::map<std::string, bool, std::less<>> sectors;        // code to "shown in coverage"
    std::vector<std::string> sector_order;
    std::map<std::string, std::string, std::less<>> sector_names;
    std::map<std::string, bool, std::less<>> forms;  // code to "covers several units"
    std::vector<UnitKindRule> unit_kinds;
    std::vector<std::string> counterpart_kinds;
    std::vector<ObligedRule> obliged;
    std::vector<CoverageKind> coverage_kinds;
    std::vector<CoverageTarget> coverage_targets;
    bool staff_unknown_is_enough = false;
    int term_shift_months_max = 0;  // [ORG-43]
    int term_reminder_months = 0;   // [ORG-44]
    int term_yellow_months = 0;     // [ORG-46]
    int early_reminder_days = 0;
    int branch_committee_full_members_min = 0;  // [ORG-15]
    int founding_reply_months = 0;              // [ORG-20]
    int code_segment_digits = 0;                // [ORG-53]

    const TypeRule* type(std::string_view code) const;
    const UnitKindRule* unit_kind(std::string_view code) const;
    const TermRule* term(std::string_view type, std::string_view sector) const;
    /// In the pack's own language; the code itself when it is not known.
    std::string sector_name(std::string_view code) const;
};

OrganizationPolicy read_policy(const policy::Reader& reader);

/// The rules of the packs as this module reads them.
class PolicyBook {
public:
    /// @param book  must outlive this
    PolicyBook(const policy::Book& book, const Clock& clock);

    /// National rules. A day on which no rule was in force is judged by the rules of today: nothing else is known.
    std::shared_ptr<const OrganizationPolicy> on(Date day) const
    {
        return on(std::span<const policy::PlaceNumber>{}, day);
    }
    /// Rules at a place. @param places  of the organisation and those above it, from the organisation up
    std::shared_ptr<const OrganizationPolicy> on(std::span<const policy::PlaceNumber> places, Date day) const;
    /// Rules that were looked up already.
    std::shared_ptr<const OrganizationPolicy> on(const policy::Policy& policy) const { return readings_.of(policy); }
    /// False while all packs are national: then nobody needs to say where.
    bool differs_by_place() const { return book_.differs_by_place(); }
    /// What packs speak of an organisation, for Directory.
    policy::PlaceNumber place_of(const Node& node) const;
    const policy::Book& book() const { return book_; }

private:
    const policy::Book& book_;
    const Clock& clock_;
    policy::Readings<OrganizationPolicy> readings_;
};

}  // namespace jishi::organization
