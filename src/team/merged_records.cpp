#include "team/merged_records.hpp"

#include <algorithm>

#include "engine/case_subject.hpp"
#include "platform/attachment_subject.hpp"
#include "team/award.hpp"
#include "team/care.hpp"
#include "team/discipline.hpp"
#include "team/post.hpp"
#include "team/record_store.hpp"
#include "team/reserve.hpp"

namespace jishi::team {
namespace {

constexpr std::string_view kept_case = "case";
constexpr std::string_view kept_attachment = "attachment";
constexpr std::string_view subject = "member";

// Recorded twice, of one person, by those who kept the two records.
bool alike(const Post& a, const Post& b) { return a.post == b.post && a.holder_name == b.holder_name; }
bool alike(const Award& a, const Award& b) { return a.title == b.title && a.name == b.name; }
bool alike(const Discipline& a, const Discipline& b) { return a.kind == b.kind && a.decided_on == b.decided_on; }
bool alike(const Reserve& a, const Reserve& b) { return a.kind == b.kind; }
bool alike(const Hardship& a, const Hardship& b) { return a.ground == b.ground; }

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
}

template <class AnyId>
std::vector<AnyId> kept_ids(db::Tx& tx, ChangeId merge, std::string_view what)
{
    std::vector<AnyId> ids;
    for (const auto row : store::kept_rows(tx, merge, what)) ids.push_back(AnyId{row});
    return ids;
}

}  // namespace

void hand_over_records(const Office& office, db::Tx& tx, ChangeId merge, MemberId from, MemberId to)
{
    for_each_kind([&]<class Row>() { hand_over<Row>(office, tx, merge, from, to); });
    for (const auto id : engine::hand_over_cases(tx, subject, from.value, to.value))
        store::keep_row(tx, merge, kept_case, id.value);
    for (const auto id : platform::hand_over_attachments(tx, subject, from.str(), to.str()))
        store::keep_row(tx, merge, kept_attachment, id.value);
}

Result<void> give_back_records(const Office& office, db::Tx& tx, const store::Merge& merge)
{
    bool changed = false;
    for_each_kind([&]<class Row>() { changed = changed || changed_since<Row>(tx, merge); });
    if (changed) return refuse(ErrorKind::conflict, "member.has_later_changes");
    for_each_kind([&]<class Row>() { give_back<Row>(office, tx, merge); });
    engine::give_back_cases(tx, kept_ids<CaseId>(tx, merge.change, kept_case), merge.survivor.value,
                            merge.merged.value);
    platform::give_back_attachments(tx, kept_ids<AttachmentId>(tx, merge.change, kept_attachment), merge.survivor.str(),
                                    merge.merged.str());
    return {};
}

}  // namespace jishi::team
