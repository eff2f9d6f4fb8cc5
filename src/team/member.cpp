#include "team/member.hpp"

#include <array>
#include <utility>

#include "base/text.hpp"

namespace jishi::team {
namespace {

constexpr std::array<std::pair<ChangeKind, std::string_view>, 9> kinds{{
    {ChangeKind::registered, "registered"},
    {ChangeKind::imported, "imported"},
    {ChangeKind::moved, "moved"},
    {ChangeKind::became_full, "became_full"},
    {ChangeKind::standing_changed, "standing_changed"},
    {ChangeKind::amended, "amended"},
    {ChangeKind::contact_changed, "contact_changed"},
    {ChangeKind::corrected, "corrected"},
    {ChangeKind::merged, "merged"},
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

void show(Member& member, const Timeline& timeline, Date today)
{
    const auto* state = timeline.shown_on(today);
    if (!state) {
        member.withdrawn = true;
        member.values.exists = false;
        member.values.branch = {};
        return;
    }
    if (member.values.name != state->values.name || member.pinyin.empty()) {
        auto pinyin = pinyin_of(state->values.name);
        member.pinyin = std::move(pinyin.full);
        member.initials = std::move(pinyin.initials);
    }
    member.values = state->values;
    member.known_from = timeline.founded_on();
}

}  // namespace jishi::team
