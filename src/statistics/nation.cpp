#include "statistics/nation.hpp"

#include <algorithm>
#include <bit>
#include <optional>

#include "statistics/days.hpp"

namespace jishi::statistics {
namespace {

constexpr std::uint64_t rows_max = 4'000'000'000;
constexpr std::uint64_t organizations_max = 100'000'000;

std::uint64_t mixed(std::uint64_t x)
{
    x = (x ^ x >> 30) * 0xBF58'476D'1CE4'E5B9ULL;
    x = (x ^ x >> 27) * 0x94D0'49BB'1331'11EBULL;
    return x ^ x >> 31;
}

/// Draws that depend on a number alone.
class Draws {
public:
    Draws(std::uint64_t seed, std::uint64_t number) : state_(mixed(seed * 0x9E37'79B9'7F4A'7C15ULL + number)) {}
    std::uint64_t next() { return state_ = mixed(state_ + 0x9E37'79B9'7F4A'7C15ULL); }
    std::uint64_t below(std::uint64_t n)
    {
        return static_cast<std::uint64_t>(static_cast<unsigned __int128>(next()) * n >> 64);
    }
    std::int64_t between(std::int64_t low, std::int64_t high)
    {
        return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low + 1)));
    }
    bool of_a_thousand(int part) { return static_cast<int>(below(1000)) < part; }

private:
    std::uint64_t state_;
};

/// A shuffle of [0, n) that needs no memory: four rounds over two halves of the number, repeated until it falls inside.
class Shuffle {
public:
    Shuffle(std::uint64_t seed, std::uint64_t n) : seed_(seed), n_(n)
    {
        half_ = std::max(1U, (static_cast<unsigned>(std::bit_width(n > 1 ? n - 1 : 1)) + 1) / 2);
        mask_ = (std::uint64_t{1} << half_) - 1;
    }
    std::uint64_t operator()(std::uint64_t at) const
    {
        do {
            std::uint64_t left = at >> half_;
            std::uint64_t right = at & mask_;
            for (std::uint64_t round = 0; round < 4; ++round) {
                const auto next = left ^ (mixed(right + (round << 56) + seed_) & mask_);
                left = right;
                right = next;
            }
            at = left << half_ | right;
        } while (at >= n_);
        return at;
    }

private:
    std::uint64_t seed_;
    std::uint64_t n_;
    unsigned half_ = 1;
    std::uint64_t mask_ = 1;
};

/// What is the same for all members of a kind.
struct Template {
    std::vector<Code> codes;
    DayRange births;
    DayRange joining;
    std::uint8_t occupation = 0;
    bool college = false;
    bool minority = false;
    std::optional<bool> front_line;  // none: drawn
};

class Nation {
public:
    Nation(const Columns& columns, const NationRules& rules, const Bulletin& bulletin, const NationPlan& plan,
           const std::vector<Kind>& kinds)
        : columns_(columns), rules_(rules), bulletin_(bulletin), plan_(plan), day_(bulletin.day()), kinds_(kinds)
    {
        for (const auto& kind : kinds) templates_.push_back(template_of(kind));
        lay_out_sectors();
        lay_out_words();
    }

    std::unique_ptr<World> make(std::shared_ptr<const Columns> columns)
    {
        const auto upper = plan_.upper.empty() ? made_up_areas(plan_.organizations) : plan_.upper;
        auto schema = columns_.schema();
        schema.with_ids = false;
        Bodies bodies;
        Snapshot snapshot(schema, tree_of(upper, plan_.organizations - upper.size(), bodies));
        snapshot.reserve(plan_.members);
        std::vector<NodeInfo> infos(plan_.with_organizations ? bodies.sectors.size() : 0);
        tell(bodies, infos);
        fill(snapshot, bodies, infos);
        snapshot.finish_building();
        return std::make_unique<World>(std::move(columns), day_, std::move(snapshot), std::move(infos));
    }

private:
    enum class Body : std::uint8_t { upper, committee, general_branch, branch };
    /// By node.
    struct Bodies {
        std::vector<std::uint8_t> sectors;
        std::vector<Body> kinds;
    };

