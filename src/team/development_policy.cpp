#include "team/development_policy.hpp"

#include <algorithm>

#include "policy/readers.hpp"
#include "policy/reading.hpp"

namespace jishi::team {
namespace {

std::optional<int> maybe(const policy::Value& item, std::string_view name)
{
    const auto value = item.optional_integer(name);
    return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

int number(const policy::Value& item, std::string_view name) { return static_cast<int>(item.at(name).integer()); }

CountRange range_of(const policy::Value& item) { return {number(item, "min"), number(item, "max")}; }

template <class Rules>
auto find_code(const std::vector<Rules>& list, std::string_view code) -> const Rules*
{
    const auto found = std::ranges::find(list, code, &Rules::code);
    return found == list.end() ? nullptr : &*found;
}

void read_steps(const policy::Reader& reader, DevelopmentPolicy& policy)
{
    for (const auto& item : reader.get("development.stages").items())
        policy.stages.push_back({item.at("code").text(), item.at("name").text(), item.at("name_en").text(),
                                 item.at("person").text(), item.at("person_en").text()});
    for (const auto& item : reader.get("development.steps").items())
        policy.steps.push_back({item.at("code").text(), number(item, "number"), item.at("stage").text(),
                                item.at("name").text(), item.at("name_en").text(), item.at("done").text()});
    for (const auto& item : reader.get("development.intervals").items())
        policy.intervals.push_back({item.at("code").text(), item.at("since").text(), maybe(item, "months_min"),
                                    maybe(item, "months_max"), maybe(item, "months_last"),
                                    item.at("late").text() == "refuse", item.at("rule").text()});
    for (const auto& item : reader.get("development.votes").items())
        policy.votes.push_back({item.at("code").text(), number(item, "part"), number(item, "of"),
                                item.at("written").boolean(), item.at("rule").text()});
}

}  // namespace

DevelopmentPolicy read_development_policy(const policy::Reader& reader)
{
    DevelopmentPolicy policy;
    read_steps(reader, policy);
    policy.rule_set = reader.get("development.rule_set").text();
    policy.publicity_working_days = reader.number("development.publicity_working_days");
    policy.target_agreed = reader.get("development.target_act").text() == "agree";
    const auto& training = reader.get("development.training");
    policy.training_days_min = number(training, "days_min");
    policy.training_hours_min = number(training, "hours_min");
    const auto& extension = reader.get("development.extension");
    policy.extension_months_min = number(extension, "months_min");
    policy.extension_months_max = number(extension, "months_max");
    policy.extension_times_max = number(extension, "times_max");
    policy.contacts = range_of(reader.get("development.contacts"));
    policy.introducers = range_of(reader.get("development.introducers"));
    policy.league_age_max = reader.number("development.league_age_max");
    policy.leaving_months = reader.number("development.leaving_months");
    policy.application_lead_days = reader.number("development.application_lead_days");
    policy.probation_months = reader.number("team.probation_months_min");
    policy.joining_age_years_min = reader.number("team.joining_age_years_min");
    const auto& shares = reader.get("development.plan_shares");
    policy.young_age_max = number(shares, "young_age_max");
    policy.majority = shares.at("majority").text();
    policy.woman = shares.at("woman").text();
    for (const auto& item : reader.get("codes.education").items())
        if (item.boolean_or("college", false)) policy.college.push_back(item.at("code").text());
    policy.calendar = policy::work_calendar(reader.get("calendar.years"));
    return policy;
}

const IntervalRule* DevelopmentPolicy::interval(std::string_view code) const { return find_code(intervals, code); }
const VoteRule* DevelopmentPolicy::vote(std::string_view code) const { return find_code(votes, code); }
const DevelopmentStep* DevelopmentPolicy::step(std::string_view code) const { return find_code(steps, code); }

}  // namespace jishi::team
