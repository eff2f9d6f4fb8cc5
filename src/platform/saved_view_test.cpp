#include "platform/saved_view.hpp"

#include <doctest/doctest.h>

#include "platform/platform_world.hpp"

using namespace jishi;
using namespace jishi::platform;
using namespace jishi::platform::testing;

TEST_CASE("saved view: each account keeps its own under names of its own, and forgets them")
{
    in_each_world([](World& world) {
        const auto first = world.account("first");
        const auto second = world.account("second");
        auto& views = world.platform->saved_views();
        const auto add = [&](AccountId who, const std::string& page, const std::string& name) {
            return world.write([&](db::Tx& tx) {
                return views.add(tx, who, {{}, page, name, "sector=rural&covered=no"});
            });
        };
        const auto kept = add(first, "units", "没有组织的企业");
        REQUIRE(kept);
        CHECK(code_of(add(first, "units", "没有组织的企业")) == "saved_view.name_taken");
        CHECK(add(first, "tree", "没有组织的企业"));
        CHECK(add(second, "units", "没有组织的企业"));
        const auto count = [&](AccountId who, std::string_view page) {
            std::size_t size = 0;
            world.database.read([&](db::Tx& tx) { size = views.list(tx, who, page).size(); });
            return size;
        };
        CHECK(count(first, "") == 2);
        CHECK(count(first, "units") == 1);
        CHECK(count(second, "") == 1);
        const auto remove = [&](AccountId who) {
            return code_of(world.write([&](db::Tx& tx) { return views.remove(tx, who, kept->id); }));
        };
        CHECK(remove(second) == "saved_view.unknown");
        CHECK(remove(first) == "");
        CHECK(remove(first) == "saved_view.unknown");
    });
}

TEST_CASE("saved view: an account keeps two hundred and no more")
{
    in_each_world([](World& world) {
        const auto id = world.account("first");
        auto& views = world.platform->saved_views();
        const auto outcome = world.write([&](db::Tx& tx) -> Result<SavedView> {
            for (int i = 0; i < 200; ++i) REQUIRE(views.add(tx, id, {{}, "units", "view " + std::to_string(i), ""}));
            return views.add(tx, id, {{}, "units", "one more", ""});
        });
        CHECK(code_of(outcome) == "saved_view.too_many");
    });
}
