#pragma once
// What the rows of a snapshot carry: one small code per column.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace jishi::statistics {

/// A value of a column: the number of its code, or of a day (days.hpp).
using Code = std::uint16_t;
/// One code per column, in the order of the schema.
using Codes = std::span<const Code>;

enum class Storage : std::uint8_t {
    planes,  // bit planes: for what is cross-tabulated
    bytes,   // one byte a row: for columns of many codes
    wide,    // two bytes a row: for days; filtered, never a dimension
};

struct ColumnShape {
    std::string name;
    Storage storage = Storage::planes;
    std::uint32_t cells = 2;  // codes 0 … cells - 1
    bool cubed = false;       // stands in the cubes of upper levels
    // A plane for each code but the first instead of one for each bit of the code: more memory, and a filter of one
    // code reads one plane.
    bool plane_each = false;

    int planes() const
    {
        if (storage != Storage::planes) return 0;
        return plane_each ? static_cast<int>(cells - 1) : std::bit_width(cells - 1);
    }
    /// The planes that a row of this code has set; bit 0: the first plane.
    std::uint32_t spelled(std::uint32_t code) const
    {
        if (!plane_each) return code;
        return code == 0 ? 0 : std::uint32_t{1} << (code - 1);
    }
    /// A code is the sum of these, of the planes it has set.
    std::uint8_t code_of_plane(int plane) const
    {
        return static_cast<std::uint8_t>(plane_each ? plane + 1 : 1 << plane);
    }
    bool operator==(const ColumnShape&) const = default;
};

struct Schema {
    std::vector<ColumnShape> columns;
    bool with_ids = true;  // five bytes a row that lead back to the record

    std::size_t size() const { return columns.size(); }
    /// Its place, or size() when there is no such column.
    std::size_t find(std::string_view name) const
    {
        std::size_t at = 0;
        while (at < columns.size() && columns[at].name != name) ++at;
        return at;
    }
    bool operator==(const Schema&) const = default;
};

constexpr std::size_t columns_max = 64;
constexpr std::uint32_t planes_cells_max = 64;
constexpr std::size_t planes_max = 16;  // of a column
constexpr std::uint32_t plane_each_cells_max = planes_max + 1;
constexpr std::uint32_t bytes_cells_max = 256;
constexpr std::uint32_t wide_cells = 65536;

}  // namespace jishi::statistics
