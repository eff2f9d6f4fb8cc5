// snapshot-load: the snapshot of the nation from its file, checked, against reading the file.

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "made_nation.hpp"
#include "statistics/snapshot_file.hpp"

int main()
{
    using namespace jishi::bench;
    {
        const MadeNation nation(false);
    }  // makes the file
    const auto file = MadeNation::file();
    std::vector<char> buffer(1 << 20);
    const auto read = fastest_ms(5, [&] {
        const int in = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
        while (::read(in, buffer.data(), buffer.size()) > 0) {}
        ::close(in);
    });
    // Into memory that the process has not had before, as a program that starts must.
    const auto fresh = fastest_ms(3, [&] {
        std::vector<char> all(std::filesystem::file_size(file));
        const int in = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
        std::size_t at = 0;
        for (ssize_t got = 0; (got = ::read(in, all.data() + at, all.size() - at)) > 0;)
            at += static_cast<std::size_t>(got);
        ::close(in);
    });
    const auto load = fastest_ms(3, [&] {
        if (!jishi::statistics::load_snapshot(file)) throw std::runtime_error("not loaded");
    });
    report("snapshot-load", {{"s", load / 1e3},
                             {"read_s", read / 1e3},
                             {"read_into_memory_s", fresh / 1e3},
                             {"times_reading", load / read},
                             {"times_reading_into_memory", load / fresh},
                             {"gigabytes", static_cast<double>(std::filesystem::file_size(file)) / 1e9}});
}
