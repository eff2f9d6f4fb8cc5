#include "platform/role.hpp"

#include <algorithm>

namespace jishi::platform {

Result<RoleBook> RoleBook::load(const policy::Policy& rules)
{
    RoleBook book;
    const auto& table = rules.get("platform.roles");
    if (const auto* entry = rules.entry("platform.roles")) book.rule_ = entry->rule;
    for (const auto& item : table.items()) {
        Role role;
        role.code = item.at("code").text();
        role.name = item.at("name").text();
        role.name_en = item.at("name_en").text();
        role.on_organization = item.at("on_organization").boolean();
        role.administrator = item.at("administrator").boolean();
        role.excludes = item.texts_or_none("excludes");
        role.permission_codes = item.at("permissions").texts();
        for (const auto& code : role.permission_codes) {
            const auto permission = permission_from(code);
            if (!permission)
                return refuse(ErrorKind::invalid_input, "role.unknown_permission", {}, role.code + ": " + code);
            role.permissions.add(*permission);
        }
        book.roles_.push_back(std::move(role));
    }
    return book;
}

const Role* RoleBook::find(std::string_view code) const
{
    const auto found = std::ranges::find(roles_, code, &Role::code);
    return found == roles_.end() ? nullptr : &*found;
}

bool RoleBook::exclude_each_other(const Role& a, const Role& b) const
{
    if (a.code == b.code) return false;
    // [SEC-13] Whatever a pack lists: an administrator holds no second role.
    if (a.administrator || b.administrator) return true;
    const auto names = [](const Role& one, const Role& other) {
        return std::ranges::find(one.excludes, other.code) != one.excludes.end();
    };
    return names(a, b) || names(b, a);
}

}  // namespace jishi::platform
