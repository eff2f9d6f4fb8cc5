// Preloaded into a server under test: while the file that JISHI_FULL_DISK names exists, nothing can be written to
// regular files, as on a disk without room.

#include <cerrno>
#include <cstdlib>

#include <dlfcn.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

bool is_full(int file)
{
    static const char* flag = std::getenv("JISHI_FULL_DISK");
    if (!flag || access(flag, F_OK) != 0) return false;
    struct stat about {};
    return fstat(file, &about) == 0 && S_ISREG(about.st_mode);
}

template <class Function>
Function next(const char* name)
{
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

ssize_t no_room()
{
    errno = ENOSPC;
    return -1;
}

}  // namespace

extern "C" {

ssize_t write(int file, const void* data, size_t size)
{
    static const auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
    return is_full(file) ? no_room() : real(file, data, size);
}
ssize_t pwrite(int file, const void* data, size_t size, off_t at)
{
    static const auto real = next<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
    return is_full(file) ? no_room() : real(file, data, size, at);
}
ssize_t pwrite64(int file, const void* data, size_t size, off64_t at)
{
    static const auto real = next<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
    return is_full(file) ? no_room() : real(file, data, size, at);
}
int ftruncate64(int file, off64_t size)
{
    static const auto real = next<int (*)(int, off64_t)>("ftruncate64");
    return is_full(file) ? static_cast<int>(no_room()) : real(file, size);
}

}  // extern "C"
