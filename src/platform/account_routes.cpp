#include "platform/grant_view_routes.hpp"
#include "platform/role_store.hpp"
#include "platform/platform_routes.hpp"

namespace jishi::platform {

enum class AccountState : std::uint8_t { active, locked, disabled };
BOOST_DESCRIBE_ENUM(AccountState, active, locked, disabled)

struct AccountView {
    AccountId id;
    std::string username;
    std::string display_name;
    AccountState state = AccountState::active;
    bool must_change_password = false;
    bool totp_enabled = false;
    std::optional<Instant> last_login_at;
    std::vector<GrantView> grants;
};
BOOST_DESCRIBE_STRUCT(AccountView, (),
                      (id, username, display_name, state, must_change_password, totp_enabled, last_login_at, grants))

struct AccountList {
    std::vector<AccountView> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(AccountList, (), (items, next))

struct AccountQuery {
    std::optional<Text<0, 100>> search;
    std::optional<Text<0, 64>> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(AccountQuery, (), (search, after, limit))

struct NewAccountBody {
    Text<1, 64> username;
    Name display_name;
};
BOOST_DESCRIBE_STRUCT(NewAccountBody, (), (username, display_name))

struct FreshAccountView {
    AccountView account;
    std::string initial_password;
};
BOOST_DESCRIBE_STRUCT(FreshAccountView, (), (account, initial_password))

struct InitialPassword {
    std::string initial_password;
};
BOOST_DESCRIBE_STRUCT(InitialPassword, (), (initial_password))

namespace {

using http::Access;
using http::Call;
using http::NoBody;
using http::NoContent;
using http::NoQuery;
using http::Runs;

constexpr int limit_default = 50;
constexpr int limit_max = 200;

AccountView view_of(const Account& account, Instant now)
{
    AccountView view{account.id, account.username, account.display_name};
    if (account.disabled()) view.state = AccountState::disabled;
    else if (account.locked(now)) view.state = AccountState::locked;
    view.must_change_password = account.must_change_password;
    view.totp_enabled = account.totp_enabled;
    if (account.last_login_at.us != 0) view.last_login_at = account.last_login_at;
    return view;
}

AccountView full_view(Platform& platform, db::Tx& tx, const Account& account)
{
    auto view = view_of(account, platform.clock().now());
    for (const auto& grant : role_store::held_by(tx, account.id))
        view.grants.push_back(grant_view(platform, grant.id, grant.role, grant.organization, grant.subtree));
    return view;
}

Result<AccountList> list_accounts(Platform& platform, Call& call, const AccountQuery& query)
{
    const AccountFilter filter{query.search ? query.search->value : "", query.after ? query.after->value : "",
                               std::clamp(query.limit.value_or(limit_default), 1, limit_max)};
    auto accounts = TRY(platform.accounts().page(call.tx(), *call.actor, filter));
    AccountList list;
    const bool more = accounts.size() > static_cast<std::size_t>(filter.limit);
    if (more) accounts.pop_back();
    if (accounts.empty()) return list;
    if (more) list.next = username_key(accounts.back().username);
    const auto now = platform.clock().now();
    std::map<AccountId, std::size_t> places;
    for (const auto& account : accounts) {
        places[account.id] = list.items.size();
        list.items.push_back(view_of(account, now));
    }
    for (const auto& grant : role_store::held_between(call.tx(), username_key(accounts.front().username),
                                                      username_key(accounts.back().username)))
        if (const auto place = places.find(grant.account); place != places.end())
            list.items[place->second].grants.push_back(
                grant_view(platform, grant.id, grant.role, grant.organization, grant.subtree));
    return list;
}

/// POST /api/accounts/{id}/<verb> that answers the account as it is afterwards.
template <class Use>
http::Endpoint account_verb(Platform& platform, const std::string& verb, http::About about, Use use)
{
    return http::post<NoBody>("/api/accounts/{id}/" + verb, std::move(about),
                              [&platform, use](Call& call, NoBody) -> Result<NoContent> {
                                  const auto id = TRY(call.path_id<AccountTag>("id"));
                                  TRY(use(platform.accounts(), call.tx(), *call.actor, id));
                                  return NoContent{};
                              });
}

std::vector<http::Endpoint> reading_endpoints(Platform& platform)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<AccountQuery>(
        "/api/accounts",
        {"accounts", "Accounts in order of username", "accounts", Access::permission_to("account.read")},
        [&platform](Call& call, AccountQuery query) { return list_accounts(platform, call, query); }));
    endpoints.push_back(http::get("/api/accounts/{id}",
                                  {"account",
                                   "One account with its grants",
                                   "accounts",
                                   Access::permission_to("account.read"),
                                   {"account.unknown"}},
                                  [&platform](Call& call, NoQuery) -> Result<AccountView> {
                                      const auto id = TRY(call.path_id<AccountTag>("id"));
                                      const auto account = TRY(platform.accounts().find(call.tx(), *call.actor, id));
                                      return full_view(platform, call.tx(), account);
                                  }));
    return endpoints;
}

std::vector<http::Endpoint> password_endpoints(Platform& platform)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::post<NewAccountBody>(
        "/api/accounts",
        {"create_account",
         "Make an account; its initial password is shown this once",
         "accounts",
         Access::permission_to("account.change"),
         {"account.username_taken", "account.username_form", "session.busy"}},
        [&platform](Call& call, NewAccountBody body) -> Result<FreshAccountView> {
            auto fresh = TRY(platform.accounts().create(*call.actor, {body.username.value, body.display_name.value}));
            FreshAccountView view;
            view.initial_password = std::move(fresh.initial_password);
            Result<void> found;
            platform.database().read([&](db::Tx& tx) {
                auto account = platform.accounts().find(tx, *call.actor, fresh.id);
                if (account) view.account = full_view(platform, tx, *account);
                else found = std::unexpected(account.error());
            });
            TRY(std::move(found));
            return view;
        },
        Runs::blocking));
    endpoints.push_back(http::post<NoBody>(
        "/api/accounts/{id}/reset-password",
        {"reset_password",
         "Give an account a new initial password, shown this once; its sessions end",
         "accounts",
         Access::permission_to("account.change"),
         {"account.unknown", "account.own_account", "session.busy"}},
        [&platform](Call& call, NoBody) -> Result<InitialPassword> {
            const auto id = TRY(call.path_id<AccountTag>("id"));
            auto fresh = TRY(platform.accounts().reset_password(*call.actor, id));
            return InitialPassword{std::move(fresh.initial_password)};
        },
        Runs::blocking));
    return endpoints;
}

