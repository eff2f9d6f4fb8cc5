// Putting a recorded change right, taking it back, letting planned changes take effect, going along with an
// organisation.

#include <algorithm>
#include <array>

#include "platform/json_text.hpp"
#include "team/member_case.hpp"
#include "team/member_store.hpp"
#include "team/post_service.hpp"
#include "team/shards.hpp"
#include "team/standing_case.hpp"

namespace jishi::team {
namespace {

Result<Change> corrected_change(db::Tx& tx, MemberId id, ChangeId change)
{
    auto found = store::find_change(tx, change);
    if (!found || found->member != id) return refuse(ErrorKind::not_found, "member.change_not_found", {}, change.str());
    if (found->superseded) return refuse(ErrorKind::conflict, "member.change_superseded", {}, change.str());
    return *std::move(found);
}

std::string correction_note(const Change& corrected, bool withdrawn)
{
    return platform::JsonObject{}
        .add("kind", code_of(corrected.kind))
        .add("withdrawn", withdrawn)
        .add("was_effective_on", corrected.effective_on.str())
        .text();
}

/// What the change kept of sealed fields is put back.
Result<void> restore_contact(MemberCase& use, const Change& corrected)
{
    const auto before = contact_before(use.office.vault.open_change(corrected.sealed, corrected.id));
    use.change.sealed = TRY(put_contact(use.office, use.tx, before, use.member, use.change.id));
    return {};
}

}  // namespace

Result<Outcome> correct_member(const Office& office, db::Tx& tx, const platform::Actor& actor, MemberId id,
                               const Correcting& asked)
{
    MemberCase use(office, tx, actor, ChangeKind::corrected, asked.papers);
    TRY(use.begin(id));
    const auto corrected = TRY(corrected_change(tx, id, asked.change));
    // A merge is taken back as a whole: unmerge_members().
    if (corrected.kind == ChangeKind::merged) return refuse(ErrorKind::conflict, "member.not_correctable");
    if (!corrected.sealed.empty()) {
        // Of an id number or a telephone only the withdrawal makes sense: a right value is a new change.
        if (!asked.withdraw) return refuse(ErrorKind::invalid_input, "member.not_correctable");
        TRY(restore_contact(use, corrected));
    } else if (!use.before.has(corrected.id)) {
        return refuse(ErrorKind::conflict, "member.not_correctable");
    } else if (asked.withdraw) {
        auto rewrite = TRY(engine::withdraw(use.before, corrected.id));
        use.after = std::move(rewrite.after);
    } else {
        const auto now = asked.effective_on.value_or(corrected.effective_on);
        if (now > office.clock.today()) return bad_field("effective_on", "member.in_future");
        auto values = asked.values;
        values.exists = true;
        if (asked.changed.has(Attribute::name)) values.name = TRY(clean_name(values.name));
        auto rewrite = TRY(engine::correct(
            use.before, {corrected.id, use.change.id, corrected.effective_on, now, asked.changed, values}));
        use.after = std::move(rewrite.after);
        if (asked.changed.has(Attribute::branch))
            TRY(actor.require(platform::Permission::member_change, asked.values.branch));
        if (const auto* state = use.after.on(now)) TRY(check_particulars(*use.rules, state->values, now));
    }
    use.change.corrects = corrected.id;
    const auto now = asked.effective_on.value_or(corrected.effective_on);
    use.change.effective_on = asked.withdraw ? corrected.effective_on : now;
    use.change.payload = correction_note(corrected, asked.withdraw);
    if (use.after.empty()) use.member.sealed = {};  // who never was has no id number that stands in another's way
    if (!asked.papers.dry_run) correct_fact(tx, corrected, asked.withdraw ? std::nullopt : std::optional(now));
    return use.finish();
}

std::optional<Attributes> member_then(db::Tx& tx, MemberId id, Date day)
{
    const auto timeline = store::timeline_of(tx, id);
    const auto* state = timeline.on(day);
    return state ? std::optional(state->values) : std::nullopt;
}

std::optional<Attributes> decided_by(db::Tx& tx, MemberId id, ChangeId change)
{
    const auto timeline = store::timeline_of(tx, id);
    for (const auto& state : timeline.states())
        if (state.change == change) return state.values;
    return std::nullopt;
}

std::size_t roll_to(const Office&, db::Tx& tx, Date today)
{
    constexpr int at_once = 1000;
    const auto planned = store::planned_until(tx, today, at_once);
    for (const auto id : planned) {
        if (auto member = store::find_member(tx, id); member && !member->withdrawn) {
            show(*member, store::timeline_of(tx, id), today);
            if (const auto shard = organization::shard_of(tx, member->values.branch); shard != member->shard) {
                follow_shard(tx, id, shard);
                member->shard = shard;
            }
            ++member->version;
            store::update_member(tx, *member);
            store::forget_name(tx, id);
            store::index_name(tx, *member);
            db::publish(tx, "member.took_effect", id.value,
                        platform::JsonObject{}.add("branch", member->values.branch).text());
        }
        store::forget_planned(tx, id, today);
    }
    return planned.size();
}

namespace {

/// From the day on, whatever time a member spends on the roll of the branch is spent on that of the heir.
Result<void> go_along(const Office& office, db::Tx& tx, const platform::Actor& actor,
                      const organization::Reshaping& reshaping, const organization::Reshaping::One& one, MemberId id,
                      Branches& branches)
{
    const Papers papers{reshaping.effective_on, reshaping.document_no, reshaping.reason, {}, reshaping.dry_run};
    MemberCase use(office, tx, actor, ChangeKind::moved, papers);
    use.branches = &branches;
    TRY(use.begin_along(id));
    use.change.cause = reshaping.change;
    use.rule = "ORG-24";
    bool left = false;
    for (const auto& belonging : belongings_of(*use.rules, use.before)) {
        if (belonging.branch != one.organization) continue;
        if (check_belonging(*use.rules, belonging, branches)) continue;
        left = true;
        if (!one.target) break;
        Attributes values;
        values.branch = one.target;
        TRY(use.decide(std::max(belonging.from, reshaping.effective_on), {Attribute::branch}, values));
    }
    if (!left) return {};
    if (!one.target) return refuse(ErrorKind::rule_refused, "organization.has_members", "ORG-24");
    for (const auto& belonging : belongings_of(*use.rules, use.after))
        if (belonging.branch == one.organization && !check_belonging(*use.rules, belonging, branches))
            return refuse(ErrorKind::rule_refused, "organization.has_members", "ORG-24");
    auto done = use.finish();
    if (!done && done.error().code.starts_with("member.branch_"))
        return refuse(ErrorKind::rule_refused, "organization.has_members", "ORG-24");
    if (!done) return std::unexpected(std::move(done).error());
    return {};
}

/// Goes along with the correction of the change that took the member along: back, or on another day. Whoever came later
/// goes on the day of coming; whoever had left before the new day does not go at all.
Result<void> go_back(const Office& office, db::Tx& tx, const platform::Actor& actor,
                     const organization::Reshaping& reshaping, const Change& corrected, Branches& branches)
{
    Papers papers{reshaping.effective_on, reshaping.document_no, reshaping.reason, {}, reshaping.dry_run};
    MemberCase use(office, tx, actor, ChangeKind::corrected, papers);
    use.branches = &branches;
    if (!use.begin_along(corrected.member)) return {};  // merged into another record since
    if (!use.before.has(corrected.id)) return {};       // put right by itself
    auto without = TRY(engine::withdraw(use.before, corrected.id));
    std::optional<Date> day;
    if (!reshaping.withdrawn)
        for (const auto& belonging : belongings_of(*use.rules, without.after))
            if (belonging.branch == reshaping.whole && belonging.from <= corrected.effective_on &&
                corrected.effective_on < belonging.to && reshaping.effective_on < belonging.to)
                day = std::max(belonging.from, reshaping.effective_on);
    if (day == corrected.effective_on) return {};
    if (day) {
        auto rewrite =
            TRY(engine::correct(use.before, {corrected.id, use.change.id, corrected.effective_on, *day, {}, {}}));
        use.after = std::move(rewrite.after);
    } else {
        use.after = std::move(without.after);
    }
    use.rule = "ORG-24";
    use.change.cause = reshaping.change;
    use.change.corrects = corrected.id;
    use.change.effective_on = papers.effective_on = day.value_or(corrected.effective_on);
    use.change.payload = correction_note(corrected, !day);
    if (!reshaping.dry_run) correct_fact(tx, corrected, day);
    TRY(use.finish());
    return {};
}

/// [ORG-23] Goes from the organisation that is split to a part of it, on the day of the split.
Result<void> go_to_part(const Office& office, db::Tx& tx, const platform::Actor& actor,
                        const organization::Reshaping& reshaping, OrganizationId part, MemberId id, Branches& branches)
{
    const Papers papers{reshaping.effective_on, reshaping.document_no, reshaping.reason, {}, reshaping.dry_run};
    MemberCase use(office, tx, actor, ChangeKind::moved, papers);
    use.branches = &branches;
    TRY(use.begin_along(id));
    use.change.cause = reshaping.change;
    use.rule = "ORG-23";
    Attributes values;
    values.branch = part;
    TRY(use.decide(papers.effective_on, {Attribute::branch}, values));
    TRY(use.finish());
    return {};
}

/// Who is on the roll of the organisation that is split on the day of the split.
std::vector<MemberId> belonging_on_the_day(const Office& office, db::Tx& tx, const organization::Reshaping& reshaping)
{
    const auto rules = office.rules(reshaping.whole, reshaping.effective_on);
    std::vector<MemberId> members;
    const std::array whole{reshaping.whole};
    for (const auto& [branch, member] : store::belonging_pairs(tx, whole, rules->statuses_on_roll())) {
        const auto timeline = store::timeline_of(tx, member);
        const auto* state = timeline.on(reshaping.effective_on);
        if (state && state->values.exists && state->values.branch == reshaping.whole &&
            rules->on_roll(state->values.status))
            members.push_back(member);
    }
    return members;
}

Result<void> go_to_parts(const Office& office, db::Tx& tx, const platform::Actor& actor,
                         const organization::Reshaping& reshaping, Branches& branches)
{
    if (reshaping.parts.empty()) return {};
    auto left = belonging_on_the_day(office, tx, reshaping);
    const auto go = [&](std::size_t part, MemberId member) -> Result<void> {
        auto gone = go_to_part(office, tx, actor, reshaping, reshaping.parts[part].organization, member, branches);
        if (!gone && gone.error().code.starts_with("member.branch_"))
            return bad_field("parts/" + std::to_string(part) + "/members", gone.error().code, "ORG-23");
        return gone;
    };
    for (std::size_t part = 0; part < reshaping.parts.size(); ++part)
        for (const auto member : reshaping.parts[part].members) {
            if (std::erase(left, member) == 0)
                return bad_field("parts/" + std::to_string(part) + "/members", "organization.not_its_member", "ORG-23",
                                 member.str());
            TRY(go(part, member));
        }
    for (std::size_t part = 0; part < reshaping.parts.size(); ++part)
        if (reshaping.parts[part].all_others)
            for (const auto member : left) TRY(go(part, member));
    return {};
}

}  // namespace

Result<void> settle(const Office& office, db::Tx& tx, const platform::Actor& actor,
                    const organization::Reshaping& reshaping)
{
    Branches branches(tx);
    std::vector<OrganizationId> ids;
    for (const auto& one : reshaping.organizations) {
        branches.put(one.organization, one.after);
        ids.push_back(one.organization);
    }
    for (const auto& corrected : store::changes_caused_by(tx, reshaping.corrects))
        TRY(go_back(office, tx, actor, reshaping, corrected, branches));
    TRY(go_to_parts(office, tx, actor, reshaping, branches));
    const auto rules = office.rules({}, reshaping.effective_on);
    std::map<OrganizationId, const organization::Reshaping::One*> by_id;
    for (const auto& one : reshaping.organizations) by_id[one.organization] = &one;
    // The days before may have changed too (a foundation put right): whoever ever belonged is looked at.
    for (const auto& [branch, member] : store::belonging_pairs(tx, ids, rules->statuses_on_roll()))
        TRY(go_along(office, tx, actor, reshaping, *by_id.at(branch), member, branches));
    follow_organizations(office, tx, actor, reshaping);
    return {};
}

}  // namespace jishi::team
