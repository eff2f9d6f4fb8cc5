#include "organization/unit_rows.hpp"

#include <algorithm>

#include "organization/coverage_store.hpp"

namespace jishi::organization {
namespace {

using store::Period;
using store::Statement;

constexpr std::size_t ids_at_once = 500;

template <class Ids, class Each>
void in_pieces(const Ids& ids, Each&& each)
{
    for (std::size_t at = 0; at < ids.size(); at += ids_at_once)
        each(ids.subspan(at, std::min(ids_at_once, ids.size() - at)));
}

void read(const Office& office, db::Tx& tx, Statement& statement, const Moment& moment, const Covers& covers,
          const std::function<void(const UnitRow&)>& each)
{
    AreaRules rules(office, moment.day);
    UnitAttributes values;
    values.exists = true;
    tx.for_each<UnitId, OrganizationId, std::string, std::string, std::optional<int>>(
        statement.sql(), statement.params(),
        [&](UnitId id, OrganizationId area, std::string kind, std::string sector, std::optional<int> staff) {
            values.area = area;
            values.kind = std::move(kind);
            values.sector = std::move(sector);
            values.staff_count = staff;
            const auto* cover = covers.best(id, moment.day);
            each({id, area, values.kind, values.sector, staff, cover ? cover->reach : Reach::none,
                  judge(rules.at(area), values, cover)});
        });
}

void add_units(Statement& statement, const Period& period)
{
    statement
        .add(
            "SELECT s.unit, s.area, s.kind, s.sector, s.staff_count FROM organization_unit_state s WHERE s.active = 1 "
            "AND ")
        .add(store::holds(statement, "s", period));
}

}  // namespace

void each_unit_row(const Office& office, db::Tx& tx, const Moment& moment,
                   const std::function<void(const UnitRow&)>& each)
{
    const Period period{moment.day, moment.day, moment.known_at};
    Sight sight;
    sight.everything = true;
    sight.wide = true;
    const Covers covers(store::covers_in(tx, *office.policies.on(moment.day), sight, period));
    Statement statement;
    add_units(statement, period);
    read(office, tx, statement, moment, covers, each);
}

void each_unit_row_of(const Office& office, db::Tx& tx, std::span<const UnitId> ids, const Moment& moment,
                      const std::function<void(const UnitRow&)>& each)
{
    const Period period{moment.day, moment.day, moment.known_at};
    in_pieces(ids, [&](std::span<const UnitId> piece) {
        const Covers covers(store::covers_of(tx, *office.policies.on(moment.day), piece, period));
        Statement statement;
        add_units(statement, period);
        statement.add(" AND s.unit IN ").add(statement.bind_all(piece));
        read(office, tx, statement, moment, covers, each);
    });
}

void each_unit_row_at(const Office& office, db::Tx& tx, std::span<const OrganizationId> areas, const Moment& moment,
                      const std::function<void(const UnitRow&)>& each)
{
    const Period period{moment.day, moment.day, moment.known_at};
    std::vector<UnitId> ids;
    in_pieces(areas, [&](std::span<const OrganizationId> piece) {
        Statement statement;
        statement.add("SELECT s.unit FROM organization_unit_state s WHERE s.active = 1 AND ")
            .add(store::holds(statement, "s", period))
            .add(" AND s.area IN ")
            .add(statement.bind_all(piece));
        tx.for_each<UnitId>(statement.sql(), statement.params(), [&](UnitId id) { ids.push_back(id); });
    });
    each_unit_row_of(office, tx, ids, moment, each);
}

std::vector<UnitId> units_reached_by(db::Tx& tx, std::span<const OrganizationId> organizations)
{
    std::vector<UnitId> list;
    in_pieces(organizations, [&](std::span<const OrganizationId> piece) {
        Statement statement;
        statement.add("SELECT DISTINCT unit FROM organization_unit_link WHERE organization IN ")
            .add(statement.bind_all(piece));
        tx.for_each<UnitId>(statement.sql(), statement.params(), [&](UnitId id) { list.push_back(id); });
    });
    return list;
}

void each_unit_name(db::Tx& tx, std::span<const UnitId> ids,
                    const std::function<void(UnitId, OrganizationId area, const std::string& name)>& each)
{
    in_pieces(ids, [&](std::span<const UnitId> piece) {
        Statement statement;
        statement.add("SELECT id, area, name FROM organization_unit WHERE id IN ").add(statement.bind_all(piece));
        tx.for_each<UnitId, OrganizationId, std::string>(
            statement.sql(), statement.params(),
            [&](UnitId id, OrganizationId area, const std::string& name) { each(id, area, name); });
    });
}

}  // namespace jishi::organization
