#pragma once
// What a Book holds, and how it is asked. Inside policy/ only.

#include <atomic>
#include <deque>
#include <map>
#include <mutex>
#include <optional>

#include "policy/policy.hpp"
#include "policy/shape.hpp"

namespace jishi::policy {

/// What one pack says about one key, by date.
struct OfPack {
    const Pack* pack;
    std::vector<Entry> entries;
};

/// The rules of a chain of packs in a stretch of days in which they say the same.
struct Snapshot {
    std::vector<const Entry*> by_key;  // in the order of known_keys(); null: nothing is in force
    std::deque<Entry> combined;        // of entries that add
};

/// The packs that apply at a place, from the highest layer down, with what they say in each stretch of days once it was
/// asked for.
struct Chain {
    std::vector<const Pack*> packs;
    std::vector<std::int32_t> turns;  // days (Date::days) on which some rule of theirs begins or has ended
    std::unique_ptr<std::atomic<const Snapshot*>[]> snapshots;  // one more than turns
};

/// Answers to lists of place numbers, for readers without locks. Grows by being copied into a larger one; the old ones
/// are kept, as readers may stand in them.
struct ChainTable {
    struct Item {
        std::vector<PlaceNumber> places;
        const Chain* chain;
    };
    explicit ChainTable(std::size_t size) : mask(size - 1), items(std::make_unique<std::atomic<const Item*>[]>(size)) {}
    std::size_t mask;  // size is a power of two
    std::unique_ptr<std::atomic<const Item*>[]> items;
};

/// How the entries of a key in force at a place go together.
struct Resolution {
    struct Part {
        const Entry* entry;
        Book::Standing standing;
        const Entry* by = nullptr;
        std::optional<Looseness> looseness = {};
    };
    const Entry* chosen = nullptr;
    std::optional<Entry> combined;  // instead of `chosen`, when something was added
    std::vector<Part> parts;        // those in force, from the highest layer down
};
/// @param entries  at most one of each pack, from the highest layer down
Resolution resolve(const Shape& shape, std::span<const Entry* const> entries);

/// The entry in force on a day. Before the first one: the first of the national pack (an older record is judged by the
/// first text there is), nothing of a lower one.
const Entry* in_force(const OfPack& of_pack, Date date);

struct Book::Contents {
    std::vector<std::unique_ptr<Pack>> packs;  // national first, then by layer
    std::vector<std::vector<OfPack>> by_key;   // in the order of known_keys(), each in the order of packs

    /// Sorts out what `at` needs, when all entries are here.
    void prepare();
    const OfPack* find(std::size_t key, const Pack* pack) const;
    const Chain& chain_of(std::vector<const Pack*> packs_of_chain);
    const Chain& chain_of_places(std::span<const PlaceNumber> places);
    const Snapshot& snapshot_of(const Chain& chain, Date date);
    /// Packs that speak of a place.
    std::vector<const Pack*> speaking_of(std::string_view region, std::string_view id, std::string_view code) const;

    std::map<std::string, std::vector<const Pack*>, std::less<>> by_region;  // without its trailing pairs of zeros
    std::map<std::string, std::vector<const Pack*>, std::less<>> by_organization;  // id or code
    std::vector<std::size_t> region_lengths;                                       // that occur in by_region

    std::mutex mutex;  // for what follows; readers find it without
    std::map<std::vector<const Pack*>, std::unique_ptr<Chain>> chains;
    std::deque<Snapshot> snapshots;
    std::map<std::vector<const Pack*>, PlaceNumber> place_numbers;
    std::deque<std::vector<const Pack*>> places;  // by number
    std::deque<ChainTable> tables;
    std::deque<ChainTable::Item> items;
    std::atomic<const ChainTable*> table{nullptr};
    std::size_t table_used = 0;
    const Chain* national = nullptr;
};

/// A region code without the pairs of zeros at its end: 123400 is 1234.
std::string_view significant(std::string_view region);
/// Does a region lie in another one? 123456 lies in 123400 and in 120000.
bool lies_in(std::string_view region, std::string_view whole);
/// Does one pack stand above another one wherever both apply? Where an organisation lies is not known here.
bool is_above(const Pack& upper, const Pack& lower);
/// Has a text the form of a region code?
bool is_region(std::string_view text);

}  // namespace jishi::policy
