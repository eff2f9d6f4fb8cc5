// Use cases that change how a unit is reached: organisations that stand in it [ORG-55], guides that look after it
// [ORG-56].

#include <algorithm>

#include "organization/organization_store.hpp"
#include "organization/structure.hpp"
#include "organization/unit_case.hpp"
#include "organization/unit_link_store.hpp"
#include "organization/unit_links.hpp"

namespace jishi::organization {
namespace {

/// The rule of the type that an organisation has on the day of the change.
/// @errors organization.not_found, access.forbidden, organization.too_early, organization.dissolved
Result<TypeRule> type_on_day(const UnitCase& use, OrganizationId organization)
{
    const auto node = store::find_node(use.tx, organization);
    if (!node || node->status == Status::withdrawn)
        return bad_field("organization", "organization.not_found", {}, organization.str());
    TRY(use.actor.require(platform::Permission::unit_change, organization));
    const auto timeline = store::timeline_of(use.tx, organization);
    const auto day = use.change.effective_on;
    if (day < timeline.founded_on())
        return refuse(ErrorKind::rule_refused, "organization.too_early", {}, timeline.founded_on().str());
    if (!timeline.exists_on(day))
        return refuse(ErrorKind::conflict, "organization.dissolved", {}, timeline.dissolved_on().str());
    const auto* const type = use.office.rules(organization, day)->type(timeline.on(day)->values.type);
    return type ? *type : TypeRule{};
}

bool holds(const store::UnitLink& link, OrganizationId organization, Date day)
{
    return link.organization == organization && link.valid_from <= day && day < link.valid_to;
}

}  // namespace

Result<Unit> attach_unit(const Office& office, db::Tx& tx, const platform::Actor& actor, UnitId id,
                         OrganizationId organization, const UnitPapers& papers)
{
    UnitCase use(office, tx, actor, UnitChangeKind::attached, papers);
    TRY(use.begin(id));
    TRY(use.state_on_day());
    const auto type = TRY(type_on_day(use, organization));
    const auto day = papers.effective_on;
    for (const auto& link : store::links_of_unit(tx, id))
        if (link.organization == organization && link.valid_to > std::max(day, link.valid_from))
            return refuse(ErrorKind::conflict, "unit.already_attached", {}, link.valid_from.str());
    store::insert_link(
        tx, office.ids,
        {{}, organization, id, type.needs_units ? "member" : "host", day, use.after.dissolved_on(), use.change.id, {}});
    office.directory.mark_after(tx, organization, Extra::units);
    use.organization = organization;
    use.rule = "ORG-55";
    return use.finish();
}

Result<Unit> detach_unit(const Office& office, db::Tx& tx, const platform::Actor& actor, UnitId id,
                         OrganizationId organization, const UnitPapers& papers)
{
    UnitCase use(office, tx, actor, UnitChangeKind::detached, papers);
    TRY(use.begin(id));
    TRY(use.state_on_day());
    const auto type = TRY(type_on_day(use, organization));
    const auto day = papers.effective_on;
    const auto links = store::links_of_unit(tx, id);
    const auto link = std::ranges::find_if(links, [&](const auto& one) { return holds(one, organization, day); });
    if (link == links.end()) return refuse(ErrorKind::not_found, "unit.not_attached", {}, organization.str());
    if (type.needs_units && count_units(tx, organization, day) <= 1)
        return refuse(ErrorKind::rule_refused, "organization.units_needed", "ORG-55");
    auto ended = *link;
    ended.valid_to = day;
    ended.closed_by = use.change.id;
    store::supersede_link(tx, *link);
    store::insert_link(tx, office.ids, ended);
    use.organization = organization;
    use.rule = "ORG-55";
    return use.finish();
}

Result<Unit> guide_unit(const Office& office, db::Tx& tx, const platform::Actor& actor, UnitId id,
                        const std::string& name, const UnitPapers& papers)
{
    UnitCase use(office, tx, actor, UnitChangeKind::guided, papers);
    TRY(use.begin(id));
    TRY(use.state_on_day());
    const auto day = papers.effective_on;
    store::Guide guide{{}, id, name, day, use.after.dissolved_on()};
    for (const auto& other : store::guides_of(tx, id)) {
        if (other.valid_from > day) guide.valid_to = std::min(guide.valid_to, other.valid_from);
        if (other.valid_from > day || other.valid_to <= day) continue;
        auto ended = other;
        ended.valid_to = day;
        store::supersede_guide(tx, other);
        store::insert_guide(tx, office.ids, ended);
    }
    store::insert_guide(tx, office.ids, guide);
    use.rule = "ORG-56";
    return use.finish();
}

Result<Unit> end_guide(const Office& office, db::Tx& tx, const platform::Actor& actor, UnitId id,
                       const UnitPapers& papers)
{
    UnitCase use(office, tx, actor, UnitChangeKind::guide_ended, papers);
    TRY(use.begin(id));
    TRY(use.state_on_day());
    const auto day = papers.effective_on;
    const auto guides = store::guides_of(tx, id);
    const auto guide =
        std::ranges::find_if(guides, [&](const auto& one) { return one.valid_from <= day && day < one.valid_to; });
    if (guide == guides.end()) return refuse(ErrorKind::not_found, "unit.no_guide", {}, day.str());
    auto ended = *guide;
    ended.valid_to = day;
    store::supersede_guide(tx, *guide);
    store::insert_guide(tx, office.ids, ended);
    use.rule = "ORG-56";
    return use.finish();
}

}  // namespace jishi::organization
