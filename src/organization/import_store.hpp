#pragma once
// Rows of imports, and what an import has to know of the tree and the register.

#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "db/db.hpp"
#include "engine/dated.hpp"
#include "organization/import_organizations.hpp"

namespace jishi::organization {

using ImportId = Id<struct ImportTag>;

enum class ImportMode : std::uint8_t { all_or_nothing, valid_rows };
std::string_view code_of(ImportMode mode);

/// One import that somebody asked for.
struct Batch {
    enum class State : std::uint8_t { queued, done, failed };

    ImportId id;
    ImportKind kind = ImportKind::organizations;
    OrganizationId target;  // what is imported into
    AttachmentId attachment;
    std::string file_name;
    Date effective_on;
    ImportMode mode = ImportMode::all_or_nothing;
    bool dry_run = false;
    Language language = Language::chinese;
    State state = State::queued;
    std::int64_t rows = 0;
    std::int64_t stored = 0;
    std::int64_t refused = 0;
    AttachmentId report;
    ChangeId change;  // the record of what was stored; none: nothing was
    Instant created_at;
    AccountId created_by;
    std::string created_by_name;
    Instant undone_at;
    AccountId undone_by;
    std::string undone_by_name;
};

namespace store {

void insert_batch(db::Tx& tx, const Batch& batch);
std::optional<Batch> find_batch(db::Tx& tx, ImportId id);
/// Newest first, ids below `before` (none: from the newest), without dry runs.
std::vector<Batch> batches(db::Tx& tx, ImportId before, int limit);
/// State, sums, report and change.
void finish_batch(db::Tx& tx, const Batch& batch);
/// @return false when it was undone before
bool undo_batch(db::Tx& tx, const Batch& batch);

/// Grows with every change of the tree or the register: what was checked against an older mark has to be checked again.
struct Mark {
    std::int64_t organization = 0;
    std::int64_t unit = 0;
    bool operator==(const Mark&) const = default;
};
Mark mark_of(db::Tx& tx);

/// Active organisations, for one pass over the tree. `inside` is set for those below (and at) the path.
void each_known(db::Tx& tx, std::string_view path, const std::function<void(KnownOrganization&&)>& each);

/// Units whose name or credit code is among these.
std::vector<KnownUnit> known_units(db::Tx& tx, const std::unordered_set<std::string>& texts);

}  // namespace store
}  // namespace jishi::organization
