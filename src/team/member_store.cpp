#include "team/member_store.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "team/id_chunks.hpp"

namespace jishi::team::store {
namespace {

using db::Cell;
using db::ColumnType;
using db::Param;

using Names = std::span<const std::string_view>;

std::string columns_of(Names before, Names after, std::string_view prefix)
{
    std::string list;
    const auto add = [&](std::string_view name) {
        list += list.empty() ? "" : ", ";
        list += prefix;
        list += name;
    };
    for (const auto name : before) add(name);
    for (const auto& field : fields()) add(field.name);
    for (const auto name : after) add(name);
    return list;
}

/// ":id, :member, …" for the same columns.
std::string placeholders_of(const std::string& columns)
{
    std::string list = ":";
    for (const char c : columns) {
        if (c == ' ') continue;
        list += c;
        if (c == ',') list += " :";
    }
    return list;
}

ColumnType type_of(const Field& field)
{
    return std::visit(
        [](auto place) {
            using Value = std::remove_cvref_t<decltype(std::declval<Attributes&>().*place)>;
            return db::Column<Value>::type;
        },
        field.place);
}

std::vector<ColumnType> types_of(std::initializer_list<ColumnType> before, std::initializer_list<ColumnType> after)
{
    std::vector<ColumnType> types(before);
    for (const auto& field : fields()) types.push_back(type_of(field));
    types.insert(types.end(), after);
    return types;
}

void add_fields(std::vector<Param>& params, const Attributes& values)
{
    for (const auto& field : fields())
        std::visit([&](auto place) { params.emplace_back(field.name, values.*place); }, field.place);
}

constexpr auto integer = ColumnType::integer;
constexpr auto text = ColumnType::text;

template <class T>
T get(Cell& cell)
{
    return db::Column<T>::get(cell);
}

constexpr char between_suffixes = '\n';

constexpr std::array<std::string_view, 4> member_before{"id", "shard", "known_from", "withdrawn"};
constexpr std::array<std::string_view, 8> member_after{"pinyin", "initials",    "id_number", "id_number_index",
                                                       "phone",  "phone_index", "address",   "version"};
constexpr std::array<std::string_view, 10> state_before{
    "id", "member", "shard", "change", "decided", "valid_from", "valid_to", "recorded_at", "superseded_at", "active"};

const std::string& state_columns()
{
    static const auto columns = columns_of(state_before, {}, {});
    return columns;
}
std::span<const ColumnType> state_types()
{
    static const auto types =
        types_of({integer, integer, integer, integer, integer, text, text, integer, integer, integer}, {});
    return types;
}

RecordedState state_of(std::span<Cell> cells)
{
    RecordedState row;
    row.state.id = get<StateId>(cells[0]);
    row.state.change = get<ChangeId>(cells[3]);
    row.state.decided = AttributeSet::from_bits(get<std::int64_t>(cells[4]));
    row.state.valid_from = get<Date>(cells[5]);
    row.state.valid_to = get<Date>(cells[6]);
    row.recorded_at = get<Instant>(cells[7]);
    row.superseded_at = get<Instant>(cells[8]);
    row.state.values = attributes_of(cells.subspan(state_before.size()));
    row.state.values.exists = get<bool>(cells[9]);
    return row;
}

std::vector<Param> params_of(const Member& member)
{
    std::vector<Param> params{
        {"id", member.id}, {"shard", member.shard}, {"known_from", member.known_from}, {"withdrawn", member.withdrawn}};
    add_fields(params, member.values);
    params.insert(params.end(), {{"pinyin", member.pinyin},
                                 {"initials", member.initials},
                                 {"id_number", member.sealed.id_number},
                                 {"id_number_index", member.sealed.id_number_index},
                                 {"phone", member.sealed.phone},
                                 {"phone_index", member.sealed.phone_index},
                                 {"address", member.sealed.address},
                                 {"version", member.version}});
    return params;
}

template <class Each>
void read_changes(db::Tx& tx, std::string_view where, db::Params params, Each&& each)
{
    using Text = std::string;
    const auto sql = fmt::format(R"(
        SELECT c.id, c.kind, c.member, c.organization, c.related, c.effective_on, c.document_no, c.reason, c.payload, c.sealed,
               c.recorded_at, c.recorded_by, c.recorded_by_name, c.corrects, c.cause,
               CASE WHEN EXISTS (SELECT 1 FROM team_change x WHERE x.corrects = c.id AND x.corrects <> 0) THEN 1 ELSE 0 END
        FROM team_change c {})",
                                 where);
    tx.for_each<ChangeId, Text, MemberId, OrganizationId, OrganizationId, Date, Text, Text, Text, Text, Instant,
                AccountId, Text, ChangeId, ChangeId, bool>(
        sql, params,
        [&](ChangeId id, Text kind, MemberId member, OrganizationId organization, OrganizationId related,
            Date effective, Text document, Text reason, Text payload, Text sealed, Instant recorded, AccountId account,
            Text name, ChangeId corrects, ChangeId cause, bool superseded) {
            each(Change{id, change_kind_from(kind).value_or(ChangeKind::corrected), member, organization, related,
                        effective, std::move(document), std::move(reason), std::move(payload), std::move(sealed),
                        recorded, account, std::move(name), corrects, cause, superseded});
        });
}

/// So many at once, and one statement for all: the last ones are named again.
void forget_pairs(db::Tx& tx, std::span<const std::pair<std::string, MemberId>> names)
{
    constexpr std::size_t at_once = 32;
    static const auto words = [] {
        std::array<std::pair<std::string, std::string>, at_once> made;
        for (std::size_t i = 0; i < at_once; ++i) made[i] = {fmt::format("s{}", i), fmt::format("m{}", i)};
        return made;
    }();
    static const auto sql = [] {
        std::string list;
        for (const auto& [suffix, member] : words)
            list += fmt::format("{}(suffix = :{} AND member = :{})", list.empty() ? "" : " OR ", suffix, member);
        return "DELETE FROM team_member_name WHERE " + list;
    }();
    for (std::size_t at = 0; at < names.size(); at += at_once) {
        std::vector<Param> params;
        for (std::size_t i = 0; i < at_once; ++i) {
            const auto& [suffix, member] = names[std::min(at + i, names.size() - 1)];
            params.emplace_back(words[i].first, suffix);
            params.emplace_back(words[i].second, member);
        }
        tx.execute(sql, params);
    }
}

}  // namespace

