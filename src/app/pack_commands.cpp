#include "app/pack_commands.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "app/installation.hpp"
#include "app/judges.hpp"
#include "base/log.hpp"
#include "platform/document.hpp"
#include "platform/pack_version.hpp"
#include "policy/keys.hpp"
#include "policy/policy.hpp"
#include "policy/rule_names.hpp"

namespace jishi::app {

namespace fs = std::filesystem;
using policy::Book;

namespace {

constexpr int something_is_wrong = 2;

/// What `pack check` looks at: the folders that are loaded together, and the names of those that are checked.
struct Checked {
    std::vector<fs::path> folders;
    std::vector<std::string> names;
};

/// The installed packs that stand beside a pack that is being written: all but one of its own name.
std::vector<fs::path> installed_beside(const Config& config, const std::string& name)
{
    auto folders = policy::pack_folders(config.packs);
    std::erase_if(folders, [&](const fs::path& one) { return one.filename() == name; });
    return folders;
}

Result<Checked> folders_to_check(const Config& config, const std::string& asked)
{
    Checked checked;
    std::error_code error;
    const auto folder = fs::canonical(asked.empty() ? fs::path(config.packs) : fs::path(asked), error);
    if (error) return refuse(ErrorKind::not_found, "policy.unreadable", {}, asked + ": " + error.message());
    if (fs::exists(folder / "pack.yaml")) {
        checked.folders = installed_beside(config, folder.filename().string());
        checked.folders.push_back(folder);
        checked.names = {folder.filename().string()};
        return checked;
    }
    checked.folders = policy::pack_folders(folder);
    if (checked.folders.empty())
        return refuse(ErrorKind::not_found, "policy.unreadable", {}, asked + ": there is no pack");
    for (const auto& one : checked.folders) checked.names.push_back(one.filename().string());
    if (std::ranges::find(checked.names, "national") == checked.names.end())
        checked.folders.insert(checked.folders.begin(), fs::path(config.packs) / "national");
    return checked;
}

/// A folder that is gone when this goes.
struct Scratch {
    Scratch() : path(fs::temp_directory_path() / fmt::format("jishi-check-{}", ::getpid()))
    {
        fs::create_directories(path);
    }
    ~Scratch()
    {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    const fs::path path;
};

/// The packs that speak of an organisation and of those above it, as the tree of a database knows them.
std::vector<policy::PlaceNumber> places_of(db::Tx& tx, const Book& book, const std::string& id_or_code, bool& known)
{
    std::vector<policy::PlaceNumber> places;
    for (const auto& step : organization::line_of(tx, id_or_code)) {
        known = true;
        if (const auto place = book.place_of(step.region_code, step.id.str(), step.code)) places.push_back(place);
    }
    return places;
}

/// Is there a database already? One that is only asked about is not made.
bool has_database(const Config& config)
{
    constexpr std::string_view scheme = "sqlite:";
    const auto url = config.database_url();
    return !url.starts_with(scheme) || fs::exists(url.substr(scheme.size()));
}

/// All packs that apply where an organisation has one of its own; empty where no tree tells where that lies.
std::vector<const policy::Pack*> packs_around(const Config& config, const Book& book, const policy::Pack& own)
{
    if (!has_database(config)) return {};
    try {
        SystemClock clock;
        const auto database = db::Database::open({.url = config.database_url(), .readers = 1}, clock);
        std::vector<policy::PlaceNumber> places;
        bool known = false;
        database->read([&](db::Tx& tx) { places = places_of(tx, book, own.applies_to, known); });
        database->stop();
        if (!known) return {};
        const auto packs = book.at_places(places, clock.today()).packs();
        return {packs.begin(), packs.end()};
    } catch (const db::DatabaseFailed&) {  // none that this program knows, or it cannot be reached
        return {};
    }
}

/// Rules that users would be told by their ids alone.
std::vector<FieldError> unnamed_in(const Config& config, const Book& book, const policy::Pack& pack)
{
    if (pack.layer == policy::Layer::national) return {};
    if (pack.layer != policy::Layer::organization) return policy::unnamed_rules(book, pack);
    const auto around = packs_around(config, book, pack);
    auto unnamed = policy::unnamed_rules(book, pack, around);
    if (around.empty() && !unnamed.empty())
        fmt::print("note: {}: where {} lies is not known here, so that only the nation's names of rules count for it\n",
                   pack.name, pack.applies_to);
    return unnamed;
}

/// What the start of an installation with these packs finds wrong: workflows, and the names that modules lend to them.
/// An empty one is put together, so that no list of names has to be kept up beside the modules.
std::vector<FieldError> faults_of_start(const std::vector<fs::path>& folders)
{
    const Scratch scratch;
    Config config;
    config.data = (scratch.path / "data").string();
    config.packs = (scratch.path / "packs").string();
    config.readers = 1;
    fs::create_directories(config.packs);
    for (const auto& folder : folders) fs::create_directory_symlink(folder, fs::path(config.packs) / folder.filename());
    auto error = [&]() -> std::optional<Error> {
        auto installation = Installation::open(config, Open::database);
        if (installation) return std::nullopt;
        return std::move(installation).error();
    }();
    if (!error) return {};
    if (error->fields.empty()) return {{"", error->code, error->detail}};
    return std::move(error->fields);
}

int complain(const std::vector<FieldError>& problems)
{
    for (const auto& problem : problems)
        fmt::print(stderr, "{}: {}: {}\n", problem.field, problem.code, problem.detail);
    fmt::print(stderr, "{} {}\n", problems.size(), problems.size() == 1 ? "fault" : "faults");
    return something_is_wrong;
}

}  // namespace

Result<int> check_packs(const Config& config, const std::string& folder)
{
    const auto checked = TRY(folders_to_check(config, folder));
    auto book = Book::load_folders(checked.folders);
    if (!book) return complain(book.error().fields);
    const auto documents = platform::document::Library::load(*book, checked.folders);
    if (!documents) return complain(documents.error().fields);
    TRY(log::set_up({.level = log::Level::warning}));  // that an empty database was made is no news
    if (const auto faults = faults_of_start(checked.folders); !faults.empty()) return complain(faults);
    const auto judges = all_judges();
    std::vector<FieldError> problems;
    for (const auto& pack : book->packs()) {
        if (std::ranges::find(checked.names, pack->name) == checked.names.end()) continue;
        const auto run = policy::run_cases(*book, *pack, judges);
        problems.insert(problems.end(), run.problems.begin(), run.problems.end());
        std::ranges::move(unnamed_in(config, *book, *pack), std::back_inserter(problems));
        const auto entries = std::ranges::count(book->entries(), pack.get(), &policy::Entry::pack);
        fmt::print("{} {} ({}): {} entries, {} cases on {} rules, digest {:.12}\n", pack->name, pack->version,
                   pack->title, entries, run.passed, run.rules.size(), pack->digest);
    }
    for (const auto& [entry, by, from, why] : book->outgrown())
        fmt::print("note: {} {} does not count from {} on: {}, says {} of {}\n", entry->place, entry->key, from.str(),
                   why, by->rule, by->pack->name);
    if (!problems.empty()) return complain(problems);
    return 0;
}

// ---- explain ---------------------------------------------------------------------------------------------------

namespace {

std::vector<std::string> keys_of(const Book& book, const std::string& rule)
{
    if (policy::find_key(rule)) return {rule};
    std::vector<std::string> keys;
    for (const auto* entry : book.entries())
        if ((entry->rule == rule || policy::carries_rule(entry->value, rule)) &&
            (keys.empty() || keys.back() != entry->key))
            keys.push_back(entry->key);
    return keys;
}

/// A list line by line, those that carry the rule marked; anything else on one line.
void print_value(const policy::Value& value, const std::string& rule)
{
    using Kind = policy::Value::Kind;
    if (value.kind() == Kind::list && !value.items().empty() && value.items()[0].kind() == Kind::map) {
        for (const auto& item : value.items())
            fmt::print("  {} - {}\n", policy::carries_rule(item, rule) ? ">" : " ", to_text(item));
    } else if (value.kind() == Kind::map) {
        for (const auto& member : value.members()) {
            fmt::print("  {} {}: ", policy::carries_rule(member.value, rule) ? ">" : " ", member.name);
            fmt::print("{}\n", to_text(member.value));
        }
    } else {
        fmt::print("    {}\n", to_text(value));
    }
}

void print_step(const Book::Step& step)
{
    const auto& entry = *step.entry;
    fmt::print("  {:<10} {} {} ({}), from {}{}\n", to_string(step.standing), entry.pack->name, entry.pack->version,
               to_string(entry.pack->layer), entry.from.str(),
               entry.until == Date::forever() ? "" : " to " + entry.until.str());
    fmt::print("             {} {}{}\n", entry.rule, entry.source,
               entry.sure ? "" : " (to be checked against the source)");
    fmt::print("             {}\n", entry.place);
    const auto text = to_text(entry.value);
    if (text.size() <= 200) fmt::print("             {}{}\n", entry.adds ? "adds " : "", text);
    if (!step.why.empty()) fmt::print("             {}\n", step.why);
    if (step.by)
        fmt::print("             by {} {} from {}, {}\n", step.by->pack->name, step.by->rule, step.by->from.str(),
                   step.by->place);
}

void print_key(const Book& book, const policy::Policy& policy, const std::string& key, const std::string& rule)
{
    const auto explanation = book.explain(policy, key);
    const auto* entry = explanation.in_force;
    fmt::print("\n{}{}{}\n", key, entry ? "  " : "",
               entry ? fmt::format("{} · {}", entry->title, entry->title_en) : "");
    if (entry) print_value(entry->value, rule);
    else fmt::print("    nothing is in force\n");
    for (const auto& step : explanation.steps) print_step(step);
}

Result<policy::Policy> policy_for(const Config& config, const Book& book, const Explaining& asked, Date date)
{
    if (asked.organization.empty()) return book.at(asked.areas, date);
    auto installation = TRY(Installation::open(config, Open::database));
    std::vector<policy::PlaceNumber> places;
    bool known = false;
    installation->database().read([&](db::Tx& tx) { places = places_of(tx, book, asked.organization, known); });
    if (!known) return refuse(ErrorKind::not_found, "organization.not_found", {}, asked.organization);
    return book.at_places(places, date);
}

}  // namespace

Result<int> explain_rule(const Config& config, const Explaining& asked)
{
    const auto book = TRY(Book::load(config.packs));
    const auto date = asked.date ? Date::parse(*asked.date) : SystemClock{}.today();
    if (!date) return bad_field("date", "input.expected_date", {}, *asked.date);
    const auto keys = keys_of(book, asked.rule);
    if (keys.empty()) return refuse(ErrorKind::not_found, "policy.no_such_rule", {}, asked.rule);
    const auto policy = TRY(policy_for(config, book, asked, *date));
    std::vector<std::string> names;
    for (const auto* pack : policy.packs()) names.push_back(fmt::format("{} {}", pack->name, pack->version));
    fmt::print("{} on {}: {}\n", asked.rule, date->str(), fmt::join(names, " → "));
    for (const auto& key : keys) print_key(book, policy, key, asked.rule);
    return 0;
}

Result<int> list_pack_versions(const Config& config)
{
    auto installation = TRY(Installation::open(config, Open::database));
    std::vector<platform::PackVersion> rows;
    installation->database().read([&](db::Tx& tx) { rows = platform::pack_versions(tx); });
    for (const auto& row : rows)
        fmt::print("{} {} {} {:.12}{}\n", row.seen_at.str(), row.pack, row.version.empty() ? "taken away" : row.version,
                   row.digest, row.same_version_other_content ? " (other content under the same version)" : "");
    return 0;
}

}  // namespace jishi::app
