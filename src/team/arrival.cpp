#include "team/arrival.hpp"

#include "engine/workflow_json.hpp"
#include "platform/json_text.hpp"
#include "team/belonging.hpp"
#include "team/member_rules.hpp"
#include "team/member_store.hpp"
#include "team/transfer.hpp"

namespace jishi::team {
namespace {

using engine::Effected;
using engine::Facts;
using platform::Permission;

/// What may be said of somebody who arrives; all else comes with the file.
constexpr AttributeSet said_of_arrivals{Attribute::name,       Attribute::sex,      Attribute::birth_date,
                                        Attribute::ethnicity,  Attribute::category, Attribute::education,
                                        Attribute::occupation, Attribute::joining,  Attribute::full_on};

/// What is sealed is bound to its row as a change is: ids are unique across tables.
ChangeId place_of(ArrivalId id) { return ChangeId{id.value}; }

std::string sealed_of(const Office& office, const Arrival& arrival)
{
    const auto json = platform::JsonObject{}
                          .add("id_number", arrival.contact.id_number.value_or(""))
                          .add("phone", arrival.contact.phone.value_or(""))
                          .add("address", arrival.contact.address.value_or(""))
                          .text();
    return office.vault.seal_change(json, place_of(arrival.id));
}

Attributes values_of(const std::string& json)
{
    Attributes values;
    const auto map = engine::value_of_json(json);
    for (const auto& field : fields()) {
        const auto said = map.find(field.name) ? map.optional_text(field.name) : std::nullopt;
        if (!said) continue;
        if (const auto* place = std::get_if<std::string Attributes::*>(&field.place)) values.** place = *said;
        else if (const auto* day = std::get_if<std::optional<Date> Attributes::*>(&field.place))
            values.** day = Date::parse(*said);
    }
    return values;
}

Result<Arrival> arrival_of(const Office& office, db::Tx& tx, const Facts& facts)
{
    auto found = find_arrival(office, tx, ArrivalId{facts.of.subject});
    if (!found) return refuse(ErrorKind::not_found, "member.not_found");
    return *std::move(found);
}

/// The branch stands below the committee and holds members; the letter still counts.
Result<void> fits(const Office& office, const Facts& facts, db::Tx& tx)
{
    const auto branch = facts.form.organization("branch");
    if (!office.directory.contains(facts.of.organization, branch))
        return bad_field("form/branch", "transfer.other_committee", "REL-17");
    const auto rules = office.rules(branch, facts.day);
    Branches branches(tx);
    auto belongs = check_belonging(*rules, {branch, facts.day, Date::forever()}, branches);
    if (!belongs) return bad_field("form/branch", belongs.error().code, "ORG-24");
    if (const auto until = facts.form.date("letter_until")) return check_reporting(*until, facts.day);
    return {};
}

Result<Effected> begin(db::Tx& tx, const Facts& facts)
{
    const auto branch = facts.form.organization("branch");
    if (auto known = store::find_transfer(tx, facts.of.id)) {
        known->receiver = branch;
        store::update_transfer(tx, *known);
        return Effected{};
    }
    Transfer transfer;
    transfer.of = facts.of.id;
    transfer.shard = organization::shard_of(tx, facts.of.organization);
    transfer.reach = "arrival";
    transfer.receiver = branch;
    transfer.released_on = facts.day;
    store::insert_transfer(tx, transfer);
    return Effected{};
}

Result<Effected> enter(const Office& office, db::Tx& tx, const platform::Actor& actor, const Facts& facts)
{
    const auto arrival = TRY(arrival_of(office, tx, facts));
    Registering asked;
    asked.entry = facts.form.text("entry");
    asked.values = arrival.values;
    asked.values.branch = facts.form.organization("branch");
    asked.contact = arrival.contact;
    asked.papers = {facts.day, facts.form.text("letter_no"), facts.form.text("from_unit"), {}, false};
    const auto outcome = TRY(register_member(office, tx, actor, asked));
    if (auto transfer = store::find_transfer(tx, facts.of.id)) {
        transfer->member = outcome.member.id;
        transfer->joined_branch = asked.values.branch;
        transfer->joined_on = facts.day;
        store::update_transfer(tx, *transfer);
    }
    // From here on the register has it.
    tx.execute("UPDATE team_arrival SET member = :member, sealed = '', particulars = '{}' WHERE id = :id",
               {{"member", outcome.member.id}, {"id", arrival.id}});
    return Effected{"member", outcome.member.id.value, {}};
}

}  // namespace

Result<ArrivalId> keep_arrival(const Office& office, db::Tx& tx, const platform::Actor& actor, const Arrival& asked)
{
    TRY(actor.require(Permission::member_change, asked.organization));
    auto arrival = asked;
    arrival.contact = TRY(clean_contact(asked.contact, office.clock.today()));
    if (!arrival.contact.id_number || arrival.contact.id_number->empty())
        return bad_field("id_number", "input.required", "DATA-02");
    arrival.values.name = TRY(clean_name(asked.values.name));
    TRY(agree_with_id_number(*arrival.contact.id_number, arrival.values));
    const auto rules = office.rules(asked.branch, office.clock.today());
    if (!arrival.values.joined_on) return bad_field("joined_on", "input.required", "DATA-02");
    TRY(check_particulars(*rules, arrival.values, office.clock.today()));
    const auto known =
        store::with_id_number(tx, office.vault.index_of(*arrival.contact.id_number, SealedField::id_number));
    if (known) {
        const auto row = store::find_member(tx, *known);
        if (row && rules->on_roll(row->values.status))
            return refuse(ErrorKind::conflict, "member.id_number_known", "DATA-50");
    }
    arrival.id = office.ids.next_id<ArrivalTag>();
    tx.execute(R"(
        INSERT INTO team_arrival (id, organization, shard, branch, member, name, particulars, sealed, recorded_at, recorded_by, recorded_by_name)
        VALUES (:id, :organization, :shard, :branch, 0, :name, :particulars, :sealed, :recorded_at, :recorded_by, :recorded_by_name))",
               {{"id", arrival.id},
                {"organization", arrival.organization},
                {"shard", organization::shard_of(tx, arrival.organization)},
                {"branch", arrival.branch},
                {"name", arrival.values.name},
                {"particulars", json_of(arrival.values, said_of_arrivals)},
                {"sealed", sealed_of(office, arrival)},
                {"recorded_at", tx.recorded_at()},
                {"recorded_by", actor.account},
                {"recorded_by_name", actor.display_name}});
    return arrival.id;
}

