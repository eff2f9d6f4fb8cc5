// Taking an import back: what it brought never was, as long as nothing stands on it.

#include "organization/bulk_founding.hpp"
#include "organization/import_undo.hpp"
#include "platform/json_text.hpp"

namespace jishi::organization {
namespace {

std::optional<std::string> first_name(db::Tx& tx, std::string_view sql, db::Params params)
{
    const auto row = tx.query_one<std::string>(sql, params);
    if (!row) return std::nullopt;
    return std::get<0>(*row);
}

/// Units and mass organisations that have come to stand on organisations of the batch.
std::optional<std::string> standing_on(db::Tx& tx, ChangeId change)
{
    if (auto unit = first_name(tx, R"(
        SELECT name FROM organization_unit WHERE closed_on = :forever AND area IN (
            SELECT organization FROM organization_state WHERE change = :change AND superseded_at = :open) ORDER BY id LIMIT 1)",
                               {{"forever", Date::forever()}, {"change", change}, {"open", Instant::forever()}}))
        return unit;
    return first_name(tx, R"(
        SELECT name FROM organization_counterpart WHERE closed_on = :forever AND organization IN (
            SELECT organization FROM organization_state WHERE change = :change AND superseded_at = :open) ORDER BY id LIMIT 1)",
                      {{"forever", Date::forever()}, {"change", change}, {"open", Instant::forever()}});
}

/// A unit of the batch of which something was recorded after its registration.
std::optional<std::string> changed_unit(db::Tx& tx, ImportId batch)
{
    if (auto unit = first_name(tx, R"(
        SELECT u.name FROM organization_import_unit b
        JOIN organization_unit u ON u.id = b.unit
        JOIN organization_unit_change r ON r.unit = b.unit AND r.kind = 'registered'
        JOIN organization_unit_change c ON c.unit = b.unit AND c.recorded_at > r.recorded_at
        WHERE b.batch = :batch ORDER BY c.id LIMIT 1)",
                               {{"batch", batch}}))
        return unit;
    return first_name(tx, R"(
        SELECT u.name FROM organization_import_unit b
        JOIN organization_unit u ON u.id = b.unit
        JOIN organization_unit_change r ON r.unit = b.unit AND r.kind = 'registered'
        JOIN organization_unit_link l ON l.unit = b.unit AND l.recorded_at > r.recorded_at AND l.superseded_at = :open
        WHERE b.batch = :batch ORDER BY l.id LIMIT 1)",
                      {{"open", Instant::forever()}, {"batch", batch}});
}

void supersede(db::Tx& tx, ImportId batch, const std::string& table)
{
    tx.execute(
        "UPDATE " + table +
            " SET superseded_at = CASE WHEN recorded_at > :now THEN recorded_at ELSE :now END"
            " WHERE superseded_at = :open AND unit IN (SELECT unit FROM organization_import_unit WHERE batch = :batch)",
        {{"now", tx.recorded_at()}, {"open", Instant::forever()}, {"batch", batch}});
}

}  // namespace

namespace store {

void insert_batch_units(db::Tx& tx, ImportId batch, const std::vector<UnitId>& units)
{
    if (units.empty()) return;
    db::BulkInsert rows(tx, "organization_import_unit", {"batch", "unit"});
    for (const auto unit : units) {
        rows.integer(batch.value).integer(unit.value);
        rows.end_row();
    }
    rows.finish();
}

}  // namespace store

Result<void> withdraw_organizations(const Office& office, db::Tx& tx, const platform::Actor& actor, const Batch& batch,
                                    const Papers& papers)
{
    if (const auto name = standing_on(tx, batch.change))
        return refuse(ErrorKind::conflict, "import.changed_since", {}, *name);
    auto withdrawn = withdraw_batch(office, tx, actor, batch.change, papers);
    if (!withdrawn) {
        auto error = std::move(withdrawn).error();
        if (error.code == "organization.has_later_changes") error.code = "import.changed_since";
        return std::unexpected(std::move(error));
    }
    return {};
}

Result<void> withdraw_units(const Office& office, db::Tx& tx, const platform::Actor& actor, const Batch& batch)
{
    TRY(actor.require(platform::Permission::organization_import, batch.target));
    if (const auto name = changed_unit(tx, batch.id))
        return refuse(ErrorKind::conflict, "import.changed_since", {}, *name);
    for (const auto* table : {"organization_unit_state", "organization_unit_link", "organization_unit_guide"})
        supersede(tx, batch.id, table);
    tx.execute(
        "DELETE FROM organization_unit WHERE id IN (SELECT unit FROM organization_import_unit WHERE batch = :batch)",
        {{"batch", batch.id}});
    const auto payload = platform::JsonObject{}.add("batch", batch.id).add("units", batch.stored).text();
    office.audit(tx, actor,
                 {"unit.import_withdrawn", "organization", batch.target.str(), batch.target, "", payload, ""});
    db::publish(tx, "unit.import_withdrawn", batch.target.value, payload);
    return {};
}

}  // namespace jishi::organization
