#pragma once
// A post that somebody holds: in the committee of an organisation, sent to it from above, or beside it in a unit.
// [TEAM-E]

#include <optional>
#include <string>

#include "team/record.hpp"

namespace jishi::team {

struct Post : Record {
    std::string post;    // code of the pack: secretary, deputy_secretary …
    std::string way;     // elected, appointed, sent …
    std::string origin;  // where the person comes from; empty: not said
    std::string document_no;
    std::string reason;             // why it is right although a rule says "as a rule" otherwise [ORG-48]
    std::string holder_name;        // of one who is sent and is in no register here; then there is no member
    std::string body_name;          // the unit or body of a post held outside the organisation
    std::string sent_by;            // the unit that sends
    std::optional<Date> period_to;  // last day of the period of sending
    Date decided_to =
        Date::forever();   // as it was decided; valid_to may be earlier: one leaves, or the organisation ends
    std::string end_kind;  // code of the pack; empty while the post is held
    std::string end_document_no;
    std::string end_reason;
    std::string follow_kind;  // why it is over earlier than decided; empty: it is not

    /// Why it ended; empty while it is held.
    const std::string& ended_by() const { return valid_to < decided_to ? follow_kind : end_kind; }
    bool is_empty() const { return valid_from >= valid_to; }

    static constexpr std::string_view table = "team_post";
    static constexpr auto columns()
    {
        return std::tuple{RowColumn{"post", &Post::post},
                          RowColumn{"way", &Post::way},
                          RowColumn{"origin", &Post::origin},
                          RowColumn{"document_no", &Post::document_no},
                          RowColumn{"reason", &Post::reason},
                          RowColumn{"holder_name", &Post::holder_name},
                          RowColumn{"body_name", &Post::body_name},
                          RowColumn{"sent_by", &Post::sent_by},
                          RowColumn{"period_to", &Post::period_to},
                          RowColumn{"decided_to", &Post::decided_to},
                          RowColumn{"end_kind", &Post::end_kind},
                          RowColumn{"end_document_no", &Post::end_document_no},
                          RowColumn{"end_reason", &Post::end_reason},
                          RowColumn{"follow_kind", &Post::follow_kind}};
    }
};

}  // namespace jishi::team
