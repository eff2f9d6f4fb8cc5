#include "team/table_import_routes.hpp"

#include <algorithm>
#include <iterator>

namespace jishi::team {

struct ImportColumnsBody {
    AttachmentId attachment;
};
BOOST_DESCRIBE_STRUCT(ImportColumnsBody, (), (attachment))

struct FileColumnView {
    std::string title;
    std::optional<std::string> column;
    std::string how;  // known, remembered, unknown
    std::vector<std::string> samples;
};
BOOST_DESCRIBE_STRUCT(FileColumnView, (), (title, column, how, samples))

struct KnownColumnView {
    std::string code;
    std::string name;
    std::string name_en;
    bool required = false;
};
BOOST_DESCRIBE_STRUCT(KnownColumnView, (), (code, name, name_en, required))

struct ImportColumnsView {
    std::vector<FileColumnView> columns;  // of the file
    std::vector<KnownColumnView> known;   // that can be read
    std::int64_t rows = 0;
};
BOOST_DESCRIBE_STRUCT(ImportColumnsView, (), (columns, known, rows))

struct ImportTemplateQuery {
    std::optional<std::string> language;
};
BOOST_DESCRIBE_STRUCT(ImportTemplateQuery, (), (language))

namespace {

std::string_view code_of(engine::FileColumn::How how)
{
    switch (how) {
        case engine::FileColumn::How::known: return "known";
        case engine::FileColumn::How::remembered: return "remembered";
        case engine::FileColumn::How::unknown: break;
    }
    return "unknown";
}

ImportColumnsView view_of(const engine::FileColumns& file, const engine::ImportPolicy& policy)
{
    ImportColumnsView view;
    view.rows = file.rows;
    for (const auto& column : file.columns)
        view.columns.push_back({column.title, column.code.empty() ? std::nullopt : std::optional(column.code),
                                std::string(code_of(column.how)), column.samples});
    for (const auto& column : policy.columns)
        view.known.push_back({column.code, column.title, column.title_en, column.required});
    return view;
}

}  // namespace

std::vector<engine::ColumnChoice> choices_of(const std::optional<std::vector<ColumnChoiceBody>>& columns)
{
    std::vector<engine::ColumnChoice> choices;
    if (columns)
        for (const auto& choice : *columns)
            choices.push_back({choice.title.value, choice.column ? choice.column->value : std::string{}});
    return choices;
}

std::vector<http::Endpoint> table_import_endpoints(const TableImport& import)
{
    const auto may_import = http::Access::permission_to("member.import");
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<ImportTemplateQuery>(
        import.root + "/import/template",
        {import.name + "_import_template", import.template_summary, "team", may_import},
        [template_of = import.template_of](http::Call&, ImportTemplateQuery query) -> Result<http::Response> {
            return engine::file_response(template_of(TRY(engine::language_of(query.language))));
        },
        http::Runs::blocking));
    endpoints.push_back(http::post<ImportColumnsBody>(
        import.root + "/import/columns",
        {import.name + "_import_columns",
         "What the columns of an uploaded file mean, before anything is imported",
         "team",
         may_import,
         {"attachment.unknown", "import.not_a_spreadsheet", "import.no_titles"}},
        [&machine = import.machine, kind = std::string(import.kind), policy = import.policy](
            http::Call& call, ImportColumnsBody body) -> Result<ImportColumnsView> {
            return view_of(TRY(machine.columns_of(*call.actor, kind, body.attachment)), policy());
        },
        http::Runs::blocking));
    std::ranges::move(engine::batch_endpoints(import.machine,
                                              {import.root + "/imports", "team", "member.import",
                                               "list_" + import.name + "_imports", "undo_" + import.name + "_import"}),
                      std::back_inserter(endpoints));
    return endpoints;
}

}  // namespace jishi::team
