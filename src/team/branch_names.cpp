#include "team/branch_names.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "engine/import_policy.hpp"

namespace jishi::team {
namespace {

using engine::fold_name;

/// "甲镇党委/东村党支部" -> both names; one name when there is nothing between.
std::vector<std::string> parts_of(std::string_view text)
{
    static constexpr std::array<std::string_view, 7> between{"/", "／", "\\", ">", "＞", "→", "|"};
    std::vector<std::string> parts;
    std::string part;
    const auto finish = [&] {
        if (auto folded = fold_name(part); !folded.empty()) parts.push_back(std::move(folded));
        part.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
        const auto rest = text.substr(at);
        const auto mark = std::ranges::find_if(between, [&](std::string_view one) { return rest.starts_with(one); });
        if (mark == between.end()) {
            part += text[at++];
        } else {
            finish();
            at += mark->size();
        }
    }
    finish();
    return parts;
}

}  // namespace

BranchNames::BranchNames(const organization::Directory& directory, const MemberPolicy& policy, OrganizationId within)
    : directory_(directory), within_(within)
{
    for (const auto id : directory.subtree(within)) {
        const auto listing = directory.listing(id);
        if (!listing) continue;
        const Known known{id, policy.holding_types.contains(listing->type)};
        if (id == within) within_holds_ = known.holds;
        if (!listing->code.empty()) by_code_.emplace(fold_code(listing->code), known);
        by_name_[fold_name(listing->name)].push_back(known);
        if (!listing->short_name.empty() && listing->short_name != listing->name)
            by_name_[fold_name(listing->short_name)].push_back(known);
    }
}

const BranchNames::Found& BranchNames::find(const std::string& text)
{
    const auto known = answers_.find(text);
    return known != answers_.end() ? known->second : answers_.emplace(text, look(text)).first->second;
}

BranchNames::Found BranchNames::look(std::string_view text) const
{
    if (text.empty()) return judge({{within_, within_holds_}});
    if (const auto coded = by_code_.find(fold_code(text)); coded != by_code_.end()) return judge({coded->second});
    // A name may hold a stroke itself: the whole goes before its parts.
    if (auto whole = called(fold_name(text)); !whole.empty()) return judge(whole);
    auto parts = parts_of(text);
    if (parts.size() < 2) return judge({});
    auto found = called(parts.back());
    if (const auto coded = by_code_.find(fold_code(parts.back())); coded != by_code_.end())
        found.push_back(coded->second);
    parts.pop_back();
    std::erase_if(found, [&](const Known& one) { return !stands_below(one.id, parts); });
    return judge(found);
}

std::vector<BranchNames::Known> BranchNames::called(std::string_view text) const
{
    const auto found = by_name_.find(std::string(text));
    return found == by_name_.end() ? std::vector<Known>{} : found->second;
}

/// Are organisations of these names above it, in this order? Others may stand between them.
bool BranchNames::stands_below(OrganizationId id, const std::vector<std::string>& above) const
{
    const auto path = directory_.path_of(id);
    std::size_t at = 0;
    for (const auto& part : path) {
        if (at == above.size() || part.id == id) break;
        const auto listing = directory_.listing(part.id);
        if (!listing) continue;
        const bool is_called = fold_name(listing->name) == above[at] || fold_name(listing->short_name) == above[at] ||
                               (!listing->code.empty() && fold_name(listing->code) == above[at]);
        at += is_called;
    }
    return at == above.size();
}

BranchNames::Found BranchNames::judge(const std::vector<Known>& found)
{
    if (found.empty()) return {{}, "import.branch_unknown", {}};
    std::vector<OrganizationId> holding;
    for (const auto& one : found)
        if (one.holds && std::ranges::find(holding, one.id) == holding.end()) holding.push_back(one.id);
    if (holding.empty()) return {{}, "import.branch_holds_no_members", {}};
    if (holding.size() > 1) return {{}, "import.branch_ambiguous", std::to_string(holding.size())};
    return {holding.front(), {}, {}};
}

}  // namespace jishi::team
