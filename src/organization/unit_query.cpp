#include "organization/unit_query.hpp"

#include <algorithm>
#include <utility>

#include "base/credit_code.hpp"
#include "base/text.hpp"
#include "organization/coverage_store.hpp"
#include "organization/unit_store.hpp"

namespace jishi::organization {
namespace {

using store::Period;
using store::Statement;
using Text = std::string;

constexpr std::size_t words_max = 8;
constexpr std::size_t batch_least = 200;
constexpr std::size_t batch_most = 4'000;

std::vector<std::string> words_of(std::string_view typed)
{
    std::vector<std::string> words;
    std::string word;
    for (const char c : fold_for_search(typed) + ' ') {
        const bool ends = c == ' ' || c == '\t' || c == '\n';
        if (!ends) word += c;
        else if (!word.empty()) words.push_back(std::exchange(word, {}));
    }
    if (words.size() > words_max) words.resize(words_max);
    return words;
}

std::string like(std::string_view word)
{
    std::string pattern = "%";
    for (const char c : word) {
        if (c == '%' || c == '_' || c == '!') pattern += '!';
        pattern += c;
    }
    return pattern + '%';
}

void add_search(Statement& statement, std::string_view text)
{
    if (const auto code = parse_credit_code(text)) {
        statement.add(" AND s.credit_code <> '' AND s.credit_code = " + statement.bind(code->code));
        return;
    }
    for (const auto& word : words_of(text))
        statement.add(" AND u.search LIKE " + statement.bind(like(word)) + " ESCAPE '!'");
}

/// The rules of who ought to have an organisation, in SQL: what the database sorts out need not be read.
void add_obliged(Statement& statement, const OrganizationPolicy& policy, bool obliged)
{
    std::string cases;
    for (const auto& rule : policy.obliged) {
        std::string fits = "1 = 1";
        if (!rule.sectors.empty()) fits += " AND s.sector IN " + statement.bind_all(rule.sectors);
        if (!rule.kinds.empty()) fits += " AND s.kind IN " + statement.bind_all(rule.kinds);
        if (rule.min_staff)
            fits += " AND COALESCE(s.staff_count, " +
                    statement.bind(policy.staff_unknown_is_enough ? *rule.min_staff : -1) +
                    ") >= " + statement.bind(*rule.min_staff);
        cases += " WHEN " + fits + (rule.obliged ? " THEN 1" : " THEN 0");
    }
    statement.add(cases.empty() ? " AND 0 = " : " AND CASE" + cases + " ELSE 0 END = ").add(obliged ? "1" : "0");
}

class Finder {
public:
    Finder(const Office& office, db::Tx& tx, const UnitFilter& filter)
        : office_(office), tx_(tx), filter_(filter), period_{filter.day, filter.day, filter.known_at},
          rules_(office, filter.day)
    {
    }

    UnitPage page(UnitId after, std::size_t limit)
    {
        UnitPage page;
        auto batch = std::max(limit + 1, batch_least);
        for (;;) {
            auto units = read(after, batch);
            const bool was_all = units.size() < batch;
            for (auto& unit : units) {
                after = unit.id;
                if (!fits(unit)) continue;
                if (page.items.size() == limit) {
                    page.next = page.items.back().id;
                    add_reach(page.items);
                    return page;
                }
                page.items.push_back(std::move(unit));
            }
            if (was_all) break;
            batch = std::min(2 * batch, batch_most);
        }
        add_reach(page.items);
        return page;
    }

    void add_reach(std::vector<UnitOnDay>& units)
    {
        std::vector<UnitId> ids;
        for (const auto& unit : units) ids.push_back(unit.id);
        const Covers covers(store::covers_of(tx_, rules_.national(), ids, period_));
        for (auto& unit : units)
            if (const auto* cover = covers.best(unit.id, filter_.day)) {
                unit.reach = cover->reach;
                unit.organization = cover->organization;
            }
    }

