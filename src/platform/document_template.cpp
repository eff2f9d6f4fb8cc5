// Compiling: find the placeholders, however Word has cut them up, and mark what they enclose.

#include "platform/document_template.hpp"

#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include "platform/document_read.hpp"

namespace jishi::platform::document {
namespace {

using Node = pugi::xml_node;

constexpr std::string_view word_namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// Left behind by spelling checks, editing sessions and cursors; says nothing about the document.
bool is_trace(std::string_view name)
{
    return name == "proofErr" || name == "bookmarkStart" || name == "bookmarkEnd" || name == "lastRenderedPageBreak" ||
           name == "permStart" || name == "permEnd";
}

bool is_wrapping(std::string_view name) { return name == "smartTag" || name == "hyperlink"; }

void clean_attributes(Node node)
{
    for (auto attribute = node.first_attribute(); attribute;) {
        const auto next = attribute.next_attribute();
        const std::string_view full = attribute.name();
        const auto colon = full.rfind(':');
        const auto name = colon == std::string_view::npos ? full : full.substr(colon + 1);
        // The ids of paragraphs must be unique, and repeated rows would repeat them.
        if (name.starts_with("rsid") || name == "paraId" || name == "textId") node.remove_attribute(attribute);
        attribute = next;
    }
}

void clean(Node node)
{
    clean_attributes(node);
    for (auto one = node.first_child(); one;) {
        const auto next = one.next_sibling();
        const auto name = name_of(one);
        if (is_trace(name)) {
            node.remove_child(one);
        } else if (is_wrapping(name)) {
            const auto first = one.first_child();
            while (one.first_child()) node.insert_move_before(one.first_child(), one);
            node.remove_child(one);
            if (first) {
                one = first;
                continue;
            }
        } else {
            clean(one);
        }
        one = next;
    }
}

/// Every run holds one thing afterwards.
void split_runs(Node paragraph)
{
    for (auto run = paragraph.first_child(); run; run = run.next_sibling()) {
        if (name_of(run) != "r") continue;
        std::vector<Node> contents;
        for (const auto one : run.children())
            if (name_of(one) != "rPr") contents.push_back(one);
        for (std::size_t i = 1; i < contents.size(); ++i) {
            auto copy = paragraph.insert_child_after(run.name(), run);
            if (const auto properties = child(run, "rPr")) copy.append_copy(properties);
            copy.append_move(contents[contents.size() - i]);
        }
    }
}

struct TextRun {
    Node run;
    std::size_t from;  // in the paragraph's text
    std::size_t size;
};

Node text_node(const TextRun& piece) { return child(piece.run, "t"); }

void set_text(Node run, std::string_view text)
{
    auto t = child(run, "t");
    t.text().set(std::string(text).c_str());
    if (!t.attribute("xml:space")) t.append_attribute("xml:space") = "preserve";
}

/// A paragraph as people read it, for messages.
std::string excerpt(std::string_view text)
{
    constexpr std::size_t bytes_max = 60;
    std::string out;
    for (const char c : text) {
        if (out.size() >= bytes_max && (static_cast<unsigned char>(c) & 0xC0) != 0x80) return out + "…";
        if (static_cast<unsigned char>(c) >= 0x20) out += c;
    }
    return out;
}

bool is_ancestor(Node upper, Node node)
{
    for (; node; node = node.parent())
        if (node == upper) return true;
    return false;
}

/// The child of `upper` that holds `node`.
Node branch(Node upper, Node node)
{
    while (node.parent() != upper) node = node.parent();
    return node;
}

bool holds_something(Node node)
{
    const auto name = name_of(node);
    if (name == "t") return node.text().get()[0] != '\0';
    if (name == "drawing" || name == "field" || name == "marker" || name == "br" || name == "tab" ||
        name == "fldSimple" || name == "fldChar")
        return true;
    return std::ranges::any_of(node.children(), [](Node one) { return holds_something(one); });
}

Node paragraph_of(Node node)
{
    while (node && name_of(node) != "p") node = node.parent();
    return node;
}

}  // namespace

class Compiler {
public:
    Compiler(const Fields& fields, Faults& faults)
        : faults_(faults), made_(std::make_shared<Template>()), fields_(fields)
    {
    }

