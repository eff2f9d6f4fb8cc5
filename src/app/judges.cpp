#include "app/judges.hpp"

#include "organization/organizations.hpp"
#include "team/team.hpp"

namespace jishi::app {

policy::Judges all_judges()
{
    policy::Judges judges;
    policy::add_judges(judges);
    organization::add_judges(judges);
    team::add_judges(judges);
    return judges;
}

}  // namespace jishi::app
