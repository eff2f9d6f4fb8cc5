#include "team/letter.hpp"

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "engine/workflow_json.hpp"
#include "platform/json_text.hpp"
#include "team/member_rules.hpp"
#include "team/member_service.hpp"
#include "team/member_store.hpp"
#include "team/mobile.hpp"
#include "team/team.hpp"
#include "team/transfer.hpp"

namespace jishi::team {
namespace {

using engine::Effected;
using engine::Facts;
using policy::Value;

// Without what people confuse; twenty-six of these are more than 128 bits.
constexpr std::string_view code_letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
constexpr std::size_t code_length = 26;

/// What is sealed is bound to its row as a change is: ids are unique across tables.
ChangeId place_of(LetterId id) { return ChangeId{id.value}; }

/// The Chinese name of a code: letters are Chinese.
std::string word_of(const policy::Policy& rules, std::string_view key, const std::string& code)
{
    const auto* table = code.empty() ? nullptr : rules.find(key);
    const auto* item = table ? table->item_with_code(code) : nullptr;
    return item ? item->at("name").text() : code;
}

Value text(const std::string& said) { return Value(said); }

/// [REL-09] As the register has it on the day of issue.
Value printed_now(const Office& office, const Member& member, const Facts& facts, OrganizationId issuer,
                  const std::string& number)
{
    const auto rules = office.organizations.policy_at(member.values.branch, facts.day);
    const auto& is = member.values;
    Value::Map map;
    const auto add = [&](const char* name, Value value) { map.push_back({name, std::move(value)}); };
    add("number", text(number));
    add("name", text(is.name));
    add("sex", text(word_of(rules, "codes.sex", is.sex)));
    if (is.birth_date) {
        add("born_on", text(is.birth_date->str()));
        add("age", Value(std::int64_t{years_between(*is.birth_date, facts.day)}));
    }
    add("ethnicity", text(word_of(rules, "codes.ethnicity", is.ethnicity)));
    add("category", text(word_of(rules, "codes.personnel_category", is.category)));
    add("id_number", text(office.vault.open(member.sealed.id_number, SealedField::id_number, member.id)));
    add("from", text(office.directory.name_of(is.branch)));
    add("issuer", text(office.directory.name_of(issuer)));
    add("to", text(facts.form.text("to_unit")));
    add("addressee", text(facts.form.text("addressee")));
    add("reason", text(word_of(rules, "team.transfer_reasons", facts.form.text("reason"))));
    if (const auto until = facts.form.date("dues_until")) add("dues_until", text(until->str()));
    add("validity_days", Value(facts.form.number("validity_days").value_or(0)));
    add("contact", text(facts.form.text("contact")));
    return Value(std::move(map));
}

void insert(db::Tx& tx, const Letter& one)
{
    tx.execute(R"(
        INSERT INTO team_letter (id, case_id, member, organization, shard, year, number, code, issued_on, valid_until, state, printed, closed_on,
            recorded_at, recorded_by, recorded_by_name)
        VALUES (:id, :case_id, :member, :organization, :shard, :year, :number, :code, :issued_on, :valid_until, :state, :printed, :closed_on,
            :recorded_at, :recorded_by, :recorded_by_name))",
               {{"id", one.id},
                {"case_id", one.of},
                {"member", one.member},
                {"organization", one.organization},
                {"shard", one.shard},
                {"year", one.year},
                {"number", one.number},
                {"code", one.code},
                {"issued_on", one.issued_on},
                {"valid_until", one.valid_until},
                {"state", one.state},
                {"printed", one.printed},
                {"closed_on", one.closed_on},
                {"recorded_at", one.recorded_at},
                {"recorded_by", one.recorded_by},
                {"recorded_by_name", one.recorded_by_name}});
}

std::optional<Letter> find(db::Tx& tx, const std::string& where, db::Params params)
{
    std::optional<Letter> found;
    tx.for_each<LetterId, CaseId, MemberId, OrganizationId, OrganizationId, int, int, std::string, Date, Date,
                std::string, std::string, std::optional<Date>, Instant, AccountId, std::string>(
        "SELECT id, case_id, member, organization, shard, year, number, code, issued_on, valid_until, state, printed, "
        "closed_on, recorded_at, recorded_by, recorded_by_name FROM team_letter " +
            where,
        params,
        [&](LetterId id, CaseId of, MemberId member, OrganizationId organization, OrganizationId shard, int year,
            int number, std::string code, Date issued_on, Date valid_until, std::string state, std::string printed,
            std::optional<Date> closed_on, Instant recorded_at, AccountId by, std::string by_name) {
            if (!found)
                found = Letter{id,
                               of,
                               member,
                               organization,
                               shard,
                               year,
                               number,
                               std::move(code),
                               issued_on,
                               valid_until,
                               std::move(state),
                               std::move(printed),
                               closed_on,
                               recorded_at,
                               by,
                               std::move(by_name)};
        });
    return found;
}

void note(const Office& office, db::Tx& tx, const platform::Actor& actor, const std::string& action,
          const Letter& letter)
{
    const auto json = platform::JsonObject{}
                          .add("letter", letter.id)
                          .add("number", std::to_string(letter.year) + "/" + std::to_string(letter.number))
                          .add("state", letter.state)
                          .text();
    office.audit(tx, actor, {action, letter.member, letter.organization, "", json, "REL-06"});
    db::publish(tx, action, letter.id.value, json);
}

/// [REL-06, REL-07] The next number of the organisation in the year of the letter.
int next_number(db::Tx& tx, OrganizationId organization, int year)
{
    return static_cast<int>(tx.value<std::int64_t>(
        "SELECT COALESCE(MAX(number), 0) + 1 FROM team_letter WHERE organization = :organization AND year = :year",
        {{"organization", organization}, {"year", year}}));
}

Result<Effected> issue(const Office& office, db::Tx& tx, const platform::Actor& actor, const Facts& facts)
{
    const auto member = find_member(tx, MemberId{facts.of.subject});
    if (!member) return refuse(ErrorKind::not_found, "member.not_found");
    const auto issuer = facts.of.acts_at;
    const auto relations = relation_rules(office, member->values.branch, facts.day);
    Letter letter;
    letter.id = office.ids.next_id<LetterTag>();
    letter.of = facts.of.id;
    letter.member = member->id;
    letter.organization = issuer;
    letter.shard = member->shard;
    letter.year = facts.day.year();
    letter.number = next_number(tx, issuer, letter.year);
    letter.code = random_text(code_letters, code_length);
    letter.issued_on = facts.day;
    letter.valid_until = letter_until(facts.day, static_cast<int>(facts.form.number("validity_days").value_or(0)));
    letter.state = "issued";
    const auto number = number_of(relations.letter_word, letter.year, letter.number);
    letter.printed = office.vault.seal_change(engine::json_of(printed_now(office, *member, facts, issuer, number)),
                                              place_of(letter.id));
    letter.recorded_at = tx.recorded_at();
    letter.recorded_by = actor.account;
    letter.recorded_by_name = actor.display_name;
    insert(tx, letter);
    note(office, tx, actor, "member.letter_issued", letter);
    if (auto transfer = store::find_transfer(tx, facts.of.id)) {
        transfer->released_on = facts.day;
        store::update_transfer(tx, *transfer);
    }
    Effected left;
    left.values.set("letter_number", text(number));
    left.values.set("letter_until", text(letter.valid_until.str()));
    return left;
}

Result<Letter> current(db::Tx& tx, const Facts& facts)
{
    auto letter = store::letter_of_case(tx, facts.of.id);
    if (!letter || letter->state != "issued") return refuse(ErrorKind::conflict, "transfer.no_letter", "REL-06");
    return *std::move(letter);
}

Result<Effected> close(const Office& office, db::Tx& tx, const platform::Actor& actor, const Facts& facts,
                       const std::string& state)
{
    auto letter = TRY(current(tx, facts));
    letter.state = state;
    letter.closed_on = facts.day;
    tx.execute("UPDATE team_letter SET state = :state, closed_on = :closed_on WHERE id = :id",
               db::Params{{"state", letter.state}, {"closed_on", letter.closed_on}, {"id", letter.id}});
    note(office, tx, actor, "member.letter_" + state, letter);
    return Effected{};
}

/// [REL-05, REL-08] The receipt has come: only now the member leaves the old roll, from the day of reporting on.
Result<Effected> leave(const Office& office, db::Tx& tx, const platform::Actor& actor, const Facts& facts)
{
    const auto member = find_member(tx, MemberId{facts.of.subject});
    if (!member) return refuse(ErrorKind::not_found, "member.not_found");
    TRY(actor.require(platform::Permission::member_change, member->values.branch));
    const auto letter = TRY(current(tx, facts));
    StandingChange change;
    change.change = facts.text("change");
    const auto number = printed_of(office, letter).number;
    change.papers = {
        facts.form.date("reported_on").value_or(facts.day), number, facts.form.text("receiver"), {}, false};
    end_mobile_of(office, tx, actor, member->id, change.papers.effective_on, "transferred");
    TRY(change_standing(office, tx, lent(office, actor, {member->values.branch}), member->id, change));
    if (auto transfer = store::find_transfer(tx, facts.of.id)) {
        transfer->joined_on = change.papers.effective_on;
        store::update_transfer(tx, *transfer);
    }
    return close(office, tx, actor, facts, "received");
}

Result<void> fits(const Office& office, const Facts& facts)
{
    const auto relations = relation_rules(office, facts.of.organization, facts.day);
    const auto days = static_cast<int>(facts.form.number("validity_days").value_or(0));
    auto checked = check_validity(relations, days, facts.form.text("validity_reason"));
    if (!checked)
        return bad_field(checked.error().code.ends_with("reason") ? "form/validity_reason" : "form/validity_days",
                         checked.error().code, checked.error().rule, checked.error().detail);
    return {};
}

Result<void> reported_in_time(db::Tx& tx, const Facts& facts)
{
    const auto letter = TRY(current(tx, facts));
    const auto on = facts.form.date("reported_on").value_or(facts.day);
    if (on > facts.day) return bad_field("form/reported_on", "member.in_future", "REL-08");
    if (on < letter.issued_on) return bad_field("form/reported_on", "transfer.reported_before_issue", "REL-08");
    return check_reporting(letter.valid_until, on);
}

}  // namespace

