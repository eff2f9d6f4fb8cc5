#include "organization/bulk_store.hpp"

#include <unordered_map>

#include "base/text.hpp"
#include "organization/amendment.hpp"
#include "organization/organization_store.hpp"
#include "organization/path.hpp"

namespace jishi::organization::store {
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

struct Place {
    std::string path;
    OrganizationId shard;
};

class Places {
public:
    explicit Places(db::Tx& tx) : tx_(tx) {}
    /// The place of a parent; a null pointer when there is none.
    const Place* find(OrganizationId id)
    {
        if (const auto known = places_.find(id); known != places_.end()) return &known->second;
        const auto node = find_node(tx_, id);
        return node ? add(id, {node->path, node->shard}) : nullptr;
    }
    const Place* add(OrganizationId id, Place place) { return &places_.insert_or_assign(id, std::move(place)).first->second; }

private:
    db::Tx& tx_;
    std::unordered_map<OrganizationId, Place> places_;
};

Result<std::vector<Node>> placed(db::Tx& tx, Date today, std::vector<NewNode>& news)
{
    Places places(tx);
    auto segment = take_segments(tx, static_cast<std::int64_t>(news.size()));
    std::vector<Node> nodes(news.size());
    for (std::size_t i = 0; i < news.size(); ++i) {
        auto& node = nodes[i];
        auto& values = news[i].values;
        static const Place top;
        const auto* above = values.parent ? places.find(values.parent) : &top;
        if (!above) return refuse(ErrorKind::not_found, "organization.not_found", {}, values.parent.str());
        node.id = news[i].id;
        node.path = above->path + path_segment(segment++);
        node.values = std::move(values);
        node.values.exists = true;
        node.shard = shard_of(node, above->shard);
        node.founded_on = news[i].founded_on;
        node.status = today < node.founded_on ? Status::planned : Status::active;
        auto pinyin = pinyin_of(node.values.name);
        node.pinyin = std::move(pinyin.full);
        node.initials = std::move(pinyin.initials);
        places.add(node.id, {node.path, node.shard});
    }
    return nodes;
}

}  // namespace

Result<std::vector<Node>> bulk_insert(db::Tx& tx, IdGenerator& ids, Date today, const Change& change, std::vector<NewNode>& news)
{
    auto nodes = TRY(placed(tx, today, news));
    const auto forever = Date::forever().str();
    {
        db::BulkInsert rows(tx, "organization_node",
                            {"parent", "name", "short_name", "code", "type", "sector", "level", "form", "region_code",
                             "term_started_on", "term_expires_on", "sort_order", "members", "formal_members", "id", "path",
                             "shard", "status", "founded_on", "dissolved_on", "pinyin", "initials", "version"});
        for (const auto& node : nodes) {
            write(rows, node.values);
            rows.integer(node.id.value).text(node.path).integer(node.shard.value).integer(static_cast<int>(node.status));
            rows.text(node.founded_on.str()).text(forever).text(node.pinyin).text(node.initials).integer(node.version);
            rows.end_row();
        }
        rows.finish();
    }
    db::BulkInsert rows(tx, "organization_state",
                        {"parent", "name", "short_name", "code", "type", "sector", "level", "form", "region_code",
                         "term_started_on", "term_expires_on", "sort_order", "members", "formal_members", "id",
                         "organization", "shard", "change", "decided", "valid_from", "valid_to", "recorded_at",
                         "superseded_at", "active"});
    for (const auto& node : nodes) {
        write(rows, node.values);
        rows.integer(ids.next()).integer(node.id.value).integer(node.shard.value).integer(change.id.value);
        rows.integer(AttributeSet::all().bits()).text(node.founded_on.str()).text(forever);
        rows.integer(tx.recorded_at().us).integer(Instant::forever().us).integer(1);
        rows.end_row();
    }
    rows.finish();
    for (const auto& node : nodes)
        if (node.status == Status::planned) plan(tx, node.founded_on, node.id, change.id);
    return nodes;
}

}  // namespace jishi::organization::store
