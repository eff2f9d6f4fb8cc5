#pragma once
// Surfaces of Cairo that end with their owner. Private to the document files.

#include <cstring>
#include <memory>
#include <string_view>

#include <pango/pangocairo.h>

namespace jishi::platform::document {

struct DestroySurface {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
using SurfacePtr = std::unique_ptr<cairo_surface_t, DestroySurface>;

/// Its status tells whether it is one.
inline SurfacePtr surface_of_png(std::string_view png)
{
    const auto take = [](void* from, unsigned char* data, unsigned int size) {
        auto& rest = *static_cast<std::string_view*>(from);
        if (rest.size() < size) return CAIRO_STATUS_READ_ERROR;
        std::memcpy(data, rest.data(), size);
        rest.remove_prefix(size);
        return CAIRO_STATUS_SUCCESS;
    };
    return SurfacePtr(cairo_image_surface_create_from_png_stream(take, &png));
}

}  // namespace jishi::platform::document
