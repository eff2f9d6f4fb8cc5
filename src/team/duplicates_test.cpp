#include "team/duplicates.hpp"

#include <doctest/doctest.h>

#include "team/account_store.hpp"
#include "team/team_fixture.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;

namespace {

/// One person registered twice: 2018 in the east, 2022 in the west, with another number and telephone.
struct Twice {
    explicit Twice(World& w) : world(w)
    {
        auto asked = world.registering("王某", world.branch, Date{2018, 1, 1});
        asked.values.native_place = "宁夏中卫";
        asked.values.degree = "4";
        merged = registered(asked);
        asked = world.registering("王某", world.other, Date{2022, 1, 1});
        asked.values.education = "21";
        asked.contact.phone.reset();
        survivor = registered(asked);
    }
    MemberId registered(const Registering& asked)
    {
        const auto outcome = world.try_register(asked);
        REQUIRE_MESSAGE(outcome.has_value(), code_of(outcome));
        return outcome->member.id;
    }
    Merging asked() const
    {
        Merging merging;
        merging.survivor = survivor;
        merging.merged = merged;
        merging.survivor_version = world.stored(survivor).version;
        merging.merged_version = world.stored(merged).version;
        merging.papers = world.papers();
        return merging;
    }
    Result<Outcome> merge(const Merging& merging)
    {
        return world.write([&](db::Tx& tx) { return merge_members(world.team.office(), tx, world.actor, merging); });
    }
    Result<Outcome> unmerge(ChangeId change)
    {
        return world.write(
            [&](db::Tx& tx) { return unmerge_members(world.team.office(), tx, world.actor, change, world.papers()); });
    }
    std::vector<DuplicatePair> pairs(const platform::Actor& actor)
    {
        return world.read(
            [&](db::Tx& tx) { return duplicates_within(world.team.office(), tx, actor, world.committee, 100); });
    }
    std::int64_t count(const std::string& sql)
    {
        return world.read([&](db::Tx& tx) { return tx.value<std::int64_t>(sql); });
    }

    World& world;
    MemberId survivor;
    MemberId merged;
};

}  // namespace

TEST_CASE(
    "duplicates: two records with one name and one day of birth are a pair for those who may see both, until told "
    "apart")
{
    each_world([](World& world) {
        Twice twice(world);
        world.add("李某", world.branch);
        const auto found = twice.pairs(world.actor);
        REQUIRE(found.size() == 1);
        CHECK(found[0].one.id == twice.merged);
        CHECK(found[0].other.id == twice.survivor);
        CHECK(found[0].reasons == std::vector<std::string>{"name_birth", "joined_on"});
        const auto neighbour = actor_on(world.branch, World::everything(), world.organizations.directory());
        CHECK(twice.pairs(neighbour).empty());
        const auto apart = [&](const platform::Actor& actor, MemberId one, MemberId other) {
            return world.write(
                [&](db::Tx& tx) { return tell_apart(world.team.office(), tx, actor, one, other, "同名"); });
        };
        CHECK(apart(neighbour, twice.survivor, twice.merged).error().code == "member.not_found");
        CHECK(apart(world.actor, twice.survivor, twice.survivor).error().code == "member.same_record");
        CHECK(apart(world.actor, twice.survivor, twice.merged).has_value());
        CHECK(twice.pairs(world.actor).empty());
    });
}

TEST_CASE(
    "duplicates: a merge loses nothing: earlier days, particulars, telephone, account; the old id leads to the "
    "survivor")
{
    each_world([](World& world) {
        Twice twice(world);
        world.write([&](db::Tx& tx) {
            store::link_account(tx, AccountId{77}, twice.merged, world.actor.account);
            return Result<void>{};
        });
        const auto outcome = twice.merge(twice.asked());
        REQUIRE_MESSAGE(outcome.has_value(), code_of(outcome));
        // One person on every day: in the east until 2022, in the west since.
        CHECK(world.roster(world.branch, Date{2020, 6, 1}) == std::vector{twice.survivor});
        CHECK(world.roster(world.branch, Date{2023, 6, 1}).empty());
        CHECK(world.roster(world.other, Date{2023, 6, 1}) == std::vector{twice.survivor});
        CHECK(world.search("王某") == std::vector{twice.survivor});
        const auto now = world.stored(twice.survivor);
        CHECK(now.values.native_place == "宁夏中卫");
        CHECK(now.values.degree == "4");
        CHECK(now.values.education == "21");  // its own
        CHECK(now.known_from == Date{2018, 1, 1});
        CHECK(world.search("13810000001") == std::vector{twice.survivor});
        CHECK(world.read([&](db::Tx& tx) { return account_of_member(tx, twice.survivor); }) == AccountId{77});
        CHECK(world.read([&](db::Tx& tx) { return survivor_of(tx, twice.merged); }) == twice.survivor);
        const auto old =
            world.read([&](db::Tx& tx) { return visible_member(world.team.office(), tx, world.actor, twice.merged); });
        CHECK(old.error().code == "member.merged");
        CHECK(old.error().detail == twice.survivor.str());
        const auto stranger = actor_on(world.branch, World::everything(), world.organizations.directory());
        CHECK(world.read([&](db::Tx& tx) { return visible_member(world.team.office(), tx, stranger, twice.merged); })
                  .error()
                  .code == "member.not_found");
        CHECK(twice.pairs(world.actor).empty());
        CHECK(twice.count(
                  "SELECT COUNT(*) FROM platform_audit WHERE action IN ('member.merged', 'member.merged_away')") == 2);
        CHECK(twice.count("SELECT COUNT(*) FROM team_change WHERE member = " + twice.merged.str()) == 2);
    });
}

