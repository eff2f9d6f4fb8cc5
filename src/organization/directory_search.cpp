#include <algorithm>
#include <mutex>
#include <shared_mutex>

#include "base/text.hpp"
#include "organization/directory_parts.hpp"

namespace jishi::organization {
namespace {

constexpr std::size_t words_max = 8;
constexpr std::uint32_t enumerate_max =
    20'000;  // a smaller subtree is walked, a larger one filters a search of all names

bool is_latin(std::string_view text)
{
    return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

std::vector<std::string> words_of(std::string_view typed)
{
    const auto folded = fold_for_search(typed);
    std::vector<std::string> words;
    std::string word;
    const auto end_word = [&] {
        if (is_latin(word)) word = latin_key(word);
        if (!word.empty()) words.push_back(std::move(word));
        word.clear();
    };
    for (const char c : folded) {
        if (c == ' ' || c == '/' || c == '\t' || c == '\n' || c == '\\') end_word();
        else word += c;
    }
    end_word();
    return words;
}

}  // namespace

/// What a search may find: resolved once, asked for every candidate.
struct Directory::Sight {
    bool everything = false;
    std::vector<std::uint32_t> roots;   // these and all below
    std::vector<std::uint32_t> single;  // these alone
    std::optional<std::uint8_t> type;
    std::optional<std::uint8_t> sector;
    bool nothing = false;
};

Directory::Sight Directory::sight_of(const Search& search) const
{
    Sight sight;
    sight.everything = search.everything && !search.within;
    const auto within = find_slot(search.within);
    if (search.within && within == none) sight.nothing = true;
    for (const auto id : search.roots) {
        const auto root = find_slot(id);
        if (root == none || search.everything) continue;
        if (within == none || is_below(root, within)) sight.roots.push_back(root);
        else if (is_below(within, root)) sight.roots = {within};
    }
    if (search.everything && within != none) sight.roots = {within};
    for (const auto id : search.single) {
        const auto slot = find_slot(id);
        if (slot != none && (within == none || is_below(slot, within))) sight.single.push_back(slot);
    }
    if (!search.type.empty()) sight.type = codes_->types.find(search.type);
    if (!search.sector.empty()) sight.sector = codes_->sectors.find(search.sector);
    sight.nothing |= (!search.type.empty() && !sight.type) || (!search.sector.empty() && !sight.sector);
    return sight;
}

bool Directory::in_sight(std::uint32_t slot, const Sight& sight) const
{
    const auto& node = slots_[slot];
    if (node.status.load(std::memory_order_relaxed) != Status::active) return false;
    if (sight.type && node.type.load(std::memory_order_relaxed) != *sight.type) return false;
    if (sight.sector && node.sector.load(std::memory_order_relaxed) != *sight.sector) return false;
    if (sight.everything) return true;
    return std::ranges::any_of(sight.roots, [&](auto root) { return is_below(slot, root); }) ||
           std::ranges::find(sight.single, slot) != sight.single.end();
}

/// Does the organisation itself say this word: in its names, or in its pinyin and initials?
bool Directory::says(std::uint32_t slot, std::string_view word) const
{
    const auto place = slots_[slot].texts.load(std::memory_order_acquire);
    const auto has = [&](Word text) { return arena_->get(place, text).find(word) != std::string_view::npos; };
    return is_latin(word) ? has(Word::pinyin) || has(Word::initials)
                          : has(Word::folded_name) || has(Word::folded_short_name);
}

namespace {

/// Remembers for each organisation which words it or one above it says, as bits: siblings share their ancestors.
class WordsAbove {
public:
    using Says = std::function<bool(std::uint32_t, std::string_view)>;
    using ParentOf = std::function<std::uint32_t(std::uint32_t)>;
    WordsAbove(std::vector<std::string> words, std::uint32_t slots, Says says, ParentOf parent_of)
        : words_(std::move(words)), known_(slots, unknown), says_(std::move(says)), parent_of_(std::move(parent_of))
    {
    }
    bool all(std::uint32_t slot) { return said(slot, 0) == (1U << words_.size()) - 1; }

private:
    static constexpr std::uint16_t unknown = 0xFFFF;

