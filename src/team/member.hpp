#pragma once
// A member: what is shown today, the dated truth, and the record of changes.

#include <optional>
#include <string>
#include <string_view>

#include "engine/dated.hpp"
#include "team/member_attributes.hpp"

namespace jishi::team {

using State = engine::DatedState<Attributes>;
using Decision = engine::DatedDecision<Attributes>;
using Timeline = engine::DatedTimeline<Attributes>;
using Rewrite = engine::DatedRewrite<Attributes>;
using Correction = engine::DatedCorrection<Attributes>;

/// What is encrypted in the database, each bound to its member and column. Empty: not said.
struct Sealed {
    std::string id_number;
    std::string id_number_index;  // [DATA-55] keyed hash for look-up
    std::string phone;
    std::string phone_index;
    std::string address;
};

/// Today's row.
struct Member {
    MemberId id;
    OrganizationId shard;    // [style 6] city-level ancestor of the branch
    Attributes values;       // of today; after leaving, as they were last
    Date known_from;         // first day of the record
    bool withdrawn = false;  // registered by mistake: it never was
    std::string pinyin;
    std::string initials;
    Sealed sealed;
    int version = 1;  // grows with every change, for optimistic locking
};

enum class ChangeKind : std::uint8_t {
    registered,
    imported,
    moved,
    became_full,
    standing_changed,
    amended,
    contact_changed,
    corrected,
    merged,  // two records of one person
};
std::string_view code_of(ChangeKind kind);
std::optional<ChangeKind> change_kind_from(std::string_view code);

/// What whoever records a change says about it.
struct Papers {
    Date effective_on;
    std::string document_no;
    std::string reason;
    std::optional<int> version;  // of the member as it was seen; refused when it has changed since
    bool dry_run = false;        // check everything, write nothing
};

struct Change {
    ChangeId id;
    ChangeKind kind = ChangeKind::registered;
    MemberId member;
    OrganizationId organization;  // the branch afterwards, or the last one
    OrganizationId related;       // the branch before, when it was another
    Date effective_on;
    std::string document_no;
    std::string reason;
    std::string payload = "{}";  // JSON object without personal data
    std::string sealed;          // encrypted JSON: what was in sealed fields before
    Instant recorded_at;
    AccountId recorded_by;
    std::string recorded_by_name;  // as it was then
    ChangeId corrects;             // the change that this one puts right or takes back
    ChangeId cause;                // the change of an organisation that took the member along
    bool superseded = false;       // corrected by a later one
};

/// What today's row shows of a timeline; `withdrawn` when nothing is left of it.
void show(Member& member, const Timeline& timeline, Date today);

}  // namespace jishi::team
