#include "organization/todo_store.hpp"

namespace jishi::organization::store {

std::vector<Plan> plans_between(db::Tx& tx, Date from, Date to)
{
    std::vector<Plan> plans;
    tx.for_each<Date, ChangeId, OrganizationId, std::string>(
        R"(
        SELECT DISTINCT p.effective_on, c.id, c.organization, c.kind
        FROM organization_planned p JOIN organization_change c ON c.id = p.change
        WHERE p.effective_on > :from AND p.effective_on <= :to
        ORDER BY p.effective_on, c.id)",
        db::Params{{"from", from}, {"to", to}},
        [&](Date on, ChangeId change, OrganizationId organization, std::string kind) {
            plans.push_back({on, change, organization, std::move(kind)});
        });
    return plans;
}

std::set<OrganizationId> with_special_reason(db::Tx& tx)
{
    std::set<OrganizationId> organizations;
    tx.for_each<OrganizationId>("SELECT DISTINCT organization FROM organization_change WHERE special_reason <> ''",
                                db::Params{}, [&](OrganizationId id) { organizations.insert(id); });
    return organizations;
}

std::map<OrganizationId, int> units_by_organization(db::Tx& tx, const Sight& sight, Date day)
{
    Statement statement;
    statement.add("SELECT l.organization, COUNT(*) FROM organization_unit_link l WHERE " +
                  holds(statement, "l", {day, day, {}}));
    add_sight(statement, tx, sight, "l.organization");
    statement.add(" GROUP BY l.organization");
    std::map<OrganizationId, int> counts;
    tx.for_each<OrganizationId, int>(statement.sql(), statement.params(),
                                     [&](OrganizationId id, int count) { counts[id] = count; });
    return counts;
}

}  // namespace jishi::organization::store
