// `jishi demo`: the made-up world of a pack, and an account for each role to look at it with.

#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/installation.hpp"
#include "base/crypto.hpp"
#include "organization/demo_world.hpp"

namespace jishi::app {

namespace {

/// Meets the rules of [SEC-11] whatever is drawn: a capital letter, a sign, letters and digits.
std::string demo_password()
{
    return "Demo-" + random_text("abcdefghjkmnpqrstuvwxyz", 5) + random_text("23456789", 4);
}

/// Makes the accounts. @return one line for each: role, user name, password
Result<std::string> make_accounts(Installation& installation, const std::vector<organization::WantedAccount>& wanted)
{
    auto& platform = installation.platform();
    const auto console = platform::Platform::console();
    std::string lines;
    for (const auto& account : wanted) {
        const auto password = demo_password();
        const auto id = TRY(platform.accounts().create_with_password(console, {account.username, account.display_name}, password));
        TRY(installation.database().write([&](db::Tx& tx) {
            return platform.roles().give(tx, console, id, {account.role, account.organization, account.subtree});
        }));
        lines += fmt::format("{:24}{:16}{}\n", account.role, account.username, password);
    }
    return lines;
}

}  // namespace

Result<int> load_demo(const Config& config, const std::string& world)
{
    auto installation = TRY(Installation::open(config, Open::loaded));
    const auto folder = std::filesystem::path(config.packs) / world / "world";
    const auto made = TRY(organization::load_demo_world(installation->database(), installation->organizations().office(),
                                                        filling_console(), folder));
    const auto accounts = TRY(make_accounts(*installation, made.accounts));
    std::ofstream(std::filesystem::path(config.data) / "demo-accounts.txt") << accounts;
    fmt::print(stderr, "{} organisations, {} units and {} later changes were made up\n", made.organizations, made.units,
               made.changes);
    fmt::print("{}", accounts);
    return 0;
}

}  // namespace jishi::app
