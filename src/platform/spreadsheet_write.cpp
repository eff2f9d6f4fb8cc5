// .xlsx out through libxlsxwriter.

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include <xlsxwriter.h>

#include "base/date.hpp"
#include "base/text.hpp"
#include "platform/spreadsheet_write.hpp"

namespace jishi::platform {
namespace {

constexpr std::size_t xlsx_rows_max = 1'048'576;

class XlsxWriter final : public SheetWriter {
public:
    XlsxWriter(const std::string& path, SheetDocument document) : document_(std::move(document)), path_(path)
    {
        lxw_workbook_options options{};
        options.constant_memory = LXW_TRUE;
        options.tmpdir = document_.temporary_folder.data();
        workbook_ = workbook_new_opt(path.c_str(), &options);
        if (!workbook_) throw std::runtime_error("spreadsheet: cannot write " + path);
        make_formats();
        sheet_ = workbook_add_worksheet(workbook_, document_.sheet_name.c_str());
        if (!sheet_) throw std::runtime_error("spreadsheet: not a name for a sheet: " + document_.sheet_name);
        write_titles();
        write_notes();
        write_choices();
    }

    ~XlsxWriter() override
    {
        if (workbook_) workbook_close(workbook_);  // frees it; the unfinished file is the caller's to remove
    }

    void row(std::span<const std::string_view> cells) override
    {
        if (++row_ >= xlsx_rows_max) throw std::runtime_error("spreadsheet: an .xlsx holds 1048576 rows");
        const auto count = std::min(cells.size(), document_.columns.size());
        for (std::size_t i = 0; i < count; ++i)
            if (!cells[i].empty()) write_cell(i, cells[i]);
    }

    void head(std::span<const std::string_view> cells) override
    {
        if (++row_ >= xlsx_rows_max) throw std::runtime_error("spreadsheet: an .xlsx holds 1048576 rows");
        const auto count = std::min(cells.size(), document_.columns.size());
        for (std::size_t i = 0; i < count; ++i) {
            buffer_.assign(cells[i]);
            check(worksheet_write_string(sheet_, static_cast<lxw_row_t>(row_), static_cast<lxw_col_t>(i),
                                         buffer_.c_str(), title_));
        }
    }

    void finish() override
    {
        const auto error = workbook_close(std::exchange(workbook_, nullptr));
        if (error != LXW_NO_ERROR) throw std::runtime_error(std::string("spreadsheet: ") + lxw_strerror(error));
    }

private:
    void make_formats()
    {
        text_ = workbook_add_format(workbook_);
        format_set_num_format(text_, "@");
        tenths_ = workbook_add_format(workbook_);
        format_set_num_format(tenths_, "0.0");
        date_ = workbook_add_format(workbook_);
        format_set_num_format(date_, "yyyy-mm-dd");
        for (auto* title : {&title_, &required_}) {
            *title = workbook_add_format(workbook_);
            format_set_bold(*title);
            format_set_bg_color(*title, title == &required_ ? 0xF4CCCC : 0xE7E6E6);
            format_set_border(*title, LXW_BORDER_THIN);
            format_set_align(*title, LXW_ALIGN_VERTICAL_CENTER);
            format_set_text_wrap(*title);
        }
    }

    void write_titles()
    {
        for (std::size_t i = 0; i < document_.columns.size(); ++i) {
            const auto& column = document_.columns[i];
            const auto index = static_cast<lxw_col_t>(i);
            auto* format = column.kind == SheetColumnKind::text   ? text_
                           : column.kind == SheetColumnKind::date ? date_
                                                                  : nullptr;
            worksheet_set_column(sheet_, index, index, column.width, format);
            check(worksheet_write_string(sheet_, 0, index, column.title.c_str(), column.required ? required_ : title_));
        }
        worksheet_freeze_panes(sheet_, 1, 0);
    }

    void write_notes()
    {
        if (document_.notes.empty()) return;
        auto* notes = workbook_add_worksheet(workbook_, document_.notes_name.c_str());
        if (!notes) throw std::runtime_error("spreadsheet: not a name for a sheet: " + document_.notes_name);
        auto* wrapped = workbook_add_format(workbook_);
        format_set_text_wrap(wrapped);
        worksheet_set_column(notes, 0, 0, 100, wrapped);
        for (std::size_t i = 0; i < document_.notes.size(); ++i)
            check(worksheet_write_string(notes, static_cast<lxw_row_t>(i), 0, document_.notes[i].c_str(), wrapped));
    }

