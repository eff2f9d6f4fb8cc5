#include "engine/workflow_drawing.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"

namespace jishi::engine {
namespace {

// Units of the picture: pixels at its own size.
constexpr int box_width = 216;
constexpr int box_height = 58;
constexpr int row_gap = 46;
constexpr int column_gap = 40;
constexpr int lane_width = 30;
constexpr int margin = 16;
constexpr int line_units_max = 24;  // a Han character counts two, a letter one

constexpr std::string_view style = R"(<style>
.jw{font:14px system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif}
.jw .b{fill:#fff;stroke:#8a8f99;stroke-width:1.2}
.jw .t{fill:#23262d;text-anchor:middle}
.jw .s{fill:#5c6370;font-size:12px;text-anchor:middle}
.jw .l{fill:none;stroke:#8a8f99;stroke-width:1.4}
.jw .l.return{stroke-dasharray:5 4}
.jw .l.refuse{stroke:#b3261e;stroke-dasharray:2 3}
.jw .n{fill:#5c6370;font-size:12px}
.jw .n.refuse{fill:#b3261e}
.jw .done .b{fill:#e8f3ec;stroke:#2f7d4f}
.jw .at .b{fill:#fff4e0;stroke:#b25e00;stroke-width:2.4}
.jw .late .b{fill:#fdeceb;stroke:#b3261e;stroke-width:2.4}
.jw .end .b{fill:#f3f4f6}
@media (prefers-color-scheme:dark){.jw .b{fill:#23262d;stroke:#9aa1ad}.jw .t{fill:#eceef2}.jw .s,.jw .n{fill:#b4bac4}.jw .l{stroke:#9aa1ad}.jw .done .b{fill:#17352a}.jw .at .b{fill:#40300f}.jw .late .b{fill:#451a17}.jw .end .b{fill:#2c3038}.jw .n.refuse{fill:#f2a19b}}
</style>)";

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += c;
        }
    }
    return out;
}

/// Text in lines that fit a box: Latin at blanks, Han anywhere.
std::vector<std::string> wrapped(std::string_view text)
{
    std::vector<std::string> lines(1);
    int units = 0;
    std::string word;
    int word_units = 0;
    const auto flush = [&] {
        if (units + word_units > line_units_max && !lines.back().empty()) {
            lines.emplace_back();
            units = 0;
            if (word.starts_with(' ')) word.erase(0, 1);
        }
        lines.back() += word;
        units += word_units;
        word.clear();
        word_units = 0;
    };
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        const std::size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
        if (length > 1 || text[at] == ' ') flush();
        word += text.substr(at, length);
        word_units += length > 1 ? 2 : 1;
        if (length > 1) flush();
        at += length;
    }
    flush();
    if (lines.size() > 2) {
        lines.resize(2);
        lines[1] += "…";
    }
    return lines;
}

class Painter {
public:
    Painter(const Workflow& workflow, const Standing& standing, Language language)
        : workflow_(workflow), standing_(standing), language_(language), layout_(lay_out(workflow))
    {
        for (const auto& line : layout_.lines) {
            left_ = std::max(left_, -line.lane);
            right_ = std::max(right_, line.lane);
        }
    }

    std::string paint()
    {
        const int width = 2 * margin + layout_.columns * box_width + (layout_.columns - 1) * column_gap +
                          (left_ + right_) * lane_width + label_room(-1) + label_room(1);
        const int height = 2 * margin + layout_.rows * box_height + (layout_.rows - 1) * row_gap;
        const auto& name = text(workflow_.name, workflow_.name_en);
        std::string out = fmt::format(
            R"(<svg xmlns="http://www.w3.org/2000/svg" class="jw" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="{2}"><title>{2}</title>{3})",
            width, height, escaped(name), style);
        out +=
            R"(<defs><marker id="jw-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#8a8f99"/></marker></defs>)";
        for (const auto& line : layout_.lines) out += this->line(line);
        for (const auto& box : layout_.boxes) out += this->box(box);
        return out + "</svg>\n";
    }

private:
    const std::string& text(const std::string& chinese, const std::string& english) const
    {
        return language_ == Language::english && !english.empty() ? english : chinese;
    }

    /// Room beside the lanes for what stands on them.
    int label_room(int side) const
    {
        return std::ranges::any_of(layout_.lines, [&](const auto& line) { return line.lane * side > 0; }) ? 84 : 0;
    }
    int x_of(const Picture::Box& box) const
    {
        return margin + left_ * lane_width + label_room(-1) + box.column * (box_width + column_gap);
    }
    static int y_of(const Picture::Box& box) { return margin + box.row * (box_height + row_gap); }

    std::string box(const Picture::Box& box) const
    {
        const int x = x_of(box);
        const int y = y_of(box);
        const auto* const step = workflow_.step(box.step);
        std::string state = step ? "" : "end";
        if (step && standing_.done.contains(box.step)) state = "done";
        if (step && standing_.at == box.step) state = standing_.late ? "late" : "at";
        if (!step && standing_.ended && (*standing_.ended == CaseState::refused) == box.refused &&
            *standing_.ended != CaseState::withdrawn)
            state = "done";
        const auto name = step          ? text(step->name, step->name_en)
                          : box.refused ? (language_ == Language::english ? "Refused" : "不予批准")
                                        : (language_ == Language::english ? "Done" : "办结");
        const auto lines = wrapped(name);
        const auto limit = step ? limit_of(*step) : std::string{};
        const int rows = static_cast<int>(lines.size()) + (limit.empty() ? 0 : 1);
        std::string out = fmt::format(R"(<g class="{}"><rect class="b" x="{}" y="{}" width="{}" height="{}" rx="{}"/>)",
                                      state, x, y, box_width, box_height, step ? 8 : box_height / 2);
        int at = y + box_height / 2 - (rows - 1) * 9 + 5;
        for (const auto& part : lines) {
            out += fmt::format(R"(<text class="t" x="{}" y="{}">{}</text>)", x + box_width / 2, at, escaped(part));
            at += 18;
        }
        if (!limit.empty())
            out += fmt::format(R"(<text class="s" x="{}" y="{}">{}</text>)", x + box_width / 2, at - 1, escaped(limit));
        return out + "</g>";
    }

    std::string limit_of(const StepRule& step) const
    {
        const auto& wait = step.max_wait ? step.max_wait : step.min_wait;
        if (!wait) return {};
        const bool english = language_ == Language::english;
        static constexpr std::string_view chinese[] = {"天", "个月", "个工作日"};
        static constexpr std::string_view words[] = {"day(s)", "month(s)", "working day(s)"};
        const auto unit = (english ? words : chinese)[static_cast<int>(wait->unit)];
        if (english)
            return fmt::format("{} {} {} · {}", step.max_wait ? "within" : "not before", wait->count, unit, wait->rule);
        return fmt::format("{}{}{} · {}", wait->count, unit, step.max_wait ? "内" : "后", wait->rule);
    }

    std::string line(const Picture::Line& line) const
    {
        const auto& from = layout_.boxes[line.from];
        const auto& to = layout_.boxes[line.to];
        const auto kind = code_of(line.kind);
        std::string name;
        for (const auto& step : workflow_.steps)
            if (step.code == from.step)
                if (const auto* const action = step.action(line.action)) name = text(action->name, action->name_en);
        if (line.lane == 0) {
            const int x1 = x_of(from) + box_width / 2;
            const int x2 = x_of(to) + box_width / 2;
            const int y1 = y_of(from) + box_height;
            const int y2 = y_of(to);
            const int middle = (y1 + y2) / 2;
            return fmt::format(
                R"svg(<path class="l {}" marker-end="url(#jw-arrow)" d="M{} {}C{} {} {} {} {} {}"/><text class="n {}" x="{}" y="{}">{}</text>)svg",
                kind, x1, y1, x1, middle, x2, middle, x2, y2, kind, (x1 + x2) / 2 + 8, middle + 4, escaped(name));
        }
        const bool right = line.lane > 0;
        const int side = right ? box_width : 0;
        const int x1 = x_of(from) + side;
        const int x2 = x_of(to) + side;
        const int edge = right ? margin + left_ * lane_width + label_room(-1) + layout_.columns * box_width +
                                     (layout_.columns - 1) * column_gap + line.lane * lane_width
                               : margin + label_room(-1) + (left_ + line.lane) * lane_width;
        const int y1 = y_of(from) + box_height / 2 + 8;
        const int y2 = y_of(to) + box_height / 2 - 8;
        return fmt::format(
            R"svg(<path class="l {0}" marker-end="url(#jw-arrow)" d="M{1} {2}H{3}V{4}H{5}"/><text class="n {0}" x="{6}" y="{7}" text-anchor="{8}">{9}</text>)svg",
            kind, x1, y1, edge, y2, x2, edge + (right ? 6 : -6), (y1 + y2) / 2 + 4, right ? "start" : "end",
            escaped(name));
    }

    const Workflow& workflow_;
    const Standing& standing_;
    const Language language_;
    const Picture layout_;
    int left_ = 0;
    int right_ = 0;
};

}  // namespace

Picture lay_out(const Workflow& workflow)
{
    Picture layout;
    std::map<std::string, std::size_t> index;
    for (const auto& step : workflow.steps) {
        index[step.code] = layout.boxes.size();
        layout.boxes.push_back({step.code, false, 0, 0});
    }
    // A step stands below everything that leads on to it and comes before it in the text.
    for (std::size_t i = 0; i < workflow.steps.size(); ++i)
        for (const auto& action : workflow.steps[i].actions)
            if (const auto to = index.find(action.to); to != index.end() && to->second > i)
                layout.boxes[to->second].row = std::max(layout.boxes[to->second].row, layout.boxes[i].row + 1);
    int rows = 0;
    for (const auto& box : layout.boxes) rows = std::max(rows, box.row + 1);
    const auto end = layout.boxes.size();
    layout.boxes.push_back({"", false, rows, 0});
    const bool refuses = std::ranges::any_of(workflow.steps, [](const auto& step) {
        return std::ranges::any_of(step.actions, [](const auto& action) { return action.kind == ActionKind::refuse; });
    });
    if (refuses) layout.boxes.push_back({"", true, rows, 0});
    layout.rows = rows + 1;
    std::map<int, int> used;
    for (auto& box : layout.boxes) box.column = used[box.row]++;
    for (const auto& [row, count] : used) layout.columns = std::max(layout.columns, count);
    int right = 0;
    int left = 0;
    for (std::size_t i = 0; i < workflow.steps.size(); ++i)
        for (const auto& action : workflow.steps[i].actions) {
            const auto to =
                action.to.empty() ? (action.kind == ActionKind::refuse ? end + 1 : end) : index.at(action.to);
            const int down = layout.boxes[to].row - layout.boxes[i].row;
            int lane = 0;
            if (down <= 0) lane = --left;                                            // back
            else if (down > 1 || action.kind == ActionKind::refuse) lane = ++right;  // past what lies between
            layout.lines.push_back({i, to, action.code, action.kind, lane});
        }
    return layout;
}

std::string draw(const Workflow& workflow, const Standing& standing, Language language)
{
    return Painter(workflow, standing, language).paint();
}

}  // namespace jishi::engine
