// member-search: by name, part of a name, pinyin, initials and id number among a million members, by accounts of the
// whole installation, of a county and of one branch.

#include "people.hpp"
#include "report.hpp"

using namespace jishi;

namespace {

std::string part_of(const std::string& name, std::size_t characters_from, std::size_t count)
{
    return name.substr(characters_from * 3, count * 3);  // three bytes a character
}

}  // namespace

int main()
{
    const char* wanted = std::getenv("JISHI_BENCH_MEMBERS");
    const int counties = std::max(1, (wanted ? std::atoi(wanted) : 1'000'000) / 25'000);
    bench::Stopwatch preparing;
    bench::People people(counties, 20, 25, 50, 1);
    std::printf("%lld members in %.0f s\n", static_cast<long long>(people.members), preparing.seconds());
    std::vector<double> times;
    std::map<std::string, std::vector<double>> by_kind;
    std::vector<double> cpu;  // what a question costs, also while the machine is busy with other things
    std::map<std::string, std::vector<double>> cpu_by_kind;
    std::int64_t found = 0;
    constexpr int questions = 4'000;
    for (int i = 0; i < questions; ++i) {
        const auto& name = people.names[people.any(people.names.size())];
        const auto reading = pinyin_of(name);
        std::string kind;
        team::ListQuestion question;
        switch (i % 6) {
            case 0:
                kind = "name";
                question.text = name;
                break;
            case 1:
                kind = "part";
                question.text = part_of(name, 1, 2);
                break;
            case 2:
                kind = "surname";
                question.text = part_of(name, 0, 1);
                break;
            case 3:
                kind = "pinyin";
                question.text = reading.full;
                break;
            case 4:
                kind = "initials";
                question.text = reading.initials;
                break;
            default:
                kind = "id_number";
                question.text = people.id_numbers[people.any(people.id_numbers.size())];
                break;
        }
        const auto scope = i / 6 % 3;
        const auto at = scope == 0   ? OrganizationId{}
                        : scope == 1 ? people.counties[people.any(people.counties.size())]
                                     : people.branches[people.any(people.branches.size())];
        const auto actor = people.reader(at);
        bench::Stopwatch watch;
        const auto cpu_before = bench::thread_cpu_ms();
        people.database().read([&](db::Tx& tx) {
            question.sight = *organization::sight_of(people.directory(), actor, platform::Permission::member_read, {});
            question.limit = 20;
            found += static_cast<std::int64_t>(team::list_members(people.office(), tx, question).items.size());
        });
        times.push_back(watch.seconds() * 1000);
        by_kind[kind].push_back(times.back());
        cpu.push_back(bench::thread_cpu_ms() - cpu_before);
        cpu_by_kind[kind].push_back(cpu.back());
    }
    for (auto& [kind, list] : by_kind)
        std::printf("%-10s p50 %.2f ms  p99 %.2f ms, of the processor p99 %.2f ms\n", kind.c_str(),
                    bench::percentile(list, 0.5), bench::percentile(list, 0.99),
                    bench::percentile(cpu_by_kind[kind], 0.99));
    bench::report("member-search", {{"members", static_cast<double>(people.members)},
                                    {"questions", questions},
                                    {"found", static_cast<double>(found)},
                                    {"p50_ms", bench::percentile(times, 0.5)},
                                    {"p99_ms", bench::percentile(times, 0.99)},
                                    {"cpu_p99_ms", bench::percentile(cpu, 0.99)}});
}
