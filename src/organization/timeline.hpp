#pragma once
// The dated truth of an organisation.

#include <vector>

#include "organization/attributes.hpp"
#include "organization/dated.hpp"

namespace jishi::organization {

using State = DatedState<Attributes>;
using Decision = DatedDecision<Attributes>;
using Timeline = DatedTimeline<Attributes>;
using Rewrite = DatedRewrite<Attributes>;
using Correction = DatedCorrection<Attributes>;

/// A stretch of days under one parent, while the organisation exists.
struct ParentRun {
    OrganizationId parent;
    Date from;
    Date to;
    bool operator==(const ParentRun&) const = default;
};
std::vector<ParentRun> parent_runs(const Timeline& timeline);

}  // namespace jishi::organization
