#pragma once
// What a value of a key must look like. A shape is checked when packs are loaded and written out as JSON Schema for
// editors, so that both say the same.

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "policy/value.hpp"

namespace jishi::policy {

struct Shape {
    enum class Kind : std::uint8_t { any, boolean, integer, text, code, date, choice, reference, list, map, object };
    struct Field;

    /// A list of lines of which one (the first that fits) or all that fit count. A line fits when each of its selectors
    /// is left out or names the code asked for, and each of its `at_least` is left out or not above the figure asked
    /// for.
    struct Lines {
        enum class Match : std::uint8_t { first, all } match = Match::first;
        std::vector<std::string> selectors;
        std::vector<std::string> at_least = {};
    };

    Kind kind = Kind::text;
    std::int64_t min = std::numeric_limits<std::int64_t>::min();  // of an integer, or of the number of items
    std::int64_t max = std::numeric_limits<std::int64_t>::max();
    std::vector<std::string> choices = {};        // choice
    std::string key = {};                         // reference: the key whose items' codes are meant
    std::vector<Field> fields;                    // object; without a default: Clang would want Field whole
    std::shared_ptr<const Shape> item = nullptr;  // list, map
    std::string unique = {};                      // list of objects: the field that differs from item to item
    std::optional<Lines> lines = {};              // list of objects: how they are read
};

struct Shape::Field {
    std::string name;
    Shape shape;
    bool required = true;
    std::string help = {};
};

// Words to write shapes in.
Shape flag();
Shape integer(std::int64_t min = 0, std::int64_t max = std::numeric_limits<std::int64_t>::max());
Shape text();  // not empty
Shape code();  // lower-case letters, digits, _ and -, or the digits of a code table
Shape date();
Shape choice(std::vector<std::string> choices);
Shape reference(std::string key);
Shape list_of(Shape item, std::int64_t min_items = 0);
Shape unique_list_of(Shape item, std::string unique);  // at least one item, told apart by a field
Shape lines_of(Shape item, Shape::Lines lines);        // at least one item
Shape map_of(Shape value);
Shape object(std::vector<Shape::Field> fields);
Shape anything();  // what a function that a module registered reads for itself
Shape::Field field(std::string name, Shape shape, std::string help = {});
Shape::Field optional(std::string name, Shape shape, std::string help = {});

/// The member of an object shape; a null pointer when it has none of that name.
const Shape* member_shape(const Shape& shape, std::string_view name);
/// The same shape for a value that adds to another one: nothing that an object has is required.
Shape relaxed(Shape shape);

/// A code that an entry names, to be looked for among the codes of another key once all packs are read.
struct Mention {
    std::string key;
    const Value* value;
};

/// Appends what is wrong with a value: FieldError{place and path, code, what was expected}.
/// Codes: policy.wrong_type, policy.out_of_range, policy.not_a_code, policy.bad_date, policy.not_one_of,
/// policy.too_few_items, policy.missing_field, policy.unknown_field, policy.duplicate_code
void check(const Shape& shape, const Value& value, std::vector<FieldError>& problems, std::vector<Mention>& mentions);

/// The shape as JSON Schema (draft 2020-12), on one line.
std::string json_schema(const Shape& shape);
/// A JSON string literal.
std::string quoted(std::string_view text);

}  // namespace jishi::policy
