#include "http/body.hpp"
#include "team/discipline.hpp"
#include "team/record_routes.hpp"

namespace jishi::team {

struct DisciplineView {
    RecordId id;
    StateId seen;
    std::string kind;
    std::optional<std::string> ground;
    std::optional<std::string> authority;
    std::optional<std::string> document_no;
    Date decided_on;
    Date from;
    std::optional<int> months;
    std::optional<Date> until;         // first day after the period of effect
    std::optional<Date> rights_until;  // first day with the right to vote again
    bool withholds_rights = false;
    std::optional<Date> promotion_from;  // first day on which promotion is possible again
    bool withholds_grade = false;
    std::optional<Date> appealed_on;
    std::optional<Date> appeal_answered_on;
    std::optional<std::string> end_kind;
    std::optional<std::string> end_document_no;
    bool in_effect = false;  // today
    std::optional<std::string> recorded_by;
};
BOOST_DESCRIBE_STRUCT(DisciplineView, (),
                      (id, seen, kind, ground, authority, document_no, decided_on, from, months, until, rights_until,
                       withholds_rights, promotion_from, withholds_grade, appealed_on, appeal_answered_on, end_kind,
                       end_document_no, in_effect, recorded_by))

struct DisciplineList {
    std::vector<DisciplineView> items;
};
BOOST_DESCRIBE_STRUCT(DisciplineList, (), (items))

struct ImposeBody {
    Text<1, 40> kind;
    std::optional<Text<0, 40>> ground;
    std::optional<Text<0, 100>> authority;
    std::optional<Text<0, 100>> document_no;
    Date decided_on;
    Date from;
    std::optional<int> months;
    std::optional<bool> dry_run;
};
BOOST_DESCRIBE_STRUCT(ImposeBody, (), (kind, ground, authority, document_no, decided_on, from, months, dry_run))

struct LiftBody {
    Date on;
    Text<1, 40> end_kind;
    std::optional<Text<0, 100>> document_no;
    std::optional<StateId> seen;
};
BOOST_DESCRIBE_STRUCT(LiftBody, (), (on, end_kind, document_no, seen))

struct AppealBody {
    Date on;
    std::optional<StateId> seen;
};
BOOST_DESCRIBE_STRUCT(AppealBody, (), (on, seen))

struct WithdrawDisciplineBody {
    Line reason;
    std::optional<StateId> seen;
};
BOOST_DESCRIBE_STRUCT(WithdrawDisciplineBody, (), (reason, seen))

namespace {

using http::Access;
using http::Call;
using http::NoQuery;
using http::text_of;
using platform::Permission;

std::optional<Date> end_of_effect(Date from, Date to)
{
    return to == from || to == Date::forever() ? std::nullopt : std::optional(to);
}

DisciplineView view_of(const Office& office, const Discipline& one)
{
    DisciplineView view;
    view.id = one.record;
    view.seen = one.id;
    view.kind = one.kind;
    view.ground = said(one.ground);
    view.authority = said(one.authority);
    view.document_no = said(one.document_no);
    view.decided_on = one.decided_on;
    view.from = one.valid_from;
    view.months = one.months;
    view.until = end_of_effect(one.valid_from, one.valid_to);
    view.rights_until = end_of_effect(one.valid_from, one.rights_to);
    view.withholds_rights = one.rights_to > one.valid_from;
    view.promotion_from = end_of_effect(one.valid_from, one.blocked_to);
    view.withholds_grade = one.grade_to > one.valid_from;
    view.appealed_on = one.appealed_on;
    view.appeal_answered_on = one.appeal_answered_on;
    view.end_kind = said(one.end_kind);
    view.end_document_no = said(one.end_document_no);
    view.in_effect = one.covers(office.clock.today());
    view.recorded_by = said(one.recorded_by_name);
    return view;
}

Result<DisciplineList> of_member(const Office& office, Call& call)
{
    const auto member = TRY(visible_member(office, call.tx(), *call.actor, TRY(call.path_id<MemberTag>("id"))));
    TRY(call.actor->require(Permission::discipline_read, member.values.branch));
    office.audit(call.tx(), *call.actor,
                 {"member.discipline_viewed", member.id, member.values.branch, "", "", "SEC-04"});
    DisciplineList list;
    for (const auto& one : disciplines_of(call.tx(), member.id)) list.items.push_back(view_of(office, one));
    return list;
}

Result<DisciplineView> impose_on(const Office& office, Call& call, const ImposeBody& body)
{
    Imposing asked{TRY(call.path_id<MemberTag>("id")), {}, body.dry_run.value_or(false)};
    asked.discipline.kind = body.kind.value;
    asked.discipline.ground = text_of(body.ground);
    asked.discipline.authority = text_of(body.authority);
    asked.discipline.document_no = text_of(body.document_no);
    asked.discipline.decided_on = body.decided_on;
    asked.discipline.valid_from = body.from;
    asked.discipline.months = body.months;
    return view_of(office, TRY(impose(office, call.tx(), *call.actor, asked)));
}

const std::vector<std::string> change_errors{"discipline.not_found", "record.version_conflict"};
std::vector<std::string> with_change_errors(std::vector<std::string> codes)
{
    codes.insert(codes.end(), change_errors.begin(), change_errors.end());
    return codes;
}

}  // namespace

std::vector<http::Endpoint> discipline_endpoints(const Office& office)
{
    const auto changes = Access::permission_to("discipline.change");
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<NoQuery>(
        "/api/members/{id}/disciplines",
        {"list_disciplines",
         "Discipline of a member; written down in the audit trail [SEC-04]",
         "team",
         Access::permission_to("discipline.read"),
         {"member.not_found"}},
        [&office](Call& call, NoQuery) { return of_member(office, call); }, http::Runs::write));
    endpoints.push_back(
        http::post<ImposeBody>("/api/members/{id}/disciplines",
                               {"impose_discipline",
                                "Discipline with all that follows: rights, posts, membership [REL-49, GEN-04]",
                                "team",
                                changes,
                                {"member.not_found", "discipline.document_needed", "discipline.not_a_member",
                                 "discipline.exists", "member.standing_not_possible"}},
                               [&office](Call& call, ImposeBody body) { return impose_on(office, call, body); }));
    endpoints.push_back(http::post<LiftBody>(
        "/api/disciplines/{id}/lift",
        {"lift_discipline", "Revoked after an appeal, changed, or lifted", "team", changes,
         with_change_errors({"discipline.over", "discipline.document_needed"})},
        [&office](Call& call, LiftBody body) -> Result<DisciplineView> {
            const auto id = TRY(call.path_id<RecordTag>("id"));
            return view_of(office, TRY(lift(office, call.tx(), *call.actor, id,
                                            {body.on, body.end_kind.value, text_of(body.document_no), body.seen})));
        }));
    endpoints.push_back(http::post<AppealBody>(
        "/api/disciplines/{id}/appeal",
        {"appeal_discipline", "The member appealed; the discipline goes on meanwhile", "team", changes,
         with_change_errors({"discipline.appealed"})},
        [&office](Call& call, AppealBody body) -> Result<DisciplineView> {
            return view_of(office, TRY(appeal(office, call.tx(), *call.actor, TRY(call.path_id<RecordTag>("id")),
                                              body.on, body.seen)));
        }));
    endpoints.push_back(http::post<AppealBody>(
        "/api/disciplines/{id}/answer-appeal",
        {"answer_appeal", "The appeal was answered and changed nothing", "team", changes,
         with_change_errors({"discipline.not_appealed"})},
        [&office](Call& call, AppealBody body) -> Result<DisciplineView> {
            return view_of(office, TRY(answer_appeal(office, call.tx(), *call.actor, TRY(call.path_id<RecordTag>("id")),
                                                     body.on, body.seen)));
        }));
    endpoints.push_back(http::post<WithdrawDisciplineBody>(
        "/api/disciplines/{id}/withdraw",
        {"withdraw_discipline", "It was recorded by mistake", "team", changes, change_errors},
        [&office](Call& call, WithdrawDisciplineBody body) -> Result<http::NoContent> {
            TRY(withdraw_discipline(office, call.tx(), *call.actor, TRY(call.path_id<RecordTag>("id")),
                                    body.reason.value, body.seen));
            return http::NoContent{};
        }));
    return endpoints;
}

}  // namespace jishi::team
