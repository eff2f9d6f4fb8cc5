// snapshot-build: the snapshot of today from the register of a database, against the database's own SELECT of the same
// columns through the same door. JISHI_BENCH_DATABASE names a PostgreSQL; JISHI_BENCH_PEOPLE how many members, a
// million when left out.

#include "made_nation.hpp"
#include "people.hpp"
#include "policy/reading.hpp"
#include "statistics/loading.hpp"

int main()
{
    using namespace jishi;
    using namespace jishi::bench;
    const char* asked = std::getenv("JISHI_BENCH_PEOPLE");
    const auto members = asked ? std::strtoull(asked, nullptr, 10) : 1'000'000;
    constexpr int branches_a_county = 400;
    constexpr int members_a_branch = 25;
    const int counties = std::max(1, static_cast<int>(members / (branches_a_county * members_a_branch)));
    People people(counties, 10, branches_a_county / 10, members_a_branch, 1);
    const auto& clock = people.office().clock;
    const auto policy = people.office().organizations.policy_at({}, clock.today());
    const auto columns = std::make_shared<const statistics::Columns>(
        policy::Reader(policy, policy), "statistics.member_columns", statistics::member_fields());
    const auto statuses = people.office().rules({}, clock.today())->statuses_on_roll();
    std::uint64_t rows = 0;
    const auto read = fastest_ms(3, [&] {
        rows = 0;
        people.database().read([&](db::Tx& tx) {
            team::each_person(tx, clock.today(), statuses, [&](const team::PersonRow&) { ++rows; });
        });
    });
    double bytes = 0;
    const auto build = fastest_ms(3, [&] {
        people.database().read([&](db::Tx& tx) {
            const auto world = statistics::load_world(tx, columns, statuses, clock.today(), statistics::load_nodes(tx));
            bytes = static_cast<double>(world->members().memory_bytes()) / static_cast<double>(world->members().rows());
        });
    });
    report("snapshot-build", {{"s", build / 1e3},
                              {"select_s", read / 1e3},
                              {"times_select", build / read},
                              {"members", static_cast<double>(rows)},
                              {"bytes_a_member_with_ids", bytes}});
}