    /// Also says in the unit whether it is obliged: by the rules at its own area.
    bool fits(UnitOnDay& unit)
    {
        const auto& rules = rules_.at(unit.values.area);
        unit.obliged = is_counted(rules, unit.values.sector) && obliged_by(rules, unit.values);
        return !filter_.obliged || *filter_.obliged == unit.obliged;
    }

private:
    std::vector<UnitOnDay> read(UnitId after, std::size_t limit)
    {
        Statement statement;
        statement.add(R"(
            SELECT s.unit, s.area, s.name, s.credit_code, s.kind, s.sector, s.region_code, s.staff_count, u.opened_on, u.closed_on,
                   u.version
            FROM organization_unit_state s JOIN organization_unit u ON u.id = s.unit
            WHERE s.active = 1 AND s.unit > )" +
                      statement.bind(after) + " AND " + store::holds(statement, "s", period_));
        store::add_sight(statement, tx_, filter_.sight, "s.area");
        if (!filter_.search.empty()) add_search(statement, filter_.search);
        if (!filter_.sector.empty()) statement.add(" AND s.sector = " + statement.bind(filter_.sector));
        if (filter_.in_coverage) statement.add(" AND s.sector IN " + statement.bind_all(counted_sectors()));
        if (filter_.covered) store::add_covered(statement, rules_.national(), "s.unit", period_, *filter_.covered);
        if (filter_.obliged && !office_.policies.differs_by_place())
            add_obliged(statement, rules_.national(), *filter_.obliged);
        statement.add(" ORDER BY s.unit LIMIT " + statement.bind(static_cast<std::int64_t>(limit)));
        std::vector<UnitOnDay> units;
        tx_.for_each<UnitId, OrganizationId, Text, Text, Text, Text, Text, std::optional<int>, Date, Date, int>(
            statement.sql(), statement.params(),
            [&](UnitId id, OrganizationId area, Text name, Text code, Text kind, Text sector, Text region,
                std::optional<int> staff, Date opened, Date closed, int version) {
                UnitOnDay unit;
                unit.id = id;
                unit.values = {
                    true, area, std::move(name), std::move(code), std::move(kind), std::move(sector), std::move(region),
                    staff};
                unit.opened_on = opened;
                unit.closed_on = closed;
                unit.version = version;
                units.push_back(std::move(unit));
            });
        return units;
    }

    std::vector<std::string> counted_sectors() const
    {
        std::vector<std::string> sectors;
        for (const auto& [code, counted] : rules_.national().sectors)
            if (counted) sectors.push_back(code);
        return sectors;
    }

    const Office& office_;
    db::Tx& tx_;
    const UnitFilter& filter_;
    Period period_;
    AreaRules rules_;
};

}  // namespace

UnitPage find_units(const Office& office, db::Tx& tx, const UnitFilter& filter, UnitId after, std::size_t limit)
{
    return Finder(office, tx, filter).page(after, limit);
}

std::optional<UnitOnDay> unit_on(const Office& office, db::Tx& tx, UnitId id, std::optional<Date> day)
{
    const auto row = store::find_unit(tx, id);
    if (!row) return std::nullopt;
    UnitOnDay unit;
    unit.id = id;
    unit.values = row->values;
    unit.opened_on = row->opened_on;
    unit.closed_on = row->closed_on;
    unit.version = row->version;
    const auto shown = day.value_or(office.clock.today());
    if (day) {
        const auto timeline = store::unit_timeline_of(tx, id);
        const auto* const state = timeline.on(*day);
        if (!state || !state->values.exists) return std::nullopt;
        unit.values = state->values;
    }
    UnitFilter filter;
    filter.day = shown;
    Finder finder(office, tx, filter);
    finder.fits(unit);
    if (shown < unit.closed_on && unit.opened_on <= shown) {
        std::vector<UnitOnDay> one{std::move(unit)};
        finder.add_reach(one);
        unit = std::move(one.front());
    }
    for (const auto& guide : store::guides_of(tx, id))
        if (guide.valid_from <= shown && shown < guide.valid_to) {
            unit.guide = guide.name;
            unit.guide_from = guide.valid_from;
        }
    return unit;
}

bool may_see(db::Tx& tx, const platform::Actor& actor, const UnitOnDay& unit)
{
    const auto may = [&](OrganizationId id) { return actor.may(platform::Permission::organization_read, id); };
    if (may(unit.values.area)) return true;
    bool reached = false;
    tx.for_each<OrganizationId>(
        "SELECT DISTINCT organization FROM organization_unit_link WHERE unit = :unit AND superseded_at = :now",
        db::Params{{"unit", unit.id}, {"now", Instant::forever()}}, [&](OrganizationId id) { reached |= may(id); });
    return reached;
}

}  // namespace jishi::organization
