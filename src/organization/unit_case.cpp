#include "organization/unit_case.hpp"

#include <algorithm>

#include "organization/organization_store.hpp"
#include "platform/json_text.hpp"

namespace jishi::organization {
namespace {

void show(Unit& unit, const UnitTimeline& timeline, Date today)
{
    if (const auto* state = timeline.shown_on(today)) unit.values = state->values;
    unit.opened_on = timeline.founded_on();
    unit.closed_on = timeline.dissolved_on();
}

void write_states(UnitCase& use)
{
    const auto& after = use.after.states();
    for (const auto& old : use.before.states())
        if (std::ranges::none_of(after, [&](const UnitState& state) { return state.id == old.id; }))
            store::supersede_unit_state(use.tx, old.id);
    for (auto state : after) {
        if (state.id) continue;
        state.id = use.office.ids.next_id<StateTag>();
        store::insert_unit_state(use.tx, use.unit.id, use.unit.shard, state);
        if (state.valid_from > use.office.clock.today()) store::plan_unit(use.tx, state.valid_from, use.unit.id);
    }
}

}  // namespace

UnitCase::UnitCase(const Office& o, db::Tx& t, const platform::Actor& a, UnitChangeKind kind, const UnitPapers& papers)
    : office(o), tx(t), actor(a), change{o.ids.next_id<ChangeTag>(),
                                         kind,
                                         {},
                                         papers.effective_on,
                                         papers.document_no,
                                         t.recorded_at(),
                                         a.account,
                                         a.display_name},
      version(papers.version)
{
}

Result<void> UnitCase::begin(UnitId id)
{
    auto found = store::find_unit(tx, id);
    if (!found) return refuse(ErrorKind::not_found, "unit.not_found", {}, id.str());
    unit = std::move(*found);
    TRY(actor.require(platform::Permission::unit_change, unit.values.area));
    if (version && *version != unit.version)
        return refuse(ErrorKind::conflict, "unit.version_conflict", {},
                      std::to_string(*version) + " is now " + std::to_string(unit.version));
    before = store::unit_timeline_of(tx, id);
    after = before;
    change.unit = id;
    return {};
}

void UnitCase::begin_new()
{
    is_new = true;
    unit.id = office.ids.next_id<UnitTag>();
    unit.version = 0;
    change.unit = unit.id;
}

Result<void> UnitCase::place(OrganizationId area)
{
    // From the database: whoever founds an area and registers its units in one transaction finds it there.
    const auto node = store::find_node(tx, area);
    if (!node || node->status == Status::withdrawn) return bad_field("area", "organization.not_found", {}, area.str());
    TRY(actor.require(platform::Permission::unit_change, area));
    if (node->status == Status::dissolved)
        return bad_field("area", "organization.dissolved", {}, node->dissolved_on.str());
    if (!is_new && unit.shard != node->shard) store::reshard_unit(tx, unit.id, node->shard);
    unit.shard = node->shard;
    return {};
}

Result<const UnitState*> UnitCase::state_on_day() const
{
    if (change.effective_on < after.founded_on())
        return refuse(ErrorKind::rule_refused, "unit.too_early", {}, after.founded_on().str());
    const auto* const state = after.on(change.effective_on);
    if (!state || !state->values.exists)
        return refuse(ErrorKind::conflict, "unit.closed", {}, after.dissolved_on().str());
    return state;
}

Result<void> UnitCase::decide(UnitAttributeSet decided, const UnitAttributes& values)
{
    after = TRY(engine::decide(after, {change.id, change.effective_on, decided, values})).after;
    return {};
}

Unit UnitCase::finish()
{
    const auto* const old = before.on(change.effective_on);
    write_states(*this);
    show(unit, after, office.clock.today());
    ++unit.version;
    if (is_new) store::insert_unit(tx, unit);
    else store::update_unit(tx, unit);
    store::insert_unit_change(tx, change, unit.shard);

    UnitAttributeSet decided;
    for (const auto& state : after.states())
        if (state.change == change.id) decided = decided | state.decided;
    const auto* const now = after.on(change.effective_on);
    const auto topic = "unit." + std::string(code_of(change.kind));
    const auto payload = platform::JsonObject{}
                             .add("change", change.id)
                             .add("effective_on", change.effective_on.str())
                             .add("area", unit.values.area)
                             .add("organization", organization)
                             .text();
    const auto looks = [&](const UnitState* state) { return state ? json_of(state->values, decided) : std::string{}; };
    office.audit(tx, actor,
                 {topic, "unit", unit.id.str(), unit.values.area, decided.empty() ? "" : looks(old),
                  decided.empty() ? payload : looks(now), rule});
    db::publish(tx, topic, unit.id.value, payload);
    db::record_fact(tx, {unit.values.area.value, change.effective_on, topic, 1, change.id.value});
    return unit;
}

std::size_t roll_units_to(db::Tx& tx, Date today)
{
    const auto planned = store::units_planned_until(tx, today);
    for (const auto id : planned) {
        auto unit = store::find_unit(tx, id);
        if (!unit) continue;
        const auto was = *unit;
        show(*unit, store::unit_timeline_of(tx, id), today);
        unit->values.exists = was.values.exists;  // the row has no such column
        if (unit->values == was.values) continue;
        ++unit->version;
        store::update_unit(tx, *unit);
        db::publish(tx, "unit.took_effect", id.value, platform::JsonObject{}.add("area", unit->values.area).text());
    }
    if (!planned.empty()) store::forget_units_planned_until(tx, today);
    return planned.size();
}

}  // namespace jishi::organization
