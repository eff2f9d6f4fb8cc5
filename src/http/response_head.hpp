#pragma once
// The status line and headers of an answer, as bytes. Every answer passes through here, so this is where the
// security headers are added and where a handler's header cannot break the framing.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/server.hpp"

namespace jishi::http {

/// What the transport knows about an answer.
struct HeadFacts {
    int version = 11;  // of the request: 10 or 11
    bool keep_alive = true;
    bool secure = false;  // the request came over TLS
    bool chunked = false;
    std::optional<std::uint64_t> content_length = {};
    std::string_view request_id;
    std::string_view date_line;  // "Date: …\r\n", made once a second
};

/// Appends the head of `response` with its empty line. Handlers cannot set Connection, Content-Length,
/// Transfer-Encoding, Date or X-Request-Id: the transport does. Line breaks in a value become spaces. Answers
/// that say nothing about caching get `Cache-Control: no-store`.
void append_head(std::string& out, const Response& response, const HeadFacts& facts);

/// The headers that every answer carries, each line ended with CRLF: nothing but our own origin may be loaded,
/// framed or sniffed; HSTS only when `secure`. A handler's header of the same name replaces ours.
std::string_view security_headers(bool secure);

/// "Date: Tue, 15 Nov 1994 08:12:31 GMT\r\n"
std::string date_line_of(std::int64_t unix_seconds);

}  // namespace jishi::http
