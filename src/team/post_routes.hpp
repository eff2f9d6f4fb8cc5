#pragma once

#include <vector>

#include "http/endpoint.hpp"
#include "team/leading_team.hpp"
#include "team/member_routes.hpp"

namespace jishi::team {

/// Leading teams and posts: who leads on a day, the history, appoint, relieve, correct, seat a committee, teams of a
/// committee.
std::vector<http::Endpoint> post_endpoints(const Office& office);

struct HolderView {
    MemberId id;
    std::string name;
    std::optional<PlaceView> branch;
};
BOOST_DESCRIBE_STRUCT(HolderView, (), (id, name, branch))

/// Another post of the same person.
struct PostBesideView {
    std::string post;
    PlaceView organization;
    std::optional<std::string> body_name;
};
BOOST_DESCRIBE_STRUCT(PostBesideView, (), (post, organization, body_name))

/// Absent: not said, or not so.
struct PostView {
    RecordId id;
    StateId seen;  // given back with a change, so that it is refused when another was first
    PlaceView organization;
    std::string post;
    std::string way;
    std::optional<std::string> origin;
    HolderView holder;
    Date from;
    std::optional<Date> until;  // first day on which it is no longer held
    std::optional<std::string> document_no;
    std::optional<std::string> reason;
    std::optional<std::string> body_name;
    std::optional<std::string> sent_by;
    std::optional<Date> period_to;
    std::optional<Date> term_to;       // of the organisation's term, of who was elected
    std::optional<Date> training_due;  // [EDU-03] of a head who is new
    std::optional<std::string> end_kind;
    std::optional<std::string> end_document_no;
    std::optional<std::string> end_reason;
    bool departed = false;
    std::vector<PostBesideView> beside;
    Instant recorded_at;
    std::optional<std::string> recorded_by;
};
BOOST_DESCRIBE_STRUCT(PostView, (),
                      (id, seen, organization, post, way, origin, holder, from, until, document_no, reason, body_name,
                       sent_by, period_to, term_to, training_due, end_kind, end_document_no, end_reason, departed,
                       beside, recorded_at, recorded_by))
PostView view_of(const Office& office, const HeldPost& held);

}  // namespace jishi::team
