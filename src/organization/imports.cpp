#include "organization/imports.hpp"

#include <charconv>
#include <filesystem>

#include "base/crypto.hpp"
#include "organization/import_files.hpp"
#include "platform/json_text.hpp"
#include "policy/policy.hpp"

namespace jishi::organization {
namespace {

using platform::Permission;

constexpr std::string_view import_job = "organization.import";
constexpr std::string_view undo_job = "organization.import_undo";

}  // namespace

Imports::Imports(db::Database& database, const Office& office, const policy::Book& book, platform::Jobs& jobs,
                 platform::Attachments& attachments)
    : database_(database), office_(office), book_(book), jobs_(jobs), attachments_(attachments)
{
}

void Imports::add_jobs()
{
    // A batch is stored in one transaction, and one that is stored is not stored again: both may be run anew.
    jobs_.add_kind(
        {std::string(import_job), true, [this](platform::JobContext& context) { return run_import(*this, context); }});
    jobs_.add_kind({std::string(undo_job), true,
                    [this](platform::JobContext& context) { return run_import_undo(*this, context); }});
    attachments_.add_subject_rule(
        "import", [this](db::Tx& tx, const platform::Actor& actor, const std::string& subject) {
            const auto id = ImportId::parse(subject);
            const auto batch = id ? store::find_batch(tx, *id) : std::nullopt;
            return batch &&
                   (batch->created_by == actor.account || actor.may(Permission::organization_import, batch->target));
        });
}

Result<OrganizationId> Imports::target_of(const platform::Actor& actor, OrganizationId within) const
{
    if (!within) {
        const auto roots = office_.directory.roots();
        if (roots.size() != 1) return refuse(ErrorKind::invalid_input, "import.within_needed");
        within = roots.front().id;
    }
    if (!office_.directory.find(within))
        return refuse(ErrorKind::not_found, "organization.not_found", {}, within.str());
    TRY(actor.require(Permission::organization_import, within));
    return within;
}

Result<platform::Job> Imports::start(db::Tx& tx, const platform::Actor& actor, const ImportRequest& request)
{
    Batch batch;
    batch.target = TRY(target_of(actor, request.within));
    const auto attachment = TRY(attachments_.find(tx, actor, request.attachment));
    if (!platform::sheet_format_of(attachment.name))
        return refuse(ErrorKind::invalid_input, "import.not_a_spreadsheet", {}, attachment.name);
    batch.id = office_.ids.next_id<ImportTag>();
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
    store::insert_batch(tx, batch);
    const auto job =
        jobs_.enqueue(tx, actor, import_job, attachment.name, platform::JsonObject{}.add("batch", batch.id).text());
    return jobs_.find(tx, job);
}

std::vector<Batch> Imports::list(db::Tx& tx, const platform::Actor& actor, ImportId before, int limit) const
{
    std::vector<Batch> visible;
    while (static_cast<int>(visible.size()) < limit) {
        const auto page = store::batches(tx, before, 200);
        for (const auto& batch : page)
            if (actor.may(Permission::organization_import, batch.target) && static_cast<int>(visible.size()) < limit)
                visible.push_back(batch);
        if (page.size() < 200) break;
        before = page.back().id;
    }
    return visible;
}

bool Imports::may_undo(const platform::Actor& actor, const Batch& batch) const
{
    return batch.stored > 0 && batch.undone_at.us == 0 && actor.may(Permission::organization_import, batch.target);
}

Result<platform::Job> Imports::undo(db::Tx& tx, const platform::Actor& actor, ImportId id)
{
    const auto batch = store::find_batch(tx, id);
    if (!batch || batch->dry_run) return refuse(ErrorKind::not_found, "import.batch_unknown", {}, id.str());
    TRY(actor.require(Permission::organization_import, batch->target));
    if (batch->undone_at.us != 0) return refuse(ErrorKind::conflict, "import.undone_already");
    if (batch->stored == 0) return refuse(ErrorKind::conflict, "import.nothing_stored");
    const auto job =
        jobs_.enqueue(tx, actor, undo_job, batch->file_name, platform::JsonObject{}.add("batch", batch->id).text());
    return jobs_.find(tx, job);
}

MadeFile Imports::template_of(ImportKind kind, Language language) const
{
    const auto policy = read_import_policy(book_.at(office_.clock.today()), kind);
    return make_template(policy, kind, language);
}

}  // namespace jishi::organization
