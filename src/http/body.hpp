#pragma once
// What routes say of the fields of a body that may be left out.

#include <optional>
#include <string>

#include "base/id.hpp"
#include "base/result.hpp"

namespace jishi::http {

/// Empty when nothing was said.
template <class T>
std::string text_of(const std::optional<T>& text)
{
    return text ? text->value : std::string{};
}
template <class T>
std::optional<std::string> maybe_text(const std::optional<T>& text)
{
    return text ? std::optional(text->value) : std::nullopt;
}

/// A missing id of the body is a missing field, not "none".
/// @errors input.required
template <class Tag>
Result<Id<Tag>> needed(Id<Tag> id, const char* field)
{
    if (!id) return bad_field(field, "input.required");
    return id;
}

}  // namespace jishi::http
