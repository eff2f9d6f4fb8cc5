#pragma once
// A grant as the API shows it; shared by the routes of sessions and of accounts.

#include <optional>
#include <string>

#include "http/json.hpp"
#include "platform/platform.hpp"

namespace jishi::platform {

struct PlaceView {
    OrganizationId id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(PlaceView, (), (id, name))

struct GrantView {
    GrantId id;
    std::string role;
    std::string role_name;
    std::string role_name_en;
    std::optional<PlaceView> organization;
    bool subtree = true;
};
BOOST_DESCRIBE_STRUCT(GrantView, (), (id, role, role_name, role_name_en, organization, subtree))

inline GrantView grant_view(const Platform& platform, GrantId id, const std::string& role_code,
                            OrganizationId organization, bool subtree)
{
    const auto* role = platform.role_book().find(role_code);
    GrantView view{id,           role_code, role ? role->name : role_code, role ? role->name_en : role_code,
                   std::nullopt, subtree};
    if (organization) {
        const auto& name_of = platform.wiring().organization_name;
        view.organization = PlaceView{organization, name_of ? name_of(organization).value_or("") : ""};
    }
    return view;
}

}  // namespace jishi::platform
