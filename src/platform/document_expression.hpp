#pragma once
// What stands between {{ and }} in a template. Private to the document files.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/document.hpp"

namespace jishi::platform::document {

enum class Function : std::uint8_t {
    plain,         // as its kind is usually written
    date,          // 2026年3月5日
    month,         // 2026年3月
    short_date,    // 2026.03.05
    short_month,   // 2026.03
    chinese_date,  // 二〇二六年三月五日
    chinese,       // 二十三
    capital,       // 贰拾叁; of money 壹仟元整
    join,          // the texts of a list, with 、 in between
    count,         // how many items a list has
    document_no,   // 组发〔2026〕12号 [FMT-05]
    qr,            // a picture
};
enum class Block : std::uint8_t { rows, when, unless };

/// A value and how it is written: {{date(decided_on)|无}}
struct Expression {
    Function function = Function::plain;
    std::vector<std::string> path;         // as written, then as codes once it is resolved
    std::optional<std::string> otherwise;  // instead of a blank line: then nothing is missing
    // Set when it is resolved:
    std::size_t scopes_up = 0;  // 0: the innermost
    bool index = false;         // the number of the row, from 1
    Value::Kind kind = Value::Kind::text;
};

struct Placeholder {
    enum class Kind : std::uint8_t { value, open, close } kind = Kind::value;
    Block block = Block::rows;
    Expression expression;
    std::string text;  // as it was written, for messages
};

/// @param inside  of the braces; nullopt for what is none
std::optional<Placeholder> parse_placeholder(std::string_view inside);

/// The scopes that names are looked for in, from the outermost; an item of rows adds one.
using Scopes = std::vector<const Fields*>;
enum class Unresolved : std::uint8_t { unknown, wrong_kind };
/// Turns the path into codes and checks that the function suits the value.
std::optional<Unresolved> resolve(Placeholder& placeholder, const Scopes& scopes);
/// The fields of the items of the list that a resolved {{#rows}} names.
const Fields* item_fields(const Expression& rows, const Scopes& scopes);

}  // namespace jishi::platform::document
