#include "team/development_imports.hpp"

#include <algorithm>
#include <unordered_map>

#include "engine/workflow_store.hpp"
#include "platform/json_text.hpp"
#include "policy/policy.hpp"
#include "team/branch_names.hpp"
#include "team/development_import_rows.hpp"
#include "team/development_store.hpp"
#include "team/member_store.hpp"

namespace jishi::team {
namespace {

using platform::Permission;

/// Where the steps of a row came to an end, and why.
struct Stopped {
    const StepColumns* step = nullptr;
    bool again = false;
};

struct Walked {
    MemberId applicant;
    engine::Case of;
};

std::int64_t count_changes(db::Tx& tx, MemberId id)
{
    return tx.value<std::int64_t>("SELECT COUNT(*) FROM team_change WHERE member = :member", {{"member", id}});
}

/// The rows of one file, from the sheet to cases.
class Rows final : public engine::ImportedRows {
public:
    Rows(db::Database& database, const DevelopmentDesk& desk, CaseColumns columns, const engine::ImportTask& task)
        : database_(database), desk_(desk), columns_(std::move(columns)), task_(task)
    {
    }

    Result<std::vector<engine::ImportRow>> check(db::Tx&, const platform::Sheet& sheet, const engine::Layout& layout,
                                                 std::vector<engine::Finding>& findings) override
    {
        const auto first = layout.title_row + 1;
        if (sheet.rows() - first > static_cast<std::size_t>(columns_.rows_max))
            return refuse(ErrorKind::invalid_input, "import.cases_too_many", {}, std::to_string(columns_.rows_max));
        engine::CellReader cells(sheet, layout, task_.policy, findings);
        CaseRowReader reader(columns_, cells);
        rows_.clear();
        for (auto index = first; index < sheet.rows(); ++index)
            rows_.push_back(reader.read(index, desk_.office.clock.today()));
        find_branches(reader);
        find_twins(reader);
        for (auto& row : rows_)
            if (!row.refused) judge(row, reader);
        rehearse(reader);
        std::vector<engine::ImportRow> outcome;
        for (const auto& row : rows_) outcome.push_back({row.row_number, row.refused});
        return outcome;
    }

    Result<bool> store(db::Tx& tx, engine::Batch& batch) override
    {
        std::int64_t cases = 0;
        for (const auto& row : rows_) {
            if (row.refused) continue;
            const auto before = count_changes(tx, known_member(tx, row));
            Stopped stopped;
            const auto done = walk(tx, row, stopped);
            // Somebody has changed something since it was rehearsed: nothing of this import is kept.
            if (!done) return refuse(ErrorKind::conflict, "import.changed_meanwhile", {}, done.error().code);
            keep(tx, batch, *done, before);
            ++cases;
        }
        const auto payload = platform::JsonObject{}.add("batch", batch.id).add("cases", cases).text();
        desk_.office.audit(tx, task_.actor, {"applicant.imported", {}, batch.target, "", payload, "DEV-14"});
        db::publish(tx, "applicant.imported", batch.target.value, payload);
        return true;
    }

private:
    void find_branches(CaseRowReader& reader)
    {
        const auto today = desk_.office.clock.today();
        const auto rules = desk_.office.rules(task_.batch.target, today);
        BranchNames names(desk_.office.directory, *rules, task_.batch.target);
        for (auto& row : rows_) {
            const auto& found = names.find(row.branch_text);
            row.person.values.organization = found.branch;
            if (!found.code.empty()) reader.note(row, "branch", found.code, found.detail, "ORG-24");
            else if (!task_.actor.may(Permission::member_import, found.branch) ||
                     !task_.actor.may(Permission::case_enter_past, found.branch) ||
                     !task_.actor.may(Permission::member_change, found.branch))
                reader.note(row, "branch", "import.branch_forbidden", {}, "SEC-12");
        }
    }

    /// [DATA-50] One id number once.
    void find_twins(CaseRowReader& reader)
    {
        std::unordered_map<std::string, std::uint32_t> numbers;
        for (auto& row : rows_) {
            const auto& number = row.person.contact.id_number;
            if (!number) continue;
            row.id_number_index = desk_.office.vault.index_of(*number, SealedField::id_number);
            const auto [first, added] = numbers.emplace(*number, row.row_number);
            if (!added)
                reader.note(row, "id_number", "import.id_number_twice", std::to_string(first->second), "DATA-50");
        }
    }

    void judge(CaseRow& row, CaseRowReader& reader) const
    {
        const auto branch = row.person.values.organization;
        const auto rules = [&](Date day) -> std::shared_ptr<const DevelopmentPolicy> {
            const auto then = desk_.office.organizations.policy_at(branch, day);
            return then.find("development.rule_set") ? desk_.rules(branch, day) : nullptr;
        };
        judge_days(row, columns_, rules, desk_.office.clock.today(), reader);
    }

