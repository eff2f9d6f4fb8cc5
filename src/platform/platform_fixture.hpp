#pragma once
// What the tests of this folder share: a temporary data folder and an actor out of nowhere.

#include <filesystem>
#include <string>

#include <unistd.h>

#include "base/crypto.hpp"
#include "platform/actor.hpp"

namespace jishi::platform::testing {

class TemporaryFolder {
public:
    TemporaryFolder() : path_(std::filesystem::temp_directory_path() / ("jishi_platform_" + random_token(9)))
    {
        std::filesystem::create_directories(path_);
    }
    ~TemporaryFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// A row that foreign keys can point at, where the account itself does not matter. Parameters: id, username.
inline constexpr auto insert_account = R"(
    INSERT INTO platform_account (id, username, username_key, display_name, search, password_hash, password_changed_at,
                                  must_change_password, created_at, created_by)
    VALUES (:id, :username, :username, :username, '', '', 0, 0, 0, 0))";

inline Actor actor_of(std::int64_t account, std::string username)
{
    Actor actor;
    actor.account = AccountId{account};
    actor.username = std::move(username);
    actor.remote = "10.0.0.7";
    actor.request_id = "request-1";
    return actor;
}

}  // namespace jishi::platform::testing
