#pragma once
// Reads a file in pieces, without exceptions: a file that cannot be read is an answer, not an accident.

#include <cstdint>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace jishi::http {

/// A file that is sent.
class FileReader {
public:
    FileReader() = default;
    FileReader(const FileReader&) = delete;
    FileReader& operator=(const FileReader&) = delete;
    ~FileReader()
    {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    void open(const std::string& path)
    {
        descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        struct stat facts {};
        readable_ = descriptor_ >= 0 && fstat(descriptor_, &facts) == 0 && S_ISREG(facts.st_mode);
        size_ = readable_ ? static_cast<std::uint64_t>(facts.st_size) : 0;
    }
    bool is_open() const { return readable_; }
    std::uint64_t size() const { return size_; }
    /// The next `bytes`, fewer at the end, none after an error.
    void read(std::string& piece, std::size_t bytes)
    {
        piece.clear();
        piece.resize(bytes);
        const auto count = ::read(descriptor_, piece.data(), bytes);
        piece.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    }

private:
    int descriptor_ = -1;
    bool readable_ = false;
    std::uint64_t size_ = 0;
};

}  // namespace jishi::http
