// Who may ask what: the places of a question, and what small counts would give away.
#include <algorithm>

#include "statistics/question.hpp"

namespace jishi::statistics {

using platform::Permission;

Reach reach_of(const platform::Actor& actor, Permission permission, OrganizationId node)
{
    auto reach = Reach::nothing;
    for (const auto& grant : actor.grants) {
        if (!grant.permissions.has(permission)) continue;
        if (!grant.organization || (grant.subtree && actor.scope && actor.scope->contains(grant.organization, node)))
            return Reach::subtree;
        if (grant.organization == node) reach = Reach::node;
    }
    return reach;
}

namespace {

constexpr std::size_t within_max = 1000;

/// The places of a question, each once and none below another: whoever stands below two is counted once.
Result<std::vector<Place>> places_of(const World& world, const platform::Actor& actor, const CrosstabQuestion& question,
                                     bool& sees_persons)
{
    const auto& tree = world.tree();
    std::vector<Place> places;
    if (question.within.size() > within_max)
        return bad_field("within", "input.too_many_items", {}, std::to_string(within_max));
    std::vector<OrganizationId> asked = question.within;
    if (asked.empty())
        for (const auto root : tree.roots()) asked.emplace_back(tree.id(root));
    for (const auto id : asked) {
        const auto reach = reach_of(actor, Permission::organization_read, id);
        const auto node = tree.find(id.value);
        // Who may not look there does not learn whether it is there.
        if (reach == Reach::nothing)
            return refuse(ErrorKind::forbidden, "access.forbidden", {},
                          std::string(code_of(Permission::organization_read)));
        if (node == node_none) return refuse(ErrorKind::not_found, "organization.not_found", {}, id.str());
        if (reach_of(actor, Permission::member_read, id) < reach) sees_persons = false;
        places.push_back({node, reach});
    }
    std::ranges::sort(
        places, [](const Place& a, const Place& b) { return a.node != b.node ? a.node < b.node : a.reach > b.reach; });
    std::vector<Place> apart;
    for (const auto& place : places) {
        const bool inside = std::ranges::any_of(apart, [&](const Place& other) {
            return other.node == place.node || (other.reach == Reach::subtree && tree.contains(other.node, place.node));
        });
        if (!inside) apart.push_back(place);
    }
    return apart;
}

/// What would single out persons whatever is withheld.
Result<void> check_for_protected(const Register& rows, const CrosstabQuestion& question)
{
    const auto refused = [](std::string field) {
        return bad_field(std::move(field), "statistics.not_for_protected", "STAT-10");
    };
    const auto tells = [&](const std::string& code) {
        const auto* column = rows.columns().find(code);
        return column != nullptr && column->of_persons;
    };
    for (std::size_t i = 0; i < question.dimensions.size(); ++i)
        if (tells(question.dimensions[i])) return refused("dimensions/" + std::to_string(i));
    for (std::size_t clause = 0; clause < question.filter.size(); ++clause)
        for (const auto& condition : question.filter[clause].any)
            // Ranges can be cut as fine as one likes.
            if (condition.from || condition.until || condition.years_min || condition.years_max ||
                tells(condition.column))
                return refused("filter/" + std::to_string(clause));
    return {};
}

/// Which rows count when nobody asks for all.
Condition counted_by(const CrosstabOffice& office, const CrosstabQuestion& question)
{
    Condition condition;
    if (question.everybody) return condition;
    switch (question.of) {
        case Counted::members:
            return counted_members(office.team.office().rules({}, office.clock.today())->statuses_counted());
        case Counted::organizations:  // [STAT-06]
            condition.column = "basic";
            condition.codes = {"yes"};
            break;
        case Counted::units: break;
    }
    return condition;
}

}  // namespace

Result<Prepared> prepare(const CrosstabOffice& office, const World& world, const platform::Actor& actor,
                         const CrosstabQuestion& question)
{
    Prepared prepared;
    prepared.rows = world.find(question.of);
    if (prepared.rows == nullptr) return refuse(ErrorKind::unavailable, "statistics.unavailable");
    bool sees_persons = true;
    prepared.places = TRY(places_of(world, actor, question, sees_persons));
    if (!sees_persons) TRY(check_for_protected(*prepared.rows, question));
    // Organisations and units are no persons.
    prepared.is_protected = !sees_persons && question.of == Counted::members;
    prepared.dimensions = TRY(dimensions_of(*prepared.rows, question));
    prepared.filter = TRY(filter_of(*prepared.rows, question, counted_by(office, question)));
    return prepared;
}

}  // namespace jishi::statistics
