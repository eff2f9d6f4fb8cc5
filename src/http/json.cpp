#include "http/json.hpp"

#include <cmath>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

namespace jishi::http {

namespace {

constexpr std::size_t depth_max = 32;
constexpr std::size_t errors_max = 100;  // a sheet of 10,000 wrong rows needs no answer of 10,000 lines

/// Builds a json::value like json::parser does, and also refuses what that one lets pass: a member that
/// stands twice in an object (which of them counts differs between readers) and numbers beyond a double.
class Builder {
public:
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = 4096;
    static constexpr std::size_t max_string_size = 0x7ffffffe;

    explicit Builder(json::storage_ptr storage) : storage_(std::move(storage)) {}
    Builder(const Builder&) = delete;
    Builder& operator=(const Builder&) = delete;

    bool on_document_begin(json::error_code&)
    {
        stack_.reset(storage_);
        return true;
    }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code&) { return true; }
    bool on_object_end(std::size_t count, json::error_code&)
    {
        members_ += count;
        stack_.push_object(count);
        return true;
    }
    bool on_array_begin(json::error_code&) { return true; }
    bool on_array_end(std::size_t count, json::error_code&)
    {
        stack_.push_array(count);
        return true;
    }
    bool on_key_part(json::string_view part, std::size_t, json::error_code&)
    {
        stack_.push_chars(part);
        return true;
    }
    bool on_key(json::string_view part, std::size_t, json::error_code&)
    {
        stack_.push_key(part);
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, json::error_code&)
    {
        stack_.push_chars(part);
        return true;
    }
    bool on_string(json::string_view part, std::size_t, json::error_code&)
    {
        stack_.push_string(part);
        return true;
    }
    bool on_number_part(json::string_view, json::error_code&) { return true; }
    bool on_int64(std::int64_t number, json::string_view, json::error_code&)
    {
        stack_.push_int64(number);
        return true;
    }
    bool on_uint64(std::uint64_t number, json::string_view, json::error_code&)
    {
        stack_.push_uint64(number);
        return true;
    }
    bool on_double(double number, json::string_view, json::error_code& error)
    {
        if (!std::isfinite(number)) error = json::error::exponent_overflow;
        else stack_.push_double(number);
        return !error;
    }
    bool on_bool(bool truth, json::error_code&)
    {
        stack_.push_bool(truth);
        return true;
    }
    bool on_null(json::error_code&)
    {
        stack_.push_null();
        return true;
    }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }

    json::value release() { return stack_.release(); }
    std::size_t members() const { return members_; }

private:
    json::storage_ptr storage_;
    unsigned char room_[2048];  // of the stack, until it grows out of it
    json::value_stack stack_{{}, room_, sizeof room_};
    std::size_t members_ = 0;  // as written
};

std::size_t members_of(const json::value& value)
{
    std::size_t count = 0;
    if (const auto* object = value.if_object()) {
        count = object->size();
        for (const auto& field : *object) count += members_of(field.value());
    } else if (const auto* array = value.if_array()) {
        for (const auto& item : *array) count += members_of(item);
    }
    return count;
}

std::unexpected<Error> not_json(std::size_t at, const std::string& why)
{
    return refuse(ErrorKind::invalid_input, "input.not_json", {}, "byte " + std::to_string(at) + ": " + why);
}

}  // namespace

Result<json::value> parse_json(std::string_view text, json::storage_ptr storage)
{
    json::parse_options options;
    options.max_depth = depth_max;
    json::basic_parser<Builder> parser(options, std::move(storage));
    json::error_code error;
    const auto used = parser.write_some(false, text.data(), text.size(), error);
    if (error == json::error::too_deep)
        return refuse(ErrorKind::invalid_input, "input.too_deep", {}, std::to_string(depth_max));
    if (error) return not_json(used, error.message());
    if (used < text.size()) return not_json(used, "something follows the value");
    auto value = parser.handler().release();
    if (members_of(value) != parser.handler().members())
        return refuse(ErrorKind::invalid_input, "input.duplicate_member");
    return value;
}

std::string schema_name_of(std::string_view type_name)
{
    std::string out;
    constexpr std::string_view root = "jishi::";
    if (type_name.starts_with(root)) type_name.remove_prefix(root.size());
    while (!type_name.empty()) {
        const auto end = std::min(type_name.find("::"), type_name.size());
        const auto part = type_name.substr(0, end);
        type_name.remove_prefix(std::min(end + 2, type_name.size()));
        // GCC writes {anonymous}, Clang (anonymous namespace): neither says anything to a reader.
        if (part.find("anonymous") != std::string_view::npos) continue;
        if (!out.empty()) out += '.';
        for (const auto c : part) {
            const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
            out += plain ? c : '_';
        }
    }
    return out;
}

namespace detail {

void add_error(std::vector<FieldError>& errors, std::string_view path, std::string_view code, std::string detail)
{
    if (errors.size() < errors_max) errors.push_back({std::string(path), std::string(code), std::move(detail)});
}

void add_error(std::vector<FieldError>& errors, const Path& path, std::string_view code, std::string detail)
{
    if (errors.size() < errors_max) errors.push_back({path.str(), std::string(code), std::move(detail)});
}

std::string Path::str() const
{
    if (above == nullptr) return {};
    auto out = above->str();
    if (!out.empty()) out += '/';
    if (key.data() == nullptr) return out += std::to_string(index);
    // A JSON pointer escapes these two; a key that somebody made up is not echoed at any length.
    for (const auto c : key.substr(0, 64)) {
        if (c == '~') out += "~0";
        else if (c == '/') out += "~1";
        else out += c;
    }
    return out;
}

std::string read_text(const json::value& value, std::size_t min, std::size_t max, const Path& path,
                      std::vector<FieldError>& errors)
{
    const auto* text = value.if_string();
    if (!text) {
        add_error(errors, path, "input.expected_text");
        return {};
    }
    // Far too long whatever cleaning would cut away; do not normalise megabytes to find out.
    if (text->size() > max * 8 + 64) {
        add_error(errors, path, "input.too_long", std::to_string(max));
        return {};
    }
    auto clean = clean_text(*text, {.multiline = max > Line::max});
    if (!clean) {
        add_error(errors, path, clean.error().code);
        return {};
    }
    const auto length = length_of(*clean);
    if (length < min) add_error(errors, path, "input.too_short", std::to_string(min));
    if (length > max) add_error(errors, path, "input.too_long", std::to_string(max));
    return std::move(*clean);
}

void write_string(std::string& out, std::string_view text)
{
    static constexpr char digits[] = "0123456789abcdef";
    out += '"';
    std::size_t start = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text, start, i - start);
        start = i + 1;
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                out += "\\u00";
                out += digits[c >> 4];
                out += digits[c & 15];
        }
    }
    out.append(text, start);
    out += '"';
}

}  // namespace detail

}  // namespace jishi::http
