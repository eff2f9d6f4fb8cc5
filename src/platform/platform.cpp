#include "platform/platform.hpp"

#include <chrono>

#include "base/log.hpp"

namespace jishi::platform {

namespace {

Digest digest_of_packs(const policy::Book& book, const Clock& clock)
{
    return digest_from(book.at(clock.today()).text("platform.audit.digest")).value_or(Digest::sm3);
}

}  // namespace

Result<std::unique_ptr<Platform>> Platform::create(db::Database& database, const policy::Book& book, IdGenerator& ids,
                                                   const Clock& clock, PlatformConfig config)
{
    auto roles = TRY(RoleBook::load(book.at(clock.today())));
    return std::unique_ptr<Platform>(new Platform(database, book, std::move(roles), ids, clock, std::move(config)));
}

Platform::Platform(db::Database& database, const policy::Book& book, RoleBook roles, IdGenerator& ids,
                   const Clock& clock, PlatformConfig config)
    : database_(database), clock_(clock), book_(book), config_(std::move(config)),
      key_(SecretKey::load_or_create(config_.data)), roles_(std::move(roles)),
      audit_(database, key_, config_.data, digest_of_packs(book, clock)), settings_(book, clock, audit_),
      passwords_(config_.password_cost, config_.hashes_at_once),
      sessions_(database, clock, ids, settings_, roles_, wiring_), lockout_(settings_, audit_),
      totp_({database, clock, audit_, settings_, passwords_, lockout_, sessions_}, key_),
      sign_in_({database, clock, audit_, settings_, roles_, passwords_, lockout_, totp_, sessions_}),
      role_service_(roles_, wiring_, ids, audit_, sessions_),
      accounts_({database, clock, ids, audit_, settings_, passwords_, role_service_, sessions_}), saved_views_(ids),
      attachments_(database, ids, config_.data, [this] { return attachment_limits(); }),
      jobs_(database, ids, clock, config_.job_threads)
{
    jobs_.set_actor_of([this](AccountId account) { return actor_of(account); });
}

Platform::~Platform() { stop(); }

void Platform::start()
{
    audit_.start();
    database_.read([&](db::Tx& tx) {
        settings_.start(tx);
        sessions_.start(tx);
    });
    started_ = true;
}

void Platform::start_background()
{
    jobs_.start();
    thread_ = std::thread([this] { loop(); });
}

void Platform::stop()
{
    {
        const std::lock_guard lock(mutex_);
        if (!started_ || stopping_) return;
        stopping_ = true;
    }
    woken_.notify_all();
    if (thread_.joinable()) thread_.join();
    jobs_.stop();
    try {
        sessions_.flush();
        audit_.seal();
    } catch (const std::exception& error) {
        log::error("platform.stop", {{"why", error.what()}});
    }
}

void Platform::housekeep()
{
    sessions_.housekeep();
    forget_jobs();
    audit_.seal();
}

void Platform::forget_jobs()
{
    constexpr std::int64_t hour_us = 3'600'000'000;
    const auto now = clock_.now();
    if (now.us - forgot_jobs_at_.us < hour_us) return;
    forgot_jobs_at_ = now;
    const auto keep_us = settings_.integer("platform.job.keep_days") * 24 * hour_us;
    (void)database_.write(
        [&](db::Tx& tx) -> Result<std::int64_t> { return jobs_.forget_ended(tx, Instant{now.us - keep_us}); });
}

AttachmentLimits Platform::attachment_limits() const
{
    AttachmentLimits limits;
    for (const auto& item : book_.at(clock_.today()).get("platform.attachment.types").items())
        limits.types.push_back({item.at("mime").text(), item.at("extensions").texts()});
    limits.size_max = settings_.integer("platform.attachment.size_bytes_max");
    limits.quota_account = settings_.integer("platform.attachment.quota_bytes_account");
    limits.quota_total = settings_.integer("platform.attachment.quota_bytes_total");
    return limits;
}

void Platform::loop()
{
    std::unique_lock lock(mutex_);
    while (!woken_.wait_for(lock, std::chrono::seconds{1}, [this] { return stopping_; })) {
        lock.unlock();
        try {
            housekeep();
        } catch (const std::exception& error) {
            // The database is away for a while: the next round tries again.
            log::warning("platform.housekeep", {{"why", error.what()}});
        }
        lock.lock();
    }
}

Result<Actor> Platform::actor_of(AccountId account) const
{
    std::shared_ptr<const Actor> actor;
    database_.read([&](db::Tx& tx) { actor = load_actor(tx, account, roles_, settings_, wiring_, clock_.now()); });
    if (!actor) return refuse(ErrorKind::not_found, "account.unknown");
    return *actor;
}

Actor Platform::console()
{
    Actor actor;
    actor.username = "console";
    actor.grants = {Grant{{},
                          "console",
                          {},
                          true,
                          {Permission::account_read, Permission::account_change, Permission::grant_read,
                           Permission::grant_change, Permission::settings_read, Permission::audit_read}}};
    return actor;
}

}  // namespace jishi::platform
