#include <algorithm>

#include "team/care.hpp"
#include "team/record_routes.hpp"

namespace jishi::team {

struct CareQuery {
    OrganizationId within;
    std::string list;  // hardship, old_members, fifty_years, former_secretary
    std::optional<Date> on;
    std::optional<MemberId> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(CareQuery, (), (within, list, on, after, limit))

struct HardshipView {
    RecordId id;
    StateId seen;
    std::string ground;
    Date from;
    std::optional<Date> until;
    std::optional<std::string> end_kind;
};
BOOST_DESCRIBE_STRUCT(HardshipView, (), (id, seen, ground, from, until, end_kind))

struct HardshipList {
    std::vector<HardshipView> items;
};
BOOST_DESCRIBE_STRUCT(HardshipList, (), (items))

struct CareLineView {
    MemberId member;
    std::string name;
    PlaceView branch;
    std::optional<Date> joined_on;
    std::optional<int> years;
    std::vector<HardshipView> hardships;
    std::optional<int> months_in_office;
    std::optional<Date> left_office_on;
    bool awarded = false;
};
BOOST_DESCRIBE_STRUCT(CareLineView, (),
                      (member, name, branch, joined_on, years, hardships, months_in_office, left_office_on, awarded))

struct CarePageView {
    Date on;
    std::optional<Date> counted_on;  // [CARE-05]
    std::vector<CareLineView> items;
    std::optional<MemberId> next;
};
BOOST_DESCRIBE_STRUCT(CarePageView, (), (on, counted_on, items, next))

struct HardshipBody {
    Text<1, 40> ground;
    Date from;
};
BOOST_DESCRIBE_STRUCT(HardshipBody, (), (ground, from))

struct HardshipEndBody {
    Date on;
    Text<1, 40> end_kind;
    std::optional<StateId> seen;
};
BOOST_DESCRIBE_STRUCT(HardshipEndBody, (), (on, end_kind, seen))

namespace {

using http::Access;
using http::Call;
using http::NoQuery;
using platform::Permission;

HardshipView view_of(const Hardship& one)
{
    HardshipView view{one.record, one.id, one.ground, one.valid_from, {}, said(one.end_kind)};
    if (!one.is_open()) view.until = one.valid_to;
    return view;
}

Result<CarePageView> list(const Office& office, Call& call, const CareQuery& query)
{
    const auto which = care_list_from(query.list);
    if (!which)
        return bad_field("list", "input.not_one_of", {}, "hardship, old_members, fifty_years, former_secretary");
    CareQuestion question;
    question.sight = TRY(organization::sight_of(office.directory, *call.actor, Permission::care_read, query.within));
    question.list = *which;
    question.day = query.on.value_or(office.clock.today());
    question.after = query.after.value_or(MemberId{});
    question.limit = static_cast<std::size_t>(std::clamp(query.limit.value_or(100), 1, 500));
    const auto found = care_list(office, call.tx(), question);
    office.audit(call.tx(), *call.actor, {"care.viewed", {}, query.within, "", "", "SEC-04"});
    CarePageView page;
    page.on = question.day;
    if (*which == CareList::fifty_years)
        page.counted_on = long_membership(office.rules(query.within, question.day)->posts, question.day).counted_on;
    for (const auto& line : found.items) {
        CareLineView view{line.member,           line.name,           place_of(office, line.branch),
                          line.joined_on,        line.years,          {},
                          line.months_in_office, line.left_office_on, line.awarded};
        for (const auto& one : line.hardships) view.hardships.push_back(view_of(one));
        page.items.push_back(std::move(view));
    }
    if (found.next) page.next = found.next;
    return page;
}

Result<HardshipList> of_member(const Office& office, Call& call)
{
    const auto member = TRY(visible_member(office, call.tx(), *call.actor, TRY(call.path_id<MemberTag>("id"))));
    TRY(call.actor->require(Permission::care_read, member.values.branch));
    office.audit(call.tx(), *call.actor, {"member.hardship_viewed", member.id, member.values.branch, "", "", "SEC-04"});
    HardshipList list;
    for (const auto& one : hardships_of(call.tx(), member.id)) list.items.push_back(view_of(one));
    return list;
}

}  // namespace

std::vector<http::Endpoint> care_endpoints(const Office& office)
{
    const auto reads = Access::permission_to("care.read");
    const auto changes = Access::permission_to("care.change");
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<CareQuery>(
        "/api/care",
        {"list_care",
         "Whom to care for: hardship, the oldest members, fifty years, former secretaries [CARE-01, CARE-04, CARE-05]",
         "team",
         reads,
         {"organization.not_found"}},
        [&office](Call& call, CareQuery query) { return list(office, call, query); }, http::Runs::write));
    endpoints.push_back(http::get<NoQuery>(
        "/api/members/{id}/hardships",
        {"list_hardships",
         "Hardship of a member; written down in the audit trail [SEC-04]",
         "team",
         reads,
         {"member.not_found"}},
        [&office](Call& call, NoQuery) { return of_member(office, call); }, http::Runs::write));
    endpoints.push_back(http::post<HardshipBody>("/api/members/{id}/hardships",
                                                 {"record_hardship",
                                                  "A member is in hardship [CARE-04]",
                                                  "team",
                                                  changes,
                                                  {"member.not_found", "hardship.not_a_member", "hardship.exists"}},
                                                 [&office](Call& call, HardshipBody body) -> Result<HardshipView> {
                                                     Hardship asked;
                                                     asked.member = TRY(call.path_id<MemberTag>("id"));
                                                     asked.ground = body.ground.value;
                                                     asked.valid_from = body.from;
                                                     return view_of(
                                                         TRY(record_hardship(office, call.tx(), *call.actor, asked)));
                                                 }));
    endpoints.push_back(http::post<HardshipEndBody>(
        "/api/hardships/{id}/end",
        {"end_hardship",
         "The hardship is over",
         "team",
         changes,
         {"hardship.not_found", "record.version_conflict", "hardship.over"}},
        [&office](Call& call, HardshipEndBody body) -> Result<HardshipView> {
            const auto id = TRY(call.path_id<RecordTag>("id"));
            return view_of(
                TRY(end_hardship(office, call.tx(), *call.actor, id, body.on, body.end_kind.value, body.seen)));
        }));
    return endpoints;
}

}  // namespace jishi::team
