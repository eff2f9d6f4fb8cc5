// Where a value comes from: every layer's entries, and what became of each.

#include <algorithm>
#include <cctype>
#include <set>

#include "policy/contents.hpp"
#include "policy/keys.hpp"

namespace jishi::policy {

bool carries_rule(const Value& value, std::string_view rule)
{
    const auto is_it = [&](std::string_view text) {
        return std::ranges::equal(text, rule, [](char a, char b) {
            return std::toupper(static_cast<unsigned char>(a)) == std::toupper(static_cast<unsigned char>(b));
        });
    };
    if (value.kind() == Value::Kind::list)
        return std::ranges::any_of(value.items(), [&](const Value& item) { return carries_rule(item, rule); });
    if (value.kind() != Value::Kind::map) return false;
    return std::ranges::any_of(value.members(), [&](const Value::Member& member) {
        return member.name == "rule" && member.value.kind() == Value::Kind::text ? is_it(member.value.text())
                                                                                 : carries_rule(member.value, rule);
    });
}

Book::Explanation Book::explain(const Policy& policy, std::string_view key) const
{
    Explanation explanation;
    const auto number = key_number(key);
    if (number >= contents_->by_key.size()) return explanation;
    explanation.in_force = policy.entry(key);
    std::vector<const Entry*> now;
    for (const auto* pack : policy.packs())
        if (const auto* of_pack = contents_->find(number, pack))
            if (const auto* entry = jishi::policy::in_force(*of_pack, policy.date())) now.push_back(entry);
    const auto resolution = resolve(known_keys()[number].shape, now);
    for (const auto* pack : policy.packs()) {
        const auto* of_pack = contents_->find(number, pack);
        if (!of_pack) continue;
        for (const auto& entry : of_pack->entries) {
            Step step{&entry};
            const auto part = std::ranges::find(resolution.parts, &entry, &Resolution::Part::entry);
            if (part != resolution.parts.end()) {
                step.standing = part->standing;
                step.by = part->by;
                if (part->looseness) step.why = part->looseness->detail;
            } else if (entry.from > policy.date()) {
                step.standing = Standing::to_come;
            } else if (const auto* next = &entry + 1; next < of_pack->entries.data() + of_pack->entries.size()) {
                step.by = next;
            }
            explanation.steps.push_back(std::move(step));
        }
    }
    return explanation;
}

std::vector<Book::Outgrown> Book::outgrown() const
{
    std::vector<Outgrown> all;
    const auto keys = known_keys();
    for (std::size_t key = 0; key < contents_->by_key.size(); ++key)
        for (const auto& lower : contents_->by_key[key]) {
            std::vector<const OfPack*> above;
            for (const auto& upper : contents_->by_key[key])
                if (is_above(*upper.pack, *lower.pack)) above.push_back(&upper);
            for (const auto& entry : lower.entries) {
                std::set<Date> turns;
                for (const auto* upper : above)
                    for (const auto& one : upper->entries)
                        if (one.from > entry.from && one.from <= entry.until) turns.insert(one.from);
                for (const auto date : turns) {
                    std::vector<const Entry*> now;
                    for (const auto* upper : above)
                        if (const auto* one = jishi::policy::in_force(*upper, date)) now.push_back(one);
                    now.push_back(&entry);
                    const auto resolution = resolve(keys[key].shape, now);
                    const auto& last = resolution.parts.back();
                    if (!last.looseness) continue;
                    all.push_back({&entry, last.by, date, last.looseness->detail});
                    break;
                }
            }
        }
    return all;
}

}  // namespace jishi::policy
