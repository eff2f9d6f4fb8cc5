#include "policy/policy_routes.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <set>
#include <string>

#include <boost/json.hpp>

#include "policy/vocabulary_routes.hpp"

using namespace jishi;
namespace json = boost::json;

namespace {

const FixedClock& clock_2026()
{
    static const FixedClock clock{Date{2026, 3, 5}};
    return clock;
}

const std::shared_ptr<const policy::Book>& book()
{
    static const auto loaded = [] {
        auto read = policy::Book::load(std::filesystem::path(JISHI_SOURCE_DIR) / "packs");
        if (!read) FAIL(read.error().detail);
        return std::make_shared<const policy::Book>(*std::move(read));
    }();
    return loaded;
}

const std::vector<http::Endpoint>& endpoints()
{
    static const auto all = [] {
        const auto& shared = book();
        // Organisation 7 lies in the demo district; nobody knows another one.
        return policy::endpoints(shared, clock_2026(),
                                 [shared](const http::Call&, std::string_view id, Date date) -> Result<policy::Policy> {
                                     if (id != "7") return refuse(ErrorKind::not_found, "organization.not_found");
                                     return shared->at(std::vector<std::string>{"640502"}, date);
                                 });
    }();
    return all;
}

using Query = std::vector<std::pair<std::string, std::string>>;

Result<http::Response> call(std::string_view path, Query query = {})
{
    for (const auto& endpoint : endpoints()) {
        if (endpoint.path != path) continue;
        http::Request request;
        request.query = std::move(query);
        const std::vector<std::pair<std::string, std::string>> none;
        http::Call call{request, none, nullptr, nullptr};
        return endpoint.handler(call);
    }
    FAIL("no such endpoint");
    return http::Response{};
}

json::value answer(std::string_view path, Query query = {})
{
    const auto response = call(path, std::move(query));
    REQUIRE(response.has_value());
    return json::parse(response->body);
}

const json::object* item(const json::value& list, std::string_view code)
{
    for (const auto& one : list.as_array())
        if (one.at("code").as_string() == code) return &one.as_object();
    return nullptr;
}

}  // namespace

TEST_CASE("policy: the vocabulary names every code in both languages")
{
    const auto day = book()->at(clock_2026().today());
    int tables = 0;
    for (const auto& section : {json::parse(http::to_json(policy::organization_vocabulary(day))),
                                json::parse(http::to_json(policy::code_vocabulary(day)))})
        for (const auto& table : section.as_object()) {
            ++tables;
            CAPTURE(std::string(table.key()));
            CHECK_FALSE(table.value().as_array().empty());
            for (const auto& one : table.value().as_array()) {
                CHECK_FALSE(one.at("code").as_string().empty());
                CHECK_FALSE(one.at("name").as_string().empty());
                CHECK_FALSE(one.at("name_en").as_string().empty());
            }
        }
    CHECK(tables == 22);
}

TEST_CASE("policy: rules are told by instrument and article, in both languages")
{
    const auto names = answer("/api/rules/names");
    const auto named = [&](std::string_view rule) -> const json::object* {
        for (const auto& one : names.at("items").as_array())
            if (one.at("rule").as_string() == rule) return &one.as_object();
        return nullptr;
    };
    REQUIRE(named("DEV-11"));
    CHECK(named("DEV-11")->at("name") == "《党章》第七条");
    CHECK(named("DEV-11")->at("name_en") == "Party Constitution, art. 7");
    REQUIRE(named("ORG-43"));
    CHECK(named("ORG-43")->at("name") == "《基层组织任期的意见》《基层组织选举工作条例》");
    CHECK(named("ORG-43")->at("name_en") == "Opinions on Terms; Election Regulations");
    CHECK(!named("ORG-99"));
}

TEST_CASE("policy: a rule of a local pack is told by the name that its pack gives it, the nearest first")
{
    const auto name = [](std::string_view rule, Query query) {
        const auto names = answer("/api/rules/names", std::move(query));
        for (const auto& one : names.at("items").as_array())
            if (one.at("rule").as_string() == rule) return std::string(one.at("name").as_string());
        return std::string{};
    };
    CHECK(name("CITY-01", {{"organization", "7"}}) == "市级《规范联合党支部的意见》（演示）");
    CHECK(name("CITY-01", {}) == "市级《规范联合党支部的意见》（演示）");  // for who looks from above
    CHECK(name("ORG-57", {{"organization", "7"}}) == "区 2014 年工作报告");
    CHECK(name("ORG-57", {}) == "本系统约定");
    CHECK(name("ORG-57", {{"organization", "8"}}) == "本系统约定");  // one that may not be looked at
}

TEST_CASE("policy: the vocabulary joins types with their thresholds and terms [ORG-01] [ORG-41]")
{
    const auto vocabulary =
        json::parse(http::to_json(policy::organization_vocabulary(book()->at(clock_2026().today()))));
    const auto& types = vocabulary.at("organization_types");
    const auto* branch = item(types, "branch");
    REQUIRE(branch);
    CHECK(branch->at("min_full_members") == 3);
    CHECK(branch->at("usual_max_members") == 50);
    CHECK(branch->at("term_years") == 3);
    CHECK(branch->at("level") == "branch");
    CHECK(branch->at("rule") == "ORG-01");
    CHECK(item(types, "committee")->at("term_years") == 5);
    CHECK_FALSE(item(types, "temporary_branch")->contains("term_years"));
    CHECK(item(types, "joint_branch")->at("needs_units") == true);
    CHECK(item(vocabulary.at("sectors"), "rural")->at("coverage") == true);
    CHECK(item(vocabulary.at("change_kinds"), "dissolved")->at("needs_reason") == true);
}

