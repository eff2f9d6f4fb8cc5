// Whatever bytes arrive on a connection, the server answers or hangs up, and the next client is served.

#include <cstdint>
#include <cstdlib>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/server.hpp"

namespace {

using namespace jishi::http;

Server& server()
{
    static Server* one = [] {
        ServerConfig config;
        config.port = 0;
        config.header_bytes_max = 4096;
        config.body_bytes_max = 65'536;
        config.header_timeout = config.body_timeout = config.idle_timeout = config.write_timeout =
            std::chrono::seconds{2};
        auto* made = new Server(config, [](Request&& request, Respond respond) {
            Response response;
            response.content_type = "text/plain";
            response.body = request.path + std::string(request.header("x-test")) + request.body;
            for (const auto& [name, value] : request.query) response.body += name + value;
            response.body += request.cookie("jishi_session");
            respond(std::move(response));
        });
        made->start();
        return made;
    }();
    return *one;
}

/// Sends the bytes, says that no more will come, and reads until the server hangs up.
std::string exchange(const char* data, std::size_t size)
{
    const int handle = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server().port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(handle, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) std::abort();
    for (std::size_t sent = 0; sent < size;) {
        const auto n = send(handle, data + sent, size - sent, MSG_NOSIGNAL);
        if (n <= 0) break;
        sent += static_cast<std::size_t>(n);
    }
    shutdown(handle, SHUT_WR);
    std::string answer;
    char buffer[4096];
    for (ssize_t n = 0; (n = read(handle, buffer, sizeof buffer)) > 0;)
        answer.append(buffer, static_cast<std::size_t>(n));
    const linger at_once{1, 0};  // no port of this machine stays behind in TIME_WAIT
    setsockopt(handle, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(handle);
    return answer;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static int count = 0;
    const auto answer = exchange(reinterpret_cast<const char*>(data), size);
    if (!answer.empty() && !answer.starts_with("HTTP/1.")) std::abort();
    if (++count % 256 == 0) {
        constexpr std::string_view good = "GET /next HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        if (!exchange(good.data(), good.size()).starts_with("HTTP/1.1 200")) std::abort();
    }
    return 0;
}
