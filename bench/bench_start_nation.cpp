// start-nation: from the start of the process with the nation's database to its first answer, and its memory.

#include "nation.hpp"
#include "report.hpp"
#include "session.hpp"

int main()
{
    using namespace jishi::bench;
    const Nation nation;
    std::vector<double> seconds;
    double rss = 0, peak = 0;
    for (int i = 0; i < 3; ++i) {
        const ServerProcess server(nation.data());
        seconds.push_back(server.seconds_to_first_answer());
        rss = std::max(rss, server.rss_mb());
        peak = std::max(peak, server.rss_peak_mb());
    }
    report("start-nation", {{"seconds", percentile(seconds, 0.5)}, {"rss_mb", rss}, {"rss_peak_mb", peak}});
}
