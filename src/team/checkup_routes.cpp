#include <algorithm>
#include <map>

#include "platform/json_text.hpp"
#include "team/checkup_query.hpp"
#include "team/list_log_routes.hpp"
#include "team/member_routes.hpp"

namespace jishi::team {

struct CheckupQuery {
    OrganizationId within;
    std::optional<Text<1, 64>> rule;  // only what breaks this one
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(CheckupQuery, (), (within, rule, limit))

struct CheckupCountQuery {
    OrganizationId within;
};
BOOST_DESCRIBE_STRUCT(CheckupCountQuery, (), (within))

struct CheckupRuleView {
    std::string code;
    std::string name;
    std::string name_en;
    std::string field;  // that mends it
    std::string rule;
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(CheckupRuleView, (), (code, name, name_en, field, rule, count))

struct CheckupFindingView {
    std::string code;
    std::string field;
};
BOOST_DESCRIBE_STRUCT(CheckupFindingView, (), (code, field))

struct CheckupMemberView {
    MemberId id;
    std::string name;
    PlaceView branch;
    int version = 0;
    std::vector<CheckupFindingView> findings;
    bool may_mend = false;  // whoever asks; otherwise those who run the branch
};
BOOST_DESCRIBE_STRUCT(CheckupMemberView, (), (id, name, branch, version, findings, may_mend))

struct CheckupList {
    std::vector<CheckupMemberView> items;
    bool more = false;
};
BOOST_DESCRIBE_STRUCT(CheckupList, (), (items, more))

struct CheckupPlaceView {
    OrganizationId id;
    std::string name;
    std::int64_t members = 0;
    std::int64_t with_findings = 0;
    std::int64_t findings = 0;
};
BOOST_DESCRIBE_STRUCT(CheckupPlaceView, (), (id, name, members, with_findings, findings))

struct CheckupCounts {
    CheckupPlaceView total;
    std::vector<CheckupPlaceView> children;  // the one directly below, with its subtree; itself where it has members
    std::vector<CheckupRuleView> rules;
};
BOOST_DESCRIBE_STRUCT(CheckupCounts, (), (total, children, rules))

namespace {

using http::Access;
using http::Call;
using platform::Permission;

constexpr int page_default = 100;
constexpr int page_max = 500;

/// Branches of the subtree that the actor may see. @errors organization.not_found
Result<std::vector<OrganizationId>> branches_of(const Office& office, const platform::Actor& actor,
                                                OrganizationId within)
{
    if (!office.directory.find(within) || !actor.may(Permission::member_read, within))
        return refuse(ErrorKind::not_found, "organization.not_found", {}, within.str());
    auto branches = office.directory.subtree(within);
    std::erase_if(branches, [&](OrganizationId id) { return !actor.may(Permission::member_read, id); });
    return branches;
}

Result<CheckupList> list(const CheckupRules& rules, Call& call, const CheckupQuery& query)
{
    const auto& office = rules.office();
    const auto branches = TRY(branches_of(office, *call.actor, query.within));
    const auto policy = rules.at(query.within);
    const auto limit = static_cast<std::size_t>(std::clamp(query.limit.value_or(page_default), 1, page_max));
    CheckupList view;
    Checkup(office, *policy, office.clock.today()).each(call.tx(), branches, [&](const CheckedMember& checked) {
        CheckupMemberView one{checked.member.id, checked.member.values.name,
                              place_of(office, checked.member.values.branch), checked.member.version};
        for (const auto* rule : checked.broken)
            if (!query.rule || query.rule->value == rule->code) one.findings.push_back({rule->code, rule->field});
        if (one.findings.empty()) return true;
        view.more = view.items.size() == limit;
        if (view.more) return false;
        one.may_mend = call.actor->may(Permission::member_change, checked.member.values.branch);
        view.items.push_back(std::move(one));
        return true;
    });
    return view;
}

void add(CheckupPlaceView& place, const CheckupCount& count)
{
    place.members += count.members;
    place.findings += count.findings;
    place.with_findings += count.with_findings;
}

std::vector<CheckupRuleView> rule_views(const Office& office, const CheckupPolicy& policy, OrganizationId within,
                                        const std::map<std::string, std::int64_t>& counts)
{
    std::vector<CheckupRuleView> views;
    const auto words = office.organizations.policy_at(within, office.clock.today());
    const auto& items = words.get("team.checkup.rules").items();
    for (const auto& rule : policy.rules) {
        const auto item =
            std::ranges::find_if(items, [&](const auto& one) { return one.at("code").text() == rule.code; });
        const auto count = counts.find(rule.code);
        views.push_back({rule.code, item->at("name").text(), item->at("name_en").text(), rule.field, rule.rule,
                         count == counts.end() ? 0 : count->second});
    }
    return views;
}

Result<CheckupCounts> counts(const CheckupRules& rules, Call& call, const CheckupCountQuery& query)
{
    const auto& office = rules.office();
    const auto branches = TRY(branches_of(office, *call.actor, query.within));
    const auto policy = rules.at(query.within);
    CheckupCounts view;
    view.total = {query.within, office.directory.name_of(query.within)};
    std::map<std::string, std::int64_t> by_rule;
    std::map<OrganizationId, CheckupPlaceView> children;
    for (const auto& [branch, count] : Checkup(office, *policy, office.clock.today()).count(call.tx(), branches)) {
        const auto child = office.directory.child_towards(query.within, branch);
        add(view.total, count);
        add(children[child ? child : branch], count);
        for (const auto& [code, number] : count.by_rule) by_rule[code] += number;
    }
    for (auto& [id, place] : children) {
        place.id = id;
        place.name = office.directory.name_of(id);
        view.children.push_back(std::move(place));
    }
    std::ranges::stable_sort(view.children, std::greater<>{}, &CheckupPlaceView::with_findings);
    view.rules = rule_views(office, *policy, query.within, by_rule);
    return view;
}

}  // namespace

std::vector<http::Endpoint> checkup_endpoints(db::Database& database, const Office& office)
{
    const auto rules = std::make_shared<const CheckupRules>(office);
    const auto may_read = Access::permission_to("member.read");
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<CheckupQuery>(
        "/api/members/checkup",
        {"member_checkup",
         "Members whose records lack something or are not plausible, with what mends it; written down [SEC-05]",
         "team",
         may_read,
         {"organization.not_found"}},
        [rules, &database](Call& call, CheckupQuery query) -> Result<CheckupList> {
            return read_and_tell<CheckupList>(
                database, rules->office(), call, [&](Call& inside) { return list(*rules, inside, query); },
                [&](const CheckupList& view) -> std::optional<Deed> {
                    if (view.items.empty()) return std::nullopt;
                    const auto note =
                        platform::JsonObject{}.add("members", static_cast<std::int64_t>(view.items.size())).text();
                    return Deed{"member.checkup_viewed", {}, query.within, "", note, "SEC-05"};
                });
        },
        http::Runs::blocking));
    endpoints.push_back(http::get<CheckupCountQuery>(
        "/api/members/checkup/counts",
        {"member_checkup_counts",
         "How many records lack something, by rule and by the organisations below",
         "team",
         may_read,
         {"organization.not_found"}},
        [rules](Call& call, CheckupCountQuery query) -> Result<CheckupCounts> { return counts(*rules, call, query); }));
    return endpoints;
}

}  // namespace jishi::team
