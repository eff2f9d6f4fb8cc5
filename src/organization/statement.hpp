#pragma once
// Conditions of dated rows. For *_store.cpp.

#include <optional>
#include <string>

#include "db/statement.hpp"

namespace jishi::organization::store {

using db::Statement;

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
    return known(statement, alias, period.known_at) + " AND " + alias + ".valid_from <= " + statement.bind(period.to) +
           " AND " + alias + ".valid_to > " + statement.bind(period.from) + " AND " + alias + ".valid_from < " + alias +
           ".valid_to";
}

}  // namespace jishi::organization::store
