#include "team/development_query.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "team/development_store.hpp"
#include "team/member_rules.hpp"
#include "team/yearly_rows.hpp"

namespace jishi::team {
namespace {

using engine::CaseState;
using organization::store::Statement;

constexpr std::string_view branch_column = "COALESCE(NULLIF(m.branch, 0), a.organization)";
constexpr std::string_view from =
    " FROM team_applicant a LEFT JOIN engine_case c ON c.id = a.case_id"
    " LEFT JOIN team_member m ON m.id = a.id AND a.approved_on IS NOT NULL WHERE 1 = 1";

std::vector<int> states(std::initializer_list<CaseState> list)
{
    std::vector<int> numbers;
    for (const auto state : list) numbers.push_back(static_cast<int>(state));
    return numbers;
}
std::vector<int> open_states() { return states({CaseState::open, CaseState::suspended}); }

std::vector<ApplicantLine> lines(db::Tx& tx, const Statement& statement)
{
    auto types = std::vector<db::ColumnType>(store::applicant_types().begin(), store::applicant_types().end());
    const auto own = types.size();
    using db::ColumnType;
    for (const auto type : {ColumnType::integer, ColumnType::text, ColumnType::integer, ColumnType::text,
                            ColumnType::text, ColumnType::text, ColumnType::integer})
        types.push_back(type);
    std::vector<ApplicantLine> list;
    tx.for_each_row(statement.sql(), statement.params(), types, [&](std::span<db::Cell> cells) {
        ApplicantLine line;
        line.row = store::applicant_of(cells);
        auto more = cells.subspan(own);
        line.branch = db::Column<OrganizationId>::get(more[0]);
        if (!more[1].null) line.step = std::move(more[1].text);
        if (!more[2].null) line.state = static_cast<CaseState>(more[2].integer);
        line.due_on = db::Column<std::optional<Date>>::get(more[3]);
        line.earliest_on = db::Column<std::optional<Date>>::get(more[4]);
        line.step_since = db::Column<std::optional<Date>>::get(more[5]);
        line.acts_at = db::Column<OrganizationId>::get(more[6]);
        list.push_back(std::move(line));
    });
    return list;
}

/// [DEV-37] The places of a year's plan: whoever was accepted in it, or passed the pre-review in it and is to be
/// accepted; not whose case came to nothing.
void add_places(Statement& statement, int year)
{
    const std::string day = "COALESCE(a.accepted_on, a.pre_reviewed_on)";
    statement.add(" AND " + day + " >= " + statement.bind(Date{year, 1, 1}));
    statement.add(" AND " + day + " < " + statement.bind(Date{year + 1, 1, 1}));
    statement.add(" AND c.state IN " +
                  statement.bind_all(states({CaseState::open, CaseState::suspended, CaseState::done})));
}

std::string select()
{
    return "SELECT " + store::applicant_columns() + ", " + std::string(branch_column) +
           ", c.step, c.state, c.due_on, c.earliest_on, c.step_since, c.acts_at" + std::string(from);
}

}  // namespace

ApplicantPage find_applicants(db::Tx& tx, const ApplicantFilter& filter)
{
    Statement statement;
    statement.add(select());
    organization::store::add_sight(statement, tx, filter.sight, std::string(branch_column));
    if (!filter.step.empty()) statement.add(" AND c.step = " + statement.bind(filter.step));
    if (!filter.steps.empty()) statement.add(" AND c.step IN " + statement.bind_all(filter.steps));
    if (filter.open) statement.add(" AND (c.id IS NULL OR c.state IN " + statement.bind_all(open_states()) + ")");
    if (filter.due_until) {
        statement.add(" AND c.state = " + statement.bind(static_cast<int>(CaseState::open)));
        statement.add(" AND c.due_on <= " + statement.bind(*filter.due_until));
    }
    if (filter.acts_at) {
        statement.add(" AND c.state = " + statement.bind(static_cast<int>(CaseState::open)));
        statement.add(" AND c.acts_at = " + statement.bind(filter.acts_at));
    }
    if (!filter.text.empty()) {
        const auto like = statement.bind("%" + fold_for_search(filter.text) + "%");
        statement.add(" AND (LOWER(a.name) LIKE " + like + " OR a.pinyin LIKE " + like + " OR a.initials LIKE " + like +
                      ")");
    }
    if (filter.after) statement.add(" AND a.id > " + statement.bind(filter.after));
    statement.add(" ORDER BY a.id LIMIT " + statement.bind(static_cast<std::int64_t>(filter.limit + 1)));
    ApplicantPage page{lines(tx, statement), {}};
    if (page.items.size() > filter.limit) {
        page.items.pop_back();
        page.next = page.items.back().row.id;
    }
    return page;
}

std::optional<ApplicantLine> find_line(db::Tx& tx, MemberId id)
{
    Statement statement;
    statement.add(select() + " AND a.id = " + statement.bind(id));
    auto found = lines(tx, statement);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Board board_of(db::Tx& tx, const organization::Sight& sight, Date today)
{
    const auto day_of_month = static_cast<int>(static_cast<unsigned>(today.ymd().day()));
    const auto next_month = today.plus_days(1 - day_of_month).plus_months(1);
    Statement statement;
    const auto now = statement.bind(today);
    const auto month = statement.bind(next_month);
    statement.add("SELECT COALESCE(c.step, ''), COALESCE(c.state, 0), COUNT(*), SUM(CASE WHEN c.due_on < " + now +
                  " THEN 1 ELSE 0 END), SUM(CASE WHEN c.due_on >= " + now + " AND c.due_on < " + month +
                  " THEN 1 ELSE 0 END)" + std::string(from));
    organization::store::add_sight(statement, tx, sight, std::string(branch_column));
    statement.add(" AND (c.id IS NULL OR c.state IN " + statement.bind_all(open_states()) + ")");
    statement.add(" GROUP BY COALESCE(c.step, ''), COALESCE(c.state, 0)");
    Board board;
    tx.for_each<std::string, int, std::int64_t, std::int64_t, std::int64_t>(
        statement.sql(), statement.params(),
        [&](const std::string& step, int state, std::int64_t all, std::int64_t overdue, std::int64_t month_due) {
            if (step.empty()) {
                board.not_applied += all;
                return;
            }
            auto& count = board.steps[step];
            count.all += all;
            if (static_cast<CaseState>(state) == CaseState::suspended) {
                board.suspended += all;  // the clock stands still
                return;
            }
            count.overdue += overdue;
            count.due_this_month += month_due;
        });
    return board;
}

std::map<std::string, std::int64_t> ways_open(db::Tx& tx, const organization::Sight& sight)
{
    const auto board = board_of(tx, sight, Date::first());
    std::map<std::string, std::int64_t> ways{{"", board.not_applied}};
    for (const auto& [step, count] : board.steps) ways[step] = count.all;
    return ways;
}

std::int64_t places_used(db::Tx& tx, const organization::Sight& sight, int year, MemberId except)
{
    Statement statement;
    statement.add("SELECT COUNT(*)" + std::string(from));
    organization::store::add_sight(statement, tx, sight, "a.organization");
    add_places(statement, year);
    statement.add(" AND a.id <> " + statement.bind(except));
    std::int64_t used = 0;
    tx.for_each<std::int64_t>(statement.sql(), statement.params(), [&](std::int64_t count) { used = count; });
    return used;
}

std::vector<WayStep> way_of(const DevelopmentPolicy& policy, const ApplicantLine& line, const KeptDays& days)
{
    std::vector<WayStep> way;
    const bool open = line.state && !engine::is_over(*line.state);
    for (const auto& rule : policy.steps) {
        WayStep step;
        step.rule = &rule;
        if (const auto done = days.find(rule.done); done != days.end()) step.done_on = done->second;
        step.current = open && line.step == rule.code;
        // The names of an interval and of the step that it is about are the same where there is one.
        if (const auto* interval = policy.interval(rule.code)) {
            step.span = span_of(policy, rule.code, days);
            step.limit_rule = interval->rule;
        }
        if (step.current) {
            step.done_on.reset();  // done before, and to be done again
            step.span.due = line.due_on;
            if (line.earliest_on) step.span.earliest = line.earliest_on;
        }
        way.push_back(std::move(step));
    }
    return way;
}

namespace {

void add(PlanUse& use, const DevelopmentPolicy& policy, const Applicant& row, Date day)
{
    ++use.used;
    if (row.sex == policy.woman) ++use.women;
    if (!row.ethnicity.empty() && row.ethnicity != policy.majority) ++use.minority;
    if (years_between(row.birth_date, day) <= policy.young_age_max) ++use.young;
    if (std::ranges::find(policy.college, row.education) != policy.college.end()) ++use.college;
    if (row.front_line) ++use.front_line;
}

}  // namespace

PlanView plan_view(const DevelopmentDesk& desk, db::Tx& tx, OrganizationId organization, int year)
{
    const auto& directory = desk.office.directory;
    organization::Sight sight;
    sight.roots = {organization};
    Statement statement;
    statement.add(select());
    organization::store::add_sight(statement, tx, sight, "a.organization");
    add_places(statement, year);
    const auto rules = desk.rules(organization, desk.office.clock.today());
    PlanView view;
    view.own.organization = organization;
    std::map<OrganizationId, PlanUse> by_child;
    for (const auto& line : lines(tx, statement)) {
        const auto on = line.row.accepted_on ? *line.row.accepted_on : *line.row.pre_reviewed_on;
        add(view.own.use, *rules, line.row, on);
        const auto child = directory.child_towards(organization, line.row.organization);
        if (child && child != organization) add(by_child[child], *rules, line.row, on);
    }
    std::vector<OrganizationId> asked{organization};
    OrganizationId after;
    constexpr std::size_t page = 500;
    for (bool more = true; more;) {
        const auto children = directory.children(organization, after, page);
        for (const auto& child : children.items) asked.push_back(child.id);
        after = children.next;
        more = static_cast<bool>(after);
    }
    std::map<OrganizationId, int> quotas;
    for (const auto& plan : store::plans_of(tx, asked, year)) quotas[plan.organization] = plan.quota;
    const auto quota = [&](OrganizationId id) {
        const auto found = quotas.find(id);
        return found == quotas.end() ? std::nullopt : std::optional(found->second);
    };
    view.own.quota = quota(organization);
    for (const auto id : asked)
        if (id != organization) view.children.push_back({id, quota(id), by_child[id]});
    return view;
}

}  // namespace jishi::team
