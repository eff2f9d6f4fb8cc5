#include "base/text.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

using namespace jishi;

namespace {
std::string cleaned(std::string_view text, CleanOptions options = {})
{
    auto result = clean_text(text, options);
    return result ? *result : "error " + result.error().code;
}
}  // namespace

TEST_CASE("text: rare characters of names and places survive cleaning and are counted as one")
{
    CHECK(cleaned("𬱖") == "𬱖");
    CHECK(cleaned("  𠮷野村支部　") == "𠮷野村支部");
    CHECK(length_of("𬱖𠮷") == 2);
    CHECK(length_of("") == 0);
    CHECK(length_of("a中𠮷é") == 4);
    CHECK(cleaned("\uE81B") == "\uE81B");  // private use: how old systems stored such characters
}

TEST_CASE("text: zero-width and bidirectional marks are dropped, so that names that look alike are alike")
{
    CHECK(cleaned("张\u200B三") == "张三");
    CHECK(cleaned("\uFEFF张三\u200E") == "张三");
    CHECK(cleaned("a\u202Etxt.exe\u202C") == "atxt.exe");
    CHECK(cleaned("\u2066x\u2069\u00AD\u2060") == "x");
    CHECK(cleaned(" \u200B \u3000") == "");
    CHECK(cleaned("葛\U000E0100城") == "葛城");
}

TEST_CASE("text: middle dots in names stay as typed and are one in a search")
{
    CHECK(cleaned("阿依古丽·买买提") == "阿依古丽·买买提");
    const auto expected = fold_for_search("阿依古丽·买买提");
    CHECK(fold_for_search("阿依古丽•买买提") == expected);
    CHECK(fold_for_search("阿依古丽・买买提") == expected);
    CHECK(fold_for_search("阿依古丽‧买买提") == expected);
    CHECK(fold_for_search("阿依古丽买买提") != expected);
}

TEST_CASE("text: broken UTF-8 and control characters are refused by name")
{
    CHECK(cleaned("\xC3") == "error text.not_utf8");
    CHECK(cleaned("a\xED\xA0\x80") == "error text.not_utf8");  // half of a surrogate pair
    CHECK(cleaned("\xC0\xAF") == "error text.not_utf8");       // overlong
    CHECK(cleaned("\xF4\x90\x80\x80") == "error text.not_utf8");
    CHECK(cleaned(std::string_view("a\0b", 3)) == "error text.control_character");
    CHECK(cleaned("a\x7F"
                  "b") == "error text.control_character");
    CHECK(cleaned("甲\u0085乙") == "error text.control_character");
    CHECK(cleaned("甲\u2028乙") == "error text.control_character");
    CHECK(cleaned("甲\uFFFF乙") == "error text.control_character");
    CHECK(cleaned("甲\n乙") == "error text.control_character");
    CHECK(cleaned("\xC3\x01") == "error text.not_utf8");  // both apply: the first is reported
}

TEST_CASE("text: several lines keep line feeds and tabs and lose carriage returns")
{
    const CleanOptions lines{.multiline = true};
    CHECK(cleaned("甲\r\n乙\r丙\n\t丁\n", lines) == "甲\n乙\n丙\n\t丁");
    CHECK(cleaned("甲\u2028乙", lines) == "甲\n乙");
    CHECK(cleaned("甲\x1b[31m", lines) == "error text.control_character");
}

TEST_CASE("text: composed and decomposed letters become one form")
{
    CHECK(cleaned("e\u0301") == "\u00E9");
    CHECK(cleaned("\uF9D1") == "\u516D");  // a compatibility ideograph of 六
    CHECK(cleaned("plain") == "plain");
    CHECK(cleaned(" plain ") == "plain");
}

TEST_CASE("text: full-width letters and digits are folded only when asked, punctuation never")
{
    CHECK(cleaned("Ａ区１２号（东）") == "Ａ区１２号（东）");
    CHECK(cleaned("Ａ区１２号（东）", {.fold_width = true}) == "A区12号（东）");
}

TEST_CASE("text: codes are compared in upper case and plain width")
{
    CHECK(fold_code("11010519491231002x") == "11010519491231002X");
    CHECK(fold_code("９１３５０１００ｍ") == "91350100M");
    CHECK(fold_code("党－１") == "党-1");
    CHECK(fold_code(" \u200Bab　\n") == "AB");
}

TEST_CASE("text: names are searched in lower case and plain width")
{
    CHECK(fold_for_search("ＡBc（É）　中") == "abc(é) 中");
    CHECK(fold_for_search("\xFF") == "\uFFFD");  // broken input cannot hang or crash
}

