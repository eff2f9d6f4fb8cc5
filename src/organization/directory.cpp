#include "organization/directory.hpp"

#include <algorithm>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>

#include "base/text.hpp"
#include "organization/directory_parts.hpp"

namespace jishi::organization {
namespace {

std::int32_t to_days(const std::optional<Date>& date)
{
    return date ? static_cast<std::int32_t>(date->days()) : INT32_MIN;
}
std::optional<Date> from_days(std::int32_t days)
{
    if (days == INT32_MIN) return std::nullopt;
    return Date{1970, 1, 1}.plus_days(days);
}

}  // namespace

std::string latin_key(std::string_view text)
{
    std::string key;
    for (const char c : text) {
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80) key += c;
        else if (c >= 'A' && c <= 'Z') key += static_cast<char>(c - 'A' + 'a');
    }
    return key;
}

std::string_view code_of(Status status)
{
    switch (status) {
        case Status::planned: return "planned";
        case Status::active: return "active";
        case Status::dissolved: return "dissolved";
        case Status::withdrawn: return "withdrawn";
    }
    return "";
}

Directory::Directory(std::function<bool(std::string_view)> counted,
                     std::function<policy::PlaceNumber(const Node&)> place)
    : counted_(std::move(counted)), place_(std::move(place)), ids_(std::make_unique<Ids>()),
      arena_(std::make_unique<TextArena>()), codes_(std::make_unique<Codes>())
{
}
Directory::~Directory() = default;

std::uint32_t Directory::find_slot(OrganizationId id) const { return id ? ids_->find(id.value) : none; }

bool Directory::is_below(std::uint32_t slot, std::uint32_t root) const
{
    // The bound is for a reader that meets two moves at once: it may see a mixture, never a loop.
    for (int steps = 0; slot != none && steps < depth_max; ++steps) {
        if (slot == root) return true;
        slot = above_[slot].parent.load(std::memory_order_acquire);
    }
    return false;
}

bool Directory::contains(OrganizationId root, OrganizationId node) const
{
    const auto top = find_slot(root);
    const auto slot = find_slot(node);
    return top != none && slot != none && is_below(slot, top);
}

std::size_t Directory::places_above(OrganizationId id, std::span<policy::PlaceNumber, depth_max> places) const
{
    std::size_t count = 0;
    auto slot = find_slot(id);
    for (int steps = 0; slot != none && steps < depth_max; ++steps) {
        const auto place = above_[slot].place.load(std::memory_order_acquire);
        if (place != 0 && (count == 0 || places[count - 1] != place)) places[count++] = place;
        slot = above_[slot].parent.load(std::memory_order_acquire);
    }
    return count;
}

// ---- writing ----------------------------------------------------------------------------------------------

/// Order of display among siblings.
bool Directory::before(std::uint32_t a, std::uint32_t b) const
{
    const auto& x = slots_[a];
    const auto& y = slots_[b];
    if (x.sort_order != y.sort_order) return x.sort_order < y.sort_order;
    const auto code = arena_->get(x.texts, Word::code).compare(arena_->get(y.texts, Word::code));
    return code != 0 ? code < 0 : x.id < y.id;
}

void Directory::add_up(std::uint32_t slot, std::int32_t count)
{
    for (; slot != none; slot = above_[slot].parent.load(std::memory_order_relaxed)) {
        slots_[slot].subtree_count += static_cast<std::uint32_t>(count);
        // What is above one that is not in the tree (planned, dissolved) hears of it when that one is linked.
        if (!slots_[slot].linked) return;
    }
}

void Directory::link(std::uint32_t slot)
{
    auto& node = slots_[slot];
    const auto parent = above_[slot].parent.load(std::memory_order_relaxed);
    auto& siblings = parent == none ? roots_ : slots_[parent].children;
    siblings.insert(std::ranges::upper_bound(siblings, slot, [&](auto a, auto b) { return before(a, b); }), slot);
    node.linked = true;
    add_up(parent, static_cast<std::int32_t>(node.subtree_count));
}

void Directory::unlink(std::uint32_t slot)
{
    auto& node = slots_[slot];
    const auto parent = above_[slot].parent.load(std::memory_order_relaxed);
    auto& siblings = parent == none ? roots_ : slots_[parent].children;
    auto place = std::ranges::lower_bound(siblings, slot, [&](auto a, auto b) { return before(a, b); });
    if (place == siblings.end() || *place != slot) place = std::ranges::find(siblings, slot);
    siblings.erase(place);
    node.linked = false;
    add_up(parent, -static_cast<std::int32_t>(node.subtree_count));
}

