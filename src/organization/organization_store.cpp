#include "organization/organization_store.hpp"

#include <utility>

#include "organization/path.hpp"

namespace jishi::organization::store {
namespace {

using Text = std::string;
using MaybeDate = std::optional<Date>;
using MaybeInt = std::optional<int>;

Attributes attributes(OrganizationId parent, Text&& name, Text&& short_name, Text&& code, Text&& type, Text&& sector,
                      Text&& level, Text&& form, Text&& region, MaybeDate started, MaybeDate expires,
                      MaybeDate postponed, int order, MaybeInt members, MaybeInt formal)
{
    Attributes values;
    values.parent = parent;
    values.name = std::move(name);
    values.short_name = std::move(short_name);
    values.code = std::move(code);
    values.type = std::move(type);
    values.sector = std::move(sector);
    values.level = std::move(level);
    values.form = std::move(form);
    values.region_code = std::move(region);
    values.term_started_on = started;
    values.term_expires_on = expires;
    values.term_postponed_to = postponed;
    values.sort_order = order;
    values.members = members;
    values.formal_members = formal;
    return values;
}

template <class Each>
void read_nodes(db::Tx& tx, std::string_view sql, db::Params params, Each&& each)
{
    tx.for_each<OrganizationId, Text, OrganizationId, int, Date, Date, Text, Text, int, OrganizationId, Text, Text,
                Text, Text, Text, Text, Text, Text, MaybeDate, MaybeDate, MaybeDate, int, MaybeInt, MaybeInt>(
        sql, params,
        [&](OrganizationId id, Text path, OrganizationId shard, int status, Date founded, Date dissolved, Text pinyin,
            Text initials, int version, OrganizationId parent, Text name, Text short_name, Text code, Text type,
            Text sector, Text level, Text form, Text region, MaybeDate started, MaybeDate expires, MaybeDate postponed,
            int order, MaybeInt members, MaybeInt formal) {
            Node node;
            node.id = id;
            node.path = std::move(path);
            node.shard = shard;
            node.status = static_cast<Status>(status);
            node.founded_on = founded;
            node.dissolved_on = dissolved;
            node.pinyin = std::move(pinyin);
            node.initials = std::move(initials);
            node.version = version;
            node.values = attributes(parent, std::move(name), std::move(short_name), std::move(code), std::move(type),
                                     std::move(sector), std::move(level), std::move(form), std::move(region), started,
                                     expires, postponed, order, members, formal);
            node.values.exists = node.status == Status::active || node.status == Status::planned;
            each(std::move(node));
        });
}

template <class Each>
void read_states(db::Tx& tx, std::string_view sql, db::Params params, Each&& each)
{
    tx.for_each<StateId, OrganizationId, ChangeId, std::int64_t, Date, Date, Instant, Instant, bool, OrganizationId,
                Text, Text, Text, Text, Text, Text, Text, Text, MaybeDate, MaybeDate, MaybeDate, int, MaybeInt,
                MaybeInt>(
        sql, params,
        [&](StateId id, OrganizationId organization, ChangeId change, std::int64_t decided, Date from, Date to,
            Instant recorded, Instant superseded, bool active, OrganizationId parent, Text name, Text short_name,
            Text code, Text type, Text sector, Text level, Text form, Text region, MaybeDate started, MaybeDate expires,
            MaybeDate postponed, int order, MaybeInt members, MaybeInt formal) {
            auto values = attributes(parent, std::move(name), std::move(short_name), std::move(code), std::move(type),
                                     std::move(sector), std::move(level), std::move(form), std::move(region), started,
                                     expires, postponed, order, members, formal);
            values.exists = active;
            each(
                organization,
                RecordedState{
                    {id, change, from, to, AttributeSet::from_bits(decided), std::move(values)}, recorded, superseded});
        });
}

template <class Each>
void read_changes(db::Tx& tx, std::string_view sql, db::Params params, Each&& each)
{
    tx.for_each<ChangeId, Text, OrganizationId, OrganizationId, Date, Text, Text, Text, Text, Instant, AccountId, Text,
                ChangeId, Text, bool>(
        sql, params,
        [&](ChangeId change, Text kind, OrganizationId organization, OrganizationId related, Date effective,
            Text document, Text reason, Text special, Text payload, Instant recorded, AccountId account, Text name,
            ChangeId corrects, Text rules, bool superseded) {
            each(Change{change, change_kind_from(kind).value_or(ChangeKind::corrected), organization, effective,
                        std::move(document), std::move(reason), std::move(special), related, std::move(payload),
                        recorded, account, std::move(name), corrects, superseded, std::move(rules)});
        });
}

}  // namespace

std::optional<Node> find_node(db::Tx& tx, OrganizationId id)
{
    std::optional<Node> found;
    read_nodes(tx, R"(
        SELECT id, path, shard, status, founded_on, dissolved_on, pinyin, initials, version, parent, name, short_name,
               code, type, sector, level, form, region_code, term_started_on, term_expires_on,
               term_postponed_to, sort_order, members,
               formal_members
        FROM organization_node WHERE id = :id)",
               {{"id", id}}, [&](Node&& node) { found = std::move(node); });
    return found;
}

