#include "policy/combine.hpp"

#include <algorithm>

namespace jishi::policy {
namespace {

const Value* code_of(const Value& item, const std::string& unique)
{
    return item.kind() == Value::Kind::map ? item.find(unique) : nullptr;
}

bool says_the_same(const Value& a, const Value& b)
{
    if (a.kind() != b.kind()) return false;
    if (a.kind() == Value::Kind::text) return a.text() == b.text();
    return a.kind() == Value::Kind::integer && a.integer() == b.integer();
}

Value added_lists(const Shape& shape, const Value& upper, const Value& lower)
{
    Value::List list(upper.items().begin(), upper.items().end());
    if (shape.lines && shape.unique.empty()) {
        const bool in_front = shape.lines->match == Shape::Lines::Match::first;
        list.insert(in_front ? list.begin() : list.end(), lower.items().begin(), lower.items().end());
        return Value(std::move(list), lower.where());
    }
    for (const auto& item : lower.items()) {
        const auto found = std::ranges::find_if(list, [&](const Value& one) {
            if (shape.unique.empty()) return says_the_same(one, item);
            const auto* theirs = code_of(one, shape.unique);
            const auto* mine = code_of(item, shape.unique);
            return theirs && mine && says_the_same(*theirs, *mine);
        });
        if (found == list.end()) list.push_back(item);
        else *found = item;
    }
    return Value(std::move(list), lower.where());
}

}  // namespace

Value added(const Shape& shape, const Value& upper, const Value& lower)
{
    if (upper.kind() != lower.kind()) return lower;
    if (lower.kind() == Value::Kind::list) return added_lists(shape, upper, lower);
    if (lower.kind() != Value::Kind::map) return lower;
    Value::Map members(upper.members().begin(), upper.members().end());
    for (const auto& member : lower.members()) {
        const auto* inner = shape.kind == Shape::Kind::object ? member_shape(shape, member.name) : shape.item.get();
        const auto found = std::ranges::find(members, member.name, &Value::Member::name);
        if (found == members.end()) members.push_back(member);
        else found->value = inner ? added(*inner, found->value, member.value) : member.value;
    }
    return Value(std::move(members), lower.where());
}

}  // namespace jishi::policy
