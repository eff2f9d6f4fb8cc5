#pragma once
// Shapes that many keys share, and the keys by part. For keys*.cpp.

#include <utility>
#include <vector>

#include "policy/keys.hpp"

namespace jishi::policy {

/// An item of a code table: its code, its Chinese and English names, and what else it needs.
inline Shape named(std::vector<Shape::Field> more = {})
{
    std::vector<Shape::Field> fields{field("code", code()), field("name", text(), "Chinese"),
                                     field("name_en", text(), "English")};
    for (auto& one : more) fields.push_back(std::move(one));
    return object(std::move(fields));
}

inline Shape table(std::vector<Shape::Field> more = {}) { return unique_list_of(named(std::move(more)), "code"); }

inline Shape::Field rule() { return field("rule", text(), "rule id"); }
inline Shape::Field rule_maybe() { return optional("rule", text(), "rule id"); }

/// Columns of a spreadsheet that comes in or goes out.
inline Shape sheet_columns()
{
    return table({field("kind", choice({"name", "text", "code", "credit_code", "region", "reference", "choice", "date",
                                        "month", "number", "list"})),
                  optional("choices", text(), "the key whose codes and names may stand in it"),
                  optional("words", map_of(text()), "other words for a choice, to its code"),
                  optional("ending", text(), "of the names of choices, which may be left out"),
                  optional("sealed", flag(), "what stands in it is not repeated outside the file"),
                  field("required", flag()), field("width", integer(4, 120), "characters"), optional("hint", text()),
                  optional("hint_en", text()),
                  field("synonyms", list_of(text()), "other titles by which it is known")});
}

std::vector<Key> record_keys();
std::vector<Key> team_keys();
std::vector<Key> post_keys();
std::vector<Key> relation_keys();
std::vector<Key> development_keys();

}  // namespace jishi::policy
