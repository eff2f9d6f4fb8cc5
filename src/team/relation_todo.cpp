// What mobile members and lost contact leave to be done: a contact that is due, a suspension or a removal that may be
// decided, an inflow that no home knows. Transfers remind of themselves as cases. [REL-26, REL-29 – REL-31]

#include "team/relation_policy.hpp"
#include "team/leaving_rules.hpp"
#include "team/mobile.hpp"
#include "team/record_store.hpp"
#include "team/transfers.hpp"

namespace jishi::team {
namespace {

using engine::Todo;
using engine::TodoItem;
using organization::store::Statement;

constexpr std::string_view abroad = "abroad";

struct Finder {
    const Office& office;
    db::Tx& tx;
    const organization::Sight& sight;
    Date today;
    const RelationPolicy& rules;
    std::vector<TodoItem> items = {};

    void add(std::string kind, std::string id, OrganizationId organization, const std::string& member_name, Date due,
             std::string rule, std::string link)
    {
        TodoItem item;
        item.kind = kind;
        item.id = kind + ":" + std::move(id);
        item.due_on = due;
        item.urgency = engine::urgency_of(due, today, {});
        item.organization = organization;
        item.organization_name = office.directory.name_of(organization);
        item.title_key = "todo." + kind + (due < today ? "_overdue" : "");
        item.rule = std::move(rule);
        item.params = {{"name", item.organization_name}, {"member", member_name}, {"date", due.str()}};
        item.link = std::move(link);
        items.push_back(std::move(item));
    }
    std::string open(Statement& statement) const
    {
        return " AND r.superseded_at = " + statement.bind(Instant::forever()) +
               " AND r.valid_to = " + statement.bind(Date::forever());
    }

    /// [REL-21, REL-29] From a month before the contact is due.
    void contacts()
    {
        Statement statement;
        statement.add(
            "SELECT r.member, r.organization, r.name, r.reason, r.valid_from, (SELECT MAX(c.day) FROM team_contact c "
            "WHERE c.member = r.member) FROM team_mobile r JOIN team_member m ON m.id = r.member WHERE r.side = 'out' "
            "AND m.status = 'normal'" +
            open(statement));
        organization::store::add_sight(statement, tx, sight, "r.organization");
        tx.for_each<MemberId, OrganizationId, std::string, std::string, Date, std::optional<Date>>(
            statement.sql(), statement.params(),
            [&](MemberId member, OrganizationId at, const std::string& name, const std::string& reason, Date from,
                std::optional<Date> contacted) {
                const auto due = contact_due(rules, std::max(contacted.value_or(from), from), reason == abroad);
                if (due <= today.plus_months(1))
                    add("contact_due", member.str(), at, name, due, "REL-29",
                        "/members/" + member.str() + "?tab=mobile");
            });
    }
    /// [REL-30] Who has been out of contact for long enough, or soon will have been.
    void suspensions()
    {
        Statement statement;
        statement.add(
            "SELECT m.id, m.branch, m.name, m.lost_since FROM team_member m WHERE m.withdrawn = 0 AND m.lost_since IS "
            "NOT NULL AND m.status = 'normal'");
        organization::store::add_sight(statement, tx, sight, "m.branch");
        tx.for_each<MemberId, OrganizationId, std::string, Date>(
            statement.sql(), statement.params(),
            [&](MemberId member, OrganizationId at, const std::string& name, Date since) {
                add("lost_suspension", member.str(), at, name, suspension_from(rules, since), "REL-30",
                    "/members/" + member.str());
            });
    }
    /// [REL-31] Two years after the suspension.
    void removals()
    {
        Statement statement;
        statement.add(
            "SELECT m.id, m.branch, m.name, MIN(s.valid_from) FROM team_member m JOIN team_state s ON s.member = m.id "
            "AND "
            "s.status = m.status AND s.entry = m.entry AND s.superseded_at = " +
            statement.bind(Instant::forever()) +
            " WHERE m.withdrawn = 0 AND m.lost_since IS NOT NULL AND m.status = 'suspended'");
        organization::store::add_sight(statement, tx, sight, "m.branch");
        statement.add(" GROUP BY m.id, m.branch, m.name");
        tx.for_each<MemberId, OrganizationId, std::string, Date>(
            statement.sql(), statement.params(),
            [&](MemberId member, OrganizationId at, const std::string& name, Date since) {
                const auto due = removal_from(rules, since);
                if (due <= today.plus_months(rules.contact_months))
                    add("lost_removal", member.str(), at, name, due, "REL-31", "/members/" + member.str());
            });
    }
    /// [REL-26] Somebody of this roll is looked after elsewhere, and no outflow says so.
    void unknown_at_home()
    {
        Statement statement;
        statement.add(
            "SELECT r.member, m.branch, m.name, r.valid_from FROM team_mobile r JOIN team_member m ON m.id = r.member "
            "WHERE r.side = 'in' AND r.other = 0 AND m.status = 'normal'" +
            open(statement));
        organization::store::add_sight(statement, tx, sight, "m.branch");
        tx.for_each<MemberId, OrganizationId, std::string, Date>(
            statement.sql(), statement.params(),
            [&](MemberId member, OrganizationId at, const std::string& name, Date from) {
                add("outflow_missing", member.str(), at, name, from.plus_months(1), "REL-26",
                    "/members/" + member.str() + "?tab=mobile");
            });
    }
};

}  // namespace

engine::TodoSource relation_todo_source(const Office& office)
{
    return [&office](db::Tx& tx, const engine::TodoQuestion& question) -> Result<Todo> {
        using platform::Permission;
        if (!question.actor.may_somewhere(Permission::member_change)) return Todo{};
        const auto seen =
            organization::sight_of(office.directory, question.actor, Permission::member_change, question.within);
        if (!seen && seen.error().kind == ErrorKind::forbidden) return Todo{};
        if (!seen) return std::unexpected(seen.error());
        const auto relations = relation_rules(office, question.within, question.today);
        Finder finder{office, tx, *seen, question.today, relations};
        finder.contacts();
        finder.suspensions();
        finder.removals();
        finder.unknown_at_home();
        return engine::todo_of(std::move(finder.items));
    };
}

}  // namespace jishi::team
