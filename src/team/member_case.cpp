#include "team/member_case.hpp"

#include <algorithm>

#include "platform/json_text.hpp"
#include "team/member_store.hpp"
#include "team/post_service.hpp"
#include "team/shards.hpp"

namespace jishi::team {
namespace {

/// Every change of standing must still follow from the one before it.
Result<void> check_ways(const MemberPolicy& policy, const Timeline& timeline)
{
    const State* last = nullptr;
    for (const auto& state : timeline.states()) {
        if (state.is_empty()) continue;
        if (last && state.decided.has(Attribute::standing) && state.values.status != last->values.status) {
            const auto* rule = policy.standing_change(state.values.entry);
            if (!rule || std::ranges::find(rule->from, last->values.status) == rule->from.end())
                return refuse(ErrorKind::rule_refused, "member.standing_not_possible", rule ? rule->rule : "DATA-37",
                              last->values.status);
        }
        last = &state;
    }
    return {};
}

}  // namespace

void correct_fact(db::Tx& tx, const Change& corrected, std::optional<Date> now)
{
    const auto kind = "member." + std::string(code_of(corrected.kind));
    db::record_fact(tx, {corrected.organization.value, corrected.effective_on, kind, -1, corrected.id.value});
    if (now) db::record_fact(tx, {corrected.organization.value, *now, kind, 1, corrected.id.value});
}

MemberCase::MemberCase(const Office& o, db::Tx& t, const platform::Actor& a, ChangeKind kind, const Papers& p)
    : office(o), tx(t), actor(a), papers(p)
{
    change.id = office.ids.next_id<ChangeTag>();
    change.kind = kind;
    change.effective_on = papers.effective_on;
    change.document_no = papers.document_no;
    change.reason = papers.reason;
    change.recorded_at = tx.recorded_at();
    change.recorded_by = actor.account;
    change.recorded_by_name = actor.display_name;
}

Result<void> MemberCase::load(MemberId id)
{
    auto found = store::find_member(tx, id);
    if (!found || found->withdrawn) return refuse(ErrorKind::not_found, "member.not_found");
    member = *std::move(found);
    change.member = id;
    change.organization = member.values.branch;
    before = after = store::timeline_of(tx, id);
    rules = office.rules(member.values.branch, papers.effective_on);
    return {};
}

Result<void> MemberCase::begin(MemberId id)
{
    TRY(load(id));
    // Who may not even see the member learns no more than of one who is not there.
    if (!actor.may(platform::Permission::member_read, member.values.branch))
        return refuse(ErrorKind::not_found, "member.not_found");
    TRY(actor.require(platform::Permission::member_change, member.values.branch));
    if (papers.version && *papers.version != member.version)
        return refuse(ErrorKind::conflict, "member.version_conflict", {},
                      std::to_string(*papers.version) + " is now " + std::to_string(member.version));
    if (papers.effective_on > office.clock.today() && change.kind != ChangeKind::moved)
        return bad_field("effective_on", "member.in_future");
    return check_papers(*rules, change.kind, papers);
}

Result<void> MemberCase::begin_along(MemberId id) { return load(id); }

void MemberCase::begin_new(MemberId id)
{
    is_new = true;
    member.id = id;
    member.version = 0;
    change.member = id;
}

Result<const State*> MemberCase::state_on_day() const
{
    const auto* const state = before.on(papers.effective_on);
    if (!state || !state->values.exists)
        return refuse(ErrorKind::rule_refused, "member.too_early", {}, before.founded_on().str());
    return state;
}

Result<void> MemberCase::decide(Date from, AttributeSet decided, const Attributes& values)
{
    auto rewrite = TRY(engine::decide(after, {change.id, from, decided, values}));
    after = std::move(rewrite.after);
    decided_ = decided_ | decided;
    return {};
}

/// [ORG-24] Who has gone elsewhere before the end of a branch that was planned does not go to its heir on that day.
Result<void> MemberCase::drop_ways_along()
{
    const auto branch_before = [](const Timeline& timeline, Date day) {
        const auto* state = timeline.on(day.plus_days(-1));
        return state && state->values.exists ? state->values.branch : OrganizationId{};
    };
    for (const auto& later : before.states()) {
        const bool planned = later.valid_from > office.clock.today() && later.valid_from > papers.effective_on;
        if (!planned || !later.decided.has(Attribute::branch)) continue;
        if (branch_before(before, later.valid_from) == branch_before(after, later.valid_from)) continue;
        const auto found = store::find_change(tx, later.change);
        if (!found || !found->cause || !after.has(found->id)) continue;
        auto without = TRY(engine::withdraw(after, found->id));
        after = std::move(without.after);
        dropped_.push_back(*found);
    }
    return {};
}

Result<Outcome> MemberCase::finish()
{
    if (change.kind == ChangeKind::moved && !change.cause) TRY(drop_ways_along());
    if (!branches) {
        own_branches_ = std::make_unique<Branches>(tx);
        branches = own_branches_.get();
    }
    TRY(check_ways(*rules, after));
    TRY(check_belongings(*rules, before, after, *branches));
    const auto was = member.values.branch;
    show(member, after, office.clock.today());
    if (const auto* state = after.on(papers.effective_on)) change.organization = state->values.branch;
    if (!is_new && was != change.organization) change.related = was;
    if (!papers.dry_run) {
        write_row();
        write_states();
        write_record();
        for (const auto& one : dropped_) correct_fact(tx, one, std::nullopt);
        if (!is_new) follow_member(office, tx, actor, member.id, after);
    }
    return Outcome{member, change};
}

void MemberCase::write_row()
{
    const auto was_indexed = member.version > 0 ? store::find_member(tx, member.id) : std::nullopt;
    ++member.version;
    const auto shard = member.withdrawn ? member.shard : organization::shard_of(tx, member.values.branch);
    if (!is_new && shard != member.shard) follow_shard(tx, member.id, shard);
    member.shard = shard;
    if (is_new) store::insert_member(tx, member);
    else store::update_member(tx, member);
    const bool same_index = was_indexed && !member.withdrawn && was_indexed->values.name == member.values.name &&
                            was_indexed->values.branch == member.values.branch;
    if (same_index) return;
    if (!is_new) store::forget_name(tx, member.id);
    if (!member.withdrawn) store::index_name(tx, member);
}

void MemberCase::write_states()
{
    const auto today = office.clock.today();
    const auto& states = after.states();
    for (const auto& old : before.states()) {
        if (std::ranges::any_of(states, [&](const State& state) { return state.id == old.id; })) continue;
        store::supersede(tx, old.id);
        if (old.valid_from > today && !after.has(old.change)) store::unplan(tx, member.id, old.change);
    }
    for (auto state : states) {
        if (state.id) continue;
        state.id = office.ids.next_id<StateTag>();
        store::insert_state(tx, member.id, member.shard, state);
        if (state.valid_from > today) store::plan(tx, state.valid_from, member.id, state.change);
    }
}

void MemberCase::write_record()
{
    store::insert_change(tx, change, member.shard);
    const auto topic = "member." + std::string(code_of(change.kind));
    const auto note = platform::JsonObject{}.add("change", change.id).add_json("decided", names_json(decided_)).text();
    office.audit(tx, actor, {topic, member.id, change.organization, "", note, rule});
    db::publish(tx, topic, member.id.value,
                platform::JsonObject{}
                    .add("change", change.id)
                    .add("effective_on", change.effective_on.str())
                    .add("branch", change.organization)
                    .add("from", change.related)
                    .text());
    db::record_fact(tx, {change.organization.value, change.effective_on, topic, 1, change.id.value});
}

}  // namespace jishi::team