void each_node(db::Tx& tx, const std::function<void(Node&&)>& each)
{
    read_nodes(tx, R"(
        SELECT id, path, shard, status, founded_on, dissolved_on, pinyin, initials, version, parent, name, short_name,
               code, type, sector, level, form, region_code, term_started_on, term_expires_on,
               term_postponed_to, sort_order, members,
               formal_members
        FROM organization_node)",
               {}, each);
}

void insert_node(db::Tx& tx, const Node& node)
{
    const auto& values = node.values;
    tx.execute(R"(
        INSERT INTO organization_node (id, parent, path, shard, status, name, short_name, code, type, sector, level, form,
            region_code, term_started_on, term_expires_on,
            term_postponed_to, sort_order, members, formal_members, founded_on, dissolved_on,
            pinyin, initials, version)
        VALUES (:id, :parent, :path, :shard, :status, :name, :short_name, :code, :type, :sector, :level, :form,
            :region_code, :term_started_on, :term_expires_on,
            :term_postponed_to, :sort_order, :members, :formal_members, :founded_on,
            :dissolved_on, :pinyin, :initials, :version))",
               {{"id", node.id},
                {"parent", values.parent},
                {"path", node.path},
                {"shard", node.shard},
                {"status", static_cast<int>(node.status)},
                {"name", values.name},
                {"short_name", values.short_name},
                {"code", values.code},
                {"type", values.type},
                {"sector", values.sector},
                {"level", values.level},
                {"form", values.form},
                {"region_code", values.region_code},
                {"term_started_on", values.term_started_on},
                {"term_expires_on", values.term_expires_on},
                {"term_postponed_to", values.term_postponed_to},
                {"sort_order", values.sort_order},
                {"members", values.members},
                {"formal_members", values.formal_members},
                {"founded_on", node.founded_on},
                {"dissolved_on", node.dissolved_on},
                {"pinyin", node.pinyin},
                {"initials", node.initials},
                {"version", node.version}});
}

void update_node(db::Tx& tx, const Node& node)
{
    const auto& values = node.values;
    tx.execute(R"(
        UPDATE organization_node SET parent = :parent, status = :status, name = :name, short_name = :short_name, code = :code,
            type = :type, sector = :sector, level = :level, form = :form, region_code = :region_code,
            term_started_on = :term_started_on, term_expires_on = :term_expires_on,
            term_postponed_to = :term_postponed_to, sort_order = :sort_order,
            members = :members, formal_members = :formal_members, founded_on = :founded_on, dissolved_on = :dissolved_on,
            pinyin = :pinyin, initials = :initials, version = :version
        WHERE id = :id)",
               {{"parent", values.parent},
                {"status", static_cast<int>(node.status)},
                {"name", values.name},
                {"short_name", values.short_name},
                {"code", values.code},
                {"type", values.type},
                {"sector", values.sector},
                {"level", values.level},
                {"form", values.form},
                {"region_code", values.region_code},
                {"term_started_on", values.term_started_on},
                {"term_expires_on", values.term_expires_on},
                {"term_postponed_to", values.term_postponed_to},
                {"sort_order", values.sort_order},
                {"members", values.members},
                {"formal_members", values.formal_members},
                {"founded_on", node.founded_on},
                {"dissolved_on", node.dissolved_on},
                {"pinyin", node.pinyin},
                {"initials", node.initials},
                {"version", node.version},
                {"id", node.id}});
}