std::string field_columns(std::string_view prefix) { return columns_of({}, {}, prefix); }

std::span<const ColumnType> field_types()
{
    static const auto types = types_of({}, {});
    return types;
}

Attributes attributes_of(std::span<Cell> cells)
{
    Attributes values;
    std::size_t at = 0;
    for (const auto& field : fields()) {
        auto& cell = cells[at++];
        std::visit(
            [&](auto place) {
                using Value = std::remove_cvref_t<decltype(values.*place)>;
                values.*place = get<Value>(cell);
            },
            field.place);
    }
    return values;
}

std::string member_columns(std::string_view prefix) { return columns_of(member_before, member_after, prefix); }

std::span<const ColumnType> member_types()
{
    static const auto types =
        types_of({integer, integer, text, integer}, {text, text, text, text, text, text, text, integer});
    return types;
}

Member member_of(std::span<Cell> cells)
{
    Member member;
    member.id = get<MemberId>(cells[0]);
    member.shard = get<OrganizationId>(cells[1]);
    member.known_from = get<Date>(cells[2]);
    member.withdrawn = get<bool>(cells[3]);
    member.values = attributes_of(cells.subspan(member_before.size()));
    member.values.exists = !member.withdrawn;
    const auto after = cells.subspan(member_before.size() + fields().size());
    member.pinyin = get<std::string>(after[0]);
    member.initials = get<std::string>(after[1]);
    member.sealed = {get<std::string>(after[2]), get<std::string>(after[3]), get<std::string>(after[4]),
                     get<std::string>(after[5]), get<std::string>(after[6])};
    member.version = get<int>(after[7]);
    return member;
}

