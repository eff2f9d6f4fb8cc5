// The job of an import, from the file to the report.

#include <algorithm>
#include <filesystem>
#include <future>
#include <optional>
#include <stdexcept>

#include "base/parallel.hpp"
#include "engine/import_files.hpp"
#include "engine/imports.hpp"
#include "platform/spreadsheet.hpp"

namespace jishi::engine {
namespace {

constexpr int attempts_max = 5;  // of checking, when others keep changing what was checked against

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

Batch load_batch(const Imports& imports, ImportId id)
{
    std::optional<Batch> batch;
    imports.database().read([&](db::Tx& tx) { batch = imports.batches().find(tx, id); });
    if (!batch) throw std::runtime_error("import: the batch is gone");
    return std::move(*batch);
}

class Run {
public:
    Run(const Imports& imports, platform::JobContext& context, Batch batch)
        : imports_(imports), context_(context), batch_(std::move(batch)), kind_(kind_of(imports, batch_)),
          policy_(kind_.policy()),
          imported_(kind_.rows({batch_, policy_, context.actor(), [this](std::int64_t done, std::int64_t total) {
                                    context_.progress(done, total, phase_);
                                }}))
    {
    }

    Result<void> run()
    {
        TRY(context_.actor().require(imports_.module().permission, batch_.target));
        context_.progress(0, 0, "import.reading");
        TRY(read_file());
        for (int attempt = 1;; ++attempt) {
            TRY(check());
            if (context_.cancelled()) return {};
            mark_file();
            if (batch_.dry_run || sums_.stored == 0) break;
            const bool stored = TRY(store());
            if (stored) break;
            if (attempt == attempts_max) return refuse(ErrorKind::conflict, "import.changed_meanwhile");
        }
        report();
        return {};
    }

private:
    static const ImportKind& kind_of(const Imports& imports, const Batch& batch)
    {
        const auto* kind = imports.kind(batch.kind);
        if (!kind) throw std::runtime_error("import: rows of an unknown kind");
        return *kind;
    }

    Result<void> read_file()
    {
        std::optional<Result<platform::Attachment>> attachment;
        TitleMemory memory;
        imports_.database().read([&](db::Tx& tx) {
            attachment = imports_.attachments().find(tx, context_.actor(), batch_.attachment);
            memory = imports_.memory_of(tx, batch_.created_by, batch_.kind);
        });
        file_ = TRY(std::move(*attachment));
        bytes_ = read_whole(imports_.attachments().file_of(file_).string());
        sheet_ = TRY(platform::read_sheet(bytes_, file_.name));
        notices_.clear();
        layout_ = TRY(find_layout(sheet_, policy_, notices_, memory));
        return {};
    }

    // ---- checking --------------------------------------------------------------------------------------

    Result<void> check()
    {
        findings_ = notices_;
        phase_ = "import.checking";
        context_.progress(0, static_cast<std::int64_t>(sheet_.rows() - layout_.title_row - 1), phase_);
        std::optional<Result<std::vector<ImportRow>>> checked;
        imports_.database().read([&](db::Tx& tx) { checked = imported_->check(tx, sheet_, layout_, findings_); });
        rows_ = TRY(std::move(*checked));
        sum_up();
        return {};
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
        phase_ = "import.storing";
        context_.progress(0, sums_.stored, phase_);
        auto batch = batch_;
        auto outcome = imports_.database().write([&](db::Tx& tx) -> Result<bool> {
            batch = batch_;
            if (!TRY(imported_->store(tx, batch))) return false;
            finished(batch);
            imports_.batches().finish(tx, batch);
            return true;
        });
        if (outcome && *outcome) batch_ = std::move(batch);
        return outcome;
    }

    void finished(Batch& batch) const
    {
        batch.state = Batch::State::done;
        batch.rows = sums_.rows;
        batch.stored = sums_.stored;
        batch.refused = sums_.refused;
    }

    // ---- reporting -------------------------------------------------------------------------------------

