#pragma once
// The dated truth of an organisation.

#include <vector>

#include "organization/attributes.hpp"
#include "organization/stretch.hpp"
#include "engine/dated.hpp"

namespace jishi::organization {

using State = engine::DatedState<Attributes>;
using Decision = engine::DatedDecision<Attributes>;
using Timeline = engine::DatedTimeline<Attributes>;
using Rewrite = engine::DatedRewrite<Attributes>;
using Correction = engine::DatedCorrection<Attributes>;

/// A stretch of days under one parent, while the organisation exists.
struct ParentRun {
    OrganizationId parent;
    Date from;
    Date to;
    bool operator==(const ParentRun&) const = default;
};
std::vector<ParentRun> parent_runs(const Timeline& timeline);
std::vector<Stretch> stretches_of(const Timeline& timeline);

}  // namespace jishi::organization