std::optional<Member> find_member(db::Tx& tx, MemberId id)
{
    static const auto sql = fmt::format("SELECT {} FROM team_member WHERE id = :id", member_columns());
    std::optional<Member> found;
    const std::array params{Param{"id", id}};
    tx.for_each_row(sql, params, member_types(), [&](std::span<Cell> cells) { found = member_of(cells); });
    return found;
}

std::optional<MemberId> with_id_number(db::Tx& tx, std::string_view index)
{
    const auto row = tx.query_one<MemberId>(
        "SELECT id FROM team_member WHERE id_number_index = :index AND id_number_index <> ''", {{"index", index}});
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

void insert_member(db::Tx& tx, const Member& member)
{
    static const auto columns = member_columns();
    static const auto sql = fmt::format("INSERT INTO team_member ({}) VALUES ({})", columns, placeholders_of(columns));
    tx.execute(sql, params_of(member));
}

void update_member(db::Tx& tx, const Member& member)
{
    static const auto sql = [] {
        std::string sets;
        const auto columns = member_columns();
        for (std::size_t at = 0; at < columns.size();) {
            const auto end = std::min(columns.find(", ", at), columns.size());
            const auto name = columns.substr(at, end - at);
            if (name != "id") sets += (sets.empty() ? "" : ", ") + name + " = :" + name;
            at = end + 2;
        }
        return "UPDATE team_member SET " + sets + " WHERE id = :id";
    }();
    tx.execute(sql, params_of(member));
}

std::vector<std::string> name_suffixes(const Member& member)
{
    std::vector<std::string> suffixes;
    const auto name = fold_for_search(member.values.name);
    std::vector<std::string> pinyin;
    for (std::size_t at = 0; at < name.size();) {
        suffixes.push_back(name.substr(at));
        auto reading = at == 0 ? Pinyin{member.pinyin, member.initials} : pinyin_of(std::string_view(name).substr(at));
        if (!reading.full.empty() && reading.full != suffixes.back()) pinyin.push_back(std::move(reading.full));
        // One letter finds everybody: it is no index.
        if (reading.initials.size() > 1) pinyin.push_back(std::move(reading.initials));
        do ++at;
        while (at < name.size() && (static_cast<unsigned char>(name[at]) & 0xC0) == 0x80);
    }
    suffixes.insert(suffixes.end(), std::make_move_iterator(pinyin.begin()), std::make_move_iterator(pinyin.end()));
    std::ranges::sort(suffixes);
    suffixes.erase(std::ranges::unique(suffixes).begin(), suffixes.end());
    return suffixes;
}

void index_name(db::Tx& tx, const Member& member)
{
    const auto suffixes = name_suffixes(member);
    for (const auto& suffix : suffixes)
        tx.execute("INSERT INTO team_member_name (suffix, member, branch) VALUES (:suffix, :member, :branch)",
                   db::Params{{"suffix", suffix}, {"member", member.id}, {"branch", member.values.branch}});
    tx.execute("INSERT INTO team_member_found_by (member, suffixes) VALUES (:member, :suffixes)",
               db::Params{{"member", member.id}, {"suffixes", joined_suffixes(suffixes)}});
}

void forget_name(db::Tx& tx, MemberId id) { forget_names(tx, std::span(&id, 1)); }

void forget_names(db::Tx& tx, std::span<const MemberId> ids)
{
    for_each_chunk(ids, [&](IdChunk& chunk) {
        std::vector<std::pair<std::string, MemberId>> names;
        tx.for_each<MemberId, std::string>(
            "SELECT member, suffixes FROM team_member_found_by WHERE member IN " + chunk.list(), chunk.params(),
            [&](MemberId member, const std::string& suffixes) {
                for (std::size_t at = 0; at < suffixes.size();) {
                    const auto end = std::min(suffixes.find(between_suffixes, at), suffixes.size());
                    names.emplace_back(suffixes.substr(at, end - at), member);
                    at = end + 1;
                }
            });
        forget_pairs(tx, names);
        tx.execute("DELETE FROM team_member_found_by WHERE member IN " + chunk.list(), chunk.params());
    });
}

std::string joined_suffixes(std::span<const std::string> suffixes)
{
    std::string joined;
    for (const auto& suffix : suffixes) {
        if (!joined.empty()) joined += between_suffixes;
        joined += suffix;
    }
    return joined;
}

Timeline timeline_of(db::Tx& tx, MemberId id)
{
    static const auto sql = fmt::format(
        "SELECT {} FROM team_state WHERE member = :member AND superseded_at = :forever ORDER BY valid_from, change, id",
        state_columns());
    std::vector<State> states;
    const std::array params{Param{"member", id}, Param{"forever", Instant::forever()}};
    tx.for_each_row(sql, params, state_types(),
                    [&](std::span<Cell> cells) { states.push_back(state_of(cells).state); });
    return Timeline{std::move(states)};
}

Timeline timeline_known_at(db::Tx& tx, MemberId id, Instant known)
{
    static const auto sql = fmt::format(R"(
        SELECT {} FROM team_state WHERE member = :member AND recorded_at <= :known AND superseded_at > :known
        ORDER BY valid_from, change, id)",
                                        state_columns());
    std::vector<State> states;
    const std::array params{Param{"member", id}, Param{"known", known}};
    tx.for_each_row(sql, params, state_types(),
                    [&](std::span<Cell> cells) { states.push_back(state_of(cells).state); });
    return Timeline{std::move(states)};
}

