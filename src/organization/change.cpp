#include "organization/change.hpp"

#include <array>
#include <utility>

namespace jishi::organization {
namespace {

constexpr std::array<std::pair<ChangeKind, std::string_view>, 11> kinds{{
    {ChangeKind::founded, "founded"},
    {ChangeKind::renamed, "renamed"},
    {ChangeKind::type_changed, "type_changed"},
    {ChangeKind::reclassified, "reclassified"},
    {ChangeKind::moved, "moved"},
    {ChangeKind::merged_into, "merged_into"},
    {ChangeKind::split_from, "split_from"},
    {ChangeKind::dissolved, "dissolved"},
    {ChangeKind::term_started, "term_started"},
    {ChangeKind::imported, "imported"},
    {ChangeKind::corrected, "corrected"},
}};

}  // namespace

std::string_view code_of(ChangeKind kind)
{
    for (const auto& [one, code] : kinds)
        if (one == kind) return code;
    return "";
}

std::optional<ChangeKind> change_kind_from(std::string_view code)
{
    for (const auto& [kind, one] : kinds)
        if (one == code) return kind;
    return std::nullopt;
}

}  // namespace jishi::organization
