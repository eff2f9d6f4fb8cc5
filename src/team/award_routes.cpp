#include "http/body.hpp"
#include "team/award.hpp"
#include "team/record_routes.hpp"

namespace jishi::team {

struct AwardView {
    RecordId id;
    StateId seen;
    std::string title;
    std::optional<std::string> name;
    std::string level;
    std::optional<std::string> authority;
    Date on;
    std::optional<std::string> document_no;
    std::optional<Date> revoked_on;
    std::optional<std::string> revoke_document_no;
    std::optional<std::string> revoke_reason;
    std::optional<std::string> recorded_by;
};
BOOST_DESCRIBE_STRUCT(AwardView, (),
                      (id, seen, title, name, level, authority, on, document_no, revoked_on, revoke_document_no,
                       revoke_reason, recorded_by))

struct AwardList {
    std::vector<AwardView> items;
};
BOOST_DESCRIBE_STRUCT(AwardList, (), (items))

struct AwardBody {
    Text<1, 40> title;
    std::optional<Text<0, 100>> name;
    Text<1, 40> level;
    std::optional<Text<0, 100>> authority;
    Date on;
    std::optional<Text<0, 100>> document_no;
};
BOOST_DESCRIBE_STRUCT(AwardBody, (), (title, name, level, authority, on, document_no))

struct RevokeBody {
    Date on;
    std::optional<Text<0, 100>> document_no;
    Line reason;
    std::optional<bool> withdraw;
    std::optional<StateId> seen;
};
BOOST_DESCRIBE_STRUCT(RevokeBody, (), (on, document_no, reason, withdraw, seen))

namespace {

using http::Access;
using http::Call;
using http::NoQuery;
using http::text_of;

AwardView view_of(const Award& award)
{
    AwardView view{award.record,
                   award.id,
                   award.title,
                   said(award.name),
                   award.level,
                   said(award.authority),
                   award.valid_from,
                   said(award.document_no),
                   {},
                   said(award.end_document_no),
                   said(award.end_reason),
                   said(award.recorded_by_name)};
    if (!award.is_open()) view.revoked_on = award.valid_to;
    return view;
}

AwardList views_of(const std::vector<Award>& awards)
{
    AwardList list;
    for (const auto& one : awards) list.items.push_back(view_of(one));
    return list;
}

Award award_of(MemberId member, OrganizationId organization, const AwardBody& body)
{
    Award award;
    award.member = member;
    award.organization = organization;
    award.valid_from = body.on;
    award.title = body.title.value;
    award.name = text_of(body.name);
    award.level = body.level.value;
    award.authority = text_of(body.authority);
    award.document_no = text_of(body.document_no);
    return award;
}

const std::vector<std::string> give_errors{"member.not_found", "organization.not_found", "award.not_a_member",
                                           "award.exists"};

}  // namespace

std::vector<http::Endpoint> award_endpoints(const Office& office)
{
    const auto changes = Access::permission_to("award.change");
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<NoQuery>("/api/members/{id}/awards",
                                           {"list_member_awards",
                                            "Awards of a member, revoked ones too [TEAM-J]",
                                            "team",
                                            Access::permission_to("member.read"),
                                            {"member.not_found"}},
                                           [&office](Call& call, NoQuery) -> Result<AwardList> {
                                               const auto member = TRY(visible_member(
                                                   office, call.tx(), *call.actor, TRY(call.path_id<MemberTag>("id"))));
                                               return views_of(awards_of(call.tx(), member.id));
                                           }));
    endpoints.push_back(http::get<NoQuery>("/api/organizations/{id}/awards",
                                           {"list_organization_awards",
                                            "Awards of an organisation itself",
                                            "team",
                                            Access::permission_to("organization.read"),
                                            {"organization.not_found"}},
                                           [&office](Call& call, NoQuery) -> Result<AwardList> {
                                               const auto id = TRY(call.path_id<OrganizationTag>("id"));
                                               if (!office.directory.listing(id) ||
                                                   !call.actor->may(platform::Permission::organization_read, id))
                                                   return refuse(ErrorKind::not_found, "organization.not_found");
                                               return views_of(awards_of(call.tx(), id));
                                           }));
    endpoints.push_back(http::post<AwardBody>(
        "/api/members/{id}/awards", {"give_member_award", "A member was commended", "team", changes, give_errors},
        [&office](Call& call, AwardBody body) -> Result<AwardView> {
            const auto id = TRY(call.path_id<MemberTag>("id"));
            return view_of(TRY(give_award(office, call.tx(), *call.actor, award_of(id, {}, body))));
        }));
    endpoints.push_back(http::post<AwardBody>(
        "/api/organizations/{id}/awards",
        {"give_organization_award", "An organisation was commended", "team", changes, give_errors},
        [&office](Call& call, AwardBody body) -> Result<AwardView> {
            const auto id = TRY(call.path_id<OrganizationTag>("id"));
            return view_of(TRY(give_award(office, call.tx(), *call.actor, award_of({}, id, body))));
        }));
    endpoints.push_back(http::post<RevokeBody>(
        "/api/awards/{id}/revoke",
        {"revoke_award",
         "The award was revoked, or recorded by mistake",
         "team",
         changes,
         {"award.not_found", "record.version_conflict", "award.revoked"}},
        [&office](Call& call, RevokeBody body) -> Result<AwardView> {
            const auto id = TRY(call.path_id<RecordTag>("id"));
            return view_of(TRY(revoke_award(
                office, call.tx(), *call.actor, id,
                {body.on, text_of(body.document_no), body.reason.value, body.withdraw.value_or(false), body.seen})));
        }));
    return endpoints;
}

}  // namespace jishi::team
