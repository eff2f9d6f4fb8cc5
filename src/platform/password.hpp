#pragma once
// [SEC-10, SEC-11] What a password must be, and hashing on a bounded number of threads.

#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/result.hpp"
#include "platform/setting.hpp"

namespace jishi::platform {

enum class PasswordFor : std::uint8_t { anybody, administrator };

/// Is this text good as a new password? Its history is compared elsewhere: that needs hashing.
/// @errors password.too_short (detail: the least length), password.too_long (128), password.too_simple (detail: the
///         least number of classes), password.contains_username
Result<void> check_password(const PlatformPolicy::Password& rules, PasswordFor whom, std::string_view username,
                            std::string_view password);

/// A random password that meets the rules, without letters that look alike on paper.
std::string initial_password(const PlatformPolicy::Password& rules, PasswordFor whom, std::string_view username);

/// argon2id takes tens of milliseconds and 64 MiB each: so many at once, so many waiting, and no more.
class PasswordWork {
public:
    /// @param at_once  0: one less than there are processors, at least one
    PasswordWork(PasswordCost cost, std::size_t at_once, std::size_t waiting_max = 64);

    /// @errors session.busy (too many are waiting)
    Result<std::string> hash(std::string_view password);
    Result<bool> verify(std::string_view hash, std::string_view password);
    bool needs_rehash(std::string_view hash) const { return password_needs_rehash(hash, cost_); }
    /// A hash that no password has, of the cost of all others: what unknown users are compared with.
    const std::string& nobody() const { return nobody_; }

private:
    class Turn;
    const PasswordCost cost_;
    const std::string nobody_;
    const std::size_t waiting_max_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::size_t free_;
    std::size_t waiting_ = 0;
};

}  // namespace jishi::platform
