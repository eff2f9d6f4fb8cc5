#pragma once
// Imports of cases of development that are under way, from a spreadsheet of dates: the machine of src/engine with rows
// whose steps are done one after the other, as steps that were held on paper, by the rules of their days.

#include "engine/import_files.hpp"
#include "engine/imports.hpp"
#include "team/development_import_columns.hpp"
#include "team/development.hpp"

namespace jishi::policy {
class Book;
}

namespace jishi::team {

class DevelopmentImports {
public:
    /// Everything given must outlive it.
    DevelopmentImports(db::Database& database, const DevelopmentDesk& desk, const policy::Book& book,
                       platform::Jobs& jobs, platform::Attachments& attachments);

    /// Tells the jobs what to do. Before Jobs::start().
    void add_jobs() { machine_.add_jobs(); }

    engine::Imports& machine() { return machine_; }
    const DevelopmentDesk& desk() const { return desk_; }
    /// Columns and words in force today.
    CaseColumns columns() const;
    /// An .xlsx to fill in, with drop-downs from the vocabulary in force today.
    engine::MadeFile template_of(engine::Language language) const;

    static constexpr std::string_view kind = "cases";

private:
    engine::ImportModule module() const;
    Result<OrganizationId> place(OrganizationId asked) const;

    db::Database& database_;
    const DevelopmentDesk& desk_;
    const policy::Book& book_;
    engine::Imports machine_;
};

}  // namespace jishi::team
