#include "app/installation.hpp"

#include <fmt/format.h>

#include "base/log.hpp"
#include "base/text.hpp"
#include "engine/case_shard.hpp"
#include "engine/todo_routes.hpp"
#include "http/endpoint.hpp"
#include "organization/document_routes.hpp"
#include "organization/import_routes.hpp"
#include "organization/organization_workflow.hpp"
#include "organization/todo.hpp"
#include "team/development_import_routes.hpp"
#include "team/member_import_routes.hpp"
#include "team/checkup_todo.hpp"
#include "team/post_todo.hpp"
#include "platform/pack_version.hpp"
#include "policy/policy_routes.hpp"
#include "policy/readers.hpp"
#include "team/development_documents.hpp"
#include "team/development_workflow.hpp"
#include "team/shards.hpp"
#include "team/team_workflow.hpp"

namespace jishi::app {

std::span<const db::Migration> migrations();  // generated from migrations/*.sql

namespace fs = std::filesystem;

std::vector<db::Migration> all_migrations()
{
    std::vector<db::Migration> all;
    for (const auto& list : {db::core_migrations(), platform::migrations(), engine::migrations(),
                             organization::migrations(), team::migrations(), statistics::migrations(), migrations()})
        all.insert(all.end(), list.begin(), list.end());
    return all;
}

namespace {

Result<void> make_folder(const fs::path& folder)
{
    std::error_code error;
    fs::create_directories(folder, error);
    if (error || !fs::is_directory(folder))
        return refuse(ErrorKind::unavailable, "installation.cannot_open", {}, folder.string());
    return {};
}

}  // namespace

Installation::Installation(const Config& config)
    : config_(config), clock_(config.day_file), ids_(static_cast<std::uint16_t>(config.node))
{
}

Installation::~Installation()
{
    if (statistics_) statistics_->stop();
    if (platform_) platform_->stop();
    if (database_) database_->stop();
}

Result<std::unique_ptr<Installation>> Installation::open(const Config& config, Open how)
{
    TRY(make_folder(config.data));
    TRY(check_day_file(config));
    std::unique_ptr<Installation> self(new Installation(config));
    self->book_ = std::make_shared<const policy::Book>(TRY(policy::Book::load(config.packs)));
    self->documents_ = TRY(platform::document::Library::load(*self->book_, policy::pack_folders(config.packs)));
    TRY(set_pinyin_words(policy::pinyin_words(self->book_->at(self->clock_.today()))));
    self->database_ = db::Database::open(
        {.url = config.database_url(), .readers = config.readers, .group_commit = config.group_commit},
        self->true_time_);
    const int applied = TRY(db::migrate(*self->database_, all_migrations()));
    if (applied > 0) log::info("database.migrated", {{"steps", applied}});
    TRY(self->connect());
    if (how == Open::loaded) {
        self->organizations_->start();
        self->workflows_->start();
        self->platform_->start();
        self->team_->keep_house();
        self->note_packs();
    }
    return self;
}

void Installation::note_packs()
{
    const auto fresh = database_->write([this](db::Tx& tx) -> Result<std::vector<platform::PackVersion>> {
        return platform::note_packs(tx, platform_->audit(), ids_, *book_);
    });
    if (!fresh) return;
    for (const auto& pack : *fresh) {
        log::info("policy.pack_seen", {{"pack", pack.pack}, {"version", pack.version}, {"digest", pack.digest}});
        // Stamps of decisions name the version: two contents under one name cannot be told apart by them.
        if (pack.same_version_other_content)
            log::warning("policy.same_version_other_content", {{"pack", pack.pack}, {"version", pack.version}});
    }
}

Result<void> Installation::connect()
{
    platform_ = TRY(platform::Platform::create(*database_, *book_, ids_, true_time_, {.data = config_.data}));
    organizations_ =
        std::make_unique<organization::Organizations>(*database_, *book_, ids_, clock_, platform_->audit());
    platform_->connect({.scope = &organizations_->directory(),
                        .organization_name = [this](OrganizationId id) { return organizations_->name_of(id); }});
    imports_ = std::make_unique<organization::Imports>(*database_, organizations_->office(), *book_, platform_->jobs(),
                                                       platform_->attachments());
    imports_->add_jobs();
    team_ = std::make_unique<team::Team>(*database_, ids_, clock_, platform_->audit(), platform_->secret_key(),
                                         *organizations_);
    // Members and people on the way to membership go along with their organisations [ORG-24].
    organizations_->connect(
        [this, members = team_->people()](db::Tx& tx, const platform::Actor& actor,
                                          const organization::Reshaping& reshaping) -> Result<void> {
            TRY(members(tx, actor, reshaping));
            return team::settle_applicants(development_->desk(), tx, actor, reshaping);
        });
    organizations_->connect_shards([](db::Tx& tx, const organization::Resharding& moved) {
        team::follow_shard(tx, moved.organizations, moved.to);
        engine::follow_shard(tx, moved.organizations, moved.to);
    });
    member_imports_ = std::make_unique<team::MemberImports>(*database_, team_->office(), *book_, platform_->jobs(),
                                                            platform_->attachments());
    member_imports_->add_jobs();
    workflows_ = std::make_unique<engine::Workflows>(*database_, *book_, ids_, clock_, organizations_->places(),
                                                     platform_->audit(), platform_->attachments(), *documents_);
    organization::lend_to_workflows(workflows_->names(), organizations_->office());
    team::lend_to_workflows(workflows_->names(), team_->office(), team_->words(), workflows_->office());
    development_ = std::make_unique<team::Development>(team_->office(), workflows_->office());
    team::lend_development(workflows_->names(), development_->desk());
    team::lend_development_documents(workflows_->names(), development_->desk(), team_->words());
    TRY(workflows_->check());
    development_imports_ = std::make_unique<team::DevelopmentImports>(*database_, development_->desk(), *book_,
                                                                      platform_->jobs(), platform_->attachments());
    development_imports_->add_jobs();
    transfers_ = std::make_unique<team::Transfers>(
        *database_, team_->office(), workflows_->office(), platform_->jobs(), *documents_,
        [this] { return platform_->settings().integer("platform.public_requests_per_minute"); });
    transfers_->add_jobs();
    todo_ = std::make_unique<engine::TodoBook>(clock_);
    todo_->add(organization::todo_source(organizations_->office()));
    todo_->add(team::post_todo_source(team_->office()));
    todo_->add(team::checkup_todo_source(team_->office()));
    todo_->add(team::relation_todo_source(team_->office()));
    todo_->add(workflows_->todo_source());
    organization_documents_.emplace(*database_, organizations_->office(), *documents_);
    statistics_ = std::make_unique<statistics::Statistics>(*database_, *organizations_, *team_, clock_);
    yearly_ = std::make_unique<statistics::Yearly>(statistics_->office(), *database_, ids_, platform_->audit(),
                                                   &*documents_, config_.data);
    return {};
}

void Installation::keep_house()
{
    organizations_->keep_house();
    team_->keep_house();
    development_->keep_house(*database_);
    workflows_->keep_house();
}

std::vector<http::Endpoint> Installation::endpoints()
{
    std::vector<http::Endpoint> all;
    auto add = [&all](std::vector<http::Endpoint> endpoints) { std::ranges::move(endpoints, std::back_inserter(all)); };
    add(platform_->endpoints());
    add(policy::endpoints(book_, clock_,
                          [this](const http::Call& call, std::string_view text, Date date) -> Result<policy::Policy> {
                              const auto id = OrganizationId::parse(text);
                              if (!id) return bad_field("organization", "input.expected_id");
                              if (!call.actor || !call.actor->may(platform::Permission::organization_read, *id))
                                  return refuse(ErrorKind::not_found, "organization.not_found");
                              return organizations_->policy_at(*id, date);
                          }));
    add(organizations_->endpoints());
    add(organization::import_endpoints(*imports_));
    add(team_->endpoints());
    add(team::member_import_endpoints(*member_imports_));
    add(team::development_import_endpoints(*development_imports_));
    add(transfers_->endpoints());
    add(workflows_->endpoints());
    add(development_->endpoints());
    add(engine::todo_endpoints(*todo_));
    add(organization::document_endpoints(*organization_documents_));
    add(statistics_->endpoints());
    add(yearly_->endpoints());
    return all;
}

}  // namespace jishi::app
