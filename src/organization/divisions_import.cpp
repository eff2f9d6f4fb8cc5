#include "organization/divisions_import.hpp"

#include "organization/divisions.hpp"
#include "policy/policy.hpp"

namespace jishi::organization {
namespace {

constexpr std::size_t chunk = 512;  // organisations in memory at a time; small enough to stay in the cache

/// Six digits for provinces and cities too: 11 -> 110000.
std::string region_of(std::string_view code)
{
    std::string region(code);
    if (region.size() < 6) region.resize(6, '0');
    return region;
}

NewNode node_of(DivisionNode&& division, Date founded_on)
{
    NewNode node{division.id, {}, founded_on};
    auto& values = node.values;
    values.parent = division.parent;
    values.name = std::move(division.name);
    if (division.level + 1 < division_levels.size()) values.short_name = division.plain_name;
    values.code = division.code;
    values.type = division.line->type;
    values.level = division.line->level;
    values.sector = division.line->sector;
    values.region_code = region_of(division.code);
    values.sort_order = division.order;
    if (!division.line->unit_kind.empty()) {
        auto& unit = node.unit.emplace();
        unit.area = division.line->unit_of_above ? division.parent : division.id;
        unit.name = division.plain_name;
        unit.kind = division.line->unit_kind;
        unit.region_code = values.region_code;
    }
    return node;
}

Result<DivisionsImported> found_all(BulkFounding& founding, IdGenerator& ids, const Divisions& divisions,
                                    const DivisionPolicy& rules,
                                    const std::function<void(std::int64_t, std::int64_t)>& progress)
{
    DivisionsImported imported;
    imported.root = ids.next_id<OrganizationTag>();
    std::vector<NewNode> nodes;
    nodes.reserve(chunk);
    Result<void> outcome;
    const auto flush = [&] {
        imported.organizations += static_cast<std::int64_t>(nodes.size());
        if (outcome) outcome = founding.add(std::move(nodes));
        nodes.clear();
        nodes.reserve(chunk);
        if (progress) progress(imported.organizations, divisions.rows() + 1);
    };
    nodes.push_back({imported.root, rules.root, rules.as_of});
    TRY(divisions.read(rules, ids, imported.root, [&](DivisionNode&& division) {
        nodes.push_back(node_of(std::move(division), rules.as_of));
        if (nodes.size() == chunk) flush();
    }));
    flush();
    if (!outcome) return std::unexpected(std::move(outcome).error());
    imported.change = TRY(founding.finish()).id;
    imported.units = founding.units();
    return imported;
}

}  // namespace

Result<DivisionsImported> import_divisions(db::Database& database, const Office& office, const policy::Book& book,
                                           const platform::Actor& actor, const std::filesystem::path& folder,
                                           BulkFounding::Directory directory,
                                           const std::function<void(std::int64_t done, std::int64_t total)>& progress)
{
    const auto rules = read_division_policy(book.at(office.clock.today()));
    const auto divisions = TRY(Divisions::open(folder));
    return database.write([&](db::Tx& tx) -> Result<DivisionsImported> {
        if (tx.value<std::int64_t>("SELECT COUNT(*) FROM organization_node WHERE parent = 0 AND name = :name",
                                   {{"name", rules.root.name}}) > 0)
            return refuse(ErrorKind::conflict, "divisions.there_already", {}, rules.root.name);
        Change batch;
        batch.kind = ChangeKind::imported;
        batch.effective_on = rules.as_of;
        BulkFounding founding(office, tx, actor, batch, directory);
        return found_all(founding, office.ids, divisions, rules, progress);
    });
}

}  // namespace jishi::organization
