#include "platform/lockout.hpp"

#include "platform/account_store.hpp"
#include "platform/audit.hpp"

namespace jishi::platform {

namespace {
constexpr std::size_t unknown_names_max = 10'000;
constexpr std::int64_t minute_us = 60'000'000;
}  // namespace

Result<void> Lockout::check(Instant locked_until, Instant now) const
{
    if (locked_until <= now) return {};
    const auto minutes = (locked_until.us - now.us + minute_us - 1) / minute_us;
    return refuse(ErrorKind::too_many, "session.locked", settings_.policy()->lockout.rule, std::to_string(minutes));
}

Result<void> Lockout::check(const Account& account, Instant now) const { return check(account.locked_until, now); }

Lockout::Failures Lockout::next(Failures before, Instant now) const
{
    const auto policy = settings_.policy();
    // A lock that has run out starts a new count.
    const bool anew = before.locked_until.us != 0 && before.locked_until <= now;
    Failures after{anew ? 1 : before.count + 1, {}};
    if (after.count >= policy->lockout.failures_max)
        after.locked_until = Instant{now.us + policy->lockout.minutes * minute_us};
    return after;
}

void Lockout::count_failure(db::Tx& tx, const Actor& who, const Account& account)
{
    const auto after = next({account.failures, account.locked_until}, tx.recorded_at());
    account_store::set_failures(tx, account.id, after.count, after.locked_until);
    audit_.record(tx, who,
                  {.action = "session.sign_in_failed", .subject_kind = "account", .subject = account.id.str()});
    if (after.locked_until.us != 0)
        audit_.record(tx, who,
                      {.action = "account.locked",
                       .subject_kind = "account",
                       .subject = account.id.str(),
                       .rule = settings_.policy()->lockout.rule});
}

Result<void> Lockout::check_unknown(std::string_view username_key, Instant now)
{
    const std::lock_guard lock(mutex_);
    const auto found = unknown_.find(std::string(username_key));
    return found == unknown_.end() ? Result<void>{} : check(found->second.locked_until, now);
}

void Lockout::count_unknown(std::string_view username_key, Instant now)
{
    const std::lock_guard lock(mutex_);
    if (unknown_.size() >= unknown_names_max) unknown_.clear();
    auto& failures = unknown_[std::string(username_key)];
    failures = next(failures, now);
}

}  // namespace jishi::platform
