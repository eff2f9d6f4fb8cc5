#pragma once
// Accounts, sessions, roles, audit trail, settings, saved views, attachments and jobs of an installation, put together.

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "base/crypto.hpp"
#include "db/db.hpp"
#include "platform/account.hpp"
#include "platform/attachment.hpp"
#include "platform/audit.hpp"
#include "platform/job.hpp"
#include "platform/lockout.hpp"
#include "platform/password.hpp"
#include "platform/role.hpp"
#include "platform/saved_view.hpp"
#include "platform/secret_key.hpp"
#include "platform/session.hpp"
#include "platform/setting.hpp"
#include "platform/sign_in.hpp"
#include "platform/totp.hpp"
#include "platform/wiring.hpp"
#include "policy/policy.hpp"

namespace jishi::http {
struct Endpoint;
}

namespace jishi::platform {

std::span<const db::Migration> migrations();

struct PlatformConfig {
    std::filesystem::path data;  // folder of secret.key, audit.head and files/
    PasswordCost password_cost{};
    std::size_t hashes_at_once = 0;  // 0: one less than there are processors
    int job_threads = 2;
};

class Platform {
public:
    /// The database is migrated already; nothing is read from it before start().
    /// @errors role.unknown_permission
    static Result<std::unique_ptr<Platform>> create(db::Database& database, const policy::Book& book, IdGenerator& ids,
                                                    const Clock& clock, PlatformConfig config);
    ~Platform();
    Platform(const Platform&) = delete;
    Platform& operator=(const Platform&) = delete;

    /// Before start(), like jobs().add_kind() and attachments().add_subject_rule().
    void connect(Wiring wiring) { wiring_ = std::move(wiring); }
    /// Loads sessions and settings into memory. Throws when database or key are unusable. Commands stop here.
    void start();
    /// The server goes on: takes up waiting jobs, begins to keep house.
    void start_background();
    /// Writes down what memory knows better than the database. Called by the destructor too.
    void stop();
    /// Expires sessions, writes when they were last seen, seals the audit trail, forgets old jobs. start_background()
    /// has it called every second.
    void housekeep();

    std::vector<http::Endpoint> endpoints();

    /// Who is behind a request; see Sessions::authenticate().
    Result<std::shared_ptr<const Actor>> authenticate(const Presented& presented) const
    {
        return sessions_.authenticate(presented);
    }
    /// An account as it is now, for work that outlives its request (jobs).
    /// @errors account.unknown (or disabled)
    Result<Actor> actor_of(AccountId account) const;
    /// The operator at the machine's own command line: may make accounts and give roles, and is in the audit trail as
    /// "console".
    static Actor console();

    Audit& audit() { return audit_; }
    const SecretKey& secret_key() const { return key_; }
    Settings& settings() { return settings_; }
    Accounts& accounts() { return accounts_; }
    Roles& roles() { return role_service_; }
    const RoleBook& role_book() const { return roles_; }
    Sessions& sessions() { return sessions_; }
    SignIn& sign_in() { return sign_in_; }
    Totp& totp() { return totp_; }
    SavedViews& saved_views() { return saved_views_; }
    Attachments& attachments() { return attachments_; }
    Jobs& jobs() { return jobs_; }
    const Wiring& wiring() const { return wiring_; }
    db::Database& database() { return database_; }
    const Clock& clock() const { return clock_; }

private:
    Platform(db::Database& database, const policy::Book& book, RoleBook roles, IdGenerator& ids, const Clock& clock,
             PlatformConfig config);
    AttachmentLimits attachment_limits() const;
    void forget_jobs();
    void loop();

    db::Database& database_;
    const Clock& clock_;
    const policy::Book& book_;
    const PlatformConfig config_;
    const SecretKey key_;
    Wiring wiring_;
    const RoleBook roles_;
    Audit audit_;
    Settings settings_;
    PasswordWork passwords_;
    Sessions sessions_;
    Lockout lockout_;
    Totp totp_;
    SignIn sign_in_;
    Roles role_service_;
    Accounts accounts_;
    SavedViews saved_views_;
    Attachments attachments_;
    Jobs jobs_;
    Instant forgot_jobs_at_{};

    std::mutex mutex_;
    std::condition_variable woken_;
    bool started_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace jishi::platform
