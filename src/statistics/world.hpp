#pragma once
// What can be counted on one day: members, organisations and units, each as rows in the order of the tree.

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "statistics/columns.hpp"
#include "statistics/snapshot.hpp"
#include "statistics/word.hpp"

namespace jishi::statistics {

/// What a question is about.
enum class Counted : std::uint8_t { members, organizations, units };
constexpr std::size_t counted_kinds = 3;

/// An organisation, by node.
struct NodeInfo {
    bool active = true;
    Word type;
    Word sector;
    Word level;
    Word form;
    std::optional<Date> term_expires_on;
    bool operator==(const NodeInfo&) const = default;
};

/// Rows of one kind, and what they are counted by.
class Register {
public:
    /// @param on  the day on which ages are counted
    Register(std::shared_ptr<const Columns> columns, Date on, Snapshot rows)
        : columns_(std::move(columns)), on_(on), rows_(std::move(rows)), axes_(std::make_unique<Axes>())
    {
    }

    const Columns& columns() const { return *columns_; }
    const std::shared_ptr<const Columns>& shared_columns() const { return columns_; }
    Date on() const { return on_; }
    const Snapshot& rows() const { return rows_; }
    Snapshot& rows() { return rows_; }
    Axis axis(const Column& column) const;
    /// Another day begins: everybody is older.
    void turn_to(Date on);

private:
    std::shared_ptr<const Columns> columns_;
    Date on_;
    Snapshot rows_;
    // Axes of ages are tables of 64 K days: made once for a day.
    struct Axes {
        std::mutex mutex;
        std::map<const Column*, Axis> made;
    };
    std::unique_ptr<Axes> axes_;
};

class World {
public:
    World(std::shared_ptr<const Columns> columns, Date on, Snapshot members, std::vector<NodeInfo> infos = {})
        : members_(std::move(columns), on, std::move(members)), infos_(std::move(infos))
    {
    }

    Date on() const { return members_.on(); }
    const Tree& tree() const { return members_.rows().tree(); }

    // ---- members -----------------------------------------------------------------------------------------------
    const Columns& columns() const { return members_.columns(); }
    std::shared_ptr<const Columns> shared_columns() const { return members_.shared_columns(); }
    const Snapshot& members() const { return members_.rows(); }
    Snapshot& members() { return members_.rows(); }
    Axis axis(const Column& column) const { return members_.axis(column); }
    void turn_to(Date on) { members_.turn_to(on); }

    // ---- all kinds ---------------------------------------------------------------------------------------------
    /// Null when this world has none of that kind: a nation that is made up has members only.
    const Register* find(Counted kind) const;
    Register& at(Counted kind) { return kind == Counted::members ? members_ : *others_[index(kind)]; }
    bool has(Counted kind) const { return find(kind) != nullptr; }
    void keep(Counted kind, Register rows) { others_[index(kind)] = std::move(rows); }

    /// By node; empty for a nation that is made up.
    const std::vector<NodeInfo>& infos() const { return infos_; }
    std::vector<NodeInfo>& infos() { return infos_; }
    /// Members that count at a node and below, by node; empty where nobody asked for it.
    const std::vector<std::uint32_t>& sizes() const { return sizes_; }
    std::vector<std::uint32_t>& sizes() { return sizes_; }
    std::size_t memory_bytes() const;

private:
    static std::size_t index(Counted kind) { return static_cast<std::size_t>(kind); }

    Register members_;
    std::array<std::optional<Register>, counted_kinds> others_;  // the first stays empty
    std::vector<NodeInfo> infos_;
    std::vector<std::uint32_t> sizes_;
};

/// The fields of each kind, as statistics.…_columns name them.
SourceNames fields_of(Counted kind);
inline SourceNames member_fields() { return fields_of(Counted::members); }
/// The key of the packs that lists the columns of a kind.
std::string_view columns_key(Counted kind);

/// Nodes with a cube, so that any question about them is a look-up. Below, a scan is as fast.
constexpr std::uint64_t cube_rows_min = 1'000'000;

}  // namespace jishi::statistics