    /// Does the steps of each row for once and takes them back: what refuses them is what would refuse them then.
    void rehearse(CaseRowReader& reader)
    {
        std::int64_t done = 0;
        for (auto& row : rows_) {
            tell_progress(++done, static_cast<std::int64_t>(rows_.size()));
            if (row.refused) continue;
            Stopped stopped;
            std::optional<Error> refused;
            (void)database_.write([&](db::Tx& tx) -> Result<void> {
                stopped = {};
                auto walked = walk(tx, row, stopped);
                refused = walked ? std::nullopt : std::optional(std::move(walked).error());
                return refuse(ErrorKind::conflict, "import.changed_meanwhile");  // nothing of it stays
            });
            if (refused) reader.say(row, *refused, stopped.step, stopped.again);
        }
    }

    /// Who may have been in the register before.
    static MemberId known_member(db::Tx& tx, const CaseRow& row)
    {
        return store::with_id_number(tx, row.id_number_index).value_or(MemberId{});
    }

    /// The person is written down, and the steps that have a day are done as steps that were held on paper.
    Result<Walked> walk(db::Tx& tx, const CaseRow& row, Stopped& stopped) const
    {
        auto person = row.person;
        const auto& first = columns_.steps.front();
        if (const auto* meeting = said_of(row, accepting_step())) person.accepted_on = meeting->day;
        const auto applicant = TRY(register_applicant(desk_, tx, task_.actor, person));
        stopped.step = &first;
        const auto& begun = row.steps.find(first.step->code)->second;
        auto now = TRY(engine::start(desk_.cases, tx, task_.actor,
                                     {std::string(admission_workflow), applicant.organization, applicant.id.value,
                                      doing(row, first.onward->code, *begun.day, begun, *first.step)}));
        while (now.state == engine::CaseState::open) {
            const auto definition = desk_.cases.definition_of(tx, now);
            const auto& step = *definition->workflow.step(now.step);
            const auto* const columns = columns_.of(now.step);
            if (!columns) break;
            const auto& said = row.steps.find(now.step)->second;
            stopped = {columns, true};
            if (columns->again)
                for (const auto day : said.again)
                    now = TRY(engine::act(desk_.cases, tx, task_.actor, now.id,
                                          doing(row, columns->again->code, day, said, step)));
            stopped.again = false;
            if (!said.day) break;
            now = TRY(engine::act(desk_.cases, tx, task_.actor, now.id,
                                  doing(row, columns->onward->code, *said.day, said, step)));
        }
        return Walked{applicant.id, std::move(now)};
    }

    engine::Doing doing(const CaseRow& row, const std::string& code, Date day, const StepSaid& said,
                        const engine::StepRule& step) const
    {
        engine::Doing doing;
        doing.action = code;
        doing.day = day;
        doing.document_no = said.document;
        doing.reason = row.reason;
        doing.from_paper = true;
        doing.outline = true;
        if (const auto* action = step.action(code))
            for (const auto& field : step.fields)
                if (const auto* value = said.form.find(field.code); value && engine::belongs_to(field.actions, *action))
                    doing.form.set(field.code, *value);
        return doing;
    }

    /// The step whose day is that of the acceptance.
    std::string_view accepting_step() const
    {
        for (const auto& step : columns_.steps)
            for (const auto& effect : step.step->effects)
                if (effect.name == "development.keep_day" && effect.parameters.text_or("as", "") == "accepted_on")
                    return step.step->code;
        return {};
    }
    static const StepSaid* said_of(const CaseRow& row, std::string_view step)
    {
        const auto found = row.steps.find(step);
        return found == row.steps.end() ? nullptr : &found->second;
    }

    static void keep(db::Tx& tx, const engine::Batch& batch, const Walked& done, std::int64_t changes_before)
    {
        const auto person = *store::find_applicant(tx, done.applicant);
        tx.execute(R"(
            INSERT INTO team_development_import_case
                (batch, applicant, case_id, case_version, applicant_version, changes_before, changes_after, cases_about)
            VALUES (:batch, :applicant, :case_id, :case_version, :applicant_version, :changes_before, :changes_after, :cases_about))",
                   {{"batch", batch.id},
                    {"applicant", done.applicant},
                    {"case_id", done.of.id},
                    {"case_version", done.of.version},
                    {"applicant_version", person.version},
                    {"changes_before", changes_before},
                    {"changes_after", count_changes(tx, done.applicant)},
                    {"cases_about", engine::store::count_about(tx, applicant_kind, done.applicant.value)}});
    }

    void tell_progress(std::int64_t done, std::int64_t total) const
    {
        if (task_.progress) task_.progress(done, total);
    }