std::int64_t move_path(db::Tx& tx, std::string_view from, std::string_view to)
{
    return tx.execute(
        R"(
        UPDATE organization_node SET path = :to || substr(path, :rest) WHERE path >= :from AND path < :end)",
        {{"to", to}, {"rest", static_cast<std::int64_t>(from.size()) + 1}, {"from", from}, {"end", path_end(from)}});
}

std::vector<OrganizationId> reshard(db::Tx& tx, std::string_view path, OrganizationId from, OrganizationId to)
{
    const auto end = path_end(path);
    for (
        const std::string_view sql : {
            R"(UPDATE organization_unit_state SET shard = :to WHERE unit IN (SELECT u.id FROM organization_unit u WHERE u.area IN
                    (SELECT id FROM organization_node WHERE path >= :path AND path < :end AND shard = :old)))",
            R"(UPDATE organization_unit_change SET shard = :to WHERE unit IN (SELECT u.id FROM organization_unit u WHERE u.area IN
                    (SELECT id FROM organization_node WHERE path >= :path AND path < :end AND shard = :old)))",
            R"(UPDATE organization_unit SET shard = :to WHERE area IN
                    (SELECT id FROM organization_node WHERE path >= :path AND path < :end AND shard = :old))",
            R"(UPDATE organization_state SET shard = :to WHERE organization IN
                    (SELECT id FROM organization_node WHERE path >= :path AND path < :end AND shard = :old))",
            R"(UPDATE organization_change SET shard = :to WHERE organization IN
                    (SELECT id FROM organization_node WHERE path >= :path AND path < :end AND shard = :old))"})
        tx.execute(sql, {{"to", to}, {"path", path}, {"end", end}, {"old", from}});
    std::vector<OrganizationId> moved;
    tx.for_each<OrganizationId>(
        "UPDATE organization_node SET shard = :to WHERE path >= :path AND path < :end AND shard = :old RETURNING id",
        db::Params{{"to", to}, {"path", path}, {"end", end}, {"old", from}},
        [&](OrganizationId id) { moved.push_back(id); });
    return moved;
}

std::int64_t take_segments(db::Tx& tx, std::int64_t count)
{
    std::int64_t last = 0;
    tx.for_each<std::int64_t>(
        "UPDATE organization_counter SET value = value + :count WHERE name = 'segment' RETURNING value",
        db::Params{{"count", count}}, [&](std::int64_t value) { last = value; });
    return last - count + 1;
}

Timeline timeline_of(db::Tx& tx, OrganizationId id)
{
    std::vector<State> states;
    read_states(tx, R"(
        SELECT id, organization, change, decided, valid_from, valid_to, recorded_at, superseded_at, active, parent, name,
               short_name, code, type, sector, level, form, region_code, term_started_on, term_expires_on,
               term_postponed_to, sort_order,
               members, formal_members
        FROM organization_state WHERE organization = :organization AND superseded_at = :now
        ORDER BY valid_from, change)",
                db::Params{{"organization", id}, {"now", Instant::forever()}},
                [&](OrganizationId, RecordedState&& row) { states.push_back(std::move(row.state)); });
    return Timeline{std::move(states)};
}

Timeline timeline_known_at(db::Tx& tx, OrganizationId id, Instant known)
{
    std::vector<State> states;
    for (auto& row : recorded_states(tx, id))
        if (row.recorded_at <= known && known < row.superseded_at) states.push_back(std::move(row.state));
    return Timeline{std::move(states)};
}

std::vector<RecordedState> recorded_states(db::Tx& tx, OrganizationId id)
{
    std::vector<RecordedState> rows;
    read_states(tx, R"(
        SELECT id, organization, change, decided, valid_from, valid_to, recorded_at, superseded_at, active, parent, name,
               short_name, code, type, sector, level, form, region_code, term_started_on, term_expires_on,
               term_postponed_to, sort_order,
               members, formal_members
        FROM organization_state WHERE organization = :organization
        ORDER BY valid_from, change, id)",
                db::Params{{"organization", id}},
                [&](OrganizationId, RecordedState&& row) { rows.push_back(std::move(row)); });
    return rows;
}

