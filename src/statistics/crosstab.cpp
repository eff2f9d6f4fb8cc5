#include "statistics/crosstab.hpp"

#include <algorithm>
#include <numeric>

#include "base/elsewhere.hpp"
#include "policy/reading.hpp"
#include "statistics/days.hpp"
#include "statistics/protection.hpp"
#include "statistics/question.hpp"

namespace jishi::statistics {
namespace {

constexpr std::uint64_t answer_cells_max = 400'000;
constexpr std::uint64_t rows_at_once_max =
    1'000'000;  // counted while the connection waits: a fraction of a millisecond

/// The organisations below one, in the order in which lists show them; those of a past day by their number.
std::vector<Node> children_of(const CrosstabOffice& office, const World& world, Node node)
{
    const auto& rows = world.members();
    auto children = rows.tree().children(node);
    const auto& directory = office.organizations.directory();
    // A dissolved one without members is not a row of a table.
    std::erase_if(children, [&](Node child) {
        const auto listing = directory.listing(OrganizationId{rows.tree().id(child)});
        return listing && listing->status != organization::Status::active &&
               rows.count_rows(rows.rows_below(child)) == 0;
    });
    std::vector<OrganizationId> order;
    OrganizationId after;
    do {
        const auto page = directory.children(OrganizationId{rows.tree().id(node)}, after, 1000);
        for (const auto& item : page.items) order.push_back(item.id);
        after = page.next;
    } while (after);
    std::unordered_map<std::int64_t, std::size_t> rank;
    for (std::size_t i = 0; i < order.size(); ++i) rank.emplace(order[i].value, i);
    std::ranges::stable_sort(children, {}, [&](Node child) {
        const auto found = rank.find(rows.tree().id(child));
        return found == rank.end() ? order.size() : found->second;
    });
    return children;
}

struct Table {
    std::vector<AxisAnswer> axes;
    std::vector<std::size_t> shape;
    std::vector<char> whole;  // by axis: shown with its empty values too
    std::vector<std::uint64_t> counts;
};

/// Bands, periods and groups make a whole: a gap among them says something. Of codes and years only those are shown
/// that somebody has.
bool makes_a_whole(const Column& column)
{
    return column.kind == ColumnKind::age_band || column.kind == ColumnKind::period ||
           column.kind == ColumnKind::group || column.kind == ColumnKind::flag;
}

void leave_out_empty(Table& table)
{
    for (std::size_t axis = 0; axis < table.axes.size(); ++axis) {
        auto& values = table.axes[axis].values;
        if (values.empty() || table.axes[axis].code == "child") continue;
        const std::size_t step = std::accumulate(table.shape.begin() + static_cast<std::ptrdiff_t>(axis) + 1,
                                                 table.shape.end(), std::size_t{1}, std::multiplies<>{});
        std::vector<char> filled(values.size(), 0);
        for (std::size_t at = 0; at < table.counts.size();)
            for (std::size_t value = 0; value < values.size(); ++value)
                for (const auto end = at + step; at < end; ++at)
                    if (table.counts[at] != 0) filled[value] = 1;
        std::vector<std::size_t> keep;
        for (std::size_t i = 0; i < values.size(); ++i) {
            const bool says_nothing = values[i].code == not_said || values[i].code == other_code;
            if (filled[i] != 0 || (!says_nothing && table.whole[axis] != 0)) keep.push_back(i);
        }
        if (keep.size() == values.size()) continue;
        std::vector<std::uint64_t> counts;
        counts.reserve(table.counts.size() / values.size() * keep.size());
        for (std::size_t outer = 0; outer < table.counts.size(); outer += step * values.size())
            for (const auto i : keep)
                counts.insert(counts.end(), table.counts.begin() + static_cast<std::ptrdiff_t>(outer + i * step),
                              table.counts.begin() + static_cast<std::ptrdiff_t>(outer + (i + 1) * step));
        for (std::size_t i = 0; i < keep.size(); ++i) values[i] = values[keep[i]];
        values.resize(keep.size());
        table.shape[axis] = values.size();
        table.counts = std::move(counts);
    }
}

Result<CrosstabAnswer> answer(const CrosstabOffice& office, const World& world, const platform::Actor& actor,
                              const CrosstabQuestion& question)
{
    const auto prepared = TRY(prepare(office, world, actor, question));
    const auto& rows = prepared.rows->rows();
    const auto& places = prepared.places;
    const auto& columns = prepared.dimensions;
    const auto& filter = prepared.filter;
    Question asked;
    asked.filter = filter;
    Table table;
    AnswerWords words{prepared.rows->shared_columns(), nullptr};
    for (const auto* column : columns) asked.dimensions.push_back(prepared.rows->axis(*column));
    if (question.by_child) {
        if (places.size() != 1 || places.front().reach != Reach::subtree)
            return bad_field("within", "statistics.one_organization");
        AxisAnswer axis{"child", "下级党组织", "Organisations below", {}};
        auto names = std::make_shared<std::vector<Value>>();
        const auto add = [&](Node node, RowRange range) {
            const OrganizationId id{rows.tree().id(node)};
            const auto listing = office.organizations.directory().listing(id);
            const auto name = !listing                      ? std::string{}
                              : listing->short_name.empty() ? listing->name
                                                            : listing->short_name;
            names->push_back({id.str(), name, {}});
            asked.groups.push_back({range});
        };
        const auto node = places.front().node;
        if (rows.count_rows(rows.rows_at(node)) > 0) add(node, rows.rows_at(node));
        for (const auto child : children_of(office, world, node)) add(child, rows.rows_below(child));
        for (const auto& value : *names) axis.values.push_back({value.code, value.name, value.name});
        words.children = std::move(names);
        table.shape.push_back(axis.values.size());
        table.whole.push_back(1);
        table.axes.push_back(std::move(axis));
    } else {
        auto& group = asked.groups.emplace_back();
        for (const auto& place : places) group.push_back(place.rows_of(rows));
    }
    const auto cells = cells_of(rows.schema(), asked.dimensions);
    if (cells * std::max<std::size_t>(1, asked.groups.size()) > cells_max)
        return bad_field("dimensions", "statistics.too_many_cells", {}, std::to_string(cells_max));
    for (const auto* column : columns) {
        auto& axis = table.axes.emplace_back(AxisAnswer{column->code, column->name, column->name_en, {}});
        axis.values.reserve(column->values.size());
        for (const auto& value : column->values) axis.values.push_back({value.code, value.name, value.name_en});
        table.shape.push_back(column->values.size());
        table.whole.push_back(makes_a_whole(*column) ? 1 : 0);
    }
    const bool from_cube = !question.by_child && places.size() == 1 && places.front().reach == Reach::subtree &&
                           ask_cubes(rows, places.front().node, asked.dimensions, filter, table.counts);
    if (!from_cube) {
        std::uint64_t looked_at = 0;
        for (const auto& group : asked.groups)
            for (const auto& range : group) looked_at += range.end - range.begin;
        before_looking_at(looked_at);
        table.counts = scan(rows, asked);
    }
    leave_out_empty(table);
    if (table.counts.size() > answer_cells_max)
        return bad_field("dimensions", "statistics.too_many_cells", {}, std::to_string(answer_cells_max));

    CrosstabAnswer result;
    result.date = world.on();
    result.is_protected = prepared.is_protected;
    result.words = std::move(words);
    result.axes = std::move(table.axes);
    const auto total = std::accumulate(table.counts.begin(), table.counts.end(), std::uint64_t{0});
    if (!prepared.is_protected) {
        result.counts.assign(table.counts.begin(), table.counts.end());
        result.total = static_cast<std::int64_t>(total);
    } else {
        const auto policy = office.organizations.policy_at({}, office.clock.today());
        const auto least = policy.integer("statistics.small_count_min");
        result.counts = protect(table.counts, table.shape, least);
        result.total = protect_one(total, least);
    }
    return result;
}

}  // namespace

void before_looking_at(std::uint64_t rows)
{
    if (rows > rows_at_once_max) leave_connection();
}

Result<CrosstabAnswer> crosstab(const CrosstabOffice& office, db::Tx& tx, const platform::Actor& actor,
                                const CrosstabQuestion& question)
{
    const auto today = office.clock.today();
    const auto day = question.date.value_or(today);
    if (day > today || day < first_day) return bad_field("date", "statistics.date_out_of_range");
    std::optional<Result<CrosstabAnswer>> result;
    TRY(office.live.ask(tx, day, [&](const World& world, const Standing& standing) -> Result<void> {
        result.emplace(answer(office, world, actor, question));
        if (*result) (*result)->standing = standing;
        return {};
    }));
    return *std::move(result);
}

}  // namespace jishi::statistics
