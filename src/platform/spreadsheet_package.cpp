#include "platform/spreadsheet_package.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <expat.h>
#include <zip.h>

#include "platform/spreadsheet_xml.hpp"

namespace jishi::platform::package {
namespace {

std::unexpected<Error> refused(std::string_view code, std::string detail = {})
{
    return refuse(ErrorKind::invalid_input, std::string(code), {}, std::move(detail));
}

/// Never reached twice for one source: libzip owns what it was given.
zip_t* open_bytes(std::string_view bytes)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    zip_t* archive = source ? zip_open_from_source(source, 0, &error) : nullptr;
    if (!archive && source) zip_source_free(source);
    zip_error_fini(&error);
    return archive;
}

std::string name_of(zip_t* archive, zip_int64_t index)
{
    const char* name = zip_get_name(archive, static_cast<zip_uint64_t>(index), 0);
    return name ? name : "";
}

struct Parsing {
    XML_Parser parser;
    XmlHandler& handler;
    XmlHandler::Attributes attributes;
    bool doctype = false;

    void check()
    {
        if (handler.failure || doctype) XML_StopParser(parser, XML_FALSE);
    }
};

class XmlParser {
public:
    XmlParser() : parser_(XML_ParserCreate(nullptr))
    {
        if (!parser_) throw std::bad_alloc{};
    }
    ~XmlParser() { XML_ParserFree(parser_); }
    XmlParser(const XmlParser&) = delete;
    XmlParser& operator=(const XmlParser&) = delete;
    XML_Parser get() const { return parser_; }

private:
    XML_Parser parser_;
};

void XMLCALL on_start(void* data, const XML_Char* name, const XML_Char** attributes)
{
    auto& parsing = *static_cast<Parsing*>(data);
    parsing.attributes.clear();
    for (; *attributes; attributes += 2) parsing.attributes.emplace_back(local_name(attributes[0]), attributes[1]);
    parsing.handler.start(local_name(name), parsing.attributes);
    parsing.check();
}

void XMLCALL on_end(void* data, const XML_Char* name)
{
    auto& parsing = *static_cast<Parsing*>(data);
    parsing.handler.end(local_name(name));
    parsing.check();
}

void XMLCALL on_text(void* data, const XML_Char* text, int length)
{
    auto& parsing = *static_cast<Parsing*>(data);
    parsing.handler.text({text, static_cast<std::size_t>(length)});
    parsing.check();
}

struct Editing : Parsing {
    XmlEditor& editor;
    std::string tag;  // text of the event that is being handled
    bool collecting = false;
};

void XMLCALL on_raw(void* data, const XML_Char* text, int length)
{
    auto& editing = *static_cast<Editing*>(data);
    const std::string_view piece(text, static_cast<std::size_t>(length));
    if (editing.collecting) editing.tag += piece;
    else editing.editor.raw(piece);
}

void collect_tag(Editing& editing)
{
    editing.tag.clear();
    editing.collecting = true;
    XML_DefaultCurrent(editing.parser);
    editing.collecting = false;
}

void XMLCALL on_start_tag(void* data, const XML_Char* name, const XML_Char** attributes)
{
    auto& editing = *static_cast<Editing*>(data);
    editing.attributes.clear();
    for (; *attributes; attributes += 2) editing.attributes.emplace_back(local_name(attributes[0]), attributes[1]);
    collect_tag(editing);
    editing.editor.start_tag(local_name(name), editing.attributes, editing.tag);
    editing.check();
}

void XMLCALL on_end_tag(void* data, const XML_Char* name)
{
    auto& editing = *static_cast<Editing*>(data);
    collect_tag(editing);
    editing.editor.end_tag(local_name(name), editing.tag);
    editing.check();
}

void XMLCALL on_declaration(void*, const XML_Char*, const XML_Char*, int) {}

// No office program writes a document type; it is how entities are declared that grow or fetch (XXE).
void XMLCALL on_doctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int)
{
    auto& parsing = *static_cast<Parsing*>(data);
    parsing.doctype = true;
    parsing.check();
}

