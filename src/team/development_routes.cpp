#include "engine/workflow_store.hpp"
#include "http/body.hpp"
#include "platform/json_text.hpp"
#include "team/development_query.hpp"
#include "team/development_store.hpp"
#include "team/development_workflow.hpp"
#include "team/member_routes.hpp"

namespace jishi::team {

struct StageWords {
    std::string code;
    std::string name;
    std::string name_en;
    std::string person;
    std::string person_en;
};
BOOST_DESCRIBE_STRUCT(StageWords, (), (code, name, name_en, person, person_en))

struct BoardStepView {
    std::string code;
    int number = 0;
    std::string stage;
    std::string name;
    std::string name_en;
    std::int64_t all = 0;
    std::int64_t overdue = 0;
    std::int64_t due_this_month = 0;
};
BOOST_DESCRIBE_STRUCT(BoardStepView, (), (code, number, stage, name, name_en, all, overdue, due_this_month))

struct DevelopmentBoardView {
    std::string rule_set;
    std::vector<StageWords> stages;
    std::vector<BoardStepView> steps;
    std::int64_t not_applied = 0;
    std::int64_t suspended = 0;
};
BOOST_DESCRIBE_STRUCT(DevelopmentBoardView, (), (rule_set, stages, steps, not_applied, suspended))

struct BoardQuery {
    std::optional<OrganizationId> within;
};
BOOST_DESCRIBE_STRUCT(BoardQuery, (), (within))

struct ApplicantsQuery {
    std::optional<OrganizationId> within;
    std::optional<std::string> stage;
    std::optional<std::string> step;
    std::optional<bool> open;
    std::optional<Date> due_until;
    std::optional<OrganizationId> acts_at;
    std::optional<std::string> q;
    std::optional<MemberId> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(ApplicantsQuery, (), (within, stage, step, open, due_until, acts_at, q, after, limit))

struct ApplicantLineView {
    MemberId id;
    std::string name;
    PlaceView branch;
    std::string sex;
    Date birth_date;
    std::optional<std::string> education;
    std::optional<CaseId> case_id;
    std::optional<std::string> step;
    std::optional<std::string> state;
    std::optional<Date> step_since;
    std::optional<Date> due_on;
    std::optional<Date> earliest_on;
    std::optional<PlaceView> acts_at;
    std::optional<Date> applied_on;
    std::optional<Date> activist_on;
    std::optional<Date> target_on;
    std::optional<Date> accepted_on;
    std::optional<Date> probation_ends_on;
    std::optional<Date> full_on;
};
BOOST_DESCRIBE_STRUCT(ApplicantLineView, (),
                      (id, name, branch, sex, birth_date, education, case_id, step, state, step_since, due_on,
                       earliest_on, acts_at, applied_on, activist_on, target_on, accepted_on, probation_ends_on,
                       full_on))

struct ApplicantPageView {
    std::vector<ApplicantLineView> items;
    std::optional<MemberId> next;
};
BOOST_DESCRIBE_STRUCT(ApplicantPageView, (), (items, next))

struct WayStepView {
    std::string code;
    int number = 0;
    std::string stage;
    std::string name;
    std::string name_en;
    bool current = false;
    std::optional<Date> done_on;
    std::optional<Date> earliest_on;
    std::optional<Date> due_on;
    std::optional<Date> last_on;
    std::optional<std::string> rule;
};
BOOST_DESCRIBE_STRUCT(WayStepView, (),
                      (code, number, stage, name, name_en, current, done_on, earliest_on, due_on, last_on, rule))

struct StageView {
    std::string stage;
    Date effective_on;
    std::string rule_set;
    PlaceView organization;
    std::string recorded_by;
};
BOOST_DESCRIBE_STRUCT(StageView, (), (stage, effective_on, rule_set, organization, recorded_by))

struct ApplicantView {
    ApplicantLineView line;
    std::optional<std::string> ethnicity;
    std::optional<std::string> native_place;
    std::optional<std::string> occupation;
    bool front_line = false;
    bool league_member = false;
    std::optional<std::string> id_number;  // masked
    std::optional<std::string> phone;      // masked
    std::optional<std::string> address;    // masked
    bool is_member = false;
    int version = 0;
    std::string rule_set;
    std::vector<StageWords> stages;
    std::vector<WayStepView> way;
    std::vector<StageView> history;
    std::vector<std::string> may;  // member.change
};
BOOST_DESCRIBE_STRUCT(ApplicantView, (),
                      (line, ethnicity, native_place, occupation, front_line, league_member, id_number, phone, address,
                       is_member, version, rule_set, stages, way, history, may))

struct ApplicantBody {
    OrganizationId organization;
    Text<1, 60> name;
    Text<1, 40> id_number;
    std::optional<Text<0, 40>> phone;
    std::optional<Line> address;
    std::optional<Text<0, 40>> ethnicity;
    std::optional<Text<0, 100>> native_place;
    std::optional<Text<0, 40>> education;
    std::optional<Text<0, 40>> occupation;
    std::optional<bool> front_line;
    std::optional<bool> league_member;
};
BOOST_DESCRIBE_STRUCT(ApplicantBody, (),
                      (organization, name, id_number, phone, address, ethnicity, native_place, education, occupation,
                       front_line, league_member))

struct AmendApplicantBody {
    std::optional<Text<1, 60>> name;
    std::optional<Text<0, 40>> phone;
    std::optional<Line> address;
    std::optional<Text<0, 40>> ethnicity;
    std::optional<Text<0, 100>> native_place;
    std::optional<Text<0, 40>> education;
    std::optional<Text<0, 40>> occupation;
    std::optional<bool> front_line;
    std::optional<bool> league_member;
    std::optional<int> version;
};
BOOST_DESCRIBE_STRUCT(AmendApplicantBody, (),
                      (name, phone, address, ethnicity, native_place, education, occupation, front_line, league_member,
                       version))

struct RevealApplicantBody {
    Text<1, 40> field;  // id_number, phone, address
    Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(RevealApplicantBody, (), (field, reason))

struct RevealedApplicantView {
    std::string field;
    std::optional<std::string> value;
};
BOOST_DESCRIBE_STRUCT(RevealedApplicantView, (), (field, value))

struct PlanQuery {
    OrganizationId organization;
    std::optional<int> year;
};
BOOST_DESCRIBE_STRUCT(PlanQuery, (), (organization, year))

struct PlanLineView {
    PlaceView organization;
    std::optional<int> quota;
    std::int64_t used = 0;
    std::int64_t women = 0;
    std::int64_t minority = 0;
    std::int64_t young = 0;
    std::int64_t college = 0;
    std::int64_t front_line = 0;
};
BOOST_DESCRIBE_STRUCT(PlanLineView, (), (organization, quota, used, women, minority, young, college, front_line))

struct PlanPageView {
    int year = 0;
    int young_age_max = 0;
    PlanLineView own;
    std::vector<PlanLineView> children;
    bool may_set_own = false;
    bool may_set_children = false;
};
BOOST_DESCRIBE_STRUCT(PlanPageView, (), (year, young_age_max, own, children, may_set_own, may_set_children))

struct QuotaBody {
    OrganizationId organization;
    int year = 0;
    int quota = 0;
    std::optional<Text<0, 100>> document_no;
    std::optional<Text<0, 200>> reason;
};
BOOST_DESCRIBE_STRUCT(QuotaBody, (), (organization, year, quota, document_no, reason))

namespace {

using http::Access;
using http::Call;
using http::maybe_text;
using http::NoQuery;
using http::text_of;
using platform::Permission;

constexpr int page_default = 50;
constexpr int page_max = 200;

bool is_year(int year) { return year >= Date::first().year() && year < Date::forever().year(); }

std::vector<StageWords> words_of(const DevelopmentPolicy& policy)
{
    std::vector<StageWords> words;
    for (const auto& stage : policy.stages)
        words.push_back({stage.code, stage.name, stage.name_en, stage.person, stage.person_en});
    return words;
}

ApplicantLineView view_of(const Office& office, const ApplicantLine& line)
{
    const auto& row = line.row;
    ApplicantLineView view;
    view.id = row.id;
    view.name = row.name;
    view.branch = place_of(office, line.branch);
    view.sex = row.sex;
    view.birth_date = row.birth_date;
    view.education = said(row.education);
    if (row.case_id) view.case_id = row.case_id;
    view.step = said(line.step);
    if (line.state) view.state = std::string(engine::code_of(*line.state));
    view.step_since = line.step_since;
    view.due_on = line.due_on;
    view.earliest_on = line.earliest_on;
    if (line.acts_at && line.state && !engine::is_over(*line.state)) view.acts_at = place_of(office, line.acts_at);
    view.applied_on = row.applied_on;
    view.activist_on = row.activist_on;
    view.target_on = row.target_on;
    view.accepted_on = row.accepted_on;
    view.probation_ends_on = row.probation_ends_on;
    view.full_on = row.full_on;
    return view;
}

Result<DevelopmentBoardView> board(const DevelopmentDesk& desk, Call& call, const BoardQuery& query)
{
    const auto& office = desk.office;
    const auto within = query.within.value_or(OrganizationId{});
    const auto sight = TRY(organization::sight_of(office.directory, *call.actor, Permission::member_read, within));
    const auto today = office.clock.today();
    const auto rules = desk.rules(within, today);
    const auto counts = board_of(call.tx(), sight, today);
    DevelopmentBoardView view{rules->rule_set, words_of(*rules), {}, counts.not_applied, counts.suspended};
    for (const auto& step : rules->steps) {
        const auto found = counts.steps.find(step.code);
        const auto count = found == counts.steps.end() ? StepCount{} : found->second;
        view.steps.push_back({step.code, step.number, step.stage, step.name, step.name_en, count.all, count.overdue,
                              count.due_this_month});
    }
    return view;
}

Result<ApplicantPageView> applicants(const DevelopmentDesk& desk, Call& call, const ApplicantsQuery& query)
{
    const auto& office = desk.office;
    ApplicantFilter filter;
    const auto within = query.within.value_or(OrganizationId{});
    filter.sight = TRY(organization::sight_of(office.directory, *call.actor, Permission::member_read, within));
    filter.step = query.step.value_or("");
    if (query.stage)
        for (const auto& step : desk.rules(within, office.clock.today())->steps)
            if (step.stage == *query.stage) filter.steps.push_back(step.code);
    if (query.stage && filter.steps.empty()) return bad_field("stage", "input.not_one_of");
    filter.open = query.open.value_or(false);
    filter.due_until = query.due_until;
    filter.acts_at = query.acts_at.value_or(OrganizationId{});
    filter.text = query.q.value_or("");
    filter.after = query.after.value_or(MemberId{});
    filter.limit = static_cast<std::size_t>(std::clamp(query.limit.value_or(page_default), 1, page_max));
    const auto page = find_applicants(call.tx(), filter);
    ApplicantPageView view;
    for (const auto& line : page.items) view.items.push_back(view_of(office, line));
    if (page.next) view.next = page.next;
    return view;
}

void add_way(const DevelopmentDesk& desk, Call& call, const ApplicantLine& line, ApplicantView& view)
{
    KeptDays days;
    if (line.row.case_id) {
        engine::Form form;
        for (const auto& step : engine::store::steps_of(call.tx(), line.row.case_id)) form.overlay(step.form);
        days = kept_days(form);
    }
    const auto rules = desk.rules(line.branch, desk.office.clock.today());
    view.rule_set = rules->rule_set;
    view.stages = words_of(*rules);
    for (const auto& step : way_of(*rules, line, days))
        view.way.push_back({step.rule->code, step.rule->number, step.rule->stage, step.rule->name, step.rule->name_en,
                            step.current, step.done_on, step.span.earliest, step.span.due, step.span.last,
                            said(step.limit_rule)});
}

Result<ApplicantView> view_one(const DevelopmentDesk& desk, Call& call, MemberId id)
{
    const auto& office = desk.office;
    TRY(visible_applicant(desk, call.tx(), *call.actor, id));
    const auto line = *find_line(call.tx(), id);
    const auto& row = line.row;
    ApplicantView view;
    view.line = view_of(office, line);
    view.ethnicity = said(row.ethnicity);
    view.native_place = said(row.native_place);
    view.occupation = said(row.occupation);
    view.front_line = row.front_line;
    view.league_member = row.league_member;
    const auto masked = [&](const std::string& sealed, SealedField field) -> std::optional<std::string> {
        if (sealed.empty()) return std::nullopt;
        return mask(field, office.vault.open(sealed, field, id));
    };
    view.id_number = masked(row.id_number, SealedField::id_number);
    view.phone = masked(row.phone, SealedField::phone);
    view.address = masked(row.address, SealedField::address);
    view.is_member = row.approved_on.has_value();
    view.version = row.version;
    add_way(desk, call, line, view);
    for (const auto& stage : store::stages_of(call.tx(), id))
        view.history.push_back({stage.stage, stage.effective_on, stage.rule_set, place_of(office, stage.organization),
                                stage.recorded_by_name});
    for (const auto permission : {Permission::member_change, Permission::member_reveal})
        if (call.actor->may(permission, line.branch)) view.may.emplace_back(platform::code_of(permission));
    return view;
}

/// [SEC-05] One field at a time, with a reason, written down each time.
Result<RevealedApplicantView> reveal(const DevelopmentDesk& desk, Call& call, const RevealApplicantBody& body)
{
    const auto row = TRY(visible_applicant(desk, call.tx(), *call.actor, TRY(call.path_id<MemberTag>("id"))));
    const auto branch = branch_of(call.tx(), row);
    TRY(call.actor->require(Permission::member_reveal, branch));
    const auto field = sealed_field_from(body.field.value);
    if (!field) return bad_field("field", "input.not_one_of", {}, "id_number, phone, address");
    const auto& sealed = *field == SealedField::id_number ? row.id_number
                         : *field == SealedField::phone   ? row.phone
                                                          : row.address;
    desk.office.audit(
        call.tx(), *call.actor,
        {"applicant.revealed", row.id, branch, "",
         platform::JsonObject{}.add("field", body.field.value).add("reason", body.reason.value).text(), "SEC-05"});
    return RevealedApplicantView{body.field.value, said(desk.office.vault.open(sealed, *field, row.id))};
}

RegisteringApplicant asked_of(const ApplicantBody& body)
{
    RegisteringApplicant asked;
    asked.values.organization = body.organization;
    asked.values.name = body.name.value;
    asked.values.ethnicity = text_of(body.ethnicity);
    asked.values.native_place = text_of(body.native_place);
    asked.values.education = text_of(body.education);
    asked.values.occupation = text_of(body.occupation);
    asked.values.front_line = body.front_line.value_or(false);
    asked.values.league_member = body.league_member.value_or(false);
    asked.contact = {body.id_number.value, maybe_text(body.phone), maybe_text(body.address)};
    return asked;
}

AmendingApplicant asked_of(const AmendApplicantBody& body)
{
    AmendingApplicant asked;
    asked.name = maybe_text(body.name);
    asked.ethnicity = maybe_text(body.ethnicity);
    asked.native_place = maybe_text(body.native_place);
    asked.education = maybe_text(body.education);
    asked.occupation = maybe_text(body.occupation);
    asked.front_line = body.front_line;
    asked.league_member = body.league_member;
    asked.contact = {std::nullopt, maybe_text(body.phone), maybe_text(body.address)};
    asked.version = body.version;
    return asked;
}

PlanLineView view_of(const Office& office, const PlanLine& line)
{
    return {place_of(office, line.organization),
            line.quota,
            line.use.used,
            line.use.women,
            line.use.minority,
            line.use.young,
            line.use.college,
            line.use.front_line};
}

Result<PlanPageView> plan(const DevelopmentDesk& desk, Call& call, const PlanQuery& query)
{
    const auto& office = desk.office;
    const auto listing = office.directory.listing(query.organization);
    if (!listing || !call.actor->may(Permission::member_read, query.organization))
        return refuse(ErrorKind::not_found, "organization.not_found", {}, query.organization.str());
    const auto year = query.year.value_or(office.clock.today().year());
    if (!is_year(year)) return bad_field("year", "input.out_of_range");
    const auto found = plan_view(desk, call.tx(), query.organization, year);
    PlanPageView view;
    view.year = year;
    view.young_age_max = desk.rules(query.organization, office.clock.today())->young_age_max;
    view.own = view_of(office, found.own);
    for (const auto& line : found.children) view.children.push_back(view_of(office, line));
    view.may_set_children = call.actor->may(Permission::member_change, query.organization);
    view.may_set_own =
        call.actor->may(Permission::member_change, listing->parent ? listing->parent : query.organization);
    return view;
}

void add_people(std::vector<http::Endpoint>& endpoints, const DevelopmentDesk& desk)
{
    const auto reads = Access::permission_to("member.read");
    const auto changes = Access::permission_to("member.change");
    endpoints.push_back(http::get<ApplicantsQuery>(
        "/api/development/applicants",
        {"list_applicants",
         "People on the way into the Party within one's scope: by stage, step, day that is due, whose turn it is",
         "development",
         reads,
         {"organization.not_found"}},
        [&desk](Call& call, ApplicantsQuery query) -> Result<ApplicantPageView> {
            return applicants(desk, call, query);
        }));
    endpoints.push_back(http::get<NoQuery>(
        "/api/development/applicants/{id}",
        {"read_applicant",
         "One person: the way with the days done and those to come; the look is written down",
         "development",
         reads,
         {"development.applicant_not_found"}},
        [&desk](Call& call, NoQuery) -> Result<ApplicantView> {
            auto view = TRY(view_one(desk, call, TRY(call.path_id<MemberTag>("id"))));
            desk.office.audit(call.tx(), *call.actor,
                              {"applicant.viewed", view.line.id, view.line.branch.id, "", "", ""});
            return view;
        },
        http::Runs::write));  // the look is written down
    endpoints.push_back(http::post<ApplicantBody>(
        "/api/development/applicants",
        {"register_applicant",
         "Somebody who wants to join is written down; the application itself begins a case",
         "development",
         changes,
         {"organization.not_found", "member.branch_holds_no_members", "member.branch_not_there",
          "member.id_number_known", "development.applicant_known"}},
        [&desk](Call& call, ApplicantBody body) -> Result<ApplicantView> {
            const auto row = TRY(register_applicant(desk, call.tx(), *call.actor, asked_of(body)));
            return view_one(desk, call, row.id);
        }));
    endpoints.push_back(
        http::post<RevealApplicantBody>("/api/development/applicants/{id}/reveal",
                                        {"reveal_applicant_field",
                                         "One sealed field in clear, with a reason; written down each time [SEC-05]",
                                         "development",
                                         Access::permission_to("member.reveal"),
                                         {"development.applicant_not_found"}},
                                        [&desk](Call& call, RevealApplicantBody body) -> Result<RevealedApplicantView> {
                                            return reveal(desk, call, body);
                                        }));
    endpoints.push_back(http::post<AmendApplicantBody>(
        "/api/development/applicants/{id}/amend",
        {"amend_applicant",
         "Particulars of somebody who is not a member yet",
         "development",
         changes,
         {"development.applicant_not_found", "development.is_member", "member.version_conflict"}},
        [&desk](Call& call, AmendApplicantBody body) -> Result<ApplicantView> {
            const auto id = TRY(call.path_id<MemberTag>("id"));
            TRY(amend_applicant(desk, call.tx(), *call.actor, id, asked_of(body)));
            return view_one(desk, call, id);
        }));
}

}  // namespace

std::vector<http::Endpoint> Development::endpoints() const
{
    const auto& desk = desk_;
    const auto reads = Access::permission_to("member.read");
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<BoardQuery>(
        "/api/development/board",
        {"read_development_board",
         "How many stand in each of the twenty-five steps, late and due this month",
         "development",
         reads,
         {"organization.not_found"}},
        [&desk](Call& call, BoardQuery query) -> Result<DevelopmentBoardView> { return board(desk, call, query); }));
    add_people(endpoints, desk);
    endpoints.push_back(http::get<PlanQuery>(
        "/api/development/plan",
        {"read_development_plan",
         "The quota of a year down the tree and its use [DEV-37]",
         "development",
         reads,
         {"organization.not_found"}},
        [&desk](Call& call, PlanQuery query) -> Result<PlanPageView> { return plan(desk, call, query); }));
    endpoints.push_back(http::post<QuotaBody>(
        "/api/development/plan",
        {"set_development_quota",
         "Sets the quota of an organisation for a year [DEV-37]",
         "development",
         Access::permission_to("member.change"),
         {"organization.not_found", "development.plan_unchanged"}},
        [&desk](Call& call, QuotaBody body) -> Result<PlanPageView> {
            if (!is_year(body.year)) return bad_field("year", "input.out_of_range");
            if (body.quota < 0) return bad_field("quota", "input.out_of_range");
            TRY(set_quota(desk, call.tx(), *call.actor,
                          {body.organization, body.year, body.quota, text_of(body.document_no), text_of(body.reason)}));
            return plan(desk, call, {body.organization, body.year});
        }));
    return endpoints;
}

}  // namespace jishi::team
