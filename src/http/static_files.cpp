#include "http/static_files.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <openssl/evp.h>

#include "http/problem.hpp"
#include "http/target.hpp"

namespace jishi::http {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t memory_max = 4 * 1024 * 1024;  // of one file

std::string read_file(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(in), {}};
    if (!in) throw std::runtime_error("http: cannot read " + file.string());
    return content;
}

std::string etag_of(std::string_view content, std::string_view suffix)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(content.data(), content.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("http: no SHA-256");
    static constexpr char digits[] = "0123456789abcdef";
    std::string etag = "\"";
    for (std::size_t i = 0; i < 16; ++i) {
        etag += digits[digest[i] >> 4];
        etag += digits[digest[i] & 15];
    }
    etag += suffix;
    etag += '"';
    return etag;
}

bool is_hidden(const fs::path& relative)
{
    return std::ranges::any_of(relative, [](const fs::path& part) { return part.string().starts_with('.'); });
}

/// The build names what it hashes assets/name-<8 or more of A–Z a–z 0–9 _ ->.ext.
bool is_hashed_asset(std::string_view path)
{
    if (!path.starts_with("/assets/")) return false;
    const auto name = path.substr(path.rfind('/') + 1);
    const auto dot = name.find('.');
    return dot != std::string_view::npos && name.find('-') != std::string_view::npos && dot >= name.find('-') + 9;
}

std::string_view trim(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// Calls `each(item)` for the items of a comma-separated header; stops when it answers true.
template <class Each>
bool any_item(std::string_view list, Each&& each)
{
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        if (each(trim(list.substr(0, comma)))) return true;
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

bool is_application_route(std::string_view path)
{
    if (path == "/api" || path.starts_with("/api/") || path.find("/.") != std::string_view::npos) return false;
    return path.substr(path.rfind('/') + 1).find('.') == std::string_view::npos;
}

}  // namespace

std::string_view content_type_of(std::string_view path)
{
    static const std::map<std::string_view, std::string_view> types = {
        {"html", "text/html; charset=utf-8"},
        {"js", "text/javascript; charset=utf-8"},
        {"mjs", "text/javascript; charset=utf-8"},
        {"css", "text/css; charset=utf-8"},
        {"json", "application/json; charset=utf-8"},
        {"map", "application/json; charset=utf-8"},
        {"txt", "text/plain; charset=utf-8"},
        {"svg", "image/svg+xml"},
        {"png", "image/png"},
        {"jpg", "image/jpeg"},
        {"jpeg", "image/jpeg"},
        {"gif", "image/gif"},
        {"webp", "image/webp"},
        {"avif", "image/avif"},
        {"ico", "image/x-icon"},
        {"woff", "font/woff"},
        {"woff2", "font/woff2"},
        {"ttf", "font/ttf"},
        {"webmanifest", "application/manifest+json"},
        {"wasm", "application/wasm"},
        {"pdf", "application/pdf"},
        {"xml", "application/xml; charset=utf-8"},
    };
    const auto name = path.substr(path.rfind('/') + 1);
    const auto dot = name.rfind('.');
    if (dot != std::string_view::npos)
        if (const auto found = types.find(name.substr(dot + 1)); found != types.end()) return found->second;
    return "application/octet-stream";
}

bool accepts_encoding(std::string_view accept_encoding, std::string_view coding)
{
    return any_item(accept_encoding, [&](std::string_view item) {
        const auto semicolon = std::min(item.find(';'), item.size());
        if (!same_name(trim(item.substr(0, semicolon)), coding)) return false;
        const auto quality = trim(item.substr(std::min(semicolon + 1, item.size())));
        return quality.empty() || quality.find_first_of("123456789") != std::string_view::npos;
    });
}

bool names_etag(std::string_view if_none_match, std::string_view etag)
{
    return any_item(if_none_match, [&](std::string_view item) {
        if (item.starts_with("W/")) item.remove_prefix(2);
        return item == etag || item == "*";
    });
}

StaticFiles::StaticFiles(const fs::path& folder)
{
    std::error_code error;
    const auto root = fs::canonical(folder, error);
    if (error || !fs::is_directory(root)) throw std::runtime_error("http: no such folder: " + folder.string());
    for (const auto& item : fs::recursive_directory_iterator(root)) {
        const auto relative = item.path().lexically_relative(root);
        const auto real = fs::canonical(item.path(), error);
        if (error || !fs::is_regular_file(real) || is_hidden(relative)) continue;
        if (*real.lexically_relative(root).begin() == "..") continue;
        const auto path = "/" + relative.generic_string();
        const auto base = fs::path(item.path()).replace_extension();
        if ((path.ends_with(".br") || path.ends_with(".gz")) && fs::is_regular_file(base)) continue;
        Entry entry;
        entry.content_type = content_type_of(path);
        entry.immutable = is_hashed_asset(path);
        entry.plain = form_of(real, "");
        if (const auto brotli = item.path().string() + ".br"; fs::is_regular_file(brotli))
            entry.brotli = form_of(brotli, "-br");
        if (const auto gzip = item.path().string() + ".gz"; fs::is_regular_file(gzip))
            entry.gzip = form_of(gzip, "-gz");
        files_.emplace(path, std::move(entry));
    }
    if (!files_.contains("/index.html")) throw std::runtime_error("http: no index.html in " + folder.string());
}

StaticFiles::Form StaticFiles::form_of(const fs::path& file, std::string_view etag_suffix)
{
    Form form;
    form.content = read_file(file);
    form.etag = etag_of(form.content, etag_suffix);
    if (form.content.size() > memory_max) {
        form.content = {};
        form.file = file.string();
    }
    return form;
}

Response StaticFiles::serve(const Request& request) const
{
    if (request.method != Method::get && request.method != Method::head)
        return problem(405, "http.method_not_allowed", request.id).with("Allow", "GET, HEAD");
    auto found = files_.find(request.path == "/" ? std::string_view("/index.html") : std::string_view(request.path));
    if (found == files_.end() && is_application_route(request.path)) found = files_.find("/index.html");
    if (found == files_.end()) return problem(404, "http.no_such_path", request.id);
    return answer(found->second, request);
}

Response StaticFiles::answer(const Entry& entry, const Request& request) const
{
    const auto* form = &entry.plain;
    std::string_view encoding;
    const auto accepted = request.header("Accept-Encoding");
    if (entry.brotli && accepts_encoding(accepted, "br")) {
        form = &*entry.brotli;
        encoding = "br";
    } else if (entry.gzip && accepts_encoding(accepted, "gzip")) {
        form = &*entry.gzip;
        encoding = "gzip";
    }
    Response response;
    response.content_type = entry.content_type;
    response.headers.emplace_back("ETag", form->etag);
    response.headers.emplace_back("Cache-Control",
                                  entry.immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (entry.brotli || entry.gzip) response.headers.emplace_back("Vary", "Accept-Encoding");
    if (names_etag(request.header("If-None-Match"), form->etag)) {
        response.status = 304;
        response.content_type.clear();
        return response;
    }
    if (!encoding.empty()) response.headers.emplace_back("Content-Encoding", encoding);
    if (form->file.empty()) response.body = form->content;
    else response.file = form->file;
    return response;
}

}  // namespace jishi::http
