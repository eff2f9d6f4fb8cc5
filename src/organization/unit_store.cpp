#include "organization/unit_store.hpp"

#include <array>
#include <utility>

namespace jishi::organization::store {
namespace {

using Text = std::string;

UnitAttributes attributes(bool exists, OrganizationId area, Text&& name, Text&& code, Text&& kind, Text&& sector,
                          Text&& region, std::optional<int> staff)
{
    return {exists, area, std::move(name), std::move(code), std::move(kind), std::move(sector), std::move(region),
            staff};
}

}  // namespace

std::optional<Unit> find_unit(db::Tx& tx, UnitId id)
{
    std::optional<Unit> found;
    tx.for_each<OrganizationId, OrganizationId, Text, Text, Text, Text, Text, std::optional<int>, Date, Date, int>(
        R"(
        SELECT area, shard, name, credit_code, kind, sector, region_code, staff_count, opened_on, closed_on, version
        FROM organization_unit WHERE id = :id)",
        db::Params{{"id", id}},
        [&](OrganizationId area, OrganizationId shard, Text name, Text code, Text kind, Text sector, Text region,
            std::optional<int> staff, Date opened, Date closed, int version) {
            found = Unit{id,
                         attributes(true, area, std::move(name), std::move(code), std::move(kind), std::move(sector),
                                    std::move(region), staff),
                         shard,
                         opened,
                         closed,
                         version};
        });
    return found;
}

void insert_unit(db::Tx& tx, const Unit& unit)
{
    const auto& values = unit.values;
    tx.execute(R"(
        INSERT INTO organization_unit (id, area, shard, name, credit_code, kind, sector, region_code, staff_count, opened_on,
            closed_on, search, version)
        VALUES (:id, :area, :shard, :name, :credit_code, :kind, :sector, :region_code, :staff_count, :opened_on, :closed_on,
            :search, :version))",
               {{"id", unit.id},
                {"area", values.area},
                {"shard", unit.shard},
                {"name", values.name},
                {"credit_code", values.credit_code},
                {"kind", values.kind},
                {"sector", values.sector},
                {"region_code", values.region_code},
                {"staff_count", values.staff_count},
                {"opened_on", unit.opened_on},
                {"closed_on", unit.closed_on},
                {"search", search_text_of(values)},
                {"version", unit.version}});
}

void update_unit(db::Tx& tx, const Unit& unit)
{
    const auto& values = unit.values;
    tx.execute(R"(
        UPDATE organization_unit SET area = :area, shard = :shard, name = :name, credit_code = :credit_code, kind = :kind,
            sector = :sector, region_code = :region_code, staff_count = :staff_count, opened_on = :opened_on,
            closed_on = :closed_on, search = :search, version = :version
        WHERE id = :id)",
               {{"area", values.area},
                {"shard", unit.shard},
                {"name", values.name},
                {"credit_code", values.credit_code},
                {"kind", values.kind},
                {"sector", values.sector},
                {"region_code", values.region_code},
                {"staff_count", values.staff_count},
                {"opened_on", unit.opened_on},
                {"closed_on", unit.closed_on},
                {"search", search_text_of(values)},
                {"version", unit.version},
                {"id", unit.id}});
}

void reshard_unit(db::Tx& tx, UnitId id, OrganizationId to)
{
    tx.execute("UPDATE organization_unit SET shard = :shard WHERE id = :id", {{"shard", to}, {"id", id}});
    tx.execute("UPDATE organization_unit_state SET shard = :shard WHERE unit = :id", {{"shard", to}, {"id", id}});
    tx.execute("UPDATE organization_unit_change SET shard = :shard WHERE unit = :id", {{"shard", to}, {"id", id}});
}

UnitTimeline unit_timeline_of(db::Tx& tx, UnitId id)
{
    std::vector<UnitState> states;
    tx.for_each<StateId, ChangeId, std::int64_t, Date, Date, bool, OrganizationId, Text, Text, Text, Text, Text,
                std::optional<int>>(
        R"(
        SELECT id, change, decided, valid_from, valid_to, active, area, name, credit_code, kind, sector, region_code, staff_count
        FROM organization_unit_state WHERE unit = :unit AND superseded_at = :now
        ORDER BY valid_from, change, id)",
        db::Params{{"unit", id}, {"now", Instant::forever()}},
        [&](StateId state, ChangeId change, std::int64_t decided, Date from, Date to, bool active, OrganizationId area,
            Text name, Text code, Text kind, Text sector, Text region, std::optional<int> staff) {
            states.push_back({state, change, from, to, UnitAttributeSet::from_bits(decided),
                              attributes(active, area, std::move(name), std::move(code), std::move(kind),
                                         std::move(sector), std::move(region), staff)});
        });
    return UnitTimeline{std::move(states)};
}

void insert_unit_state(db::Tx& tx, UnitId unit, OrganizationId shard, const UnitState& state)
{
    const auto& values = state.values;
    tx.execute(R"(
        INSERT INTO organization_unit_state (id, unit, shard, change, decided, valid_from, valid_to, recorded_at, superseded_at,
            active, area, name, credit_code, kind, sector, region_code, staff_count)
        VALUES (:id, :unit, :shard, :change, :decided, :valid_from, :valid_to, :recorded_at, :superseded_at, :active, :area,
            :name, :credit_code, :kind, :sector, :region_code, :staff_count))",
               {{"id", state.id},
                {"unit", unit},
                {"shard", shard},
                {"change", state.change},
                {"decided", state.decided.bits()},
                {"valid_from", state.valid_from},
                {"valid_to", state.valid_to},
                {"recorded_at", tx.recorded_at()},
                {"superseded_at", Instant::forever()},
                {"active", values.exists},
                {"area", values.area},
                {"name", values.name},
                {"credit_code", values.credit_code},
                {"kind", values.kind},
                {"sector", values.sector},
                {"region_code", values.region_code},
                {"staff_count", values.staff_count}});
}

