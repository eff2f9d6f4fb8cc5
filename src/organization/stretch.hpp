#pragma once

#include <string>

#include "base/date.hpp"

namespace jishi::organization {

/// A stretch of days on which an organisation exists and is of one type.
struct Stretch {
    Date from;
    Date to;
    std::string type;
    bool operator==(const Stretch&) const = default;
};

}  // namespace jishi::organization
