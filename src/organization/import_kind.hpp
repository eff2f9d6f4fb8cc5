#pragma once
// The two kinds of rows that come in here: organisations and units.

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/import_policy.hpp"

namespace jishi::organization {

enum class ImportKind : std::uint8_t { organizations, units };
std::string_view code_of(ImportKind kind);
std::optional<ImportKind> import_kind_from(std::string_view code);

engine::ImportPolicy read_import_policy(const policy::Policy& policy, ImportKind kind);

}  // namespace jishi::organization
