#pragma once
// Files of organisations and of units, as the machine of imports sees them.

#include <memory>

#include "engine/imports.hpp"
#include "organization/office.hpp"

namespace jishi::organization {

std::unique_ptr<engine::ImportedRows> organization_rows(const Office& office, const engine::ImportTask& task);
std::unique_ptr<engine::ImportedRows> unit_rows(const Office& office, const engine::ImportTask& task);

}  // namespace jishi::organization
