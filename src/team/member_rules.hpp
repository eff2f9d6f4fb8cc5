#pragma once
// What a record of a member must be like: pure functions of facts and policy.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "team/member.hpp"
#include "team/member_policy.hpp"

namespace jishi::team {

/// One thing that is wrong with a record.
struct Fault {
    std::string field;
    std::string code;
    std::string rule;
    std::string detail;  // the limit; no personal data
};

/// A name in its one form: full-width letters folded, invisible characters dropped, every kind of middle dot made the
/// one of minority names (·), blanks only between Latin letters.
/// @errors member.name_character (digits, signs), member.name_length
Result<std::string> clean_name(std::string_view text);

/// Everything that is wrong with the attributes as they are on a day. [DATA-02, DATA-20 – DATA-40, DEV-11, DEV-20]
/// @param day  of which it is the state
std::vector<Fault> faults_of(const MemberPolicy& policy, const Attributes& values, Date day);
/// The same as a refusal that names every field. @errors input.invalid
Result<void> check_particulars(const MemberPolicy& policy, const Attributes& values, Date day);
std::unexpected<Error> refusal_of(std::vector<Fault> faults);

/// What an id number says must agree with what else is said; what is not said is taken from it. [DATA-50]
/// @errors input.invalid with member.sex_differs, member.birth_date_differs
Result<void> agree_with_id_number(std::string_view number, Attributes& values);

/// [DATA-37, DATA-38] A standing change that is asked for.
struct StandingRequest {
    std::string change;  // code of the pack
    std::string ground;  // where the pack asks for one
    Date on;
    std::optional<Date> joined_on;  // of those who join anew
};
/// How one stands before it: nothing while one is not in the register.
struct Standing {
    std::string status;
    std::string category;
    Date since;  // when the status began
    std::optional<Date> lost_since;
};
/// May it happen? @return its rule
/// @errors member.standing_change_unknown, member.standing_not_possible, member.category_not_possible,
///         member.too_soon_to_rejoin [REL-47], member.too_soon_to_remove [REL-31], member.ground_needed,
///         member.contact_not_lost_long_enough [REL-30]
Result<const StandingRule*> check_standing(const MemberPolicy& policy, const std::optional<Standing>& before,
                                           const StandingRequest& request);

/// [DEV-11] A meeting that was late is a fact to record, not to refuse. @errors member.not_probationary,
/// member.full_too_early
Result<void> check_becoming_full(const MemberPolicy& policy, const Attributes& values, Date on);

/// @errors member.document_needed, member.reason_needed
Result<void> check_papers(const MemberPolicy& policy, ChangeKind kind, const Papers& papers);

/// The instant at which a day ends in China: what was known on it was recorded before.
Instant end_of(Date day);

/// Full years on a day.
int years_between(Date from, Date day);

}  // namespace jishi::team
