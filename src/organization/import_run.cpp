// The job of an import, from the file to the report.

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "organization/bulk_founding.hpp"
#include "organization/import_files.hpp"
#include "organization/import_report.hpp"
#include "organization/import_undo.hpp"
#include "organization/import_units.hpp"
#include "organization/imports.hpp"
#include "organization/organization_store.hpp"
#include "organization/unit_links.hpp"
#include "organization/unit_service.hpp"
#include "policy/policy.hpp"

namespace jishi::organization {
namespace {

constexpr int attempts_max = 5;       // of checking, when others keep changing the tree meanwhile
constexpr std::size_t chunk = 1'024;  // organisations handed over at a time

/// {"batch":"123"}, which is all that the parameters of these jobs say.
ImportId batch_of(const platform::Job& job)
{
    const auto first = job.parameters.find_first_of("0123456789");
    const auto last = job.parameters.find_last_of("0123456789");
    const auto id = first == std::string::npos
                        ? std::nullopt
                        : ImportId::parse(std::string_view(job.parameters).substr(first, last - first + 1));
    if (!id) throw std::runtime_error("import: the job names no batch");
    return *id;
}

Batch load_batch(db::Database& database, ImportId id)
{
    std::optional<Batch> batch;
    database.read([&](db::Tx& tx) { batch = store::find_batch(tx, id); });
    if (!batch) throw std::runtime_error("import: the batch is gone");
    return std::move(*batch);
}

class Run {
public:
    Run(const Imports& imports, platform::JobContext& context, Batch batch)
        : imports_(imports), context_(context), batch_(std::move(batch)),
          policy_(read_import_policy(imports.book().at(imports.office().clock.today()), batch_.kind))
    {
    }

    Result<void> run()
    {
        TRY(context_.actor().require(platform::Permission::organization_import, batch_.target));
        context_.progress(0, 0, "import.reading");
        TRY(read_file());
        for (int attempt = 1;; ++attempt) {
            TRY(check());
            if (context_.cancelled()) return {};
            if (batch_.dry_run || sums_.stored == 0) break;
            const bool stored = TRY(store());
            if (stored) break;
            if (attempt == attempts_max) return refuse(ErrorKind::conflict, "import.changed_meanwhile");
        }
        report();
        return {};
    }

private:
    Result<void> read_file()
    {
        std::optional<Result<platform::Attachment>> attachment;
        imports_.database().read(
            [&](db::Tx& tx) { attachment = imports_.attachments().find(tx, context_.actor(), batch_.attachment); });
        file_ = TRY(std::move(*attachment));
        bytes_ = read_whole(imports_.attachments().file_of(file_).string());
        sheet_ = TRY(platform::read_sheet(bytes_, file_.name));
        notices_.clear();
        layout_ = TRY(find_layout(sheet_, policy_, notices_));
        return {};
    }

    // ---- checking --------------------------------------------------------------------------------------

    Result<void> check()
    {
        const auto& office = imports_.office();
        const auto today = office.clock.today();
        const auto rules = office.rules(batch_.target, batch_.effective_on);
        Result<void> outcome;
        imports_.database().read([&](db::Tx& tx) {
            const auto target = store::find_node(tx, batch_.target);
            if (!target || target->status != Status::active) {
                outcome = refuse(ErrorKind::not_found, "organization.not_found", {}, batch_.target.str());
                return;
            }
            mark_ = store::mark_of(tx);
            findings_ = notices_;
            const OrganizationImport against{
                *rules,
                {target->id, target->values.parent, target->values.name, target->values.short_name, target->values.code,
                 target->values.type, target->founded_on},
                batch_.effective_on,
                today};
            context_.progress(0, static_cast<std::int64_t>(data_rows()), "import.checking");
            if (batch_.kind == ImportKind::organizations) check_organizations(tx, *target, against);
            else check_units(tx, *target, against);
        });
        if (outcome) sum_up();
        return outcome;
    }

    std::size_t data_rows() const { return sheet_.rows() - layout_.title_row - 1; }

    KnownOrganizations known_of(db::Tx& tx, const Node& target, const Mentioned& mentioned)
    {
        KnownOrganizations known;
        store::each_known(tx, target.path, [&](KnownOrganization&& one) {
            if (mentioned.matters(one)) known.add(std::move(one));
        });
        return known;
    }

