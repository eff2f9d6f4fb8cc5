#include "engine/workflow_store.hpp"

#include "engine/workflow_json.hpp"

namespace jishi::engine::store {
namespace {

using Text = std::string;
using MaybeDate = std::optional<Date>;

template <class Each>
void read_cases(db::Tx& tx, std::string_view sql, std::span<const db::Param> params, Each&& each)
{
    tx.for_each<CaseId, Text, Text, Text, std::int64_t, OrganizationId, OrganizationId, int, Text, Date, MaybeDate,
                bool, MaybeDate, OrganizationId, AccountId, Text, Date, Instant, AccountId, MaybeDate, MaybeDate, int,
                int>(
        sql, params,
        [&](CaseId id, Text workflow, Text definition, Text kind, std::int64_t subject, OrganizationId organization,
            OrganizationId shard, int state, Text step, Date since, MaybeDate due, bool provisional, MaybeDate earliest,
            OrganizationId acts_at, AccountId acts_account, Text label, Date started_on, Instant started_at,
            AccountId started_by, MaybeDate suspended, MaybeDate ended, int version, int steps_done) {
            Case row;
            row.id = id;
            row.workflow = std::move(workflow);
            row.definition = std::move(definition);
            row.subject_kind = std::move(kind);
            row.subject = subject;
            row.organization = organization;
            row.shard = shard;
            row.state = static_cast<CaseState>(state);
            row.step = std::move(step);
            row.step_since = since;
            row.due_on = due;
            row.due_provisional = provisional;
            row.earliest_on = earliest;
            row.acts_at = acts_at;
            row.acts_account = acts_account;
            row.label = std::move(label);
            row.started_on = started_on;
            row.started_at = started_at;
            row.started_by = started_by;
            row.suspended_on = suspended;
            row.ended_on = ended;
            row.version = version;
            row.steps_done = steps_done;
            each(std::move(row));
        });
}

/// "7,8"
std::string joined(const std::vector<AccountId>& accounts)
{
    std::string text;
    for (const auto account : accounts) text += (text.empty() ? "" : ",") + account.str();
    return text;
}

template <class T>
std::vector<T> split(std::string_view text)
{
    std::vector<T> ids;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        if (const auto id = T::parse(text.substr(0, comma))) ids.push_back(*id);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return ids;
}

std::string joined(const std::vector<AttachmentId>& papers)
{
    std::string text;
    for (const auto paper : papers) text += (text.empty() ? "" : ",") + paper.str();
    return text;
}

}  // namespace

void keep_definition(db::Tx& tx, const std::string& digest, const std::string& workflow, const std::string& text)
{
    tx.execute(R"(
        INSERT INTO engine_definition (digest, workflow, text, recorded_at) VALUES (:digest, :workflow, :text, :recorded_at)
        ON CONFLICT (digest) DO NOTHING)",
               {{"digest", digest}, {"workflow", workflow}, {"text", text}, {"recorded_at", tx.recorded_at()}});
}

std::string definition_text(db::Tx& tx, const std::string& digest)
{
    return tx.value<std::string>("SELECT text FROM engine_definition WHERE digest = :digest", {{"digest", digest}});
}

std::string_view select_cases_sql()
{
    return R"(
        SELECT c.id, c.workflow, c.definition, c.subject_kind, c.subject, c.organization, c.shard, c.state, c.step, c.step_since, c.due_on, c.due_provisional,
               c.earliest_on, c.acts_at, c.acts_account, c.label, c.started_on, c.started_at, c.started_by, c.suspended_on, c.ended_on, c.version, c.steps_done
        FROM engine_case c WHERE 1 = 1)";
}

std::optional<Case> find_case(db::Tx& tx, CaseId id)
{
    std::optional<Case> found;
    static const auto sql = std::string(select_cases_sql()) + " AND c.id = :id";
    const db::Params params{{"id", id}};
    read_cases(tx, sql, std::span{params.begin(), params.size()}, [&](Case&& row) { found = std::move(row); });
    return found;
}

