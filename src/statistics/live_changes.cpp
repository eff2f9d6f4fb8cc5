#include "statistics/live_changes.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <stdexcept>

namespace jishi::statistics {
namespace {

constexpr std::size_t looked_for_one_by_one = 64;  // more are found in one pass
constexpr std::size_t leaves_max = 64;             // more organisations at once: the tree is read anew
constexpr std::size_t applied_min = 20'000;        // so many changes are always applied
constexpr std::size_t applied_max = 200'000;       // and never more: readers wait meanwhile

/// The value of a member of a JSON object as we write it: a text without escapes, or a number.
std::string_view value_in(std::string_view json, std::string_view name)
{
    const auto key = "\"" + std::string(name) + "\":";
    auto at = json.find(key);
    if (at == std::string_view::npos) return {};
    at += key.size();
    if (at < json.size() && json[at] == '"') ++at;
    const auto end = json.find_first_of("\",}", at);
    return json.substr(at, end == std::string_view::npos ? end : end - at);
}

std::int64_t number_in(std::string_view json, std::string_view name)
{
    const auto text = value_in(json, name);
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

template <class Tag>
void take(std::vector<Id<Tag>>& list, const std::set<std::int64_t>& ids)
{
    for (const auto id : ids)
        if (id != 0) list.emplace_back(id);
}

}  // namespace

Reading reading_of(db::Tx& tx, std::int64_t after)
{
    Reading reading;
    std::set<std::int64_t> members, nodes, units, changes, batches;
    std::set<std::int64_t> records;
    db::each_event_after(tx, after, [&](const db::Event& event) {
        const std::string_view topic = event.topic;
        if (topic.starts_with("organization.")) {
            const auto change = number_in(event.payload, "change");
            // What is put right may alter what anybody decided before.
            if (change == 0 || has(topic, "correct")) {
                reading.all_nodes = true;
                return;
            }
            nodes.insert(event.subject);
            changes.insert(change);
        } else if (topic.starts_with("unit.")) {
            if (has(topic, "import")) reading.all_units = true;
            else units.insert(event.subject);
        } else if (topic.starts_with("post.")) {
            if (has(topic, "demo")) reading.everything = true;
            else records.insert(event.subject);
        } else if (topic.starts_with("member.")) {
            if (has(topic, "demo")) reading.everything = true;
            else if (const auto batch = number_in(event.payload, "batch")) batches.insert(batch);
            else members.insert(event.subject);
        }
    });
    if (reading.everything) return reading;
    for (const auto change : changes)
        for (const auto id : organization::changed_by(tx, ChangeId{change})) nodes.insert(id.value);
    for (const auto batch : batches)
        for (const auto id : team::imported_with(tx, batch)) members.insert(id.value);
    if (!records.empty())
        for (const auto id : team::holders_of(tx, std::vector(records.begin(), records.end())))
            members.insert(id.value);
    take(reading.nodes, nodes);
    // How a unit is reached hangs on the organisations that reach it.
    reading.all_units = reading.all_units || reading.all_nodes;
    if (!reading.all_units)
        for (const auto id : organization::units_reached_by(tx, reading.nodes)) units.insert(id.value);
    take(reading.members, members);
    take(reading.units, units);
    return reading;
}

std::optional<Date> reaches_back_to(const db::Event& event)
{
    const std::string_view topic = event.topic;
    if (!topic.starts_with("member.") && !topic.starts_with("organization.") && !topic.starts_with("unit.") &&
        !topic.starts_with("post."))
        return std::nullopt;
    if (has(topic, "correct") || has(topic, "merge") || has(topic, "withdrawn")) return Date::first();
    return Date::parse(value_in(event.payload, "effective_on")).value_or(Date::first());
}

namespace {

/// The new organisations in an order in which each parent is there before its children; nothing when one is missing.
std::optional<std::vector<Tree::Link>> as_leaves(const Tree& tree, std::vector<Tree::Link> news)
{
    std::vector<Tree::Link> ordered;
    std::set<std::int64_t> there;
    while (!news.empty()) {
        const auto before = news.size();
        std::erase_if(news, [&](const Tree::Link& link) {
            if (link.parent != 0 && tree.find(link.parent) == node_none && !there.contains(link.parent)) return false;
            there.insert(link.id);
            ordered.push_back(link);
            return true;
        });
        if (news.size() == before) return std::nullopt;
    }
    return ordered;
}

void read_nodes(db::Tx& tx, const World& world, const Reading& reading, Changes& changes)
{
    const auto& tree = world.tree();
    std::vector<Tree::Link> news;
    bool anew = reading.all_nodes;
    std::size_t found = 0;
    if (!anew)
        organization::each_node_row_of(tx, reading.nodes, [&](const organization::NodeRow& row) {
            ++found;
            changes.infos.emplace_back(row.id.value, info_of(row));
            const auto node = tree.find(row.id.value);
            if (node == node_none) {
                news.push_back({row.id.value, row.parent.value});
                return;
            }
            const auto parent = tree.parent(node);
            anew = anew || (parent == node_none ? 0 : tree.id(parent)) != row.parent.value;
        });
    // One that is not there any more was founded by mistake.
    anew = anew || found != reading.nodes.size() || news.size() > leaves_max;
    const auto leaves = anew ? std::nullopt : as_leaves(tree, std::move(news));
    if (!leaves) {
        changes.infos.clear();
        changes.nodes = load_nodes(tx);
        return;
    }
    if (leaves->empty()) return;
    Nodes nodes{std::make_shared<const Tree>(tree.with(*leaves)), {}};
    nodes.infos.resize(nodes.tree->size());
    for (Node node = 0; node < tree.size(); ++node) nodes.infos[nodes.tree->find(tree.id(node))] = world.infos()[node];
    changes.nodes = std::move(nodes);
    changes.leaves_only = true;
}

void find_members(db::Tx& tx, const World& world, std::vector<Touched>& members)
{
    const auto& rows = world.members();
    if (members.size() > looked_for_one_by_one) {
        std::vector<std::int64_t> ids;
        for (const auto& one : members) ids.push_back(one.row.id.value);
        const auto found = rows.nodes_of(ids);
        for (auto& one : members) {
            const auto at = found.find(one.row.id.value);
            one.was = at == found.end() ? node_none : at->second;
        }
        return;
    }
    for (auto& one : members) {
        for (const auto branch : team::branches_ever(tx, one.row.id)) {
            const auto node = rows.tree().find(branch.value);
            if (node != node_none && one.was == node_none && rows.find(node, one.row.id.value) != row_none)
                one.was = node;
        }
        if (one.was != node_none) continue;
        // Where no state says so, it is looked for everywhere: counting somebody twice would be worse than slow.
        const auto row = rows.find_anywhere(one.row.id.value);
        one.was = row == row_none ? node_none : rows.node_of(row);
    }
}

}  // namespace

std::optional<Changes> changes_of(db::Tx& tx, const organization::Office& office, const World& world,
                                  const LiveRules& rules, Date today, const Reading& reading)
{
    const auto many = std::clamp<std::size_t>(world.members().rows() / 4, applied_min, applied_max);
    if (reading.everything || reading.members.size() > many) return std::nullopt;
    Changes changes{today, {}, Posts(world.columns()), {}, false, {}, {}, {}, {}};
    team::persons_of(tx, today, reading.members, [&](const team::PersonRow& row, bool withdrawn) {
        changes.members.push_back(
            {row, !withdrawn && std::ranges::find(rules.on_roll, row.status) != rules.on_roll.end(), node_none});
    });
    // An event whose subject is no member is about nobody knows whom.
    if (changes.members.size() != reading.members.size()) return std::nullopt;
    find_members(tx, world, changes.members);
    team::each_held_by(tx, reading.members, {today, {}},
                       [&](MemberId id, const std::string& post) { changes.posts.add(id, post); });
    if (reading.all_nodes || !reading.nodes.empty()) read_nodes(tx, world, reading, changes);
    if (reading.all_units) {
        changes.all_units.emplace(load_units(tx, office, {today, {}},
                                             changes.nodes ? changes.nodes->tree : world.members().shared_tree(),
                                             world.find(Counted::units)->shared_columns()));
    } else {
        changes.unit_ids = reading.units;
        organization::each_unit_row_of(office, tx, reading.units, {today, {}},
                                       [&](const organization::UnitRow& row) { changes.units.push_back(row); });
    }
    return changes;
}

// ---- carried in --------------------------------------------------------------------------------------------------

Applying::Applying(World& world, const LiveRules& rules)
    : world_(world), rules_(rules), members_(world.columns(), world.on())
{
    const auto* status = world.columns().find("status");
    status_ = status->stored;
    counted_.assign(status->values.size(), 0);
    for (const auto& code : rules.counted)
        if (const auto cell = status->cell_of(code)) counted_[*cell] = 1;
    if (const auto* organizations = world.find(Counted::organizations)) {
        organizations_.emplace(organizations->columns(), world.on(), *rules.organizations);
        for (const auto& column : organizations->columns().all())
            if (column.kind == ColumnKind::number_band) size_band_ = &column;
    }
}

bool Applying::counts(std::span<const Code> codes) const { return counted_[codes[status_]] != 0; }

void Applying::apply(Changes&& changes)
{
    if (changes.all_units) world_.keep(Counted::units, *std::move(changes.all_units));
    if (changes.nodes) lay_under(*changes.nodes, changes.leaves_only);
    for (const auto& [id, info] : changes.infos) {
        const auto node = world_.tree().find(id);
        const auto was = std::exchange(world_.infos()[node], info);
        if (was.type != info.type || was.sector != info.sector) recode_members(node);
        put_organization(node);
    }
    for (const auto& one : changes.members) put(one, changes.posts.of(one.row.id));
    put_units(changes);
}

void Applying::lay_under(const Nodes& nodes, bool leaves_only)
{
    const auto before = world_.members().shared_tree();
    const bool same = std::ranges::equal(before->ids(), nodes.tree->ids()) &&
                      std::ranges::equal(before->parents(), nodes.tree->parents());
    std::vector<NodeInfo> were(nodes.infos.size());
    std::vector<std::uint32_t> sizes(nodes.infos.size(), 0);
    for (Node node = 0; node < nodes.tree->size(); ++node) {
        const auto was = before->find(nodes.tree->id(node));
        if (was == node_none) continue;
        were[node] = world_.infos()[was];
        if (leaves_only) sizes[node] = world_.sizes()[was];
    }
    if (!same)
        for (const auto kind : {Counted::members, Counted::organizations, Counted::units})
            if (world_.find(kind)->rows().shared_tree() != nodes.tree &&
                (leaves_only || kind != Counted::organizations))
                world_.at(kind).rows().lay_under(nodes.tree);
    world_.infos() = nodes.infos;
    for (Node node = 0; node < nodes.infos.size(); ++node)
        if (were[node].type != nodes.infos[node].type || were[node].sector != nodes.infos[node].sector)
            recode_members(node);
    if (leaves_only) {
        world_.sizes() = std::move(sizes);
        return;
    }
    if (const auto* organizations = world_.find(Counted::organizations))
        add_organizations(world_, organizations->shared_columns(), *rules_.organizations, rules_.counted);
}

void Applying::recode_members(Node node)
{
    auto& rows = world_.members();
    const auto range = rows.rows_at(node);
    if (rows.count_rows(range) == 0) return;
    members_.encode({}, world_.infos()[node], {}, codes_);
    const auto type_at = rows.schema().find("organization_type");
    const auto sector_at = rows.schema().find("sector");
    const auto type = type_at < codes_.size() ? codes_[type_at] : Code{0};
    const auto sector = sector_at < codes_.size() ? codes_[sector_at] : Code{0};
    for (auto row = range.begin; row < range.end; ++row) {
        if (!rows.chunk(row / chunk_rows).is_taken(row % chunk_rows)) continue;
        rows.read(row, codes_);
        if (codes_[type_at] == type && codes_[sector_at] == sector) continue;
        codes_[type_at] = type;
        codes_[sector_at] = sector;
        rows.recode(row, node, codes_);
    }
}

void Applying::put_organization(Node node)
{
    if (!organizations_) return;
    auto& rows = world_.at(Counted::organizations).rows();
    const auto id = world_.tree().id(node);
    const auto row = rows.find(node, id);
    if (!world_.infos()[node].active) {
        if (row != row_none) rows.remove(row, node);
        return;
    }
    organizations_->encode(world_.infos()[node], world_.sizes()[node], codes_);
    if (row != row_none) rows.recode(row, node, codes_);
    else rows.insert(node, id, codes_);
}

void Applying::resize(Node node, int by)
{
    if (!organizations_ || by == 0) return;
    for (; node != node_none; node = world_.tree().parent(node)) {
        auto& size = world_.sizes()[node];
        const auto before = size;
        size += static_cast<std::uint32_t>(by);
        if (size_band_ != nullptr && size_band_->band_of(before) != size_band_->band_of(size)) put_organization(node);
    }
}

void Applying::put(const Touched& one, std::string_view post)
{
    auto& rows = world_.members();
    const auto now_at = one.there ? rows.tree().find(one.row.branch.value) : node_none;
    if (one.there && now_at == node_none) throw std::runtime_error("statistics: a member stands at no organisation");
    // The tree may have been numbered anew since it was looked for.
    auto was_at = one.was;
    auto row = was_at == node_none || was_at >= rows.tree().size() ? row_none : rows.find(was_at, one.row.id.value);
    if (was_at != node_none && row == row_none) {
        row = rows.find_anywhere(one.row.id.value);
        was_at = row == row_none ? node_none : rows.node_of(row);
    }
    int counted_before = 0;
    if (row != row_none) {
        codes_.resize(rows.schema().size());
        rows.read(row, codes_);
        counted_before = counts(codes_) ? 1 : 0;
    }
    int counted_now = 0;
    std::vector<Code> codes;
    if (now_at != node_none) {
        members_.encode(one.row, world_.infos()[now_at], post, codes);
        counted_now = counts(codes) ? 1 : 0;
    }
    if (row != row_none && was_at == now_at) {
        rows.recode(row, now_at, codes);
        resize(now_at, counted_now - counted_before);
    } else {
        if (row != row_none && now_at != node_none) rows.move(row, was_at, now_at, one.row.id.value, codes);
        else if (row != row_none) rows.remove(row, was_at);
        else if (now_at != node_none) rows.insert(now_at, one.row.id.value, codes);
        if (row != row_none) resize(was_at, -counted_before);
        if (now_at != node_none) resize(now_at, counted_now);
    }
    ++applied_;
}

void Applying::put_units(const Changes& changes)
{
    if (changes.unit_ids.empty() || !world_.has(Counted::units)) return;
    auto& units = world_.at(Counted::units);
    auto& rows = units.rows();
    std::vector<std::int64_t> ids;
    for (const auto id : changes.unit_ids) ids.push_back(id.value);
    const auto stand = rows.nodes_of(ids);
    std::unordered_map<std::int64_t, const organization::UnitRow*> now;
    for (const auto& row : changes.units) now.emplace(row.id.value, &row);
    UnitEncoder encoder(units.columns(), units.on());
    for (const auto id : ids) {
        const auto was = stand.find(id);
        const auto found = now.find(id);
        const auto now_at = found == now.end() ? node_none : rows.tree().find(found->second->area.value);
        if (now_at != node_none) encoder.encode(*found->second, codes_);
        if (was != stand.end()) {
            const auto row = rows.find(was->second, id);
            if (now_at == was->second) {
                rows.recode(row, now_at, codes_);
                continue;
            }
            if (now_at != node_none) {
                rows.move(row, was->second, now_at, id, codes_);
                continue;
            }
            rows.remove(row, was->second);
        }
        if (now_at != node_none) rows.insert(now_at, id, codes_);
    }
}

}  // namespace jishi::statistics
