#include "base/log.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <unistd.h>

using namespace jishi;
using log::Form;
using log::Level;

TEST_CASE("log: an event is one line of text with its fields")
{
    CHECK(log::line_of(Form::text, Level::info, "http.request",
                       {{"status", 200}, {"ms", 1.5}, {"path", "/api/x"}, {"cached", true}, {"agent", "a b\n"}}) ==
          R"(info    http.request status=200 ms=1.5 path=/api/x cached=true agent="a b\u000a")");
}

TEST_CASE("log: an event is one JSON object, whatever bytes a field holds")
{
    CHECK(log::line_of(Form::json, Level::error, "a", {{"x", "\"\\\n\x7F中\xFF\xE4\xB8"}, {"n", -1}}) ==
          "\"level\":\"error\",\"event\":\"a\",\"x\":\"\\\"\\\\\\u000a\\u007f中\\ufffd\\ufffd\\ufffd\",\"n\":-1");
    CHECK(log::line_of(Form::json, Level::info, "a", {{"x", 1.0 / 0.0}}) == R"("level":"info","event":"a","x":null)");
}

TEST_CASE("log: fields called like personal data are never written")
{
    for (const auto* name : {"name", "id_number", "phone", "address", "password", "token", "username"}) {
        const auto line = log::line_of(Form::json, Level::info, "e", {{name, "张三 11010519491231002X"}});
        CHECK(line.find("张三") == std::string::npos);
        CHECK(line.find("1949") == std::string::npos);
        CHECK(line.find("***") != std::string::npos);
    }
}

TEST_CASE("log: levels and forms are read by name")
{
    CHECK(log::level_from("warning").value() == Level::warning);
    CHECK(log::level_from("loud").error().code == "log.unknown_level");
    CHECK(log::form_from("json").value() == Form::json);
    CHECK(log::form_from("xml").error().code == "log.unknown_form");
}

TEST_CASE("log: a file receives the events of its level and above, and none below")
{
    const auto folder = std::filesystem::temp_directory_path() / ("jishi_log_test_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    const auto file = (folder / "jishi.log").string();
    REQUIRE(log::set_up({.level = Level::info, .form = Form::json, .file = file}).has_value());
    CHECK(log::is_on(Level::info));
    CHECK_FALSE(log::is_on(Level::debug));
    log::debug("not.this");
    log::info("this.one", {{"count", 3}});
    log::flush();
    std::ifstream in(file);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    CHECK(text.starts_with("{\"at\":\"20"));
    CHECK(text.ends_with("Z\",\"level\":\"info\",\"event\":\"this.one\",\"count\":3}\n"));
    CHECK(text.find("not.this") == std::string::npos);
    CHECK(log::set_up({.file = "/proc/no/such/folder/x.log"}).error().code == "log.file");
    REQUIRE(log::set_up({}).has_value());
    std::filesystem::remove_all(folder);
}
