#pragma once
// Rows of organisations: read from a sheet, checked against each other and against the tree that is there. Pure: what
// is known of the tree is handed in.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "engine/import_table.hpp"
#include "organization/attributes.hpp"
#include "organization/import_kind.hpp"
#include "organization/organization_policy.hpp"

namespace jishi::organization {

using engine::CellReader;
using engine::Finding;
using engine::fold_name;
using engine::ImportPolicy;
using engine::Layout;

/// One row of the file.
struct OrganizationRow {
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    std::uint32_t row_number = 0;
    Attributes values;  // without parent
    Date founded_on;
    std::string parent_text;  // as written; empty: the organisation imported into
    std::vector<std::string> unit_texts;
    std::string document_no;
    bool refused = false;

    // Found by the checks.
    OrganizationId parent;          // an organisation that is there, or
    std::size_t parent_row = none;  // another row
    std::vector<UnitId> units;
};

struct KnownOrganization {
    OrganizationId id;
    OrganizationId parent;
    std::string name;
    std::string short_name;
    std::string code;
    std::string type;
    Date founded_on;
    bool inside = true;  // of the area that is imported into; outside it only codes matter
};

/// What the rows mention, so that one pass over the tree finds all that matters.
struct Mentioned {
    std::unordered_set<std::string> names;  // folded: of rows, and what parents are called
    std::unordered_set<std::string> codes;  // folded
    bool matters(const KnownOrganization& known) const;
};

/// The part of the tree that the rows mention.
class KnownOrganizations {
public:
    void add(KnownOrganization known);
    /// Inside the area: by code, else by name or short name.
    std::vector<const KnownOrganization*> called(std::string_view text) const;
    /// Anywhere.
    const KnownOrganization* with_code(std::string_view code) const;
    bool has_child(OrganizationId parent, std::string_view name) const;

private:
    std::vector<std::unique_ptr<KnownOrganization>> all_;
    std::unordered_map<std::string, std::vector<const KnownOrganization*>> by_name_;
    std::unordered_map<std::string, const KnownOrganization*> by_code_;
};

struct KnownUnit {
    UnitId id;
    std::string name;
    std::string credit_code;
    OrganizationId area;
};
/// By credit code, or by name.
using FindUnits = std::function<std::vector<KnownUnit>(std::string_view text)>;

/// What the checks are made against.
struct OrganizationImport {
    const OrganizationPolicy& rules;
    KnownOrganization within;  // what is imported into
    Date effective_on;
    Date today;
};

std::vector<OrganizationRow> read_organization_rows(const platform::Sheet& sheet, const Layout& layout,
                                                    const ImportPolicy& policy, const OrganizationImport& import,
                                                    std::vector<Finding>& findings);

Mentioned mentioned_by(const std::vector<OrganizationRow>& rows);

/// Codes, names, parents, circles, types, dates, units. Rows with a fault become refused, and so do those below them.
void check_organization_rows(std::vector<OrganizationRow>& rows, const Layout& layout, const OrganizationImport& import,
                             const KnownOrganizations& known, const FindUnits& find_units,
                             std::vector<Finding>& findings);

/// Indexes of the rows that are not refused, parents before children.
std::vector<std::size_t> in_founding_order(const std::vector<OrganizationRow>& rows);

}  // namespace jishi::organization
