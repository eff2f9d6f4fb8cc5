#include "statistics/bulletin.hpp"

#include <iterator>

#include "policy/policy.hpp"

namespace jishi::statistics {
namespace {

ByCode by_code(const policy::Value& value, std::string_view name)
{
    ByCode figures;
    if (const auto* map = value.find(name))
        for (const auto& one : map->members()) figures[one.name] = one.value.integer();
    return figures;
}

BulletinPeople people_of(const policy::Value& value)
{
    BulletinPeople people;
    people.total = value.at("total").integer();
    people.women = value.optional_integer("women");
    people.minority = value.optional_integer("minority");
    people.college = value.optional_integer("college");
    people.up_to_35 = value.optional_integer("up_to_35");
    people.front_line = value.optional_integer("front_line");
    people.net_growth = value.optional_integer("net_growth");
    people.age_bands = by_code(value, "age_bands");
    people.join_periods = by_code(value, "join_periods");
    people.occupation_groups = by_code(value, "occupation_groups");
    return people;
}

Result<void> check(const std::string& what, const ByCode& parts, std::int64_t total)
{
    if (parts.empty()) return {};
    std::int64_t sum = 0;
    for (const auto& [code, figure] : parts) sum += figure;
    const auto off = sum > total ? sum - total : total - sum;
    // Every part and the total is rounded by half a unit at most.
    if (off + off > std::ssize(parts) + 1)
        return refuse(ErrorKind::rule_refused, "statistics.bulletin_sums", "STAT-03",
                      what + ": " + std::to_string(sum) + " / " + std::to_string(total));
    return {};
}

Result<void> check_part(const std::string& what, const std::optional<std::int64_t>& part, std::int64_t total)
{
    if (part && (*part < 0 || *part > total))
        return refuse(ErrorKind::rule_refused, "statistics.bulletin_sums", "STAT-03",
                      what + ": " + std::to_string(*part) + " / " + std::to_string(total));
    return {};
}

Result<void> check_people(const std::string& what, const BulletinPeople& people)
{
    TRY(check_part(what + ".women", people.women, people.total));
    TRY(check_part(what + ".minority", people.minority, people.total));
    TRY(check_part(what + ".college", people.college, people.total));
    TRY(check_part(what + ".up_to_35", people.up_to_35, people.total));
    TRY(check_part(what + ".front_line", people.front_line, people.total));
    TRY(check(what + ".age_bands", people.age_bands, people.total));
    TRY(check(what + ".join_periods", people.join_periods, people.total));
    return check(what + ".occupation_groups", people.occupation_groups, people.total);
}

}  // namespace

Date Bulletin::day() const { return Date{std::chrono::year{year} / std::chrono::December / std::chrono::last}; }

Result<void> check_sums(const Bulletin& bulletin)
{
    TRY(check_people("members", bulletin.members));
    if (bulletin.admitted) TRY(check_people("admitted", *bulletin.admitted));
    // [STAT-06] Committees, general branches and branches are all there are.
    ByCode types = bulletin.organizations;
    const auto total = types.find("total");
    if (total == types.end()) return {};
    const auto all = total->second;
    types.erase(total);
    types.erase("net_growth");
    constexpr std::size_t types_all = 3;
    if (types.size() == types_all) TRY(check("organizations", types, all));
    return {};
}

std::optional<std::int64_t> figure_of(const Bulletin& bulletin, const std::string& part, const std::string& name)
{
    const auto in = [](const ByCode& figures, const std::string& code) -> std::optional<std::int64_t> {
        const auto found = figures.find(code);
        return found == figures.end() ? std::nullopt : std::optional(found->second);
    };
    if (part == "organizations") return in(bulletin.organizations, name);
    if (part == "sectors") return in(bulletin.sectors, name);
    if (part == "places") return in(bulletin.places, name);
    if (part == "commended") return in(bulletin.commended, name);
    if (part == "applicants") return in(bulletin.applicants, name);
    if (part == "admitted" && !bulletin.admitted) return std::nullopt;
    const auto& people = part == "admitted" ? *bulletin.admitted : bulletin.members;
    if (name == "total") return people.total;
    if (name == "women") return people.women;
    if (name == "minority") return people.minority;
    if (name == "college") return people.college;
    if (name == "up_to_35") return people.up_to_35;
    if (name == "front_line") return people.front_line;
    if (name == "net_growth") return people.net_growth;
    const auto dot = name.find('.');
    if (dot == std::string::npos) return std::nullopt;
    const auto group = name.substr(0, dot);
    if (group == "age_bands") return in(people.age_bands, name.substr(dot + 1));
    if (group == "join_periods") return in(people.join_periods, name.substr(dot + 1));
    if (group == "occupation_groups") return in(people.occupation_groups, name.substr(dot + 1));
    return std::nullopt;
}

std::optional<std::int64_t> figure_in_ones(const Bulletin& bulletin, const std::string& path)
{
    const auto dot = path.find('.');
    if (dot == std::string::npos) return std::nullopt;
    const auto part = path.substr(0, dot);
    const auto found = figure_of(bulletin, part, path.substr(dot + 1));
    if (!found) return std::nullopt;
    return part == "places" ? *found : *found * bulletin.unit;  // places are told one by one
}

Result<Bulletin> bulletin_of(const policy::Policy& rules_of_the_day, int year)
{
    const auto* value = rules_of_the_day.find("statistics.bulletin");
    if (value == nullptr || value->at("year").integer() != year)
        return refuse(ErrorKind::not_found, "statistics.no_bulletin", "STAT-01", std::to_string(year));
    Bulletin bulletin;
    bulletin.year = year;
    bulletin.unit = value->at("unit").integer();
    bulletin.members = people_of(value->at("members"));
    if (const auto* admitted = value->find("admitted")) bulletin.admitted = people_of(*admitted);
    bulletin.organizations = by_code(*value, "organizations");
    bulletin.sectors = by_code(*value, "sectors");
    bulletin.places = by_code(*value, "places");
    bulletin.commended = by_code(*value, "commended");
    bulletin.applicants = by_code(*value, "applicants");
    TRY(check_sums(bulletin));
    return bulletin;
}

}  // namespace jishi::statistics
