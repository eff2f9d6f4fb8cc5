#include "policy/type_entry.hpp"

namespace jishi::policy {

TypeEntry type_entry(const Value& item)
{
    TypeEntry type;
    type.code = item.at("code").text();
    type.level = item.optional_text("level");
    type.root = item.at("root").boolean();
    type.overlay = item.at("overlay").boolean();
    type.counted = item.at("counted").boolean();
    type.elected = item.at("elected").boolean();
    type.needs_units = item.boolean_or("needs_units", false);
    type.parents = item.at("parents").texts();
    type.withheld_actions = item.texts_or_none("withheld_actions");
    type.name_endings = item.texts_or_none("name_endings");
    type.rule = item.at("rule").text();
    return type;
}

}  // namespace jishi::policy
