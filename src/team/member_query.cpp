#include "team/member_query.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "team/id_chunks.hpp"

namespace jishi::team {
namespace {

using db::ColumnType;
using organization::Sight;
using organization::store::Statement;

constexpr std::size_t found_max = 500;     // hits that filters are applied to
constexpr int scan_page = 1000;            // rows of the index of names read at once
constexpr std::uint32_t small_scope = 64;  // organisations: their members are looked through one by one

/// What every text that begins so is less than.
std::string prefix_end(const std::string& prefix) { return prefix + "\xF4\x8F\xBF\xBF"; }

void add_list(Statement& statement, std::string_view column, const std::vector<std::string>& codes)
{
    if (!codes.empty()) statement.add(fmt::format(" AND r.{} IN {}", column, statement.bind_all(codes)));
}

void add_filter(Statement& statement, const MemberFilter& filter)
{
    add_list(statement, "status", filter.status);
    add_list(statement, "category", filter.category);
    add_list(statement, "sex", filter.sex);
    add_list(statement, "ethnicity", filter.ethnicity);
    add_list(statement, "education", filter.education);
    add_list(statement, "occupation", filter.occupation);
    if (filter.mobile) statement.add(" AND r.mobile = " + statement.bind(*filter.mobile));
    if (filter.lost) statement.add(*filter.lost ? " AND r.lost_since IS NOT NULL" : " AND r.lost_since IS NULL");
    if (filter.joined_from) statement.add(" AND r.joined_on >= " + statement.bind(*filter.joined_from));
    if (filter.joined_until) statement.add(" AND r.joined_on <= " + statement.bind(*filter.joined_until));
    if (filter.born_from) statement.add(" AND r.birth_date >= " + statement.bind(*filter.born_from));
    if (filter.born_until) statement.add(" AND r.birth_date <= " + statement.bind(*filter.born_until));
}

std::string key_of(MemberOrder order)
{
    switch (order) {
        case MemberOrder::name: return "m.pinyin";
        case MemberOrder::joined_on: return "COALESCE(r.joined_on, '9999-12-31')";
        case MemberOrder::birth_date: return "COALESCE(r.birth_date, '9999-12-31')";
    }
    return "m.pinyin";
}

/// "FROM … WHERE …": rows of today, or of a past day.
void add_source(Statement& statement, db::Tx& tx, const ListQuestion& question, Date today)
{
    if (!question.as_of) {
        statement.add(
            " FROM team_member r JOIN team_member m ON m.id = r.id WHERE r.withdrawn = 0 AND r.known_from <= " +
            statement.bind(today));
    } else {
        const auto day = statement.bind(*question.as_of);
        statement.add(
            " FROM team_state r JOIN team_member m ON m.id = r.member WHERE r.active = 1 AND r.superseded_at = " +
            statement.bind(Instant::forever()) + " AND r.valid_from <= " + day + " AND r.valid_to > " + day);
    }
    organization::store::add_sight(statement, tx, question.sight, "r.branch");
    add_filter(statement, question.filter);
}

std::vector<db::ColumnType> listed_types()
{
    const auto line = store::line_types();
    std::vector<ColumnType> types(line.begin(), line.end());
    types.insert(types.end(), 4, ColumnType::text);
    return types;
}

ListedMember listed_of(std::span<db::Cell> cells)
{
    ListedMember listed;
    listed.line = store::line_of(cells);
    const auto more = cells.subspan(store::line_types().size());
    listed.key = std::move(more[0].text);
    listed.sealed.id_number = std::move(more[1].text);
    listed.sealed.phone = std::move(more[2].text);
    listed.sealed.address = std::move(more[3].text);
    return listed;
}

void add_select(Statement& statement, const ListQuestion& question)
{
    statement.add("SELECT " + store::line_columns("r", question.as_of ? "member" : "id") + ", " +
                  key_of(question.order) + ", m.id_number, m.phone, m.address");
}

/// As far as the filters let them through, the best first.
MemberList list_of(const Office& office, db::Tx& tx, const ListQuestion& question, const std::vector<MemberId>& ids)
{
    std::unordered_map<MemberId, ListedMember> rows;
    static const auto types = listed_types();
    store::for_each_chunk(std::span<const MemberId>(ids), [&](store::IdChunk& chunk) {
        Statement statement;
        add_select(statement, question);
        add_source(statement, tx, question, office.clock.today());
        statement.add(std::string(question.as_of ? " AND r.member IN " : " AND r.id IN ") + chunk.list());
        std::vector<db::Param> params(statement.params().begin(), statement.params().end());
        for (auto& param : chunk.params()) params.push_back(std::move(param));
        tx.for_each_row(statement.sql(), params, types, [&](std::span<db::Cell> cells) {
            auto listed = listed_of(cells);
            const auto id = listed.line.id;
            rows.emplace(id, std::move(listed));
        });
    });
    MemberList list;
    bool passed = !question.after;
    for (const auto id : ids) {
        const auto row = rows.find(id);
        if (row != rows.end() && passed) {
            if (list.items.size() == question.limit) {
                list.more = true;
                break;
            }
            list.items.push_back(std::move(row->second));
        }
        if (id == question.after) passed = true;
    }
    return list;
}

/// Those that a text found. A page seldom needs all of them: a few more than it holds are looked for first.
MemberList list_found(const Office& office, db::Tx& tx, const ListQuestion& question)
{
    const auto few = std::min(found_max, 4 * (question.limit + 1));
    const auto ids = find_members(office, tx, question.sight, question.text, few);
    auto list = list_of(office, tx, question, ids);
    if (list.more || few == found_max || ids.size() < few) return list;
    return list_of(office, tx, question, find_members(office, tx, question.sight, question.text, found_max));
}

/// A scope of a few branches is looked through: a common name would lead through the whole installation.
std::vector<MemberId> look_through(db::Tx& tx, const Sight& sight, const std::string& folded, std::size_t limit)
{
    Statement statement;
    const auto like = statement.bind("%" + folded + "%");
    statement.add("SELECT r.id FROM team_member r WHERE r.withdrawn = 0");
    organization::store::add_sight(statement, tx, sight, "r.branch");
    statement.add(" AND (LOWER(r.name) LIKE " + like + " OR r.pinyin LIKE " + like + " OR r.initials LIKE " + like +
                  ") ORDER BY r.pinyin, r.id LIMIT " + statement.bind(static_cast<std::int64_t>(limit)));
    std::vector<MemberId> ids;
    tx.for_each<MemberId>(statement.sql(), statement.params(), [&](MemberId id) { ids.push_back(id); });
    return ids;
}

std::vector<MemberId> along_the_index(const Office& office, db::Tx& tx, const Sight& sight, const std::string& folded,
                                      std::size_t limit)
{
    std::vector<MemberId> ids;
    std::unordered_set<MemberId> seen;
    std::string suffix = folded;
    MemberId last;
    for (bool more = true; more && ids.size() < limit;) {
        int rows = 0;
        tx.for_each<std::string, MemberId, OrganizationId>(
            R"(
            SELECT suffix, member, branch FROM team_member_name
            WHERE (suffix, member) > (:suffix, :last) AND suffix < :end ORDER BY suffix, member LIMIT :page)",
            db::Params{{"suffix", suffix}, {"last", last}, {"end", prefix_end(folded)}, {"page", scan_page}},
            [&](std::string at, MemberId member, OrganizationId branch) {
                ++rows;
                suffix = std::move(at);
                last = member;
                if (ids.size() < limit && sight.sees(office.directory, branch) && seen.insert(member).second)
                    ids.push_back(member);
            });
        more = rows == scan_page;
    }
    return ids;
}

std::uint32_t scope_size(const Office& office, const Sight& sight)
{
    std::uint32_t count = static_cast<std::uint32_t>(sight.single.size());
    for (const auto root : sight.roots) count += office.directory.subtree_count(root);
    return count;
}

std::vector<MemberId> by_sealed(const Office& office, db::Tx& tx, const Sight& sight, std::string_view column,
                                const std::string& index)
{
    std::vector<MemberId> ids;
    tx.for_each<MemberId, OrganizationId>(fmt::format("SELECT id, branch FROM team_member WHERE {0} = :value AND {0} "
                                                      "<> '' AND withdrawn = 0 ORDER BY id LIMIT 100",
                                                      column),
                                          db::Params{{"value", index}}, [&](MemberId id, OrganizationId branch) {
                                              if (sight.sees(office.directory, branch)) ids.push_back(id);
                                          });
    return ids;
}

}  // namespace

