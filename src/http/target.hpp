#pragma once
// The parts of a request that we decode ourselves: the target with its query. No Beast, no allocation of
// anything but the result, so that the fuzzer can reach it directly.

#include <optional>
#include <string>
#include <string_view>

#include "http/server.hpp"

namespace jishi::http {

/// Undoes percent-encoding; `+` becomes a space when `plus_is_space` (queries only). nullopt for a broken
/// escape, a control character, or bytes that are not UTF-8.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

/// Fills `target`, `path` and `query`. Takes the origin form (/path?query), the absolute form
/// (http://host/path?query) and, for OPTIONS, `*`. Refuses what could be read in two ways: an encoded slash,
/// backslashes, and `.` or `..` segments, which every client resolves before it sends.
/// @return false when the target is malformed or has more than 100 parameters
bool parse_target(std::string_view target, Request& request);

/// Is it well-formed UTF-8 (no overlong forms, no surrogates, nothing above U+10FFFF)?
bool is_utf8(std::string_view text);

/// Compares header names: ASCII letters without regard to case.
bool same_name(std::string_view a, std::string_view b);

}  // namespace jishi::http