std::string number_of(const std::string& word, int year, int number)
{
    return fmt::format("{}〔{}〕{}号", word, year, number);
}

PrintedLetter printed_of(const Office& office, const Letter& letter)
{
    const auto map = engine::value_of_json(office.vault.open_change(letter.printed, place_of(letter.id)));
    PrintedLetter paper;
    paper.number = map.text_or("number", "");
    paper.name = map.text_or("name", "");
    paper.sex = map.text_or("sex", "");
    if (const auto day = map.optional_text("born_on")) paper.born_on = Date::parse(*day);
    paper.age = map.integer_or("age", 0);
    paper.ethnicity = map.text_or("ethnicity", "");
    paper.category = map.text_or("category", "");
    paper.id_number = map.text_or("id_number", "");
    paper.from = map.text_or("from", "");
    paper.issuer = map.text_or("issuer", "");
    paper.to = map.text_or("to", "");
    paper.addressee = map.text_or("addressee", "");
    paper.reason = map.text_or("reason", "");
    if (const auto day = map.optional_text("dues_until")) paper.dues_until = Date::parse(*day);
    paper.issued_on = letter.issued_on;
    paper.valid_until = letter.valid_until;
    paper.validity_days = map.integer_or("validity_days", 0);
    paper.contact = map.text_or("contact", "");
    return paper;
}

