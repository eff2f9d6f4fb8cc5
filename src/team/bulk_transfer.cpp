#include "team/bulk_transfer.hpp"

#include <algorithm>
#include <set>

#include "engine/workflow_json.hpp"
#include "engine/workflow_store.hpp"
#include "platform/json_text.hpp"
#include "team/relation_policy.hpp"
#include "team/team.hpp"
#include "team/transfer_store.hpp"

namespace jishi::team {
namespace {

using platform::Permission;

constexpr std::string_view job_code = "team.bulk_transfer";

struct Kept {
    OrganizationId organization;
    std::string workflow;
    engine::Form form;
    engine::Form issue;
};

/// Everybody asked for belongs where the job is done; or all who count as members there.
Result<std::vector<MemberId>> people_asked(const Office& office, db::Tx& tx, const BulkRequest& asked)
{
    const auto rules = office.rules(asked.organization, office.clock.today());
    const auto relations = relation_rules(office, asked.organization, office.clock.today());
    const auto places = office.directory.subtree(asked.organization);
    const std::set<OrganizationId> within(places.begin(), places.end());
    std::vector<MemberId> people;
    if (asked.members.empty()) {
        constexpr std::size_t at_once = 400;
        for (std::size_t begin = 0; begin < places.size(); begin += at_once) {
            const std::span some(
                places.begin() + static_cast<std::ptrdiff_t>(begin),
                places.begin() + static_cast<std::ptrdiff_t>(std::min(places.size(), begin + at_once)));
            organization::store::Statement statement;
            statement.add("SELECT id FROM team_member WHERE withdrawn = 0 AND status IN " +
                          statement.bind_all(rules->statuses_counted()) + " AND branch IN " + statement.bind_all(some) +
                          " ORDER BY id");
            tx.for_each<MemberId>(statement.sql(), statement.params(), [&](MemberId id) { people.push_back(id); });
        }
    } else {
        for (const auto id : std::set<MemberId>(asked.members.begin(), asked.members.end())) {
            const auto member = find_member(tx, id);
            if (!member || !within.contains(member->values.branch))
                return refuse(ErrorKind::not_found, "member.not_found", {}, id.str());
            people.push_back(id);
        }
    }
    if (people.empty()) return bad_field("members", "input.required", "REL-20");
    if (people.size() > static_cast<std::size_t>(relations.bulk_people_max))
        return bad_field("members", "input.too_many_items", "REL-20", std::to_string(relations.bulk_people_max));
    return people;
}

std::string forms_json(const BulkRequest& asked)
{
    return platform::JsonObject{}
        .add_json("form", engine::json_of(asked.form))
        .add_json("issue", engine::json_of(asked.issue))
        .text();
}

engine::Form form_in(const policy::Value& forms, std::string_view which)
{
    engine::Form form;
    if (const auto* map = forms.find(which))
        for (const auto& member : map->members()) form.set(member.name, member.value);
    return form;
}

std::optional<Kept> kept(db::Tx& tx, BulkId id)
{
    std::optional<Kept> found;
    tx.for_each<OrganizationId, std::string, std::string>(
        "SELECT organization, workflow, forms FROM team_bulk WHERE id = :id", db::Params{{"id", id}},
        [&](OrganizationId organization, std::string workflow, std::string forms) {
            const auto map = engine::value_of_json(forms);
            found = Kept{organization, std::move(workflow), form_in(map, "form"), form_in(map, "issue")};
        });
    return found;
}

void put_person(db::Tx& tx, BulkId bulk, MemberId member, const std::string& state, CaseId of, const std::string& code,
                const std::string& rule)
{
    tx.execute(
        "UPDATE team_bulk_person SET state = :state, case_id = :case_id, code = :code, rule = :rule WHERE bulk = :bulk "
        "AND member = :member",
        db::Params{
            {"state", state}, {"case_id", of}, {"code", code}, {"rule", rule}, {"bulk", bulk}, {"member", member}});
}

engine::Doing doing(std::string action, engine::Form form = {})
{
    engine::Doing what;
    what.action = std::move(action);
    what.form = std::move(form);
    return what;
}

/// The first step, and those after it that this account may do as well: whose turn is another's waits for them.
Result<CaseId> transfer_one(const engine::CaseOffice& cases, db::Tx& tx, const platform::Actor& actor, BulkId bulk,
                            const Kept& what, const Member& member)
{
    auto row = TRY(engine::start(cases, tx, actor,
                                 {what.workflow, member.values.branch, member.id.value, doing("submit", what.form)}));
    auto transfer = store::find_transfer(tx, row.id);
    if (transfer) {
        transfer->bulk = bulk.value;
        store::update_transfer(tx, *transfer);
    }
    const auto go_on = [&](const char* step, std::string action, engine::Form form) -> Result<void> {
        if (row.step != step) return {};
        auto next = engine::act(cases, tx, actor, row.id, doing(std::move(action), std::move(form)));
        if (!next && (next.error().code == "case.not_your_turn" || next.error().code == "case.not_found")) return {};
        row = TRY(std::move(next));
        return {};
    };
    TRY(go_on("assign", "agree", {}));
    TRY(go_on("release", "release", {}));
    if (!what.issue.values().empty()) TRY(go_on("issue", "issue", what.issue));
    return row.id;
}

std::string code_of(const Error& error) { return error.fields.empty() ? error.code : error.fields.front().code; }

void count_states(db::Tx& tx, std::vector<Bulk>& bulks)
{
    if (bulks.empty()) return;
    std::vector<BulkId> ids;
    for (const auto& bulk : bulks) ids.push_back(bulk.id);
    organization::store::Statement statement;
    statement.add("SELECT bulk, state, COUNT(*) FROM team_bulk_person WHERE bulk IN " + statement.bind_all(ids) +
                  " GROUP BY bulk, state");
    tx.for_each<BulkId, std::string, std::int64_t>(statement.sql(), statement.params(),
                                                   [&](BulkId id, const std::string& state, std::int64_t count) {
                                                       const auto bulk = std::ranges::find(bulks, id, &Bulk::id);
                                                       if (state == "waiting") bulk->waiting = count;
                                                       else if (state == "done") bulk->done = count;
                                                       else if (state == "refused") bulk->refused = count;
                                                       else bulk->undone = count;
                                                   });
}

std::vector<Bulk> read_bulks(db::Tx& tx, organization::store::Statement& statement)
{
    std::vector<Bulk> bulks;
    tx.for_each<BulkId, OrganizationId, std::string, JobId, Instant, std::string>(
        statement.sql(), statement.params(),
        [&](BulkId id, OrganizationId organization, std::string workflow, JobId job, Instant at, std::string by) {
            bulks.push_back({id, organization, std::move(workflow), job, at, std::move(by)});
        });
    count_states(tx, bulks);
    return bulks;
}

constexpr std::string_view bulks_sql =
    "SELECT b.id, b.organization, b.workflow, b.job, b.recorded_at, b.recorded_by_name FROM team_bulk b WHERE 1 = 1";

}  // namespace

Result<Bulk> ask_for_bulk(const Office& office, const engine::CaseOffice& cases, platform::Jobs& jobs, db::Tx& tx,
                          const platform::Actor& actor, const BulkRequest& asked)
{
    TRY(actor.require(Permission::member_change, asked.organization));
    const auto today = office.clock.today();
    if (!asked.workflow.starts_with("transfer.") ||
        !cases.book.find(asked.workflow, cases.places.policy_at(asked.organization, today)))
        return bad_field("workflow", "case.workflow_unknown", "REL-20");
    const auto people = TRY(people_asked(office, tx, asked));
    Bulk bulk;
    bulk.id = office.ids.next_id<BulkTag>();
    bulk.organization = asked.organization;
    bulk.workflow = asked.workflow;
    bulk.recorded_at = tx.recorded_at();
    bulk.recorded_by_name = actor.display_name;
    bulk.waiting = static_cast<std::int64_t>(people.size());
    bulk.job = jobs.enqueue(tx, actor, job_code, office.directory.name_of(asked.organization),
                            platform::JsonObject{}.add("bulk", bulk.id).text());
    tx.execute(R"(
        INSERT INTO team_bulk (id, organization, shard, workflow, forms, job, recorded_at, recorded_by, recorded_by_name)
        VALUES (:id, :organization, :shard, :workflow, :forms, :job, :recorded_at, :recorded_by, :recorded_by_name))",
               {{"id", bulk.id},
                {"organization", bulk.organization},
                {"shard", organization::shard_of(tx, bulk.organization)},
                {"workflow", bulk.workflow},
                {"forms", forms_json(asked)},
                {"job", bulk.job},
                {"recorded_at", bulk.recorded_at},
                {"recorded_by", actor.account},
                {"recorded_by_name", bulk.recorded_by_name}});
    db::BulkInsert rows(tx, "team_bulk_person", {"bulk", "member", "state", "case_id", "code", "rule"});
    for (const auto id : people)
        rows.integer(bulk.id.value).integer(id.value).text("waiting").integer(0).text("").text("").end_row();
    rows.finish();
    office.audit(
        tx, actor,
        {"member.bulk_transfer_asked",
         {},
         asked.organization,
         "",
         platform::JsonObject{}.add("bulk", bulk.id).add("workflow", asked.workflow).add("people", bulk.waiting).text(),
         "REL-20"});
    return bulk;
}

