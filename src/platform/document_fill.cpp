// Filling: one walk over the compiled tree of a template.

#include <algorithm>
#include <span>
#include <stdexcept>

#include <fmt/format.h>

#include "platform/document_template.hpp"
#include "platform/document_words.hpp"

namespace jishi::platform::document {
namespace {

using Node = pugi::xml_node;

// What no document of an office reaches: a list of some thousand names has a hundred pages.
constexpr std::size_t text_bytes_max = 4UL * 1024 * 1024;
constexpr std::size_t nodes_max = 2'000'000;

// [DATA-07] No blank: a line to be filled in by hand.
constexpr std::string_view blank_line = "＿＿＿＿";

constexpr int qr_emu = 25 * 36'000;  // 25 mm; 36 000 EMU a millimetre

class Filler {
public:
    Filler(const Template& with, const Value& values) : with_(with) { scopes_.push_back({&values}); }

    Result<Filled> run()
    {
        filled_.made_from = &with_;
        for (const auto& tree : with_.trees()) {
            auto xml = std::make_shared<pugi::xml_document>();
            copy_children(*tree.xml, *xml);
            filled_.trees.push_back({tree.part, std::move(xml)});
        }
        if (too_large_) return refuse(ErrorKind::too_large, "document.too_large");
        return std::move(filled_);
    }

private:
    struct Scope {
        const Value* value;
        std::size_t row = 0;    // from 1
        std::string path = {};  // of the list, for messages: "members."
    };

    void copy_children(Node from, Node to)
    {
        for (const auto one : from.children()) copy(one, to);
    }

    void copy(Node from, Node to)
    {
        too_large_ = too_large_ || ++nodes_ > nodes_max;
        if (too_large_) return;
        const std::string_view name = from.name();
        if (name == field_element) return write(from, to);
        if (name == block_element) return write_block(from, to);
        if (from.type() != pugi::node_element) {
            to.append_copy(from);
            return;
        }
        auto made = to.append_child(from.name());
        bool may_vanish = false;
        for (const auto attribute : from.attributes()) {
            if (attribute.name() == std::string_view(vanishes)) may_vanish = true;
            else made.append_copy(attribute);
        }
        copy_children(from, made);
        if (may_vanish && is_empty(made) && !is_only_block(from)) to.remove_child(made);
        else if (name_of(made) == "tbl" && !child(made, "tr")) to.remove_child(made);
    }

    static bool is_empty(Node node)
    {
        const auto name = name_of(node);
        if (name == "t") return node.text().get()[0] == '\0';
        if (name == "drawing" || name == "br" || name == "tab" || name == "fldSimple" || name == "fldChar")
            return false;
        return std::ranges::all_of(node.children(), [](Node one) { return is_empty(one); });
    }

    /// A cell needs a paragraph.
    static bool is_only_block(Node paragraph)
    {
        const auto upper = paragraph.parent();
        if (name_of(upper) != "tc") return false;
        return std::ranges::none_of(upper.children(),
                                    [&](Node one) { return one != paragraph && name_of(one) != "tcPr"; });
    }

    const Scope& scope_of(const Expression& expression) const
    {
        return scopes_[scopes_.size() - 1 - expression.scopes_up];
    }

    static const Value* find(const Value* value, std::span<const std::string> path)
    {
        for (const auto& name : path) value = value ? value->find(name) : nullptr;
        return value && !value->missing() ? value : nullptr;
    }

    const Value* value_of(const Expression& expression) const
    {
        return find(scope_of(expression).value, expression.path);
    }

    void write_block(Node from, Node to)
    {
        const auto& placeholder = with_.placeholders()[from.attribute("n").as_uint()];
        const auto* value = value_of(placeholder.expression);
        if (placeholder.block != Block::rows) {
            const bool truth = value && value->truth();
            if (truth == (placeholder.block == Block::when)) copy_children(from, to);
            return;
        }
        const auto path = path_of(placeholder.expression) + ".";
        if (!value) return write_blank_row(from, to, placeholder.expression, path);
        std::size_t row = 0;
        for (const auto& item : value->items()) {
            scopes_.push_back({&item, ++row, path});
            copy_children(from, to);
            scopes_.pop_back();
            if (too_large_) return;
        }
    }

