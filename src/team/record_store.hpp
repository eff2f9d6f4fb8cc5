#pragma once
// Rows of records: how a described struct goes into its table and comes out. For *_store.cpp and the use cases of
// records.
//
// `Row` derives from Record and has
//   static constexpr std::string_view table
//   static constexpr auto columns()   its own columns, besides those of Record

#include <string>
#include <vector>

#include "db/db.hpp"
#include "organization/organizations.hpp"
#include "team/record.hpp"

namespace jishi::team::store {

namespace detail {

template <class Row>
constexpr auto all_columns()
{
    return std::tuple_cat(Record::own_columns(), Row::columns());
}

template <class Row, class Each>
void for_each_column(Each each)
{
    std::apply([&](const auto&... column) { (each(column), ...); }, all_columns<Row>());
}

template <class Row>
const std::string& column_list()
{
    static const auto list = [] {
        std::string names;
        for_each_column<Row>(
            [&](const auto& column) { names += (names.empty() ? "r." : ", r.") + std::string(column.name); });
        return names;
    }();
    return list;
}

template <class Row>
std::span<const db::ColumnType> column_types()
{
    static const auto types = [] {
        std::vector<db::ColumnType> list;
        for_each_column<Row>([&](const auto& column) {
            list.push_back(db::Column<std::remove_cvref_t<decltype(std::declval<Row&>().*column.place)>>::type);
        });
        return list;
    }();
    return types;
}

template <class Row>
Row row_of(std::span<db::Cell> cells)
{
    Row row;
    std::size_t at = 0;
    for_each_column<Row>([&](const auto& column) {
        using T = std::remove_cvref_t<decltype(row.*column.place)>;
        row.*column.place = db::Column<T>::get(cells[at++]);
    });
    return row;
}

}  // namespace detail

/// Rows of a table with the alias `r`. @param rest  "JOIN … WHERE … ORDER BY …"
template <class Row>
std::vector<Row> rows(db::Tx& tx, std::string_view rest, std::span<const db::Param> params)
{
    std::vector<Row> list;
    const auto sql =
        "SELECT " + detail::column_list<Row>() + " FROM " + std::string(Row::table) + " r " + std::string(rest);
    tx.for_each_row(sql, params, detail::column_types<Row>(),
                    [&](std::span<db::Cell> cells) { list.push_back(detail::row_of<Row>(cells)); });
    return list;
}
template <class Row>
std::vector<Row> rows(db::Tx& tx, std::string_view rest, db::Params params)
{
    return rows<Row>(tx, rest, std::span{params.begin(), params.size()});
}

template <class Row>
void insert(db::Tx& tx, const Row& row)
{
    static const auto sql = [] {
        std::string names;
        std::string values;
        detail::for_each_column<Row>([&](const auto& column) {
            names += (names.empty() ? "" : ", ") + std::string(column.name);
            values += (values.empty() ? ":" : ", :") + std::string(column.name);
        });
        return "INSERT INTO " + std::string(Row::table) + " (" + names + ") VALUES (" + values + ")";
    }();
    std::vector<db::Param> params;
    detail::for_each_column<Row>([&](const auto& column) { params.emplace_back(column.name, row.*column.place); });
    tx.execute(sql, params);
}

template <class Row>
void supersede(db::Tx& tx, StateId id)
{
    tx.execute("UPDATE " + std::string(Row::table) + " SET superseded_at = :now WHERE id = :id",
               db::Params{{"now", tx.recorded_at()}, {"id", id}});
}

/// As it is known now. Nothing: there is none, or it was withdrawn.
template <class Row>
std::optional<Row> find_record(db::Tx& tx, RecordId record)
{
    auto found = rows<Row>(tx, "WHERE r.record = :record AND r.superseded_at = :forever",
                           {{"record", record}, {"forever", Instant::forever()}});
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

/// Every row ever known of a matter, the newest first.
template <class Row>
std::vector<Row> versions_of(db::Tx& tx, RecordId record)
{
    return rows<Row>(tx, "WHERE r.record = :record ORDER BY r.recorded_at DESC, r.id DESC", {{"record", record}});
}

/// Of a member, as it is known now, the newest first.
template <class Row>
std::vector<Row> of_member(db::Tx& tx, MemberId member)
{
    return rows<Row>(tx,
                     "WHERE r.member = :member AND r.superseded_at = :forever ORDER BY r.valid_from DESC, r.id DESC",
                     {{"member", member}, {"forever", Instant::forever()}});
}

/// Of an organisation itself at a moment.
template <class Row>
std::vector<Row> of_organization(db::Tx& tx, OrganizationId organization, const organization::Moment& moment)
{
    return rows<Row>(tx, R"(
        WHERE r.organization = :organization AND r.valid_from <= :day AND r.valid_to > :day
        AND r.recorded_at <= :known AND r.superseded_at > :known ORDER BY r.valid_from, r.id)",
                     {{"organization", organization}, {"day", moment.day}, {"known", moment.known()}});
}

}  // namespace jishi::team::store