std::vector<Case> select_cases(db::Tx& tx, const db::Statement& statement)
{
    std::vector<Case> rows;
    read_cases(tx, statement.sql(), statement.params(), [&](Case&& row) { rows.push_back(std::move(row)); });
    return rows;
}

std::vector<Case> cases_with_ids(db::Tx& tx, std::span<const CaseId> ids)
{
    if (ids.empty()) return {};
    db::Statement statement;
    statement.add(select_cases_sql()).add(" AND c.id IN ");
    statement.add(statement.bind_all(ids));
    return select_cases(tx, statement);
}

std::int64_t count_open_about(db::Tx& tx, std::string_view kind, std::int64_t subject, CaseId except)
{
    return tx.value<std::int64_t>(R"(
        SELECT COUNT(*) FROM engine_case
        WHERE subject_kind = :kind AND subject = :subject AND subject <> 0 AND state IN (0, 1) AND id <> :except)",
                                  {{"kind", kind}, {"subject", subject}, {"except", except}});
}

std::vector<Case> open_cases_at(db::Tx& tx, OrganizationId organization)
{
    db::Statement statement;
    statement.add(select_cases_sql())
        .add(" AND c.state IN (0, 1) AND (c.organization = " + statement.bind(organization))
        .add(" OR c.acts_at = " + statement.bind(organization) + ") ORDER BY c.id");
    return select_cases(tx, statement);
}

std::int64_t count_about(db::Tx& tx, std::string_view kind, std::int64_t subject)
{
    return tx.value<std::int64_t>("SELECT COUNT(*) FROM engine_case WHERE subject_kind = :kind AND subject = :subject",
                                  {{"kind", kind}, {"subject", subject}});
}

std::vector<Case> open_cases_about(db::Tx& tx, std::string_view kind, std::int64_t subject, CaseId except)
{
    if (subject == 0) return {};
    db::Statement statement;
    statement.add(select_cases_sql())
        .add(" AND c.subject_kind = " + statement.bind(kind) + " AND c.subject = " + statement.bind(subject))
        .add(" AND c.state IN (0, 1) AND c.id <> " + statement.bind(except) + " ORDER BY c.id");
    return select_cases(tx, statement);
}

SoFar so_far(db::Tx& tx, CaseId id)
{
    std::optional<SoFar> kept;
    tx.for_each<std::optional<Text>, MaybeDate>("SELECT form, last_day FROM engine_case WHERE id = :id",
                                                db::Params{{"id", id}},
                                                [&](const std::optional<Text>& form, MaybeDate day) {
                                                    if (form && day) kept = SoFar{form_of_json(*form), *day};
                                                });
    if (kept) return *std::move(kept);
    SoFar found{{}, Date::first()};
    for (const auto& step : steps_of(tx, id)) {
        found.form.overlay(step.form);
        found.last_day = step.day;
    }
    return found;
}

std::optional<Date> day_done(db::Tx& tx, CaseId id, const std::string& step)
{
    std::optional<Date> day;
    tx.for_each<Date>(R"(
        SELECT day FROM engine_step WHERE case_id = :id AND step = :step AND deed = :act ORDER BY number DESC LIMIT 1)",
                      db::Params{{"id", id}, {"step", step}, {"act", static_cast<int>(Deed::act)}},
                      [&](Date found) { day = found; });
    return day;
}

