#pragma once
// Questions that this module asks others; app/ answers them from the organisation module.

#include <functional>
#include <optional>
#include <string>

#include "platform/actor.hpp"

namespace jishi::platform {

struct Wiring {
    const OrganizationScope* scope = nullptr;
    /// Name of an organisation of today; nothing when there is none. Left out: every organisation exists, without name.
    std::function<std::optional<std::string>(OrganizationId)> organization_name = nullptr;
};

}  // namespace jishi::platform