    std::size_t place(std::string_view column) const
    {
        const auto* found = columns_.find(column);
        return found ? found->stored : Column::none;
    }
    void set(std::vector<Code>& codes, std::string_view column, std::string_view value) const
    {
        const auto* found = columns_.find(column);
        if (found && found->stored != Column::none)
            codes[found->stored] = static_cast<Code>(found->cell_of(value).value_or(0));
    }

    Template template_of(const Kind& kind) const
    {
        Template made{std::vector<Code>(columns_.schema().size(), 0),
                      births_of(columns_, rules_, kind, day_),
                      joining_of(columns_, kind, day_),
                      kind.occupation,
                      kind.college,
                      kind.minority};
        set(made.codes, "sex", kind.woman ? rules_.female : rules_.male);
        set(made.codes, "status", rules_.status);
        set(made.codes, "category", rules_.full);
        if (kind.joined == Joined::in_the_year) made.front_line = kind.front_line;
        made.codes[place("age_band")] = kind.age;
        made.codes[place("join_period")] = kind.period;
        return made;
    }

    /// Every kind is dealt out to the sectors by its occupation.
    void lay_out_sectors()
    {
        const auto& sector = *columns_.find("sector");
        pools_.resize(sector.values.size());
        for (std::size_t k = 0; k < kinds_.size(); ++k) {
            std::vector<double> weights(sector.values.size(), 0.0);
            for (const auto& [code, weight] : rules_.occupations[kinds_[k].occupation].sectors)
                weights[sector.cell_of(code).value_or(0)] += weight;
            const auto parts = split_by(kinds_[k].count, weights);
            for (std::size_t s = 0; s < parts.size(); ++s) {
                pools_[s].kinds.push_back(static_cast<std::uint32_t>(k));
                pools_[s].ends.push_back((pools_[s].ends.empty() ? 0 : pools_[s].ends.back()) + parts[s]);
            }
        }
    }

    void lay_out_words()
    {
        const auto& ethnicity = *columns_.find("ethnicity");
        const auto& minority = *columns_.find("minority");
        for (std::uint32_t code = 1; code + 1 < ethnicity.values.size(); ++code) {
            const auto& group = minority.values[minority.groups[code]].code;
            if (group == "han") han_ = static_cast<Code>(code);
            if (group == "minority") minorities_.push_back(static_cast<Code>(code));
        }
        const auto& education = *columns_.find("education");
        const auto& college = *columns_.find("college");
        for (const auto& one : rules_.educations) {
            const auto code = education.cell_of(one.code).value_or(0);
            auto& list = college.values[college.groups[code]].code == "college" ? colleges_ : schools_;
            for (int i = 0; i < one.weight; ++i) list.push_back(static_cast<Code>(code));
        }
        const auto* degree = columns_.find("degree");
        for (const auto& [of, code] : rules_.degrees)
            degrees_[static_cast<Code>(education.cell_of(of).value_or(0))] =
                static_cast<Code>(degree->cell_of(code).value_or(0));
        const auto& occupation = *columns_.find("occupation");
        const auto& group = *columns_.find("occupation_group");
        occupations_.resize(rules_.occupations.size());
        for (std::uint32_t code = 1; code + 1 < occupation.values.size(); ++code)
            for (std::size_t i = 0; i < rules_.occupations.size(); ++i)
                if (group.values[group.groups[code]].code == rules_.occupations[i].group)
                    occupations_[i].push_back(static_cast<Code>(code));
        for (const auto& type : rules_.branch_types)
            types_.push_back(static_cast<Code>(columns_.find("organization_type")->cell_of(type).value_or(0)));
    }

    /// How many organisations each sector has: as the bulletin says, else as its members are many.
    std::vector<std::uint64_t> split_by_sector(std::uint64_t organizations) const
    {
        std::vector<double> members;
        for (const auto& pool : pools_)
            members.push_back(pool.ends.empty() ? 0.0 : static_cast<double>(pool.ends.back()));
        auto weights = members;
        const auto total = bulletin_.organizations.find("total");
        if (total != bulletin_.organizations.end() && !bulletin_.sectors.empty())
            weights = as_told(members, total->second);
        auto counts = split_by(organizations, weights);
        // Who has members has a branch.
        for (std::size_t s = 0; s < counts.size(); ++s)
            if (members[s] > 0 && counts[s] == 0) {
                ++counts[s];
                --*std::ranges::max_element(counts);
            }
        return counts;
    }