void supersede_unit_state(db::Tx& tx, StateId id)
{
    // A clock that was set back must not end a row before it began.
    tx.execute(R"(
        UPDATE organization_unit_state
        SET superseded_at = CASE WHEN recorded_at > :now THEN recorded_at ELSE :now END
        WHERE id = :id)",
               {{"now", tx.recorded_at()}, {"id", id}});
}

std::optional<UnitId> holder_of_credit_code(db::Tx& tx, std::string_view code, Date from, UnitId except)
{
    // `<> ''` lets the partial index serve the question.
    const auto row =
        tx.query_one<UnitId>(R"(
        SELECT unit FROM organization_unit_state
        WHERE credit_code = :code AND credit_code <> '' AND superseded_at = :now AND active = 1
              AND valid_to > :from AND valid_from < valid_to AND unit <> :except
        LIMIT 1)",
                             {{"code", code}, {"now", Instant::forever()}, {"from", from}, {"except", except}});
    if (!row) return std::nullopt;
    return std::get<0>(*row);
}

void insert_unit_change(db::Tx& tx, const UnitChange& change, OrganizationId shard)
{
    tx.execute(R"(
        INSERT INTO organization_unit_change (id, kind, unit, shard, effective_on, document_no, recorded_at, recorded_by,
            recorded_by_name)
        VALUES (:id, :kind, :unit, :shard, :effective_on, :document_no, :recorded_at, :recorded_by, :recorded_by_name))",
               {{"id", change.id},
                {"kind", code_of(change.kind)},
                {"unit", change.unit},
                {"shard", shard},
                {"effective_on", change.effective_on},
                {"document_no", change.document_no},
                {"recorded_at", change.recorded_at},
                {"recorded_by", change.recorded_by},
                {"recorded_by_name", change.recorded_by_name}});
}

std::vector<UnitChange> unit_changes_of(db::Tx& tx, UnitId unit)
{
    static constexpr std::array kinds{UnitChangeKind::registered, UnitChangeKind::updated,  UnitChangeKind::closed,
                                      UnitChangeKind::attached,   UnitChangeKind::detached, UnitChangeKind::guided,
                                      UnitChangeKind::guide_ended};
    std::vector<UnitChange> changes;
    tx.for_each<ChangeId, Text, Date, Text, Instant, AccountId, Text>(
        R"(
        SELECT id, kind, effective_on, document_no, recorded_at, recorded_by, recorded_by_name
        FROM organization_unit_change WHERE unit = :unit ORDER BY id DESC)",
        db::Params{{"unit", unit}},
        [&](ChangeId id, Text code, Date on, Text document, Instant at, AccountId by, Text name) {
            UnitChange change{id, UnitChangeKind::updated, unit, on, std::move(document), at, by, std::move(name)};
            for (const auto kind : kinds)
                if (code_of(kind) == code) change.kind = kind;
            changes.push_back(std::move(change));
        });
    return changes;
}

void plan_unit(db::Tx& tx, Date effective_on, UnitId unit)
{
    tx.execute(R"(
        INSERT INTO organization_unit_planned (effective_on, unit) VALUES (:day, :unit)
        ON CONFLICT (effective_on, unit) DO NOTHING)",
               {{"day", effective_on}, {"unit", unit}});
}

std::vector<UnitId> units_planned_until(db::Tx& tx, Date day)
{
    std::vector<UnitId> units;
    tx.for_each<UnitId>("SELECT DISTINCT unit FROM organization_unit_planned WHERE effective_on <= :day ORDER BY unit",
                        db::Params{{"day", day}}, [&](UnitId unit) { units.push_back(unit); });
    return units;
}

void forget_units_planned_until(db::Tx& tx, Date day)
{
    tx.execute("DELETE FROM organization_unit_planned WHERE effective_on <= :day", {{"day", day}});
}

std::vector<Guide> guides_of(db::Tx& tx, UnitId unit)
{
    std::vector<Guide> guides;
    tx.for_each<Id<GuideTag>, Text, Date, Date>(R"(
        SELECT id, name, valid_from, valid_to FROM organization_unit_guide
        WHERE unit = :unit AND superseded_at = :now AND valid_from < valid_to
        ORDER BY valid_from, id)",
                                                db::Params{{"unit", unit}, {"now", Instant::forever()}},
                                                [&](Id<GuideTag> id, Text name, Date from, Date to) {
                                                    guides.push_back({id, unit, std::move(name), from, to});
                                                });
    return guides;
}

void insert_guide(db::Tx& tx, IdGenerator& ids, Guide guide)
{
    guide.id = ids.next_id<GuideTag>();
    tx.execute(R"(
        INSERT INTO organization_unit_guide (id, unit, name, valid_from, valid_to, recorded_at, superseded_at)
        VALUES (:id, :unit, :name, :valid_from, :valid_to, :recorded_at, :superseded_at))",
               {{"id", guide.id},
                {"unit", guide.unit},
                {"name", guide.name},
                {"valid_from", guide.valid_from},
                {"valid_to", guide.valid_to},
                {"recorded_at", tx.recorded_at()},
                {"superseded_at", Instant::forever()}});
}

void supersede_guide(db::Tx& tx, const Guide& guide)
{
    tx.execute(R"(
        UPDATE organization_unit_guide
        SET superseded_at = CASE WHEN recorded_at > :now THEN recorded_at ELSE :now END
        WHERE id = :id)",
               {{"now", tx.recorded_at()}, {"id", guide.id}});
}

}  // namespace jishi::organization::store
