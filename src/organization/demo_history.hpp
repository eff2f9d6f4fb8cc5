#pragma once
// What happens in the demo world after the foundations. Private to the demo files.

#include <functional>

#include "organization/demo_plan.hpp"
#include "platform/demo_tables.hpp"

namespace jishi::organization {

using platform::DemoRow;
using platform::Dice;
using platform::filled;
using platform::read_demo_table;

class DemoSettings {
public:
    explicit DemoSettings(const std::filesystem::path& file);
    const std::string& text(std::string_view key) const;
    Date date(std::string_view key) const;
    int number(std::string_view key) const;
    std::uint64_t seed() const { return static_cast<std::uint64_t>(number("seed")); }

private:
    std::map<std::string, std::string, std::less<>> values_;
};

void add_events(DemoPlan& plan, const std::vector<DemoRow>& rows, const DemoSettings& settings,
                const std::function<std::size_t(const std::string&)>& index_of, Date today);
/// Organisations that exist on that day, without activity groups, which are never counted [ORG-09].
int count_today(const DemoPlan& plan, const OrganizationPolicy& rules, Date today);
/// The last election of each organisation that elects, so that terms lie around today as terms.csv says.
void add_terms(DemoPlan& plan, const std::filesystem::path& folder, const OrganizationPolicy& rules, Dice& dice,
               Date today);
void add_counterparts(DemoPlan& plan, const std::filesystem::path& folder, Dice& dice);

}  // namespace jishi::organization
