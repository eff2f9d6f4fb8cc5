#pragma once

#include <cstdint>

namespace jishi::engine {

/// In which of its two languages a pack is read.
enum class Language : std::uint8_t { chinese, english };

}  // namespace jishi::engine
