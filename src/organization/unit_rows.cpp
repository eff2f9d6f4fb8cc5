#include "organization/unit_rows.hpp"

#include "organization/coverage_store.hpp"

namespace jishi::organization {

void each_unit_row_on(const Office& office, db::Tx& tx, const Moment& moment,
                      const std::function<void(const UnitRow&)>& each)
{
    Sight sight;
    sight.everything = true;
    const store::Period period{moment.day, moment.day, moment.known_at};
    AreaRules rules(office, moment.day);
    const Covers covers(store::covers_in(tx, rules.national(), sight, period));
    store::each_span(tx, sight, period, [&](const store::UnitSpan& span) {
        const auto& unit = span.values;
        const auto judged = judge(rules.at(unit.area), unit, covers.best(span.unit, moment.day));
        each({unit.area, unit.kind, unit.sector, judged.counted, judged.obliged, judged.organization, judged.work});
    });
}

}  // namespace jishi::organization
