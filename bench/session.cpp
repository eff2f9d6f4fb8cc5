#include "session.hpp"

#include <arpa/inet.h>
#include <cstdlib>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

#include "installation.hpp"

namespace jishi::bench {

HttpConnection::HttpConnection(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("no connection");
    const int one = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}
HttpConnection::~HttpConnection() { close(socket_); }

HttpAnswer HttpConnection::send(std::string_view method, std::string_view target, std::string_view headers,
                                std::string_view body, std::string_view type)
{
    std::string request(method);
    request.append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n").append(headers);
    if (method != "GET")
        request.append("Content-Type: ")
            .append(type)
            .append("\r\nContent-Length: ")
            .append(std::to_string(body.size()))
            .append("\r\n");
    request.append("\r\n").append(body);
    if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
        throw std::runtime_error("cannot send");
    const auto more = [&] {
        char buffer[65536];
        const auto n = read(socket_, buffer, sizeof buffer);
        if (n <= 0) throw std::runtime_error("connection closed");
        received_.append(buffer, static_cast<std::size_t>(n));
    };
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos) more();
    HttpAnswer answer;
    answer.head = received_.substr(0, end + 2);
    answer.status = std::atoi(answer.head.c_str() + 9);
    std::size_t length = 0;
    if (const auto at = answer.head.find("Content-Length: "); at != std::string::npos)
        length = std::stoul(answer.head.substr(at + 16));
    while (received_.size() < end + 4 + length) more();
    answer.body = received_.substr(end + 4, length);
    received_.erase(0, end + 4 + length);
    return answer;
}

std::string json_text(std::string_view json, std::string_view member)
{
    const auto key = "\"" + std::string(member) + "\":\"";
    const auto at = json.find(key);
    if (at == std::string_view::npos) return {};
    const auto begin = at + key.size();
    return std::string(json.substr(begin, json.find('"', begin) - begin));
}

Session::Session(std::uint16_t port, const std::string& username, const std::string& initial_password)
    : connection_(port)
{
    const auto take = [&](const HttpAnswer& answer) {
        if (answer.status != 200)
            throw std::runtime_error("log-in of " + username + ": " + std::to_string(answer.status) + " " +
                                     answer.body);
        if (const auto at = answer.head.find("Set-Cookie: "); at != std::string::npos)
            read_headers_ = "Cookie: " + answer.head.substr(at + 12, answer.head.find(';', at) - at - 12) + "\r\n";
        write_headers_ = read_headers_ + "X-CSRF-Token: " + json_text(answer.body, "csrf_token") + "\r\n";
    };
    take(connection_.send("POST", "/api/session", {},
                          R"({"username":")" + username + R"(","password":")" + initial_password + "\"}"));
    take(connection_.send(
        "POST", "/api/session/password", write_headers_,
        R"({"old_password":")" + initial_password + R"(","new_password":"Measured-)" + initial_password + "\"}"));
}

std::string create_account(const std::string& data, const std::string& username, const std::string& role,
                           const std::string& organization_code)
{
    std::vector<std::string> more{username, "--role", role};
    if (!organization_code.empty()) more.insert(more.end(), {"--organization", organization_code});
    auto printed = run(command_of({"account", "create"}, data, more));
    while (!printed.empty() && std::isspace(static_cast<unsigned char>(printed.back()))) printed.pop_back();
    return printed.substr(printed.find_last_of(" \t\n") + 1);
}

}  // namespace jishi::bench
