#include "organization/counterpart_routes.hpp"
#include "organization/coverage_routes.hpp"
#include "organization/organization_routes.hpp"
#include "organization/organizations.hpp"
#include "organization/unit_routes.hpp"

namespace jishi::organization {

std::vector<http::Endpoint> Organizations::endpoints()
{
    std::vector<http::Endpoint> all;
    auto add = [&all](std::vector<http::Endpoint>&& endpoints) {
        for (auto& endpoint : endpoints) all.push_back(std::move(endpoint));
    };
    add(organization_endpoints(office_, past_trees_));
    add(act_endpoints(office_));
    add(unit_endpoints(office_));
    add(counterpart_endpoints(office_));
    add(coverage_endpoints(office_));
    return all;
}

}  // namespace jishi::organization
