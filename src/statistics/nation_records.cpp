#include "statistics/nation_records.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace jishi::statistics {
namespace {

bool is_of_people(const CellSpec& cell) { return cell.count == "members" || cell.count == "admitted"; }
bool is_of_organizations(const CellSpec& cell) { return cell.count == "organizations"; }

CellSpec first_cell(const FormSection& section, const FormLine& line)
{
    return section.columns.empty() ? line.cell : line.cell + section.columns.front().cell;
}

/// Of what a cell says only the codes that tell its records apart.
const std::vector<std::string>& codes_of(const CellSpec& cell)
{
    return cell.count == "on_the_way" ? cell.stages : cell.count == "awards" ? cell.titles : cell.kinds;
}

/// How many persons of this nation are one of the bulletin's.
double people_scale(const Bulletin& bulletin, const World& world)
{
    return static_cast<double>(world.members().rows()) / static_cast<double>(bulletin.members.total * bulletin.unit);
}

double organizations_scale(const Bulletin& bulletin, const World& world)
{
    const auto total = figure_in_ones(bulletin, "organizations.total");
    const auto there = std::ranges::count_if(world.infos(), [](const NodeInfo& info) { return info.type != Word(); });
    return total && *total > 0 ? static_cast<double>(there) / static_cast<double>(*total) : 0;
}

std::uint64_t scaled_to(double scale, std::int64_t figure)
{
    return static_cast<std::uint64_t>(std::llround(scale * static_cast<double>(std::max<std::int64_t>(0, figure))));
}

/// Puts records where the organisations are.
class Strewing {
public:
    Strewing(const World& world, int uncovered, std::uint64_t seed)
        : nodes_(world.tree().size()), uncovered_(uncovered), random_(seed)
    {
    }

    void add(const CellSpec& cell, const std::string& code, std::uint64_t number)
    {
        constexpr std::uint64_t all = 10'000;
        // Of places the figure is of those with an organisation; those without come on top.
        const auto without = cell.count == "units_with_organization"
                                 ? number * static_cast<std::uint64_t>(uncovered_) / all
                                 : std::uint64_t{0};
        for (std::uint64_t i = 0; i < number + without; ++i) {
            if (cell.count == "on_the_way") records_.standing.push_back({node(), code, 0});
            else if (cell.count == "awards") records_.awards.push_back({node(), code, false});
            else if (cell.count.starts_with("units")) {
                const bool covered = i < number;
                records_.units.push_back({node(), "", code, true, true, covered, covered});
            }
        }
    }
    YearRecords take() { return std::move(records_); }

private:
    Node node() { return static_cast<Node>(random_() % nodes_); }

    const Node nodes_;
    const int uncovered_;
    std::mt19937_64 random_;
    YearRecords records_;
};

}  // namespace

Form published_part(const Form& form, const Bulletin& bulletin)
{
    Form part = form;
    part.checks.clear();
    for (auto& section : part.sections)
        std::erase_if(section.rows,
                      [&](const FormLine& line) { return !figure_in_ones(bulletin, line.published).has_value(); });
    for (auto& section : part.sections) {
        const auto known = [&](const FormLine& column) {
            const auto& count = column.cell.count;
            return count.empty() || count == "organizations" || count.starts_with("units");
        };
        std::erase_if(section.columns, [&](const FormLine& column) { return !known(column); });
    }
    std::erase_if(part.sections, [](const FormSection& section) { return section.rows.empty(); });
    return part;
}

YearRecords made_records(const Form& form, const Bulletin& bulletin, const World& world, const NationRules& rules,
                         std::uint64_t seed)
{
    struct Wanted {
        CellSpec cell;
        std::uint64_t number;
    };
    std::vector<Wanted> wanted;
    const auto scale = people_scale(bulletin, world);
    for (const auto& section : form.sections)
        for (const auto& line : section.rows) {
            const auto figure = figure_in_ones(bulletin, line.published);
            auto cell = first_cell(section, line);
            if (!figure || is_of_people(cell) || is_of_organizations(cell) || codes_of(cell).empty()) continue;
            wanted.push_back({std::move(cell), scaled_to(scale, *figure)});
        }
    // The narrow ones first: what they have is part of the wide ones.
    std::ranges::stable_sort(wanted, {}, [](const Wanted& one) { return codes_of(one.cell).size(); });
    Strewing strewing(world, rules.places_uncovered, seed);
    struct Made {
        std::string count;
        std::string code;
        std::uint64_t number;
    };
    std::vector<Made> made;
    for (const auto& one : wanted) {
        const auto& codes = codes_of(one.cell);
        std::uint64_t there = 0;
        std::string code = codes.front();
        for (const auto& before : made)
            if (before.count == one.cell.count && std::ranges::count(codes, before.code) > 0) there += before.number;
        for (const auto& candidate : codes)
            if (std::ranges::none_of(made, [&](const Made& before) {
                    return before.count == one.cell.count && before.code == candidate;
                })) {
                code = candidate;
                break;
            }
        const auto number = one.number > there ? one.number - there : 0;
        strewing.add(one.cell, code, number);
        made.push_back({one.cell.count, code, number});
    }
    return strewing.take();
}

FormTable made_before(const Form& form, const Bulletin& bulletin, const std::optional<Bulletin>& before,
                      const World& world)
{
    FormTable table;
    const auto people = people_scale(bulletin, world);
    const auto organizations = organizations_scale(bulletin, world);
    if (const auto growth = figure_in_ones(bulletin, "members.net_growth"))
        table.members = scaled_to(people, bulletin.members.total * bulletin.unit - *growth);
    for (const auto& section : compared(form).sections) {
        TableSection then;
        then.code = section.code;
        for (const auto& line : section.rows) {
            TableRow row;
            row.code = line.code;
            const auto scale = is_of_people(line.cell) ? people : organizations;
            const auto now = figure_in_ones(bulletin, line.published);
            const auto growth = figure_in_ones(bulletin, line.published_growth);
            if (line.growth && now && growth) {
                row.counts.push_back(scaled_to(scale, *now - *growth));
            } else if (line.growth && before && figure_in_ones(*before, line.published)) {
                row.counts.push_back(scaled_to(scale, *figure_in_ones(*before, line.published)));
            } else if (line.share && before) {
                const auto figure = figure_in_ones(*before, line.published);
                const auto whole =
                    figure_in_ones(*before, line.cell.count == "admitted" ? "admitted.total" : "members.total");
                if (!figure || !whole || *whole == 0) continue;
                row.counts.push_back(scaled_to(scale, *figure));
                row.whole = scaled_to(scale, *whole);
            } else {
                continue;
            }
            then.rows.push_back(std::move(row));
        }
        table.sections.push_back(std::move(then));
    }
    return table;
}

FormTable made_table(const Form& form, const Bulletin& bulletin, const std::optional<Bulletin>& before,
                     const World& world, const NationRules& rules, std::uint64_t seed)
{
    const auto part = published_part(form, bulletin);
    const auto records = made_records(part, bulletin, world, rules, seed);
    const FormCounter counter(world, &records, {rules.status});
    const auto last = made_before(part, bulletin, before, world);
    return form_table(part, counter, world.tree().roots().front(), bulletin, &last);
}

}  // namespace jishi::statistics
