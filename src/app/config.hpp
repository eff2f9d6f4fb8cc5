#pragma once
// What an installation is told: a TOML file, then environment variables, then flags; the later wins.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace jishi::app {

/// In the data folder of a demo world.
inline constexpr const char* demo_accounts_file = "demo-accounts.txt";

struct Config {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;
    int threads = 1;              // I/O threads
    int workers = 8;              // threads for what blocks
    std::string tls_certificate;  // PEM files; both or neither
    std::string tls_key;
    std::vector<std::string> trusted_proxies;

    std::string data = "data";  // folder of the embedded database, files and keys
    std::string database;       // empty: sqlite in `data`
    int readers = 8;
    bool group_commit = true;
    int statistics_memory_mb = 0;  // of all snapshots together; 0: whatever there is

    std::string packs = "packs";          // folder that holds national/ and the others
    std::vector<std::string> pack_names;  // packs besides national, in order of layers
    std::string web;                      // folder of the built web application; empty: no web
    std::string log_level = "info";
    bool log_json = true;
    std::string log_requests = "problems";  // none | problems (errors and slow ones) | all
    int node = 0;                           // 0..1023, one per server of an installation
    std::string day_file;                   // of a test, see day_clock.hpp; empty: the true time

    std::string database_url() const { return database.empty() ? "sqlite:" + data + "/jishi.db" : database; }
};

/// One setting as the operator sees it.
struct ConfigKey {
    std::string key;          // "server.port"
    std::string environment;  // "JISHI_SERVER_PORT"
    std::string meaning;
};
const std::vector<ConfigKey>& config_keys();

/// Reads the file (if named) and the environment over the defaults, and checks the whole.
/// @param values  flags by key, "server.port" -> "8081"; they win
/// @errors config.file_missing, config.not_toml, config.unknown_key, config.wrong_value (detail names key and line)
Result<Config> load_config(const std::optional<std::string>& file, const std::map<std::string, std::string>& values);

}  // namespace jishi::app
