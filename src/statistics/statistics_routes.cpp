#include "statistics/statistics.hpp"

#include "http/endpoint.hpp"
#include "statistics/drill.hpp"
#include "statistics/listing.hpp"

namespace jishi::statistics {

BOOST_DESCRIBE_ENUM(Counted, members, organizations, units)

struct ConditionBody {
    std::string column;
    std::vector<std::string> codes;
    std::optional<Date> from;
    std::optional<Date> until;
    std::optional<int> years_min;
    std::optional<int> years_max;
    std::optional<bool> except;
};
BOOST_DESCRIBE_STRUCT(ConditionBody, (), (column, codes, from, until, years_min, years_max, except))

struct ClauseBody {
    std::vector<ConditionBody> any;
};
BOOST_DESCRIBE_STRUCT(ClauseBody, (), (any))

struct CrosstabBody {
    std::optional<Counted> of;
    std::vector<OrganizationId> within;
    std::optional<Date> date;
    std::optional<bool> by_child;
    std::optional<bool> everybody;
    std::vector<std::string> dimensions;
    std::vector<ClauseBody> filter;
};
BOOST_DESCRIBE_STRUCT(CrosstabBody, (), (of, within, date, by_child, everybody, dimensions, filter))

struct ValueView {
    std::string_view code;
    std::string_view name;
    std::string_view name_en;
};
BOOST_DESCRIBE_STRUCT(ValueView, (), (code, name, name_en))

struct AxisView {
    std::string_view code;
    std::string_view name;
    std::string_view name_en;
    std::vector<ValueView> values;
};
BOOST_DESCRIBE_STRUCT(AxisView, (), (code, name, name_en, values))

struct CrosstabView {
    Date date;
    std::vector<AxisView> axes;
    std::vector<std::optional<std::int64_t>> counts;
    std::optional<std::int64_t> total;
    bool protected_ = false;
    std::int64_t position = 0;  // the last change that is in it
    std::int64_t behind = 0;    // changes after that, while many at once are being taken over
    AnswerWords words = {};     // not said: what the words above stand in
};
BOOST_DESCRIBE_STRUCT(CrosstabView, (), (date, axes, counts, total, protected_, position, behind))

struct ListBody {
    std::optional<Counted> of;
    std::vector<OrganizationId> within;
    std::optional<Date> date;
    std::optional<bool> everybody;
    std::vector<ClauseBody> filter;
    std::optional<Id<struct ListedTag>> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(ListBody, (), (of, within, date, everybody, filter, after, limit))

struct ListedView {
    Id<struct ListedTag> id;
    std::string name;
    OrganizationId organization;
    std::string organization_name;
};
BOOST_DESCRIBE_STRUCT(ListedView, (), (id, name, organization, organization_name))

struct ListView {
    Date date;
    std::vector<ListedView> items;
    std::optional<Id<struct ListedTag>> next;
};
BOOST_DESCRIBE_STRUCT(ListView, (), (date, items, next))

/// Which members of the list page are behind a value.
struct DrillView {
    std::string field;  // of the list's filters
    std::vector<std::string> codes;
    std::optional<Date> from;
    std::optional<Date> until;
};
BOOST_DESCRIBE_STRUCT(DrillView, (), (field, codes, from, until))

struct ColumnValueView {
    std::string code;
    std::string name;
    std::string name_en;
    std::optional<DrillView> drill;
};
BOOST_DESCRIBE_STRUCT(ColumnValueView, (), (code, name, name_en, drill))

enum class ColumnUse : std::uint8_t { codes, days };
BOOST_DESCRIBE_ENUM(ColumnUse, codes, days)

struct ColumnView {
    std::string code;
    std::string name;
    std::string name_en;
    ColumnUse use = ColumnUse::codes;
    std::vector<ColumnValueView> values;
};
BOOST_DESCRIBE_STRUCT(ColumnView, (), (code, name, name_en, use, values))

struct ColumnsView {
    std::vector<ColumnView> items;
    std::vector<std::string> counted_statuses;  // of those who count as members
};
BOOST_DESCRIBE_STRUCT(ColumnsView, (), (items, counted_statuses))

struct ColumnsQuery {
    std::optional<Date> date;
    std::optional<Counted> of;
};
BOOST_DESCRIBE_STRUCT(ColumnsQuery, (), (date, of))

namespace {

using http::Access;
using http::Call;

std::vector<Clause> clauses_of(std::vector<ClauseBody>&& body)
{
    std::vector<Clause> clauses;
    for (auto& clause : body) {
        auto& to = clauses.emplace_back();
        for (auto& one : clause.any)
            to.any.push_back({std::move(one.column), std::move(one.codes), one.from, one.until, one.years_min,
                              one.years_max, one.except.value_or(false)});
    }
    return clauses;
}

CrosstabQuestion question_of(CrosstabBody&& body)
{
    CrosstabQuestion question;
    question.of = body.of.value_or(Counted::members);
    question.within = std::move(body.within);
    question.date = body.date;
    question.by_child = body.by_child.value_or(false);
    question.everybody = body.everybody.value_or(false);
    question.dimensions = std::move(body.dimensions);
    question.filter = clauses_of(std::move(body.filter));
    return question;
}

Result<ListView> list(const CrosstabOffice& office, Call& call, ListBody&& body)
{
    constexpr int limit_max = 200;
    constexpr int limit_usual = 50;
    const auto limit = body.limit.value_or(limit_usual);
    if (limit < 1 || limit > limit_max) return bad_field("limit", "input.out_of_range");
    CrosstabQuestion question;
    question.of = body.of.value_or(Counted::members);
    question.within = std::move(body.within);
    question.date = body.date;
    question.everybody = body.everybody.value_or(false);
    question.filter = clauses_of(std::move(body.filter));
    auto found = TRY(list_counted(office, call.tx(), *call.actor, question, body.after ? body.after->value : 0,
                                  static_cast<std::size_t>(limit)));
    ListView view{found.date, {}, {}};
    for (auto& item : found.items)
        view.items.push_back(
            {Id<ListedTag>{item.id}, std::move(item.name), item.organization, std::move(item.organization_name)});
    if (found.next != 0) view.next = Id<ListedTag>{found.next};
    return view;
}

Result<CrosstabView> ask(const CrosstabOffice& office, Call& call, CrosstabBody&& body)
{
    auto answer = TRY(crosstab(office, call.tx(), *call.actor, question_of(std::move(body))));
    CrosstabView view{answer.date,
                      {},
                      std::move(answer.counts),
                      answer.total,
                      answer.is_protected,
                      answer.standing.position,
                      answer.standing.behind,
                      std::move(answer.words)};
    view.axes.reserve(answer.axes.size());
    for (const auto& axis : answer.axes) {
        auto& to = view.axes.emplace_back(AxisView{axis.code, axis.name, axis.name_en, {}});
        to.values.reserve(axis.values.size());
        for (const auto& value : axis.values) to.values.push_back({value.code, value.name, value.name_en});
    }
    return view;
}

std::optional<DrillView> drill_of(const Columns& columns, const Column& column, std::size_t cell, Date on)
{
    const auto found = drill(columns, column, cell, on);
    if (!found) return std::nullopt;
    return DrillView{found->field, found->codes, found->from, found->until};
}

Result<ColumnsView> columns(const CrosstabOffice& office, const ColumnsQuery& query)
{
    const auto of = query.of.value_or(Counted::members);
    const auto all = office.live.columns(of);
    const auto on = query.date.value_or(office.clock.today());
    ColumnsView view;
    view.counted_statuses = office.team.office().rules({}, office.clock.today())->statuses_counted();
    for (const auto& column : all->all()) {
        auto& to = view.items.emplace_back(ColumnView{
            column.code, column.name, column.name_en, column.is_dimension() ? ColumnUse::codes : ColumnUse::days, {}});
        for (std::size_t cell = 0; cell < column.values.size(); ++cell)
            to.values.push_back({column.values[cell].code, column.values[cell].name, column.values[cell].name_en,
                                 of == Counted::members ? drill_of(*all, column, cell, on) : std::nullopt});
    }
    return view;
}

}  // namespace

std::vector<http::Endpoint> Statistics::endpoints()
{
    const auto may_read = Access::permission_to("organization.read");
    auto crosstab_endpoint = http::post<CrosstabBody>(
        "/api/statistics/crosstab",
        {"ask_crosstab",
         "How many members, organisations or units, by up to five dimensions, of those that fit a filter",
         "statistics",
         may_read,
         {"access.forbidden", "organization.not_found", "statistics.unknown_column", "statistics.unknown_code",
          "statistics.not_a_dimension", "statistics.dimension_twice", "statistics.too_many_dimensions",
          "statistics.too_many_cells", "statistics.condition_does_not_fit", "statistics.one_organization",
          "statistics.date_out_of_range", "statistics.not_for_protected", "statistics.being_prepared",
          "statistics.memory_short", "statistics.unavailable"}},
        [this](Call& call, CrosstabBody body) { return ask(office_, call, std::move(body)); }, http::Runs::read);
    auto list_endpoint = http::post<ListBody>(
        "/api/statistics/list",
        {"list_counted",
         "Who or what is behind a count, one by one",
         "statistics",
         may_read,
         {"access.forbidden", "organization.not_found", "statistics.unknown_column", "statistics.unknown_code",
          "statistics.condition_does_not_fit", "statistics.date_out_of_range", "statistics.not_for_protected",
          "statistics.being_prepared", "statistics.memory_short", "statistics.unavailable"}},
        [this](Call& call, ListBody body) { return list(office_, call, std::move(body)); }, http::Runs::read);
    std::vector<http::Endpoint> all{
        std::move(crosstab_endpoint), std::move(list_endpoint),
        http::get<ColumnsQuery>(
            "/api/statistics/columns",
            {"statistics_columns", "What members, organisations or units can be counted by", "statistics", may_read},
            [this](Call&, const ColumnsQuery& query) { return columns(office_, query); })};
    return all;
}

}  // namespace jishi::statistics
