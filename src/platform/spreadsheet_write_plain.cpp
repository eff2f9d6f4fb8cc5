// .ods and .csv out.

#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <zip.h>

#include "base/date.hpp"
#include "platform/spreadsheet_write.hpp"

namespace jishi::platform {
namespace {

/// A file that throws when the disk is full instead of losing rows.
class Output {
public:
    explicit Output(std::string path) : path_(std::move(path)), file_(path_, std::ios::binary | std::ios::trunc)
    {
        if (!file_) throw std::runtime_error("spreadsheet: cannot write " + path_);
    }
    void write(std::string_view text)
    {
        file_.write(text.data(), static_cast<std::streamsize>(text.size()));
        if (!file_) throw std::runtime_error("spreadsheet: cannot write " + path_);
    }
    void close()
    {
        file_.close();
        if (!file_) throw std::runtime_error("spreadsheet: cannot write " + path_);
    }

private:
    std::string path_;
    std::ofstream file_;
};

class CsvWriter final : public SheetWriter {
public:
    CsvWriter(const std::string& path, const SheetDocument& document) : out_(path), columns_(document.columns.size())
    {
        out_.write("\xEF\xBB\xBF");
        std::vector<std::string_view> titles;
        for (const auto& column : document.columns) titles.emplace_back(column.title);
        row(titles);
    }

    void row(std::span<const std::string_view> cells) override
    {
        line_.clear();
        for (std::size_t i = 0; i < columns_; ++i) {
            if (i > 0) line_ += ',';
            if (i < cells.size()) append(cells[i]);
        }
        line_ += "\r\n";
        out_.write(line_);
    }
    void finish() override { out_.close(); }

private:
    void append(std::string_view cell)
    {
        // A program would compute these; a name that begins so must not become code on somebody's desk.
        const bool computed = !cell.empty() && std::string_view("=+-@\t").find(cell[0]) != std::string_view::npos;
        const bool quoted = cell.find_first_of(",\"\r\n") != std::string_view::npos;
        if (quoted) line_ += '"';
        if (computed) line_ += '\'';
        for (const char c : cell) {
            if (c == '"') line_ += '"';
            line_ += c;
        }
        if (quoted) line_ += '"';
    }

    Output out_;
    std::size_t columns_;
    std::string line_;
};

constexpr std::string_view ods_manifest =
    R"(<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">)"
    R"(<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>)"
    R"(<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>)"
    R"(<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/>)"
    R"(</manifest:manifest>)";

constexpr std::string_view ods_begin =
    R"(<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0")"
    R"( xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0")"
    R"( xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" office:version="1.2">)"
    R"(<office:automatic-styles>)"
    R"(<number:text-style style:name="N1"><number:text-content/></number:text-style>)"
    R"(<number:date-style style:name="N2"><number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/>)"
    R"(<number:text>-</number:text><number:day number:style="long"/></number:date-style>)"
    R"(<style:style style:name="text" style:family="table-cell" style:data-style-name="N1"/>)"
    R"(<style:style style:name="date" style:family="table-cell" style:data-style-name="N2"/>)"
    R"(<style:style style:name="title" style:family="table-cell"><style:table-cell-properties fo:background-color="#e7e6e6"/><style:text-properties fo:font-weight="bold"/></style:style>)"
    R"(<style:style style:name="required" style:family="table-cell"><style:table-cell-properties fo:background-color="#f4cccc"/><style:text-properties fo:font-weight="bold"/></style:style>)";

/// The first row stays in view when the table scrolls.
constexpr std::string_view ods_settings_begin =
    R"(<?xml version="1.0" encoding="UTF-8"?>
<office:document-settings xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0" office:version="1.2">)"
    R"(<office:settings><config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>)"
    R"(<config:config-item-map-named config:name="Tables"><config:config-item-map-entry config:name=")";
constexpr std::string_view ods_settings_end =
    R"("><config:config-item config:name="VerticalSplitMode" config:type="short">2</config:config-item>)"
    R"(<config:config-item config:name="VerticalSplitPosition" config:type="int">1</config:config-item>)"
    R"(<config:config-item config:name="PositionBottom" config:type="int">1</config:config-item></config:config-item-map-entry></config:config-item-map-named>)"
    R"(</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings></office:document-settings>)";

class OdsWriter final : public SheetWriter {
public:
    OdsWriter(const std::string& path, SheetDocument document)
        : document_(std::move(document)), path_(path), content_path_(path + ".content"), out_(content_path_)
    {
        out_.write(ods_begin);
        write_columns();
        std::vector<std::string_view> titles;
        for (const auto& column : document_.columns) titles.emplace_back(column.title);
        write_row(titles, true);
    }
    ~OdsWriter() override
    {
        std::error_code ignored;
        std::filesystem::remove(content_path_, ignored);
    }

    void row(std::span<const std::string_view> cells) override { write_row(cells, false); }

