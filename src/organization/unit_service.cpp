// Use cases that change what a unit is: register, update, close.

#include "organization/unit_service.hpp"

#include <algorithm>

#include "base/credit_code.hpp"
#include "organization/unit_case.hpp"
#include "organization/unit_link_store.hpp"

namespace jishi::organization {
namespace {

Error about_credit_code(ErrorKind kind, std::string code, std::string rule, std::string detail)
{
    return {kind, code, std::move(rule), {}, {FieldError{"credit_code", code, std::move(detail)}}};
}

/// [DATA-52] Brings a code to its one form; empty stays empty.
Result<std::string> sound_credit_code(const std::string& text)
{
    if (text.empty()) return std::string{};
    auto parsed = parse_credit_code(text);
    if (!parsed) {
        auto& error = parsed.error();
        return std::unexpected(about_credit_code(ErrorKind::invalid_input, "unit.credit_code_wrong",
                                                 error.rule.empty() ? "DATA-52" : error.rule, error.code));
    }
    return std::move(parsed->code);
}

Result<void> check_codes(const OrganizationPolicy& rules, const UnitAttributes& values)
{
    if (!rules.unit_kind(values.kind)) return bad_field("kind", "unit.kind_unknown", "DATA-54", values.kind);
    if (!rules.sectors.contains(values.sector))
        return bad_field("sector", "organization.sector_unknown", "ORG-50", values.sector);
    return {};
}

Result<void> check_code_is_free(const UnitCase& use, const std::string& code, Date from)
{
    if (code.empty()) return {};
    const auto holder = store::holder_of_credit_code(use.tx, code, from, use.unit.id);
    if (!holder) return {};
    // Who holds it is said only to those who may see it.
    const auto other = store::find_unit(use.tx, *holder);
    const bool seen = other && use.actor.may(platform::Permission::organization_read, other->values.area);
    return std::unexpected(
        about_credit_code(ErrorKind::conflict, "unit.credit_code_taken", "DATA-52", seen ? other->values.name : ""));
}

Result<void> check_opening(const Office& office, Date opened_on)
{
    if (opened_on <= office.clock.today()) return {};
    return bad_field("opened_on", "unit.opened_in_future", {}, office.clock.today().str());
}

template <class T>
void take(const std::optional<T>& given, UnitAttribute attribute, T& value, UnitAttributeSet& decided)
{
    if (!given || *given == value) return;
    value = *given;
    decided.add(attribute);
}

/// Everything decided on the first day was decided on another one.
Result<void> put_opening_on(UnitCase& use, Date day)
{
    const auto& first = use.after.states().front();
    use.after = TRY(correct(use.after, {first.change, use.change.id, first.valid_from, day, {}, {}})).after;
    return {};
}

UnitAttributeSet take_all(const UnitUpdate& asked, UnitAttributes& values)
{
    UnitAttributeSet decided;
    take(asked.area, UnitAttribute::area, values.area, decided);
    take(asked.name, UnitAttribute::name, values.name, decided);
    take(asked.kind, UnitAttribute::kind, values.kind, decided);
    take(asked.sector, UnitAttribute::sector, values.sector, decided);
    take(asked.region_code, UnitAttribute::region, values.region_code, decided);
    if (asked.staff_count && asked.staff_count != values.staff_count) {
        values.staff_count = asked.staff_count;
        decided.add(UnitAttribute::staff);
    }
    return decided;
}

/// What was to hold after the unit's last day ends on it.
void end_links(UnitCase& use, Date day)
{
    for (const auto& link : store::links_of_unit(use.tx, use.unit.id)) {
        if (link.valid_to <= day) continue;
        auto ended = link;
        ended.valid_to = std::max(link.valid_from, day);
        ended.closed_by = use.change.id;
        store::supersede_link(use.tx, link);
        store::insert_link(use.tx, use.office.ids, ended);
    }
    for (const auto& guide : store::guides_of(use.tx, use.unit.id)) {
        if (guide.valid_to <= day) continue;
        auto ended = guide;
        ended.valid_to = std::max(guide.valid_from, day);
        store::supersede_guide(use.tx, guide);
        store::insert_guide(use.tx, use.office.ids, ended);
    }
}

}  // namespace

Result<Unit> register_unit(const Office& office, db::Tx& tx, const platform::Actor& actor, const Registering& asked)
{
    UnitCase use(office, tx, actor, UnitChangeKind::registered, {asked.opened_on, asked.document_no, {}});
    use.begin_new();
    TRY(use.place(asked.values.area));
    TRY(check_opening(office, asked.opened_on));
    const auto rules = office.rules(asked.values.area, asked.opened_on);
    auto values = asked.values;
    values.exists = true;
    if (const auto* kind = rules->unit_kind(values.kind); kind && values.sector.empty()) values.sector = kind->sector;
    TRY(check_codes(*rules, values));
    values.credit_code = TRY(sound_credit_code(values.credit_code));
    TRY(check_code_is_free(use, values.credit_code, asked.opened_on));
    if (!values.credit_code.empty()) use.rule = "DATA-52";
    TRY(use.decide(UnitAttributeSet::all(), values));
    return use.finish();
}

Result<Unit> update_unit(const Office& office, db::Tx& tx, const platform::Actor& actor, UnitId id,
                         const UnitUpdate& asked)
{
    UnitCase use(office, tx, actor, UnitChangeKind::updated, asked.papers);
    TRY(use.begin(id));
    const bool reopened = asked.opened_on && *asked.opened_on != use.before.founded_on();
    if (reopened) {
        TRY(check_opening(office, *asked.opened_on));
        TRY(put_opening_on(use, *asked.opened_on));
    }
    auto values = TRY(use.state_on_day())->values;
    auto decided = take_all(asked, values);
    if (asked.credit_code) {
        const auto code = TRY(sound_credit_code(*asked.credit_code));
        take(std::optional(code), UnitAttribute::credit_code, values.credit_code, decided);
    }
    if (decided.empty() && !reopened) return refuse(ErrorKind::invalid_input, "unit.nothing_changed");
    const auto rules = office.rules(values.area, asked.papers.effective_on);
    if (decided.has(UnitAttribute::kind) || decided.has(UnitAttribute::sector)) TRY(check_codes(*rules, values));
    if (decided.has(UnitAttribute::area)) TRY(use.place(values.area));
    if (decided.has(UnitAttribute::credit_code) || reopened)
        TRY(check_code_is_free(use, values.credit_code, reopened ? *asked.opened_on : asked.papers.effective_on));
    if (decided.has(UnitAttribute::credit_code)) use.rule = "DATA-52";
    if (!decided.empty()) TRY(use.decide(decided, values));
    return use.finish();
}

Result<Unit> close_unit(const Office& office, db::Tx& tx, const platform::Actor& actor, UnitId id,
                        const UnitPapers& papers)
{
    UnitCase use(office, tx, actor, UnitChangeKind::closed, papers);
    TRY(use.begin(id));
    TRY(use.state_on_day());
    const auto later = use.after.next_decision(UnitAttributeSet::all(), papers.effective_on);
    if (later != Date::forever()) {
        // Closed already on a later day, or changed after it would have been closed.
        if (later == use.after.dissolved_on()) return refuse(ErrorKind::conflict, "unit.closed", {}, later.str());
        return refuse(ErrorKind::rule_refused, "unit.too_early", {}, later.str());
    }
    TRY(use.decide(UnitAttributes::existence, {}));
    end_links(use, papers.effective_on);
    return use.finish();
}

}  // namespace jishi::organization
