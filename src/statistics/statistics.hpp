#pragma once
// 党内统计, put together: the snapshot of today, worlds of past days, and the routes.

#include <vector>

#include "statistics/crosstab.hpp"
#include "statistics/live.hpp"

namespace jishi::http {
struct Endpoint;
}

namespace jishi::statistics {

class Statistics {
public:
    /// Everything given must outlive it.
    Statistics(db::Database& database, organization::Organizations& organizations, team::Team& team, const Clock& clock)
        : live_(database, organizations, team, clock), office_{live_, organizations, team, clock}
    {
    }

    /// Builds the snapshot in the background and keeps up with changes.
    void start(std::filesystem::path file = {}) { live_.start(std::move(file)); }
    void stop() { live_.stop(); }
    Live& live() { return live_; }
    const CrosstabOffice& office() const { return office_; }

    std::vector<http::Endpoint> endpoints();

private:
    Live live_;
    CrosstabOffice office_;
};

}  // namespace jishi::statistics
