#include "made_nation.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "policy/policy.hpp"
#include "policy/reading.hpp"
#include "statistics/bulletin.hpp"
#include "statistics/nation.hpp"
#include "statistics/snapshot_file.hpp"

namespace jishi::bench {
namespace {

using namespace statistics;

constexpr int year = 2023;

std::uint64_t asked(const char* name, std::uint64_t otherwise)
{
    const char* text = std::getenv(name);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}
std::uint64_t members() { return asked("JISHI_BENCH_MEMBERS", 100'000'000); }
std::uint64_t organizations() { return asked("JISHI_BENCH_ORGANIZATIONS", members() * 525 / 10'000); }

std::unique_ptr<World> make(const std::shared_ptr<const Columns>& columns, const policy::Policy& policy)
{
    const auto bulletin = bulletin_of(policy, year);
    if (!bulletin) throw std::runtime_error(bulletin.error().code);
    const Stopwatch watch;
    auto made = make_nation(columns, read_nation_rules(policy), *bulletin, {members(), organizations(), 1, {}});
    if (!made) throw std::runtime_error(made.error().code);
    std::printf("made %llu members in %.1f s\n", static_cast<unsigned long long>((*made)->members().rows()),
                watch.seconds());
    return *std::move(made);
}

}  // namespace

std::string MadeNation::file()
{
    return std::string(JISHI_BENCH_FOLDER) + "/nation-" + std::to_string(members()) + "-" +
           std::to_string(organizations()) + ".snapshot";
}

MadeNation::MadeNation(bool cubes)
{
    const auto book = policy::Book::load(std::filesystem::path(JISHI_SOURCE_DIR) / "packs");
    if (!book) throw std::runtime_error(book.error().detail);
    const Date day{year, 12, 31};
    const auto policy = book->at(day);
    const auto columns =
        std::make_shared<const Columns>(policy::Reader(policy, policy), "statistics.member_columns", member_fields());
    // A file of other columns is made again.
    if (auto stored = load_snapshot(file()); stored && stored->snapshot.schema().columns == columns->schema().columns) {
        world_ = std::make_unique<World>(columns, day, std::move(stored->snapshot));
    } else {
        world_ = make(columns, policy);
        save_snapshot(file(), world_->members(), {day, 0, ""});
    }
    if (cubes) {
        const Stopwatch watch;
        world_->members().build_cubes(cube_rows_min);
        std::printf("built cubes in %.1f s\n", watch.seconds());
    }
}

Axis MadeNation::axis(const std::string& column) const { return world_->axis(*world_->columns().find(column)); }

Filter MadeNation::only(const std::string& column, const std::string& code) const
{
    const auto* found = world_->columns().find(column);
    return Filter::of(Filter::Kind::all_of, {Filter::set(found->stored, {found->cell_of(code).value()})});
}

std::vector<Node> MadeNation::level(int depth) const
{
    const auto& tree = rows().tree();
    std::vector<Node> nodes = tree.roots();
    while (depth-- > 0) {
        std::vector<Node> below;
        for (const auto node : nodes)
            for (const auto child : tree.children(node)) below.push_back(child);
        nodes = std::move(below);
    }
    return nodes;
}

double read_once_ms(const Snapshot& rows, const PlanesRead& planes)
{
    // Counting its bits is the least that can be done with what was read.
    const auto& kernel = best_kernel();
    std::uint64_t sums[2] = {0, 0};
    const auto part = [&](std::size_t which) {
        const auto half = rows.chunk_count() / 2;
        const auto end = which == 0 ? half : rows.chunk_count();
        std::uint64_t sum = 0;
        for (auto at = which == 0 ? 0 : half; at < end; ++at) {
            const auto chunk = rows.chunk(at);
            if (planes.taken) sum += kernel.count(chunk.taken(), chunk.words());
            for (const auto& plane : planes.planes) sum += kernel.count(chunk.plane(plane), chunk.words());
        }
        sums[which] = sum;
    };
    const auto best = fastest_ms(15, [&] {
        std::thread other([&] { part(1); });
        part(0);
        other.join();
    });
    if (sums[0] + sums[1] == 1) std::printf(" ");  // so that the reading is not left out
    return best;
}

std::vector<double> ask_duckdb(const MadeNation& nation, const std::vector<std::string>& columns,
                               const std::vector<std::string>& questions)
{
    const char* package = std::getenv("JISHI_DUCKDB");
    if (!package) return {};
    const auto& rows = nation.rows();
    const std::filesystem::path folder =
        std::filesystem::path(JISHI_BENCH_FOLDER) / ("duckdb-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    {
        std::FILE* out = std::fopen((folder / "rows.csv").c_str(), "w");
        std::string line;
        std::vector<std::size_t> places;
        for (const auto& name : columns) {
            line += (line.empty() ? "" : ",") + name;
            places.push_back(rows.schema().find(name));
        }
        line += '\n';
        const auto counties = nation.level(3);
        std::size_t county = 0;
        for (std::size_t at = 0; at < rows.chunk_count(); ++at) {
            const auto chunk = rows.chunk(at);
            for (std::uint32_t place = 0; place < chunk.rows(); ++place) {
                const auto row = static_cast<std::uint32_t>(at * chunk_rows + place);
                while (county + 1 < counties.size() && rows.rows_below(counties[county]).end <= row) ++county;
                if (!chunk.is_taken(place)) continue;
                for (std::size_t i = 0; i < places.size(); ++i) {
                    if (i > 0) line += ',';
                    if (places[i] == rows.schema().size()) line += std::to_string(county);
                    else line += std::to_string(chunk.code(places[i], place));
                }
                line += '\n';
            }
            std::fwrite(line.data(), 1, line.size(), out);
            line.clear();
        }
        std::fclose(out);
        std::ofstream list(folder / "questions.sql");
        for (const auto& question : questions) list << question << '\n';
    }
    const auto command = std::string("node ") + JISHI_SOURCE_DIR + "/bench/duckdb.mjs '" + package + "' '" +
                         folder.string() + "' > '" + (folder / "answers").string() + "'";
    const auto status = std::system(command.c_str());
    std::vector<double> answers;
    std::ifstream in(folder / "answers");
    for (double ms = 0; in >> ms;) answers.push_back(ms);
    std::filesystem::remove_all(folder);
    if (status != 0 || answers.size() != questions.size()) throw std::runtime_error("duckdb did not answer");
    return answers;
}

}  // namespace jishi::bench
