#include "team/development_workflow.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "platform/json_text.hpp"
#include "team/development_guards.hpp"
#include "team/development_store.hpp"
#include "team/team.hpp"

namespace jishi::team {
namespace {

using engine::Effected;
using engine::Facts;
using engine::Party;
using platform::Permission;

bool is_admission(const Facts& facts) { return facts.of.workflow == admission_workflow; }

/// The row that a step of the way changes. A case that begins takes the place of the one before.
Result<Applicant> row_of(db::Tx& tx, const Facts& facts)
{
    auto row = TRY(applicant_of(tx, facts));
    if (row.case_id == facts.of.id) return row;
    row.case_id = facts.of.id;
    for (auto day : {&Applicant::applied_on, &Applicant::activist_on, &Applicant::educated_from, &Applicant::target_on,
                     &Applicant::pre_reviewed_on, &Applicant::accepted_on, &Applicant::approved_on,
                     &Applicant::probation_ends_on, &Applicant::full_on})
        (row.*day).reset();
    row.stage.clear();
    return row;
}

Result<void> save(db::Tx& tx, Applicant& row)
{
    ++row.version;
    if (!store::update_applicant(tx, row)) return refuse(ErrorKind::conflict, "case.version_conflict");
    return {};
}

/// Days that lists and plans ask for stand in the row too.
std::optional<Date>* day_of(Applicant& row, std::string_view name)
{
    static constexpr std::array<std::pair<std::string_view, std::optional<Date> Applicant::*>, 7> kept{
        {{"applied_on", &Applicant::applied_on},
         {"activist_on", &Applicant::activist_on},
         {"educated_from", &Applicant::educated_from},
         {"target_on", &Applicant::target_on},
         {"pre_reviewed_on", &Applicant::pre_reviewed_on},
         {"accepted_on", &Applicant::accepted_on},
         {"approved_on", &Applicant::approved_on}}};
    const auto found = std::ranges::find(kept, name, [](const auto& one) { return one.first; });
    return found == kept.end() ? nullptr : &(row.*found->second);
}

Effected keeping(std::string_view name, policy::Value value)
{
    Effected effected;
    effected.values.set(name, std::move(value));
    return effected;
}

/// Parameters: as, from (a field; left out: the day of the step).
Result<Effected> keep_day(db::Tx& tx, const Facts& facts)
{
    const auto name = facts.text("as");
    const auto field = facts.text("from");
    const auto day = field.empty() ? facts.day : facts.form.date(field).value_or(facts.day);
    if (is_admission(facts)) {
        auto row = TRY(row_of(tx, facts));
        if (auto* const slot = day_of(row, name)) {
            *slot = day;
            TRY(save(tx, row));
        }
    }
    return keeping(name, policy::Value(day.str()));
}

Result<Effected> count(const Facts& facts)
{
    const auto name = facts.text("as");
    return keeping(name, policy::Value(facts.form.number(name).value_or(0) + 1));
}

Result<Effected> enter_stage(const DevelopmentDesk& desk, db::Tx& tx, const platform::Actor& actor, const Facts& facts)
{
    auto row = TRY(row_of(tx, facts));
    row.stage = facts.text("stage");
    TRY(save(tx, row));
    const auto branch = branch_of(tx, row);
    store::insert_stage(
        tx, {desk.office.ids.next_id<StateTag>(), row.id, row.shard, branch, row.case_id, row.stage, facts.day,
             desk.rules(branch, facts.day)->rule_set, tx.recorded_at(), actor.account, actor.display_name});
    db::publish(tx, "applicant.advanced", row.id.value,
                platform::JsonObject{}.add("stage", row.stage).add("organization", branch).text());
    db::record_fact(tx, {branch.value, facts.day, "development." + row.stage, 1, row.id.value});
    return Effected{};
}

Result<Effected> note_members(const DevelopmentDesk& desk, db::Tx& tx, const Facts& facts)
{
    const auto found = TRY(members_named(desk, tx, facts));
    policy::Value::List ids;
    for (const auto id : found) ids.emplace_back(id.str());
    return keeping(facts.text("as"), policy::Value(std::move(ids)));
}

/// The day on which the branch came, if that is after `day`: it may be the heir of the one that accepted. [ORG-24]
Date when_there(db::Tx& tx, OrganizationId branch, Date day, Date today)
{
    auto since = today;
    const auto stretches = organization::stretches_of(tx, branch);
    for (auto stretch = stretches.rbegin(); stretch != stretches.rend(); ++stretch)
        if (stretch->from <= since && since <= stretch->to) since = stretch->from;
    return std::max(day, since);
}

/// [DEV-30, DEV-32, DEV-35] Into the register of members, as of the day on which the branch meeting accepted; on the
/// roll of a branch that came later from the day on which that came.
Result<Effected> enter_register(const DevelopmentDesk& desk, db::Tx& tx, const platform::Actor& actor,
                                const Facts& facts)
{
    auto row = TRY(row_of(tx, facts));
    const auto accepted = facts.form.date("accepted_on").value_or(facts.day);
    const auto member = find_member(tx, row.id);
    const auto ends = probation_end(*desk.rules(row.organization, facts.day), accepted, 0);
    row.approved_on = facts.day;
    row.probation_ends_on = ends;
    // The register may have had the member before the case was written down.
    if (facts.outline && member && is_of_this_case(desk, *member, accepted)) {
        TRY(save(tx, row));
        return keeping("probation_ends_on", policy::Value(ends.str()));
    }
    const bool again = member.has_value();
    Registering asked;
    asked.entry = facts.text(again ? "again" : "entry");
    auto& values = asked.values;
    values.branch = row.organization;
    values.name = row.name;
    values.ethnicity = row.ethnicity;
    values.native_place = row.native_place;
    values.education = row.education;
    values.occupation = row.occupation;
    values.front_line = row.front_line;
    values.joined_on = accepted;
    values.join_kind = asked.entry;
    values.join_branch = desk.office.directory.name_of(row.organization);
    const auto clear = [&](const std::string& sealed, SealedField field) -> std::optional<std::string> {
        if (sealed.empty()) return std::nullopt;
        return desk.office.vault.open(sealed, field, row.id);
    };
    asked.contact = {clear(row.id_number, SealedField::id_number), clear(row.phone, SealedField::phone),
                     clear(row.address, SealedField::address)};
    asked.papers = {when_there(tx, row.organization, accepted, facts.day),
                    facts.document_no,
                    facts.form.text("approve_opinion"),
                    {},
                    false};
    TRY(register_person(desk.office, tx, actor, asked, row.id));
    TRY(save(tx, row));
    return keeping("probation_ends_on", policy::Value(ends.str()));
}

/// [DEV-32, DEV-33] A full member from the day on which probation ended.
Result<Effected> confirm(const DevelopmentDesk& desk, db::Tx& tx, const platform::Actor& actor, const Facts& facts)
{
    auto row = TRY(row_of(tx, facts));
    const auto on = row.probation_ends_on.value_or(facts.day);
    const auto member = find_member(tx, row.id);
    if (!(facts.outline && member && member->values.full_on))
        TRY(become_full(desk.office, tx, actor, row.id, {on, facts.document_no, facts.reason, {}, false}));
    row.full_on = on;
    TRY(save(tx, row));
    return keeping("full_on", policy::Value(on.str()));
}

/// [DEV-12]
Result<Effected> extend(const DevelopmentDesk& desk, db::Tx& tx, const Facts& facts)
{
    auto row = TRY(row_of(tx, facts));
    const auto months = static_cast<int>(facts.form.number("extension_months").value_or(0));
    const auto accepted = row.accepted_on.value_or(facts.day);
    const auto ends = probation_end(*desk.rules(branch_of(tx, row), facts.day), accepted, months);
    row.probation_ends_on = ends;
    TRY(save(tx, row));
    Effected effected = keeping("probation_ends_on", policy::Value(ends.str()));
    effected.values.set("extensions", policy::Value(facts.form.number("extensions").value_or(0) + 1));
    effected.values.set("probation_inspected_on", policy::Value(facts.day.str()));
    return effected;
}

Result<Effected> cancel(const DevelopmentDesk& desk, db::Tx& tx, const platform::Actor& actor, const Facts& facts)
{
    StandingChange asked;
    asked.change = facts.text("change");
    asked.papers = {facts.day, facts.document_no, facts.reason, {}, false};
    TRY(change_standing(desk.office, tx, actor, MemberId{facts.of.subject}, asked));
    return Effected{};
}

/// The nearest organisation of certain types above the branch of the person; `then`: the nearest of those types above
/// that one. Where there is none, the one that was found acts for both.
Result<Party> committee(const DevelopmentDesk& desk, db::Tx& tx, const Facts& facts)
{
    const auto row = TRY(applicant_of(tx, facts));
    const auto types = facts.texts("types");
    const auto then = facts.texts("then");
    const auto path = desk.office.directory.path_of(branch_of(tx, row));
    OrganizationId found;
    for (auto part = path.rbegin(); part != path.rend(); ++part) {
        const auto& wanted = found ? then : types;
        if (std::ranges::find(wanted, part->type) == wanted.end()) continue;
        if (found || then.empty()) return Party{part->id, {}, false};
        found = part->id;
    }
    if (found) return Party{found, {}, false};
    return refuse(ErrorKind::rule_refused, "case.nobody_to_act", facts.text("rule"), "committee above the branch");
}

Result<engine::SubjectKind::About> about(const DevelopmentDesk& desk, db::Tx& tx, const platform::Actor& actor,
                                         std::int64_t subject)
{
    const auto row = TRY(visible_applicant(desk, tx, actor, MemberId{subject}));
    return engine::SubjectKind::About{branch_of(tx, row), row.name};
}

void lend_effects(engine::WorkflowNames& names, const DevelopmentDesk& desk)
{
    names.add_effect("development.keep_day",
                     [](db::Tx& tx, const platform::Actor&, const Facts& facts) { return keep_day(tx, facts); });
    names.add_effect("development.count",
                     [](db::Tx&, const platform::Actor&, const Facts& facts) { return count(facts); });
    names.add_effect("development.stage", [&desk](db::Tx& tx, const platform::Actor& actor, const Facts& facts) {
        return enter_stage(desk, tx, actor, facts);
    });
    names.add_effect("development.note_members", [&desk](db::Tx& tx, const platform::Actor&, const Facts& facts) {
        return note_members(desk, tx, facts);
    });
    names.add_effect("development.register", [&desk](db::Tx& tx, const platform::Actor& actor, const Facts& facts) {
        return enter_register(desk, tx, actor, facts);
    });
    names.add_effect("development.confirm", [&desk](db::Tx& tx, const platform::Actor& actor, const Facts& facts) {
        return confirm(desk, tx, actor, facts);
    });
    names.add_effect("development.extend", [&desk](db::Tx& tx, const platform::Actor&, const Facts& facts) {
        return extend(desk, tx, facts);
    });
    names.add_effect("development.cancel", [&desk](db::Tx& tx, const platform::Actor& actor, const Facts& facts) {
        return cancel(desk, tx, actor, facts);
    });
    names.add_effect("development.move",
                     [&desk](db::Tx& tx, const platform::Actor& actor, const Facts& facts) -> Result<Effected> {
                         const auto to = facts.form.organization(facts.text("field"));
                         TRY(move_applicant(desk, tx, actor, MemberId{facts.of.subject}, to,
                                            facts.form.yes(facts.text("recognised")), facts.day, facts.of.id));
                         return Effected{};
                     });
}

Effected limits(std::optional<Date> earliest, std::optional<Date> due)
{
    Effected effected;
    if (earliest) effected.values.set("earliest_on", policy::Value(earliest->str()));
    if (due) effected.values.set("due_on", policy::Value(due->str()));
    return effected;
}

/// What the rules of the day on which the case comes into a step say of its time. [GEN-05]
void lend_limits(engine::WorkflowNames& names, const DevelopmentDesk& desk)
{
    names.add_effect(
        "development.limits", [&desk](db::Tx& tx, const platform::Actor&, const Facts& facts) -> Result<Effected> {
            const auto row = TRY(applicant_of(tx, facts));
            const auto span =
                span_of(*desk.rules(branch_of(tx, row), facts.day), facts.text("interval"), days_of(row, facts.form));
            return limits(span.earliest, span.due);
        });
    names.add_effect("development.full_application_limits",
                     [&desk](db::Tx& tx, const platform::Actor&, const Facts& facts) -> Result<Effected> {
                         const auto row = TRY(applicant_of(tx, facts));
                         if (!row.probation_ends_on) return Effected{};
                         const auto lead = desk.rules(branch_of(tx, row), facts.day)->application_lead_days;
                         return limits(row.probation_ends_on->plus_days(-lead), {});
                     });
}

}  // namespace

KeptDays kept_days(const engine::Form& form)
{
    KeptDays days;
    for (const auto& [name, value] : form.values())
        if (value.kind() == policy::Value::Kind::text)
            if (const auto day = Date::parse(value.text())) days.emplace(name, *day);
    return days;
}

KeptDays days_of(const Applicant& row, const engine::Form& form)
{
    auto days = kept_days(form);
    // A move may have begun the time of education anew. [DEV-23]
    if (row.educated_from) days["educated_from"] = *row.educated_from;
    return days;
}

Result<Applicant> applicant_of(db::Tx& tx, const engine::Facts& facts)
{
    auto row = store::find_applicant(tx, MemberId{facts.of.subject});
    if (!row) return refuse(ErrorKind::not_found, "development.applicant_not_found");
    return *std::move(row);
}

void lend_development(engine::WorkflowNames& names, const DevelopmentDesk& desk)
{
    names.add_relation("development.branch", [](db::Tx& tx, const Facts& facts) -> Result<Party> {
        return Party{branch_of(tx, TRY(applicant_of(tx, facts))), {}, false};
    });
    names.add_relation("development.committee",
                       [&desk](db::Tx& tx, const Facts& facts) { return committee(desk, tx, facts); });
    names.add_relation("development.addressed", [](db::Tx&, const Facts& facts) -> Result<Party> {
        return Party{facts.form.organization(facts.text("field")), {}, false};
    });
    lend_limits(names, desk);
    lend_guards(names, desk);
    lend_effects(names, desk);
    names.add_subject(std::string(applicant_kind),
                      {.find = [&desk](db::Tx& tx, const platform::Actor& actor,
                                       std::int64_t subject) { return about(desk, tx, actor, subject); },
                       .sees =
                           [](db::Tx& tx, const platform::Actor& actor, std::int64_t subject) {
                               const auto row = store::find_applicant(tx, MemberId{subject});
                               return row && actor.may(Permission::case_read, branch_of(tx, *row));
                           },
                       .page = "/development/"});
}

}  // namespace jishi::team
