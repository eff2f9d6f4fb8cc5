#include "platform/password.hpp"

#include <algorithm>
#include <thread>

#include "base/text.hpp"

namespace jishi::platform {

namespace {

constexpr std::size_t length_max = 128;
constexpr std::size_t username_part_min = 3;  // a name of one or two letters is in every second word

int classes_of(std::string_view password)
{
    bool small = false;
    bool capital = false;
    bool digit = false;
    bool other = false;
    for (const char c : password) {
        if (c >= 'a' && c <= 'z') small = true;
        else if (c >= 'A' && c <= 'Z') capital = true;
        else if (c >= '0' && c <= '9') digit = true;
        else other = true;
    }
    return small + capital + digit + other;
}

std::size_t length_min_of(const PlatformPolicy::Password& rules, PasswordFor whom)
{
    return whom == PasswordFor::administrator ? std::max(rules.length_min, rules.length_min_administrator)
                                              : rules.length_min;
}

}  // namespace

Result<void> check_password(const PlatformPolicy::Password& rules, PasswordFor whom, std::string_view username,
                            std::string_view password)
{
    const auto length = length_of(password);
    const auto length_min = length_min_of(rules, whom);
    if (length < length_min)
        return refuse(ErrorKind::rule_refused, "password.too_short", rules.rule, std::to_string(length_min));
    if (length > length_max)
        return refuse(ErrorKind::rule_refused, "password.too_long", {}, std::to_string(length_max));
    if (classes_of(password) < rules.classes_min)
        return refuse(ErrorKind::rule_refused, "password.too_simple", rules.rule, std::to_string(rules.classes_min));
    const auto name = fold_for_search(username);
    auto backwards = name;
    std::ranges::reverse(backwards);
    const auto folded = fold_for_search(password);
    if (name.size() >= username_part_min && (folded.contains(name) || folded.contains(backwards)))
        return refuse(ErrorKind::rule_refused, "password.contains_username", rules.rule);
    return {};
}

std::string initial_password(const PlatformPolicy::Password& rules, PasswordFor whom, std::string_view username)
{
    constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-+=%";
    const auto length = std::max<std::size_t>(14, length_min_of(rules, whom));
    for (;;) {
        auto password = random_text(letters, length);
        if (check_password(rules, whom, username, password)) return password;
    }
}

/// Holds one of the places while it hashes.
class PasswordWork::Turn {
public:
    explicit Turn(PasswordWork& work) : work_(work)
    {
        std::unique_lock lock(work_.mutex_);
        if (work_.free_ == 0 && work_.waiting_ >= work_.waiting_max_) return;
        ++work_.waiting_;
        work_.freed_.wait(lock, [this] { return work_.free_ > 0; });
        --work_.waiting_;
        --work_.free_;
        taken_ = true;
    }
    ~Turn()
    {
        if (!taken_) return;
        {
            const std::lock_guard lock(work_.mutex_);
            ++work_.free_;
        }
        work_.freed_.notify_one();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    bool taken() const { return taken_; }

private:
    PasswordWork& work_;
    bool taken_ = false;
};

PasswordWork::PasswordWork(PasswordCost cost, std::size_t at_once, std::size_t waiting_max)
    : cost_(cost), nobody_(hash_password(random_token(), cost)), waiting_max_(waiting_max),
      free_(at_once > 0 ? at_once : std::max(2U, std::thread::hardware_concurrency()) - 1)
{
}

Result<std::string> PasswordWork::hash(std::string_view password)
{
    const Turn turn(*this);
    if (!turn.taken()) return refuse(ErrorKind::too_many, "session.busy");
    return hash_password(password, cost_);
}

Result<bool> PasswordWork::verify(std::string_view hash, std::string_view password)
{
    const Turn turn(*this);
    if (!turn.taken()) return refuse(ErrorKind::too_many, "session.busy");
    return verify_password(hash, password);
}

}  // namespace jishi::platform
