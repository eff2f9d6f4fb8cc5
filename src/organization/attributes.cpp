#include "organization/attributes.hpp"

#include "organization/timeline.hpp"

namespace jishi::organization {
namespace {

bool equal(const Attributes& a, const Attributes& b, Attribute attribute)
{
    switch (attribute) {
        case Attribute::existence: return a.exists == b.exists;
        case Attribute::parent: return a.parent == b.parent;
        case Attribute::name: return a.name == b.name;
        case Attribute::short_name: return a.short_name == b.short_name;
        case Attribute::code: return a.code == b.code;
        case Attribute::type: return a.type == b.type;
        case Attribute::sector: return a.sector == b.sector;
        case Attribute::level: return a.level == b.level;
        case Attribute::form: return a.form == b.form;
        case Attribute::region: return a.region_code == b.region_code;
        case Attribute::term:
            return a.term_started_on == b.term_started_on && a.term_expires_on == b.term_expires_on &&
                   a.term_postponed_to == b.term_postponed_to;
        case Attribute::order: return a.sort_order == b.sort_order;
        case Attribute::members: return a.members == b.members && a.formal_members == b.formal_members;
        case Attribute::count_: break;
    }
    return true;
}

}  // namespace

void assign(Attributes& to, const Attributes& from, AttributeSet which)
{
    if (which == AttributeSet::all()) {
        to = from;
        return;
    }
    AttributeSet::each([&](Attribute attribute) {
        if (!which.has(attribute)) return;
        switch (attribute) {
            case Attribute::existence: to.exists = from.exists; break;
            case Attribute::parent: to.parent = from.parent; break;
            case Attribute::name: to.name = from.name; break;
            case Attribute::short_name: to.short_name = from.short_name; break;
            case Attribute::code: to.code = from.code; break;
            case Attribute::type: to.type = from.type; break;
            case Attribute::sector: to.sector = from.sector; break;
            case Attribute::level: to.level = from.level; break;
            case Attribute::form: to.form = from.form; break;
            case Attribute::region: to.region_code = from.region_code; break;
            case Attribute::term:
                to.term_started_on = from.term_started_on;
                to.term_expires_on = from.term_expires_on;
                to.term_postponed_to = from.term_postponed_to;
                break;
            case Attribute::order: to.sort_order = from.sort_order; break;
            case Attribute::members:
                to.members = from.members;
                to.formal_members = from.formal_members;
                break;
            case Attribute::count_: break;
        }
    });
}

AttributeSet difference(const Attributes& a, const Attributes& b)
{
    AttributeSet set;
    AttributeSet::each([&](Attribute attribute) {
        if (!equal(a, b, attribute)) set.add(attribute);
    });
    return set;
}

std::vector<ParentRun> parent_runs(const Timeline& timeline)
{
    std::vector<ParentRun> runs;
    for (const auto& state : timeline.states()) {
        if (!state.values.exists || state.is_empty()) continue;
        if (!runs.empty() && runs.back().parent == state.values.parent && runs.back().to == state.valid_from)
            runs.back().to = state.valid_to;
        else runs.push_back({state.values.parent, state.valid_from, state.valid_to});
    }
    return runs;
}

std::vector<Stretch> stretches_of(const Timeline& timeline)
{
    std::vector<Stretch> stretches;
    for (const auto& state : timeline.states()) {
        if (!state.values.exists || state.is_empty()) continue;
        if (!stretches.empty() && stretches.back().type == state.values.type && stretches.back().to == state.valid_from)
            stretches.back().to = state.valid_to;
        else stretches.push_back({state.valid_from, state.valid_to, state.values.type});
    }
    return stretches;
}

}  // namespace jishi::organization
