#include "organization/amendment.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/text.hpp"
#include "organization/organization_store.hpp"
#include "organization/path.hpp"

namespace jishi::organization {
namespace {

constexpr std::string_view shard_level = "city";  // [ORG-52] level whose organisations own a shard

bool overlaps(const ParentRun& a, const ParentRun& b) { return a.from < b.to && b.from < a.to; }

bool holds(const std::vector<ParentRun>& runs, const ParentRun& run)
{
    return std::ranges::any_of(runs, [&](const ParentRun& other) {
        return other.parent == run.parent && other.from <= run.from && run.to <= other.to;
    });
}

/// The first day on which the tree looks otherwise.
Date first_difference(const Timeline& before, const Timeline& after)
{
    constexpr AttributeSet shape{Attribute::existence, Attribute::parent, Attribute::type};
    const auto differs_on = [&](Date day) {
        const auto* const a = before.on(day);
        const auto* const b = after.on(day);
        if (!a || !b) return a != b;
        return !(difference(a->values, b->values) & shape).empty();
    };
    auto first = Date::forever();
    for (const auto* timeline : {&before, &after})
        for (const auto& state : timeline->states())
            if (state.valid_from < first && differs_on(state.valid_from)) first = state.valid_from;
    return first;
}

}  // namespace

OrganizationId shard_of(const Node& node, OrganizationId parents_shard)
{
    return node.values.level == shard_level ? node.id : parents_shard;
}

void show(Node& node, const Timeline& timeline, Date today)
{
    const auto* state = timeline.shown_on(today);
    if (!state) {
        node.status = Status::withdrawn;
        node.values.exists = false;
        return;
    }
    if (node.values.name != state->values.name || node.pinyin.empty()) {
        auto pinyin = pinyin_of(state->values.name);
        node.pinyin = std::move(pinyin.full);
        node.initials = std::move(pinyin.initials);
    }
    node.values = state->values;
    node.founded_on = timeline.founded_on();
    node.dissolved_on = timeline.dissolved_on();
    node.status = today < node.founded_on     ? Status::planned
                  : today < node.dissolved_on ? Status::active
                                              : Status::dissolved;
    // Before its first day and after its last one an organisation is shown as it is to be, or was.
    node.values.exists = node.status != Status::dissolved;
}

Result<Amendment::Subject*> Amendment::subject(OrganizationId id)
{
    if (const auto known = subjects_.find(id); known != subjects_.end()) return &known->second;
    auto node = store::find_node(tx_, id);
    if (!node || node->status == Status::withdrawn)
        return refuse(ErrorKind::not_found, "organization.not_found", {}, id.str());
    Subject subject{std::move(*node), store::timeline_of(tx_, id), {}, false};
    subject.after = subject.before;
    order_.push_back(id);
    return &subjects_.emplace(id, std::move(subject)).first->second;
}

Result<Amendment::Subject*> Amendment::found(OrganizationId id, Date from, const Attributes& values)
{
    Subject subject;
    subject.node.id = id;
    subject.node.version = 0;
    subject.is_new = true;
    auto& added = subjects_.emplace(id, std::move(subject)).first->second;
    order_.push_back(id);
    TRY(decide(added, from, AttributeSet::all(), values));
    return &added;
}

Result<void> Amendment::decide(Subject& subject, Date from, AttributeSet decided, const Attributes& values)
{
    auto rewrite = TRY(engine::decide(subject.after, {change_, from, decided, values}));
    subject.after = std::move(rewrite.after);
    return {};
}

Result<void> Amendment::hand_over(OrganizationId child, OrganizationId parent, OrganizationId target, Date from)
{
    auto* const moved = TRY(subject(child));
    Attributes values;
    values.parent = target;
    for (const auto& run : parent_runs(moved->before))
        if (run.parent == parent && run.to > from)
            TRY(decide(*moved, std::max(run.from, from), {Attribute::parent}, values));
    return {};
}

Result<void> Amendment::withdraw(Subject& subject, ChangeId change)
{
    auto rewrite = TRY(engine::withdraw(subject.after, change));
    subject.after = std::move(rewrite.after);
    return {};
}

Result<void> Amendment::correct(Subject& subject, const Correction& correction)
{
    auto rewrite = TRY(engine::correct(subject.after, correction));
    subject.after = std::move(rewrite.after);
    return {};
}

const Timeline& Amendment::known_timeline(OrganizationId id)
{
    if (const auto known = subjects_.find(id); known != subjects_.end()) return known->second.after;
    if (const auto known = looked_at_.find(id); known != looked_at_.end()) return known->second;
    return looked_at_.emplace(id, store::timeline_of(tx_, id)).first->second;
}

Result<void> Amendment::check()
{
    TRY(check_parents());
    TRY(check_left_behind());
    return check_names();
}

/// New stretches below a parent: the parent exists on all of these days, and does not stand below the child on any.
Result<void> Amendment::check_parents()
{
    std::map<OrganizationId, std::vector<std::pair<OrganizationId, ParentRun>>> by_parent;
    for (const auto& [id, subject] : subjects_) {
        const auto before = parent_runs(subject.before);
        for (const auto& run : parent_runs(subject.after))
            if (run.parent && !holds(before, run)) by_parent[run.parent].emplace_back(id, run);
    }
    for (const auto& [parent, children] : by_parent) {
        const auto& timeline = known_timeline(parent);
        for (const auto& [child, run] : children)
            if (run.from < timeline.founded_on() || timeline.dissolved_on() < run.to)
                return refuse(ErrorKind::conflict, "organization.parent_not_there", {},
                              parent.str() + " " + timeline.founded_on().str() + "/" + timeline.dissolved_on().str());
        const bool all_new = std::ranges::all_of(children, [&](const auto& c) { return subjects_.at(c.first).is_new; });
        if (!all_new) TRY(check_climb(parent, children));  // nobody stands below who was just founded
    }
    return {};
}

/// Climbs from the new parent to the roots through all the days in question; meeting a child on a day on which it hangs
/// below this parent is a loop.
Result<void> Amendment::check_climb(OrganizationId parent,
                                    const std::vector<std::pair<OrganizationId, ParentRun>>& children)
{
    ParentRun days{parent, Date::forever(), Date::first()};
    for (const auto& [child, run] : children) {
        days.from = std::min(days.from, run.from);
        days.to = std::max(days.to, run.to);
    }
    const auto meets = [&](const ParentRun& at) {
        return std::ranges::any_of(children,
                                   [&](const auto& c) { return c.first == at.parent && overlaps(c.second, at); });
    };
    std::vector<ParentRun> open{days};
    std::set<std::tuple<OrganizationId, Date, Date>> seen;
    while (!open.empty()) {
        const auto at = open.back();
        open.pop_back();
        if (meets(at)) return refuse(ErrorKind::rule_refused, "organization.would_be_cycle", {}, at.parent.str());
        if (!seen.emplace(at.parent, at.from, at.to).second) continue;
        for (const auto& run : parent_runs(known_timeline(at.parent)))
            if (run.parent && overlaps(run, at))
                open.push_back({run.parent, std::max(run.from, at.from), std::min(run.to, at.to)});
    }
    return {};
}

/// [ORG-24] When the days of existence shrink, nobody may be left below.
Result<void> Amendment::check_left_behind()
{
    for (const auto& [id, subject] : subjects_) {
        if (subject.is_new || subject.before.empty()) continue;
        const auto founded = subject.after.founded_on();
        const auto dissolved = subject.after.empty() ? founded : subject.after.dissolved_on();
        if (founded <= subject.before.founded_on() && subject.before.dissolved_on() <= dissolved) continue;
        for (const auto& link : store::children_of(tx_, id, Date::first(), Date::forever())) {
            if (subjects_.contains(link.child)) continue;  // its new parent was looked at
            if (link.from < founded || dissolved < link.to)
                return refuse(ErrorKind::rule_refused, "organization.has_children", "ORG-24", link.child.str());
        }
    }
    for (const auto& [id, subject] : subjects_)
        for (const auto& run : parent_runs(subject.after)) {
            const auto parent = subjects_.find(run.parent);
            if (parent == subjects_.end()) continue;
            const auto& timeline = parent->second.after;
            if (run.from < timeline.founded_on() || timeline.dissolved_on() < run.to)
                return refuse(ErrorKind::rule_refused, "organization.has_children", "ORG-24", id.str());
        }
    return {};
}

Result<void> Amendment::check_names()
{
    const auto named_alike = [](const State& a, const State& b) {
        return a.values.name == b.values.name && a.values.parent == b.values.parent && a.values.exists;
    };
    std::set<std::tuple<OrganizationId, std::string, Date>> here;
    for (const auto& [id, subject] : subjects_)
        for (const auto& state : subject.after.states()) {
            if (!state.values.exists || state.valid_from >= state.valid_to || state.id) continue;
            // A row that says the same as before about name and parent on all of its days cannot collide anew.
            const bool known = std::ranges::any_of(subject.before.states(), [&](const State& old) {
                return named_alike(old, state) && old.valid_from <= state.valid_from && state.valid_to <= old.valid_to;
            });
            if (known) continue;
            if (!here.emplace(state.values.parent, state.values.name, state.valid_from).second ||
                store::is_name_taken(tx_, state.values.parent, state.values.name, state.valid_from, state.valid_to, id))
                return refuse(ErrorKind::conflict, "organization.name_taken_under_parent", {}, state.values.name);
        }
    return {};
}

std::vector<Node> Amendment::write()
{
    std::vector<Showing> changed;
    for (const auto id : order_) {
        auto& subject = subjects_.at(id);
        const bool same =
            !subject.is_new && subject.after.states().size() == subject.before.states().size() &&
            std::ranges::all_of(subject.after.states(), [](const State& s) { return static_cast<bool>(s.id); });
        if (same) continue;
        changed.push_back({&subject, subject.node.values.parent});
        show(subject.node, subject.after, today_);
    }
    const auto in_order = from_the_top(std::move(changed));
    for (const auto& showing : in_order) {
        auto& subject = *showing.subject;
        write_row(showing);
        write_states(subject, subject.node.shard);
        changed_from_ = std::min(changed_from_, first_difference(subject.before, subject.after));
    }
    return nodes_of(in_order);
}

std::vector<Node> Amendment::take_effect()
{
    std::vector<Showing> changed;
    for (const auto id : order_) {
        auto& subject = subjects_.at(id);
        const auto was = subject.node;
        show(subject.node, subject.after, today_);
        if (subject.node.status == was.status && subject.node.values == was.values) continue;
        changed.push_back({&subject, was.values.parent});
    }
    const auto in_order = from_the_top(std::move(changed));
    for (const auto& showing : in_order) write_row(showing);
    return nodes_of(in_order);
}

/// As they are after all of them were written: a later move may have taken an earlier one along.
std::vector<Node> Amendment::nodes_of(const std::vector<Showing>& in_order)
{
    std::vector<Node> nodes;
    for (const auto& showing : in_order) nodes.push_back(showing.subject->node);
    return nodes;
}

void Amendment::write_states(const Subject& subject, OrganizationId shard)
{
    const auto& after = subject.after.states();
    for (const auto& old : subject.before.states()) {
        if (std::ranges::any_of(after, [&](const State& state) { return state.id == old.id; })) continue;
        store::supersede(tx_, old.id);
        if (old.valid_from > today_ && !subject.after.has(old.change)) store::unplan(tx_, subject.node.id, old.change);
    }
    for (auto state : after) {
        if (state.id) continue;
        state.id = ids_.next_id<StateTag>();
        store::insert_state(tx_, subject.node.id, shard, state);
        mark_ = state.id.value;
        if (state.valid_from > today_) store::plan(tx_, state.valid_from, subject.node.id, state.change);
    }
}

OrganizationId Amendment::parent_today(OrganizationId id)
{
    if (const auto known = subjects_.find(id); known != subjects_.end()) return known->second.node.values.parent;
    if (const auto known = parents_today_.find(id); known != parents_today_.end()) return known->second;
    const auto node = store::find_node(tx_, id);
    return parents_today_[id] = node ? node->values.parent : OrganizationId{};
}

/// Those who will stand higher come first. Moves of one change, or plans of one day, are written one by one; in another
/// order somebody could come to stand below itself in between, and its path below itself for good.
std::vector<Amendment::Showing> Amendment::from_the_top(std::vector<Showing> changed)
{
    if (changed.size() < 2) return changed;
    std::map<OrganizationId, const Showing*> waiting;
    for (const auto& showing : changed) waiting[showing.subject->node.id] = &showing;
    std::vector<Showing> in_order;
    std::vector<const Showing*> climb;
    for (const auto& showing : changed) {
        for (auto at = showing.subject->node.id; at; at = parent_today(at)) {
            const auto found = waiting.find(at);
            if (found == waiting.end()) continue;
            if (!found->second) break;  // it and all above it are placed
            climb.push_back(found->second);
            found->second = nullptr;
        }
        for (; !climb.empty(); climb.pop_back()) in_order.push_back(*climb.back());
    }
    return in_order;
}

void Amendment::write_row(const Showing& showing)
{
    auto& node = showing.subject->node;
    ++node.version;
    if (showing.subject->is_new) {
        place_new(node);
        store::insert_node(tx_, node);
        return;
    }
    store::update_node(tx_, node);
    move_existing(node, showing.old_parent);
}

void Amendment::place_new(Node& node)
{
    std::string above;
    OrganizationId shard;
    if (const auto parent = node.values.parent) {
        const auto known = subjects_.find(parent);
        const auto row = known != subjects_.end() ? std::optional(known->second.node) : store::find_node(tx_, parent);
        if (!row) throw std::runtime_error("organization: the parent's row is missing");
        above = row->path;
        shard = row->shard;
    }
    node.path = above + path_segment(store::take_segments(tx_));
    node.shard = shard_of(node, shard);
}

void Amendment::move_existing(Node& node, OrganizationId old_parent)
{
    if (node.status == Status::withdrawn) return;
    const bool moved = node.values.parent != old_parent;
    const bool was_own = node.shard == node.id;
    if (!moved && was_own == (node.values.level == shard_level)) return;
    std::string above;
    OrganizationId shard;
    if (const auto parent = node.values.parent) {
        const auto row = store::find_node(tx_, parent);
        if (!row) throw std::runtime_error("organization: the parent's row is missing");
        above = row->path;
        shard = row->shard;
    }
    if (moved) {
        const auto to = above + node.path.substr(node.path.size() - segment_size);
        store::move_path(tx_, node.path, to);
        carry_along(std::string(node.path), to);
    }
    const auto was = node.shard;
    const auto now = shard_of(node, shard);
    if (now == was) return;
    resharded_.push_back({store::reshard(tx_, node.path, was, now), now});
    for (auto& [id, subject] : subjects_)
        if (subject.node.path.starts_with(node.path) && subject.node.shard == was) subject.node.shard = now;
}

/// Rows of subjects that were read before a move above them.
void Amendment::carry_along(const std::string& from, const std::string& to)
{
    for (auto& [id, subject] : subjects_)
        if (subject.node.path.starts_with(from)) subject.node.path = to + subject.node.path.substr(from.size());
}

}  // namespace jishi::organization
