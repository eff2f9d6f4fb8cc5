#include "statistics/loading.hpp"

#include <algorithm>
#include <stdexcept>

namespace jishi::statistics {
namespace {

struct Placed {
    Tree::Link link;
    NodeInfo info;
};

Nodes nodes_of(const std::vector<Placed>& placed)
{
    std::vector<Tree::Link> links;
    links.reserve(placed.size());
    for (const auto& one : placed) links.push_back(one.link);
    Nodes nodes{std::make_shared<const Tree>(links), {}};
    if (nodes.tree->size() != placed.size())
        throw std::runtime_error("statistics: the tree of organisations has a circle");
    nodes.infos.resize(placed.size());
    for (const auto& one : placed) nodes.infos[nodes.tree->find(one.link.id)] = one.info;
    return nodes;
}

Placed placed_of(const organization::NodeRow& row) { return {{row.id.value, row.parent.value}, info_of(row)}; }

/// Rows as they come from the database, to be put in the order of the tree.
class Gathering {
public:
    Gathering(const Columns& columns, Date on, const Nodes& nodes) : encoder_(columns, on), nodes_(nodes)
    {
        width_ = columns.schema().size();
    }

    void add(const team::PersonRow& row, std::string_view post)
    {
        if (last_ == node_none || nodes_.tree->id(last_) != row.branch.value)
            last_ = nodes_.tree->find(row.branch.value);
        if (last_ == node_none) throw std::runtime_error("statistics: a member stands at no organisation");
        encoder_.encode(row, nodes_.infos[last_], post, row_);
        nodes_of_rows_.push_back(last_);
        ids_.push_back(row.id.value);
        // In pieces: what is there need not be copied for more to come.
        if (codes_.empty() || codes_.back().size() == piece_rows * width_)
            codes_.emplace_back().reserve(piece_rows * width_);
        codes_.back().insert(codes_.back().end(), row_.begin(), row_.end());
    }

    Snapshot finish(const Schema& schema)
    {
        Snapshot snapshot(schema, nodes_.tree);
        snapshot.reserve(ids_.size());
        // Counting sort by node; within a node the order does not matter.
        std::vector<std::uint32_t> begins(snapshot.tree().size() + 1, 0);
        for (const auto node : nodes_of_rows_) ++begins[node + 1];
        for (std::size_t i = 1; i < begins.size(); ++i) begins[i] += begins[i - 1];
        std::vector<std::uint32_t> order(ids_.size());
        for (std::uint32_t row = 0; row < ids_.size(); ++row) order[begins[nodes_of_rows_[row]]++] = row;
        for (const auto row : order)
            snapshot.append(nodes_of_rows_[row], ids_[row],
                            std::span(codes_[row / piece_rows]).subspan(row % piece_rows * width_, width_));
        snapshot.finish_building();
        snapshot.build_cubes(cube_rows_min);
        return snapshot;
    }

private:
    static constexpr std::size_t piece_rows = 65'536;

