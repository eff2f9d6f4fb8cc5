// Which entry counts: the layers of one key, put together.

#include <algorithm>

#include "policy/combine.hpp"
#include "policy/contents.hpp"

namespace jishi::policy {

const Entry* in_force(const OfPack& of_pack, Date date)
{
    const Entry* found = nullptr;
    for (const auto& entry : of_pack.entries)
        if (entry.from <= date) found = &entry;
    if (!found) return of_pack.pack->layer == Layer::national ? &of_pack.entries.front() : nullptr;
    return found->until >= date ? found : nullptr;
}

Resolution resolve(const Shape& shape, std::span<const Entry* const> entries)
{
    struct Strict {  // one from above that may only be made stricter
        const Entry* entry;
        Value value;
    };
    Resolution resolution;
    std::vector<Strict> strict;
    for (const auto* entry : entries) {
        const auto* above = resolution.combined ? &*resolution.combined : resolution.chosen;
        std::optional<Entry> combined;
        if (entry->adds && above) {
            combined = *entry;
            combined->value = added(shape, above->value, entry->value);
        }
        const auto& value = combined ? combined->value : entry->value;
        Resolution::Part part{entry, combined ? Book::Standing::adds : Book::Standing::counts};
        for (const auto& upper : strict) {
            for (const auto& mark : upper.entry->marks)
                if (!part.looseness) part.looseness = looseness(shape, mark, upper.value, value);
            if (!part.looseness) continue;
            part.standing = Book::Standing::too_loose;
            part.by = upper.entry;
            break;
        }
        if (part.standing == Book::Standing::counts)
            for (auto& other : resolution.parts)
                if (other.standing != Book::Standing::too_loose) {
                    other.standing = Book::Standing::overridden;
                    other.by = entry;
                }
        resolution.parts.push_back(std::move(part));
        if (resolution.parts.back().looseness) continue;
        if (entry->stricter_only) strict.push_back({entry, value});
        resolution.chosen = entry;
        resolution.combined = std::move(combined);
    }
    return resolution;
}

}  // namespace jishi::policy
