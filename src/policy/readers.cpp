#include "policy/readers.hpp"

#include <utility>

namespace jishi::policy {

WorkCalendar work_calendar(const Policy& policy) { return work_calendar(policy.get("calendar.years")); }

WorkCalendar work_calendar(const Value& configured)
{
    std::map<int, WorkCalendar::Year> years;
    for (const auto& item : configured.items()) {
        auto& year = years[static_cast<int>(item.at("year").integer())];
        for (const auto& off : item.at("days_off").items())
            for (auto day = off.at("from").date(); day <= off.at("to").date(); day = day.plus_days(1))
                year.days_off.insert(day);
        for (const auto& day : item.at("working_days").items()) year.working_days.insert(day.date());
    }
    return WorkCalendar(std::move(years));
}

std::map<std::string, std::string> pinyin_words(const Policy& policy)
{
    std::map<std::string, std::string> words;
    for (const auto& member : policy.get("words.pinyin").members()) words[member.name] = member.value.text();
    return words;
}

}  // namespace jishi::policy
