#include "organization/use_case.hpp"

#include <array>

#include "organization/organization_store.hpp"
#include "platform/json_text.hpp"

namespace jishi::organization {

policy::Policy Office::policy_at(OrganizationId at, Date day) const
{
    std::array<policy::PlaceNumber, Directory::depth_max> places;
    const auto count = policies.differs_by_place() ? directory.places_above(at, places) : 0;
    return policies.book().at_places(std::span(places).first(count), day);
}

std::shared_ptr<const OrganizationPolicy> Office::rules(OrganizationId at, Date day) const
{
    std::array<policy::PlaceNumber, Directory::depth_max> places;
    const auto count = policies.differs_by_place() ? directory.places_above(at, places) : 0;
    return policies.on(std::span(places).first(count), day);
}

std::string json_of(const Attributes& values, AttributeSet which)
{
    platform::JsonObject json;
    const auto text = [&](Attribute attribute, std::string_view name, const std::string& value) {
        if (which.has(attribute)) json.add(name, value);
    };
    const auto number = [&](Attribute attribute, std::string_view name, std::optional<int> value) {
        if (which.has(attribute) && value) json.add(name, *value);
    };
    const auto date = [&](std::string_view name, std::optional<Date> value) {
        if (which.has(Attribute::term) && value) json.add(name, value->str());
    };
    if (which.has(Attribute::existence)) json.add("exists", values.exists);
    if (which.has(Attribute::parent)) json.add("parent", values.parent);
    text(Attribute::name, "name", values.name);
    text(Attribute::short_name, "short_name", values.short_name);
    text(Attribute::code, "code", values.code);
    text(Attribute::type, "type", values.type);
    text(Attribute::sector, "sector", values.sector);
    text(Attribute::level, "level", values.level);
    text(Attribute::form, "form", values.form);
    text(Attribute::region, "region_code", values.region_code);
    date("term_started_on", values.term_started_on);
    date("term_expires_on", values.term_expires_on);
    date("term_postponed_to", values.term_postponed_to);
    number(Attribute::order, "sort_order", values.sort_order);
    number(Attribute::members, "members", values.members);
    number(Attribute::members, "formal_members", values.formal_members);
    return json.text();
}

UseCase::UseCase(const Office& o, db::Tx& t, const platform::Actor& a, ChangeKind kind, const Papers& p)
    : office(o), tx(t), actor(a), papers(p), amendment(t, o.ids, o.clock.today(), o.ids.next_id<ChangeTag>())
{
    change.id = amendment.change();
    change.kind = kind;
    change.effective_on = p.effective_on;
    change.document_no = p.document_no;
    change.reason = p.reason;
    change.special_reason = p.special_reason;
    change.recorded_at = t.recorded_at();
    change.recorded_by = a.account;
    change.recorded_by_name = a.display_name;
}

Result<Amendment::Subject*> UseCase::other(OrganizationId id)
{
    TRY(actor.require(platform::Permission::organization_change, id));
    return amendment.subject(id);
}

Result<Amendment::Subject*> UseCase::begin(OrganizationId id)
{
    auto* const subject = TRY(other(id));
    change.organization = id;
    if (papers.version && *papers.version != subject->node.version)
        return refuse(ErrorKind::conflict, "organization.version_conflict", {},
                      std::to_string(*papers.version) + " is now " + std::to_string(subject->node.version));
    rules = office.rules(id, papers.effective_on);
    TRY(check_papers(*rules, change.kind, papers));
    return subject;
}

Result<const State*> UseCase::state_on_day(const Amendment::Subject& subject) const
{
    if (papers.effective_on < subject.before.founded_on())
        return refuse(ErrorKind::rule_refused, "organization.too_early", {}, subject.before.founded_on().str());
    const auto* const state = subject.before.on(papers.effective_on);
    if (!state || !state->values.exists)
        return refuse(ErrorKind::conflict, "organization.dissolved", {}, subject.before.dissolved_on().str());
    return state;
}

/// [ORG-24] Nobody may be left in an organisation on a day on which it is not there, or holds no members.
Result<void> UseCase::settle_people()
{
    if (!office.people) return {};
    Reshaping reshaping{change.id, change.effective_on, papers.document_no, papers.reason, papers.dry_run, {}};
    reshaping.whole = whole;
    reshaping.parts = parts;
    reshaping.corrects = corrects;
    reshaping.withdrawn = withdrawn;
    for (const auto& [id, subject] : amendment.subjects()) {
        // Nobody belongs to what was just founded, but for those who go to a part.
        if (subject.is_new && parts.empty()) continue;
        auto after = stretches_of(subject.after);
        if (after == stretches_of(subject.before)) continue;
        reshaping.organizations.push_back({id, id == change.organization ? heir : OrganizationId{}, std::move(after)});
    }
    if (reshaping.organizations.empty()) return {};
    return office.people(tx, actor, reshaping);
}

Result<Outcome> UseCase::finish(OrganizationId id)
{
    TRY(amendment.check());
    const auto& subject = *TRY(amendment.subject(id));
    if (papers.dry_run) TRY(settle_people());
    // What is founded stands nowhere yet: the rules of the one above it decide.
    change.rules = rules_deciding(
        office.policy_at(change.kind == ChangeKind::founded ? change.related : id, change.effective_on), change.kind);
    if (papers.dry_run) {
        auto node = subject.node;
        show(node, subject.after, amendment.today());
        return Outcome{std::move(node), change};
    }
    const auto old = subject.before.on(change.effective_on);
    auto shown = amendment.write();
    // The rows are there by now: who goes along stands below them.
    TRY(settle_people());
    for (const auto& moved : amendment.resharded())
        if (office.resharded) office.resharded(tx, moved);
    store::insert_change(tx, change, subject.node.shard);

    AttributeSet decided;
    for (const auto& state : subject.after.states())
        if (state.change == change.id) decided = decided | state.decided;
    const auto now = subject.after.on(change.effective_on);
    const auto topic = "organization." + std::string(code_of(change.kind));
    office.audit(tx, actor,
                 {topic, "organization", id.str(), id, old ? json_of(old->values, decided) : "",
                  now ? json_of(now->values, decided) : "", rule});
    db::publish(tx, topic, id.value,
                platform::JsonObject{}.add("change", change.id).add("effective_on", change.effective_on.str()).text());
    db::record_fact(tx, {id.value, change.effective_on, topic, 1, change.id.value});
    for (const auto& [touched, its] : amendment.subjects()) office.directory.mark_after(tx, touched, Extra::plans);
    tx.after_commit([&directory = office.directory, nodes = std::move(shown), changed = office.changed,
                     day = amendment.changed_from(), mark = amendment.mark()] {
        directory.put(nodes);
        if (changed) changed(day, mark);
    });
    return Outcome{subject.node, change};
}

}  // namespace jishi::organization
