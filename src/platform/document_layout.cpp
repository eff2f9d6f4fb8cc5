#include "platform/document_layout.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "platform/document_table.hpp"

namespace jishi::platform::document {
namespace {

constexpr std::size_t pages_max = 3'000;
constexpr double hair = 0.05;  // lines that fit but for a rounding fit

struct LaidParagraph {
    const Paragraph* paragraph;
    std::vector<LineBox> lines;
};
using Laid = std::variant<LaidParagraph, LaidTable>;

class Pages final : public Surface {
public:
    Pages(const Model& model, LineBreaker& breaker) : model_(model), breaker_(breaker) { begin_page(); }

    Result<std::vector<Sheet>> run()
    {
        std::vector<Laid> laid;
        for (const auto& block : model_.blocks) laid.push_back(lay(block));
        bool chained = false;
        for (std::size_t i = 0; i < laid.size(); ++i) {
            if (!chained) keep_together(laid, i);
            chained = keeps_next(laid[i]);
            if (const auto* paragraph = std::get_if<LaidParagraph>(&laid[i])) place(*paragraph);
            else place_table(std::get<LaidTable>(laid[i]), left(), *this);
            if (sheets_.size() > pages_max) return refuse(ErrorKind::too_large, "document.too_large");
        }
        for (std::size_t i = 0; i < sheets_.size(); ++i) draw_edges(i);
        return std::move(sheets_);
    }

    // ---- where the text of the pages stands ------------------------------------------------------------
    double y() const override { return y_; }
    double room() const override { return bottom() - y_; }
    double page_room() const override { return bottom() - model_.page.top; }
    bool fresh() const override { return fresh_; }
    Sheet& sheet() override { return sheets_.back(); }
    void advance(double height) override
    {
        y_ += height;
        fresh_ = false;
    }
    void new_page() override
    {
        if (sheets_.size() <= pages_max) begin_page();
    }

private:
    double left() const { return model_.page.left; }
    double width() const { return model_.page.width - model_.page.left - model_.page.right; }
    double bottom() const { return model_.page.height - model_.page.bottom + hair; }

    void begin_page()
    {
        sheets_.emplace_back();
        y_ = model_.page.top;
        fresh_ = true;
    }

    Laid lay(const BodyItem& block)
    {
        if (const auto* paragraph = std::get_if<Paragraph>(&block))
            return LaidParagraph{paragraph, breaker_.lines_of(*paragraph, width())};
        return lay_table(*std::get<std::shared_ptr<const Table>>(block), width(), breaker_);
    }

    static bool keeps_next(const Laid& laid)
    {
        const auto* paragraph = std::get_if<LaidParagraph>(&laid);
        return paragraph && paragraph->paragraph->keep_next;
    }

    static double height_of(const std::vector<LineBox>& lines)
    {
        return std::accumulate(lines.begin(), lines.end(), 0.0,
                               [](double sum, const LineBox& line) { return sum + line.total(); });
    }

    /// A page break before a chain of paragraphs that must not part, and the first line of what follows it.
    void keep_together(const std::vector<Laid>& laid, std::size_t i)
    {
        double needed = 0;
        for (; i < laid.size() && keeps_next(laid[i]); ++i) needed += height_of(std::get<LaidParagraph>(laid[i]).lines);
        if (i < laid.size()) {
            if (const auto* paragraph = std::get_if<LaidParagraph>(&laid[i]))
                needed += paragraph->paragraph->keep_lines
                              ? height_of(paragraph->lines)
                              : paragraph->lines.front().above + paragraph->lines.front().height;
            else needed += std::get<LaidTable>(laid[i]).first_height();
        }
        if (!fresh_ && needed > room() && needed <= page_room()) new_page();
    }

    void place(const LaidParagraph& laid)
    {
        if (laid.paragraph->page_break_before && !fresh_) new_page();
        for (const auto& line : laid.lines) {
            if (line.new_page) new_page();
            if (!fresh_ && line.above + line.height > room()) new_page();
            if (!fresh_) y_ += line.above;
            draw_line(sheet(), line, left(), y_);
            if (line.height > 0) fresh_ = false;
            y_ += line.height + line.below;
        }
    }

    // ---- headers and footers ---------------------------------------------------------------------------
    const std::vector<BodyItem>& edge_of(const Edge& edge, std::size_t page) const
    {
        if (page == 0 && model_.page.first_differs) return edge.first;
        return model_.page.even_and_odd && page % 2 == 1 ? edge.even : edge.odd;
    }

    void draw_edges(std::size_t page)
    {
        const PageNumber number{static_cast<int>(page) + 1, static_cast<int>(sheets_.size())};
        const auto header = lines_of(edge_of(model_.page.headers, page), number);
        const auto footer = lines_of(edge_of(model_.page.footers, page), number);
        draw_edge(sheets_[page], header, model_.page.header);
        draw_edge(sheets_[page], footer, model_.page.height - model_.page.footer - height_of(footer));
    }

    std::vector<LineBox> lines_of(const std::vector<BodyItem>& blocks, PageNumber number)
    {
        std::vector<LineBox> lines;
        for (const auto& block : blocks)
            if (const auto* paragraph = std::get_if<Paragraph>(&block))
                for (auto& line : breaker_.lines_of(*paragraph, width(), number)) lines.push_back(std::move(line));
        return lines;
    }

    void draw_edge(Sheet& sheet, const std::vector<LineBox>& lines, double y) const
    {
        for (const auto& line : lines) {
            draw_line(sheet, line, left(), y + line.above);
            y += line.total();
        }
    }

    const Model& model_;
    LineBreaker& breaker_;
    std::vector<Sheet> sheets_;
    double y_ = 0;
    bool fresh_ = true;
};

}  // namespace

void draw_line(Sheet& sheet, const LineBox& line, double x, double y)
{
    if (line.border_top.width > 0)
        sheet.strokes.push_back({x + line.border_from, y, x + line.border_to, y, line.border_top});
    if (line.line) sheet.texts.push_back({x + line.x, y + line.baseline, line.layout, line.line});
    const double end = y + line.height;
    if (line.border_bottom.width > 0)
        sheet.strokes.push_back({x + line.border_from, end, x + line.border_to, end, line.border_bottom});
}

Result<std::vector<Sheet>> lay_out(const Model& model, LineBreaker& breaker) { return Pages(model, breaker).run(); }

}  // namespace jishi::platform::document
