#include "organization/organization_routes.hpp"
#include "organization/organizations.hpp"

namespace jishi::organization {

std::vector<http::Endpoint> Organizations::endpoints()
{
    std::vector<http::Endpoint> all;
    auto add = [&all](std::vector<http::Endpoint>&& endpoints) {
        for (auto& endpoint : endpoints) all.push_back(std::move(endpoint));
    };
    add(organization_endpoints(office_, past_trees_));
    add(act_endpoints(office_));
    return all;
}

}  // namespace jishi::organization