void lend_letters(engine::WorkflowNames& names, const Office& office)
{
    names.add_guard("transfer.letter_fits", [&office](db::Tx&, const Facts& facts) { return fits(office, facts); });
    names.add_guard("transfer.letter_in_time",
                    [](db::Tx& tx, const Facts& facts) { return reported_in_time(tx, facts); });
    names.add_effect("transfer.issue_letter", [&office](db::Tx& tx, const platform::Actor& actor, const Facts& facts) {
        return issue(office, tx, actor, facts);
    });
    names.add_effect("transfer.recall_letter", [&office](db::Tx& tx, const platform::Actor& actor, const Facts& facts) {
        return close(office, tx, actor, facts, "recalled");
    });
    // The clock of a letter is its own validity. [REL-06]
    names.add_effect("transfer.letter_limits",
                     [](db::Tx& tx, const platform::Actor&, const Facts& facts) -> Result<Effected> {
                         Effected limits;
                         limits.values.set("due_on", text(TRY(current(tx, facts)).valid_until.str()));
                         return limits;
                     });
    names.add_effect("transfer.leave", [&office](db::Tx& tx, const platform::Actor& actor, const Facts& facts) {
        return leave(office, tx, actor, facts);
    });
}

namespace store {

std::optional<Letter> letter_of_case(db::Tx& tx, CaseId of)
{
    return find(tx, "WHERE case_id = :case_id ORDER BY id DESC LIMIT 1", {{"case_id", of}});
}
std::optional<Letter> letter_with_code(db::Tx& tx, std::string_view code)
{
    return find(tx, "WHERE code = :code", {{"code", code}});
}

}  // namespace store
}  // namespace jishi::team
