// Use cases that change what an organisation is, not where it stands.

#include "organization/organization_store.hpp"
#include "organization/unit_links.hpp"
#include "organization/use_case.hpp"

namespace jishi::organization {
namespace {

/// Takes a new value where one was given and it differs.
template <class T>
void take(const std::optional<T>& given, Attribute attribute, T& value, AttributeSet& decided)
{
    if (!given || *given == value) return;
    value = *given;
    decided.add(attribute);
}

void take(const std::optional<int>& given, std::optional<int>& value, AttributeSet& decided)
{
    if (!given || given == value) return;
    value = given;
    decided.add(Attribute::members);
}

Result<Outcome> decide_and_finish(UseCase& use, Amendment::Subject& subject, AttributeSet decided,
                                  const Attributes& values)
{
    if (decided.empty()) return refuse(ErrorKind::invalid_input, "organization.nothing_changed");
    TRY(use.amendment.decide(subject, use.papers.effective_on, decided, values));
    return use.finish(subject.node.id);
}

/// [ORG-01] Those that stand below it on or after the day must be allowed to.
Result<void> check_below(const UseCase& use, const Amendment::Subject& subject, std::string_view type)
{
    for (const auto& link : store::children_of(use.tx, subject.node.id, use.papers.effective_on, Date::forever()))
        TRY(check_place(*use.rules, link.type, type));
    return {};
}

std::string type_on(Amendment& amendment, OrganizationId id, Date day)
{
    if (!id) return {};
    const auto found = amendment.subject(id);
    if (!found) return {};
    const auto* const state = (*found)->before.on(day);
    return state ? state->values.type : (*found)->node.values.type;
}

}  // namespace

Result<Outcome> rename(const Office& office, db::Tx& tx, const platform::Actor& actor, OrganizationId id,
                       const Renaming& renaming)
{
    UseCase use(office, tx, actor, ChangeKind::renamed, renaming.papers);
    auto& subject = *TRY(use.begin(id));
    auto values = TRY(use.state_on_day(subject))->values;
    AttributeSet decided;
    take(std::optional(renaming.name), Attribute::name, values.name, decided);
    take(renaming.short_name, Attribute::short_name, values.short_name, decided);
    return decide_and_finish(use, subject, decided, values);
}

Result<Outcome> change_type(const Office& office, db::Tx& tx, const platform::Actor& actor, OrganizationId id,
                            const TypeChange& asked)
{
    UseCase use(office, tx, actor, ChangeKind::type_changed, asked.papers);
    auto& subject = *TRY(use.begin(id));
    auto values = TRY(use.state_on_day(subject))->values;
    AttributeSet decided;
    take(std::optional(asked.type), Attribute::type, values.type, decided);
    if (decided.empty()) return refuse(ErrorKind::invalid_input, "organization.nothing_changed");
    const auto* const type = use.rules->type(values.type);
    auto level = asked.level;
    if (!level && type) level = type->level;
    take(level, Attribute::level, values.level, decided);
    take(asked.members, values.members, decided);
    take(asked.formal_members, values.formal_members, decided);
    TRY(check_codes(*use.rules, values));
    TRY(check_place(*use.rules, values.type, type_on(use.amendment, values.parent, asked.papers.effective_on)));
    TRY(check_below(use, subject, values.type));
    TRY(check_thresholds(*use.rules, values, asked.papers));
    TRY(check_units(*use.rules, values.type, count_units(tx, id, asked.papers.effective_on)));
    use.rule = type->rule;
    return decide_and_finish(use, subject, decided, values);
}

Result<Outcome> reclassify(const Office& office, db::Tx& tx, const platform::Actor& actor, OrganizationId id,
                           const Reclassifying& asked)
{
    UseCase use(office, tx, actor, ChangeKind::reclassified, asked.papers);
    auto& subject = *TRY(use.begin(id));
    auto values = TRY(use.state_on_day(subject))->values;
    AttributeSet decided;
    take(asked.sector, Attribute::sector, values.sector, decided);
    take(asked.form, Attribute::form, values.form, decided);
    take(asked.level, Attribute::level, values.level, decided);
    take(asked.region_code, Attribute::region, values.region_code, decided);
    take(asked.code, Attribute::code, values.code, decided);
    take(asked.sort_order, Attribute::order, values.sort_order, decided);
    take(asked.members, values.members, decided);
    take(asked.formal_members, values.formal_members, decided);
    TRY(check_codes(*use.rules, values));
    return decide_and_finish(use, subject, decided, values);
}

Result<Outcome> start_term(const Office& office, db::Tx& tx, const platform::Actor& actor, OrganizationId id,
                           const Papers& papers)
{
    UseCase use(office, tx, actor, ChangeKind::term_started, papers);
    auto& subject = *TRY(use.begin(id));
    auto values = TRY(use.state_on_day(subject))->values;
    const auto started_on = papers.effective_on;
    TRY(check_election_day(*use.rules, values.term_expires_on, started_on, papers));
    values.term_expires_on = TRY(term_expiry(*use.rules, values, started_on));
    values.term_started_on = started_on;
    values.term_postponed_to.reset();
    use.rule = use.rules->term(values.type, values.sector)->rule;
    return decide_and_finish(use, subject, {Attribute::term}, values);
}

Result<Outcome> postpone_term(const Office& office, db::Tx& tx, const platform::Actor& actor, OrganizationId id,
                              const Postponing& asked)
{
    UseCase use(office, tx, actor, ChangeKind::term_postponed, asked.papers);
    auto& subject = *TRY(use.begin(id));
    auto values = TRY(use.state_on_day(subject))->values;
    TRY(check_postponement(*use.rules, values, asked.postponed_to));
    values.term_postponed_to = asked.postponed_to;
    use.rule = "ORG-43";
    return decide_and_finish(use, subject, {Attribute::term}, values);
}

}  // namespace jishi::organization
