#pragma once
// Who may hold a post, and until when: pure functions of facts. [ORG-06, ORG-07, ORG-30 – ORG-36, ORG-47, ORG-48,
// GEN-04]

#include <optional>
#include <string>

#include "base/result.hpp"
#include "team/post.hpp"
#include "team/post_policy.hpp"

namespace jishi::team {

/// The one who is to hold it, on the day on which it begins.
struct HolderFacts {
    bool registered = true;  // false: sent, and in no register here; then nothing else is known
    bool member = false;     // on the roll, and counted
    bool belongs = false;    // to the organisation, or to one below it
    bool may_stand = false;  // [GEN-04, RIGHT-02]
    std::optional<Date> full_on;
    std::optional<Date> promotion_blocked_until;  // first day on which promotion is possible again [REL-49]
    std::optional<int> rank_before;               // of the highest post in the Party that is held already
    bool holds_it = false;                        // this very post, here
};

/// What holds in the organisation on that day.
struct SeatFacts {
    std::string type;
    std::string sector;
    std::string place;
    bool taken = false;  // somebody holds the post
    int deputies = 0;    // without the one
    int committee = 0;   // persons, without the one
};

struct PostQuestion {
    Post post;  // as asked for: post, way, origin, document, sender, body, reason
    HolderFacts holder;
    SeatFacts seat;
};

/// May it be so? @return the rule of the post
/// @errors input.invalid (post.unknown, post.way_unknown, post.origin_unknown, post.body_needed, post.sender_needed,
///         post.period_needed), post.not_in_type, post.election_withheld [ORG-07], post.must_be_appointed [ORG-06],
///         post.way_not_possible, post.document_needed, post.holder_unknown, post.not_a_member, post.not_here,
///         post.no_right_to_stand [GEN-04], post.held_already, post.taken, post.too_many_deputies [ORG-30],
///         post.committee_full, post.promotion_blocked [REL-49], post.too_short_a_member [ORG-48]
Result<const PostRule*> check_post(const PostPolicy& policy, const PostQuestion& question);

/// @errors input.invalid (post.end_unknown), post.document_needed
Result<void> check_end(const PostPolicy& policy, std::string_view end_kind, std::string_view document_no);

/// [EDU-03] Until when a new secretary is to be trained.
Date training_due(const PostPolicy& policy, Date since);
/// [EVAL-22] The last day on which the vacancy is still within the limit.
Date vacancy_due(const PostPolicy& policy, Date empty_since);

}  // namespace jishi::team