/// Writes what stands in the slot itself. @return the slot
std::uint32_t Directory::write(const Node& node)
{
    auto slot = find_slot(node.id);
    const bool is_new = slot == none;
    if (is_new) {
        slot = slots_.grow();
        above_.grow();
        above_[slot].parent.store(none, std::memory_order_relaxed);
    }
    auto& to = slots_[slot];
    const auto& values = node.values;
    to.id = node.id.value;
    if (place_) above_[slot].place.store(place_(node), std::memory_order_release);
    to.founded_on = to_days(node.founded_on);
    to.dissolved_on = to_days(node.dissolved_on);
    to.term_started_on = to_days(values.term_started_on);
    to.term_expires_on = to_days(values.term_expires_on);
    to.term_postponed_to = to_days(values.term_postponed_to);
    to.sort_order = values.sort_order;
    to.version = node.version;
    to.members = values.members.value_or(-1);
    to.formal_members = values.formal_members.value_or(-1);
    const auto type = codes_->types.number_of(values.type);
    if (is_new || to.type != type) codes_->counted[type] = counted_(values.type);
    to.type.store(type, std::memory_order_relaxed);
    to.sector.store(codes_->sectors.number_of(values.sector), std::memory_order_relaxed);
    to.level = codes_->levels.number_of(values.level);
    to.form = codes_->forms.number_of(values.form);
    to.status.store(node.status, std::memory_order_relaxed);
    const auto folded = fold_for_search(values.name);
    const auto folded_short = fold_for_search(values.short_name);
    const auto folded_code = latin_key(values.code);
    to.texts = arena_->add({values.name, folded, values.short_name, folded_short, values.code, folded_code,
                            values.region_code, node.pinyin, node.initials});
    if (is_new) ids_->insert(node.id.value, slot);
    return slot;
}

void Directory::load(const Node& node)
{
    const std::unique_lock lock(mutex_);
    const auto slot = write(node);
    // Until all rows are here the parent's id waits in the place of its slot; see finish_load.
    pending_parents_.resize(slot + 1);
    pending_parents_[slot] = node.values.parent;
}

void Directory::finish_load()
{
    const std::unique_lock lock(mutex_);
    const auto count = slots_.size();
    if (pending_parents_.size() != count) throw std::logic_error("organization: rows were put while loading");
    for (std::uint32_t slot = 0; slot < count; ++slot) {
        const auto parent = find_slot(pending_parents_[slot]);
        if (pending_parents_[slot] && parent == none)
            throw std::runtime_error("organization: parent " + pending_parents_[slot].str() + " is missing");
        above_[slot].parent.store(parent, std::memory_order_relaxed);
        auto& node = slots_[slot];
        node.counts = codes_->counted[node.type];
        node.linked = node.status == Status::active;
        node.subtree_count = node.linked && node.counts ? 1 : 0;
        if (node.linked) (parent == none ? roots_ : slots_[parent].children).push_back(slot);
    }
    pending_parents_ = {};
    const auto in_order = [&](auto a, auto b) { return before(a, b); };
    std::ranges::sort(roots_, in_order);
    std::vector<std::uint32_t> order;  // parents before children
    order.reserve(count);
    for (std::uint32_t slot = 0; slot < count; ++slot) {
        std::ranges::sort(slots_[slot].children, in_order);
        slots_[slot].children.shrink_to_fit();
        if (!slots_[slot].linked || above_[slot].parent.load(std::memory_order_relaxed) == none) order.push_back(slot);
    }
    for (std::size_t i = 0; i < order.size(); ++i)
        for (const auto child : slots_[order[i]].children) order.push_back(child);
    for (auto i = order.size(); i-- > 0;) {
        const auto parent = above_[order[i]].parent.load(std::memory_order_relaxed);
        if (parent != none && slots_[order[i]].linked) slots_[parent].subtree_count += slots_[order[i]].subtree_count;
    }
    names_.rebuild(count, [&](std::uint32_t slot) { return texts_of(slot); });
    revision_.fetch_add(1, std::memory_order_release);
}

NameIndex::Texts Directory::texts_of(std::uint32_t slot) const
{
    const auto& node = slots_[slot];
    if (node.status != Status::active) return {};
    const auto place = node.texts.load(std::memory_order_acquire);
    return {arena_->get(place, Word::folded_name), arena_->get(place, Word::folded_short_name),
            arena_->get(place, Word::pinyin), arena_->get(place, Word::initials),
            arena_->get(place, Word::folded_code)};
}

void Directory::put(std::span<const Node> nodes)
{
    constexpr std::size_t together = 256;  // so that readers of a big import wait for a part of it only
    while (!nodes.empty()) {
        const std::unique_lock lock(mutex_);
        for (const auto& node : nodes.first(std::min(together, nodes.size()))) put_one(node);
        nodes = nodes.subspan(std::min(together, nodes.size()));
    }
    revision_.fetch_add(1, std::memory_order_release);
}

