#include "team/transfer.hpp"

#include <algorithm>
#include <ranges>

#include "engine/workflow_store.hpp"
#include "team/belonging.hpp"
#include "team/development.hpp"
#include "team/member_service.hpp"
#include "team/mobile.hpp"
#include "team/team.hpp"

namespace jishi::team {

using engine::Effected;
using engine::Facts;
using engine::Party;
using platform::Permission;

Standpoint standpoint_of(const Office& office, OrganizationId place, Date day)
{
    Standpoint point;
    const auto path = office.directory.path_of(place);
    if (path.empty()) return point;
    point.place = place;
    const auto relations = relation_rules(office, place, day);
    const auto nearest = [&](const std::vector<std::string>& types) -> OrganizationId {
        for (const auto& part : std::views::reverse(path))
            if (std::ranges::find(types, part.type) != types.end()) return part.id;
        return {};
    };
    point.committee = nearest(relations.committee_types);
    point.county = nearest(relations.county_types);
    return point;
}

platform::Actor lent(const Office& office, const platform::Actor& actor, std::initializer_list<OrganizationId> at)
{
    auto same = actor;
    std::vector<platform::Grant> grants;
    for (const auto id : at)
        grants.push_back({{}, "workflow", id, false, {Permission::member_read, Permission::member_change}});
    same.grants = platform::Grants(std::move(grants));
    same.scope = &office.directory;
    return same;
}

namespace {

OrganizationId target_of(const Facts& facts)
{
    const auto chosen = facts.form.organization("branch");
    return chosen ? chosen : facts.form.organization("to");
}

/// Where the old side sent it; somebody who arrives with a letter has only a branch.
OrganizationId place_of_new_side(const Facts& facts)
{
    const auto to = facts.form.organization("to");
    return to ? to : facts.form.organization("branch");
}

Result<Member> mover(db::Tx& tx, const Facts& facts)
{
    auto member = find_member(tx, MemberId{facts.of.subject});
    if (!member) return refuse(ErrorKind::not_found, "member.not_found");
    return *std::move(member);
}

/// Where the member belongs until the new branch has received; afterwards, where the member came from.
Result<OrganizationId> old_branch(db::Tx& tx, const Facts& facts)
{
    if (const auto left = facts.form.organization("left_branch")) return left;
    return TRY(mover(tx, facts)).values.branch;
}

Result<Party> nobody(const char* who) { return refuse(ErrorKind::rule_refused, "case.nobody_to_act", "REL-17", who); }

bool transfer_open(db::Tx& tx, const Facts& facts)
{
    const auto others = engine::store::open_cases_about(tx, "member", facts.of.subject, facts.of.id);
    return std::ranges::any_of(others, [](const auto& row) { return row.workflow.starts_with("transfer."); });
}

Result<void> may_leave(const Office& office, db::Tx& tx, const Facts& facts)
{
    const auto member = TRY(mover(tx, facts));
    const auto rules = office.rules(member.values.branch, facts.day);
    const auto asked = reach_from(facts.text("reach"));
    if (!asked) throw std::logic_error("transfer.may_leave: no such reach");
    auto reach = Reach::outside;
    if (*asked != Reach::outside) {
        const auto to = facts.form.organization("to");
        if (!office.directory.listing(to)) return bad_field("form/to", "organization.not_found", "REL-17");
        reach = reach_of(standpoint_of(office, member.values.branch, facts.day), standpoint_of(office, to, facts.day));
    }
    return check_leaving(*rules, {member.values.status, transfer_open(tx, facts)}, reach, *asked);
}

/// The place is there, below the committee that the transfer went to; in the end it must hold members.
Result<void> may_receive(const Office& office, db::Tx& tx, const Facts& facts)
{
    const auto target = target_of(facts);
    const auto to = facts.form.organization("to");
    const char* field = facts.form.organization("branch") ? "form/branch" : "form/to";
    const auto there = standpoint_of(office, target, facts.day);
    if (!there.place) return bad_field(field, "organization.not_found", "REL-17");
    if (there.committee != standpoint_of(office, to, facts.day).committee)
        return bad_field(field, "transfer.other_committee", "REL-17");
    const auto rules = office.rules(target, facts.day);
    const auto listing = office.directory.listing(target);
    if (!facts.yes("final") && !rules->holding_types.contains(listing->type)) return {};
    Branches branches(tx);
    auto fits = check_belonging(*rules, {target, facts.day, Date::forever()}, branches);
    if (!fits) return bad_field(field, fits.error().code, "ORG-24");
    return {};
}

Side side_of(const Facts& facts) { return facts.text("side") == "old" ? Side::old_side : Side::new_side; }

Result<void> listed_refusal(const Office& office, const Facts& facts)
{
    const auto relations = relation_rules(office, facts.of.organization, facts.day);
    auto checked = check_refusal(relations, facts.form.text("refusal"), side_of(facts));
    if (!checked) return bad_field("form/refusal", checked.error().code, checked.error().rule);
    return {};
}

/// [REL-06, REL-10] What was under way for longer than any letter would be valid begins anew.
Result<void> in_time(const Office& office, const Facts& facts)
{
    const auto released = facts.form.date("released_on");
    const auto relations = relation_rules(office, facts.of.organization, facts.day);
    if (released && facts.day > letter_until(*released, relations.validity_days_max))
        return refuse(ErrorKind::rule_refused, "transfer.expired", "REL-10",
                      letter_until(*released, relations.validity_days_max).str());
    return {};
}

/// What somebody decides, also on paper, is entered by those whose turn it is: neither side decides for the other.
Result<Effected> own_side(const platform::Actor& actor, const Facts& facts)
{
    TRY(actor.require(Permission::member_change, facts.of.acts_at));
    return Effected{};
}

Result<Transfer> transfer_of(db::Tx& tx, const Facts& facts)
{
    auto found = store::find_transfer(tx, facts.of.id);
    if (!found) throw std::logic_error("team: a transfer without its row");
    return *std::move(found);
}

Result<Effected> begin(db::Tx& tx, const Facts& facts)
{
    const auto member = TRY(mover(tx, facts));
    // Given back and sent again, it is the same transfer.
    if (auto known = store::find_transfer(tx, facts.of.id)) {
        known->receiver = facts.form.organization("to");
        store::update_transfer(tx, *known);
        return Effected{};
    }
    Transfer transfer;
    transfer.of = facts.of.id;
    transfer.member = member.id;
    transfer.shard = member.shard;
    transfer.reach = facts.text("reach");
    transfer.from_branch = member.values.branch;
    transfer.receiver = facts.form.organization("to");
    store::insert_transfer(tx, transfer);
    return Effected{};
}

Result<Effected> release(db::Tx& tx, const Facts& facts)
{
    auto transfer = TRY(transfer_of(tx, facts));
    transfer.released_on = facts.day;
    store::update_transfer(tx, transfer);
    Effected left;
    left.values.set("released_on", policy::Value(facts.day.str()));
    return left;
}

Result<Effected> accept(db::Tx& tx, const Facts& facts)
{
    auto transfer = TRY(transfer_of(tx, facts));
    transfer.receiver = target_of(facts);
    store::update_transfer(tx, transfer);
    return Effected{};
}

/// Back to the old side: the new side has no more to do with it, and its choice of a branch is gone.
Result<Effected> give_back(db::Tx& tx, const Facts& facts)
{
    auto transfer = TRY(transfer_of(tx, facts));
    transfer.released_on.reset();
    transfer.receiver = facts.form.organization("to");
    store::update_transfer(tx, transfer);
    Effected left;
    left.values.set("branch", policy::Value());
    left.values.set("released_on", policy::Value());
    return left;
}

/// [REL-05] The moment at which responsibility passes over: until here the member stands on the old roll, from here on
/// on the new one, by the register's own use case. Open matters of the member go along.
Result<Effected> join(const Office& office, const engine::CaseOffice& cases, db::Tx& tx, const platform::Actor& actor,
                      const Facts& facts)
{
    const auto member = TRY(mover(tx, facts));
    const auto old = member.values.branch;
    const auto target = target_of(facts);
    TRY(actor.require(Permission::member_change, target));
    const Moving moving{target, {facts.day, facts.document_no, facts.text("reason"), {}, false}};
    TRY(move_member(office, tx, lent(office, actor, {old, target}), member.id, moving));
    // [REL-26] Who has settled is no longer on the move.
    end_mobile_of(office, tx, actor, member.id, facts.day, "transferred");
    auto transfer = TRY(transfer_of(tx, facts));
    transfer.receiver = transfer.joined_branch = target;
    transfer.joined_on = facts.day;
    store::update_transfer(tx, transfer);
    TRY(engine::hand_over(cases, tx, actor,
                          {"member", member.id.value, target, facts.of.id, facts.day, facts.text("reason")}));
    // The way to full membership of a probationary member too.
    TRY(engine::hand_over(cases, tx, actor,
                          {std::string(applicant_kind), member.id.value, target, {}, facts.day, facts.text("reason")}));
    Effected left;
    left.values.set("left_branch", policy::Value(old.str()));
    return left;
}

void lend_relations(engine::WorkflowNames& names, const Office& office)
{
    names.add_relation("transfer.old_branch", [](db::Tx& tx, const Facts& facts) -> Result<Party> {
        return Party{TRY(old_branch(tx, facts)), {}, false};
    });
    names.add_relation("transfer.old_committee", [&office](db::Tx& tx, const Facts& facts) -> Result<Party> {
        const auto point = standpoint_of(office, TRY(old_branch(tx, facts)), facts.day);
        return point.committee ? Party{point.committee, {}, false} : nobody("committee of the old branch");
    });
    names.add_relation("transfer.old_county", [&office](db::Tx& tx, const Facts& facts) -> Result<Party> {
        const auto point = standpoint_of(office, TRY(old_branch(tx, facts)), facts.day);
        return point.county ? Party{point.county, {}, false} : nobody("county of the old branch");
    });
    names.add_relation("transfer.new_branch", [](db::Tx&, const Facts& facts) -> Result<Party> {
        return Party{target_of(facts), {}, false};
    });
    names.add_relation("transfer.new_committee", [&office](db::Tx&, const Facts& facts) -> Result<Party> {
        const auto point = standpoint_of(office, place_of_new_side(facts), facts.day);
        return point.committee ? Party{point.committee, {}, false} : nobody("committee of the new branch");
    });
    names.add_relation("transfer.new_county", [&office](db::Tx&, const Facts& facts) -> Result<Party> {
        const auto point = standpoint_of(office, place_of_new_side(facts), facts.day);
        return point.county ? Party{point.county, {}, false} : nobody("county of the new branch");
    });
}

}  // namespace

void lend_transfers(engine::WorkflowNames& names, const Office& office, const engine::CaseOffice& cases)
{
    lend_relations(names, office);
    names.add_guard("transfer.may_leave",
                    [&office](db::Tx& tx, const Facts& facts) { return may_leave(office, tx, facts); });
    names.add_guard("transfer.may_receive",
                    [&office](db::Tx& tx, const Facts& facts) { return may_receive(office, tx, facts); });
    names.add_guard("transfer.refusal",
                    [&office](db::Tx&, const Facts& facts) { return listed_refusal(office, facts); });
    names.add_guard("transfer.in_time", [&office](db::Tx&, const Facts& facts) { return in_time(office, facts); });
    names.add_effect("transfer.own_side",
                     [](db::Tx&, const platform::Actor& actor, const Facts& facts) { return own_side(actor, facts); });
    names.add_effect("transfer.begin",
                     [](db::Tx& tx, const platform::Actor&, const Facts& facts) { return begin(tx, facts); });
    names.add_effect("transfer.release",
                     [](db::Tx& tx, const platform::Actor&, const Facts& facts) { return release(tx, facts); });
    names.add_effect("transfer.accept",
                     [](db::Tx& tx, const platform::Actor&, const Facts& facts) { return accept(tx, facts); });
    names.add_effect("transfer.give_back",
                     [](db::Tx& tx, const platform::Actor&, const Facts& facts) { return give_back(tx, facts); });
    names.add_effect("transfer.join", [&office, &cases](db::Tx& tx, const platform::Actor& actor, const Facts& facts) {
        return join(office, cases, tx, actor, facts);
    });
}

}  // namespace jishi::team
