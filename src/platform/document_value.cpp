#include <algorithm>
#include <stdexcept>

#include "platform/document.hpp"

namespace jishi::platform::document {

bool Value::missing() const
{
    switch (kind()) {
        case Kind::none: return true;
        case Kind::text:
            return std::ranges::all_of(text(), [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; });
        case Kind::list: return items().empty();
        default: return false;
    }
}

bool Value::truth() const
{
    if (missing()) return false;
    if (kind() == Kind::flag) return flag();
    return kind() != Kind::number || number() != 0;
}

Value& Value::set(std::string name, Value value)
{
    if (kind() == Kind::none) data_ = Record{};
    auto* members = std::get_if<Record>(&data_);
    if (!members) throw std::logic_error("document: a member for what is no record");
    const auto found = std::ranges::find(*members, name, &Record::value_type::first);
    if (found != members->end()) found->second = std::move(value);
    else members->emplace_back(std::move(name), std::move(value));
    return *this;
}

Value& Value::add(Value item)
{
    if (kind() == Kind::none) data_ = List{};
    auto* items = std::get_if<List>(&data_);
    if (!items) throw std::logic_error("document: an item for what is no list");
    items->push_back(std::move(item));
    return *this;
}

const Value* Value::find(std::string_view name) const
{
    const auto* members = std::get_if<Record>(&data_);
    if (!members) return nullptr;
    const auto found = std::ranges::find(*members, name, &Record::value_type::first);
    return found == members->end() ? nullptr : &found->second;
}

}  // namespace jishi::platform::document
