#pragma once
// What hangs on a record besides itself, when two records of one person are made one: posts, awards, discipline, the
// reserve, hardship, stays elsewhere, transfers, letters, contacts, the way into the Party, cases and attachments.

#include <array>
#include <string_view>

#include "team/duplicate_store.hpp"
#include "team/member_office.hpp"

namespace jishi::team {

/// Tables whose rows name a member and go over as they are. A table that is new belongs here or below.
struct NamingTable {
    std::string_view name;
    std::string_view key;
};
inline constexpr std::array<NamingTable, 5> naming_tables{{
    {"team_transfer", "case_id"},
    {"team_letter", "id"},
    {"team_arrival", "id"},
    {"team_contact", "id"},
    {"team_bulk_person", "bulk"},  // of one job both may be part: then each stays as it was
}};
/// Dated records, which go over as known from the merge on.
inline constexpr std::array<std::string_view, 6> record_tables{"team_post",    "team_award",    "team_discipline",
                                                               "team_reserve", "team_hardship", "team_mobile"};
/// Where merge_members() itself sees to it, and what an import brought in, which stays with the import.
inline constexpr std::array<std::string_view, 8> own_tables{
    "team_state",           "team_change",        "team_planned", "team_member_name",
    "team_member_found_by", "team_participation", "team_account", "team_import_member"};

/// Everything known of `from` is known of `to` from now on; what both had alike stays once.
/// @errors member.two_development_files
Result<void> hand_over_records(const Office& office, db::Tx& tx, ChangeId merge, MemberId from, MemberId to);
/// Puts it back as it was. Before anything of the two timelines is put back, from which the end of posts follows.
/// @errors member.has_later_changes (what went over has been changed since by somebody)
Result<void> give_back_records(const Office& office, db::Tx& tx, const store::Merge& merge);

}  // namespace jishi::team
