#include "statistics/nation_margins.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "policy/policy.hpp"
#include "statistics/days.hpp"

namespace jishi::statistics {
namespace {

constexpr int rounds_max = 2'000;
constexpr double good_enough = 1e-9;

Date years_before(Date day, int years)
{
    auto before = day.ymd() - std::chrono::years{years};
    if (!before.ok()) before = before.year() / before.month() / std::chrono::last;
    return Date{before};
}

/// One side of the table: which of its parts a kind belongs to, and how much each part is to have.
struct Margin {
    std::function<std::size_t(const Kind&)> part;
    std::vector<double> wanted;
};

/// As the figures are rounded, they are brought to one sum.
std::vector<double> scaled(std::vector<double> parts, double whole)
{
    const auto sum = std::accumulate(parts.begin(), parts.end(), 0.0);
    for (auto& part : parts) part *= whole / sum;
    return parts;
}

Margin two_parts(std::int64_t part, double whole, double members, bool Kind::*flag)
{
    const double share = static_cast<double>(part) / whole * members;
    return {[flag](const Kind& kind) { return kind.*flag ? std::size_t{1} : std::size_t{0}; },
            {members - share, share}};
}

/// Parts by cell of a column.
std::optional<std::vector<double>> by_cell(const ByCode& figures, const Column& column)
{
    std::vector<double> parts(column.values.size(), 0.0);
    if (figures.empty()) return std::nullopt;
    for (const auto& [code, figure] : figures) {
        const auto cell = column.cell_of(code);
        if (!cell) return std::nullopt;
        parts[*cell] = static_cast<double>(figure);
    }
    return parts;
}

/// Fits weights to the margins by scaling one after the other until nothing changes.
double fit(const std::vector<Kind>& kinds, std::vector<double>& weights, const std::vector<Margin>& margins)
{
    double off = 0;
    for (int round = 0; round < rounds_max; ++round) {
        off = 0;
        for (const auto& margin : margins) {
            std::vector<double> sums(margin.wanted.size(), 0.0);
            for (std::size_t i = 0; i < kinds.size(); ++i) sums[margin.part(kinds[i])] += weights[i];
            for (std::size_t part = 0; part < sums.size(); ++part)
                off = std::max(off, std::abs(sums[part] - margin.wanted[part]));
            for (std::size_t i = 0; i < kinds.size(); ++i) {
                const auto part = margin.part(kinds[i]);
                if (sums[part] > 0) weights[i] *= margin.wanted[part] / sums[part];
            }
        }
        const auto whole = std::accumulate(margins.front().wanted.begin(), margins.front().wanted.end(), 0.0);
        if (off < good_enough * whole) break;
    }
    return off;
}

/// What the forms put together under a name of the bulletin: "sectors.enterprise" -> the codes of its row.
void read_published(const policy::Policy& policy, NationRules& rules)
{
    for (const auto& form : policy.get("statistics.forms").items())
        for (const auto& section : form.at("sections").items()) {
            const auto* rows = section.find("rows");
            if (rows == nullptr) continue;
            for (const auto& row : rows->items()) {
                const auto published = row.text_or("published", "");
                const auto dot = published.find('.');
                const auto name = dot == std::string::npos ? "" : published.substr(dot + 1);
                if (published.starts_with("sectors.")) rules.sectors[name] = row.at("sectors").texts();
                if (published.starts_with("organizations.")) rules.types[name] = row.at("types").texts().front();
                if (published == "admitted.up_to_35") rules.young_bands = row.at("codes").texts();
            }
        }
}

using Margins = std::vector<Margin>;

class Fitting {
public:
    Fitting(const Columns& columns, const NationRules& rules, const Bulletin& bulletin, std::uint64_t members)
        : columns_(columns), rules_(rules), bulletin_(bulletin), ages_(*columns.find("age_band")),
          periods_(*columns.find("join_period")), members_(members)
    {
    }

    /// Empty when there is no such nation.
    std::vector<Kind> kinds()
    {
        std::vector<Kind> all;
        const auto& people = bulletin_.members;
        const bool told = bulletin_.admitted && bulletin_.admitted->total > 0 && people.total > 0;
        std::uint64_t joined = 0;
        if (told) {
            joined = static_cast<std::uint64_t>(
                std::llround(static_cast<double>(bulletin_.admitted->total) * static_cast<double>(members_) /
                             static_cast<double>(people.total)));
            if (!add(possible(Joined::in_the_year), margins_of_new(static_cast<double>(joined)), joined, all))
                return {};
        }
        auto margins = margins_of_all();
        // What the new ones have is no longer to be given to the others.
        for (auto& margin : margins)
            for (const auto& kind : all) {
                auto& wanted = margin.wanted[margin.part(kind)];
                wanted = std::max(0.0, wanted - static_cast<double>(kind.count));
            }
        if (!add(possible(told ? Joined::before_the_year : Joined::whenever), margins, members_ - joined, all))
            return {};
        return all;
    }

private:
    struct Weighted {
        std::vector<Kind> kinds;
        std::vector<double> weights;
    };