/// "xl/worksheets" + "../comments1.xml" -> "xl/comments1.xml"
std::string resolve(std::string_view folder, std::string_view target)
{
    std::vector<std::string_view> segments;
    const auto add = [&](std::string_view path) {
        while (!path.empty()) {
            const auto slash = path.find('/');
            const auto segment = path.substr(0, slash);
            path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
            if (segment == "..") {
                if (!segments.empty()) segments.pop_back();
            } else if (!segment.empty() && segment != ".") {
                segments.push_back(segment);
            }
        }
    };
    if (!target.starts_with('/')) add(folder);
    add(target);
    std::string out;
    for (const auto segment : segments) (out += out.empty() ? "" : "/") += segment;
    return out;
}

std::string_view folder_of(std::string_view part)
{
    const auto slash = part.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : part.substr(0, slash);
}

}  // namespace

std::string_view local_name(std::string_view name)
{
    const auto colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

Result<pugi::xml_document> small_document(Package& package, const std::string& part)
{
    const auto text = TRY(package.read(part, 16ULL * 1024 * 1024));
    pugi::xml_document document;
    // White space counts inside texts.
    if (!document.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata))
        return refused("spreadsheet.broken", part);
    return document;
}

pugi::xml_node child_of(pugi::xml_node node, std::string_view name)
{
    for (const auto child : node.children())
        if (local_name(child.name()) == name) return child;
    return {};
}

std::string attribute_of(pugi::xml_node node, std::string_view name)
{
    for (const auto attribute : node.attributes())
        if (local_name(attribute.name()) == name) return attribute.value();
    return {};
}

pugi::xml_node add_child(pugi::xml_node node, std::string_view name)
{
    const std::string_view parent = node.name();
    const auto colon = parent.rfind(':');
    const auto prefix = colon == std::string_view::npos ? std::string_view{} : parent.substr(0, colon + 1);
    return node.append_child((std::string(prefix) + std::string(name)).c_str());
}

std::string text_of(const pugi::xml_document& document)
{
    struct Writer final : pugi::xml_writer {
        std::string text;
        void write(const void* data, std::size_t size) override { text.append(static_cast<const char*>(data), size); }
    } writer;
    writer.text = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    document.save(writer, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
    return std::move(writer.text);
}

std::string_view attribute(const XmlHandler::Attributes& attributes, std::string_view name)
{
    for (const auto& [key, value] : attributes)
        if (key == name) return value;
    return {};
}

void Package::Discard::operator()(zip* archive) const { zip_discard(archive); }

Result<Package> Package::open(std::string_view bytes, const SheetLimits& limits)
{
    Package package;
    package.bytes_ = bytes;
    package.limits_ = limits;
    if (bytes.starts_with("PK")) package.archive_.reset(open_bytes(bytes));
    if (!package.archive_) return refused("spreadsheet.type_mismatch");
    const auto parts = zip_get_num_entries(package.archive_.get(), 0);
    if (parts <= 0) return refused("spreadsheet.type_mismatch");
    if (static_cast<std::size_t>(parts) > limits.parts_max) return refused("spreadsheet.unpacks_too_large", "parts");
    std::uint64_t unpacked = 0;
    for (zip_int64_t i = 0; i < parts; ++i) {
        zip_stat_t stat;
        if (zip_stat_index(package.archive_.get(), static_cast<zip_uint64_t>(i), 0, &stat) != 0)
            return refused("spreadsheet.broken");
        if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE)
            return refused("spreadsheet.encrypted");
        if (!(stat.valid & ZIP_STAT_SIZE) || stat.size > limits.unpacked_bytes_max)
            unpacked = limits.unpacked_bytes_max + 1;
        else unpacked += stat.size;
        if (unpacked > limits.unpacked_bytes_max ||
            (unpacked > limits.unpack_ratio_from && unpacked / limits.unpack_ratio_max > bytes.size()))
            return refused("spreadsheet.unpacks_too_large", std::to_string(limits.unpacked_bytes_max));
    }
    return package;
}

