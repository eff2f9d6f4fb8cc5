// bulk-transfer: a class of 5,000 graduates leaves by letter in one job: for each a case of its own with three steps, a
// numbered letter, audit, outbox and deadlines, in a transaction of its own, so that one who is refused holds nobody
// up. One in a hundred is made impossible beforehand; one is taken back afterwards.

#include <cstdio>
#include <thread>

#include "engine/workflow_store.hpp"
#include "people.hpp"
#include "report.hpp"
#include "team/bulk_transfer.hpp"
#include "team/team_workflow.hpp"

namespace {

using namespace jishi;

constexpr int branches = 50;
constexpr int members_each = 100;
constexpr int refused_every = 100;

template <class T>
T must(Result<T> result)
{
    if (!result) throw std::runtime_error(result.error().code + " " + result.error().detail);
    return *std::move(result);
}

platform::Actor organizer(bench::People& people)
{
    auto actor = people.reader(people.counties.front());
    actor.account = must(people.platform().accounts().create_with_password(
        platform::Platform::console(), {"organizer", "组织委员"}, "Class-Of-2026-a"));
    platform::Grant grant;
    grant.organization = people.counties.front();
    grant.permissions = {platform::Permission::organization_read, platform::Permission::member_read,
                         platform::Permission::member_change, platform::Permission::case_read,
                         platform::Permission::case_start};
    actor.grants = {grant};
    return actor;
}

engine::Form form(std::initializer_list<std::pair<const char*, const char*>> values)
{
    engine::Form form;
    for (const auto& [field, value] : values) form.set(field, policy::Value(std::string(value)));
    return form;
}

}  // namespace

int main()
{
    bench::People people(1, 1, branches, members_each, 1);
    engine::WorkflowNames names;
    engine::WorkflowBook book(people.book(), names, people.clock_.today());
    engine::Board board(people.organizations().places());
    auto& audit = people.platform().audit();
    engine::CaseOffice cases{people.ids(),
                             people.clock_,
                             book,
                             names,
                             people.organizations().places(),
                             board,
                             [&audit](db::Tx& tx, const platform::Actor& actor, const engine::CaseRecord& record) {
                                 audit.record(tx, actor,
                                              {.action = record.action,
                                               .subject_kind = "case",
                                               .subject = record.of.str(),
                                               .organization = record.organization,
                                               .before = record.before,
                                               .after = record.after,
                                               .rule = record.rule});
                             },
                             [](db::Tx&, const platform::Actor&, AttachmentId) { return false; },
                             [](db::Tx&, AttachmentId, CaseId) {}};
    engine::lend_own(names);
    organization::lend_to_workflows(names, people.organizations().office());
    team::lend_to_workflows(names, people.office(), people.team().words(), cases);

    const auto actor = organizer(people);
    auto& jobs = people.platform().jobs();
    jobs.add_kind(team::bulk_job(people.office(), cases));
    jobs.set_actor_of([&](AccountId) -> Result<platform::Actor> { return actor; });
    jobs.start();
    must(people.database().write([&](db::Tx& tx) -> Result<void> {
        tx.execute("UPDATE team_member SET status = 'died' WHERE id % :every = 0", {{"every", refused_every}});
        return {};
    }));

    team::BulkRequest asked;
    asked.organization = people.counties.front();
    asked.workflow = "transfer.out_by_letter";
    asked.form = form({{"to_unit", "某省人才服务中心"}, {"reason", "graduation"}, {"dues_until", "2026-02-28"}});
    asked.issue = form({{"addressee", "某省委组织部"}, {"contact", "组织科"}});
    asked.issue.set("validity_days", policy::Value(std::int64_t{30}));
    people.database().read([&](db::Tx& tx) {
        tx.for_each<MemberId>("SELECT id FROM team_member ORDER BY id", db::Params{},
                              [&](MemberId id) { asked.members.push_back(id); });
    });
    const bench::Stopwatch watch;
    const auto bulk = must(people.database().write(
        [&](db::Tx& tx) { return team::ask_for_bulk(people.office(), cases, jobs, tx, actor, asked); }));
    const auto now = [&] {
        std::optional<team::Bulk> found;
        people.database().read([&](db::Tx& tx) { found = must(team::find_bulk(people.office(), tx, actor, bulk.id)); });
        return *found;
    };
    auto done = now();
    while (done.waiting > 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
        done = now();
    }
    const double seconds = watch.seconds();

    MemberId one;
    people.database().read([&](db::Tx& tx) { one = team::people_of(tx, bulk.id, "done", {}, 1).front().member; });
    const bench::Stopwatch undo;
    must(people.database().write([&](db::Tx& tx) {
        return team::undo_person(people.office(), cases, tx, actor, bulk.id, one, "本人不再转出");
    }));
    const double undo_ms = undo.seconds() * 1000;
    jobs.stop();
    const auto people_count = static_cast<double>(asked.members.size());
    bench::report("bulk-transfer", {{"people", people_count},
                                    {"done", static_cast<double>(done.done)},
                                    {"refused", static_cast<double>(done.refused)},
                                    {"seconds", seconds},
                                    {"per_second", people_count / seconds},
                                    {"of_limit", seconds / 60},
                                    {"undo_ms", undo_ms}});
    return done.done + done.refused == static_cast<std::int64_t>(asked.members.size()) ? 0 : 1;
}