TEST_CASE(
    "duplicates: what is chosen from the other record is taken, and a merge that is taken back leaves both as they "
    "were")
{
    each_world([](World& world) {
        Twice twice(world);
        const auto was = world.stored(twice.survivor);
        const auto other = world.stored(twice.merged);
        auto asked = twice.asked();
        asked.taken = {Attribute::education};
        asked.sealed = {SealedField::id_number};
        const auto outcome = twice.merge(asked);
        REQUIRE_MESSAGE(outcome.has_value(), code_of(outcome));
        CHECK(world.stored(twice.survivor).values.education == "61");
        CHECK(world.stored(twice.survivor).sealed.id_number_index == other.sealed.id_number_index);
        // Alone it cannot be put right: a merge is one thing.
        Correcting correcting;
        correcting.change = outcome->change.id;
        correcting.withdraw = true;
        correcting.papers = world.papers();
        CHECK(code_of(world.run(correct_member, twice.survivor, correcting)) == "member.not_correctable");
        const auto back = twice.unmerge(outcome->change.id);
        REQUIRE_MESSAGE(back.has_value(), code_of(back));
        const auto now = world.stored(twice.survivor);
        CHECK(now.values == was.values);
        CHECK(now.known_from == was.known_from);
        CHECK(now.sealed.id_number_index == was.sealed.id_number_index);
        CHECK(now.sealed.phone_index.empty());
        const auto again = world.stored(twice.merged);
        CHECK(again.values == other.values);
        CHECK(again.sealed.id_number_index == other.sealed.id_number_index);
        CHECK(again.sealed.phone_index == other.sealed.phone_index);
        CHECK_FALSE(again.withdrawn);
        CHECK(world.roster(world.branch, Date{2020, 6, 1}) == std::vector{twice.merged});
        CHECK(world.search("王某").size() == 2);
        CHECK(code_of(twice.unmerge(outcome->change.id)) == "member.change_superseded");
        CHECK(code_of(twice.unmerge(ChangeId{5})) == "member.change_not_found");
        CHECK(twice.pairs(world.actor).size() == 1);
    });
}

TEST_CASE("duplicates: merges are refused by version, place, two accounts, later changes and what cannot be taken")
{
    each_world([](World& world) {
        Twice twice(world);
        auto asked = twice.asked();
        asked.merged = asked.survivor;
        CHECK(code_of(twice.merge(asked)) == "member.same_record");
        asked = twice.asked();
        asked.taken = {Attribute::branch};
        CHECK(code_of(twice.merge(asked)) == "member.not_mergeable");
        asked = twice.asked();
        ++asked.merged_version;
        CHECK(code_of(twice.merge(asked)) == "member.version_conflict");
        asked = twice.asked();
        ++asked.survivor_version;
        CHECK(code_of(twice.merge(asked)) == "member.version_conflict");
        const auto neighbour = actor_on(world.other, World::everything(), world.organizations.directory());
        CHECK(code_of(world.write([&](db::Tx& tx) {
                  return merge_members(world.team.office(), tx, neighbour, twice.asked());
              })) == "member.not_found");
        world.write([&](db::Tx& tx) {
            store::link_account(tx, AccountId{77}, twice.merged, world.actor.account);
            store::link_account(tx, AccountId{78}, twice.survivor, world.actor.account);
            return Result<void>{};
        });
        CHECK(code_of(twice.merge(twice.asked())) == "member.two_accounts");
        world.write([&](db::Tx& tx) {
            store::unlink_account(tx, twice.merged);
            return Result<void>{};
        });
        const auto outcome = twice.merge(twice.asked());
        REQUIRE_MESSAGE(outcome.has_value(), code_of(outcome));
        REQUIRE(world.stand(twice.survivor, "died").has_value());
        CHECK(code_of(twice.unmerge(outcome->change.id)) == "member.has_later_changes");
    });
}
