// .ods in: content.xml parsed while it is unpacked.

#include <algorithm>
#include <charconv>

#include "platform/spreadsheet_builder.hpp"
#include "platform/spreadsheet_package.hpp"

namespace jishi::platform {
namespace {

using package::attribute;
using package::Package;
using package::XmlHandler;

constexpr std::string_view media_type = "application/vnd.oasis.opendocument.spreadsheet";

std::uint64_t repeats(std::string_view text)
{
    std::uint64_t count = 1;
    std::from_chars(text.data(), text.data() + text.size(), count);
    return std::clamp<std::uint64_t>(count, 1, 100'000'000);
}

struct OdsCell {
    std::size_t column;
    std::string text;
    std::uint8_t marks;
};

class ContentReader final : public XmlHandler {
public:
    ContentReader(Sheet& sheet, Sheet::Builder& builder, const SheetLimits& limits)
        : sheet_(sheet), builder_(builder), limits_(limits)
    {
    }

    void start(std::string_view name, const Attributes& attributes) override
    {
        if (name == "table") start_table(attributes);
        else if (tables_ != 1 || depth_ != 1) return;  // another sheet, or a table within a cell
        else if (name == "table-row") start_row(attributes);
        else if (name == "table-cell" || name == "covered-table-cell") start_cell(attributes);
        else if (!in_cell_) return;
        else if (name == "annotation") ++annotation_;
        else if (annotation_ > 0) return;
        else if (name == "p" || name == "h") start_paragraph();
        else if (in_paragraph_ && name == "s")
            append(std::string(std::min<std::uint64_t>(repeats(attribute(attributes, "c")), 1000), ' '));
        else if (in_paragraph_ && name == "tab") append("\t");
        else if (in_paragraph_ && name == "line-break") append("\n");
    }

    void end(std::string_view name) override
    {
        if (name == "table") --depth_;
        else if (tables_ != 1 || depth_ != 1) return;
        else if (name == "table-row") finish_row();
        else if (name == "table-cell" || name == "covered-table-cell") finish_cell();
        else if (name == "annotation") --annotation_;
        else if (annotation_ == 0 && (name == "p" || name == "h")) in_paragraph_ = false;
    }

    void text(std::string_view text) override
    {
        if (!in_paragraph_ || annotation_ > 0 || tables_ != 1 || depth_ != 1) return;
        // White space of the file is one space, however long; meant spaces and line ends are elements.
        std::string collapsed;
        for (const char c : text) {
            const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
            if (!space) collapsed += c;
            else if (!(collapsed.empty() ? shown_ : collapsed).ends_with(' ')) collapsed += ' ';
        }
        append(collapsed);
    }

private:
    void start_table(const Attributes& attributes)
    {
        if (depth_++ > 0) return;
        ++tables_;
        if (tables_ == 1) sheet_.name = attribute(attributes, "name");
        else sheet_.other_sheets.emplace_back(attribute(attributes, "name"));
    }

    void start_row(const Attributes& attributes)
    {
        row_repeats_ = repeats(attribute(attributes, "number-rows-repeated"));
        column_ = 0;
        cells_.clear();
    }

    void start_cell(const Attributes& attributes)
    {
        in_cell_ = true;
        in_paragraph_ = false;
        annotation_ = 0;
        paragraphs_ = 0;
        shown_.clear();
        column_repeats_ = repeats(attribute(attributes, "number-columns-repeated"));
        type_ = attribute(attributes, "value-type");
        value_ = type_ == "date"      ? attribute(attributes, "date-value")
                 : type_ == "boolean" ? attribute(attributes, "boolean-value")
                 : type_ == "string"  ? attribute(attributes, "string-value")
                                      : attribute(attributes, "value");
        marks_ = attribute(attributes, "formula").empty() ? 0 : cell_formula;
        const auto rows = repeats(attribute(attributes, "number-rows-spanned"));
        const auto columns = repeats(attribute(attributes, "number-columns-spanned"));
        if (rows > 1 || columns > 1) builder_.merge(row_, column_, row_ + rows - 1, column_ + columns - 1);
        failure = builder_.failure;
    }

