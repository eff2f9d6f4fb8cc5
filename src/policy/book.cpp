#include "policy/policy.hpp"

#include <algorithm>

namespace jishi::policy {

std::string_view to_string(Layer layer)
{
    switch (layer) {
        case Layer::national:
            return "national";
        case Layer::province:
            return "province";
        case Layer::city:
            return "city";
        case Layer::county:
            return "county";
        case Layer::organization:
            return "organization";
    }
    return "national";
}

Policy Book::at(Date date) const
{
    return at({}, date);
}

Policy Book::at(std::span<const std::string> areas, Date date) const
{
    std::vector<std::pair<std::size_t, const Pack*>> found;
    for (const auto& pack : packs_) {
        if (pack->layer == Layer::national) {
            found.emplace_back(0, pack.get());
            continue;
        }
        const auto area = std::ranges::find(areas, pack->applies_to);
        if (area != areas.end()) found.emplace_back(area - areas.begin(), pack.get());
    }
    std::ranges::stable_sort(found, [](const auto& a, const auto& b) {
        return std::pair(a.second->layer, a.first) < std::pair(b.second->layer, b.first);
    });
    std::vector<const Pack*> packs;
    for (const auto& [position, pack] : found) packs.push_back(pack);
    return Policy(*this, date, std::move(packs));
}

std::vector<const Entry*> Book::entries() const
{
    std::vector<const Entry*> all;
    for (const auto& [key, by_pack] : entries_)
        for (const auto& pack : packs_) {
            const auto found = by_pack.find(pack.get());
            if (found == by_pack.end()) continue;
            for (const auto& entry : found->second) all.push_back(&entry);
        }
    return all;
}

namespace {

/// The entry in force on a day. Before the first one: the first of the national pack (an older record is judged by the
/// first text there is), nothing of a lower one.
const Entry* in_force(const std::vector<Entry>& entries, const Pack& pack, Date date)
{
    const Entry* found = nullptr;
    for (const auto& entry : entries)
        if (entry.from <= date) found = &entry;
    if (!found) return pack.layer == Layer::national ? &entries.front() : nullptr;
    return found->until >= date ? found : nullptr;
}

bool is_looser(const Entry& lower, const Entry& upper)
{
    if (upper.limit == Limit::minimum) return lower.value.integer() < upper.value.integer();
    return upper.limit == Limit::maximum && lower.value.integer() > upper.value.integer();
}

}  // namespace

const Entry* Policy::entry(std::string_view key) const
{
    const auto by_pack = book_->entries_.find(key);
    if (by_pack == book_->entries_.end()) return nullptr;
    const Entry* chosen = nullptr;
    const Entry* floor = nullptr;  // the last one from above that may only be made stricter
    for (const auto* pack : packs_) {
        const auto entries = by_pack->second.find(pack);
        if (entries == by_pack->second.end()) continue;
        const auto* entry = in_force(entries->second, *pack, date_);
        if (!entry) continue;
        // Loading refuses a looser entry; this is for a higher one that was tightened after the lower was written.
        if (floor && is_looser(*entry, *floor)) continue;
        chosen = entry;
        if (entry->stricter_only) floor = entry;
    }
    return chosen;
}

const Value* Policy::find(std::string_view key) const
{
    const auto* found = entry(key);
    return found ? &found->value : nullptr;
}

const Value& Policy::get(std::string_view key) const
{
    if (const auto* found = find(key)) return *found;
    throw WrongValue("policy: no entry of " + std::string(key) + " is in force on " + date_.str());
}

}  // namespace jishi::policy
