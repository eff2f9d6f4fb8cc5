#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "http/static_files.hpp"

using namespace jishi::http;
namespace fs = std::filesystem;

namespace {

struct Folder {
    Folder()
    {
        std::string name = (fs::temp_directory_path() / "jishi_static_XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
        path = fs::path(name) / "web";
        put("index.html", "<!doctype html><title>Jishi</title>");
        put("favicon.svg", "<svg/>");
        put("assets/index-4f3a9c21.js", "console.log(1)");
        put("assets/index-4f3a9c21.js.br", "BR");
        put("assets/index-4f3a9c21.js.gz", "GZ");
        put("assets/logo.png", "PNG");
        put(".env", "SECRET=1");
        put(".git/config", "secret");
        put("../secret.txt", "secret");
        put("archive.gz", "a real archive");
    }
    ~Folder() { fs::remove_all(path.parent_path()); }
    void put(const std::string& name, std::string_view content) const
    {
        fs::create_directories((path / name).parent_path());
        std::ofstream(path / name, std::ios::binary) << content;
    }
    fs::path path;
};

Request request_for(std::string path, std::vector<std::pair<std::string, std::string>> headers = {},
                    Method method = Method::get)
{
    Request request;
    request.method = method;
    request.path = std::move(path);
    request.headers = std::move(headers);
    return request;
}

std::string header(const Response& response, std::string_view name)
{
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return {};
}

}  // namespace

TEST_CASE("http: the web application is served with its type, an entity tag and the right life time")
{
    const Folder folder;
    const StaticFiles files(folder.path);
    const auto index = files.serve(request_for("/"));
    CHECK(index.status == 200);
    CHECK(index.content_type == "text/html; charset=utf-8");
    CHECK(index.body == "<!doctype html><title>Jishi</title>");
    CHECK(header(index, "Cache-Control") == "no-cache");
    const auto script = files.serve(request_for("/assets/index-4f3a9c21.js"));
    CHECK(script.content_type == "text/javascript; charset=utf-8");
    CHECK(header(script, "Cache-Control") == "public, max-age=31536000, immutable");
    CHECK(header(script, "Vary") == "Accept-Encoding");
    const auto unhashed = files.serve(request_for("/assets/logo.png"));
    CHECK(unhashed.content_type == "image/png");
    CHECK(header(unhashed, "Cache-Control") == "no-cache");
    CHECK(files.serve(request_for("/favicon.svg")).content_type == "image/svg+xml");
    CHECK(files.serve(request_for("/archive.gz")).body == "a real archive");
}

TEST_CASE("http: compressed forms are sent to those who take them, each with an entity tag of its own")
{
    const Folder folder;
    const StaticFiles files(folder.path);
    const auto served = [&](std::string accept) {
        return files.serve(request_for("/assets/index-4f3a9c21.js", {{"accept-encoding", std::move(accept)}}));
    };
    CHECK(served("gzip, deflate, br").body == "BR");
    CHECK(header(served("gzip, deflate, br"), "Content-Encoding") == "br");
    CHECK(served("gzip").body == "GZ");
    CHECK(served("br;q=0, gzip;q=0.5").body == "GZ");
    CHECK(served("identity").body == "console.log(1)");
    CHECK(served("").body == "console.log(1)");
    CHECK(served("x-br, brotli").body == "console.log(1)");
    CHECK(header(served("br"), "ETag") != header(served("gzip"), "ETag"));
    CHECK(header(served("br"), "ETag") != header(served(""), "ETag"));
    // The compressed forms are not files of their own.
    CHECK(files.serve(request_for("/assets/index-4f3a9c21.js.br")).status == 404);
}

TEST_CASE("http: a client that has the file is told so, and not after the file has changed")
{
    const Folder folder;
    const auto tag = header(StaticFiles(folder.path).serve(request_for("/index.html")), "ETag");
    const auto status = [&](const std::string& if_none_match) {
        return StaticFiles(folder.path).serve(request_for("/", {{"If-None-Match", if_none_match}})).status;
    };
    CHECK(tag.size() == 34);
    CHECK(status(tag) == 304);
    CHECK(status("\"other\", W/" + tag) == 304);
    CHECK(status("*") == 304);
    CHECK(status("\"other\"") == 200);
    folder.put("index.html", "<!doctype html><title>new</title>");
    CHECK(status(tag) == 200);
}

TEST_CASE("http: routes of the application get index.html, missing files and the API do not")
{
    const Folder folder;
    const StaticFiles files(folder.path);
    const auto index = files.serve(request_for("/")).body;
    for (const auto* route : {"/organizations", "/organizations/123/history", "/login", "/apiary"}) {
        CAPTURE(route);
        CHECK(files.serve(request_for(route)).status == 200);
        CHECK(files.serve(request_for(route)).body == index);
    }
    for (const auto* missing :
         {"/assets/gone-00000000.js", "/missing.png", "/api", "/api/organizations", "/.env", "/.git/config",
          "/../secret.txt", "/assets/../../secret.txt", "//secret.txt", "/index.html/"}) {
        CAPTURE(missing);
        const auto answer = files.serve(request_for(missing));
        CHECK(answer.body.find("secret") == std::string::npos);
        CHECK(answer.body.find("SECRET") == std::string::npos);
        if (std::string_view(missing) != "/index.html/") CHECK(answer.status == 404);
    }
}

TEST_CASE("http: files can only be read")
{
    const Folder folder;
    const StaticFiles files(folder.path);
    CHECK(files.serve(request_for("/", {}, Method::head)).status == 200);
    const auto refused = files.serve(request_for("/", {}, Method::post));
    CHECK(refused.status == 405);
    CHECK(header(refused, "Allow") == "GET, HEAD");
}

TEST_CASE("http: links that lead out of the folder are not followed, links within are")
{
    const Folder folder;
    fs::create_symlink(folder.path / ".." / "secret.txt", folder.path / "out.txt");
    fs::create_symlink(folder.path / "favicon.svg", folder.path / "in.svg");
    fs::create_directory_symlink(folder.path / "..", folder.path / "up");
    const StaticFiles files(folder.path);
    CHECK(files.serve(request_for("/out.txt")).status == 404);
    CHECK(files.serve(request_for("/up/secret.txt")).status == 404);
    CHECK(files.serve(request_for("/in.svg")).status == 200);
}

TEST_CASE("http: a large file is sent from disk, a folder without index.html is refused at the start")
{
    const Folder folder;
    folder.put("large.bin", std::string(5 * 1024 * 1024, 'x'));
    const StaticFiles files(folder.path);
    const auto answer = files.serve(request_for("/large.bin"));
    CHECK(answer.body.empty());
    CHECK(fs::file_size(answer.file) == 5 * 1024 * 1024);
    fs::remove(folder.path / "index.html");
    CHECK_THROWS_AS(StaticFiles{folder.path}, std::runtime_error);
    CHECK_THROWS_AS(StaticFiles{folder.path / "nowhere"}, std::runtime_error);
}
