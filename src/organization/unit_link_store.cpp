#include "organization/unit_link_store.hpp"

#include <utility>

namespace jishi::organization::store {
namespace {

std::vector<UnitLink> read_links(db::Tx& tx, std::string_view sql, db::Params params)
{
    std::vector<UnitLink> links;
    tx.for_each<Id<UnitLinkTag>, OrganizationId, UnitId, std::string, Date, Date, ChangeId, ChangeId>(
        sql, params,
        [&](Id<UnitLinkTag> id, OrganizationId organization, UnitId unit, std::string role, Date from, Date to,
            ChangeId opened, ChangeId closed) {
            links.push_back({id, organization, unit, std::move(role), from, to, opened, closed});
        });
    return links;
}

}  // namespace

void insert_link(db::Tx& tx, IdGenerator& ids, UnitLink link)
{
    link.id = ids.next_id<UnitLinkTag>();
    tx.execute(R"(
        INSERT INTO organization_unit_link (id, organization, unit, role, valid_from, valid_to, opened_by, closed_by,
            recorded_at, superseded_at)
        VALUES (:id, :organization, :unit, :role, :valid_from, :valid_to, :opened_by, :closed_by, :recorded_at,
            :superseded_at))",
               {{"id", link.id},
                {"organization", link.organization},
                {"unit", link.unit},
                {"role", link.role},
                {"valid_from", link.valid_from},
                {"valid_to", link.valid_to},
                {"opened_by", link.opened_by},
                {"closed_by", link.closed_by},
                {"recorded_at", tx.recorded_at()},
                {"superseded_at", Instant::forever()}});
}

void supersede_link(db::Tx& tx, const UnitLink& link)
{
    tx.execute(R"(
        UPDATE organization_unit_link
        SET superseded_at = CASE WHEN recorded_at > :now THEN recorded_at ELSE :now END
        WHERE id = :id)",
               {{"now", tx.recorded_at()}, {"id", link.id}});
}

std::vector<UnitLink> links_of(db::Tx& tx, OrganizationId organization, Date from)
{
    return read_links(tx, R"(
        SELECT id, organization, unit, role, valid_from, valid_to, opened_by, closed_by FROM organization_unit_link
        WHERE organization = :organization AND superseded_at = :now AND valid_to > :from
        ORDER BY valid_from, id)",
                      {{"organization", organization}, {"now", Instant::forever()}, {"from", from}});
}

std::vector<UnitLink> links_of_unit(db::Tx& tx, UnitId unit)
{
    return read_links(tx, R"(
        SELECT id, organization, unit, role, valid_from, valid_to, opened_by, closed_by FROM organization_unit_link
        WHERE unit = :unit AND superseded_at = :now
        ORDER BY valid_from, id)",
                      {{"unit", unit}, {"now", Instant::forever()}});
}

std::vector<UnitLink> links_touched_by(db::Tx& tx, ChangeId change)
{
    return read_links(tx, R"(
        SELECT id, organization, unit, role, valid_from, valid_to, opened_by, closed_by FROM organization_unit_link
        WHERE (opened_by = :change OR (closed_by = :change AND closed_by <> 0)) AND superseded_at = :now
        ORDER BY valid_from, id)",
                      {{"change", change}, {"now", Instant::forever()}});
}

bool is_unit_open(db::Tx& tx, UnitId unit, Date day)
{
    return tx
        .query_one<UnitId>(R"(
        SELECT unit FROM organization_unit_state
        WHERE unit = :unit AND superseded_at = :now AND active = 1 AND valid_from <= :day AND valid_to > :day)",
                           {{"unit", unit}, {"now", Instant::forever()}, {"day", day}})
        .has_value();
}

}  // namespace jishi::organization::store
