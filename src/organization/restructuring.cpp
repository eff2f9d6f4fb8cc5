// Use cases that change where organisations stand: move, merge, split, dissolve.

#include <algorithm>
#include <set>
#include <utility>

#include "organization/organization_store.hpp"
#include "organization/unit_links.hpp"
#include "organization/use_case.hpp"
#include "platform/json_text.hpp"

namespace jishi::organization {
namespace {

Linking linking_of(const UseCase& use) { return {use.tx, use.office.ids, use.change.id, use.papers.effective_on}; }

void give_units(const UseCase& use, OrganizationId from, OrganizationId to)
{
    hand_over_units(linking_of(use), from, to);
    use.office.directory.mark_after(use.tx, to, Extra::units);
}

std::string type_on(const Amendment::Subject& subject, Date day)
{
    const auto* const state = subject.after.on(day);
    return state ? state->values.type : subject.node.values.type;
}

/// [ORG-24] All who stand below `from` on or after the day go to `target`.
Result<void> hand_over_children(UseCase& use, OrganizationId from, const Amendment::Subject& target)
{
    const auto day = use.papers.effective_on;
    const auto target_type = type_on(target, day);
    OrganizationId last;
    for (const auto& link : store::children_of(use.tx, from, day, Date::forever())) {
        TRY(check_place(*use.rules, link.type, target_type));
        if (link.child == last) continue;  // its other stretches were handed over with the first one
        last = link.child;
        TRY(use.amendment.hand_over(link.child, from, target.node.id, day));
    }
    return {};
}

}  // namespace

Result<Outcome> move(const Office& office, db::Tx& tx, const platform::Actor& actor, OrganizationId id,
                     const Moving& moving)
{
    UseCase use(office, tx, actor, ChangeKind::moved, moving.papers);
    auto& subject = *TRY(use.begin(id));
    const auto& parent = *TRY(use.other(moving.parent));
    auto values = TRY(use.state_on_day(subject))->values;
    if (values.parent == moving.parent) return refuse(ErrorKind::invalid_input, "organization.nothing_changed");
    TRY(check_place(*use.rules, values.type, type_on(parent, moving.papers.effective_on)));
    use.rule = use.rules->type(values.type)->rule;
    use.change.related = moving.parent;
    values.parent = moving.parent;
    TRY(use.amendment.decide(subject, moving.papers.effective_on, {Attribute::parent}, values));
    return use.finish(id);
}

Result<Outcome> merge(const Office& office, db::Tx& tx, const platform::Actor& actor, OrganizationId id,
                      const Merging& merging)
{
    UseCase use(office, tx, actor, ChangeKind::merged_into, merging.papers);
    auto& subject = *TRY(use.begin(id));
    TRY(use.state_on_day(subject));
    if (merging.into == id) return bad_field("into", "organization.itself");
    const auto& into = *TRY(use.other(merging.into));
    if (!into.before.exists_on(merging.papers.effective_on))
        return refuse(ErrorKind::conflict, "organization.parent_not_there", {}, merging.into.str());
    use.change.related = merging.into;
    use.heir = merging.into;
    use.rule = "ORG-24";
    TRY(hand_over_children(use, id, into));
    TRY(use.amendment.decide(subject, merging.papers.effective_on, Attributes::existence, {}));
    if (!merging.papers.dry_run) give_units(use, id, merging.into);
    return use.finish(id);
}

Result<Outcome> dissolve(const Office& office, db::Tx& tx, const platform::Actor& actor, OrganizationId id,
                         const Dissolving& dissolving)
{
    UseCase use(office, tx, actor, ChangeKind::dissolved, dissolving.papers);
    auto& subject = *TRY(use.begin(id));
    TRY(use.state_on_day(subject));
    use.rule = "ORG-24";
    if (dissolving.target == id) return bad_field("target", "organization.itself");
    use.heir = dissolving.members_to ? dissolving.members_to : dissolving.target;
    if (dissolving.target) {
        const auto& target = *TRY(use.other(dissolving.target));
        use.change.related = dissolving.target;
        TRY(hand_over_children(use, id, target));
    } else if (!store::children_of(tx, id, dissolving.papers.effective_on, Date::forever()).empty()) {
        return refuse(ErrorKind::rule_refused, "organization.has_children", "ORG-24");
    }
    TRY(use.amendment.decide(subject, dissolving.papers.effective_on, Attributes::existence, {}));
    if (!dissolving.papers.dry_run) give_units(use, id, dissolving.target);
    return use.finish(id);
}

namespace {

/// Founds one part of a split beside the organisation and gives it its children.
Result<OrganizationId> found_part(UseCase& use, const Attributes& from, OrganizationId whole, const SplitPart& part,
                                  std::string_view parent_type)
{
    auto values = from;
    values.name = part.name;
    values.short_name.clear();
    values.code.clear();
    values.type = part.type;
    values.members.reset();
    values.formal_members.reset();
    values.term_started_on.reset();
    values.term_expires_on.reset();
    values.term_postponed_to.reset();
    const auto* const type = use.rules->type(part.type);
    if (type && type->level) values.level = *type->level;
    TRY(check_codes(*use.rules, values));
    TRY(check_place(*use.rules, values.type, parent_type));
    TRY(check_units(*use.rules, values.type, part.units.size()));
    const auto id = use.office.ids.next_id<OrganizationTag>();
    const auto day = use.papers.effective_on;
    TRY(use.amendment.found(id, day, values));
    const auto links = store::children_of(use.tx, whole, day, Date::forever());
    for (std::size_t i = 0; i < part.children.size(); ++i) {
        const auto link = std::ranges::find(links, part.children[i], &store::Link::child);
        if (link == links.end()) return bad_field("children/" + std::to_string(i), "organization.not_a_child");
        TRY(check_place(*use.rules, link->type, values.type));
        TRY(use.amendment.hand_over(part.children[i], whole, id, day));
    }
    if (use.papers.dry_run) return id;
    hand_over_units(linking_of(use), whole, {}, part.units);
    TRY(link_units(linking_of(use), *type, id, part.units));
    return id;
}

/// Each member goes to one part, and the others to one at most.
Result<void> check_members(const std::vector<SplitPart>& parts)
{
    std::set<MemberId> named;
    bool others = false;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto at = "parts/" + std::to_string(i);
        for (const auto member : parts[i].members)
            if (!named.insert(member).second) return bad_field(at + "/members", "organization.member_named_twice");
        if (parts[i].all_others && std::exchange(others, true))
            return bad_field(at + "/all_others", "organization.others_twice");
    }
    return {};
}

}  // namespace

