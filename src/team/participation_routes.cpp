#include "team/member_routes.hpp"
#include "team/participation.hpp"

namespace jishi::team {

struct ParticipationView {
    ParticipationId id;
    PlaceView organization;
    std::string kind;
    Date from;
    std::optional<Date> to;
    Instant recorded_at;
    std::string recorded_by;
};
BOOST_DESCRIBE_STRUCT(ParticipationView, (), (id, organization, kind, from, to, recorded_at, recorded_by))

struct ParticipationList {
    std::vector<ParticipationView> items;
};
BOOST_DESCRIBE_STRUCT(ParticipationList, (), (items))

struct ParticipationBody {
    OrganizationId organization;
    Text<1, 40> kind;
    Date from;
    std::optional<Date> to;
};
BOOST_DESCRIBE_STRUCT(ParticipationBody, (), (organization, kind, from, to))

struct EndParticipationBody {
    Date to;
};
BOOST_DESCRIBE_STRUCT(EndParticipationBody, (), (to))

namespace {

using http::Access;
using http::Call;
using http::NoQuery;

ParticipationView view_of(const Office& office, const Participation& one)
{
    return {one.id,
            place_of(office, one.organization),
            one.kind,
            one.from,
            one.to == Date::forever() ? std::nullopt : std::optional(one.to),
            one.recorded_at,
            one.recorded_by_name};
}

}  // namespace

std::vector<http::Endpoint> participation_endpoints(const Office& office)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<NoQuery>("/api/members/{id}/participations",
                                           {"list_participations",
                                            "Where a member takes part without belonging [DATA-39]",
                                            "team",
                                            Access::permission_to("member.read"),
                                            {"member.not_found"}},
                                           [&office](Call& call, NoQuery) -> Result<ParticipationList> {
                                               const auto member = TRY(visible_member(
                                                   office, call.tx(), *call.actor, TRY(call.path_id<MemberTag>("id"))));
                                               ParticipationList list;
                                               for (const auto& one : participations_of(call.tx(), member.id))
                                                   list.items.push_back(view_of(office, one));
                                               return list;
                                           }));
    endpoints.push_back(http::post<ParticipationBody>(
        "/api/members/{id}/participations",
        {"add_participation",
         "A member takes part somewhere besides the own branch [DATA-39]",
         "team",
         Access::permission_to("member.change"),
         {"member.not_found", "member.not_on_roll", "member.participation_type", "member.branch_not_there",
          "member.participates_already"}},
        [&office](Call& call, ParticipationBody body) -> Result<ParticipationView> {
            Participation asked;
            asked.member = TRY(call.path_id<MemberTag>("id"));
            asked.organization = body.organization;
            asked.kind = body.kind.value;
            asked.from = body.from;
            asked.to = body.to.value_or(Date::forever());
            return view_of(office, TRY(add_participation(office, call.tx(), *call.actor, asked)));
        }));
    endpoints.push_back(http::post<EndParticipationBody>(
        "/api/members/{id}/participations/{participation}/end",
        {"end_participation",
         "It is over from a day on",
         "team",
         Access::permission_to("member.change"),
         {"member.not_found", "member.participation_not_found"}},
        [&office](Call& call, EndParticipationBody body) -> Result<ParticipationView> {
            const auto id = TRY(call.path_id<MemberTag>("id"));
            const auto which = TRY(call.path_id<ParticipationTag>("participation"));
            return view_of(office, TRY(end_participation(office, call.tx(), *call.actor, id, which, body.to)));
        }));
    return endpoints;
}

}  // namespace jishi::team
