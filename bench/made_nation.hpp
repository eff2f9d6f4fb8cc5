#pragma once
// A made-up nation in memory for the benchmarks of statistics: drawn once, kept in a file, loaded by the next.
// JISHI_BENCH_MEMBERS and JISHI_BENCH_ORGANIZATIONS make it smaller than 100 million members and 5.25 million
// organisations.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "statistics/scan.hpp"
#include "statistics/world.hpp"

namespace jishi::bench {

class MadeNation {
public:
    /// @param cubes  built, as the server does
    explicit MadeNation(bool cubes);
    statistics::World& world() { return *world_; }
    const statistics::Snapshot& rows() const { return world_->members(); }
    statistics::Axis axis(const std::string& column) const;
    statistics::Filter only(const std::string& column, const std::string& code) const;
    /// Nodes whose parent's parent … is a root: 1 provinces, 2 cities, 3 counties, 4 towns.
    std::vector<statistics::Node> level(int depth) const;
    static std::string file();

private:
    std::unique_ptr<statistics::World> world_;
};

/// The fastest of some runs, in milliseconds.
template <class Fn>
double fastest_ms(int runs, Fn&& fn);

/// Milliseconds to read these planes where they stand, one after the other, on both cores.
double read_once_ms(const statistics::Snapshot& rows, const statistics::PlanesRead& planes);

/// What DuckDB needs for the same questions over the same rows, loaded into a table of its own: milliseconds of each.
/// Empty without JISHI_DUCKDB (the folder of the npm package).
/// @param columns  their codes, one table column each; "county" is the number of the county
std::vector<double> ask_duckdb(const MadeNation& nation, const std::vector<std::string>& columns,
                               const std::vector<std::string>& questions);

}  // namespace jishi::bench

#include "report.hpp"

template <class Fn>
double jishi::bench::fastest_ms(int runs, Fn&& fn)
{
    double best = 1e300;
    for (int i = 0; i < runs; ++i) {
        const Stopwatch watch;
        fn();
        best = std::min(best, watch.seconds() * 1e3);
    }
    return best;
}
