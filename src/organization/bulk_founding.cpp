#include "organization/bulk_founding.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "organization/amendment.hpp"
#include "organization/bulk_units.hpp"
#include "organization/organization_store.hpp"
#include "organization/path.hpp"
#include "organization/unit_links.hpp"
#include "platform/json_text.hpp"

namespace jishi::organization {
namespace {

void write(db::BulkInsert& rows, const std::optional<Date>& date)
{
    if (date) rows.text(date->str());
    else rows.null();
}

void write(db::BulkInsert& rows, const std::optional<int>& number)
{
    if (number) rows.integer(*number);
    else rows.null();
}

/// The columns that nodes and states have in common, in the order of both lists below.
void write(db::BulkInsert& rows, const Attributes& values)
{
    rows.integer(values.parent.value).text(values.name).text(values.short_name).text(values.code).text(values.type);
    rows.text(values.sector).text(values.level).text(values.form).text(values.region_code);
    write(rows, values.term_started_on);
    write(rows, values.term_expires_on);
    rows.integer(values.sort_order);
    write(rows, values.members);
    write(rows, values.formal_members);
}

}  // namespace

BulkFounding::BulkFounding(const Office& office, db::Tx& tx, const platform::Actor& actor, Change batch,
                           Directory directory)
    : office_(office), tx_(tx), actor_(actor), change_(std::move(batch)), directory_(directory),
      today_(office.clock.today())
{
    if (!change_.id) change_.id = office.ids.next_id<ChangeTag>();
    change_.recorded_at = tx.recorded_at();
    change_.recorded_by = actor.account;
    change_.recorded_by_name = actor.display_name;
}

BulkFounding::~BulkFounding() = default;

const BulkFounding::Place* BulkFounding::place_of(OrganizationId id)
{
    static const Place top;
    if (!id) return &top;
    if (const auto known = places_.find(id); known != places_.end()) return &known->second;
    const auto node = store::find_node(tx_, id);
    return node ? &places_.emplace(id, Place{node->path, node->shard}).first->second : nullptr;
}

Result<void> BulkFounding::place(std::vector<NewNode>& news, std::vector<Node>& nodes)
{
    auto segment = store::take_segments(tx_, static_cast<std::int64_t>(news.size()));
    nodes.resize(news.size());
    for (std::size_t i = 0; i < news.size(); ++i) {
        auto& node = nodes[i];
        const auto* const above = place_of(news[i].values.parent);
        if (!above) return refuse(ErrorKind::not_found, "organization.not_found", {}, news[i].values.parent.str());
        node.id = news[i].id;
        node.path = above->path + path_segment(segment++);
        node.values = std::move(news[i].values);
        node.values.exists = true;
        node.shard = shard_of(node, above->shard);
        node.founded_on = news[i].founded_on;
        node.status = today_ < node.founded_on ? Status::planned : Status::active;
        auto pinyin = pinyin_of(node.values.name);
        node.pinyin = std::move(pinyin.full);
        node.initials = std::move(pinyin.initials);
        first_day_ = std::min(first_day_, node.founded_on);
        places_.emplace(node.id, Place{node.path, node.shard});
    }
    return {};
}

void BulkFounding::write_nodes(const std::vector<Node>& nodes)
{
    const auto forever = Date::forever().str();
    db::BulkInsert rows(tx_, "organization_node",
                        {"parent",
                         "name",
                         "short_name",
                         "code",
                         "type",
                         "sector",
                         "level",
                         "form",
                         "region_code",
                         "term_started_on",
                         "term_expires_on",
                         "sort_order",
                         "members",
                         "formal_members",
                         "id",
                         "path",
                         "shard",
                         "status",
                         "founded_on",
                         "dissolved_on",
                         "pinyin",
                         "initials",
                         "version"});
    for (const auto& node : nodes) {
        write(rows, node.values);
        rows.integer(node.id.value).text(node.path).integer(node.shard.value).integer(static_cast<int>(node.status));
        rows.text(node.founded_on.str()).text(forever).text(node.pinyin).text(node.initials).integer(node.version);
        rows.end_row();
    }
    rows.finish();
}

void BulkFounding::write_states(const std::vector<Node>& nodes)
{
    const auto forever = Date::forever().str();
    db::BulkInsert rows(tx_, "organization_state",
                        {"parent",          "name",        "short_name",    "code",           "type",
                         "sector",          "level",       "form",          "region_code",    "term_started_on",
                         "term_expires_on", "sort_order",  "members",       "formal_members", "id",
                         "organization",    "shard",       "change",        "decided",        "valid_from",
                         "valid_to",        "recorded_at", "superseded_at", "active"});
    for (const auto& node : nodes) {
        write(rows, node.values);
        mark_ = office_.ids.next();
        rows.integer(mark_).integer(node.id.value).integer(node.shard.value).integer(change_.id.value);
        rows.integer(AttributeSet::all().bits()).text(node.founded_on.str()).text(forever);
        rows.integer(tx_.recorded_at().us).integer(Instant::forever().us).integer(1);
        rows.end_row();
    }
    rows.finish();
}

/// [ORG-55] What register_unit() and link_units() would write one by one.
Result<void> BulkFounding::add_units(std::vector<NewNode>& news, const std::vector<Node>& nodes)
{
    std::vector<store::BulkUnit> units;
    const auto rules = office_.rules(change_.organization, change_.effective_on);
    for (std::size_t i = 0; i < news.size(); ++i) {
        if (!news[i].unit) continue;
        auto& unit = units.emplace_back();
        unit.id = office_.ids.next_id<UnitTag>();
        unit.change = office_.ids.next_id<ChangeTag>();
        unit.values = *std::move(news[i].unit);
        unit.values.exists = true;
        unit.opened_on = nodes[i].founded_on;
        unit.organization = nodes[i].id;
        const auto* const area = place_of(unit.values.area);
        if (!unit.values.area || !area)
            return refuse(ErrorKind::not_found, "organization.not_found", {}, unit.values.area.str());
        unit.shard = area->shard;
        const auto* const kind = rules->unit_kind(unit.values.kind);
        if (!kind) return refuse(ErrorKind::invalid_input, "unit.kind_unknown", "DATA-54", unit.values.kind);
        if (unit.values.sector.empty()) unit.values.sector = kind->sector;
        const auto* const type = rules->type(nodes[i].values.type);
        unit.role = type && type->needs_units ? "member" : "host";
    }
    store::bulk_insert_units(tx_, office_.ids, change_, units);
    units_ += static_cast<std::int64_t>(units.size());
    return {};
}

Result<void> BulkFounding::add(std::vector<NewNode>&& news)
{
    std::vector<Node> nodes;
    if (auto placed = place(news, nodes); !placed) return placed;
    write_nodes(nodes);
    write_states(nodes);
    TRY(add_units(news, nodes));
    count_ += static_cast<std::int64_t>(nodes.size());
    for (const auto& node : nodes)
        if (node.status == Status::planned) store::plan(tx_, node.founded_on, node.id, change_.id);
    if (directory_ == Directory::follows)
        kept_->insert(kept_->end(), std::make_move_iterator(nodes.begin()), std::make_move_iterator(nodes.end()));
    return {};
}

Result<Change> BulkFounding::finish()
{
    TRY(actor_.require(platform::Permission::organization_import, change_.organization));
    const auto* const top = place_of(change_.organization);
    change_.rules = rules_deciding(office_.policy_at(change_.organization, change_.effective_on), ChangeKind::founded);
    store::insert_change(tx_, change_, top ? top->shard : OrganizationId{});
    const auto payload = platform::JsonObject{}
                             .add("change", change_.id)
                             .add("effective_on", change_.effective_on.str())
                             .add("organizations", count_)
                             .add("units", units_)
                             .text();
    const auto topic = "organization." + std::string(code_of(change_.kind));
    office_.audit(tx_, actor_,
                  {topic, "organization", change_.organization.str(), change_.organization, "", payload, ""});
    db::publish(tx_, topic, change_.organization.value, payload);
    tx_.after_commit(
        [&directory = office_.directory, kept = kept_, changed = office_.changed, day = first_day_, mark = mark_] {
            directory.put(*kept);
            if (changed) changed(day, mark);
        });
    return change_;
}

Result<Change> bulk_found(const Office& office, db::Tx& tx, const platform::Actor& actor, const Change& batch,
                          std::vector<NewNode>&& nodes)
{
    BulkFounding founding(office, tx, actor, batch);
    TRY(founding.add(std::move(nodes)));
    return founding.finish();
}

namespace {

/// What stands on organisations of the batch and was not brought by it: a name for the message.
std::optional<std::string> later_change(db::Tx& tx, ChangeId batch)
{
    // One that was put right by hand stands on the correction.
    if (const auto row = tx.query_one<std::string>(R"(
        SELECT n.name FROM organization_change c JOIN organization_node n ON n.id = c.organization
        WHERE c.corrects = :batch AND c.corrects <> 0 ORDER BY c.id LIMIT 1)",
                                                   {{"batch", batch}}))
        return std::get<0>(*row);
    const auto row = tx.query_one<std::string>(R"(
        SELECT name FROM organization_state
        WHERE superseded_at = :now AND change <> :batch AND (
              organization IN (SELECT organization FROM organization_state WHERE change = :batch AND superseded_at = :now)
              OR parent IN (SELECT organization FROM organization_state WHERE change = :batch AND superseded_at = :now))
        ORDER BY id LIMIT 1)",
                                               {{"now", Instant::forever()}, {"batch", batch}});
    if (!row) return std::nullopt;
    return std::get<0>(*row);
}

