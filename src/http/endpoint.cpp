#include "http/endpoint.hpp"

namespace jishi::http {

std::string_view Call::path_text(std::string_view name) const
{
    for (const auto& [key, value] : path)
        if (key == name) return value;
    return {};
}

}  // namespace jishi::http
