#include "organization/imports.hpp"

#include "organization/import_rows.hpp"
#include "organization/import_undo.hpp"
#include "policy/policy.hpp"

namespace jishi::organization {

Imports::Imports(db::Database& database, const Office& office, const policy::Book& book, platform::Jobs& jobs,
                 platform::Attachments& attachments)
    : database_(database), office_(office), book_(book), machine_(database, office.ids, jobs, attachments, module())
{
}

engine::ImportPolicy Imports::policy_of(ImportKind kind) const
{
    return read_import_policy(book_.at(office_.clock.today()), kind);
}

engine::ImportModule Imports::module() const
{
    return {.job = "organization.import",
            .subject = "import",
            .permission = platform::Permission::organization_import,
            .place = [this](OrganizationId asked) { return place(asked); },
            .name_of = [this](OrganizationId id) { return office_.directory.name_of(id); },
            .kinds = {{std::string(code_of(ImportKind::organizations)),
                       [this] { return policy_of(ImportKind::organizations); },
                       [this](const engine::ImportTask& task) { return organization_rows(office_, task); },
                       [this](db::Tx& tx, const platform::Actor& actor, const Batch& batch) -> Result<void> {
                           Papers papers;
                           papers.effective_on = batch.effective_on;
                           return withdraw_organizations(office_, tx, actor, batch, papers);
                       }},
                      {std::string(code_of(ImportKind::units)), [this] { return policy_of(ImportKind::units); },
                       [this](const engine::ImportTask& task) { return unit_rows(office_, task); },
                       [this](db::Tx& tx, const platform::Actor& actor, const Batch& batch) {
                           return withdraw_units(office_, tx, actor, batch);
                       }}}};
}

Result<OrganizationId> Imports::place(OrganizationId asked) const
{
    if (!asked) {
        const auto roots = office_.directory.roots();
        if (roots.size() != 1) return refuse(ErrorKind::invalid_input, "import.within_needed");
        asked = roots.front().id;
    }
    if (!office_.directory.find(asked)) return refuse(ErrorKind::not_found, "organization.not_found", {}, asked.str());
    return asked;
}

Result<platform::Job> Imports::start(db::Tx& tx, const platform::Actor& actor, const ImportRequest& request)
{
    return machine_.start(tx, actor,
                          {std::string(code_of(request.kind)), request.attachment, request.within, request.effective_on,
                           request.mode, request.dry_run, request.language});
}

MadeFile Imports::template_of(ImportKind kind, Language language) const
{
    return engine::make_template(policy_of(kind), code_of(kind), language);
}

}  // namespace jishi::organization
