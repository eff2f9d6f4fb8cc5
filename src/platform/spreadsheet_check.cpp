#include "platform/spreadsheet_check.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>

#include <fmt/format.h>
#include <xlsxwriter.h>

#include "platform/spreadsheet_check_parts.hpp"
#include "platform/spreadsheet_write.hpp"

namespace jishi::platform {
namespace {

using package::attribute;
using package::Package;
using package::XmlEditor;

bool in_order(const CheckNote& a, const CheckNote& b)
{
    return std::pair(a.row_number, a.column) < std::pair(b.row_number, b.column);
}

/// Sorts, and joins the notes of one cell.
void tidy(SheetCheck& check)
{
    std::ranges::stable_sort(check.notes, in_order);
    std::vector<CheckNote> joined;
    for (auto& note : check.notes) {
        if (!joined.empty() && !in_order(joined.back(), note)) joined.back().text += "\n" + note.text;
        else joined.push_back(std::move(note));
    }
    check.notes = std::move(joined);
    std::ranges::sort(check.results, {}, &CheckResult::row_number);
}

// ---- a copy with the same rows ---------------------------------------------------------------------

class Copy {
public:
    Copy(const Sheet& sheet, const SheetCheck& check, const std::string& path) : sheet_(sheet), check_(check)
    {
        auto folder = std::filesystem::path(path).parent_path().string();
        lxw_workbook_options options{};
        options.constant_memory = LXW_TRUE;
        options.tmpdir = folder.empty() ? nullptr : folder.data();
        workbook_ = workbook_new_opt(path.c_str(), &options);
        if (!workbook_) throw std::runtime_error("spreadsheet: cannot write " + path);
        worksheet_ = workbook_add_worksheet(workbook_, nullptr);
        text_ = workbook_add_format(workbook_);
        format_set_num_format(text_, "@");
        red_ = workbook_add_format(workbook_);
        format_set_num_format(red_, "@");
        format_set_bg_color(red_, 0xFF9C9C);
        title_ = workbook_add_format(workbook_);
        format_set_bold(title_);
        worksheet_set_column(worksheet_, 0, static_cast<lxw_col_t>(sheet.columns() - 1), 18, nullptr);
        worksheet_set_column(worksheet_, result_column(), result_column(), 60, nullptr);
    }
    ~Copy()
    {
        if (workbook_) workbook_close(workbook_);
    }
    Copy(const Copy&) = delete;
    Copy& operator=(const Copy&) = delete;

    void write()
    {
        for (std::size_t row = 0; row < sheet_.rows(); ++row) write_row(row);
        worksheet_freeze_panes(worksheet_, check_.title_row, 0);
        if (workbook_close(std::exchange(workbook_, nullptr)) != LXW_NO_ERROR)
            throw std::runtime_error("spreadsheet: cannot write the check report");
    }

private:
    lxw_col_t result_column() const { return static_cast<lxw_col_t>(sheet_.columns()); }

    void write_row(std::size_t row)
    {
        const auto number = sheet_.row_number(row);
        for (; note_ < check_.notes.size() && check_.notes[note_].row_number < number; ++note_) {}
        for (std::size_t column = 0; column < sheet_.columns(); ++column) {
            const bool wrong = note_ < check_.notes.size() && check_.notes[note_].row_number == number &&
                               check_.notes[note_].column == column;
            write_text(number, column, sheet_.at(row, column).text,
                       wrong                        ? red_
                       : number == check_.title_row ? title_
                                                    : text_);
            if (wrong) comment(check_.notes[note_++]);
        }
        if (number == check_.title_row) write_text(number, sheet_.columns(), check_.result_title, title_);
        for (; result_ < check_.results.size() && check_.results[result_].row_number < number; ++result_) {}
        if (result_ < check_.results.size() && check_.results[result_].row_number == number)
            write_text(number, sheet_.columns(), check_.results[result_].text,
                       check_.results[result_].wrong ? red_ : text_);
    }

