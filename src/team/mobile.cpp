#include "team/mobile.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "platform/json_text.hpp"
#include "team/account_store.hpp"
#include "team/member_rules.hpp"
#include "team/member_store.hpp"
#include "team/record_case.hpp"
#include "team/relation_policy.hpp"
#include "team/team.hpp"
#include "team/transfer.hpp"

namespace jishi::team {
namespace {

using platform::Permission;

constexpr std::string_view code_letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
constexpr std::size_t code_length = 26;
constexpr std::string_view participation_kind = "mobile_in";

/// What is sealed is bound to its row as a change is: ids are unique across tables.
ChangeId place_of(RecordId id) { return ChangeId{id.value}; }

bool is_code(const std::vector<std::string>& codes, const std::string& code)
{
    return std::ranges::find(codes, code) != codes.end();
}

std::vector<Mobile> open_of(db::Tx& tx, MemberId member)
{
    auto rows = store::of_member<Mobile>(tx, member);
    std::erase_if(rows, [](const Mobile& row) { return !row.is_open(); });
    return rows;
}

/// The other side that is open: of the same member, or with the same id number.
std::optional<Mobile> counterpart(db::Tx& tx, const Mobile& of)
{
    auto rows = store::rows<Mobile>(
        tx,
        "WHERE r.superseded_at = :forever AND r.valid_to = :open AND r.side <> :side AND r.other = 0 AND "
        "((r.member <> 0 AND r.member = :member) OR (r.id_number_index <> '' AND r.id_number_index = :number)) "
        "ORDER BY r.id DESC LIMIT 1",
        {{"forever", Instant::forever()},
         {"open", Date::forever()},
         {"side", of.side},
         {"member", of.member},
         {"number", of.id_number_index}});
    return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

/// Each knows the other from now on.
void pair_up(const Office& office, db::Tx& tx, const platform::Actor& actor, Mobile& row)
{
    const auto found = counterpart(tx, row);
    if (!found) return;
    auto other = *found;
    other.other = row.record;
    if (!other.member) other.member = row.member;
    put_row(office, tx, actor, &*found, other);
    const auto before = row;
    row.other = other.record;
    if (!row.member) row.member = other.member;
    put_row(office, tx, actor, &before, row);
    note(office, tx, actor, row, {"member.mobile_paired", row.valid_from, row.side, "REL-26"});
}

Result<void> check_words(const Office& office, OrganizationId at, const std::string& reason, Date from)
{
    const auto relations = relation_rules(office, at, from);
    if (!is_code(relations.mobile_reasons, reason)) return bad_field("reason", "member.unknown_code", "REL-25");
    if (from > office.clock.today()) return bad_field("from", "member.in_future", "REL-25");
    return {};
}

Result<void> mark(const Office& office, db::Tx& tx, const platform::Actor& actor, const Member& member, bool mobile,
                  const std::string& to, Date day)
{
    if (member.values.mobile == mobile && member.values.mobile_to == to) return {};
    Amending asked;
    asked.changed = {Attribute::mobile};
    asked.values = member.values;
    asked.values.mobile = mobile;
    asked.values.mobile_to = to;
    asked.papers.effective_on = day;
    TRY(amend_member(office, tx, lent(office, actor, {member.values.branch}), member.id, asked));
    return {};
}

Result<Mobile> admit(const Office& office, db::Tx& tx, const platform::Actor& actor, Mobile row)
{
    row.side = "in";
    row.record = office.ids.next_id<RecordTag>();
    if (row.member) {
        const auto member = find_member(tx, row.member);
        if (!member) return refuse(ErrorKind::not_found, "member.not_found");
        if (member->values.branch == row.organization)
            return refuse(ErrorKind::conflict, "mobile.own_member", "REL-27");
        for (const auto& open : open_of(tx, row.member))
            if (open.side == "in" && open.organization == row.organization)
                return refuse(ErrorKind::conflict, "mobile.open_already", "REL-26");
        Participation part;
        part.member = row.member;
        part.organization = row.organization;
        part.kind = participation_kind;
        part.from = row.valid_from;
        const auto by = lent(office, actor, {member->values.branch, row.organization});
        row.participation = TRY(add_participation(office, tx, by, part)).id;
    }
    put_row<Mobile>(office, tx, actor, nullptr, row);
    note(office, tx, actor, row, {"member.mobile_in", row.valid_from, row.reason, "REL-26"});
    pair_up(office, tx, actor, row);
    return row;
}

/// It looks for another one from now on.
void part(const Office& office, db::Tx& tx, const platform::Actor& actor, const Mobile& row)
{
    auto alone = row;
    alone.other = {};
    put_row(office, tx, actor, &row, alone);
}

void end_row(const Office& office, db::Tx& tx, const platform::Actor& actor, const Mobile& row, Date on,
             const std::string& kind)
{
    auto ended = row;
    ended.valid_to = std::max(on, row.valid_from.plus_days(1));
    ended.end_kind = kind;
    put_row(office, tx, actor, &row, ended);
    if (row.participation && row.member) {
        const auto member = find_member(tx, row.member);
        if (member)
            (void)end_participation(office, tx, lent(office, actor, {member->values.branch, row.organization}),
                                    row.member, row.participation, ended.valid_to);
    }
    note(office, tx, actor, ended, {"member.mobile_ended", on, kind, "REL-26"});
}

}  // namespace

Result<Mobile> begin_outflow(const Office& office, db::Tx& tx, const platform::Actor& actor, const Outflow& asked)
{
    const auto member = TRY(visible_member(office, tx, actor, asked.member));
    TRY(actor.require(Permission::member_change, member.values.branch));
    const auto rules = office.rules(member.values.branch, asked.from);
    if (!rules->counted(member.values.status)) return refuse(ErrorKind::rule_refused, "member.not_on_roll", "REL-25");
    TRY(check_words(office, member.values.branch, asked.reason, asked.from));
    if (asked.place.empty()) return bad_field("place", "input.required", "REL-25");
    if (asked.expected_until && *asked.expected_until <= asked.from)
        return bad_field("expected_until", "member.ends_before_it_begins", "REL-25");
    for (const auto& open : open_of(tx, asked.member))
        if (open.side == "out") return refuse(ErrorKind::conflict, "mobile.open_already", "REL-26");
    Mobile row;
    row.member = asked.member;
    row.organization = member.values.branch;
    row.record = office.ids.next_id<RecordTag>();
    row.valid_from = asked.from;
    row.side = "out";
    row.place = asked.place;
    row.reason = asked.reason;
    row.expected_until = asked.expected_until;
    row.keeper = asked.keeper;
    row.name = member.values.name;
    row.id_number_index = member.sealed.id_number_index;
    put_row<Mobile>(office, tx, actor, nullptr, row);
    note(office, tx, actor, row, {"member.mobile_out", row.valid_from, row.reason, "REL-26"});
    TRY(mark(office, tx, actor, member, true, asked.place, asked.from));
    pair_up(office, tx, actor, row);
    return row;
}

Result<Mobile> begin_inflow(const Office& office, db::Tx& tx, const platform::Actor& actor, const Inflow& asked)
{
    TRY(actor.require(Permission::member_change, asked.organization));
    TRY(check_words(office, asked.organization, asked.reason, asked.from));
    const auto contact = TRY(clean_contact({asked.id_number, asked.phone, {}}, office.clock.today()));
    if (contact.id_number->empty()) return bad_field("id_number", "input.required", "REL-26");
    Mobile row;
    row.organization = asked.organization;
    row.valid_from = asked.from;
    row.reason = asked.reason;
    row.home = asked.home;
    row.name = TRY(clean_name(asked.name));
    row.id_number_index = office.vault.index_of(*contact.id_number, SealedField::id_number);
    if (const auto known = store::with_id_number(tx, row.id_number_index)) {
        const auto member = find_member(tx, *known);
        // Whoever knows a number does not learn by it whose it is.
        if (member && member->values.name != row.name) return bad_field("name", "member.name_differs", "REL-26");
        if (member && office.rules(member->values.branch, asked.from)->on_roll(member->values.status))
            row.member = *known;
    }
    row = TRY(admit(office, tx, actor, std::move(row)));
    if (row.member) return row;
    const auto before = row;
    row.sealed = office.vault.seal_change(
        platform::JsonObject{}.add("id_number", *contact.id_number).add("phone", contact.phone.value_or("")).text(),
        place_of(row.record));
    put_row(office, tx, actor, &before, row);
    return row;
}

Result<Mobile> end_mobile(const Office& office, db::Tx& tx, const platform::Actor& actor, RecordId id, Date on,
                          const std::string& end_kind)
{
    const auto row = store::find_record<Mobile>(tx, id);
    if (!row || !actor.may(Permission::member_read, row->organization))
        return refuse(ErrorKind::not_found, "mobile.not_found");
    TRY(actor.require(Permission::member_change, row->organization));
    if (!row->is_open()) return refuse(ErrorKind::conflict, "mobile.ended");
    static constexpr std::string_view kinds[] = {"returned", "transferred", "moved_on", "lost", "mistaken"};
    if (std::ranges::find(kinds, end_kind) == std::end(kinds)) return bad_field("end_kind", "input.not_one_of");
    if (on > office.clock.today()) return bad_field("on", "member.in_future", "REL-26");
    if (on < row->valid_from) return bad_field("on", "member.ends_before_it_begins", "REL-26");
    end_row(office, tx, actor, *row, on, end_kind);
    if (const auto other = row->other ? store::find_record<Mobile>(tx, row->other) : std::nullopt;
        other && other->is_open()) {
        // Whoever left the one place is still away from home.
        const bool still_away = row->side == "in" && end_kind != "returned";
        if (still_away) part(office, tx, actor, *other);
        else end_row(office, tx, actor, *other, std::max(on, other->valid_from), end_kind);
    }
    if (row->side == "out")
        if (const auto member = find_member(tx, row->member))
            if (office.rules(member->values.branch, on)->on_roll(member->values.status))
                TRY(mark(office, tx, actor, *member, false, {}, on));
    return *store::find_record<Mobile>(tx, id);
}

void end_mobile_of(const Office& office, db::Tx& tx, const platform::Actor& actor, MemberId member, Date on,
                   const std::string& end_kind)
{
    for (const auto& row : open_of(tx, member)) end_row(office, tx, actor, row, std::max(on, row.valid_from), end_kind);
    const auto now = find_member(tx, member);
    if (now && now->values.mobile) (void)mark(office, tx, actor, *now, false, {}, on);
}

Result<ReportCode> make_report_code(const Office& office, db::Tx& tx, const platform::Actor& actor, OrganizationId at)
{
    TRY(actor.require(Permission::member_change, at));
    const auto today = office.clock.today();
    const auto rules = office.rules(at, today);
    const auto relations = relation_rules(office, at, today);
    const auto listing = office.directory.listing(at);
    const auto types = rules->participations.find(participation_kind);
    if (!listing || types == rules->participations.end() || !is_code(types->second, listing->type))
        return refuse(ErrorKind::rule_refused, "member.participation_type", "DATA-39", listing ? listing->type : "");
    const ReportCode made{random_text(code_letters, code_length), at, today.plus_days(relations.report_code_days)};
    // The code before it is no longer good: one poster hangs at the door.
    tx.execute("DELETE FROM team_report_code WHERE organization = :organization", {{"organization", at}});
    tx.execute(R"(
        INSERT INTO team_report_code (code, organization, shard, valid_until, recorded_at, recorded_by)
        VALUES (:code, :organization, :shard, :valid_until, :recorded_at, :recorded_by))",
               {{"code", made.code},
                {"organization", at},
                {"shard", organization::shard_of(tx, at)},
                {"valid_until", made.valid_until},
                {"recorded_at", tx.recorded_at()},
                {"recorded_by", actor.account}});
    office.audit(tx, actor, {"organization.report_code_made", {}, at, "", "", "REL-26"});
    return made;
}

Result<ReportCode> find_report_code(const Office& office, db::Tx& tx, const std::string& code)
{
    std::optional<ReportCode> found;
    tx.for_each<OrganizationId, Date>("SELECT organization, valid_until FROM team_report_code WHERE code = :code",
                                      db::Params{{"code", code}}, [&](OrganizationId at, Date until) {
                                          found = ReportCode{code, at, until};
                                      });
    if (!found || found->valid_until < office.clock.today() || !office.directory.listing(found->organization))
        return refuse(ErrorKind::not_found, "mobile.code_unknown", "REL-26");
    return *std::move(found);
}

Result<Mobile> report_in(const Office& office, db::Tx& tx, const platform::Actor& actor, const std::string& code)
{
    const auto at = TRY(find_report_code(office, tx, code)).organization;
    const auto id = store::member_of(tx, actor.account);
    const auto member = id ? find_member(tx, id) : std::nullopt;
    if (!member) return refuse(ErrorKind::not_found, "member.no_own_record");
    Mobile row;
    row.organization = at;
    row.member = id;
    row.valid_from = office.clock.today();
    row.name = member->values.name;
    row.home = office.directory.name_of(member->values.branch);
    row.id_number_index = member->sealed.id_number_index;
    row.reported = true;
    row = TRY(admit(office, tx, actor, std::move(row)));
    Contact contact;
    contact.member = id;
    contact.mobile = row.record;
    contact.organization = at;
    contact.day = row.valid_from;
    contact.way = "report";
    TRY(add_contact(office, tx, lent(office, actor, {at}), contact));
    return row;
}

Result<Contact> add_contact(const Office& office, db::Tx& tx, const platform::Actor& actor, const Contact& asked)
{
    auto contact = asked;
    const auto member = find_member(tx, asked.member);
    if (!member) return refuse(ErrorKind::not_found, "member.not_found");
    const bool at_home = actor.may(Permission::member_change, member->values.branch);
    std::optional<Mobile> host;
    for (const auto& open : open_of(tx, asked.member))
        if (open.side == "in" && actor.may(Permission::member_change, open.organization)) host = open;
    if (!at_home && !host) {
        if (!actor.may(Permission::member_read, member->values.branch))
            return refuse(ErrorKind::not_found, "member.not_found");
        TRY(actor.require(Permission::member_change, member->values.branch));
    }
    contact.organization = at_home ? member->values.branch : host->organization;
    if (host && !at_home) contact.mobile = host->record;
    const auto relations = relation_rules(office, contact.organization, asked.day);
    if (!is_code(relations.contact_ways, asked.way)) return bad_field("way", "member.unknown_code", "REL-29");
    if (asked.day > office.clock.today()) return bad_field("day", "member.in_future", "REL-29");
    auto note = clean_text(asked.note, {.multiline = true});
    if (!note) return bad_field("note", note.error().code, "REL-29");
    contact.note = *std::move(note);
    contact.id = office.ids.next();
    contact.recorded_at = tx.recorded_at();
    contact.recorded_by_name = actor.display_name;
    tx.execute(R"(
        INSERT INTO team_contact (id, member, mobile, organization, shard, day, way, note, recorded_at, recorded_by, recorded_by_name)
        VALUES (:id, :member, :mobile, :organization, :shard, :day, :way, :note, :recorded_at, :recorded_by, :recorded_by_name))",
               {{"id", contact.id},
                {"member", contact.member},
                {"mobile", contact.mobile},
                {"organization", contact.organization},
                {"shard", organization::shard_of(tx, contact.organization)},
                {"day", contact.day},
                {"way", contact.way},
                {"note", contact.note},
                {"recorded_at", contact.recorded_at},
                {"recorded_by", actor.account},
                {"recorded_by_name", contact.recorded_by_name}});
    office.audit(tx, actor,
                 {"member.contacted", contact.member, contact.organization, "",
                  platform::JsonObject{}.add("day", contact.day.str()).add("way", contact.way).text(), "REL-29"});
    db::record_fact(tx, {contact.organization.value, contact.day, "member.contacted", 1, contact.id});
    return contact;
}