    void check_organizations(db::Tx& tx, const Node& target, const OrganizationImport& against)
    {
        organizations_ = read_organization_rows(sheet_, layout_, policy_, against, findings_);
        const auto known = known_of(tx, target, mentioned_by(organizations_));
        std::unordered_set<std::string> texts;
        for (const auto& row : organizations_) texts.insert(row.unit_texts.begin(), row.unit_texts.end());
        check_organization_rows(organizations_, layout_, against, known, finder(store::known_units(tx, texts)),
                                findings_);
        rows_.clear();
        for (const auto& row : organizations_) rows_.push_back({row.row_number, row.refused});
    }

    void check_units(db::Tx& tx, const Node& target, const OrganizationImport& against)
    {
        units_ = read_unit_rows(sheet_, layout_, policy_, against, findings_);
        const auto known = known_of(tx, target, mentioned_by(units_));
        std::unordered_set<std::string> texts;
        for (const auto& row : units_) {
            texts.insert(row.name);
            if (!row.credit_code.empty()) texts.insert(row.credit_code);
        }
        check_unit_rows(units_, layout_, against, known, finder(store::known_units(tx, texts)), findings_);
        rows_.clear();
        for (const auto& row : units_) rows_.push_back({row.row_number, row.refused});
    }

    /// Answers by credit code, else by name.
    static FindUnits finder(std::vector<KnownUnit>&& units)
    {
        auto by_text = std::make_shared<std::unordered_map<std::string, std::vector<KnownUnit>>>();
        for (auto& unit : units) {
            if (!unit.credit_code.empty()) (*by_text)[unit.credit_code].push_back(unit);
            (*by_text)[unit.name].push_back(unit);
        }
        return [by_text](std::string_view text) {
            const auto found = by_text->find(std::string(text));
            return found == by_text->end() ? std::vector<KnownUnit>{} : found->second;
        };
    }

    void sum_up()
    {
        sums_ = {};
        sums_.rows = static_cast<std::int64_t>(rows_.size());
        sums_.wrong = std::ranges::count_if(rows_, &ImportRow::refused);
        const bool held_back = batch_.mode == ImportMode::all_or_nothing && sums_.wrong > 0;
        sums_.stored = held_back ? 0 : sums_.rows - sums_.wrong;
        sums_.refused = sums_.rows - sums_.stored;
    }

    // ---- storing ---------------------------------------------------------------------------------------

    /// @return false when something has changed since the check, and nothing was written
    Result<bool> store()
    {
        context_.progress(0, sums_.stored, "import.storing");
        auto batch = batch_;
        auto outcome = imports_.database().write([&](db::Tx& tx) -> Result<bool> {
            batch = batch_;
            if (store::mark_of(tx) != mark_) return false;
            if (batch_.kind == ImportKind::organizations) TRY(store_organizations(tx, batch));
            else TRY(store_units(tx, batch));
            batch.state = Batch::State::done;
            batch.rows = sums_.rows;
            batch.stored = sums_.stored;
            batch.refused = sums_.refused;
            store::finish_batch(tx, batch);
            return true;
        });
        if (outcome && *outcome) batch_ = std::move(batch);
        return outcome;
    }

    Result<void> store_organizations(db::Tx& tx, Batch& batch)
    {
        const auto& office = imports_.office();
        Change change;
        change.kind = ChangeKind::imported;
        change.id = office.ids.next_id<ChangeTag>();
        change.organization = batch_.target;
        change.effective_on = batch_.effective_on;
        BulkFounding founding(office, tx, context_.actor(), change);
        std::vector<OrganizationId> ids(organizations_.size());
        std::vector<NewNode> nodes;
        for (const auto index : in_founding_order(organizations_)) {
            const auto& row = organizations_[index];
            ids[index] = office.ids.next_id<OrganizationTag>();
            NewNode node{ids[index], row.values, row.founded_on};
            node.values.parent = row.parent_row == OrganizationRow::none ? row.parent : ids[row.parent_row];
            nodes.push_back(std::move(node));
            if (nodes.size() == chunk) TRY(founding.add(std::exchange(nodes, {})));
        }
        TRY(founding.add(std::move(nodes)));
        TRY(founding.finish());
        const auto rules = office.rules(batch_.target, batch_.effective_on);
        for (std::size_t i = 0; i < organizations_.size(); ++i) {
            const auto& row = organizations_[i];
            const auto* type = rules->type(row.values.type);
            if (row.refused || row.units.empty() || !type) continue;
            TRY(link_units({tx, office.ids, change.id, row.founded_on}, *type, ids[i], row.units));
        }
        batch.change = change.id;
        return {};
    }