    void write_text(std::uint32_t number, std::size_t column, std::string_view text, lxw_format* format)
    {
        buffer_.assign(text);
        const auto at = static_cast<lxw_col_t>(column);
        const auto error = buffer_.empty()
                               ? worksheet_write_blank(worksheet_, number - 1, at, format)
                               : worksheet_write_string(worksheet_, number - 1, at, buffer_.c_str(), format);
        if (error != LXW_NO_ERROR) throw std::runtime_error(std::string("spreadsheet: ") + lxw_strerror(error));
    }

    void comment(const CheckNote& note)
    {
        if (comments_++ >= check_.comments_max) return;
        lxw_comment_options options{};
        std::string author = check_.author;
        options.author = author.data();
        options.width = 240;
        worksheet_write_comment_opt(worksheet_, note.row_number - 1, static_cast<lxw_col_t>(note.column),
                                    note.text.c_str(), &options);
    }

    const Sheet& sheet_;
    const SheetCheck& check_;
    lxw_workbook* workbook_ = nullptr;
    lxw_worksheet* worksheet_ = nullptr;
    lxw_format* text_ = nullptr;
    lxw_format* red_ = nullptr;
    lxw_format* title_ = nullptr;
    std::size_t note_ = 0;
    std::size_t result_ = 0;
    std::size_t comments_ = 0;
    std::string buffer_;
};

// ---- the user's own .xlsx --------------------------------------------------------------------------

std::size_t to_number(std::string_view text)
{
    std::size_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// The column of "BC23".
std::optional<std::size_t> column_of(std::string_view address)
{
    std::size_t column = 0;
    for (const char c : address) {
        if (c < 'A' || c > 'Z') break;
        column = column * 26 + static_cast<std::size_t>(c - 'A' + 1);
    }
    return column ? std::optional(column - 1) : std::nullopt;
}

/// Sets an attribute in a tag as it is written.
std::string with_attribute(std::string_view tag, std::string_view name, std::size_t value)
{
    const auto mark = fmt::format(" {}=", name);
    if (const auto at = tag.find(mark); at != std::string_view::npos) {
        const auto open = at + mark.size();
        const auto close = tag.find(tag[open], open + 1);
        return fmt::format("{}\"{}\"{}", tag.substr(0, open), value, tag.substr(close + 1));
    }
    const auto end = tag.size() - (tag.ends_with("/>") ? 2 : 1);
    return fmt::format("{} {}=\"{}\"{}", tag.substr(0, end), name, value, tag.substr(end));
}

/// Where `mark` stands in the text; npos: nowhere.
std::size_t find_in(std::string_view text, std::string_view mark)
{
    const auto* found = memmem(text.data(), text.size(), mark.data(), mark.size());
    return found ? static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) : std::string_view::npos;
}

/// The value of an attribute in a tag as it is written; empty when it has none.
std::string_view value_in(std::string_view tag, std::string_view mark)
{
    const auto at = tag.find(mark);
    if (at == std::string_view::npos) return {};
    const auto begin = at + mark.size();
    return tag.substr(begin, tag.find('"', begin) - begin);
}

class Marker final : public XmlEditor {
public:
    /// Adds the comments to the package. @param legacy_id  of the drawing that the sheet names already
    /// @return the id by which the sheet has to name a new drawing; empty: none
    using AddComments = std::function<Result<std::string>(const std::string& legacy_id)>;

