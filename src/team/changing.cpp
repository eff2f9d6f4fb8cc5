// Use cases that change one member who stays a member: another branch, full membership, particulars.

#include "team/member_case.hpp"

namespace jishi::team {
namespace {

constexpr AttributeSet not_amendable{Attribute::existence, Attribute::branch, Attribute::standing, Attribute::category};

Result<const State*> on_roll(const MemberCase& use)
{
    const auto* state = TRY(use.state_on_day());
    if (!use.rules->on_roll(state->values.status))
        return refuse(ErrorKind::rule_refused, "member.not_on_roll", "ORG-24", state->values.status);
    return state;
}

}  // namespace

Result<Outcome> move_member(const Office& office, db::Tx& tx, const platform::Actor& actor, MemberId id,
                            const Moving& asked)
{
    MemberCase use(office, tx, actor, ChangeKind::moved, asked.papers);
    TRY(use.begin(id));
    TRY(actor.require(platform::Permission::member_change, asked.branch));
    auto values = TRY(on_roll(use))->values;
    if (values.branch == asked.branch) return refuse(ErrorKind::invalid_input, "member.nothing_changed");
    values.branch = asked.branch;
    use.rule = "REL-16";
    TRY(use.decide(asked.papers.effective_on, {Attribute::branch}, values));
    return use.finish();
}

Result<Outcome> become_full(const Office& office, db::Tx& tx, const platform::Actor& actor, MemberId id,
                            const Papers& papers)
{
    MemberCase use(office, tx, actor, ChangeKind::became_full, papers);
    TRY(use.begin(id));
    auto values = TRY(on_roll(use))->values;
    TRY(check_becoming_full(*use.rules, values, papers.effective_on));
    for (const auto& category : use.rules->categories)
        if (!category.probationary) {
            values.category = category.code;
            break;
        }
    values.full_on = papers.effective_on;
    use.rule = "DEV-11";
    TRY(use.decide(papers.effective_on, {Attribute::category, Attribute::full_on}, values));
    return use.finish();
}

Result<Outcome> amend_member(const Office& office, db::Tx& tx, const platform::Actor& actor, MemberId id,
                             const Amending& asked)
{
    MemberCase use(office, tx, actor, ChangeKind::amended, asked.papers);
    TRY(use.begin(id));
    if (!(asked.changed & not_amendable).empty()) return refuse(ErrorKind::invalid_input, "member.not_amendable");
    const auto& state = *TRY(use.state_on_day());
    auto values = state.values;
    assign(values, asked.values, asked.changed);
    if (asked.changed.has(Attribute::name)) values.name = TRY(clean_name(values.name));
    const auto decided = difference(state.values, values);
    if (decided.empty()) return refuse(ErrorKind::invalid_input, "member.nothing_changed");
    if (!(decided & AttributeSet{Attribute::sex, Attribute::birth_date}).empty()) {
        const auto number = office.vault.open(use.member.sealed.id_number, SealedField::id_number, id);
        if (!number.empty()) TRY(agree_with_id_number(number, values));
    }
    TRY(check_particulars(*use.rules, values, asked.papers.effective_on));
    use.rule = "DATA-02";
    TRY(use.decide(asked.papers.effective_on, decided, values));
    return use.finish();
}

}  // namespace jishi::team
