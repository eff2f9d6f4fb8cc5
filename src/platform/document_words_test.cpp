#include <doctest/doctest.h>

#include <array>
#include <limits>

#include "platform/document_words.hpp"

using namespace jishi;
using namespace jishi::platform::document;

TEST_CASE("documents: days are written without leading zeros, in full or short [FMT-06]")
{
    const Date day{2026, 3, 5};
    CHECK(day_words(day) == "2026年3月5日");
    CHECK(month_words(day) == "2026年3月");
    CHECK(short_day(day) == "2026.03.05");
    CHECK(short_month(day) == "2026.03");
    CHECK(chinese_day(day) == "二〇二六年三月五日");
    CHECK(chinese_day(Date{2010, 12, 30}) == "二〇一〇年十二月三十日");
}

TEST_CASE("documents: numbers in Chinese and in capital numerals")
{
    struct Case {
        std::int64_t n;
        std::string_view small;
        std::string_view capital;
    };
    constexpr std::array cases{
        Case{0, "零", "零"},
        Case{7, "七", "柒"},
        Case{10, "十", "壹拾"},
        Case{12, "十二", "壹拾贰"},
        Case{20, "二十", "贰拾"},
        Case{105, "一百零五", "壹佰零伍"},
        Case{110, "一百一十", "壹佰壹拾"},
        Case{1001, "一千零一", "壹仟零壹"},
        Case{10'003, "一万零三", "壹万零叁"},
        Case{100'500, "十万零五百", "壹拾万零伍佰"},
        Case{1'000'000, "一百万", "壹佰万"},
        Case{100'000'003, "一亿零三", "壹亿零叁"},
        Case{120'003'000, "一亿二千万三千", "壹亿贰仟万叁仟"},
        Case{-12, "负十二", "负壹拾贰"},
    };
    for (const auto& one : cases) {
        CAPTURE(one.n);
        CHECK(chinese_number(one.n) == one.small);
        CHECK(capital_number(one.n) == one.capital);
    }
    CHECK(chinese_number(std::numeric_limits<std::int64_t>::min()).starts_with("负九百二十二京"));
}

TEST_CASE("documents: money is yuan with two digits, in capitals without a gap that could be filled")
{
    CHECK(money_words({123'456'789}) == "1,234,567.89元");
    CHECK(money_words({5}) == "0.05元");
    CHECK(money_words({-12'000}) == "-120.00元");
    CHECK(capital_money({120'000}) == "壹仟贰佰元整");
    CHECK(capital_money({105}) == "壹元零伍分");
    CHECK(capital_money({150}) == "壹元伍角整");
    CHECK(capital_money({123}) == "壹元贰角叁分");
    CHECK(capital_money({5}) == "伍分");
    CHECK(capital_money({0}) == "零元整");
}

TEST_CASE("documents: a document number has the brackets of the standard and no leading zeros [FMT-05]")
{
    CHECK(document_number("组发[2026]012号") == "组发〔2026〕12号");
    CHECK(document_number("组发（2026）第8号") == "组发〔2026〕8号");
    CHECK(document_number("组发【2026】100号") == "组发〔2026〕100号");
    CHECK(document_number("组发〔2026〕0号") == "组发〔2026〕0号");
    CHECK(document_number("无字号") == "无字号");
}

TEST_CASE("documents: what misleads a reader or breaks the file does not get into it")
{
    CHECK(printable("a\x01"
                    "b\x7F\tc") == "ab c");
    CHECK(printable("甲\u202E乙\u200B丙\uFEFF") == "甲乙丙");
    CHECK(printable("\xFF\xC0\xAF甲") == "\uFFFD\uFFFD\uFFFD甲");
    CHECK(printable("\xED\xA0\x80") == "\uFFFD");
    CHECK(printable("<&>]]> 𠮷𬱖·") == "<&>]]> 𠮷𬱖·");
    CHECK(printable("一\n二") == "一\n二");
}
