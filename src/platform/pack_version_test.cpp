#include "platform/pack_version.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "platform/platform_world.hpp"

using namespace jishi;
using namespace jishi::platform;
namespace fs = std::filesystem;
using platform::testing::must;

namespace {

/// The national pack, and beside it a city's pack that changes.
class Packs {
public:
    Packs()
    {
        static std::atomic<int> number{0};
        folder_ = fs::temp_directory_path() /
                  ("jishi_pack_version_" + std::to_string(::getpid()) + "_" + std::to_string(++number));
        fs::create_directories(folder_);
        fs::copy(fs::path(JISHI_SOURCE_DIR) / "packs" / "national", folder_ / "national", fs::copy_options::recursive);
    }
    ~Packs() { fs::remove_all(folder_); }
    policy::Book city(std::string_view version, std::string_view days)
    {
        fs::create_directories(folder_ / "city");
        std::ofstream(folder_ / "city" / "pack.yaml")
            << "name: city\ntitle: t\ntitle_en: t\nlayer: city\napplies_to: \"110100\"\nversion: \"" << version
            << "\"\n";
        std::ofstream(folder_ / "city" / "rules.yaml") << "- { key: organization.early_reminder_days, rule: R, source: "
                                                          "s, title: t, title_en: t, from: 2020-01-01, value: "
                                                       << days << " }\n";
        return must(policy::Book::load(folder_));
    }
    policy::Book nation()
    {
        fs::remove_all(folder_ / "city");
        return must(policy::Book::load(folder_));
    }

private:
    fs::path folder_;
};

}  // namespace

TEST_CASE(
    "pack versions: what is another one than at the last start is written down, with a row in the audit trail [GEN-05]")
{
    platform::testing::in_each_world([](platform::testing::World& world) {
        Packs packs;
        IdGenerator ids;
        const auto note = [&](const policy::Book& book) {
            return must(world.database.write([&](db::Tx& tx) -> Result<std::vector<PackVersion>> {
                return note_packs(tx, world.platform->audit(), ids, book);
            }));
        };
        const auto first = note(packs.city("1", "60"));
        CHECK(first.size() == 2);
        CHECK(first[1].pack == "city");
        CHECK(first[1].applies_to == "110100");
        CHECK(first[1].digest.size() == 64);
        CHECK(note(packs.city("1", "60")).empty());

        const auto edited = note(packs.city("1", "61"));
        REQUIRE(edited.size() == 1);
        CHECK(edited[0].same_version_other_content);
        const auto raised = note(packs.city("2", "61"));
        REQUIRE(raised.size() == 1);
        CHECK_FALSE(raised[0].same_version_other_content);
        const auto gone = note(packs.nation());
        REQUIRE(gone.size() == 1);
        CHECK(gone[0].version.empty());
        CHECK(note(packs.nation()).empty());
        CHECK(note(packs.city("1", "60")).size() == 1);  // back again

        world.database.read([&](db::Tx& tx) {
            std::string story;
            for (const auto& row : pack_versions(tx))
                if (row.pack == "city")
                    story += (row.version.empty() ? "-" : row.version) + (row.same_version_other_content ? "! " : " ");
            CHECK(story == "1 - 2 1! 1 ");
            std::string actions;
            for (const auto& row : world.platform->audit().query(tx, {.subject = "city"})) actions += row.action + " ";
            CHECK(actions ==
                  "policy.pack_seen policy.pack_removed policy.pack_seen policy.pack_seen policy.pack_seen ");
        });
        world.platform->audit().seal();
        CHECK(world.platform->audit().verify().ok());
    });
}
