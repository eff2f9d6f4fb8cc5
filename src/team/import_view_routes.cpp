#include "team/import_view_routes.hpp"

namespace jishi::team {
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

}  // namespace

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

std::vector<engine::ColumnChoice> choices_of(const std::optional<std::vector<ColumnChoiceBody>>& columns)
{
    std::vector<engine::ColumnChoice> choices;
    if (columns)
        for (const auto& choice : *columns)
            choices.push_back({choice.title.value, choice.column ? choice.column->value : std::string{}});
    return choices;
}

}  // namespace jishi::team
