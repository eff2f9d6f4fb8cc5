#pragma once
// 64 K rows of every column in one piece of memory: which rows are taken, bit planes, bytes, days, handles of ids.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "statistics/schema.hpp"

namespace jishi::statistics {

constexpr std::uint32_t chunk_rows = 65536;
constexpr std::uint32_t chunk_words = chunk_rows / 64;
// Rows are counted by so many: a line of memory of a plane. The last chunk has as many of them as it needs.
constexpr std::uint32_t group_rows = 512;
// From one plane to the next: a line of memory more than its rows need. Were the distance a power of two, a row's bits
// would all fall into one set of the nearest cache, and every write would hold up the reading of the next plane.
constexpr std::uint32_t plane_gap_words = 8;
constexpr std::uint32_t row_none = 0xFFFF'FFFF;

/// Where the columns stand inside a chunk.
class ChunkLayout {
public:
    ChunkLayout() = default;
    /// @param rows  whole groups, at most chunk_rows
    explicit ChunkLayout(const Schema& schema, std::uint32_t rows = chunk_rows);

    std::size_t bytes() const { return bytes_; }
    std::uint32_t rows() const { return rows_; }
    std::uint32_t plane_words() const { return rows_ / 64 + plane_gap_words; }
    std::size_t columns() const { return columns_.size(); }
    /// Where every plane begins; the plane of taken rows comes first.
    std::span<const std::uint32_t> planes() const { return planes_; }

    struct Column {
        Storage storage;
        std::uint8_t planes;   // how many
        bool plane_each;       // see ColumnShape
        std::uint32_t offset;  // of its first plane, its bytes or its days
    };
    const Column& column(std::size_t at) const { return columns_[at]; }
    bool with_ids() const { return ids_ != 0; }
    std::uint32_t ids_offset() const { return ids_; }

private:
    std::vector<Column> columns_;
    std::uint32_t rows_ = chunk_rows;
    std::uint32_t ids_ = 0;
    std::vector<std::uint32_t> planes_;
    std::size_t bytes_ = 0;
};

/// One bit plane of a column.
struct PlaneOfColumn {
    std::size_t column = 0;
    int bit = 0;
    bool operator==(const PlaneOfColumn&) const = default;
};

/// A view of one chunk; does not own the memory.
class Chunk {
public:
    Chunk(std::byte* base, const ChunkLayout& layout) : base_(base), layout_(&layout) {}

    std::uint32_t rows() const { return layout_->rows(); }
    std::uint32_t words() const { return layout_->rows() / 64; }
    std::uint64_t* taken() const { return reinterpret_cast<std::uint64_t*>(base_); }
    std::uint64_t* plane(std::size_t column, int bit) const
    {
        return reinterpret_cast<std::uint64_t*>(base_ + layout_->column(column).offset) +
               static_cast<std::size_t>(bit) * layout_->plane_words();
    }
    std::uint64_t* plane(const PlaneOfColumn& which) const { return plane(which.column, which.bit); }
    std::uint8_t* bytes(std::size_t column) const
    {
        return reinterpret_cast<std::uint8_t*>(base_ + layout_->column(column).offset);
    }
    std::uint16_t* days(std::size_t column) const
    {
        return reinterpret_cast<std::uint16_t*>(base_ + layout_->column(column).offset);
    }
    /// The low four bytes of the handles of ids (id_book.hpp), and the fifth.
    std::uint32_t* id_lows() const { return reinterpret_cast<std::uint32_t*>(base_ + layout_->ids_offset()); }
    std::uint8_t* id_highs() const
    {
        return reinterpret_cast<std::uint8_t*>(base_ + layout_->ids_offset() + rows() * sizeof(std::uint32_t));
    }
    std::uint64_t id_handle(std::uint32_t at) const { return std::uint64_t{id_highs()[at]} << 32 | id_lows()[at]; }
    void set_id_handle(std::uint32_t at, std::uint64_t handle) const
    {
        id_lows()[at] = static_cast<std::uint32_t>(handle);
        id_highs()[at] = static_cast<std::uint8_t>(handle >> 32);
    }
    /// The first taken row in [from, to) with this handle, or row_none.
    std::uint32_t find_id(std::uint64_t handle, std::uint32_t from, std::uint32_t to) const;

    bool is_taken(std::uint32_t at) const { return (taken()[at / 64] >> (at % 64) & 1) != 0; }
    void take(std::uint32_t at) const { taken()[at / 64] |= std::uint64_t{1} << (at % 64); }
    /// A free row has no bit in any plane: what planes say of it is that nothing is said.
    void release(std::uint32_t at) const;
    /// Frees all rows.
    void clear() const;

    Code code(std::size_t column, std::uint32_t at) const;
    void set_code(std::size_t column, std::uint32_t at, Code code) const;
    /// All columns of a row.
    void read(std::uint32_t at, std::span<Code> codes) const;
    void write(std::uint32_t at, Codes codes) const;
    /// Asks the memory for a row that is going to be written: its columns stand far apart.
    void fetch(std::uint32_t at) const;

    /// First free row in [from, to), or row_none.
    std::uint32_t free_after(std::uint32_t from, std::uint32_t to) const;
    /// Last free row in [from, to), or row_none.
    std::uint32_t free_before(std::uint32_t from, std::uint32_t to) const;
    /// Rows [from, to) go one place up; row `to` is overwritten.
    void shift_up(std::uint32_t from, std::uint32_t to) const;
    /// Rows [from, to) go one place down; row `from - 1` is overwritten.
    void shift_down(std::uint32_t from, std::uint32_t to) const;
    std::uint32_t count_taken(std::uint32_t from, std::uint32_t to) const;
    /// All rows of a shorter one, at the same places.
    void copy_from(const Chunk& other) const;

private:
    void move_values_of_rows(std::uint32_t from, std::uint32_t to, int by) const;

    std::byte* base_;
    const ChunkLayout* layout_;
};

}  // namespace jishi::statistics
