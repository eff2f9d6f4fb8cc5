#pragma once
// The plainest model of organisations through time, for the test of random histories: a list of decisions, asked by
// looking at all of them. It shares no code with what it tests.

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace jishi::organization::testing {

struct ModelDecision {
    std::int64_t change;
    std::int64_t day;  // from which it holds
    std::optional<bool> exists;
    std::optional<std::int64_t> parent;
    std::optional<std::string> name;
};

struct ModelState {
    bool exists = false;
    std::int64_t parent = 0;
    std::string name;
    bool operator==(const ModelState&) const = default;
};

class HistoryModel {
public:
    static constexpr std::int64_t never = INT64_MAX;

    std::map<std::int64_t, std::vector<ModelDecision>> decisions;  // by organisation

    void add(std::int64_t id, ModelDecision decision)
    {
        auto& list = decisions[id];
        list.push_back(std::move(decision));
        sort(list);
    }

    ModelState on(std::int64_t id, std::int64_t day) const
    {
        const auto known = decisions.find(id);
        return known == decisions.end() ? ModelState{} : state_of(known->second, day);
    }

    /// Days on which something begins to hold for an organisation.
    std::set<std::int64_t> days_of(std::int64_t id) const
    {
        std::set<std::int64_t> days;
        if (const auto known = decisions.find(id); known != decisions.end())
            for (const auto& one : known->second) days.insert(one.day);
        return days;
    }
    std::set<std::int64_t> days() const
    {
        std::set<std::int64_t> all;
        for (const auto& [id, list] : decisions)
            for (const auto& one : list) all.insert(one.day);
        return all;
    }

    /// All that exist on a day, with their parents.
    using Tree = std::unordered_map<std::int64_t, std::int64_t>;
    Tree tree(std::int64_t day) const
    {
        Tree parents;
        for (const auto& [id, list] : decisions) {
            if (list.front().day > day) continue;
            bool exists = false;
            std::int64_t parent = 0;
            for (const auto& one : list) {
                if (one.day > day) break;
                exists = one.exists.value_or(exists);
                parent = one.parent.value_or(parent);
            }
            if (exists) parents[id] = parent;
        }
        return parents;
    }

    /// What is wrong with the tree of a day; empty when every organisation has one parent that exists and none stands
    /// below itself.
    static std::string fault(const Tree& tree)
    {
        std::unordered_map<std::int64_t, std::int64_t> seen_from;  // whoever was climbed from reaches a root
        for (const auto& [id, parent] : tree)
            for (auto at = id; at != 0;) {
                if (const auto [mark, is_new] = seen_from.try_emplace(at, id); !is_new) {
                    if (mark->second == id) return "a loop";
                    break;
                }
                const auto above = tree.find(at);
                if (above == tree.end()) return "an orphan";
                at = above->second;
            }
        return {};
    }

    static std::set<std::int64_t> subtree(const Tree& tree, std::int64_t root)
    {
        std::set<std::int64_t> ids;
        for (const auto& [id, parent] : tree)
            for (auto at = id; at != 0; at = tree.at(at))
                if (at == root) {
                    ids.insert(id);
                    break;
                }
        return ids;
    }

    /// From `day` on, whatever time `child` spends below `from` it spends below `to`.
    void hand_over(std::int64_t change, std::int64_t child, std::int64_t from, std::int64_t to, std::int64_t day)
    {
        auto days = days_of(child);
        days.insert(day);
        std::vector<ModelDecision> news;
        for (auto at = days.lower_bound(day); at != days.end(); ++at) {
            const auto now = on(child, *at);
            if (!now.exists || now.parent != from) continue;
            const auto eve = on(child, *at - 1);
            if (*at == day || !eve.exists || eve.parent != from) news.push_back({change, *at, {}, to, {}});
        }
        for (auto& one : news) add(child, std::move(one));
    }

    std::set<std::int64_t> ever_below(std::int64_t parent, std::int64_t day) const
    {
        std::set<std::int64_t> ids;
        for (const auto& [id, list] : decisions) {
            auto days = days_of(id);
            days.insert(day);
            for (auto at = days.lower_bound(day); at != days.end(); ++at)
                if (const auto state = on(id, *at); state.exists && state.parent == parent) ids.insert(id);
        }
        return ids;
    }

    void withdraw(std::int64_t change)
    {
        for (auto& [id, list] : decisions) std::erase_if(list, [&](const auto& one) { return one.change == change; });
        std::erase_if(decisions, [](const auto& entry) { return entry.second.empty(); });
    }
    void shift(std::int64_t change, std::int64_t by, std::int64_t was, std::int64_t now)
    {
        for (auto& [id, list] : decisions)
            for (auto& one : list) {
                if (one.change != change) continue;
                one.change = by;
                if (one.day == was) one.day = now;
            }
        for (auto& [id, list] : decisions) sort(list);
    }

private:
    static void sort(std::vector<ModelDecision>& list)
    {
        const auto order = [](const ModelDecision& a, const ModelDecision& b) {
            return std::pair{a.day, a.change} < std::pair{b.day, b.change};
        };
        if (!std::ranges::is_sorted(list, order)) std::ranges::sort(list, order);
    }
    static ModelState state_of(const std::vector<ModelDecision>& list, std::int64_t day)
    {
        ModelState state;
        for (const auto& one : list) {
            if (one.day > day) break;
            if (one.exists) state.exists = *one.exists;
            if (one.parent) state.parent = *one.parent;
            if (one.name) state.name = *one.name;
        }
        return state;
    }
};

}  // namespace jishi::organization::testing
