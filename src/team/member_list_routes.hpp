#pragma once
// What is asked of the list of members, by page or as a file.

#include <optional>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "http/json.hpp"
#include "team/member_office.hpp"
#include "team/member_query.hpp"

namespace jishi::team {

struct MemberListQuery {
    std::optional<OrganizationId> within;
    std::optional<Text<0, 100>> q;
    std::vector<std::string> status;
    std::vector<std::string> category;
    std::vector<std::string> sex;
    std::vector<std::string> ethnicity;
    std::vector<std::string> education;
    std::vector<std::string> occupation;
    std::optional<bool> mobile;
    std::optional<bool> lost;
    std::optional<Date> joined_from;
    std::optional<Date> joined_until;
    std::optional<Date> born_from;
    std::optional<Date> born_until;
    std::optional<Date> as_of;
    std::optional<std::string> sort;   // name, joined_on, birth_date
    std::optional<std::string> after;  // `next` of the page before
    std::optional<int> limit;
    std::optional<bool> count;
};
BOOST_DESCRIBE_STRUCT(MemberListQuery, (),
                      (within, q, status, category, sex, ethnicity, education, occupation, mobile, lost, joined_from,
                       joined_until, born_from, born_until, as_of, sort, after, limit, count))

/// Of members within sight of the permission; the limit is the caller's to set.
/// @errors organization.not_found, access.forbidden, input.invalid
Result<ListQuestion> question_of(const Office& office, const platform::Actor& actor, platform::Permission permission,
                                 const MemberListQuery& query);

/// What the audit trail keeps of a list that somebody saw: how many were on it and by what they were chosen, never
/// what was typed.
std::string note_of(const MemberListQuery& query, std::size_t members);

/// May vote by status and category, less those of whom another module says that the right is withheld.
void judge_votes(const Office& office, db::Tx& tx, const ListQuestion& question, std::vector<ListedMember>& items);

}  // namespace jishi::team
