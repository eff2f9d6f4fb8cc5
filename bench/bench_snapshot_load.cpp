// snapshot-load: the snapshot of the nation from its file, checked, against reading the file. What counts is the file
// read at the speed of the disk: both read it when the system keeps nothing of it.

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "made_nation.hpp"
#include "statistics/snapshot_file.hpp"

namespace {

/// The system keeps nothing of the file.
void forget(const std::filesystem::path& file)
{
    const int in = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    ::fsync(in);
    ::posix_fadvise(in, 0, 0, POSIX_FADV_DONTNEED);
    ::close(in);
}

}  // namespace

int main()
{
    using namespace jishi::bench;
    {
        const MadeNation nation(false);
    }  // makes the file
    const auto file = MadeNation::file();
    std::vector<char> buffer(1 << 20);
    const auto read_all = [&] {
        const int in = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
        while (::read(in, buffer.data(), buffer.size()) > 0) {}
        ::close(in);
    };
    const auto read = fastest_ms(5, read_all);
    // Into memory that the process has not had before, as a program that starts must.
    const auto fresh = fastest_ms(3, [&] {
        std::vector<char> all(std::filesystem::file_size(file));
        const int in = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
        std::size_t at = 0;
        for (ssize_t got = 0; (got = ::read(in, all.data() + at, all.size() - at)) > 0;)
            at += static_cast<std::size_t>(got);
        ::close(in);
    });
    const auto load_it = [&] {
        if (!jishi::statistics::load_snapshot(file)) throw std::runtime_error("not loaded");
    };
    const auto load = fastest_ms(3, load_it);
    // In turns, so that a disk that slows down slows both.
    constexpr int rounds = 3;
    double read_from_disk = 0, load_from_disk = 0;
    for (int i = 0; i < rounds; ++i) {
        forget(file);
        read_from_disk += fastest_ms(1, read_all) / rounds;
        forget(file);
        load_from_disk += fastest_ms(1, load_it) / rounds;
    }
    report("snapshot-load", {{"s", load / 1e3},
                             {"read_s", read / 1e3},
                             {"read_into_memory_s", fresh / 1e3},
                             {"from_disk_s", load_from_disk / 1e3},
                             {"read_from_disk_s", read_from_disk / 1e3},
                             {"times_reading_from_disk", load_from_disk / read_from_disk},
                             {"times_reading_again", load / read},
                             {"times_reading_again_into_memory", load / fresh},
                             {"gigabytes", static_cast<double>(std::filesystem::file_size(file)) / 1e9}});
}
