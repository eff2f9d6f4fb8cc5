#pragma once
// Tables: heights of rows, cutting them to pages, borders. Private to the document files.

#include <vector>

#include "platform/document_layout.hpp"

namespace jishi::platform::document {

/// Where blocks are placed, one below the other.
class Surface {
public:
    virtual ~Surface() = default;
    virtual double y() const = 0;
    virtual double room() const = 0;       // left on this page
    virtual double page_room() const = 0;  // of an empty page
    virtual bool fresh() const = 0;        // nothing stands on this page yet
    virtual Sheet& sheet() = 0;
    virtual void advance(double height) = 0;
    virtual void new_page() = 0;
};

void draw_line(Sheet& sheet, const LineBox& line, double x, double y);

struct LaidCell {
    const Cell* cell = nullptr;
    double x = 0;
    double width = 0;
    std::vector<LineBox> lines;
    double content = 0;     // height of the lines
    std::size_t rows = 1;   // that it spans
    bool open_top = false;  // goes on from the row above
    bool open_bottom = false;
};

struct LaidRow {
    double height = 0;
    bool header = false;
    bool exact = false;
    std::vector<LaidCell> cells;
};

struct LaidTable {
    double x = 0;
    std::vector<LaidRow> rows;
    /// What must stand on one page at its beginning: repeated rows are the head of nothing without one below them.
    double first_height() const
    {
        double height = 0;
        for (const auto& row : rows) {
            height += row.height;
            if (!row.header) break;
        }
        return height;
    }
};

LaidTable lay_table(const Table& table, double width, LineBreaker& breaker);
void place_table(const LaidTable& table, double left, Surface& surface);

}  // namespace jishi::platform::document
