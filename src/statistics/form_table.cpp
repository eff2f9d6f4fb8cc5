#include "statistics/form_table.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "statistics/days.hpp"
#include "statistics/question.hpp"

namespace jishi::statistics {
namespace {

constexpr std::int64_t unit_wan = 10'000;

bool fits(const std::vector<std::string>& list, const std::string& code)
{
    return list.empty() || std::ranges::find(list, code) != list.end();
}

bool is_of_people(const std::string& count) { return count == "members" || count == "admitted"; }
bool is_of_organizations(const std::string& count) { return count.starts_with("organizations"); }

/// In 1/10 000, rounded to a tenth of a per cent once and for all: what is printed has one decimal. [STAT-04] A part is
/// never told as the whole.
int share(std::uint64_t part, std::uint64_t whole)
{
    constexpr int all = 1000;
    const auto tenths = static_cast<int>((part * all + whole / 2) / whole);
    return (part < whole && tenths == all ? all - 1 : tenths) * 10;
}

/// The difference of two shares in 1/10 000, to a tenth of a per cent, from exact counts.
int difference(std::uint64_t part, std::uint64_t whole, std::uint64_t part_before, std::uint64_t whole_before)
{
    const auto exact = static_cast<long double>(part) / static_cast<long double>(whole) -
                       static_cast<long double>(part_before) / static_cast<long double>(whole_before);
    return static_cast<int>(std::lround(exact * 1000)) * 10;
}

Date first_of(Date day) { return Date{day.year(), 1, 1}; }

const std::vector<std::uint64_t>& kept_or(std::map<std::string, std::vector<std::uint64_t>>& kept,
                                          const std::string& key, const auto& make)
{
    const auto known = kept.find(key);
    return known != kept.end() ? known->second : kept.emplace(key, make()).first->second;
}

/// The cell of a published figure, in persons or bodies.
std::optional<std::int64_t> figure(const std::optional<Bulletin>& published, const std::string& path)
{
    return published ? figure_in_ones(*published, path) : std::nullopt;
}

class Making {
public:
    Making(const FormCounter& counter, Node node, const std::optional<Bulletin>& published, const FormTable* before)
        : counter_(counter), node_(node), published_(published), before_(before)
    {
    }

    TableSection section(const FormSection& from) const
    {
        TableSection made{from.code, from.name, from.name_en, {}, {}, {}, false};
        for (const auto& column : from.columns)
            made.columns.push_back({column.code, column.name, column.name_en, !column.rate_of.empty()});
        std::uint64_t told = 0;
        for (const auto& line : from.rows) {
            if (!counter_.has(whole_of(from, line))) continue;
            made.rows.push_back(row(from, line));
            told += made.rows.back().count();
        }
        if (from.adds_up && !from.rows.empty()) made.missing = missing(from, told);
        return made;
    }

private:
    static CellSpec whole_of(const FormSection& section, const FormLine& line)
    {
        return section.columns.empty() ? line.cell : line.cell + section.columns.front().cell;
    }

    std::uint64_t missing(const FormSection& section, std::uint64_t told) const
    {
        auto all = whole_of(section, section.rows.front());
        if (is_of_people(all.count)) {
            std::erase_if(all.of, [&](const CellSpec::Of& one) { return one.column == section.by; });
        } else {
            all.sectors.clear();
            all.levels.clear();
        }
        const auto whole = counter_.count(all, node_);
        return whole > told ? whole - told : 0;
    }

