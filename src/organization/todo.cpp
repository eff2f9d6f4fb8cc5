#include "organization/todo.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "organization/structure.hpp"
#include "organization/todo_store.hpp"
#include "organization/unit_query.hpp"

namespace jishi::organization {
namespace {

constexpr std::uint32_t walk_max = 20'000;

auto order_of(const TodoItem& item)
{
    return std::tuple{item.urgency, item.due_on.value_or(Date::forever()), item.kind, item.organization, item.unit,
                      item.change};
}

class Collector {
public:
    Collector(const Office& office, db::Tx& tx, const Sight& sight)
        : office_(office), tx_(tx), sight_(sight), rules_(office, office.clock.today())
    {
    }

    Todo collect()
    {
        look_at_organizations();
        look_at_plans();
        look_at_special_reasons();
        if (organizations_ <= walk_max) {
            look_at_joint_ones();
            look_at_units();
        }
        return answer();
    }

private:
    Date today() const { return office_.clock.today(); }

    void add(TodoItem item)
    {
        item.urgency = urgency_of(item.due_on, today());
        items_.push_back(std::move(item));
    }

    /// The same object as long as the rules are the same: the thresholds of an organisation are kept by their address.
    const OrganizationPolicy& rules_at(OrganizationId id)
    {
        if (!office_.policies.differs_by_place()) return rules_.national();
        const auto policy = office_.policy_at(id, today());
        auto& kept = kept_rules_[policy.snapshot()];
        if (!kept) kept = office_.policies.on(policy);
        return *kept;
    }

    void look_at_organizations()
    {
        std::vector<OrganizationId> roots = sight_.roots;
        if (sight_.everything)
            for (const auto& root : office_.directory.roots()) roots.push_back(root.id);
        for (const auto root : roots) {
            office_.directory.visit(root, [&](const Directory::Brief& brief) { look_at(brief); });
        }
        for (const auto id : sight_.single) {
            bool first = true;
            office_.directory.visit(id, [&](const Directory::Brief& brief) {
                if (std::exchange(first, false)) look_at(brief);
            });
        }
    }

    /// What the reminder rests on: the reply that put an election off, the length of the term, or the duty to remind.
    static std::string term_rule(const OrganizationPolicy& rules, const Directory::Brief& brief, Light light,
                                 bool overdue)
    {
        if (!overdue) return "ORG-44";
        if (light == Light::red) return "ORG-43";
        const auto* term = rules.term(brief.type, brief.sector);
        return term ? term->rule : "ORG-44";
    }

    void look_at(const Directory::Brief& brief)
    {
        ++organizations_;
        const auto& rules = rules_at(brief.id);
        if (brief.term_expires_on && is_reminded(rules, *brief.term_expires_on, today())) {
            const auto light = *term_light(rules, brief.term_expires_on, today(), brief.term_postponed_to);
            // An election that was allowed to be later is not late before that day.
            const auto due_on = light == Light::red ? brief.term_postponed_to : brief.term_expires_on;
            const bool overdue = *due_on < today();
            add({.kind = TodoKind::term,
                 .organization = brief.id,
                 .due_on = due_on,
                 .rule = term_rule(rules, brief, light, overdue),
                 .what = std::string(code_of(light))});
        }
        for (const auto& threshold : rules.thresholds) {
            if (threshold.type != brief.type) continue;
            if (threshold.usual_max_units) joint_.emplace(brief.id, &threshold);
            if (brief.members && threshold.usual_max_members && *brief.members > *threshold.usual_max_members)
                add({.kind = TodoKind::large_branch,
                     .organization = brief.id,
                     .rule = threshold.rule,
                     .figure = *brief.members,
                     .limit = *threshold.usual_max_members});
        }
        if (brief.members || brief.formal_members) look_at_thresholds(brief);
    }