void insert_case(db::Tx& tx, const Case& row, const SoFar& so_far)
{
    tx.execute(R"(
        INSERT INTO engine_case (id, workflow, definition, subject_kind, subject, organization, shard, state, step, step_since, due_on, due_provisional,
                                 earliest_on, acts_at, acts_account, label, started_on, started_at, started_by, suspended_on, ended_on, version, steps_done, form, last_day)
        VALUES (:id, :workflow, :definition, :subject_kind, :subject, :organization, :shard, :state, :step, :step_since, :due_on, :due_provisional,
                :earliest_on, :acts_at, :acts_account, :label, :started_on, :started_at, :started_by, :suspended_on, :ended_on, :version, :steps_done, :form, :last_day))",
               {{"id", row.id},
                {"workflow", row.workflow},
                {"definition", row.definition},
                {"subject_kind", row.subject_kind},
                {"subject", row.subject},
                {"organization", row.organization},
                {"shard", row.shard},
                {"state", static_cast<int>(row.state)},
                {"step", row.step},
                {"step_since", row.step_since},
                {"due_on", row.due_on},
                {"due_provisional", row.due_provisional},
                {"earliest_on", row.earliest_on},
                {"acts_at", row.acts_at},
                {"acts_account", row.acts_account},
                {"label", row.label},
                {"started_on", row.started_on},
                {"started_at", row.started_at},
                {"started_by", row.started_by},
                {"suspended_on", row.suspended_on},
                {"ended_on", row.ended_on},
                {"version", row.version},
                {"steps_done", row.steps_done},
                {"form", json_of(so_far.form)},
                {"last_day", so_far.last_day}});
}

bool update_case(db::Tx& tx, const Case& row, const SoFar& so_far)
{
    return tx.execute(R"(
        UPDATE engine_case
        SET subject_kind = :subject_kind, subject = :subject, organization = :organization, shard = :shard, state = :state, step = :step,
            step_since = :step_since, due_on = :due_on, due_provisional = :due_provisional, earliest_on = :earliest_on, acts_at = :acts_at,
            acts_account = :acts_account, label = :label, suspended_on = :suspended_on, ended_on = :ended_on, version = :version, steps_done = :steps_done,
            form = :form, last_day = :last_day
        WHERE id = :id AND version = :version - 1)",
                      {{"id", row.id},
                       {"subject_kind", row.subject_kind},
                       {"subject", row.subject},
                       {"organization", row.organization},
                       {"shard", row.shard},
                       {"state", static_cast<int>(row.state)},
                       {"step", row.step},
                       {"step_since", row.step_since},
                       {"due_on", row.due_on},
                       {"due_provisional", row.due_provisional},
                       {"earliest_on", row.earliest_on},
                       {"acts_at", row.acts_at},
                       {"acts_account", row.acts_account},
                       {"label", row.label},
                       {"suspended_on", row.suspended_on},
                       {"ended_on", row.ended_on},
                       {"version", row.version},
                       {"steps_done", row.steps_done},
                       {"form", json_of(so_far.form)},
                       {"last_day", so_far.last_day}}) == 1;
}

void insert_step(db::Tx& tx, const StepDone& step, OrganizationId shard)
{
    tx.execute(R"(
        INSERT INTO engine_step (id, case_id, shard, number, deed, step, action, to_step, day, recorded_at, account, account_name, on_behalf_of, document_no,
                                 reason, from_paper, rule, due_on, form, papers)
        VALUES (:id, :case_id, :shard, :number, :deed, :step, :action, :to_step, :day, :recorded_at, :account, :account_name, :on_behalf_of, :document_no,
                :reason, :from_paper, :rule, :due_on, :form, :papers))",
               {{"id", step.id},
                {"case_id", step.of},
                {"shard", shard},
                {"number", step.number},
                {"deed", static_cast<int>(step.deed)},
                {"step", step.step},
                {"action", step.action},
                {"to_step", step.to},
                {"day", step.day},
                {"recorded_at", step.recorded_at},
                {"account", step.account},
                {"account_name", step.account_name},
                {"on_behalf_of", step.on_behalf_of},
                {"document_no", step.document_no},
                {"reason", step.reason},
                {"from_paper", step.from_paper},
                {"rule", step.rule},
                {"due_on", step.due_on},
                {"form", json_of(step.form)},
                {"papers", joined(step.papers)}});
}

