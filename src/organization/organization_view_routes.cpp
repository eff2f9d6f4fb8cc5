#include <algorithm>

#include "organization/organization_query.hpp"
#include "organization/organization_routes.hpp"
#include "organization/organization_store.hpp"
#include "organization/structure.hpp"

namespace jishi::organization {

using platform::Permission;

ChangeView view_of(const Change& change, std::string organization_name)
{
    ChangeView view;
    view.id = change.id;
    view.kind = code_of(change.kind);
    view.organization = {change.organization, std::move(organization_name)};
    view.effective_on = change.effective_on;
    view.document_no = said(change.document_no);
    view.reason = said(change.reason);
    view.recorded_at = change.recorded_at;
    view.recorded_by = said(change.recorded_by_name);
    view.corrects = change.corrects;
    if (change.superseded) view.superseded = true;
    // Written by rules_deciding().
    const auto deciding = http::json::parse(change.rules);
    for (const auto& item : deciding.as_array()) {
        const auto text = [&](std::string_view name) { return std::string(item.at(name).as_string()); };
        view.rules.push_back({text("key"), text("rule"), text("pack"), text("version"),
                              Date::parse(text("from")).value_or(Date::first())});
    }
    return view;
}

namespace {

std::vector<std::string> allowed_on(const platform::Actor& actor, OrganizationId id)
{
    std::vector<std::string> codes;
    for (const auto permission :
         {Permission::organization_read, Permission::organization_change, Permission::organization_import,
          Permission::organization_export, Permission::unit_change})
        if (actor.may(permission, id)) codes.emplace_back(platform::code_of(permission));
    return codes;
}

void add_papers(OrganizationView& view, const Attributes& values)
{
    view.name = values.name;
    view.short_name = said(values.short_name);
    view.code = said(values.code);
    view.type = values.type;
    view.sector = said(values.sector);
    view.level = said(values.level);
    view.form = said(values.form);
    view.region_code = said(values.region_code);
    view.term_started_on = values.term_started_on;
    view.term_expires_on = values.term_expires_on;
    view.term_postponed_to = values.term_postponed_to;
    view.members = values.members;
    view.formal_members = values.formal_members;
}

}  // namespace

OrganizationView view_of(const Detail& detail, db::Tx& tx, const Moment& moment)
{
    const auto& node = detail.node;
    OrganizationView view;
    view.id = node.id;
    add_papers(view, node.values);
    view.status = code_of(node.status);
    for (const auto& step : detail.path) view.path.push_back({step.id, step.name, step.type});
    if (view.path.size() > 1) {
        const auto& above = view.path[view.path.size() - 2];
        view.parent = NamedView{above.id, above.name};
    }
    view.founded_on = node.founded_on;
    if (node.dissolved_on != Date::forever()) view.dissolved_on = node.dissolved_on;
    view.child_count = detail.child_count;
    view.subtree_count = detail.subtree_count;
    if (detail.has(Extra::units))
        for (auto& unit : query::units_of(tx, node.id, moment))
            view.units.push_back({unit.id, std::move(unit.name), said(unit.credit_code), std::move(unit.kind),
                                  std::move(unit.sector), std::move(unit.role)});
    if (detail.has(Extra::counterparts))
        for (auto& counterpart : query::counterparts_of(tx, node.id, moment.day))
            view.counterparts.push_back({std::to_string(counterpart.id), std::move(counterpart.kind),
                                         std::move(counterpart.name), counterpart.founded_on});
    view.version = node.version;
    view.as_of = moment.day;
    return view;
}

OrganizationView view_of_today(const Office& office, db::Tx& tx, const platform::Actor& actor, const Detail& detail)
{
    const auto today = office.clock.today();
    const auto& node = detail.node;
    auto view = view_of(detail, tx, {today, {}});
    const auto rules = office.rules(node.id, today);
    if (const auto light = term_light(*rules, node.values.term_expires_on, today, node.values.term_postponed_to))
        view.term_light = code_of(*light);
    for (auto& warning : warnings_of(*rules, node.values, view.units.size()))
        view.warnings.push_back({std::move(warning.code), said(warning.rule), said(warning.detail)});
    if (detail.has(Extra::plans))
        for (const auto& change : store::planned_changes_of(tx, node.id))
            view.change_planned.push_back(view_of(change, node.values.name));
    view.may = allowed_on(actor, node.id);
    return view;
}

}  // namespace jishi::organization