    Result<void> store_units(db::Tx& tx, Batch& batch)
    {
        const auto& office = imports_.office();
        std::vector<UnitId> stored;
        for (const auto& row : units_) {
            if (row.refused) continue;
            Registering registering;
            registering.values = {true,     row.area,   row.name,        row.credit_code,
                                  row.kind, row.sector, row.region_code, row.staff_count};
            registering.opened_on = row.opened_on;
            registering.document_no = row.document_no;
            const auto unit = TRY(register_unit(office, tx, context_.actor(), registering));
            const UnitPapers papers{row.opened_on, row.document_no, {}};
            if (row.organization) TRY(attach_unit(office, tx, context_.actor(), unit.id, row.organization, papers));
            if (!row.guide.empty()) TRY(guide_unit(office, tx, context_.actor(), unit.id, row.guide, papers));
            stored.push_back(unit.id);
        }
        store::insert_batch_units(tx, batch.id, stored);
        return {};
    }

    // ---- reporting -------------------------------------------------------------------------------------

    void report()
    {
        context_.progress(sums_.rows, sums_.rows, "import.reporting");
        const ReportedImport reported{batch_, policy_, sheet_, layout_, rows_, findings_, sums_};
        const ScratchFolder folder;
        const auto path = folder.file("report.xlsx");
        const auto written = platform::write_check_report(bytes_, sheet_, check_of(reported), path);
        if (written) {
            const auto name = std::filesystem::path(file_.name).stem().string() + "-" +
                              policy_.word("check_result", batch_.language) + ".xlsx";
            const auto file = imports_.attachments().keep_made(
                context_.actor().account, name, platform::media_type_of(platform::SheetFormat::xlsx), read_whole(path));
            batch_.report = file.id;
            context_.set_result_file(file.id);
        }
        batch_.state = Batch::State::done;
        batch_.rows = sums_.rows;
        batch_.stored = sums_.stored;
        batch_.refused = sums_.refused;
        (void)imports_.database().write([&](db::Tx& tx) -> Result<void> {
            store::finish_batch(tx, batch_);
            if (batch_.report) imports_.attachments().attach(tx, batch_.report, "import", batch_.id.str());
            return {};
        });
        context_.set_result(result_json(reported));
        context_.progress(sums_.rows, sums_.rows);
    }

    const Imports& imports_;
    platform::JobContext& context_;
    Batch batch_;
    ImportPolicy policy_;
    platform::Attachment file_;
    std::string bytes_;
    platform::Sheet sheet_;
    Layout layout_;
    std::vector<Finding> notices_;  // on the file as a whole
    std::vector<Finding> findings_;
    std::vector<OrganizationRow> organizations_;
    std::vector<UnitRow> units_;
    std::vector<ImportRow> rows_;
    ImportSums sums_;
    store::Mark mark_;
};

}  // namespace

Result<void> run_import(const Imports& imports, platform::JobContext& context)
{
    auto batch = load_batch(imports.database(), batch_of(context.job()));
    if (batch.state == Batch::State::done) {  // stored before an interruption: never twice
        context.set_result(result_json(batch));
        if (batch.report) context.set_result_file(batch.report);
        return {};
    }
    auto outcome = Run(imports, context, batch).run();
    if (outcome) return outcome;
    batch.state = Batch::State::failed;
    (void)imports.database().write([&](db::Tx& tx) -> Result<void> {
        store::finish_batch(tx, batch);
        return {};
    });
    return outcome;
}

Result<void> run_import_undo(const Imports& imports, platform::JobContext& context)
{
    const auto id = batch_of(context.job());
    context.progress(0, 0, "import.undoing");
    auto undone = imports.database().write([&](db::Tx& tx) -> Result<Batch> {
        auto batch = store::find_batch(tx, id);
        if (!batch) return refuse(ErrorKind::not_found, "import.batch_unknown", {}, id.str());
        TRY(context.actor().require(platform::Permission::organization_import, batch->target));
        batch->undone_by = context.actor().account;
        batch->undone_by_name = context.actor().display_name;
        if (!store::undo_batch(tx, *batch)) return refuse(ErrorKind::conflict, "import.undone_already");
        Papers papers;
        papers.effective_on = batch->effective_on;
        auto withdrawn = batch->kind == ImportKind::organizations
                             ? withdraw_organizations(imports.office(), tx, context.actor(), *batch, papers)
                             : withdraw_units(imports.office(), tx, context.actor(), *batch);
        if (!withdrawn) return std::unexpected(std::move(withdrawn).error());
        return std::move(*batch);
    });
    if (!undone) return std::unexpected(std::move(undone).error());
    context.progress(undone->stored, undone->stored);
    context.set_result(result_json(*undone));
    return {};
}

}  // namespace jishi::organization
