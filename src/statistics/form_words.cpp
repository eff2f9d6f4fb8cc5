#include "statistics/form_words.hpp"

#include <algorithm>
#include <cstdlib>

namespace jishi::statistics {
namespace {

/// From so many members on a table is told in 万, as the bulletin is.
constexpr std::uint64_t large = 1'000'000;
constexpr std::uint64_t rounded_to = 1'000;  // 0.1 万

std::string with_commas(std::uint64_t number)
{
    auto text = std::to_string(number);
    constexpr std::size_t group = 3;
    for (auto at = text.size(); at > group;) {
        at -= group;
        text.insert(at, ",");
    }
    return text;
}

std::string tenths(int bp)
{
    const int rounded = (std::abs(bp) + 5) / 10;
    return std::to_string(rounded / 10) + "." + std::to_string(rounded % 10);
}

class Filling {
public:
    Filling(const FormTable& table, bool english) : table_(table), english_(english) {}

    std::optional<std::string> operator()(std::string_view name) const
    {
        if (name == "day") return day();
        if (name == "year") return std::to_string(table_.year);
        if (name == "year_before") return std::to_string(table_.year - 1);
        const auto mark = name.find('?');
        const auto choice = mark == std::string_view::npos ? std::string_view() : name.substr(mark + 1);
        name = name.substr(0, mark);
        const auto colon = name.find(':');
        const auto what = colon == std::string_view::npos ? std::string_view() : name.substr(colon + 1);
        const auto path = name.substr(0, colon);
        const auto dot = path.find('.');
        if (dot == std::string_view::npos) return std::nullopt;
        const auto second = path.find('.', dot + 1);
        const std::string row(path.substr(dot + 1, second == std::string_view::npos ? second : second - dot - 1));
        const auto* section = table_.find(std::string(path.substr(0, dot)));
        const auto* found = table_.find(std::string(path.substr(0, dot)), row);
        if (found == nullptr) return std::nullopt;
        std::size_t at = 0;
        if (second != std::string_view::npos) {
            const auto column = std::ranges::find(section->columns, path.substr(second + 1), &TableColumn::code);
            if (column == section->columns.end()) return std::nullopt;
            at = static_cast<std::size_t>(column - section->columns.begin());
        }
        return figure(*found, at, what, choice);
    }

private:
    std::string day() const
    {
        if (english_) return table_.day.str();
        const auto ymd = table_.day.ymd();
        return std::to_string(static_cast<int>(ymd.year())) + "年" +
               std::to_string(static_cast<unsigned>(ymd.month())) + "月" +
               std::to_string(static_cast<unsigned>(ymd.day())) + "日";
    }

    std::string number(std::uint64_t count) const
    {
        if (table_.members < large) return plain(count);
        if (english_) return with_commas((count + rounded_to / 2) / rounded_to * rounded_to);
        return in_wan(count) + "万";
    }
    std::string plain(std::uint64_t count) const { return english_ ? with_commas(count) : std::to_string(count); }

    static std::optional<std::string> chosen(std::string_view choice, bool first)
    {
        const auto bar = choice.find('|');
        if (bar == std::string_view::npos) return std::nullopt;
        return std::string(first ? choice.substr(0, bar) : choice.substr(bar + 1));
    }

    std::optional<std::string> figure(const TableRow& row, std::size_t at, std::string_view what,
                                      std::string_view choice) const
    {
        if (at >= row.counts.size()) return std::nullopt;
        if (what.empty()) return number(row.counts[at]);
        if (what == "count") return plain(row.counts[at]);
        if (what == "growth") {
            const auto growth = row.growth();
            // What did not grow is told by a sentence of its own.
            if (!growth || *growth == 0) return std::nullopt;
            if (!choice.empty()) return chosen(choice, *growth >= 0);
            return number(static_cast<std::uint64_t>(std::abs(*growth)));
        }
        if (what == "unchanged") return row.growth() == 0 ? std::optional<std::string>("") : std::nullopt;
        const auto told = what == "share"                           ? row.share_bp
                          : what == "change"                        ? row.share_change_bp
                          : what == "growth_rate"                   ? row.growth_bp()
                          : what == "rate" && at < row.rates.size() ? row.rates[at]
                                                                    : std::optional<int>();
        if (!told) return std::nullopt;
        return choice.empty() ? tenths(*told) : chosen(choice, *told >= 0);
    }

    const FormTable& table_;
    const bool english_;
};

}  // namespace

std::optional<std::string> in_words(std::string_view sentence, const FormTable& table, bool english)
{
    const Filling fill(table, english);
    std::string text;
    for (std::size_t at = 0; at < sentence.size();) {
        const auto open = sentence.find('{', at);
        text += sentence.substr(at, open == std::string_view::npos ? open : open - at);
        if (open == std::string_view::npos) break;
        const auto close = sentence.find('}', open);
        if (close == std::string_view::npos) return std::nullopt;
        const auto filled = fill(sentence.substr(open + 1, close - open - 1));
        if (!filled) return std::nullopt;
        text += *filled;
        at = close + 1;
    }
    return text;
}

std::vector<WordsParagraph> words_of(const Form& form, const FormTable& table)
{
    std::vector<WordsParagraph> paragraphs;
    for (const auto& from : form.text) {
        WordsParagraph made;
        made.heading = from.heading;
        bool told = from.heading;  // words around figures tell nothing without them
        for (const auto& sentence : from.sentences) {
            auto filled = in_words(sentence.text, table, false);
            if (filled) made.text += *filled;
            told = told || (filled && sentence.text.find('{') != std::string::npos);
            if (auto text = in_words(sentence.text_en, table, true))
                made.text_en += (made.text_en.empty() ? "" : " ") + *text;
        }
        if (!told) continue;
        // A heading of nothing goes.
        if (made.heading && !paragraphs.empty() && paragraphs.back().heading) paragraphs.pop_back();
        paragraphs.push_back(std::move(made));
    }
    if (!paragraphs.empty() && paragraphs.back().heading) paragraphs.pop_back();
    return paragraphs;
}

}  // namespace jishi::statistics
