// .xlsx in: the parts of the package that matter, parsed while they are unpacked.

#include <array>
#include <atomic>
#include <charconv>
#include <cmath>
#include <future>
#include <limits>
#include <unordered_map>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "base/date.hpp"
#include "platform/spreadsheet_builder.hpp"
#include "platform/spreadsheet_package.hpp"

namespace jishi::platform {
namespace {

using package::attribute;
using package::Package;
using package::XmlHandler;

/// Undoes _x000D_, the package's way to write characters that XML cannot hold.
void append_unescaped(std::string& out, std::string_view text)
{
    for (;;) {
        const auto at = text.find("_x");
        if (at == std::string_view::npos || at + 7 > text.size()) break;
        unsigned code = 0;
        const auto* digits = text.data() + at + 2;
        const auto [end, error] = std::from_chars(digits, digits + 4, code, 16);
        const bool escape = error == std::errc{} && end == digits + 4 && text[at + 6] == '_';
        if (escape && code < 0x80) {
            out += text.substr(0, at);
            out += static_cast<char>(code);
            text.remove_prefix(at + 7);
        } else {
            out += text.substr(0, at + 2);
            text.remove_prefix(at + 2);
        }
    }
    out += text;
}

/// "BC23" -> row 23, column 54. False when it is not an address.
bool read_address(std::string_view text, std::uint64_t& row, std::size_t& column)
{
    std::size_t at = 0;
    column = 0;
    for (; at < text.size() && text[at] >= 'A' && text[at] <= 'Z'; ++at) {
        column = column * 26 + static_cast<std::size_t>(text[at] - 'A' + 1);
        if (column > 16'384) return false;
    }
    if (at == 0) return false;
    --column;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), row);
    return error == std::errc{} && end == text.data() + text.size() && row > 0 && row <= 1'048'576;
}

std::size_t to_number(std::string_view text, std::size_t otherwise)
{
    std::size_t number = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

// ---- shared strings -------------------------------------------------------------------------------

/// The texts that cells name by their number. One thread reads them while another already reads the cells, which mostly
/// come in the same order.
class StringTable {
public:
    using Stored = SheetTexts::Stored;

    explicit StringTable(const SheetLimits& limits) : texts(limits), pages_(limits.cells_max / page_size + 1) {}

    /// @return false when there is no room for more
    bool add(Stored stored)
    {
        const auto index = added_++;
        if (index / page_size >= pages_.size()) return false;
        auto& page = pages_[index / page_size];
        if (!page) page = std::make_unique<std::array<Stored, page_size>>();
        (*page)[index % page_size] = stored;
        if (added_ % told_each == 0) tell(added_);
        return true;
    }
    /// No more will come.
    void end()
    {
        count_ = added_;
        tell(everything);
    }

    /// Waits until it has come; nothing when there are not so many.
    std::optional<Stored> find(std::size_t index)
    {
        for (auto told = told_.load(std::memory_order_acquire); told <= index;
             told = told_.load(std::memory_order_acquire)) {
            if (told == everything) break;
            told_.wait(told);
        }
        if (told_.load(std::memory_order_acquire) == everything && index >= count_) return std::nullopt;
        return (*pages_[index / page_size])[index % page_size];
    }

    SheetTexts texts;

private:
    static constexpr std::size_t page_size = 16'384;
    static constexpr std::size_t told_each = 1'024;
    static constexpr std::size_t everything = std::numeric_limits<std::size_t>::max();

    void tell(std::size_t count)
    {
        told_.store(count, std::memory_order_release);
        told_.notify_all();
    }

    std::vector<std::unique_ptr<std::array<Stored, page_size>>> pages_;  // never moved
    std::size_t added_ = 0;
    std::size_t count_ = 0;  // when all have come
    std::atomic<std::size_t> told_ = 0;
};

class SharedStrings final : public XmlHandler {
public:
    SharedStrings(StringTable& table, const SheetLimits& limits) : table_(table), limits_(limits) {}

    void start(std::string_view name, const Attributes&) override
    {
        if (name == "si") raw_.clear();
        else if (name == "rPh") ++phonetic_;
        else if (name == "t") in_text_ = phonetic_ == 0;
    }
    void end(std::string_view name) override
    {
        if (name == "t") in_text_ = false;
        else if (name == "rPh") --phonetic_;
        else if (name == "si") finish_item();
    }
    void text(std::string_view text) override
    {
        if (!in_text_) return;
        raw_ += text;
        if (raw_.size() > limits_.cell_bytes_max * 4) fail("spreadsheet.cell_too_large", limits_.cell_bytes_max);
    }

private:
    void fail(std::string_view code, std::size_t limit)
    {
        failure = Error{ErrorKind::invalid_input, std::string(code), {}, std::to_string(limit), {}};
    }
    void finish_item()
    {
        std::string text;
        append_unescaped(text, raw_);
        auto stored = table_.texts.store(text);
        if (!stored) failure = std::move(stored).error();
        else if (!table_.add(*stored)) fail("spreadsheet.too_many_cells", limits_.cells_max);
    }

    StringTable& table_;
    const SheetLimits& limits_;
    std::string raw_;
    int phonetic_ = 0;
    bool in_text_ = false;
};

/// With a package of its own: one is not for two threads.
Result<void> read_strings(std::string_view bytes, const std::string& part, StringTable& table,
                          const SheetLimits& limits)
{
    SharedStrings reader(table, limits);
    // Whatever happens, nobody waits for strings that will not come.
    const std::unique_ptr<StringTable, void (*)(StringTable*)> ending(&table, [](StringTable* one) { one->end(); });
    auto package = TRY(Package::open(bytes, limits));
    return package.parse(part, reader);
}

// ---- styles: which numbers are dates, which have leading zeros --------------------------------------

struct Style {
    bool date = false;
    std::size_t zeros = 0;  // "000000": the number is shown with so many digits
};

bool is_built_in_date(std::size_t id)
{
    return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) ||
           id == 57 || id == 58;
}

/// A format shows a date when it has a y, or a d, outside quotes, brackets and escapes.
bool is_date_format(std::string_view code)
{
    for (std::size_t at = 0; at < code.size(); ++at) {
        const char c = code[at];
        if (c == '\\' || c == '_' || c == '*') ++at;
        else if (c == '"') at = code.find('"', at + 1);
        else if (c == '[') at = code.find(']', at + 1);
        else if (c == ';') return false;
        else if (c == 'y' || c == 'Y' || c == 'd' || c == 'D') return true;
        if (at == std::string_view::npos) return false;
    }
    return false;
}

Result<std::vector<Style>> read_styles(Package& package, const std::string& part)
{
    std::vector<Style> styles;
    if (part.empty() || !package.has(part)) return styles;
    const auto text = TRY(package.read(part));
    pugi::xml_document document;
    if (!document.load_buffer(text.data(), text.size()))
        return refuse(ErrorKind::invalid_input, "spreadsheet.broken", {}, part);
    const auto local = [](pugi::xml_node node) {
        const std::string_view name = node.name();
        return name.substr(name.rfind(':') + 1);  // npos + 1 is 0
    };
    std::unordered_map<std::size_t, Style> formats;
    for (const auto section : document.first_child().children()) {
        if (local(section) == "numFmts")
            for (const auto node : section.children()) {
                const std::string_view code = node.attribute("formatCode").value();
                auto& style = formats[node.attribute("numFmtId").as_uint()];
                style.date = is_date_format(code);
                if (!code.empty() && code.size() <= 18 && code.find_first_not_of('0') == std::string_view::npos)
                    style.zeros = code.size();
            }
        if (local(section) == "cellXfs")
            for (const auto node : section.children()) {
                const std::size_t id = node.attribute("numFmtId").as_uint();
                const auto own = formats.find(id);
                styles.push_back(own != formats.end() ? own->second : Style{is_built_in_date(id), 0});
            }
    }
    return styles;
}

/// Days since the workbook's epoch as YYYY-MM-DD, with the time of day when there is one; empty when it is no date.
std::string date_text(double serial, bool from_1904)
{
    const auto day = static_cast<std::int64_t>(std::floor(serial));
    if (!(serial >= 0) || day > 2'958'465) return {};
    // The 1900 calendar has a 29 February 1900 that never was (day 60).
    if (!from_1904 && (day == 0 || day == 60)) return {};
    const auto date = from_1904 ? Date{1904, 1, 1}.plus_days(day) : Date{1899, 12, day < 60 ? 31U : 30U}.plus_days(day);
    const auto seconds = static_cast<int>(std::llround((serial - std::floor(serial)) * 86'400));
    if (seconds == 0 || seconds >= 86'400) return date.str();
    return fmt::format("{} {:02}:{:02}:{:02}", date.str(), seconds / 3600, seconds / 60 % 60, seconds % 60);
}

// ---- the sheet ------------------------------------------------------------------------------------

class SheetReader final : public XmlHandler {
public:
    SheetReader(Sheet::Builder& builder, StringTable& shared, const std::vector<Style>& styles,
                const SheetLimits& limits, bool from_1904)
        : builder_(builder), shared_(shared), styles_(styles), limits_(limits), from_1904_(from_1904)
    {
    }

    void start(std::string_view name, const Attributes& attributes) override
    {
        if (name == "row" && in_data_) {
            const auto number = attribute(attributes, "r");
            builder_.begin_row(number.empty() ? builder_.row_number() + 1 : to_number(number, 0));
            next_column_ = 0;
        } else if (name == "c" && in_data_) {
            start_cell(attributes);
        } else if (in_cell_ && name == "v") {
            collecting_ = &value_;
        } else if (in_cell_ && name == "f") {
            marks_ |= cell_formula;
        } else if (in_cell_ && name == "rPh") {
            ++phonetic_;
        } else if (in_cell_ && name == "t" && phonetic_ == 0) {
            collecting_ = &inline_;
        } else if (name == "sheetData") {
            in_data_ = true;
        } else if (name == "mergeCell") {
            merge(attribute(attributes, "ref"));
        }
        if (builder_.failure) failure = builder_.failure;
    }
    void end(std::string_view name) override
    {
        if (name == "v" || name == "t") collecting_ = nullptr;
        else if (name == "rPh") --phonetic_;
        else if (name == "sheetData") in_data_ = false;
        else if (name == "c" && in_cell_) {
            in_cell_ = false;
            finish_cell();
        }
        if (builder_.failure) failure = builder_.failure;
    }
    void text(std::string_view text) override
    {
        if (!collecting_) return;
        *collecting_ += text;
        if (collecting_->size() <= limits_.cell_bytes_max * 4) return;
        builder_.fail("spreadsheet.cell_too_large",
                      cell_name(column_, static_cast<std::uint32_t>(builder_.row_number())));
        if (builder_.failure) failure = builder_.failure;
    }

private:
    void start_cell(const Attributes& attributes)
    {
        in_cell_ = true;
        column_ = next_column_;
        if (const auto address = attribute(attributes, "r"); !address.empty()) {
            std::uint64_t row = 0;
            if (!read_address(address, row, column_) || row != builder_.row_number())
                builder_.fail("spreadsheet.broken", std::string(address.substr(0, 20)));
        }
        next_column_ = column_ + 1;
        type_ = attribute(attributes, "t");
        style_ = to_number(attribute(attributes, "s"), 0);
        marks_ = 0;
        phonetic_ = 0;
        value_.clear();
        inline_.clear();
    }

    void finish_cell()
    {
        if (type_ == "s") {
            if (value_.empty()) {
                builder_.cell(column_, std::string_view{}, marks_);
                return;
            }
            const auto text = shared_.find(to_number(value_, std::numeric_limits<std::size_t>::max() - 1));
            if (text) builder_.shared_cell(column_, *text, marks_);
            else builder_.fail("spreadsheet.broken", "shared string");
            return;
        }
        if (type_ == "inlineStr" || type_ == "str") {
            std::string text;
            append_unescaped(text, type_ == "str" ? value_ : inline_);
            builder_.cell(column_, text, marks_);
        } else if (type_ == "e") {
            builder_.cell(column_, value_, marks_ | cell_failed);
        } else if (type_ == "b") {
            builder_.cell(column_, value_ == "1" || value_ == "true" ? "TRUE" : "FALSE", marks_);
        } else if (type_ == "d") {
            builder_.cell(column_, value_.ends_with("T00:00:00") ? value_.substr(0, 10) : value_, marks_ | cell_date);
        } else if (!value_.empty()) {
            finish_number();
        } else {
            builder_.cell(column_, std::string_view{}, marks_);
        }
    }

    void finish_number()
    {
        const Style style = style_ < styles_.size() ? styles_[style_] : Style{};
        if (style.date) {
            double serial = -1;
            std::from_chars(value_.data(), value_.data() + value_.size(), serial);
            if (const auto date = date_text(serial, from_1904_); !date.empty()) {
                builder_.cell(column_, date, marks_ | cell_date);
                return;
            }
        }
        auto text = number_text(value_, marks_);
        if (style.zeros > text.size() && !text.starts_with('-')) text.insert(0, style.zeros - text.size(), '0');
        builder_.cell(column_, text, marks_);
    }

    void merge(std::string_view reference)
    {
        const auto colon = reference.find(':');
        std::uint64_t first_row = 0;
        std::uint64_t last_row = 0;
        std::size_t first_column = 0;
        std::size_t last_column = 0;
        if (colon == std::string_view::npos || !read_address(reference.substr(0, colon), first_row, first_column) ||
            !read_address(reference.substr(colon + 1), last_row, last_column))
            builder_.fail("spreadsheet.broken", "merged range");
        else builder_.merge(first_row, first_column, last_row, last_column);
    }

    Sheet::Builder& builder_;
    StringTable& shared_;
    const std::vector<Style>& styles_;
    const SheetLimits& limits_;
    bool from_1904_;
    bool in_data_ = false;
    bool in_cell_ = false;
    std::size_t next_column_ = 0;
    std::size_t column_ = 0;
    std::string type_;
    std::size_t style_ = 0;
    std::uint8_t marks_ = 0;
    int phonetic_ = 0;
    std::string value_;
    std::string inline_;
    std::string* collecting_ = nullptr;
};

/// What the cells of a sheet stand for.
struct Meanings {
    StringTable& strings;
    const std::vector<Style>& styles;
    const SheetLimits& limits;
    bool from_1904;
};

/// Where a large sheet can be cut into two documents: between two rows, written as the usual programs write them. npos:
/// nowhere for sure.
std::size_t cut_of(std::string_view text)
{
    constexpr std::string_view between = "</row><row ";
    const auto head = text.substr(0, 1'000);
    const auto encoding = head.find("encoding=");
    const bool is_utf8 = encoding == std::string_view::npos || head.substr(encoding + 10, 5) == "UTF-8" ||
                         head.substr(encoding + 10, 5) == "utf-8";
    const bool is_usual = is_utf8 && head.find("<worksheet") != std::string_view::npos &&
                          head.find("<!DOCTYPE") == std::string_view::npos;
    const auto at = is_usual ? text.find(between, text.size() / 2) : std::string_view::npos;
    if (at == std::string_view::npos) return at;
    const auto row = at + std::string_view("</row>").size();
    const auto tag = text.substr(row, text.substr(row, 200).find('>'));
    return tag.find(" r=\"") == std::string_view::npos ? std::string_view::npos : row;
}

/// The two halves of a large sheet, each by a thread.
/// @return false when it does not look as it should in two halves: then it is read as a whole, which tells what is
/// wrong
bool read_halves(std::string_view text, Sheet::Builder& builder, const Meanings& meanings)
{
    constexpr std::string_view open = "<worksheet><sheetData>";
    constexpr std::string_view close = "</sheetData></worksheet>";
    const auto cut = cut_of(text);
    if (cut == std::string_view::npos) return false;
    Sheet second_sheet;
    Sheet::Builder second(second_sheet, meanings.limits);
    const auto read = [&](Sheet::Builder& into, std::initializer_list<std::string_view> pieces) {
        SheetReader reader(into, meanings.strings, meanings.styles, meanings.limits, meanings.from_1904);
        return package::parse_text(pieces, reader).has_value();
    };
    auto reading = std::async(std::launch::async, [&] { return read(second, {open, text.substr(cut)}); });
    const bool first_read = read(builder, {text.substr(0, cut), close});
    return reading.get() && first_read && builder.append(std::move(second));
}

/// Fills the builder with the rows of a part.
Result<void> read_rows(Package& package, const std::string& part, std::optional<Sheet::Builder>& builder, Sheet& sheet,
                       const Meanings& meanings)
{
    // So large that two threads are worth it, so small that it may be held in memory.
    constexpr std::uint64_t large = 8ULL << 20U;
    constexpr std::uint64_t huge = 256ULL << 20U;
    builder.emplace(sheet, meanings.limits);
    const auto size = package.size_of(part);
    if (size >= large && size <= huge) {
        const auto text = TRY(package.read(part, huge));
        if (read_halves(text, *builder, meanings)) return {};
        sheet.clear();
        builder.emplace(sheet, meanings.limits);
    }
    SheetReader reader(*builder, meanings.strings, meanings.styles, meanings.limits, meanings.from_1904);
    return package.parse(part, reader);
}

}  // namespace

Result<Sheet> read_xlsx(std::string_view bytes, const SheetLimits& limits)
{
    auto package = TRY(Package::open(bytes, limits));
    const auto workbook = TRY(package::workbook_of(package));
    const auto styles = TRY(read_styles(package, workbook.styles));
    Sheet sheet;
    sheet.format = SheetFormat::xlsx;
    sheet.name = workbook.sheets[workbook.chosen].name;
    for (std::size_t i = 0; i < workbook.sheets.size(); ++i)
        if (i != workbook.chosen && !workbook.sheets[i].hidden) sheet.other_sheets.push_back(workbook.sheets[i].name);
    StringTable strings(limits);
    std::future<Result<void>> reading;
    if (!workbook.shared_strings.empty() && package.has(workbook.shared_strings))
        reading = std::async(std::launch::async,
                             [&] { return read_strings(bytes, workbook.shared_strings, strings, limits); });
    else strings.end();
    std::optional<Sheet::Builder> builder;
    const auto read = read_rows(package, workbook.sheets[workbook.chosen].part, builder, sheet,
                                {strings, styles, limits, workbook.from_1904});
    if (reading.valid()) TRY(reading.get());
    TRY(read);
    if (!builder->finish(std::move(strings.texts))) return std::unexpected(*builder->failure);
    return sheet;
}

}  // namespace jishi::platform
