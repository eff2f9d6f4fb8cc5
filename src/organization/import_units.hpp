#pragma once
// Rows of units: read from a sheet, checked against each other, the register and the tree. Pure: what is known is
// handed in.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "organization/import_organizations.hpp"

namespace jishi::organization {

struct UnitRow {
    std::uint32_t row_number = 0;
    std::string name;
    std::string credit_code;
    std::string kind;
    std::string sector;
    std::string region_code;
    std::optional<int> staff_count;
    std::string area_text;          // empty: the organisation imported into
    std::string organization_text;  // empty: none
    std::string guide;
    std::string document_no;
    Date opened_on;
    bool refused = false;

    // Found by the checks.
    OrganizationId area;
    OrganizationId organization;  // none: not covered by one
};

std::vector<UnitRow> read_unit_rows(const platform::Sheet& sheet, const Layout& layout, const ImportPolicy& policy,
                                    const OrganizationImport& import, std::vector<Finding>& findings);

Mentioned mentioned_by(const std::vector<UnitRow>& rows);

/// @param find_units  by credit code or name, among the units that are registered
void check_unit_rows(std::vector<UnitRow>& rows, const Layout& layout, const OrganizationImport& import,
                     const KnownOrganizations& known, const FindUnits& find_units, std::vector<Finding>& findings);

}  // namespace jishi::organization
