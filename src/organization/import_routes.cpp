#include "organization/import_routes.hpp"

#include <algorithm>

#include <fmt/format.h>

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

struct BatchView {
    ImportId id;
    std::string kind;
    std::string file_name;
    OrganizationId within;
    std::optional<std::string> within_name;
    Date effective_on;
    std::string mode;
    std::string state;
    std::int64_t rows = 0;
    std::int64_t stored = 0;
    std::int64_t refused = 0;
    AttachmentId report;
    Instant created_at;
    std::string created_by;
    std::optional<Instant> undone_at;
    std::optional<std::string> undone_by;
    bool may_undo = false;
};
BOOST_DESCRIBE_STRUCT(BatchView, (),
                      (id, kind, file_name, within, within_name, effective_on, mode, state, rows, stored, refused,
                       report, created_at, created_by, undone_at, undone_by, may_undo))

struct BatchList {
    std::vector<BatchView> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(BatchList, (), (items, next))

struct BatchQuery {
    std::optional<ImportId> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(BatchQuery, (), (after, limit))

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

constexpr int limit_default = 50;
constexpr int limit_max = 200;

Result<Language> language_of(const std::optional<std::string>& code)
{
    if (!code || *code == "zh-CN" || *code == "zh") return Language::chinese;
    if (*code == "en") return Language::english;
    return bad_field("language", "input.not_one_of", {}, "zh-CN, en");
}

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
    if (body.mode != "all_or_nothing" && body.mode != "valid_rows")
        return bad_field("mode", "input.not_one_of", {}, "all_or_nothing, valid_rows");
    request.mode = body.mode == "valid_rows" ? ImportMode::valid_rows : ImportMode::all_or_nothing;
    request.dry_run = body.dry_run;
    request.language = TRY(language_of(body.language));
    return request;
}

BatchView view_of(const Imports& imports, const platform::Actor& actor, const Batch& batch)
{
    BatchView view{batch.id,           std::string(code_of(batch.kind)), batch.file_name, batch.target, {},
                   batch.effective_on, std::string(code_of(batch.mode))};
    if (const auto target = imports.office().directory.find(batch.target)) view.within_name = target->values.name;
    view.state = batch.state == Batch::State::done ? "done" : batch.state == Batch::State::failed ? "failed" : "queued";
    view.rows = batch.rows;
    view.stored = batch.stored;
    view.refused = batch.refused;
    view.report = batch.report;
    view.created_at = batch.created_at;
    view.created_by = batch.created_by_name;
    if (batch.undone_at.us != 0) {
        view.undone_at = batch.undone_at;
        view.undone_by = batch.undone_by_name;
    }
    view.may_undo = imports.may_undo(actor, batch);
    return view;
}

/// Names of files are Chinese: RFC 5987.
std::string percent_encoded(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_';
        if (plain) out += c;
        else out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

Response file_response(MadeFile&& file)
{
    Response response;
    response.content_type = std::move(file.type);
    response.headers.emplace_back("Content-Disposition", "attachment; filename*=UTF-8''" + percent_encoded(file.name));
    response.headers.emplace_back("Cache-Control", "private, no-store");
    response.body = std::move(file.bytes);
    return response;
}

Result<ExportRequest> export_request(ImportKind kind, const ExportQuery& query)
{
    ExportRequest request;
    request.kind = kind;
    request.within = query.within.value_or(OrganizationId{});
    request.as_of = query.as_of;
    request.language = TRY(language_of(query.language));
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
            return file_response(TRY(imports.export_of(*call.actor, TRY(export_request(kind, query)))));
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
    endpoints.push_back(http::get<BatchQuery>(
        "/api/imports", {"list_imports", "What was imported, newest first", "organization", may_import},
        [&imports](Call& call, BatchQuery query) -> Result<BatchList> {
            const int limit = std::clamp(query.limit.value_or(limit_default), 1, limit_max);
            BatchList list;
            for (const auto& batch :
                 imports.list(call.tx(), *call.actor, query.after.value_or(ImportId{}), limit + 1)) {
                if (static_cast<int>(list.items.size()) == limit) {
                    list.next = list.items.back().id.str();
                    break;
                }
                list.items.push_back(view_of(imports, *call.actor, batch));
            }
            return list;
        }));
    endpoints.push_back(http::post<NoBody>("/api/imports/{batch}/undo",
                                           {"undo_import",
                                            "Takes an import back, as long as nothing stands on it: a job",
                                            "organization",
                                            may_import,
                                            {"import.batch_unknown", "import.undone_already", "import.nothing_stored"}},
                                           [&imports](Call& call, NoBody) -> Result<JobView> {
                                               const auto id = TRY(call.path_id<ImportTag>("batch"));
                                               return platform::view_of(TRY(imports.undo(call.tx(), *call.actor, id)));
                                           }));
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
            return file_response(imports.template_of(TRY(kind_of(query.kind)), TRY(language_of(query.language))));
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
