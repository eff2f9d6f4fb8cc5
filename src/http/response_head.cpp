#include "http/response_head.hpp"

#include <charconv>
#include <ctime>

#include "http/problem.hpp"
#include "http/target.hpp"

namespace jishi::http {

namespace {

struct Line {
    std::string_view name;
    std::string_view value;
};

// Element Plus positions pop-ups through style attributes, which is all that 'unsafe-inline' is there for: there
// is no inline script, and none would run. Pictures made in the page (QR codes, charts) are data: and blob:.
constexpr Line security[] = {
    {"Content-Security-Policy",
     "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
     "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
     "frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"X-Frame-Options", "DENY"},
};
constexpr Line transport_security{"Strict-Transport-Security", "max-age=31536000"};

void append_line(std::string& out, std::string_view name, std::string_view value)
{
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
}

std::string joined(bool secure)
{
    std::string out;
    for (const auto& line : security) append_line(out, line.name, line.value);
    if (secure) append_line(out, transport_security.name, transport_security.value);
    return out;
}

bool is_framing(std::string_view name)
{
    for (const std::string_view own :
         {"Connection", "Content-Length", "Transfer-Encoding", "Keep-Alive", "Date", "X-Request-Id"})
        if (same_name(name, own)) return true;
    return false;
}

bool is_token(std::string_view name)
{
    if (name.empty()) return false;
    for (const auto c : name)
        if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F || c == ':') return false;
    return true;
}

bool carries(const Response& response, std::string_view name)
{
    for (const auto& header : response.headers)
        if (same_name(header.first, name)) return true;
    return false;
}

void append_own_headers(std::string& out, const Response& response)
{
    for (const auto& [name, value] : response.headers) {
        if (!is_token(name) || is_framing(name)) continue;
        out += name;
        out += ": ";
        for (const auto c : value) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
        out += "\r\n";
    }
}

void append_security(std::string& out, const Response& response, bool secure)
{
    bool replaced = false;
    for (const auto& line : security) replaced |= !response.headers.empty() && carries(response, line.name);
    if (!replaced) {
        out += security_headers(secure);
        return;
    }
    for (const auto& line : security)
        if (!carries(response, line.name)) append_line(out, line.name, line.value);
    if (secure) append_line(out, transport_security.name, transport_security.value);
}

void append_number(std::string& out, std::uint64_t number)
{
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

}  // namespace

std::string_view security_headers(bool secure)
{
    static const std::string plain = joined(false);
    static const std::string over_tls = joined(true);
    return secure ? over_tls : plain;
}

void append_head(std::string& out, const Response& response, const HeadFacts& facts)
{
    out += facts.version == 10 ? "HTTP/1.0 " : "HTTP/1.1 ";
    append_number(out, static_cast<std::uint64_t>(std::clamp(response.status, 100, 999)));
    out += ' ';
    out += reason_of(response.status);
    out += "\r\n";
    if (!response.content_type.empty()) {
        out += "Content-Type: ";
        for (const auto c : response.content_type) out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        out += "\r\n";
    }
    if (facts.content_length) {
        out += "Content-Length: ";
        append_number(out, *facts.content_length);
        out += "\r\n";
    }
    if (facts.chunked) out += "Transfer-Encoding: chunked\r\n";
    if (!facts.keep_alive) out += "Connection: close\r\n";
    else if (facts.version == 10) out += "Connection: keep-alive\r\n";
    append_own_headers(out, response);
    if (!carries(response, "Cache-Control")) out += "Cache-Control: no-store\r\n";
    append_security(out, response, facts.secure);
    out += facts.date_line;
    append_line(out, "X-Request-Id", facts.request_id);
    out += "\r\n";
}

std::string date_line_of(std::int64_t unix_seconds)
{
    // strftime would use the locale's names.
    static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t time = unix_seconds;
    std::tm utc{};
    gmtime_r(&time, &utc);
    char text[64];
    std::snprintf(text, sizeof text, "Date: %s, %02d %s %04d %02d:%02d:%02d GMT\r\n", days[utc.tm_wday], utc.tm_mday,
                  months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
    return text;
}

}  // namespace jishi::http
