#pragma once
// What the routes of both imports of this module say of the columns of a file.

#include <optional>
#include <string>
#include <vector>

#include "engine/imports.hpp"
#include "http/json.hpp"

namespace jishi::team {

struct ColumnChoiceBody {
    Text<1, 200> title;
    std::optional<Text<0, 64>> column;  // null: it is not to be read
};
BOOST_DESCRIBE_STRUCT(ColumnChoiceBody, (), (title, column))

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

ImportColumnsView view_of(const engine::FileColumns& file, const engine::ImportPolicy& policy);
/// What somebody said of titles; remembered for the next file of the account.
std::vector<engine::ColumnChoice> choices_of(const std::optional<std::vector<ColumnChoiceBody>>& columns);

}  // namespace jishi::team
