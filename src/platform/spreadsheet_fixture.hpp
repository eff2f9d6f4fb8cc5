#pragma once
// Spreadsheet files put together by hand for tests: well-formed ones and hostile ones.

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <zip.h>

namespace jishi::testing {

using Parts = std::vector<std::pair<std::string, std::string>>;

inline std::string file_text(const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// A folder that goes away with the test.
class TemporaryFolder {
public:
    TemporaryFolder()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "jishi-test-XXXXXX").string();
        if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
        path_ = pattern;
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    std::string file(const std::string& name) const { return path_ + "/" + name; }
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// A zip archive of these parts, as bytes.
inline std::string zipped(const Parts& parts)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(nullptr, 0, 0, &error);
    if (!source) throw std::runtime_error("no archive");
    zip_source_keep(source);  // the archive lets go of it when it is closed
    zip_t* archive = zip_open_from_source(source, ZIP_TRUNCATE, &error);
    if (!archive) throw std::runtime_error("no archive");
    for (const auto& [name, content] : parts)
        zip_file_add(archive, name.c_str(), zip_source_buffer(archive, content.data(), content.size(), 0),
                     ZIP_FL_ENC_UTF_8);
    zip_stat_t stat;
    if (zip_close(archive) != 0 || zip_source_open(source) != 0 || zip_source_stat(source, &stat) != 0)
        throw std::runtime_error("no archive");
    std::string bytes(stat.size, '\0');
    if (zip_source_read(source, bytes.data(), bytes.size()) != static_cast<zip_int64_t>(bytes.size()))
        throw std::runtime_error("no archive");
    zip_source_close(source);
    zip_source_free(source);
    return bytes;
}

/// One part of a package as it is stored.
inline std::string zipped_part(const std::string& bytes, const std::string& part)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_t* archive = zip_open_from_source(zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error), 0, &error);
    zip_file_t* file = archive ? zip_fopen(archive, part.c_str(), 0) : nullptr;
    if (!file) throw std::runtime_error("no part " + part);
    std::string content;
    char buffer[4096];
    for (auto got = zip_fread(file, buffer, sizeof buffer); got > 0; got = zip_fread(file, buffer, sizeof buffer))
        content.append(buffer, static_cast<std::size_t>(got));
    zip_fclose(file);
    zip_discard(archive);
    return content;
}

/// The parts of an .xlsx with one sheet: `sheet` is what stands inside <worksheet>, `strings` inside <sst>.
inline Parts xlsx_parts(const std::string& sheet, const std::string& strings = {}, const std::string& styles = {})
{
    const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    const std::string main =
        "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
        "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    const std::string rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    const std::string rels = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
    const std::string type = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    return {
        {"[Content_Types].xml",
         head +
             "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
             "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
             "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
             "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" +
             type +
             "sheet.main+xml\"/>"
             "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" +
             type +
             "worksheet+xml\"/>"
             "<Override PartName=\"/xl/styles.xml\" ContentType=\"" +
             type +
             "styles+xml\"/>"
             "<Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"" +
             type + "sharedStrings+xml\"/></Types>"},
        {"_rels/.rels", head + rels + "<Relationship Id=\"rId1\" Type=\"" + rel +
                            "officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
        {"xl/workbook.xml", head + "<workbook " + main +
                                "><sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels", head + rels + "<Relationship Id=\"rId1\" Type=\"" + rel +
                                           "worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                                           "<Relationship Id=\"rId2\" Type=\"" +
                                           rel +
                                           "styles\" Target=\"styles.xml\"/>"
                                           "<Relationship Id=\"rId3\" Type=\"" +
                                           rel + "sharedStrings\" Target=\"/xl/sharedStrings.xml\"/></Relationships>"},
        {"xl/worksheets/sheet1.xml", head + "<worksheet " + main + ">" + sheet + "</worksheet>"},
        {"xl/styles.xml",
         head + "<styleSheet " + main + ">" +
             (styles.empty()
                  ? "<fonts count=\"1\"><font><sz val=\"11\"/></font></fonts><fills count=\"2\"><fill><patternFill "
                    "patternType=\"none\"/></fill>"
                    "<fill><patternFill patternType=\"gray125\"/></fill></fills><borders "
                    "count=\"1\"><border/></borders>"
                    "<cellXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellXfs>"
                  : styles) +
             "</styleSheet>"},
        {"xl/sharedStrings.xml", head + "<sst " + main + ">" + strings + "</sst>"},
    };
}

inline std::string xlsx(const std::string& sheet, const std::string& strings = {}, const std::string& styles = {})
{
    return zipped(xlsx_parts(sheet, strings, styles));
}

/// An .ods whose content.xml has this between <office:spreadsheet> and its end.
inline std::string ods(const std::string& tables)
{
    return zipped({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
                   {"content.xml",
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content "
                    "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
                    "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
                    "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\">"
                    "<office:body><office:spreadsheet>" +
                        tables + "</office:spreadsheet></office:body></office:document-content>"}});
}

}  // namespace jishi::testing
