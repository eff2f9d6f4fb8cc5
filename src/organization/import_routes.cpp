#include "organization/import_routes.hpp"

#include <algorithm>
#include <iterator>

#include "engine/import_routes.hpp"
#include "http/json.hpp"
#include "platform/job_routes.hpp"

namespace jishi::organization {

struct ImportBody {
    std::string kind;
    AttachmentId attachment;
    std::optional<OrganizationId> within;
    Date effective_on;
    std::string mode;
    bool dry_run = false;
    std::optional<std::string> language;
};
BOOST_DESCRIBE_STRUCT(ImportBody, (), (kind, attachment, within, effective_on, mode, dry_run, language))

struct TemplateQuery {
    std::string kind;
    std::optional<std::string> language;
};
BOOST_DESCRIBE_STRUCT(TemplateQuery, (), (kind, language))

struct ExportQuery {
    std::optional<OrganizationId> within;
    std::optional<Date> as_of;
    std::optional<std::string> format;
    std::optional<std::string> language;
};
BOOST_DESCRIBE_STRUCT(ExportQuery, (), (within, as_of, format, language))

namespace {

using http::Access;
using http::Call;
using http::NoBody;
using http::NoQuery;
using http::Response;
using platform::JobView;

Result<ImportKind> kind_of(const std::string& code)
{
    if (const auto kind = import_kind_from(code)) return *kind;
    return bad_field("kind", "input.not_one_of", {}, "organizations, units");
}

Result<ImportRequest> request_of(const ImportBody& body)
{
    ImportRequest request;
    request.kind = TRY(kind_of(body.kind));
    request.attachment = body.attachment;
    request.within = body.within.value_or(OrganizationId{});
    request.effective_on = body.effective_on;
    request.mode = TRY(engine::mode_of(body.mode));
    request.dry_run = body.dry_run;
    request.language = TRY(engine::language_of(body.language));
    return request;
}

Result<ExportRequest> export_request(ImportKind kind, const ExportQuery& query)
{
    ExportRequest request;
    request.kind = kind;
    request.within = query.within.value_or(OrganizationId{});
    request.as_of = query.as_of;
    request.language = TRY(engine::language_of(query.language));
    const auto format = platform::sheet_format_of("." + query.format.value_or("xlsx"));
    if (!format) return bad_field("format", "input.not_one_of", {}, "xlsx, ods, csv");
    request.format = *format;
    return request;
}

http::Endpoint export_endpoint(Imports& imports, ImportKind kind, std::string path, std::string operation,
                               std::string summary)
{
    return http::get<ExportQuery>(
        std::move(path),
        {std::move(operation),
         std::move(summary),
         "organization",
         Access::permission_to("organization.export"),
         {"import.within_needed", "organization.not_found", "import.too_many_for_xlsx"}},
        [&imports, kind](Call& call, ExportQuery query) -> Result<Response> {
            return engine::file_response(TRY(imports.export_of(*call.actor, TRY(export_request(kind, query)))));
        },
        http::Runs::blocking);
}

void add_batches(std::vector<http::Endpoint>& endpoints, Imports& imports)
{
    const auto may_import = Access::permission_to("organization.import");
    endpoints.push_back(http::post<ImportBody>(
        "/api/imports",
        {"start_import",
         "Checks a spreadsheet and, unless it is a dry run, stores its rows: a job",
         "organization",
         may_import,
         {"import.within_needed", "organization.not_found", "attachment.unknown", "import.not_a_spreadsheet"}},
        [&imports](Call& call, ImportBody body) -> Result<JobView> {
            return platform::view_of(TRY(imports.start(call.tx(), *call.actor, TRY(request_of(body)))));
        }));
    std::ranges::move(engine::batch_endpoints(imports.machine(), {"/api/imports", "organization", "organization.import",
                                                                  "list_imports", "undo_import"}),
                      std::back_inserter(endpoints));
}

}  // namespace

std::vector<http::Endpoint> import_endpoints(Imports& imports)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<TemplateQuery>(
        "/api/imports/template",
        {"import_template", "A spreadsheet to fill in, with drop-downs", "organization",
         Access::permission_to("organization.import")},
        [&imports](Call&, TemplateQuery query) -> Result<Response> {
            return engine::file_response(
                imports.template_of(TRY(kind_of(query.kind)), TRY(engine::language_of(query.language))));
        },
        http::Runs::blocking));
    add_batches(endpoints, imports);
    endpoints.push_back(export_endpoint(imports, ImportKind::organizations, "/api/exports/organizations.xlsx",
                                        "export_organizations",
                                        "Organisations of a subtree on a day, as .xlsx, .ods or .csv"));
    endpoints.push_back(export_endpoint(imports, ImportKind::units, "/api/exports/units.xlsx", "export_units",
                                        "Units of a subtree on a day, as .xlsx, .ods or .csv"));
    return endpoints;
}

}  // namespace jishi::organization
