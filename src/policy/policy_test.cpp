#include "policy/policy.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

#include "policy/keys.hpp"
#include "policy/rule_names.hpp"

using namespace jishi;
using namespace jishi::policy;
namespace fs = std::filesystem;

namespace {

/// A copy of the packs of the source tree in a folder of its own, to which tests add packs of lower layers.
class Packs {
public:
    Packs()
    {
        static std::atomic<int> number{0};
        folder_ = fs::temp_directory_path() /
                  ("jishi_policy_test_" + std::to_string(::getpid()) + "_" + std::to_string(++number));
        fs::create_directories(folder_);
        fs::copy(fs::path(JISHI_SOURCE_DIR) / "packs" / "national", folder_ / "national", fs::copy_options::recursive);
    }
    ~Packs() { fs::remove_all(folder_); }
    Packs(const Packs&) = delete;
    Packs& operator=(const Packs&) = delete;

    Packs& file(const std::string& name, std::string_view text)
    {
        fs::create_directories((folder_ / name).parent_path());
        std::ofstream(folder_ / name, std::ios::binary) << text;
        return *this;
    }
    Packs& pack(const std::string& name, const std::string& layer, const std::string& applies_to,
                std::string_view entries)
    {
        file(name + "/pack.yaml", "name: " + name + "\ntitle: t\ntitle_en: t\nlayer: " + layer + "\napplies_to: \"" +
                                      applies_to + "\"\nversion: \"1\"\n");
        return file(name + "/rules.yaml", entries);
    }
    Packs& remove(const std::string& name)
    {
        fs::remove_all(folder_ / name);
        return *this;
    }
    const fs::path& folder() const { return folder_; }
    Book load() const
    {
        auto book = Book::load(folder_);
        if (!book) FAIL(book.error().detail);
        return *std::move(book);
    }
    /// "code place" of the first fault that is told.
    std::string fault() const
    {
        const auto book = Book::load(folder_);
        if (book) return "none";
        CHECK(book.error().code == "policy.invalid");
        REQUIRE_FALSE(book.error().fields.empty());
        CHECK(book.error().detail.find(book.error().fields[0].code) != std::string::npos);
        return book.error().fields[0].code + ' ' + book.error().fields[0].field;
    }

private:
    fs::path folder_;
};

std::string entry(std::string_view key, std::string_view from, std::string_view value, std::string_view more = "")
{
    return "- key: " + std::string(key) +
           "\n  rule: R\n  source: s\n  title: t\n  title_en: t\n  from: " + std::string(from) +
           "\n  value: " + std::string(value) + "\n" + std::string(more);
}

constexpr std::string_view reminder = "organization.early_reminder_days";  // any integer without a limit
constexpr std::string_view length = "platform.password.length_min";        // a minimum, stricter only
constexpr std::string_view idle = "platform.session.idle_minutes";         // a maximum, stricter only

}  // namespace

TEST_CASE("policy: the nearest pack in force on the day counts, packs of other places do not")
{
    Packs packs;
    packs.pack("p", "province", "110000", entry(reminder, "2020-01-01", "90"))
        .pack("c", "city", "110100", entry(reminder, "2021-01-01", "60"))
        .pack("o", "organization", "4711", entry(reminder, "2021-06-01", "30", "  until: 2021-12-31\n"))
        .pack("x", "province", "120000", entry(reminder, "2020-01-01", "1"));
    const auto book = packs.load();
    const auto national = book.at(Date{2022, 1, 1}).integer(reminder);
    const std::vector<std::string> city{"110000", "110100"};
    const std::vector<std::string> unit{"110000", "110100", "4711"};
    CHECK(book.at(city, Date{2019, 12, 31}).integer(reminder) == national);
    CHECK(book.at(city, Date{2020, 1, 1}).integer(reminder) == 90);
    CHECK(book.at(city, Date{2020, 12, 31}).integer(reminder) == 90);
    CHECK(book.at(city, Date{2021, 1, 1}).integer(reminder) == 60);
    CHECK(book.at(unit, Date{2021, 6, 1}).integer(reminder) == 30);
    CHECK(book.at(unit, Date{2021, 12, 31}).integer(reminder) == 30);
    CHECK(book.at(unit, Date{2022, 1, 1}).integer(reminder) == 60);
    CHECK(book.at(unit, Date{2021, 7, 1}).entry(reminder)->pack->name == "o");
    CHECK(book.at(std::vector<std::string>{"999999"}, Date{2022, 1, 1}).integer(reminder) == national);
}

