// /api/development/import and what belongs to it: columns, template, batches, undo.

#include "team/development_import_routes.hpp"

#include <algorithm>
#include <iterator>

#include "engine/import_routes.hpp"
#include "http/json.hpp"
#include "platform/job_routes.hpp"
#include "team/import_view_routes.hpp"

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

namespace {

using http::Access;
using http::Call;

Result<engine::ImportRequest> request_of(const ImportDevelopmentBody& body, Date today)
{
    engine::ImportRequest request;
    request.kind = DevelopmentImports::kind;
    request.attachment = body.attachment;
    request.within = body.within;
    request.effective_on = today;  // each step has a day of its own
    request.mode = TRY(engine::mode_of(body.mode));
    request.dry_run = body.dry_run;
    request.language = TRY(engine::language_of(body.language));
    request.columns = choices_of(body.columns);
    return request;
}

}  // namespace

std::vector<http::Endpoint> development_import_endpoints(DevelopmentImports& imports)
{
    const auto may_import = Access::permission_to("member.import");
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<ImportTemplateQuery>(
        "/api/development/import/template",
        {"development_import_template", "A spreadsheet of cases of development to fill in: the days of the steps",
         "team", may_import},
        [&imports](Call&, ImportTemplateQuery query) -> Result<http::Response> {
            return engine::file_response(imports.template_of(TRY(engine::language_of(query.language))));
        },
        http::Runs::blocking));
    endpoints.push_back(http::post<ImportColumnsBody>(
        "/api/development/import/columns",
        {"development_import_columns",
         "What the columns of an uploaded file mean, before anything is imported",
         "team",
         may_import,
         {"attachment.unknown", "import.not_a_spreadsheet", "import.no_titles"}},
        [&imports](Call& call, ImportColumnsBody body) -> Result<ImportColumnsView> {
            return view_of(TRY(imports.machine().columns_of(*call.actor, DevelopmentImports::kind, body.attachment)),
                           imports.columns().policy);
        },
        http::Runs::blocking));
    endpoints.push_back(http::post<ImportDevelopmentBody>(
        "/api/development/import",
        {"import_development",
         "Checks a spreadsheet of cases of development by the rules of each day and, unless it is a dry run, writes "
         "them down as steps held on paper: a job",
         "team",
         may_import,
         {"import.within_needed", "organization.not_found", "attachment.unknown", "import.not_a_spreadsheet",
          "import.column_not_known"}},
        [&imports](Call& call, ImportDevelopmentBody body) -> Result<platform::JobView> {
            const auto request = TRY(request_of(body, imports.desk().office.clock.today()));
            return platform::view_of(TRY(imports.machine().start(call.tx(), *call.actor, request)));
        }));
    std::ranges::move(
        engine::batch_endpoints(imports.machine(), {"/api/development/imports", "team", "member.import",
                                                    "list_development_imports", "undo_development_import"}),
        std::back_inserter(endpoints));
    return endpoints;
}

}  // namespace jishi::team
