#include "engine/import_batches.hpp"

#include <limits>

namespace jishi::engine {
namespace {

constexpr std::string_view batch_columns =
    "id, kind, target, attachment, file_name, effective_on, mode, dry_run, language, state, row_count, stored, "
    "refused, report, change, "
    "created_at, created_by, created_by_name, undone_at, undone_by, undone_by_name";

}  // namespace

std::string_view code_of(ImportMode mode) { return mode == ImportMode::valid_rows ? "valid_rows" : "all_or_nothing"; }

std::optional<ImportMode> import_mode_from(std::string_view code)
{
    if (code == "valid_rows") return ImportMode::valid_rows;
    if (code == "all_or_nothing") return ImportMode::all_or_nothing;
    return std::nullopt;
}

std::string_view code_of(Batch::State state)
{
    return state == Batch::State::done ? "done" : state == Batch::State::failed ? "failed" : "queued";
}

Batches::Batches(const std::vector<std::string>& kinds)
{
    for (const auto& kind : kinds) is_ours_ += (is_ours_.empty() ? "kind IN ('" : ", '") + kind + "'";
    is_ours_ += ")";
}

void Batches::each(db::Tx& tx, const std::string& where, db::Params params,
                   const std::function<void(Batch&&)>& take) const
{
    tx.for_each<ImportId, std::string, OrganizationId, AttachmentId, std::string, Date, std::string, bool, std::string,
                std::string, std::int64_t, std::int64_t, std::int64_t, AttachmentId, ChangeId, Instant, AccountId,
                std::string, Instant, AccountId, std::string>(
        "SELECT " + std::string(batch_columns) + " FROM engine_import WHERE " + is_ours_ + " AND " + where, params,
        [&](ImportId id, std::string kind, OrganizationId target, AttachmentId attachment, std::string file_name,
            Date effective_on, std::string mode, bool dry_run, std::string language, std::string state,
            std::int64_t rows, std::int64_t stored, std::int64_t refused, AttachmentId report, ChangeId change,
            Instant created_at, AccountId created_by, std::string created_by_name, Instant undone_at,
            AccountId undone_by, std::string undone_by_name) {
            take({id,
                  std::move(kind),
                  target,
                  attachment,
                  std::move(file_name),
                  effective_on,
                  import_mode_from(mode).value_or(ImportMode::all_or_nothing),
                  dry_run,
                  language == "en" ? Language::english : Language::chinese,
                  state == "done"     ? Batch::State::done
                  : state == "failed" ? Batch::State::failed
                                      : Batch::State::queued,
                  rows,
                  stored,
                  refused,
                  report,
                  change,
                  created_at,
                  created_by,
                  std::move(created_by_name),
                  undone_at,
                  undone_by,
                  std::move(undone_by_name)});
        });
}

void Batches::insert(db::Tx& tx, const Batch& batch) const
{
    tx.execute(
        R"(INSERT INTO engine_import (id, kind, target, attachment, file_name, effective_on, mode, dry_run, language, state, row_count,
                                         stored, refused, report, change, created_at, created_by, created_by_name, undone_at, undone_by,
                                         undone_by_name)
        VALUES (:id, :kind, :target, :attachment, :file_name, :effective_on, :mode, :dry_run, :language, :state, 0, 0, 0, 0, 0,
                :created_at, :created_by, :created_by_name, 0, 0, ''))",
        {{"id", batch.id},
         {"kind", batch.kind},
         {"target", batch.target},
         {"attachment", batch.attachment},
         {"file_name", batch.file_name},
         {"effective_on", batch.effective_on},
         {"mode", code_of(batch.mode)},
         {"dry_run", batch.dry_run},
         {"language", batch.language == Language::english ? "en" : "zh-CN"},
         {"state", code_of(batch.state)},
         {"created_at", batch.created_at},
         {"created_by", batch.created_by},
         {"created_by_name", batch.created_by_name}});
}

std::optional<Batch> Batches::find(db::Tx& tx, ImportId id) const
{
    std::optional<Batch> found;
    each(tx, "id = :id", {{"id", id}}, [&](Batch&& batch) { found = std::move(batch); });
    return found;
}

std::vector<Batch> Batches::list(db::Tx& tx, ImportId before, int limit) const
{
    std::vector<Batch> found;
    const auto below = before ? before.value : std::numeric_limits<std::int64_t>::max();
    each(tx, "dry_run = 0 AND id < :below ORDER BY id DESC LIMIT :limit", {{"below", below}, {"limit", limit}},
         [&](Batch&& batch) { found.push_back(std::move(batch)); });
    return found;
}

void Batches::finish(db::Tx& tx, const Batch& batch) const
{
    tx.execute(R"(
        UPDATE engine_import SET state = :state, row_count = :rows, stored = :stored, refused = :refused, report = :report,
                                 change = :change
        WHERE id = :id)",
               {{"state", code_of(batch.state)},
                {"rows", batch.rows},
                {"stored", batch.stored},
                {"refused", batch.refused},
                {"report", batch.report},
                {"change", batch.change},
                {"id", batch.id}});
}

bool Batches::undo(db::Tx& tx, const Batch& batch) const
{
    return tx.execute(
               R"(UPDATE engine_import SET undone_at = :at, undone_by = :by, undone_by_name = :name
                  WHERE id = :id AND undone_at = 0)",
               {{"at", tx.recorded_at()}, {"by", batch.undone_by}, {"name", batch.undone_by_name}, {"id", batch.id}}) ==
           1;
}

}  // namespace jishi::engine
