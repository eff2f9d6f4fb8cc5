// `jishi demo`: the made-up world of a pack, and an account for each role to look at it with.

#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/installation.hpp"
#include "base/crypto.hpp"
#include "organization/demo_world.hpp"
#include "team/demo_development.hpp"
#include "team/demo_members.hpp"
#include "team/demo_posts.hpp"
#include "team/demo_transfers.hpp"

namespace jishi::app {

namespace {

/// Meets the rules of [SEC-11] whatever is drawn: a capital letter, a sign, letters and digits.
std::string demo_password() { return "Demo-" + random_text("abcdefghjkmnpqrstuvwxyz", 5) + random_text("23456789", 4); }

/// Whoever has a role on an organisation is one of its members.
Result<void> link_member(Installation& installation, const organization::WantedAccount& account, AccountId id)
{
    if (!account.organization) return {};
    const auto& office = installation.team().office();
    const auto linked = installation.database().write([&](db::Tx& tx) {
        return team::link_demo_account(office, tx, filling_console(), {id, account.display_name, account.organization});
    });
    // Without members nobody is one.
    if (!linked && linked.error().code != "member.not_found") return std::unexpected(linked.error());
    return {};
}

/// Makes the accounts. @return one line for each: role, user name, password
Result<std::string> make_accounts(Installation& installation, const std::vector<organization::WantedAccount>& wanted)
{
    auto& platform = installation.platform();
    const auto console = platform::Platform::console();
    std::string lines;
    for (const auto& account : wanted) {
        const auto password = demo_password();
        const auto id =
            TRY(platform.accounts().create_with_password(console, {account.username, account.display_name}, password));
        TRY(installation.database().write([&](db::Tx& tx) {
            return platform.roles().give(tx, console, id, {account.role, account.organization, account.subtree});
        }));
        TRY(link_member(installation, account, id));
        lines += fmt::format("{:24}{:16}{}\n", account.role, account.username, password);
    }
    return lines;
}

}  // namespace

Result<int> load_demo(const Config& config, const std::string& world)
{
    auto installation = TRY(Installation::open(config, Open::loaded));
    const auto folder = std::filesystem::path(config.packs) / world / "world";
    const auto made = TRY(organization::load_demo_world(
        installation->database(), installation->organizations().office(), filling_console(), folder));
    const auto people = std::filesystem::exists(folder / "members.csv")
                            ? TRY(team::load_demo_members(installation->database(), installation->team().office(),
                                                          filling_console(), folder))
                            : team::DemoMembers{};
    if (people.members > 0)
        TRY(team::load_demo_posts(installation->database(), installation->team().office(), filling_console()));
    if (people.members > 0)
        TRY(team::load_demo_transfers(installation->database(), installation->team().office(),
                                      installation->workflows().office(), filling_console()));
    const auto development =
        people.members > 0
            ? TRY(team::load_demo_development(installation->database(), installation->development().desk(),
                                              filling_console(), folder))
            : team::DemoDevelopment{};
    const auto accounts = TRY(make_accounts(*installation, made.accounts));
    std::ofstream(std::filesystem::path(config.data) / demo_accounts_file) << accounts;
    fmt::print(stderr,
               "{} organisations, {} units, {} later changes, {} members and {} people on the way were made up\n",
               made.organizations, made.units, made.changes, people.members, development.people);
    fmt::print("{}", accounts);
    return 0;
}

}  // namespace jishi::app
