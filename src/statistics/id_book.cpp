#include "statistics/id_book.hpp"

#include <algorithm>
#include <stdexcept>

namespace jishi::statistics {
namespace {

// An id is milliseconds, the node that gave it (10 bits) and a number within the millisecond (12 bits): see
// base/id.hpp.
constexpr int number_bits = 12;
constexpr int node_bits = 10;
constexpr int low_bits = 28;  // of milliseconds and number: about a minute
constexpr std::uint64_t low_mask = (std::uint64_t{1} << low_bits) - 1;
constexpr std::size_t pages_max = std::size_t{1} << (IdBook::handle_bits - low_bits);
constexpr std::size_t listed_max = std::size_t{1} << low_bits;
constexpr std::uint32_t page_min = 64;  // a minute with so many in the list gets a page
constexpr std::size_t slots_min = 64;

struct Parts {
    std::uint64_t minute;
    std::uint64_t low;
};

Parts parts_of(std::int64_t id)
{
    const auto bits = static_cast<std::uint64_t>(id);
    const auto node = bits >> number_bits & ((1U << node_bits) - 1);
    const auto time = bits >> (number_bits + node_bits) << number_bits | (bits & ((1U << number_bits) - 1));
    return {time >> low_bits << node_bits | node, time & low_mask};
}

std::int64_t id_from(Parts parts)
{
    const auto node = parts.minute & ((1U << node_bits) - 1);
    const auto time = parts.minute >> node_bits << low_bits | parts.low;
    return static_cast<std::int64_t>(time >> number_bits << (number_bits + node_bits) | node << number_bits |
                                     (time & ((1U << number_bits) - 1)));
}

std::size_t hash_of(std::int64_t id)
{
    return static_cast<std::size_t>(static_cast<std::uint64_t>(id) * 0x9E37'79B9'7F4A'7C15ULL >> 20);
}

}  // namespace

IdBook::IdBook() : listed_(1, 0), slots_(slots_min, 0), pages_(1, 0) {}

std::optional<IdBook> IdBook::from(std::vector<std::int64_t> listed, std::vector<std::uint64_t> pages)
{
    if (listed.empty() || pages.empty() || pages.size() > pages_max || listed.size() > listed_max) return std::nullopt;
    IdBook book;
    book.listed_ = std::move(listed);
    book.pages_ = std::move(pages);
    for (std::uint32_t page = 1; page < book.pages_.size(); ++page) book.minutes_[book.pages_[page]].page = page;
    for (std::uint32_t place = 1; place < book.listed_.size(); ++place) {
        ++book.minutes_[parts_of(book.listed_[place]).minute].listed;
        book.put_into_slots(place);
    }
    return book;
}

/// With room for the next.
void IdBook::put_into_slots(std::uint32_t place)
{
    const auto put = [this](std::uint32_t one) {
        auto slot = hash_of(listed_[one]) & (slots_.size() - 1);
        while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
        slots_[slot] = one;
    };
    if (std::size_t{place} * 2 < slots_.size()) return put(place);
    slots_.assign(slots_.size() * 2, 0);
    for (std::uint32_t one = 1; one <= place; ++one) put(one);
}

std::uint32_t IdBook::place_in_list(std::int64_t id) const
{
    auto slot = hash_of(id) & (slots_.size() - 1);
    while (slots_[slot] != 0 && listed_[slots_[slot]] != id) slot = (slot + 1) & (slots_.size() - 1);
    return slots_[slot];
}

IdBook::Handle IdBook::enter(std::int64_t id)
{
    if (id == 0) return 0;
    const auto parts = parts_of(id);
    if (parts.minute != last_minute_ || last_ == nullptr) {
        last_ = &minutes_[parts.minute];
        last_minute_ = parts.minute;
    }
    auto& minute = *last_;
    // Who was entered before the minute had a page stays in the list.
    if (minute.listed > 0)
        if (const auto place = place_in_list(id); place != 0) return place;
    if (minute.page == 0 && minute.listed >= page_min && pages_.size() < pages_max) {
        minute.page = static_cast<std::uint32_t>(pages_.size());
        pages_.push_back(parts.minute);
    }
    if (minute.page == 0) return enter_into_list(id, minute);
    return Handle{minute.page} << low_bits | parts.low;
}

IdBook::Handle IdBook::enter_into_list(std::int64_t id, Minute& minute)
{
    if (listed_.size() == listed_max) throw std::length_error("statistics: too many ids of different times");
    const auto place = static_cast<std::uint32_t>(listed_.size());
    listed_.push_back(id);
    put_into_slots(place);
    ++minute.listed;
    return place;
}

std::optional<IdBook::Handle> IdBook::find(std::int64_t id) const
{
    if (const auto place = place_in_list(id); place != 0) return place;
    const auto parts = parts_of(id);
    const auto minute = minutes_.find(parts.minute);
    if (id == 0 || minute == minutes_.end() || minute->second.page == 0) return std::nullopt;
    return Handle{minute->second.page} << low_bits | parts.low;
}

std::int64_t IdBook::id(Handle handle) const
{
    const auto page = handle >> low_bits;
    const auto low = handle & low_mask;
    return page == 0 ? listed_[low] : id_from({pages_[page], low});
}

std::size_t IdBook::memory_bytes() const
{
    constexpr std::size_t links = 2 * sizeof(void*);  // of one entry of the map
    return listed_.capacity() * sizeof(std::int64_t) + slots_.capacity() * sizeof(std::uint32_t) +
           pages_.capacity() * sizeof(std::uint64_t) +
           minutes_.size() * (sizeof(std::uint64_t) + sizeof(Minute) + links) + minutes_.bucket_count() * sizeof(void*);
}

}  // namespace jishi::statistics
