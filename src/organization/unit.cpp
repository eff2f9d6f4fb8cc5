#include "organization/unit.hpp"

#include "base/text.hpp"
#include "platform/json_text.hpp"

namespace jishi::organization {

void assign(UnitAttributes& to, const UnitAttributes& from, UnitAttributeSet which)
{
    UnitAttributeSet::each([&](UnitAttribute attribute) {
        if (!which.has(attribute)) return;
        switch (attribute) {
            case UnitAttribute::existence: to.exists = from.exists; break;
            case UnitAttribute::area: to.area = from.area; break;
            case UnitAttribute::name: to.name = from.name; break;
            case UnitAttribute::credit_code: to.credit_code = from.credit_code; break;
            case UnitAttribute::kind: to.kind = from.kind; break;
            case UnitAttribute::sector: to.sector = from.sector; break;
            case UnitAttribute::region: to.region_code = from.region_code; break;
            case UnitAttribute::staff: to.staff_count = from.staff_count; break;
            case UnitAttribute::count_: break;
        }
    });
}

std::string json_of(const UnitAttributes& values, UnitAttributeSet which)
{
    platform::JsonObject json;
    const auto text = [&](UnitAttribute attribute, std::string_view name, const std::string& value) {
        if (which.has(attribute)) json.add(name, value);
    };
    if (which.has(UnitAttribute::existence)) json.add("exists", values.exists);
    if (which.has(UnitAttribute::area)) json.add("area", values.area);
    text(UnitAttribute::name, "name", values.name);
    text(UnitAttribute::credit_code, "credit_code", values.credit_code);
    text(UnitAttribute::kind, "kind", values.kind);
    text(UnitAttribute::sector, "sector", values.sector);
    text(UnitAttribute::region, "region_code", values.region_code);
    if (which.has(UnitAttribute::staff) && values.staff_count) json.add("staff_count", *values.staff_count);
    return json.text();
}

std::string_view code_of(UnitChangeKind kind)
{
    switch (kind) {
        case UnitChangeKind::registered: return "registered";
        case UnitChangeKind::updated: return "updated";
        case UnitChangeKind::closed: return "closed";
        case UnitChangeKind::attached: return "attached";
        case UnitChangeKind::detached: return "detached";
        case UnitChangeKind::guided: return "guided";
        case UnitChangeKind::guide_ended: return "guide_ended";
    }
    return "";
}

std::string search_text_of(const UnitAttributes& values)
{
    const auto pinyin = pinyin_of(values.name);
    return fold_for_search(values.name) + ' ' + pinyin.full + ' ' + pinyin.initials + ' ' +
           fold_for_search(values.credit_code);
}

}  // namespace jishi::organization
