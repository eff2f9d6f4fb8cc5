#pragma once
// Ids of records in five bytes instead of eight. Whoever came in with an import has an id of the same minute as many
// others: such a minute gets a page, and the id is its page and its place there. All others are written into a list,
// and the id is its place in the list. Every 64-bit number can be entered, and none comes back as another.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace jishi::statistics {

class IdBook {
public:
    /// Stands for an id in a chunk; 40 bits.
    using Handle = std::uint64_t;
    static constexpr int handle_bits = 40;

    IdBook();
    IdBook(IdBook&&) = default;  // not copied: it points into itself
    IdBook& operator=(IdBook&&) = default;
    /// As another book had them; nothing when they cannot be from a book.
    static std::optional<IdBook> from(std::vector<std::int64_t> listed, std::vector<std::uint64_t> pages);

    Handle enter(std::int64_t id);
    /// Nothing when nobody with this id was entered; an id of a minute that has a page may be found without.
    std::optional<Handle> find(std::int64_t id) const;
    std::int64_t id(Handle handle) const;

    std::span<const std::int64_t> listed() const { return listed_; }
    std::span<const std::uint64_t> pages() const { return pages_; }
    std::size_t memory_bytes() const;

private:
    struct Minute {
        std::uint32_t page = 0;    // 0: none yet
        std::uint32_t listed = 0;  // how many of it stand in the list
    };
    void put_into_slots(std::uint32_t place);
    std::uint32_t place_in_list(std::int64_t id) const;
    Handle enter_into_list(std::int64_t id, Minute& minute);

    std::vector<std::int64_t> listed_;  // the first is 0, which is no id
    std::vector<std::uint32_t> slots_;  // places in the list by a hash of the id; 0: free
    std::vector<std::uint64_t> pages_;  // the minute of each; the first is the list
    std::unordered_map<std::uint64_t, Minute> minutes_;
    std::uint64_t last_minute_ = ~std::uint64_t{0};  // neighbours came in together
    Minute* last_ = nullptr;
};

}  // namespace jishi::statistics
