#include "organization/node_rows.hpp"

#include <algorithm>

#include "db/statement.hpp"
#include "organization/node.hpp"

namespace jishi::organization {
namespace {

constexpr std::size_t ids_at_once = 500;

void read(db::Tx& tx, std::string_view sql, std::span<const db::Param> params,
          const std::function<void(const NodeRow&)>& each)
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

namespace {

void add_today(db::Statement& statement)
{
    statement
        .add("SELECT id, parent, CASE WHEN status = " + statement.bind(static_cast<int>(Status::active)) +
             " THEN 1 ELSE 0 END, type, sector, level, form, term_expires_on FROM organization_node WHERE status <> ")
        .add(statement.bind(static_cast<int>(Status::withdrawn)));
}

}  // namespace

void each_node_row(db::Tx& tx, const std::function<void(const NodeRow&)>& each)
{
    db::Statement statement;
    add_today(statement);
    statement.add(" ORDER BY path");
    read(tx, statement.sql(), statement.params(), each);
}

void each_node_row_of(db::Tx& tx, std::span<const OrganizationId> ids, const std::function<void(const NodeRow&)>& each)
{
    for (std::size_t at = 0; at < ids.size(); at += ids_at_once) {
        db::Statement statement;
        add_today(statement);
        statement.add(" AND id IN ").add(statement.bind_all(ids.subspan(at, std::min(ids_at_once, ids.size() - at))));
        read(tx, statement.sql(), statement.params(), each);
    }
}

std::vector<OrganizationId> changed_by(db::Tx& tx, ChangeId change)
{
    std::vector<OrganizationId> list;
    tx.for_each<OrganizationId>("SELECT DISTINCT organization FROM organization_state WHERE change = :change",
                                db::Params{{"change", change}}, [&](OrganizationId id) { list.push_back(id); });
    return list;
}

void each_node_row_on(db::Tx& tx, const Moment& moment, const std::function<void(const NodeRow&)>& each)
{
    const db::Param params[] = {{"day", moment.day}, {"known", moment.known()}};
    read(tx,
         R"(
        SELECT organization, parent, 1, type, sector, level, form, term_expires_on FROM organization_state
        WHERE valid_from <= :day AND valid_to > :day AND recorded_at <= :known AND superseded_at > :known AND active = 1)",
         params, each);
}

void each_moved_parent(db::Tx& tx, Date first, const Moment& last, const std::function<void(const ParentRow&)>& each)
{
    // A row that begins with another parent than the one before it had, or with the end, is a move.
    tx.for_each<OrganizationId, OrganizationId, Date, Date>(
        R"(
        SELECT s.organization, s.parent, s.valid_from, s.valid_to FROM organization_state s
        WHERE s.organization IN (
                SELECT b.organization FROM organization_state b
                WHERE b.valid_from >= :first AND b.valid_from <= :last AND b.valid_from < b.valid_to
                    AND b.recorded_at <= :known AND b.superseded_at > :known
                    AND (b.active = 0 OR EXISTS (
                        SELECT 1 FROM organization_state a
                        WHERE a.organization = b.organization AND a.valid_to = b.valid_from AND a.valid_from < a.valid_to
                            AND a.parent <> b.parent AND a.recorded_at <= :known AND a.superseded_at > :known)))
            AND s.valid_from <= :last AND s.valid_to >= :first AND s.valid_from < s.valid_to AND s.active = 1
            AND s.recorded_at <= :known AND s.superseded_at > :known
        ORDER BY s.organization, s.valid_from)",
        db::Params{{"first", first}, {"last", last.day}, {"known", last.known()}},
        [&](OrganizationId id, OrganizationId parent, Date from, Date to) {
            each({id, parent, from, to});
        });
}

}  // namespace jishi::organization
