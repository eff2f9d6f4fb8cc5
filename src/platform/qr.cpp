#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <qrencode.h>

#include "platform/totp.hpp"

namespace jishi::platform {

std::string qr_svg(std::string_view text)
{
    constexpr int quiet = 4;  // modules of white around, which readers need
    const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
        QRcode_encodeString8bit(std::string(text).c_str(), 0, QR_ECLEVEL_M), &QRcode_free);
    if (!code) throw std::runtime_error("qr: the text does not fit");
    const int size = code->width + 2 * quiet;
    std::string path;
    for (int y = 0; y < code->width; ++y) {
        for (int x = 0; x < code->width; ++x) {
            int run = 0;
            while (x + run < code->width && code->data[y * code->width + x + run] & 1) ++run;
            if (run == 0) continue;
            path += fmt::format("M{} {}h{}v1h-{}z", x + quiet, y + quiet, run, run);
            x += run;
        }
    }
    return fmt::format(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" shape-rendering="crispEdges">)"
                       R"(<path fill="#fff" d="M0 0h{0}v{0}H0z"/><path d="{1}"/></svg>)",
                       size, path);
}

}  // namespace jishi::platform
