#include "app/generate_command.hpp"

#include <chrono>

#include <fmt/format.h>

#include "base/id.hpp"
#include "organization/divisions.hpp"
#include "policy/policy.hpp"
#include "policy/reading.hpp"
#include "statistics/nation.hpp"
#include "statistics/snapshot_file.hpp"

namespace jishi::app {
namespace {

using namespace statistics;

/// The last bulletin that the packs have, or that of a year.
Result<Bulletin> bulletin_for(const policy::Book& book, const Clock& clock, int year)
{
    if (year == 0) {
        const auto* latest = book.at(clock.today()).find("statistics.bulletin");
        if (!latest) return refuse(ErrorKind::not_found, "statistics.no_bulletin");
        year = static_cast<int>(latest->at("year").integer());
    }
    Bulletin only_year;
    only_year.year = year;
    return bulletin_of(book.at(only_year.day()), year);
}

/// The areas of the country as numbers, parents before children.
Result<std::vector<Node>> areas(const policy::Policy& policy, const std::string& folder)
{
    const auto divisions = TRY(organization::Divisions::open(folder));
    IdGenerator ids{0};
    const auto root = ids.next_id<OrganizationTag>();
    std::unordered_map<std::int64_t, Node> places{{root.value, 0}};
    std::vector<Node> parents{node_none};
    TRY(divisions.read(organization::read_division_policy(policy), ids, root, [&](organization::DivisionNode&& node) {
        if (node.id == root) return;
        places.emplace(node.id.value, static_cast<Node>(parents.size()));
        parents.push_back(places.at(node.parent.value));
    }));
    return parents;
}

}  // namespace

Result<int> generate(const Config& config, const Generating& asked)
{
    const auto began = std::chrono::steady_clock::now();
    const SystemClock clock;
    const auto book = TRY(policy::Book::load(config.packs));
    const auto bulletin = TRY(bulletin_for(book, clock, asked.year));
    const auto policy = book.at(bulletin.day());
    const auto columns =
        std::make_shared<const Columns>(policy::Reader(policy, policy), "statistics.member_columns", member_fields());
    NationPlan plan{asked.members, asked.organizations, asked.seed, {}};
    if (!asked.divisions.empty()) plan.upper = TRY(areas(book.at(clock.today()), asked.divisions));
    const auto world = TRY(make_nation(columns, read_nation_rules(policy), bulletin, plan));
    const auto& rows = world->members();
    save_snapshot(asked.file, rows, {bulletin.day(), 0, columns->digest()});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    fmt::print("{} members at {} organisations, margins of {}: {:.1f} bytes a member, {:.1f} s, {}\n", rows.rows(),
               rows.tree().size(), bulletin.year,
               static_cast<double>(rows.memory_bytes()) / static_cast<double>(std::max<std::uint64_t>(1, rows.rows())),
               took.count(), asked.file);
    return 0;
}

}  // namespace jishi::app
