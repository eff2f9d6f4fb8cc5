#pragma once
// A statement put together from conditions, with the values that it binds. For *_store.cpp.

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.hpp"

namespace jishi::db {

class Statement {
public:
    Statement() = default;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    Statement& add(std::string_view text)
    {
        sql_ += text;
        return *this;
    }
    /// The placeholder of a value: ":p3".
    template <class T>
    std::string bind(const T& value)
    {
        names_.push_back("p" + std::to_string(names_.size()));
        params_.emplace_back(names_.back(), value);
        return ":" + names_.back();
    }
    /// "(:p1, :p2)"; of nothing "(NULL)", in which nothing is.
    template <class Range>
    std::string bind_all(const Range& values)
    {
        std::string list;
        for (const auto& value : values) list += (list.empty() ? "(" : ", ") + bind(value);
        return list.empty() ? "(NULL)" : list + ")";
    }
    std::string_view sql() const { return sql_; }
    std::span<const Param> params() const { return params_; }

private:
    std::string sql_;
    std::deque<std::string> names_;  // addresses stay
    std::vector<Param> params_;
};

}  // namespace jishi::db
