#include "organization/unit_links.hpp"
#include "organization/use_case.hpp"

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
    if (type && values.level.empty()) values.level = type->level.value_or("");
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

}  // namespace jishi::organization
