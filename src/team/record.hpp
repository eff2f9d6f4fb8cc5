#pragma once
// What every dated row about a person at an organisation has: posts, awards, discipline, reserve, care. A row is never
// overwritten: what is known otherwise supersedes it.

#include <string>
#include <string_view>
#include <tuple>

#include "base/date.hpp"
#include "platform/ids.hpp"

namespace jishi::team {

using RecordId = Id<struct RecordTag>;  // of the matter; its rows come and go

/// One column and its place in a row.
template <class Row, class T>
struct RowColumn {
    std::string_view name;
    T Row::*place;
};
template <class Row, class T>
RowColumn(std::string_view, T Row::*) -> RowColumn<Row, T>;

struct Record {
    StateId id;
    RecordId record;
    MemberId member;
    OrganizationId organization;
    OrganizationId shard;  // city-level ancestor of the organisation
    Date valid_from;
    Date valid_to = Date::forever();  // first day on which it no longer holds
    Instant recorded_at;
    Instant superseded_at = Instant::forever();
    AccountId recorded_by;
    std::string recorded_by_name;  // as it was then

    bool covers(Date day) const { return valid_from <= day && day < valid_to; }
    bool is_open() const { return valid_to == Date::forever(); }

    static constexpr auto own_columns()
    {
        return std::tuple{RowColumn{"id", &Record::id},
                          RowColumn{"record", &Record::record},
                          RowColumn{"member", &Record::member},
                          RowColumn{"organization", &Record::organization},
                          RowColumn{"shard", &Record::shard},
                          RowColumn{"valid_from", &Record::valid_from},
                          RowColumn{"valid_to", &Record::valid_to},
                          RowColumn{"recorded_at", &Record::recorded_at},
                          RowColumn{"superseded_at", &Record::superseded_at},
                          RowColumn{"recorded_by", &Record::recorded_by},
                          RowColumn{"recorded_by_name", &Record::recorded_by_name}};
    }
};

}  // namespace jishi::team