void Directory::withdraw(std::span<const OrganizationId> ids)
{
    for (const auto id : ids) {
        auto node = find(id);
        if (!node) continue;
        node->status = Status::withdrawn;
        put(*node);
    }
}

void Directory::put_one(const Node& node)
{
    const auto parent = find_slot(node.values.parent);
    if (node.values.parent && parent == none)
        throw std::runtime_error("organization: parent " + node.values.parent.str() + " is missing");
    const auto known = find_slot(node.id);
    // Whoever puts rows keeps this; a loop here would hold the writer for ever.
    if (known != none && is_below(parent, known))
        throw std::logic_error("organization: " + node.id.str() + " below itself");
    const bool was_searchable = known != none && slots_[known].status == Status::active;
    // Views of the arena stay valid: records are added, never changed.
    const auto old = known == none ? NameIndex::Texts{} : texts_of(known);
    if (known != none && slots_[known].linked) unlink(known);
    const auto slot = write(node);
    auto& to = slots_[slot];
    to.extras.store(all_extras, std::memory_order_relaxed);
    above_[slot].parent.store(parent, std::memory_order_release);
    const bool counts = codes_->counted[to.type] && node.status == Status::active;
    to.subtree_count += static_cast<std::uint32_t>(counts) - static_cast<std::uint32_t>(to.counts);
    to.counts = counts;
    if (node.status == Status::active) link(slot);
    const auto texts = texts_of(slot);
    if (node.status == Status::active ? !was_searchable || texts != old : was_searchable) names_.put(slot, texts);
}

// ---- reading ----------------------------------------------------------------------------------------------

std::uint32_t Directory::size() const { return slots_.size(); }

Listing Directory::listing_of(std::uint32_t slot) const
{
    const auto& node = slots_[slot];
    const auto parent = above_[slot].parent.load(std::memory_order_relaxed);
    const auto text = [&](Word word) { return std::string{arena_->get(node.texts, word)}; };
    return {OrganizationId{node.id},
            parent == none ? OrganizationId{} : OrganizationId{slots_[parent].id},
            text(Word::name),
            text(Word::short_name),
            text(Word::code),
            codes_->types[node.type],
            codes_->sectors[node.sector],
            node.status,
            static_cast<std::uint32_t>(node.children.size()),
            node.subtree_count};
}

std::optional<Listing> Directory::listing(OrganizationId id) const
{
    const std::shared_lock lock(mutex_);
    const auto slot = find_slot(id);
    if (slot == none) return std::nullopt;
    return listing_of(slot);
}

std::optional<Node> Directory::find(OrganizationId id) const
{
    const std::shared_lock lock(mutex_);
    const auto slot = find_slot(id);
    if (slot == none) return std::nullopt;
    return node_of(slot);
}

std::optional<Detail> Directory::detail(OrganizationId id) const
{
    const std::shared_lock lock(mutex_);
    const auto slot = find_slot(id);
    if (slot == none) return std::nullopt;
    const auto& from = slots_[slot];
    return Detail{node_of(slot), static_cast<std::uint32_t>(from.children.size()), from.subtree_count,
                  from.extras.load(std::memory_order_relaxed), path_of_slot(slot)};
}

std::string Directory::name_of(OrganizationId id) const
{
    const auto slot = find_slot(id);
    if (slot == none) return {};
    return std::string{arena_->get(slots_[slot].texts.load(std::memory_order_acquire), Word::name)};
}

void Directory::mark(OrganizationId id, Extra extra)
{
    const auto slot = find_slot(id);
    if (slot != none) slots_[slot].extras.fetch_or(static_cast<std::uint8_t>(extra), std::memory_order_relaxed);
}

void Directory::mark_all(Extra extra)
{
    for (std::uint32_t slot = 0; slot < slots_.size(); ++slot)
        slots_[slot].extras.fetch_or(static_cast<std::uint8_t>(extra), std::memory_order_relaxed);
}

void Directory::mark_after(db::Tx& tx, OrganizationId id, Extra extra)
{
    tx.after_commit([this, id, extra] { mark(id, extra); });
}

