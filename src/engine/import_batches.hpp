#pragma once
// The record of what was imported, by every module.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.hpp"
#include "engine/import_policy.hpp"
#include "platform/ids.hpp"

namespace jishi::engine {

using ImportId = Id<struct ImportTag>;

enum class ImportMode : std::uint8_t { all_or_nothing, valid_rows };
std::string_view code_of(ImportMode mode);
std::optional<ImportMode> import_mode_from(std::string_view code);

/// One import that somebody asked for.
struct Batch {
    enum class State : std::uint8_t { queued, done, failed };

    ImportId id;
    std::string kind;       // of rows: "units"
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
std::string_view code_of(Batch::State state);

/// The batches of some kinds of rows: a module does not see those of others.
class Batches {
public:
    explicit Batches(const std::vector<std::string>& kinds);

    void insert(db::Tx& tx, const Batch& batch) const;
    std::optional<Batch> find(db::Tx& tx, ImportId id) const;
    /// Newest first, ids below `before` (none: from the newest), without dry runs.
    std::vector<Batch> list(db::Tx& tx, ImportId before, int limit) const;
    /// State, sums, report and change.
    void finish(db::Tx& tx, const Batch& batch) const;
    /// @return false when it was undone before
    bool undo(db::Tx& tx, const Batch& batch) const;

private:
    void each(db::Tx& tx, const std::string& where, db::Params params, const std::function<void(Batch&&)>& take) const;

    std::string is_ours_;  // of the kinds: "kind IN ('units')"
};

}  // namespace jishi::engine
