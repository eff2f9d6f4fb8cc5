#pragma once
// What rows can be counted by, as the packs have it: names, codes, groups; and how a record becomes codes.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/date.hpp"
#include "statistics/scan.hpp"
#include "statistics/schema.hpp"

namespace jishi::policy {
class Reader;
class Value;
}  // namespace jishi::policy

namespace jishi::statistics {

/// The fields of a record that columns are made from, by name and place.
struct SourceNames {
    std::vector<std::string> texts;
    std::vector<std::string> days;
    std::vector<std::string> flags;
    std::vector<std::string> numbers;
};
struct Source {
    std::vector<std::string_view> texts;
    std::vector<std::optional<Date>> days;
    std::vector<char> flags;
    std::vector<std::optional<std::int64_t>> numbers;
};

struct Value {
    std::string code;
    std::string name;
    std::string name_en;
};

enum class ColumnKind : std::uint8_t { code, group, age_band, period, flag, day, years, year, number_band, left_band };

struct Column {
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    std::string code;
    std::string name;
    std::string name_en;
    ColumnKind kind = ColumnKind::code;
    std::size_t field = 0;                        // among the texts, days, flags or numbers of a source
    std::vector<Value> values;                    // by cell
    std::size_t stored = none;                    // its place in the schema
    std::size_t base = none;                      // group, years, year: the column they are made from, among all
    std::vector<std::uint8_t> groups;             // group: by code of the base
    std::vector<std::optional<int>> until_years;  // bands: the last year, number or day left of each
    std::vector<std::optional<Date>> until_days;  // period
    bool of_persons = false;                      // tells of single persons, whatever is counted by it

    bool is_dimension() const { return kind != ColumnKind::day; }
    /// Whether a value of it changes by itself as days pass.
    bool ages() const
    {
        return kind == ColumnKind::age_band || kind == ColumnKind::years || kind == ColumnKind::left_band;
    }
    /// The band that a number falls into; 0: none.
    Code band_of(std::int64_t number) const;
    /// Its cell of a code; nothing when it has none.
    std::optional<std::uint32_t> cell_of(std::string_view value_code) const;
};

/// Codes that every column has: cell 0 is what is not said, and for code tables the last cell is any other code.
constexpr std::string_view not_said = "none";
constexpr std::string_view other_code = "other_code";

class Columns {
public:
    Columns(const policy::Reader& reader, std::string_view key, SourceNames names);

    Columns(const Columns&) = delete;
    Columns& operator=(const Columns&) = delete;

    const Schema& schema() const { return schema_; }
    const std::vector<Column>& all() const { return columns_; }
    /// A null pointer when there is none.
    const Column* find(std::string_view code) const;
    const Column& stored(std::size_t place) const { return columns_[stored_[place]]; }
    /// What was worked out for the rows before, of one day: neighbours say the same of most things.
    struct Memo {
        struct Said {
            std::string text;
            Code code = 0;
        };
        std::vector<Said> said;                // by stored column
        std::vector<std::vector<Code>> bands;  // by stored column of ages, by day
        std::size_t rows = 0;
    };
    /// @param on  the day on which ages are counted
    void encode(const Source& source, Date on, std::vector<Code>& codes, Memo& memo) const;
    /// The band of a stored column of ages, from the code of the day that it is made from.
    Code band_of(const Column& column, Code day, Date on) const;
    /// How a dimension is counted.
    Axis axis(const Column& column, Date on) const;
    /// The column of days behind an age.
    const Column& base_of(const Column& column) const { return columns_[column.base]; }
    /// Equal where the same codes stand for the same things: a stored snapshot is of no use with other words.
    std::string digest() const;
    SourceNames const& names() const { return names_; }

private:
    void read_values(const policy::Reader& reader, const policy::Value& item, Column& column);
    void read_groups(const policy::Reader& reader, const policy::Value& item, Column& column);
    void place(Column& column, bool cube, bool plane_each);

    std::string key_;
    SourceNames names_;
    std::vector<Column> columns_;
    std::vector<std::size_t> stored_;
    std::vector<std::unordered_map<std::string_view, Code>> codes_;  // by stored column, of code tables
    Schema schema_;
    int age_years_max_ = 0;
};

}  // namespace jishi::statistics