    /// Every kind that can be; few days of birth, few people.
    Weighted possible(Joined joined) const
    {
        const bool is_new = joined == Joined::in_the_year;
        const auto first = is_new ? periods_.values.size() - 1 : std::size_t{1};
        Weighted made;
        for (unsigned flags = 0; flags < (is_new ? 16U : 8U); ++flags)
            for (std::size_t age = 1; age < ages_.values.size(); ++age)
                for (std::size_t period = first; period < periods_.values.size(); ++period) {
                    for (std::size_t occupation = 0; occupation < rules_.occupations.size(); ++occupation) {
                        Kind kind;
                        kind.woman = (flags & 1U) != 0;
                        kind.minority = (flags & 2U) != 0;
                        kind.college = (flags & 4U) != 0;
                        kind.front_line = (flags & 8U) != 0;
                        kind.age = static_cast<std::uint8_t>(age);
                        kind.period = static_cast<std::uint8_t>(period);
                        kind.occupation = static_cast<std::uint8_t>(occupation);
                        kind.joined = joined;
                        const auto births = births_of(columns_, rules_, kind, bulletin_.day());
                        if (births.empty()) continue;
                        auto weight = static_cast<double>(births.last - births.first + 1);
                        if (kind.college) weight *= of_band(rules_.college_by_age, age);
                        if (is_new) weight *= of_band(rules_.admitted_by_age, age);
                        made.kinds.push_back(kind);
                        made.weights.push_back(weight);
                    }
                }
        return made;
    }

    double of_band(const ByCode& weights, std::size_t age) const
    {
        const auto found = weights.find(ages_.values[age].code);
        return found == weights.end() ? 1 : static_cast<double>(found->second) / 100;
    }

    Margin occupations(const ByCode& figures, double whole) const
    {
        std::vector<double> groups;
        for (const auto& occupation : rules_.occupations) {
            const auto figure = figures.find(occupation.group);
            groups.push_back(figure == figures.end() ? 0 : static_cast<double>(figure->second));
        }
        return {[](const Kind& kind) { return std::size_t{kind.occupation}; }, scaled(groups, whole)};
    }

    static void add_parts(Margins& margins, const BulletinPeople& people, double whole)
    {
        const auto total = static_cast<double>(people.total);
        if (people.women) margins.push_back(two_parts(*people.women, total, whole, &Kind::woman));
        if (people.minority) margins.push_back(two_parts(*people.minority, total, whole, &Kind::minority));
        if (people.college) margins.push_back(two_parts(*people.college, total, whole, &Kind::college));
    }

    Margins margins_of_all() const
    {
        const auto& people = bulletin_.members;
        const auto whole = static_cast<double>(members_);
        Margins margins;
        add_parts(margins, people, whole);
        if (const auto parts = by_cell(people.age_bands, ages_))
            margins.push_back({[](const Kind& kind) { return std::size_t{kind.age}; }, scaled(*parts, whole)});
        if (const auto parts = by_cell(people.join_periods, periods_))
            margins.push_back({[](const Kind& kind) { return std::size_t{kind.period}; }, scaled(*parts, whole)});
        if (!people.occupation_groups.empty()) margins.push_back(occupations(people.occupation_groups, whole));
        return margins;
    }

    Margins margins_of_new(double whole) const
    {
        const auto& people = *bulletin_.admitted;
        const auto total = static_cast<double>(people.total);
        Margins margins;
        add_parts(margins, people, whole);
        if (people.front_line) margins.push_back(two_parts(*people.front_line, total, whole, &Kind::front_line));
        if (people.up_to_35) {
            const double young = static_cast<double>(*people.up_to_35) / total * whole;
            margins.push_back({[this](const Kind& kind) {
                                   const auto& band = ages_.values[kind.age].code;
                                   return std::size_t{std::ranges::count(rules_.young_bands, band) > 0 ? 1U : 0U};
                               },
                               {whole - young, young}});
        }
        if (!people.occupation_groups.empty()) margins.push_back(occupations(people.occupation_groups, whole));
        return margins;
    }