    void start_paragraph()
    {
        in_paragraph_ = true;
        if (paragraphs_++ > 0) append("\n");
    }

    void append(std::string_view text)
    {
        shown_ += text;
        if (shown_.size() <= limits_.cell_bytes_max * 4) return;
        builder_.fail("spreadsheet.cell_too_large", cell_name(column_, static_cast<std::uint32_t>(row_)));
        failure = builder_.failure;
    }

    void finish_cell()
    {
        if (!in_cell_) return;
        in_cell_ = false;
        std::string text = shown_;
        if (type_ == "float" || type_ == "percentage" || type_ == "currency") text = number_text(value_, marks_);
        else if (type_ == "date") {
            text = value_.ends_with("T00:00:00") ? value_.substr(0, 10) : value_;
            marks_ |= cell_date;
        } else if (type_ == "boolean") text = value_ == "true" ? "TRUE" : "FALSE";
        else if (type_ == "string" && shown_.empty()) text = value_;
        if (shown_.starts_with('#') && (marks_ & cell_formula))
            marks_ |= cell_failed;  // #N/A is a string with that look
        if (!text.empty() || (marks_ & cell_formula)) keep(text);
        column_ += column_repeats_;
    }

    void keep(const std::string& text)
    {
        if (text.empty() && column_ + column_repeats_ > limits_.columns_max) return;  // formulas filled to the end
        if (column_ + column_repeats_ > limits_.columns_max) {
            builder_.fail("spreadsheet.too_many_columns", std::to_string(limits_.columns_max));
            failure = builder_.failure;
            return;
        }
        for (std::uint64_t i = 0; i < column_repeats_; ++i)
            cells_.push_back({static_cast<std::size_t>(column_ + i), text, marks_});
    }

    void finish_row()
    {
        // Equal rows below each other are written once with a count; so is the empty rest of the sheet.
        const bool has_text = std::ranges::any_of(cells_, [](const OdsCell& cell) { return !cell.text.empty(); });
        for (std::uint64_t i = 0; i < row_repeats_ && has_text && !builder_.failure; ++i) {
            builder_.begin_row(row_ + i);
            for (const auto& cell : cells_) builder_.cell(cell.column, cell.text, cell.marks);
        }
        row_ += row_repeats_;
        cells_.clear();
        failure = builder_.failure;
    }

    Sheet& sheet_;
    Sheet::Builder& builder_;
    const SheetLimits& limits_;
    int tables_ = 0;
    int depth_ = 0;
    std::uint64_t row_ = 1;
    std::uint64_t row_repeats_ = 1;
    std::uint64_t column_ = 0;
    std::uint64_t column_repeats_ = 1;
    std::vector<OdsCell> cells_;
    bool in_cell_ = false;
    bool in_paragraph_ = false;
    int annotation_ = 0;
    int paragraphs_ = 0;
    std::string type_;
    std::string value_;
    std::string shown_;
    std::uint8_t marks_ = 0;
};

}  // namespace

Result<Sheet> read_ods(std::string_view bytes, const SheetLimits& limits)
{
    auto package = TRY(Package::open(bytes, limits));
    const auto refused = [](std::string_view code) { return refuse(ErrorKind::invalid_input, std::string(code)); };
    if (!package.has("mimetype") || !package.has("content.xml")) return refused("spreadsheet.type_mismatch");
    if (TRY(package.read("mimetype", 200)) != media_type) return refused("spreadsheet.type_mismatch");
    for (const auto& part : package.parts())
        if (part.starts_with("Basic/") || part.starts_with("Scripts/")) return refused("spreadsheet.macros");
    if (package.has("META-INF/manifest.xml") &&
        TRY(package.read("META-INF/manifest.xml")).find("encryption-data") != std::string::npos)
        return refused("spreadsheet.encrypted");
    Sheet sheet;
    sheet.format = SheetFormat::ods;
    Sheet::Builder builder(sheet, limits);
    ContentReader reader(sheet, builder, limits);
    TRY(package.parse("content.xml", reader));
    if (!builder.finish()) return std::unexpected(*builder.failure);
    return sheet;
}

}  // namespace jishi::platform