Result<Outcome> split(const Office& office, db::Tx& tx, const platform::Actor& actor, OrganizationId id,
                      const Splitting& splitting)
{
    UseCase use(office, tx, actor, ChangeKind::split_from, splitting.papers);
    auto& subject = *TRY(use.begin(id));
    const auto values = TRY(use.state_on_day(subject))->values;
    if (splitting.parts.empty()) return bad_field("parts", "input.required");
    std::string parent_type;
    if (values.parent) {
        const auto& parent = *TRY(use.other(values.parent));
        parent_type = type_on(parent, splitting.papers.effective_on);
    }
    use.rule = "ORG-23";
    use.whole = id;
    TRY(check_members(splitting.parts));
    std::set<OrganizationId> given;
    std::string parts;
    bool members = false;
    for (std::size_t i = 0; i < splitting.parts.size(); ++i) {
        const auto& part = splitting.parts[i];
        for (const auto child : part.children)
            if (!given.insert(child).second)
                return bad_field("parts/" + std::to_string(i) + "/children", "organization.named_twice");
        auto founded = found_part(use, values, id, part, parent_type);
        if (!founded) {
            auto error = std::move(founded).error();
            for (auto& field : error.fields) field.field = "parts/" + std::to_string(i) + "/" + field.field;
            return std::unexpected(std::move(error));
        }
        parts += (parts.empty() ? "\"" : ",\"") + founded->str() + "\"";
        if (!part.members.empty() || part.all_others) members = true;
        use.parts.push_back({*founded, part.members, part.all_others});
    }
    if (!members) use.parts.clear();
    use.change.payload = platform::JsonObject{}.add_json("parts", "[" + parts + "]").text();
    return use.finish(id);
}

}  // namespace jishi::organization
