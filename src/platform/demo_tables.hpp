#pragma once
// The small csv tables of a demo world: rows by the names of their columns.

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"

namespace jishi::platform {

class DemoRow {
public:
    DemoRow(std::string place, std::map<std::string, std::string, std::less<>> cells)
        : place_(std::move(place)), cells_(std::move(cells))
    {
    }

    // Each throws std::runtime_error naming file and line when the column is missing or the text is of another form.
    const std::string& text(std::string_view column) const;
    Date date(std::string_view column) const;
    int number(std::string_view column) const;
    bool empty(std::string_view column) const { return text(column).empty(); }
    const std::string& place() const { return place_; }

private:
    [[noreturn]] void wrong(std::string_view column, std::string_view expected) const;

    std::string place_;
    std::map<std::string, std::string, std::less<>> cells_;
};

/// Throws std::runtime_error when the file cannot be read or a row has too many cells.
std::vector<DemoRow> read_demo_table(const std::filesystem::path& file);

/// Numbers that are the same everywhere for one seed.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next();
    /// Both ends included.
    int between(int low, int high)
    {
        return low + static_cast<int>(next() % static_cast<std::uint64_t>(high - low + 1));
    }
    Date between(Date from, Date to) { return from.plus_days(between(0, static_cast<int>(to.days() - from.days()))); }
    bool chance(int percent) { return between(1, 100) <= percent; }

private:
    std::uint64_t state_;
};

/// Replaces {name} by its value; what is not known stays.
std::string filled(std::string pattern, const std::map<std::string, std::string, std::less<>>& values);

}  // namespace jishi::platform
