#pragma once
// Runs bare_server beside a benchmark and ends it with it.

#include <cstdio>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace jishi::bench {

class BarePeer {
public:
    /// @param arguments  of bare_server: {"constant"} or {"sqlite"}
    explicit BarePeer(const std::vector<std::string>& arguments)
    {
        int to_child[2], from_child[2];
        if (::pipe2(to_child, O_CLOEXEC) != 0 || ::pipe2(from_child, O_CLOEXEC) != 0)
            throw std::runtime_error("bare_server: no pipe");
        child_ = ::fork();
        if (child_ == 0) {
            ::dup2(to_child[0], STDIN_FILENO);
            ::dup2(from_child[1], STDOUT_FILENO);
            std::vector<char*> words{const_cast<char*>(JISHI_BARE_SERVER)};
            for (const auto& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
            words.push_back(nullptr);
            ::execv(JISHI_BARE_SERVER, words.data());
            ::_exit(127);
        }
        ::close(to_child[0]);
        ::close(from_child[1]);
        its_input_ = to_child[1];
        std::FILE* lines = ::fdopen(from_child[0], "r");
        unsigned port = 0;
        const bool read = std::fscanf(lines, "port %u", &port) == 1;
        std::fclose(lines);
        if (!read) throw std::runtime_error("bare_server did not start: " JISHI_BARE_SERVER);
        port_ = static_cast<std::uint16_t>(port);
    }
    BarePeer(const BarePeer&) = delete;
    BarePeer& operator=(const BarePeer&) = delete;
    ~BarePeer()
    {
        ::close(its_input_);  // it ends with its input
        ::waitpid(child_, nullptr, 0);
    }
    std::uint16_t port() const { return port_; }

private:
    pid_t child_ = -1;
    int its_input_ = -1;
    std::uint16_t port_ = 0;
};

}  // namespace jishi::bench
