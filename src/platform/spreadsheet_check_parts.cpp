#include "platform/spreadsheet_check_parts.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "platform/spreadsheet_write.hpp"

namespace jishi::platform::package {
namespace {

constexpr const char* relation_types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
constexpr std::string_view head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

std::unexpected<Error> broken(const std::string& part)
{
    return refuse(ErrorKind::invalid_input, "spreadsheet.broken", {}, part);
}

void set_count(pugi::xml_node list)
{
    std::size_t count = 0;
    for (const auto child : list.children()) count += child.type() == pugi::node_element;
    list.remove_attribute("count");
    list.append_attribute("count").set_value(static_cast<unsigned long long>(count));
}

void set_attribute(pugi::xml_node node, const char* name, std::size_t value)
{
    if (!node.attribute(name)) node.append_attribute(name);
    node.attribute(name).set_value(static_cast<unsigned long long>(value));
}

std::string unused_part(const Package& package, std::string_view before, std::string_view after)
{
    for (int number = 1;; ++number)
        if (auto name = fmt::format("{}{}{}", before, number, after); !package.has(name)) return name;
}

/// The largest shape number of a drawing, so that new ones follow.
std::size_t last_shape(std::string_view drawing)
{
    constexpr std::string_view mark = "_x0000_s";
    std::size_t last = 1024;
    for (auto at = drawing.find(mark); at != std::string_view::npos; at = drawing.find(mark, at + 1)) {
        std::size_t number = 0;
        std::from_chars(drawing.data() + at + mark.size(), drawing.data() + drawing.size(), number);
        if (number < 1'000'000) last = std::max(last, number);
    }
    return last;
}

std::string shapes_of(const std::vector<Comment>& comments, std::size_t last)
{
    std::string shapes;
    for (const auto& comment : comments) {
        const auto row = comment.row_number - 1;
        const auto lines = std::clamp<std::size_t>(comment.text.size() / 40 + 2, 3, 12);
        shapes += fmt::format(
            "<v:shape id=\"_x0000_s{}\" type=\"#_x0000_t202\" "
            "style=\"position:absolute;margin-left:60pt;margin-top:2pt;width:180pt;"
            "height:{}pt;z-index:1;visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill "
            "color2=\"#ffffe1\"/>"
            "<v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/>"
            "<v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox>"
            "<x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/>"
            "<x:Anchor>{}, 15, {}, 2, {}, 15, {}, "
            "4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{}</x:Row><x:Column>{}</x:Column>"
            "</x:ClientData></v:shape>",
            ++last, lines * 15, comment.column + 1, row > 0 ? row - 1 : 0, comment.column + 4, row + lines, row,
            comment.column);
    }
    return shapes;
}

std::string new_drawing(const std::vector<Comment>& comments)
{
    // Shape numbers are given out in blocks of 1,024, which the drawing has to claim.
    std::string blocks;
    for (std::size_t block = 1; block <= comments.size() / 1024 + 1; ++block)
        blocks += (block > 1 ? "," : "") + std::to_string(block);
    return fmt::format(
        "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
        "xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" "
        "data=\"{}\"/></o:shapelayout>"
        "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" "
        "path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/>"
        "<v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>{}</xml>",
        blocks, shapes_of(comments, 1024));
}

/// Drawings of old programs are not always well-formed, so the shapes are put before the last end tag as text.
Result<void> extend_drawing(Package& package, const std::string& part, const std::vector<Comment>& comments)
{
    auto drawing = TRY(package.read(part));
    const auto end = drawing.rfind("</xml>");
    if (end == std::string::npos) return broken(part);
    auto shapes = shapes_of(comments, last_shape(drawing));
    if (drawing.find("_x0000_t202\"") == std::string::npos) return broken(part);  // no shape type to lean on
    drawing.insert(end, shapes);
    package.replace(part, std::move(drawing));
    return {};
}

std::string comments_text(const std::string& author, const std::vector<Comment>& comments)
{
    std::string text(head);
    text += "<comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><authors><author>";
    append_xml(text, author);
    text += "</author></authors><commentList>";
    for (const auto& comment : comments) {
        text += fmt::format("<comment ref=\"{}\" authorId=\"0\"><text><t xml:space=\"preserve\">",
                            cell_name(comment.column, comment.row_number));
        append_xml(text, comment.text);
        text += "</t></text></comment>";
    }
    return text + "</commentList></comments>";
}

/// Adds to what the sheet already has; a cell with a comment gets the new text below its own.
/// @return the comments that need a shape
Result<std::vector<Comment>> extend_comments(Package& package, const std::string& part, const std::string& author,
                                             const std::vector<Comment>& comments)
{
    auto document = TRY(small_document(package, part));
    const auto root = child_of(document, "comments");
    auto authors = child_of(root, "authors");
    auto list = child_of(root, "commentList");
    if (!authors || !list) return broken(part);
    std::size_t author_number = 0;
    for (const auto one : authors.children()) author_number += one.type() == pugi::node_element;
    add_child(authors, "author").text().set(author.c_str());
    std::map<std::string, pugi::xml_node> present;
    for (const auto comment : list.children()) present.emplace(attribute_of(comment, "ref"), comment);
    std::vector<Comment> added;
    const auto add_text = [](pugi::xml_node run, const std::string& text) {
        auto node = add_child(run, "t");
        node.append_attribute("xml:space").set_value("preserve");
        node.text().set(text.c_str());
    };
    for (const auto& comment : comments) {
        const auto name = cell_name(comment.column, comment.row_number);
        if (const auto own = present.find(name); own != present.end()) {
            auto text = child_of(own->second, "text");
            if (text) add_text(add_child(text, "r"), "\n" + comment.text);
            continue;
        }
        auto node = add_child(list, "comment");
        node.append_attribute("ref").set_value(name.c_str());
        set_attribute(node, "authorId", author_number);
        add_text(add_child(node, "text"), comment.text);
        added.push_back(comment);
    }
    package.replace(part, text_of(document));
    return added;
}

Result<void> add_content_types(Package& package, const std::string& comments_part)
{
    constexpr const char* drawing_type = "application/vnd.openxmlformats-officedocument.vmlDrawing";
    auto document = TRY(small_document(package, "[Content_Types].xml"));
    auto types = child_of(document, "Types");
    bool known = false;
    for (const auto node : types.children()) known |= attribute_of(node, "Extension") == "vml";
    if (!known) {
        // Defaults come before overrides.
        auto node = types.prepend_child(
            (std::string(types.name(), std::string_view(types.name()).rfind(':') + 1) + "Default").c_str());
        node.append_attribute("Extension").set_value("vml");
        node.append_attribute("ContentType").set_value(drawing_type);
    }
    auto node = add_child(types, "Override");
    node.append_attribute("PartName").set_value(("/" + comments_part).c_str());
    node.append_attribute("ContentType")
        .set_value("application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml");
    package.replace("[Content_Types].xml", text_of(document));
    return {};
}

/// Adds relationships to a part; answers their ids.
Result<std::vector<std::string>> add_relations(Package& package, const std::string& part,
                                               const std::vector<std::pair<std::string, std::string>>& type_and_target)
{
    const auto rels = relations_part_of(part);
    pugi::xml_document document;
    if (package.has(rels)) document = TRY(small_document(package, rels));
    else
        document.append_child("Relationships")
            .append_attribute("xmlns")
            .set_value("http://schemas.openxmlformats.org/package/2006/relationships");
    auto root = child_of(document, "Relationships");
    std::vector<std::string> ids;
    for (const auto& [type, target] : type_and_target) {
        std::string id;
        for (int number = 1; id.empty(); ++number) {
            id = fmt::format("rId{}", number);
            for (const auto node : root.children())
                if (attribute_of(node, "Id") == id) id.clear();
        }
        auto node = add_child(root, "Relationship");
        node.append_attribute("Id").set_value(id.c_str());
        node.append_attribute("Type").set_value((relation_types + type).c_str());
        node.append_attribute("Target").set_value(("/" + target).c_str());
        ids.push_back(id);
    }
    package.replace(rels, text_of(document));
    return ids;
}

}  // namespace

Result<void> Styles::load(Package& package, const std::string& part)
{
    document_ = TRY(small_document(package, part));
    const auto root = child_of(document_, "styleSheet");
    auto fills = child_of(root, "fills");
    formats_ = child_of(root, "cellXfs");
    if (!fills || !formats_ || !child_of(formats_, "xf")) return broken(part);
    auto pattern = add_child(add_child(fills, "fill"), "patternFill");
    pattern.append_attribute("patternType").set_value("solid");
    add_child(pattern, "fgColor").append_attribute("rgb").set_value("FFFF9C9C");
    add_child(pattern, "bgColor").append_attribute("indexed").set_value("64");
    for (const auto fill : fills.children()) fill_ += fill.type() == pugi::node_element;
    --fill_;
    set_count(fills);
    return {};
}

std::size_t Styles::red(std::size_t style)
{
    if (const auto twin = twins_.find(style); twin != twins_.end()) return twin->second;
    std::size_t count = 0;
    pugi::xml_node original;
    for (const auto node : formats_.children()) {
        if (node.type() != pugi::node_element) continue;
        if (count == style || !original) original = node;
        ++count;
    }
    auto twin = formats_.append_copy(original);
    set_attribute(twin, "fillId", fill_);
    set_attribute(twin, "applyFill", 1);
    return twins_[style] = count;
}

void Styles::save(Package& package, const std::string& part)
{
    set_count(formats_);
    package.replace(part, text_of(document_));
}

Result<std::string> add_comments(Package& package, const std::string& sheet_part, const std::string& legacy_id,
                                 const std::string& author, const std::vector<Comment>& comments)
{
    std::string comments_part;
    std::string drawing_part;
    for (const auto& relation : TRY(relations_of(package, sheet_part))) {
        if (relation.external || !package.has(relation.target)) continue;
        if (relation.type == "comments") comments_part = relation.target;
        if (relation.type == "vmlDrawing" && relation.id == legacy_id) drawing_part = relation.target;
    }
    if (!comments_part.empty() && !drawing_part.empty()) {
        const auto added = TRY(extend_comments(package, comments_part, author, comments));
        TRY(extend_drawing(package, drawing_part, added));
        return std::string{};
    }
    if (!comments_part.empty()) return broken(comments_part);  // comments that nothing shows
    comments_part = unused_part(package, "xl/comments", ".xml");
    package.replace(comments_part, comments_text(author, comments));
    TRY(add_content_types(package, comments_part));
    std::vector<std::pair<std::string, std::string>> relations{{"comments", comments_part}};
    if (!drawing_part.empty()) {
        TRY(extend_drawing(package, drawing_part, comments));
        TRY(add_relations(package, sheet_part, relations));
        return std::string{};
    }
    drawing_part = unused_part(package, "xl/drawings/vmlDrawing", ".vml");
    package.replace(drawing_part, new_drawing(comments));
    relations.emplace_back("vmlDrawing", drawing_part);
    return TRY(add_relations(package, sheet_part, relations)).back();
}

}  // namespace jishi::platform::package
