#include "organization/bulk_units.hpp"

namespace jishi::organization::store {
namespace {

/// The columns that units and their states have in common, in the order of both lists below.
void write(db::BulkInsert& rows, const BulkUnit& unit)
{
    const auto& values = unit.values;
    rows.integer(unit.shard.value).integer(values.area.value).text(values.name).text(values.credit_code);
    rows.text(values.kind).text(values.sector).text(values.region_code);
    if (values.staff_count) rows.integer(*values.staff_count);
    else rows.null();
}

void insert_units(db::Tx& tx, std::span<const BulkUnit> units, const std::string& forever)
{
    db::BulkInsert rows(tx, "organization_unit",
                        {"shard", "area", "name", "credit_code", "kind", "sector", "region_code", "staff_count", "id",
                         "opened_on", "closed_on", "search", "version"});
    for (const auto& unit : units) {
        write(rows, unit);
        rows.integer(unit.id.value).text(unit.opened_on.str()).text(forever).text(search_text_of(unit.values));
        rows.integer(1).end_row();
    }
    rows.finish();
}

void insert_states(db::Tx& tx, IdGenerator& ids, std::span<const BulkUnit> units, const std::string& forever)
{
    db::BulkInsert rows(
        tx, "organization_unit_state",
        {"shard", "area", "name", "credit_code", "kind", "sector", "region_code", "staff_count", "id", "unit", "change",
         "decided", "valid_from", "valid_to", "recorded_at", "superseded_at", "active"});
    for (const auto& unit : units) {
        write(rows, unit);
        rows.integer(ids.next()).integer(unit.id.value).integer(unit.change.value);
        rows.integer(UnitAttributeSet::all().bits()).text(unit.opened_on.str()).text(forever);
        rows.integer(tx.recorded_at().us).integer(Instant::forever().us).integer(1).end_row();
    }
    rows.finish();
}

void insert_changes(db::Tx& tx, const Change& batch, std::span<const BulkUnit> units)
{
    db::BulkInsert rows(tx, "organization_unit_change",
                        {"id", "kind", "unit", "shard", "effective_on", "document_no", "recorded_at", "recorded_by",
                         "recorded_by_name"});
    for (const auto& unit : units) {
        rows.integer(unit.change.value).text(code_of(UnitChangeKind::registered)).integer(unit.id.value);
        rows.integer(unit.shard.value).text(unit.opened_on.str()).text(batch.document_no);
        rows.integer(batch.recorded_at.us).integer(batch.recorded_by.value).text(batch.recorded_by_name).end_row();
    }
    rows.finish();
}

void insert_links(db::Tx& tx, IdGenerator& ids, const Change& batch, std::span<const BulkUnit> units,
                  const std::string& forever)
{
    db::BulkInsert rows(tx, "organization_unit_link",
                        {"id", "organization", "unit", "role", "valid_from", "valid_to", "opened_by", "closed_by",
                         "recorded_at", "superseded_at"});
    for (const auto& unit : units) {
        rows.integer(ids.next()).integer(unit.organization.value).integer(unit.id.value).text(unit.role);
        rows.text(unit.opened_on.str()).text(forever).integer(batch.id.value).integer(0);
        rows.integer(tx.recorded_at().us).integer(Instant::forever().us).end_row();
    }
    rows.finish();
}

}  // namespace

void bulk_insert_units(db::Tx& tx, IdGenerator& ids, const Change& batch, std::span<const BulkUnit> units)
{
    if (units.empty()) return;
    const auto forever = Date::forever().str();
    insert_units(tx, units, forever);
    insert_states(tx, ids, units, forever);
    insert_changes(tx, batch, units);
    insert_links(tx, ids, batch, units, forever);
}

}  // namespace jishi::organization::store
