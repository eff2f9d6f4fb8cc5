#include "statistics/id_book.hpp"

#include <limits>
#include <random>
#include <unordered_map>

#include <doctest/doctest.h>

using jishi::statistics::IdBook;

namespace {

constexpr std::int64_t a_minute = std::int64_t{1} << 38;  // of milliseconds, node and number

/// Enters them all, then asks for each both ways; and again from what a file keeps.
void check(const std::vector<std::int64_t>& ids)
{
    IdBook book;
    std::unordered_map<IdBook::Handle, std::int64_t> handles;
    for (const auto id : ids) {
        const auto handle = book.enter(id);
        CHECK((handle >> IdBook::handle_bits) == 0);
        const auto [at, is_new] = handles.emplace(handle, id);
        if (at->second != id) FAIL("two ids have one handle: ", id, " and ", at->second);
        if (book.id(handle) != id) FAIL(id, " came back as ", book.id(handle));
    }
    const auto again =
        IdBook::from({book.listed().begin(), book.listed().end()}, {book.pages().begin(), book.pages().end()});
    REQUIRE(again.has_value());
    for (const auto& [handle, id] : handles) {
        if (id != 0 && book.find(id) != handle) FAIL(id, " is not found");
        if (book.enter(id) != handle) FAIL(id, " was entered twice");
        if (id != 0 && again->find(id) != handle) FAIL(id, " is not found after the file");
        if (again->id(handle) != id) FAIL(id, " comes back from the file as ", again->id(handle));
    }
}

}  // namespace

TEST_CASE("statistics: every id comes back from five bytes, whenever it was given")
{
    std::mt19937_64 random{5};
    std::vector<std::int64_t> ids{0, 1, -1, std::numeric_limits<std::int64_t>::max(),
                                  std::numeric_limits<std::int64_t>::min()};
    for (int i = 0; i < 20'000; ++i) ids.push_back(static_cast<std::int64_t>(random()));  // any time
    for (int i = 0; i < 50'000; ++i)  // three busy minutes of two nodes
        ids.push_back(static_cast<std::int64_t>((7 + random() % 3) * a_minute + (random() % 65'536 << 22) +
                                                (random() % 2 << 12) + random() % 4'096));
    for (int i = 0; i < 1'000; ++i) ids.push_back(90 * a_minute + i);  // one import of one node
    std::ranges::shuffle(ids, random);
    check(ids);
}

TEST_CASE("statistics: more minutes with many members than there are pages are kept in the list")
{
    std::vector<std::int64_t> ids;
    constexpr std::int64_t minutes = 5'000;
    for (std::int64_t minute = 0; minute < minutes; ++minute)
        for (std::int64_t i = 0; i < 70; ++i) ids.push_back(minute * a_minute + i + 1);
    check(ids);
}

TEST_CASE("statistics: an import takes five bytes a member, and what was never entered is not found")
{
    IdBook book;
    for (std::int64_t i = 0; i < 100'000; ++i) book.enter(3 * a_minute + i % 4096 + (i / 4096 << 22));
    CHECK(book.memory_bytes() < 10'000);
    CHECK(book.find(9 * a_minute + 1) == std::nullopt);
    CHECK(book.find(0) == std::nullopt);
}

TEST_CASE("statistics: a book that no book wrote is refused")
{
    CHECK(!IdBook::from({}, {0}).has_value());
    CHECK(!IdBook::from({0}, {}).has_value());
    CHECK(!IdBook::from({0}, std::vector<std::uint64_t>(5'000, 1)).has_value());
}
