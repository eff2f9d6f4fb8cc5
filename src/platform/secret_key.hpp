#pragma once
// The key of an installation: 32 random bytes in `secret.key` of the data folder, made at the first start and
// readable by the server's user only. Whatever needs a key derives its own from it.

#include <filesystem>
#include <string>
#include <string_view>

namespace jishi::platform {

class SecretKey {
public:
    /// Reads the key, or makes it when there is none. Throws std::runtime_error when the file cannot be read or
    /// written, is damaged, or may be read by others.
    static SecretKey load_or_create(const std::filesystem::path& folder);
    explicit SecretKey(std::string bytes) : bytes_(std::move(bytes)) {}

    /// 32 bytes for one purpose ("totp", "audit head"); keys of different purposes tell nothing of each other.
    std::string derive(std::string_view purpose) const;

private:
    std::string bytes_;
};

}  // namespace jishi::platform
