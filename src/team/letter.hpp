#pragma once
// [REL-06 – REL-11, REL-19] The letter (介绍信) by which a member leaves this installation: numbered, valid for some
// days, checked by anybody through its code. What is printed on it is kept as it was printed, sealed.

#include <optional>
#include <string>

#include "db/db.hpp"
#include "engine/workflow_names.hpp"
#include "team/member_office.hpp"
#include "team/transfer_rules.hpp"

namespace jishi::team {

using LetterId = Id<struct LetterTag>;

struct Letter {
    LetterId id;
    CaseId of;
    MemberId member;
    OrganizationId organization;  // that issued it
    OrganizationId shard;
    int year = 0;
    int number = 0;    // within the year, of the organisation
    std::string code;  // printed as a QR code; nobody guesses it
    Date issued_on;
    Date valid_until;
    std::string state;    // issued, received, recalled
    std::string printed;  // sealed JSON
    std::optional<Date> closed_on;
    Instant recorded_at;
    AccountId recorded_by;
    std::string recorded_by_name;
};

/// [REL-09] What stands on the paper.
struct PrintedLetter {
    std::string number;  // 组转〔2026〕12号
    std::string name;
    std::string sex;
    std::optional<Date> born_on;
    std::int64_t age = 0;
    std::string ethnicity;
    std::string category;
    std::string id_number;
    std::string from;       // the branch
    std::string issuer;     // whose seal it bears
    std::string to;         // where the member goes
    std::string addressee;  // to whom the letter is written
    std::string reason;
    std::optional<Date> dues_until;
    Date issued_on;
    Date valid_until;
    std::int64_t validity_days = 0;
    std::string contact;
};
PrintedLetter printed_of(const Office& office, const Letter& letter);

/// How the number is written; the brackets are those of official papers.
std::string number_of(const std::string& word, int year, int number);

/// Guards: transfer.letter_fits, transfer.letter_in_time. On entering: transfer.letter_limits. Effects:
/// transfer.issue_letter,
/// transfer.recall_letter, transfer.leave (`change`).
/// Fields of the form: `to_unit`, `dues_until`, `reason`; `addressee`, `validity_days`, `validity_reason`, `contact`;
/// `reported_on`.
void lend_letters(engine::WorkflowNames& names, const Office& office);

namespace store {

/// The newest letter of a case.
std::optional<Letter> letter_of_case(db::Tx& tx, CaseId of);
std::optional<Letter> letter_with_code(db::Tx& tx, std::string_view code);

}  // namespace store
}  // namespace jishi::team
