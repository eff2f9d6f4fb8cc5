// table-children: every county × sex × age band in one answer, against DuckDB's GROUP BY over the same rows.

#include "made_nation.hpp"

int main()
{
    using namespace jishi::bench;
    using namespace jishi::statistics;
    const MadeNation nation(false);
    const auto& rows = nation.rows();
    Question question{{nation.axis("sex"), nation.axis("age_band")}, {}, {}};
    for (const auto county : nation.level(3)) question.groups.push_back({rows.rows_below(county)});
    std::vector<std::uint64_t> table;
    const auto ours = fastest_ms(15, [&] { table = scan(rows, question); });
    const auto duckdb = ask_duckdb(nation, {"sex", "age_band", "county"},
                                   {"SELECT county, sex, age_band, count(*) FROM rows GROUP BY ALL"});
    report("table-children", {{"ms", ours},
                              {"counties", static_cast<double>(question.groups.size())},
                              {"duckdb_ms", duckdb.empty() ? 0 : duckdb[0]},
                              {"faster_than_duckdb", duckdb.empty() ? 0 : duckdb[0] / ours}});
}
