#include <algorithm>

#include "organization/bulk_store.hpp"
#include "organization/organization_store.hpp"
#include "organization/unit_links.hpp"
#include "organization/use_case.hpp"
#include "platform/json_text.hpp"

namespace jishi::organization {
namespace {

/// The rules that need nothing but what was declared and the parent's type.
Result<void> check_founding(const OrganizationPolicy& rules, const Attributes& values, std::string_view parent_type,
                            const Founding& founding)
{
    TRY(check_codes(rules, values));
    TRY(check_papers(rules, ChangeKind::founded, founding.papers));
    TRY(check_place(rules, values.type, parent_type));
    TRY(check_thresholds(rules, values, founding.papers));
    return check_units(rules, values.type, founding.units.size());
}

}  // namespace

Result<Outcome> found(const Office& office, db::Tx& tx, const platform::Actor& actor, const Founding& founding)
{
    UseCase use(office, tx, actor, ChangeKind::founded, founding.papers);
    TRY(actor.require(platform::Permission::organization_change, founding.parent));
    std::string parent_type;
    if (founding.parent) {
        const auto& parent = *TRY(use.amendment.subject(founding.parent));
        const auto* const state = parent.before.on(founding.papers.effective_on);
        parent_type = state ? state->values.type : parent.node.values.type;
    }
    use.rules = office.rules(founding.parent, founding.papers.effective_on);
    auto values = founding.values;
    values.exists = true;
    values.parent = founding.parent;
    const auto* const type = use.rules->type(values.type);
    if (type && values.level.empty()) values.level = type->level;
    TRY(check_founding(*use.rules, values, parent_type, founding));
    if (founding.term_started_on) {
        values.term_started_on = founding.term_started_on;
        values.term_expires_on = TRY(term_expiry(*use.rules, values, *founding.term_started_on));
    }
    const auto id = office.ids.next_id<OrganizationTag>();
    TRY(use.amendment.found(id, founding.papers.effective_on, values));
    use.change.organization = id;
    use.change.related = founding.parent;
    use.rule = type->rule;
    const Linking linking{tx, office.ids, use.change.id, founding.papers.effective_on};
    if (!founding.papers.dry_run) TRY(link_units(linking, *type, id, founding.units));
    return use.finish(id);
}

Result<Change> bulk_found(const Office& office, db::Tx& tx, const platform::Actor& actor, const Change& batch,
                          std::vector<NewNode>&& nodes)
{
    TRY(actor.require(platform::Permission::organization_import, batch.organization));
    Change change = batch;
    if (!change.id) change.id = office.ids.next_id<ChangeTag>();
    change.kind = ChangeKind::imported;
    change.recorded_at = tx.recorded_at();
    change.recorded_by = actor.account;
    change.recorded_by_name = actor.display_name;
    auto placed = TRY(store::bulk_insert(tx, office.ids, office.clock.today(), change, nodes));
    store::insert_change(tx, change, OrganizationId{});
    const auto payload = platform::JsonObject{}
                             .add("change", change.id)
                             .add("effective_on", change.effective_on.str())
                             .add("organizations", static_cast<std::int64_t>(nodes.size()))
                             .text();
    office.audit(tx, actor, {"organization.imported", "organization", batch.organization.str(), batch.organization, "", payload, ""});
    db::publish(tx, "organization.imported", batch.organization.value, payload);
    auto kept = std::make_shared<std::vector<Node>>(std::move(placed));
    tx.after_commit([&directory = office.directory, kept, changed = office.changed] {
        auto first = Date::forever();
        for (const auto& node : *kept) first = std::min(first, node.founded_on);
        directory.put(*kept);
        if (changed) changed(first);
    });
    return change;
}

}  // namespace jishi::organization
