#include "app/config.hpp"
#include "app/day_clock.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

using namespace jishi;

namespace {

struct TemporaryFile {
    explicit TemporaryFile(const std::string& text)
        : path(std::filesystem::temp_directory_path() / ("jishi_config_" + std::to_string(::getpid()) + ".toml"))
    {
        std::ofstream(path) << text;
    }
    ~TemporaryFile() { std::filesystem::remove(path); }
    std::filesystem::path path;
};

}  // namespace

TEST_CASE("config: the file is overridden by the environment, and that by flags")
{
    const TemporaryFile file("[server]\nport = 9001\naddress = \"0.0.0.0\"\n[packs]\nnames = [\"a\", \"b\"]\n");
    auto config = app::load_config(file.path, {});
    REQUIRE(config);
    CHECK(config->port == 9001);
    CHECK(config->address == "0.0.0.0");
    CHECK(config->pack_names == std::vector<std::string>{"a", "b"});
    ::setenv("JISHI_SERVER_PORT", "9002", 1);
    CHECK(app::load_config(file.path, {})->port == 9002);
    CHECK(app::load_config(file.path, {{"server.port", "9003"}})->port == 9003);
    ::unsetenv("JISHI_SERVER_PORT");
}

TEST_CASE("config: unknown keys, wrong values and broken files are refused with their place")
{
    CHECK(app::load_config("/nonexistent.toml", {}).error().code == "config.file_missing");
    for (const auto& [text, code] :
         std::vector<std::pair<std::string, std::string>>{{"[server]\nprot = 1\n", "config.unknown_key"},
                                                          {"port = 1\n", "config.unknown_key"},
                                                          {"[server]\nport = 99999\n", "config.wrong_value"},
                                                          {"[server]\nport = \"x\"\n", "config.wrong_value"},
                                                          {"[log]\nlevel = \"loud\"\n", "config.wrong_value"},
                                                          {"[server]\ntls_key = \"k.pem\"\n", "config.wrong_value"},
                                                          {"[server\n", "config.not_toml"}}) {
        const TemporaryFile file(text);
        const auto config = app::load_config(file.path, {});
        REQUIRE_MESSAGE(!config, text);
        CHECK_MESSAGE(config.error().code == code, text);
    }
    const TemporaryFile file("[server]\n\nport = 99999\n");
    CHECK(app::load_config(file.path, {}).error().detail.find(":3)") != std::string::npos);
}

TEST_CASE("config: only a demo world that nobody else can reach may be told which day it is")
{
    const TemporaryFile day("2027-03-01\n");
    const auto data = std::filesystem::temp_directory_path() / ("jishi_day_" + std::to_string(::getpid()));
    std::filesystem::create_directory(data);
    app::Config config;
    config.data = data.string();
    CHECK(app::check_day_file(config).has_value());
    config.day_file = day.path;
    CHECK(app::check_day_file(config).error().code == "config.day_refused");
    std::ofstream(data / app::demo_accounts_file) << "member  member  x\n";
    CHECK(app::check_day_file(config).has_value());
    config.address = "0.0.0.0";
    CHECK(app::check_day_file(config).error().code == "config.day_refused");
    std::filesystem::remove_all(data);

    const app::DayClock told(config.day_file);
    CHECK(told.today() == Date{2027, 3, 1});
    CHECK(app::DayClock("").today() == SystemClock().today());
    CHECK(app::DayClock("/no/such/file").today() == SystemClock().today());
}
