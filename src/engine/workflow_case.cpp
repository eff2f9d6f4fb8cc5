#include "engine/workflow_case.hpp"

#include <algorithm>
#include <array>

namespace jishi::engine {
namespace {

constexpr std::array<std::string_view, 5> states{"open", "suspended", "done", "refused", "withdrawn"};
constexpr std::array<std::string_view, 5> deeds{"act", "withdraw", "suspend", "resume", "take_over"};

template <class Enum, std::size_t Size>
std::optional<Enum> found_in(const std::array<std::string_view, Size>& codes, std::string_view code)
{
    const auto found = std::ranges::find(codes, code);
    if (found == codes.end()) return std::nullopt;
    return static_cast<Enum>(found - codes.begin());
}

}  // namespace

std::string_view code_of(CaseState state) { return states[static_cast<std::size_t>(state)]; }
std::optional<CaseState> case_state_from(std::string_view code) { return found_in<CaseState>(states, code); }
std::string_view code_of(Deed deed) { return deeds[static_cast<std::size_t>(deed)]; }
std::optional<Deed> deed_from(std::string_view code) { return found_in<Deed>(deeds, code); }

std::string Form::text(std::string_view field) const
{
    const auto* const value = find(field);
    return value && value->kind() == policy::Value::Kind::text ? value->text() : std::string{};
}

std::optional<std::int64_t> Form::number(std::string_view field) const
{
    const auto* const value = find(field);
    if (!value || value->kind() != policy::Value::Kind::integer) return std::nullopt;
    return value->integer();
}

std::optional<Date> Form::date(std::string_view field) const
{
    const auto said = text(field);
    if (said.empty()) return std::nullopt;
    return Date::parse(said);
}

bool Form::yes(std::string_view field) const
{
    const auto* const value = find(field);
    return value && value->kind() == policy::Value::Kind::boolean && value->boolean();
}

std::vector<AttachmentId> Form::attachments(std::string_view field) const
{
    std::vector<AttachmentId> ids;
    const auto* const value = find(field);
    if (!value || value->kind() != policy::Value::Kind::list) return ids;
    for (const auto& item : value->items())
        if (const auto id = AttachmentId::parse(item.text())) ids.push_back(*id);
    return ids;
}

}  // namespace jishi::engine
