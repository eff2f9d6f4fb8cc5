// The peer of the HTTP benchmarks: a bare Beast server, one I/O thread, no timeouts, no routing, no session.
//   bare_server constant          answers every request with the same 500 bytes
//   bare_server sqlite [rows]     one prepared point read per request: GET /ID, 1 ≤ ID ≤ rows (665,276 unless said)
// Prints "port N" once it listens and ends when its standard input does.

#include <cstdio>
#include <cstdlib>
#include <charconv>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include <sqlite3.h>
#include <unistd.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Executor = asio::io_context::executor_type;
using Socket = tcp::socket::rebind_executor<Executor>::other;
using Acceptor = tcp::acceptor::rebind_executor<Executor>::other;
using Awaitable = asio::awaitable<void, Executor>;
constexpr asio::use_awaitable_t<Executor> use_awaitable;

void check(int code, sqlite3* database)
{
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
        throw std::runtime_error(sqlite3_errmsg(database));
}

/// A table of `rows` organisations in a file of its own, and the statement that reads one.
class Table {
public:
    explicit Table(int rows)
    {
        std::string folder = (std::filesystem::temp_directory_path() / "bare_server_XXXXXX").string();
        if (!::mkdtemp(folder.data())) throw std::runtime_error("no temporary folder");
        folder_ = folder;
        check(sqlite3_open((folder_ / "bare.db").c_str(), &database_), database_);
        run("PRAGMA journal_mode=WAL");
        run("CREATE TABLE organization (id INTEGER PRIMARY KEY, name TEXT, path TEXT, detail TEXT)");
        run("BEGIN");
        sqlite3_stmt* insert = prepare("INSERT INTO organization VALUES (?, ?, ?, ?)");
        const std::string detail(360, 'd');
        for (int id = 1; id <= rows; ++id) {
            const auto name = "Organisation " + std::to_string(id);
            const auto path = "/000001/" + std::to_string(id / 1000) + "/" + std::to_string(id);
            sqlite3_bind_int(insert, 1, id);
            bind(insert, 2, name);
            bind(insert, 3, path);
            bind(insert, 4, detail);
            check(sqlite3_step(insert), database_);
            sqlite3_reset(insert);
        }
        sqlite3_finalize(insert);
        run("COMMIT");
        read_ = prepare("SELECT id, name, path, detail FROM organization WHERE id = ?");
    }
    Table(const Table&) = delete;
    ~Table()
    {
        sqlite3_finalize(read_);
        sqlite3_close(database_);
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    /// The row as JSON of about 500 bytes; empty when there is none.
    std::string find(std::int64_t id)
    {
        sqlite3_bind_int64(read_, 1, id);
        std::string out;
        if (sqlite3_step(read_) == SQLITE_ROW) {
            out.reserve(512);
            out += R"({"id":")";
            out += text(0);
            out += R"(","name":")";
            out += text(1);
            out += R"(","path":")";
            out += text(2);
            out += R"(","detail":")";
            out += text(3);
            out += R"("})";
        }
        sqlite3_reset(read_);
        return out;
    }

private:
    void run(const char* sql) { check(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr), database_); }
    sqlite3_stmt* prepare(const char* sql)
    {
        sqlite3_stmt* statement = nullptr;
        check(sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr), database_);
        return statement;
    }
    static void bind(sqlite3_stmt* statement, int at, const std::string& value)
    {
        sqlite3_bind_text(statement, at, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
    }
    const char* text(int column) { return reinterpret_cast<const char*>(sqlite3_column_text(read_, column)); }

    std::filesystem::path folder_;
    sqlite3* database_ = nullptr;
    sqlite3_stmt* read_ = nullptr;
};

std::string answer(Table* table, std::string_view target)
{
    static const std::string constant = R"({"constant":")" + std::string(485, 'c') + R"("})";
    if (!table) return constant;
    std::int64_t id = 0;
    std::from_chars(target.data() + 1, target.data() + target.size(), id);
    return table->find(id);
}

Awaitable serve(Socket socket, Table* table)
{
    boost::beast::flat_buffer buffer;
    boost::system::error_code error;
    for (;;) {
        http::request<http::empty_body> request;
        co_await http::async_read(socket, buffer, request, asio::redirect_error(use_awaitable, error));
        if (error) break;
        http::response<http::string_body> response{http::status::ok, request.version()};
        response.set(http::field::content_type, "application/json");
        response.keep_alive(request.keep_alive());
        response.body() = answer(table, {request.target().data(), request.target().size()});
        response.prepare_payload();
        co_await http::async_write(socket, response, asio::redirect_error(use_awaitable, error));
        if (error || !response.keep_alive()) break;
    }
}

Awaitable listen(Acceptor& acceptor, Table* table)
{
    for (;;) {
        auto socket = co_await acceptor.async_accept(use_awaitable);
        socket.set_option(tcp::no_delay(true));
        const auto executor = socket.get_executor();
        asio::co_spawn(executor, serve(std::move(socket), table), asio::detached);
    }
}

}  // namespace

int main(int count, char** arguments)
{
    const std::string_view mode = count > 1 ? arguments[1] : "";
    if (mode != "constant" && mode != "sqlite") {
        std::fprintf(stderr, "usage: bare_server constant | sqlite [rows]\n");
        return 2;
    }
    std::unique_ptr<Table> table;
    if (mode == "sqlite") table = std::make_unique<Table>(count > 2 ? std::atoi(arguments[2]) : 665'276);
    asio::io_context context{1};
    Acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
    asio::co_spawn(context, listen(acceptor, table.get()), asio::detached);
    std::printf("port %u\n", acceptor.local_endpoint().port());
    std::fflush(stdout);
    std::thread ending([&context] {
        char ignored[256];
        while (::read(STDIN_FILENO, ignored, sizeof ignored) > 0) {}
        context.stop();
    });
    context.run();
    ending.join();
}
