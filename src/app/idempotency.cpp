#include "app/idempotency.hpp"

#include <functional>

#include <fmt/format.h>

namespace jishi::app {

namespace {

constexpr std::size_t key_length_max = 64;
constexpr std::int64_t kept_us = 24LL * 3600 * 1'000'000;

/// Tells one request from another under the same key; not a matter of secrecy, so a fast hash will do.
std::string fingerprint(const http::Request& request)
{
    return fmt::format("{} {} {:x}", http::to_string(request.method), request.path,
                       std::hash<std::string>{}(request.body));
}

}  // namespace

Result<std::optional<http::Response>> first_answer(db::Tx& tx, AccountId account, const http::Request& request)
{
    const auto key = request.header("Idempotency-Key");
    if (key.size() > key_length_max) return refuse(ErrorKind::invalid_input, "idempotency.key_too_long");
    const auto found = tx.query_one<std::string, int, std::string, std::string>(
        R"(SELECT fingerprint, status, content_type, body FROM app_idempotency
           WHERE account = :account AND idempotency_key = :key AND recorded_at > :since)",
        {{"account", account}, {"key", key}, {"since", tx.recorded_at().us - kept_us}});
    if (!found) return std::nullopt;
    const auto& [print, status, type, body] = *found;
    if (print != fingerprint(request)) return refuse(ErrorKind::conflict, "idempotency.key_reused");
    http::Response response;
    response.status = status;
    response.content_type = type;
    response.body = body;
    response.headers.emplace_back("Idempotency-Replayed", "true");
    return response;
}

void keep_answer(db::Tx& tx, AccountId account, const http::Request& request, const http::Response& response)
{
    tx.execute("DELETE FROM app_idempotency WHERE recorded_at <= :before", {{"before", tx.recorded_at().us - kept_us}});
    tx.execute(
        R"(INSERT INTO app_idempotency (account, idempotency_key, fingerprint, status, content_type, body, recorded_at)
                  VALUES (:account, :key, :fingerprint, :status, :content_type, :body, :recorded_at)
                  ON CONFLICT (account, idempotency_key) DO NOTHING)",
        {{"account", account},
         {"key", request.header("Idempotency-Key")},
         {"fingerprint", fingerprint(request)},
         {"status", response.status},
         {"content_type", response.content_type},
         {"body", response.body},
         {"recorded_at", tx.recorded_at()}});
}

}  // namespace jishi::app
