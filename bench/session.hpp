#pragma once
// A signed-in user of a benchmark: plain blocking HTTP, one connection.

#include <cstdint>
#include <string>
#include <string_view>

namespace jishi::bench {

struct HttpAnswer {
    int status = 0;
    std::string head;
    std::string body;
};

/// One request on a connection of its own that is kept open between calls.
class HttpConnection {
public:
    explicit HttpConnection(std::uint16_t port);
    ~HttpConnection();
    HttpConnection(const HttpConnection&) = delete;
    HttpConnection& operator=(const HttpConnection&) = delete;
    HttpAnswer send(std::string_view method, std::string_view target, std::string_view headers = {},
                    std::string_view body = {}, std::string_view type = "application/json");

private:
    int socket_ = -1;
    std::string received_;
};

/// The text of a member of a JSON object, at its first occurrence; empty when there is none.
std::string json_text(std::string_view json, std::string_view member);

class Session {
public:
    /// Signs in with an initial password and changes it.
    Session(std::uint16_t port, const std::string& username, const std::string& initial_password);
    /// Header lines of a read, and of a change with its CSRF token.
    const std::string& read_headers() const { return read_headers_; }
    const std::string& write_headers() const { return write_headers_; }
    HttpAnswer get(std::string_view target) { return connection_.send("GET", target, read_headers_); }
    HttpAnswer post(std::string_view target, std::string_view body)
    {
        return connection_.send("POST", target, write_headers_, body);
    }

    /// Keeps a file. @param name  plain ASCII
    HttpAnswer upload(const std::string& name, std::string_view bytes)
    {
        return connection_.send("POST", "/api/attachments", write_headers_ + "X-File-Name: " + name + "\r\n", bytes,
                                "application/octet-stream");
    }

private:
    HttpConnection connection_;
    std::string read_headers_;
    std::string write_headers_;
};

/// Makes an account with `jishi account create` in a data folder that no server has open. @return its initial password
std::string create_account(const std::string& data, const std::string& username, const std::string& role,
                           const std::string& organization_code);

}  // namespace jishi::bench