    /// What the bulletin says of some sectors; the others share the rest.
    std::vector<double> as_told(const std::vector<double>& members, std::int64_t total) const
    {
        const auto& sector = *columns_.find("sector");
        std::vector<double> weights(members.size(), 0.0);
        std::vector<char> told(members.size(), 0);
        auto rest = static_cast<double>(total);
        const auto share = [&](const std::vector<std::size_t>& cells, double figure) {
            double sum = 0;
            for (const auto s : cells) sum += members[s];
            for (const auto s : cells)
                weights[s] = sum > 0 ? figure * members[s] / sum : figure / static_cast<double>(cells.size());
        };
        for (const auto& [name, figure] : bulletin_.sectors) {
            const auto codes = rules_.sectors.find(name);
            if (codes == rules_.sectors.end()) continue;
            std::vector<std::size_t> cells;
            for (const auto& code : codes->second)
                if (const auto cell = sector.cell_of(code)) cells.push_back(*cell);
            for (const auto s : cells) told[s] = 1;
            share(cells, static_cast<double>(figure));
            rest -= static_cast<double>(figure);
        }
        std::vector<std::size_t> others;
        for (std::size_t s = 0; s < members.size(); ++s)
            if (told[s] == 0 && members[s] > 0) others.push_back(s);
        share(others, std::max(0.0, rest));
        return weights;
    }

    /// Which of the organisations below the upper ones is what: as many of each as the bulletin says, evenly among
    /// them, a committee before what stands below it.
    std::vector<Body> split_by_kind(std::uint64_t organizations) const
    {
        const auto figure = [&](std::string_view name) {
            const auto found = bulletin_.organizations.find(name);
            return found == bulletin_.organizations.end() ? 0.0 : static_cast<double>(found->second);
        };
        std::vector<Body> kinds(organizations, Body::branch);
        if (figure("branches") <= 0) return kinds;
        const auto parts =
            split_by(organizations, {figure("committees"), figure("general_branches"), figure("branches")});
        const auto falls_on = [](std::uint64_t at, std::uint64_t of, std::uint64_t all) {
            return static_cast<unsigned __int128>(at + 1) * of / all != static_cast<unsigned __int128>(at) * of / all;
        };
        std::uint64_t other = 0;
        for (std::uint64_t at = 0; at < organizations; ++at) {
            if (falls_on(at, parts[0], organizations)) kinds[at] = Body::committee;
            else if (falls_on(other++, parts[1], organizations - parts[0])) kinds[at] = Body::general_branch;
        }
        return kinds;
    }

    /// Sectors in turn so that each kind of organisation has some of all; who has members has a branch.
    void deal_sectors(std::vector<std::uint8_t>& sectors, const std::vector<Body>& kinds)
    {
        const Shuffle strewn(plan_.seed ^ 0xB4A7, sectors.size());
        std::vector<std::uint8_t> dealt(sectors.size());
        for (std::uint64_t at = 0; at < sectors.size(); ++at) dealt[at] = sectors[strewn(at)];
        sectors = std::move(dealt);
        counts_.assign(pools_.size(), 0);
        for (std::uint64_t at = 0; at < sectors.size(); ++at)
            if (kinds[at] == Body::branch) ++counts_[sectors[at]];
        for (std::size_t s = 0; s < pools_.size(); ++s) {
            if (counts_[s] > 0 || pools_[s].ends.empty() || pools_[s].ends.back() == 0) continue;
            const auto one = static_cast<std::size_t>(std::ranges::find(sectors, s) - sectors.begin());
            for (std::size_t at = 0; at < sectors.size() && one < sectors.size(); ++at) {
                if (kinds[at] != Body::branch || counts_[sectors[at]] < 2) continue;
                --counts_[sectors[at]];
                ++counts_[s];
                std::swap(sectors[at], sectors[one]);
                break;
            }
        }
    }

