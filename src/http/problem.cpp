#include "http/problem.hpp"

#include "http/json.hpp"

namespace jishi::http {

namespace {

void append_member(std::string& out, std::string_view name, std::string_view value)
{
    if (value.empty()) return;
    out += ",\"";
    out += name;
    out += "\":";
    detail::write_string(out, value);
}

Response problem_of(int status, const Error& error, std::string_view request_id)
{
    Response response;
    response.status = status;
    response.content_type = "application/problem+json; charset=utf-8";
    auto& out = response.body;
    out.reserve(192);
    out += R"({"type":"about:blank","title":)";
    detail::write_string(out, reason_of(status));
    out += ",\"status\":";
    detail::write(out, status);
    append_member(out, "code", error.code);
    append_member(out, "rule", error.rule);
    append_member(out, "detail", error.detail);
    if (!error.fields.empty()) {
        out += ",\"fields\":[";
        bool first = true;
        for (const auto& field : error.fields) {
            out += first ? "{\"field\":" : ",{\"field\":";
            first = false;
            detail::write_string(out, field.field);
            append_member(out, "code", field.code);
            append_member(out, "detail", field.detail);
            out += '}';
        }
        out += ']';
    }
    append_member(out, "request_id", request_id);
    out += '}';
    return response;
}

}  // namespace

int status_of(ErrorKind kind)
{
    switch (kind) {
        case ErrorKind::invalid_input: return 400;
        case ErrorKind::unauthenticated: return 401;
        case ErrorKind::forbidden: return 403;
        case ErrorKind::not_found: return 404;
        case ErrorKind::conflict: return 409;
        case ErrorKind::rule_refused: return 422;
        case ErrorKind::too_large: return 413;
        case ErrorKind::too_many: return 429;
        case ErrorKind::unavailable: return 503;
    }
    return 500;
}

Response problem(const Error& error, std::string_view request_id)
{
    return problem_of(status_of(error.kind), error, request_id);
}

Response problem(int status, std::string_view code, std::string_view request_id, std::string_view detail)
{
    return problem_of(status, Error{{}, std::string(code), {}, std::string(detail), {}}, request_id);
}

std::string_view reason_of(int status)
{
    switch (status) {
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 206: return "Partial Content";
        case 301: return "Moved Permanently";
        case 302: return "Found";
        case 303: return "See Other";
        case 304: return "Not Modified";
        case 307: return "Temporary Redirect";
        case 308: return "Permanent Redirect";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 406: return "Not Acceptable";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 411: return "Length Required";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 414: return "URI Too Long";
        case 415: return "Unsupported Media Type";
        case 416: return "Range Not Satisfiable";
        case 417: return "Expectation Failed";
        case 421: return "Misdirected Request";
        case 422: return "Unprocessable Content";
        case 425: return "Too Early";
        case 428: return "Precondition Required";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 502: return "Bad Gateway";
        case 503: return "Service Unavailable";
        case 504: return "Gateway Timeout";
        case 505: return "HTTP Version Not Supported";
        case 507: return "Insufficient Storage";
        default: return "Unknown";
    }
}

}  // namespace jishi::http