Result<void> run_bulk(const Office& office, const engine::CaseOffice& cases, db::Database& database,
                      const platform::Actor& actor, BulkId id,
                      const std::function<bool(std::int64_t done, std::int64_t of)>& tell)
{
    std::optional<Kept> what;
    std::vector<MemberId> waiting;
    database.read([&](db::Tx& tx) {
        what = kept(tx, id);
        tx.for_each<MemberId>(
            "SELECT member FROM team_bulk_person WHERE bulk = :bulk AND state = 'waiting' ORDER BY member",
            db::Params{{"bulk", id}}, [&](MemberId member) { waiting.push_back(member); });
    });
    if (!what) return refuse(ErrorKind::not_found, "bulk.not_found");
    std::int64_t done = 0;
    const auto all = static_cast<std::int64_t>(waiting.size());
    for (const auto person : waiting) {
        if (!tell(done++, all)) return {};
        // One who is refused undoes nothing of the others, and leaves nothing half done.
        const auto outcome = database.write([&](db::Tx& tx) -> Result<void> {
            const auto member = find_member(tx, person);
            if (!member) return refuse(ErrorKind::not_found, "member.not_found");
            const auto of = TRY(transfer_one(cases, tx, actor, id, *what, *member));
            put_person(tx, id, person, "done", of, {}, {});
            return {};
        });
        if (outcome) continue;
        TRY(database.write([&](db::Tx& tx) -> Result<void> {
            put_person(tx, id, person, "refused", {}, code_of(outcome.error()), outcome.error().rule);
            return {};
        }));
    }
    tell(all, all);
    (void)office;
    return {};
}