    static bool add(Weighted made, const Margins& margins, std::uint64_t number, std::vector<Kind>& all)
    {
        // What was not published is left as it falls; without anything there is nothing to fit.
        // A ten-thousandth is far inside the rounding of a bulletin.
        if (!margins.empty() && fit(made.kinds, made.weights, margins) * 10'000 > static_cast<double>(number))
            return false;
        const auto counts = split_by(number, made.weights);
        for (std::size_t i = 0; i < counts.size(); ++i) {
            if (counts[i] == 0) continue;
            made.kinds[i].count = counts[i];
            all.push_back(made.kinds[i]);
        }
        return true;
    }

    const Columns& columns_;
    const NationRules& rules_;
    const Bulletin& bulletin_;
    const Column& ages_;
    const Column& periods_;
    const std::uint64_t members_;
};

}  // namespace

NationRules read_nation_rules(const policy::Policy& policy)
{
    const auto& value = policy.get("statistics.nation");
    NationRules rules;
    for (const auto& item : value.at("occupations").items()) {
        auto& occupation = rules.occupations.emplace_back();
        occupation.group = item.at("group").text();
        occupation.years_min = static_cast<int>(item.integer_or("years_min", 0));
        occupation.years_max = static_cast<int>(item.integer_or("years_max", value.at("years_max").integer()));
        for (const auto& sector : item.at("sectors").members())
            occupation.sectors[sector.name] = static_cast<int>(sector.value.integer());
    }
    for (const auto& one : value.at("college_by_age").members()) rules.college_by_age[one.name] = one.value.integer();
    for (const auto& item : value.at("educations").items())
        rules.educations.push_back({item.at("code").text(), static_cast<int>(item.at("weight").integer())});
    for (const auto& one : value.at("degrees").members()) rules.degrees[one.name] = one.value.text();
    rules.branch_types = value.at("branch_types").texts();
    rules.full = value.at("full").text();
    rules.probationary = value.at("probationary").text();
    rules.status = value.at("status").text();
    rules.male = value.at("male").text();
    rules.female = value.at("female").text();
    rules.years_max = static_cast<int>(value.at("years_max").integer());
    rules.front_line = static_cast<int>(value.at("front_line").integer());
    rules.mobile = static_cast<int>(value.at("mobile").integer());
    rules.migrant_worker = static_cast<int>(value.at("migrant_worker").integer());
    rules.lost = static_cast<int>(value.at("lost").integer());
    for (const auto& one : value.at("admitted_by_age").members()) rules.admitted_by_age[one.name] = one.value.integer();
    rules.places_uncovered = static_cast<int>(value.at("places_uncovered").integer());
    read_published(policy, rules);
    rules.joining_years_min = static_cast<int>(policy.integer("team.joining_age_years_min"));
    rules.probation_months = static_cast<int>(policy.integer("team.probation_months_min"));
    return rules;
}

DayRange joining_of(const Columns& columns, const Kind& kind, Date day)
{
    const auto& until = columns.find("join_period")->until_days;
    const std::size_t at = kind.period - 1U;
    const auto last = until[at] ? std::min(*until[at], day) : day;
    // Nobody joined before the founding of the Party; who did soon after is no more.
    const auto first = at == 0 ? years_before(*until[0], 15) : until[at - 1]->plus_days(1);
    const Date new_year{day.year(), 1, 1};
    switch (kind.joined) {
        case Joined::in_the_year: return {std::max(first, new_year).days(), last.days()};
        case Joined::before_the_year: return {first.days(), std::min(last, new_year.plus_days(-1)).days()};
        case Joined::whenever: break;
    }
    return {first.days(), last.days()};
}

DayRange births_of(const Columns& columns, const NationRules& rules, const Kind& kind, Date day)
{
    const auto& until = columns.find("age_band")->until_years;
    const auto& occupation = rules.occupations[kind.occupation];
    const std::size_t at = kind.age - 1U;
    const int youngest = std::max(
        {at == 0 ? rules.joining_years_min : *until[at - 1] + 1, occupation.years_min, rules.joining_years_min});
    const int oldest = std::min(until[at].value_or(rules.years_max), occupation.years_max);
    DayRange range{years_before(day, oldest + 1).days() + 1, years_before(day, youngest).days()};
    // One joins at that age at the least.
    const auto joined = joining_of(columns, kind, day);
    const Date last_joining{std::chrono::sys_days{std::chrono::days{joined.last}}};
    range.last = std::min(range.last, years_before(last_joining, rules.joining_years_min).days());
    return range;
}

std::vector<std::uint64_t> split_by(std::uint64_t whole, const std::vector<double>& weights)
{
    const auto sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    std::vector<std::uint64_t> parts(weights.size(), 0);
    if (sum <= 0) return parts;
    std::vector<std::pair<double, std::size_t>> rests;
    std::uint64_t given = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const double exact = static_cast<double>(whole) * weights[i] / sum;
        parts[i] = static_cast<std::uint64_t>(exact);
        given += parts[i];
        if (weights[i] > 0) rests.emplace_back(exact - std::floor(exact), i);
    }
    std::ranges::stable_sort(rests, [](const auto& a, const auto& b) { return a.first > b.first; });
    for (std::size_t i = 0; given < whole; ++i, ++given) ++parts[rests[i % rests.size()].second];
    return parts;
}

std::vector<Kind> kinds_of(const Columns& columns, const NationRules& rules, const Bulletin& bulletin,
                           std::uint64_t members)
{
    return Fitting(columns, rules, bulletin, members).kinds();
}

}  // namespace jishi::statistics
