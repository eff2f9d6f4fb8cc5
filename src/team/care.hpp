#pragma once
// Who is to be cared for: hardship as dated records, and lists that follow from other records and are never stored.
// [CARE-01, CARE-04, CARE-05, SEC-04]

#include <optional>
#include <string>
#include <vector>

#include "team/member_office.hpp"
#include "team/record.hpp"

namespace jishi::team {

struct Hardship : Record {  // organization: the branch when it was recorded; who sees it follows the member
    std::string ground;
    std::string end_kind;

    static constexpr std::string_view table = "team_hardship";
    static constexpr auto columns()
    {
        return std::tuple{RowColumn{"ground", &Hardship::ground}, RowColumn{"end_kind", &Hardship::end_kind}};
    }
};

/// @errors member.not_found, access.forbidden, input.invalid (hardship.ground_unknown, hardship.in_future),
/// hardship.not_a_member, hardship.exists
Result<Hardship> record_hardship(const Office&, db::Tx&, const platform::Actor&, const Hardship& asked);
/// @errors hardship.not_found, access.forbidden, record.version_conflict, hardship.over, input.invalid
/// (hardship.end_unknown, hardship.too_early)
Result<Hardship> end_hardship(const Office&, db::Tx&, const platform::Actor&, RecordId, Date on,
                              const std::string& end_kind, std::optional<StateId> seen);
std::vector<Hardship> hardships_of(db::Tx&, MemberId);

enum class CareList : std::uint8_t {
    hardship,          // [CARE-04]
    old_members,       // [CARE-01] joined before the founding of the PRC
    fifty_years,       // [CARE-05] membership of so many years on the day of the year
    former_secretary,  // [CARE-01] led an organisation for long enough and does so no longer
};
std::optional<CareList> care_list_from(std::string_view code);

struct CareLine {
    MemberId member;
    std::string name;
    OrganizationId branch;
    std::optional<Date> joined_on;
    std::optional<int> years;             // of membership on the day of the list
    std::vector<Hardship> hardships;      // of the list of hardship
    std::optional<int> months_in_office;  // of former secretaries, all posts together
    std::optional<Date> left_office_on;
    bool awarded = false;  // [CARE-05] has the medal already
};
struct CareQuestion {
    organization::Sight sight;
    CareList list = CareList::hardship;
    Date day;
    MemberId after;
    std::size_t limit = 50;
};
struct CarePage {
    std::vector<CareLine> items;
    MemberId next;  // ask after this one; none: that was all
};
/// On the rolls of today, by member. A page may be short.
CarePage care_list(const Office&, db::Tx&, const CareQuestion&);

/// [CARE-05] The day of the year of `day` on which years of membership are counted, and the last day of joining that
/// has them.
struct LongMembership {
    Date counted_on;
    Date joined_until;
};
LongMembership long_membership(const PostPolicy& policy, Date day);

}  // namespace jishi::team
