#pragma once
// Imports of members from spreadsheets: the machine of src/engine with the rows of this module.

#include "engine/import_files.hpp"
#include "engine/imports.hpp"
#include "team/member_office.hpp"

namespace jishi::policy {
class Book;
}

namespace jishi::team {

class MemberImports {
public:
    /// Everything given must outlive it.
    MemberImports(db::Database& database, const Office& office, const policy::Book& book, platform::Jobs& jobs,
                  platform::Attachments& attachments);

    /// Tells the jobs what to do. Before Jobs::start().
    void add_jobs() { machine_.add_jobs(); }

    engine::Imports& machine() { return machine_; }
    const Office& office() const { return office_; }
    /// Columns and words in force today.
    engine::ImportPolicy policy() const;
    /// An .xlsx to fill in, with drop-downs from the vocabulary in force today.
    engine::MadeFile template_of(engine::Language language) const;

    static constexpr std::string_view kind = "members";

private:
    engine::ImportModule module() const;
    Result<OrganizationId> place(OrganizationId asked) const;
    std::unique_ptr<engine::ImportedRows> rows(const engine::ImportTask& task) const;

    const Office& office_;
    const policy::Book& book_;
    engine::Imports machine_;
};

}  // namespace jishi::team
