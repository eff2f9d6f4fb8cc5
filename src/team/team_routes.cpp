#include "team/member_routes.hpp"
#include "team/post_routes.hpp"
#include "team/record_routes.hpp"
#include "team/own_copy_routes.hpp"
#include "team/team.hpp"

namespace jishi::team {

std::vector<http::Endpoint> Team::endpoints()
{
    std::vector<http::Endpoint> all;
    auto add = [&all](std::vector<http::Endpoint>&& endpoints) {
        for (auto& endpoint : endpoints) all.push_back(std::move(endpoint));
    };
    add(member_endpoints(database_, office_));
    add(member_act_endpoints(office_));
    add(roster_endpoints(database_, office_));
    add(post_endpoints(office_));
    add(award_endpoints(office_));
    add(discipline_endpoints(office_));
    add(reserve_endpoints(office_));
    add(care_endpoints(office_));
    add(own_record_endpoints(office_));
    add(participation_endpoints(office_));
    add(duplicate_endpoints(office_));
    add(checkup_endpoints(database_, office_));
    const OwnDesk own{office_, audit_, words_};
    add(vocabulary_endpoints(own));
    add(own_copy_endpoints(own));
    add(member_export_endpoints(database_, own));
    add(member_access_endpoints(office_, audit_));
    return all;
}

}  // namespace jishi::team