    TableRow row(const FormSection& section, const FormLine& line) const
    {
        TableRow row;
        row.code = line.code;
        row.name = line.name;
        row.name_en = line.name_en;
        row.published = figure(published_, line.published);
        if (section.columns.empty()) row.counts.push_back(counter_.count(line.cell, node_));
        for (const auto& column : section.columns)
            row.counts.push_back(column.rate_of.empty() ? counter_.count(line.cell + column.cell, node_) : 0);
        rates(section, row);
        const auto& cell = line.cell;
        row.of_the_year = cell.count == "admitted";
        if (is_of_people(cell.count) && cell.of.size() == 1) {
            row.column = cell.of.front().column;
            row.codes = cell.of.front().codes;
            auto whole = cell;
            whole.of.clear();
            // Of those whose value is known, as the bulletin does.
            const auto all = line.share ? counter_.count(whole, node_) : 0;
            if (all > 0) {
                row.share_bp = share(counter_.count(cell, node_), all);
                row.whole = all;
            }
        }
        row.bodies = counter_.bodies_behind(cell, node_);
        compare(section, line, row);
        return row;
    }

    void compare(const FormSection& section, const FormLine& line, TableRow& row) const
    {
        row.grows = line.growth;
        if (line.growth) row.published_growth = figure(published_, line.published_growth);
        if (before_ == nullptr) return;
        const auto* then = before_->find(section.code, line.code);
        if (then == nullptr) return;
        if (line.growth) row.before = then->count();
        if (row.whole && then->whole)
            row.share_change_bp = difference(row.count(), *row.whole, then->count(), *then->whole);
    }

    void rates(const FormSection& section, TableRow& row) const
    {
        row.rates.resize(section.columns.size());
        for (std::size_t i = 0; i < section.columns.size(); ++i) {
            const auto& column = section.columns[i];
            if (column.rate_of.empty()) continue;
            const auto whole = std::ranges::find(section.columns, column.rate_of, &FormLine::code);
            if (whole == section.columns.end()) continue;
            const auto all = row.counts[static_cast<std::size_t>(whole - section.columns.begin())];
            row.counts[i] = counter_.count(section_line(section, row.code).cell + column.cell, node_);
            if (all > 0) row.rates[i] = share(row.counts[i], all);
        }
    }

    static const FormLine& section_line(const FormSection& section, const std::string& code)
    {
        return *std::ranges::find(section.rows, code, &FormLine::code);
    }

