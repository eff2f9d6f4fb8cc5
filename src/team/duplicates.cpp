#include "team/duplicates.hpp"

#include <algorithm>
#include <map>

#include "platform/json_text.hpp"
#include "team/account_store.hpp"
#include "team/duplicate_store.hpp"
#include "team/member_case.hpp"
#include "team/member_store.hpp"
#include "team/merged_records.hpp"

namespace jishi::team {
namespace {

using platform::Permission;

/// What makes one person of two records more likely still.
std::vector<std::string> reasons_of(const Member& a, const Member& b)
{
    std::vector<std::string> reasons{"name_birth"};
    if (!a.sealed.phone_index.empty() && a.sealed.phone_index == b.sealed.phone_index) reasons.emplace_back("phone");
    if (a.values.branch && a.values.branch == b.values.branch) reasons.emplace_back("branch");
    if (!a.values.native_place.empty() && a.values.native_place == b.values.native_place)
        reasons.emplace_back("native_place");
    if (a.values.joined_on && a.values.joined_on == b.values.joined_on) reasons.emplace_back("joined_on");
    return reasons;
}

constexpr AttributeSet not_taken{Attribute::existence, Attribute::branch, Attribute::standing};

/// That one of these does not hold is said by saying nothing.
constexpr AttributeSet either_way{Attribute::migrant_worker, Attribute::front_line, Attribute::mobile,
                                  Attribute::lost_contact};

/// Attributes that one does not say and the other does.
AttributeSet unsaid(const Attributes& values, const Attributes& other)
{
    AttributeSet missing;
    const Attributes nothing;
    const auto said = difference(values, nothing);
    const auto offered = difference(other, nothing);
    AttributeSet::each([&](Attribute attribute) {
        if (!said.has(attribute) && offered.has(attribute) && !not_taken.has(attribute) && !either_way.has(attribute))
            missing.add(attribute);
    });
    return missing;
}

Result<Member> load_for_change(const Office& office, db::Tx& tx, const platform::Actor& actor, MemberId id)
{
    auto member = TRY(visible_member(office, tx, actor, id));
    TRY(actor.require(Permission::member_change, member.values.branch));
    return member;
}

/// What of the sealed fields the survivor gets: what was asked for, and what it has none of.
ContactData taken_contact(const Office& office, const Merging& asked, const Member& survivor, const Member& merged)
{
    const auto wanted = [&](SealedField field) { return std::ranges::find(asked.sealed, field) != asked.sealed.end(); };
    const auto one = [&](SealedField field, const std::string& has,
                         const std::string& offered) -> std::optional<std::string> {
        if (offered.empty() || (!wanted(field) && !has.empty())) return std::nullopt;
        return office.vault.open(offered, field, merged.id);
    };
    return {one(SealedField::id_number, survivor.sealed.id_number, merged.sealed.id_number),
            one(SealedField::phone, survivor.sealed.phone, merged.sealed.phone),
            one(SealedField::address, survivor.sealed.address, merged.sealed.address)};
}

/// The record that is merged stays as what was known; today nobody finds it by its name or number.
void retire(const Office& office, db::Tx& tx, Member member, const Timeline& timeline)
{
    for (const auto& state : timeline.states()) {
        store::supersede(tx, state.id);
        if (state.valid_from > office.clock.today()) store::unplan(tx, member.id, state.change);
    }
    store::forget_name(tx, member.id);
    member.withdrawn = true;
    member.values.exists = false;
    member.sealed.id_number_index.clear();
    member.sealed.phone_index.clear();
    ++member.version;
    store::update_member(tx, member);
}

void record(const Office& office, db::Tx& tx, const platform::Actor& actor, Change change, OrganizationId shard,
            const std::string& topic)
{
    change.recorded_at = tx.recorded_at();
    change.recorded_by = actor.account;
    change.recorded_by_name = actor.display_name;
    store::insert_change(tx, change, shard);
    office.audit(tx, actor, {topic, change.member, change.organization, "", change.payload, "DATA-50"});
    db::publish(tx, topic, change.member.value, platform::JsonObject{}.add("change", change.id).text());
}

}  // namespace

std::vector<DuplicatePair> duplicates_within(const Office& office, db::Tx& tx, const platform::Actor& actor,
                                             OrganizationId within, std::size_t limit)
{
    const auto branches = office.directory.subtree(within);
    std::vector<DuplicatePair> pairs;
    std::map<MemberId, std::optional<Member>> members;
    const auto member = [&](MemberId id) -> const std::optional<Member>& {
        const auto [found, is_new] = members.try_emplace(id);
        if (is_new) found->second = store::find_member(tx, id);
        return found->second;
    };
    for (const auto& [one, other] : store::twins_in(tx, branches, limit)) {
        const auto& a = member(one);
        const auto& b = member(other);
        // Of one that may not be seen nothing is told, not even that there is one.
        if (!a || !b || !actor.may(Permission::member_read, a->values.branch) ||
            !actor.may(Permission::member_read, b->values.branch))
            continue;
        pairs.push_back({*a, *b, reasons_of(*a, *b)});
    }
    std::ranges::stable_sort(pairs, [](const auto& x, const auto& y) { return x.reasons.size() > y.reasons.size(); });
    return pairs;
}

Result<void> tell_apart(const Office& office, db::Tx& tx, const platform::Actor& actor, MemberId one, MemberId other,
                        const std::string& reason)
{
    if (one == other) return refuse(ErrorKind::invalid_input, "member.same_record");
    const auto a = TRY(load_for_change(office, tx, actor, one));
    const auto b = TRY(load_for_change(office, tx, actor, other));
    store::insert_apart(tx, one, other, reason, actor.account);
    for (const auto* member : {&a, &b})
        office.audit(tx, actor,
                     {"member.told_apart", member->id, member->values.branch, "",
                      platform::JsonObject{}.add("other", member == &a ? other : one).text(), "DATA-50"});
    return {};
}

Result<Outcome> merge_members(const Office& office, db::Tx& tx, const platform::Actor& actor, const Merging& asked)
{
    if (asked.survivor == asked.merged) return refuse(ErrorKind::invalid_input, "member.same_record");
    if (!(asked.taken & not_taken).empty()) return refuse(ErrorKind::invalid_input, "member.not_mergeable");
    const auto merged = TRY(load_for_change(office, tx, actor, asked.merged));
    if (merged.version != asked.merged_version) return refuse(ErrorKind::conflict, "member.version_conflict");
    auto papers = asked.papers;
    papers.version = asked.survivor_version;
    papers.dry_run = false;
    MemberCase use(office, tx, actor, ChangeKind::merged, papers);
    TRY(use.begin(asked.survivor));
    const auto account = store::account_of(tx, merged.id);
    if (account && store::account_of(tx, asked.survivor)) return refuse(ErrorKind::conflict, "member.two_accounts");

    const auto timeline = store::timeline_of(tx, merged.id);
    store::keep_states(tx, use.change.id, use.before);
    store::keep_states(tx, use.change.id, timeline);
    retire(office, tx, merged, timeline);
    // What the other record knows of the days before the survivor's begins its history.
    const auto begins = use.before.founded_on();
    for (const auto& decision : timeline.decisions()) {
        if (decision.from >= begins) continue;
        auto rewrite = TRY(engine::decide(use.after, decision));
        use.after = std::move(rewrite.after);
    }
    auto values = use.member.values;
    auto taken = asked.taken | unsaid(values, merged.values);
    const auto contact = taken_contact(office, asked, use.member, merged);
    if (contact.id_number)
        taken = taken | AttributeSet{Attribute::sex, Attribute::birth_date};  // [DATA-50] which the number says
    assign(values, merged.values, taken);
    if (contact.id_number) TRY(agree_with_id_number(*contact.id_number, values));
    if (!taken.empty() && use.rules->on_roll(values.status)) {
        TRY(check_particulars(*use.rules, values, papers.effective_on));
        TRY(use.decide(papers.effective_on, taken, values));
    }
    use.change.sealed = TRY(put_contact(office, tx, contact, use.member, use.change.id));
    use.change.payload = platform::JsonObject{}.add("merged", merged.id).text();
    use.rule = "DATA-50";
    store::hand_over_participations(tx, office.ids, use.change.id, merged.id, asked.survivor);
    TRY(hand_over_records(office, tx, use.change.id, merged.id, asked.survivor));
    if (account) {
        store::unlink_account(tx, merged.id);
        store::link_account(tx, account, asked.survivor, actor.account);
    }
    auto outcome = TRY(use.finish());
    store::insert_merge(tx, {outcome.change.id, asked.survivor, merged.id, account, tx.recorded_at(), {}});
    Change other;
    other.id = office.ids.next_id<ChangeTag>();
    other.kind = ChangeKind::merged;
    other.member = merged.id;
    other.organization = merged.values.branch;
    other.effective_on = papers.effective_on;
    other.document_no = papers.document_no;
    other.reason = papers.reason;
    other.payload = platform::JsonObject{}.add("into", asked.survivor).text();
    record(office, tx, actor, std::move(other), merged.shard, "member.merged_away");
    return outcome;
}

namespace {

/// The merged record comes back as it was.
Result<void> bring_back(const Office& office, db::Tx& tx, const platform::Actor& actor, const store::Merge& merge,
                        const Papers& papers)
{
    auto member = store::find_member(tx, merge.merged);
    if (!member) return refuse(ErrorKind::not_found, "member.not_found");
    TRY(actor.require(Permission::member_change, member->values.branch));
    const auto open = [&](const std::string& sealed, SealedField field) {
        return office.vault.open(sealed, field, member->id);
    };
    member->sealed.id_number_index =
        office.vault.index_of(open(member->sealed.id_number, SealedField::id_number), SealedField::id_number);
    member->sealed.phone_index =
        office.vault.index_of(open(member->sealed.phone, SealedField::phone), SealedField::phone);
    if (!member->sealed.id_number_index.empty() && store::with_id_number(tx, member->sealed.id_number_index))
        return refuse(ErrorKind::conflict, "member.id_number_known", "DATA-50");
    const auto today = office.clock.today();
    const auto timeline = store::kept_timeline(tx, merge.change, member->id);
    member->withdrawn = false;
    show(*member, timeline, today);
    ++member->version;
    store::update_member(tx, *member);
    store::index_name(tx, *member);
    for (auto state : timeline.states()) {
        state.id = office.ids.next_id<StateTag>();
        store::insert_state(tx, member->id, member->shard, state);
        if (state.valid_from > today) store::plan(tx, state.valid_from, member->id, state.change);
    }
    Change change;
    change.id = office.ids.next_id<ChangeTag>();
    change.kind = ChangeKind::corrected;
    change.member = member->id;
    change.organization = member->values.branch;
    change.effective_on = papers.effective_on;
    change.document_no = papers.document_no;
    change.reason = papers.reason;
    change.payload = platform::JsonObject{}.add("kind", code_of(ChangeKind::merged)).add("withdrawn", true).text();
    record(office, tx, actor, std::move(change), member->shard, "member.brought_back");
    return {};
}

}  // namespace

Result<Outcome> unmerge_members(const Office& office, db::Tx& tx, const platform::Actor& actor, ChangeId id,
                                const Papers& papers)
{
    const auto merge = store::find_merge(tx, id);
    const auto merged = store::find_change(tx, id);
    if (!merge || !merged) return refuse(ErrorKind::not_found, "member.change_not_found", {}, id.str());
    if (merge->undone_at.us != 0) return refuse(ErrorKind::conflict, "member.change_superseded", {}, id.str());
    MemberCase use(office, tx, actor, ChangeKind::corrected, papers);
    TRY(use.begin(merge->survivor));
    if (store::changed_after(tx, merge->survivor, id)) return refuse(ErrorKind::conflict, "member.has_later_changes");
    store::give_back_participations(tx, office.ids, id, merge->merged);
    TRY(give_back_records(office, tx, *merge));
    use.after = store::kept_timeline(tx, id, merge->survivor);
    if (!merged->sealed.empty())
        use.change.sealed = TRY(put_contact(office, tx, contact_before(office.vault.open_change(merged->sealed, id)),
                                            use.member, use.change.id));
    use.change.corrects = id;
    use.change.payload = platform::JsonObject{}.add("kind", code_of(ChangeKind::merged)).add("withdrawn", true).text();
    use.rule = "DATA-50";
    // The survivor lets go of the number before the other takes it back.
    if (merge->account) {
        store::unlink_account(tx, merge->survivor);
        store::link_account(tx, merge->account, merge->merged, actor.account);
    }
    auto outcome = TRY(use.finish());
    TRY(bring_back(office, tx, actor, *merge, papers));
    store::undo_merge(tx, id);
    return outcome;
}

MemberId survivor_of(db::Tx& tx, MemberId id)
{
    const auto merge = store::merge_of(tx, id);
    return merge ? merge->survivor : MemberId{};
}

}  // namespace jishi::team
