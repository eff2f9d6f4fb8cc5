#pragma once
// The made-up transfers, letters and mobile members of a demo world, in every state, so that each list shows something.

#include "engine/workflow_service.hpp"
#include "team/member_office.hpp"

namespace jishi::team {

struct DemoTransfers {
    std::int64_t transfers = 0;
    std::int64_t letters = 0;
    std::int64_t mobile = 0;
    std::int64_t cases = 0;  // of lost contact and leaving
};

/// By the same use cases that people use, a few days back, so that some clocks run and some have run out.
/// @errors of the use cases: a fault of the made-up world
Result<DemoTransfers> load_demo_transfers(db::Database& database, const Office& office, const engine::CaseOffice& cases,
                                          const platform::Actor& actor);

}  // namespace jishi::team
