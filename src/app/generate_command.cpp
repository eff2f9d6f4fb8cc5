#include "app/generate_command.hpp"

#include <chrono>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/installation.hpp"
#include "base/id.hpp"
#include "organization/divisions.hpp"
#include "policy/policy.hpp"
#include "policy/reading.hpp"
#include "statistics/nation.hpp"
#include "statistics/snapshot_file.hpp"
#include "team/demo_members.hpp"

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

/// A county, city or province of towns and their branches, founded one by one with their records.
/// @return the code of the place
Result<std::string> found_place(Installation& installation, std::uint64_t organizations)
{
    constexpr std::uint64_t branches_a_town = 40;
    constexpr std::uint64_t towns_a_transaction = 20;
    const auto& office = installation.organizations().office();
    const auto actor = filling_console();
    const auto founded = Date{2000, 1, 1};
    const auto sectors = installation.book().at(installation.clock().today()).get("organization.sectors").items();
    // The place has a code, so that accounts can be made for it.
    const auto code = fmt::format("{:0{}}", 1, office.rules({}, installation.clock().today())->code_segment_digits);
    const auto found = [&](db::Tx& tx, OrganizationId parent, std::string name, std::string type, std::string sector) {
        organization::Founding founding;
        founding.parent = parent;
        founding.values.name = std::move(name);
        founding.values.type = std::move(type);
        founding.values.sector = std::move(sector);
        if (!parent) founding.values.code = code;
        founding.papers = {founded, "1", "", "1", {}, false};
        return organization::found(office, tx, actor, founding);
    };
    OrganizationId root;
    const auto towns = std::max<std::uint64_t>(1, organizations / (branches_a_town + 1));
    for (std::uint64_t first = 0; first < towns; first += towns_a_transaction)
        TRY(installation.database().write([&](db::Tx& tx) -> Result<void> {
            if (first == 0) root = TRY(found(tx, {}, "测试区委", "local_committee", "rural")).node.id;
            for (auto town = first; town < std::min(first + towns_a_transaction, towns); ++town) {
                const auto committee =
                    TRY(found(tx, root, fmt::format("第{}镇委员会", town + 1), "committee", "rural")).node.id;
                const auto branches = (organizations * (town + 1) / towns) - (organizations * town / towns);
                for (std::uint64_t branch = 1; branch < branches; ++branch) {
                    const auto& sector = sectors[(town * branches + branch) % sectors.size()].at("code").text();
                    TRY(found(tx, committee, fmt::format("第{}党支部", branch), "branch", sector));
                }
            }
            return {};
        }));
    return code;
}

Result<int> generate_records(const Config& config, const Generating& asked)
{
    const auto began = std::chrono::steady_clock::now();
    auto installation = TRY(Installation::open(config, Open::loaded));
    if (installation->organizations().directory().size() > 0) return refuse(ErrorKind::conflict, "demo.not_empty");
    const auto code = TRY(found_place(*installation, asked.organizations));
    const auto folder = std::filesystem::path(config.packs) / asked.shares / "world";
    const auto made = TRY(team::load_demo_members(
        installation->database(), installation->team().office(), filling_console(), folder,
        team::DemoNumbers{static_cast<std::int64_t>(asked.members), static_cast<std::int64_t>(asked.seed)}));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    fmt::print("{} members at {} branches with full records, {:.1f} s; code of the place: {}\n", made.members,
               made.branches, took.count(), code);
    return 0;
}

}  // namespace

Result<int> generate(const Config& config, const Generating& asked)
{
    if (asked.file.empty()) return generate_records(config, asked);
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