    /// A list that is empty has no rows. One that nobody gave has a row to be filled in by hand.
    void write_blank_row(Node from, Node to, const Expression& rows, const std::string& path)
    {
        const auto* given = scope_of(rows).value;
        for (const auto& name : rows.path) given = given ? given->find(name) : nullptr;
        if (given && given->kind() == Value::Kind::list) return;
        note_blank(rows);
        const Value nothing;
        ++in_blank_row_;
        scopes_.push_back({&nothing, 1, path});
        copy_children(from, to);
        scopes_.pop_back();
        --in_blank_row_;
    }

    void write(Node from, Node to)
    {
        const auto& expression = with_.placeholders()[from.attribute("n").as_uint()].expression;
        auto text = words_of(expression);
        const bool missing = text.empty();
        if (missing && expression.otherwise) text = *expression.otherwise;
        else if (missing) {
            text = blank_line;
            note_blank(expression);
        }
        if (expression.function == Function::qr && !missing) write_qr(from, to, text);
        else write_text(from, to, text);
    }

    std::string path_of(const Expression& expression) const
    {
        return fmt::format("{}{}", scope_of(expression).path, fmt::join(expression.path, "."));
    }

    void note_blank(const Expression& expression)
    {
        if (in_blank_row_ > 0) return;  // the list is told
        auto path = path_of(expression);
        if (std::ranges::find(filled_.blanks, path) == filled_.blanks.end()) filled_.blanks.push_back(std::move(path));
    }

    Node start_run(Node field, Node to)
    {
        auto run = to.append_child("w:r");
        if (const auto properties = field.first_child()) run.append_copy(properties);
        return run;
    }

    void write_text(Node field, Node to, const std::string& text)
    {
        text_bytes_ += text.size();
        too_large_ = too_large_ || text_bytes_ > text_bytes_max;
        if (too_large_) return;
        auto run = start_run(field, to);
        std::string_view rest = text;
        for (;;) {
            const auto end = rest.find('\n');
            auto t = run.append_child("w:t");
            t.append_attribute("xml:space") = "preserve";
            t.text().set(std::string(rest.substr(0, end)).c_str());
            if (end == std::string_view::npos) return;
            run.append_child("w:br");
            rest.remove_prefix(end + 1);
        }
    }

