#include "organization/organization_query.hpp"

#include "organization/organization_store.hpp"

namespace jishi::organization::query {

using Text = std::string;

std::vector<HostUnit> units_of(db::Tx& tx, OrganizationId id, const Moment& moment)
{
    std::vector<HostUnit> units;
    tx.for_each<UnitId, Text, Text, Text, Text, Text>(
        R"(SELECT u.id, u.name, u.credit_code, u.kind, u.sector, l.role
           FROM organization_unit_link l JOIN organization_unit u ON u.id = l.unit
           WHERE l.organization = :id AND l.valid_from <= :day AND l.valid_to > :day AND l.recorded_at <= :known
                 AND l.superseded_at > :known
           ORDER BY u.name, u.id)",
        db::Params{{"id", id}, {"day", moment.day}, {"known", moment.known()}},
        [&](UnitId unit, Text name, Text code, Text kind, Text sector, Text role) {
            units.push_back(
                {unit, std::move(name), std::move(code), std::move(kind), std::move(sector), std::move(role)});
        });
    return units;
}

std::vector<Counterpart> counterparts_of(db::Tx& tx, OrganizationId id, Date day)
{
    std::vector<Counterpart> counterparts;
    tx.for_each<std::int64_t, Text, Text, Date>(
        R"(SELECT id, kind, name, founded_on FROM organization_counterpart
           WHERE organization = :id AND founded_on <= :day AND closed_on > :day ORDER BY kind, id)",
        db::Params{{"id", id}, {"day", day}}, [&](std::int64_t counterpart, Text kind, Text name, Date founded) {
            counterparts.push_back({counterpart, std::move(kind), std::move(name), founded});
        });
    return counterparts;
}

void load(db::Tx& tx, Directory& directory, std::int64_t told_apart_max)
{
    store::each_node(tx, [&](Node&& node) { directory.load(node); });
    directory.finish_load();
    const auto all = [&](Extra extra, std::string_view sql) {
        tx.for_each<OrganizationId>(sql, db::Params{}, [&](OrganizationId id) { directory.mark(id, extra); });
    };
    // In a country of places nearly every organisation stands in a unit: to read which ones makes the start longer than
    // to ask for the few others in vain.
    const auto links = tx.value<std::int64_t>("SELECT COUNT(*) FROM organization_unit_link");
    if (links > told_apart_max && links * 2 > directory.size()) directory.mark_all(Extra::units);
    else all(Extra::units, "SELECT DISTINCT organization FROM organization_unit_link");
    all(Extra::counterparts, "SELECT DISTINCT organization FROM organization_counterpart");
    all(Extra::plans, "SELECT DISTINCT organization FROM organization_planned");
}

OrganizationId with_code(db::Tx& tx, std::string_view code)
{
    const auto found = tx.query_one<OrganizationId>(
        "SELECT id FROM organization_node WHERE code = :code ORDER BY status, id LIMIT 1", {{"code", code}});
    return found ? std::get<0>(*found) : OrganizationId{};
}

}  // namespace jishi::organization::query