std::vector<Then> children_at(db::Tx& tx, OrganizationId parent, Date day, Instant known)
{
    std::vector<Then> list;
    read_states(tx, R"(
        SELECT id, organization, change, decided, valid_from, valid_to, recorded_at, superseded_at, active, parent, name,
               short_name, code, type, sector, level, form, region_code, term_started_on, term_expires_on,
               term_postponed_to, sort_order,
               members, formal_members
        FROM organization_state
        WHERE parent = :parent AND valid_from <= :day AND valid_to > :day AND recorded_at <= :known
              AND superseded_at > :known AND active = 1)",
                db::Params{{"parent", parent}, {"day", day}, {"known", known}},
                [&](OrganizationId id, RecordedState&& row) {
                    list.push_back({id, std::move(row.state.values)});
                });
    return list;
}

std::vector<Then> several_at(db::Tx& tx, std::span<const OrganizationId> ids, Date day, Instant known)
{
    std::vector<Then> list;
    constexpr std::size_t together = 8;
    for (; !ids.empty(); ids = ids.subspan(std::min(together, ids.size()))) {
        const auto nth = [&](std::size_t i) { return i < ids.size() ? ids[i] : OrganizationId{}; };
        read_states(tx, R"(
            SELECT id, organization, change, decided, valid_from, valid_to, recorded_at, superseded_at, active, parent, name,
                   short_name, code, type, sector, level, form, region_code, term_started_on, term_expires_on,
                   term_postponed_to, sort_order,
                   members, formal_members
            FROM organization_state
            WHERE organization IN (:a, :b, :c, :d, :e, :f, :g, :h) AND valid_from <= :day AND valid_to > :day
                  AND recorded_at <= :known AND superseded_at > :known AND active = 1)",
                    db::Params{{"a", nth(0)},
                               {"b", nth(1)},
                               {"c", nth(2)},
                               {"d", nth(3)},
                               {"e", nth(4)},
                               {"f", nth(5)},
                               {"g", nth(6)},
                               {"h", nth(7)},
                               {"day", day},
                               {"known", known}},
                    [&](OrganizationId id, RecordedState&& row) {
                        list.push_back({id, std::move(row.state.values)});
                    });
    }
    return list;
}

void insert_state(db::Tx& tx, OrganizationId organization, OrganizationId shard, const State& state)
{
    const auto& values = state.values;
    tx.execute(R"(
        INSERT INTO organization_state (id, organization, shard, change, decided, valid_from, valid_to, recorded_at,
            superseded_at, active, parent, name, short_name, code, type, sector, level, form, region_code, term_started_on,
            term_expires_on, term_postponed_to, sort_order, members, formal_members)
        VALUES (:id, :organization, :shard, :change, :decided, :valid_from, :valid_to, :recorded_at, :superseded_at,
            :active, :parent, :name, :short_name, :code, :type, :sector, :level, :form, :region_code, :term_started_on,
            :term_expires_on, :term_postponed_to, :sort_order, :members, :formal_members))",
               {{"id", state.id},
                {"organization", organization},
                {"shard", shard},
                {"change", state.change},
                {"decided", state.decided.bits()},
                {"valid_from", state.valid_from},
                {"valid_to", state.valid_to},
                {"recorded_at", tx.recorded_at()},
                {"superseded_at", Instant::forever()},
                {"active", values.exists},
                {"parent", values.parent},
                {"name", values.name},
                {"short_name", values.short_name},
                {"code", values.code},
                {"type", values.type},
                {"sector", values.sector},
                {"level", values.level},
                {"form", values.form},
                {"region_code", values.region_code},
                {"term_started_on", values.term_started_on},
                {"term_expires_on", values.term_expires_on},
                {"term_postponed_to", values.term_postponed_to},
                {"sort_order", values.sort_order},
                {"members", values.members},
                {"formal_members", values.formal_members}});
}

