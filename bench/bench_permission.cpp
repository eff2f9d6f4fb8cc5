// permission: may this account see this organisation? On a tree of the nation's shape (31 provinces down to villages).

#include <atomic>
#include <cstdlib>
#include <new>
#include <random>

#include "organization/directory.hpp"
#include "platform/actor.hpp"
#include "report.hpp"

namespace {

std::atomic<std::int64_t> allocations{0};

using namespace jishi;

struct Nation {
    organization::Directory directory{[](std::string_view) { return true; }};
    std::vector<OrganizationId> all;
    std::vector<OrganizationId> counties;

    OrganizationId add(OrganizationId parent)
    {
        organization::Node node;
        node.id = OrganizationId{static_cast<std::int64_t>(all.size()) + 1};
        node.values.exists = true;
        node.values.parent = parent;
        node.values.type = "branch";
        node.values.sector = "rural";
        node.values.name = node.id.str();
        node.founded_on = Date{2020, 1, 1};
        directory.load(node);
        all.push_back(node.id);
        return node.id;
    }

    Nation()
    {
        const auto root = add({});
        for (int province = 0; province < 31; ++province) {
            const auto province_id = add(root);
            for (int city = 0; city < 11; ++city) {
                const auto city_id = add(province_id);
                for (int county = 0; county < 9; ++county) {
                    const auto county_id = add(city_id);
                    counties.push_back(county_id);
                    for (int town = 0; town < 13; ++town) {
                        const auto town_id = add(county_id);
                        for (int village = 0; village < 15; ++village) add(town_id);
                    }
                }
            }
        }
        directory.finish_load();
    }
};

platform::Grant grant(OrganizationId organization, platform::PermissionSet permissions, bool subtree = true)
{
    return {GrantId{1}, "role", organization, subtree, permissions};
}

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
    using platform::Permission;
    Nation nation;
    std::mt19937_64 random{7};
    // Somebody with a committee of their own, a second county to look after, and one branch.
    platform::Actor actor;
    actor.scope = &nation.directory;
    actor.grants = {grant(nation.all.back(), {Permission::organization_read, Permission::organization_change}, false),
                    grant(nation.counties[7], {Permission::organization_read}),
                    grant(nation.counties[2000], {Permission::organization_read, Permission::organization_export})};
    std::vector<OrganizationId> asked(1 << 16);
    for (std::size_t i = 0; i < asked.size(); ++i)  // a quarter within reach, the rest anywhere
        asked[i] = i % 4 == 0 ? OrganizationId{nation.counties[7].value + static_cast<std::int64_t>(random() % 200)}
                              : nation.all[random() % nation.all.size()];

    std::int64_t yes = 0;
    const auto round = [&] {
        for (const auto id : asked) yes += actor.may(Permission::organization_read, id);
    };
    round();
    constexpr int rounds = 200;
    const auto allocated = allocations.load();
    const bench::Stopwatch watch;
    for (int i = 0; i < rounds; ++i) round();
    const double seconds = watch.seconds();
    const auto checks = static_cast<double>(asked.size()) * rounds;
    std::printf("%zu organisations, %.0f checks, %.1f %% allowed\n", nation.all.size(), checks,
                100.0 * static_cast<double>(yes) / (checks + static_cast<double>(asked.size())));
    bench::report("permission", {{"ns", seconds / checks * 1e9},
                                 {"allocations", static_cast<double>(allocations.load() - allocated)}});
}
