// Which column of a file means what: as far as the program knows, and as somebody has said once and for all.

#include <algorithm>

#include "base/text.hpp"
#include "engine/import_files.hpp"
#include "engine/imports.hpp"

namespace jishi::engine {
namespace {

constexpr std::size_t samples_max = 3;
constexpr std::size_t sample_length_max = 40;

std::vector<std::string> samples_of(const platform::Sheet& sheet, std::size_t title_row, std::size_t column)
{
    std::vector<std::string> samples;
    for (auto row = title_row + 1; row < sheet.rows() && samples.size() < samples_max; ++row) {
        const std::string text(sheet.at(row, column).text);
        if (!text.empty() && length_of(text) <= sample_length_max && std::ranges::find(samples, text) == samples.end())
            samples.push_back(text);
    }
    return samples;
}

FileColumn column_of(const platform::Sheet& sheet, const Layout& usual, std::size_t title_row, std::size_t column,
                     const TitleMemory& memory)
{
    FileColumn one;
    one.title = std::string(sheet.at(title_row, column).text);
    if (const auto said = memory.find(fold_title(one.title)); said != memory.end()) {
        one.code = said->second;
        one.how = FileColumn::How::remembered;
    } else if (column < usual.meaning.size() && usual.meaning[column]) {
        one.code = usual.meaning[column]->code;
        one.how = FileColumn::How::known;
    } else {
        one.samples = samples_of(sheet, title_row, column);
    }
    return one;
}

/// What titles usually mean; unlike find_layout() it takes a file as it is.
Layout usual_layout(const platform::Sheet& sheet, const ImportPolicy& policy, std::size_t title_row)
{
    std::unordered_map<std::string, const ImportColumn*> titles;
    for (const auto& column : policy.columns)
        for (const auto* title : {&column.title, &column.title_en, &column.code})
            titles.emplace(fold_title(*title), &column);
    for (const auto& column : policy.columns)
        for (const auto& title : column.synonyms) titles.emplace(fold_title(title), &column);
    Layout layout;
    layout.title_row = title_row;
    layout.meaning.resize(sheet.columns(), nullptr);
    for (std::size_t column = 0; column < sheet.width(title_row); ++column)
        if (const auto found = titles.find(fold_title(sheet.at(title_row, column).text)); found != titles.end())
            layout.meaning[column] = found->second;
    return layout;
}

}  // namespace

Result<FileColumns> Imports::columns_of(const platform::Actor& actor, std::string_view code, AttachmentId id) const
{
    const auto* one = kind(code);
    if (!one) return refuse(ErrorKind::invalid_input, "import.kind_unknown");
    std::optional<Result<platform::Attachment>> found;
    TitleMemory memory;
    database_.read([&](db::Tx& tx) {
        found = attachments_.find(tx, actor, id);
        memory = memory_of(tx, actor.account, code);
    });
    const auto attachment = TRY(std::move(*found));
    if (!platform::sheet_format_of(attachment.name))
        return refuse(ErrorKind::invalid_input, "import.not_a_spreadsheet", {}, attachment.name);
    const auto sheet =
        TRY(platform::read_sheet(read_whole(attachments_.file_of(attachment).string()), attachment.name));
    const auto policy = one->policy();
    const auto title_row = find_titles(sheet, policy, memory);
    if (title_row == sheet.rows()) return refuse(ErrorKind::invalid_input, "import.no_titles");
    const auto usual = usual_layout(sheet, policy, title_row);
    FileColumns columns;
    columns.rows = static_cast<std::int64_t>(sheet.rows() - title_row - 1);
    for (std::size_t column = 0; column < sheet.width(title_row); ++column)
        if (!sheet.at(title_row, column).text.empty())
            columns.columns.push_back(column_of(sheet, usual, title_row, column, memory));
    return columns;
}

TitleMemory Imports::memory_of(db::Tx& tx, AccountId account, std::string_view code) const
{
    TitleMemory memory;
    if (!module_.remembers) return memory;
    tx.for_each<std::string, std::string>(
        "SELECT title, meaning FROM engine_import_title WHERE account = :account AND kind = :kind",
        db::Params{{"account", account}, {"kind", code}},
        [&](std::string title, std::string meaning) { memory.emplace(std::move(title), std::move(meaning)); });
    return memory;
}

Result<void> Imports::remember(db::Tx& tx, AccountId account, const ImportRequest& request) const
{
    if (request.columns.empty()) return {};
    const auto policy = kind(request.kind)->policy();
    for (const auto& choice : request.columns) {
        const bool known = choice.column.empty() || policy.column(choice.column);
        if (!module_.remembers || !known || fold_title(choice.title).empty())
            return refuse(ErrorKind::invalid_input, "import.column_not_known", {}, choice.column);
        tx.execute(R"(
            INSERT INTO engine_import_title (account, kind, title, meaning) VALUES (:account, :kind, :title, :meaning)
            ON CONFLICT (account, kind, title) DO UPDATE SET meaning = excluded.meaning)",
                   {{"account", account},
                    {"kind", request.kind},
                    {"title", fold_title(choice.title)},
                    {"meaning", choice.column}});
    }
    return {};
}

}  // namespace jishi::engine
