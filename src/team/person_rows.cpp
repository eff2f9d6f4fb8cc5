#include "team/person_rows.hpp"

#include <algorithm>
#include <array>

#include "team/id_chunks.hpp"

namespace jishi::team {
namespace {

using db::ColumnType;

constexpr std::string_view columns =
    "branch, status, category, sex, ethnicity, education, degree, occupation, social_stratum, birth_date, joined_on, "
    "migrant_worker, front_line, mobile, CASE WHEN lost_since IS NULL THEN 0 ELSE 1 END";
constexpr auto types = [] {
    std::array<ColumnType, 16> all{};
    all.fill(ColumnType::text);
    for (const auto at : {0, 1, 12, 13, 14, 15}) all[static_cast<std::size_t>(at)] = ColumnType::integer;
    return all;
}();

std::optional<Date> day_of(const db::Cell& cell) { return cell.null ? std::nullopt : Date::parse(cell.text); }

void read(db::Tx& tx, std::string_view sql, std::span<const db::Param> params,
          const std::function<void(const PersonRow&)>& each)
{
    PersonRow row;
    tx.for_each_row(sql, params, types, [&](std::span<db::Cell> cells) {
        row.id = MemberId{cells[0].integer};
        row.branch = OrganizationId{cells[1].integer};
        std::string* const texts[] = {&row.status,    &row.category, &row.sex,        &row.ethnicity,
                                      &row.education, &row.degree,   &row.occupation, &row.social_stratum};
        for (std::size_t i = 0; i < std::size(texts); ++i) texts[i]->assign(cells[2 + i].text);
        row.birth_date = day_of(cells[10]);
        row.joined_on = day_of(cells[11]);
        row.migrant_worker = cells[12].integer != 0;
        row.front_line = cells[13].integer != 0;
        row.mobile = cells[14].integer != 0;
        row.lost = cells[15].integer != 0;
        each(row);
    });
}

}  // namespace

void each_person(db::Tx& tx, Date today, const std::vector<std::string>& statuses,
                 const std::function<void(const PersonRow&)>& each)
{
    std::vector<db::Param> params{{"today", today}};
    const auto list = store::text_list(statuses, params);
    read(tx,
         "SELECT id, " + std::string(columns) +
             " FROM team_member WHERE withdrawn = 0 AND known_from <= :today AND status IN " + list,
         params, each);
}

void each_person_on(db::Tx& tx, const organization::Moment& moment, const std::vector<std::string>& statuses,
                    const std::function<void(const PersonRow&)>& each)
{
    std::vector<db::Param> params{{"day", moment.day}, {"known", moment.known()}};
    const auto list = store::text_list(statuses, params);
    read(tx,
         "SELECT member, " + std::string(columns) +
             " FROM team_state WHERE active = 1 AND valid_from <= :day AND valid_to > :day AND recorded_at <= :known "
             "AND "
             "superseded_at > :known AND status IN " +
             list,
         params, each);
}

void each_person_at(db::Tx& tx, const organization::Moment& moment, const std::vector<std::string>& statuses,
                    std::span<const OrganizationId> branches, const std::function<void(const PersonRow&)>& each)
{
    store::for_each_chunk(branches, [&](store::IdChunk& chunk) {
        auto params = chunk.params();
        params.emplace_back("day", moment.day);
        params.emplace_back("known", moment.known());
        const auto list = store::text_list(statuses, params);
        read(tx,
             "SELECT member, " + std::string(columns) + " FROM team_state WHERE branch IN " + chunk.list() +
                 " AND active = 1 AND valid_from <= :day AND valid_to > :day AND recorded_at <= :known "
                 "AND superseded_at > :known AND status IN " +
                 list,
             params, each);
    });
}

void persons_of(db::Tx& tx, Date today, std::span<const MemberId> ids,
                const std::function<void(const PersonRow&, bool withdrawn)>& each)
{
    store::for_each_chunk(ids, [&](store::IdChunk& chunk) {
        auto params = chunk.params();
        params.emplace_back("today", today);
        std::vector<MemberId> gone;
        tx.for_each<MemberId>(
            "SELECT id FROM team_member WHERE (withdrawn <> 0 OR known_from > :today) AND id IN " + chunk.list(),
            params, [&](MemberId id) { gone.push_back(id); });
        params.pop_back();
        read(tx, "SELECT id, " + std::string(columns) + " FROM team_member WHERE id IN " + chunk.list(), params,
             [&](const PersonRow& row) { each(row, std::ranges::find(gone, row.id) != gone.end()); });
    });
}

void each_name(db::Tx& tx, std::span<const MemberId> ids,
               const std::function<void(MemberId, const std::string& name)>& each)
{
    store::for_each_chunk(ids, [&](store::IdChunk& chunk) {
        tx.for_each<MemberId, std::string>("SELECT id, name FROM team_member WHERE id IN " + chunk.list(),
                                           chunk.params(), each);
    });
}

std::vector<MemberId> imported_with(db::Tx& tx, std::int64_t batch)
{
    std::vector<MemberId> list;
    tx.for_each<MemberId>("SELECT member FROM team_import_member WHERE batch = :batch", db::Params{{"batch", batch}},
                          [&](MemberId id) { list.push_back(id); });
    return list;
}

namespace {

constexpr std::string_view held =
    "SELECT member, post FROM team_post WHERE member <> 0 AND valid_from <= :day AND valid_to > :day AND recorded_at "
    "<= :known AND superseded_at > :known";

}  // namespace

void each_held(db::Tx& tx, const organization::Moment& moment, const EachHeld& each)
{
    tx.for_each<MemberId, std::string>(held, db::Params{{"day", moment.day}, {"known", moment.known()}}, each);
}

void each_held_by(db::Tx& tx, std::span<const MemberId> ids, const organization::Moment& moment, const EachHeld& each)
{
    store::for_each_chunk(ids, [&](store::IdChunk& chunk) {
        auto params = chunk.params();
        params.emplace_back("day", moment.day);
        params.emplace_back("known", moment.known());
        tx.for_each<MemberId, std::string>(std::string(held) + " AND member IN " + chunk.list(), params, each);
    });
}

std::vector<MemberId> holders_of(db::Tx& tx, std::span<const std::int64_t> records)
{
    std::vector<MemberId> list;
    std::vector<MemberId> asked;  // a list of ids is a list of ids
    for (const auto record : records) asked.emplace_back(record);
    store::for_each_chunk(std::span<const MemberId>(asked), [&](store::IdChunk& chunk) {
        const auto params = chunk.params();
        tx.for_each<MemberId>("SELECT DISTINCT member FROM team_post WHERE member <> 0 AND record IN " + chunk.list(),
                              params, [&](MemberId id) { list.push_back(id); });
    });
    return list;
}

std::vector<MemberId> posts_turning(db::Tx& tx, Date after, Date until)
{
    std::vector<MemberId> list;
    tx.for_each<MemberId>(
        "SELECT DISTINCT member FROM team_post WHERE member <> 0 AND superseded_at = :forever AND "
        "((valid_from > :after AND valid_from <= :until) OR (valid_to > :after AND valid_to <= :until))",
        db::Params{{"forever", Instant::forever()}, {"after", after}, {"until", until}},
        [&](MemberId id) { list.push_back(id); });
    return list;
}

std::vector<OrganizationId> branches_ever(db::Tx& tx, MemberId id)
{
    std::vector<OrganizationId> list;
    tx.for_each<OrganizationId>("SELECT DISTINCT branch FROM team_state WHERE member = :id", {{"id", id}},
                                [&](OrganizationId branch) { list.push_back(branch); });
    return list;
}

}  // namespace jishi::team
