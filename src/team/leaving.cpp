#include "team/leaving.hpp"

#include "team/leaving_rules.hpp"
#include "team/member_service.hpp"
#include "team/member_store.hpp"
#include "team/standing_case.hpp"
#include "team/team.hpp"
#include "team/transfer.hpp"

namespace jishi::team {
namespace {

using engine::Effected;
using engine::Facts;
using platform::Permission;

Result<Member> subject_of(db::Tx& tx, const Facts& facts)
{
    auto member = find_member(tx, MemberId{facts.of.subject});
    if (!member) return refuse(ErrorKind::not_found, "member.not_found");
    return *std::move(member);
}

std::shared_ptr<const MemberPolicy> rules_of(const Office& office, const Member& member, const Facts& facts)
{
    return office.rules(member.values.branch, facts.day);
}

RelationPolicy relations_of(const Office& office, const Member& member, const Facts& facts)
{
    return relation_rules(office, member.values.branch, facts.day);
}

/// By the rule of the change that the workflow will make, as the member stands now.
Result<void> may_change(const Office& office, db::Tx& tx, const Facts& facts)
{
    const auto member = TRY(subject_of(tx, facts));
    const auto timeline = store::timeline_of(tx, member.id);
    const auto* state = timeline.on(facts.day);
    if (!state || !state->values.exists) return refuse(ErrorKind::rule_refused, "member.too_early");
    auto standing = standing_of(timeline, *state);
    if (const auto said = facts.form.date("lost_since"); said && !standing.lost_since) standing.lost_since = said;
    TRY(check_standing(*rules_of(office, member, facts), standing,
                       {facts.text("change"), facts.text("ground"), facts.day, {}}));
    return {};
}

Result<void> meeting(const Facts& facts)
{
    return check_meeting(facts.form.number("entitled").value_or(0), facts.form.number("present").value_or(0),
                         facts.form.number("yes").value_or(0));
}

Result<void> ground(const Office& office, db::Tx& tx, const Facts& facts)
{
    const auto member = TRY(subject_of(tx, facts));
    TRY(check_ground(relations_of(office, member, facts), facts.form.text("ground"), facts.text("kind")));
    return {};
}

Result<void> term(const Office& office, db::Tx& tx, const Facts& facts)
{
    const auto member = TRY(subject_of(tx, facts));
    return check_term(relations_of(office, member, facts), static_cast<int>(facts.form.number("months").value_or(0)));
}

Result<void> left(const Office& office, db::Tx& tx, const Facts& facts)
{
    const auto member = TRY(subject_of(tx, facts));
    const auto& form = facts.form;
    return check_left(relations_of(office, member, facts), form.date("last_attended_on"), form.date("last_paid_on"),
                      form.date("last_worked_on"), form.yes("proper_reason"), facts.day);
}

/// [REL-30, REL-32] The day that is said, or that the register has.
Result<void> long_enough(const Office& office, db::Tx& tx, const Facts& facts)
{
    const auto member = TRY(subject_of(tx, facts));
    const auto since = facts.form.date("lost_since");
    const auto day = since ? since : member.values.lost_since;
    if (!day) return bad_field("form/lost_since", "input.required", "REL-32");
    if (*day > facts.day) return bad_field("form/lost_since", "member.lost_later", "REL-32");
    const auto from = suspension_from(relations_of(office, member, facts), *day);
    if (facts.day < from)
        return refuse(ErrorKind::rule_refused, "member.contact_not_lost_long_enough", "REL-30", from.str());
    return {};
}

/// What somebody decides, also on paper, is entered by those whose turn it is.
Result<Effected> own_side(const platform::Actor& actor, const Facts& facts)
{
    TRY(actor.require(Permission::member_change, facts.of.acts_at));
    return Effected{};
}

/// [REL-43] The months that were decided are counted from the approval.
Effected start_term(const Facts& facts)
{
    Effected left;
    const auto months = static_cast<int>(facts.form.number("months").value_or(0));
    left.values.set("term_until", policy::Value(facts.day.plus_months(months).str()));
    return left;
}

Result<void> term_over(const Facts& facts)
{
    const auto until = facts.form.date("term_until");
    if (until && facts.day < *until)
        return refuse(ErrorKind::rule_refused, "leaving.term_not_over", "REL-43", until->str());
    return {};
}

/// [REL-42] Not used for the same matter that was punished by discipline.
Result<void> not_punished(const Facts& facts)
{
    if (facts.form.yes("punished")) return refuse(ErrorKind::rule_refused, "leaving.punished_already", "REL-42");
    return {};
}

Papers papers_of(const Facts& facts)
{
    auto why = facts.form.text("why");
    if (why.empty()) why = facts.reason;
    if (why.empty()) why = facts.text("reason");
    return {facts.day, facts.document_no, std::move(why), {}, false};
}

/// What is known of the loss goes into the record, so that the change of standing can be judged by it.
Result<Effected> note_lost(const Office& office, db::Tx& tx, const platform::Actor& actor, const Facts& facts)
{
    const auto member = TRY(subject_of(tx, facts));
    Amending asked;
    asked.changed = {Attribute::lost_contact};
    asked.values = member.values;
    if (const auto since = facts.form.date("lost_since")) asked.values.lost_since = since;
    if (const auto reason = facts.form.text("lost_reason"); !reason.empty()) asked.values.lost_reason = reason;
    if (difference(asked.values, member.values).empty()) return Effected{};
    asked.papers = papers_of(facts);
    TRY(amend_member(office, tx, lent(office, actor, {member.values.branch}), member.id, asked));
    return Effected{};
}

Result<Effected> change(const Office& office, db::Tx& tx, const platform::Actor& actor, const Facts& facts,
                        const std::string& what, const std::string& why)
{
    const auto member = TRY(subject_of(tx, facts));
    const auto by = lent(office, actor, {member.values.branch});
    StandingChange asked;
    asked.change = what;
    asked.ground = why;
    asked.papers = papers_of(facts);
    TRY(change_standing(office, tx, by, member.id, asked));
    if (!facts.yes("restores_contact") || !member.values.lost_since) return Effected{};
    Amending found;
    found.changed = {Attribute::lost_contact};
    found.values = member.values;
    found.values.lost_since.reset();
    found.values.lost_reason.clear();
    found.papers = papers_of(facts);
    TRY(amend_member(office, tx, by, member.id, found));
    return Effected{};
}

/// The change of standing that belongs to the ground.
Result<Effected> dispose(const Office& office, db::Tx& tx, const platform::Actor& actor, const Facts& facts)
{
    const auto member = TRY(subject_of(tx, facts));
    const auto rules = relations_of(office, member, facts);
    const auto* known = rules.ground(facts.form.text("ground"));
    if (!known || known->change.empty()) return bad_field("form/ground", "leaving.ground_unknown", "REL-42");
    return change(office, tx, actor, facts, known->change, {});
}

}  // namespace

void lend_leaving(engine::WorkflowNames& names, const Office& office)
{
    names.add_guard("standing.may_change",
                    [&office](db::Tx& tx, const Facts& facts) { return may_change(office, tx, facts); });
    names.add_guard("leaving.meeting", [](db::Tx&, const Facts& facts) { return meeting(facts); });
    names.add_guard("leaving.ground", [&office](db::Tx& tx, const Facts& facts) { return ground(office, tx, facts); });
    names.add_guard("leaving.term", [&office](db::Tx& tx, const Facts& facts) { return term(office, tx, facts); });
    names.add_guard("leaving.left", [&office](db::Tx& tx, const Facts& facts) { return left(office, tx, facts); });
    names.add_guard("leaving.term_over", [](db::Tx&, const Facts& facts) { return term_over(facts); });
    names.add_guard("leaving.not_punished", [](db::Tx&, const Facts& facts) { return not_punished(facts); });
    names.add_effect("leaving.start_term", [](db::Tx&, const platform::Actor&, const Facts& facts) -> Result<Effected> {
        return start_term(facts);
    });
    names.add_guard("lost.long_enough",
                    [&office](db::Tx& tx, const Facts& facts) { return long_enough(office, tx, facts); });
    names.add_effect("leaving.own_side",
                     [](db::Tx&, const platform::Actor& actor, const Facts& facts) { return own_side(actor, facts); });
    names.add_effect("lost.note", [&office](db::Tx& tx, const platform::Actor& actor, const Facts& facts) {
        return note_lost(office, tx, actor, facts);
    });
    names.add_effect("standing.change", [&office](db::Tx& tx, const platform::Actor& actor, const Facts& facts) {
        return change(office, tx, actor, facts, facts.text("change"), facts.text("ground"));
    });
    names.add_effect("leaving.dispose", [&office](db::Tx& tx, const platform::Actor& actor, const Facts& facts) {
        return dispose(office, tx, actor, facts);
    });
}

}  // namespace jishi::team
