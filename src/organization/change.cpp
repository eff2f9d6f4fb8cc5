#include "organization/change.hpp"

#include <array>
#include <span>
#include <utility>

#include "platform/json_text.hpp"

namespace jishi::organization {
namespace {

constexpr std::array<std::pair<ChangeKind, std::string_view>, 12> kinds{{
    {ChangeKind::founded, "founded"},
    {ChangeKind::renamed, "renamed"},
    {ChangeKind::type_changed, "type_changed"},
    {ChangeKind::reclassified, "reclassified"},
    {ChangeKind::moved, "moved"},
    {ChangeKind::merged_into, "merged_into"},
    {ChangeKind::split_from, "split_from"},
    {ChangeKind::dissolved, "dissolved"},
    {ChangeKind::term_started, "term_started"},
    {ChangeKind::term_postponed, "term_postponed"},
    {ChangeKind::imported, "imported"},
    {ChangeKind::corrected, "corrected"},
}};

/// The keys whose values decide a change of a kind, besides the papers that every kind needs.
std::span<const std::string_view> keys_deciding(ChangeKind kind)
{
    static constexpr std::array<std::string_view, 2> founding{"organization.types", "organization.thresholds"};
    static constexpr std::array<std::string_view, 2> term{"organization.terms", "organization.term_shift_months_max"};
    switch (kind) {
        case ChangeKind::founded:
        case ChangeKind::type_changed:
        case ChangeKind::imported:
        case ChangeKind::split_from: return founding;
        case ChangeKind::moved:
        case ChangeKind::merged_into: return std::span(founding).first(1);
        case ChangeKind::term_started: return term;
        case ChangeKind::term_postponed: return std::span(term).subspan(1);
        default: return {};
    }
}

}  // namespace

std::string rules_deciding(const policy::Policy& policy, ChangeKind kind)
{
    std::string list;
    const auto add = [&](std::string_view key) {
        const auto* entry = policy.entry(key);
        if (!entry) return;
        const auto stamp = policy::stamp_of(*entry);
        list += (list.empty() ? "" : ",") + platform::JsonObject{}
                                                .add("key", stamp.key)
                                                .add("rule", stamp.rule)
                                                .add("pack", stamp.pack)
                                                .add("version", stamp.version)
                                                .add("from", stamp.from.str())
                                                .text();
    };
    add("organization.change_kinds");
    for (const auto key : keys_deciding(kind)) add(key);
    return "[" + list + "]";
}

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