    void write_qr(Node field, Node to, const std::string& text)
    {
        const auto number = filled_.media.size() + 1;
        Media media{fmt::format("rIdJishi{}", number), fmt::format("word/media/jishi{}.png", number), qr_png(text)};
        const auto drawing = fmt::format(
            R"(<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" )"
            R"(xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" )"
            R"(xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" )"
            R"(xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" )"
            R"(xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">)"
            R"(<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{0}" cy="{0}"/><wp:docPr id="{1}" name="QR {1}"/>)"
            R"(<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>)"
            R"(<pic:nvPicPr><pic:cNvPr id="{1}" name="QR {1}"/><pic:cNvPicPr/></pic:nvPicPr>)"
            R"(<pic:blipFill><a:blip r:embed="{2}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>)"
            R"(<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{0}" cy="{0}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>)"
            R"(</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>)",
            qr_emu, number, media.relation);
        auto run = start_run(field, to);
        run.append_buffer(drawing.data(), drawing.size());
        filled_.media.push_back(std::move(media));
    }

    /// Empty: there is no value.
    std::string words_of(const Expression& expression)
    {
        if (expression.index) {
            const auto row = static_cast<std::int64_t>(scopes_.back().row);
            return expression.function == Function::chinese ? chinese_number(row) : std::to_string(row);
        }
        if (expression.function == Function::join) return joined(*scope_of(expression).value, expression.path);
        const auto* value = value_of(expression);
        if (expression.function == Function::count) return std::to_string(value ? value->items().size() : 0);
        return value ? words_of(*value, expression.function) : std::string{};
    }

    static std::string words_of(const Value& value, Function function)
    {
        switch (function) {
            case Function::date: return day_words(value.day());
            case Function::month: return month_words(value.day());
            case Function::short_date: return short_day(value.day());
            case Function::short_month: return short_month(value.day());
            case Function::chinese_date: return chinese_day(value.day());
            case Function::chinese: return chinese_number(value.number());
            case Function::capital:
                return value.kind() == Value::Kind::money ? capital_money(value.money())
                                                          : capital_number(value.number());
            case Function::document_no: return document_number(printable(value.text()));
            default: return plain_words(value);
        }
    }

    static std::string plain_words(const Value& value)
    {
        switch (value.kind()) {
            case Value::Kind::text: return printable(value.text());
            case Value::Kind::day: return day_words(value.day());
            case Value::Kind::number: return std::to_string(value.number());
            case Value::Kind::money: return money_words(value.money());
            case Value::Kind::flag: return value.flag() ? "是" : "否";
            default: throw std::logic_error("document: a list or a record cannot be written as a text");
        }
    }

    /// The texts at the end of a path that goes through a list.
    static std::string joined(const Value& from, std::span<const std::string> path)
    {
        std::string out;
        const auto add = [&out](const std::string& text) {
            if (!text.empty()) (out += out.empty() ? "" : "、") += text;
        };
        const Value* value = &from;
        for (std::size_t i = 0; i < path.size(); ++i) {
            value = value->find(path[i]);
            if (!value || value->missing()) return {};
            if (value->kind() != Value::Kind::list) continue;
            for (const auto& item : value->items()) {
                if (i + 1 < path.size()) add(joined(item, path.subspan(i + 1)));
                else if (!item.missing()) add(plain_words(item));
            }
            return out;
        }
        return plain_words(*value);
    }

    const Template& with_;
    Filled filled_;
    std::vector<Scope> scopes_;
    std::size_t text_bytes_ = 0;
    std::size_t nodes_ = 0;
    int in_blank_row_ = 0;
    bool too_large_ = false;
};

void add_before_end(std::string& xml, std::string_view end, const std::string& more)
{
    const auto at = xml.rfind(end);
    if (at == std::string::npos) throw std::logic_error("document: a part without " + std::string(end));
    xml.insert(at, more);
}

}  // namespace

Result<Filled> fill(const Template& with, const Value& values) { return Filler(with, values).run(); }

std::vector<PartBytes> Filled::parts() const
{
    const auto& original = made_from->parts();
    const auto relations = [&] {
        const auto slash = original.document.rfind('/');
        return original.document.substr(0, slash + 1) + "_rels/" + original.document.substr(slash + 1) + ".rels";
    }();
    std::vector<PartBytes> out;
    for (const auto& part : original.all) {
        const auto tree = std::ranges::find(trees, part.name, &Tree::part);
        if (tree != trees.end()) {
            out.push_back({part.name, text_of(*tree->xml)});
            continue;
        }
        out.push_back(part);
        auto& bytes = out.back().bytes;
        if (!media.empty() && part.name == "[Content_Types].xml" && bytes.find("\"png\"") == std::string::npos)
            add_before_end(bytes, "</Types>", R"(<Default Extension="png" ContentType="image/png"/>)");
        if (part.name != relations) continue;
        for (const auto& one : media)
            add_before_end(
                bytes, "</Relationships>",
                fmt::format(
                    R"(<Relationship Id="{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="/{}"/>)",
                    one.relation, one.part));
    }
    for (const auto& one : media) out.push_back({one.part, one.bytes});
    return out;
}

}  // namespace jishi::platform::document
