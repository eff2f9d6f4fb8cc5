#pragma once
// An import of people from tables that somebody has: a template to fill in, what the columns of a file mean, the import
// itself, its batches. The routes of members and of cases of development are these.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/import_routes.hpp"
#include "platform/job_routes.hpp"

namespace jishi::team {

struct ColumnChoiceBody {
    Text<1, 200> title;
    std::optional<Text<0, 64>> column;  // null: it is not to be read
};
BOOST_DESCRIBE_STRUCT(ColumnChoiceBody, (), (title, column))

/// What somebody said of titles; remembered for the next file of the account.
std::vector<engine::ColumnChoice> choices_of(const std::optional<std::vector<ColumnChoiceBody>>& columns);

struct TableImport {
    engine::Imports& machine;
    std::string root;       // "/api/members": …/import and …/imports
    std::string name;       // of the operations: "member"
    std::string_view kind;  // of the rows
    std::string template_summary;
    std::function<engine::MadeFile(engine::Language)> template_of;
    std::function<engine::ImportPolicy()> policy;  // columns and words in force today
};

/// Everything but the import itself, whose body differs.
std::vector<http::Endpoint> table_import_endpoints(const TableImport& import);

/// @param day_of  the day that the rows count from
template <class Body>
http::Endpoint start_endpoint(const TableImport& import, std::string operation, std::string summary,
                              std::function<Date(const Body&)> day_of)
{
    return http::post<Body>(import.root + "/import",
                            {std::move(operation),
                             std::move(summary),
                             "team",
                             http::Access::permission_to("member.import"),
                             {"import.within_needed", "organization.not_found", "attachment.unknown",
                              "import.not_a_spreadsheet", "import.column_not_known"}},
                            [&machine = import.machine, kind = std::string(import.kind), day_of = std::move(day_of)](
                                http::Call& call, Body body) -> Result<platform::JobView> {
                                engine::ImportRequest request;
                                request.kind = kind;
                                request.attachment = body.attachment;
                                request.within = body.within;
                                request.effective_on = day_of(body);
                                request.mode = TRY(engine::mode_of(body.mode));
                                request.dry_run = body.dry_run;
                                request.language = TRY(engine::language_of(body.language));
                                request.columns = choices_of(body.columns);
                                return platform::view_of(TRY(machine.start(call.tx(), *call.actor, request)));
                            });
}

}  // namespace jishi::team
