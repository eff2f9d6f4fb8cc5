#include "platform/platform.hpp"

#include <chrono>
#include <fstream>
#include <future>
#include <sstream>

#include <doctest/doctest.h>

#include "platform/platform_world.hpp"

using namespace jishi;
using namespace jishi::platform;
using namespace jishi::platform::testing;
using namespace std::chrono_literals;

namespace {

std::string text_of(const std::filesystem::path& path)
{
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE(
    "platform: a job runs with the rights that its account has then, not with those of the moment it was asked for")
{
    in_each_world([](World& world) {
        const auto id = world.account("zhangsan", "committee_organizer", 42);
        const auto grant = world.actor(id).grants[0].id;
        std::promise<bool> may;
        world.platform->jobs().add_kind(
            {"sample.ask", false, [&](JobContext& context) -> Result<void> {
                 may.set_value(context.actor().may(Permission::organization_change, OrganizationId{42}));
                 return {};
             }});
        must(world.write([&](db::Tx& tx) -> Result<JobId> {
            return world.platform->jobs().enqueue(tx, world.actor(id), "sample.ask", "Asks", "{}");
        }));
        must(world.take(Platform::console(), id, grant));
        world.platform->start_background();
        auto answer = may.get_future();
        REQUIRE(answer.wait_for(20s) == std::future_status::ready);
        CHECK_FALSE(answer.get());
    });
}

TEST_CASE("platform: a job of an account that was disabled meanwhile fails")
{
    in_each_world([](World& world) {
        const auto id = world.account("zhangsan");
        world.platform->jobs().add_kind({"sample.never", false, [](JobContext&) -> Result<void> { return {}; }});
        const auto job = must(world.write([&](db::Tx& tx) -> Result<JobId> {
            return world.platform->jobs().enqueue(tx, world.actor(id), "sample.never", "Never", "{}");
        }));
        must(world.write([&](db::Tx& tx) { return world.platform->accounts().disable(tx, Platform::console(), id); }));
        auto ended = std::make_shared<std::promise<Job>>();
        world.platform->jobs().watch(job, [ended](const Job& now) {
            if (now.ended()) ended->set_value(now);
            return !now.ended();
        });
        world.platform->start_background();
        auto answer = ended->get_future();
        REQUIRE(answer.wait_for(20s) == std::future_status::ready);
        CHECK(answer.get().error_code == "account.unknown");
    });
}

TEST_CASE("platform: files are limited by the packs, and by what an administrator makes stricter")
{
    in_each_world([](World& world) {
        const auto actor = world.actor(world.account("zhangsan"));
        auto& attachments = world.platform->attachments();
        CHECK(attachments.keep(actor, "notes.txt", "some notes"));
        CHECK(code_of(attachments.keep(actor, "program.exe", std::string("MZ\x90\0\x03\0\0\0", 8))) ==
              "attachment.type_not_allowed");
        const auto system = world.actor(world.account("system", "system_administrator"));
        must(world.write([&](db::Tx& tx) {
            return world.platform->settings().change(tx, system, "platform.attachment.size_bytes_max", std::int64_t{5});
        }));
        CHECK(code_of(attachments.keep(actor, "notes.txt", "some notes")) == "attachment.too_large");
    });
}

TEST_CASE("platform: keeping house seals the trail and forgets what jobs left long ago")
{
    in_each_world([](World& world) {
        const auto id = world.account("zhangsan");
        world.platform->jobs().add_kind({"sample.nothing", false, [](JobContext&) -> Result<void> { return {}; }});
        const auto job = must(world.write([&](db::Tx& tx) -> Result<JobId> {
            return world.platform->jobs().enqueue(tx, world.actor(id), "sample.nothing", "Nothing", "{}");
        }));
        must(world.write([&](db::Tx& tx) { return world.platform->jobs().cancel(tx, job); }));
        const auto jobs = [&] {
            std::size_t count = 0;
            world.database.read([&](db::Tx& tx) { count = world.platform->jobs().list(tx, id, {}, 10).size(); });
            return count;
        };
        world.platform->housekeep();
        CHECK(world.platform->audit().verify().ok());
        CHECK(jobs() == 1);
        world.pass(29 * 86'400);
        world.platform->housekeep();
        CHECK(jobs() == 1);
        world.pass(2 * 86'400);
        world.platform->housekeep();
        CHECK(jobs() == 0);
    });
}

TEST_CASE("platform: the key of an installation is made once, kept from others, and missed when damaged")
{
    TemporaryFolder folder;
    const auto key = SecretKey::load_or_create(folder.path()).derive("x");
    const auto file = folder.path() / "secret.key";
    CHECK(SecretKey::load_or_create(folder.path()).derive("x") == key);
    CHECK(SecretKey::load_or_create(folder.path()).derive("y") != key);
    CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms(077)) == std::filesystem::perms::none);
    std::filesystem::permissions(file, std::filesystem::perms(0644));
    CHECK_THROWS(SecretKey::load_or_create(folder.path()));
    std::filesystem::permissions(file, std::filesystem::perms(0600));
    std::ofstream(file) << "not a key\n";
    CHECK_THROWS(SecretKey::load_or_create(folder.path()));
    TemporaryFolder other;
    CHECK(SecretKey::load_or_create(other.path()).derive("x") != key);
}

TEST_CASE("platform: a role that names an unknown permission stops the start, naming both")
{
    TemporaryFolder folder;
    std::filesystem::copy(std::filesystem::path(JISHI_SOURCE_DIR) / "packs/national", folder.path() / "national",
                          std::filesystem::copy_options::recursive);
    const auto file = folder.path() / "national/roles.yaml";
    auto text = text_of(file);
    text.replace(text.find("audit.read"), 10, "audit.burn");
    std::ofstream(file) << text;
    const auto book = policy::Book::load(folder.path());
    REQUIRE_MESSAGE(book, (book ? "" : book.error().detail));
    const auto roles = RoleBook::load(book->at(Date{2026, 3, 5}));
    REQUIRE_FALSE(roles);
    CHECK(roles.error().code == "role.unknown_permission");
    CHECK(roles.error().detail == "auditor: audit.burn");
}
