#pragma once
// Rules turned into a module's own struct, once for all places and days on which they say the same.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include "policy/policy.hpp"

namespace jishi::policy {

/// Reads a key as of a day, or as of another one (today) where nothing was in force on that day.
class Reader {
public:
    Reader(const Policy& on_day, const Policy& otherwise) : on_day_(on_day), otherwise_(otherwise) {}
    const Value& get(std::string_view key) const
    {
        if (const auto* value = on_day_.find(key)) return *value;
        return otherwise_.get(key);
    }
    const Value* find(std::string_view key) const
    {
        const auto* value = on_day_.find(key);
        return value ? value : otherwise_.find(key);
    }
    int number(std::string_view key) const { return static_cast<int>(get(key).integer()); }

private:
    const Policy& on_day_;
    const Policy& otherwise_;
};

template <class T>
class Readings {
public:
    explicit Readings(std::function<T(const Reader&)> read) : read_(std::move(read)) {}

    std::shared_ptr<const T> of(const Policy& on_day, const Policy& otherwise) const
    {
        const auto key = std::pair(on_day.snapshot(), otherwise.snapshot());
        {
            const std::shared_lock lock(mutex_);
            if (const auto known = known_.find(key); known != known_.end()) return known->second;
        }
        auto made = std::make_shared<const T>(read_(Reader(on_day, otherwise)));
        const std::unique_lock lock(mutex_);
        return known_.try_emplace(key, std::move(made)).first->second;
    }
    std::shared_ptr<const T> of(const Policy& policy) const { return of(policy, policy); }

private:
    std::function<T(const Reader&)> read_;
    mutable std::shared_mutex mutex_;
    mutable std::map<std::pair<const Snapshot*, const Snapshot*>, std::shared_ptr<const T>> known_;
};

}  // namespace jishi::policy