Result<BulkPerson> undo_person(const Office& office, const engine::CaseOffice& cases, db::Tx& tx,
                               const platform::Actor& actor, BulkId id, MemberId member, const std::string& reason)
{
    TRY(find_bulk(office, tx, actor, id));
    const auto before = MemberId{member.value - 1};
    auto found = people_of(tx, id, {}, before, 1);
    if (found.empty() || found.front().member != member) return refuse(ErrorKind::not_found, "bulk.not_found");
    auto person = std::move(found.front());
    if (person.state != "done") return refuse(ErrorKind::conflict, "bulk.nothing_to_undo", "REL-20", person.state);
    const auto row = engine::store::find_case(tx, person.of);
    if (!row || row->state == engine::CaseState::done)
        return refuse(ErrorKind::conflict, "bulk.received_already", "REL-05");
    if (!engine::is_over(row->state)) {
        auto what = doing("recall");
        what.reason = reason;
        if (row->step == "receipt") TRY(engine::act(cases, tx, actor, row->id, what));
        else TRY(engine::withdraw(cases, tx, actor, row->id, what));
    }
    put_person(tx, id, member, "undone", person.of, {}, {});
    person.state = "undone";
    return person;
}

Result<Bulk> find_bulk(const Office&, db::Tx& tx, const platform::Actor& actor, BulkId id)
{
    organization::store::Statement statement;
    statement.add(bulks_sql).add(" AND b.id = " + statement.bind(id));
    auto bulks = read_bulks(tx, statement);
    if (bulks.empty() || !actor.may(Permission::member_read, bulks.front().organization))
        return refuse(ErrorKind::not_found, "bulk.not_found");
    return std::move(bulks.front());
}

std::vector<Bulk> list_bulks(const Office&, db::Tx& tx, const organization::Sight& sight, std::size_t limit)
{
    organization::store::Statement statement;
    statement.add(bulks_sql);
    organization::store::add_sight(statement, tx, sight, "b.organization");
    statement.add(" ORDER BY b.id DESC LIMIT " + statement.bind(static_cast<std::int64_t>(limit)));
    return read_bulks(tx, statement);
}

std::vector<BulkPerson> people_of(db::Tx& tx, BulkId id, const std::string& state, MemberId after, std::size_t limit)
{
    organization::store::Statement statement;
    statement.add(
        "SELECT p.member, m.name, p.state, p.case_id, COALESCE(c.step, ''), p.code, p.rule FROM team_bulk_person p "
        "JOIN team_member m ON m.id = p.member LEFT JOIN engine_case c ON c.id = p.case_id WHERE p.bulk = " +
        statement.bind(id) + " AND p.member > " + statement.bind(after));
    if (!state.empty()) statement.add(" AND p.state = " + statement.bind(state));
    statement.add(" ORDER BY p.member LIMIT " + statement.bind(static_cast<std::int64_t>(limit)));
    std::vector<BulkPerson> people;
    tx.for_each<MemberId, std::string, std::string, CaseId, std::string, std::string, std::string>(
        statement.sql(), statement.params(),
        [&](MemberId member, std::string name, std::string how, CaseId of, std::string step, std::string code,
            std::string rule) {
            people.push_back(
                {member, std::move(name), std::move(how), of, std::move(step), std::move(code), std::move(rule)});
        });
    return people;
}

platform::JobKind bulk_job(const Office& office, const engine::CaseOffice& cases)
{
    return {std::string(job_code), true, [&office, &cases](platform::JobContext& context) -> Result<void> {
                const auto parameters = engine::value_of_json(context.job().parameters);
                const auto id = BulkId::parse(parameters.at("bulk").text());
                if (!id) throw std::runtime_error("team: a bulk transfer without its id");
                return run_bulk(office, cases, context.database(), context.actor(), *id,
                                [&](std::int64_t done, std::int64_t of) {
                                    context.progress(done, of, "transfer.bulk");
                                    return !context.cancelled();
                                });
            }};
}

}  // namespace jishi::team
