#pragma once
// Kinds of identifiers that more than one module speaks of.

#include "base/id.hpp"

namespace jishi {

using OrganizationId = Id<struct OrganizationTag>;
using UnitId = Id<struct UnitTag>;
using MemberId = Id<struct MemberTag>;
using AccountId = Id<struct AccountTag>;
using SessionId = Id<struct SessionTag>;
using GrantId = Id<struct GrantTag>;
using JobId = Id<struct JobTag>;
using AttachmentId = Id<struct AttachmentTag>;
using ChangeId = Id<struct ChangeTag>;  // the record of a change of dated truth
using StateId = Id<struct StateTag>;    // a dated row that it left

}  // namespace jishi
