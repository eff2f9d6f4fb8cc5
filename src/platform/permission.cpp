#include "platform/permission.hpp"

#include <array>
#include <string>

namespace jishi::platform {

namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Permission::count_)> codes{
    "organization.read", "organization.change", "organization.import", "organization.export",
    "unit.change",       "account.read",        "account.change",      "grant.read",
    "grant.change",      "audit.read",          "settings.read",       "settings.change",
    "job.read",          "policy.read",         "member.read",         "member.reveal",
    "member.change",     "member.import",       "member.export",       "post.read",
    "post.change",       "reserve.change",      "award.change",        "discipline.read",
    "discipline.change", "care.read",           "care.change",         "case.read",
    "case.start",        "case.enter_past",     "statistics.seal",
};
static_assert(static_cast<std::size_t>(Permission::count_) <= 64, "a PermissionSet has 64 bits");
static_assert(!codes.back().empty(), "every permission has a code");

}  // namespace

std::string_view code_of(Permission permission)
{
    const auto index = static_cast<std::size_t>(permission);
    return index < codes.size() ? codes[index] : std::string_view{"unknown"};
}

std::optional<Permission> permission_from(std::string_view code)
{
    for (std::size_t i = 0; i < codes.size(); ++i)
        if (codes[i] == code) return static_cast<Permission>(i);
    return std::nullopt;
}

}  // namespace jishi::platform
