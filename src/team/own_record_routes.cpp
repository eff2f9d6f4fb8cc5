#include "team/member_routes.hpp"
#include "team/own_record.hpp"
#include "team/member_store.hpp"

namespace jishi::team {

struct LookView {
    Instant at;
    std::string by;
    std::string action;
    std::optional<std::string> field;
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(LookView, (), (at, by, action, field, reason))

struct OwnRecordView {
    MemberView member;
    std::vector<MemberChangeView> history;
    std::vector<LookView> looks;
};
BOOST_DESCRIBE_STRUCT(OwnRecordView, (), (member, history, looks))

struct LinkAccountBody {
    Text<1, 64> username;
};
BOOST_DESCRIBE_STRUCT(LinkAccountBody, (), (username))

namespace {

using http::Access;
using http::Call;
using http::NoBody;
using http::NoContent;
using http::NoQuery;

constexpr int looks_max = 200;

std::optional<std::string> text_in(const http::json::value& note, std::string_view name)
{
    const auto* object = note.if_object();
    const auto* value = object ? object->if_contains(name) : nullptr;
    return value && value->is_string() ? std::optional(std::string(value->get_string())) : std::nullopt;
}

LookView view_of(Look&& look)
{
    LookView view{look.at, std::move(look.by), std::move(look.action), {}, {}};
    if (look.note.empty()) return view;
    if (const auto note = http::parse_json(look.note)) {
        view.field = text_in(*note, "field");
        view.reason = text_in(*note, "reason");
    }
    return view;
}

}  // namespace

std::vector<http::Endpoint> own_record_endpoints(const Office& office)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<NoQuery>(
        "/api/me/member",
        {"read_own_member",
         "The member of the own account, what was recorded, and who looked at it and why [RIGHT-04, SEC-06]",
         "team",
         Access::signed_in(),
         {"member.no_own_record"}},
        [&office](Call& call, NoQuery) -> Result<OwnRecordView> {
            const auto member = TRY(own_member(call.tx(), *call.actor));
            OwnRecordView view{
                team::view_of(office, call.tx(), *call.actor, member, member.values, office.clock.today()),
                history_of(office, call.tx(), member.id),
                {}};
            for (auto& look : looks_at(office, call.tx(), member.id, looks_max))
                view.looks.push_back(view_of(std::move(look)));
            return view;
        }));
    endpoints.push_back(http::post<LinkAccountBody>(
        "/api/members/{id}/account",
        {"link_member_account",
         "Says whose an account is, so that the member reads the own record",
         "team",
         Access::permission_to("member.change"),
         {"member.not_found", "account.unknown", "member.own_account", "member.account_taken", "member.has_account"}},
        [&office](Call& call, LinkAccountBody body) -> Result<NoContent> {
            TRY(link_account(office, call.tx(), *call.actor, TRY(call.path_id<MemberTag>("id")), body.username.value));
            return NoContent{};
        }));
    endpoints.push_back(
        http::act<NoBody>(http::Method::del, "/api/members/{id}/account",
                          {"unlink_member_account",
                           "The account is this member's no longer",
                           "team",
                           Access::permission_to("member.change"),
                           {"member.not_found", "member.has_no_account"}},
                          [&office](Call& call, NoBody) -> Result<NoContent> {
                              TRY(unlink_account(office, call.tx(), *call.actor, TRY(call.path_id<MemberTag>("id"))));
                              return NoContent{};
                          }));
    return endpoints;
}

}  // namespace jishi::team
