#pragma once
// A browser in front of the routes of a module: asks as somebody, in the transaction that the dispatcher would open.

#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "db/db.hpp"
#include "http/endpoint.hpp"
#include "http/problem.hpp"
#include "http/target.hpp"
#include "platform/actor.hpp"

namespace jishi::testing {

struct Browser {
    Browser(db::Database& database_, platform::Actor actor_, std::vector<http::Endpoint> endpoints)
        : database(database_), actor(std::move(actor_))
    {
        router.add(std::move(endpoints));
    }

    http::Response ask(http::Method method, const std::string& target, const std::string& body = "")
    {
        http::Request request;
        request.method = method;
        REQUIRE(http::parse_target(target, request));
        request.body = body;
        const auto match = router.find(method, request.path);
        REQUIRE_MESSAGE(match.endpoint, target);
        http::Response response;
        const auto call = [&](db::Tx& tx) {
            http::Call one{request, match.path, &actor, &tx};
            auto result = match.endpoint->handler(one);
            response = result ? std::move(*result) : http::problem(result.error(), "r");
            return result.has_value();
        };
        if (match.endpoint->runs == http::Runs::write) database.submit_and_wait(call);
        else database.read([&](db::Tx& tx) { call(tx); });
        return response;
    }
    http::json::value get(const std::string& target) { return said(target, ask(http::Method::get, target)); }
    http::json::value post(const std::string& target, const http::json::object& body = {})
    {
        return said(target, ask(http::Method::post, target, text_of(body)));
    }
    /// The code of a refusal, or that of its first field; empty when it was done.
    std::string refusal(http::Method method, const std::string& target, const http::json::object& body = {})
    {
        const auto fault = refused(method, target, body);
        return fault.substr(fault.find(' ') + 1);
    }
    /// The same with the field in front: "name input.required".
    std::string refused(http::Method method, const std::string& target, const http::json::object& body = {})
    {
        const auto response = ask(method, target, text_of(body));
        if (response.status < 300) return "";
        const auto problem = http::json::parse(response.body).as_object();
        if (const auto* fields = problem.if_contains("fields"); fields && !fields->as_array().empty())
            return std::string(fields->as_array()[0].at("field").as_string()) + " " +
                   std::string(fields->as_array()[0].at("code").as_string());
        return std::string(problem.at("code").as_string());
    }

    db::Database& database;
    http::Router router;
    platform::Actor actor;

private:
    static std::string text_of(const http::json::object& body)
    {
        return body.empty() ? "" : http::json::serialize(body);
    }
    static http::json::value said(const std::string& target, const http::Response& response)
    {
        CHECK_MESSAGE(response.status == 200, target << " " << response.body);
        return http::json::parse(response.body);
    }
};

}  // namespace jishi::testing