TEST_CASE("policy: a past day has the words of that day")
{
    CHECK(policy::organization_vocabulary(book()->at(Date{1985, 7, 1})).organization_types.size() > 5);
}

TEST_CASE("policy: the register of rules is searched by key, rule, source and title")
{
    const auto all = answer("/api/rules").at("items").as_array();
    CHECK(all.size() > 40);
    const auto keys = [](Query query) {
        std::set<std::string> found;
        const auto rules = answer("/api/rules", std::move(query));
        for (const auto& row : rules.at("items").as_array()) found.emplace(row.at("key").as_string());
        return found;
    };
    CHECK(keys({{"search", "ORG-43"}}) == std::set<std::string>{"organization.term_shift_months_max"});
    CHECK(keys({{"search", "password.LENGTH_MIN"}}).size() == 2);
    CHECK(keys({{"search", "网络安全法"}}) == std::set<std::string>{"platform.audit.keep_months_min"});
    CHECK(keys({{"search", "民族"}}) == std::set<std::string>{"codes.ethnicity"});
    CHECK(keys({{"search", "no such rule"}}).empty());
    CHECK(keys({{"date", "1900-01-01"}}).empty());
    CHECK(keys({{"search", "codes.ethnicity"}, {"date", "2000-01-01"}}).size() == 1);
}

TEST_CASE("policy: a row of the register tells where a rule comes from and how far it may be changed")
{
    const auto rows =
        answer("/api/rules", {{"search", "platform.password.length_min_administrator"}}).at("items").as_array();
    REQUIRE(rows.size() == 1);
    const auto& row = rows[0].as_object();
    CHECK(row.at("value") == 12);
    CHECK(row.at("rule") == "SEC-11");
    CHECK(row.at("layer") == "national");
    CHECK(row.at("pack") == "national");
    CHECK(row.at("limit") == "minimum");
    CHECK(row.at("stricter_only") == true);
    CHECK(row.at("setting") == true);
    CHECK(row.at("from") == "2019-12-01");
    CHECK_FALSE(row.contains("until"));
    CHECK(row.at("sure") == true);
    const auto types = answer("/api/rules", {{"search", "organization.types"}}).at("items").as_array();
    CHECK(types.at(0).at("value").as_array().size() == 13);
    CHECK(types.at(0).at("sure") == false);
}

TEST_CASE("policy: the endpoints say who may call them")
{
    REQUIRE(endpoints().size() == 3);
    CHECK(endpoints()[0].access.kind == http::Access::Kind::permission);
    CHECK(endpoints()[0].access.permission == "policy.read");
    CHECK(endpoints()[1].access.kind == http::Access::Kind::signed_in);
    CHECK(endpoints()[2].access.permission == "policy.read");
}

TEST_CASE("policy: an explanation lays the layers of each rule beneath each other, for an organisation and a day")
{
    const auto explained = [](Query query) { return answer("/api/rules/explained", std::move(query)); };
    const auto told = [](const json::value& list) {
        std::string all;
        for (const auto& item : list.at("items").as_array())
            for (const auto& layer : item.at("layers").as_array())
                all += std::string(layer.at("pack").as_string()) + ":" + std::string(layer.at("standing").as_string()) +
                       " ";
        return all;
    };
    const auto here = explained({{"organization", "7"}, {"search", "organization.term_shift_months_max"}});
    CHECK(here.at("date") == "2026-03-05");
    CHECK(here.at("packs").as_array().size() == 3);
    CHECK(here.at("items").as_array().at(0).at("value") == 6);
    CHECK(told(here) == "national:overridden zhongwei:ended zhongwei:counts ");
    const auto& first = here.at("items").as_array().at(0).at("layers").as_array().at(0);
    CHECK(first.at("value") == 12);
    CHECK(first.at("limits").as_array().at(0) == "maximum");
    CHECK(first.at("stricter_only") == true);
    CHECK(first.at("by").at("pack") == "zhongwei");
    CHECK(std::string(first.at("place").as_string()).starts_with("national/organization.yaml:"));
    CHECK(told(explained(
              {{"organization", "7"}, {"date", "2024-12-31"}, {"search", "organization.term_shift_months_max"}})) ==
          "national:overridden zhongwei:counts zhongwei:to_come ");
    CHECK(told(explained({{"search", "organization.term_shift_months_max"}})) == "national:counts ");
    // A rule id is found on the lines of a value too.
    CHECK(explained({{"search", "org-42"}}).at("items").as_array().at(0).at("key") == "organization.terms");
    const auto differing = explained({{"organization", "7"}, {"differs", "true"}});
    CHECK(differing.at("items").as_array().size() == 7);
    CHECK(explained({{"differs", "true"}}).at("items").as_array().empty());
    CHECK(told(explained({{"organization", "7"}, {"search", "words.terms"}})) == "national:counts shapotou:adds ");
    const auto nobody = call("/api/rules/explained", {{"organization", "8"}});
    REQUIRE_FALSE(nobody.has_value());
    CHECK(nobody.error().code == "organization.not_found");
}

TEST_CASE("policy: the words of a place are those of its packs")
{
    const auto words = [](const policy::Policy& policy) {
        std::string all;
        for (const auto& word : policy::code_vocabulary(policy).terms) all += word.name + " ";
        return all;
    };
    const auto today = clock_2026().today();
    CHECK(words(book()->at(today)).find("双强六好") == std::string::npos);
    CHECK(words(book()->at(std::vector<std::string>{"640502"}, today)).find("双强六好") != std::string::npos);
}
