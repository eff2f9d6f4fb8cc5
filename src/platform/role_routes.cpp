#include "platform/grant_view_routes.hpp"
#include "platform/platform_routes.hpp"

namespace jishi::platform {

struct NewGrantBody {
    Text<1, 64> role;
    std::optional<OrganizationId> organization;
    std::optional<bool> subtree;
};
BOOST_DESCRIBE_STRUCT(NewGrantBody, (), (role, organization, subtree))

struct RoleView {
    std::string code;
    std::string name;
    std::string name_en;
    std::vector<std::string> permissions;
    bool on_organization = true;
    bool administrator = false;
};
BOOST_DESCRIBE_STRUCT(RoleView, (), (code, name, name_en, permissions, on_organization, administrator))

struct RoleList {
    std::vector<RoleView> items;
};
BOOST_DESCRIBE_STRUCT(RoleList, (), (items))

namespace {

using http::Access;
using http::Call;
using http::NoBody;
using http::NoContent;
using http::NoQuery;

}  // namespace

std::vector<http::Endpoint> grant_endpoints(Platform& platform)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get(
        "/api/roles", {"roles", "The roles of the policy packs and what they allow", "accounts", Access::signed_in()},
        [&platform](Call&, NoQuery) -> Result<RoleList> {
            RoleList list;
            for (const auto& role : platform.role_book().all())
                list.items.push_back({role.code, role.name, role.name_en, role.permission_codes, role.on_organization,
                                      role.administrator});
            return list;
        }));
    endpoints.push_back(http::post<NewGrantBody>(
        "/api/accounts/{id}/grants",
        {"give_role",
         "Give an account a role",
         "accounts",
         Access::permission_to("grant.change"),
         {"account.unknown", "role.unknown", "role.own_grant", "role.organization_needed",
          "role.organization_not_allowed", "role.organization_unknown", "role.separation_of_duties", "grant.exists"}},
        [&platform](Call& call, NewGrantBody body) -> Result<GrantView> {
            const auto id = TRY(call.path_id<AccountTag>("id"));
            const auto row = TRY(platform.roles().give(
                call.tx(), *call.actor, id,
                {body.role.value, body.organization.value_or(OrganizationId{}), body.subtree.value_or(true)}));
            return grant_view(platform, row.id, row.role, row.organization, row.subtree);
        }));
    endpoints.push_back(http::act<NoBody>(http::Method::del, "/api/accounts/{id}/grants/{grant}",
                                          {"take_role",
                                           "Take a role from an account",
                                           "accounts",
                                           Access::permission_to("grant.change"),
                                           {"grant.unknown", "role.own_grant", "role.last_administrator"}},
                                          [&platform](Call& call, NoBody) -> Result<NoContent> {
                                              const auto id = TRY(call.path_id<AccountTag>("id"));
                                              const auto grant = TRY(call.path_id<GrantTag>("grant"));
                                              TRY(platform.roles().take(call.tx(), *call.actor, id, grant));
                                              return NoContent{};
                                          }));
    return endpoints;
}

}  // namespace jishi::platform
