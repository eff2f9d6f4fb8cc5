#include "platform/platform_routes.hpp"

#include "platform/account_store.hpp"
#include "platform/grant_view_routes.hpp"
#include "platform/role_store.hpp"

namespace jishi::platform {

struct AccountBrief {
    AccountId id;
    std::string username;
    std::string display_name;
};
BOOST_DESCRIBE_STRUCT(AccountBrief, (), (id, username, display_name))

struct SessionView {
    AccountBrief account;
    std::string csrf_token;
    std::vector<GrantView> grants;
    std::vector<std::string> permissions;
    bool must_change_password = false;
    bool totp_enabled = false;
    bool totp_required = false;
    int idle_logout_minutes = 0;
};
BOOST_DESCRIBE_STRUCT(SessionView, (),
                      (account, csrf_token, grants, permissions, must_change_password, totp_enabled, totp_required,
                       idle_logout_minutes))

struct SignInBody {
    std::string username;
    std::string password;
    std::optional<std::string> totp_code;
};
BOOST_DESCRIBE_STRUCT(SignInBody, (), (username, password, totp_code))

struct PasswordBody {
    std::string password;
};
BOOST_DESCRIBE_STRUCT(PasswordBody, (), (password))

struct ChangePasswordBody {
    std::string old_password;
    std::string new_password;
};
BOOST_DESCRIBE_STRUCT(ChangePasswordBody, (), (old_password, new_password))

struct CodeBody {
    Text<6, 10> code;
};
BOOST_DESCRIBE_STRUCT(CodeBody, (), (code))

struct TotpView {
    std::string secret;
    std::string uri;
    std::string qr_svg;
};
BOOST_DESCRIBE_STRUCT(TotpView, (), (secret, uri, qr_svg))

struct SessionItem {
    SessionId id;
    Instant created_at;
    Instant last_seen_at;
    std::string remote;
    std::string user_agent;
    bool current = false;
};
BOOST_DESCRIBE_STRUCT(SessionItem, (), (id, created_at, last_seen_at, remote, user_agent, current))

struct SessionList {
    std::vector<SessionItem> items;
};
BOOST_DESCRIBE_STRUCT(SessionList, (), (items))

namespace {

using http::Access;
using http::Call;
using http::NoBody;
using http::NoContent;
using http::NoQuery;
using http::Runs;

constexpr std::string_view session_path = "/api/session";

Origin origin_of(const http::Request& request)
{
    return {request.remote, std::string(request.header("User-Agent")), request.id};
}

std::string cookie_text(std::string_view token, bool secure)
{
    std::string text(session_cookie);
    text += '=';
    text += token;
    text += "; Path=/; HttpOnly; SameSite=Strict";
    if (secure) text += "; Secure";
    if (token.empty()) text += "; Max-Age=0";
    return text;
}

bool is_administrator(const Platform& platform, const std::vector<GrantView>& grants)
{
    return std::ranges::any_of(grants, [&](const GrantView& grant) {
        const auto* role = platform.role_book().find(grant.role);
        return role && role->administrator;
    });
}

/// @param actor  of this session, as of now; @param token  of its cookie
SessionView view_of(Platform& platform, db::Tx& tx, const Actor& actor, std::string_view token)
{
    SessionView view;
    view.account = {actor.account, actor.username, actor.display_name};
    view.csrf_token = Sessions::csrf_token(token);
    PermissionSet permissions;
    for (const auto& grant : actor.grants) permissions |= grant.permissions;
    for (int i = 0; i < static_cast<int>(Permission::count_); ++i)
        if (permissions.has(static_cast<Permission>(i)))
            view.permissions.emplace_back(code_of(static_cast<Permission>(i)));
    // Held grants are shown also while the account is blocked and they are not in force.
    for (const auto& held : role_store::held_by(tx, actor.account))
        view.grants.push_back(grant_view(platform, held.id, held.role, held.organization, held.subtree));
    const auto policy = platform.settings().policy();
    if (const auto account = account_store::find(tx, actor.account)) view.totp_enabled = account->totp_enabled;
    view.must_change_password = actor.blocked == "session.password_change_needed";
    view.totp_required = policy->totp.required_for_all ||
                         (policy->totp.required_for_administrators && is_administrator(platform, view.grants));
    view.idle_logout_minutes = policy->session.idle_minutes;
    return view;
}

/// The view after a change that other threads may have overtaken: as the session is now.
Result<SessionView> view_now(Platform& platform, const Call& call)
{
    const auto actor = platform.sessions().actor_of(call.actor->session);
    if (!actor) return refuse(ErrorKind::unauthenticated, "session.none");
    SessionView view;
    platform.database().read(
        [&](db::Tx& tx) { view = view_of(platform, tx, *actor, call.request.cookie(session_cookie)); });
    return view;
}

http::Endpoint sign_in_endpoint(Platform& platform)
{
    auto endpoint = http::post<SignInBody>(
        std::string(session_path),
        {"sign_in",
         "Sign in with name and password, and with a one-time code where a second factor is set up",
         "session",
         Access::everyone(),
         {"session.wrong_credentials", "session.locked", "session.totp_needed", "session.totp_wrong",
          "session.disabled", "session.busy"}},
        [&platform](Call& call, SignInBody body) -> Result<http::Response> {
            const auto token = TRY(platform.sign_in().sign_in(
                {body.username, body.password, body.totp_code.value_or("")}, origin_of(call.request)));
            const auto known = platform.authenticate({.token = token, .user_agent = call.request.header("User-Agent")});
            if (!known || !*known) return refuse(ErrorKind::unauthenticated, "session.none");
            http::Response response;
            platform.database().read(
                [&](db::Tx& tx) { response.body = http::to_json(view_of(platform, tx, **known, token)); });
            response.headers.emplace_back("Set-Cookie", cookie_text(token, call.request.secure));
            response.headers.emplace_back("Cache-Control", "no-store");
            return response;
        },
        Runs::blocking);
    endpoint.response_schema = [](http::Schemas& schemas) { return http::detail::schema<SessionView>(schemas); };
    endpoint.response_type = "application/json";
    return endpoint;
}

http::Endpoint sign_out_endpoint(Platform& platform)
{
    auto endpoint =
        http::act<NoBody>(http::Method::del, std::string(session_path),
                          {"sign_out", "End the own session", "session", Access::signed_in()},
                          [&platform](Call& call, NoBody) -> Result<http::Response> {
                              platform.sign_in().sign_out(call.tx(), *call.actor);
                              http::Response response;
                              response.status = 204;
                              response.content_type.clear();
                              response.headers.emplace_back("Set-Cookie", cookie_text("", call.request.secure));
                              return response;
                          });
    endpoint.success = 204;
    endpoint.response_type.clear();
    return endpoint;
}

std::vector<http::Endpoint> totp_endpoints(Platform& platform)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::post<PasswordBody>(
        "/api/session/totp",
        {"begin_totp",
         "Begin to set up a second factor: secret and QR code, in force once a code confirms it",
         "session",
         Access::signed_in(),
         {"password.wrong", "session.locked", "session.busy", "totp.already_enabled"}},
        [&platform](Call& call, PasswordBody body) -> Result<TotpView> {
            auto offer = TRY(platform.totp().begin(*call.actor, body.password));
            return TotpView{std::move(offer.secret), std::move(offer.uri), std::move(offer.qr_svg)};
        },
        Runs::blocking));
    endpoints.push_back(http::post<CodeBody>(
        "/api/session/totp/confirm",
        {"confirm_totp",
         "Confirm the second factor with a code of the app",
         "session",
         Access::signed_in(),
         {"totp.not_begun", "session.totp_wrong"}},
        [&platform](Call& call, CodeBody body) -> Result<SessionView> {
            TRY(platform.database().write(
                [&](db::Tx& tx) { return platform.totp().confirm(tx, *call.actor, body.code.value); }));
            return view_now(platform, call);
        },
        Runs::blocking));
    endpoints.push_back(http::post<PasswordBody>(
        "/api/session/totp/remove",
        {"remove_totp",
         "Give up the second factor",
         "session",
         Access::signed_in(),
         {"password.wrong", "session.locked", "session.busy", "totp.not_enabled"}},
        [&platform](Call& call, PasswordBody body) -> Result<SessionView> {
            TRY(platform.totp().remove(*call.actor, body.password));
            return view_now(platform, call);
        },
        Runs::blocking));
    return endpoints;
}

}  // namespace

