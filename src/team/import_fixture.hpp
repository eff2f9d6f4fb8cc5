#pragma once
// An account that imports spreadsheets, for the tests of imports: files kept, jobs run to their end, reports read.

#include <doctest/doctest.h>

#include <future>
#include <memory>
#include <string>

#include <boost/json.hpp>

#include "engine/import_files.hpp"
#include "engine/imports.hpp"
#include "platform/platform_fixture.hpp"
#include "team/team_fixture.hpp"

namespace jishi::team::testing {

inline platform::AttachmentLimits import_limits()
{
    return {{{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", {"xlsx"}}, {"text/csv", {"csv"}}},
            100'000'000,
            100'000'000,
            100'000'000};
}

/// Jobs that run, and an account that may import. Whoever has the imports calls begin(), and stops the jobs first.
struct ImportDesk {
    ImportDesk(World& w, std::string rows)
        : world(w), kind(std::move(rows)), jobs(w.database, w.ids, w.clock),
          attachments(w.database, w.ids, folder.path(), import_limits)
    {
        w.database.submit_and_wait([](db::Tx& tx) {
            tx.execute(platform::testing::insert_account, {{"id", 7}, {"username", "clerk"}});
            return true;
        });
        jobs.set_actor_of([this](AccountId) -> Result<platform::Actor> { return world.actor; });
    }
    void begin(engine::Imports& imports)
    {
        machine = &imports;
        imports.add_jobs();
        jobs.start();
    }

    engine::ImportRequest request(engine::ImportMode mode = engine::ImportMode::valid_rows) const
    {
        engine::ImportRequest request;
        request.kind = kind;
        request.within = world.committee;
        request.effective_on = Date{2026, 1, 1};
        request.mode = mode;
        return request;
    }
    platform::Job ended(JobId id)
    {
        auto promise = std::make_shared<std::promise<platform::Job>>();
        jobs.watch(id, [promise](const platform::Job& now) {
            if (now.ended()) promise->set_value(now);
            return !now.ended();
        });
        auto future = promise->get_future();
        REQUIRE(future.wait_for(std::chrono::seconds{60}) == std::future_status::ready);
        return future.get();
    }
    AttachmentId keep(const std::string& bytes)
    {
        const auto file = attachments.keep(world.actor, kind + ".csv", bytes);
        REQUIRE_MESSAGE(file.has_value(), (file ? "" : file.error().code));
        return file->id;
    }
    platform::Job run(const std::string& bytes, engine::ImportRequest request)
    {
        request.attachment = keep(bytes);
        const auto job = world.write([&](db::Tx& tx) { return machine->start(tx, world.actor, request); });
        REQUIRE_MESSAGE(job.has_value(), (job ? "" : job.error().code));
        return ended(job->id);
    }
    platform::Job undo(const boost::json::object& result)
    {
        const auto batch = *engine::ImportId::parse(std::string(result.at("batch").as_string()));
        const auto job = world.write([&](db::Tx& tx) { return machine->undo(tx, world.actor, batch); });
        REQUIRE_MESSAGE(job.has_value(), (job ? "" : job.error().code));
        return ended(job->id);
    }
    std::int64_t count(std::string_view sql)
    {
        return world.read([&](db::Tx& tx) { return tx.value<std::int64_t>(sql); });
    }
    platform::Sheet report(const platform::Job& job)
    {
        const auto bytes = world.read([&](db::Tx& tx) {
            const auto file = attachments.find(tx, world.actor, job.result_file);
            REQUIRE(file.has_value());
            return engine::read_whole(attachments.file_of(*file).string());
        });
        return *platform::read_sheet(bytes, "report.xlsx");
    }

    World& world;
    std::string kind;
    platform::testing::TemporaryFolder folder;
    platform::Jobs jobs;
    platform::Attachments attachments;
    engine::Imports* machine = nullptr;
};

inline boost::json::object result_of(const platform::Job& job)
{
    REQUIRE_MESSAGE(job.state == platform::JobState::done, job.error_code << " " << job.error_detail);
    return boost::json::parse(job.result).as_object();
}
inline std::string sums(const boost::json::object& result)
{
    return std::to_string(result.at("stored").as_int64()) + "+" + std::to_string(result.at("refused").as_int64()) +
           "=" + std::to_string(result.at("rows").as_int64());
}
inline std::string codes(const boost::json::object& result)
{
    std::string list;
    for (const auto& one : result.at("findings").as_array())
        list += (list.empty() ? "" : ", ") + std::to_string(one.at("row").as_int64()) + " " +
                std::string(one.at("code").as_string());
    return list;
}

}  // namespace jishi::team::testing
