#pragma once
// One installation put together: the parts and what they ask each other. Commands use it without a server.

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "app/config.hpp"
#include "app/day_clock.hpp"
#include "base/date.hpp"
#include "base/id.hpp"
#include "base/result.hpp"
#include "db/db.hpp"
#include "engine/workflows.hpp"
#include "organization/documents.hpp"
#include "organization/imports.hpp"
#include "organization/organizations.hpp"
#include "platform/document.hpp"
#include "platform/platform.hpp"
#include "policy/policy.hpp"
#include "statistics/statistics.hpp"
#include "statistics/yearly.hpp"
#include "team/development.hpp"
#include "team/development_imports.hpp"
#include "team/member_imports.hpp"
#include "team/team.hpp"
#include "team/transfers.hpp"

namespace jishi::app {

/// Every step of the schema, of all modules.
std::vector<db::Migration> all_migrations();

enum class Open : std::uint8_t {
    database,  // schema brought up to date, nothing loaded
    loaded,    // accounts, sessions and organisations in memory
};

class Installation {
public:
    /// @errors of the packs and of migrate(); installation.cannot_open (data folder)
    static Result<std::unique_ptr<Installation>> open(const Config& config, Open how);
    ~Installation();

    const Config& config() const { return config_; }
    const Clock& clock() const { return clock_; }
    IdGenerator& ids() { return ids_; }
    const policy::Book& book() const { return *book_; }
    std::shared_ptr<const policy::Book> shared_book() const { return book_; }
    const platform::document::Library& documents() const { return *documents_; }
    db::Database& database() { return *database_; }
    platform::Platform& platform() { return *platform_; }
    platform::Jobs& jobs() { return platform_->jobs(); }
    platform::Attachments& attachments() { return platform_->attachments(); }
    organization::Organizations& organizations() { return *organizations_; }
    organization::Imports& imports() { return *imports_; }
    team::Team& team() { return *team_; }
    /// What was planned for today takes effect. Called now and then.
    void keep_house();
    engine::Workflows& workflows() { return *workflows_; }
    statistics::Statistics& statistics() { return *statistics_; }
    const statistics::Yearly& yearly() const { return *yearly_; }
    team::Development& development() { return *development_; }

    /// Every endpoint but those of the program itself (system_routes.hpp).
    std::vector<http::Endpoint> endpoints();

private:
    explicit Installation(const Config& config);
    Result<void> connect();
    void note_packs();

    Config config_;
    SystemClock true_time_;
    DayClock clock_;
    IdGenerator ids_;
    std::shared_ptr<const policy::Book> book_;
    std::optional<platform::document::Library> documents_;
    std::unique_ptr<db::Database> database_;
    std::unique_ptr<platform::Platform> platform_;
    std::unique_ptr<organization::Organizations> organizations_;
    std::unique_ptr<organization::Imports> imports_;
    std::unique_ptr<team::Team> team_;
    std::unique_ptr<team::MemberImports> member_imports_;
    std::unique_ptr<engine::Workflows> workflows_;
    std::unique_ptr<team::Transfers> transfers_;
    std::unique_ptr<team::Development> development_;
    std::unique_ptr<team::DevelopmentImports> development_imports_;
    std::unique_ptr<engine::TodoBook> todo_;
    std::optional<organization::Documents> organization_documents_;
    std::unique_ptr<statistics::Statistics> statistics_;
    std::unique_ptr<statistics::Yearly> yearly_;
};

}  // namespace jishi::app
