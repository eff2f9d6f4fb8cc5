// crosstab-cube: any question over the cubed columns, of the nation and of any province, from their cubes; against
// DuckDB scanning the rows and DuckDB on the same cube.

#include <numeric>
#include <random>

#include "made_nation.hpp"
#include "statistics/cube.hpp"

int main()
{
    using namespace jishi::bench;
    using namespace jishi::statistics;
    MadeNation nation(true);
    const auto& rows = nation.rows();
    const auto& schema = rows.schema();
    std::vector<Node> nodes = nation.level(1);
    std::erase_if(nodes, [&](Node node) { return !rows.cubes()->has(node); });
    nodes.push_back(0);
    std::vector<std::size_t> cubed = rows.cubes()->shape().columns;
    std::mt19937_64 random{5};
    std::vector<double> times, processor;  // the second without what other programs take
    std::vector<std::uint64_t> out;
    for (int i = 0; i < 400; ++i) {
        std::ranges::shuffle(cubed, random);
        Axes axes(cubed.begin(), cubed.begin() + static_cast<std::ptrdiff_t>(1 + random() % 5));
        std::vector<Filter> sets;
        for (std::size_t k = 0; k < 2; ++k) {
            const auto column = cubed[cubed.size() - 1 - k];
            std::vector<std::uint32_t> codes;
            for (std::uint32_t code = 0; code < schema.columns[column].cells; ++code)
                if (random() % 2 == 0) codes.push_back(code);
            if (!codes.empty()) sets.push_back(Filter::set(column, codes));
        }
        const auto node = nodes[random() % nodes.size()];
        const auto filter = Filter::of(Filter::Kind::all_of, sets);
        const auto began = thread_cpu_ms();
        const Stopwatch watch;
        if (!ask_cubes(rows, node, axes, filter, out)) return 1;
        times.push_back(watch.seconds() * 1e3);
        processor.push_back(thread_cpu_ms() - began);
    }
    const Axes asked{nation.axis("sex"), nation.axis("age_band"), nation.axis("education_group")};
    const auto one =
        fastest_ms(30, [&] { (void)ask_cubes(rows, 0, asked, nation.only("occupation_group", "farmer"), out); });
    // The same answer from the planes, or neither is worth anything.
    const auto scanned = scan(rows, {asked, nation.only("occupation_group", "farmer"), {{rows.rows_below(0)}}});
    if (scanned != out) return 1;
    const auto farmer = std::to_string(nation.only("occupation_group", "farmer").parts.front().codes.front());
    const auto duckdb = ask_duckdb(
        nation, {"sex", "minority", "age_band", "education_group", "occupation_group", "join_period", "category"},
        {"SELECT sex, age_band, education_group, count(*) FROM rows WHERE occupation_group = " + farmer +
             " GROUP BY ALL",
         "CREATE TABLE IF NOT EXISTS cube AS SELECT *, count(*) AS n FROM rows GROUP BY ALL",
         "SELECT sex, age_band, education_group, sum(n) FROM cube WHERE occupation_group = " + farmer +
             " GROUP BY ALL"});
    report("crosstab-cube",
           {{"ms", one},
            {"p50_ms", percentile(times, 0.5)},
            {"p99_ms", percentile(times, 0.99)},
            {"processor_p99_ms", percentile(processor, 0.99)},
            {"cubes", static_cast<double>(rows.cubes()->size())},
            {"cells", static_cast<double>(rows.cubes()->shape().size)},
            {"megabytes", static_cast<double>(rows.cubes()->memory_bytes()) / 1e6},
            {"faster_than_duckdb", duckdb.empty() ? 0 : duckdb[0] / one},
            {"faster_than_duckdb_cube", duckdb.empty() ? 0 : duckdb[2] / one},
            {"bytes_a_member", static_cast<double>(rows.memory_bytes()) / static_cast<double>(rows.rows())}});
}
