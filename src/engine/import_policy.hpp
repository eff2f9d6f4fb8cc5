#pragma once
// What the policy packs say about spreadsheets: columns and their other titles, what counts as empty, words.

#include <cstdint>
#include <bitset>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/language.hpp"

namespace jishi::policy {
class Policy;
}

namespace jishi::engine {

/// What may stand in a cell.
enum class CellKind : std::uint8_t {
    name,
    text,
    code,
    credit_code,
    region,
    reference,
    choice,
    date,
    month,  // a day, or a month: then its first day
    number,
    list
};

struct ImportColumn {
    std::string code;  // "founded_on"
    std::string title;
    std::string title_en;
    CellKind kind = CellKind::text;
    bool required = false;
    bool sealed = false;  // what stands in it is not repeated outside the file
    int width = 16;
    std::string hint;
    std::string hint_en;
    std::vector<std::string> synonyms;
    struct Choice {
        std::string code;
        std::string name;
        std::string name_en;
    };
    std::vector<Choice> choices;
    /// Folded code, names and short names -> code.
    std::unordered_map<std::string, std::string> choice_by_name;

    const std::string& title_in(Language language) const { return language == Language::english ? title_en : title; }
};

struct Words {
    std::string name;
    std::string name_en;
    const std::string& in(Language language) const { return language == Language::english ? name_en : name; }
};

struct ImportPolicy {
    std::vector<ImportColumn> columns;
    std::unordered_set<std::string> empty_marks;  // folded
    std::size_t empty_mark_bytes_max = 0;
    std::bitset<256> empty_mark_begins;  // with one of these bytes
    std::map<std::string, Words, std::less<>> words;
    std::map<std::string, Words, std::less<>> messages;

    const std::string& word(std::string_view code, Language language) const;
    /// The sentence of a message with its figure; the code itself when no pack has words for it.
    std::string message(std::string_view code, std::string_view detail, Language language) const;
    const ImportColumn* column(std::string_view code) const;
};

/// @param columns  the key of the columns, "organization.imports.columns"
/// @param kind     of rows, as that key has them: "units"
ImportPolicy read_import_policy(const policy::Policy& policy, std::string_view columns, std::string_view kind);

/// The rows of a code table become what may stand in a column.
void add_choices(const policy::Policy& policy, std::string_view table, ImportColumn& column);

/// What titles are compared by: small letters, plain width, without spaces, brackets and what stands in them, and
/// without marks of required columns. 党组织名称（必填）* -> 党组织名称
std::string fold_title(std::string_view title);
/// What names and choices are compared by: small letters, plain width, without spaces and brackets' kind.
std::string fold_name(std::string_view name);

}  // namespace jishi::engine
