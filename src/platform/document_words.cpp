#include "platform/document_words.hpp"

#include <array>
#include <span>

#include <fmt/format.h>

namespace jishi::platform::document {
namespace {

struct Numerals {
    std::array<std::string_view, 10> digits;
    std::array<std::string_view, 4> places;  // ones, tens, hundreds, thousands
    std::string_view zero;                   // between digits
    bool short_tens;                         // 十二 rather than 一十二
};

constexpr Numerals small{
    {"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"}, {"", "十", "百", "千"}, "零", true};
constexpr Numerals large{
    {"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}, {"", "拾", "佰", "仟"}, "零", false};
constexpr std::array<std::string_view, 5> groups{"", "万", "亿", "兆", "京"};

/// Four digits; `padded`: more stands before them, so that missing places show as one zero.
std::string group_words(int four, const Numerals& words, bool padded)
{
    std::string out;
    bool zero = padded && four < 1000;
    for (int place = 3, unit = 1000; place >= 0; --place, unit /= 10) {
        const int digit = four / unit % 10;
        if (digit == 0) {
            zero = zero || !out.empty();
            continue;
        }
        if (zero) out += words.zero;
        zero = false;
        out += words.digits[static_cast<std::size_t>(digit)];
        out += words.places[static_cast<std::size_t>(place)];
    }
    return out;
}

std::string number_words(std::uint64_t n, const Numerals& words)
{
    if (n == 0) return std::string(words.zero);
    std::array<int, 5> fours{};
    for (auto& four : fours) {
        four = static_cast<int>(n % 10'000);
        n /= 10'000;
    }
    std::string out;
    bool gap = false;  // a whole group of zeros
    for (std::size_t i = fours.size(); i-- > 0;) {
        if (fours[i] == 0) {
            gap = !out.empty();
            continue;
        }
        out += group_words(fours[i], words, !out.empty() && (gap || fours[i] < 1000));
        out += groups[i];
        gap = false;
    }
    const std::string_view one_ten = "一十";
    if (words.short_tens && out.starts_with(one_ten)) out.erase(0, one_ten.size() / 2);
    return out;
}

std::string signed_words(std::int64_t n, const Numerals& words)
{
    const auto positive = n < 0 ? ~static_cast<std::uint64_t>(n) + 1 : static_cast<std::uint64_t>(n);
    return (n < 0 ? "负" : "") + number_words(positive, words);
}

unsigned month_of(Date day) { return static_cast<unsigned>(day.ymd().month()); }
unsigned day_of(Date day) { return static_cast<unsigned>(day.ymd().day()); }

struct MoneyParts {
    bool negative;
    std::uint64_t yuan;
    unsigned jiao;
    unsigned fen;
};

MoneyParts parts_of(Money money)
{
    const bool negative = money.fen < 0;
    const auto fen = negative ? ~static_cast<std::uint64_t>(money.fen) + 1 : static_cast<std::uint64_t>(money.fen);
    return {negative, fen / 100, static_cast<unsigned>(fen / 10 % 10), static_cast<unsigned>(fen % 10)};
}

struct Decoded {
    char32_t point;     // 0xFFFD for what is no UTF-8
    std::size_t bytes;  // taken
};

Decoded decode(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto first = byte(0);
    if (first < 0x80) return {first, 1};
    const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4) return {0xFFFD, 1};
    char32_t point = first & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if (i >= text.size() || (byte(i) & 0xC0) != 0x80) return {0xFFFD, i};
        point = point << 6 | (byte(i) & 0x3F);
    }
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    return {point < least[size] || point > 0x10FFFF || surrogate ? U'\xFFFD' : point, size};
}

/// Characters that show nothing and can mislead a reader, or that XML cannot hold.
bool is_unprintable(char32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFC) || (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF) ||
           (c >= 0xE0000 && c < 0xE0100);
}

}  // namespace

std::string day_words(Date day) { return fmt::format("{}年{}月{}日", day.year(), month_of(day), day_of(day)); }
std::string month_words(Date day) { return fmt::format("{}年{}月", day.year(), month_of(day)); }
std::string short_day(Date day) { return fmt::format("{:04}.{:02}.{:02}", day.year(), month_of(day), day_of(day)); }
std::string short_month(Date day) { return fmt::format("{:04}.{:02}", day.year(), month_of(day)); }

std::string chinese_day(Date day)
{
    std::string year;
    for (const char digit : std::to_string(day.year())) year += small.digits[static_cast<std::size_t>(digit - '0')];
    return fmt::format("{}年{}月{}日", year, number_words(month_of(day), small), number_words(day_of(day), small));
}

std::string chinese_number(std::int64_t n) { return signed_words(n, small); }
std::string capital_number(std::int64_t n) { return signed_words(n, large); }

std::string capital_money(Money money)
{
    const auto [negative, yuan, jiao, fen] = parts_of(money);
    std::string out = negative ? "负" : "";
    if (yuan > 0 || (jiao == 0 && fen == 0)) out += number_words(yuan, large) + "元";
    if (jiao == 0 && fen == 0) return out + "整";
    if (jiao > 0) out += std::string(large.digits[jiao]) + "角";
    else if (yuan > 0) out += "零";
    if (fen > 0) out += std::string(large.digits[fen]) + "分";
    return fen > 0 ? out : out + "整";
}

std::string money_words(Money money)
{
    const auto [negative, yuan, jiao, fen] = parts_of(money);
    auto digits = std::to_string(yuan);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return fmt::format("{}{}.{}{}元", negative ? "-" : "", digits, jiao, fen);
}

std::string document_number(std::string_view text)
{
    std::string out(text);
    const auto replace = [&](std::string_view from, std::string_view to) {
        for (auto at = out.find(from); at != std::string::npos; at = out.find(from, at + to.size()))
            out.replace(at, from.size(), to);
    };
    for (const std::string_view open : {"[", "［", "【", "（", "("}) replace(open, "〔");
    for (const std::string_view close : {"]", "］", "】", "）", ")"}) replace(close, "〕");
    const std::string_view mark = "〕";
    if (const auto close = out.rfind(mark); close != std::string::npos) {
        auto at = close + mark.size();
        if (out.compare(at, 3, "第") == 0) out.erase(at, 3);
        while (at + 1 < out.size() && out[at] == '0' && out[at + 1] >= '0' && out[at + 1] <= '9') out.erase(at, 1);
    }
    return out;
}

std::string printable(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto [point, bytes] = decode(text);
        if (point == 0xFFFD) out += "\xEF\xBF\xBD";
        else if (point == '\n') out += '\n';
        else if (point == '\t') out += ' ';
        else if (!is_unprintable(point)) out += text.substr(0, bytes);
        text.remove_prefix(bytes);
    }
    return out;
}

}  // namespace jishi::platform::document
