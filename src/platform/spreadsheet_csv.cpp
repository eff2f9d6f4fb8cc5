// .csv in: what encoding, what delimiter, then the rows.

#include <algorithm>
#include <array>

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include "base/text.hpp"
#include "platform/csv.hpp"
#include "platform/spreadsheet_builder.hpp"

namespace jishi::platform {
namespace {

std::unexpected<Error> refused(std::string_view code, std::string detail = {})
{
    return refuse(ErrorKind::invalid_input, std::string(code), {}, std::move(detail));
}

bool is_utf8(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        const std::size_t length = byte < 0x80                   ? 1
                                   : byte >= 0xC2 && byte < 0xE0 ? 2
                                   : (byte & 0xF0) == 0xE0       ? 3
                                   : byte >= 0xF0 && byte < 0xF5 ? 4
                                                                 : 0;
        if (length == 0 || at + length > text.size()) return false;
        for (std::size_t i = 1; i < length; ++i)
            if ((static_cast<unsigned char>(text[at + i]) & 0xC0) != 0x80) return false;
        const auto second = length > 2 ? static_cast<unsigned char>(text[at + 1]) : 0;
        if ((byte == 0xE0 && second < 0xA0) || (byte == 0xED && second > 0x9F) || (byte == 0xF0 && second < 0x90) ||
            (byte == 0xF4 && second > 0x8F))
            return false;
        at += length;
    }
    return true;
}

/// Converts, or answers nothing when a byte does not belong to the encoding.
std::optional<std::string> decode(std::string_view bytes, const char* encoding)
{
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, void (*)(UConverter*)> from(ucnv_open(encoding, &status), ucnv_close);
    const std::unique_ptr<UConverter, void (*)(UConverter*)> to(ucnv_open("UTF-8", &status), ucnv_close);
    if (U_FAILURE(status)) return std::nullopt;
    ucnv_setToUCallBack(from.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    std::string out;
    out.resize(bytes.size() * 2 + 16);
    std::array<UChar, 4096> pivot;
    UChar* pivot_source = pivot.data();
    UChar* pivot_target = pivot.data();
    char* target = out.data();
    const char* source = bytes.data();
    bool reset = true;
    for (;;) {
        ucnv_convertEx(to.get(), from.get(), &target, out.data() + out.size(), &source, bytes.data() + bytes.size(),
                       pivot.data(), &pivot_source, &pivot_target, pivot.data() + pivot.size(), reset, true, &status);
        reset = false;
        if (status != U_BUFFER_OVERFLOW_ERROR) break;
        const auto used = target - out.data();
        out.resize(out.size() * 2);
        target = out.data() + used;
        status = U_ZERO_ERROR;
    }
    if (U_FAILURE(status)) return std::nullopt;
    out.resize(static_cast<std::size_t>(target - out.data()));
    if (out.find('\0') != std::string::npos) return std::nullopt;
    return out;
}

struct Decoded {
    std::string text;
    std::string encoding;
};

/// UTF-8 when it is valid; else the first encoding of Chinese texts that the detector names and that fits whole.
std::optional<Decoded> to_utf8(std::string_view bytes)
{
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
        const char* name = bytes.starts_with("\xFF\xFE") ? "UTF-16LE" : "UTF-16BE";
        auto text = decode(bytes.substr(2), name);
        return text ? std::optional<Decoded>({std::move(*text), name}) : std::nullopt;
    }
    if (bytes.find('\0') != std::string_view::npos) return std::nullopt;
    if (is_utf8(bytes)) return Decoded{std::string(bytes), "UTF-8"};
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UCharsetDetector, void (*)(UCharsetDetector*)> detector(ucsdet_open(&status), ucsdet_close);
    const auto sample = bytes.substr(0, 64 * 1024);
    ucsdet_setText(detector.get(), sample.data(), static_cast<std::int32_t>(sample.size()), &status);
    std::int32_t found = 0;
    const auto* matches = ucsdet_detectAll(detector.get(), &found, &status);
    if (U_FAILURE(status)) found = 0;
    for (std::int32_t i = 0; i < found; ++i) {
        const std::string_view name = ucsdet_getName(matches[i], &status);
        if (name != "GB18030" && name != "Big5") continue;
        if (auto text = decode(bytes, name == "Big5" ? "Big5" : "GB18030"))
            return Decoded{std::move(*text), std::string(name)};
    }
    if (auto text = decode(bytes, "GB18030")) return Decoded{std::move(*text), "GB18030"};
    return std::nullopt;
}

char delimiter_of(std::string_view text)
{
    const auto line = text.substr(0, text.find_first_of("\r\n"));
    const auto count = [&](char c) { return std::ranges::count(line, c); };
    if (count('\t') > count(',') && count('\t') >= count(';')) return '\t';
    return count(';') > count(',') ? ';' : ',';
}

bool looks_binary(std::string_view bytes)
{
    return bytes.starts_with("PK\x03\x04") || bytes.starts_with("%PDF-") || bytes.starts_with("\x89PNG") ||
           bytes.starts_with("\xFF\xD8\xFF") || bytes.starts_with("GIF8") || bytes.starts_with("{\\rtf") ||
           bytes.starts_with(
               "\x7F"
               "ELF") ||
           bytes.starts_with("MZ") || bytes.starts_with("\x1F\x8B");
}

/// What a program would make of the cell: ="0012" is a text in disguise, =A1 is computed, '=x was disguised by us.
void unwrap(std::string_view& cell, std::uint8_t& marks)
{
    if (cell.size() >= 3 && cell.starts_with("=\"") && cell.ends_with('"') && cell.find('"', 2) == cell.size() - 1) {
        cell = cell.substr(2, cell.size() - 3);
    } else if (cell.starts_with('=')) {
        marks |= cell_formula;
    } else if (cell.size() >= 2 && cell[0] == '\'' &&
               std::string_view("=+-@\t").find(cell[1]) != std::string_view::npos) {
        cell.remove_prefix(1);
    }
}

/// 6.40502E+11: a number that a program has shortened when it wrote the file; the digits are gone.
bool is_shortened_number(std::string_view cell)
{
    const auto e = cell.find("E+");
    if (e == std::string_view::npos || e < 3 || e + 2 >= cell.size() || cell[1] != '.') return false;
    const auto digits = [](std::string_view text) {
        return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    };
    return digits(cell.substr(0, 1)) && digits(cell.substr(2, e - 2)) && digits(cell.substr(e + 2));
}

}  // namespace