bool Package::has(const std::string& part) const
{
    return zip_name_locate(archive_.get(), part.c_str(), ZIP_FL_NOCASE) >= 0;
}

std::uint64_t Package::size_of(const std::string& part) const
{
    zip_stat_t stat;
    const bool found = zip_stat(archive_.get(), part.c_str(), ZIP_FL_NOCASE, &stat) == 0;
    return found && (stat.valid & ZIP_STAT_SIZE) ? stat.size : 0;
}

/// In order of their index; a part without a name is "".
std::vector<std::string> Package::parts() const
{
    std::vector<std::string> names;
    const auto count = zip_get_num_entries(archive_.get(), 0);
    for (zip_int64_t i = 0; i < count; ++i) names.emplace_back(name_of(archive_.get(), i));
    return names;
}

Result<void> Package::stream(const std::string& part, const std::function<bool(std::string_view)>& chunk)
{
    const auto index = zip_name_locate(archive_.get(), part.c_str(), ZIP_FL_NOCASE);
    if (index < 0) return refused("spreadsheet.broken", part);
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
        zip_fopen_index(archive_.get(), static_cast<zip_uint64_t>(index), 0), zip_fclose);
    if (!file) return refused("spreadsheet.broken", part);
    std::array<char, 64 * 1024> buffer;
    for (;;) {
        const auto got = zip_fread(file.get(), buffer.data(), buffer.size());
        if (got < 0) return refused("spreadsheet.broken", part);  // a wrong checksum or length too
        if (got == 0) return {};
        // The directory of the package may have lied about sizes: what counts is what came out.
        unpacked_ += static_cast<std::uint64_t>(got);
        if (unpacked_ > limits_.unpacked_bytes_max)
            return refused("spreadsheet.unpacks_too_large", std::to_string(limits_.unpacked_bytes_max));
        if (!chunk({buffer.data(), static_cast<std::size_t>(got)})) return {};
    }
}

Result<std::string> Package::read(const std::string& part, std::uint64_t bytes_max)
{
    std::string content;
    content.reserve(static_cast<std::size_t>(std::min(size_of(part), bytes_max)));
    bool fits = true;
    TRY(stream(part, [&](std::string_view chunk) {
        fits = content.size() + chunk.size() <= bytes_max;
        if (fits) content += chunk;
        return fits;
    }));
    if (!fits) return refused("spreadsheet.unpacks_too_large", part);
    return content;
}

Result<void> Package::feed(const std::string& part, XML_ParserStruct* parser, const XmlHandler& handler,
                           const bool& doctype, XmlEditor* editor)
{
    bool well_formed = true;
    const auto parse = [&](std::string_view text) {
        well_formed = XML_Parse(parser, text.data(), static_cast<int>(text.size()), 0) == XML_STATUS_OK;
        return well_formed;
    };
    std::string waiting;  // of which the editor could not say yet what is to be done with it
    TRY(stream(part, [&](std::string_view chunk) {
        if (!editor) return parse(chunk);
        waiting += chunk;
        std::string_view rest = waiting;
        for (auto piece = editor->next(rest); piece.bytes > 0 && well_formed; piece = editor->next(rest)) {
            if (piece.parse) parse(rest.substr(0, piece.bytes));
            rest.remove_prefix(piece.bytes);
        }
        waiting.erase(0, waiting.size() - rest.size());
        return well_formed;
    }));
    if (well_formed && !waiting.empty()) parse(waiting);
    if (handler.failure) return std::unexpected(*handler.failure);
    if (doctype) return refused("spreadsheet.doctype", part);
    if (!well_formed || XML_Parse(parser, "", 0, 1) != XML_STATUS_OK) return refused("spreadsheet.broken", part);
    return {};
}

