#include "organization/demo_history.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "organization/structure.hpp"

namespace jishi::organization {
namespace {

std::optional<DemoStep> step_from(std::string_view name)
{
    static constexpr std::pair<std::string_view, DemoStep> steps[] = {
        {"rename", DemoStep::rename},         {"change_type", DemoStep::change_type},
        {"reclassify", DemoStep::reclassify}, {"move", DemoStep::move},
        {"merge", DemoStep::merge},           {"split", DemoStep::split},
        {"dissolve", DemoStep::dissolve},     {"close_unit", DemoStep::close_unit}};
    for (const auto& [known, step] : steps)
        if (known == name) return step;
    return std::nullopt;
}

/// "2019-11-06", or "+18": so many days after today.
Date day_of(const DemoRow& row, Date today)
{
    const auto& text = row.text("on");
    if (!text.starts_with('+')) return row.date("on");
    int days = 0;
    std::from_chars(text.data() + 1, text.data() + text.size(), days);
    return today.plus_days(days);
}

/// What an event leaves behind, for what is planned later.
void follow(PlannedOrganization& subject, const PlannedEvent& event, Date today)
{
    if (event.on > today) return;
    switch (event.step) {
        case DemoStep::rename: subject.short_today = event.short_name; break;
        case DemoStep::change_type: subject.type_today = event.type; break;
        case DemoStep::reclassify: subject.sector_today = event.sector; break;
        case DemoStep::merge:
        case DemoStep::dissolve: subject.ended = true; break;
        default: break;
    }
}

}  // namespace

DemoSettings::DemoSettings(const std::filesystem::path& file)
{
    for (const auto& row : read_demo_table(file)) values_.emplace(row.text("key"), row.text("value"));
}

const std::string& DemoSettings::text(std::string_view key) const
{
    const auto found = values_.find(key);
    if (found == values_.end()) throw std::runtime_error("settings.csv: there is no " + std::string(key));
    return found->second;
}

Date DemoSettings::date(std::string_view key) const
{
    const auto date = Date::parse(text(key));
    if (!date) throw std::runtime_error("settings.csv: " + std::string(key) + " is not a date");
    return *date;
}

int DemoSettings::number(std::string_view key) const
{
    int number = 0;
    const auto& digits = text(key);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size())
        throw std::runtime_error("settings.csv: " + std::string(key) + " is not a number");
    return number;
}

void add_events(DemoPlan& plan, const std::vector<DemoRow>& rows, const DemoSettings&,
                const std::function<std::size_t(const std::string&)>& index_of, Date today)
{
    for (const auto& row : rows) {
        auto& subject = plan.organizations[index_of(row.text("subject"))];
        if (row.text("kind") == "was") {  // what it was called at first
            subject.name = row.text("name");
            subject.short_name = row.text("short_name");
            subject.sector = row.text("sector");
            subject.founded_on = std::min(subject.founded_on, row.date("on"));
            for (auto& unit : plan.units)
                if (unit.key == subject.key) unit.opened_on = std::min(unit.opened_on, subject.founded_on);
            continue;
        }
        const auto step = step_from(row.text("kind"));
        if (!step) throw std::runtime_error(row.place() + ": what is " + row.text("kind"));
        PlannedEvent event{day_of(row, today),
                           *step,
                           subject.key,
                           row.text("target"),
                           row.text("name"),
                           row.text("short_name"),
                           row.text("type"),
                           row.text("sector"),
                           row.text("document_no"),
                           row.text("reason"),
                           {}};
        if (event.step == DemoStep::change_type) event.members = event.type == "committee" ? 126 : 61;
        follow(subject, event, today);
        plan.events.push_back(std::move(event));
    }
}

int count_today(const DemoPlan& plan, const OrganizationPolicy& rules, Date today)
{
    int count = 0;
    for (const auto& one : plan.organizations) {
        const auto* type = rules.type(one.type_today);
        count += type && !type->overlay && !one.ended && one.founded_on <= today;
    }
    for (const auto& event : plan.events) {
        const auto* type = rules.type(event.type);
        count += event.step == DemoStep::split && event.on <= today && type && !type->overlay;
    }
    return count;
}

void add_terms(DemoPlan& plan, const std::filesystem::path& folder, const OrganizationPolicy& rules, Dice& dice,
               Date today)
{
    struct Share {
        int percent;
        int from_days;
        int to_days;
    };
    std::vector<Share> shares;
    for (const auto& row : read_demo_table(folder / "terms.csv"))
        shares.push_back({row.number("share"), row.number("expires_from_days"), row.number("expires_to_days")});
    const auto expiry_of = [&] {
        int draw = dice.between(1, 100);
        const auto share = std::ranges::find_if(shares, [&](const Share& one) { return (draw -= one.percent) <= 0; });
        const auto& chosen = share == shares.end() ? shares.back() : *share;
        return today.plus_days(dice.between(chosen.from_days, chosen.to_days));
    };
    for (const auto& one : plan.organizations) {
        const auto* type = rules.type(one.type_today);
        const auto* term = rules.term(one.type_today, one.sector_today);
        if (one.ended || !type || !type->elected || !term) continue;
        auto start = expiry_of().plus_months(-12 * term->years);
        // A young organisation is still in its first term.
        start = std::min(std::max(start, one.founded_on.plus_days(20)), today);
        if (start < one.founded_on) continue;
        PlannedEvent event;
        event.on = start;
        event.step = DemoStep::start_term;
        event.subject = one.key;
        plan.events.push_back(std::move(event));
    }
}

void add_counterparts(DemoPlan& plan, const std::filesystem::path& folder, Dice& dice)
{
    const auto table = read_demo_table(folder / "counterparts.csv");
    for (const auto& one : plan.organizations) {
        if (one.ended || one.units.size() > 1) continue;
        const bool township = one.key.size() == 9 && one.type == "committee";
        for (const auto& row : table) {
            const bool fits =
                township ? row.text("of") == "township" : row.text("of") == one.sector && !one.units.empty();
            if (!fits || !dice.chance(row.number("share"))) continue;
            const std::map<std::string, std::string, std::less<>> values{
                {"short", one.place}, {"place", one.place}, {"unit", one.place}};
            plan.counterparts.push_back(
                {one.key, row.text("kind"), filled(row.text("name"), values),
                 one.founded_on.plus_days(row.number("founded_after_days") + dice.between(0, 200))});
        }
    }
}

}  // namespace jishi::organization
