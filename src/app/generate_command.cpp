#include "app/generate_command.hpp"

#include <chrono>
#include <filesystem>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/installation.hpp"
#include "base/id.hpp"
#include "organization/divisions.hpp"
#include "policy/policy.hpp"
#include "policy/reading.hpp"
#include "platform/file_write.hpp"
#include "statistics/form_sheet.hpp"
#include "statistics/nation.hpp"
#include "statistics/nation_records.hpp"
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
    // A branch at least, so that there is somebody who can hold the members.
    organizations = std::max<std::uint64_t>(2, organizations);
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
    constexpr std::uint64_t usual_crowd = 20;  // at one organisation
    const auto organizations = asked.organizations > 0 ? asked.organizations : asked.members / usual_crowd + 1;
    const auto code = TRY(found_place(*installation, organizations));
    const auto folder = std::filesystem::path(config.packs) / asked.shares / "world";
    const auto made = TRY(team::load_demo_members(
        installation->database(), installation->team().office(), filling_console(), folder,
        team::DemoNumbers{static_cast<std::int64_t>(asked.members), static_cast<std::int64_t>(asked.seed)}));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    fmt::print("{} members at {} branches with full records, {:.1f} s; code of the place: {}\n", made.members,
               made.branches, took.count(), code);
    return 0;
}

/// Provinces to towns, and what the bulletin says of basic organisations below them.
std::uint64_t organizations_of(const Bulletin& bulletin, std::size_t upper)
{
    return static_cast<std::uint64_t>(figure_in_ones(bulletin, "organizations.total").value_or(0)) + upper;
}

/// The ending of the file for a table. @errors input.not_one_of
Result<std::string> ending_of_table(const std::string& file)
{
    auto ending = std::filesystem::path(file).extension().string();
    if (ending != ".xlsx" && ending != ".csv" && ending != ".pdf" && ending != ".docx")
        return bad_field("table", "input.not_one_of", {}, ".xlsx, .csv, .pdf, .docx");
    return ending;
}

/// The table of the bulletin, counted from the nation as any table is.
Result<void> print_table(const Config& config, const Generating& asked, const policy::Book& book,
                         const Bulletin& bulletin, const World& world, const NationRules& rules)
{
    const auto ending = TRY(ending_of_table(asked.table));
    const SystemClock clock;
    Bulletin year_before;
    year_before.year = bulletin.year - 1;
    std::optional<Bulletin> before;
    if (auto known = bulletin_of(book.at(year_before.day()), year_before.year)) before = *std::move(known);
    const auto policy = book.at(clock.today());
    const auto form = forms_of(policy, world.columns()).front();
    const auto table = made_table(form, bulletin, before, world, rules, asked.seed);
    SheetWords words;
    words.english = asked.english;
    words.place = asked.english ? "Made-up nation" : "虚拟全国";
    std::string bytes;
    if (ending == ".pdf" || ending == ".docx") {
        const auto library = TRY(platform::document::Library::load(book, policy::pack_folders(config.packs)));
        using platform::document::Format;
        bytes = TRY(paper_of(library, policy, form, table, words, ending == ".pdf" ? Format::pdf : Format::docx,
                             clock.now()))
                    .bytes;
    } else {
        bytes = sheet_of(table, words, ending == ".csv" ? platform::SheetFormat::csv : platform::SheetFormat::xlsx,
                         words_of(form, table));
    }
    platform::write_whole_file(std::filesystem::absolute(asked.table), bytes, platform::FileMode::shared);
    return {};
}

}  // namespace

Result<int> generate(const Config& config, const Generating& asked)
{
    if (asked.file.empty() && asked.table.empty()) {
        if (asked.members == 0) return bad_field("members", "input.required");
        return generate_records(config, asked);
    }
    if (!asked.table.empty()) TRY(ending_of_table(asked.table));
    const auto began = std::chrono::steady_clock::now();
    const SystemClock clock;
    const auto book = TRY(policy::Book::load(config.packs));
    const auto bulletin = TRY(bulletin_for(book, clock, asked.year));
    const auto policy = book.at(bulletin.day());
    const auto columns =
        std::make_shared<const Columns>(policy::Reader(policy, policy), "statistics.member_columns", member_fields());
    NationPlan plan{asked.members, asked.organizations, asked.seed, {}, !asked.table.empty()};
    if (!asked.divisions.empty()) plan.upper = TRY(areas(book.at(clock.today()), asked.divisions));
    if (plan.members == 0) plan.members = static_cast<std::uint64_t>(bulletin.members.total * bulletin.unit);
    if (plan.organizations == 0) {
        if (plan.upper.empty()) plan.upper = made_up_areas(organizations_of(bulletin, 0));
        plan.organizations = organizations_of(bulletin, plan.upper.size());
    }
    const auto rules = read_nation_rules(policy);
    const auto world = TRY(make_nation(columns, rules, bulletin, plan));
    const auto& rows = world->members();
    if (!asked.table.empty()) TRY(print_table(config, asked, book, bulletin, *world, rules));
    if (!asked.file.empty()) save_snapshot(asked.file, rows, {bulletin.day(), 0, columns->digest()});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    fmt::print("{} members at {} organisations, margins of {}: {:.1f} bytes a member, {:.1f} s{}{}{}{}\n", rows.rows(),
               rows.tree().size(), bulletin.year,
               static_cast<double>(rows.memory_bytes()) / static_cast<double>(std::max<std::uint64_t>(1, rows.rows())),
               took.count(), asked.file.empty() ? "" : ", ", asked.file, asked.table.empty() ? "" : ", ", asked.table);
    return 0;
}

}  // namespace jishi::app
