#pragma once
// A bare client for tests: bytes out, bytes in, over a real socket. It does nothing that was not asked for, so
// that it can send what no library would.

#include <chrono>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/target.hpp"

namespace jishi::testing {

struct Answer {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    std::string header(std::string_view name) const
    {
        for (const auto& [key, value] : headers)
            if (http::same_name(key, name)) return value;
        return {};
    }
    std::size_t count(std::string_view name) const
    {
        std::size_t found = 0;
        for (const auto& header : headers) found += http::same_name(header.first, name);
        return found;
    }
};

class Client {
public:
    explicit Client(std::uint16_t port)
    {
        socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error(std::string("connect: ") + std::strerror(errno));
        const int one = 1;
        setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    }
    Client(Client&& other) noexcept : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_))
    {
    }
    Client& operator=(Client&&) = delete;
    virtual ~Client()
    {
        if (socket_ >= 0) ::close(socket_);
    }

    /// @return false when the server has closed
    virtual bool send(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }
    void finish_sending() { ::shutdown(socket_, SHUT_WR); }
    int descriptor() const { return socket_; }

    /// Reads one answer; nullopt when the connection ends before one is complete or nothing comes for 20 s.
    std::optional<Answer> receive(bool is_head = false)
    {
        std::size_t end;
        while ((end = received_.find("\r\n\r\n")) == std::string::npos)
            if (!read_more()) return std::nullopt;
        Answer answer = parse_head(received_.substr(0, end + 2));
        received_.erase(0, end + 4);
        if (is_head || answer.status == 204 || answer.status == 304 || answer.status < 200) return answer;
        if (answer.header("Transfer-Encoding") == "chunked")
            return read_chunks(answer) ? std::optional(answer) : std::nullopt;
        const auto length = answer.header("Content-Length");
        if (length.empty()) {
            while (read_more()) {}
            answer.body = std::exchange(received_, {});
            return answer;
        }
        const auto wanted = std::stoull(length);
        while (received_.size() < wanted)
            if (!read_more()) return std::nullopt;
        answer.body = received_.substr(0, wanted);
        received_.erase(0, wanted);
        return answer;
    }
    std::optional<Answer> ask(std::string_view bytes)
    {
        send(bytes);
        return receive();
    }
    std::optional<Answer> get(std::string_view target)
    {
        return ask("GET " + std::string(target) + " HTTP/1.1\r\nHost: t\r\n\r\n");
    }
    /// Waits for the end of the connection; true when the server has closed it without sending more.
    bool is_closed_by_server()
    {
        while (read_more()) {}
        return !timed_out_ && received_.empty();
    }
    /// What has come and was not part of an answer yet.
    const std::string& received() const { return received_; }
    bool read_more()
    {
        char buffer[65536];
        const auto count = read_some(buffer, sizeof buffer);
        if (count <= 0) return false;
        received_.append(buffer, static_cast<std::size_t>(count));
        return true;
    }

protected:
    virtual long read_some(char* buffer, std::size_t size)
    {
        pollfd waiting{socket_, POLLIN, 0};
        if (::poll(&waiting, 1, 20'000) <= 0) {
            timed_out_ = true;
            return -1;
        }
        return ::recv(socket_, buffer, size, 0);
    }
    int socket_ = -1;
    bool timed_out_ = false;

private:
    static Answer parse_head(std::string_view head)
    {
        Answer answer;
        auto line_end = head.find("\r\n");
        if (!head.starts_with("HTTP/1.")) throw std::runtime_error("not an answer: " + std::string(head));
        answer.status = std::stoi(std::string(head.substr(9, 3)));
        for (auto at = line_end + 2; at < head.size(); at = line_end + 2) {
            line_end = head.find("\r\n", at);
            const auto line = head.substr(at, line_end - at);
            const auto colon = line.find(": ");
            answer.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
        }
        return answer;
    }
    bool read_chunks(Answer& answer)
    {
        for (;;) {
            std::size_t line;
            while ((line = received_.find("\r\n")) == std::string::npos)
                if (!read_more()) return false;
            const auto size = std::stoull(received_.substr(0, line), nullptr, 16);
            while (received_.size() < line + 2 + size + 2)
                if (!read_more()) return false;
            answer.body.append(received_, line + 2, size);
            received_.erase(0, line + 2 + size + 2);
            if (size == 0) return true;
        }
    }
    std::string received_;
};

}  // namespace jishi::testing
