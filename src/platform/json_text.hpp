#pragma once
// Small JSON objects as text, for what is stored beside a decision (audit trail, outbox). Reading and bigger
// structures belong to the routes.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/id.hpp"

namespace jishi::platform {

/// `text` as a JSON string literal with its quotes.
void append_json_string(std::string& out, std::string_view text);

/// JsonObject{}.add("name", name).add("subtree", true).text()
class JsonObject {
public:
    JsonObject& add(std::string_view name, std::string_view value);
    JsonObject& add(std::string_view name, const char* value) { return add(name, std::string_view{value}); }
    JsonObject& add(std::string_view name, const std::string& value) { return add(name, std::string_view{value}); }
    JsonObject& add(std::string_view name, std::int64_t value);
    JsonObject& add(std::string_view name, int value) { return add(name, std::int64_t{value}); }
    JsonObject& add(std::string_view name, bool value) { return add_json(name, value ? "true" : "false"); }
    /// Ids are decimal strings; "none" is left out.
    template <class Tag>
    JsonObject& add(std::string_view name, Id<Tag> value)
    {
        return value ? add(name, std::string_view{value.str()}) : *this;
    }
    /// A value that is JSON already.
    JsonObject& add_json(std::string_view name, std::string_view json);

    std::string text() const { return text_ + '}'; }

private:
    std::string text_ = "{";
};

}  // namespace jishi::platform
