#include "app/config.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <functional>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace jishi::app {

namespace {

using Setter = std::function<bool(Config&, const std::string&)>;
struct Setting {
    ConfigKey about;
    Setter set;
};

template <class Number>
Setter number(Number Config::*field, long low, long high)
{
    return [=](Config& config, const std::string& text) {
        long value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high) return false;
        config.*field = static_cast<Number>(value);
        return true;
    };
}
Setter text(std::string Config::*field)
{
    return [=](Config& config, const std::string& value) {
        config.*field = value;
        return true;
    };
}
Setter flag(bool Config::*field)
{
    return [=](Config& config, const std::string& value) {
        if (value != "true" && value != "false") return false;
        config.*field = value == "true";
        return true;
    };
}
Setter one_of(std::string Config::*field, std::vector<std::string> allowed)
{
    return [field, allowed = std::move(allowed)](Config& config, const std::string& value) {
        if (std::ranges::find(allowed, value) == allowed.end()) return false;
        config.*field = value;
        return true;
    };
}
Setter list(std::vector<std::string> Config::*field)
{
    return [=](Config& config, const std::string& value) {
        (config.*field).clear();
        for (std::size_t at = 0; at < value.size();) {
            const auto comma = std::min(value.find(',', at), value.size());
            if (comma > at) (config.*field).push_back(value.substr(at, comma - at));
            at = comma + 1;
        }
        return true;
    };
}

Setting setting(std::string key, std::string meaning, Setter set)
{
    std::string environment = "JISHI_" + key;
    for (char& c : environment) c = c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return {{std::move(key), std::move(environment), std::move(meaning)}, std::move(set)};
}

const std::vector<Setting>& settings()
{
    static const std::vector<Setting> all{
        setting("server.address", "address to listen on", text(&Config::address)),
        setting("server.port", "port to listen on; 0 takes any free one", number(&Config::port, 0, 65535)),
        setting("server.threads", "I/O threads", number(&Config::threads, 1, 256)),
        setting("server.workers", "threads for what blocks", number(&Config::workers, 1, 1024)),
        setting("server.tls_certificate", "PEM file; switches TLS on together with server.tls_key",
                text(&Config::tls_certificate)),
        setting("server.tls_key", "PEM file", text(&Config::tls_key)),
        setting("server.trusted_proxies", "addresses whose X-Forwarded-For is believed, separated by commas",
                list(&Config::trusted_proxies)),
        setting("server.node", "number of this server, 0 to 1023, different for each server of an installation",
                number(&Config::node, 0, 1023)),
        setting("data.folder", "folder of the embedded database, attachments and keys", text(&Config::data)),
        setting("database.url", "sqlite:FILE or postgresql://…; empty: SQLite in the data folder",
                text(&Config::database)),
        setting("database.readers", "reader connections", number(&Config::readers, 1, 1000)),
        setting("database.group_commit", "commit waiting writes together", flag(&Config::group_commit)),
        setting("statistics.memory_mb", "memory of the statistics, in MB; 0: whatever there is",
                number(&Config::statistics_memory_mb, 0, 1'000'000)),
        setting("packs.folder", "folder of the policy packs", text(&Config::packs)),
        setting("packs.names", "packs besides national, separated by commas", list(&Config::pack_names)),
        setting("web.folder", "folder of the built web application", text(&Config::web)),
        setting("test.day_file",
                "file with the day it is, for tests of a demo world on this machine; refused elsewhere",
                text(&Config::day_file)),
        setting("log.level", "trace, debug, info, warn, error",
                one_of(&Config::log_level, {"trace", "debug", "info", "warn", "error"})),
        setting("log.json", "structured lines rather than text", flag(&Config::log_json)),
        setting("log.requests", "none, problems, all", one_of(&Config::log_requests, {"none", "problems", "all"})),
    };
    return all;
}

const Setting* find_setting(const std::string& key)
{
    const auto found = std::ranges::find(settings(), key, [](const Setting& s) { return s.about.key; });
    return found == settings().end() ? nullptr : &*found;
}

Result<void> set(Config& config, const std::string& key, const std::string& value, const std::string& where)
{
    const auto* known = find_setting(key);
    if (!known) return refuse(ErrorKind::invalid_input, "config.unknown_key", {}, key + where);
    if (!known->set(config, value))
        return refuse(ErrorKind::invalid_input, "config.wrong_value", {}, key + " = " + value + where);
    return {};
}

std::string text_of(const toml::node& node)
{
    if (const auto* s = node.as_string()) return s->get();
    if (const auto* i = node.as_integer()) return std::to_string(i->get());
    if (const auto* b = node.as_boolean()) return b->get() ? "true" : "false";
    if (const auto* a = node.as_array()) {
        std::string joined;
        for (const auto& item : *a) joined += (joined.empty() ? "" : ",") + text_of(item);
        return joined;
    }
    return "?";
}

Result<void> read_file(Config& config, const std::string& file)
{
    if (!std::filesystem::is_regular_file(file)) return refuse(ErrorKind::not_found, "config.file_missing", {}, file);
    toml::table root;
    try {
        root = toml::parse_file(file);
    } catch (const toml::parse_error& error) {
        return refuse(ErrorKind::invalid_input, "config.not_toml", {},
                      fmt::format("{}:{} {}", file, error.source().begin.line, error.description()));
    }
    for (const auto& [section, node] : root) {
        const auto* table = node.as_table();
        if (!table) return refuse(ErrorKind::invalid_input, "config.unknown_key", {}, std::string(section.str()));
        for (const auto& [key, value] : *table)
            TRY(set(config, fmt::format("{}.{}", section.str(), key.str()), text_of(value),
                    fmt::format(" ({}:{})", file, value.source().begin.line)));
    }
    return {};
}

}  // namespace

const std::vector<ConfigKey>& config_keys()
{
    static const auto all = [] {
        std::vector<ConfigKey> keys;
        for (const auto& s : settings()) keys.push_back(s.about);
        return keys;
    }();
    return all;
}

Result<Config> load_config(const std::optional<std::string>& file, const std::map<std::string, std::string>& values)
{
    Config config;
    if (file) TRY(read_file(config, *file));
    for (const auto& s : settings())
        // NOLINTNEXTLINE(concurrency-mt-unsafe): read before any thread is started
        if (const char* value = std::getenv(s.about.environment.c_str()))
            TRY(set(config, s.about.key, value, " (" + s.about.environment + ")"));
    for (const auto& [key, value] : values) TRY(set(config, key, value, ""));
    if (config.tls_certificate.empty() != config.tls_key.empty())
        return refuse(ErrorKind::invalid_input, "config.wrong_value", {},
                      "server.tls_certificate and server.tls_key go together");
    return config;
}

}  // namespace jishi::app
