#pragma once
// Finds organisations by a part of their name, pinyin, initials or code: one contiguous text per kind, scanned
// from its beginning. Texts stand in order of length, so that a scan may stop once it has enough: what starts with the
// query comes before what contains it, the shorter before the longer.

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "organization/stable_array.hpp"
#include "organization/writer_first_mutex.hpp"

namespace jishi::organization {

class NameIndex {
public:
    enum class Kind : std::uint8_t { name, pinyin, initials, code };
    static constexpr std::size_t kinds = 4;

    /// What is searchable of one organisation, folded already. Empty texts are left out.
    struct Texts {
        std::string_view name;
        std::string_view short_name;  // found as a name
        std::string_view pinyin;
        std::string_view initials;
        std::string_view code;
        bool operator==(const Texts&) const = default;
    };
    /// Whether and how well texts match: the least offset of the needle; npos: not at all.
    static std::size_t find_best(const Texts& texts, std::string_view needle);

    struct Hit {
        std::uint32_t slot;
        bool infix;
    };

    NameIndex();
    ~NameIndex();

    /// Replaces everything. `texts_of(slot)` is called for each slot below `count`.
    void rebuild(std::uint32_t count, const std::function<Texts(std::uint32_t)>& texts_of);
    /// Adds the texts of a slot or replaces them. One writer at a time.
    void put(std::uint32_t slot, const Texts& texts);

    /// At least the best `limit` slots that `accept` takes, best first within a kind of match; may hold a slot more
    /// than once. Runs without keeping the writer waiting.
    std::vector<Hit> search(std::string_view needle, std::size_t limit,
                            const std::function<bool(std::uint32_t)>& accept) const;

    std::size_t bytes() const;

private:
    struct Segment;
    struct Recent {  // changed since the last segment was made
        std::uint32_t slot;
        std::array<std::string, kinds> texts;
        std::string short_name;
        Texts views() const { return {texts[0], short_name, texts[1], texts[2], texts[3]}; }
    };
    using Segments = std::vector<std::shared_ptr<const Segment>>;

    void flush();
    bool lives_in(const Segment& segment, std::uint32_t slot) const;
    std::shared_ptr<const Segment> merged(const Segment& older, const Segment& newer) const;

    mutable WriterFirstMutex mutex_;
    Segments segments_;
    std::vector<Recent> recent_;
    std::unordered_map<std::uint32_t, std::size_t> recent_of_;
    std::uint32_t round_ = 1;                         // of `recent_`
    StableArray<std::atomic<std::uint32_t>> rounds_;  // the round in which the texts of a slot were put
};

}  // namespace jishi::organization