    std::shared_ptr<const Template> run(std::string_view docx)
    {
        made_->parts_ = take_apart(docx, faults_);
        if (!faults_.empty()) return nullptr;
        add_tree(made_->parts_.document);
        std::vector<std::string> others;
        for (const auto& [id, part] : made_->parts_.headers_and_footers)
            if (std::ranges::find(others, part) == others.end()) others.push_back(part);
        for (const auto& part : others) add_tree(part);
        if (!faults_.empty()) return nullptr;
        for (const auto& tree : made_->trees_) compile(tree);
        if (!faults_.empty()) return nullptr;
        check_subset(*made_, faults_);
        return made_;
    }

private:
    void add_tree(const std::string& part)
    {
        auto xml = std::make_shared<pugi::xml_document>();
        if (!read_tree(part, *made_->parts_.find(part), *xml, faults_)) return;
        // The one form that Word, WPS and LibreOffice write; elements are added with its prefix.
        const auto root = xml->document_element();
        if (!std::string_view(root.name()).starts_with("w:") || root.attribute("xmlns:w").value() != word_namespace)
            return faults_.push_back({part, "pack.document_not_docx", "not the transitional form of .docx"});
        made_->trees_.push_back({part, std::move(xml)});
    }

    void fault(std::string_view code, std::string detail)
    {
        faults_.push_back({part_, "pack.document_" + std::string(code), std::move(detail)});
    }

    void compile(const Tree& tree)
    {
        part_ = tree.part;
        clean(*tree.xml);
        find_in(*tree.xml);
        if (!faults_.empty()) return;
        enclose(*tree.xml);
        if (!faults_.empty()) return;
        Scopes scopes{&fields_};
        check_names(*tree.xml, scopes);
    }

    void find_in(Node node)
    {
        for (const auto one : node.children()) {
            if (name_of(one) == "p") find_in_paragraph(one);
            else if (one.type() == pugi::node_element) find_in(one);
        }
    }

    void find_in_paragraph(Node paragraph)
    {
        split_runs(paragraph);
        std::string text;
        std::vector<TextRun> pieces;
        for (const auto run : paragraph.children())
            if (name_of(run) == "r") add_piece(run, text, pieces);
        std::vector<std::pair<std::size_t, std::size_t>> found;
        std::size_t at = 0;
        for (auto start = text.find("{{"); start != std::string::npos; start = text.find("{{", at)) {
            const auto end = text.find("}}", start);
            if (end == std::string::npos || text.find("{{", start + 2) < end || text.find("}}", at) < start)
                return fault("placeholder_broken", excerpt(text));
            found.emplace_back(start, at = end + 2);
        }
        if (text.find("}}", at) != std::string::npos) return fault("placeholder_broken", excerpt(text));
        // From the last one, so that what stands before keeps its place.
        for (const auto& [from, to] : std::views::reverse(found))
            replace(paragraph, pieces, from, to, text.substr(from + 2, to - from - 4));
    }

    static void add_piece(Node run, std::string& text, std::vector<TextRun>& pieces)
    {
        const auto t = child(run, "t");
        const std::string_view content = t ? t.text().get() : "\x01";  // anything else ends a placeholder
        pieces.push_back({run, text.size(), content.size()});
        text += content;
    }

    /// Takes [from, to) out of the runs and puts a placeholder there.
    void replace(Node paragraph, std::vector<TextRun>& pieces, std::size_t from, std::size_t to,
                 const std::string& inside)
    {
        auto found = parse_placeholder(inside);
        if (!found || inside.find('\x01') != std::string::npos)
            return fault("placeholder_broken", "{{" + excerpt(inside) + "}}");
        const auto holding = [&](std::size_t at) {
            return std::ranges::find_if(pieces, [&](const TextRun& p) { return at >= p.from && at < p.from + p.size; });
        };
        const auto first = holding(from);
        const auto last = holding(to - 1);
        const std::string head(text_node(*first).text().get(), from - first->from);
        const std::string tail = std::string(text_node(*last).text().get()).substr(to - last->from);
        auto element = paragraph.insert_child_after(
            found->kind == Placeholder::Kind::value ? field_element : marker_element, first->run);
        element.append_attribute("n") = made_->placeholders_.size();
        if (const auto properties = child(first->run, "rPr")) element.append_copy(properties);
        if (!tail.empty()) {
            auto rest = paragraph.insert_copy_after(last->run, first == last ? element : last->run);
            set_text(rest, tail);
        }
        set_text(first->run, head);
        first->size = head.size();
        for (auto piece = first + 1; first != last && piece <= last; ++piece) {
            paragraph.remove_child(piece->run);
            piece->size = 0;
        }
        if (head.empty()) paragraph.remove_child(first->run);
        made_->placeholders_.push_back(std::move(*found));
    }

