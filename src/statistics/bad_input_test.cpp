// Whatever is asked wrongly, or of what is broken: a clear error, or a true nothing, never a wrong number.

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "statistics/statistics_fixture.hpp"
#include "statistics/yearly.hpp"

using namespace jishi;
using namespace jishi::statistics;
using namespace jishi::statistics::testing;
using platform::Permission;

namespace {

CrosstabQuestion all_of(Installation& world, Counted of)
{
    CrosstabQuestion question;
    question.of = of;
    question.within = {world.county};
    return question;
}

std::string code_of(const Result<CrosstabAnswer>& answer)
{
    if (answer) return "";
    return answer.error().fields.empty() ? answer.error().code : answer.error().fields.front().code;
}

/// Of a past day: as often as it is being prepared.
Result<CrosstabAnswer> ask(Installation& world, const CrosstabQuestion& question)
{
    auto answer = world.ask(question);
    while (!answer && answer.error().code == "statistics.being_prepared") answer = world.ask(question);
    return answer;
}

}  // namespace

TEST_CASE(
    "bad input: before the first record there is nothing of any kind, and before all time and after today is refused")
{
    each_installation(51, [](Installation& world) {
        for (int i = 0; i < 20; ++i) world.add(world.one_of(world.branches));
        for (int i = 0; i < 5; ++i) world.add_unit();
        for (const auto of : {Counted::members, Counted::organizations, Counted::units}) {
            auto question = all_of(world, of);
            REQUIRE(*ask(world, question)->total > 0);
            question.date = Date{1983, 12, 31};  // the day before the first organisation was founded
            CHECK(code_of(ask(world, question)) == "organization.not_found");
            question.within.clear();  // of all there was
            const auto then = ask(world, question);
            REQUIRE_MESSAGE(then.has_value(), (then ? "" : then.error().code));
            CHECK(then->total == 0);
            question.date = Date{1700, 1, 1};
            CHECK(code_of(ask(world, question)) == "statistics.date_out_of_range");
            question.date = world.clock.today().plus_days(1);
            CHECK(code_of(ask(world, question)) == "statistics.date_out_of_range");
        }
    });
}

TEST_CASE("bad input: a filter that nobody fits gives an answer of nobody, and no line that has anybody")
{
    each_installation(52, [](Installation& world) {
        for (int i = 0; i < 20; ++i) world.add(world.one_of(world.branches));
        auto question = all_of(world, Counted::members);
        question.dimensions = {"sex", "age_band"};
        const auto full = ask(world, question);
        question.filter = {{{{"birth_date", {}, Date{1901, 1, 1}, Date{1901, 1, 2}, {}, {}, false}}}};
        const auto nobody = ask(world, question);
        REQUIRE(full.has_value());
        REQUIRE(nobody.has_value());
        CHECK(nobody->total == 0);
        CHECK(full->total == 20);
        for (const auto& count : nobody->counts) CHECK(count == 0);
    });
}

TEST_CASE("bad input: a snapshot file with one wrong byte anywhere, or cut anywhere, is never answered from")
{
    each_installation(53, [](Installation& world) {
        for (int i = 0; i < 30; ++i) world.add(world.one_of(world.branches));
        const auto file = std::filesystem::temp_directory_path() / ("jishi_bad_" + std::to_string(::getpid()));
        const auto total = [&](Live& live) {
            const CrosstabOffice office{live, world.organizations, world.team, world.clock};
            std::optional<Result<CrosstabAnswer>> answer;
            world.database.read([&](db::Tx& tx) {
                do answer.emplace(crosstab(office, tx, world.actor, all_of(world, Counted::members)));
                while (!*answer && answer->error().code == "statistics.being_prepared");
            });
            REQUIRE(answer->has_value());
            return (*answer)->total;
        };
        const auto write_file = [&] {
            Live live(world.database, world.organizations, world.team, world.clock);
            live.start(file);
            CHECK(total(live) == 30);
        };
        write_file();
        std::string bytes;
        {
            std::ifstream in(file, std::ios::binary);
            bytes.assign(std::istreambuf_iterator<char>(in), {});
        }
        REQUIRE(bytes.size() > 1'000);
        const auto put_back = [&](const std::string& content) {
            std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
        };
        const auto rebuilt = [&](const std::string& content) {
            put_back(content);
            Live live(world.database, world.organizations, world.team, world.clock);
            live.start(file);
            CHECK(total(live) == 30);
            CHECK_FALSE(live.was_stored());
            CHECK(live.built() == 1);
        };
        for (const std::size_t part : {0U, 1U, 5U, 9U}) {
            auto touched = bytes;
            touched[std::min(bytes.size() - 1, bytes.size() * part / 10 + part)] ^= 0x10;
            rebuilt(touched);
            rebuilt(bytes.substr(0, bytes.size() * part / 10));
        }
        rebuilt("not a snapshot at all");
        // As it was it is taken.
        put_back(bytes);
        Live live(world.database, world.organizations, world.team, world.clock);
        live.start(file);
        CHECK(total(live) == 30);
        CHECK(live.was_stored());
        live.stop();
        std::filesystem::remove(file);
    });
}

TEST_CASE("bad input: a form of a year before the first record is a form of nothings, and of no year is refused")
{
    each_installation(54, [](Installation& world) {
        for (int i = 0; i < 10; ++i) world.add(world.one_of(world.branches));
        const Yearly yearly(world.statistics.office(), world.database, world.ids, world.under.platform->audit(),
                            nullptr, world.under.folder.path());
        const auto reader =
            actor_on({}, {Permission::organization_read, Permission::member_read}, world.organizations.directory());
        const auto make = [&](int year) {
            std::optional<Result<YearMade>> made;
            world.database.read([&](db::Tx& tx) {
                do made = yearly.make(tx, reader, {world.county, "", year, {}});
                while (!*made && made->error().code == "statistics.being_prepared");
            });
            return *std::move(made);
        };
        // The county's committee itself was founded on the first day of 1984.
        const auto before = make(1983);
        REQUIRE_FALSE(before.has_value());
        CHECK(before.error().code == "organization.not_found");
        const auto first = make(1984);
        REQUIRE_MESSAGE(first.has_value(), (first ? "" : first.error().code));
        CHECK(first->table.members == 0);
        CHECK_FALSE(first->table.members_before.has_value());
        for (const auto& section : first->table.sections)
            for (const auto& row : section.rows) CHECK_FALSE(row.share_bp.has_value());
        CHECK(make(0).error().fields.at(0).code == "statistics.date_out_of_range");
        CHECK(make(9999).error().fields.at(0).code == "statistics.date_out_of_range");
    });
}