TEST_CASE("policy: a later entry ends the earlier one, and days before the first are judged by the first")
{
    Packs packs;
    packs.file("national/more.yaml", entry(reminder, "2024-01-01", "7") + entry(reminder, "2026-01-01", "8"));
    const auto book = packs.load();
    CHECK(book.at(Date{2023, 12, 31}).integer(reminder) == book.at(Date{1949, 10, 1}).integer(reminder));
    CHECK(book.at(Date{2024, 1, 1}).integer(reminder) == 7);
    CHECK(book.at(Date{2025, 12, 31}).integer(reminder) == 7);
    CHECK(book.at(Date{2026, 1, 1}).integer(reminder) == 8);
    CHECK(book.at(Date{2024, 1, 1}).entry(reminder)->until == Date{2025, 12, 31});
}

TEST_CASE("policy: overlaps and gaps of dates are refused")
{
    const auto with = [](const std::string& entries) {
        Packs packs;
        return packs.file("national/more.yaml", entries).fault();
    };
    CHECK(with(entry(reminder, "2024-01-01", "7") + entry(reminder, "2024-01-01", "8")) ==
          "policy.overlap national/more.yaml:8 [1]");
    CHECK(with(entry(reminder, "2024-01-01", "7", "  until: 2025-01-01\n") + entry(reminder, "2025-01-01", "8")) ==
          "policy.overlap national/more.yaml:9 [1]");
    CHECK(with(entry(reminder, "2024-01-01", "7", "  until: 2024-12-30\n") + entry(reminder, "2025-01-01", "8")) ==
          "policy.gap national/more.yaml:9 [1]");
    CHECK(with(entry(reminder, "2024-01-01", "7", "  until: 2024-12-31\n") + entry(reminder, "2025-01-01", "8")) ==
          "none");
    CHECK(with(entry(reminder, "2024-01-01", "7", "  until: 2023-12-31\n")).starts_with("policy.bad_date"));
}

TEST_CASE("policy: after the last day of an entry that nothing follows, nothing is in force")
{
    Packs packs;
    packs.pack("c", "city", "110100", entry(reminder, "2020-01-01", "60", "  until: 2020-12-31\n"));
    packs.file("national/more.yaml", entry(reminder, "2024-01-01", "7", "  until: 2024-12-31\n"));
    const auto book = packs.load();
    const auto after = book.at(Date{2025, 1, 1});
    CHECK(after.find(reminder) == nullptr);
    CHECK(after.entry(reminder) == nullptr);
    CHECK_THROWS_AS(after.get(reminder), WrongValue);
    CHECK_THROWS_AS(after.get("no.such.key"), WrongValue);
}

TEST_CASE("policy: a rule that may only be made stricter cannot be loosened below")
{
    const auto with = [](const std::string& entries) {
        Packs packs;
        return packs.pack("p", "province", "110000", entries).fault();
    };
    const auto strict_length = Packs().load().at(Date{2026, 1, 1}).integer(length);
    CHECK(with(entry(length, "2026-01-01", std::to_string(strict_length))) == "none");
    CHECK(with(entry(length, "2026-01-01", std::to_string(strict_length + 1))) == "none");
    CHECK(with(entry(length, "2026-01-01", std::to_string(strict_length - 1))) ==
          "policy.looser p/rules.yaml:7 [0].value");
    const auto strict_idle = Packs().load().at(Date{2026, 1, 1}).integer(idle);
    CHECK(with(entry(idle, "2026-01-01", std::to_string(strict_idle - 1))) == "none");
    CHECK(with(entry(idle, "2026-01-01", std::to_string(strict_idle + 1))) == "policy.looser p/rules.yaml:7 [0].value");
}

