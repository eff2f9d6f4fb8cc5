#include "team/team_workflow.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "team/account_store.hpp"
#include "team/arrival.hpp"
#include "team/leaving.hpp"
#include "team/letter.hpp"
#include "team/member_documents.hpp"
#include "team/member_service.hpp"
#include "team/member_store.hpp"
#include "team/team.hpp"
#include "team/transfer.hpp"

namespace jishi::team {
namespace {

using engine::Effected;
using engine::Facts;
using engine::Party;
using platform::Permission;

constexpr AttributeSet not_correctable{Attribute::existence, Attribute::branch, Attribute::standing,
                                       Attribute::category};

/// A field that a use case refuses is the value of the form.
template <class T>
Result<T> in_form(Result<T>&& result)
{
    if (result) return std::move(result);
    auto error = std::move(result).error();
    for (auto& field : error.fields)
        if (field.field != "document_no" && field.field != "reason") field.field = "form/value";
    return std::unexpected(std::move(error));
}

Result<Member> subject_of(db::Tx& tx, const Facts& facts)
{
    auto member = find_member(tx, MemberId{facts.of.subject});
    if (!member) return refuse(ErrorKind::not_found, "member.not_found", {}, std::to_string(facts.of.subject));
    return *std::move(member);
}

/// A code of the item's table, said by its name or as the code itself.
Result<std::string> code_said(const RecordVocabulary& words, const std::string& item, const std::string& text)
{
    const auto table = words.tables.find(item);
    if (table == words.tables.end()) return text;
    const auto found = std::ranges::find_if(table->second, [&](const RecordCode& row) {
        return !row.group &&
               (row.code == text || row.name == text || fold_for_search(row.name_en) == fold_for_search(text));
    });
    if (found == table->second.end()) return bad_field("form/value", "member.unknown_code", "DATA-02");
    return found->code;
}

/// Puts the value as people say it into the attributes.
Result<void> put_said(const RecordVocabulary& words, const Field& field, const std::string& text, Attributes& values)
{
    if (const auto* place = std::get_if<std::string Attributes::*>(&field.place)) {
        values.** place = TRY(code_said(words, std::string(field.name), text));
        return {};
    }
    if (const auto* place = std::get_if<std::optional<Date> Attributes::*>(&field.place)) {
        const auto day = Date::parse(text);
        if (!day) return bad_field("form/value", "input.expected_date", "DATA-02");
        values.** place = *day;
        return {};
    }
    return bad_field("form/field", "member.not_amendable", "DATA-02");
}

/// The latest decision on the item that has been recorded so far is what is put right: it was wrong from its day on.
Result<Correcting> correcting_of(const Office& office, const policy::Readings<RecordVocabulary>& readings, db::Tx& tx,
                                 const Facts& facts)
{
    const auto member = TRY(subject_of(tx, facts));
    const auto* field = field_named(facts.form.text("field"));
    if (!field || not_correctable.has(field->attribute))
        return bad_field("form/field", "member.not_amendable", "DATA-02");
    const auto timeline = store::timeline_of(tx, member.id);
    const State* decided = nullptr;
    for (const auto& state : timeline.states())
        if (state.valid_from <= facts.day && state.decided.has(field->attribute)) decided = &state;
    if (!decided) return bad_field("form/field", "member.not_correctable", "DATA-02");
    Correcting asked;
    asked.change = decided->change;
    asked.values = decided->values;
    asked.changed = {field->attribute};
    const auto place = member.values.branch;
    const auto words = readings.of(office.organizations.policy_at(place, facts.day),
                                   office.organizations.policy_at(place, office.clock.today()));
    TRY(put_said(*words, *field, facts.form.text("value"), asked.values));
    if (difference(decided->values, asked.values).empty())
        return bad_field("form/value", "member.nothing_changed", "DATA-02");
    asked.papers = {office.clock.today(), facts.document_no, facts.form.text("why"), {}, false};
    return asked;
}

/// Would the correction be possible as things are?
Result<void> may_be_corrected(const Office& office, const policy::Readings<RecordVocabulary>& words, db::Tx& tx,
                              const Facts& facts)
{
    platform::Actor checker;
    checker.grants = {platform::Grant{{}, "workflow", {}, true, {Permission::member_read, Permission::member_change}}};
    checker.scope = &office.directory;
    auto asked = TRY(correcting_of(office, words, tx, facts));
    asked.papers.dry_run = true;
    TRY(in_form(correct_member(office, tx, checker, MemberId{facts.of.subject}, asked)));
    return {};
}

Result<Effected> correct(const Office& office, const policy::Readings<RecordVocabulary>& words, db::Tx& tx,
                         const platform::Actor& actor, const Facts& facts)
{
    TRY(in_form(
        correct_member(office, tx, actor, MemberId{facts.of.subject}, TRY(correcting_of(office, words, tx, facts)))));
    return Effected{};
}

bool is_own(db::Tx& tx, const platform::Actor& actor, MemberId id)
{
    return actor.account && store::member_of(tx, actor.account) == id;
}

Result<engine::SubjectKind::About> about(db::Tx& tx, const platform::Actor& actor, std::int64_t subject)
{
    const MemberId id{subject};
    const auto member = find_member(tx, id);
    if (!member || (!is_own(tx, actor, id) && !actor.may(Permission::member_read, member->values.branch)))
        return refuse(ErrorKind::not_found, "member.not_found", {}, id.str());
    return engine::SubjectKind::About{member->values.branch, member->values.name};
}

}  // namespace

void lend_to_workflows(engine::WorkflowNames& names, const Office& office,
                       const policy::Readings<RecordVocabulary>& words, const engine::CaseOffice& cases)
{
    lend_transfers(names, office, cases);
    lend_letters(names, office);
    lend_arrivals(names, office);
    lend_leaving(names, office);
    names.add_relation("member.self", [](db::Tx& tx, const Facts& facts) -> Result<Party> {
        const auto member = TRY(subject_of(tx, facts));
        Party party{member.values.branch, {}, true};
        if (const auto account = store::account_of(tx, member.id)) party.accounts.push_back(account);
        return party;
    });
    names.add_relation("member.branch", [](db::Tx& tx, const Facts& facts) -> Result<Party> {
        return Party{TRY(subject_of(tx, facts)).values.branch, {}, false};
    });
    names.add_guard("member.may_be_corrected", [&office, &words](db::Tx& tx, const Facts& facts) {
        return may_be_corrected(office, words, tx, facts);
    });
    names.add_effect("member.correct", [&office, &words](db::Tx& tx, const platform::Actor& actor, const Facts& facts) {
        return correct(office, words, tx, actor, facts);
    });
    names.add_subject("member", {.find = [](db::Tx& tx, const platform::Actor& actor,
                                            std::int64_t subject) { return about(tx, actor, subject); },
                                 .sees = [](db::Tx& tx, const platform::Actor& actor,
                                            std::int64_t subject) { return is_own(tx, actor, MemberId{subject}); },
                                 .page = "/members/"});
    lend_to_documents(names, office, words);
}

}  // namespace jishi::team
