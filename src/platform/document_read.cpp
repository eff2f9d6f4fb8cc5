// What may stand in a document that becomes a PDF. docs/modules/documents.md lists the same for those who edit one.

#include "platform/document_read.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "platform/document_styles.hpp"

namespace jishi::platform::document {
namespace {

using Node = pugi::xml_node;

constexpr double emu_per_point = 12'700;
constexpr std::uint32_t picture_side_max = 4'000;  // pixels
constexpr int columns_max = 200;

double points_of_emu(std::string_view text)
{
    double emu = 0;
    std::from_chars(text.data(), text.data() + text.size(), emu);
    return emu > 0 && emu < 1e9 ? emu / emu_per_point : 0;
}

int integer_of(std::string_view text, int otherwise)
{
    int number = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// PNG only, and no larger than a page needs: the size stands at a fixed place of its head.
bool is_fit_png(std::string_view bytes)
{
    constexpr std::string_view signature = "\x89PNG\r\n\x1a\n";
    if (bytes.size() < 33 || !bytes.starts_with(signature) || bytes.substr(12, 4) != "IHDR") return false;
    const auto side = [&](std::size_t at) {
        std::uint32_t n = 0;
        for (std::size_t i = 0; i < 4; ++i) n = n << 8 | static_cast<unsigned char>(bytes[at + i]);
        return n;
    };
    return side(16) > 0 && side(20) > 0 && side(16) <= picture_side_max && side(20) <= picture_side_max;
}

class Reader {
public:
    Reader(const Parts& parts, const std::vector<Media>& media, const std::vector<Placeholder>* placeholders,
           Faults& faults)
        : parts_(parts), media_(media), placeholders_(placeholders), faults_(faults), strangers_(faults, parts.document)
    {
        const auto* bytes = parts.find(parts.styles);
        if (bytes && read_tree(parts.styles, *bytes, styles_tree_, faults))
            styles_ = Styles(child(styles_tree_, "styles"));
    }

    Model read(const std::vector<Tree>& trees)
    {
        if (trees.empty()) return std::move(model_);
        const auto body = child(trees.front().xml->document_element(), "body");
        part_ = parts_.document;
        if (!body) faults_.push_back({part_, "pack.document_not_docx", "no body"});
        read_blocks(body, model_.blocks, false);
        if (const auto section = child(body, "sectPr")) read_section(section, trees);
        read_settings();
        return std::move(model_);
    }

private:
    void read_settings()
    {
        const auto* bytes = parts_.find(parts_.settings);
        pugi::xml_document tree;
        if (!bytes || !read_tree(parts_.settings, *bytes, tree, faults_)) return;
        const auto settings = child(tree, "settings");
        const auto node = child(settings, "evenAndOddHeaders");
        model_.page.even_and_odd = node && is_on(node);
        if (child(settings, "trackRevisions")) strangers_.add(child(settings, "trackRevisions"));
    }

    void read_section(Node section, const std::vector<Tree>& trees)
    {
        auto& page = model_.page;
        for (const auto one : section.children()) {
            const auto name = name_of(one);
            if (name == "pgSz") {
                page.width = std::clamp(points_of_twips(attribute(one, "w"), page.width), 72.0, 4000.0);
                page.height = std::clamp(points_of_twips(attribute(one, "h"), page.height), 72.0, 4000.0);
            } else if (name == "pgMar") {
                read_margins(one, page);
            } else if (name == "titlePg") {
                page.first_differs = is_on(one);
            } else if (name == "headerReference" || name == "footerReference") {
                read_edge(one, name == "headerReference" ? page.headers : page.footers, trees);
            } else if (name == "cols") {
                if (integer_of(attribute(one, "num"), 1) > 1) strangers_.add(one, "columns");
            } else if (name != "docGrid" && name != "pgNumType" && name != "type" && name != "formProt" &&
                       name != "textDirection" && name != "noEndnote" && name != "rtlGutter") {
                strangers_.add(one);
            } else if (name == "pgNumType" && !attribute(one, "fmt").empty() && attribute(one, "fmt") != "decimal") {
                strangers_.add(one, attribute(one, "fmt"));
            }
        }
    }

    static void read_margins(Node node, Page& page)
    {
        const auto side = [&](std::string_view name, double otherwise) {
            return std::clamp(points_of_twips(attribute(node, name), otherwise), 0.0, page.height / 2 - 12);
        };
        page.top = side("top", page.top);
        page.bottom = side("bottom", page.bottom);
        page.left = std::min(side("left", page.left), page.width / 2 - 12);
        page.right = std::min(side("right", page.right), page.width / 2 - 12);
        page.header = side("header", page.header);
        page.footer = side("footer", page.footer);
    }

    void read_edge(Node reference, Edge& edge, const std::vector<Tree>& trees)
    {
        const auto part = parts_.headers_and_footers.find(std::string(attribute(reference, "id")));
        if (part == parts_.headers_and_footers.end()) return;
        const auto tree = std::ranges::find(trees, part->second, &Tree::part);
        if (tree == trees.end()) return;
        const auto type = attribute(reference, "type");
        part_ = part->second;
        strangers_ = Strangers(faults_, part_);
        read_blocks(tree->xml->document_element(),
                    type == "even"    ? edge.even
                    : type == "first" ? edge.first
                                      : edge.odd,
                    false);
        part_ = parts_.document;
        strangers_ = Strangers(faults_, part_);
    }

    /// Paragraphs and tables, also within the marks of a compiled template.
    void read_blocks(Node from, std::vector<BodyItem>& to, bool in_cell)
    {
        for (const auto one : from.children()) {
            const auto name = name_of(one);
            if (name == "p") to.emplace_back(read_paragraph(one));
            else if (name == "tbl" && !in_cell) to.emplace_back(read_table(one));
            else if (one.name() == std::string_view("jishi:block")) read_blocks(one, to, in_cell);
            else if (name == "tbl") strangers_.add(one, "a table within a table");
            else if (name != "sectPr" && name != "tcPr" && one.type() == pugi::node_element) strangers_.add(one);
        }
    }

    Paragraph read_paragraph(Node node)
    {
        Paragraph paragraph;
        Face face;
        styles_.apply_paragraph(child(node, "pPr"), paragraph, face, strangers_);
        field_ = Field::none;
        read_runs(node, face, paragraph);
        return paragraph;
    }

    void read_runs(Node from, const Face& face, Paragraph& paragraph)
    {
        for (const auto one : from.children()) {
            const std::string_view full = one.name();
            const auto name = name_of(one);
            if (full == "jishi:block") read_runs(one, face, paragraph);
            else if (full == "jishi:field") add_placeholder(one, face, paragraph);
            else if (name == "r") read_run(one, face, paragraph);
            else if (name == "fldSimple") read_simple_field(one, face, paragraph);
            else if (name != "pPr" && one.type() == pugi::node_element) strangers_.add(one);
        }
    }

    void add_placeholder(Node node, Face face, Paragraph& paragraph)
    {
        styles_.apply_run(node.first_child(), face, strangers_);
        const auto n = node.attribute("n").as_uint();
        const auto text = placeholders_ && n < placeholders_->size() ? (*placeholders_)[n].text : std::string{};
        paragraph.pieces.push_back({Piece::Kind::text, "{{" + text + "}}", face});
    }

    void read_run(Node run, Face face, Paragraph& paragraph)
    {
        styles_.apply_run(child(run, "rPr"), face, strangers_);
        for (const auto one : run.children()) read_content(one, face, paragraph);
    }

    void read_content(Node one, const Face& face, Paragraph& paragraph)
    {
        const auto name = name_of(one);
        const auto add = [&](Piece::Kind kind) { paragraph.pieces.push_back({kind, {}, face}); };
        if (name == "fldChar") return read_field_mark(one);
        if (name == "instrText") return read_instruction(one, face, paragraph);
        if (field_ == Field::result) return;  // what the office program last showed
        if (name == "t") paragraph.pieces.push_back({Piece::Kind::text, one.text().get(), face});
        else if (name == "tab") add(Piece::Kind::tab);
        else if (name == "cr") add(Piece::Kind::line_break);
        else if (name == "noBreakHyphen") paragraph.pieces.push_back({Piece::Kind::text, "\u2011", face});
        else if (name == "br") {
            const auto type = attribute(one, "type");
            if (type == "column") strangers_.add(one, type);
            add(type == "page" ? Piece::Kind::page_break : Piece::Kind::line_break);
        } else if (name == "drawing") {
            read_picture(one, face, paragraph);
        } else if (name != "rPr" && one.type() == pugi::node_element) {
            strangers_.add(one);
        }
    }

    void read_field_mark(Node one)
    {
        const auto type = attribute(one, "fldCharType");
        if (type == "begin") field_ = Field::instruction;
        else if (type == "separate") field_ = Field::result;
        else if (type == "end") field_ = Field::none;
    }

    void read_instruction(Node one, const Face& face, Paragraph& paragraph)
    {
        add_field(one, one.text().get(), face, paragraph);
    }

    void read_simple_field(Node one, Face face, Paragraph& paragraph)
    {
        if (const auto run = child(one, "r")) styles_.apply_run(child(run, "rPr"), face, strangers_);
        add_field(one, one.attribute("w:instr").value(), face, paragraph);
    }

    void add_field(Node node, std::string_view instruction, const Face& face, Paragraph& paragraph)
    {
        while (instruction.starts_with(' ')) instruction.remove_prefix(1);
        const auto word = instruction.substr(0, instruction.find(' '));
        // The pages are cut when the text stands: only headers and footers can know their number.
        if (!word.empty() && part_ == parts_.document) strangers_.add(node, word);
        else if (word == "PAGE") paragraph.pieces.push_back({Piece::Kind::page_number, {}, face});
        else if (word == "NUMPAGES" || word == "SECTIONPAGES")
            paragraph.pieces.push_back({Piece::Kind::page_count, {}, face});
        else if (!word.empty()) strangers_.add(node, word);
    }

    void read_picture(Node drawing, const Face& face, Paragraph& paragraph)
    {
        const auto frame = child(drawing, "inline");
        const auto data = child(child(frame, "graphic"), "graphicData");
        const auto blip = child(child(child(data, "pic"), "blipFill"), "blip");
        if (!blip) return strangers_.add(drawing, frame ? "not a picture" : "floating");
        Piece piece{Piece::Kind::picture, {}, face};
        const auto extent = child(frame, "extent");
        piece.picture = {picture_of(std::string(attribute(blip, "embed"))), points_of_emu(attribute(extent, "cx")),
                         points_of_emu(attribute(extent, "cy"))};
        if (!piece.picture.png) return strangers_.add(drawing, "not a PNG picture of at most 4000 points a side");
        paragraph.pieces.push_back(std::move(piece));
    }

    std::shared_ptr<const std::string> picture_of(const std::string& relation)
    {
        auto& known = pictures_[part_ + " " + relation];
        if (known) return known;
        const auto made = std::ranges::find(media_, relation, &Media::relation);
        const std::string* bytes = made != media_.end() ? &made->bytes : nullptr;
        if (!bytes) {
            const auto target = picture_part(relation);
            bytes = target.empty() ? nullptr : parts_.find(target);
        }
        if (bytes && is_fit_png(*bytes)) known = std::make_shared<const std::string>(*bytes);
        return known;
    }

    std::string picture_part(const std::string& relation) const
    {
        if (part_ != parts_.document) return {};  // pictures of headers: outside the subset
        const auto found = parts_.pictures.find(relation);
        return found == parts_.pictures.end() ? std::string{} : found->second;
    }

    // ---- tables -----------------------------------------------------------------------------------------

    struct TableLook {
        Line top, bottom, left, right, inside_h, inside_v;
        double margin_top = 0, margin_bottom = 0, margin_left = 5.4, margin_right = 5.4;  // what Word starts with
    };

    void apply_table_properties(Node properties, Table& table, TableLook& look)
    {
        for (const auto one : properties.children()) {
            const auto name = name_of(one);
            if (name == "tblStyle")
                apply_table_properties(styles_.table_properties(attribute(one, "val")), table, look);
            else if (name == "jc")
                table.align = attribute(one, "val") == "center"  ? Align::center
                              : attribute(one, "val") == "right" ? Align::right
                                                                 : Align::left;
            else if (name == "tblInd") table.indent = points_of_twips(attribute(one, "w"));
            else if (name == "tblBorders") apply_table_borders(one, look);
            else if (name == "tblCellMar")
                read_cell_margins(one, look.margin_top, look.margin_bottom, look.margin_left, look.margin_right);
            else if (name == "tblpPr") strangers_.add(one, "a floating table");
            else if (name != "tblW" && name != "tblLayout" && name != "tblLook" && name != "tblOverlap" &&
                     name != "tblStyleRowBandSize" && name != "tblStyleColBandSize" && name != "tblCaption" &&
                     name != "tblDescription")
                strangers_.add(one);
        }
    }

    static void apply_table_borders(Node borders, TableLook& look)
    {
        for (const auto one : borders.children()) {
            const auto name = name_of(one);
            if (name == "top") look.top = line_of(one);
            else if (name == "bottom") look.bottom = line_of(one);
            else if (name == "left" || name == "start") look.left = line_of(one);
            else if (name == "right" || name == "end") look.right = line_of(one);
            else if (name == "insideH") look.inside_h = line_of(one);
            else if (name == "insideV") look.inside_v = line_of(one);
        }
    }

    static void read_cell_margins(Node margins, double& top, double& bottom, double& left, double& right)
    {
        for (const auto one : margins.children()) {
            const auto name = name_of(one);
            const auto width = std::clamp(points_of_twips(attribute(one, "w")), 0.0, 72.0);
            if (name == "top") top = width;
            else if (name == "bottom") bottom = width;
            else if (name == "left" || name == "start") left = width;
            else if (name == "right" || name == "end") right = width;
        }
    }

    std::shared_ptr<const Table> read_table(Node node)
    {
        auto table = std::make_shared<Table>();
        TableLook look;
        apply_table_properties(child(node, "tblPr"), *table, look);
        for (const auto one : child(node, "tblGrid").children())
            if (name_of(one) == "gridCol" && static_cast<int>(table->columns.size()) < columns_max)
                table->columns.push_back(std::clamp(points_of_twips(attribute(one, "w")), 1.0, 2000.0));
        if (table->columns.empty()) strangers_.add(node, "a table without tblGrid");
        read_rows(node, *table, look);
        draw_outline(*table, look);
        return table;
    }

    void read_rows(Node from, Table& table, const TableLook& look)
    {
        for (const auto one : from.children()) {
            const auto name = name_of(one);
            if (name == "tr") read_row(one, table, look);
            else if (one.name() == std::string_view("jishi:block")) read_rows(one, table, look);
            else if (name != "tblPr" && name != "tblGrid" && one.type() == pugi::node_element) strangers_.add(one);
        }
    }

    void read_row(Node node, Table& table, const TableLook& look)
    {
        Row row;
        int column = 0;
        for (const auto one : child(node, "trPr").children()) {
            const auto name = name_of(one);
            if (name == "trHeight") {
                row.height = std::clamp(points_of_twips(attribute(one, "val")), 0.0, 2000.0);
                row.exact = attribute(one, "hRule") == "exact";
            } else if (name == "tblHeader") {
                row.header = is_on(one);
            } else if (name == "gridBefore") {
                column = std::clamp(integer_of(attribute(one, "val"), 0), 0, columns_max);
            } else if (name != "cantSplit" && name != "jc" && name != "cnfStyle" && name != "gridAfter" &&
                       name != "wBefore" && name != "wAfter") {
                strangers_.add(one);
            }
        }
        const auto columns = static_cast<int>(table.columns.size());
        read_cells(node, row, column, columns, look);
        table.rows.push_back(std::move(row));
    }

    void read_cells(Node from, Row& row, int& column, int columns, const TableLook& look)
    {
        for (const auto one : from.children()) {
            const auto name = name_of(one);
            if (one.name() == std::string_view("jishi:block")) {
                read_cells(one, row, column, columns, look);
            } else if (name == "tc") {
                auto cell = read_cell(one, look);
                cell.column = column;
                cell.span = std::min(cell.span, columns - column);
                column += cell.span;
                if (cell.span > 0) row.cells.push_back(std::move(cell));
                else strangers_.add(one, "more cells than columns");
            } else if (name != "trPr" && name != "tblPrEx" && one.type() == pugi::node_element) {
                strangers_.add(one);
            }
        }
    }

    Cell read_cell(Node node, const TableLook& look)
    {
        Cell cell;
        cell.top = cell.bottom = look.inside_h;
        cell.left = cell.right = look.inside_v;
        cell.margin_top = look.margin_top;
        cell.margin_bottom = look.margin_bottom;
        cell.margin_left = look.margin_left;
        cell.margin_right = look.margin_right;
        for (const auto one : child(node, "tcPr").children()) apply_cell_property(one, cell);
        std::vector<BodyItem> blocks;
        read_blocks(node, blocks, true);
        for (auto& block : blocks) cell.paragraphs.push_back(std::get<Paragraph>(std::move(block)));
        return cell;
    }

    void apply_cell_property(Node one, Cell& cell)
    {
        const auto name = name_of(one);
        const auto value = attribute(one, "val");
        if (name == "gridSpan") cell.span = std::clamp(integer_of(value, 1), 1, columns_max);
        else if (name == "vMerge") cell.merge = value == "restart" ? Cell::Merge::begins : Cell::Merge::goes_on;
        else if (name == "vAlign")
            cell.vertical = value == "center"   ? Cell::Vertical::center
                            : value == "bottom" ? Cell::Vertical::bottom
                                                : Cell::Vertical::top;
        else if (name == "tcMar")
            read_cell_margins(one, cell.margin_top, cell.margin_bottom, cell.margin_left, cell.margin_right);
        else if (name == "shd") {
            if (const auto fill = attribute(one, "fill"); fill.size() == 6) cell.fill = color_of(fill);
        } else if (name == "tcBorders") apply_cell_borders(one, cell);
        else if (name != "tcW" && name != "noWrap" && name != "cnfStyle" && name != "hideMark" && name != "tcFitText")
            strangers_.add(one);
    }

    void apply_cell_borders(Node borders, Cell& cell)
    {
        for (const auto one : borders.children()) {
            const auto name = name_of(one);
            auto line = line_of(one);
            if (line.width == 0) line.width = no_line;  // said, and therefore not to be taken from the table
            if (name == "top") cell.top = line;
            else if (name == "bottom") cell.bottom = line;
            else if (name == "left" || name == "start") cell.left = line;
            else if (name == "right" || name == "end") cell.right = line;
            else if (line.width > 0) strangers_.add(one);
        }
    }

    /// The outer cells take the outline of the table, unless they say otherwise.
    static void draw_outline(Table& table, const TableLook& look)
    {
        const auto columns = static_cast<int>(table.columns.size());
        const auto same = [](const Line& a, const Line& b) {
            return a.width == b.width && a.color == b.color && a.form == b.form;
        };
        for (std::size_t i = 0; i < table.rows.size(); ++i)
            for (auto& cell : table.rows[i].cells) {
                if (i == 0 && same(cell.top, look.inside_h)) cell.top = look.top;
                if (i + 1 == table.rows.size() && same(cell.bottom, look.inside_h)) cell.bottom = look.bottom;
                if (cell.column == 0 && same(cell.left, look.inside_v)) cell.left = look.left;
                if (cell.column + cell.span == columns && same(cell.right, look.inside_v)) cell.right = look.right;
                for (auto* line : {&cell.top, &cell.bottom, &cell.left, &cell.right})
                    if (line->width < 0) line->width = 0;
            }
    }

    static constexpr double no_line = -1;
    enum class Field : std::uint8_t { none, instruction, result };

    const Parts& parts_;
    const std::vector<Media>& media_;
    const std::vector<Placeholder>* placeholders_;
    Faults& faults_;
    Strangers strangers_;
    pugi::xml_document styles_tree_;
    Styles styles_;
    Model model_;
    std::string part_;
    Field field_ = Field::none;
    std::map<std::string, std::shared_ptr<const std::string>> pictures_;
};

}  // namespace

Model read_model(const Parts& parts, const std::vector<Tree>& trees, const std::vector<Media>& media, Faults& faults)
{
    return Reader(parts, media, nullptr, faults).read(trees);
}

void check_subset(const Template& checked, Faults& faults)
{
    (void)Reader(checked.parts(), {}, &checked.placeholders(), faults).read(checked.trees());
}

}  // namespace jishi::platform::document
