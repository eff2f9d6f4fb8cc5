#pragma once
// The routes of organisations, and how an organisation is shown.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "http/endpoint.hpp"
#include "organization/change.hpp"
#include "organization/directory.hpp"
#include "organization/node.hpp"
#include "organization/office.hpp"
#include "organization/past_tree.hpp"

namespace jishi::organization {

/// Reading: today's tree, the tree of another day, history, comparison.
std::vector<http::Endpoint> organization_endpoints(const Office& office, PastTrees& past_trees);
/// Founding, renaming, moving … : one verb of the domain each.
std::vector<http::Endpoint> act_endpoints(const Office& office);

// ---- how things are shown -------------------------------------------------------------------------------

struct NamedView {
    OrganizationId id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(NamedView, (), (id, name))

struct StepView {
    OrganizationId id;
    std::string name;
    std::string type;
};
BOOST_DESCRIBE_STRUCT(StepView, (), (id, name, type))

/// A rule by which something was decided. [GEN-05]
struct RuleStampView {
    std::string key;
    std::string rule;
    std::string pack;
    std::string version;
    Date from;
};
BOOST_DESCRIBE_STRUCT(RuleStampView, (), (key, rule, pack, version, from))

struct ChangeView {
    ChangeId id;
    std::string kind;
    NamedView organization;
    Date effective_on;
    std::optional<std::string> document_no;
    std::optional<std::string> reason;
    Instant recorded_at;
    std::optional<std::string> recorded_by;
    std::optional<http::AnyJson> before;
    std::optional<http::AnyJson> after;
    ChangeId corrects;
    std::optional<bool> superseded;
    std::vector<RuleStampView> rules;
};
BOOST_DESCRIBE_STRUCT(ChangeView, (),
                      (id, kind, organization, effective_on, document_no, reason, recorded_at, recorded_by, before,
                       after, corrects, superseded, rules))
ChangeView view_of(const Change& change, std::string organization_name);

struct HostUnitView {
    UnitId id;
    std::string name;
    std::optional<std::string> credit_code;
    std::string kind;
    std::string sector;
    std::string role;
};
BOOST_DESCRIBE_STRUCT(HostUnitView, (), (id, name, credit_code, kind, sector, role))

struct CounterpartLine {
    std::string id;
    std::string kind;
    std::string name;
    Date founded_on;
};
BOOST_DESCRIBE_STRUCT(CounterpartLine, (), (id, kind, name, founded_on))

struct WarningView {
    std::string code;
    std::optional<std::string> rule;
    std::optional<std::string> detail;
};
BOOST_DESCRIBE_STRUCT(WarningView, (), (code, rule, detail))

struct OrganizationView {
    OrganizationId id;
    std::string name;
    std::optional<std::string> short_name;
    std::optional<std::string> code;
    std::string type;
    std::optional<std::string> sector;
    std::optional<std::string> level;
    std::optional<std::string> form;
    std::optional<std::string> region_code;
    std::string status;
    std::optional<NamedView> parent;
    std::vector<StepView> path;
    Date founded_on;
    std::optional<Date> dissolved_on;
    std::optional<Date> term_started_on;
    std::optional<Date> term_expires_on;
    std::optional<Date> term_postponed_to;
    std::optional<std::string> term_light;
    std::optional<int> members;
    std::optional<int> formal_members;
    std::int64_t child_count = 0;
    std::int64_t subtree_count = 0;
    std::vector<HostUnitView> units;
    std::vector<CounterpartLine> counterparts;
    std::vector<WarningView> warnings;
    std::vector<ChangeView> change_planned;
    int version = 0;
    Date as_of;
    std::vector<std::string> may;
};
BOOST_DESCRIBE_STRUCT(OrganizationView, (),
                      (id, name, short_name, code, type, sector, level, form, region_code, status, parent, path,
                       founded_on, dissolved_on, term_started_on, term_expires_on, term_postponed_to, term_light,
                       members, formal_members, child_count, subtree_count, units, counterparts, warnings,
                       change_planned, version, as_of, may))

/// An organisation at a moment, without what concerns only today: light, warnings, plans, permissions.
OrganizationView view_of(const Detail& detail, db::Tx& tx, const Moment& moment);
/// Today, as it is shown to an account, with everything around it.
OrganizationView view_of_today(const Office& office, db::Tx& tx, const platform::Actor& actor, const Detail& detail);

/// Texts that are empty mean "not said" and are left out.
inline std::optional<std::string> said(const std::string& text)
{
    return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace jishi::organization
