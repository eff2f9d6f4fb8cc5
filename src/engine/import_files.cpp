#include "engine/import_files.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "base/crypto.hpp"

namespace jishi::engine {

ScratchFolder::ScratchFolder() : path_(std::filesystem::temp_directory_path() / ("jishi_sheet_" + random_token(12)))
{
    std::filesystem::create_directory(path_);
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
}

ScratchFolder::~ScratchFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string read_whole(const std::string& file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("import: cannot read " + file);
    return {std::istreambuf_iterator<char>(in), {}};
}

platform::SheetDocument document_of(const ImportPolicy& policy, std::string_view kind, Language language, bool choices)
{
    platform::SheetDocument document;
    document.sheet_name = policy.word(kind, language);
    document.choices_name = policy.word("choices", language);
    for (const auto& column : policy.columns) {
        platform::SheetColumn sheet;
        sheet.title = column.title_in(language);
        sheet.width = column.width;
        sheet.kind = column.kind == CellKind::date     ? platform::SheetColumnKind::date
                     : column.kind == CellKind::number ? platform::SheetColumnKind::number
                                                       : platform::SheetColumnKind::text;
        if (choices) {
            sheet.required = column.required;
            sheet.hint = language == Language::english ? column.hint_en : column.hint;
            for (const auto& choice : column.choices)
                sheet.choices.push_back(language == Language::english ? choice.name_en : choice.name);
        }
        document.columns.push_back(std::move(sheet));
    }
    return document;
}

MadeFile make_template(const ImportPolicy& policy, std::string_view kind, Language language)
{
    auto document = document_of(policy, kind, language, true);
    document.rows_expected = 10'000;
    document.notes_name = policy.word("notes", language);
    for (const auto* note : {"note_required", "note_order", "note_dates", "note_codes", "note_values", "note_dry_run"})
        document.notes.push_back(policy.word(note, language));
    const ScratchFolder folder;
    document.temporary_folder = folder.path();
    const auto file = folder.file("template.xlsx");
    platform::write_sheet(platform::SheetFormat::xlsx, file, std::move(document))->finish();
    const auto& name = policy.word(kind, language);
    return {name + ".xlsx", std::string(platform::media_type_of(platform::SheetFormat::xlsx)), read_whole(file)};
}

}  // namespace jishi::engine