void insert_state(db::Tx& tx, MemberId member, OrganizationId shard, const State& state)
{
    static const auto sql =
        fmt::format("INSERT INTO team_state ({}) VALUES ({})", state_columns(), placeholders_of(state_columns()));
    std::vector<Param> params{{"id", state.id},
                              {"member", member},
                              {"shard", shard},
                              {"change", state.change},
                              {"decided", state.decided.bits()},
                              {"valid_from", state.valid_from},
                              {"valid_to", state.valid_to},
                              {"recorded_at", tx.recorded_at()},
                              {"superseded_at", Instant::forever()},
                              {"active", state.values.exists}};
    add_fields(params, state.values);
    tx.execute(sql, params);
}

void supersede(db::Tx& tx, StateId id)
{
    // A clock that was set back must not end a row before it began.
    tx.execute(
        "UPDATE team_state SET superseded_at = CASE WHEN recorded_at > :now THEN recorded_at ELSE :now END WHERE id = "
        ":id",
        db::Params{{"now", tx.recorded_at()}, {"id", id}});
}

std::vector<RecordedState> recorded_states(db::Tx& tx, MemberId id)
{
    static const auto sql = fmt::format(
        "SELECT {} FROM team_state WHERE member = :member ORDER BY valid_from, change, id", state_columns());
    std::vector<RecordedState> states;
    const std::array params{Param{"member", id}};
    tx.for_each_row(sql, params, state_types(), [&](std::span<Cell> cells) { states.push_back(state_of(cells)); });
    return states;
}

std::vector<std::pair<OrganizationId, MemberId>> belonging_pairs(db::Tx& tx, std::span<const OrganizationId> branches,
                                                                 const std::vector<std::string>& statuses)
{
    std::vector<std::pair<OrganizationId, MemberId>> pairs;
    for_each_chunk(branches, [&](IdChunk& chunk) {
        auto params = chunk.params();
        params.emplace_back("forever", Instant::forever());
        const auto sql = fmt::format(R"(
            SELECT DISTINCT branch, member FROM team_state
            WHERE branch IN {} AND superseded_at = :forever AND valid_from < valid_to AND active = 1 AND status IN {})",
                                     chunk.list(), text_list(statuses, params));
        tx.for_each<OrganizationId, MemberId>(
            sql, params, [&](OrganizationId branch, MemberId member) { pairs.emplace_back(branch, member); });
    });
    std::ranges::sort(pairs);
    return pairs;
}