    const FormCounter& counter_;
    const Node node_;
    const std::optional<Bulletin>& published_;
    const FormTable* before_;
};

}  // namespace

std::optional<std::int64_t> TableRow::growth() const
{
    if (!before) return std::nullopt;
    return static_cast<std::int64_t>(count()) - static_cast<std::int64_t>(*before);
}

std::optional<int> TableRow::growth_bp() const
{
    const auto by = growth();
    if (!by || *before == 0) return std::nullopt;
    return static_cast<int>(std::lround(static_cast<long double>(*by) * 1000 / static_cast<long double>(*before))) * 10;
}

const TableSection* FormTable::find(const std::string& section) const
{
    const auto found = std::ranges::find(sections, section, &TableSection::code);
    return found == sections.end() ? nullptr : &*found;
}

const TableRow* FormTable::find(const std::string& section, const std::string& row) const
{
    const auto* in = find(section);
    if (in == nullptr) return nullptr;
    const auto found = std::ranges::find(in->rows, row, &TableRow::code);
    return found == in->rows.end() ? nullptr : &*found;
}

Form compared(const Form& form)
{
    Form part = form;
    part.checks.clear();
    part.text.clear();
    std::erase_if(part.sections,
                  [](const FormSection& section) { return section.sensitive || !section.columns.empty(); });
    for (auto& section : part.sections) {
        section.adds_up = false;
        std::erase_if(section.rows, [](const FormLine& line) { return !line.growth && !line.share; });
    }
    return part;
}

// ---- counting ----------------------------------------------------------------------------------------------------

bool FormCounter::has(const CellSpec& cell) const
{
    if (is_of_people(cell.count)) return true;
    if (!is_of_organizations(cell.count)) return records_ != nullptr;
    // A made-up nation may have members only.
    const bool stand = world_.infos().size() == world_.tree().size();
    return stand && (cell.count == "organizations" || before_ != nullptr);
}

/// @param without_last  how many of the last conditions are left out: they are counted as an axis
Filter FormCounter::filter(const CellSpec& cell, std::size_t without_last) const
{
    CrosstabQuestion question;
    for (std::size_t i = 0; i + without_last < cell.of.size(); ++i)
        question.filter.push_back({{{cell.of[i].column, cell.of[i].codes, {}, {}, {}, {}, false}}});
    if (cell.count == "admitted")
        question.filter.push_back({{{"joined_on", {}, first_of(world_.on()), world_.on(), {}, {}, false}}});
    auto made = filter_of_members(world_, question, counted_);
    if (!made) throw std::runtime_error("statistics: a form asks for what there is not: " + made.error().code);
    return *std::move(made);
}

/// Counts by the values of the last condition's column; kept, because the rows of a section ask for one after another.
const std::vector<std::uint64_t>& FormCounter::cells_by(const CellSpec& cell, Node node) const
{
    std::string key = cell.count + "@" + std::to_string(node);
    for (std::size_t i = 0; i < cell.of.size(); ++i) {
        key += "|" + cell.of[i].column;
        if (i + 1 < cell.of.size())
            for (const auto& code : cell.of[i].codes) key += "," + code;
    }
    return kept_or(kept_, key, [&] {
        Axes axes;
        if (!cell.of.empty()) {
            const auto* column = world_.columns().find(cell.of.back().column);
            if (column == nullptr || !column->is_dimension())
                throw std::runtime_error("statistics: a form names no column: " + cell.of.back().column);
            axes.push_back(world_.axis(*column));
        }
        const auto wanted = filter(cell, cell.of.empty() ? 0 : 1);
        std::vector<std::uint64_t> out;
        if (!ask_cubes(world_.members(), node, axes, wanted, out))
            out = scan(world_.members(), {axes, wanted, {{world_.members().rows_below(node)}}});
        return out;
    });
}

std::uint64_t FormCounter::people(const CellSpec& cell, Node node) const
{
    const auto& counts = cells_by(cell, node);
    if (cell.of.empty()) return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    const auto& column = *world_.columns().find(cell.of.back().column);
    std::uint64_t sum = 0;
    for (const auto& code : cell.of.back().codes)
        if (const auto found = column.cell_of(code)) sum += counts[*found];
    return sum;
}

namespace {

/// Whether an organisation of a world is there and fits.
bool stands(const World& world, Node at, const CellSpec& cell)
{
    const auto& info = world.infos()[at];
    return info.active && fits(cell.types, info.type) && fits(cell.sectors, info.sector) &&
           fits(cell.levels, info.level);
}

/// Where an organisation stands in another world; none: it is not there.
Node there(const World& world, std::int64_t id)
{
    const auto at = world.tree().find(id);
    return at == node_none || !world.infos()[at].active ? node_none : at;
}

/// Of those below a node of a world that fit, how many are as asked.
std::uint64_t count_standing(const World& world, Node node, const CellSpec& cell, const auto& asked)
{
    std::uint64_t sum = 0;
    for (Node at = node; at < world.tree().end(node); ++at)
        if (stands(world, at, cell) && asked(world.tree().id(at))) ++sum;
    return sum;
}

}  // namespace

std::vector<Node> FormCounter::organizations(const CellSpec& cell, Node node) const
{
    std::vector<Node> found;
    for (Node at = node; at < world_.tree().end(node) && at < world_.infos().size(); ++at)
        if (stands(world_, at, cell)) found.push_back(at);
    return found;
}

/// Those of the day before the year, and what became of them: before + founded + come = dissolved + gone + now.
/// [STAT-05] Who is moved over the edge, or becomes one of another kind, has come or gone.
std::uint64_t FormCounter::changed_organizations(const CellSpec& cell, Node node) const
{
    const auto node_before = before_->tree().find(world_.tree().id(node));
    const auto was_in = [&](std::int64_t id) {
        const auto at = there(*before_, id);
        return at != node_none && node_before != node_none && before_->tree().contains(node_before, at) &&
               stands(*before_, at, cell);
    };
    const auto is_in = [&](std::int64_t id) {
        const auto at = there(world_, id);
        return at != node_none && world_.tree().contains(node, at) && stands(world_, at, cell);
    };
    const auto existed = [&](std::int64_t id) { return there(*before_, id) != node_none; };
    const auto exists = [&](std::int64_t id) { return there(world_, id) != node_none; };
    if (cell.count == "organizations_founded")
        return count_standing(world_, node, cell, [&](auto id) { return !existed(id); });
    if (cell.count == "organizations_come")
        return count_standing(world_, node, cell, [&](auto id) { return existed(id) && !was_in(id); });
    if (node_before == node_none) return 0;  // what was not there a year before had none
    if (cell.count == "organizations_dissolved")
        return count_standing(*before_, node_before, cell, [&](auto id) { return !exists(id); });
    if (cell.count == "organizations_gone")
        return count_standing(*before_, node_before, cell, [&](auto id) { return exists(id) && !is_in(id); });
    return count_standing(*before_, node_before, cell, [](auto) { return true; });  // organizations_before
}

std::uint64_t FormCounter::units(const CellSpec& cell, Node node) const
{
    const auto& tree = world_.members().tree();
    std::uint64_t sum = 0;
    for (const auto& unit : records_->units) {
        if (!tree.contains(node, unit.node) || !fits(cell.sectors, unit.sector) || !fits(cell.kinds, unit.kind))
            continue;
        if (cell.count == "units_obliged") sum += unit.obliged ? 1 : 0;
        else if (cell.count == "units_covered") sum += unit.obliged && unit.covered ? 1 : 0;
        else if (cell.count == "units_reached") sum += unit.obliged && unit.reached ? 1 : 0;
        else if (cell.count == "units_with_organization") sum += unit.covered ? 1 : 0;
        else ++sum;
    }
    return sum;
}

std::uint64_t FormCounter::events(const CellSpec& cell, Node node) const
{
    const auto& tree = world_.members().tree();
    const auto number = [&](const auto& list, const auto& wanted) {
        return static_cast<std::uint64_t>(
            std::ranges::count_if(list, [&](const auto& one) { return tree.contains(node, one.node) && wanted(one); }));
    };
    if (cell.count == "on_the_way")
        return number(records_->standing, [&](const auto& one) { return fits(cell.stages, one.stage); });
    if (cell.count == "reached_stage")
        return number(records_->reached, [&](const auto& one) { return fits(cell.stages, one.stage); });
    if (cell.count == "awards")
        return number(records_->awards, [&](const auto& one) { return fits(cell.titles, one.title); });
    if (cell.count == "disciplines")
        return number(records_->disciplines, [&](const auto& one) { return fits(cell.kinds, one.kind); });
    return steps(cell, node);
}

namespace {

/// What being moved with organisations has brought to a place in the end: there and back again is neither.
int brought(const YearRecords& records, const YearRecords::Carried& carried, Node node)
{
    int sum = 0;
    for (const auto line : carried.lines) sum += records.places->brings(line, node);
    return sum;
}

}  // namespace

/// [STAT-05] Before + gained = lost + now, everywhere: a member is at a place on a day when their organisation of that
/// day stands below it on that day; between two days either they took a step or their organisation was moved.
std::uint64_t FormCounter::steps(const CellSpec& cell, Node node) const
{
    const bool gained = cell.count == "gained";
    std::uint64_t sum = 0;
    // Who only goes from one place to another within has neither come nor gone.
    for (const auto& one : records_->steps)
        if (one.gained == gained && fits(cell.changes, one.change) && records_->places->is_below(one.place, node) &&
            !records_->places->is_below(one.other, node))
            ++sum;
    if (!fits(cell.changes, std::string(with_organization))) return sum;
    for (const auto& carried : records_->carried) {
        const auto by = brought(*records_, carried, node);
        if (gained ? by > 0 : by < 0) sum += static_cast<std::uint64_t>(std::abs(by)) * carried.members;
    }
    return sum;
}

std::vector<TableRow::Body> FormCounter::bodies_behind(const CellSpec& cell, Node node) const
{
    std::map<std::int64_t, std::uint64_t> bodies;
    const bool gained = cell.count == "gained";
    if (records_ == nullptr || (!gained && cell.count != "lost") || cell.changes.size() != 1 ||
        cell.changes.front() != with_organization)
        return {};
    for (const auto& carried : records_->carried) {
        const auto by = brought(*records_, carried, node);
        if (gained ? by <= 0 : by >= 0) continue;
        // Of several the last that brought them here, or took them away.
        const auto last = std::ranges::find_if(carried.lines.rbegin(), carried.lines.rend(), [&](std::uint32_t line) {
            return records_->places->brings(line, node) == (gained ? 1 : -1);
        });
        bodies[records_->places->moved_by(*last).value] += static_cast<std::uint64_t>(std::abs(by)) * carried.members;
    }
    std::vector<TableRow::Body> list;
    for (const auto& [id, members] : bodies) list.push_back({id, members});
    return list;
}

std::uint64_t FormCounter::count(const CellSpec& cell, Node node) const
{
    if (is_of_people(cell.count)) return people(cell, node);
    if (!has(cell)) return 0;
    if (cell.count == "organizations") return organizations(cell, node).size();
    if (is_of_organizations(cell.count)) return changed_organizations(cell, node);
    if (cell.count.starts_with("units")) return units(cell, node);
    return events(cell, node);
}

std::uint64_t FormCounter::unsaid(const std::string& column, const CellSpec& cell, Node node) const
{
    auto asked = cell;
    asked.of.push_back({column, {std::string(not_said), std::string(other_code)}});
    return people(asked, node);
}

std::vector<std::int64_t> FormCounter::who_is_unsaid(const std::string& column, const CellSpec& cell, Node node,
                                                     std::size_t limit) const
{
    const auto& rows = world_.members();
    const auto& found = *world_.columns().find(column);
    const auto axis = world_.axis(found);
    const auto* joined = world_.columns().find("joined_on");
    const auto* status = world_.columns().find("status");
    std::vector<std::int64_t> ids;
    const auto range = rows.rows_below(node);
    for (auto row = range.begin; row < range.end && ids.size() < limit; ++row) {
        const auto chunk = rows.chunk(row / chunk_rows);
        const auto at = row % chunk_rows;
        if (!chunk.is_taken(at)) continue;
        const auto code = chunk.code(axis.column, at);
        const auto value = axis.groups ? std::uint32_t{(*axis.groups)[code]} : std::uint32_t{code};
        if (value >= found.values.size()) continue;
        const auto& said = found.values[value].code;
        if (said != not_said && said != other_code) continue;
        if (!fits(counted_, status->values[chunk.code(status->stored, at)].code)) continue;
        if (cell.count == "admitted") {
            const auto day = chunk.code(joined->stored, at);
            if (day < code_of_day(first_of(world_.on())) || day > code_of_day(world_.on())) continue;
        }
        ids.push_back(rows.id_of(row));
    }
    return ids;
}

FormTable form_table(const Form& form, const FormCounter& counter, Node node, const std::optional<Bulletin>& published,
                     const FormTable* before, bool sensitive)
{
    FormTable table;
    table.form = form.code;
    table.name = form.name;
    table.name_en = form.name_en;
    table.number = form.number;
    table.day = counter.world().on();
    table.year = table.day.year();
    CellSpec everybody;
    everybody.count = "members";
    table.members = counter.count(everybody, node);
    if (before != nullptr) table.members_before = before->members;
    const Making making(counter, node, published, before);
    for (const auto& section : form.sections) {
        if (section.sensitive && !sensitive) {
            table.sections.push_back({section.code, section.name, section.name_en, {}, {}, {}, true});
            continue;
        }
        auto made = making.section(section);
        if (!made.rows.empty()) table.sections.push_back(std::move(made));
    }
    return table;
}

std::string in_wan(std::uint64_t count)
{
    const auto tenths = (static_cast<std::int64_t>(count) * 10 + unit_wan / 2) / unit_wan;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

}  // namespace jishi::statistics
