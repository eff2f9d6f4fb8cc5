#pragma once
// People on the way into the Party in a demo world: some in every step, walked there by the use cases themselves.

#include <filesystem>

#include "team/development.hpp"

namespace jishi::team {

struct DemoDevelopment {
    std::int64_t people = 0;
    std::int64_t steps = 0;
    std::int64_t quotas = 0;
};

/// For branches whose members are in the register; how many is the setting `development_people` of members.csv, none
/// when it is not there. The same for the same tables and day.
/// @errors demo.broken
Result<DemoDevelopment> load_demo_development(db::Database& database, const DevelopmentDesk& desk,
                                              const platform::Actor& actor, const std::filesystem::path& folder);

}  // namespace jishi::team