std::optional<Arrival> find_arrival(const Office& office, db::Tx& tx, ArrivalId id)
{
    std::optional<Arrival> found;
    tx.for_each<OrganizationId, OrganizationId, std::string, std::string>(
        "SELECT organization, branch, particulars, sealed FROM team_arrival WHERE id = :id AND member = 0",
        db::Params{{"id", id}},
        [&](OrganizationId organization, OrganizationId branch, std::string particulars, std::string sealed) {
            Arrival arrival;
            arrival.id = id;
            arrival.organization = organization;
            arrival.branch = branch;
            arrival.values = values_of(particulars);
            const auto contact = engine::value_of_json(office.vault.open_change(sealed, place_of(id)));
            arrival.contact = {contact.text_or("id_number", ""), contact.text_or("phone", ""),
                               contact.text_or("address", "")};
            found = std::move(arrival);
        });
    return found;
}

void lend_arrivals(engine::WorkflowNames& names, const Office& office)
{
    names.add_guard("transfer.arrival_fits",
                    [&office](db::Tx& tx, const Facts& facts) { return fits(office, facts, tx); });
    names.add_effect("transfer.begin_arrival",
                     [](db::Tx& tx, const platform::Actor&, const Facts& facts) { return begin(tx, facts); });
    names.add_effect("transfer.register_arrival",
                     [&office](db::Tx& tx, const platform::Actor& actor, const Facts& facts) {
                         return enter(office, tx, actor, facts);
                     });
    names.add_subject("arrival", {.find = [&office](db::Tx& tx, const platform::Actor& actor,
                                                    std::int64_t subject) -> Result<engine::SubjectKind::About> {
                                      const auto arrival = find_arrival(office, tx, ArrivalId{subject});
                                      if (!arrival || !actor.may(Permission::member_read, arrival->organization))
                                          return refuse(ErrorKind::not_found, "member.not_found");
                                      return engine::SubjectKind::About{arrival->organization, arrival->values.name};
                                  },
                                  .page = ""});
}

}  // namespace jishi::team
