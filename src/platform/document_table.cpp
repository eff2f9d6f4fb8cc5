#include "platform/document_table.hpp"

#include <algorithm>
#include <numeric>

namespace jishi::platform::document {
namespace {

double height_of(const LaidCell& cell) { return cell.cell->margin_top + cell.content + cell.cell->margin_bottom; }

const LaidCell* cell_at(const LaidRow& row, int column)
{
    const auto found = std::ranges::find_if(row.cells, [&](const LaidCell& c) { return c.cell->column == column; });
    return found == row.cells.end() ? nullptr : &*found;
}

LaidCell lay_cell(const Cell& cell, const std::vector<double>& edges, LineBreaker& breaker)
{
    LaidCell laid;
    laid.cell = &cell;
    laid.x = edges[static_cast<std::size_t>(cell.column)];
    laid.width = edges[static_cast<std::size_t>(cell.column) + static_cast<std::size_t>(cell.span)] - laid.x;
    laid.open_top = cell.merge == Cell::Merge::goes_on;
    if (laid.open_top) return laid;
    for (const auto& paragraph : cell.paragraphs)
        for (auto& line : breaker.lines_of(paragraph, laid.width - cell.margin_left - cell.margin_right)) {
            laid.content += line.total();
            laid.lines.push_back(std::move(line));
        }
    return laid;
}

/// Which rows a merged cell spans; a cell that goes on without a beginning stands for itself.
void join_merged(LaidTable& table)
{
    for (std::size_t i = 0; i < table.rows.size(); ++i)
        for (auto& cell : table.rows[i].cells) {
            if (cell.cell->merge != Cell::Merge::begins) continue;
            for (std::size_t j = i + 1; j < table.rows.size(); ++j) {
                const auto* below = cell_at(table.rows[j], cell.cell->column);
                if (!below || below->cell->merge != Cell::Merge::goes_on) break;
                ++cell.rows;
            }
            for (std::size_t j = 0; j + 1 < cell.rows; ++j)
                const_cast<LaidCell*>(cell_at(table.rows[i + j], cell.cell->column))->open_bottom = true;
        }
}

double rows_height(const LaidTable& table, std::size_t from, std::size_t count)
{
    double sum = 0;
    for (std::size_t i = from; i < from + count; ++i) sum += table.rows[i].height;
    return sum;
}

void set_heights(LaidTable& table)
{
    for (auto& row : table.rows)
        for (const auto& cell : row.cells)
            if (cell.rows == 1 && !row.exact) row.height = std::max(row.height, height_of(cell));
    for (std::size_t i = 0; i < table.rows.size(); ++i)
        for (const auto& cell : table.rows[i].cells) {
            if (cell.rows == 1) continue;
            const double missing = height_of(cell) - rows_height(table, i, cell.rows);
            if (missing > 0) table.rows[i + cell.rows - 1].height += missing;
        }
}

class Placer {
public:
    Placer(const LaidTable& table, double left, Surface& surface)
        : table_(table), left_(left + table.x), surface_(surface)
    {
        while (headers_ < table.rows.size() && table.rows[headers_].header) ++headers_;
        if (headers_ == table.rows.size() || rows_height(table, 0, headers_) > surface.page_room() / 2) headers_ = 0;
    }

    void run()
    {
        for (std::size_t i = 0; i < table_.rows.size(); ++i) {
            const double height = table_.rows[i].height;
            if (height > surface_.page_room() - rows_height(table_, 0, headers_)) {
                split(i);
                continue;
            }
            if (height > surface_.room() && !surface_.fresh()) break_before(i);
            draw(i, surface_.y(), height);
            surface_.advance(height);
        }
    }

private:
    /// What is merged over the page break gets its line on both pages.
    void break_before(std::size_t i)
    {
        const bool within = i > 0;
        if (within)
            for (const auto& cell : table_.rows[i - 1].cells)
                if (cell.open_bottom) stroke(cell, surface_.y(), cell.cell->bottom);
        surface_.new_page();
        if (i < headers_) return;
        for (std::size_t header = 0; header < headers_; ++header) {
            draw(header, surface_.y(), table_.rows[header].height);
            surface_.advance(table_.rows[header].height);
        }
        if (within)
            for (const auto& cell : table_.rows[i].cells)
                if (cell.open_top) stroke(cell, surface_.y(), cell.cell->top);
    }

