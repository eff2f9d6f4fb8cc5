#pragma once
// How values are written in Chinese official documents. Pure functions.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/date.hpp"
#include "platform/document.hpp"

namespace jishi::platform::document {

std::string day_words(Date day);             // 2026年3月5日 [FMT-06: Arabic digits, no leading zeros]
std::string month_words(Date day);           // 2026年3月
std::string short_day(Date day);             // 2026.03.05
std::string short_month(Date day);           // 2026.03
std::string chinese_day(Date day);           // 二〇二六年三月五日
std::string chinese_number(std::int64_t n);  // 二十三, 一百零五, 一万零三
std::string capital_number(std::int64_t n);  // 贰拾叁, 壹佰零伍
std::string capital_money(Money money);      // 壹仟贰佰元整, 壹元零伍分
std::string money_words(Money money);        // 1,200.00元
/// A document number as it must be written: 〔〕 around the year and no zeros before the number. [FMT-05]
/// 组发[2026]012号 -> 组发〔2026〕12号
std::string document_number(std::string_view text);
/// What may stand in the file and on paper: valid UTF-8 without control, bidirectional and other invisible
/// characters; lines end with \n, a tab is a blank.
std::string printable(std::string_view text);

}  // namespace jishi::platform::document
