#include "engine/imports.hpp"

#include <algorithm>

#include "platform/json_text.hpp"

namespace jishi::engine {
namespace {

std::vector<std::string> codes_of(const std::vector<ImportKind>& kinds)
{
    std::vector<std::string> codes;
    for (const auto& kind : kinds) codes.push_back(kind.code);
    return codes;
}

}  // namespace

Imports::Imports(db::Database& database, IdGenerator& ids, platform::Jobs& jobs, platform::Attachments& attachments,
                 ImportModule module)
    : database_(database), ids_(ids), jobs_(jobs), attachments_(attachments), module_(std::move(module)),
      batches_(codes_of(module_.kinds))
{
}

const ImportKind* Imports::kind(std::string_view code) const
{
    const auto found = std::ranges::find(module_.kinds, code, &ImportKind::code);
    return found == module_.kinds.end() ? nullptr : &*found;
}

void Imports::add_jobs()
{
    // A batch is stored in one transaction, and one that is stored is not stored again: both may be run anew.
    jobs_.add_kind({module_.job, true, [this](platform::JobContext& context) { return run_import(*this, context); }});
    jobs_.add_kind({module_.job + "_undo", true,
                    [this](platform::JobContext& context) { return run_import_undo(*this, context); }});
    attachments_.add_subject_rule(
        module_.subject, [this](db::Tx& tx, const platform::Actor& actor, const std::string& subject) {
            const auto id = ImportId::parse(subject);
            const auto batch = id ? batches_.find(tx, *id) : std::nullopt;
            return batch && (batch->created_by == actor.account || actor.may(module_.permission, batch->target));
        });
}

Result<platform::Job> Imports::start(db::Tx& tx, const platform::Actor& actor, const ImportRequest& request)
{
    if (!kind(request.kind)) return refuse(ErrorKind::invalid_input, "import.kind_unknown");
    Batch batch;
    batch.target = TRY(module_.place(request.within));
    TRY(actor.require(module_.permission, batch.target));
    TRY(remember(tx, actor.account, request));
    const auto attachment = TRY(attachments_.find(tx, actor, request.attachment));
    if (!platform::sheet_format_of(attachment.name))
        return refuse(ErrorKind::invalid_input, "import.not_a_spreadsheet", {}, attachment.name);
    batch.id = ids_.next_id<ImportTag>();
    batch.kind = request.kind;
    batch.attachment = attachment.id;
    batch.file_name = attachment.name;
    batch.effective_on = request.effective_on;
    batch.mode = request.mode;
    batch.dry_run = request.dry_run;
    batch.language = request.language;
    batch.created_at = tx.recorded_at();
    batch.created_by = actor.account;
    batch.created_by_name = actor.display_name;
    batches_.insert(tx, batch);
    const auto parameters = platform::JsonObject{}.add("batch", batch.id).text();
    return jobs_.find(tx, jobs_.enqueue(tx, actor, module_.job, attachment.name, parameters));
}

std::vector<Batch> Imports::list(db::Tx& tx, const platform::Actor& actor, ImportId before, int limit) const
{
    std::vector<Batch> visible;
    while (static_cast<int>(visible.size()) < limit) {
        const auto page = batches_.list(tx, before, 200);
        for (const auto& batch : page)
            if (actor.may(module_.permission, batch.target) && static_cast<int>(visible.size()) < limit)
                visible.push_back(batch);
        if (page.size() < 200) break;
        before = page.back().id;
    }
    return visible;
}

bool Imports::may_undo(const platform::Actor& actor, const Batch& batch) const
{
    return batch.stored > 0 && batch.undone_at.us == 0 && actor.may(module_.permission, batch.target);
}

Result<platform::Job> Imports::undo(db::Tx& tx, const platform::Actor& actor, ImportId id)
{
    const auto batch = batches_.find(tx, id);
    if (!batch || batch->dry_run) return refuse(ErrorKind::not_found, "import.batch_unknown", {}, id.str());
    TRY(actor.require(module_.permission, batch->target));
    if (batch->undone_at.us != 0) return refuse(ErrorKind::conflict, "import.undone_already");
    if (batch->stored == 0) return refuse(ErrorKind::conflict, "import.nothing_stored");
    const auto parameters = platform::JsonObject{}.add("batch", batch->id).text();
    return jobs_.find(tx, jobs_.enqueue(tx, actor, module_.job + "_undo", batch->file_name, parameters));
}

}  // namespace jishi::engine
