#pragma once
// What a policy entry says: a tree of null, truth, integer, text, list and map. No fractions: rates are basis points,
// money is fen. Modules turn the values they need into structs of their own once, when they start.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/date.hpp"

namespace jishi::policy {

/// The program asks a value for something that it is not. Packs are checked against the declared keys when they are
/// loaded, so this is a disagreement between a declaration and its reader: a bug, not bad data.
class WrongValue : public std::logic_error {
    using std::logic_error::logic_error;
};

class Value {
public:
    enum class Kind : std::uint8_t { null, boolean, integer, text, list, map };
    struct Member;
    using List = std::vector<Value>;
    using Map = std::vector<Member>;  // in the order of the file
    using Data = std::variant<std::monostate, bool, std::int64_t, std::string, List, Map>;

    Value() = default;
    /// @param where  place and path for messages: "national/organization.yaml:12 organization.types[2].code"
    explicit Value(Data data, std::string where = {});

    Kind kind() const { return static_cast<Kind>(data_.index()); }
    bool is_null() const { return kind() == Kind::null; }
    const std::string& where() const { return where_; }

    // Each throws WrongValue, naming place and path, when the value is of another kind.
    bool boolean() const;
    std::int64_t integer() const;
    const std::string& text() const;
    Date date() const;  // a text YYYY-MM-DD
    std::span<const Value> items() const;
    std::span<const Member> members() const;
    std::vector<std::string> texts() const;  // a list of texts

    /// A member of a map; a null pointer when there is none of that name (or it is null).
    const Value* find(std::string_view name) const;
    /// A member of a map; throws WrongValue when there is none of that name.
    const Value& at(std::string_view name) const;

    // Members that may be left out.
    bool boolean_or(std::string_view name, bool otherwise) const;
    std::int64_t integer_or(std::string_view name, std::int64_t otherwise) const;
    std::string text_or(std::string_view name, std::string_view otherwise) const;
    std::vector<std::string> texts_or_none(std::string_view name) const;
    std::optional<std::int64_t> optional_integer(std::string_view name) const;
    std::optional<std::string> optional_text(std::string_view name) const;

    /// The item of a list of maps whose member `code` is this; a null pointer when there is none.
    const Value* item_with_code(std::string_view code) const;

private:
    [[noreturn]] void wrong(std::string_view expected) const;

    Data data_;
    std::string where_;
};

struct Value::Member {
    std::string name;
    Value value;
};

// Below Member: the list and the map of Data hold Value and Member whole.
inline Value::Value(Data data, std::string where) : data_(std::move(data)), where_(std::move(where)) {}

/// A value on one line, as YAML would have it.
std::string to_text(const Value& value);

/// "list", "integer", … for messages.
std::string_view to_string(Value::Kind kind);

}  // namespace jishi::policy
