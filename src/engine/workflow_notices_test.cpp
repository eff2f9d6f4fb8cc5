// Notices of made-up cases, on both databases.

#include <set>

#include "engine/workflow_fixture.hpp"
#include "engine/workflow_notices.hpp"

using namespace jishi;
using namespace jishi::engine;
using namespace jishi::engine::testing;

namespace {

NoticeList notices(World& world, const platform::Actor& who, std::size_t limit = 50)
{
    return world.read([&](db::Tx& tx) { return notices_for(world.office, tx, who, limit); });
}

void mark_read(World& world, const platform::Actor& who, const std::vector<NoticeKey>& keys)
{
    world.write([&](db::Tx& tx) -> Result<void> {
        read_notices(world.office, tx, who, keys);
        return {};
    });
}

/// A case that has been published and ended: its town is told. @return it
CaseId ended(World& world)
{
    const auto row = world.started();
    REQUIRE(world.try_act(world.town(), row.id, world.approval()));
    world.clock.set(world.clock.today().plus_days(9));
    REQUIRE(world.try_act(world.branch(), row.id, World::doing("done")));
    return row.id;
}

}  // namespace

TEST_CASE("notices: whom a step tells sees which step of which case told it, unread until it is marked as read")
{
    each_world([](World& world) {
        const auto id = ended(world);
        const auto list = notices(world, world.town());
        REQUIRE(list.items.size() == 1);
        CHECK(list.unread == 1);
        CHECK(list.items[0].key.of == id);
        CHECK(list.items[0].step == "publish");
        CHECK(list.items[0].action == "done");
        CHECK(list.items[0].row.label == "请求");
        CHECK(list.items[0].told_on == Date{2026, 3, 14});
        CHECK_FALSE(list.items[0].read);
        CHECK(notices(world, world.town(), 0).unread == 1);
        CHECK(notices(world, world.town(), 0).items.empty());
        REQUIRE(world.todo(world.town()).items.size() == 1);
        for (const auto& other : {world.branch(), world.town(3), world.actor(9, 0, {})}) {
            CHECK(notices(world, other).unread == 0);
            mark_read(world, other, {list.items[0].key});  // not told: nothing is kept
        }
        CHECK(world.read(
                  [](db::Tx& tx) { return tx.value<std::int64_t>("SELECT COUNT(*) FROM engine_notice_read"); }) == 0);
        mark_read(world, world.town(), {NoticeKey{CaseId{1}, 101}});
        CHECK(notices(world, world.town()).unread == 1);
        mark_read(world, world.town(), {list.items[0].key});
        mark_read(world, world.town(), {list.items[0].key});
        CHECK(notices(world, world.town()).unread == 0);
        CHECK(notices(world, world.town()).items[0].read);
        CHECK(world.todo(world.town()).items.empty());      // it has done its work
        CHECK(notices(world, world.county()).unread == 1);  // each reads for oneself
    });
}

TEST_CASE("notices: the newest come first, all can be marked at once, and old ones are taken away with their marks")
{
    each_world([](World& world) {
        const auto first = ended(world);
        const auto second = ended(world);
        auto list = notices(world, world.town());
        REQUIRE(list.items.size() == 2);
        CHECK(list.items[0].key.of == second);
        CHECK(list.items[1].key.of == first);
        mark_read(world, world.town(), {});
        CHECK(notices(world, world.town()).unread == 0);
        // The first was told on 14 March for ten days, the second on the 23rd.
        world.clock.set(Date{2026, 3, 25});
        CHECK(notices(world, world.town()).items.size() == 1);
        world.write([&](db::Tx& tx) -> Result<void> {
            forget_old_notices(world.office, tx);
            return {};
        });
        CHECK(notices(world, world.town()).items.size() == 1);
        CHECK(world.board.size() == 1);
        CHECK(world.read([](db::Tx& tx) { return tx.value<std::int64_t>("SELECT COUNT(*) FROM engine_deadline"); }) ==
              1);
        CHECK(world.read(
                  [](db::Tx& tx) { return tx.value<std::int64_t>("SELECT COUNT(*) FROM engine_notice_read"); }) == 1);
    });
}

TEST_CASE("notices: a key is read back from its text, and nothing else is one")
{
    CHECK(NoticeKey::parse("7-101") == NoticeKey{CaseId{7}, 101});
    for (const auto* text : {"", "7", "-101", "7-", "7-x", "x-1", "7-101x", "7-99999999999"})
        CHECK_FALSE(NoticeKey::parse(text));
}

TEST_CASE("board: deadlines come and go in any order, and each list holds what the plainest model holds")
{
    MapPlaces places;
    Board board(places);
    std::map<std::int64_t, std::vector<Deadline>> model;
    std::uint32_t random = 20260305;
    const auto next = [&](std::uint32_t below) {
        random = random * 1664525u + 1013904223u;
        return (random >> 8) % below;
    };
    platform::Actor all;
    all.account = AccountId{5};
    all.grants = {platform::Grant{{}, "role", OrganizationId{1}, true, {platform::Permission::organization_change}}};
    all.scope = &places;
    const std::int64_t organizations[] = {1, 2, 21, 22};
    for (int turn = 0; turn < 3000; ++turn) {
        const auto id = static_cast<std::int64_t>(next(40)) + 1;
        std::vector<Deadline> lines;
        for (auto count = next(4); count > 0; --count) {
            Deadline line;
            line.of = CaseId{id};
            line.level = static_cast<int>(count);
            line.kind = next(3) == 0 ? DeadlineKind::notice : DeadlineKind::turn;
            line.organization = OrganizationId{organizations[next(4)]};
            line.permission = platform::Permission::organization_change;
            if (next(3) == 0) line.accounts = {AccountId{5}, AccountId{6}};
            line.shown_until = line.kind == DeadlineKind::notice && next(2) == 0 ? Date{2026, 3, 1} : Date::forever();
            lines.push_back(line);
        }
        board.put(CaseId{id}, lines);
        model[id] = lines;
        if (turn % 500 == 499) {
            board.forget_notices_before(Date{2026, 3, 5});
            for (auto& [of, kept] : model)
                std::erase_if(kept, [](const Deadline& line) { return line.shown_until < Date{2026, 3, 5}; });
        }
        if (turn % 50 != 0) continue;
        std::multiset<std::pair<std::int64_t, int>> seen, wanted;
        board.visit(all, {}, Date{2026, 3, 1}, [&](const Deadline& line) { seen.insert({line.of.value, line.level}); });
        std::size_t size = 0;
        for (const auto& [of, kept] : model)
            for (const auto& line : kept) {
                wanted.insert({of, line.level});
                size += std::max<std::size_t>(line.accounts.size(), 1);
            }
        CHECK(seen == wanted);
        CHECK(board.size() == size);
    }
}
