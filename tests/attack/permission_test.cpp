// Random permission questions to the running code and to a model that knows nothing but the rule: a grant
// reaches its own organisation and, with its subtree, whatever has that organisation among its ancestors today.

#include <map>
#include <random>
#include <vector>

#include <doctest/doctest.h>

#include "organization/directory.hpp"
#include "platform/actor.hpp"

using namespace jishi;
using platform::Permission;

namespace {

constexpr int organizations = 3'000;
constexpr auto permissions = static_cast<int>(Permission::count_);

/// The independent model: parents in a map, permissions as a list of numbers.
struct Model {
    struct Right {
        int permission;
        std::int64_t organization;  // 0: everywhere
        bool subtree;
    };
    std::map<std::int64_t, std::int64_t> parent;
    std::map<int, std::vector<Right>> rights;  // by person

    bool above(std::int64_t root, std::int64_t node) const
    {
        while (node != 0) {
            if (node == root) return true;
            node = parent.at(node);
        }
        return false;
    }
    bool may(int person, int permission, std::int64_t organization) const
    {
        for (const auto& right : rights.at(person)) {
            if (right.permission != permission) continue;
            if (right.organization == 0 || right.organization == organization) return true;
            if (right.subtree && above(right.organization, organization)) return true;
        }
        return false;
    }
};

organization::Node node_of(std::int64_t id, std::int64_t parent)
{
    organization::Node node;
    node.id = OrganizationId{id};
    node.values.exists = true;
    node.values.parent = OrganizationId{parent};
    node.values.type = "branch";
    node.values.sector = "rural";
    node.values.name = std::to_string(id);
    node.founded_on = Date{2020, 1, 1};
    return node;
}

class World {
public:
    explicit World(std::uint64_t seed) : random_(seed)
    {
        for (std::int64_t id = 1; id <= organizations; ++id) {
            // Some deep chains, some broad nodes.
            const std::int64_t parent = id == 1 ? 0
                                        : pick(4) == 0 && depth(id - 1) < 30
                                            ? id - 1
                                            : 1 + pick(static_cast<int>(std::min<std::int64_t>(id - 1, 200)));
            model.parent[id] = parent;
            directory.load(node_of(id, parent));
        }
        directory.finish_load();
        for (int person = 0; person < 40; ++person) give(person);
    }

    int pick(int below) { return static_cast<int>(random_() % static_cast<std::uint64_t>(below)); }

    void give(int person)
    {
        auto& actor = actors[person];
        actor.scope = &directory;
        actor.grants = {};
        auto& rights = model.rights[person];
        rights.clear();
        const int count = pick(5);
        for (int i = 0; i < count; ++i) {
            const std::int64_t at = pick(8) == 0 ? 0 : 1 + pick(organizations);
            const bool subtree = pick(3) != 0;
            platform::PermissionSet set;
            for (int p = 0; p < permissions; ++p) {
                if (pick(3) != 0) continue;
                set.add(static_cast<Permission>(p));
                rights.push_back({p, at, subtree});
            }
            actor.grants.push_back({GrantId{i + 1}, "role", OrganizationId{at}, subtree, set});
        }
    }

    /// Moves one organisation with everything below it.
    void move()
    {
        const std::int64_t id = 2 + pick(organizations - 1);
        const std::int64_t to = 1 + pick(organizations);
        if (model.above(id, to) || depth(to) + height(id) > 50) return;
        model.parent[id] = to;
        directory.put(node_of(id, to));
    }

    Model model;
    organization::Directory directory{[](std::string_view) { return true; }};
    std::map<int, platform::Actor> actors;

private:
    int depth(std::int64_t id) const
    {
        int steps = 0;
        for (; id != 0; id = model.parent.at(id)) ++steps;
        return steps;
    }
    int height(std::int64_t id) const
    {
        int most = 0;
        for (const auto& [child, parent] : model.parent)
            if (model.above(id, child)) most = std::max(most, depth(child) - depth(id));
        return most;
    }

    std::mt19937_64 random_;
};

}  // namespace

TEST_CASE("attack: 100,000 random permission questions are answered as an independent model answers them")
{
    const std::uint64_t seed = std::random_device{}();
    CAPTURE(seed);
    World world(seed);
    int differences = 0;
    int allowed = 0;
    constexpr int questions = 100'000;
    for (int i = 0; i < questions; ++i) {
        if (i % 500 == 0) world.move();
        if (i % 250 == 0) world.give(world.pick(40));
        const int person = world.pick(40);
        const int permission = world.pick(permissions);
        // Half of the questions near a grant, where mistakes live.
        std::int64_t organization = 1 + world.pick(organizations);
        const auto& grants = world.actors[person].grants;
        if (world.pick(2) == 0 && !grants.empty()) {
            const auto at =
                grants[static_cast<std::size_t>(world.pick(static_cast<int>(grants.size())))].organization.value;
            if (at != 0) organization = world.pick(2) == 0 ? at : std::max<std::int64_t>(1, world.model.parent[at]);
        }
        const bool answer = world.actors[person].may(static_cast<Permission>(permission), OrganizationId{organization});
        if (answer != world.model.may(person, permission, organization)) ++differences;
        allowed += answer ? 1 : 0;
    }
    CHECK(differences == 0);
    // Neither all yes nor all no: the questions really distinguish.
    CHECK(allowed > questions / 50);
    CHECK(allowed < questions / 2);
}
