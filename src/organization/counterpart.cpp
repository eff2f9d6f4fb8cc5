#include "organization/counterpart.hpp"

#include <algorithm>

#include "organization/organization_store.hpp"
#include "organization/statement.hpp"
#include "platform/json_text.hpp"

namespace jishi::organization {
namespace {

std::vector<Counterpart> read_counterparts(db::Tx& tx, OrganizationId organization)
{
    std::vector<Counterpart> list;
    tx.for_each<CounterpartId, std::string, std::string, Date, Date>(
        R"(
        SELECT id, kind, name, founded_on, closed_on FROM organization_counterpart WHERE organization = :organization
        ORDER BY kind, founded_on, id)",
        db::Params{{"organization", organization}},
        [&](CounterpartId id, std::string kind, std::string name, Date founded, Date closed) {
            list.push_back({id, organization, std::move(kind), std::move(name), founded, closed});
        });
    return list;
}

void record(const Office& office, db::Tx& tx, const platform::Actor& actor, std::string_view what,
            const Counterpart& one, Date day)
{
    const auto topic = "counterpart." + std::string(what);
    const auto json = platform::JsonObject{}
                          .add("organization", one.organization)
                          .add("kind", one.kind)
                          .add("name", one.name)
                          .add("effective_on", day.str())
                          .text();
    office.audit(tx, actor, {topic, "counterpart", one.id.str(), one.organization, "", json, "ORG-J"});
    db::publish(tx, topic, one.id.value, json);
    db::record_fact(tx, {one.organization.value, day, topic, 1, one.id.value});
}

}  // namespace

Result<Counterpart> add_counterpart(const Office& office, db::Tx& tx, const platform::Actor& actor,
                                    const Counterpart& asked)
{
    const auto node = store::find_node(tx, asked.organization);
    if (!node || node->status == Status::withdrawn)
        return refuse(ErrorKind::not_found, "organization.not_found", {}, asked.organization.str());
    TRY(actor.require(platform::Permission::unit_change, asked.organization));
    if (node->dissolved_on <= asked.founded_on)
        return refuse(ErrorKind::conflict, "organization.dissolved", {}, node->dissolved_on.str());
    const auto rules = office.rules(asked.organization, asked.founded_on);
    if (std::ranges::find(rules->counterpart_kinds, asked.kind) == rules->counterpart_kinds.end())
        return bad_field("kind", "counterpart.kind_unknown", "ORG-J", asked.kind);
    for (const auto& other : read_counterparts(tx, asked.organization))
        if (other.kind == asked.kind && other.name == asked.name && other.closed_on > asked.founded_on)
            return std::unexpected(
                Error{ErrorKind::conflict, "counterpart.exists", {}, {}, {{"name", "counterpart.exists"}}});
    auto added = asked;
    added.id = office.ids.next_id<CounterpartTag>();
    added.closed_on = Date::forever();
    tx.execute(R"(
        INSERT INTO organization_counterpart (id, organization, kind, name, founded_on, closed_on, recorded_at, recorded_by)
        VALUES (:id, :organization, :kind, :name, :founded_on, :closed_on, :recorded_at, :recorded_by))",
               {{"id", added.id},
                {"organization", added.organization},
                {"kind", added.kind},
                {"name", added.name},
                {"founded_on", added.founded_on},
                {"closed_on", added.closed_on},
                {"recorded_at", tx.recorded_at()},
                {"recorded_by", actor.account}});
    office.directory.mark_after(tx, added.organization, Extra::counterparts);
    record(office, tx, actor, "founded", added, added.founded_on);
    return added;
}

Result<Counterpart> close_counterpart(const Office& office, db::Tx& tx, const platform::Actor& actor,
                                      OrganizationId organization, CounterpartId id, Date on)
{
    TRY(actor.require(platform::Permission::unit_change, organization));
    const auto all = read_counterparts(tx, organization);
    const auto found = std::ranges::find(all, id, &Counterpart::id);
    if (found == all.end()) return refuse(ErrorKind::not_found, "counterpart.not_found", {}, id.str());
    if (found->closed_on != Date::forever())
        return refuse(ErrorKind::conflict, "counterpart.closed", {}, found->closed_on.str());
    if (on <= found->founded_on) return bad_field("on", "counterpart.too_early", {}, found->founded_on.str());
    auto closed = *found;
    closed.closed_on = on;
    tx.execute("UPDATE organization_counterpart SET closed_on = :day WHERE id = :id", {{"day", on}, {"id", id}});
    record(office, tx, actor, "closed", closed, on);
    return closed;
}

std::vector<Counterpart> counterparts_of(db::Tx& tx, OrganizationId organization, std::optional<Date> day)
{
    auto list = read_counterparts(tx, organization);
    if (day) std::erase_if(list, [&](const auto& one) { return *day < one.founded_on || one.closed_on <= *day; });
    return list;
}

CounterpartCoverage counterpart_coverage(const Office& office, db::Tx& tx, const Sight& sight, Date day)
{
    const auto rules = office.policies.on(day);
    const auto counted = [&] {
        std::vector<std::string> types;
        for (const auto& type : rules->types)
            if (type.counted) types.push_back(type.code);
        return types;
    }();
    const auto add_organizations = [&](store::Statement& statement) {
        statement.add(" o.active = 1 AND " + store::holds(statement, "o", {day, day, {}}) + " AND o.type IN " +
                      statement.bind_all(counted));
        store::add_sight(statement, tx, sight, "o.organization");
    };
    CounterpartCoverage coverage;
    store::Statement all;
    all.add("SELECT COUNT(*) FROM organization_state o WHERE");
    add_organizations(all);
    tx.for_each<std::int64_t>(all.sql(), all.params(), [&](std::int64_t count) { coverage.organizations = count; });
    for (const auto& kind : rules->counterpart_kinds) coverage.rows.push_back({kind, 0, 0});
    store::Statement shares;
    shares.add(R"(
        SELECT c.kind, COUNT(*), COUNT(DISTINCT c.organization)
        FROM organization_counterpart c JOIN organization_state o ON o.organization = c.organization WHERE)");
    add_organizations(shares);
    shares.add(" AND c.founded_on <= " + shares.bind(day) + " AND c.closed_on > " + shares.bind(day) +
               " GROUP BY c.kind");
    tx.for_each<std::string, std::int64_t, std::int64_t>(
        shares.sql(), shares.params(),
        [&](const std::string& kind, std::int64_t counterparts, std::int64_t organizations) {
            for (auto& row : coverage.rows)
                if (row.kind == kind) row = {kind, counterparts, organizations};
        });
    return coverage;
}

}  // namespace jishi::organization
