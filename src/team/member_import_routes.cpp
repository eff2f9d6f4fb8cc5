// /api/members/import and what belongs to it: columns, template, batches, undo.

#include <algorithm>
#include <iterator>

#include "engine/import_routes.hpp"
#include "http/json.hpp"
#include "platform/job_routes.hpp"
#include "team/import_view_routes.hpp"
#include "team/member_import_routes.hpp"

namespace jishi::team {

struct ImportMembersBody {
    AttachmentId attachment;
    OrganizationId within;
    Date effective_on;
    std::string mode;
    bool dry_run = false;
    std::optional<std::string> language;
    std::optional<std::vector<ColumnChoiceBody>> columns;  // remembered for the next file of this account
};
BOOST_DESCRIBE_STRUCT(ImportMembersBody, (), (attachment, within, effective_on, mode, dry_run, language, columns))

namespace {

using http::Access;
using http::Call;

Result<engine::ImportRequest> request_of(const ImportMembersBody& body)
{
    engine::ImportRequest request;
    request.kind = MemberImports::kind;
    request.attachment = body.attachment;
    request.within = body.within;
    request.effective_on = body.effective_on;
    request.mode = TRY(engine::mode_of(body.mode));
    request.dry_run = body.dry_run;
    request.language = TRY(engine::language_of(body.language));
    request.columns = choices_of(body.columns);
    return request;
}

}  // namespace

std::vector<http::Endpoint> member_import_endpoints(MemberImports& imports)
{
    const auto may_import = Access::permission_to("member.import");
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<ImportTemplateQuery>(
        "/api/members/import/template",
        {"member_import_template", "A spreadsheet of members to fill in, with drop-downs", "team", may_import},
        [&imports](Call&, ImportTemplateQuery query) -> Result<http::Response> {
            return engine::file_response(imports.template_of(TRY(engine::language_of(query.language))));
        },
        http::Runs::blocking));
    endpoints.push_back(http::post<ImportColumnsBody>(
        "/api/members/import/columns",
        {"member_import_columns",
         "What the columns of an uploaded file mean, before anything is imported",
         "team",
         may_import,
         {"attachment.unknown", "import.not_a_spreadsheet", "import.no_titles"}},
        [&imports](Call& call, ImportColumnsBody body) -> Result<ImportColumnsView> {
            return view_of(TRY(imports.machine().columns_of(*call.actor, MemberImports::kind, body.attachment)),
                           imports.policy());
        },
        http::Runs::blocking));
    endpoints.push_back(http::post<ImportMembersBody>(
        "/api/members/import",
        {"import_members",
         "Checks a spreadsheet of members and, unless it is a dry run, registers its rows: a job",
         "team",
         may_import,
         {"import.within_needed", "organization.not_found", "attachment.unknown", "import.not_a_spreadsheet",
          "import.column_not_known"}},
        [&imports](Call& call, ImportMembersBody body) -> Result<platform::JobView> {
            return platform::view_of(TRY(imports.machine().start(call.tx(), *call.actor, TRY(request_of(body)))));
        }));
    std::ranges::move(engine::batch_endpoints(imports.machine(), {"/api/members/imports", "team", "member.import",
                                                                  "list_member_imports", "undo_member_import"}),
                      std::back_inserter(endpoints));
    return endpoints;
}

}  // namespace jishi::team
