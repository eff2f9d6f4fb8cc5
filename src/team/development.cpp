#include "team/development.hpp"

#include <algorithm>
#include <set>

#include "base/id_number.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "engine/workflow_store.hpp"
#include "platform/json_text.hpp"
#include "team/development_store.hpp"
#include "team/member_store.hpp"
#include "team/team.hpp"
#include "team/transfer_store.hpp"
#include "team/yearly_rows.hpp"

namespace jishi::team {
namespace {

using platform::Permission;

void note(const Office& office, db::Tx& tx, const platform::Actor& actor, const Applicant& row, std::string action,
          std::string rule, std::string after = {})
{
    db::publish(tx, action, row.id.value, platform::JsonObject{}.add("organization", row.organization).text());
    office.audit(tx, actor, {std::move(action), row.id, row.organization, "", std::move(after), std::move(rule)});
}

Result<void> check_codes(const MemberPolicy& rules, const Applicant& row)
{
    const auto known = [&](std::string_view field, const std::string& code) {
        const auto table = rules.codes.find(field);
        return code.empty() || (table != rules.codes.end() && table->second.contains(code));
    };
    if (!known("ethnicity", row.ethnicity)) return bad_field("ethnicity", "member.unknown_code", "DATA-24");
    if (!known("education", row.education)) return bad_field("education", "member.unknown_code", "DATA-25");
    if (!known("occupation", row.occupation)) return bad_field("occupation", "member.unknown_code", "DATA-34");
    return {};
}

void name_it(Applicant& row, std::string name)
{
    row.name = std::move(name);
    auto pinyin = pinyin_of(row.name);
    row.pinyin = std::move(pinyin.full);
    row.initials = std::move(pinyin.initials);
}

/// Seals what was given into the row.
void seal(const Office& office, const ContactData& contact, Applicant& row)
{
    if (contact.id_number) {
        row.id_number = office.vault.seal(*contact.id_number, SealedField::id_number, row.id);
        row.id_number_index = office.vault.index_of(*contact.id_number, SealedField::id_number);
    }
    if (contact.phone) row.phone = office.vault.seal(*contact.phone, SealedField::phone, row.id);
    if (contact.address) row.address = office.vault.seal(*contact.address, SealedField::address, row.id);
}

Result<void> check_branch(const DevelopmentDesk& desk, OrganizationId id, Date day)
{
    const auto listing = desk.office.directory.listing(id);
    if (!listing) return refuse(ErrorKind::not_found, "organization.not_found", {}, id.str());
    if (!desk.office.rules(id, day)->holding_types.contains(listing->type))
        return refuse(ErrorKind::rule_refused, "member.branch_holds_no_members", "DEV-29", listing->type);
    return {};
}

/// Somebody who comes now does not come to a branch whose end is decided. [ORG-24]
Result<void> check_lasting(db::Tx& tx, OrganizationId id)
{
    const auto stretches = organization::stretches_of(tx, id);
    if (stretches.empty() || stretches.back().to != Date::forever())
        return refuse(ErrorKind::rule_refused, "member.branch_not_there", "ORG-24", id.str());
    return {};
}

/// Whose number it is: a member (refused), one who was a member (the same id again), nobody (a new id).
Result<MemberId> id_of(const DevelopmentDesk& desk, db::Tx& tx, const std::string& index,
                       std::optional<Date> accepted_on)
{
    if (store::applicant_with_id_number(tx, index))
        return refuse(ErrorKind::conflict, "development.applicant_known", "DATA-50");
    const auto known = store::with_id_number(tx, index);
    if (!known) return desk.office.ids.next_id<MemberTag>();
    const auto member = store::find_member(tx, *known);
    if (accepted_on && is_of_this_case(desk, *member, *accepted_on)) return *known;
    const auto rules = desk.office.rules(member->values.branch, desk.office.clock.today());
    if (rules->on_roll(member->values.status)) return refuse(ErrorKind::conflict, "member.id_number_known", "DATA-50");
    return *known;
}

}  // namespace

Result<Applicant> register_applicant(const DevelopmentDesk& desk, db::Tx& tx, const platform::Actor& actor,
                                     const RegisteringApplicant& asked)
{
    const auto& office = desk.office;
    const auto today = office.clock.today();
    TRY(actor.require(Permission::member_change, asked.values.organization));
    TRY(check_branch(desk, asked.values.organization, today));
    TRY(check_lasting(tx, asked.values.organization));
    const auto contact = TRY(clean_contact(asked.contact, today));
    if (!contact.id_number || contact.id_number->empty()) return bad_field("id_number", "input.required", "DATA-02");
    auto row = asked.values;
    name_it(row, TRY(clean_name(row.name)));
    TRY(check_codes(*office.rules(row.organization, today), row));
    Attributes person;
    TRY(agree_with_id_number(*contact.id_number, person));
    row.sex = person.sex;
    row.birth_date = *person.birth_date;
    row.id = TRY(id_of(desk, tx, office.vault.index_of(*contact.id_number, SealedField::id_number), asked.accepted_on));
    row.shard = organization::shard_of(tx, row.organization);
    seal(office, contact, row);
    row.stage.clear();
    row.registered_at = tx.recorded_at();
    row.registered_by = actor.account;
    row.version = 1;
    store::insert_applicant(tx, row);
    note(office, tx, actor, row, "applicant.registered", "DEV-21");
    return row;
}

Result<Applicant> amend_applicant(const DevelopmentDesk& desk, db::Tx& tx, const platform::Actor& actor, MemberId id,
                                  const AmendingApplicant& asked)
{
    auto row = TRY(visible_applicant(desk, tx, actor, id));
    TRY(actor.require(Permission::member_change, row.organization));
    if (asked.version && *asked.version != row.version)
        return refuse(ErrorKind::conflict, "member.version_conflict", {},
                      std::to_string(*asked.version) + " is now " + std::to_string(row.version));
    if (row.approved_on) return refuse(ErrorKind::rule_refused, "development.is_member", "DEV-30");
    if (asked.name) name_it(row, TRY(clean_name(*asked.name)));
    if (asked.ethnicity) row.ethnicity = *asked.ethnicity;
    if (asked.native_place) row.native_place = *asked.native_place;
    if (asked.education) row.education = *asked.education;
    if (asked.occupation) row.occupation = *asked.occupation;
    if (asked.front_line) row.front_line = *asked.front_line;
    if (asked.league_member) row.league_member = *asked.league_member;
    TRY(check_codes(*desk.office.rules(row.organization, desk.office.clock.today()), row));
    auto contact = TRY(clean_contact(asked.contact, desk.office.clock.today()));
    contact.id_number.reset();  // the person stays the same
    seal(desk.office, contact, row);
    ++row.version;
    if (!store::update_applicant(tx, row)) return refuse(ErrorKind::conflict, "member.version_conflict");
    note(desk.office, tx, actor, row, "applicant.amended", "DATA-02");
    return row;
}

Result<void> move_applicant(const DevelopmentDesk& desk, db::Tx& tx, const platform::Actor& actor, MemberId id,
                            OrganizationId to, bool recognised, Date on, CaseId moving)
{
    auto row = store::find_applicant(tx, id);
    if (!row) return refuse(ErrorKind::not_found, "development.applicant_not_found");
    TRY(check_branch(desk, to, on));
    if (moving) TRY(check_lasting(tx, to));  // else it comes of the organisations themselves
    if (row->organization == to) return bad_field("form/move_to", "member.nothing_changed", "DEV-23");
    const auto from = row->organization;
    row->organization = to;
    row->shard = organization::shard_of(tx, to);
    if (row->educated_from && !recognised) row->educated_from = on;
    ++row->version;
    if (!store::update_applicant(tx, *row)) return refuse(ErrorKind::conflict, "member.version_conflict");
    store::insert_stage(tx, {desk.office.ids.next_id<StateTag>(), id, row->shard, to, row->case_id, "moved", on,
                             desk.rules(to, on)->rule_set, tx.recorded_at(), actor.account, actor.display_name});
    note(desk.office, tx, actor, *row, "applicant.moved", "DEV-23",
         platform::JsonObject{}.add("from", from).add("recognised", recognised).text());
    // Whatever is open about the person goes along, but the move itself.
    return engine::hand_over(desk.cases, tx, actor, {std::string(applicant_kind), id.value, to, moving, on, "DEV-23"});
}

Result<Applicant> visible_applicant(const DevelopmentDesk&, db::Tx& tx, const platform::Actor& actor, MemberId id)
{
    auto row = store::find_applicant(tx, id);
    if (!row || !actor.may(Permission::member_read, branch_of(tx, *row)))
        return refuse(ErrorKind::not_found, "development.applicant_not_found");
    return *std::move(row);
}

bool is_of_this_case(const DevelopmentDesk& desk, const Member& member, Date accepted_on)
{
    const auto rules = desk.office.rules(member.values.branch, desk.office.clock.today());
    return rules->on_roll(member.values.status) && member.values.joined_on == accepted_on;
}

OrganizationId branch_of(db::Tx& tx, const Applicant& row)
{
    if (!row.approved_on) return row.organization;
    const auto member = find_member(tx, row.id);
    return member && member->values.branch ? member->values.branch : row.organization;
}

namespace {

/// Where whoever a case is about stands now; none: it is about nobody.
OrganizationId place_of(db::Tx& tx, const engine::Case& row)
{
    const MemberId id{row.subject};
    if (row.subject_kind == applicant_kind) {
        const auto person = store::find_applicant(tx, id);
        return person ? branch_of(tx, *person) : OrganizationId{};
    }
    const auto member = row.subject_kind == "member" ? find_member(tx, id) : std::nullopt;
    return member ? member->values.branch : OrganizationId{};
}

/// Open cases that stand at an organisation or wait for it, and transfers on their way to it that wait for others yet.
std::vector<engine::Case> concerned(db::Tx& tx, OrganizationId ended)
{
    auto rows = engine::store::open_cases_at(tx, ended);
    std::vector<CaseId> coming;
    tx.for_each<CaseId>(
        "SELECT case_id FROM team_transfer WHERE receiver = :ended AND joined_on IS NULL ORDER BY case_id",
        db::Params{{"ended", ended}}, [&](CaseId id) { coming.push_back(id); });
    for (const auto id : coming)
        if (auto row = engine::store::find_case(tx, id); row && !engine::is_over(row->state))
            rows.push_back(*std::move(row));
    return rows;
}

/// Open matters of people that were done for an organisation that ends, or waited for it, go on with whoever comes
/// after: those of its own people where these have gone, those that were to come to it with its heir. [ORG-24]
Result<void> settle_cases(const DevelopmentDesk& desk, db::Tx& tx, const platform::Actor& actor,
                          const organization::Reshaping& reshaping)
{
    if (reshaping.dry_run) return {};
    const bool planned = reshaping.effective_on > desk.office.clock.today();
    for (const auto& one : reshaping.organizations) {
        if (!one.after.empty() && one.after.back().to == Date::forever()) continue;
        if (!one.target) continue;
        std::set<std::pair<std::string, std::int64_t>> subjects;
        for (const auto& row : concerned(tx, one.organization))
            if (const auto to = place_of(tx, row); to && subjects.emplace(row.subject_kind, row.subject).second)
                TRY(engine::hand_over(
                    desk.cases, tx, actor,
                    {row.subject_kind,
                     row.subject,
                     // Until the day that is planned a member stands where the register says.
                     to == one.organization && !(planned && row.subject_kind == applicant_kind) ? one.target : to,
                     {},
                     reshaping.effective_on,
                     "ORG-24",
                     one.organization,
                     one.target}));
        store::follow_heir(tx, one.organization, one.target);
    }
    return {};
}

}  // namespace

Result<void> settle_applicants(const DevelopmentDesk& desk, db::Tx& tx, const platform::Actor& actor,
                               const organization::Reshaping& reshaping)
{
    for (const auto& one : reshaping.organizations) {
        const auto left = store::applicants_of(tx, one.organization);
        if (left.empty()) continue;
        const auto last = one.after.empty() ? nullptr : &one.after.back();
        const auto rules = desk.office.rules(one.target ? one.target : one.organization, reshaping.effective_on);
        if (last && last->to == Date::forever() && rules->holding_types.contains(last->type)) continue;
        const auto heir = desk.office.directory.listing(one.target);
        if (!heir || !rules->holding_types.contains(heir->type))
            return refuse(ErrorKind::rule_refused, "organization.has_members", "ORG-24");
        if (reshaping.dry_run) continue;
        for (const auto id : left)
            // Who is no member yet goes at once, also when the end is planned.
            TRY(move_applicant(desk, tx, actor, id, one.target, true,
                               std::min(reshaping.effective_on, desk.office.clock.today()), {}));
    }
    return settle_cases(desk, tx, actor, reshaping);
}

Result<std::size_t> follow_members(const DevelopmentDesk& desk, db::Tx& tx, const platform::Actor& actor)
{
    const auto moved = store::left_behind(tx);
    for (const auto& [id, branch] : moved)
        TRY(engine::hand_over(
            desk.cases, tx, actor,
            {std::string(applicant_kind), id.value, branch, {}, desk.office.clock.today(), "REL-16"}));
    return moved.size();
}

void Development::keep_house(db::Database& database) const
{
    bool behind = false;
    database.read([&](db::Tx& tx) { behind = !store::left_behind(tx).empty(); });
    if (!behind) return;
    const auto followed = database.write([this](db::Tx& tx) { return follow_members(desk_, tx, platform::Actor{}); });
    if (!followed) log::warning("development.cases_left_behind", {{"error", followed.error().code}});
}

// ---- the yearly plan [DEV-37] --------------------------------------------------------------------------------------

namespace {

std::int64_t used_below(db::Tx& tx, OrganizationId root, int year, MemberId except)
{
    organization::Sight sight;
    sight.roots = {root};
    return places_used(tx, sight, year, except);
}

/// Plans of the year whose nearest planned organisation above is `root`; their sum, `except` left out.
std::int64_t below(const DevelopmentDesk& desk, db::Tx& tx, OrganizationId root, int year, OrganizationId except)
{
    auto inside = desk.office.directory.subtree(root);
    std::set<OrganizationId> covered;  // below another plan already
    std::int64_t sum = 0;
    std::map<OrganizationId, int> quotas;
    for (const auto& plan : store::plans_of(tx, inside, year)) quotas[plan.organization] = plan.quota;
    for (const auto id : inside) {  // parents before children
        if (id == root) continue;
        const auto parent = desk.office.directory.listing(id)->parent;
        if (covered.contains(parent)) {
            covered.insert(id);
            continue;
        }
        const auto plan = quotas.find(id);
        if (plan == quotas.end() && id != except) continue;
        covered.insert(id);
        if (id != except) sum += plan->second;
    }
    return sum;
}

}  // namespace

std::vector<PlanFor> plans_for(const DevelopmentDesk& desk, db::Tx& tx, OrganizationId organization, int year,
                               MemberId except)
{
    std::vector<OrganizationId> line;
    for (const auto& part : desk.office.directory.path_of(organization)) line.push_back(part.id);
    std::vector<PlanFor> plans;
    const auto rows = store::plans_of(tx, line, year);
    for (auto at = line.rbegin(); at != line.rend(); ++at)
        for (const auto& row : rows)
            if (row.organization == *at) plans.push_back({*at, row.quota, used_below(tx, *at, year, except)});
    return plans;
}

Result<void> set_quota(const DevelopmentDesk& desk, db::Tx& tx, const platform::Actor& actor, const Quota& asked)
{
    const auto listing = desk.office.directory.listing(asked.organization);
    if (!listing || !actor.may(Permission::member_read, asked.organization))
        return refuse(ErrorKind::not_found, "organization.not_found", {}, asked.organization.str());
    TRY(actor.require(Permission::member_change, listing->parent ? listing->parent : asked.organization));
    if (asked.document_no.empty() && asked.reason.empty())
        return bad_field("document_no", "development.plan_paper_needed", "DEV-37");
    const auto before = store::find_plan(tx, asked.organization, asked.year);
    if (before && before->quota == asked.quota)
        return refuse(ErrorKind::invalid_input, "development.plan_unchanged", "DEV-37");
    const auto children = below(desk, tx, asked.organization, asked.year, {});
    if (children > asked.quota) return bad_field("quota", "development.plan_below", "DEV-37", std::to_string(children));
    if (listing->parent)
        if (const auto above = plans_for(desk, tx, listing->parent, asked.year); !above.empty()) {
            const auto others = below(desk, tx, above.front().organization, asked.year, asked.organization);
            if (others + asked.quota > above.front().quota)
                return bad_field("quota", "development.plan_above", "DEV-37",
                                 std::to_string(above.front().quota - others));
        }
    store::put_plan(tx, {desk.office.ids.next_id<StateTag>(), asked.organization,
                         organization::shard_of(tx, asked.organization), asked.year, asked.quota, asked.document_no,
                         asked.reason, tx.recorded_at(), actor.account, actor.display_name});
    const auto after = platform::JsonObject{}.add("year", asked.year).add("quota", asked.quota).text();
    db::publish(tx, "development.planned", asked.organization.value, after);
    desk.office.audit(tx, actor,
                      {"development.planned", MemberId{}, asked.organization,
                       before ? platform::JsonObject{}.add("quota", before->quota).text() : "", after, "DEV-37"});
    return {};
}

Development::Development(const Office& office, const engine::CaseOffice& cases)
    : readings_(read_development_policy), desk_{office, readings_, cases}
{
}

}  // namespace jishi::team