    /// Organisations of every kind and sector, strewn over the lowest of the upper ones.
    Tree tree_of(const std::vector<Node>& upper, std::uint64_t organizations, Bodies& bodies)
    {
        const auto by_sector = split_by_sector(organizations);
        const auto kinds = split_by_kind(organizations);
        std::vector<std::uint8_t> sectors;
        sectors.reserve(organizations);
        for (std::size_t s = 0; s < by_sector.size(); ++s)
            sectors.insert(sectors.end(), by_sector[s], static_cast<std::uint8_t>(s));
        deal_sectors(sectors, kinds);
        std::vector<char> has_child(upper.size(), 0);
        for (const auto parent : upper)
            if (parent != node_none) has_child[parent] = 1;
        std::vector<Node> leaves;
        for (Node node = 0; node < upper.size(); ++node)
            if (has_child[node] == 0) leaves.push_back(node);
        // In preorder at once: first the children of every upper node, then the walk.
        std::vector<Node> first(upper.size(), node_none);
        std::vector<Node> next(upper.size(), node_none);
        for (auto node = static_cast<Node>(upper.size()); node-- > 0;) {
            if (upper[node] == node_none) continue;
            next[node] = first[upper[node]];
            first[upper[node]] = node;
        }
        std::vector<std::uint64_t> leaf_number(upper.size(), 0);
        for (std::size_t i = 0; i < leaves.size(); ++i) leaf_number[leaves[i]] = i;
        std::vector<std::int64_t> ids;
        std::vector<Node> parents;
        ids.reserve(plan_.organizations);
        parents.reserve(plan_.organizations);
        bodies.sectors.reserve(plan_.organizations);
        bodies.kinds.reserve(plan_.organizations);
        const auto add = [&](Node parent, Body kind, std::uint8_t sector) {
            ids.push_back(static_cast<std::int64_t>(ids.size() + 1));
            parents.push_back(parent);
            bodies.kinds.push_back(kind);
            bodies.sectors.push_back(sector);
            return static_cast<Node>(ids.size() - 1);
        };
        std::vector<std::pair<Node, Node>> open;
        for (auto node = static_cast<Node>(upper.size()); node-- > 0;)
            if (upper[node] == node_none) open.emplace_back(node, node_none);
        while (!open.empty()) {
            const auto [node, parent] = open.back();
            open.pop_back();
            const auto placed = add(parent, Body::upper, 0);
            if (has_child[node] == 0) {
                const auto from = leaf_number[node] * organizations / leaves.size();
                const auto to = (leaf_number[node] + 1) * organizations / leaves.size();
                // What comes after a committee stands below it, until the next; so with general branches.
                Node committee = placed;
                Node above = placed;
                for (auto at = from; at < to; ++at) {
                    if (kinds[at] == Body::committee) above = committee = add(placed, kinds[at], sectors[at]);
                    else if (kinds[at] == Body::general_branch) above = add(committee, kinds[at], sectors[at]);
                    else add(above, kinds[at], sectors[at]);
                }
            }
            std::vector<Node> children;
            for (auto child = first[node]; child != node_none; child = next[child]) children.push_back(child);
            for (auto child = children.rbegin(); child != children.rend(); ++child) open.emplace_back(*child, placed);
        }
        return {std::move(ids), std::move(parents)};
    }

    /// What every organisation is; of branches fill() says of which type.
    void tell(const Bodies& bodies, std::vector<NodeInfo>& infos) const
    {
        const auto& sector = *columns_.find("sector");
        const auto type = [&](std::string_view name) {
            const auto found = rules_.types.find(name);
            return found == rules_.types.end() ? Word() : Word(found->second);
        };
        const auto committee = type("committees");
        const auto general_branch = type("general_branches");
        for (std::size_t node = 0; node < infos.size(); ++node) {
            if (bodies.kinds[node] == Body::upper) continue;
            infos[node].sector = Word(sector.values[bodies.sectors[node]].code);
            if (bodies.kinds[node] == Body::committee) infos[node].type = committee;
            if (bodies.kinds[node] == Body::general_branch) infos[node].type = general_branch;
        }
    }