void supersede(db::Tx& tx, StateId id)
{
    // A clock that was set back must not end a row before it began.
    tx.execute(R"(
        UPDATE organization_state
        SET superseded_at = CASE WHEN recorded_at > :now THEN recorded_at ELSE :now END
        WHERE id = :id)",
               {{"now", tx.recorded_at()}, {"id", id}});
}

bool is_name_taken(db::Tx& tx, OrganizationId parent, std::string_view name, Date from, Date to, OrganizationId except)
{
    return tx
        .query_one<std::int64_t>(R"(
        SELECT id FROM organization_state
        WHERE parent = :parent AND name = :name AND superseded_at = :now AND active = 1
              AND valid_from < :to AND valid_to > :from AND valid_from < valid_to AND organization <> :except
        LIMIT 1)",
                                 {{"parent", parent},
                                  {"name", name},
                                  {"now", Instant::forever()},
                                  {"to", to},
                                  {"from", from},
                                  {"except", except}})
        .has_value();
}

std::vector<Link> children_of(db::Tx& tx, OrganizationId parent, Date from, Date to)
{
    std::vector<Link> links;
    tx.for_each<OrganizationId, Date, Date, Text>(
        R"(
        SELECT organization, valid_from, valid_to, type FROM organization_state
        WHERE parent = :parent AND superseded_at = :now AND active = 1
              AND valid_from < :to AND valid_to > :from AND valid_from < valid_to
        ORDER BY organization, valid_from)",
        db::Params{{"parent", parent}, {"now", Instant::forever()}, {"to", to}, {"from", from}},
        [&](OrganizationId child, Date begin, Date end, Text type) {
            links.push_back({child, begin, end, std::move(type)});
        });
    return links;
}

std::vector<OrganizationId> decided_by(db::Tx& tx, ChangeId change)
{
    std::vector<OrganizationId> ids;
    tx.for_each<OrganizationId>(R"(
        SELECT DISTINCT organization FROM organization_state WHERE change = :change AND superseded_at = :now
        ORDER BY organization)",
                                db::Params{{"change", change}, {"now", Instant::forever()}},
                                [&](OrganizationId id) { ids.push_back(id); });
    return ids;
}

void insert_change(db::Tx& tx, const Change& change, OrganizationId shard)
{
    tx.execute(R"(
        INSERT INTO organization_change (id, kind, organization, shard, related, effective_on, document_no, reason,
            special_reason, payload, recorded_at, recorded_by, recorded_by_name, corrects, rules)
        VALUES (:id, :kind, :organization, :shard, :related, :effective_on, :document_no, :reason, :special_reason, :payload,
            :recorded_at, :recorded_by, :recorded_by_name, :corrects, :rules))",
               {{"id", change.id},
                {"kind", code_of(change.kind)},
                {"organization", change.organization},
                {"shard", shard},
                {"related", change.related},
                {"effective_on", change.effective_on},
                {"document_no", change.document_no},
                {"reason", change.reason},
                {"special_reason", change.special_reason},
                {"payload", change.payload},
                {"recorded_at", change.recorded_at},
                {"recorded_by", change.recorded_by},
                {"recorded_by_name", change.recorded_by_name},
                {"corrects", change.corrects},
                {"rules", change.rules}});
}

std::optional<Change> find_change(db::Tx& tx, ChangeId id)
{
    std::optional<Change> found;
    read_changes(tx, R"(
        SELECT c.id, c.kind, c.organization, c.related, c.effective_on, c.document_no, c.reason, c.special_reason, c.payload,
               c.recorded_at, c.recorded_by, c.recorded_by_name, c.corrects, c.rules,
               CASE WHEN EXISTS (SELECT 1 FROM organization_change x WHERE x.corrects = c.id AND x.corrects <> 0)
                    THEN 1 ELSE 0 END
        FROM organization_change c WHERE c.id = :id)",
                 db::Params{{"id", id}}, [&](Change&& change) { found = std::move(change); });
    return found;
}

