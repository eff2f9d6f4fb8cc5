// Keys of statistics.

#include "policy/keys_parts.hpp"

namespace jishi::policy {
namespace {

Shape columns()
{
    return table({field("kind", choice({"code", "group", "age_band", "period", "flag", "day", "years", "year"})),
                  optional("field", text(), "of the record; a group has none"),
                  optional("table", text(), "the key whose codes stand in it"),
                  optional("of", code(), "group: the column whose codes are put together"),
                  optional("by", text(), "group: the member of the other table's items that names the group"),
                  optional("groups", table({optional("codes", list_of(code(), 1), "of the other column"),
                                            optional("prefixes", list_of(text(), 1), "codes that begin so"),
                                            optional("marked", text(), "codes whose item has this member set"),
                                            optional("rest", flag(), "whatever is in no group before")})),
                  field("stored", flag(), "kept for every row; otherwise worked out while counting"),
                  optional("cube", flag(), "stands in the cubes of large areas")});
}

}  // namespace

std::vector<Key> statistics_keys()
{
    return {
        {"statistics.member_columns", "What members are counted by", columns()},
        {"statistics.small_count_min", "Counts below this are withheld from readers who may not see persons",
         integer(1, 1000)},
        {"statistics.age_years_max", "Years of age counted one by one", integer(1, 200)},
    };
}

}  // namespace jishi::policy
