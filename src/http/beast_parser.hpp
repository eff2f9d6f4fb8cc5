#pragma once
// Part of beast_server.cpp, which alone includes it: Beast's parser with our Request as its store.

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "http/server.hpp"
#include "http/target.hpp"

namespace jishi::http::transport {

namespace beast = boost::beast;
using ErrorCode = boost::system::error_code;
constexpr std::size_t header_fields_max = 100;

/// Beast's state machine with our Request as its store. What we refuse ourselves is in `refusal`.
class Parser final : public beast::http::basic_parser<true> {
public:
    Parser(Request& request, const ServerConfig& config)
        : request_(request), header_bytes_left_(config.header_bytes_max)
    {
        eager(true);
        header_limit(static_cast<std::uint32_t>(config.header_bytes_max));
        body_limit(config.body_bytes_max);
    }
    bool expects_continue() const { return expects_continue_; }
    int version() const { return version_; }

    enum class Refusal : std::uint8_t { none, malformed, header_too_large };
    Refusal refusal() const { return refusal_; }

private:
    using View = beast::string_view;

    static Method method_of(beast::http::verb sent)
    {
        using verb = beast::http::verb;
        switch (sent) {
            case verb::get: return Method::get;
            case verb::head: return Method::head;
            case verb::post: return Method::post;
            case verb::put: return Method::put;
            case verb::patch: return Method::patch;
            case verb::delete_: return Method::del;
            case verb::options: return Method::options;
            default: break;
        }
        return Method::other;
    }
    void refuse(Refusal why, ErrorCode& error)
    {
        refusal_ = why;
        error = beast::http::error::bad_value;
    }

    void on_request_impl(beast::http::verb verb, View, View target, int version, ErrorCode& error) override
    {
        request_.method = method_of(verb);
        version_ = version;
        header_bytes_left_ -= std::min(header_bytes_left_, target.size());
        if (!jishi::http::parse_target({target.data(), target.size()}, request_)) refuse(Refusal::malformed, error);
    }
    void on_response_impl(int, View, int, ErrorCode&) override {}
    void on_field_impl(beast::http::field field, View name, View value, ErrorCode& error) override
    {
        const auto bytes = name.size() + value.size() + 4;
        if (bytes > header_bytes_left_ || request_.headers.size() == header_fields_max)
            return refuse(Refusal::header_too_large, error);
        header_bytes_left_ -= bytes;
        if (head_complete_) return;  // a trailer: counted and dropped
        switch (field) {
            case beast::http::field::host: ++hosts_; break;
            case beast::http::field::expect:
                expects_continue_ = version_ >= 11 && same_name({value.data(), value.size()}, "100-continue");
                break;
            case beast::http::field::transfer_encoding:
                // Anything but plain "chunked" would leave the end of the body to guessing.
                if (!same_name({value.data(), value.size()}, "chunked")) return refuse(Refusal::malformed, error);
                break;
            default: break;
        }
        if (request_.headers.empty()) request_.headers.reserve(12);
        request_.headers.emplace_back(std::string_view(name.data(), name.size()),
                                      std::string_view(value.data(), value.size()));
    }
    void on_header_impl(ErrorCode& error) override
    {
        head_complete_ = true;
        if (hosts_ > 1 || (hosts_ == 0 && version_ >= 11)) refuse(Refusal::malformed, error);
    }
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode&) override
    {
        if (length) request_.body.reserve(std::min<std::uint64_t>(*length, 1024 * 1024));
    }
    std::size_t on_body_impl(View part, ErrorCode&) override
    {
        request_.body.append(part.data(), part.size());
        return part.size();
    }
    void on_chunk_header_impl(std::uint64_t, View, ErrorCode&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, View part, ErrorCode&) override
    {
        request_.body.append(part.data(), part.size());
        return part.size();
    }
    void on_finish_impl(ErrorCode&) override {}

    Request& request_;
    std::size_t header_bytes_left_;
    int version_ = 11;
    int hosts_ = 0;
    bool head_complete_ = false;
    bool expects_continue_ = false;
    Refusal refusal_ = Refusal::none;
};

}  // namespace jishi::http::transport
