#include "engine/workflow_routes.hpp"

#include "engine/workflow_drawing.hpp"
#include "engine/workflow_json.hpp"
#include "engine/workflow_view_routes.hpp"

namespace jishi::engine {

struct StartableQuery {
    OrganizationId organization;
    std::optional<std::string> subject_kind;
    std::optional<std::int64_t> subject;
};
BOOST_DESCRIBE_STRUCT(StartableQuery, (), (organization, subject_kind, subject))

struct WorkflowList {
    std::vector<WorkflowView> items;
};
BOOST_DESCRIBE_STRUCT(WorkflowList, (), (items))

struct CaseQuery {
    std::optional<std::string> workflow;
    std::optional<std::string> state;
    std::optional<OrganizationId> within;
    std::optional<bool> mine;
    std::optional<Date> due_until;
    std::optional<std::string> subject_kind;
    std::optional<std::int64_t> subject;
    std::optional<CaseId> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(CaseQuery, (), (workflow, state, within, mine, due_until, subject_kind, subject, after, limit))

struct CaseList {
    std::vector<CaseLineView> items;
    std::optional<CaseId> next;
    std::vector<WordsView> workflows;  // that there are at the place, to choose from; with the first page only
};
BOOST_DESCRIBE_STRUCT(CaseList, (), (items, next, workflows))

struct DoingBody {
    std::string action;
    std::map<std::string, http::AnyJson> form;
    std::optional<Date> day;
    std::optional<Line> document_no;
    std::optional<Note> reason;
    std::vector<AttachmentId> papers;
    std::optional<int> version;
};
BOOST_DESCRIBE_STRUCT(DoingBody, (), (action, form, day, document_no, reason, papers, version))

struct StartBody : DoingBody {
    std::string workflow;
    OrganizationId organization;
    std::optional<std::string> subject;
    std::optional<bool> from_paper;
};
BOOST_DESCRIBE_STRUCT(StartBody, (DoingBody), (workflow, organization, subject, from_paper))

struct WayBody {
    Note reason;
    std::optional<Date> day;
    std::vector<AttachmentId> papers;
    std::optional<int> version;
};
BOOST_DESCRIBE_STRUCT(WayBody, (), (reason, day, papers, version))

struct DrawingQuery {
    std::optional<std::string> language;
    std::optional<OrganizationId> organization;
};
BOOST_DESCRIBE_STRUCT(DrawingQuery, (), (language, organization))

namespace {

using http::Access;
using http::Call;

constexpr int limit_usual = 50;
constexpr int limit_max = 200;

policy::Value value_of(const http::AnyJson& json)
{
    const auto& value = json.value;
    if (value.is_uint64() || value.is_double())
        return policy::Value(std::string("?"));  // no field takes a fraction: refused there by its kind
    if (value.is_object()) return policy::Value(policy::Value::Map{});
    return value_of_json(http::json::serialize(value));
}

Doing doing_of(const DoingBody& body)
{
    Doing doing;
    doing.action = body.action;
    for (const auto& [field, json] : body.form) doing.form.set(field, value_of(json));
    doing.day = body.day;
    if (body.document_no) doing.document_no = body.document_no->value;
    if (body.reason) doing.reason = body.reason->value;
    doing.papers = body.papers;
    doing.version = body.version;
    return doing;
}

Doing doing_of(const WayBody& body)
{
    Doing doing;
    doing.reason = body.reason.value;
    doing.day = body.day;
    doing.papers = body.papers;
    doing.version = body.version;
    return doing;
}

/// The case as it is now, of its steps the one that was done: a step costs the same however many came before it.
Result<CaseView> shown(const CaseOffice& office, Call& call, Result<Case>&& row)
{
    if (!row) return std::unexpected(std::move(row).error());
    return view_of(office, call.tx(), TRY(case_detail(office, call.tx(), *call.actor, row->id, Steps::last)));
}

const std::vector<std::string>& step_errors()
{
    static const std::vector<std::string> codes{"case.not_found",       "case.version_conflict", "case.over",
                                                "case.suspended",       "case.action_unknown",   "case.not_your_turn",
                                                "case.day_to_come",     "case.day_backwards",    "case.too_early",
                                                "case.document_needed", "case.reason_needed",    "case.nobody_to_act",
                                                "case.other_open",      "attachment.unknown"};
    return codes;
}
const std::vector<std::string>& way_errors()
{
    static const std::vector<std::string> codes{"case.not_found",     "case.version_conflict",    "case.over",
                                                "case.suspended",     "case.not_suspended",       "case.way_not_open",
                                                "case.not_your_turn", "case.reason_needed",       "case.day_to_come",
                                                "case.day_backwards", "case.nothing_to_take_over"};
    return codes;
}

using Way = Result<Case> (*)(const CaseOffice&, db::Tx&, const platform::Actor&, CaseId, const Doing&);

http::Endpoint way(const CaseOffice& office, const char* verb, const char* operation, const char* summary, Way use_case)
{
    return http::post<WayBody>(std::string("/api/cases/{id}/") + verb,
                               {operation, summary, "engine", Access::permission_to("organization.read"), way_errors()},
                               [&office, use_case](Call& call, WayBody body) -> Result<CaseView> {
                                   const auto id = TRY(call.path_id<CaseTag>("id"));
                                   return shown(office, call,
                                                use_case(office, call.tx(), *call.actor, id, doing_of(body)));
                               });
}

http::Response picture(std::string svg)
{
    http::Response response;
    response.content_type = "image/svg+xml";
    response.body = std::move(svg);
    response.headers.emplace_back("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    response.headers.emplace_back("Cache-Control", "private, no-cache");
    return response;
}

Language language_of(const DrawingQuery& query)
{
    return query.language && query.language->starts_with("en") ? Language::english : Language::chinese;
}

Standing standing_of(const CaseDetail& detail, Date today)
{
    Standing standing;
    for (const auto& step : detail.steps)
        if (step.deed == Deed::act) standing.done.insert(step.step);
    if (is_over(detail.row.state)) {
        standing.ended = detail.row.state;
    } else {
        standing.at = detail.row.step;
        standing.late = detail.row.due_on && *detail.row.due_on < today;
    }
    return standing;
}

void add_reading(std::vector<http::Endpoint>& endpoints, const CaseOffice& office)
{
    endpoints.push_back(http::get<StartableQuery>(
        "/api/workflows",
        {"list_workflows",
         "Workflows that may begin at an organisation, and why one may not by this account",
         "engine",
         Access::permission_to("organization.read"),
         {"organization.not_found", "access.forbidden"}},
        [&office](Call& call, StartableQuery query) -> Result<WorkflowList> {
            // Whoever it is about may ask, wherever the own organisation lies.
            const auto* const subject = office.names.subject(query.subject_kind.value_or(""));
            const bool own =
                subject && subject->sees && query.subject && subject->sees(call.tx(), *call.actor, *query.subject);
            if (!own) TRY(call.actor->require(platform::Permission::organization_read, query.organization));
            WorkflowList list;
            for (const auto& one : TRY(startable_at(office, call.tx(), *call.actor, query.organization,
                                                    query.subject_kind.value_or(""), query.subject.value_or(0))))
                list.items.push_back(view_of(office, query.organization, one));
            return list;
        }));
    endpoints.push_back(http::get<DrawingQuery>(
        "/api/workflows/{code}/drawing",
        {"draw_workflow",
         "A workflow as a picture (SVG), as it is today",
         "engine",
         Access::permission_to("organization.read"),
         {"case.workflow_unknown"}},
        [&office](Call& call, DrawingQuery query) -> Result<http::Response> {
            const auto definition = office.book.find(
                call.path_text("code"),
                office.places.policy_at(query.organization.value_or(OrganizationId{}), office.clock.today()));
            if (!definition) return refuse(ErrorKind::not_found, "case.workflow_unknown");
            return picture(draw(definition->workflow, {}, language_of(query)));
        }));
    endpoints.push_back(http::get<CaseQuery>(
        "/api/cases",
        {"list_cases",
         "Cases that this account may see, the newest first; of one's own turn, the most urgent first",
         "engine",
         Access::permission_to("organization.read"),
         {"organization.not_found", "access.forbidden"}},
        [&office](Call& call, CaseQuery query) -> Result<CaseList> {
            const int limit = query.limit.value_or(limit_usual);
            if (limit < 1 || limit > limit_max)
                return bad_field("limit", "input.out_of_range", {}, "1.." + std::to_string(limit_max));
            CaseFilter filter;
            filter.workflow = query.workflow.value_or("");
            if (query.state) {
                filter.state = case_state_from(*query.state);
                if (!filter.state)
                    return bad_field("state", "input.not_one_of", {}, "open, suspended, done, refused, withdrawn");
            }
            filter.within = query.within.value_or(OrganizationId{});
            filter.mine = query.mine.value_or(false);
            filter.due_until = query.due_until;
            filter.subject_kind = query.subject_kind.value_or("");
            filter.subject = query.subject.value_or(0);
            const auto page = TRY(find_cases(office, call.tx(), *call.actor, filter, query.after.value_or(CaseId{}),
                                             static_cast<std::size_t>(limit)));
            CaseList list;
            for (const auto& row : page.items) list.items.push_back(line_of(office, call.tx(), row));
            if (page.next) list.next = page.next;
            if (!query.after)
                for (const auto& definition :
                     office.book.at(office.places.policy_at(filter.within, office.clock.today())))
                    list.workflows.push_back(
                        {definition->workflow.code, definition->workflow.name, definition->workflow.name_en});
            return list;
        }));
    endpoints.push_back(http::get("/api/cases/{id}",
                                  {"read_case",
                                   "One case: its steps, what may be done now and why not",
                                   "engine",
                                   Access::permission_to("organization.read"),
                                   {"case.not_found"}},
                                  [&office](Call& call, http::NoQuery) -> Result<CaseView> {
                                      const auto id = TRY(call.path_id<CaseTag>("id"));
                                      return view_of(office, call.tx(),
                                                     TRY(case_detail(office, call.tx(), *call.actor, id)));
                                  }));
    endpoints.push_back(http::get<DrawingQuery>(
        "/api/cases/{id}/drawing",
        {"draw_case",
         "The workflow of a case as a picture (SVG), with where it stands",
         "engine",
         Access::permission_to("organization.read"),
         {"case.not_found"}},
        [&office](Call& call, DrawingQuery query) -> Result<http::Response> {
            const auto detail = TRY(case_detail(office, call.tx(), *call.actor, TRY(call.path_id<CaseTag>("id"))));
            return picture(
                draw(detail.definition->workflow, standing_of(detail, office.clock.today()), language_of(query)));
        }));
}

void add_doing(std::vector<http::Endpoint>& endpoints, const CaseOffice& office)
{
    auto start_errors = step_errors();
    for (const auto* code : {"organization.not_found", "case.workflow_unknown", "case.not_startable_here",
                             "case.subject_needed", "case.subject_elsewhere"})
        start_errors.emplace_back(code);
    endpoints.push_back(
        http::post<StartBody>("/api/cases",
                              {"start_case", "Begins a case: does the first step of a workflow", "engine",
                               Access::permission_to("organization.read"), start_errors},
                              [&office](Call& call, StartBody body) -> Result<CaseView> {
                                  Starting starting{body.workflow, body.organization, 0, doing_of(body)};
                                  starting.first.from_paper = body.from_paper.value_or(false);
                                  if (body.subject) {
                                      const auto subject = Id<struct SubjectTag>::parse(*body.subject);
                                      if (!subject) return bad_field("subject", "input.expected_id");
                                      starting.subject = subject->value;
                                  }
                                  return shown(office, call, start(office, call.tx(), *call.actor, starting));
                              }));
    endpoints.push_back(
        http::post<DoingBody>("/api/cases/{id}/act",
                              {"act_on_case", "Does the step in which a case stands, or gives it back or refuses it",
                               "engine", Access::permission_to("organization.read"), step_errors()},
                              [&office](Call& call, DoingBody body) -> Result<CaseView> {
                                  const auto id = TRY(call.path_id<CaseTag>("id"));
                                  return shown(office, call, act(office, call.tx(), *call.actor, id, doing_of(body)));
                              }));
    endpoints.push_back(
        http::post<DoingBody>("/api/cases/{id}/paper-steps",
                              {"enter_paper_step", "Enters a step that was held on paper, with its true date", "engine",
                               Access::permission_to("case.enter_past"), step_errors()},
                              [&office](Call& call, DoingBody body) -> Result<CaseView> {
                                  const auto id = TRY(call.path_id<CaseTag>("id"));
                                  if (!body.day) return bad_field("day", "input.required");
                                  auto doing = doing_of(body);
                                  doing.from_paper = true;
                                  return shown(office, call, act(office, call.tx(), *call.actor, id, doing));
                              }));
    endpoints.push_back(way(office, "withdraw", "withdraw_case", "Takes a case back", withdraw));
    endpoints.push_back(way(office, "suspend", "suspend_case", "Lets a case rest; its time stands still", suspend));
    endpoints.push_back(way(office, "resume", "resume_case", "Goes on with a case that rested", resume));
    endpoints.push_back(
        way(office, "take-over", "take_over_case", "Takes a case over from somebody who has left", take_over));
}

}  // namespace

std::vector<http::Endpoint> workflow_endpoints(const CaseOffice& office)
{
    std::vector<http::Endpoint> endpoints;
    add_reading(endpoints, office);
    add_doing(endpoints, office);
    return endpoints;
}

}  // namespace jishi::engine