    Encoder encoder_;
    const Nodes& nodes_;
    std::size_t width_ = 0;
    Node last_ = node_none;
    std::vector<Code> row_;
    std::vector<Node> nodes_of_rows_;
    std::vector<std::int64_t> ids_;
    std::vector<std::vector<Code>> codes_;
};

}  // namespace

NodeInfo info_of(const organization::NodeRow& row)
{
    return {row.active, row.type, row.sector, row.level, row.form, row.term_expires_on};
}

Nodes load_nodes(db::Tx& tx)
{
    std::vector<Placed> placed;
    organization::each_node_row(tx, [&](const organization::NodeRow& row) { placed.push_back(placed_of(row)); });
    return nodes_of(placed);
}

Nodes load_nodes_on(db::Tx& tx, const organization::Moment& moment)
{
    std::vector<Placed> placed;
    organization::each_node_row_on(tx, moment,
                                   [&](const organization::NodeRow& row) { placed.push_back(placed_of(row)); });
    return nodes_of(placed);
}

namespace {

Source source_for(const Columns& columns)
{
    const auto& names = columns.names();
    Source source;
    source.texts.resize(names.texts.size());
    source.days.resize(names.days.size());
    source.flags.resize(names.flags.size());
    source.numbers.resize(names.numbers.size());
    return source;
}

char flag(bool value) { return value ? char{1} : char{0}; }

}  // namespace

// ---- members: in the order of fields_of() --------------------------------------------------------------------------

Posts::Posts(const Columns& columns) : column_(columns.find("post")) {}

void Posts::add(MemberId member, std::string_view post)
{
    if (column_ == nullptr) return;
    const auto cell = column_->cell_of(post);
    if (!cell) return;
    const auto [known, is_new] = cells_.emplace(member.value, *cell);
    if (!is_new) known->second = std::min(known->second, *cell);
}

std::string_view Posts::of(MemberId member) const
{
    if (cells_.empty()) return {};
    const auto found = cells_.find(member.value);
    return found == cells_.end() ? std::string_view{} : std::string_view(column_->values[found->second].code);
}

Encoder::Encoder(const Columns& columns, Date on) : columns_(columns), on_(on), source_(source_for(columns)) {}

void Encoder::encode(const team::PersonRow& row, const NodeInfo& node, std::string_view post, std::vector<Code>& codes)
{
    const std::string& sector = node.sector;
    const std::string& type = node.type;
    const std::string_view texts[] = {
        row.status,     row.category,       row.sex, row.ethnicity, row.education, row.degree,
        row.occupation, row.social_stratum, sector,  type,          post};
    std::ranges::copy(texts, source_.texts.begin());
    source_.days[0] = row.birth_date;
    source_.days[1] = row.joined_on;
    const char flags[] = {flag(row.migrant_worker), flag(row.front_line), flag(row.mobile), flag(row.lost)};
    std::ranges::copy(flags, source_.flags.begin());
    columns_.encode(source_, on_, codes, memo_);
}

// ---- organisations -----------------------------------------------------------------------------------------------

OrganizationEncoder::OrganizationEncoder(const Columns& columns, Date on, const organization::OrganizationPolicy& rules)
    : columns_(columns), on_(on), rules_(rules), source_(source_for(columns))
{
}

void OrganizationEncoder::encode(const NodeInfo& node, std::uint32_t members, std::vector<Code>& codes)
{
    const std::string* const texts[] = {
        &static_cast<const std::string&>(node.type), &static_cast<const std::string&>(node.sector),
        &static_cast<const std::string&>(node.level), &static_cast<const std::string&>(node.form)};
    for (std::size_t i = 0; i < std::size(texts); ++i) source_.texts[i] = *texts[i];
    source_.days[0] = node.term_expires_on;
    const auto* type = rules_.type(source_.texts[0]);
    source_.flags[0] = flag(type != nullptr && type->counted);
    source_.numbers[0] = members;
    columns_.encode(source_, on_, codes, memo_);
}

std::vector<std::uint32_t> sizes_of(const World& world, const std::vector<std::string>& counted)
{
    const auto* status = world.columns().find("status");
    std::vector<std::uint32_t> cells;
    for (const auto& code : counted)
        if (const auto cell = status->cell_of(code)) cells.push_back(*cell);
    auto sizes = world.members().count_by_node(status->stored, cells);
    const auto& tree = world.tree();
    for (Node node = tree.size(); node-- > 0;)
        if (const auto parent = tree.parent(node); parent != node_none) sizes[parent] += sizes[node];
    return sizes;
}

void add_organizations(World& world, std::shared_ptr<const Columns> columns,
                       const organization::OrganizationPolicy& rules, const std::vector<std::string>& counted)
{
    world.sizes() = sizes_of(world, counted);
    const auto& infos = world.infos();
    Snapshot rows(columns->schema(), world.members().shared_tree());
    OrganizationEncoder encoder(*columns, world.on(), rules);
    std::vector<Code> codes;
    for (Node node = 0; node < infos.size(); ++node) {
        if (!infos[node].active) continue;
        encoder.encode(infos[node], world.sizes()[node], codes);
        rows.append(node, world.tree().id(node), codes);
    }
    rows.finish_building();
    rows.build_cubes(cube_rows_min);
    world.keep(Counted::organizations, {std::move(columns), world.on(), std::move(rows)});
}

// ---- units -------------------------------------------------------------------------------------------------------

UnitEncoder::UnitEncoder(const Columns& columns, Date on) : columns_(columns), on_(on), source_(source_for(columns)) {}

void UnitEncoder::encode(const organization::UnitRow& row, std::vector<Code>& codes)
{
    const auto reach = row.reach == organization::Reach::none ? std::string_view{} : code_of(row.reach);
    const std::string_view texts[] = {row.kind, row.sector, reach};
    std::ranges::copy(texts, source_.texts.begin());
    const char flags[] = {flag(row.judged.counted), flag(row.judged.obliged), flag(row.judged.organization),
                          flag(row.judged.work)};
    std::ranges::copy(flags, source_.flags.begin());
    source_.numbers[0] = row.staff_count;
    columns_.encode(source_, on_, codes, memo_);
}

Register load_units(db::Tx& tx, const organization::Office& office, const organization::Moment& moment,
                    std::shared_ptr<const Tree> tree, std::shared_ptr<const Columns> columns)
{
    struct Row {
        Node node;
        std::int64_t id;
        std::size_t codes;
    };
    std::vector<Row> list;
    std::vector<Code> all;
    std::vector<Code> codes;
    UnitEncoder encoder(*columns, moment.day);
    organization::each_unit_row(office, tx, moment, [&](const organization::UnitRow& row) {
        const auto node = tree->find(row.area.value);
        if (node == node_none) return;
        encoder.encode(row, codes);
        list.push_back({node, row.id.value, all.size()});
        all.insert(all.end(), codes.begin(), codes.end());
    });
    std::ranges::stable_sort(list, {}, &Row::node);
    Snapshot rows(columns->schema(), std::move(tree));
    rows.reserve(list.size());
    for (const auto& row : list)
        rows.append(row.node, row.id, std::span(all).subspan(row.codes, columns->schema().size()));
    rows.finish_building();
    rows.build_cubes(cube_rows_min);
    return {std::move(columns), moment.day, std::move(rows)};
}

// ---- worlds ------------------------------------------------------------------------------------------------------

std::unique_ptr<World> load_world(db::Tx& tx, std::shared_ptr<const Columns> columns,
                                  const std::vector<std::string>& statuses, Date today, Nodes nodes)
{
    Gathering gathering(*columns, today, nodes);
    Posts posts(*columns);
    team::each_held(tx, {today, {}}, [&](MemberId id, const std::string& post) { posts.add(id, post); });
    team::each_person(tx, today, statuses, [&](const team::PersonRow& row) { gathering.add(row, posts.of(row.id)); });
    auto snapshot = gathering.finish(columns->schema());
    return std::make_unique<World>(std::move(columns), today, std::move(snapshot), std::move(nodes.infos));
}

std::unique_ptr<World> load_world_on(db::Tx& tx, std::shared_ptr<const Columns> columns,
                                     const std::vector<std::string>& statuses, const organization::Moment& moment,
                                     Nodes nodes)
{
    Gathering gathering(*columns, moment.day, nodes);
    Posts posts(*columns);
    team::each_held(tx, moment, [&](MemberId id, const std::string& post) { posts.add(id, post); });
    team::each_person_on(tx, moment, statuses,
                         [&](const team::PersonRow& row) { gathering.add(row, posts.of(row.id)); });
    auto snapshot = gathering.finish(columns->schema());
    return std::make_unique<World>(std::move(columns), moment.day, std::move(snapshot), std::move(nodes.infos));
}

std::unique_ptr<World> load_part_on(db::Tx& tx, std::shared_ptr<const Columns> columns,
                                    const std::vector<std::string>& statuses, const organization::Moment& moment,
                                    Nodes nodes, OrganizationId within)
{
    std::vector<OrganizationId> branches;
    if (const auto top = nodes.tree->find(within.value); top != node_none)
        for (auto node = top; node < nodes.tree->end(top); ++node) branches.emplace_back(nodes.tree->id(node));
    std::vector<team::PersonRow> persons;
    team::each_person_at(tx, moment, statuses, branches, [&](const team::PersonRow& row) { persons.push_back(row); });
    std::vector<MemberId> ids;
    ids.reserve(persons.size());
    for (const auto& person : persons) ids.push_back(person.id);
    Posts posts(*columns);
    team::each_held_by(tx, ids, moment, [&](MemberId id, const std::string& post) { posts.add(id, post); });
    Gathering gathering(*columns, moment.day, nodes);
    for (const auto& person : persons) gathering.add(person, posts.of(person.id));
    auto snapshot = gathering.finish(columns->schema());
    return std::make_unique<World>(std::move(columns), moment.day, std::move(snapshot), std::move(nodes.infos));
}

}  // namespace jishi::statistics