void withdraw_rows(db::Tx& tx, ChangeId batch)
{
    tx.execute(R"(
        UPDATE organization_node SET status = :withdrawn, version = version + 1
        WHERE id IN (SELECT organization FROM organization_state WHERE change = :batch AND superseded_at = :forever))",
               {{"withdrawn", static_cast<int>(Status::withdrawn)}, {"batch", batch}, {"forever", Instant::forever()}});
    tx.execute(R"(
        UPDATE organization_state SET superseded_at = CASE WHEN recorded_at > :now THEN recorded_at ELSE :now END
        WHERE change = :batch AND superseded_at = :forever)",
               {{"now", tx.recorded_at()}, {"batch", batch}, {"forever", Instant::forever()}});
    tx.execute("DELETE FROM organization_planned WHERE change = :batch", {{"batch", batch}});
}

}  // namespace

Result<Change> withdraw_batch(const Office& office, db::Tx& tx, const platform::Actor& actor, ChangeId batch,
                              const Papers& papers)
{
    const auto imported = store::find_change(tx, batch);
    if (!imported) return refuse(ErrorKind::not_found, "organization.change_not_found", {}, batch.str());
    TRY(actor.require(platform::Permission::organization_import, imported->organization));
    const auto founded = store::decided_by(tx, batch);
    if (imported->superseded && founded.empty())
        return refuse(ErrorKind::conflict, "organization.change_superseded", {}, batch.str());
    if (const auto name = later_change(tx, batch))
        return refuse(ErrorKind::conflict, "organization.has_later_changes", {}, *name);
    if (office.people) {
        Reshaping reshaping{imported->id, imported->effective_on, papers.document_no, papers.reason, false, {}};
        for (const auto id : founded) reshaping.organizations.push_back({id, {}, {}});
        TRY(office.people(tx, actor, reshaping));
    }
    Change change;
    change.id = office.ids.next_id<ChangeTag>();
    change.kind = ChangeKind::corrected;
    change.organization = imported->organization;
    change.effective_on = imported->effective_on;
    change.document_no = papers.document_no;
    change.reason = papers.reason;
    change.payload = platform::JsonObject{}.add("kind", code_of(imported->kind)).add("withdrawn", true).text();
    change.recorded_at = tx.recorded_at();
    change.recorded_by = actor.account;
    change.recorded_by_name = actor.display_name;
    change.corrects = batch;
    withdraw_rows(tx, batch);
    withdraw_links({tx, office.ids, change.id, imported->effective_on}, {batch, {}});
    store::insert_change(tx, change, OrganizationId{});
    const auto payload = platform::JsonObject{}
                             .add("change", change.id)
                             .add("corrects", batch)
                             .add("organizations", static_cast<std::int64_t>(founded.size()))
                             .text();
    office.audit(
        tx, actor,
        {"organization.corrected", "organization", change.organization.str(), change.organization, "", payload, ""});
    db::publish(tx, "organization.corrected", change.organization.value, payload);
    tx.after_commit([&directory = office.directory, founded, changed = office.changed, mark = change.id.value] {
        directory.withdraw(founded);
        if (changed) changed(Date::first(), mark);
    });
    return change;
}

}  // namespace jishi::organization
