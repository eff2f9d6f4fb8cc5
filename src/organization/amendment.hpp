#pragma once
// One change under way: the organisations that it touches, what it decides about them, the check that on every day each
// of them has one parent that exists and nobody stands below itself, and the writing of it all.

#include <map>
#include <string>
#include <vector>

#include "db/db.hpp"
#include "organization/change.hpp"
#include "organization/node.hpp"
#include "organization/timeline.hpp"

namespace jishi::organization {

class Amendment {
public:
    /// An organisation that the change touches, or looks at.
    struct Subject {
        Node node;  // as it is shown today; afterwards, as it will be shown
        Timeline before;
        Timeline after;
        bool is_new = false;
    };

    Amendment(db::Tx& tx, IdGenerator& ids, Date today, ChangeId change)
        : tx_(tx), ids_(ids), today_(today), change_(change)
    {
    }

    ChangeId change() const { return change_; }
    Date today() const { return today_; }
    db::Tx& tx() const { return tx_; }

    /// An organisation that exists in the books. @errors organization.not_found
    Result<Subject*> subject(OrganizationId id);
    /// A new one, founded by this change.
    Result<Subject*> found(OrganizationId id, Date from, const Attributes& values);
    /// @errors of decide() in timeline.hpp
    Result<void> decide(Subject& subject, Date from, AttributeSet decided, const Attributes& values);
    /// Every stretch of days from `from` on that an organisation spends below `parent` is spent below `target` instead.
    Result<void> hand_over(OrganizationId child, OrganizationId parent, OrganizationId target, Date from);
    Result<void> withdraw(Subject& subject, ChangeId change);
    Result<void> correct(Subject& subject, const Correction& correction);

    /// Do the books close? For what this change alters, on all days.
    /// @errors organization.parent_not_there (the parent does not exist on all of these days),
    /// organization.would_be_cycle,
    ///         organization.has_children (they would be left without a parent), organization.name_taken_under_parent
    Result<void> check();

    /// Writes states and today's rows. @return the rows that changed today, for the directory
    std::vector<Node> write();
    /// Who went to another shard with it.
    const std::vector<Resharding>& resharded() const { return resharded_; }
    /// The highest id written.
    std::int64_t mark() const { return mark_; }
    /// The first day on which the tree looks otherwise; Date::forever() when it does not.
    Date changed_from() const { return changed_from_; }
    /// Lets today's rows of all subjects show what today's date makes of their timelines. @return those that changed
    std::vector<Node> take_effect();
    const std::map<OrganizationId, Subject>& subjects() const { return subjects_; }

private:
    Result<void> check_parents();
    Result<void> check_climb(OrganizationId parent, const std::vector<std::pair<OrganizationId, ParentRun>>& children);
    Result<void> check_left_behind();
    Result<void> check_names();
    void write_states(const Subject& subject, OrganizationId shard);
    struct Showing {
        Subject* subject;
        OrganizationId old_parent;
    };
    std::vector<Showing> from_the_top(std::vector<Showing> changed);
    static std::vector<Node> nodes_of(const std::vector<Showing>& in_order);
    OrganizationId parent_today(OrganizationId id);
    void write_row(const Showing& showing);
    void place_new(Node& node);
    void move_existing(Node& node, OrganizationId old_parent);
    void carry_along(const std::string& from, const std::string& to);
    const Timeline& known_timeline(OrganizationId id);

    db::Tx& tx_;
    IdGenerator& ids_;
    Date today_;
    ChangeId change_;
    std::int64_t mark_ = change_.value;
    Date changed_from_ = Date::forever();
    std::map<OrganizationId, Subject> subjects_;    // addresses stay
    std::map<OrganizationId, Timeline> looked_at_;  // of others, for checks
    std::map<OrganizationId, OrganizationId> parents_today_;
    std::vector<OrganizationId> order_;  // in which they came
    std::vector<Resharding> resharded_;
};

/// The shard of an organisation below one of `parents_shard`.
OrganizationId shard_of(const Node& node, OrganizationId parents_shard);

/// What today's row of an organisation shows of its timeline.
void show(Node& node, const Timeline& timeline, Date today);

}  // namespace jishi::organization
