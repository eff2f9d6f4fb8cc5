#include "statistics/form.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/crypto.hpp"
#include "policy/policy.hpp"
#include "statistics/columns.hpp"

namespace jishi::statistics {
namespace {

CellSpec cell_of(const policy::Value& item, const std::string& count)
{
    CellSpec cell;
    cell.count = item.text_or("count", count);
    if (const auto column = item.optional_text("column"); column && item.find("codes") != nullptr)
        cell.of.push_back({*column, item.texts_or_none("codes")});
    if (const auto* more = item.find("of"))
        for (const auto& one : more->items()) cell.of.push_back({one.at("column").text(), one.at("codes").texts()});
    cell.types = item.texts_or_none("types");
    cell.sectors = item.texts_or_none("sectors");
    cell.kinds = item.texts_or_none("kinds");
    cell.stages = item.texts_or_none("stages");
    cell.titles = item.texts_or_none("titles");
    cell.changes = item.texts_or_none("changes");
    cell.levels = item.texts_or_none("levels");
    return cell;
}

FormLine line_of(const policy::Value& item, const std::string& count)
{
    return {item.at("code").text(),      item.at("name").text(),           item.at("name_en").text(),
            cell_of(item, count),        item.boolean_or("share", false),  item.text_or("published", ""),
            item.text_or("rate_of", ""), item.boolean_or("growth", false), item.text_or("published_growth", "")};
}

/// A line for each value of a column of people.
std::vector<FormLine> lines_by(const Columns& columns, const std::string& code, const std::string& count,
                               const std::string& published)
{
    const auto* column = columns.find(code);
    if (column == nullptr) throw std::runtime_error("statistics: a form names no column: " + code);
    std::vector<FormLine> lines;
    for (const auto& value : column->values) {
        if (value.code == not_said || value.code == other_code) continue;
        CellSpec cell;
        cell.count = count;
        cell.of.push_back({code, {value.code}});
        lines.push_back({value.code, value.name, value.name_en, std::move(cell), true,
                         published.empty() ? "" : published + "." + value.code, "", false, ""});
    }
    return lines;
}

/// A line for each code of a table of the pack; the member of the cell that it goes into is named by the section.
std::vector<FormLine> lines_of_list(const policy::Policy& rules, const policy::Value& item, const std::string& count)
{
    std::vector<FormLine> lines;
    const auto into = item.at("list_is").text();
    for (const auto& one : rules.get(item.at("list").text()).items()) {
        const auto& code = one.at("code").text();
        CellSpec cell = cell_of(item, count);
        (into == "sectors" ? cell.sectors
         : into == "kinds" ? cell.kinds
         : into == "types" ? cell.types
                           : cell.titles) = {code};
        lines.push_back({code, one.at("name").text(), one.text_or("name_en", one.at("name").text()), std::move(cell),
                         false, item.find("published") ? item.at("published").text() + "." + code : "", "", false, ""});
    }
    return lines;
}

FormSection section_of(const policy::Policy& rules, const Columns& columns, const policy::Value& item)
{
    FormSection section{item.at("code").text(), item.at("name").text(), item.at("name_en").text(), {}, {}, {}, {}, {}};
    section.adds_up = item.boolean_or("adds_up", false);
    section.sensitive = item.boolean_or("sensitive", false);
    const auto count = item.text_or("count", "members");
    if (const auto* rows = item.find("rows")) {
        for (const auto& row : rows->items()) section.rows.push_back(line_of(row, count));
    } else if (item.find("list") != nullptr) {
        section.by = item.at("list_is").text();
        section.rows = lines_of_list(rules, item, count);
    } else {
        section.by = item.at("column").text();
        section.rows = lines_by(columns, section.by, count, item.text_or("published", ""));
    }
    if (const auto* across = item.find("columns"))
        for (const auto& column : across->items()) section.columns.push_back(line_of(column, ""));
    if (const auto across = item.optional_text("across"))
        for (auto& column : lines_by(columns, *across, "", "")) section.columns.push_back(std::move(column));
    return section;
}

std::vector<FormTerm> terms_of(const policy::Value* list)
{
    std::vector<FormTerm> terms;
    if (list == nullptr) return terms;
    for (const auto& one : list->items()) {
        const auto& cell = one.at("cell").text();
        const auto first = cell.find('.');
        const auto second = cell.find('.', first == std::string::npos ? first : first + 1);
        FormTerm term;
        term.section = cell.substr(0, first);
        if (first != std::string::npos)
            term.row = cell.substr(first + 1, second == std::string::npos ? second : second - first - 1);
        if (second != std::string::npos) term.column = cell.substr(second + 1);
        term.less = one.boolean_or("less", false);
        term.before = one.boolean_or("before", false);
        terms.push_back(std::move(term));
    }
    return terms;
}

FormCheck check_of(const policy::Value& item)
{
    const auto& kind = item.at("kind").text();
    return {item.at("code").text(),
            item.at("name").text(),
            item.at("name_en").text(),
            kind == "adds_up"   ? FormCheckKind::adds_up
            : kind == "at_most" ? FormCheckKind::at_most
            : kind == "equal"   ? FormCheckKind::equal
                                : FormCheckKind::without_members,
            item.text_or("section", ""),
            terms_of(item.find("left")),
            terms_of(item.find("right")),
            item.texts_or_none("types"),
            item.text_or("rule", "")};
}

FormParagraph paragraph_of(const policy::Value& item)
{
    FormParagraph paragraph;
    if (const auto heading = item.optional_text("heading")) {
        paragraph.heading = true;
        paragraph.sentences.push_back({*heading, item.text_or("heading_en", *heading)});
        return paragraph;
    }
    for (const auto& one : item.at("sentences").items())
        paragraph.sentences.push_back({one.at("text").text(), one.at("text_en").text()});
    return paragraph;
}

/// What a column says of a thing is narrower than what its row says.
void narrow(std::vector<std::string>& to, const std::vector<std::string>& from)
{
    if (!from.empty()) to = from;
}

/// What a count means, where it has come to mean something else: a seal of before is no forgery for that. [STAT-09]
std::string meaning_of(const std::string& count)
{
    // [STAT-05] Those moved with their organisations are gained and lost too.
    // [DEV-14] Whose way is over stands nowhere on it.
    return count == "gained" || count == "lost" || count == "on_the_way" ? count + "+" : count;
}

void say(std::string& out, const CellSpec& cell)
{
    out += meaning_of(cell.count);
    for (const auto& one : cell.of) {
        out += "|" + one.column;
        for (const auto& code : one.codes) out += "," + code;
    }
    for (const auto* list :
         {&cell.types, &cell.sectors, &cell.kinds, &cell.stages, &cell.titles, &cell.changes, &cell.levels}) {
        out += "|";
        for (const auto& code : *list) out += code + ",";
    }
    out += "\n";
}

}  // namespace

CellSpec operator+(CellSpec row, const CellSpec& column)
{
    if (!column.count.empty()) row.count = column.count;
    row.of.insert(row.of.begin(), column.of.begin(), column.of.end());
    narrow(row.types, column.types);
    narrow(row.sectors, column.sectors);
    narrow(row.kinds, column.kinds);
    narrow(row.stages, column.stages);
    narrow(row.titles, column.titles);
    narrow(row.changes, column.changes);
    narrow(row.levels, column.levels);
    return row;
}

const FormSection* Form::find(const std::string& section) const
{
    const auto found = std::ranges::find(sections, section, &FormSection::code);
    return found == sections.end() ? nullptr : &*found;
}

bool Form::is_sensitive() const { return std::ranges::any_of(sections, &FormSection::sensitive); }

std::string Form::digest() const
{
    std::string said = code + "\n";
    for (const auto& section : sections) {
        said += section.code + "\n";
        for (const auto* lines : {&section.rows, &section.columns})
            for (const auto& line : *lines) {
                said += line.code + (line.growth ? "+ " : " ");
                say(said, line.cell);
            }
    }
    return digest_hex(Digest::sha256, said);
}

std::vector<Form> forms_of(const policy::Policy& rules, const Columns& columns)
{
    std::vector<Form> forms;
    for (const auto& item : rules.get("statistics.forms").items()) {
        auto& form = forms.emplace_back();
        form.code = item.at("code").text();
        form.name = item.at("name").text();
        form.name_en = item.at("name_en").text();
        form.number = item.text_or("number", "");
        for (const auto& section : item.at("sections").items())
            form.sections.push_back(section_of(rules, columns, section));
        if (const auto* checks = item.find("checks"))
            for (const auto& check : checks->items()) form.checks.push_back(check_of(check));
        if (const auto* text = item.find("text"))
            for (const auto& paragraph : text->items()) form.text.push_back(paragraph_of(paragraph));
    }
    return forms;
}

}  // namespace jishi::statistics