    Marker(const SheetCheck& check, package::Styles& styles, std::size_t result_column, AddComments add_comments,
           std::ofstream& out)
        : check_(check), styles_(styles), result_column_(result_column), add_comments_(std::move(add_comments)),
          out_(out)
    {
        out_ << "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    }

    void start_tag(std::string_view name, const Attributes& attributes, std::string_view tag) override
    {
        ++depth_;
        if (dropped_ > 0) ++dropped_;
        if (dropped_ > 0) return;
        if (depth_ == 1) prefix_ = tag.substr(1, tag.find(name) - 1);
        if (depth_ == 2 && name == "legacyDrawing") (void)drawing_id(std::string(attribute(attributes, "id")));
        if (depth_ == 2 && comes_after_drawing(name)) write_drawing();
        if (name == "dimension") dropped_ = 1;
        else if (name == "cols" && depth_ == 2) start_columns(tag);
        else if (name == "col" && in_columns_) column_tag(attributes, tag);
        else if (name == "sheetData" && depth_ == 2) start_data(tag);
        else if (name == "row" && in_data_) start_row(attributes, tag);
        else if (name == "c" && in_data_) start_cell(attributes, tag);
        else out_ << tag;
    }

    void end_tag(std::string_view name, std::string_view tag) override
    {
        --depth_;
        if (dropped_ > 0) {
            --dropped_;
            return;
        }
        if (name == "cols" && in_columns_) {
            write_column();
            in_columns_ = false;
        } else if (name == "sheetData" && depth_ == 1) in_data_ = false;
        else if (name == "row" && in_data_ && !tag.empty()) finish_row();
        else if (depth_ == 0) write_drawing();
        out_ << tag;
    }

    void raw(std::string_view text) override
    {
        if (dropped_ == 0) out_ << text;
    }

    /// Most rows are copied with what became of them at their end, without being parsed once more: the reader has
    /// parsed the sheet, and what is not written in the plainest way goes the long way.
    Piece next(std::string_view text) override
    {
        constexpr std::string_view row_begins = "<row ";
        constexpr std::string_view row_ends = "</row>";
        if (all_parsed_) return {text.size()};
        if (text.size() > waiting_max) return parse_all(text);
        if (!text.starts_with(row_begins)) {
            const auto at = find_in(text, row_begins);
            auto gap = text.substr(0, std::min(at, text.size()));
            if (gap.starts_with("<?xml ")) gap.remove_prefix(2);
            if (in_data_ && find_in(gap, "</") != std::string_view::npos) return parse_all(text);
            if (at != std::string_view::npos) return is_plain(gap) ? Piece{at} : parse_all(text);
            // Before the first row whatever cannot be its beginning.
            return {in_data_ ? 0 : std::min(text.rfind('<'), text.size())};
        }
        if (!in_data_ || !prefix_.empty()) return parse_all(text);
        const auto end = find_in(text, row_ends);
        if (end == std::string_view::npos) return {0};
        const auto row = text.substr(0, end + row_ends.size());
        if (!is_plain(row)) return parse_all(text);
        return {row.size(), !copy_row(row)};
    }

private:
    static constexpr std::size_t waiting_max = 16 * 1024 * 1024;

    Piece parse_all(std::string_view text)
    {
        all_parsed_ = true;
        return {text.size()};
    }
    /// Without comments and the like, in which anything may stand.
    static bool is_plain(std::string_view text)
    {
        return text.find('!') == std::string_view::npos ||
               (find_in(text, "<!") == std::string_view::npos && find_in(text, "<?") == std::string_view::npos);
    }

    /// @return false when the row has to be looked at cell by cell; nothing is written then
    bool copy_row(std::string_view row)
    {
        auto tag = row.substr(0, row.find('>') + 1);
        const auto number = to_number(value_in(tag, " r=\""));
        if (depth_ != 2 || dropped_ > 0 || number == 0 || tag.ends_with("/>")) return false;
        pass_to(number);
        if (number == check_.title_row || note_is_before(result_column_ + 1)) return false;
        const auto last = row.rfind("<c ");
        if (last == std::string_view::npos) return false;
        const auto cell = row.substr(last, row.find('>', last) - last);
        const auto column = column_of(value_in(cell, " r=\""));
        if (!column || *column >= result_column_) return false;
        row_ = number;
        write_row_tag(tag);
        out_ << row.substr(tag.size(), row.size() - tag.size() - std::string_view("</row>").size());
        result_written_ = false;
        write_result();
        out_ << "</row>";
        return true;
    }

    /// Goes to what there is to say of a row and of those below it.
    void pass_to(std::size_t number)
    {
        row_ = number;
        while (note_ < check_.notes.size() && check_.notes[note_].row_number < row_) ++note_;
        while (result_ < check_.results.size() && check_.results[result_].row_number < row_) ++result_;
    }

    void write_row_tag(std::string_view tag)
    {
        // `spans` would be wrong now; it is a hint only.
        if (const auto spans = tag.find(" spans=\""); spans != std::string_view::npos)
            out_ << tag.substr(0, spans) << tag.substr(tag.find('"', spans + 8) + 1);
        else out_ << tag;
    }

    /// Elements that may follow <legacyDrawing> in a sheet.
    static bool comes_after_drawing(std::string_view name)
    {
        static constexpr std::string_view names[] = {"legacyDrawingHF", "drawingHF",       "picture",    "oleObjects",
                                                     "controls",        "webPublishItems", "tableParts", "extLst"};
        return std::ranges::find(names, name) != std::end(names);
    }

    /// Asked for once: when the sheet names a drawing, or where it has to name one.
    std::string drawing_id(const std::string& legacy_id)
    {
        if (std::exchange(comments_added_, true)) return {};
        auto id = add_comments_(legacy_id);
        if (id) return *std::move(id);
        failure = std::move(id).error();
        return {};
    }

    void write_drawing()
    {
        const auto id = drawing_id({});
        if (id.empty()) return;
        out_ << fmt::format(
            "<{}legacyDrawing xmlns:jr=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" "
            "jr:id=\"{}\"/>",
            prefix_, id);
    }

    void start_columns(std::string_view tag)
    {
        in_columns_ = true;
        out_ << tag;
    }

    /// A range of columns that reaches over ours is cut.
    void column_tag(const Attributes& attributes, std::string_view tag)
    {
        const auto own = result_column_ + 1;  // counted from 1 here
        const auto first = to_number(attribute(attributes, "min"));
        const auto last = to_number(attribute(attributes, "max"));
        if (own < first) write_column();
        if (own < first || own > last) {
            out_ << tag;
            return;
        }
        if (first < own) out_ << closed(with_attribute(tag, "max", own - 1));
        write_column();
        if (own < last) out_ << closed(with_attribute(tag, "min", own + 1));
        if (!tag.ends_with("/>")) dropped_ = 1;
    }

    static std::string closed(std::string tag)
    {
        if (!tag.ends_with("/>")) tag.insert(tag.size() - 1, "/");
        return tag;
    }

    void write_column()
    {
        if (std::exchange(column_written_, true)) return;
        out_ << fmt::format("<{0}col min=\"{1}\" max=\"{1}\" width=\"60\" customWidth=\"1\"/>", prefix_,
                            result_column_ + 1);
    }

    void start_data(std::string_view tag)
    {
        if (!column_written_) {
            out_ << "<" << prefix_ << "cols>";
            write_column();
            out_ << "</" << prefix_ << "cols>";
        }
        in_data_ = !tag.ends_with("/>");
        out_ << tag;
    }

    void start_row(const Attributes& attributes, std::string_view tag)
    {
        const auto number = attribute(attributes, "r");
        pass_to(number.empty() ? row_ + 1 : to_number(number));
        next_column_ = 0;
        result_written_ = false;
        write_row_tag(tag);
    }

    bool note_is_before(std::size_t column) const
    {
        return note_ < check_.notes.size() && check_.notes[note_].row_number == row_ &&
               check_.notes[note_].column < column;
    }

    /// Wrong cells that the file does not have: what is missing is marked too.
    void write_missing(std::size_t column)
    {
        for (; note_is_before(column); ++note_)
            if (check_.notes[note_].column < result_column_)
                out_ << fmt::format("<{}c r=\"{}{}\" s=\"{}\"/>", prefix_, column_letters(check_.notes[note_].column),
                                    row_, styles_.red(0));
    }

    void start_cell(const Attributes& attributes, std::string_view tag)
    {
        const auto column = column_of(attribute(attributes, "r")).value_or(next_column_);
        next_column_ = column + 1;
        write_missing(column);
        if (column >= result_column_) write_result();
        if (column == result_column_) {  // an empty cell with a format: ours takes its place
            if (wrote_result_here_) dropped_ = 1;
            else out_ << tag;
            return;
        }
        const auto style = to_number(attribute(attributes, "s"));
        if (row_ == check_.title_row) title_style_ = style;
        if (note_is_before(column + 1)) {
            ++note_;
            out_ << with_attribute(tag, "s", styles_.red(style));
        } else {
            out_ << tag;
        }
    }

    void write_result()
    {
        if (std::exchange(result_written_, true)) return;
        wrote_result_here_ = true;
        if (row_ == check_.title_row) write_text(check_.result_title, title_style_);
        else if (result_ < check_.results.size() && check_.results[result_].row_number == row_)
            write_text(check_.results[result_].text, check_.results[result_].wrong ? styles_.red(0) : 0);
        else wrote_result_here_ = false;
    }

    void write_text(std::string_view text, std::size_t style)
    {
        std::string escaped;
        append_xml(escaped, text);
        out_ << fmt::format(
            "<{0}c r=\"{1}{2}\" s=\"{3}\" t=\"inlineStr\"><{0}is><{0}t "
            "xml:space=\"preserve\">{4}</{0}t></{0}is></{0}c>",
            prefix_, column_letters(result_column_), row_, style, escaped);
    }

    void finish_row()
    {
        write_missing(result_column_);
        write_result();
    }

    const SheetCheck& check_;
    package::Styles& styles_;
    std::size_t result_column_;
    AddComments add_comments_;
    bool comments_added_ = false;
    bool all_parsed_ = false;
    std::ofstream& out_;
    std::string prefix_;
    int depth_ = 0;
    int dropped_ = 0;
    bool in_columns_ = false;
    bool column_written_ = false;
    bool in_data_ = false;
    std::size_t row_ = 0;
    std::size_t next_column_ = 0;
    std::size_t note_ = 0;
    std::size_t result_ = 0;
    std::size_t title_style_ = 0;
    bool result_written_ = false;
    bool wrote_result_here_ = false;
};

struct RemovedFile {
    std::string path;
    ~RemovedFile()
    {
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
    }
};

/// @errors spreadsheet.broken when the package is of a kind that is not edited; the caller makes a copy then
Result<void> mark_own_file(std::string_view bytes, const Sheet& sheet, const SheetCheck& check, const std::string& path,
                           const SheetLimits& limits)
{
    auto package = TRY(Package::open(bytes, limits));
    const auto workbook = TRY(package::workbook_of(package));
    for (const auto& relation : TRY(package::relations_of(package, "")))
        if (relation.strict) return refuse(ErrorKind::invalid_input, "spreadsheet.broken", {}, "strict");
    const auto& part = workbook.sheets[workbook.chosen].part;
    package::Styles styles;
    TRY(styles.load(package, workbook.styles));
    std::vector<package::Comment> comments;
    for (const auto& note : check.notes)
        if (comments.size() < check.comments_max) comments.push_back({note.row_number, note.column, note.text});
    const auto add_comments = [&](const std::string& legacy_id) -> Result<std::string> {
        if (comments.empty()) return std::string{};
        return package::add_comments(package, part, legacy_id, check.author, comments);
    };
    const RemovedFile file{path + ".sheet"};
    std::ofstream out(file.path, std::ios::binary | std::ios::trunc);
    Marker marker(check, styles, sheet.columns(), add_comments, out);
    TRY(package.edit(part, marker));
    out.close();
    if (!out) throw std::runtime_error("spreadsheet: cannot write " + file.path);
    styles.save(package, workbook.styles);
    package.replace_with_file(part, file.path);
    return package.save(path);
}

}  // namespace

Result<void> write_check_report(std::string_view bytes, const Sheet& sheet, SheetCheck check, const std::string& path,
                                const SheetLimits& limits)
{
    tidy(check);
    // The package was read whole once already; the passes of the report count again.
    auto more = limits;
    more.unpacked_bytes_max *= 4;
    if (sheet.format == SheetFormat::xlsx && mark_own_file(bytes, sheet, check, path, more)) return {};
    Copy(sheet, check, path).write();
    return {};
}

}  // namespace jishi::platform