std::vector<http::Endpoint> verb_endpoints(Platform& platform)
{
    const auto change = Access::permission_to("account.change");
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(account_verb(platform, "disable",
                                     {"disable_account",
                                      "Shut an account; its sessions end",
                                      "accounts",
                                      change,
                                      {"account.unknown", "account.own_account", "role.last_administrator"}},
                                     [](Accounts& accounts, db::Tx& tx, const Actor& actor, AccountId id) {
                                         return accounts.disable(tx, actor, id);
                                     }));
    endpoints.push_back(account_verb(platform, "enable",
                                     {"enable_account", "Open a shut account", "accounts", change, {"account.unknown"}},
                                     [](Accounts& accounts, db::Tx& tx, const Actor& actor, AccountId id) {
                                         return accounts.enable(tx, actor, id);
                                     }));
    endpoints.push_back(account_verb(
        platform, "unlock",
        {"unlock_account", "End the lock of too many wrong passwords", "accounts", change, {"account.unknown"}},
        [](Accounts& accounts, db::Tx& tx, const Actor& actor, AccountId id) {
            return accounts.unlock(tx, actor, id);
        }));
    endpoints.push_back(account_verb(platform, "remove-totp",
                                     {"remove_account_totp",
                                      "Take a lost second factor off an account; its sessions end",
                                      "accounts",
                                      Access::permission_to("grant.change"),
                                      {"account.unknown", "account.own_account"}},
                                     [](Accounts& accounts, db::Tx& tx, const Actor& actor, AccountId id) {
                                         return accounts.remove_totp(tx, actor, id);
                                     }));
    return endpoints;
}

}  // namespace

std::vector<http::Endpoint> account_endpoints(Platform& platform)
{
    std::vector<http::Endpoint> all;
    for (auto make : {reading_endpoints, password_endpoints, verb_endpoints})
        for (auto& endpoint : make(platform)) all.push_back(std::move(endpoint));
    return all;
}

}  // namespace jishi::platform
