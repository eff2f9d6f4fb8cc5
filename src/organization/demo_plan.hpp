#pragma once
// The demo world of a pack as a plan: who is founded when and where, which units there are, what happens to them. Pure:
// the same files and the same day give the same plan.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "organization/organization_policy.hpp"

namespace jishi::organization {

struct PlannedUnit {
    std::string key;
    std::string name;
    std::string credit_code;
    std::string kind;
    std::string sector;
    std::string region_code;
    std::optional<int> staff_count;
    std::string area;  // key of an organisation
    Date opened_on;
    std::string guide;  // name; empty: nobody guides it
    Date guide_from;
};

struct PlannedOrganization {
    std::string key;
    std::string parent;  // key; empty: the root
    std::string name;
    std::string short_name;
    std::string code;
    std::string type;
    std::string level;
    std::string sector;
    std::string form;
    std::string region_code;
    std::optional<int> members;
    std::optional<int> formal_members;
    Date founded_on;
    std::string document_no;
    std::vector<std::string> units;  // keys
    // What becomes of it, for what is planned on top.
    std::string type_today;
    std::string sector_today;
    std::string short_today;
    std::string place;  // what {place} and {unit} stand for
    bool ended = false;
};

enum class DemoStep : std::uint8_t {
    rename,
    change_type,
    reclassify,
    move,
    merge,
    split,
    dissolve,
    close_unit,
    start_term
};

struct PlannedEvent {
    Date on;
    DemoStep step = DemoStep::rename;
    std::string subject;  // key
    std::string target;   // key
    std::string name;
    std::string short_name;
    std::string type;
    std::string sector;
    std::string document_no;
    std::string reason;
    std::optional<int> members;
};

struct PlannedCounterpart {
    std::string organization;  // key
    std::string kind;
    std::string name;
    Date founded_on;
};

struct DemoAccount {
    std::string username;
    std::string display_name;
    std::string role;
    std::string organization;  // key; empty: the whole installation
    bool subtree = false;
};

struct DemoPlan {
    std::vector<PlannedOrganization> organizations;  // parents before children
    std::vector<PlannedUnit> units;
    std::vector<PlannedEvent> events;  // by date
    std::vector<PlannedCounterpart> counterparts;
    std::vector<DemoAccount> accounts;
};

/// @param folder  packs/<name>/world
/// Throws std::runtime_error naming file and line when a table is not right.
DemoPlan plan_demo_world(const std::filesystem::path& folder, const OrganizationPolicy& rules, Date today);

/// A credit code with right check digits [DATA-52, DATA-53].
std::string make_credit_code(std::string_view registration, std::string_view region, int number);

}  // namespace jishi::organization
