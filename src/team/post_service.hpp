#pragma once
// The use cases of posts. Each: permission, load, decide, store, audit, outbox, facts.

#include <optional>
#include <string>
#include <vector>

#include "team/member.hpp"
#include "team/member_office.hpp"
#include "team/post.hpp"
#include "team/post_rules.hpp"

namespace jishi::team {

struct Appointing {
    OrganizationId organization;
    MemberId member;  // none: one who is sent and is in no register here
    Post post;        // post, way, origin, valid_from, papers …
    bool dry_run = false;
};
/// Somebody takes a post.
/// @errors organization.not_found, access.forbidden, input.invalid (post.in_future …), member.not_found,
/// post.organization_not_there,
///         those of check_post
Result<Post> appoint(const Office&, db::Tx&, const platform::Actor&, const Appointing&);

struct Relieving {
    Date on;  // first day on which the post is no longer held
    std::string end_kind;
    std::string document_no;
    std::string reason;
    std::optional<StateId> seen;  // the row that was looked at
};
/// @errors post.not_found, access.forbidden, record.version_conflict, post.over, input.invalid (post.too_early,
/// post.in_future,
///         post.end_unknown), post.document_needed
Result<Post> relieve(const Office&, db::Tx&, const platform::Actor&, RecordId, const Relieving&);

struct PostCorrecting {
    bool withdraw = false;  // it was recorded by mistake
    std::optional<Date> from;
    std::optional<Date> until;  // first day on which it was no longer held
    bool reopen = false;        // it was not over
    std::optional<std::string> origin;
    std::optional<std::string> document_no;
    std::optional<Date> period_to;
    std::string reason;
    std::optional<StateId> seen;
};
/// Puts a record right; what was known before stays known as that.
/// @errors post.not_found, access.forbidden, record.version_conflict, record.reason_needed, record.nothing_changed,
/// those of check_post
Result<Post> correct_post(const Office&, db::Tx&, const platform::Actor&, RecordId, const PostCorrecting&);

/// A committee as it was elected: who stays, who comes, who goes, in one.
struct Seat {
    MemberId member;
    std::string post;
    std::string origin;
    std::string reason;
};
struct Seating {
    OrganizationId organization;
    Date on;
    std::string document_no;
    std::vector<Seat> seats;
};
/// [ELE-07, ORG-45] Ends what was held in the committee and begins what was elected, all or nothing. Who keeps a post
/// begins a new term of it.
/// @errors of appoint() and relieve(), with fields seats/N; post.seats_needed
Result<std::vector<Post>> seat_committee(const Office&, db::Tx&, const platform::Actor&, const Seating&);

/// Posts end with what they stand on: whoever is no longer on the roll, or has left the branch, no longer holds its
/// post. Computed anew from the timeline, so that a correction gives back what a mistake took. @param cause  who
/// changed the member
void follow_member(const Office&, db::Tx&, const platform::Actor&, MemberId, const Timeline&);
/// [ORG-24] Posts of organisations that end or change end with them.
void follow_organizations(const Office&, db::Tx&, const platform::Actor&, const organization::Reshaping&);
/// Discipline ends the posts in the Party that a member holds on a day. @return how many
std::size_t end_posts_of(const Office&, db::Tx&, const platform::Actor&, MemberId, Date on,
                         std::string_view document_no);

}  // namespace jishi::team
