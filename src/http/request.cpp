#include "http/server.hpp"

#include <algorithm>

#include "http/target.hpp"

namespace jishi::http {

namespace {

constexpr std::size_t parameters_max = 100;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool has_dot_segment(std::string_view path)
{
    for (std::size_t at = 0; at < path.size();) {
        const auto end = std::min(path.find('/', at + 1), path.size());
        const auto segment = path.substr(at + 1, end - at - 1);
        if (segment == "." || segment == "..") return true;
        at = end;
    }
    return false;
}

/// "http://host/path?query" -> "/path?query"; nullopt when it is not of that form.
std::optional<std::string_view> origin_form(std::string_view target)
{
    if (target.starts_with('/')) return target;
    const auto scheme_end = target.find("://");
    if (scheme_end == std::string_view::npos) return std::nullopt;
    const auto scheme = target.substr(0, scheme_end);
    if (!same_name(scheme, "http") && !same_name(scheme, "https")) return std::nullopt;
    const auto slash = target.find_first_of("/?", scheme_end + 3);
    if (slash == scheme_end + 3) return std::nullopt;
    if (slash == std::string_view::npos) return "/";
    return target[slash] == '/' ? std::optional(target.substr(slash)) : std::nullopt;
}

bool parse_query(std::string_view text, Request& request)
{
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const auto pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty()) continue;
        if (request.query.size() == parameters_max) return false;
        const auto equals = std::min(pair.find('='), pair.size());
        auto name = percent_decode(pair.substr(0, equals), true);
        auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), true);
        if (!name || !value) return false;
        request.query.emplace_back(std::move(*name), std::move(*value));
    }
    return true;
}

}  // namespace

bool same_name(std::string_view a, std::string_view b)
{
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (lower(a[i]) != lower(b[i])) return false;
    return true;
}

bool is_utf8(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = byte(i);
        if (lead < 0x80) {
            ++i;
            continue;
        }
        const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (lead < 0xC2 || lead > 0xF4 || i + length > text.size()) return false;
        for (std::size_t k = 1; k < length; ++k)
            if ((byte(i + k) & 0xC0) != 0x80) return false;
        const auto second = byte(i + 1);
        if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90) ||
            (lead == 0xF4 && second > 0x8F))
            return false;
        i += length;
    }
    return true;
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space)
{
    std::string out;
    out.reserve(text.size());
    bool ascii = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto c = text[i];
        if (c == '+' && plus_is_space) c = ' ';
        else if (c == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = hex_value(text[i + 1]);
            const int low = hex_value(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            c = static_cast<char>(high * 16 + low);
            i += 2;
        }
        // Line breaks and tabs may stand in a query that quotes a paragraph; nothing else below space.
        if (static_cast<unsigned char>(c) < 0x20 && !(plus_is_space && (c == '\n' || c == '\r' || c == '\t')))
            return std::nullopt;
        if (c == 0x7F) return std::nullopt;
        if (static_cast<unsigned char>(c) >= 0x80) ascii = false;
        out += c;
    }
    if (!ascii && !is_utf8(out)) return std::nullopt;
    return out;
}

bool parse_target(std::string_view target, Request& request)
{
    request.target.assign(target);
    request.path.clear();
    request.query.clear();
    if (target == "*") {
        request.path = "*";
        return request.method == Method::options;
    }
    const auto origin = origin_form(target);
    if (!origin || origin->find('#') != std::string_view::npos) return false;
    const auto question = std::min(origin->find('?'), origin->size());
    const auto raw_path = origin->substr(0, question);
    const auto is_plain = [](char c) { return c > 0x20 && c != '%' && c != 0x7F; };
    if (std::ranges::all_of(raw_path, is_plain)) {  // plain ASCII, as nearly always
        request.path.assign(raw_path);
    } else {
        auto path = percent_decode(raw_path, false);
        if (!path) return false;
        // An encoded slash would be one segment to us and two to whatever stands in front of us.
        if (std::count(path->begin(), path->end(), '/') != std::count(raw_path.begin(), raw_path.end(), '/'))
            return false;
        request.path = std::move(*path);
    }
    if (request.path.find('\\') != std::string::npos || has_dot_segment(request.path)) return false;
    return parse_query(origin->substr(std::min(question + 1, origin->size())), request);
}

std::string_view to_string(Method method)
{
    switch (method) {
        case Method::get: return "GET";
        case Method::head: return "HEAD";
        case Method::post: return "POST";
        case Method::put: return "PUT";
        case Method::patch: return "PATCH";
        case Method::del: return "DELETE";
        case Method::options: return "OPTIONS";
        case Method::other: break;
    }
    return "OTHER";
}

std::string_view Request::header(std::string_view name) const
{
    for (const auto& [key, value] : headers)
        if (same_name(key, name)) return value;
    return {};
}

std::optional<std::string_view> Request::query_value(std::string_view name) const
{
    for (const auto& [key, value] : query)
        if (key == name) return value;
    return std::nullopt;
}

std::string_view Request::cookie(std::string_view name) const
{
    for (const auto& [key, text] : headers) {
        if (!same_name(key, "cookie")) continue;
        std::string_view rest = text;
        while (!rest.empty()) {
            const auto end = std::min(rest.find(';'), rest.size());
            auto pair = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
            const auto equals = pair.find('=');
            if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
            auto value = pair.substr(equals + 1);
            while (!value.empty() && value.back() == ' ') value.remove_suffix(1);
            return value;
        }
    }
    return {};
}

}  // namespace jishi::http