    db::Database& database_;
    const DevelopmentDesk& desk_;
    const CaseColumns columns_;
    const engine::ImportTask task_;
    std::vector<CaseRow> rows_;
};

// ---- taking an import back ----------------------------------------------------------------------------------

struct Imported {
    MemberId applicant;
    CaseId of;
    int case_version = 0;
    int applicant_version = 0;
    std::int64_t changes_before = 0;
    std::int64_t changes_after = 0;
    std::int64_t cases_about = 0;
};

std::vector<Imported> imported_by(db::Tx& tx, engine::ImportId batch)
{
    std::vector<Imported> all;
    tx.for_each<MemberId, CaseId, int, int, std::int64_t, std::int64_t, std::int64_t>(
        "SELECT applicant, case_id, case_version, applicant_version, changes_before, changes_after, cases_about"
        " FROM team_development_import_case WHERE batch = :batch ORDER BY applicant",
        db::Params{{"batch", batch}},
        [&](MemberId applicant, CaseId of, int case_version, int applicant_version, std::int64_t before,
            std::int64_t after, std::int64_t about) {
            all.push_back({applicant, of, case_version, applicant_version, before, after, about});
        });
    return all;
}

/// Is everything as the import left it?
bool is_untouched(db::Tx& tx, const Imported& one, const Applicant& person)
{
    const auto row = engine::store::find_case(tx, one.of);
    return row && row->version == one.case_version && person.version == one.applicant_version &&
           person.case_id == one.of && count_changes(tx, one.applicant) == one.changes_after &&
           engine::store::count_about(tx, applicant_kind, one.applicant.value) == one.cases_about;
}

/// What the import brought into the register is taken back, the latest change first.
Result<void> withdraw_changes(const DevelopmentDesk& desk, db::Tx& tx, const platform::Actor& actor,
                              const Imported& one, const std::string& reason)
{
    auto left = one.changes_after - one.changes_before;
    for (const auto& change : store::changes_of(tx, one.applicant)) {
        if (left-- <= 0) break;
        Correcting asked;
        asked.change = change.id;
        asked.withdraw = true;
        asked.papers.effective_on = change.effective_on;
        asked.papers.reason = reason;
        TRY(correct_member(desk.office, tx, actor, one.applicant, asked));
    }
    return {};
}

Result<void> withdraw_cases(const DevelopmentDesk& desk, db::Tx& tx, const platform::Actor& actor,
                            const engine::Batch& batch)
{
    constexpr std::size_t named_max = 5;
    TRY(actor.require(Permission::member_import, batch.target));
    const auto reason = batch.file_name;
    const auto all = imported_by(tx, batch.id);
    std::string names;
    std::size_t named = 0;
    for (const auto& one : all) {
        const auto person = store::find_applicant(tx, one.applicant);
        if (person && is_untouched(tx, one, *person)) continue;
        if (++named <= named_max) names += (names.empty() ? "" : "、") + (person ? person->name : one.applicant.str());
    }
    if (!names.empty()) return refuse(ErrorKind::conflict, "import.changed_since", {}, std::move(names));
    for (const auto& one : all) {
        TRY(withdraw_changes(desk, tx, actor, one, reason));
        TRY(engine::annul(desk.cases, tx, actor, one.of, reason));
        for (const auto& stage : store::stages_of(tx, one.applicant))
            db::record_fact(tx, {stage.organization.value, stage.effective_on, "development." + stage.stage, -1,
                                 one.applicant.value});
        store::forget_applicant(tx, one.applicant);
    }
    const auto payload =
        platform::JsonObject{}.add("batch", batch.id).add("cases", static_cast<std::int64_t>(all.size())).text();
    desk.office.audit(tx, actor, {"applicant.import_withdrawn", {}, batch.target, "", payload, "DEV-14"});
    db::publish(tx, "applicant.import_withdrawn", batch.target.value, payload);
    return {};
}

}  // namespace

DevelopmentImports::DevelopmentImports(db::Database& database, const DevelopmentDesk& desk, const policy::Book& book,
                                       platform::Jobs& jobs, platform::Attachments& attachments)
    : database_(database), desk_(desk), book_(book), machine_(database, desk.office.ids, jobs, attachments, module())
{
}

CaseColumns DevelopmentImports::columns() const
{
    return case_columns(desk_.cases.book, book_.at(desk_.office.clock.today()), kind);
}

engine::MadeFile DevelopmentImports::template_of(engine::Language language) const
{
    return engine::make_template(columns().policy, kind, language);
}

engine::ImportModule DevelopmentImports::module() const
{
    return {.remembers = true,
            .job = "team.development_import",
            .subject = "development_import",
            .permission = Permission::member_import,
            .place = [this](OrganizationId asked) { return place(asked); },
            .name_of = [this](OrganizationId id) { return desk_.office.directory.name_of(id); },
            .kinds = {{std::string(kind), [this] { return columns().policy; },
                       [this](const engine::ImportTask& task) -> std::unique_ptr<engine::ImportedRows> {
                           return std::make_unique<Rows>(database_, desk_, columns(), task);
                       },
                       [this](db::Tx& tx, const platform::Actor& actor, const engine::Batch& batch) {
                           return withdraw_cases(desk_, tx, actor, batch);
                       }}}};
}

Result<OrganizationId> DevelopmentImports::place(OrganizationId asked) const
{
    if (!asked) return refuse(ErrorKind::invalid_input, "import.within_needed");
    if (!desk_.office.directory.find(asked))
        return refuse(ErrorKind::not_found, "organization.not_found", {}, asked.str());
    return asked;
}

}  // namespace jishi::team
