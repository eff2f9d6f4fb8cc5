// How a member and its history are shown.

#include <algorithm>

#include "team/account_store.hpp"
#include "team/member_routes.hpp"
#include "team/member_store.hpp"

namespace jishi::team {
namespace {

using platform::Permission;

std::vector<PlaceView> path_of(const Office& office, OrganizationId branch)
{
    std::vector<PlaceView> path;
    for (const auto& part : office.directory.path_of(branch)) path.push_back({part.id, part.name});
    return path;
}

std::optional<std::string> masked(const Office& office, const std::string& sealed, SealedField field, MemberId id)
{
    return said(mask(field, office.vault.open(sealed, field, id)));
}

/// [DATA-05] Counted from the day of full membership, corrected where some years do not count.
std::optional<int> seniority_of(const Attributes& values, Date day)
{
    if (!values.full_on) return std::nullopt;
    const auto from = values.full_on->plus_months(-values.seniority_months.value_or(0));
    return from > day ? 0 : years_between(from, day);
}

http::AnyJson json_value(const Attributes& values, AttributeSet which)
{
    auto parsed = http::parse_json(json_of(values, which));
    return {parsed ? *std::move(parsed) : http::json::value{}};
}

/// The row before this one as it was known when this one was recorded.
const store::RecordedState* row_before(const std::vector<store::RecordedState>& rows, const store::RecordedState& row)
{
    const store::RecordedState* last = nullptr;
    for (const auto& other : rows) {
        if (&other == &row) break;
        if (other.recorded_at <= row.recorded_at && other.superseded_at > row.recorded_at && !other.state.is_empty())
            last = &other;
    }
    return last;
}

}  // namespace

MemberLineView view_of(const Office& office, MemberLine&& line)
{
    return {line.id,
            std::move(line.name),
            place_of(office, line.branch),
            std::move(line.status),
            std::move(line.category),
            said(line.sex),
            line.birth_date,
            said(line.ethnicity),
            said(line.education),
            said(line.occupation),
            line.joined_on,
            line.full_on,
            line.mobile,
            line.lost_since,
            line.may_vote,
            {},
            {}};
}

MemberView view_of(const Office& office, db::Tx& tx, const platform::Actor& actor, const Member& member,
                   const Attributes& values, Date day)
{
    const auto rules = office.rules(values.branch, day);
    MemberView view;
    view.id = member.id;
    view.name = values.name;
    view.branch = place_of(office, values.branch);
    view.path = path_of(office, values.branch);
    view.status = values.status;
    view.entry = values.entry;
    view.category = values.category;
    view.on_roll = rules->on_roll(values.status);
    view.sex = said(values.sex);
    view.birth_date = values.birth_date;
    if (values.birth_date) view.age = years_between(*values.birth_date, day);
    view.ethnicity = said(values.ethnicity);
    view.native_place = said(values.native_place);
    view.education = said(values.education);
    view.degree = said(values.degree);
    view.occupation = said(values.occupation);
    view.technical_post = said(values.technical_post);
    view.social_stratum = said(values.social_stratum);
    view.joined_on = values.joined_on;
    view.join_kind = said(values.join_kind);
    view.join_branch = said(values.join_branch);
    view.full_on = values.full_on;
    view.seniority_years = seniority_of(values, day);
    view.marital_status = said(values.marital_status);
    view.work_started_on = values.work_started_on;
    view.migrant_worker = values.migrant_worker;
    view.front_line = values.front_line;
    view.mobile = values.mobile;
    view.mobile_to = said(values.mobile_to);
    view.lost_since = values.lost_since;
    view.lost_reason = said(values.lost_reason);
    view.seniority_months = values.seniority_months;
    view.residence = said(values.residence);
    view.registered_residence = said(values.registered_residence);
    view.archive_unit = said(values.archive_unit);
    view.id_number = masked(office, member.sealed.id_number, SealedField::id_number, member.id);
    view.phone = masked(office, member.sealed.phone, SealedField::phone, member.id);
    view.address = masked(office, member.sealed.address, SealedField::address, member.id);
    view.known_from = member.known_from;
    view.as_of = day;
    view.version = member.version;
    view.has_account = static_cast<bool>(store::account_of(tx, member.id));
    std::vector<MemberLine> voter(1);
    voter[0].id = member.id;
    voter[0].may_vote = rules->may_vote(values.status, values.category);
    withhold_rights(office, tx, {day, {}}, voter);
    view.may_vote = voter[0].may_vote;
    for (const auto permission :
         {Permission::member_change, Permission::member_reveal, Permission::post_read, Permission::award_change,
          Permission::discipline_read, Permission::discipline_change, Permission::care_read, Permission::care_change})
        if (actor.may(permission, member.values.branch)) view.may.emplace_back(platform::code_of(permission));
    return view;
}

MemberChangeView view_of(const Office& office, const Change& change)
{
    MemberChangeView view;
    view.id = change.id;
    view.kind = code_of(change.kind);
    view.effective_on = change.effective_on;
    view.document_no = said(change.document_no);
    view.reason = said(change.reason);
    view.branch = place_of(office, change.organization);
    if (change.related) view.from = place_of(office, change.related);
    view.recorded_at = change.recorded_at;
    view.recorded_by = said(change.recorded_by_name);
    view.corrects = change.corrects;
    view.superseded = change.superseded;
    view.with_organization = static_cast<bool>(change.cause);
    return view;
}

std::vector<MemberChangeView> history_of(const Office& office, db::Tx& tx, MemberId id)
{
    const auto rows = store::recorded_states(tx, id);
    std::vector<MemberChangeView> history;
    for (const auto& change : store::changes_of(tx, id)) {
        auto view = view_of(office, change);
        const auto row = std::ranges::find_if(rows, [&](const auto& one) { return one.state.change == change.id; });
        if (row != rows.end()) {
            AttributeSet::each([&](Attribute attribute) {
                if (row->state.decided.has(attribute)) view.decided.emplace_back(code_of(attribute));
            });
            view.after = json_value(row->state.values, row->state.decided);
            if (const auto* before = row_before(rows, *row))
                view.before = json_value(before->state.values, row->state.decided);
        }
        if (!change.sealed.empty()) {
            const auto before = contact_before(office.vault.open_change(change.sealed, change.id));
            if (before.id_number) view.sealed.emplace_back("id_number");
            if (before.phone) view.sealed.emplace_back("phone");
            if (before.address) view.sealed.emplace_back("address");
        }
        history.push_back(std::move(view));
    }
    return history;
}

}  // namespace jishi::team