std::vector<MemberId> find_members(const Office& office, db::Tx& tx, const Sight& sight, const std::string& text,
                                   std::size_t limit)
{
    constexpr std::size_t id_number_length = 18;
    const auto code = fold_code(text);
    if (code.size() == id_number_length)
        if (auto ids =
                by_sealed(office, tx, sight, "id_number_index", office.vault.index_of(code, SealedField::id_number));
            !ids.empty())
            return ids;
    if (const auto phone = fold_phone(text); !phone.empty())
        return by_sealed(office, tx, sight, "phone_index", office.vault.index_of(phone, SealedField::phone));
    auto folded = fold_for_search(text);
    std::erase(folded, ' ');
    std::erase(folded, '%');
    std::erase(folded, '_');
    if (folded.empty() || sight.empty()) return {};
    if (!sight.everything && scope_size(office, sight) <= small_scope) return look_through(tx, sight, folded, limit);
    return along_the_index(office, tx, sight, folded, limit);
}

MemberList list_members(const Office& office, db::Tx& tx, const ListQuestion& question)
{
    if (!question.text.empty()) return list_found(office, tx, question);
    Statement statement;
    add_select(statement, question);
    add_source(statement, tx, question, office.clock.today());
    const auto key = key_of(question.order);
    if (question.after) {
        const auto after = statement.bind(question.after_key);
        statement.add(" AND (" + key + ", m.id) > (" + after + ", " + statement.bind(question.after) + ")");
    }
    statement.add(" ORDER BY " + key + ", m.id LIMIT " + statement.bind(static_cast<std::int64_t>(question.limit + 1)));
    static const auto types = listed_types();
    MemberList list;
    tx.for_each_row(statement.sql(), statement.params(), types,
                    [&](std::span<db::Cell> cells) { list.items.push_back(listed_of(cells)); });
    list.more = list.items.size() > question.limit;
    if (list.more) list.items.pop_back();
    return list;
}

std::int64_t count_members(const Office& office, db::Tx& tx, const ListQuestion& question)
{
    if (!question.text.empty()) {
        auto all = question;
        all.limit = found_max;
        all.after = {};
        return static_cast<std::int64_t>(list_found(office, tx, all).items.size());
    }
    Statement statement;
    statement.add("SELECT COUNT(*)");
    add_source(statement, tx, question, office.clock.today());
    std::int64_t count = 0;
    tx.for_each<std::int64_t>(statement.sql(), statement.params(), [&](std::int64_t n) { count = n; });
    return count;
}

}  // namespace jishi::team
