// policy-at: the value in force at (organisation, date), with five layers of packs over a tree of the nation's shape.

#include <array>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <new>
#include <random>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

#include "organization/office.hpp"
#include "report.hpp"

namespace {

std::atomic<std::int64_t> allocations{0};

using namespace jishi;
namespace fs = std::filesystem;

constexpr std::string_view key = "organization.early_reminder_days";

struct Nation {
    // Numbers count up from 1 as organisations are added: the nation, a province, a city, its first county.
    static constexpr int first_county = 4;
    static constexpr int in_town = 16;
    static constexpr int in_county = 1 + 13 * in_town;

    explicit Nation(const policy::Book& book)
        : policies(book, clock), directory([](std::string_view) { return true; },
                                           [this](const organization::Node& node) { return policies.place_of(node); })
    {
        const auto root = add({}, "");
        for (int province = 0; province < 31; ++province) {
            const auto province_id = add(root, fmt::format("{:02}0000", 11 + province));
            for (int city = 0; city < 11; ++city) {
                const auto city_id = add(province_id, fmt::format("{:02}{:02}00", 11 + province, 1 + city));
                for (int county = 0; county < 9; ++county) {
                    const auto region = fmt::format("{:02}{:02}{:02}", 11 + province, 1 + city, 1 + county);
                    const auto county_id = add(city_id, region);
                    for (int town = 0; town < 13; ++town) {
                        const auto town_id = add(county_id, fmt::format("{}{:03}", region, 1 + town));
                        for (int village = 0; village < 15; ++village)
                            add(town_id, fmt::format("{}{:03}{:03}", region, 1 + town, 200 + village));
                    }
                }
            }
        }
        directory.finish_load();
    }
    OrganizationId add(OrganizationId parent, std::string region)
    {
        organization::Node node;
        node.id = OrganizationId{static_cast<std::int64_t>(all.size()) + 1};
        node.values.exists = true;
        node.values.parent = parent;
        node.values.type = "branch";
        node.values.sector = "rural";
        node.values.name = node.id.str();
        node.values.region_code = std::move(region);
        node.founded_on = Date{2020, 1, 1};
        directory.load(node);
        all.push_back(node.id);
        return node.id;
    }

    FixedClock clock{Date{2026, 3, 5}};
    organization::PolicyBook policies;
    organization::Directory directory;
    IdGenerator ids;
    organization::Office office{ids, clock, policies, directory, nullptr, nullptr};
    std::vector<OrganizationId> all;
};

/// The national pack, and packs of 31 provinces, 341 cities, 400 counties and 27 organisations that all say something
/// on the key, each with two entries one after the other.
class Packs {
public:
    Packs()
    {
        fs::create_directories(folder);
        fs::copy(fs::path(JISHI_SOURCE_DIR) / "packs" / "national", folder / "national", fs::copy_options::recursive);
        for (int province = 0; province < 31; ++province) {
            add("province", fmt::format("{:02}0000", 11 + province));
            for (int city = 0; city < 11; ++city) add("city", fmt::format("{:02}{:02}00", 11 + province, 1 + city));
        }
        for (int county = 0; county < 400; ++county)
            add("county", fmt::format("{:02}{:02}{:02}", 11 + county / 9 / 11, 1 + county / 9 % 11, 1 + county % 9));
        for (int county = 0; county < 9; ++county)  // three townships of each county of the first city
            for (int town = 0; town < 3; ++town)
                add("organization",
                    std::to_string(Nation::first_county + county * Nation::in_county + 1 + town * Nation::in_town));
    }
    ~Packs() { fs::remove_all(folder); }

    fs::path folder = fs::temp_directory_path() / fmt::format("jishi_bench_policy_at_{}", ::getpid());

private:
    void add(const std::string& layer, const std::string& place)
    {
        const auto name = fmt::format("{}_{}", layer, place);
        fs::create_directories(folder / name);
        std::ofstream(folder / name / "pack.yaml") << fmt::format(
            "name: {}\ntitle: t\ntitle_en: t\nlayer: {}\napplies_to: \"{}\"\nversion: \"1\"\n", name, layer, place);
        std::ofstream rules(folder / name / "rules.yaml");
        for (int entry = 0; entry < 2; ++entry)
            rules << fmt::format(
                "- {{ key: {}, rule: R, source: s, title: t, title_en: t, from: {}-01-01, value: {} }}\n", key,
                2019 + 3 * entry, 30 + ++number_);
    }
    int number_ = 0;
};

struct Question {
    OrganizationId organization;
    Date date;
};

}  // namespace

[[gnu::noinline]] void* operator new(std::size_t size)
{
    allocations.fetch_add(1, std::memory_order_relaxed);
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

int main()
{
    const Packs packs;
    const auto book = policy::Book::load(packs.folder);
    if (!book) {
        std::fprintf(stderr, "%s\n", book.error().detail.c_str());
        return 1;
    }
    const Nation nation(*book);
    // The organisations below those that have a pack of their own stand in five layers; they are asked as often as all
    // others.
    std::vector<OrganizationId> five_layers;
    for (const auto id : nation.all)
        if (nation.office.policy_at(id, Date{2026, 3, 5}).packs().size() == 5) five_layers.push_back(id);
    std::mt19937_64 random{7};
    std::vector<Question> questions(1 << 16);
    for (std::size_t i = 0; i < questions.size(); ++i)
        questions[i] = {i % 2 == 0 && !five_layers.empty() ? five_layers[random() % five_layers.size()]
                                                           : nation.all[random() % nation.all.size()],
                        Date{2018, 1, 1}.plus_days(static_cast<int>(random() % 3'000))};

    const auto round = [&] {
        std::int64_t sum = 0;
        for (const auto& [id, date] : questions) sum += nation.office.policy_at(id, date).integer(key);
        return sum;
    };
    const auto first = round();
    constexpr int rounds = 50;
    std::vector<double> seconds(rounds);
    std::atomic<bool> same{true};
    const auto allocated = allocations.load();
    for (auto& one : seconds) {
        const bench::Stopwatch watch;
        if (round() != first) same = false;
        one = watch.seconds();
    }
    const auto allocations_later = allocations.load() - allocated;
    double total = 0;
    for (const auto one : seconds) total += one;
    const auto asked = static_cast<double>(questions.size());

    // Two threads at once: readers do not hinder each other.
    const bench::Stopwatch watch;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 2; ++i)
            threads.emplace_back([&] {
                for (int n = 0; n < rounds / 2; ++n)
                    if (round() != first) same = false;
            });
    }
    const double together = watch.seconds() / (asked * rounds) * 1e9;

    std::printf("%zu organisations, %zu in five layers, %zu packs; answers %s\n", nation.all.size(), five_layers.size(),
                book->packs().size(), same.load() ? "the same in every round" : "DIFFER");
    bench::report("policy-at", {{"ns", total / (asked * rounds) * 1e9},
                                {"ns_worst_round", bench::percentile(seconds, 1.0) / asked * 1e9},
                                {"ns_two_threads", together},
                                {"allocations", static_cast<double>(allocations_later)}});
    return same && allocations_later == 0 ? 0 : 1;
}
