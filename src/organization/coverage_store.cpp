#include "organization/coverage_store.hpp"

#include <algorithm>

namespace jishi::organization::store {
namespace {

std::vector<std::string> overlay_types(const OrganizationPolicy& policy)
{
    std::vector<std::string> types;
    for (const auto& type : policy.types)
        if (type.overlay) types.push_back(type.code);
    return types;
}

int level_of(const OrganizationPolicy& policy, std::string_view level)
{
    const auto known = policy.levels.find(level);
    return known == policy.levels.end() ? 0 : known->second;
}

using AddUnits = std::function<void(Statement&, const std::string& column)>;

void add_links(db::Tx& tx, const OrganizationPolicy& policy, const AddUnits& add_units, const Period& period,
               std::vector<Cover>& covers)
{
    Statement statement;
    statement.add(R"(
        SELECT l.unit, l.organization, l.role, o.type, o.level, l.valid_from, l.valid_to, o.valid_from, o.valid_to
        FROM organization_unit_link l JOIN organization_state o ON o.organization = l.organization
        WHERE o.active = 1 AND )");
    // The organisation as it was in each stretch of its own days: its type decides what it counts for.
    statement.add(holds(statement, "l", period)).add(" AND ").add(holds(statement, "o", period));
    statement.add(" AND o.valid_from < l.valid_to AND o.valid_to > l.valid_from");
    add_units(statement, "l.unit");
    const auto overlays = overlay_types(policy);
    tx.for_each<UnitId, OrganizationId, std::string, std::string, std::string, Date, Date, Date, Date>(
        statement.sql(), statement.params(),
        [&](UnitId unit, OrganizationId organization, const std::string& role, const std::string& type,
            const std::string& level, Date from, Date to, Date state_from, Date state_to) {
            const auto reach = std::ranges::find(overlays, type) != overlays.end() ? Reach::work
                               : role == "host"                                    ? Reach::own
                                                                                   : Reach::joint;
            covers.push_back({unit, organization, reach, level_of(policy, level), std::max(from, state_from),
                              std::min(to, state_to)});
        });
}

void add_guides(db::Tx& tx, const AddUnits& add_units, const Period& period, std::vector<Cover>& covers)
{
    Statement statement;
    statement.add("SELECT g.unit, g.valid_from, g.valid_to FROM organization_unit_guide g WHERE ")
        .add(holds(statement, "g", period));
    add_units(statement, "g.unit");
    tx.for_each<UnitId, Date, Date>(statement.sql(), statement.params(), [&](UnitId unit, Date from, Date to) {
        covers.push_back({unit, {}, Reach::work, 0, from, to});
    });
}

std::vector<Cover> load(db::Tx& tx, const OrganizationPolicy& policy, const AddUnits& add_units, const Period& period)
{
    std::vector<Cover> covers;
    add_links(tx, policy, add_units, period, covers);
    add_guides(tx, add_units, period, covers);
    return covers;
}

}  // namespace

void each_span(db::Tx& tx, const Sight& sight, const Period& period, const std::function<void(const UnitSpan&)>& each)
{
    Statement statement;
    statement.add(R"(
        SELECT s.unit, s.area, s.kind, s.sector, s.staff_count, s.valid_from, s.valid_to FROM organization_unit_state s
        WHERE s.active = 1 AND )");
    statement.add(holds(statement, "s", period));
    add_sight(statement, tx, sight, "s.area");
    statement.add(" ORDER BY s.unit, s.valid_from");
    UnitSpan span;
    span.values.exists = true;
    tx.for_each<UnitId, OrganizationId, std::string, std::string, std::optional<int>, Date, Date>(
        statement.sql(), statement.params(),
        [&](UnitId unit, OrganizationId area, std::string kind, std::string sector, std::optional<int> staff, Date from,
            Date to) {
            span.unit = unit;
            span.values.area = area;
            span.values.kind = std::move(kind);
            span.values.sector = std::move(sector);
            span.values.staff_count = staff;
            span.from = from;
            span.to = to;
            each(span);
        });
}

std::vector<Cover> covers_in(db::Tx& tx, const OrganizationPolicy& policy, const Sight& sight, const Period& period)
{
    const AddUnits in_sight = [&](Statement& statement, const std::string& column) {
        if (sight.wide) return;  // of all units: covers of others do no harm, and asking for each would cost more
        statement.add(" AND " + column + " IN (SELECT s.unit FROM organization_unit_state s WHERE 1 = 1");
        add_sight(statement, tx, sight, "s.area");
        statement.add(")");
    };
    return load(tx, policy, in_sight, period);
}

std::vector<Cover> covers_of(db::Tx& tx, const OrganizationPolicy& policy, std::span<const UnitId> units,
                             const Period& period)
{
    if (units.empty()) return {};
    const AddUnits these = [&](Statement& statement, const std::string& column) {
        statement.add(" AND " + column + " IN " + statement.bind_all(units));
    };
    return load(tx, policy, these, period);
}

void add_covered(Statement& statement, const OrganizationPolicy& policy, const std::string& column,
                 const Period& period, bool covered)
{
    statement.add(covered ? " AND EXISTS (" : " AND NOT EXISTS (");
    statement.add(R"(SELECT 1 FROM organization_unit_link l JOIN organization_state o ON o.organization = l.organization
        WHERE l.unit = )" +
                  column + " AND o.active = 1 AND ");
    statement.add(holds(statement, "l", period)).add(" AND ").add(holds(statement, "o", period));
    const auto overlays = overlay_types(policy);
    if (!overlays.empty()) statement.add(" AND o.type NOT IN " + statement.bind_all(overlays));
    statement.add(")");
}

}  // namespace jishi::organization::store