Result<void> Package::parse(const std::string& part, XmlHandler& handler)
{
    const XmlParser parser;
    Parsing parsing{parser.get(), handler, {}};
    XML_SetUserData(parser.get(), &parsing);
    XML_SetElementHandler(parser.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser.get(), on_text);
    XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
    return feed(part, parser.get(), handler, parsing.doctype);
}

Result<void> parse_text(std::initializer_list<std::string_view> pieces, XmlHandler& handler)
{
    constexpr std::size_t at_once = 1U << 20U;  // expat keeps a copy of what it was given last
    const XmlParser parser;
    Parsing parsing{parser.get(), handler, {}};
    XML_SetUserData(parser.get(), &parsing);
    XML_SetElementHandler(parser.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser.get(), on_text);
    XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
    bool well_formed = true;
    for (auto piece : pieces)
        while (well_formed && !piece.empty()) {
            const auto now = piece.substr(0, at_once);
            piece.remove_prefix(now.size());
            well_formed = XML_Parse(parser.get(), now.data(), static_cast<int>(now.size()), XML_FALSE) == XML_STATUS_OK;
        }
    well_formed = well_formed && XML_Parse(parser.get(), "", 0, XML_TRUE) == XML_STATUS_OK;
    if (parsing.doctype) return refused("spreadsheet.doctype");
    if (handler.failure) return std::unexpected(*handler.failure);
    if (!well_formed) return refused("spreadsheet.broken");
    return {};
}

Result<void> Package::edit(const std::string& part, XmlEditor& editor)
{
    const XmlParser parser;
    Editing editing{{parser.get(), editor, {}}, editor, {}};
    XML_SetUserData(parser.get(), &editing);
    XML_SetElementHandler(parser.get(), on_start_tag, on_end_tag);
    XML_SetDefaultHandler(parser.get(), on_raw);
    XML_SetXmlDeclHandler(parser.get(), on_declaration);
    XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
    return feed(part, parser.get(), editor, editing.doctype, &editor);
}

/// Part names are the same in any case; what stands in the package counts.
std::string Package::stored_name(const std::string& part) const
{
    const auto index = zip_name_locate(archive_.get(), part.c_str(), ZIP_FL_NOCASE);
    return index < 0 ? part : name_of(archive_.get(), index);
}

void Package::replace(const std::string& part, std::string content)
{
    replaced_.push_back({stored_name(part), std::move(content), {}});
}

void Package::replace_with_file(const std::string& part, std::string file)
{
    replaced_.push_back({stored_name(part), {}, std::move(file)});
}

/// Every part stands where it stood; new ones follow.
Result<void> Package::save(const std::string& path)
{
    // Tables repeat themselves: the fastest level packs them nearly as small as the usual one, in a third of the time.
    constexpr zip_uint32_t level = 1;
    int code = 0;
    std::unique_ptr<zip_t, Discard> out(zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code));
    if (!out) throw std::runtime_error("spreadsheet: cannot write " + path);
    const auto add = [&](const char* name, zip_source_t* source) {
        const auto index = source ? zip_file_add(out.get(), name, source, ZIP_FL_ENC_UTF_8 | ZIP_FL_OVERWRITE) : -1;
        if (index >= 0) return static_cast<zip_uint64_t>(index);
        if (source) zip_source_free(source);
        throw std::runtime_error("spreadsheet: cannot add a part to " + path);
    };
    const auto add_replacement = [&](const Replacement& part) {
        const auto index =
            add(part.part.c_str(), part.file.empty()
                                       ? zip_source_buffer(out.get(), part.content.data(), part.content.size(), 0)
                                       : zip_source_file(out.get(), part.file.c_str(), 0, -1));
        zip_set_file_compression(out.get(), index, ZIP_CM_DEFLATE, level);
    };
    const auto names = parts();
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto part = std::ranges::find(replaced_, names[i], &Replacement::part);
        if (part != replaced_.end()) add_replacement(*part);
        else (void)add(names[i].c_str(), zip_source_zip(out.get(), archive_.get(), i, 0, 0, -1));
    }
    for (const auto& part : replaced_)
        if (std::ranges::find(names, part.part) == names.end()) add_replacement(part);
    if (zip_close(out.get()) != 0) throw std::runtime_error("spreadsheet: cannot write " + path);
    (void)out.release();  // closed
    return {};
}

