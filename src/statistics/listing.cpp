#include "statistics/listing.hpp"

#include <algorithm>

#include "organization/unit_rows.hpp"
#include "statistics/block_filter.hpp"
#include "statistics/days.hpp"
#include "statistics/question.hpp"
#include "team/person_rows.hpp"

namespace jishi::statistics {
namespace {

using platform::Permission;

/// The lowest ids after one of them.
class Lowest {
public:
    Lowest(std::int64_t after, std::size_t limit) : after_(after), limit_(limit) {}

    void add(std::int64_t id, std::uint32_t row)
    {
        if (id <= after_ || (rows_.size() == limit_ && id >= rows_.front().first)) return;
        rows_.emplace_back(id, row);
        std::ranges::push_heap(rows_);
        if (rows_.size() > limit_) {
            std::ranges::pop_heap(rows_);
            rows_.pop_back();
        }
    }
    std::vector<std::pair<std::int64_t, std::uint32_t>> take()
    {
        std::ranges::sort_heap(rows_);
        return std::move(rows_);
    }

private:
    std::int64_t after_;
    std::size_t limit_;
    std::vector<std::pair<std::int64_t, std::uint32_t>> rows_;
};

void collect(const Snapshot& rows, RowRange range, BlockFilter& filter, Lowest& lowest)
{
    Block block;
    while (range.begin < range.end) {
        const auto at = range.begin / chunk_rows;
        const auto base = static_cast<std::uint32_t>(at * chunk_rows);
        const auto chunk = rows.chunk(at);
        const auto word = (range.begin - base) / 64 / 8 * 8;
        const auto words = std::min<std::size_t>(block_words, chunk.words() - word);
        const bool any = filter.choose(chunk, word, words, block.data());
        const auto first = base + static_cast<std::uint32_t>(word) * 64;
        const auto end = std::min(range.end, first + static_cast<std::uint32_t>(words) * 64);
        if (any)
            for (auto row = range.begin; row < end; ++row)
                if ((block[(row - first) / 64] >> (row % 64) & 1) != 0) lowest.add(rows.id_of(row), row);
        range.begin = end;
    }
}

/// Names from the records of today.
void name_all(const CrosstabOffice& office, db::Tx& tx, Counted of, std::vector<Listed>& items)
{
    std::unordered_map<std::int64_t, std::string> names;
    if (of == Counted::members) {
        std::vector<MemberId> ids;
        for (const auto& item : items) ids.emplace_back(item.id);
        team::each_name(tx, ids, [&](MemberId id, const std::string& name) { names.emplace(id.value, name); });
    } else if (of == Counted::units) {
        std::vector<UnitId> ids;
        for (const auto& item : items) ids.emplace_back(item.id);
        organization::each_unit_name(
            tx, ids, [&](UnitId id, OrganizationId, const std::string& name) { names.emplace(id.value, name); });
    }
    const auto& directory = office.organizations.directory();
    for (auto& item : items) {
        item.name = of == Counted::organizations ? directory.name_of(OrganizationId{item.id}) : names[item.id];
        item.organization_name = directory.name_of(item.organization);
    }
}

Result<Listing> listing_of(const CrosstabOffice& office, const World& world, const platform::Actor& actor,
                           const CrosstabQuestion& question, std::int64_t after, std::size_t limit)
{
    const auto prepared = TRY(prepare(office, world, actor, question));
    if (prepared.is_protected)
        return refuse(ErrorKind::forbidden, "access.forbidden", {}, std::string(code_of(Permission::member_read)));
    const auto& rows = prepared.rows->rows();
    Lowest lowest(after, limit + 1);
    BlockFilter filter(rows, prepared.filter, best_kernel());
    std::uint64_t looked_at = 0;
    for (const auto& place : prepared.places) looked_at += place.rows_of(rows).end - place.rows_of(rows).begin;
    before_looking_at(looked_at);
    for (const auto& place : prepared.places) collect(rows, place.rows_of(rows), filter, lowest);
    Listing listing{world.on(), {}, 0};
    for (const auto& [id, row] : lowest.take()) {
        if (listing.items.size() == limit) {
            listing.next = listing.items.back().id;
            break;
        }
        const auto& tree = rows.tree();
        const auto node = rows.node_of(row);
        const auto above = question.of == Counted::organizations ? tree.parent(node) : node;
        listing.items.push_back({id, {}, above == node_none ? OrganizationId{} : OrganizationId{tree.id(above)}, {}});
    }
    return listing;
}

}  // namespace

Result<Listing> list_counted(const CrosstabOffice& office, db::Tx& tx, const platform::Actor& actor,
                             const CrosstabQuestion& question, std::int64_t after, std::size_t limit)
{
    const auto today = office.clock.today();
    const auto day = question.date.value_or(today);
    if (day > today || day < first_day) return bad_field("date", "statistics.date_out_of_range");
    std::optional<Result<Listing>> result;
    TRY(office.live.on(tx, day, [&](const World& world) -> Result<void> {
        result.emplace(listing_of(office, world, actor, question, after, limit));
        return {};
    }));
    if (*result) name_all(office, tx, question.of, (*result)->items);
    return *std::move(result);
}

}  // namespace jishi::statistics
