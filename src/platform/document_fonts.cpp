#include "platform/document_fonts.hpp"

#include <algorithm>
#include <memory>

#include <fontconfig/fontconfig.h>

#include "base/log.hpp"

namespace jishi::platform::document {
namespace {

/// The families of this machine under all their names, as they were when they were first asked for.
const std::set<std::string>& installed()
{
    static const auto names = [] {
        std::set<std::string> found;
        const std::unique_ptr<FcPattern, void (*)(FcPattern*)> all(FcPatternCreate(), FcPatternDestroy);
        const std::unique_ptr<FcObjectSet, void (*)(FcObjectSet*)> what(FcObjectSetBuild(FC_FAMILY, nullptr),
                                                                        FcObjectSetDestroy);
        const std::unique_ptr<FcFontSet, void (*)(FcFontSet*)> fonts(FcFontList(nullptr, all.get(), what.get()),
                                                                     FcFontSetDestroy);
        for (int i = 0; fonts && i < fonts->nfont; ++i) {
            FcChar8* family = nullptr;
            for (int n = 0; FcPatternGetString(fonts->fonts[i], FC_FAMILY, n, &family) == FcResultMatch; ++n)
                found.emplace(reinterpret_cast<const char*>(family));
        }
        return found;
    }();
    return names;
}

void append(std::string& list, std::string_view family) { (list += list.empty() ? "" : ",") += family; }

}  // namespace

std::string Fonts::families(std::string_view named) const
{
    const std::lock_guard lock(mutex_);
    auto found = known_.find(named);
    if (found == known_.end()) found = known_.emplace(named, find(named)).first;
    return found->second;
}

std::string Fonts::find(std::string_view named) const
{
    const auto is_there = [](const std::string& family) { return installed().contains(family); };
    const auto rule = std::ranges::find_if(
        rules_, [&](const FontRule& r) { return std::ranges::find(r.names, named) != r.names.end(); });
    std::string list;
    if (is_there(std::string(named))) append(list, named);
    if (rule != rules_.end())
        for (const auto& name : rule->names)
            if (name != named && is_there(name)) append(list, name);
    const bool missing = list.empty();
    if (rule != rules_.end())
        for (const auto& name : rule->instead)
            if (is_there(name)) append(list, name);
    if (missing)
        log::warning("document.font_missing", {{"font", named}, {"instead", list.empty() ? std::string("any") : list}});
    return list.empty() ? "serif" : list;
}

}  // namespace jishi::platform::document