std::vector<Change> changes_of(db::Tx& tx, OrganizationId id)
{
    std::vector<Change> changes;
    read_changes(tx, R"(
        SELECT c.id, c.kind, c.organization, c.related, c.effective_on, c.document_no, c.reason, c.special_reason, c.payload,
               c.recorded_at, c.recorded_by, c.recorded_by_name, c.corrects, c.rules,
               CASE WHEN EXISTS (SELECT 1 FROM organization_change x WHERE x.corrects = c.id AND x.corrects <> 0)
                    THEN 1 ELSE 0 END
        FROM organization_change c
        WHERE c.id IN (SELECT id FROM organization_change WHERE organization = :organization
                       UNION SELECT change FROM organization_state WHERE organization = :organization
                       UNION SELECT id FROM organization_change WHERE related = :organization AND related <> 0
                             AND kind <> 'founded' AND kind <> 'moved')
        ORDER BY c.effective_on DESC, c.id DESC)",
                 db::Params{{"organization", id}}, [&](Change&& change) { changes.push_back(std::move(change)); });
    return changes;
}

void each_change_between(db::Tx& tx, Date from, Date to, Instant known, const std::function<bool(Change&&)>& each)
{
    bool more = true;
    read_changes(tx, R"(
        SELECT c.id, c.kind, c.organization, c.related, c.effective_on, c.document_no, c.reason, c.special_reason, c.payload,
               c.recorded_at, c.recorded_by, c.recorded_by_name, c.corrects, c.rules,
               CASE WHEN EXISTS (SELECT 1 FROM organization_change x WHERE x.corrects = c.id AND x.corrects <> 0)
                    THEN 1 ELSE 0 END
        FROM organization_change c
        WHERE c.effective_on > :from AND c.effective_on <= :to AND c.recorded_at <= :known
        ORDER BY c.effective_on DESC, c.id DESC)",
                 db::Params{{"from", from}, {"to", to}, {"known", known}},
                 [&](Change&& change) { more = more && each(std::move(change)); });
}

std::vector<Change> planned_changes_of(db::Tx& tx, OrganizationId id)
{
    std::vector<Change> changes;
    read_changes(tx, R"(
        SELECT c.id, c.kind, c.organization, c.related, c.effective_on, c.document_no, c.reason, c.special_reason, c.payload,
               c.recorded_at, c.recorded_by, c.recorded_by_name, c.corrects, c.rules,
               CASE WHEN EXISTS (SELECT 1 FROM organization_change x WHERE x.corrects = c.id AND x.corrects <> 0)
                    THEN 1 ELSE 0 END
        FROM organization_change c
        WHERE c.id IN (SELECT change FROM organization_planned WHERE organization = :organization)
        ORDER BY c.effective_on, c.id)",
                 db::Params{{"organization", id}}, [&](Change&& change) { changes.push_back(std::move(change)); });
    return changes;
}

void plan(db::Tx& tx, Date effective_on, OrganizationId organization, ChangeId change)
{
    tx.execute(R"(
        INSERT INTO organization_planned (effective_on, organization, change) VALUES (:day, :organization, :change)
        ON CONFLICT (effective_on, organization, change) DO NOTHING)",
               {{"day", effective_on}, {"organization", organization}, {"change", change}});
}

void unplan(db::Tx& tx, OrganizationId organization, ChangeId change)
{
    tx.execute("DELETE FROM organization_planned WHERE organization = :organization AND change = :change",
               {{"organization", organization}, {"change", change}});
}

std::vector<Planned> planned_until(db::Tx& tx, Date day)
{
    std::vector<Planned> planned;
    tx.for_each<Date, OrganizationId, ChangeId>(R"(
        SELECT effective_on, organization, change FROM organization_planned WHERE effective_on <= :day
        ORDER BY effective_on, change, organization)",
                                                db::Params{{"day", day}},
                                                [&](Date on, OrganizationId organization, ChangeId change) {
                                                    planned.push_back({on, organization, change});
                                                });
    return planned;
}

void forget_planned_until(db::Tx& tx, Date day)
{
    tx.execute("DELETE FROM organization_planned WHERE effective_on <= :day", {{"day", day}});
}

bool has_plans(db::Tx& tx, OrganizationId organization)
{
    return tx
        .query_one<ChangeId>("SELECT change FROM organization_planned WHERE organization = :organization LIMIT 1",
                             {{"organization", organization}})
        .has_value();
}

}  // namespace jishi::organization::store
