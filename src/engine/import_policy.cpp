#include "engine/import_policy.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "policy/policy.hpp"

namespace jishi::engine {
namespace {

CellKind cell_kind(std::string_view name)
{
    static constexpr std::pair<std::string_view, CellKind> kinds[] = {
        {"name", CellKind::name},     {"text", CellKind::text},
        {"code", CellKind::code},     {"credit_code", CellKind::credit_code},
        {"region", CellKind::region}, {"reference", CellKind::reference},
        {"choice", CellKind::choice}, {"date", CellKind::date},
        {"month", CellKind::month},   {"number", CellKind::number},
        {"list", CellKind::list}};
    for (const auto& [known, kind] : kinds)
        if (known == name) return kind;
    return CellKind::text;
}

void read_choices(const policy::Value& table, ImportColumn& column)
{
    for (const auto& item : table.items()) {
        const auto& code = item.at("code").text();
        column.choices.push_back({code, item.at("name").text(), item.at("name_en").text()});
        for (const auto* field : {"code", "name", "name_en", "short", "short_en", "short_code"})
            if (const auto text = item.optional_text(field)) column.choice_by_name.emplace(fold_name(*text), code);
        // Codes of other copies of the table, and other words for the same.
        for (const auto* field : {"also", "synonyms"})
            for (const auto& text : item.texts_or_none(field)) column.choice_by_name.emplace(fold_name(text), code);
    }
}

ImportColumn column_of(const policy::Value& item, const policy::Policy& policy)
{
    ImportColumn column;
    column.code = item.at("code").text();
    column.title = item.at("name").text();
    column.title_en = item.at("name_en").text();
    column.kind = cell_kind(item.at("kind").text());
    column.required = item.at("required").boolean();
    if (const auto* sealed = item.find("sealed")) column.sealed = sealed->boolean();
    column.width = static_cast<int>(item.at("width").integer());
    column.hint = item.text_or("hint", "");
    column.hint_en = item.text_or("hint_en", "");
    column.synonyms = item.texts_or_none("synonyms");
    if (const auto key = item.optional_text("choices")) read_choices(policy.get(*key), column);
    const auto ending = item.text_or("ending", "");
    for (const auto& choice : column.choices)
        if (!ending.empty() && choice.name.ends_with(ending))
            column.choice_by_name.emplace(fold_name(choice.name.substr(0, choice.name.size() - ending.size())),
                                          choice.code);
    if (const auto* words = item.find("words"))
        for (const auto& word : words->members())
            column.choice_by_name.emplace(fold_name(word.name), word.value.text());
    return column;
}

/// Calls `each` for every code point of valid UTF-8.
template <class Each>
void each_character(std::string_view text, Each&& each)
{
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        const std::size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
        each(text.substr(at, length));
        at += length;
    }
}

bool is_space(std::string_view character)
{
    return character == " " || character == "\n" || character == "\t" || character == "\xC2\xA0" ||
           character == "\xE3\x80\x80";
}

}  // namespace

void add_choices(const policy::Policy& policy, std::string_view table, ImportColumn& column)
{
    read_choices(policy.get(table), column);
}

const std::string& ImportPolicy::word(std::string_view code, Language language) const
{
    static const std::string none;
    const auto found = words.find(code);
    return found == words.end() ? none : found->second.in(language);
}

std::string ImportPolicy::message(std::string_view code, std::string_view detail, Language language) const
{
    const auto found = messages.find(code);
    if (found == messages.end())
        return detail.empty() ? std::string(code) : std::string(code) + ": " + std::string(detail);
    auto text = found->second.in(language);
    if (const auto at = text.find("{detail}"); at != std::string::npos) text.replace(at, 8, detail);
    return text;
}

const ImportColumn* ImportPolicy::column(std::string_view code) const
{
    const auto found = std::ranges::find(columns, code, &ImportColumn::code);
    return found == columns.end() ? nullptr : &*found;
}

ImportPolicy read_import_policy(const policy::Policy& policy, std::string_view columns, std::string_view kind)
{
    ImportPolicy import;
    for (const auto& item : policy.get(columns).at(kind).items()) import.columns.push_back(column_of(item, policy));
    for (const auto& mark : policy.get("engine.imports.empty_marks").texts()) {
        const auto& folded = *import.empty_marks.insert(fold_name(mark)).first;
        import.empty_mark_bytes_max = std::max(import.empty_mark_bytes_max, folded.size());
        if (!folded.empty()) import.empty_mark_begins.set(static_cast<unsigned char>(folded.front()));
    }
    for (const auto& item : policy.get("engine.imports.words").items())
        import.words.emplace(item.at("code").text(), Words{item.at("name").text(), item.at("name_en").text()});
    for (const auto& member : policy.get("engine.imports.messages").members())
        import.messages.emplace(member.name, Words{member.value.at("name").text(), member.value.at("name_en").text()});
    return import;
}

std::string fold_title(std::string_view title)
{
    std::string out;
    int brackets = 0;
    each_character(title, [&](std::string_view character) {
        if (character == "(" || character == "（" || character == "[" || character == "【") ++brackets;
        else if (character == ")" || character == "）" || character == "]" || character == "】")
            brackets = std::max(0, brackets - 1);
        else if (brackets == 0 && !is_space(character) && character != "*" && character != "＊" && character != "_" &&
                 character != ":" && character != "：")
            out += character;
    });
    return fold_for_search(out);
}

std::string fold_name(std::string_view name)
{
    std::string out;
    each_character(name, [&](std::string_view character) {
        if (!is_space(character)) out += character;
    });
    return fold_for_search(out);
}

}  // namespace jishi::engine
