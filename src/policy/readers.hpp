#pragma once
// Values that base needs from the packs.

#include <map>
#include <string>

#include "base/work_calendar.hpp"
#include "policy/policy.hpp"

namespace jishi::policy {

/// The working calendar of all configured years. [GEN-03]
WorkCalendar work_calendar(const Policy& policy);
/// @param configured  the value of calendar.years
WorkCalendar work_calendar(const Value& configured);
/// For jishi::set_pinyin_words, once at the start.
std::map<std::string, std::string> pinyin_words(const Policy& policy);

}  // namespace jishi::policy