TEST_CASE("policy: a higher rule that is tightened later wins over a lower one that was strict enough before")
{
    Packs packs;
    packs.pack("c", "city", "110100", entry(length, "2024-01-01", "20"));
    packs.pack("p", "province", "110000",
               entry(length, "2025-01-01", "25", "  limit: minimum\n  override: stricter_only\n"));
    const auto book = packs.load();
    const std::vector<std::string> areas{"110000", "110100"};
    CHECK(book.at(areas, Date{2024, 6, 1}).integer(length) == 20);
    CHECK(book.at(areas, Date{2025, 6, 1}).integer(length) == 25);
    CHECK(book.at(areas, Date{2025, 6, 1}).entry(length)->pack->name == "p");
}

TEST_CASE("policy: members of a value that are marked cannot be loosened below, and the line is named")
{
    const auto with = [](const std::string& layer, const std::string& entries) {
        Packs packs;
        return packs.pack("p", layer, layer == "organization" ? "4711" : "110000", entries).fault();
    };
    const std::string terms = "organization.terms";
    const std::string national =
        "[{ types: [committee, general_branch, branch, joint_branch], sectors: [rural, community], years: 5, rule: R "
        "},\n"
        "    { types: [committee], years: 5, rule: R }, { types: [general_branch, branch, joint_branch], years: 3, "
        "rule: R }]";
    CHECK(with("province", entry(terms, "2020-01-01", national)) == "none");
    CHECK(
        with("province", entry(terms, "2020-01-01",
                               "[{ types: [committee, general_branch, branch, joint_branch], years: 5, rule: R }]")) ==
        "policy.looser p/rules.yaml:7 [0].value[0].years");
    // An organisation's own pack is held to the national rules too.
    CHECK(
        with("organization", entry(terms, "2020-01-01",
                                   "[{ types: [committee, general_branch, branch, joint_branch], years: 5, rule: R }]"))
            .starts_with("policy.looser"));
    // Before the national text is in force it is judged by that text, as anybody is.
    CHECK(with("province", entry(length, "2001-01-01", "1")) == "policy.looser p/rules.yaml:7 [0].value");
}

TEST_CASE("policy: between a province and its city, on the day on which the lower entry begins")
{
    const std::string strict = "  limit: minimum\n  override: stricter_only\n";
    const auto with = [&](const std::string& province, const std::string& city) {
        Packs packs;
        return packs.pack("p", "province", "110000", province).pack("c", "city", "110100", city).fault();
    };
    const auto province = entry(reminder, "2020-01-01", "100", strict + "  until: 2022-12-31\n");
    CHECK(with(province, entry(reminder, "2021-01-01", "99")) == "policy.looser c/rules.yaml:7 [0].value");
    CHECK(with(province, entry(reminder, "2021-01-01", "100")) == "none");
    CHECK(with(province, entry(reminder, "2023-01-01", "1")) == "none");  // the province's rule has run out
    CHECK(with(province, entry(reminder, "2019-01-01", "200", "  until: 2020-12-31\n") +
                             entry(reminder, "2021-01-01", "99")) == "policy.looser c/rules.yaml:15 [1].value");
    // Of another province it is no business.
    Packs packs;
    CHECK(packs.pack("p", "province", "120000", province)
              .pack("c", "city", "110100", entry(reminder, "2021-01-01", "1"))
              .fault() == "none");
}

TEST_CASE("policy: a mark that a lower layer leaves out still binds those below it")
{
    Packs packs;
    packs.pack("p", "province", "110000", entry(length, "2020-01-01", "10"));
    packs.pack("c", "city", "110100", entry(length, "2020-01-01", "9"));
    const auto book = packs.load();  // at least the nation's, though less than the province's, which set no mark
    CHECK(book.at(std::vector<std::string>{"110000", "110100"}, Date{2026, 1, 1}).integer(length) == 9);
    Packs others;
    others.pack("p", "province", "110000", entry(length, "2020-01-01", "10"));
    CHECK(others.pack("c", "city", "110100", entry(length, "2020-01-01", "7")).fault() ==
          "policy.looser c/rules.yaml:7 [0].value");
}

