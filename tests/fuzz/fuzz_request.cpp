// What a stranger sends, without a socket: whole requests through the parser in pieces, then what we decode ourselves.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/beast_parser.hpp"  // besides beast_server.cpp the only place that looks inside the transport
#include "http/peers.hpp"
#include "http/response_head.hpp"
#include "http/static_files.hpp"
#include "http/target.hpp"

namespace {

using namespace jishi::http;

void demand(bool holds)
{
    if (!holds) std::abort();
}

std::string percent_encoded(std::string_view text, std::string_view kept)
{
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || kept.find(c) != std::string_view::npos) out += c;
        else out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
    return out;
}

void check_decoded(const Request& request)
{
    demand(request.path == "*" || request.path.starts_with('/'));
    demand(is_utf8(request.path) && request.path.find('\0') == std::string::npos);
    demand((request.path + "/").find("/../") == std::string::npos &&
           (request.path + "/").find("/./") == std::string::npos);
    std::string again = percent_encoded(request.path, "/");
    for (const auto& [name, value] : request.query) {
        demand(is_utf8(name) && is_utf8(value));
        again += (again.find('?') == std::string::npos ? "?" : "&") + percent_encoded(name, "") + "=" +
                 percent_encoded(value, "");
    }
    if (request.path == "*") return;
    Request second;
    demand(parse_target(again, second));
    demand(second.path == request.path && second.query == request.query);
}

/// The same bytes mean the same however they are cut.
void parse_request(std::string_view text, std::size_t piece)
{
    const ServerConfig config;
    Request request;
    transport::Parser parser(request, config);
    transport::ErrorCode error;
    std::string waiting;
    for (std::size_t at = 0; at < text.size() && !parser.is_done(); at += piece) {
        waiting += text.substr(at, piece);
        const auto used = parser.put(boost::asio::const_buffer(waiting.data(), waiting.size()), error);
        demand(used <= waiting.size());
        waiting.erase(0, used);
        if (error && error != boost::beast::http::error::need_more) return;
    }
    if (!parser.is_done()) return;
    check_decoded(request);
    demand(request.body.size() <= config.body_bytes_max && request.headers.size() <= transport::header_fields_max);
    for (const auto& [name, value] : request.headers)
        demand(request.header(name).data() != nullptr && value.find('\n') == std::string::npos);
    (void)request.cookie("jishi_session");
}

void check_head(const std::string& text)
{
    Response response;
    response.content_type = text;
    response.headers = {{text, "x"}, {"X-Any", text}};
    HeadFacts facts;
    facts.request_id = "id";
    std::string out;
    append_head(out, response, facts);
    demand(out.find("\r\n\r\n") == out.size() - 4);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    for (const std::size_t piece : {std::size_t{1} << 30, std::size_t{7}, std::size_t{1}})
        if (size < 2000 || piece > 7) parse_request(text, piece);
    Request request;
    if (parse_target(text, request)) check_decoded(request);
    request.headers = {{"Cookie", text}};
    for (const char* name : {"a", "jishi_session", ""}) {
        const auto value = request.cookie(name);
        demand(value.find(';') == std::string_view::npos);
    }
    const static ProxyTrust trust({"127.0.0.1", "::1"});
    const auto client = trust.client_of(text, "127.0.0.1");
    demand(canonical_address(client) == client);
    demand(accepted_request_id(text).find_first_of("\r\n \"") == std::string::npos);
    (void)accepts_encoding(text, "br");
    (void)names_etag(text, "\"x\"");
    check_head(text);
    return 0;
}