    /// The marked copy is made while the rows wait for the one writer and are stored; should others have changed what
    /// was checked, it is made anew.
    void mark_file()
    {
        if (marked_.valid()) marked_.wait();
        const ReportedImport reported{batch_, policy_, sheet_, layout_, rows_, findings_, sums_};
        marked_ =
            std::async(std::launch::async, [this, check = check_of(reported)]() mutable -> std::optional<std::string> {
                let_others_go_first();
                const auto file = folder_.file("report.xlsx");
                if (!platform::write_check_report(bytes_, sheet_, std::move(check), file)) return std::nullopt;
                return read_whole(file);
            });
    }

    void report()
    {
        context_.progress(sums_.rows, sums_.rows, "import.reporting");
        const ReportedImport reported{batch_, policy_, sheet_, layout_, rows_, findings_, sums_};
        if (const auto marked = marked_.get()) {
            const auto name = std::filesystem::path(file_.name).stem().string() + "-" +
                              policy_.word("check_result", batch_.language) + ".xlsx";
            const auto file = imports_.attachments().keep_made(
                context_.actor().account, name, platform::media_type_of(platform::SheetFormat::xlsx), *marked);
            batch_.report = file.id;
            context_.set_result_file(file.id);
        }
        finished(batch_);
        (void)imports_.database().write([&](db::Tx& tx) -> Result<void> {
            imports_.batches().finish(tx, batch_);
            if (batch_.report)
                imports_.attachments().attach(tx, batch_.report, imports_.module().subject, batch_.id.str());
            return {};
        });
        context_.set_result(result_json(reported));
        context_.progress(sums_.rows, sums_.rows);
    }

    const Imports& imports_;
    platform::JobContext& context_;
    std::string phase_;  // of the work, as its progress names it
    Batch batch_;
    const ImportKind& kind_;
    ImportPolicy policy_;
    std::unique_ptr<ImportedRows> imported_;
    platform::Attachment file_;
    std::string bytes_;
    platform::Sheet sheet_;
    Layout layout_;
    std::vector<Finding> notices_;  // on the file as a whole
    std::vector<Finding> findings_;
    std::vector<ImportRow> rows_;
    ImportSums sums_;
    ScratchFolder folder_;
    std::future<std::optional<std::string>> marked_;  // last: it reads what stands above until it is done
};

}  // namespace

Result<void> run_import(const Imports& imports, platform::JobContext& context)
{
    auto batch = load_batch(imports, batch_of(context.job()));
    if (batch.state == Batch::State::done) {  // stored before an interruption: never twice
        context.set_result(result_json(batch));
        if (batch.report) context.set_result_file(batch.report);
        return {};
    }
    auto outcome = Run(imports, context, batch).run();
    if (outcome) return outcome;
    batch.state = Batch::State::failed;
    (void)imports.database().write([&](db::Tx& tx) -> Result<void> {
        imports.batches().finish(tx, batch);
        return {};
    });
    return outcome;
}

Result<void> run_import_undo(const Imports& imports, platform::JobContext& context)
{
    const auto id = batch_of(context.job());
    context.progress(0, 0, "import.undoing");
    auto undone = imports.database().write([&](db::Tx& tx) -> Result<Batch> {
        auto batch = imports.batches().find(tx, id);
        if (!batch) return refuse(ErrorKind::not_found, "import.batch_unknown", {}, id.str());
        TRY(context.actor().require(imports.module().permission, batch->target));
        batch->undone_by = context.actor().account;
        batch->undone_by_name = context.actor().display_name;
        if (!imports.batches().undo(tx, *batch)) return refuse(ErrorKind::conflict, "import.undone_already");
        const auto* kind = imports.kind(batch->kind);
        if (!kind) throw std::runtime_error("import: rows of an unknown kind");
        if (auto withdrawn = kind->withdraw(tx, context.actor(), *batch); !withdrawn)
            return std::unexpected(std::move(withdrawn).error());
        return std::move(*batch);
    });
    if (!undone) return std::unexpected(std::move(undone).error());
    context.progress(undone->stored, undone->stored);
    context.set_result(result_json(*undone));
    return {};
}

}  // namespace jishi::engine
