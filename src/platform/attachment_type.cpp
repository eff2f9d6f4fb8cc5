#include <memory>

#include <magic.h>

#include "platform/attachment.hpp"

namespace jishi::platform {

namespace {

struct CloseMagic {
    void operator()(magic_t cookie) const { magic_close(cookie); }
};

/// One cookie a thread: libmagic's are not to be shared.
magic_t magic_of_thread()
{
    thread_local const std::unique_ptr<std::remove_pointer_t<magic_t>, CloseMagic> cookie{[] {
        magic_t opened = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS);
        if (opened && magic_load(opened, nullptr) != 0) {
            magic_close(opened);
            opened = nullptr;
        }
        return opened;
    }()};
    if (!cookie) throw std::runtime_error("libmagic cannot be loaded");
    return cookie.get();
}

bool contains(std::string_view bytes, std::string_view part) { return bytes.find(part) != std::string_view::npos; }

/// An office document is a zip archive; which one it is stands in the names of its parts, kept uncompressed.
std::string office_type(std::string_view bytes)
{
    constexpr std::string_view office = "application/vnd.openxmlformats-officedocument.";
    if (!contains(bytes, "[Content_Types].xml")) return {};
    if (contains(bytes, "vbaProject.bin")) return "application/vnd.ms-office.macro";  // allowed by no pack
    if (contains(bytes, "xl/workbook.xml")) return std::string(office) + "spreadsheetml.sheet";
    if (contains(bytes, "word/document.xml")) return std::string(office) + "wordprocessingml.document";
    if (contains(bytes, "ppt/presentation.xml")) return std::string(office) + "presentationml.presentation";
    return {};
}

}  // namespace

std::string sniff_type(std::string_view bytes)
{
    if (bytes.starts_with("PK\x03\x04"))
        if (auto type = office_type(bytes); !type.empty()) return type;
    const char* found = magic_buffer(magic_of_thread(), bytes.data(), bytes.size());
    return found ? found : "application/octet-stream";
}

}  // namespace jishi::platform
