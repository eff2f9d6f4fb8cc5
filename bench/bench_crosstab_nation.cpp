// crosstab-nation: sex × age band × education of one occupation over the whole nation, from the planes, against the
// time to read those planes once and against DuckDB on the same rows.

#include "made_nation.hpp"

int main()
{
    using namespace jishi::bench;
    using namespace jishi::statistics;
    const MadeNation nation(false);
    const auto& rows = nation.rows();
    const Question question{{nation.axis("sex"), nation.axis("age_band"), nation.axis("education_group")},
                            nation.only("occupation_group", "farmer"),
                            {{rows.rows_below(0)}}};
    std::vector<std::uint64_t> counts;
    ScanOptions alone;
    alone.two_threads = false;
    const auto ours = fastest_ms(15, [&] { counts = scan(rows, question); });
    const auto one_thread = fastest_ms(9, [&] { counts = scan(rows, question, alone); });
    const auto planes = planes_read(rows, question);
    const auto floor = read_once_ms(rows, planes);
    Question plain = question;
    plain.dimensions.pop_back();
    plain.filter = {};
    const auto two = fastest_ms(15, [&] { counts = scan(rows, plain); });
    const auto ethnic = fastest_ms(3, [&] {
        counts = scan(rows, {{nation.axis("ethnicity"), nation.axis("age_band")}, {}, {{rows.rows_below(0)}}});
    });
    const auto farmer = nation.only("occupation_group", "farmer").parts.front().codes.front();
    const auto duckdb =
        ask_duckdb(nation, {"sex", "age_band", "education_group", "occupation_group"},
                   {"SELECT sex, age_band, education_group, count(*) FROM rows WHERE occupation_group = " +
                    std::to_string(farmer) + " GROUP BY ALL"});
    std::printf("memory %.1f bytes a member, %zu nodes\n",
                static_cast<double>(rows.memory_bytes()) / static_cast<double>(rows.rows()),
                std::size_t{rows.tree().size()});
    report("crosstab-nation",
           {{"ms", ours},
            {"one_thread_ms", one_thread},
            {"planes", static_cast<double>(planes.size())},
            {"read_once_ms", floor},
            {"times_reading", ours / floor},
            {"sex_age_ms", two},
            {"ethnicity_age_ms", ethnic},
            {"duckdb_ms", duckdb.empty() ? 0 : duckdb[0]},
            {"faster_than_duckdb", duckdb.empty() ? 0 : duckdb[0] / ours},
            {"bytes_a_member", static_cast<double>(rows.memory_bytes()) / static_cast<double>(rows.rows())},
            {"members", static_cast<double>(rows.rows())}});
}
