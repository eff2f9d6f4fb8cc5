#pragma once
// 后备干部: members who may take posts later, by the organisation that keeps them in mind. [TEAM-E]

#include <optional>
#include <string>
#include <vector>

#include "team/member_office.hpp"
#include "team/record.hpp"

namespace jishi::team {

struct Reserve : Record {
    std::string kind;    // for which posts
    std::string origin;  // as of posts; empty: not said
    std::string end_kind;

    static constexpr std::string_view table = "team_reserve";
    static constexpr auto columns()
    {
        return std::tuple{RowColumn{"kind", &Reserve::kind}, RowColumn{"origin", &Reserve::origin},
                          RowColumn{"end_kind", &Reserve::end_kind}};
    }
};

/// @errors member.not_found, organization.not_found, access.forbidden, input.invalid (reserve.kind_unknown,
/// post.origin_unknown,
///         reserve.in_future), reserve.not_a_member, reserve.not_here, reserve.exists
Result<Reserve> add_to_reserve(const Office&, db::Tx&, const platform::Actor&, const Reserve& asked);
/// @errors reserve.not_found, access.forbidden, record.version_conflict, reserve.over, input.invalid
/// (reserve.end_unknown, reserve.too_early)
Result<Reserve> take_from_reserve(const Office&, db::Tx&, const platform::Actor&, RecordId, Date on,
                                  const std::string& end_kind, std::optional<StateId> seen);

/// The reserve of organisations in sight on a day, by organisation and day; at most `limit` after `after`.
std::vector<Reserve> reserve_within(db::Tx&, const organization::Sight&, Date day, RecordId after, std::size_t limit);

}  // namespace jishi::team