std::vector<StepDone> steps_of(db::Tx& tx, CaseId id, int from)
{
    std::vector<StepDone> steps;
    tx.for_each<StepId, int, int, Text, Text, Text, Date, Instant, AccountId, Text, OrganizationId, Text, Text, bool,
                Text, MaybeDate, Text, Text>(
        R"(
        SELECT id, number, deed, step, action, to_step, day, recorded_at, account, account_name, on_behalf_of, document_no, reason, from_paper, rule, due_on,
               form, papers
        FROM engine_step WHERE case_id = :id AND number >= :first ORDER BY number)",
        db::Params{{"id", id}, {"first", from}},
        [&](StepId step, int number, int deed, Text code, Text action, Text to, Date day, Instant recorded,
            AccountId account, Text name, OrganizationId behalf, Text document, Text reason, bool paper, Text rule,
            MaybeDate due, Text form, Text papers) {
            steps.push_back({step, id, number, static_cast<Deed>(deed), std::move(code), std::move(action),
                             std::move(to), day, recorded, account, std::move(name), behalf, std::move(document),
                             std::move(reason), paper, std::move(rule), due, form_of_json(form),
                             split<AttachmentId>(papers)});
        });
    return steps;
}

void replace_deadlines(db::Tx& tx, CaseId id, OrganizationId shard, std::span<const Deadline> deadlines)
{
    tx.execute("DELETE FROM engine_deadline WHERE case_id = :id", {{"id", id}});
    for (const auto& deadline : deadlines)
        tx.execute(R"(
            INSERT INTO engine_deadline (case_id, level, kind, shard, organization, permission, accounts, shown_from, shown_until, due_on, warn_on)
            VALUES (:id, :level, :kind, :shard, :organization, :permission, :accounts, :shown_from, :shown_until, :due_on, :warn_on))",
                   {{"id", id},
                    {"level", deadline.level},
                    {"kind", static_cast<int>(deadline.kind)},
                    {"shard", shard},
                    {"organization", deadline.organization},
                    {"permission", deadline.permission ? platform::code_of(*deadline.permission) : std::string_view{}},
                    {"accounts", joined(deadline.accounts)},
                    {"shown_from", deadline.shown_from},
                    {"shown_until", deadline.shown_until},
                    {"due_on", deadline.due_on},
                    {"warn_on", deadline.warn_on}});
}

namespace {

template <class Each>
void read_deadlines(db::Tx& tx, std::string_view where, db::Params params, Each&& each)
{
    const auto sql =
        "SELECT case_id, level, kind, organization, permission, accounts, shown_from, shown_until, due_on, warn_on "
        "FROM engine_deadline" +
        std::string(where);
    tx.for_each<CaseId, int, int, OrganizationId, Text, Text, Date, Date, MaybeDate, MaybeDate>(
        sql, params,
        [&](CaseId id, int level, int kind, OrganizationId organization, Text permission, Text accounts, Date from,
            Date until, MaybeDate due, MaybeDate warn) {
            each(Deadline{id, level, static_cast<DeadlineKind>(kind), organization,
                          platform::permission_from(permission), split<AccountId>(accounts), from, until, due, warn});
        });
}

}  // namespace

std::vector<Deadline> notices_of(db::Tx& tx, CaseId id, Date today)
{
    std::vector<Deadline> notices;
    read_deadlines(tx, " WHERE case_id = :id AND kind = :kind AND shown_until >= :today",
                   {{"id", id}, {"kind", static_cast<int>(DeadlineKind::notice)}, {"today", today}},
                   [&](Deadline&& deadline) { notices.push_back(std::move(deadline)); });
    return notices;
}

void each_deadline(db::Tx& tx, const std::function<void(Deadline&&)>& each) { read_deadlines(tx, "", {}, each); }

}  // namespace jishi::engine::store
