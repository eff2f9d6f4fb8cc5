#pragma once
// Imports of rows from spreadsheets: asked for in a request, done by a job, recorded as a batch that can be undone.
// What a row is, how it is checked and stored, is the business of the module that owns it.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.hpp"
#include "engine/import_batches.hpp"
#include "engine/import_report.hpp"
#include "engine/import_table.hpp"
#include "platform/attachment.hpp"
#include "platform/job.hpp"

namespace jishi::engine {

/// The rows of one file, as their module reads, checks and stores them.
class ImportedRows {
public:
    virtual ~ImportedRows() = default;

    /// Reads and checks every row. Called anew when something has changed before the rows could be stored.
    virtual Result<std::vector<ImportRow>> check(db::Tx& tx, const platform::Sheet& sheet, const Layout& layout,
                                                 std::vector<Finding>& findings) = 0;
    /// Stores the rows that are not refused, all of them in this transaction.
    /// @return false when something has changed since the check, and nothing was written
    virtual Result<bool> store(db::Tx& tx, Batch& batch) = 0;
};

struct ImportTask {
    const Batch& batch;
    const ImportPolicy& policy;
    const platform::Actor& actor;
    /// Tells how far the work has come; may be empty.
    std::function<void(std::int64_t done, std::int64_t total)> progress = nullptr;
};

/// A kind of rows.
struct ImportKind {
    std::string code;  // "units"; no other module has it
    /// Columns and words in force today.
    std::function<ImportPolicy()> policy;
    std::function<std::unique_ptr<ImportedRows>(const ImportTask&)> rows;
    /// Takes back what a batch stored. @errors import.changed_since (detail: what stands in the way)
    std::function<Result<void>(db::Tx&, const platform::Actor&, const Batch&)> withdraw;
};

/// What a module says of its imports.
struct ImportModule {
    bool remembers = false;  // what an account said about titles
    std::string job;         // "organization.import"; the one that takes back is "organization.import_undo"
    std::string subject;     // of the attachments: "import"
    platform::Permission permission;
    /// The organisation that is imported into. @errors import.within_needed, organization.not_found
    std::function<Result<OrganizationId>(OrganizationId asked)> place;
    std::function<std::string(OrganizationId)> name_of;
    std::vector<ImportKind> kinds;
};

/// What somebody says that a title of the file means.
struct ColumnChoice {
    std::string title;
    std::string column;  // code; empty: it is not to be read
};

struct ImportRequest {
    std::string kind;
    AttachmentId attachment;
    OrganizationId within;  // none: as the module decides
    Date effective_on;
    ImportMode mode = ImportMode::all_or_nothing;
    bool dry_run = false;
    Language language = Language::chinese;
    std::vector<ColumnChoice> columns = {};  // remembered for the next file of this account
};

/// A column of a file, as far as it is understood.
struct FileColumn {
    enum class How : std::uint8_t { unknown, known, remembered };

    std::string title;
    std::string code;  // empty: it is not read
    How how = How::unknown;
    std::vector<std::string> samples;  // of a column that is not understood: the first few values
};
struct FileColumns {
    std::vector<FileColumn> columns;
    std::int64_t rows = 0;  // below the titles
};

class Imports {
public:
    Imports(db::Database& database, IdGenerator& ids, platform::Jobs& jobs, platform::Attachments& attachments,
            ImportModule module);

    /// Tells the jobs what to do. Before Jobs::start().
    void add_jobs();

    /// Queues the job. @errors import.kind_unknown, import.within_needed, organization.not_found, access.forbidden,
    ///         import.column_not_known, attachment.unknown, import.not_a_spreadsheet
    Result<platform::Job> start(db::Tx& tx, const platform::Actor& actor, const ImportRequest& request);
    /// What the columns of a file mean, before anything is imported. Reads the file: not for the writer's thread.
    /// @errors import.kind_unknown, attachment.unknown, import.not_a_spreadsheet, import.no_titles, spreadsheet.…
    Result<FileColumns> columns_of(const platform::Actor& actor, std::string_view kind, AttachmentId attachment) const;
    /// What the account said about titles.
    TitleMemory memory_of(db::Tx& tx, AccountId account, std::string_view kind) const;
    /// Newest first; those of organisations on which the account may import.
    std::vector<Batch> list(db::Tx& tx, const platform::Actor& actor, ImportId before, int limit) const;
    /// May it be undone, as far as one can say without looking at what came later?
    bool may_undo(const platform::Actor& actor, const Batch& batch) const;
    /// Queues the job that takes a batch back. @errors import.batch_unknown, access.forbidden, import.undone_already,
    ///         import.nothing_stored
    Result<platform::Job> undo(db::Tx& tx, const platform::Actor& actor, ImportId id);

    const ImportKind* kind(std::string_view code) const;
    const ImportModule& module() const { return module_; }
    const Batches& batches() const { return batches_; }
    db::Database& database() const { return database_; }
    platform::Attachments& attachments() const { return attachments_; }

private:
    Result<void> remember(db::Tx& tx, AccountId account, const ImportRequest& request) const;

    db::Database& database_;
    IdGenerator& ids_;
    platform::Jobs& jobs_;
    platform::Attachments& attachments_;
    ImportModule module_;
    Batches batches_;
};

/// The work of an import: reads, checks, stores and reports.
Result<void> run_import(const Imports& imports, platform::JobContext& context);
/// Takes back what a batch stored. @errors import.undone_already, import.changed_since
Result<void> run_import_undo(const Imports& imports, platform::JobContext& context);

}  // namespace jishi::engine