    /// The drop-downs point at a hidden sheet: a list inside the rule may hold 255 characters only.
    void write_choices()
    {
        std::size_t lines = 0;
        for (const auto& column : document_.columns) lines = std::max(lines, column.choices.size());
        lxw_worksheet* choices = lines ? workbook_add_worksheet(workbook_, document_.choices_name.c_str()) : nullptr;
        for (std::size_t line = 0; choices && line < lines; ++line)
            for (std::size_t i = 0; i < document_.columns.size(); ++i)
                if (line < document_.columns[i].choices.size())
                    check(worksheet_write_string(choices, static_cast<lxw_row_t>(line), static_cast<lxw_col_t>(i),
                                                 document_.columns[i].choices[line].c_str(), nullptr));
        if (choices) worksheet_hide(choices);
        for (std::size_t i = 0; i < document_.columns.size(); ++i) add_validation(i);
    }

    void add_validation(std::size_t index)
    {
        auto& column = document_.columns[index];
        if (column.choices.empty() && column.hint.empty()) return;
        lxw_data_validation validation{};
        const auto letters = column_letters(index);
        std::string list = "='" + document_.choices_name + "'!$" + letters + "$1:$" + letters + "$" +
                           std::to_string(column.choices.size());
        validation.validate = column.choices.empty() ? LXW_VALIDATION_TYPE_ANY : LXW_VALIDATION_TYPE_LIST_FORMULA;
        if (!column.choices.empty()) validation.value_formula = list.data();
        validation.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
        std::string title = shortened(column.title, 32);
        std::string hint = shortened(column.hint, 255);
        validation.input_title = hint.empty() ? nullptr : title.data();
        validation.input_message = hint.empty() ? nullptr : hint.data();
        const auto last = std::min(std::max<std::size_t>(document_.rows_expected, 1000), xlsx_rows_max - 1);
        const auto at = static_cast<lxw_col_t>(index);
        check(worksheet_data_validation_range(sheet_, 1, at, static_cast<lxw_row_t>(last), at, &validation));
    }

    static std::string shortened(std::string_view text, std::size_t characters)
    {
        std::string out;
        for (const char c : text) {
            if ((static_cast<unsigned char>(c) & 0xC0) != 0x80 && length_of(out) >= characters) break;
            out += c;
        }
        return out;
    }

    void write_cell(std::size_t index, std::string_view text)
    {
        const auto kind = document_.columns[index].kind;
        const auto row = static_cast<lxw_row_t>(row_);
        const auto column = static_cast<lxw_col_t>(index);
        if (kind == SheetColumnKind::date)
            if (const auto date = Date::parse(text); date && date->year() >= 1901) {
                check(worksheet_write_number(sheet_, row, column, static_cast<double>(date->days() + 25'569), date_));
                return;
            }
        if (kind == SheetColumnKind::number) {
            double value = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
            if (error == std::errc{} && end == text.data() + text.size() && text.size() <= 15) {
                const bool tenths = text.size() > 1 && text[text.size() - 2] == '.';
                check(worksheet_write_number(sheet_, row, column, value, tenths ? tenths_ : nullptr));
                return;
            }
        }
        buffer_.assign(text);
        check(worksheet_write_string(sheet_, row, column, buffer_.c_str(),
                                     kind == SheetColumnKind::text ? text_ : nullptr));
    }

    void check(lxw_error error)
    {
        if (error != LXW_NO_ERROR) throw std::runtime_error(std::string("spreadsheet: ") + lxw_strerror(error));
    }

    SheetDocument document_;
    std::string path_;
    lxw_workbook* workbook_ = nullptr;
    lxw_worksheet* sheet_ = nullptr;
    lxw_format* text_ = nullptr;
    lxw_format* date_ = nullptr;
    lxw_format* tenths_ = nullptr;  // one decimal, a zero too
    lxw_format* title_ = nullptr;
    lxw_format* required_ = nullptr;
    std::size_t row_ = 0;
    std::string buffer_;
};

}  // namespace

std::unique_ptr<SheetWriter> write_sheet(SheetFormat format, const std::string& path, SheetDocument document)
{
    switch (format) {
        case SheetFormat::xlsx: return std::make_unique<XlsxWriter>(path, std::move(document));
        case SheetFormat::ods: return write_ods(path, std::move(document));
        case SheetFormat::csv: break;
    }
    return write_csv(path, std::move(document));
}

}  // namespace jishi::platform
