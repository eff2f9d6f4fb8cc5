#include <algorithm>

#include "http/body.hpp"
#include "platform/totp.hpp"
#include "team/relation_policy.hpp"
#include "team/leaving_rules.hpp"
#include "team/member_routes.hpp"
#include "team/mobile.hpp"
#include "team/record_store.hpp"
#include "team/transfer_rules.hpp"
#include "team/transfers.hpp"

namespace jishi::team {

struct MobileView {
    RecordId id;
    std::string side;
    std::optional<MemberId> member;  // who is in this register
    std::string name;
    PlaceView organization;
    Date from;
    std::optional<Date> to;
    std::optional<std::string> place;
    std::optional<std::string> reason;
    std::optional<Date> expected_until;
    std::optional<std::string> keeper;
    std::optional<std::string> home;
    std::optional<PlaceView> other;  // the branch of the other side, once it was found
    bool reported = false;
    std::optional<std::string> end_kind;
    std::optional<Date> last_contact_on;
    std::optional<Date> contact_due;
    std::optional<std::string> contact;  // in_contact, warning, lost
    bool transfer_due = false;           // [REL-26] the formal relation should go along
};
BOOST_DESCRIBE_STRUCT(MobileView, (),
                      (id, side, member, name, organization, from, to, place, reason, expected_until, keeper, home,
                       other, reported, end_kind, last_contact_on, contact_due, contact, transfer_due))
struct MobileListView {
    std::vector<MobileView> items;
    std::optional<RecordId> next;
};
BOOST_DESCRIBE_STRUCT(MobileListView, (), (items, next))

struct MobileQuery {
    std::optional<std::string> side;  // out (when left out), in
    std::optional<bool> ended;
    std::optional<OrganizationId> within;
    std::optional<RecordId> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(MobileQuery, (), (side, ended, within, after, limit))

struct OutflowBody {
    Date from;
    Text<1, 100> place;
    Text<1, 40> reason;
    std::optional<Date> expected_until;
    std::optional<Text<0, 50>> keeper;
};
BOOST_DESCRIBE_STRUCT(OutflowBody, (), (from, place, reason, expected_until, keeper))

struct InflowBody {
    OrganizationId organization;
    Date from;
    Text<1, 100> name;
    Text<0, 40> id_number;
    std::optional<Text<0, 40>> phone;
    std::optional<Text<0, 100>> home;
    Text<1, 40> reason;
};
BOOST_DESCRIBE_STRUCT(InflowBody, (), (organization, from, name, id_number, phone, home, reason))

struct EndMobileBody {
    Date on;
    Text<1, 40> end_kind;
};
BOOST_DESCRIBE_STRUCT(EndMobileBody, (), (on, end_kind))

struct ContactLogBody {
    Date day;
    Text<1, 40> way;
    std::optional<Note> note;
};
BOOST_DESCRIBE_STRUCT(ContactLogBody, (), (day, way, note))
struct ContactLogView {
    std::string id;
    Date day;
    std::string way;
    std::optional<std::string> note;
    PlaceView organization;
    Instant recorded_at;
    std::string recorded_by;
};
BOOST_DESCRIBE_STRUCT(ContactLogView, (), (id, day, way, note, organization, recorded_at, recorded_by))
struct ContactLogList {
    std::vector<ContactLogView> items;
};
BOOST_DESCRIBE_STRUCT(ContactLogList, (), (items))

struct ReportCodeBody {
    OrganizationId organization;
};
BOOST_DESCRIBE_STRUCT(ReportCodeBody, (), (organization))
struct ReportCodeView {
    std::string code;
    PlaceView organization;
    Date valid_until;
};
BOOST_DESCRIBE_STRUCT(ReportCodeView, (), (code, organization, valid_until))

struct QrQuery {
    Text<1, 400> text;
};
BOOST_DESCRIBE_STRUCT(QrQuery, (), (text))

namespace {

using http::Access;
using http::Call;
using http::NoQuery;
using http::text_of;
using platform::Permission;

constexpr int page_default = 100;
constexpr int page_max = 200;

// [REL-21] The code of team.mobile_reasons of those who study or do research abroad.
constexpr std::string_view abroad = "abroad";

MobileView view_of(const Office& office, const MobileLine& line)
{
    const auto& row = line.row;
    const auto today = office.clock.today();
    const auto relations = relation_rules(office, row.organization, today);
    MobileView view{row.record,
                    row.side,
                    row.member ? std::optional(row.member) : std::nullopt,
                    row.name,
                    place_of(office, row.organization),
                    row.valid_from,
                    row.is_open() ? std::nullopt : std::optional(row.valid_to),
                    said(row.place),
                    said(row.reason),
                    row.expected_until,
                    said(row.keeper),
                    said(row.home),
                    line.other_organization ? std::optional(place_of(office, line.other_organization)) : std::nullopt,
                    row.reported,
                    said(row.end_kind),
                    line.last_contact_on,
                    {},
                    {},
                    false};
    if (!row.is_open() || row.side != "out") return view;
    const auto last = std::max(line.last_contact_on.value_or(row.valid_from), row.valid_from);
    view.contact_due = contact_due(relations, last, row.reason == abroad);
    view.contact = std::string(code_of(contact_state(relations, last, today)));
    // [REL-01, REL-26] A fairly fixed place for half a year: the formal relation goes along. Abroad it stays [REL-21].
    view.transfer_due =
        row.reason != abroad && row.expected_until && is_mobile(relations, row.valid_from, *row.expected_until);
    return view;
}

MobileView view_of(const Office& office, db::Tx& tx, const Mobile& row)
{
    MobileLine line{row, {}, {}};
    if (row.member)
        for (const auto& contact : contacts_of(tx, row.member))
            if (!line.last_contact_on) line.last_contact_on = contact.day;
    if (row.other)
        if (const auto other = store::find_record<Mobile>(tx, row.other)) line.other_organization = other->organization;
    return view_of(office, line);
}

Result<MobileListView> list(const Office& office, Call& call, const MobileQuery& query)
{
    if (query.side && *query.side != "out" && *query.side != "in") return bad_field("side", "input.not_one_of");
    MobileQuestion question;
    question.sight = TRY(organization::sight_of(office.directory, *call.actor, Permission::member_read,
                                                query.within.value_or(OrganizationId{})));
    question.side = query.side.value_or("out");
    question.ended = query.ended.value_or(false);
    question.after = query.after.value_or(RecordId{});
    const auto limit = static_cast<std::size_t>(std::clamp(query.limit.value_or(page_default), 1, page_max));
    question.limit = limit + 1;
    auto lines = list_mobile(call.tx(), question);
    MobileListView view;
    if (lines.size() > limit) {
        lines.resize(limit);
        view.next = lines.back().row.record;
    }
    for (const auto& line : lines) view.items.push_back(view_of(office, line));
    return view;
}

ReportCodeView view_of(const Office& office, const ReportCode& code)
{
    return {code.code, place_of(office, code.organization), code.valid_until};
}

ContactLogView view_of(const Office& office, const Contact& one)
{
    return {
        std::to_string(one.id), one.day, one.way, said(one.note), place_of(office, one.organization), one.recorded_at,
        one.recorded_by_name};
}

void add_contacts(std::vector<http::Endpoint>& endpoints, const Office& office)
{
    endpoints.push_back(http::get<NoQuery>("/api/members/{id}/contacts",
                                           {"list_contacts",
                                            "When a member was contacted, the newest first [REL-29]",
                                            "team",
                                            Access::permission_to("member.read"),
                                            {"member.not_found"}},
                                           [&office](Call& call, NoQuery) -> Result<ContactLogList> {
                                               const auto member = TRY(visible_member(
                                                   office, call.tx(), *call.actor, TRY(call.path_id<MemberTag>("id"))));
                                               ContactLogList list;
                                               for (const auto& one : contacts_of(call.tx(), member.id))
                                                   list.items.push_back(view_of(office, one));
                                               return list;
                                           }));
    endpoints.push_back(http::post<ContactLogBody>(
        "/api/members/{id}/contacts",
        {"add_contact",
         "A mobile member was contacted, by the home branch or where the member lives [REL-29]",
         "team",
         Access::permission_to("member.change"),
         {"member.not_found"}},
        [&office](Call& call, ContactLogBody body) -> Result<ContactLogView> {
            Contact contact;
            contact.member = TRY(call.path_id<MemberTag>("id"));
            contact.day = body.day;
            contact.way = body.way.value;
            contact.note = text_of(body.note);
            return view_of(office, TRY(add_contact(office, call.tx(), *call.actor, contact)));
        }));
}

void add_reporting(std::vector<http::Endpoint>& endpoints, const Office& office)
{
    endpoints.push_back(http::post<ReportCodeBody>(
        "/api/mobile/report-codes",
        {"make_report_code",
         "A code that a branch shows for mobile members to report in; the one before it ends [REL-26]",
         "team",
         Access::permission_to("member.change"),
         {"member.participation_type"}},
        [&office](Call& call, ReportCodeBody body) -> Result<ReportCodeView> {
            return view_of(office, TRY(make_report_code(office, call.tx(), *call.actor, body.organization)));
        }));
    endpoints.push_back(http::get<QrQuery>(
        "/api/mobile/qr", {"draw_qr", "A text as a QR code (SVG)", "team", Access::permission_to("member.change")},
        [](Call&, QrQuery query) -> Result<http::Response> {
            http::Response response;
            response.content_type = "image/svg+xml";
            response.body = platform::qr_svg(query.text.value);
            response.headers.emplace_back("Content-Security-Policy", "default-src 'none'");
            return response;
        }));
    endpoints.push_back(http::get<NoQuery>(
        "/api/me/report-in/{code}",
        {"read_report_code",
         "Where one would report in with this code",
         "team",
         Access::signed_in(),
         {"mobile.code_unknown"}},
        [&office](Call& call, NoQuery) -> Result<ReportCodeView> {
            return view_of(office, TRY(find_report_code(office, call.tx(), std::string(call.path_text("code")))));
        }));
    endpoints.push_back(http::post<http::NoBody>(
        "/api/me/report-in/{code}",
        {"report_in",
         "The member of this account reports in where the code was made [REL-26]",
         "team",
         Access::signed_in(),
         {"mobile.code_unknown", "member.no_own_record", "mobile.own_member", "mobile.open_already"}},
        [&office](Call& call, http::NoBody) -> Result<MobileView> {
            const auto row = TRY(report_in(office, call.tx(), *call.actor, std::string(call.path_text("code"))));
            return view_of(office, call.tx(), row);
        }));
}

}  // namespace

std::vector<http::Endpoint> mobile_endpoints(Transfers& desk)
{
    const auto& office = desk.office;
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(
        http::get<MobileQuery>("/api/mobile",
                               {"list_mobile",
                                "Mobile members: those who left for elsewhere, or those who live here [REL-26]",
                                "team",
                                Access::permission_to("member.read"),
                                {"organization.not_found"}},
                               [&office](Call& call, MobileQuery query) { return list(office, call, query); }));
    endpoints.push_back(http::post<OutflowBody>(
        "/api/members/{id}/outflow",
        {"begin_outflow",
         "A member lives elsewhere from a day on and stays on this roll [REL-25]",
         "team",
         Access::permission_to("member.change"),
         {"member.not_found", "member.not_on_roll", "mobile.open_already"}},
        [&office](Call& call, OutflowBody body) -> Result<MobileView> {
            const Outflow asked{TRY(call.path_id<MemberTag>("id")),
                                body.from,
                                body.place.value,
                                body.reason.value,
                                body.expected_until,
                                text_of(body.keeper)};
            return view_of(office, call.tx(), TRY(begin_outflow(office, call.tx(), *call.actor, asked)));
        }));
    endpoints.push_back(http::post<InflowBody>(
        "/api/mobile/inflows",
        {"begin_inflow",
         "Somebody who belongs elsewhere lives here, and this branch takes care [REL-27]",
         "team",
         Access::permission_to("member.change"),
         {"mobile.own_member", "mobile.open_already", "member.participation_type"}},
        [&office](Call& call, InflowBody body) -> Result<MobileView> {
            const Inflow asked{body.organization,   body.from,          body.name.value,  body.id_number.value,
                               text_of(body.phone), text_of(body.home), body.reason.value};
            return view_of(office, call.tx(), TRY(begin_inflow(office, call.tx(), *call.actor, asked)));
        }));
    endpoints.push_back(http::post<EndMobileBody>(
        "/api/mobile/{record}/end",
        {"end_mobile",
         "A stay elsewhere is over",
         "team",
         Access::permission_to("member.change"),
         {"mobile.not_found", "mobile.ended"}},
        [&office](Call& call, EndMobileBody body) -> Result<MobileView> {
            const auto id = TRY(call.path_id<RecordTag>("record"));
            return view_of(office, call.tx(),
                           TRY(end_mobile(office, call.tx(), *call.actor, id, body.on, body.end_kind.value)));
        }));
    add_contacts(endpoints, office);
    add_reporting(endpoints, office);
    return endpoints;
}

}  // namespace jishi::team
