#include "platform/document_scan.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace jishi::platform::document {
namespace {

constexpr int side_max = 30'000;                     // pixels that Cairo takes
constexpr std::int64_t png_pixels_max = 40'000'000;  // a .png is unpacked in memory, four bytes a pixel

std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t size, bool little = false)
{
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value = value << 8 | static_cast<unsigned char>(bytes[at + (little ? size - 1 - i : i)]);
    return value;
}

bool has_size(const Scan& scan)
{
    return scan.width > 0 && scan.height > 0 && scan.width <= side_max && scan.height <= side_max;
}

std::optional<Scan> png_of(std::string_view bytes)
{
    constexpr std::size_t head = 24;  // signature, length and name of the first chunk, width, height
    if (bytes.size() < head || bytes.substr(12, 4) != "IHDR") return std::nullopt;
    Scan scan{Scan::Kind::png, static_cast<int>(number(bytes, 16, 4)), static_cast<int>(number(bytes, 20, 4)), 1,
              bytes};
    if (!has_size(scan) || std::int64_t{scan.width} * scan.height > png_pixels_max) return std::nullopt;
    return scan;
}

/// The orientation in the notes of a camera: tag 0x0112 of the first directory.
int orientation_in(std::string_view notes)
{
    constexpr std::string_view mark("Exif\0\0", 6);
    if (!notes.starts_with(mark)) return 1;
    notes.remove_prefix(mark.size());
    if (notes.size() < 8) return 1;
    const bool little = notes.starts_with("II");
    const std::size_t directory = number(notes, 4, 4, little);
    if (directory > notes.size() - 2) return 1;
    const auto entries = number(notes, directory, 2, little);
    for (std::size_t i = 0, at = directory + 2; i < entries && at + 12 <= notes.size(); ++i, at += 12) {
        if (number(notes, at, 2, little) != 0x0112) continue;
        const auto value = number(notes, at + 8, 2, little);
        return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
}

/// A frame header: its size and number of colours. Those of tables and of arithmetic coding are none.
bool is_frame(unsigned marker) { return marker >= 0xC0 && marker <= 0xC2; }

std::optional<Scan> jpeg_of(std::string_view bytes)
{
    Scan scan{Scan::Kind::jpeg, 0, 0, 1, bytes};
    for (std::size_t at = 2; at + 4 <= bytes.size();) {
        if (static_cast<unsigned char>(bytes[at]) != 0xFF) return std::nullopt;
        const auto marker = number(bytes, at + 1, 1);
        if (marker == 0xFF) {  // filling
            ++at;
            continue;
        }
        const std::size_t size = number(bytes, at + 2, 2);
        if (size < 2 || at + 2 + size > bytes.size()) return std::nullopt;
        const auto segment = bytes.substr(at + 4, size - 2);
        if (marker == 0xE1 && scan.orientation == 1) scan.orientation = orientation_in(segment);
        if (is_frame(marker)) {
            if (segment.size() < 6) return std::nullopt;
            scan.height = static_cast<int>(number(segment, 1, 2));
            scan.width = static_cast<int>(number(segment, 3, 2));
            const auto colours = number(segment, 5, 1);
            return has_size(scan) && (colours == 1 || colours == 3) ? std::optional(scan) : std::nullopt;
        }
        if (marker == 0xDA) return std::nullopt;  // the picture itself, without a frame
        at += 2 + size;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Scan> scan_of(std::string_view bytes)
{
    if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return png_of(bytes);
    if (bytes.starts_with("\xFF\xD8\xFF")) return jpeg_of(bytes);
    return std::nullopt;
}

}  // namespace jishi::platform::document