TEST_CASE("policy: one list may stand in several files of a pack")
{
    Packs packs;
    const auto city = entry("organization.forms", "2020-01-01", "[{ code: alley, name: x, name_en: x, joint: true }]",
                            "  add: true\n");
    packs.pack("c", "city", "110100", city);
    const auto count = [](const Packs& of) {
        return of.load()
            .at(std::vector<std::string>{"110105"}, Date{2026, 1, 1})
            .get("organization.forms")
            .items()
            .size();
    };
    const auto before = count(packs);
    const auto from = packs.load().at(Date{2026, 1, 1}).stamp("organization.forms").from.str();
    packs.file("national/more.yaml", entry("organization.forms", from,
                                           "[{ code: lane, name: x, name_en: x, joint: true }]", "  add: true\n"));
    CHECK(count(packs) == before + 1);
    // Of another day it would add to nothing.
    CHECK(Packs()
              .file("national/more.yaml", entry("organization.forms", "2031-01-01",
                                                "[{ code: lane, name: x, name_en: x, joint: true }]", "  add: true\n"))
              .fault()
              .starts_with("policy.cannot_add national/more.yaml"));
}

TEST_CASE("policy: an entry that adds keeps what stands above it, and later changes of it")
{
    Packs packs;
    packs.file("national/more.yaml", entry("organization.forms", "2030-01-01",
                                           "[{ code: single_unit, name: x, name_en: x, joint: false }, { code: "
                                           "new_one, name: x, name_en: x, joint: false }]"));
    packs.pack("c", "city", "110100",
               entry("organization.forms", "2020-01-01", "[{ code: alley, name: x, name_en: x, joint: true }]",
                     "  add: true\n"));
    const auto book = packs.load();
    const std::vector<std::string> here{"110105"};
    const auto forms = [&](Date date) { return book.at(here, date).get("organization.forms").items().size(); };
    CHECK(forms(Date{2019, 1, 1}) == book.at(Date{2019, 1, 1}).get("organization.forms").items().size());
    CHECK(forms(Date{2026, 1, 1}) == book.at(Date{2026, 1, 1}).get("organization.forms").items().size() + 1);
    CHECK(forms(Date{2030, 1, 1}) == 3);
    CHECK(book.at(here, Date{2026, 1, 1}).stamp("organization.forms") ==
          Stamp{"organization.forms", "R", "c", "1", Date{2020, 1, 1}});
    CHECK(Packs().pack("c", "city", "110100", entry(reminder, "2020-01-01", "1", "  add: true\n")).fault() ==
          "policy.cannot_add c/rules.yaml:8 [0].add");
    CHECK(Packs()
              .pack("c", "city", "110100",
                    entry("organization.forms", "2020-01-01", "[{ code: alley }]", "  add: true\n"))
              .fault()
              .starts_with("policy.missing_field"));
}

TEST_CASE(
    "policy: a region lies in the one that its code says, and the rules of several places go by layer, then by "
    "nearness")
{
    Packs packs;
    packs.pack("p", "province", "110000", entry(reminder, "2020-01-01", "90"))
        .pack("c", "city", "110100", entry(reminder, "2021-01-01", "60"))
        .pack("d", "county", "110105", entry(reminder, "2022-01-01", "50"))
        .pack("e", "county", "110106", entry(reminder, "2022-01-01", "40"))
        .pack("o", "organization", "4711", entry(reminder, "2021-06-01", "30"));
    const auto book = packs.load();
    const auto names = [](const Policy& policy) {
        std::string all;
        for (const auto* pack : policy.packs()) all += pack->name + ' ';
        return all;
    };
    const Date day{2026, 1, 1};
    CHECK(names(book.at(std::vector<std::string>{"110105"}, day)) == "national p c d ");
    CHECK(names(book.at(std::vector<std::string>{"110105001002"}, day)) == "national p c d ");
    CHECK(names(book.at(std::vector<std::string>{"120000"}, day)) == "national ");
    CHECK(names(book.at(std::vector<std::string>{"110105", "4711"}, day)) == "national p c d o ");
    CHECK(names(book.at(std::vector<std::string>{"110105", "110106"}, day)) == "national p c d e ");
    CHECK(book.at(std::vector<std::string>{"110105", "110106"}, day).integer(reminder) == 40);
    CHECK(book.at(std::vector<std::string>{"110106", "110105", "110106"}, day).integer(reminder) == 40);
    CHECK(book.at(std::vector<std::string>{"110106", "110105"}, day).integer(reminder) == 50);

    const auto whole = book.place_of("110105001", "17", "");
    const auto outer = book.place_of("110000", "18", "");
    const auto mine = book.place_of("", "19", "4711");
    CHECK(book.place_of("120000", "20", "") == 0);
    CHECK(book.place_of("", "110105", "110106") == 0);  // an organisation's number is no region
    CHECK(names(book.at_places(std::vector<PlaceNumber>{whole, outer}, day)) == "national p c d ");
    CHECK(names(book.at_places(std::vector<PlaceNumber>{mine, whole, outer}, day)) == "national p c d o ");
    CHECK(names(book.at_places(std::vector<PlaceNumber>{outer}, day)) == "national p ");
    CHECK(names(book.at_places({}, day)) == "national ");
    for (PlaceNumber round = 0; round < 200; ++round)  // more chains than the first table of answers holds
        CHECK(book.at_places(std::vector<PlaceNumber>(round % 97 + 1, round % 2 ? whole : mine), day).packs().size() ==
              (round % 2 ? 4 : 2));
}