    Placeholder& placeholder_of(Node element) { return made_->placeholders_[element.attribute("n").as_uint()]; }

    void collect_markers(Node node, std::vector<Node>& markers)
    {
        for (const auto one : node.children()) {
            if (one.name() == std::string_view(marker_element)) markers.push_back(one);
            else collect_markers(one, markers);
        }
    }

    void enclose(Node root)
    {
        std::vector<Node> markers;
        collect_markers(root, markers);
        std::vector<Node> open;
        for (const auto marker : markers) {
            const auto& placeholder = placeholder_of(marker);
            if (placeholder.kind == Placeholder::Kind::open) {
                open.push_back(marker);
                continue;
            }
            if (open.empty() || placeholder_of(open.back()).block != placeholder.block)
                return fault("block_open", "{{" + placeholder.text + "}}");
            enclose(open.back(), marker);
            open.pop_back();
        }
        if (!open.empty()) fault("block_open", "{{" + placeholder_of(open.back()).text + "}}");
    }

    /// Moves what stands between two markers into a block: runs of a paragraph, whole rows, whole paragraphs.
    static void enclose(Node from, Node to)
    {
        for (const auto marker : {from, to}) {
            auto paragraph = paragraph_of(marker);
            if (paragraph && !paragraph.attribute(vanishes)) paragraph.append_attribute(vanishes) = true;
        }
        auto common = from.parent();
        while (!is_ancestor(common, to)) common = common.parent();
        auto first = branch(common, from);
        auto last = branch(common, to);
        if (name_of(common) == "tr") first = last = common;  // two cells of a row: the row
        auto upper = first.parent();
        auto block = upper.insert_child_before(block_element, first);
        block.append_attribute("n") = from.attribute("n").value();
        const bool first_is_marker = first == from;
        const bool last_is_marker = last == to;
        if (!first_is_marker) from.parent().remove_child(from);
        if (!last_is_marker) to.parent().remove_child(to);
        // A paragraph or row that held the marker alone goes with it.
        const bool drop_first = first_is_marker || (first != last && !holds_something(first));
        const bool drop_last = last_is_marker || (first != last && !holds_something(last));
        auto node = drop_first ? first.next_sibling() : first;
        const auto stop = drop_last ? last : last.next_sibling();
        while (node && node != stop) {
            const auto next = node.next_sibling();
            block.append_move(node);
            node = next;
        }
        if (drop_first) upper.remove_child(first);
        if (drop_last) upper.remove_child(last);
    }

    void check_names(Node node, Scopes& scopes)
    {
        for (const auto one : node.children()) {
            const std::string_view name = one.name();
            if (name == field_element) {
                check_name(one, scopes);
            } else if (name == block_element) {
                if (!check_name(one, scopes)) continue;
                const auto& placeholder = placeholder_of(one);
                const bool rows = placeholder.block == Block::rows;
                if (rows) scopes.push_back(item_fields(placeholder.expression, scopes));
                check_names(one, scopes);
                if (rows) scopes.pop_back();
            } else {
                check_names(one, scopes);
            }
        }
    }

    bool check_name(Node element, const Scopes& scopes)
    {
        auto& placeholder = placeholder_of(element);
        const auto wrong = resolve(placeholder, scopes);
        const bool picture = placeholder.expression.function == Function::qr;
        if (wrong == Unresolved::unknown) fault("placeholder_unknown", "{{" + placeholder.text + "}}");
        else if (wrong || (picture && part_ != made_->parts_.document))
            fault("placeholder_kind", "{{" + placeholder.text + "}}");
        else if (!placeholder.expression.index && placeholder.expression.scopes_up + 1 == scopes.size()) {
            const auto& code = placeholder.expression.path.front();
            if (std::ranges::find(made_->uses_, code) == made_->uses_.end()) made_->uses_.push_back(code);
        }
        return !wrong;
    }

    Faults& faults_;
    std::shared_ptr<Template> made_;
    const Fields& fields_;
    std::string part_;
};

std::shared_ptr<const Template> Template::compile(std::string_view docx, const Fields& fields, Faults& faults)
{
    return Compiler(fields, faults).run(docx);
}

}  // namespace jishi::platform::document
