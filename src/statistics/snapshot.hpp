#pragma once
// Rows of people (or of organisations) in the order of the tree, so that any subtree is one range of rows. Every 64th
// row is left free at first, so that a new row moves a few neighbours only. One change costs a microsecond or so.
//
// Not synchronised: whoever shares one holds a lock (world.hpp).

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "statistics/arena.hpp"
#include "statistics/chunk.hpp"
#include "statistics/id_book.hpp"
#include "statistics/schema.hpp"
#include "statistics/tree.hpp"

namespace jishi::statistics {

class CubeSet;

/// How much all snapshots of the program may take together; 0: whatever the system gives. Beyond it std::bad_alloc is
/// thrown, as where the system has no more.
void limit_snapshot_memory(std::size_t bytes);
std::size_t snapshot_memory();

struct RowRange {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool operator==(const RowRange&) const = default;
};

class Snapshot {
public:
    Snapshot(Schema schema, Tree tree);
    Snapshot(Schema schema, std::shared_ptr<const Tree> tree);
    /// The tree comes later: from a file that is still being read.
    void set_tree(std::shared_ptr<const Tree> tree) { tree_ = std::move(tree); }
    ~Snapshot();
    Snapshot(Snapshot&&) noexcept;
    Snapshot& operator=(Snapshot&&) noexcept;

    const Schema& schema() const { return schema_; }
    const Tree& tree() const { return *tree_; }
    const std::shared_ptr<const Tree>& shared_tree() const { return tree_; }
    std::uint64_t rows() const { return rows_; }
    std::size_t chunk_count() const { return chunks_.size(); }
    Chunk chunk(std::size_t at) const { return {chunks_[at], layout_of(at)}; }
    std::span<std::byte> chunk_memory(std::size_t at) const { return {chunks_[at], layout_of(at).bytes()}; }
    /// How many rows there is room for.
    std::uint32_t places() const
    {
        if (chunks_.empty()) return 0;
        return static_cast<std::uint32_t>((chunks_.size() - 1) * chunk_rows) + layout_of(chunks_.size() - 1).rows();
    }
    std::span<const std::uint32_t> starts() const { return starts_; }
    std::size_t memory_bytes() const;
    /// How many rows have a code in a column, over all; for days nothing is kept.
    std::uint64_t total(std::size_t column, std::uint32_t code) const { return totals_[column][code]; }

    /// The places of a node's own rows and of those below it.
    RowRange rows_below(Node node) const { return {starts_[node], starts_[tree_->end(node)]}; }
    RowRange rows_at(Node node) const { return {starts_[node], starts_[node + 1]}; }
    std::uint64_t count_rows(RowRange range) const;

    // ---- building: rows in the order of the tree -------------------------------------------------------
    /// Makes room at once for so many rows.
    void reserve(std::uint64_t rows);
    /// Nodes must not go down.
    void append(Node node, std::int64_t id, Codes codes);
    void finish_building();
    /// For a snapshot that comes from a file: chunks are filled by the caller, then this counts. The last of `starts`
    /// says how much room there is, in whole groups of rows.
    void adopt(std::vector<std::uint32_t> starts, IdBook ids);
    /// @param totals  as of totals(): the file has them, so that nobody counts
    void finish_adopting(std::uint64_t rows, std::vector<std::vector<std::uint64_t>> totals);
    const std::vector<std::vector<std::uint64_t>>& totals() const { return totals_; }

    // ---- one change ------------------------------------------------------------------------------------
    /// The place of a row among the node's own, or row_none.
    std::uint32_t find(Node node, std::int64_t id) const;
    /// Looks through everything.
    std::uint32_t find_anywhere(std::int64_t id) const;
    /// At which nodes these stand, in one pass over everything; those that are nowhere are left out.
    std::unordered_map<std::int64_t, Node> nodes_of(std::span<const std::int64_t> ids) const;
    /// How many rows each node has of its own whose code in a column is one of these.
    std::vector<std::uint32_t> count_by_node(std::size_t column, std::span<const std::uint32_t> codes) const;
    std::int64_t id_of(std::uint32_t row) const;
    const IdBook& ids() const { return ids_; }
    Node node_of(std::uint32_t row) const;
    void read(std::uint32_t row, std::span<Code> codes) const;
    /// @return its place
    std::uint32_t insert(Node node, std::int64_t id, Codes codes);
    void remove(std::uint32_t row, Node node);
    /// From one node to another, with what it carries there. @return its new place
    std::uint32_t move(std::uint32_t row, Node from, Node to, std::int64_t id, Codes codes);
    void recode(std::uint32_t row, Node node, Codes codes);
    /// Gives every row a new code in one column. `code_of` gets the chunk and the place in it.
    void recode_column(std::size_t column, const std::function<Code(const Chunk&, std::uint32_t)>& code_of);

    /// The same rows under another tree: what stood at a node stands at the node with the same id. Rows of ids that
    /// are gone are dropped. Where the nodes with rows keep their order, no row is touched; cubes go along.
    void lay_under(std::shared_ptr<const Tree> tree);

    const CubeSet* cubes() const { return cubes_.get(); }
    /// @param rows_min  nodes with fewer rows have no cube
    void build_cubes(std::uint64_t rows_min);

private:
    Snapshot copied_under(std::shared_ptr<const Tree> tree) const;
    std::optional<std::vector<std::uint32_t>> starts_under(const Tree& tree) const;
    const ChunkLayout& layout_of(std::size_t at) const
    {
        return last_layout_ && at + 1 == chunks_.size() ? *last_layout_ : *layout_;
    }
    void add_chunks(std::size_t count);
    void add_places(std::uint64_t places);
    void lengthen_last();
    void fetch(Node node) const;
    std::uint32_t make_room(Node node);
    std::byte* spare_chunk();
    void split(std::size_t chunk);
    void count(Codes codes, int by);
    void count_everything();

    Schema schema_;
    std::unique_ptr<ChunkLayout> layout_;
    std::unique_ptr<ChunkLayout> last_layout_;  // of the last chunk, when it is a short one
    std::shared_ptr<const Tree> tree_;
    std::vector<std::uint32_t> starts_;  // of every node's own rows, and the end
    std::vector<std::byte*> chunks_;
    std::vector<std::byte*> spares_;  // with all rows free
    std::vector<std::unique_ptr<Arena>> arenas_;
    std::vector<std::vector<std::uint64_t>> totals_;
    IdBook ids_;
    std::uint64_t rows_ = 0;
    std::uint32_t next_row_ = 0;  // while building
    Node building_ = 0;
    std::unique_ptr<CubeSet> cubes_;
};

}  // namespace jishi::statistics
