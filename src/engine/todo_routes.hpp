#pragma once

#include <vector>

#include "engine/todo.hpp"
#include "http/endpoint.hpp"

namespace jishi::engine {

std::vector<http::Endpoint> todo_endpoints(const TodoBook& todo);

}  // namespace jishi::engine