void insert_change(db::Tx& tx, const Change& change, OrganizationId shard)
{
    tx.execute(R"(
        INSERT INTO team_change (id, kind, member, shard, organization, related, effective_on, document_no, reason, payload, sealed,
            recorded_at, recorded_by, recorded_by_name, corrects, cause)
        VALUES (:id, :kind, :member, :shard, :organization, :related, :effective_on, :document_no, :reason, :payload, :sealed,
            :recorded_at, :recorded_by, :recorded_by_name, :corrects, :cause))",
               {{"id", change.id},
                {"kind", code_of(change.kind)},
                {"member", change.member},
                {"shard", shard},
                {"organization", change.organization},
                {"related", change.related},
                {"effective_on", change.effective_on},
                {"document_no", change.document_no},
                {"reason", change.reason},
                {"payload", change.payload},
                {"sealed", change.sealed},
                {"recorded_at", change.recorded_at},
                {"recorded_by", change.recorded_by},
                {"recorded_by_name", change.recorded_by_name},
                {"corrects", change.corrects},
                {"cause", change.cause}});
}

std::optional<Change> find_change(db::Tx& tx, ChangeId id)
{
    std::optional<Change> found;
    read_changes(tx, "WHERE c.id = :id", {{"id", id}}, [&](Change&& change) { found = std::move(change); });
    return found;
}

std::vector<Change> changes_of(db::Tx& tx, MemberId id)
{
    std::vector<Change> changes;
    read_changes(tx, "WHERE c.member = :member ORDER BY c.recorded_at DESC, c.id DESC", {{"member", id}},
                 [&](Change&& change) { changes.push_back(std::move(change)); });
    return changes;
}

std::vector<Change> changes_caused_by(db::Tx& tx, std::span<const ChangeId> causes)
{
    std::vector<Change> changes;
    for (const auto cause : causes)  // a change and what it had put right: a handful
        read_changes(tx, R"(WHERE c.cause = :cause AND c.cause <> 0 AND NOT EXISTS
                                (SELECT 1 FROM team_change x WHERE x.corrects = c.id AND x.corrects <> 0) ORDER BY c.id)",
                     {{"cause", cause}}, [&](Change&& change) { changes.push_back(std::move(change)); });
    return changes;
}

void plan(db::Tx& tx, Date effective_on, MemberId member, ChangeId change)
{
    tx.execute(R"(
        INSERT INTO team_planned (effective_on, member, change) VALUES (:effective_on, :member, :change) ON CONFLICT DO NOTHING)",
               {{"effective_on", effective_on}, {"member", member}, {"change", change}});
}

void unplan(db::Tx& tx, MemberId member, ChangeId change)
{
    tx.execute("DELETE FROM team_planned WHERE member = :member AND change = :change",
               db::Params{{"member", member}, {"change", change}});
}

std::vector<MemberId> planned_until(db::Tx& tx, Date day, int limit)
{
    std::vector<MemberId> members;
    tx.for_each<MemberId>(R"(
        SELECT member FROM team_planned WHERE effective_on <= :day GROUP BY member ORDER BY MIN(effective_on), member LIMIT :limit)",
                          db::Params{{"day", day}, {"limit", limit}}, [&](MemberId id) { members.push_back(id); });
    return members;
}

void forget_planned(db::Tx& tx, MemberId member, Date day)
{
    tx.execute("DELETE FROM team_planned WHERE member = :member AND effective_on <= :day",
               db::Params{{"member", member}, {"day", day}});
}

}  // namespace jishi::team::store
