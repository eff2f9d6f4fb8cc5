#pragma once
// Pictures among the papers that were handed in: photographs and scans, as far as a PDF takes them as they are. Private
// to the document files.

#include <optional>
#include <string_view>

namespace jishi::platform::document {

struct Scan {
    enum class Kind : std::uint8_t { jpeg, png };

    Kind kind = Kind::jpeg;
    int width = 0;  // as it is stored
    int height = 0;
    int orientation = 1;  // 1 to 8, as cameras note it: how it is to be turned and mirrored
    std::string_view bytes;

    bool lies() const { return orientation > 4; }  // on its side: width and height change places
};

/// Nothing when it is none, is too large to be unpacked here, or has inks instead of colours.
std::optional<Scan> scan_of(std::string_view bytes);

}  // namespace jishi::platform::document