TEST_CASE("policy: threads that ask for the same rules for the first time get the same answer")
{
    Packs packs;
    packs.pack("p", "province", "110000", entry(reminder, "2020-01-01", "90"))
        .pack("c", "city", "110100", entry(reminder, "2021-01-01", "60"));
    const auto book = packs.load();
    const auto place = book.place_of("110105", "", "");
    std::atomic<int> wrong{0};
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread)
            threads.emplace_back([&] {
                for (int day = 0; day < 3'000; ++day) {
                    const auto date = Date{2019, 1, 1}.plus_days(day);
                    const auto expected = date < Date{2020, 1, 1} ? 180 : date < Date{2021, 1, 1} ? 90 : 60;
                    const std::vector<PlaceNumber> places(static_cast<std::size_t>(day % 60 + 1), place);
                    if (book.at_places(places, date).integer(reminder) != expected) ++wrong;
                }
            });
    }
    CHECK(wrong == 0);
}

TEST_CASE("policy: an explanation tells of every layer what became of it, and by what")
{
    Packs packs;
    packs.pack("p", "province", "110000",
               entry(length, "2020-01-01", "20", "  limit: minimum\n  override: stricter_only\n  until: 2024-12-31\n") +
                   entry(length, "2025-01-01", "25", "  limit: minimum\n  override: stricter_only\n"));
    packs.pack("c", "city", "110100", entry(length, "2021-01-01", "22") + entry(length, "2030-01-01", "30"));
    const auto book = packs.load();
    const std::vector<std::string> here{"110105"};
    const auto told = [&](Date date) {
        std::string all;
        for (const auto& step : book.explain(book.at(here, date), length).steps)
            all += step.entry->pack->name + ":" + std::to_string(step.entry->value.integer()) + " " +
                   std::string(to_string(step.standing)) +
                   (step.by ? " by " + step.by->pack->name + ":" + std::to_string(step.by->value.integer()) : "") +
                   "; ";
        return all;
    };
    CHECK(told(Date{2022, 1, 1}) ==
          "national:8 overridden by c:22; p:20 overridden by c:22; p:25 to_come; c:22 counts; c:30 to_come; ");
    CHECK(told(Date{2026, 1, 1}) ==
          "national:8 overridden by p:25; p:20 ended by p:25; p:25 counts; c:22 too_loose by p:25; c:30 to_come; ");
    CHECK(told(Date{2030, 1, 1}) ==
          "national:8 overridden by c:30; p:20 ended by p:25; p:25 overridden by c:30; c:22 ended by c:30; c:30 "
          "counts; ");
    CHECK(book.explain(book.at(Date{2026, 1, 1}), "no.such.key").steps.empty());
    REQUIRE(book.outgrown().size() == 1);
    CHECK(book.outgrown()[0].from == Date{2025, 1, 1});
    CHECK(book.outgrown()[0].entry->value.integer() == 22);
    CHECK(book.outgrown()[0].by->value.integer() == 25);
}

TEST_CASE("policy: a pack has the digest of what it says")
{
    const auto digest = [](std::string_view value) {
        Packs packs;
        const auto book = packs.pack("c", "city", "110100", entry(reminder, "2021-01-01", value)).load();
        return book.packs().back()->digest;
    };
    CHECK(digest("60").size() == 64);
    CHECK(digest("60") == digest("60"));
    CHECK(digest("60") != digest("61"));
}

