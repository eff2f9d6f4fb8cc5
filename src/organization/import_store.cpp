#include "organization/import_store.hpp"

#include "organization/node.hpp"
#include "organization/path.hpp"

namespace jishi::organization {

std::string_view code_of(ImportMode mode) { return mode == ImportMode::valid_rows ? "valid_rows" : "all_or_nothing"; }

namespace store {
namespace {

constexpr std::string_view batch_columns =
    "id, kind, target, attachment, file_name, effective_on, mode, dry_run, language, state, row_count, stored, "
    "refused, report, change, "
    "created_at, created_by, created_by_name, undone_at, undone_by, undone_by_name";

std::string_view code_of(Batch::State state)
{
    return state == Batch::State::done ? "done" : state == Batch::State::failed ? "failed" : "queued";
}

void each_batch(db::Tx& tx, const std::string& where, db::Params params, const std::function<void(Batch&&)>& each)
{
    tx.for_each<ImportId, std::string, OrganizationId, AttachmentId, std::string, Date, std::string, bool, std::string,
                std::string, std::int64_t, std::int64_t, std::int64_t, AttachmentId, ChangeId, Instant, AccountId,
                std::string, Instant, AccountId, std::string>(
        "SELECT " + std::string(batch_columns) + " FROM organization_import " + where, params,
        [&](ImportId id, std::string kind, OrganizationId target, AttachmentId attachment, std::string file_name,
            Date effective_on, std::string mode, bool dry_run, std::string language, std::string state,
            std::int64_t rows, std::int64_t stored, std::int64_t refused, AttachmentId report, ChangeId change,
            Instant created_at, AccountId created_by, std::string created_by_name, Instant undone_at,
            AccountId undone_by, std::string undone_by_name) {
            each({id,
                  import_kind_from(kind).value_or(ImportKind::organizations),
                  target,
                  attachment,
                  std::move(file_name),
                  effective_on,
                  mode == "valid_rows" ? ImportMode::valid_rows : ImportMode::all_or_nothing,
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

}  // namespace

void insert_batch(db::Tx& tx, const Batch& batch)
{
    tx.execute(R"(
        INSERT INTO organization_import (id, kind, target, attachment, file_name, effective_on, mode, dry_run, language, state, row_count,
                                         stored, refused, report, change, created_at, created_by, created_by_name, undone_at, undone_by,
                                         undone_by_name)
        VALUES (:id, :kind, :target, :attachment, :file_name, :effective_on, :mode, :dry_run, :language, :state, 0, 0, 0, 0, 0,
                :created_at, :created_by, :created_by_name, 0, 0, ''))",
               {{"id", batch.id},
                {"kind", organization::code_of(batch.kind)},
                {"target", batch.target},
                {"attachment", batch.attachment},
                {"file_name", batch.file_name},
                {"effective_on", batch.effective_on},
                {"mode", organization::code_of(batch.mode)},
                {"dry_run", batch.dry_run},
                {"language", batch.language == Language::english ? "en" : "zh-CN"},
                {"state", code_of(batch.state)},
                {"created_at", batch.created_at},
                {"created_by", batch.created_by},
                {"created_by_name", batch.created_by_name}});
}

std::optional<Batch> find_batch(db::Tx& tx, ImportId id)
{
    std::optional<Batch> found;
    each_batch(tx, "WHERE id = :id", {{"id", id}}, [&](Batch&& batch) { found = std::move(batch); });
    return found;
}

std::vector<Batch> batches(db::Tx& tx, ImportId before, int limit)
{
    std::vector<Batch> list;
    const auto below = before ? before.value : std::numeric_limits<std::int64_t>::max();
    each_batch(tx, "WHERE dry_run = 0 AND id < :below ORDER BY id DESC LIMIT :limit",
               {{"below", below}, {"limit", limit}}, [&](Batch&& batch) { list.push_back(std::move(batch)); });
    return list;
}

void finish_batch(db::Tx& tx, const Batch& batch)
{
    tx.execute(R"(
        UPDATE organization_import SET state = :state, row_count = :rows, stored = :stored, refused = :refused, report = :report,
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

bool undo_batch(db::Tx& tx, const Batch& batch)
{
    return tx.execute(
               R"(
        UPDATE organization_import SET undone_at = :at, undone_by = :by, undone_by_name = :name WHERE id = :id AND undone_at = 0)",
               {{"at", tx.recorded_at()}, {"by", batch.undone_by}, {"name", batch.undone_by_name}, {"id", batch.id}}) ==
           1;
}

Mark mark_of(db::Tx& tx)
{
    return {tx.value<std::int64_t>("SELECT COALESCE(MAX(id), 0) FROM organization_change"),
            tx.value<std::int64_t>("SELECT COALESCE(MAX(id), 0) FROM organization_unit_change")};
}

void each_known(db::Tx& tx, std::string_view path, const std::function<void(KnownOrganization&&)>& each)
{
    const auto end = path_end(path);
    tx.for_each<OrganizationId, OrganizationId, std::string, std::string, std::string, std::string, Date, bool>(
        R"(SELECT id, parent, name, short_name, code, type, founded_on, CASE WHEN path >= :path AND path < :path_end THEN 1 ELSE 0 END
           FROM organization_node WHERE status = :active)",
        {{"path", path}, {"path_end", end}, {"active", static_cast<int>(Status::active)}},
        [&](OrganizationId id, OrganizationId parent, std::string name, std::string short_name, std::string code,
            std::string type, Date founded_on, bool inside) {
            each({id, parent, std::move(name), std::move(short_name), std::move(code), std::move(type), founded_on,
                  inside});
        });
}

std::vector<KnownUnit> known_units(db::Tx& tx, const std::unordered_set<std::string>& texts)
{
    std::vector<KnownUnit> units;
    if (texts.empty()) return units;
    tx.for_each<UnitId, std::string, std::string, OrganizationId>(
        "SELECT id, name, credit_code, area FROM organization_unit WHERE closed_on = :forever",
        {{"forever", Date::forever()}}, [&](UnitId id, std::string name, std::string credit_code, OrganizationId area) {
            if (texts.contains(name) || (!credit_code.empty() && texts.contains(credit_code)))
                units.push_back({id, std::move(name), std::move(credit_code), area});
        });
    return units;
}

}  // namespace store
}  // namespace jishi::organization
