#pragma once
// Leading teams: who leads an organisation on a day, what is missing, and that for all organisations of a committee.

#include <optional>
#include <string>
#include <vector>

#include "team/member_office.hpp"
#include "team/post.hpp"

namespace jishi::team {

/// A post and what is to be said of its holder.
struct HeldPost {
    Post post;
    std::string name;          // of the holder, as it is today
    OrganizationId branch;     // of the holder today; none: in no register, or no longer on a roll
    bool departed = false;     // [TEAM-E] no longer belongs to the organisation or to one below it
    std::vector<Post> beside;  // other posts of the same person on that day [cross-holding]
};

/// Names, branches and other posts of the holders. @param moment  of the posts beside
std::vector<HeldPost> with_holders(const Office&, db::Tx&, std::vector<Post>&& posts,
                                   const organization::Moment& moment);

/// What an organisation's team lacks on a day.
struct TeamGaps {
    bool no_head = false;
    std::optional<Date> empty_since;   // the post of its head; nothing: it was never recorded
    std::optional<Date> empty_until;   // [EVAL-22] until when that is within the limit
    int committee = 0;                 // persons
    int committee_min = 0;             // [ORG-15, ORG-30] 0: none is needed
    std::vector<std::string> missing;  // needed posts that nobody holds [ORG-30, ORG-36]
    bool incomplete() const { return committee < committee_min || !missing.empty(); }
};

struct LeadingTeam {
    std::string type;             // of the organisation on that day
    std::vector<HeldPost> posts;  // by rank, then by the day on which they began
    TeamGaps gaps;
};
/// @errors organization.not_found (not there on that day)
Result<LeadingTeam> leading_team(const Office&, db::Tx&, OrganizationId, const organization::Moment&);

/// What to look for in a scope.
enum class TeamState : std::uint8_t { any, vacant, incomplete, departing, cross, sent };
std::optional<TeamState> team_state_from(std::string_view code);

struct TeamLine {
    OrganizationId organization;
    std::string type;
    std::optional<HeldPost> head;
    TeamGaps gaps;
    std::vector<HeldPost> shown;  // sent: their periods; departing: whoever no longer belongs; cross: who holds several
};
struct TeamQuestion {
    OrganizationId within;
    TeamState state = TeamState::any;
    OrganizationId after;  // of the page before
    std::size_t limit = 50;
};
struct TeamPage {
    std::vector<TeamLine> items;
    OrganizationId next;  // ask after this one; none: that was all
};
/// Organisations of today, in the order of the tree. A page looks at a bounded number of organisations and may be
/// short.
TeamPage teams_within(const Office&, db::Tx&, const TeamQuestion&);

}  // namespace jishi::team