TEST_CASE("policy: an entry with a wrong form is refused with file, line and key")
{
    const auto with = [](const std::string& entries) {
        Packs packs;
        return packs.file("national/more.yaml", entries).fault();
    };
    CHECK(with(entry("organization.typos", "2024-01-01", "7")) == "policy.unknown_key national/more.yaml:1 [0].key");
    CHECK(with(entry(reminder, "2024-01-01", "x")) == "policy.wrong_type national/more.yaml:7 [0].value");
    CHECK(with(entry(reminder, "2024-13-01", "1")) == "policy.bad_date national/more.yaml:6 [0].from");
    CHECK(with(entry(reminder, "2024-01-01", "1", "  colour: red\n")) ==
          "policy.unknown_field national/more.yaml:8 [0].colour");
    CHECK(with("- key: x\n  value: 1\n").starts_with("policy.missing_field national/more.yaml:1"));
    CHECK(with("- rule: x\n").starts_with("policy.missing_field national/more.yaml:1"));
    CHECK(with("key: x\n") == "policy.wrong_type national/more.yaml:1 ");
    CHECK(with("- 1\n") == "policy.wrong_type national/more.yaml:1 [0]");
    CHECK(with("- [\n").starts_with("policy.not_yaml national/more.yaml:"));
    CHECK(with(entry(reminder, "2024-01-01", "1", "  override: stricter_only\n")).starts_with("policy.missing_field"));
    CHECK(with(entry("organization.name_prefixes", "2024-01-01", "[x]", "  limit: minimum\n"))
              .starts_with("policy.limit_does_not_fit national/more.yaml:8 [0].limit"));
    CHECK(with(entry("organization.branch_committee_full_members_min", "2024-01-01", "0"))
              .starts_with("policy.out_of_range national/more.yaml:7"));
}

TEST_CASE("policy: a code of another key must exist")
{
    Packs packs;
    packs.file("national/more.yaml",
               entry("organization.terms", "2024-01-01", "[{ types: [branch, brunch], years: 3, rule: R }]"));
    CHECK(packs.fault() == "policy.unknown_code national/more.yaml:7 [0].value[0].types[1]");
}

TEST_CASE("policy: manifests are checked too")
{
    CHECK(Packs().remove("national").fault().starts_with("policy.no_national_pack"));
    CHECK(Packs().remove("national/platform.yaml").fault() == "policy.missing_key national");
    CHECK(Packs().file("p/pack.yaml", "name: p\n").fault().starts_with("policy.missing_field p/pack.yaml:1"));
    CHECK(Packs().pack("p", "district", "1", "[]").fault() == "policy.not_one_of p/pack.yaml:4 layer");
    CHECK(Packs().pack("p", "province", "", "[]").fault().starts_with("policy."));
    CHECK(Packs().pack("p", "province", "110000", "[]").pack("q", "province", "110000", "[]").fault() ==
          "policy.pack_twice q/pack.yaml");
    CHECK(Packs()
              .file("p/pack.yaml", "name: q\ntitle: t\ntitle_en: t\nlayer: city\napplies_to: \"1\"\nversion: \"1\"\n")
              .fault() == "policy.not_one_of p/pack.yaml:1 name");
    CHECK(Packs().file("p/pack.yaml", "name: p\ntitle: t\ntitle_en: t\nlayer: city\nversion: \"1\"\n").fault() ==
          "policy.missing_field p/pack.yaml:1 ");
    const auto nowhere = Book::load("/no/such/folder");
    REQUIRE_FALSE(nowhere.has_value());
    CHECK(nowhere.error().fields[0].code == "policy.unreadable");
}

TEST_CASE("policy: all faults of all files are told at once")
{
    Packs packs;
    packs.file("national/a.yaml", entry(reminder, "2024-01-01", "x") + entry("no.key", "2024-01-01", "1"));
    packs.pack("p", "province", "110000", entry("other.key", "2024-01-01", "1") + entry(length, "2024-01-01", "1"));
    const auto book = Book::load(packs.folder());
    REQUIRE_FALSE(book.has_value());
    std::vector<std::string> codes;
    for (const auto& fault : book.error().fields) codes.push_back(fault.code);
    CHECK(codes ==
          std::vector<std::string>{"policy.unknown_key", "policy.unknown_key", "policy.wrong_type", "policy.looser"});
    CHECK(std::ranges::count(book.error().detail, '\n') == 4);
}