TEST_CASE("text: pinyin is toneless, with initials of Han characters and other letters whole")
{
    CHECK(pinyin_of("滨河镇党委").full == "binhezhendangwei");
    CHECK(pinyin_of("滨河镇党委").initials == "bhzdw");
    CHECK(pinyin_of("女绿吕").full == "nvlvlv");
    CHECK(pinyin_of("女绿吕").initials == "nll");
    CHECK(pinyin_of("第3支部（CBD）·ＡＢ").full == "di3zhibucbdab");
    CHECK(pinyin_of("第3支部（CBD）·ＡＢ").initials == "d3zbcbdab");
    CHECK(pinyin_of("〇").full == "ling");
    CHECK(pinyin_of("庄窗双").full == "zhuangchuangshuang");
    CHECK(pinyin_of("").full == "");
}

TEST_CASE("text: a rare character has its reading when one is known and is dropped otherwise")
{
    CHECK(pinyin_of("𬱖").full == "di");
    CHECK(pinyin_of("𠮷野").full == "ye");
    CHECK(pinyin_of("𠮷野").initials == "y");
}

TEST_CASE("text: pinyin holds toneless letters only, for every Han character of the first two planes")
{
    int with_reading = 0;
    for (char32_t c = 0x3400; c < 0x30000; ++c) {
        if (c == 0xD800) c = 0xE000;
        std::string utf8;
        if (c < 0x10000) utf8 = {char(0xE0 | c >> 12), char(0x80 | (c >> 6 & 63)), char(0x80 | (c & 63))};
        else
            utf8 = {char(0xF0 | c >> 18), char(0x80 | (c >> 12 & 63)), char(0x80 | (c >> 6 & 63)),
                    char(0x80 | (c & 63))};
        if (c > 0x9FFF && c < 0x20000) continue;
        const auto pinyin = pinyin_of(utf8);
        if (pinyin.full.empty() || pinyin.full == utf8) continue;
        ++with_reading;
        REQUIRE(pinyin.full.size() <= 6);
        REQUIRE(pinyin.initials == pinyin.full.substr(0, 1));
        for (const char letter : pinyin.full) REQUIRE((letter >= 'a' && letter <= 'z'));
    }
    CHECK(with_reading > 40'000);
}

TEST_CASE("text: words of the packs are read as words, the longest one first")
{
    REQUIRE(
        set_pinyin_words({{"长", "chang"}, {"校长", "xiao zhang"}, {"长子", "zhang zi"}, {"𠮷", "ji"}}).has_value());
    CHECK(pinyin_of("长沙校长长子长").full == "changshaxiaozhangzhangzichang");
    CHECK(pinyin_of("长沙校长长子长").initials == "csxzzzc");
    CHECK(pinyin_of("𠮷长").full == "jichang");
    for (const auto* reading : {"", "chang sha", "Chang", "cháng", " chang", "chang "})
        CHECK(set_pinyin_words({{"长", reading}}).error().code == "text.bad_reading");
    REQUIRE(set_pinyin_words({}).has_value());
    CHECK(pinyin_of("长").full == "zhang");
}

TEST_CASE("text: pinyin may be asked from many threads at once")
{
    std::vector<std::thread> threads;
    std::vector<std::string> answers(8);
    for (std::size_t i = 0; i < answers.size(); ++i)
        threads.emplace_back([&answers, i] {
            for (int round = 0; round < 200; ++round) answers[i] = pinyin_of("隆冬强强联合龘靐齉爩").full;
        });
    for (auto& thread : threads) thread.join();
    for (const auto& answer : answers) CHECK(answer == answers[0]);
    CHECK(answers[0].starts_with("longdongqiangqianglianhe"));
}

TEST_CASE("text: pinyin after first use costs well under a microsecond a character")
{
    const std::string name = "宁夏回族自治区中卫市沙坡头区滨河镇大河社区党支部委员会";
    std::size_t bytes = pinyin_of(name).full.size();
    const auto start = std::chrono::steady_clock::now();
    constexpr int rounds = 2'000;
    for (int i = 0; i < rounds; ++i) bytes += pinyin_of(name).full.size();
    const auto elapsed = std::chrono::steady_clock::now() - start;
    const auto ns = static_cast<double>(std::chrono::nanoseconds(elapsed).count()) /
                    (rounds * static_cast<double>(length_of(name)));
    CAPTURE(bytes);
    CHECK(ns < 1'000);  // generous: the machine may be busy or sanitized
}
