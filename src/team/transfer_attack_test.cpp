// Attack: every role at every organisation tries every action of every step of a transfer. Only those whose turn it is
// get through; nobody else moves anybody, and nobody of a third place learns that there is a case.

#include "team/transfer_fixture.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;
using platform::Permission;

namespace {

struct Role {
    const char* name;
    platform::PermissionSet permissions;
    bool acts;
};
const std::vector<Role>& roles()
{
    static const std::vector<Role> all{
        {"organizer",
         {Permission::organization_read, Permission::member_read, Permission::member_change, Permission::case_read,
          Permission::case_start, Permission::case_enter_past},
         true},
        {"secretary",
         {Permission::organization_read, Permission::member_read, Permission::member_change, Permission::case_read,
          Permission::case_start},
         true},
        {"supervisor", {Permission::organization_read, Permission::member_read, Permission::case_read}, false},
        {"member", {Permission::organization_read}, false},
        {"administrator", {Permission::account_read, Permission::settings_read}, false},
        {"nobody", {}, false}};
    return all;
}

struct Step {
    const char* action;
    OrganizationId acts_at;
};

struct Counts {
    int tried = 0;
    int let_through = 0;
    int leaks = 0;
    int forbidden = 0;
};

void attack(TransferWorld& world, const std::string& workflow, OrganizationId to, const std::vector<Step>& steps,
            Counts& counts)
{
    const auto member = world.add("马小军", world.branch);
    const auto asked = world.begin(world.of(world.branch), member, workflow, TransferWorld::leaving_to(to));
    REQUIRE_MESSAGE(asked.has_value(), code_of(asked));
    const std::vector<OrganizationId> places{world.county,    world.committee,   world.branch, world.other,
                                             world.near_town, world.near_branch, world.city,   world.far_county,
                                             world.far_town,  world.far_branch};
    const auto& directory = world.organizations.directory();
    for (const auto& step : steps) {
        for (const auto& role : roles())
            for (const auto place : places)
                for (const bool subtree : {true, false})
                    for (const bool paper : {false, true})
                        for (const auto* action :
                             {"agree", "release", "accept", "receive", "send", "return", "refuse"}) {
                            auto who = actor_on(place, role.permissions, directory);
                            platform::Grant grant;
                            grant.organization = place;
                            grant.subtree = subtree;
                            grant.permissions = role.permissions;
                            who.grants = {grant};
                            auto what = TransferWorld::doing(action, TransferWorld::form({}), "攻击");
                            what.from_paper = paper;
                            const bool turn = role.acts && (place == step.acts_at ||
                                                            (subtree && directory.contains(place, step.acts_at)));
                            // The right one is done at the end, so that everybody tries the same case.
                            if (turn) continue;
                            ++counts.tried;
                            const auto before = world.row(asked->id).version;
                            const auto answer = world.act(who, asked->id, what);
                            if (answer) ++counts.let_through;
                            if (world.row(asked->id).version != before) ++counts.forbidden;
                            const bool sees = who.may(Permission::case_read, world.branch) ||
                                              who.may(Permission::case_read, step.acts_at);
                            if (!sees && !answer && answer.error().code != "case.not_found") ++counts.leaks;
                        }
        const auto done = world.act(world.of(step.acts_at), asked->id, step.action);
        REQUIRE_MESSAGE(done.has_value(), (std::string(step.action) + " " + code_of(done)));
    }
}

}  // namespace

TEST_CASE("attack: role by step by scope, no combination but those whose turn it is moves a transfer or learns of it")
{
    each_transfer_world([](TransferWorld& world) {
        Counts counts;
        attack(world, "transfer.within_committee", world.other, {{"agree", world.committee}, {"receive", world.other}},
               counts);
        attack(world, "transfer.within_county", world.near_branch,
               {{"release", world.committee},
                {"accept", world.near_town},
                {"receive", world.near_branch},
                {"send", world.near_town}},
               counts);
        attack(world, "transfer.across_counties", world.far_branch,
               {{"release", world.committee},
                {"accept", world.far_town},
                {"receive", world.far_branch},
                {"send", world.far_town}},
               counts);
        MESSAGE(counts.tried << " combinations tried");
        CHECK(counts.tried > 10'000);
        CHECK(counts.let_through == 0);
        CHECK(counts.forbidden == 0);
        CHECK(counts.leaks == 0);
    });
}
