#include "organization/node_rows.hpp"

#include "organization/node.hpp"

namespace jishi::organization {
namespace {

void read(db::Tx& tx, std::string_view sql, db::Params params, const std::function<void(const NodeRow&)>& each)
{
    tx.for_each<OrganizationId, OrganizationId, bool, std::string, std::string, std::string, std::string,
                std::optional<Date>>(
        sql, params,
        [&](OrganizationId id, OrganizationId parent, bool active, std::string type, std::string sector,
            std::string level, std::string form, std::optional<Date> expires) {
            each({id, parent, active, std::move(type), std::move(sector), std::move(level), std::move(form), expires});
        });
}

}  // namespace

void each_node_row(db::Tx& tx, const std::function<void(const NodeRow&)>& each)
{
    read(tx,
         R"(
        SELECT id, parent, CASE WHEN status = :active THEN 1 ELSE 0 END, type, sector, level, form, term_expires_on
        FROM organization_node WHERE status <> :withdrawn ORDER BY path)",
         {{"active", static_cast<int>(Status::active)}, {"withdrawn", static_cast<int>(Status::withdrawn)}}, each);
}

void each_node_row_on(db::Tx& tx, const Moment& moment, const std::function<void(const NodeRow&)>& each)
{
    read(tx,
         R"(
        SELECT organization, parent, 1, type, sector, level, form, term_expires_on FROM organization_state
        WHERE valid_from <= :day AND valid_to > :day AND recorded_at <= :known AND superseded_at > :known AND active = 1)",
         {{"day", moment.day}, {"known", moment.known()}}, each);
}

}  // namespace jishi::organization
