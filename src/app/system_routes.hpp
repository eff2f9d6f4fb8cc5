#pragma once
// What the program says of itself: health, metrics, version, its own API reference.

#include <functional>
#include <string>
#include <vector>

#include "app/metrics.hpp"
#include "db/db.hpp"
#include "http/endpoint.hpp"

namespace jishi::app {

struct SystemQuestions {
    db::Database& database;
    Metrics& metrics;
    std::function<bool()> ready;  // loaded, and the database answers
    std::function<std::int64_t()> organizations;
    std::function<const std::string&()> openapi;  // made once, after every endpoint is known
    std::string world;                            // what the database was first filled with; may be empty
};

std::vector<http::Endpoint> system_endpoints(SystemQuestions questions);

}  // namespace jishi::app