    void fill(Snapshot& snapshot, const Bodies& bodies, std::vector<NodeInfo>& infos)
    {
        const auto& organization_type = *columns_.find("organization_type");
        std::vector<std::uint64_t> branch_of_sector(pools_.size(), 0);
        std::vector<std::uint64_t> dealt(pools_.size(), 0);
        std::vector<Shuffle> shuffles;
        for (std::size_t s = 0; s < pools_.size(); ++s)
            shuffles.emplace_back(plan_.seed * 31 + s,
                                  std::max<std::uint64_t>(1, pools_[s].ends.empty() ? 0 : pools_[s].ends.back()));
        std::vector<Code> codes(columns_.schema().size());
        std::uint64_t number = 0;
        for (Node node = 0; node < bodies.kinds.size(); ++node) {
            if (bodies.kinds[node] != Body::branch) continue;
            const auto s = bodies.sectors[node];
            const auto& pool = pools_[s];
            const auto all = pool.ends.empty() ? 0 : pool.ends.back();
            // Sizes vary by half around the mean; what is dealt in the end is everything.
            const auto at = ++branch_of_sector[s];
            const auto even = static_cast<std::uint64_t>(static_cast<unsigned __int128>(all) * at / counts_[s]);
            Draws size(plan_.seed ^ 0x51E, node);
            const auto mean = all / counts_[s];
            const auto to =
                at == counts_[s] ? all : std::clamp(even - mean / 4 + size.below(mean / 2 + 1), dealt[s], all);
            const auto type = types_[size.below(types_.size())];
            if (!infos.empty()) infos[node].type = Word(organization_type.values[type].code);
            for (; dealt[s] < to; ++dealt[s], ++number) {
                const auto drawn = shuffles[s](dealt[s]);
                const auto kind = pool.kinds[static_cast<std::size_t>(
                    std::upper_bound(pool.ends.begin(), pool.ends.end(), drawn) - pool.ends.begin())];
                draw(templates_[kind], s, type, number, codes);
                snapshot.append(node, 0, codes);
            }
        }
    }

    void draw(const Template& kind, std::uint8_t sector, Code type, std::uint64_t number, std::vector<Code>& codes)
    {
        codes = kind.codes;
        Draws draws(plan_.seed, number);
        const auto ethnicity = kind.minority ? minorities_[draws.below(minorities_.size())] : han_;
        const auto& list = kind.college ? colleges_ : schools_;
        const auto education = list[draws.below(list.size())];
        const auto& jobs = occupations_[kind.occupation];
        const auto occupation = jobs.empty() ? Code{0} : jobs[draws.below(jobs.size())];
        const auto birth = draws.between(kind.births.first, kind.births.last);
        const Date born{std::chrono::sys_days{std::chrono::days{birth}}};
        auto may_join = born.ymd() + std::chrono::years{rules_.joining_years_min};
        if (!may_join.ok()) may_join = may_join.year() / may_join.month() / std::chrono::last;
        const auto earliest = std::max(kind.joining.first, Date{may_join}.days());
        const auto joined = draws.between(std::min(earliest, kind.joining.last), kind.joining.last);
        const Date joined_on{std::chrono::sys_days{std::chrono::days{joined}}};
        const auto put = [&](std::size_t at, Code code) {
            if (at != Column::none) codes[at] = code;
        };
        put(at_.ethnicity, ethnicity);
        put(at_.minority, groups_.minority[ethnicity]);
        put(at_.education, education);
        put(at_.education_group, groups_.education[education]);
        if (const auto degree = degrees_.find(education); degree != degrees_.end()) put(at_.degree, degree->second);
        put(at_.occupation, occupation);
        put(at_.occupation_group, groups_.occupation[occupation]);
        put(at_.birth, code_of_day(born));
        put(at_.joined, code_of_day(joined_on));
        if (joined > day_.plus_months(-rules_.probation_months).days()) put(at_.category, probationary_);
        const bool on_the_line = draws.of_a_thousand(rules_.front_line);
        put(at_.front_line, kind.front_line.value_or(on_the_line) ? 1 : 0);
        put(at_.mobile, draws.of_a_thousand(rules_.mobile) ? 1 : 0);
        put(at_.migrant_worker, draws.of_a_thousand(rules_.migrant_worker) ? 1 : 0);
        put(at_.lost, draws.of_a_thousand(rules_.lost) ? 1 : 0);
        put(at_.sector, sector);
        put(at_.type, type);
    }

