#include "platform/attachment.hpp"

#include <fstream>

#include <doctest/doctest.h>

#include "database_fixture.hpp"
#include "platform/platform.hpp"
#include "platform/platform_fixture.hpp"

using namespace jishi;
using namespace jishi::platform;

namespace {

AttachmentLimits small_limits()
{
    return {{{"application/pdf", {"pdf"}}, {"image/png", {"png"}}, {"text/plain", {"txt"}}, {"text/csv", {"csv"}}},
            2000,
            5000,
            8000};
}

struct World {
    explicit World(db::Database& database_)
        : database(database_), attachments(database, ids, folder.path(), [] { return small_limits(); })
    {
        database.submit_and_wait([](db::Tx& tx) {
            for (int id : {7, 8})
                tx.execute(platform::testing::insert_account, {{"id", id}, {"username", "clerk" + std::to_string(id)}});
            return true;
        });
    }
    std::string code_of(std::string_view name, std::string_view bytes)
    {
        const auto kept = attachments.keep(owner, name, bytes);
        return kept ? "" : kept.error().code;
    }
    bool sees(const Actor& actor, AttachmentId id)
    {
        bool seen = false;
        database.read([&](db::Tx& tx) { seen = attachments.find(tx, actor, id).has_value(); });
        return seen;
    }

    db::Database& database;
    IdGenerator ids;
    platform::testing::TemporaryFolder folder;
    Attachments attachments;
    Actor owner = platform::testing::actor_of(7, "clerk7");
    Actor other = platform::testing::actor_of(8, "clerk8");
};

const std::string pdf = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\n";

}  // namespace

TEST_CASE("attachment: a file is kept once by its content and comes back as it was")
{
    jishi::testing::each_database({migrations()}, [](db::Database& database) {
        World world(database);
        const auto first = world.attachments.keep(world.owner, "C:\\docs\\批复.pdf", pdf);
        REQUIRE_MESSAGE(first, first.error().code);
        CHECK(first->name == "批复.pdf");
        CHECK(first->type == "application/pdf");
        const auto second = world.attachments.keep(world.owner, "copy.pdf", pdf);
        CHECK(second->id != first->id);
        CHECK(world.attachments.file_of(*first) == world.attachments.file_of(*second));
        std::ifstream in(world.attachments.file_of(*first), std::ios::binary);
        CHECK(std::string{std::istreambuf_iterator<char>(in), {}} == pdf);
        CHECK(world.code_of("名单.csv", "姓名,编码\n甲,1\n") == "");
    });
}

TEST_CASE("attachment: [SEC-05] what it is counts, not what it is called")
{
    jishi::testing::each_database({migrations()}, [](db::Database& database) {
        World world(database);
        CHECK(world.code_of("a.png", pdf) == "attachment.type_mismatch");
        CHECK(world.code_of("a.pdf",
                            "\x7f"
                            "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0>\0") == "attachment.type_not_allowed");
        CHECK(world.code_of("a.txt", "<!DOCTYPE html><html><script>alert(1)</script></html>") ==
              "");  // as text, never as a page
        CHECK(world.code_of("a.html", "<!DOCTYPE html><html></html>") == "attachment.type_not_allowed");
        CHECK(world.code_of("..", pdf) == "attachment.name_wrong");
        CHECK(world.code_of("a/", pdf) == "attachment.name_wrong");
        CHECK(world.code_of("a\x01.pdf", pdf) == "attachment.name_wrong");
        CHECK(world.code_of("a.pdf", "") == "attachment.empty");
    });
}

TEST_CASE("attachment: size and quotas hold, and files made by the program do not use up a person's quota")
{
    jishi::testing::each_database({migrations()}, [](db::Database& database) {
        World world(database);
        CHECK(world.code_of("big.txt", std::string(2001, 'a')) == "attachment.too_large");
        (void)world.attachments.keep_made(world.owner.account, "report.xlsx", "application/x", std::string(1500, 'x'));
        CHECK(world.code_of("1.txt", std::string(2000, 'a')) == "");
        CHECK(world.code_of("2.txt", std::string(2000, 'b')) == "");
        CHECK(world.code_of("3.txt", std::string(1001, 'c')) == "attachment.quota");
        CHECK(world.code_of("3.txt", std::string(1000, 'c')) == "");
        // All files together: 6,500 bytes are there, 8,000 may be.
        CHECK(world.attachments.keep(world.other, "4.txt", std::string(1501, 'd')).error().code == "attachment.quota");
        CHECK(world.attachments.keep(world.other, "4.txt", std::string(1500, 'd')));
    });
}

TEST_CASE("attachment: a file is seen by its owner, by those whom the record's rule admits, and by nobody else")
{
    jishi::testing::each_database({migrations()}, [](db::Database& database) {
        World world(database);
        const auto kept = world.attachments.keep(world.owner, "a.pdf", pdf);
        CHECK(world.sees(world.owner, kept->id));
        CHECK(!world.sees(world.other, kept->id));
        CHECK(!world.sees(world.owner, AttachmentId{999}));
        world.attachments.add_subject_rule("sample", [](db::Tx&, const Actor& actor, const std::string& subject) {
            return subject == "open" && actor.account == AccountId{8};
        });
        auto attach = [&](const char* subject) {
            database.submit_and_wait([&](db::Tx& tx) {
                world.attachments.attach(tx, kept->id, "sample", subject);
                return true;
            });
        };
        attach("closed");
        CHECK(!world.sees(world.other, kept->id));
        attach("open");
        CHECK(world.sees(world.other, kept->id));
    });
}