    std::uint16_t said(std::uint32_t slot, int depth)
    {
        if (slot >= known_.size() || depth > 64) return 0;  // founded since the search began
        if (known_[slot] != unknown) return known_[slot];
        const auto parent = parent_of_(slot);
        std::uint32_t bits = said(parent, depth + 1);
        for (std::size_t i = 0; i < words_.size(); ++i)
            if (!(bits >> i & 1) && says_(slot, words_[i])) bits |= 1U << i;
        return known_[slot] = static_cast<std::uint16_t>(bits);
    }

    std::vector<std::string> words_;
    std::vector<std::uint16_t> known_;
    Says says_;
    ParentOf parent_of_;
};

}  // namespace

std::vector<NameIndex::Hit> Directory::hits_of(const std::string& needle, const Sight& sight, std::size_t limit,
                                               const std::function<bool(std::uint32_t)>& accept) const
{
    std::uint64_t reachable = sight.single.size();
    if (!sight.everything) {
        const std::shared_lock lock(mutex_);
        for (const auto root : sight.roots) reachable += slots_[root].subtree_count;
    }
    if (sight.everything || reachable > enumerate_max)
        return names_.search(needle, limit, [&](std::uint32_t slot) { return in_sight(slot, sight) && accept(slot); });

    std::vector<NameIndex::Hit> hits;
    const std::shared_lock lock(mutex_);
    const auto look = [&](std::uint32_t slot) {
        if (!in_sight(slot, sight)) return;
        const auto best = NameIndex::find_best(texts_of(slot), needle);
        if (best != std::string_view::npos && accept(slot)) hits.push_back({slot, best != 0});
    };
    for (const auto root : sight.roots) walk(root, look);
    for (const auto slot : sight.single) look(slot);
    return hits;
}

std::vector<Listing> Directory::search(const Search& search) const
{
    auto words = words_of(search.text);
    const auto sight = sight_of(search);
    if (words.empty() || words.size() > words_max || sight.nothing) return {};
    const auto needle = std::move(words.back());
    words.pop_back();
    std::function<bool(std::uint32_t)> accept = [](std::uint32_t) { return true; };
    if (!words.empty()) {
        auto above = std::make_shared<WordsAbove>(
            std::move(words), slots_.size(),
            [this](std::uint32_t slot, std::string_view word) { return says(slot, word); },
            [this](std::uint32_t slot) { return above_[slot].parent.load(std::memory_order_acquire); });
        accept = [above](std::uint32_t slot) { return above->all(slot); };
    }
    const auto hits = hits_of(needle, sight, search.limit, accept);
    return best_of(hits, search.limit);
}

/// The best hits as listings: what starts with the query first, then the shorter name, then the older organisation.
std::vector<Listing> Directory::best_of(const std::vector<NameIndex::Hit>& hits, std::size_t limit) const
{
    const std::shared_lock lock(mutex_);
    struct Ranked {
        bool infix;
        std::size_t length;
        std::int64_t id;
        std::uint32_t slot;
        auto operator<=>(const Ranked&) const = default;
    };
    std::vector<Ranked> ranked;
    ranked.reserve(hits.size());
    for (const auto& hit : hits)
        ranked.push_back(
            {hit.infix, arena_->get(slots_[hit.slot].texts, Word::name).size(), slots_[hit.slot].id, hit.slot});
    std::ranges::sort(ranked);
    std::vector<Listing> list;
    std::vector<std::uint32_t> seen;
    for (const auto& one : ranked) {
        if (list.size() == limit) break;
        if (std::ranges::find(seen, one.slot) != seen.end()) continue;
        seen.push_back(one.slot);
        list.push_back(listing_of(one.slot));
    }
    return list;
}

}  // namespace jishi::organization
