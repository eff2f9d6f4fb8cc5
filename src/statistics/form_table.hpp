#pragma once
// A form of the yearly statistics, counted: cells of people from the snapshot, the others from the records of the year,
// set beside the published figures. [STAT-02]

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "statistics/bulletin.hpp"
#include "statistics/form.hpp"
#include "statistics/year_records.hpp"

namespace jishi::statistics {

struct TableRow {
    std::string code;
    std::string name;
    std::string name_en;
    std::vector<std::uint64_t> counts;      // by column; of a section without columns one
    std::vector<std::optional<int>> rates;  // by column that is a rate of another: 1/10 000
    std::optional<int> share_bp;            // of its whole, from exact counts [STAT-04]
    std::optional<std::uint64_t> whole;     // what the share is of
    std::optional<std::int64_t> published;  // in persons or bodies
    // Over the year before, where its figures are known. [STAT-05]
    bool grows = false;  // told with by how much it grew
    std::optional<std::uint64_t> before;
    std::optional<std::int64_t> published_growth;
    std::optional<int> share_change_bp;
    // What it counts, for the way to the people: a value of a column.
    std::string column;
    std::vector<std::string> codes;
    bool of_the_year = false;
    /// Of members moved with their organisations: those, and how many each took along.
    struct Body {
        std::int64_t id;
        std::uint64_t members;
    };
    std::vector<Body> bodies;

    std::uint64_t count() const { return counts.empty() ? 0 : counts.front(); }
    std::optional<std::int64_t> growth() const;
    std::optional<int> growth_bp() const;  // of the year before: 1/10 000, to a tenth of a per cent
};
struct TableColumn {
    std::string code;
    std::string name;
    std::string name_en;
    bool is_rate = false;
};
struct TableSection {
    std::string code;
    std::string name;
    std::string name_en;
    std::vector<TableColumn> columns;  // none: the count alone
    std::vector<TableRow> rows;
    /// Rows that should be all of the whole, and are not by so many: whoever has the field unsaid or of another code.
    std::optional<std::uint64_t> missing;
    bool withheld = false;  // not for this reader [SEC-04]
};
struct FormTable {
    std::string form;
    std::string name;
    std::string name_en;
    std::string number;
    int year = 0;
    Date day;
    std::uint64_t members = 0;
    std::optional<std::uint64_t> members_before;  // a year before [STAT-05]
    std::vector<TableSection> sections;

    const TableSection* find(const std::string& section) const;
    const TableRow* find(const std::string& section, const std::string& row) const;
};

/// Counts cells of one world; what was counted once is kept.
class FormCounter {
public:
    /// @param records  none: cells that need them are empty
    /// @param counted  statuses of those that count as members
    /// @param before   the world of the day before the year; none: what was founded and dissolved is not known
    FormCounter(const World& world, const YearRecords* records, std::vector<std::string> counted,
                const World* before = nullptr)
        : world_(world), records_(records), counted_(std::move(counted)), before_(before)
    {
    }

    const World& world() const { return world_; }
    bool has(const CellSpec& cell) const;
    std::uint64_t count(const CellSpec& cell, Node node) const;
    /// Those whose value of a column is unsaid or of another code.
    std::uint64_t unsaid(const std::string& column, const CellSpec& cell, Node node) const;
    std::vector<std::int64_t> who_is_unsaid(const std::string& column, const CellSpec& cell, Node node,
                                            std::size_t limit) const;
    /// Organisations that are there and fit, by node.
    std::vector<Node> organizations(const CellSpec& cell, Node node) const;
    /// Organisations that took along whom a cell counts, by id; of a cell that counts others too none.
    std::vector<TableRow::Body> bodies_behind(const CellSpec& cell, Node node) const;
    const std::vector<std::string>& counted() const { return counted_; }

private:
    Filter filter(const CellSpec& cell, std::size_t without_last) const;
    const std::vector<std::uint64_t>& cells_by(const CellSpec& cell, Node node) const;
    std::uint64_t people(const CellSpec& cell, Node node) const;
    std::uint64_t changed_organizations(const CellSpec& cell, Node node) const;
    std::uint64_t units(const CellSpec& cell, Node node) const;
    std::uint64_t events(const CellSpec& cell, Node node) const;
    std::uint64_t steps(const CellSpec& cell, Node node) const;

    const World& world_;
    const YearRecords* records_;
    std::vector<std::string> counted_;
    const World* before_;
    mutable std::map<std::string, std::vector<std::uint64_t>> kept_;
};

/// @param published  the bulletin of the year, where there is one
/// @param before     the table of a year before, as far as compared() wants it; none: not known
/// @param sensitive  whether what only some may see is counted too [SEC-04]
FormTable form_table(const Form& form, const FormCounter& counter, Node node, const std::optional<Bulletin>& published,
                     const FormTable* before, bool sensitive = true);
/// What of a form is compared with the year before: totals that grow, and shares.
Form compared(const Form& form);

/// A count in the unit of the bulletin with one decimal of 万: 99185000 -> "9918.5". [STAT-03]
std::string in_wan(std::uint64_t count);

}  // namespace jishi::statistics
