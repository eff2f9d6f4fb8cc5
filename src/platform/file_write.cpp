#include "platform/file_write.hpp"

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "base/crypto.hpp"

namespace jishi::platform {

namespace {

[[noreturn]] void fail(const std::filesystem::path& path)
{
    throw std::runtime_error("cannot write " + path.string() + ": " + std::generic_category().message(errno));
}

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor()
    {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }

private:
    int number_;
};

bool write_all(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

void write_whole_file(const std::filesystem::path& path, std::string_view bytes, FileMode mode)
{
    const auto beside = path.parent_path() / ("." + path.filename().string() + "." + random_token(9) + ".part");
    try {
        const Descriptor file(
            ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, static_cast<mode_t>(mode)));
        if (file.number() < 0 || !write_all(file.number(), bytes) || ::fsync(file.number()) != 0) fail(path);
        if (::rename(beside.c_str(), path.c_str()) != 0) fail(path);
    } catch (...) {
        ::unlink(beside.c_str());
        throw;
    }
    const Descriptor folder(::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.number() < 0 || ::fsync(folder.number()) != 0) fail(path);
}

}  // namespace jishi::platform
