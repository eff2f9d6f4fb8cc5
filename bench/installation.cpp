#include "installation.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <netinet/in.h>
#include <sched.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "report.hpp"

namespace jishi::bench {

namespace fs = std::filesystem;

namespace {

void pin_to(const std::string& cores)
{
    if (cores.empty()) return;
    cpu_set_t set;
    CPU_ZERO(&set);
    std::size_t at = 0;
    while (at < cores.size()) {
        CPU_SET(std::stoul(cores.substr(at)), &set);
        at = cores.find(',', at);
        at = at == std::string::npos ? cores.size() : at + 1;
    }
    sched_setaffinity(0, sizeof set, &set);
}

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

std::uint16_t free_port()
{
    const int handle = socket(AF_INET, SOCK_STREAM, 0);
    auto address = loopback(0);
    socklen_t length = sizeof address;
    if (bind(handle, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("no free port");
    getsockname(handle, reinterpret_cast<sockaddr*>(&address), &length);
    close(handle);
    return ntohs(address.sin_port);
}

/// Does the server answer /readyz with 200?
bool answers(std::uint16_t port)
{
    const int handle = socket(AF_INET, SOCK_STREAM, 0);
    const auto address = loopback(port);
    bool ready = false;
    if (connect(handle, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
        const std::string request = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        char head[32] = {};
        if (write(handle, request.data(), request.size()) > 0 && read(handle, head, sizeof head - 1) > 12)
            ready = std::strncmp(head + 9, "200", 3) == 0;
    }
    close(handle);
    return ready;
}

double status_mb(pid_t process, const std::string& key)
{
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    std::string line;
    while (std::getline(status, line))
        if (line.starts_with(key)) return std::stod(line.substr(key.size())) / 1024;
    return 0;
}

}  // namespace

TemporaryFolder::TemporaryFolder()
{
    std::string pattern = (fs::temp_directory_path() / "jishi-bench-XXXXXX").string();
    if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
    path_ = pattern;
}
TemporaryFolder::~TemporaryFolder() { fs::remove_all(path_); }

pid_t start(const std::vector<std::string>& command, const std::string& log, const std::string& cores)
{
    std::vector<char*> words;
    for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    const pid_t process = fork();
    if (process < 0) throw std::runtime_error("fork failed");
    if (process == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        pin_to(cores);
        const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(out, 1);
        dup2(out, 2);
        execvp(words[0], words.data());
        _exit(127);
    }
    return process;
}

void finish(pid_t process, const std::string& what)
{
    int status = 0;
    waitpid(process, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw std::runtime_error(what + " failed");
}

std::string run(const std::vector<std::string>& command)
{
    const TemporaryFolder folder;
    const auto log = folder.path() + "/log";
    const auto text = [&] {
        std::ifstream in(log);
        return std::string{std::istreambuf_iterator<char>(in), {}};
    };
    try {
        finish(start(command, log), command[0] + " " + command[1]);
    } catch (const std::exception& error) {
        throw std::runtime_error(std::string(error.what()) + ": " + text());
    }
    return text();
}

std::vector<std::string> command_of(const std::vector<std::string>& command, const std::string& data,
                                    const std::vector<std::string>& more)
{
    std::vector<std::string> words{JISHI_PROGRAM};
    words.insert(words.end(), command.begin(), command.end());
    for (const char* word : {"--data", data.c_str(), "--packs", JISHI_SOURCE_DIR "/packs"}) words.emplace_back(word);
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

std::string divisions()
{
    const char* folder = std::getenv("JISHI_DIVISIONS");
    if (!folder) throw std::runtime_error("JISHI_DIVISIONS names no folder; use ./dev bench");
    return folder;
}

void copy_nation_to(const std::string& data)
{
    const fs::path kept = fs::path(JISHI_PROGRAM).parent_path() / "bench" / "nation";
    if (!fs::exists(kept / "done") || fs::last_write_time(kept / "done") < fs::last_write_time(JISHI_PROGRAM)) {
        fs::remove_all(kept);
        std::printf("importing the nation\n");
        std::fflush(stdout);
        run(command_of({"import", "divisions"}, (kept / "data").string(), {divisions()}));
        std::ofstream(kept / "done") << "\n";
    }
    fs::copy(kept / "data", data, fs::copy_options::recursive);
}

ServerProcess::ServerProcess(const std::string& data, const std::vector<std::string>& flags, const std::string& cores)
    : port_(free_port())
{
    auto words = command_of({"serve"}, data, {"--port", std::to_string(port_)});
    words.insert(words.end(), flags.begin(), flags.end());
    const Stopwatch watch;
    process_ = start(words, data + "/server.log", cores);
    while (!answers(port_)) {
        int status = 0;
        if (watch.seconds() > 60 || waitpid(process_, &status, WNOHANG) != 0)
            throw std::runtime_error("the server did not start; see " + data + "/server.log");
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    start_seconds_ = watch.seconds();
}

ServerProcess::~ServerProcess()
{
    kill(process_, SIGTERM);
    int status = 0;
    waitpid(process_, &status, 0);
}

double ServerProcess::rss_mb() const { return status_mb(process_, "VmRSS:"); }
double ServerProcess::rss_peak_mb() const { return status_mb(process_, "VmHWM:"); }

}  // namespace jishi::bench
