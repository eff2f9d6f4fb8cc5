#include "platform/json_text.hpp"

#include <fmt/format.h>

namespace jishi::platform {

void append_json_string(std::string& out, std::string_view text)
{
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) out += fmt::format("\\u{:04x}", static_cast<int>(c));
                else out += c;
        }
    }
    out += '"';
}

JsonObject& JsonObject::add(std::string_view name, std::string_view value)
{
    add_json(name, {});
    append_json_string(text_, value);
    return *this;
}

JsonObject& JsonObject::add(std::string_view name, std::int64_t value) { return add_json(name, std::to_string(value)); }

JsonObject& JsonObject::add_json(std::string_view name, std::string_view json)
{
    if (text_.size() > 1) text_ += ',';
    append_json_string(text_, name);
    text_ += ':';
    text_ += json;
    return *this;
}

}  // namespace jishi::platform