std::vector<Contact> contacts_of(db::Tx& tx, MemberId member)
{
    std::vector<Contact> list;
    tx.for_each<std::int64_t, RecordId, OrganizationId, Date, std::string, std::string, Instant, std::string>(
        "SELECT id, mobile, organization, day, way, note, recorded_at, recorded_by_name FROM team_contact "
        "WHERE member = :member ORDER BY day DESC, id DESC",
        db::Params{{"member", member}},
        [&](std::int64_t id, RecordId mobile, OrganizationId organization, Date day, std::string way, std::string note,
            Instant at, std::string by) {
            list.push_back({id, member, mobile, organization, day, std::move(way), std::move(note), at, std::move(by)});
        });
    return list;
}

std::vector<MobileLine> list_mobile(db::Tx& tx, const MobileQuestion& question)
{
    organization::store::Statement statement;
    statement.add("WHERE r.superseded_at = " + statement.bind(Instant::forever()) +
                  " AND r.side = " + statement.bind(question.side) + " AND r.valid_to " +
                  (question.ended ? "< " : "= ") + statement.bind(Date::forever()));
    organization::store::add_sight(statement, tx, question.sight, "r.organization");
    if (question.after) statement.add(" AND r.record < " + statement.bind(question.after));
    statement.add(" ORDER BY r.record DESC LIMIT " + statement.bind(static_cast<std::int64_t>(question.limit)));
    std::vector<MobileLine> lines;
    std::vector<MemberId> members;
    std::vector<RecordId> others;
    for (auto& row : store::rows<Mobile>(tx, statement.sql(), statement.params())) {
        if (row.member) members.push_back(row.member);
        if (row.other) others.push_back(row.other);
        lines.push_back({std::move(row), {}, {}});
    }
    organization::store::Statement last;
    last.add("SELECT member, MAX(day) FROM team_contact WHERE member IN " + last.bind_all(members) +
             " GROUP BY member");
    tx.for_each<MemberId, Date>(last.sql(), last.params(), [&](MemberId member, Date day) {
        for (auto& line : lines)
            if (line.row.member == member) line.last_contact_on = day;
    });
    organization::store::Statement other;
    other.add("SELECT record, organization FROM team_mobile WHERE superseded_at = " + other.bind(Instant::forever()) +
              " AND record IN " + other.bind_all(others));
    tx.for_each<RecordId, OrganizationId>(other.sql(), other.params(), [&](RecordId record, OrganizationId at) {
        for (auto& line : lines)
            if (line.row.other == record) line.other_organization = at;
    });
    return lines;
}

}  // namespace jishi::team
