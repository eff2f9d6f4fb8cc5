#include "organization/organization_workflow.hpp"

#include <algorithm>
#include <ranges>

#include "organization/document_values.hpp"
#include "organization/organization_service.hpp"
#include "organization/structure.hpp"

namespace jishi::organization {
namespace {

using engine::Effected;
using engine::Facts;
using engine::Party;

/// A field that a use case refuses is a field of the form.
template <class T>
Result<T> in_form(Result<T>&& result)
{
    if (result) return std::move(result);
    auto error = std::move(result).error();
    for (auto& field : error.fields)
        if (field.field != "document_no" && field.field != "reason") field.field = "form/" + field.field;
    return std::unexpected(std::move(error));
}

std::optional<int> maybe(std::optional<std::int64_t> number)
{
    if (!number) return std::nullopt;
    return static_cast<int>(*number);
}

Founding founding_of(const Office& office, const Facts& facts)
{
    const auto& form = facts.form;
    Founding founding;
    founding.parent = founded_below(office, facts);
    founding.values.name = form.text("name");
    founding.values.short_name = form.text("short_name");
    founding.values.type = form.text("type");
    founding.values.sector = form.text("sector");
    founding.values.form = form.text("form");
    founding.values.members = maybe(form.number("members"));
    founding.values.formal_members = maybe(form.number("formal_members"));
    founding.papers = {facts.day, facts.document_no, form.text("reason"), form.text("special_reason"), {}, false};
    return founding;
}

/// [ORG-20 – ORG-23] The nearest organisation of certain types, from one that the form names or the case is for,
/// upwards. Parameters: types, field (where to begin), above (not the first one itself).
Result<Party> nearest(const Office& office, const Facts& facts)
{
    const auto field = facts.text("field");
    const auto named = field.empty() ? OrganizationId{} : facts.form.organization(field);
    const auto begin = named ? named : facts.of.organization;
    const auto types = facts.texts("types");
    const auto path = office.directory.path_of(begin);
    for (const auto& part : std::views::reverse(path)) {
        if (part.id == begin && facts.yes("above")) continue;
        if (types.empty() || std::ranges::find(types, part.type) != types.end()) return Party{part.id, {}, false};
    }
    return refuse(ErrorKind::rule_refused, "case.nobody_to_act", facts.text("rule"), "nearest organisation");
}

/// Would it be founded as things are? Everything is checked but the papers that come with the decision.
Result<void> may_be_founded(const Office& office, db::Tx& tx, const Facts& facts)
{
    platform::Actor checker;
    checker.grants = {platform::Grant{{}, "workflow", {}, true, {platform::Permission::organization_change}}};
    checker.scope = &office.directory;
    auto founding = founding_of(office, facts);
    founding.papers.document_no = "—";
    founding.papers.dry_run = true;
    TRY(in_form(found(office, tx, checker, founding)));
    return {};
}

Result<Effected> found_it(const Office& office, db::Tx& tx, const platform::Actor& actor, const Facts& facts)
{
    const auto outcome = TRY(in_form(found(office, tx, actor, founding_of(office, facts))));
    return Effected{"organization", outcome.node.id.value, {}};
}

Result<Effected> start_its_term(const Office& office, db::Tx& tx, const platform::Actor& actor, const Facts& facts)
{
    const Papers papers{
        facts.form.date("elected_on").value_or(facts.day), facts.document_no, facts.reason, {}, {}, false};
    TRY(in_form(start_term(office, tx, actor, OrganizationId{facts.of.subject}, papers)));
    return Effected{};
}

Result<Effected> dissolve_it(const Office& office, db::Tx& tx, const platform::Actor& actor, const Facts& facts)
{
    Dissolving dissolving;
    dissolving.target = facts.form.organization("target");
    dissolving.papers = {facts.day, facts.document_no, facts.form.text("reason"), {}, {}, false};
    TRY(in_form(dissolve(office, tx, actor, OrganizationId{facts.of.subject}, dissolving)));
    return Effected{};
}

}  // namespace

OrganizationId founded_below(const Office& office, const Facts& facts)
{
    if (const auto named = facts.form.organization("parent")) return named;
    const auto own = office.directory.listing(facts.of.organization);
    if (!own || check_place(*office.rules(own->id, facts.day), facts.form.text("type"), own->type))
        return facts.of.organization;
    return own->parent;
}

void lend_to_workflows(engine::WorkflowNames& names, const Office& office)
{
    names.add_relation("organization.nearest",
                       [&office](db::Tx&, const Facts& facts) { return nearest(office, facts); });
    names.add_guard("organization.may_be_founded",
                    [&office](db::Tx& tx, const Facts& facts) { return may_be_founded(office, tx, facts); });
    names.add_effect("organization.found", [&office](db::Tx& tx, const platform::Actor& actor, const Facts& facts) {
        return found_it(office, tx, actor, facts);
    });
    names.add_effect("organization.start_term",
                     [&office](db::Tx& tx, const platform::Actor& actor, const Facts& facts) {
                         return start_its_term(office, tx, actor, facts);
                     });
    names.add_effect("organization.dissolve", [&office](db::Tx& tx, const platform::Actor& actor, const Facts& facts) {
        return dissolve_it(office, tx, actor, facts);
    });
    names.add_documents("organization", {[&office](db::Tx& tx, const platform::Actor&,
                                                   const Facts& facts) -> Result<platform::document::Value> {
                            return values_for_case(office, tx, facts);
                        }});
    names.add_subject("organization", {.find = [&office](db::Tx&, const platform::Actor& actor,
                                                         std::int64_t subject) -> Result<engine::SubjectKind::About> {
                                           const OrganizationId id{subject};
                                           const auto listing = office.directory.listing(id);
                                           if (!listing)
                                               return refuse(ErrorKind::not_found, "organization.not_found", {},
                                                             id.str());
                                           TRY(actor.require(platform::Permission::organization_read, id));
                                           return engine::SubjectKind::About{id, listing->name};
                                       },
                                       .page = "/organizations/"});
}

}  // namespace jishi::organization