Result<Sheet> read_csv(std::string_view bytes, const SheetLimits& limits)
{
    if (looks_binary(bytes)) return refused("spreadsheet.type_mismatch");
    if (bytes.size() > limits.unpacked_bytes_max)
        return refused("spreadsheet.unpacks_too_large", std::to_string(limits.unpacked_bytes_max));
    const auto decoded = to_utf8(bytes);
    if (!decoded)
        return refused(bytes.find('\0') != std::string_view::npos ? "spreadsheet.type_mismatch"
                                                                  : "spreadsheet.encoding_unknown");
    Sheet sheet;
    sheet.format = SheetFormat::csv;
    sheet.encoding = decoded->encoding;
    Sheet::Builder builder(sheet, limits);
    std::string_view text = decoded->text;
    char delimiter = 0;
    if (text.starts_with("sep=") && text.size() > 5) {  // a line that tells programs the delimiter
        delimiter = text[4];
        text.remove_prefix(std::min(text.size(), text.find('\n')) + (text.find('\n') < text.size() ? 1 : 0));
    }
    CsvRows rows(text, delimiter ? delimiter : delimiter_of(text));
    std::vector<std::string_view> cells;
    while (!builder.failure && rows.next(cells)) {
        builder.begin_row(rows.line() + (delimiter ? 1 : 0));
        for (std::size_t column = 0; column < cells.size(); ++column) {
            std::uint8_t marks = 0;
            auto cell = cells[column];
            unwrap(cell, marks);
            if (is_shortened_number(cell)) marks |= cell_number | cell_digits_lost;
            builder.cell(column, cell, marks);
        }
    }
    if (!builder.failure && rows.broken()) return refused("spreadsheet.broken", "row " + std::to_string(rows.line()));
    if (!builder.finish()) return std::unexpected(*builder.failure);
    return sheet;
}

}  // namespace jishi::platform
