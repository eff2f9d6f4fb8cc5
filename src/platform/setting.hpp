#pragma once
// Parameters of the policy packs that a system administrator may change in the program, within their limits. A
// change is audited and in force at once.

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/crypto.hpp"
#include "base/date.hpp"
#include "base/result.hpp"
#include "db/db.hpp"
#include "platform/actor.hpp"
#include "policy/policy.hpp"

namespace jishi::platform {

class Audit;

using SettingValue = std::variant<bool, std::int64_t, std::string>;
/// "true", "15", or the text itself: how a value is stored.
std::string to_string(const SettingValue& value);

/// The parameters of this module as of today. [SEC-10, SEC-11, SEC-16]
struct PlatformPolicy {
    struct Password {
        std::size_t length_min = 0;
        std::size_t length_min_administrator = 0;
        int classes_min = 0;
        int age_days_max = 0;  // 0: never
        int history = 0;
        std::string rule;
    } password;
    struct Lockout {
        int failures_max = 0;
        int minutes = 0;
        std::string rule;
    } lockout;
    struct Session {
        int idle_minutes = 0;
        int hours_max = 0;
    } session;
    struct Totp {
        bool required_for_administrators = false;
        bool required_for_all = false;
        TotpParameters parameters;
        std::string rule;
    } totp;
    Digest audit_digest = Digest::sm3;
};

/// A parameter as an administrator sees it.
struct Setting {
    std::string key;
    SettingValue value;
    SettingValue standard;  // of the pack
    std::string rule;
    std::string title;
    std::string title_en;
    std::string kind;  // boolean | integer | text
};

class Settings {
public:
    Settings(const policy::Book& book, const Clock& clock, Audit& audit);

    /// Reads the stored changes. Throws policy::WrongValue when the packs lack a key of this module.
    void start(db::Tx& tx);

    /// What is in force now; cheap, and the same object until something changes.
    std::shared_ptr<const PlatformPolicy> policy() const;

    /// Any key of the packs with its change, if it has one, for other modules: "platform.job.keep_days".
    std::int64_t integer(std::string_view key) const;
    bool boolean(std::string_view key) const;

    std::vector<Setting> list() const;
    /// @errors access.forbidden, setting.unknown, input.invalid (value: input.expected_boolean,
    ///         input.expected_integer, input.expected_text, setting.out_of_range), setting.looser
    Result<Setting> change(db::Tx& tx, const Actor& actor, std::string_view key, const SettingValue& value);

private:
    using Changes = std::map<std::string, SettingValue, std::less<>>;
    SettingValue value_of(const policy::Entry& entry, const Changes& changes) const;
    Result<void> check(const policy::Entry& entry, const SettingValue& value) const;
    void resolve();

    const policy::Book& book_;
    const Clock& clock_;
    Audit& audit_;
    mutable std::mutex mutex_;
    Changes changes_;
    mutable Date day_;  // that `policy_` was made for
    mutable std::shared_ptr<const PlatformPolicy> policy_;
};

}  // namespace jishi::platform
