#pragma once
// Members in lists: by scope, by filters, by what was typed.

#include <optional>
#include <string>
#include <vector>

#include "team/member.hpp"
#include "team/roster.hpp"

namespace jishi::team {

struct MemberFilter {
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
};

enum class MemberOrder : std::uint8_t { name, joined_on, birth_date };

struct ListQuestion {
    organization::Sight sight;
    MemberFilter filter;
    std::string text;           // as typed: name, pinyin, initials, id number or telephone
    std::optional<Date> as_of;  // none: today
    MemberOrder order = MemberOrder::name;
    std::string after_key;  // of the last line of the page before
    MemberId after;
    std::size_t limit = 50;
};

/// A line of today's list, with what is sealed: for masking.
struct ListedMember {
    MemberLine line;
    std::string key;  // by which it was sorted
    Sealed sealed;    // empty of a past day
};
struct MemberList {
    std::vector<ListedMember> items;
    bool more = false;
};
MemberList list_members(const Office& office, db::Tx& tx, const ListQuestion& question);
std::int64_t count_members(const Office& office, db::Tx& tx, const ListQuestion& question);

/// Ids of the members that a text finds within sight, the best first; at most `limit`.
std::vector<MemberId> find_members(const Office& office, db::Tx& tx, const organization::Sight& sight,
                                   const std::string& text, std::size_t limit);

}  // namespace jishi::team
