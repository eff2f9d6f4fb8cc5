#include "statistics/bulletin_table.hpp"

#include <algorithm>
#include <numeric>

#include "policy/policy.hpp"
#include "statistics/days.hpp"

namespace jishi::statistics {
namespace {

constexpr std::int64_t unit_wan = 10'000;

class Making {
public:
    Making(const World& world, Node node, const std::optional<Bulletin>& published,
           const std::vector<std::string>& counted)
        : world_(world), node_(node), published_(published)
    {
        const auto* status = world.columns().find("status");
        std::vector<std::uint32_t> cells;
        for (const auto& code : counted)
            if (const auto cell = status->cell_of(code)) cells.push_back(*cell);
        members_ = Filter::set(status->stored, std::move(cells));
        const auto* joined = world.columns().find("joined_on");
        const Date first{std::chrono::year{world.on().year()} / std::chrono::January / std::chrono::day{1}};
        admitted_ = Filter::of(Filter::Kind::all_of,
                               {members_, Filter::range(joined->stored, code_of_day(first), code_of_day(world.on()))});
    }

    std::uint64_t all(const std::string& what) { return sum(count({}, what)); }

    BulletinSection section(const policy::Value& item)
    {
        BulletinSection made{item.at("code").text(), item.at("name").text(), item.at("name_en").text(), {}, {}};
        if (const auto* rows = item.find("rows"))
            for (const auto& row : rows->items()) made.rows.push_back(single(row));
        else if (const auto column = item.optional_text("column")) by_values(item, *column, made);
        return made;
    }

private:
    static std::uint64_t sum(const std::vector<std::uint64_t>& counts)
    {
        return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    }

    std::vector<std::uint64_t> count(const Axes& axes, const std::string& what) const
    {
        const auto& rows = world_.members();
        const auto& filter = what == "admitted" ? admitted_ : members_;
        std::vector<std::uint64_t> out;
        if (ask_cubes(rows, node_, axes, filter, out)) return out;
        return scan(rows, {axes, filter, {{rows.rows_below(node_)}}});
    }

    std::uint64_t organizations(const policy::Value& row) const
    {
        const auto types = row.texts_or_none("types");
        const auto sectors = row.texts_or_none("sectors");
        const auto fits = [](const std::vector<std::string>& list, const std::string& code) {
            return list.empty() || std::ranges::find(list, code) != list.end();
        };
        const auto& infos = world_.infos();
        std::uint64_t found = 0;
        for (Node node = node_; node < world_.members().tree().end(node_) && node < infos.size(); ++node)
            if (infos[node].active && fits(types, infos[node].type) && fits(sectors, infos[node].sector)) ++found;
        return found;
    }

    static int share(std::uint64_t part, std::uint64_t whole)
    {
        return static_cast<int>((part * 10'000 + whole / 2) / whole);
    }

    BulletinRow single(const policy::Value& item)
    {
        BulletinRow row;
        row.code = item.at("code").text();
        row.name = item.at("name").text();
        row.name_en = item.at("name_en").text();
        row.published = figure(item.text_or("published", ""), "");
        const auto what = item.at("count").text();
        if (what == "organizations") {
            row.count = organizations(item);
            return row;
        }
        row.of_the_year = what == "admitted";
        const auto column = item.optional_text("column");
        if (!column) {
            row.count = all(what);
            return row;
        }
        row.column = *column;
        row.codes = item.texts_or_none("codes");
        const auto& found = *world_.columns().find(*column);
        const auto counts = count({world_.axis(found)}, what);
        for (const auto& code : row.codes)
            if (const auto cell = found.cell_of(code)) row.count += counts[*cell];
        if (const auto whole = sum(counts); item.boolean_or("share", false) && whole > 0)
            row.share_bp = share(row.count, whole);
        return row;
    }

    void by_values(const policy::Value& item, const std::string& column, BulletinSection& made)
    {
        const auto what = item.text_or("count", "members");
        const auto& found = *world_.columns().find(column);
        const auto counts = count({world_.axis(found)}, what);
        const auto whole = sum(counts);
        std::uint64_t told = 0;
        for (std::size_t cell = 0; cell < found.values.size(); ++cell) {
            const auto& value = found.values[cell];
            if (value.code == not_said || value.code == other_code) continue;
            BulletinRow row{value.code, value.name, value.name_en, counts[cell],      {},
                            {},         column,     {value.code},  what == "admitted"};
            if (whole > 0) row.share_bp = share(row.count, whole);
            row.published = figure(item.text_or("published", ""), value.code);
            told += counts[cell];
            made.rows.push_back(std::move(row));
        }
        if (item.boolean_or("adds_up", false)) made.missing = whole - told;
    }

    /// "members.women", or "members.age_bands" and a code.
    std::optional<std::int64_t> figure(const std::string& path, const std::string& code) const
    {
        if (!published_ || path.empty()) return std::nullopt;
        const auto dot = path.find('.');
        const auto head = path.substr(0, dot);
        const auto tail = dot == std::string::npos ? "" : path.substr(dot + 1);
        const auto in = [](const ByCode& figures, const std::string& name) -> std::optional<std::int64_t> {
            const auto found = figures.find(name);
            return found == figures.end() ? std::nullopt : std::optional(found->second);
        };
        if (head == "organizations") return in(published_->organizations, tail);
        if (head == "admitted" && !published_->admitted) return std::nullopt;
        const auto& people = head == "admitted" ? *published_->admitted : published_->members;
        if (tail == "total") return people.total;
        if (tail == "women") return people.women;
        if (tail == "minority") return people.minority;
        if (tail == "college") return people.college;
        if (tail == "up_to_35") return people.up_to_35;
        if (tail == "front_line") return people.front_line;
        if (tail == "age_bands") return in(people.age_bands, code);
        if (tail == "join_periods") return in(people.join_periods, code);
        if (tail == "occupation_groups") return in(people.occupation_groups, code);
        return std::nullopt;
    }

    const World& world_;
    const Node node_;
    const std::optional<Bulletin>& published_;
    Filter members_;
    Filter admitted_;
};

}  // namespace

BulletinTable bulletin_table(const World& world, Node node, const policy::Policy& rules,
                             const std::optional<Bulletin>& published, const std::vector<std::string>& counted,
                             const World* before)
{
    Making making(world, node, published, counted);
    BulletinTable table;
    table.year = world.on().year();
    table.day = world.on();
    table.unit = published ? published->unit : 1;
    table.members = making.all("members");
    if (before != nullptr) {
        const auto then = before->members().tree().find(world.members().tree().id(node));
        if (then != node_none) table.members_before = Making(*before, then, published, counted).all("members");
    }
    for (const auto& section : rules.get("statistics.bulletin_table").at("sections").items())
        table.sections.push_back(making.section(section));
    return table;
}

std::string in_wan(std::uint64_t count)
{
    const auto tenths = (static_cast<std::int64_t>(count) * 10 + unit_wan / 2) / unit_wan;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

}  // namespace jishi::statistics
