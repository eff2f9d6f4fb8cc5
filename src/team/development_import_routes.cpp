// /api/development/import and what belongs to it: columns, template, batches, undo.

#include "team/development_import_routes.hpp"

#include "team/table_import_routes.hpp"

namespace jishi::team {

struct ImportDevelopmentBody {
    AttachmentId attachment;
    OrganizationId within;
    std::string mode;
    bool dry_run = false;
    std::optional<std::string> language;
    std::optional<std::vector<ColumnChoiceBody>> columns;  // remembered for the next file of this account
};
BOOST_DESCRIBE_STRUCT(ImportDevelopmentBody, (), (attachment, within, mode, dry_run, language, columns))

std::vector<http::Endpoint> development_import_endpoints(DevelopmentImports& imports)
{
    const TableImport cases{imports.machine(),
                            "/api/development",
                            "development",
                            DevelopmentImports::kind,
                            "A spreadsheet of cases of development to fill in: the days of the steps",
                            [&imports](engine::Language language) { return imports.template_of(language); },
                            [&imports] { return imports.columns().policy; }};
    auto endpoints = table_import_endpoints(cases);
    // Each step has a day of its own.
    endpoints.push_back(start_endpoint<ImportDevelopmentBody>(
        cases, "import_development",
        "Checks a spreadsheet of cases of development by the rules of each day and, unless it is a dry run, writes "
        "them down as steps held on paper: a job",
        [&imports](const ImportDevelopmentBody&) { return imports.desk().office.clock.today(); }));
    return endpoints;
}

}  // namespace jishi::team
