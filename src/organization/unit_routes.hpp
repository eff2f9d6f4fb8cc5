#pragma once
// The routes of units, and how a unit is shown.

#include <optional>
#include <string>
#include <vector>

#include "organization/organization_routes.hpp"
#include "organization/unit_query.hpp"

namespace jishi::organization {

std::vector<http::Endpoint> unit_endpoints(const Office& office);

struct GuideView {
    std::string name;
    Date on;
};
BOOST_DESCRIBE_STRUCT(GuideView, (), (name, on))

struct UnitView {
    UnitId id;
    std::string name;
    std::optional<std::string> credit_code;
    std::string kind;
    std::string sector;
    std::optional<std::string> region_code;
    std::optional<int> staff_count;
    NamedView area;
    std::optional<NamedView> organization;
    std::string coverage;  // own, joint, work, none
    bool obliged = false;
    Date opened_on;
    std::optional<Date> closed_on;
    std::optional<GuideView> guide;  // of one unit, not in lists
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(UnitView, (),
                      (id, name, credit_code, kind, sector, region_code, staff_count, area, organization, coverage,
                       obliged, opened_on, closed_on, guide, version))

struct UnitPageView {
    std::vector<UnitView> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(UnitPageView, (), (items, next))

UnitView view_of(const Office& office, const UnitOnDay& unit);
UnitPageView view_of(const Office& office, const UnitPage& page);

/// How many rows a page has. @errors input.out_of_range
Result<std::size_t> page_size_of(const std::optional<int>& limit);

}  // namespace jishi::organization
