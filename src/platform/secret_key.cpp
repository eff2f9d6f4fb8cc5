#include "platform/secret_key.hpp"

#include <fstream>
#include <stdexcept>

#include <sys/stat.h>

#include "base/crypto.hpp"
#include "platform/file_write.hpp"

namespace jishi::platform {

SecretKey SecretKey::load_or_create(const std::filesystem::path& folder)
{
    const auto path = folder / "secret.key";
    std::filesystem::create_directories(folder);
    if (!std::filesystem::exists(path)) {
        const auto bytes = random_bytes(32);
        write_whole_file(path, to_hex(bytes) + "\n", FileMode::secret);
        return SecretKey(bytes);
    }
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0 || (about.st_mode & 077) != 0)
        throw std::runtime_error("secret key: " + path.string() + " must be readable by its owner only (chmod 600)");
    std::ifstream file(path);
    std::string text;
    file >> text;
    const auto bytes = from_hex(text);
    if (!file || !bytes || bytes->size() != 32)
        throw std::runtime_error("secret key: " + path.string() + " is damaged; put it back from a backup");
    return SecretKey(*bytes);
}

std::string SecretKey::derive(std::string_view purpose) const { return hmac(Digest::sha256, bytes_, purpose); }

}  // namespace jishi::platform
