#pragma once
// What is laid out: the part of a .docx that the PDF shows. Lengths in points. Private to the document files.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace jishi::platform::document {

struct Face {
    std::string ascii = "Times New Roman";
    std::string east_asia = "宋体";
    double size = 10.5;
    bool bold = false;
    bool italic = false;
    bool underline = false;
    bool strike = false;
    int raised = 0;  // 1: superscript, -1: subscript
    std::uint32_t color = 0;
    double spacing = 0;  // added behind every character
};

struct Picture {
    std::shared_ptr<const std::string> png;
    double width = 0;
    double height = 0;
};

struct Piece {
    enum class Kind : std::uint8_t { text, line_break, page_break, tab, page_number, page_count, picture };
    Kind kind = Kind::text;
    std::string text = {};
    Face face = {};
    Picture picture = {};
};

struct Line {
    double width = 0;  // 0: none
    std::uint32_t color = 0;
    enum class Form : std::uint8_t { single, dashed, twofold } form = Form::single;
};

enum class Align : std::uint8_t { left, center, right, both, distribute };
enum class Pitch : std::uint8_t { automatic, exact, at_least };

struct Tab {
    double at = 0;
    Align align = Align::left;
};

struct Paragraph {
    Align align = Align::left;
    double indent_left = 0;
    double indent_right = 0;
    double indent_first = 0;  // negative: hanging
    double space_before = 0;
    double space_after = 0;
    Pitch pitch = Pitch::automatic;
    double line = 1;  // of automatic: a factor; otherwise points
    bool keep_next = false;
    bool keep_lines = false;
    bool page_break_before = false;
    Line border_top = {};
    Line border_bottom = {};
    std::vector<Tab> tabs = {};
    Face mark = {};  // of the end of the paragraph: the height of an empty one
    std::vector<Piece> pieces = {};
};

struct Table;
using BodyItem = std::variant<Paragraph, std::shared_ptr<const Table>>;

struct Cell {
    int column = 0;
    int span = 1;
    enum class Merge : std::uint8_t { none, begins, goes_on } merge = Merge::none;
    enum class Vertical : std::uint8_t { top, center, bottom } vertical = Vertical::top;
    Line top, bottom, left, right;
    std::optional<std::uint32_t> fill = {};
    double margin_top = 0, margin_bottom = 0, margin_left = 0, margin_right = 0;
    std::vector<Paragraph> paragraphs = {};
};

struct Row {
    double height = 0;
    bool exact = false;
    bool header = false;  // repeated on each page
    std::vector<Cell> cells = {};
};

struct Table {
    std::vector<double> columns;
    Align align = Align::left;
    double indent = 0;
    std::vector<Row> rows;
};

/// Headers or footers: of odd pages (all pages unless even_and_odd), of even pages, of the first page.
struct Edge {
    std::vector<BodyItem> odd, even, first;
};

struct Page {
    double width = 595.3, height = 841.9;
    double top = 72, bottom = 72, left = 90, right = 90;
    double header = 42.5, footer = 49.6;  // from the edges of the paper
    bool even_and_odd = false;
    bool first_differs = false;
    Edge headers, footers;
};

struct Model {
    Page page;
    std::vector<BodyItem> blocks;
};

}  // namespace jishi::platform::document
