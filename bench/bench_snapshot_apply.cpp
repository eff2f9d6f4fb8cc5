// snapshot-apply: one changed member with every cube above it: recoded, and moved to another branch.

#include <random>

#include "made_nation.hpp"

int main()
{
    using namespace jishi::bench;
    using namespace jishi::statistics;
    MadeNation nation(true);
    auto& rows = nation.world().members();
    std::mt19937_64 random{11};
    std::vector<Code> codes(rows.schema().size());
    const auto any_row = [&] {
        for (;;) {
            const auto row = static_cast<std::uint32_t>(random() % rows.places());
            if (rows.chunk(row / chunk_rows).is_taken(row % chunk_rows)) return row;
        }
    };
    // Education is counted in the cubes by its groups: both change, as they do for a record.
    const auto band = rows.schema().find("education");
    const auto group = rows.schema().find("education_group");
    const auto& groups = nation.world().columns().find("education_group")->groups;
    constexpr int changes = 200'000;
    std::vector<double> recodes, moves;
    for (int i = 0; i < changes; ++i) {
        const auto row = any_row();
        const auto node = rows.node_of(row);
        rows.read(row, codes);
        codes[band] = static_cast<Code>(random() % rows.schema().columns[band].cells);
        codes[group] = groups[codes[band]];
        const Stopwatch watch;
        rows.recode(row, node, codes);
        recodes.push_back(watch.seconds() * 1e6);
    }
    for (int i = 0; i < changes; ++i) {
        const auto row = any_row();
        const auto from = rows.node_of(row);
        const auto to = rows.node_of(any_row());
        rows.read(row, codes);
        const Stopwatch watch;
        rows.move(row, from, to, 0, codes);
        moves.push_back(watch.seconds() * 1e6);
    }
    const auto mean = [](const std::vector<double>& values) {
        double sum = 0;
        for (const auto value : values) sum += value;
        return sum / static_cast<double>(values.size());
    };
    report("snapshot-apply", {{"recode_us", mean(recodes)},
                              {"recode_p50_us", percentile(recodes, 0.5)},
                              {"recode_p99_us", percentile(recodes, 0.99)},
                              {"move_us", mean(moves)},
                              {"move_p50_us", percentile(moves, 0.5)},
                              {"move_p99_us", percentile(moves, 0.99)}});
}
