#pragma once
// [SEC-11] So many wrong passwords in a row lock an account for a while; names that nobody has behave the same, so
// that nobody learns which names exist.

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/date.hpp"
#include "base/result.hpp"
#include "db/db.hpp"
#include "platform/account.hpp"
#include "platform/setting.hpp"

namespace jishi::platform {

class Lockout {
public:
    Lockout(const Settings& settings, Audit& audit) : settings_(settings), audit_(audit) {}

    /// @errors session.locked (detail: the minutes left, rounded up)
    Result<void> check(const Account& account, Instant now) const;
    /// Counts a wrong password or code, and locks when it was one too many.
    void count_failure(db::Tx& tx, const Actor& who, const Account& account);

    // The same for names without an account: in memory, a bounded number of them.
    Result<void> check_unknown(std::string_view username_key, Instant now);
    void count_unknown(std::string_view username_key, Instant now);

private:
    struct Failures {
        int count = 0;
        Instant locked_until;
    };
    Failures next(Failures before, Instant now) const;
    Result<void> check(Instant locked_until, Instant now) const;

    const Settings& settings_;
    Audit& audit_;
    std::mutex mutex_;
    std::unordered_map<std::string, Failures> unknown_;
};

}  // namespace jishi::platform