    void look_at_thresholds(const Directory::Brief& brief)
    {
        Attributes values;
        values.type = brief.type;
        values.sector = brief.sector;
        values.form = brief.form;
        values.members = brief.members;
        values.formal_members = brief.formal_members;
        const auto refused = check_thresholds(rules_at(brief.id), values, {});
        if (refused) return;
        below_.push_back({.kind = TodoKind::special_reason,
                          .organization = brief.id,
                          .rule = refused.error().rule,
                          .what = refused.error().detail});
    }

    void look_at_special_reasons()
    {
        if (below_.empty()) return;
        const auto reasoned = store::with_special_reason(tx_);
        for (auto& item : below_)
            if (!reasoned.contains(item.organization)) add(std::move(item));
    }

    void look_at_plans()
    {
        const auto last = today().plus_days(rules_.national().early_reminder_days);
        for (const auto& plan : store::plans_between(tx_, today(), last)) {
            if (!sight_.sees(office_.directory, plan.organization)) continue;
            add({.kind = TodoKind::planned,
                 .organization = plan.organization,
                 .due_on = plan.effective_on,
                 .what = plan.kind,
                 .change = plan.change});
        }
    }

    void look_at_joint_ones()
    {
        if (joint_.empty()) return;
        const auto counts = store::units_by_organization(tx_, sight_, today());
        for (const auto& [id, threshold] : joint_) {
            const auto found = counts.find(id);
            const int units = found == counts.end() ? 0 : found->second;
            if (units > *threshold->usual_max_units)
                add({.kind = TodoKind::many_units,
                     .organization = id,
                     .rule = threshold->rule,
                     .figure = units,
                     .limit = *threshold->usual_max_units});
            else if (units == 0) add({.kind = TodoKind::no_units, .organization = id, .rule = "ORG-55"});
        }
    }

    void look_at_units()
    {
        UnitFilter filter;
        filter.sight = sight_;
        filter.covered = false;
        filter.obliged = true;
        filter.in_coverage = true;
        filter.day = today();
        for (auto& unit : find_units(office_, tx_, filter, {}, units_max).items) {
            const auto* const rule = obliged_by(rules_.at(unit.values.area), unit.values);
            add({.kind = TodoKind::uncovered,
                 .organization = unit.values.area,
                 .rule = rule ? rule->rule : "",
                 .unit = unit.id,
                 .name = std::move(unit.values.name),
                 .figure = unit.values.staff_count.value_or(0)});
        }
    }

    Todo answer()
    {
        Todo todo;
        todo.counts["total"] = static_cast<std::int64_t>(items_.size());
        for (const auto& item : items_) {
            ++todo.counts[std::string(code_of(item.urgency))];
            ++todo.counts[std::string(code_of(item.kind))];
        }
        const auto kept = std::min(items_.size(), Todo::items_max);
        std::ranges::partial_sort(items_, items_.begin() + static_cast<std::ptrdiff_t>(kept), {}, order_of);
        items_.resize(kept);
        todo.items = std::move(items_);
        return todo;
    }

    static constexpr std::size_t units_max = 5'000;

    const Office& office_;
    db::Tx& tx_;
    const Sight& sight_;
    AreaRules rules_;
    std::map<const policy::Snapshot*, std::shared_ptr<const OrganizationPolicy>> kept_rules_;
    std::uint32_t organizations_ = 0;
    std::vector<TodoItem> items_;
    std::vector<TodoItem> below_;                           // a threshold
    std::map<OrganizationId, const ThresholdRule*> joint_;  // organisations that should not be of too many units
};

}  // namespace

std::string_view code_of(TodoKind kind)
{
    switch (kind) {
        case TodoKind::term: return "term";
        case TodoKind::planned: return "planned";
        case TodoKind::special_reason: return "special_reason";
        case TodoKind::large_branch: return "large_branch";
        case TodoKind::many_units: return "many_units";
        case TodoKind::no_units: return "no_units";
        case TodoKind::uncovered: return "uncovered";
    }
    return "";
}

Todo todo_of(const Office& office, db::Tx& tx, const Sight& sight) { return Collector(office, tx, sight).collect(); }

}  // namespace jishi::organization
