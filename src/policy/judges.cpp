// Judges over what base and this module decide themselves: the calendar, months, the codes of the national standards.

#include "base/credit_code.hpp"
#include "base/id_number.hpp"
#include "policy/cases.hpp"
#include "policy/readers.hpp"

namespace jishi::policy {
namespace {

Verdict counted(std::string value, bool provisional)
{
    auto verdict = value_of(std::move(value));
    if (provisional) verdict.warnings.push_back("calendar.provisional");
    return verdict;
}

/// [GEN-03] The last day of a publicity of so many working days.
Verdict last_working_day(const Matter& matter)
{
    const auto found =
        work_calendar(matter.policy).last_of(matter.facts.date("from"), static_cast<int>(matter.facts.integer("days")));
    return counted(found.date.str(), found.provisional);
}

Verdict working_days(const Matter& matter)
{
    const auto found = work_calendar(matter.policy).between(matter.facts.date("from"), matter.facts.date("to"));
    return counted(std::to_string(found.days), found.provisional);
}

/// [GEN-02]
Verdict add_months(const Matter& matter)
{
    return value_of(matter.facts.date("from").plus_months(static_cast<int>(matter.facts.integer("months"))).str());
}

/// [GEN-02] A deadline day itself is still in time.
Verdict in_time(const Matter& matter)
{
    const auto last = matter.facts.date("from").plus_months(static_cast<int>(matter.facts.integer("months")));
    return value_of(matter.facts.date("on") <= last ? "true" : "false");
}

Verdict credit_code(const Matter& matter)
{
    const auto read = parse_credit_code(matter.facts.text("code"));
    return read ? value_of(read->code) : verdict_of(read.error());
}

/// What a place calls a thing.
Verdict term(const Matter& matter)
{
    const auto* item = matter.policy.get("words.terms").item_with_code(matter.facts.text("code"));
    return value_of(item ? item->at("name").text() : "none");
}

}  // namespace

void add_judges(Judges& judges)
{
    judges.add("calendar.last_working_day", last_working_day);
    judges.add("calendar.working_days", working_days);
    judges.add("calendar.add_months", add_months);
    judges.add("calendar.in_time", in_time);
    judges.add("data.credit_code", credit_code);
    judges.add("word.term", term);
}

}  // namespace jishi::policy
