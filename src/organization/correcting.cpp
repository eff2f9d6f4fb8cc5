// Putting a recorded change right, taking it back, and letting planned changes take effect.

#include "organization/organization_store.hpp"
#include "organization/unit_links.hpp"
#include "organization/use_case.hpp"
#include "platform/json_text.hpp"

namespace jishi::organization {
namespace {

/// The organisations whose decisions are put right: all that the change touched; of an import only the one asked about.
std::vector<OrganizationId> touched_by(db::Tx& tx, const Change& corrected, OrganizationId id)
{
    if (corrected.kind == ChangeKind::imported) return {id};
    return store::decided_by(tx, corrected.id);
}

Result<void> correct_one(UseCase& use, Amendment::Subject& subject, const Change& corrected, const Correcting& asked,
                         bool asked_about)
{
    if (asked.withdraw) return use.amendment.withdraw(subject, corrected.id);
    const auto now = asked.effective_on.value_or(corrected.effective_on);
    auto values = asked.values;
    values.exists = true;  // of a foundation; nothing else has existence among its corrected attributes
    return use.amendment.correct(subject, {corrected.id, use.change.id, corrected.effective_on, now,
                                           asked_about ? asked.changed : AttributeSet{}, values});
}

Result<void> check_corrected(UseCase& use, const Amendment::Subject& subject, const Correcting& asked, Date now)
{
    const auto* const state = subject.after.on(now);
    if (!state || asked.changed.empty()) return {};
    TRY(check_codes(*use.rules, state->values));
    if ((asked.changed & AttributeSet{Attribute::parent, Attribute::type}).empty()) return {};
    std::string above;
    if (state->values.parent) {
        const auto& parent = *TRY(use.other(state->values.parent));
        const auto* const then = parent.after.on(now);
        above = then ? then->values.type : parent.node.values.type;
    }
    return check_place(*use.rules, state->values.type, above);
}

/// The change, and those that it had put right itself; the last one says who was changed.
void note_corrected(UseCase& use, const Change& change)
{
    use.corrects = {change.id};
    use.whole = change.organization;
    for (auto before = change.corrects; before;) {
        use.corrects.push_back(before);
        const auto found = store::find_change(use.tx, before);
        before = found ? found->corrects : ChangeId{};
        if (found) use.whole = found->organization;
    }
}

/// The number that the change left behind is taken back; a correction leaves it on its new day.
void correct_fact(UseCase& use, const Change& corrected, const Correcting& asked)
{
    const auto kind = "organization." + std::string(code_of(corrected.kind));
    const auto subject = corrected.organization.value;
    db::record_fact(use.tx, {subject, corrected.effective_on, kind, -1, corrected.id.value});
    if (!asked.withdraw)
        db::record_fact(use.tx,
                        {subject, asked.effective_on.value_or(corrected.effective_on), kind, 1, corrected.id.value});
}

}  // namespace

Result<Outcome> correct(const Office& office, db::Tx& tx, const platform::Actor& actor, OrganizationId id,
                        const Correcting& asked)
{
    auto papers = asked.papers;
    UseCase use(office, tx, actor, ChangeKind::corrected, papers);
    auto& subject = *TRY(use.begin(id));
    const auto corrected = store::find_change(tx, asked.change);
    if (!corrected || (corrected->organization != id && !subject.before.has(asked.change)))
        return refuse(ErrorKind::not_found, "organization.change_not_found", {}, asked.change.str());
    if (corrected->superseded && !subject.before.has(asked.change))
        return refuse(ErrorKind::conflict, "organization.change_superseded", {}, asked.change.str());
    for (const auto touched : touched_by(tx, *corrected, id)) {
        auto& one = *TRY(use.other(touched));
        TRY(correct_one(use, one, *corrected, asked, touched == id));
    }
    const auto now = asked.effective_on.value_or(corrected->effective_on);
    TRY(check_corrected(use, subject, asked, now));
    note_corrected(use, *corrected);
    use.withdrawn = asked.withdraw;
    use.change.corrects = corrected->id;
    use.change.organization = id;
    use.change.effective_on = asked.withdraw ? corrected->effective_on : now;
    use.change.related = corrected->related;
    use.change.payload = platform::JsonObject{}
                             .add("kind", code_of(corrected->kind))
                             .add("withdrawn", asked.withdraw)
                             .add("was_effective_on", corrected->effective_on.str())
                             .text();
    if (!papers.dry_run) {
        const Linking linking{tx, office.ids, use.change.id, now};
        // Other organisations of an import stand where they stood.
        const Touched touched{corrected->id, corrected->kind == ChangeKind::imported ? id : OrganizationId{}};
        if (asked.withdraw) withdraw_links(linking, touched);
        else shift_links(linking, touched, corrected->effective_on);
        if (corrected->kind != ChangeKind::imported) correct_fact(use, *corrected, asked);
    }
    return use.finish(id);
}

std::size_t roll_to(const Office& office, db::Tx& tx, Date today)
{
    const auto planned = store::planned_until(tx, today);
    if (planned.empty()) return 0;
    Amendment amendment(tx, office.ids, today, {});
    for (const auto& plan : planned) {
        if (!amendment.subject(plan.organization)) continue;  // its foundation was taken back
        db::publish(
            tx, "organization.took_effect", plan.organization.value,
            platform::JsonObject{}.add("change", plan.change).add("effective_on", plan.effective_on.str()).text());
    }
    auto shown = amendment.take_effect();
    for (const auto& moved : amendment.resharded())
        if (office.resharded) office.resharded(tx, moved);
    store::forget_planned_until(tx, today);
    tx.after_commit([&directory = office.directory, nodes = std::move(shown)] { directory.put(nodes); });
    return planned.size();
}

}  // namespace jishi::organization
