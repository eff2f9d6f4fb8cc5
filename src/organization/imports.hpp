#pragma once
// Imports of organisations and units from spreadsheets, and the templates and exports beside them.

#include <optional>
#include <string>
#include <vector>

#include "engine/import_files.hpp"
#include "engine/imports.hpp"
#include "organization/import_kind.hpp"
#include "organization/office.hpp"

namespace jishi::policy {
class Book;
}

namespace jishi::organization {

using engine::Batch;
using engine::ImportId;
using engine::ImportMode;
using engine::Language;
using engine::MadeFile;

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

class Imports {
public:
    Imports(db::Database& database, const Office& office, const policy::Book& book, platform::Jobs& jobs,
            platform::Attachments& attachments);

    /// Tells the jobs what to do. Before Jobs::start().
    void add_jobs() { machine_.add_jobs(); }

    /// See engine::Imports.
    Result<platform::Job> start(db::Tx& tx, const platform::Actor& actor, const ImportRequest& request);
    std::vector<Batch> list(db::Tx& tx, const platform::Actor& actor, ImportId before, int limit) const
    {
        return machine_.list(tx, actor, before, limit);
    }
    bool may_undo(const platform::Actor& actor, const Batch& batch) const { return machine_.may_undo(actor, batch); }
    Result<platform::Job> undo(db::Tx& tx, const platform::Actor& actor, ImportId id)
    {
        return machine_.undo(tx, actor, id);
    }

    /// An .xlsx to fill in, with drop-downs from the vocabulary in force today.
    MadeFile template_of(ImportKind kind, Language language) const;
    /// @errors organization.not_found, access.forbidden, import.too_many_for_xlsx
    Result<MadeFile> export_of(const platform::Actor& actor, const ExportRequest& request) const;

    engine::Imports& machine() { return machine_; }
    const Office& office() const { return office_; }
    const policy::Book& book() const { return book_; }

private:
    engine::ImportModule module() const;
    engine::ImportPolicy policy_of(ImportKind kind) const;
    Result<OrganizationId> place(OrganizationId asked) const;

    db::Database& database_;
    const Office& office_;
    const policy::Book& book_;
    engine::Imports machine_;
};

}  // namespace jishi::organization
