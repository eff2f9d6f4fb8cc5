#include "team/merged_records.hpp"

#include <algorithm>
#include <type_traits>

#include <fmt/format.h>

#include "engine/case_subject.hpp"
#include "platform/attachment_subject.hpp"
#include "team/award.hpp"
#include "team/care.hpp"
#include "team/development_store.hpp"
#include "team/discipline.hpp"
#include "team/mobile.hpp"
#include "team/post.hpp"
#include "team/record_store.hpp"
#include "team/reserve.hpp"

namespace jishi::team {
namespace {

constexpr std::string_view kept_case = "case";
constexpr std::string_view kept_attachment = "attachment";
constexpr std::string_view kept_applicant = "applicant";
constexpr std::string_view subject = "member";

// Recorded twice, of one person, by those who kept the two records.
bool alike(const Post& a, const Post& b) { return a.post == b.post && a.holder_name == b.holder_name; }
bool alike(const Award& a, const Award& b) { return a.title == b.title && a.name == b.name; }
bool alike(const Discipline& a, const Discipline& b) { return a.kind == b.kind && a.decided_on == b.decided_on; }
bool alike(const Reserve& a, const Reserve& b) { return a.kind == b.kind; }
bool alike(const Hardship& a, const Hardship& b) { return a.ground == b.ground; }
bool alike(const Mobile& a, const Mobile& b) { return a.side == b.side && a.place == b.place; }

template <class Row>
bool known_already(const std::vector<Row>& own, const Row& row)
{
    return std::ranges::any_of(own, [&](const Row& one) {
        return one.organization == row.organization && one.valid_from == row.valid_from &&
               one.valid_to == row.valid_to && alike(one, row);
    });
}

/// Writes a row as known from now on; who recorded it stays.
template <class Row>
void record_again(const Office& office, db::Tx& tx, Row row, MemberId member)
{
    row.id = office.ids.next_id<StateTag>();
    row.member = member;
    row.recorded_at = tx.recorded_at();
    row.superseded_at = Instant::forever();
    if constexpr (std::is_same_v<Row, Mobile>)
        if (row.participation) row.participation = store::participation_now(tx, row.participation, member);
    store::insert(tx, row);
}

template <class Row>
void hand_over(const Office& office, db::Tx& tx, ChangeId merge, MemberId from, MemberId to)
{
    const auto own = store::of_member<Row>(tx, to);
    for (const auto& row : store::of_member<Row>(tx, from)) {
        store::keep_row(tx, merge, Row::table, row.id.value);
        store::supersede<Row>(tx, row.id);
        if (!known_already(own, row)) record_again(office, tx, row, to);
    }
}

template <class Row>
std::vector<Row> kept(db::Tx& tx, ChangeId merge)
{
    std::vector<Row> list;
    for (const auto id : store::kept_rows(tx, merge, Row::table))
        for (auto& row : store::rows<Row>(tx, "WHERE r.id = :id", {{"id", id}})) list.push_back(std::move(row));
    return list;
}

template <class Row>
bool changed_since(db::Tx& tx, const store::Merge& merge)
{
    return std::ranges::any_of(kept<Row>(tx, merge.change), [&](const Row& row) {
        const auto now = store::find_record<Row>(tx, row.record);
        return now && now->recorded_at > merge.recorded_at;
    });
}

template <class Row>
void give_back(const Office& office, db::Tx& tx, const store::Merge& merge)
{
    for (const auto& row : kept<Row>(tx, merge.change)) {
        if (const auto now = store::find_record<Row>(tx, row.record)) store::supersede<Row>(tx, now->id);
        record_again(office, tx, row, merge.merged);
    }
}

template <class Each>
void for_each_kind(Each each)
{
    each.template operator()<Post>();
    each.template operator()<Award>();
    each.template operator()<Discipline>();
    each.template operator()<Reserve>();
    each.template operator()<Hardship>();
    each.template operator()<Mobile>();
}

template <class AnyId>
std::vector<AnyId> kept_ids(db::Tx& tx, ChangeId merge, std::string_view what)
{
    std::vector<AnyId> ids;
    for (const auto row : store::kept_rows(tx, merge, what)) ids.push_back(AnyId{row});
    return ids;
}

/// Rows that name `from` name `to`; of one key there is one row of a member at most.
void hand_over_names(db::Tx& tx, ChangeId merge, const NamingTable& table, MemberId from, MemberId to)
{
    std::vector<std::int64_t> rows;
    tx.for_each<std::int64_t>(
        fmt::format("SELECT t.{1} FROM {0} t WHERE t.member = :from AND t.member <> 0 AND NOT EXISTS "
                    "(SELECT 1 FROM {0} x WHERE x.{1} = t.{1} AND x.member = :to) ORDER BY t.{1}",
                    table.name, table.key),
        db::Params{{"from", from}, {"to", to}}, [&](std::int64_t row) { rows.push_back(row); });
    for (const auto row : rows) {  // a person has a handful
        store::keep_row(tx, merge, table.name, row);
        store::rename_member(tx, table.name, table.key, row, from, to);
    }
}

void give_back_names(db::Tx& tx, const store::Merge& merge, const NamingTable& table)
{
    for (const auto row : store::kept_rows(tx, merge.change, table.name))
        store::rename_member(tx, table.name, table.key, row, merge.survivor, merge.merged);
}

/// The way into the Party goes with the person; what is sealed is bound to the id and sealed anew.
void give_applicant(const Office& office, db::Tx& tx, MemberId from, MemberId to)
{
    auto row = store::find_applicant(tx, from);
    if (!row) return;
    const auto reseal = [&](std::string& sealed, SealedField field) {
        if (!sealed.empty()) sealed = office.vault.seal(office.vault.open(sealed, field, from), field, to);
    };
    reseal(row->id_number, SealedField::id_number);
    reseal(row->phone, SealedField::phone);
    reseal(row->address, SealedField::address);
    row->id = to;
    store::rename_applicant(tx, from, *row);
}

}  // namespace

Result<void> hand_over_records(const Office& office, db::Tx& tx, ChangeId merge, MemberId from, MemberId to)
{
    if (store::find_applicant(tx, from)) {
        if (store::find_applicant(tx, to)) return refuse(ErrorKind::conflict, "member.two_development_files");
        store::keep_row(tx, merge, kept_applicant, from.value);
        give_applicant(office, tx, from, to);
        for (const auto id : engine::hand_over_cases(tx, applicant_kind, from.value, to.value))
            store::keep_row(tx, merge, kept_case, id.value);
    }
    for (const auto& table : naming_tables) hand_over_names(tx, merge, table, from, to);
    for_each_kind([&]<class Row>() { hand_over<Row>(office, tx, merge, from, to); });
    for (const auto id : engine::hand_over_cases(tx, subject, from.value, to.value))
        store::keep_row(tx, merge, kept_case, id.value);
    for (const auto id : platform::hand_over_attachments(tx, subject, from.str(), to.str()))
        store::keep_row(tx, merge, kept_attachment, id.value);
    return {};
}

Result<void> give_back_records(const Office& office, db::Tx& tx, const store::Merge& merge)
{
    bool changed = false;
    for_each_kind([&]<class Row>() { changed = changed || changed_since<Row>(tx, merge); });
    if (changed) return refuse(ErrorKind::conflict, "member.has_later_changes");
    for_each_kind([&]<class Row>() { give_back<Row>(office, tx, merge); });
    for (const auto& table : naming_tables) give_back_names(tx, merge, table);
    if (!store::kept_rows(tx, merge.change, kept_applicant).empty())
        give_applicant(office, tx, merge.survivor, merge.merged);
    engine::give_back_cases(tx, kept_ids<CaseId>(tx, merge.change, kept_case), merge.survivor.value,
                            merge.merged.value);
    platform::give_back_attachments(tx, kept_ids<AttachmentId>(tx, merge.change, kept_attachment), merge.survivor.str(),
                                    merge.merged.str());
    return {};
}

}  // namespace jishi::team