std::string relations_part_of(const std::string& part)
{
    const auto folder = folder_of(part);
    const auto file = folder.empty() ? std::string_view(part) : std::string_view(part).substr(folder.size() + 1);
    return std::string(folder) + (folder.empty() ? "" : "/") + "_rels/" + std::string(file) + ".rels";
}

Result<std::vector<Relation>> relations_of(Package& package, const std::string& part)
{
    std::vector<Relation> relations;
    const auto rels = relations_part_of(part);
    if (!package.has(rels)) return relations;
    const auto document = TRY(small_document(package, rels));
    for (const auto node : child_of(document, "Relationships").children()) {
        Relation relation;
        relation.id = attribute_of(node, "Id");
        relation.type = attribute_of(node, "Type");
        relation.strict = relation.type.find("purl.oclc.org") != std::string::npos;
        relation.type = relation.type.substr(relation.type.rfind('/') + 1);
        relation.external = attribute_of(node, "TargetMode") == "External";
        relation.target =
            relation.external ? attribute_of(node, "Target") : resolve(folder_of(part), attribute_of(node, "Target"));
        relations.push_back(std::move(relation));
    }
    return relations;
}

Result<Workbook> workbook_of(Package& package)
{
    Workbook workbook;
    for (const auto& relation : TRY(relations_of(package, "")))
        if (relation.type == "officeDocument" && !relation.external) workbook.part = relation.target;
    if (!package.has("[Content_Types].xml") || workbook.part.empty() || !package.has(workbook.part))
        return refused("spreadsheet.type_mismatch");
    const auto types = TRY(small_document(package, "[Content_Types].xml"));
    for (const auto node : child_of(types, "Types").children()) {
        const auto type = attribute_of(node, "ContentType");
        if (type.find("macroEnabled") != std::string::npos || type.find("vbaProject") != std::string::npos)
            return refused("spreadsheet.macros");
    }
    for (const auto& part : package.parts())
        if (part.ends_with("vbaProject.bin")) return refused("spreadsheet.macros");
    const auto relations = TRY(relations_of(package, workbook.part));
    for (const auto& relation : relations) {
        if (relation.external) continue;
        if (relation.type == "sharedStrings") workbook.shared_strings = relation.target;
        if (relation.type == "styles") workbook.styles = relation.target;
    }
    const auto document = TRY(small_document(package, workbook.part));
    const auto root = child_of(document, "workbook");
    if (!root) return refused("spreadsheet.type_mismatch");
    const auto epoch = attribute_of(child_of(root, "workbookPr"), "date1904");
    workbook.from_1904 = epoch == "1" || epoch == "true";
    for (const auto node : child_of(root, "sheets").children()) {
        const auto id = attribute_of(node, "id");
        const auto relation = std::ranges::find_if(relations, [&](const Relation& r) { return r.id == id; });
        if (relation == relations.end() || relation->external || relation->type != "worksheet") continue;
        const auto state = attribute_of(node, "state");
        workbook.sheets.push_back(
            {attribute_of(node, "name"), relation->target, state == "hidden" || state == "veryHidden"});
    }
    if (workbook.sheets.empty()) return refused("spreadsheet.broken", workbook.part);
    const auto visible = std::ranges::find_if(workbook.sheets, [](const auto& sheet) { return !sheet.hidden; });
    if (visible != workbook.sheets.end()) workbook.chosen = static_cast<std::size_t>(visible - workbook.sheets.begin());
    return workbook;
}

}  // namespace jishi::platform::package
