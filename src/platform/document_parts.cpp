#include "platform/document_parts.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <stdexcept>

#include <zip.h>

#include "platform/spreadsheet_package.hpp"

namespace jishi::platform::document {
namespace {

constexpr std::uint64_t unpacked_bytes_max = 32ULL * 1024 * 1024;
constexpr std::uint64_t part_bytes_max = 8ULL * 1024 * 1024;
constexpr std::size_t parts_max = 200;
constexpr int depth_max = 60;  // a table in a document is some 12 deep

SheetLimits limits()
{
    SheetLimits limits;
    limits.unpacked_bytes_max = unpacked_bytes_max;
    limits.unpack_ratio_from = 1024 * 1024;
    limits.parts_max = parts_max;
    return limits;
}

/// What the reader of packages said, in the words of packs.
Fault fault_of(const Error& error)
{
    if (error.code == "spreadsheet.unpacks_too_large") return {"", "pack.document_too_large", error.detail};
    return {"", "pack.document_not_docx", error.detail};
}

/// Part names that would leave the folder they are unpacked into, or that mean another part in another program.
bool is_odd_name(const std::string& name)
{
    return name.empty() || name.starts_with('/') || name.find('\\') != std::string::npos ||
           name.find("..") != std::string::npos || name.find(':') != std::string::npos ||
           std::ranges::any_of(name, [](unsigned char c) { return c < 0x20; });
}

bool is_too_deep(pugi::xml_node root)
{
    int depth = 0;
    auto node = root.first_child();
    while (node) {
        if (node.first_child()) {
            node = node.first_child();
            if (++depth > depth_max) return true;
            continue;
        }
        while (node && !node.next_sibling()) {
            node = node.parent();
            if (--depth < 0) return false;
        }
        node = node.next_sibling();
    }
    return false;
}

void read_parts(package::Package& package, Parts& parts, Faults& faults)
{
    std::set<std::string> seen;
    for (const auto& name : package.parts()) {
        if (name.ends_with('/')) continue;  // a folder
        if (is_odd_name(name) || !seen.insert(name).second) {
            faults.push_back({"", "pack.document_not_docx", "part " + name});
            return;
        }
        if (name.ends_with("vbaProject.bin") || name.find("embeddings/") != std::string::npos ||
            name.find("activeX/") != std::string::npos) {
            faults.push_back({name, "pack.document_macros", {}});
            return;
        }
        auto bytes = package.read(name, part_bytes_max);
        if (!bytes) {
            faults.push_back(fault_of(bytes.error()));
            return;
        }
        parts.all.push_back({name, std::move(*bytes)});
    }
}

bool has_macro_types(const Parts& parts)
{
    const auto* types = parts.find("[Content_Types].xml");
    return types &&
           (types->find("macroEnabled") != std::string::npos || types->find("vbaProject") != std::string::npos);
}

void find_main_parts(package::Package& package, Parts& parts, Faults& faults)
{
    const auto relations = [&](const std::string& part) -> std::vector<package::Relation> {
        auto found = package::relations_of(package, part);
        if (found) return std::move(*found);
        faults.push_back(fault_of(found.error()));
        return {};
    };
    for (const auto& relation : relations(""))
        if (relation.type == "officeDocument" && !relation.external) parts.document = relation.target;
    if (!parts.find("[Content_Types].xml") || !parts.find(parts.document)) {
        faults.push_back({"", "pack.document_not_docx", "no main part"});
        return;
    }
    for (const auto& relation : relations(parts.document)) {
        // A link in the text is only a text here; a picture or a template from elsewhere would be fetched.
        if (relation.external && relation.type != "hyperlink")
            faults.push_back({parts.document, "pack.document_external", relation.type});
        if (relation.external || !parts.find(relation.target)) continue;
        if (relation.type == "styles") parts.styles = relation.target;
        if (relation.type == "settings") parts.settings = relation.target;
        if (relation.type == "header" || relation.type == "footer")
            parts.headers_and_footers[relation.id] = relation.target;
        if (relation.type == "image") parts.pictures[relation.id] = relation.target;
    }
    // Word keeps the address of the template that a file was made from; it would ask for it when it opens the file.
    if (!parts.settings.empty())
        for (const auto& relation : relations(parts.settings))
            if (relation.external) faults.push_back({parts.settings, "pack.document_external", relation.type});
}

}  // namespace

const std::string* Parts::find(std::string_view name) const
{
    const auto found = std::ranges::find(all, name, &PartBytes::name);
    return found == all.end() ? nullptr : &found->bytes;
}

Parts take_apart(std::string_view docx, Faults& faults)
{
    Parts parts;
    auto package = package::Package::open(docx, limits());
    if (!package) {
        faults.push_back(fault_of(package.error()));
        return parts;
    }
    read_parts(*package, parts, faults);
    if (!faults.empty()) return parts;
    if (has_macro_types(parts)) {
        faults.push_back({"[Content_Types].xml", "pack.document_macros", {}});
        return parts;
    }
    for (const auto& part : parts.all)
        if (part.bytes.find("<!DOCTYPE") != std::string::npos || part.bytes.find("<!ENTITY") != std::string::npos) {
            if (!part.name.ends_with(".xml") && !part.name.ends_with(".rels")) continue;
            faults.push_back({part.name, "pack.document_doctype", {}});
            return parts;
        }
    find_main_parts(*package, parts, faults);
    return parts;
}

bool read_tree(const std::string& part, std::string_view bytes, pugi::xml_document& tree, Faults& faults)
{
    const auto result =
        tree.load_buffer(bytes.data(), bytes.size(), pugi::parse_default | pugi::parse_ws_pcdata, pugi::encoding_utf8);
    if (!result) faults.push_back({part, "pack.document_not_docx", result.description()});
    else if (is_too_deep(tree)) faults.push_back({part, "pack.document_too_deep", {}});
    else return true;
    return false;
}

std::string text_of(const pugi::xml_document& tree)
{
    struct Writer final : pugi::xml_writer {
        std::string text;
        void write(const void* data, std::size_t size) override { text.append(static_cast<const char*>(data), size); }
    } writer;
    writer.text = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    tree.save(writer, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
    return std::move(writer.text);
}

std::string zip_of(const std::vector<PartBytes>& parts)
{
    struct Free {
        void operator()(zip_source_t* source) const { zip_source_free(source); }
        void operator()(zip_t* archive) const { zip_discard(archive); }
    };
    const auto failed = [] { return std::runtime_error("document: cannot write an archive"); };
    zip_error_t error;
    zip_error_init(&error);
    std::unique_ptr<zip_source_t, Free> target(zip_source_buffer_create(nullptr, 0, 0, &error));
    if (!target) throw failed();
    zip_source_keep(target.get());  // the archive lets go of it when it is closed
    std::unique_ptr<zip_t, Free> archive(zip_open_from_source(target.get(), ZIP_TRUNCATE, &error));
    if (!archive) throw failed();
    for (const auto& part : parts) {
        auto* source = zip_source_buffer(archive.get(), part.bytes.data(), part.bytes.size(), 0);
        const auto index = source ? zip_file_add(archive.get(), part.name.c_str(), source, ZIP_FL_ENC_UTF_8) : -1;
        if (index < 0) throw failed();
        // 1 January 1980, the first day that an archive can say.
        zip_file_set_dostime(archive.get(), static_cast<zip_uint64_t>(index), 0, 33, 0);
    }
    zip_stat_t stat;
    if (zip_close(archive.get()) != 0) throw failed();
    (void)archive.release();  // closed
    if (zip_source_open(target.get()) != 0 || zip_source_stat(target.get(), &stat) != 0) throw failed();
    std::string bytes(stat.size, '\0');
    const auto got = zip_source_read(target.get(), bytes.data(), bytes.size());
    zip_source_close(target.get());
    if (got != static_cast<zip_int64_t>(bytes.size())) throw failed();
    return bytes;
}

std::string_view name_of(pugi::xml_node node)
{
    const std::string_view name = node.name();
    const auto colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child(pugi::xml_node node, std::string_view name)
{
    for (const auto one : node.children())
        if (name_of(one) == name) return one;
    return {};
}

std::string_view attribute(pugi::xml_node node, std::string_view name)
{
    for (const auto one : node.attributes()) {
        const std::string_view full = one.name();
        const auto colon = full.rfind(':');
        if ((colon == std::string_view::npos ? full : full.substr(colon + 1)) == name) return one.value();
    }
    return {};
}

std::string_view value_of(pugi::xml_node node, std::string_view child_name)
{
    return attribute(child(node, child_name), "val");
}

}  // namespace jishi::platform::document
