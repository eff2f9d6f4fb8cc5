#include "team/post_todo.hpp"

#include <algorithm>

#include "team/leading_team.hpp"
#include "team/post_rules.hpp"
#include "team/record_store.hpp"

namespace jishi::team {
namespace {

using engine::Todo;
using engine::TodoItem;
using organization::store::Statement;

constexpr std::size_t looked_at_max =
    2000;  // organisations of which a small scope is looked through for what is missing

struct Finder {
    const Office& office;
    db::Tx& tx;
    const organization::Sight& sight;
    Date today;
    const MemberPolicy& rules;
    std::vector<TodoItem> items = {};

    void add(std::string kind, std::string id, OrganizationId organization, std::optional<Date> due,
             std::optional<Date> warn, std::string rule,
             std::map<std::string, std::variant<std::string, std::int64_t>> params)
    {
        TodoItem item;
        item.kind = kind;
        item.id = kind + ":" + std::move(id);
        item.due_on = due;
        item.urgency = engine::urgency_of(due, today, warn);
        item.organization = organization;
        item.organization_name = office.directory.name_of(organization);
        item.title_key = "todo." + kind;
        if (due && *due < today) item.title_key += "_overdue";
        item.rule = std::move(rule);
        params.emplace("name", item.organization_name);
        if (due) params.emplace("date", due->str());
        item.params = std::move(params);
        item.link = "/organizations/" + organization.str() + "?tab=team";
        items.push_back(std::move(item));
    }
    bool is_active(OrganizationId id) const { return office.directory.listing(id).has_value(); }
    std::string known(Statement& statement) const
    {
        return " AND p.superseded_at = " + statement.bind(Instant::forever()) + " AND p.valid_from < p.valid_to";
    }

    /// [EVAL-22] Organisations that had a head and have none today.
    void vacancies()
    {
        Statement statement;
        statement.add("SELECT p.organization, MAX(p.valid_to) FROM team_post p WHERE p.post IN " +
                      statement.bind_all(rules.posts.heads()) + known(statement));
        organization::store::add_sight(statement, tx, sight, "p.organization");
        statement.add(" GROUP BY p.organization HAVING MAX(p.valid_to) <= " + statement.bind(today));
        tx.for_each<OrganizationId, Date>(statement.sql(), statement.params(), [&](OrganizationId id, Date since) {
            if (is_active(id))
                add("no_secretary", id.str(), id, vacancy_due(rules.posts, since), {}, "EVAL-22",
                    {{"since", since.str()}});
        });
    }
    /// Periods of sending that end within the months of the pack, or are over.
    void periods()
    {
        const auto until = today.plus_months(rules.posts.period_reminder_months);
        Statement statement;
        statement.add(
            "SELECT p.record, p.organization, p.period_to, p.post FROM team_post p WHERE p.period_to IS NOT NULL AND "
            "p.period_to <= " +
            statement.bind(until) + " AND p.valid_to > " + statement.bind(today) + known(statement));
        organization::store::add_sight(statement, tx, sight, "p.organization");
        tx.for_each<RecordId, OrganizationId, Date, std::string>(
            statement.sql(), statement.params(), [&](RecordId record, OrganizationId id, Date end, const std::string&) {
                if (is_active(id)) add("period_ends", record.str(), id, end, {}, "TEAM-E", {});
            });
    }
    /// Holders who stand neither in the organisation, nor below it, nor above it as the branch of a group does.
    void departed()
    {
        std::vector<std::string> overlays;
        for (const auto& type : rules.posts.organization.types)
            if (type.overlay) overlays.push_back(type.code);
        std::vector<std::string> sent;
        for (const auto& rule : rules.posts.posts)
            if (rule.body == PostRule::Body::sent) sent.push_back(rule.code);
        Statement statement;
        statement.add(
            "SELECT p.organization, COUNT(*) FROM team_post p JOIN team_member m ON m.id = p.member"
            " JOIN organization_node o ON o.id = p.organization JOIN organization_node b ON b.id = m.branch"
            " WHERE p.valid_from <= " +
            statement.bind(today) + " AND p.valid_to > " + statement.bind(today) + known(statement) +
            " AND o.type NOT IN " + statement.bind_all(overlays) + " AND p.post NOT IN " + statement.bind_all(sent) +
            " AND SUBSTR(b.path, 1, LENGTH(o.path)) <> o.path AND SUBSTR(o.path, 1, LENGTH(b.path)) <> b.path");
        organization::store::add_sight(statement, tx, sight, "p.organization");
        statement.add(" GROUP BY p.organization");
        tx.for_each<OrganizationId, std::int64_t>(
            statement.sql(), statement.params(), [&](OrganizationId id, std::int64_t count) {
                add("holder_left", id.str(), id, {}, {}, "TEAM-E", {{"n", count}});
            });
    }
    /// [ORG-30, ORG-36] Only in scopes that can be looked through while somebody waits.
    void incomplete()
    {
        if (sight.everything || sight.wide) return;
        std::size_t looked = 0;
        for (const auto root : sight.roots) {
            looked += office.directory.subtree_count(root);
            if (looked > looked_at_max) return;
            for (const auto& line : teams_within(office, tx, {root, TeamState::incomplete, {}, looked_at_max}).items)
                add("team_incomplete", line.organization.str(), line.organization, {}, {}, "ORG-30",
                    {{"n", std::int64_t{line.gaps.committee}}, {"min", std::int64_t{line.gaps.committee_min}}});
        }
    }
};

}  // namespace

engine::TodoSource post_todo_source(const Office& office)
{
    return [&office](db::Tx& tx, const engine::TodoQuestion& question) -> Result<Todo> {
        if (!question.actor.may_somewhere(platform::Permission::post_read)) return Todo{};
        const auto seen =
            organization::sight_of(office.directory, question.actor, platform::Permission::post_read, question.within);
        if (!seen && seen.error().kind == ErrorKind::forbidden) return Todo{};
        if (!seen) return std::unexpected(seen.error());
        const auto& sight = *seen;
        const auto rules = office.rules(question.within, question.today);
        Finder finder{office, tx, sight, question.today, *rules};
        finder.vacancies();
        finder.periods();
        finder.departed();
        finder.incomplete();
        return engine::todo_of(std::move(finder.items));
    };
}

}  // namespace jishi::team
