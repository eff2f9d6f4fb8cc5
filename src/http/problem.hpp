#pragma once
// Answers that say what went wrong, as application/problem+json (RFC 9457): type, title, status, code, rule,
// detail, fields, request_id. `code` is the stable part; the web application translates it.

#include <string_view>

#include "base/result.hpp"
#include "http/server.hpp"

namespace jishi::http {

Response problem(const Error& error, std::string_view request_id);
int status_of(ErrorKind kind);

/// A refusal that has no ErrorKind of its own: what the transport or the router says before any use case runs.
Response problem(int status, std::string_view code, std::string_view request_id, std::string_view detail = {});

/// "Not Found" for 404; "Unknown" for what HTTP has no name for.
std::string_view reason_of(int status);

}  // namespace jishi::http