Node Directory::node_of(std::uint32_t slot) const
{
    const auto& from = slots_[slot];
    const auto parent = above_[slot].parent.load(std::memory_order_relaxed);
    const auto text = [&](Word word) { return std::string{arena_->get(from.texts, word)}; };
    Node node;
    node.id = OrganizationId{from.id};
    node.status = from.status;
    node.founded_on = *from_days(from.founded_on);
    node.dissolved_on = *from_days(from.dissolved_on);
    node.version = from.version;
    auto& values = node.values;
    values.exists = node.status == Status::active || node.status == Status::planned;
    values.parent = parent == none ? OrganizationId{} : OrganizationId{slots_[parent].id};
    values.name = text(Word::name);
    values.short_name = text(Word::short_name);
    values.code = text(Word::code);
    values.type = codes_->types[from.type];
    values.sector = codes_->sectors[from.sector];
    values.level = codes_->levels[from.level];
    values.form = codes_->forms[from.form];
    values.region_code = text(Word::region);
    values.term_started_on = from_days(from.term_started_on);
    values.term_expires_on = from_days(from.term_expires_on);
    values.term_postponed_to = from_days(from.term_postponed_to);
    values.sort_order = from.sort_order;
    if (from.members >= 0) values.members = from.members;
    if (from.formal_members >= 0) values.formal_members = from.formal_members;
    return node;
}

std::vector<PathPart> Directory::path_of(OrganizationId id) const
{
    const std::shared_lock lock(mutex_);
    return path_of_slot(find_slot(id));
}

std::vector<PathPart> Directory::path_of_slot(std::uint32_t slot) const
{
    std::vector<PathPart> path;
    for (; slot != none; slot = above_[slot].parent.load(std::memory_order_relaxed)) {
        const auto& node = slots_[slot];
        path.push_back(
            {OrganizationId{node.id}, std::string{arena_->get(node.texts, Word::name)}, codes_->types[node.type]});
    }
    std::ranges::reverse(path);
    return path;
}

std::vector<Listing> Directory::roots() const
{
    const std::shared_lock lock(mutex_);
    std::vector<Listing> list;
    for (const auto slot : roots_) list.push_back(listing_of(slot));
    return list;
}

Directory::Page Directory::children(OrganizationId parent, OrganizationId after, std::size_t limit) const
{
    const std::shared_lock lock(mutex_);
    Page page;
    const auto slot = find_slot(parent);
    if (slot == none) return page;
    const auto& all = slots_[slot].children;
    auto at = all.begin();
    if (const auto last = find_slot(after); last != none)
        at = std::ranges::upper_bound(all, last, [&](auto a, auto b) { return before(a, b); });
    for (; at != all.end() && page.items.size() < limit; ++at) page.items.push_back(listing_of(*at));
    if (at != all.end() && !page.items.empty()) page.next = page.items.back().id;
    return page;
}

void Directory::walk(std::uint32_t slot, const std::function<void(std::uint32_t)>& visit) const
{
    std::vector<std::uint32_t> open{slot};
    while (!open.empty()) {
        const auto next = open.back();
        open.pop_back();
        visit(next);
        const auto& children = slots_[next].children;
        open.insert(open.end(), children.rbegin(), children.rend());
    }
}

std::vector<OrganizationId> Directory::subtree(OrganizationId root) const
{
    const std::shared_lock lock(mutex_);
    std::vector<OrganizationId> ids;
    if (const auto slot = find_slot(root); slot != none)
        walk(slot, [&](std::uint32_t at) { ids.push_back(OrganizationId{slots_[at].id}); });
    return ids;
}

std::uint32_t Directory::subtree_count(OrganizationId root) const
{
    const std::shared_lock lock(mutex_);
    const auto slot = find_slot(root);
    return slot == none ? 0 : slots_[slot].subtree_count;
}

OrganizationId Directory::child_towards(OrganizationId root, OrganizationId node) const
{
    const std::shared_lock lock(mutex_);
    const auto top = find_slot(root);
    auto slot = find_slot(node);
    if (slot == none || (root && top == none)) return {};
    if (slot == top) return root;
    for (int steps = 0; steps < depth_max; ++steps) {
        const auto parent = above_[slot].parent.load(std::memory_order_relaxed);
        if (parent == top) return OrganizationId{slots_[slot].id};
        if (parent == none) return {};
        slot = parent;
    }
    return {};
}

void Directory::visit(OrganizationId root, const std::function<void(const Brief&)>& visit) const
{
    const std::shared_lock lock(mutex_);
    const auto declared = [](std::int32_t count) {
        return count < 0 ? std::optional<int>{} : std::optional<int>{count};
    };
    const auto start = find_slot(root);
    if (start == none || !slots_[start].linked) return;
    walk(start, [&](std::uint32_t slot) {
        const auto& node = slots_[slot];
        visit({OrganizationId{node.id}, codes_->types[node.type], codes_->sectors[node.sector],
               codes_->forms[node.form], from_days(node.term_expires_on), from_days(node.term_postponed_to),
               declared(node.members), declared(node.formal_members)});
    });
}

std::size_t Directory::memory_bytes() const
{
    const std::shared_lock lock(mutex_);
    return slots_.size() * (sizeof(Slot) + 4 * sizeof(std::uint32_t)) + arena_->bytes() + ids_->bytes() +
           names_.bytes();
}

}  // namespace jishi::organization
