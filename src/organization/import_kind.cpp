#include "organization/import_kind.hpp"

namespace jishi::organization {

std::string_view code_of(ImportKind kind) { return kind == ImportKind::units ? "units" : "organizations"; }

std::optional<ImportKind> import_kind_from(std::string_view code)
{
    if (code == "organizations") return ImportKind::organizations;
    if (code == "units") return ImportKind::units;
    return std::nullopt;
}

engine::ImportPolicy read_import_policy(const policy::Policy& policy, ImportKind kind)
{
    return engine::read_import_policy(policy, "organization.imports.columns", code_of(kind));
}

}  // namespace jishi::organization
