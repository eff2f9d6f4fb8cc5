#pragma once
// Every key that a pack may set, with the form of its value. A module that wants a new rule as data declares its key
// here; packs/schema.json is written from this table.

#include <span>
#include <string>
#include <string_view>

#include "policy/shape.hpp"

namespace jishi::policy {

struct Key {
    std::string name;
    std::string help;
    Shape shape;
    bool required = true;  // the national pack must have it
};

std::span<const Key> known_keys();
const Key* find_key(std::string_view name);
/// Its place among known_keys(), or npos.
std::size_t key_number(std::string_view name);

/// packs/schema.json: JSON Schema of the files of a pack, for editors.
std::string packs_schema();

}  // namespace jishi::policy