    void stroke(const LaidCell& cell, double y, const Line& line)
    {
        if (line.width > 0)
            surface_.sheet().strokes.push_back({left_ + cell.x, y, left_ + cell.x + cell.width, y, line});
    }

    void frame(const LaidCell& cell, double y, double height)
    {
        const double x = left_ + cell.x;
        if (cell.cell->fill) surface_.sheet().fills.push_back({x, y, cell.width, height, *cell.cell->fill});
        if (!cell.open_top) stroke(cell, y, cell.cell->top);
        if (!cell.open_bottom) stroke(cell, y + height, cell.cell->bottom);
        auto& strokes = surface_.sheet().strokes;
        if (cell.cell->left.width > 0) strokes.push_back({x, y, x, y + height, cell.cell->left});
        if (cell.cell->right.width > 0)
            strokes.push_back({x + cell.width, y, x + cell.width, y + height, cell.cell->right});
    }

    void draw(std::size_t i, double y, double height)
    {
        for (const auto& cell : table_.rows[i].cells) {
            frame(cell, y, height);
            const double whole =
                cell.rows > 1 ? std::min(rows_height(table_, i, cell.rows), height + surface_.room()) : height;
            draw_lines(cell, y + offset(cell, whole), 0, cell.lines.size());
        }
    }

    static double offset(const LaidCell& cell, double height)
    {
        const double rest = std::max(height - height_of(cell), 0.0);
        const double part = cell.cell->vertical == Cell::Vertical::center   ? 0.5
                            : cell.cell->vertical == Cell::Vertical::bottom ? 1
                                                                            : 0;
        return cell.cell->margin_top + rest * part;
    }

    void draw_lines(const LaidCell& cell, double y, std::size_t from, std::size_t to)
    {
        for (std::size_t i = from; i < to; ++i) {
            const auto& line = cell.lines[i];
            draw_line(surface_.sheet(), line, left_ + cell.x + cell.cell->margin_left, y + line.above);
            y += line.total();
        }
    }

    /// A row that is higher than a page goes over several, line by line.
    void split(std::size_t i)
    {
        const auto& row = table_.rows[i];
        std::vector<std::size_t> next(row.cells.size(), 0);
        bool stuck = false;  // not even one line fits below the repeated rows of a new page
        for (bool more = true; more;) {
            std::vector<std::size_t> end(next);
            double height = 0;
            bool moved = false;
            for (std::size_t c = 0; c < row.cells.size(); ++c) {
                const auto& cell = row.cells[c];
                double used = cell.cell->margin_top + cell.cell->margin_bottom;
                while (end[c] < cell.lines.size() && (used + cell.lines[end[c]].total() <= surface_.room() ||
                                                      (surface_.fresh() && end[c] == next[c])))
                    used += cell.lines[end[c]++].total();
                moved = moved || end[c] > next[c];
                height = std::max(height, used);
            }
            more = false;
            for (std::size_t c = 0; c < row.cells.size(); ++c) more = more || end[c] < row.cells[c].lines.size();
            if (!moved && more) {
                if (stuck) return;
                break_before(i);
                stuck = true;
                continue;
            }
            stuck = false;
            for (std::size_t c = 0; c < row.cells.size(); ++c) {
                frame(row.cells[c], surface_.y(), height);
                draw_lines(row.cells[c], surface_.y() + row.cells[c].cell->margin_top, next[c], end[c]);
            }
            next = end;
            surface_.advance(height);
            if (more) break_before(i);
        }
    }

    const LaidTable& table_;
    double left_;
    Surface& surface_;
    std::size_t headers_ = 0;
};

}  // namespace

LaidTable lay_table(const Table& table, double width, LineBreaker& breaker)
{
    std::vector<double> edges{0};
    for (const double column : table.columns) edges.push_back(edges.back() + column);
    LaidTable laid;
    laid.x = table.align == Align::center  ? (width - edges.back()) / 2
             : table.align == Align::right ? width - edges.back()
                                           : table.indent;
    for (const auto& row : table.rows) {
        LaidRow one{row.height, row.header, row.exact, {}};
        for (const auto& cell : row.cells) one.cells.push_back(lay_cell(cell, edges, breaker));
        laid.rows.push_back(std::move(one));
    }
    join_merged(laid);
    set_heights(laid);
    return laid;
}

void place_table(const LaidTable& table, double left, Surface& surface) { Placer(table, left, surface).run(); }

}  // namespace jishi::platform::document
