#pragma once
// The use cases of members. Each: permission, load, decide, store, outbox, facts, audit.

#include <optional>
#include <string>
#include <string_view>

#include "team/member.hpp"
#include "team/member_office.hpp"
#include "team/member_rules.hpp"

namespace jishi::team {

struct Outcome {
    Member member;  // as it is shown from now on
    Change change;
};

/// Id number, telephone, address as people write them. Nothing: not said; an empty text takes the value back.
struct ContactData {
    std::optional<std::string> id_number;
    std::optional<std::string> phone;
    std::optional<std::string> address;
    bool empty() const { return !id_number && !phone && !address; }
};

struct Registering {
    std::string entry;  // standing change that enters the register [DATA-37]
    Attributes values;  // branch, name, category, …
    ContactData contact;
    Papers papers;
};
/// A member comes into the register: admitted, transferred in from outside, registered at last. Who was in it before
/// and is no longer comes back into the same record.
/// @errors access.forbidden, member.in_future, input.invalid (fields), member.id_number_known, member.standing_…,
///         member.branch_not_there, member.branch_holds_no_members, member.document_needed, member.reason_needed
Result<Outcome> register_member(const Office&, db::Tx&, const platform::Actor&, const Registering&);

struct Moving {
    OrganizationId branch;
    Papers papers;
};
/// [REL-15, REL-16] To another branch within what the actor may change.
/// @errors of MemberCase::begin, member.too_early, member.not_on_roll, member.nothing_changed, access.forbidden (the
/// other
///         branch), member.branch_not_there, member.branch_holds_no_members
Result<Outcome> move_member(const Office&, db::Tx&, const platform::Actor&, MemberId, const Moving&);

/// [DEV-11] A probationary member becomes a full one on the day of the papers.
/// @errors of MemberCase::begin, member.too_early, member.not_on_roll, member.not_probationary, member.full_too_early
Result<Outcome> become_full(const Office&, db::Tx&, const platform::Actor&, MemberId, const Papers&);

struct StandingChange {
    std::string change;  // code of the pack: suspended, died, expelled, restored …
    std::string ground;
    std::optional<OrganizationId> branch;  // of those who come back
    std::optional<Date> joined_on;         // of those who join anew; the day of the papers when left out
    Papers papers;
};
/// [REL-30 – REL-49] @errors of MemberCase::begin, of check_standing, member.too_early, member.branch_…
Result<Outcome> change_standing(const Office&, db::Tx&, const platform::Actor&, MemberId, const StandingChange&);

struct Amending {
    AttributeSet changed;
    Attributes values;
    Papers papers;
};
/// Attributes that one may have otherwise from a day on: name, education, occupation, mobile, out of contact …
/// @errors of MemberCase::begin, member.nothing_changed, member.not_amendable (branch, standing, category),
/// input.invalid
Result<Outcome> amend_member(const Office&, db::Tx&, const platform::Actor&, MemberId, const Amending&);

struct ContactChange {
    ContactData contact;
    Papers papers;
};
/// @errors of MemberCase::begin, member.nothing_changed, member.id_number_known, input.invalid
Result<Outcome> change_contact(const Office&, db::Tx&, const platform::Actor&, MemberId, const ContactChange&);

struct Correcting {
    ChangeId change;
    bool withdraw = false;
    std::optional<Date> effective_on;
    AttributeSet changed;  // of what the change decided
    Attributes values;
    Papers papers;  // of the correction itself
};
/// Puts a recorded change right, or takes it back; what was known before stays known as what was known before.
/// @errors of MemberCase::begin, member.change_not_found, member.change_superseded, member.not_correctable,
///         member.too_early, member.has_later_changes, member.standing_not_possible, input.invalid, member.branch_…
Result<Outcome> correct_member(const Office&, db::Tx&, const platform::Actor&, MemberId, const Correcting&);

/// Lets what was planned for a day until `today` show in today's rows; at most a thousand at a time. @return members
/// touched
std::size_t roll_to(const Office&, db::Tx&, Date today);

/// [ORG-24] Members of organisations that end or change go along, or the change is refused.
/// @errors organization.has_members, those of check_belonging
Result<void> settle(const Office&, db::Tx&, const platform::Actor&, const organization::Reshaping&);

/// The clear values in their one form. @errors input.invalid with id_number.…, member.phone, text.…
Result<ContactData> clean_contact(const ContactData& contact, Date today);
/// Seals what was given into the row. @return the values before, sealed with the change; empty when nothing is new
Result<std::string> put_contact(const Office&, db::Tx&, const ContactData& clean, Member& member, ChangeId change);

/// What put_contact() kept, after it was opened. Anything else is a corrupt row and throws.
ContactData contact_before(std::string_view kept);

/// The attributes of a day as they are known now; nothing before the first day.
std::optional<Attributes> member_then(db::Tx&, MemberId, Date day);
/// What a change decided, as it is known now.
std::optional<Attributes> decided_by(db::Tx&, MemberId, ChangeId);

/// A member that the actor may see. @errors member.not_found
Result<Member> visible_member(const Office&, db::Tx&, const platform::Actor&, MemberId);

}  // namespace jishi::team
