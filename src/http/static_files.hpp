#pragma once
// The built web application, served from a folder.

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "http/server.hpp"

namespace jishi::http {

/// The files of a folder as they were when it was opened: what is served is looked up by name in that list, so
/// no path of a request ever reaches the file system. Hidden files and links that lead out are left out.
/// `name.br` and `name.gz` beside `name` are its compressed forms. Files up to 4 MiB are kept in memory.
class StaticFiles {
public:
    /// Throws std::runtime_error when the folder cannot be read or has no index.html.
    explicit StaticFiles(const std::filesystem::path& folder);

    /// Answers GET and HEAD: the file, 304 when the client has it, index.html for a route of the application
    /// (a path whose last segment has no dot and that is not under /api), else 404. Hashed /assets/* may be
    /// kept for ever, everything else is to be asked for again.
    Response serve(const Request& request) const;

    std::size_t size() const { return files_.size(); }

private:
    struct Form {
        std::string etag;
        std::string content;  // empty when `file` is sent
        std::string file;
    };
    struct Entry {
        std::string content_type;
        bool immutable = false;
        Form plain;
        std::optional<Form> brotli, gzip;
    };
    static Form form_of(const std::filesystem::path& file, std::string_view etag_suffix);
    Response answer(const Entry& entry, const Request& request) const;

    std::map<std::string, Entry, std::less<>> files_;  // by path: "/assets/index-4f3a9c21.js"
};

/// "text/css; charset=utf-8" for "/a/b.css"; application/octet-stream for what it does not know.
std::string_view content_type_of(std::string_view path);

/// Does an Accept-Encoding header allow this coding? Named with q=0 is a no, not named is a no.
bool accepts_encoding(std::string_view accept_encoding, std::string_view coding);

/// Does an If-None-Match header name this entity tag?
bool names_etag(std::string_view if_none_match, std::string_view etag);

}  // namespace jishi::http
