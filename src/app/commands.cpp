#include "app/commands.hpp"

#include <csignal>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

#include "app/application.hpp"
#include "app/backup.hpp"
#include "base/log.hpp"
#include "base/signature.hpp"
#include "organization/divisions_import.hpp"
#include "platform/document.hpp"

namespace jishi::app {

void set_up_log(const Config& config)
{
    log::Config settings;
    settings.level = log::level_from(config.log_level).value_or(log::Level::info);
    settings.form = config.log_json ? log::Form::json : log::Form::text;
    (void)log::set_up(settings);  // standard error cannot fail to open
}

Result<int> serve(const Config& config)
{
    // Blocked before any thread begins, so that only sigwait() sees them.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    auto application = TRY(Application::create(config));
    application->start();
    fmt::print("jishi: listening on {}://{}:{}/\n", config.tls_certificate.empty() ? "http" : "https", config.address,
               application->port());
    std::fflush(stdout);
    log::info("server.started", {{"port", application->port()}});
    int signal = 0;
    sigwait(&signals, &signal);
    log::info("server.stopping", {{"signal", signal}});
    application->stop();
    return 0;
}

Result<int> migrate(const Config& config)
{
    TRY(Installation::open(config, Open::database));
    return 0;
}

Result<int> check_config(const Config& config)
{
    const auto book = TRY(policy::Book::load(config.packs));
    TRY(platform::document::Library::load(book, policy::pack_folders(config.packs)));
    if (!config.web.empty() && !std::filesystem::exists(std::filesystem::path(config.web) / "index.html"))
        return refuse(ErrorKind::invalid_input, "config.wrong_value", {},
                      "web.folder has no index.html: " + config.web);
    for (const auto& file : {config.tls_certificate, config.tls_key})
        if (!file.empty() && !std::filesystem::exists(file))
            return refuse(ErrorKind::invalid_input, "config.wrong_value", {}, "no such file: " + file);
    fmt::print(
        "The configuration is good. The database is {}.\n",
        config.database.empty() ? config.database_url() : config.database.substr(0, config.database.find("://")));
    return 0;
}

Result<int> print_openapi(const Config& config)
{
    // The reference follows from the endpoint tables alone: an empty database in memory's place will do.
    Config empty = config;
    const auto folder = std::filesystem::temp_directory_path() / fmt::format("jishi_openapi_{}", ::getpid());
    empty.data = folder;
    empty.database.clear();
    std::string document;
    {
        auto installation = TRY(Installation::open(empty, Open::database));
        document = openapi_of(*installation);
    }
    std::filesystem::remove_all(folder);
    std::fwrite(document.data(), 1, document.size(), stdout);
    return 0;
}

Result<int> export_archive(const Config& config, const std::string& folder)
{
    auto installation = TRY(Installation::open(config, Open::database));
    const auto counts = TRY(db::export_to(installation->database(), folder));
    fmt::print("{} rows of {} tables written to {}\n", counts.total(), counts.rows.size(), folder);
    return 0;
}

namespace {

/// A database as it is before anything has been written to it.
std::unique_ptr<db::Database> open_bare(const Config& config, const Clock& clock)
{
    std::filesystem::create_directories(config.data);
    return db::Database::open({.url = config.database_url()}, clock);
}

}  // namespace

Result<int> import_archive(const Config& config, const std::string& folder)
{
    const SystemClock clock;
    auto database = open_bare(config, clock);
    const auto counts = TRY(db::import_from(*database, all_migrations(), folder));
    fmt::print("{} rows of {} tables read from {}\n", counts.total(), counts.rows.size(), folder);
    return 0;
}

Result<int> backup(const Config& config, const std::string& folder)
{
    auto installation = TRY(Installation::open(config, Open::database));
    const auto counts = TRY(write_backup(installation->database(), config.data, folder));
    fmt::print("{} rows and {} files written to {} and read back\n", counts.rows, counts.files, folder);
    return 0;
}

Result<int> restore(const Config& config, const std::string& folder)
{
    const SystemClock clock;
    auto database = open_bare(config, clock);
    const auto counts = TRY(read_backup(*database, all_migrations(), folder, config.data));
    fmt::print("{} rows restored from {}\n", counts.rows, folder);
    return 0;
}

platform::Actor filling_console()
{
    using platform::Permission;
    auto actor = platform::Platform::console();
    actor.grants.push_back({{},
                            "console",
                            {},
                            true,
                            {Permission::organization_read, Permission::organization_change,
                             Permission::organization_import, Permission::unit_change}});
    return actor;
}

Result<int> import_divisions(const Config& config, const std::string& folder)
{
    auto installation = TRY(Installation::open(config, Open::database));
    installation->platform().start();  // so that the audit trail is sealed at the end
    // The directory is not filled: this program ends when the rows are in.
    const auto imported = TRY(organization::import_divisions(
        installation->database(), installation->organizations().office(), installation->book(), filling_console(),
        folder, organization::BulkFounding::Directory::is_loaded_later,
        [shown = ::isatty(STDERR_FILENO) == 1](std::int64_t done, std::int64_t total) {
            if (shown) fmt::print(stderr, "\r{} of {}{}", done, total, done == total ? "\n" : "");
        }));
    fmt::print("{} organisations, {} units\n", imported.organizations, imported.units);
    return 0;
}

Result<int> create_account(const Config& config, const NewAccount& account)
{
    auto installation = TRY(Installation::open(config, Open::loaded));
    auto& platform = installation->platform();
    const auto console = platform::Platform::console();
    OrganizationId organization;
    if (!account.organization.empty()) {
        organization = installation->organizations().with_code(account.organization);
        if (!organization) return refuse(ErrorKind::not_found, "organization.not_found", {}, account.organization);
    }
    const auto fresh = TRY(platform.accounts().create(
        console, {account.username, account.display_name.empty() ? account.username : account.display_name}));
    TRY(installation->database().write([&](db::Tx& tx) {
        return platform.roles().give(tx, console, fresh.id, {account.role, organization, true});
    }));
    fmt::print("{} {}\n", account.username, fresh.initial_password);
    return 0;
}

Result<int> verify_audit(const Config& config)
{
    auto installation = TRY(Installation::open(config, Open::database));
    auto& audit = installation->platform().audit();
    const auto verdict = audit.verify();
    if (verdict.ok()) {
        fmt::print("{} rows: the chain is whole\n", verdict.rows);
        return 0;
    }
    fmt::print("{} rows: {}{}\n", verdict.rows, verdict.reason,
               verdict.first_bad ? fmt::format(", first at row {}", *verdict.first_bad) : "");
    return 2;
}

Result<int> verify_statistics(const Config& config)
{
    auto installation = TRY(Installation::open(config, Open::loaded));
    const auto& yearly = installation->yearly();
    int wrong = 0;
    int seals = 0;
    Result<void> outcome;
    installation->database().read([&](db::Tx& tx) {
        for (const auto& seal : statistics::store::seals_of(tx, {})) {
            const auto verdict = yearly.verify(tx, seal);
            if (!verdict) {
                outcome = std::unexpected(verdict.error());
                return;
            }
            ++seals;
            if (!verdict->ok()) ++wrong;
            const auto say = [](bool fine, const char* what) {
                return fine ? std::string() : std::string("; ") + what;
            };
            fmt::print("{} {} {} of {}{}: {}{}{}{}{}{}\n", seal.id.str(), seal.form, seal.year, seal.organization.str(),
                       seal.in_force() ? "" : " (unsealed)", verdict->ok() ? "whole" : "NOT WHOLE",
                       say(verdict->signature, "the signature does not fit"),
                       say(verdict->figures, "the figures do not fit their checksum"),
                       say(verdict->position, "the record before it was changed"),
                       say(verdict->form, "the form means something else today"),
                       say(verdict->rebuilt || !verdict->form, "the records give other figures"));
            if (!verdict->key) fmt::print("  signed with another key: {}\n", key_name(seal.public_key));
            for (const auto& change : verdict->differences)
                fmt::print("  {}: sealed {}, rebuilt {}\n", change.cell, change.sealed, change.now);
        }
    });
    TRY(outcome);
    fmt::print("{} sealed tables, {} of them not whole\n", seals, wrong);
    return wrong == 0 ? 0 : 2;
}

}  // namespace jishi::app
