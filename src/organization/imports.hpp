#pragma once
// Imports of organisations and units from spreadsheets: asked for in a request, done by a job, recorded as a batch that
// can be undone. And the templates and exports beside them.

#include <string>
#include <vector>

#include "organization/import_store.hpp"
#include "organization/office.hpp"
#include "platform/attachment.hpp"
#include "platform/job.hpp"

namespace jishi::policy {
class Book;
}

namespace jishi::organization {

struct ImportRequest {
    ImportKind kind = ImportKind::organizations;
    AttachmentId attachment;
    OrganizationId within;  // none: the root, when the account sees exactly one
    Date effective_on;
    ImportMode mode = ImportMode::all_or_nothing;
    bool dry_run = false;
    Language language = Language::chinese;
};

struct ExportRequest {
    ImportKind kind = ImportKind::organizations;
    OrganizationId within;
    std::optional<Date> as_of;
    platform::SheetFormat format = platform::SheetFormat::xlsx;
    Language language = Language::chinese;
};

/// A file that was made for somebody.
struct MadeFile {
    std::string name;
    std::string type;
    std::string bytes;
};

class Imports {
public:
    Imports(db::Database& database, const Office& office, const policy::Book& book, platform::Jobs& jobs,
            platform::Attachments& attachments);

    /// Tells the jobs what to do. Before Jobs::start().
    void add_jobs();

    /// Queues the job. @errors import.within_needed, organization.not_found, access.forbidden, attachment.unknown,
    ///         import.not_a_spreadsheet
    Result<platform::Job> start(db::Tx& tx, const platform::Actor& actor, const ImportRequest& request);
    /// Newest first; those of organisations on which the account may import.
    std::vector<Batch> list(db::Tx& tx, const platform::Actor& actor, ImportId before, int limit) const;
    /// May it be undone, as far as one can say without looking at what came later?
    bool may_undo(const platform::Actor& actor, const Batch& batch) const;
    /// Queues the job that takes a batch back. @errors import.batch_unknown, access.forbidden, import.undone_already
    Result<platform::Job> undo(db::Tx& tx, const platform::Actor& actor, ImportId id);

    /// An .xlsx to fill in, with drop-downs from the vocabulary in force today.
    MadeFile template_of(ImportKind kind, Language language) const;
    /// @errors organization.not_found, access.forbidden, import.too_many_for_xlsx
    Result<MadeFile> export_of(const platform::Actor& actor, const ExportRequest& request) const;

    db::Database& database() const { return database_; }
    const Office& office() const { return office_; }
    const policy::Book& book() const { return book_; }
    platform::Attachments& attachments() const { return attachments_; }

private:
    Result<OrganizationId> target_of(const platform::Actor& actor, OrganizationId within) const;

    db::Database& database_;
    const Office& office_;
    const policy::Book& book_;
    platform::Jobs& jobs_;
    platform::Attachments& attachments_;
};

/// The work of an import: reads, checks, stores and reports.
Result<void> run_import(const Imports& imports, platform::JobContext& context);
/// Takes back what a batch stored. @errors import.undone_already, import.changed_since
Result<void> run_import_undo(const Imports& imports, platform::JobContext& context);

}  // namespace jishi::organization
