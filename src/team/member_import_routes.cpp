// /api/members/import and what belongs to it: columns, template, batches, undo.

#include "team/member_import_routes.hpp"

#include "team/table_import_routes.hpp"

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

std::vector<http::Endpoint> member_import_endpoints(MemberImports& imports)
{
    const TableImport members{imports.machine(),
                              "/api/members",
                              "member",
                              MemberImports::kind,
                              "A spreadsheet of members to fill in, with drop-downs",
                              [&imports](engine::Language language) { return imports.template_of(language); },
                              [&imports] { return imports.policy(); }};
    auto endpoints = table_import_endpoints(members);
    endpoints.push_back(start_endpoint<ImportMembersBody>(
        members, "import_members",
        "Checks a spreadsheet of members and, unless it is a dry run, registers its rows: a job",
        [](const ImportMembersBody& body) { return body.effective_on; }));
    return endpoints;
}

}  // namespace jishi::team
