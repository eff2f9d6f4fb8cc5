// as-of: the roster of a county of 100,000 members on a past day against the same roster today.

#include "people.hpp"
#include "report.hpp"

using namespace jishi;

int main()
{
    bench::People people(1, 40, 50, 50, 3);
    const auto ask = [&](Date day, std::size_t& lines) {
        bench::Stopwatch watch;
        people.database().read([&](db::Tx& tx) {
            team::RosterQuestion question;
            question.organization = people.counties.front();
            question.moment = {day, {}};
            question.limit = 1'000'000;
            lines = team::roster_of(people.office(), tx, question)->items.size();
        });
        return watch.seconds();
    };
    std::vector<double> today;
    std::vector<double> past;
    std::size_t lines = 0;
    std::size_t then = 0;
    for (int i = 0; i < 7; ++i) {
        today.push_back(ask(people.clock_.today(), lines));
        past.push_back(ask(people.past, then));
    }
    const auto today_s = bench::percentile(today, 0.5);
    const auto past_s = bench::percentile(past, 0.5);
    bench::report("as-of", {{"members", static_cast<double>(lines)},
                            {"members_then", static_cast<double>(then)},
                            {"today_s", today_s},
                            {"past_s", past_s},
                            {"ratio", past_s / today_s}});
}
