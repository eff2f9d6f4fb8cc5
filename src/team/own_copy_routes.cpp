#include <algorithm>

#include "platform/account_store.hpp"
#include "platform/json_text.hpp"
#include "team/account_store.hpp"
#include "team/own_copy_routes.hpp"
#include "team/own_record.hpp"
#include "team/team.hpp"

namespace jishi::team {

struct AccessQuery {
    std::optional<std::int64_t> after;  // `next` of the page before
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(AccessQuery, (), (after, limit))

struct AccessList {
    std::vector<AccessView> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(AccessList, (), (items, next))

struct OwnFieldBody {
    Text<1, 20> field;  // id_number, phone, address
};
BOOST_DESCRIBE_STRUCT(OwnFieldBody, (), (field))

struct OwnFieldView {
    std::string field;
    std::optional<std::string> value;
};
BOOST_DESCRIBE_STRUCT(OwnFieldView, (), (field, value))

struct MemberAccountView {
    AccountId account;  // none: no account is linked
    std::optional<std::string> username;
    std::optional<std::string> display_name;
};
BOOST_DESCRIBE_STRUCT(MemberAccountView, (), (account, username, display_name))

struct OwnCopyQuery {
    std::optional<std::string> format;    // json (when left out), xlsx
    std::optional<std::string> language;  // zh-CN (when left out), en
};
BOOST_DESCRIBE_STRUCT(OwnCopyQuery, (), (format, language))

namespace {

using http::Access;
using http::Call;
using http::NoQuery;

constexpr int page_default = 50;
constexpr int page_max = 200;
constexpr int copied_accesses_max = 10'000;

AccessList list_of(AccessPage&& page)
{
    AccessList list;
    for (auto& item : page.items) list.items.push_back(view_of(std::move(item)));
    if (page.more) list.next = std::to_string(page.last_seq);
    return list;
}

Result<Member> changeable(const Office& office, Call& call)
{
    auto member = TRY(visible_member(office, call.tx(), *call.actor, TRY(call.path_id<MemberTag>("id"))));
    TRY(call.actor->require(platform::Permission::member_change, member.values.branch));
    return member;
}

MemberAccountView account_view(db::Tx& tx, AccountId id)
{
    const auto account = id ? platform::account_store::find(tx, id) : std::nullopt;
    if (!account) return {};
    return {id, account->username, account->display_name};
}

std::string clear_of(const Office& office, const Member& member, SealedField field)
{
    const auto& sealed = field == SealedField::id_number ? member.sealed.id_number
                         : field == SealedField::phone   ? member.sealed.phone
                                                         : member.sealed.address;
    return office.vault.open(sealed, field, member.id);
}

Result<OwnFieldView> own_field(const Office& office, Call& call, const OwnFieldBody& body)
{
    const auto member = TRY(own_member(call.tx(), *call.actor));
    const auto field = sealed_field_from(body.field.value);
    if (!field) return bad_field("field", "input.not_one_of", {}, "id_number, phone, address");
    return OwnFieldView{body.field.value, said(clear_of(office, member, *field))};
}

http::Response file_of(std::string type, std::string name, std::string bytes)
{
    http::Response response;
    response.content_type = std::move(type);
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"");
    response.headers.emplace_back("Cache-Control", "private, no-store");
    response.body = std::move(bytes);
    return response;
}

Result<http::Response> copy_file(const OwnDesk& desk, Call& call, const OwnCopyQuery& query)
{
    if (query.format && *query.format != "json" && *query.format != "xlsx")
        return bad_field("format", "input.not_one_of", {}, "json, xlsx");
    if (query.language && *query.language != "zh-CN" && *query.language != "en")
        return bad_field("language", "input.not_one_of", {}, "zh-CN, en");
    const auto member = TRY(own_member(call.tx(), *call.actor));
    const bool sheet = query.format == "xlsx";
    desk.office.audit(call.tx(), *call.actor,
                      {"member.own_copy_made", member.id, member.values.branch, "",
                       platform::JsonObject{}.add("format", std::string(sheet ? "xlsx" : "json")).text(), "SEC-06"});
    const auto copy = own_copy(desk, call.tx(), *call.actor, member);
    if (!sheet) return file_of("application/json; charset=utf-8", "my-record.json", http::to_json(copy));
    return file_of("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "my-record.xlsx",
                   own_copy_sheet(desk, copy, query.language == "en"));
}

}  // namespace

AccessView view_of(RecordAccess&& access)
{
    AccessView view{access.at, std::move(access.action), said(access.who), {}, {}};
    const auto parsed = http::parse_json(access.details.empty() ? "{}" : access.details);
    if (!parsed || !parsed->is_object()) return view;  // the trail keeps what it was given
    const auto text = [&](std::string_view name) -> std::optional<std::string> {
        const auto* value = parsed->as_object().if_contains(name);
        return value && value->is_string() ? std::optional(std::string(value->as_string())) : std::nullopt;
    };
    view.field = text("field");
    view.reason = text("reason");
    return view;
}

OwnCopy own_copy(const OwnDesk& desk, db::Tx& tx, const platform::Actor& actor, const Member& member)
{
    const auto& office = desk.office;
    OwnCopy copy;
    copy.made_at = tx.recorded_at();
    copy.member = view_of(office, tx, actor, member, member.values, office.clock.today());
    copy.id_number = said(clear_of(office, member, SealedField::id_number));
    copy.phone = said(clear_of(office, member, SealedField::phone));
    copy.address = said(clear_of(office, member, SealedField::address));
    copy.history = history_of(office, tx, member.id);
    for (auto& access : accesses_of(desk.audit, tx, member.id, {}, 0, copied_accesses_max).items)
        copy.accesses.push_back(view_of(std::move(access)));
    return copy;
}

std::vector<http::Endpoint> own_copy_endpoints(const OwnDesk& desk)
{
    const auto& office = desk.office;
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(
        http::get<AccessQuery>("/api/me/member/accesses",
                               {"list_own_accesses",
                                "Who looked at the own record or changed it, when and why [SEC-05]",
                                "team",
                                Access::signed_in(),
                                {"member.no_own_record"}},
                               [&audit = desk.audit](Call& call, AccessQuery query) -> Result<AccessList> {
                                   const auto member = TRY(own_member(call.tx(), *call.actor));
                                   const int limit = std::clamp(query.limit.value_or(page_default), 1, page_max);
                                   return list_of(accesses_of(audit, call.tx(), member.id, call.actor->account,
                                                              query.after.value_or(0), limit));
                               }));
    endpoints.push_back(http::post<OwnFieldBody>(
        "/api/me/member/reveal",
        {"reveal_own_field",
         "One of the own sealed fields in clear",
         "team",
         Access::signed_in(),
         {"member.no_own_record"}},
        [&office](Call& call, OwnFieldBody body) -> Result<OwnFieldView> { return own_field(office, call, body); }));
    auto copy = http::get<OwnCopyQuery>(
        "/api/me/member/copy",
        {"copy_own_record",
         "Everything stored about oneself as a file, .json or .xlsx [SEC-06]",
         "team",
         Access::signed_in(),
         {"member.no_own_record"}},
        [desk](Call& call, OwnCopyQuery query) -> Result<http::Response> { return copy_file(desk, call, query); },
        http::Runs::write);
    endpoints.push_back(std::move(copy));
    return endpoints;
}

std::vector<http::Endpoint> member_access_endpoints(const Office& office, const platform::Audit& audit)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<AccessQuery>(
        "/api/members/{id}/accesses",
        {"list_member_accesses",
         "Who looked at a member or changed the record, when and why [SEC-05]",
         "team",
         Access::permission_to("member.change"),
         {"member.not_found"}},
        [&office, &audit](Call& call, AccessQuery query) -> Result<AccessList> {
            const auto member = TRY(changeable(office, call));
            const int limit = std::clamp(query.limit.value_or(page_default), 1, page_max);
            return list_of(accesses_of(audit, call.tx(), member.id, {}, query.after.value_or(0), limit));
        }));
    endpoints.push_back(http::get<NoQuery>("/api/members/{id}/account",
                                           {"read_member_account",
                                            "The account through which a member reads the own record",
                                            "team",
                                            Access::permission_to("member.change"),
                                            {"member.not_found"}},
                                           [&office](Call& call, NoQuery) -> Result<MemberAccountView> {
                                               const auto member = TRY(changeable(office, call));
                                               return account_view(call.tx(), store::account_of(call.tx(), member.id));
                                           }));
    return endpoints;
}

}  // namespace jishi::team
