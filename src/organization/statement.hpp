#pragma once
// A statement put together from conditions, with the values that it binds. For *_store.cpp.

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.hpp"

namespace jishi::organization::store {

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
    std::span<const db::Param> params() const { return params_; }

private:
    std::string sql_;
    std::deque<std::string> names_;  // addresses stay
    std::vector<db::Param> params_;
};

/// Days (first and last included) and the instant from which they are looked at; none: as known now.
struct Period {
    Date from;
    Date to;
    std::optional<Instant> known_at;
};

/// "is known": rows of this alias that were recorded and not superseded.
inline std::string known(Statement& statement, const std::string& alias, const std::optional<Instant>& at)
{
    if (!at) return alias + ".superseded_at = " + statement.bind(Instant::forever());
    const auto instant = statement.bind(*at);
    return alias + ".recorded_at <= " + instant + " AND " + alias + ".superseded_at > " + instant;
}

/// Rows of this alias that are known and hold on some day of a period.
inline std::string holds(Statement& statement, const std::string& alias, const Period& period)
{
    return known(statement, alias, period.known_at) + " AND " + alias + ".valid_from <= " + statement.bind(period.to) + " AND " +
           alias + ".valid_to > " + statement.bind(period.from) + " AND " + alias + ".valid_from < " + alias + ".valid_to";
}

}  // namespace jishi::organization::store
