// Book and Policy: what is in force at a place on a day, found once and then looked up.

#include <algorithm>
#include <set>

#include "policy/contents.hpp"
#include "policy/keys.hpp"

namespace jishi::policy {

std::string_view to_string(Layer layer)
{
    static constexpr std::array<std::string_view, 5> names{"national", "province", "city", "county", "organization"};
    return names[static_cast<std::size_t>(layer)];
}

std::string_view to_string(Book::Standing standing)
{
    static constexpr std::array<std::string_view, 6> names{"counts",    "adds",  "overridden",
                                                           "too_loose", "ended", "to_come"};
    return names[static_cast<std::size_t>(standing)];
}

Stamp stamp_of(const Entry& entry)
{
    return {entry.key, entry.rule, entry.pack->name, entry.pack->version, entry.from};
}

// ---- regions ---------------------------------------------------------------------------------------------------

std::string_view significant(std::string_view region)
{
    while (region.size() > 2 && region.ends_with("00")) region.remove_suffix(2);
    return region;
}

bool lies_in(std::string_view region, std::string_view whole)
{
    whole = significant(whole);
    return !whole.empty() && region.starts_with(whole);
}

bool is_region(std::string_view text)
{
    // Provinces, cities and counties have six digits, townships nine, villages twelve.
    constexpr std::array<std::size_t, 3> lengths{6, 9, 12};
    return std::ranges::find(lengths, text.size()) != lengths.end() &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// ---- contents --------------------------------------------------------------------------------------------------

namespace {

constexpr std::size_t first_table_size = 64;

std::size_t hash_of(std::span<const PlaceNumber> places)
{
    std::uint64_t hash = 0x9E37'79B9'7F4A'7C15U;
    for (const auto place : places) hash = (hash ^ place) * 0xFF51'AFD7'ED55'8CCDU;
    return static_cast<std::size_t>(hash ^ (hash >> 32));
}

const Chain* find_in(const ChainTable& table, std::span<const PlaceNumber> places)
{
    for (auto at = hash_of(places);; ++at) {
        const auto* item = table.items[at & table.mask].load(std::memory_order_acquire);
        if (!item) return nullptr;
        if (std::ranges::equal(item->places, places)) return item->chain;
    }
}

void put_in(ChainTable& table, const ChainTable::Item& item)
{
    auto at = hash_of(item.places);
    while (table.items[at & table.mask].load(std::memory_order_relaxed)) ++at;
    table.items[at & table.mask].store(&item, std::memory_order_release);
}

}  // namespace

const OfPack* Book::Contents::find(std::size_t key, const Pack* pack) const
{
    if (key >= by_key.size()) return nullptr;
    const auto found = std::ranges::find(by_key[key], pack, &OfPack::pack);
    return found == by_key[key].end() ? nullptr : &*found;
}

void Book::Contents::prepare()
{
    for (const auto& pack : packs) {
        if (pack->layer == Layer::national) continue;
        if (pack->layer == Layer::organization) by_organization[pack->applies_to].push_back(pack.get());
        else by_region[std::string(significant(pack->applies_to))].push_back(pack.get());
    }
    std::set<std::size_t> lengths;
    for (const auto& [region, of_region] : by_region) lengths.insert(region.size());
    region_lengths.assign(lengths.begin(), lengths.end());
    places.emplace_back();  // number 0: nowhere in particular
    table = &tables.emplace_back(first_table_size);
    std::vector<const Pack*> nation;
    for (const auto& pack : packs)
        if (pack->layer == Layer::national) nation.push_back(pack.get());
    national = &chain_of(std::move(nation));
}

std::vector<const Pack*> Book::Contents::speaking_of(std::string_view region, std::string_view id,
                                                     std::string_view code) const
{
    std::vector<const Pack*> found;
    const auto add = [&found](const auto& map, std::string_view name) {
        const auto of_name = map.find(name);
        if (of_name != map.end()) found.insert(found.end(), of_name->second.begin(), of_name->second.end());
    };
    if (!region.empty() && is_region(region))
        for (const auto length : region_lengths)
            if (length <= region.size()) add(by_region, region.substr(0, length));
    if (by_organization.empty()) return found;
    if (!id.empty()) add(by_organization, id);
    if (!code.empty() && code != id) add(by_organization, code);
    return found;
}

/// @param packs_of_chain  without the national ones; of two of one layer the last counts
const Chain& Book::Contents::chain_of(std::vector<const Pack*> packs_of_chain)
{
    std::vector<const Pack*> all;
    for (const auto& pack : packs)
        if (pack->layer == Layer::national) all.push_back(pack.get());
    for (auto at = packs_of_chain.rbegin(); at != packs_of_chain.rend(); ++at)  // each where it stands last
        if (std::ranges::find(all, *at) == all.end()) all.insert(all.begin(), *at);
    std::ranges::stable_sort(all, {}, &Pack::layer);
    auto& chain = chains[all];
    if (chain) return *chain;
    chain = std::make_unique<Chain>();
    std::set<std::int32_t> turns;
    for (const auto& of_key : by_key)
        for (const auto& [pack, entries] : of_key) {
            if (std::ranges::find(all, pack) == all.end()) continue;
            for (const auto& entry : entries) {
                turns.insert(static_cast<std::int32_t>(entry.from.days()));
                if (entry.until != Date::forever()) turns.insert(static_cast<std::int32_t>(entry.until.days()) + 1);
            }
        }
    chain->packs = std::move(all);
    chain->turns.assign(turns.begin(), turns.end());
    chain->snapshots = std::make_unique<std::atomic<const Snapshot*>[]>(chain->turns.size() + 1);
    return *chain;
}

const Chain& Book::Contents::chain_of_places(std::span<const PlaceNumber> wanted)
{
    if (const auto* known = find_in(*table.load(std::memory_order_acquire), wanted)) return *known;
    const std::lock_guard lock(mutex);
    if (const auto* known = find_in(*table.load(std::memory_order_relaxed), wanted)) return *known;
    std::vector<const Pack*> speaking;
    for (auto at = wanted.rbegin(); at != wanted.rend(); ++at)
        speaking.insert(speaking.end(), places[*at].begin(), places[*at].end());
    const auto& item =
        items.emplace_back(ChainTable::Item{{wanted.begin(), wanted.end()}, &chain_of(std::move(speaking))});
    if (++table_used * 2 > tables.back().mask) {
        auto& larger = tables.emplace_back((tables.back().mask + 1) * 2);
        for (const auto& one : items) put_in(larger, one);
        table.store(&larger, std::memory_order_release);
    } else {
        put_in(tables.back(), item);
    }
    return *item.chain;
}

const Snapshot& Book::Contents::snapshot_of(const Chain& chain, Date date)
{
    const auto day = static_cast<std::int32_t>(date.days());
    auto& slot =
        chain.snapshots[static_cast<std::size_t>(std::ranges::upper_bound(chain.turns, day) - chain.turns.begin())];
    if (const auto* known = slot.load(std::memory_order_acquire)) return *known;
    const std::lock_guard lock(mutex);
    if (const auto* known = slot.load(std::memory_order_relaxed)) return *known;
    auto& made = snapshots.emplace_back();
    made.by_key.resize(by_key.size());
    const auto keys = known_keys();
    for (std::size_t key = 0; key < by_key.size(); ++key) {
        std::vector<const Entry*> entries;
        for (const auto* pack : chain.packs)
            if (const auto* of_pack = find(key, pack))
                if (const auto* entry = in_force(*of_pack, date)) entries.push_back(entry);
        auto resolution = resolve(keys[key].shape, entries);
        made.by_key[key] =
            resolution.combined ? &made.combined.emplace_back(std::move(*resolution.combined)) : resolution.chosen;
    }
    slot.store(&made, std::memory_order_release);
    return made;
}

// ---- Book ------------------------------------------------------------------------------------------------------

Book::Book() : contents_(std::make_unique<Contents>()) {}
Book::~Book() = default;
Book::Book(Book&&) noexcept = default;
Book& Book::operator=(Book&&) noexcept = default;

const std::vector<std::unique_ptr<Pack>>& Book::packs() const { return contents_->packs; }
bool Book::differs_by_place() const { return !contents_->by_region.empty() || !contents_->by_organization.empty(); }

Policy Book::at(Date date) const
{
    const auto& chain = *contents_->national;
    return {chain, contents_->snapshot_of(chain, date), date};
}

Policy Book::at(std::span<const std::string> areas, Date date) const
{
    std::vector<const Pack*> speaking;
    for (const auto& area : areas) {
        const auto here = contents_->speaking_of(area, area, {});
        speaking.insert(speaking.end(), here.begin(), here.end());
    }
    const Chain* chain = nullptr;
    {
        const std::lock_guard lock(contents_->mutex);
        chain = &contents_->chain_of(std::move(speaking));
    }
    return {*chain, contents_->snapshot_of(*chain, date), date};
}

PlaceNumber Book::place_of(std::string_view region, std::string_view id, std::string_view code) const
{
    auto speaking = contents_->speaking_of(region, id, code);
    if (speaking.empty()) return 0;
    const std::lock_guard lock(contents_->mutex);
    const auto [found, is_new] =
        contents_->place_numbers.try_emplace(std::move(speaking), static_cast<PlaceNumber>(contents_->places.size()));
    if (is_new) contents_->places.push_back(found->first);
    return found->second;
}

Policy Book::at_places(std::span<const PlaceNumber> places, Date date) const
{
    const auto& chain = places.empty() ? *contents_->national : contents_->chain_of_places(places);
    return {chain, contents_->snapshot_of(chain, date), date};
}

std::vector<const Entry*> Book::entries() const
{
    std::vector<const Entry*> all;
    for (const auto& of_key : contents_->by_key)
        for (const auto& [pack, entries] : of_key)
            for (const auto& entry : entries) all.push_back(&entry);
    return all;
}

// ---- Policy ----------------------------------------------------------------------------------------------------

std::span<const Pack* const> Policy::packs() const { return chain_->packs; }

const Entry* Policy::entry(std::string_view key) const
{
    const auto number = key_number(key);
    return number < snapshot_->by_key.size() ? snapshot_->by_key[number] : nullptr;
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

Stamp Policy::stamp(std::string_view key) const
{
    if (const auto* found = entry(key)) return stamp_of(*found);
    throw WrongValue("policy: no entry of " + std::string(key) + " is in force on " + date_.str());
}

}  // namespace jishi::policy
