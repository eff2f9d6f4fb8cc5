#pragma once

#include <string_view>

namespace jishi::app {

inline constexpr std::string_view version = JISHI_VERSION;

}  // namespace jishi::app
