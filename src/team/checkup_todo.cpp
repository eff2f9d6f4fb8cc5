#include "team/checkup_todo.hpp"

#include <memory>

#include "team/checkup_query.hpp"

namespace jishi::team {
namespace {

using engine::Todo;
using engine::TodoItem;

// Records are looked at while somebody waits: a secretary's branch or the branches of a township, not a county.
constexpr std::size_t looked_at_max = 64;

/// Branches of a scope that is small enough, where the actor may mend records. Empty: there is nothing to say.
std::vector<OrganizationId> branches_of(const Office& office, const platform::Actor& actor,
                                        const organization::Sight& sight)
{
    if (sight.everything || sight.wide) return {};
    std::vector<OrganizationId> branches(sight.single.begin(), sight.single.end());
    for (const auto root : sight.roots) {
        if (branches.size() + office.directory.subtree_count(root) > looked_at_max) return {};
        for (const auto id : office.directory.subtree(root)) branches.push_back(id);
    }
    std::erase_if(branches, [&](OrganizationId id) { return !actor.may(platform::Permission::member_change, id); });
    return branches;
}

TodoItem item_of(const Office& office, OrganizationId branch, const CheckupCount& count)
{
    TodoItem item;
    item.kind = "checkup";
    item.id = "checkup:" + branch.str();
    item.organization = branch;
    item.organization_name = office.directory.name_of(branch);
    item.title_key = "todo.checkup";
    item.rule = "DATA-02";
    item.params = {{"name", item.organization_name}, {"n", count.with_findings}, {"findings", count.findings}};
    item.link = "/members/checkup?in=" + branch.str();
    return item;
}

}  // namespace

engine::TodoSource checkup_todo_source(const Office& office)
{
    const auto rules = std::make_shared<const CheckupRules>(office);
    return [&office, rules](db::Tx& tx, const engine::TodoQuestion& question) -> Result<Todo> {
        if (!question.actor.may_somewhere(platform::Permission::member_change)) return Todo{};
        const auto seen = organization::sight_of(office.directory, question.actor, platform::Permission::member_change,
                                                 question.within);
        if (!seen && seen.error().kind == ErrorKind::forbidden) return Todo{};
        if (!seen) return std::unexpected(seen.error());
        const auto branches = branches_of(office, question.actor, *seen);
        if (branches.empty()) return Todo{};
        std::vector<TodoItem> found;
        const auto policy = rules->at(question.within);
        for (const auto& [branch, count] : Checkup(office, *policy, question.today).count(tx, branches)) {
            if (count.with_findings == 0) continue;
            found.push_back(item_of(office, branch, count));
        }
        return engine::todo_of(std::move(found));
    };
}

}  // namespace jishi::team