Presented presented_by(const http::Request& request)
{
    const bool reads = request.method == http::Method::get || request.method == http::Method::head;
    // The log-in proves itself by its credentials; an old cookie that comes along must not get in its way.
    const bool signs_in = request.method == http::Method::post && request.path == session_path;
    return {.token = request.cookie(session_cookie),
            .csrf = request.header("X-CSRF-Token"),
            .safe = reads || signs_in,
            .remote = request.remote,
            .user_agent = request.header("User-Agent"),
            .request_id = request.id};
}

std::vector<http::Endpoint> session_endpoints(Platform& platform)
{
    auto endpoints = totp_endpoints(platform);
    endpoints.push_back(sign_in_endpoint(platform));
    endpoints.push_back(sign_out_endpoint(platform));
    endpoints.push_back(http::get(
        std::string(session_path),
        {"session", "Who is signed in, and what the account may do", "session", Access::signed_in(), {"session.none"}},
        [&platform](Call& call, NoQuery) -> Result<SessionView> {
            return view_of(platform, call.tx(), *call.actor, call.request.cookie(session_cookie));
        }));
    endpoints.push_back(http::post<ChangePasswordBody>(
        "/api/session/password",
        {"change_password",
         "Change the own password; all other sessions of the account end",
         "session",
         Access::signed_in(),
         {"password.wrong", "password.too_short", "password.too_long", "password.too_simple",
          "password.contains_username", "password.reused", "session.locked", "session.busy"}},
        [&platform](Call& call, ChangePasswordBody body) -> Result<SessionView> {
            TRY(platform.sign_in().change_password(*call.actor, body.old_password, body.new_password));
            return view_now(platform, call);
        },
        Runs::blocking));
    endpoints.push_back(
        http::get("/api/session/sessions", {"own_sessions", "The own sessions", "session", Access::signed_in()},
                  [&platform](Call& call, NoQuery) -> Result<SessionList> {
                      SessionList list;
                      for (auto& info : platform.sessions().of_account(call.actor->account))
                          list.items.push_back({info.id, info.created_at, info.last_seen_at, std::move(info.remote),
                                                std::move(info.user_agent), info.id == call.actor->session});
                      return list;
                  }));
    endpoints.push_back(http::act<NoBody>(
        http::Method::del, "/api/session/sessions/{id}",
        {"end_session", "End one of the own sessions", "session", Access::signed_in(), {"session.unknown"}},
        [&platform](Call& call, NoBody) -> Result<NoContent> {
            const auto id = TRY(call.path_id<SessionTag>("id"));
            TRY(platform.sign_in().end_session(call.tx(), *call.actor, id));
            return NoContent{};
        }));
    return endpoints;
}

}  // namespace jishi::platform