    struct Pool {
        std::vector<std::uint32_t> kinds;
        std::vector<std::uint64_t> ends;  // running sums
    };
    struct Places {
        std::size_t ethnicity, minority, education, education_group, degree, occupation, occupation_group, birth,
            joined, category, front_line, mobile, migrant_worker, lost, sector, type;
    };
    struct Groups {
        const std::vector<std::uint8_t>&education, &occupation, &minority;
    };

    const Columns& columns_;
    const NationRules& rules_;
    const Bulletin& bulletin_;
    const NationPlan& plan_;
    const Date day_;
    const std::vector<Kind>& kinds_;
    std::vector<Template> templates_;
    std::vector<Pool> pools_;            // by sector
    std::vector<std::uint64_t> counts_;  // branches, by sector
    Code han_ = 0;
    std::vector<Code> minorities_;
    std::vector<Code> colleges_;
    std::vector<Code> schools_;
    std::map<Code, Code> degrees_;
    std::vector<std::vector<Code>> occupations_;
    std::vector<Code> types_;
    const Places at_{
        place("ethnicity"),      place("minority"),   place("education"),        place("education_group"),
        place("degree"),         place("occupation"), place("occupation_group"), place("birth_date"),
        place("joined_on"),      place("category"),   place("front_line"),       place("mobile"),
        place("migrant_worker"), place("lost"),       place("sector"),           place("organization_type")};
    const Groups groups_{columns_.find("education_group")->groups, columns_.find("occupation_group")->groups,
                         columns_.find("minority")->groups};
    const Code probationary_ = static_cast<Code>(columns_.find("category")->cell_of(rules_.probationary).value_or(0));
};

}  // namespace

std::vector<Node> made_up_areas(std::uint64_t organizations)
{
    constexpr std::uint64_t branches_a_town = 130;
    constexpr std::uint64_t towns_a_county = 13;
    constexpr std::uint64_t counties_a_city = 9;
    constexpr std::uint64_t cities_a_province = 11;
    const auto towns = std::max<std::uint64_t>(1, organizations / branches_a_town);
    const auto counties = std::max<std::uint64_t>(1, towns / towns_a_county);
    const auto cities = std::max<std::uint64_t>(1, counties / counties_a_city);
    const auto provinces = std::max<std::uint64_t>(1, cities / cities_a_province);
    const std::uint64_t levels[] = {provinces, cities, counties, towns};
    std::vector<Node> parents{node_none};
    Node begin = 0;
    std::uint64_t above = 1;
    for (const auto level : levels) {
        const auto next = static_cast<Node>(parents.size());
        for (std::uint64_t i = 0; i < level; ++i) parents.push_back(begin + static_cast<Node>(i * above / level));
        begin = next;
        above = level;
    }
    return parents;
}

Result<std::unique_ptr<World>> make_nation(std::shared_ptr<const Columns> columns, const NationRules& rules,
                                           const Bulletin& bulletin, const NationPlan& plan)
{
    if (plan.members > rows_max || plan.organizations > organizations_max)
        return refuse(ErrorKind::invalid_input, "statistics.nation_too_large");
    const auto upper = plan.upper.empty() ? made_up_areas(plan.organizations).size() : plan.upper.size();
    const auto sectors = columns->find("sector")->values.size();
    if (plan.organizations < upper + sectors) return refuse(ErrorKind::invalid_input, "statistics.nation_too_small");
    const auto kinds = kinds_of(*columns, rules, bulletin, plan.members);
    if (kinds.empty() && plan.members > 0)
        return refuse(ErrorKind::rule_refused, "statistics.bulletin_contradicts", "STAT-02");
    return Nation(*columns, rules, bulletin, plan, kinds).make(columns);
}

}  // namespace jishi::statistics
