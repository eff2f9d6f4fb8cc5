// Keys of the record of a member as a form and as a register of personal information.

#include "policy/keys_parts.hpp"

namespace jishi::policy {

std::vector<Key> record_keys()
{
    return {
        {"team.record_groups", "Groups of the record of a member, in order", table()},
        {"team.record_purposes", "Why items of the record are kept [SEC-06]",
         table({field("ground", text(), "legal ground, Chinese"), field("ground_en", text(), "English"),
                field("keep", text(), "how long, Chinese"), field("keep_en", text(), "English"), rule()})},
        {"team.record_fields", "Items of the record of a member, in order",
         table({field("group", reference("team.record_groups")), optional("table", text(), "key of the code table"),
                field("purpose", reference("team.record_purposes")),
                field("brief", flag(), "asked for on the phone too"), rule()})},
        {"team.access_actions", "What is written down about looks at a record, besides changes", table()},
        {"team.copy_words", "Words of the copy of the own record", table()},
        {"team.correction_reply_days", "Days to answer a member's request for correction [RIGHT-04]", integer(1, 365)},
    };
}

}  // namespace jishi::policy