    void finish() override
    {
        out_.write("</table:table></office:spreadsheet></office:body></office:document-content>");
        out_.close();
        settings_ = ods_settings_begin;
        append_xml(settings_, document_.sheet_name);
        settings_ += ods_settings_end;
        pack();
    }

private:
    void write_columns()
    {
        line_.clear();
        for (std::size_t i = 0; i < document_.columns.size(); ++i)
            line_ += "<style:style style:name=\"w" + std::to_string(i) +
                     "\" style:family=\"table-column\"><style:table-column-properties style:column-width=\"" +
                     std::to_string(document_.columns[i].width * 0.2).substr(0, 5) + "cm\"/></style:style>";
        line_ += "</office:automatic-styles><office:body><office:spreadsheet><table:table table:name=\"";
        append_xml(line_, document_.sheet_name);
        line_ += "\">";
        for (std::size_t i = 0; i < document_.columns.size(); ++i) {
            const auto kind = document_.columns[i].kind;
            line_ += "<table:table-column table:style-name=\"w" + std::to_string(i) + "\"";
            if (kind != SheetColumnKind::number)
                line_ += kind == SheetColumnKind::date ? " table:default-cell-style-name=\"date\""
                                                       : " table:default-cell-style-name=\"text\"";
            line_ += "/>";
        }
        out_.write(line_);
    }

    void write_row(std::span<const std::string_view> cells, bool titles)
    {
        line_ = "<table:table-row>";
        for (std::size_t i = 0; i < document_.columns.size(); ++i)
            append_cell(i, i < cells.size() ? cells[i] : std::string_view{}, titles);
        line_ += "</table:table-row>";
        out_.write(line_);
    }

    void append_cell(std::size_t index, std::string_view text, bool title)
    {
        const auto& column = document_.columns[index];
        if (text.empty()) {
            line_ += "<table:table-cell/>";
            return;
        }
        double number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool is_number = error == std::errc{} && end == text.data() + text.size() && text.size() <= 15;
        line_ += "<table:table-cell";
        if (title) line_ += column.required ? " table:style-name=\"required\"" : " table:style-name=\"title\"";
        if (!title && column.kind == SheetColumnKind::date && Date::parse(text))
            ((line_ += " table:style-name=\"date\" office:value-type=\"date\" office:date-value=\"") += text) += '"';
        else if (!title && column.kind == SheetColumnKind::number && is_number)
            ((line_ += " office:value-type=\"float\" office:value=\"") += text) += '"';
        else
            line_ +=
                title ? " office:value-type=\"string\"" : " table:style-name=\"text\" office:value-type=\"string\"";
        line_ += "><text:p>";
        for (;;) {
            const auto end_of_line = text.find('\n');
            append_spaced(text.substr(0, end_of_line));
            if (end_of_line == std::string_view::npos) break;
            text.remove_prefix(end_of_line + 1);
            line_ += "</text:p><text:p>";
        }
        line_ += "</text:p></table:table-cell>";
    }

    /// A run of spaces and a tab would be one space to the reader.
    void append_spaced(std::string_view text)
    {
        for (std::size_t at = 0; at < text.size();) {
            const auto special = std::min(text.find("  ", at), text.find('\t', at));
            append_xml(line_, text.substr(at, special - at));
            if (special == std::string_view::npos) return;
            at = special;
            if (text[at] == '\t') {
                line_ += "<text:tab/>";
                ++at;
                continue;
            }
            const auto until = std::min(text.find_first_not_of(' ', at), text.size());
            line_ += "<text:s text:c=\"" + std::to_string(until - at) + "\"/>";
            at = until;
        }
    }

    void pack()
    {
        int code = 0;
        zip_t* archive = zip_open(path_.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
        if (!archive) throw std::runtime_error("spreadsheet: cannot write " + path_);
        const auto add = [&](const char* name, zip_source_t* source) {
            const auto index = source ? zip_file_add(archive, name, source, ZIP_FL_ENC_UTF_8) : -1;
            if (index < 0 && source) zip_source_free(source);
            return index;
        };
        const auto buffer = [&](std::string_view text) {
            return zip_source_buffer(archive, text.data(), text.size(), 0);
        };
        // The media type comes first and is not compressed, so that it stands readable at byte 38.
        const auto type = add("mimetype", buffer(media_type_of(SheetFormat::ods)));
        bool good =
            type >= 0 && zip_set_file_compression(archive, static_cast<zip_uint64_t>(type), ZIP_CM_STORE, 0) == 0;
        good = good && add("content.xml", zip_source_file(archive, content_path_.c_str(), 0, -1)) >= 0;
        good = good && add("settings.xml", buffer(settings_)) >= 0;
        good = good && add("META-INF/manifest.xml", buffer(ods_manifest)) >= 0;
        if (good && zip_close(archive) == 0) return;
        zip_discard(archive);
        throw std::runtime_error("spreadsheet: cannot write " + path_);
    }

    SheetDocument document_;
    std::string path_;
    std::string content_path_;
    Output out_;
    std::string settings_;
    std::string line_;
};

}  // namespace

void append_xml(std::string& out, std::string_view text)
{
    for (const char c : text) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '"') out += "&quot;";
        else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
    }
}

std::unique_ptr<SheetWriter> write_csv(const std::string& path, SheetDocument document)
{
    return std::make_unique<CsvWriter>(path, document);
}

std::unique_ptr<SheetWriter> write_ods(const std::string& path, SheetDocument document)
{
    return std::make_unique<OdsWriter>(path, std::move(document));
}

}  // namespace jishi::platform