TEST_CASE("policy: the register lists every entry by key, layer and date")
{
    Packs packs;
    packs.pack("c", "city", "110100", entry(reminder, "2021-01-01", "60") + entry(reminder, "2022-01-01", "61"));
    const auto book = packs.load();
    std::vector<std::string> seen;
    for (const auto* one : book.entries())
        if (one->key == reminder) seen.push_back(one->pack->name + ' ' + one->from.str());
    CHECK(seen == std::vector<std::string>{"national 2018-10-28", "c 2021-01-01", "c 2022-01-01"});
}

namespace {

/// Entries that bring one instrument and name one rule by it.
std::string naming(const std::string& rule, const std::string& instrument)
{
    const auto entry = [](const std::string& key, const std::string& row) {
        return "- key: " + key +
               "\n  rule: GEN-05\n  source: s\n  title: t\n  title_en: t\n  from: 2020-01-01\n  add: true\n" +
               "  value:\n    - " + row + "\n";
    };
    return entry("words.instruments",
                 "{ code: own, name: " + instrument + ", name_en: name, short: " + instrument + ", short_en: name }") +
           entry("words.rules", "{ rule: " + rule + ", of: [own] }");
}

std::string name_of(const std::vector<RuleName>& names, const std::string& rule)
{
    const auto found = std::ranges::find(names, rule, &RuleName::rule);
    return found == names.end() ? "" : found->name;
}

}  // namespace

TEST_CASE("policy: two counties may call a rule differently; from above it has a name only while they agree")
{
    const Date today{2026, 3, 5};
    Packs packs;
    packs.pack("first", "county", "990101", naming("LOC-01", "甲县办法"))
        .pack("second", "county", "990201", naming("LOC-01", "乙县办法"));
    const auto differing = packs.load();
    const auto at = [&](const Book& book, const std::string& area) {
        return name_of(rule_names(book, book.at(std::vector{area}, today)), "LOC-01");
    };
    CHECK(at(differing, "990101") == "甲县办法");
    CHECK(at(differing, "990201") == "乙县办法");
    CHECK(at(differing, "990301").empty());
    CHECK(name_of(rule_names(differing, differing.at(Date{2019, 12, 31})), "LOC-01").empty());
    packs.file("second/rules.yaml", naming("LOC-01", "甲县办法"));
    const auto agreeing = packs.load();
    CHECK(at(agreeing, "990301") == "甲县办法");
}

TEST_CASE("policy: a rule that a local pack cites has a name along its tree, or is told with file and line")
{
    const std::string citing =
        "- key: organization.thresholds\n  rule: LOC-01\n  source: s\n  title: t\n  title_en: t\n  from: 2020-01-01\n"
        "  add: true\n  value:\n    - { type: joint_branch, usual_max_units: 4, exception: warning, rule: LOC-02 }\n"
        "    - { type: joint_branch, sectors: [rural], usual_max_units: 4, exception: warning, rule: ORG-04 }\n";
    const auto unnamed = [](const Packs& packs) {
        const auto book = packs.load();
        std::string all;
        for (const auto& pack : book.packs())
            if (pack->name == "lower")
                for (const auto& fault : unnamed_rules(book, *pack)) all += fault.field + " " + fault.detail + "; ";
        return all;
    };
    Packs packs;
    packs.pack("lower", "county", "990101", citing);
    CHECK(unnamed(packs) == "lower/rules.yaml:1 [0] LOC-01; lower/rules.yaml:9 [0].value[0].rule LOC-02; ");
    packs.file("lower/names.yaml", naming("LOC-02", "县办法"));
    CHECK(unnamed(packs) == "lower/rules.yaml:1 [0] LOC-01; ");
    packs.pack("elsewhere", "city", "990200", naming("LOC-01", "邻市办法"));
    CHECK(unnamed(packs) == "lower/rules.yaml:1 [0] LOC-01; ");
    packs.remove("elsewhere").pack("upper", "city", "990100", naming("LOC-01", "市办法"));
    CHECK(unnamed(packs).empty());
}
