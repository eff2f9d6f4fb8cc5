#include "http/body.hpp"
#include "platform/json_text.hpp"
#include "team/member_routes.hpp"

namespace jishi::team {

using Code = Text<0, 40>;
using Short = Text<0, 100>;

/// What every matter is accompanied by.
struct MemberPapersBody {
    Date effective_on;
    std::optional<Short> document_no;
    std::optional<Note> reason;
    std::optional<int> version;
    std::optional<bool> dry_run;
};
BOOST_DESCRIBE_STRUCT(MemberPapersBody, (), (effective_on, document_no, reason, version, dry_run))

/// What may be said of a member. An empty text or null takes nothing back: to unsay a value, send "" .
struct ParticularsBody {
    std::optional<Short> name;
    std::optional<Code> sex;
    std::optional<Date> birth_date;
    std::optional<Code> ethnicity;
    std::optional<Short> native_place;
    std::optional<Code> education;
    std::optional<Code> degree;
    std::optional<Code> occupation;
    std::optional<Short> technical_post;
    std::optional<Code> social_stratum;
    std::optional<Date> joined_on;
    std::optional<Code> join_kind;
    std::optional<Short> join_branch;
    std::optional<Date> full_on;
    std::optional<Code> marital_status;
    std::optional<Date> work_started_on;
    std::optional<bool> migrant_worker;
    std::optional<bool> front_line;
    std::optional<bool> mobile;
    std::optional<Short> mobile_to;
    std::optional<Date> lost_since;
    std::optional<Code> lost_reason;
    std::optional<int> seniority_months;
    std::optional<Short> residence;
    std::optional<Short> registered_residence;
    std::optional<Short> archive_unit;
};
BOOST_DESCRIBE_STRUCT(ParticularsBody, (),
                      (name, sex, birth_date, ethnicity, native_place, education, degree, occupation, technical_post,
                       social_stratum, joined_on, join_kind, join_branch, full_on, marital_status, work_started_on,
                       migrant_worker, front_line, mobile, mobile_to, lost_since, lost_reason, seniority_months,
                       residence, registered_residence, archive_unit))

struct RegisterMemberBody : MemberPapersBody {
    Code entry;
    OrganizationId branch;
    std::optional<Code> category;
    Text<0, 40> id_number;
    std::optional<Text<0, 40>> phone;
    std::optional<Line> address;
    ParticularsBody particulars;
};
BOOST_DESCRIBE_STRUCT(RegisterMemberBody, (MemberPapersBody),
                      (entry, branch, category, id_number, phone, address, particulars))

struct MoveMemberBody : MemberPapersBody {
    OrganizationId branch;
};
BOOST_DESCRIBE_STRUCT(MoveMemberBody, (MemberPapersBody), (branch))

struct StandingBody : MemberPapersBody {
    Code change;
    std::optional<Code> ground;
    std::optional<OrganizationId> branch;
    std::optional<Date> joined_on;
};
BOOST_DESCRIBE_STRUCT(StandingBody, (MemberPapersBody), (change, ground, branch, joined_on))

struct AmendMemberBody : MemberPapersBody {
    ParticularsBody particulars;
    std::vector<Code> clear;  // names of dates and numbers that are taken back
};
BOOST_DESCRIBE_STRUCT(AmendMemberBody, (MemberPapersBody), (particulars, clear))

struct ContactBody : MemberPapersBody {
    std::optional<Text<0, 40>> id_number;
    std::optional<Text<0, 40>> phone;
    std::optional<Line> address;
};
BOOST_DESCRIBE_STRUCT(ContactBody, (MemberPapersBody), (id_number, phone, address))

struct CorrectMemberBody {
    ChangeId change;
    std::optional<bool> withdraw;
    std::optional<Date> effective_on;
    std::optional<OrganizationId> branch;
    std::optional<Code> category;
    ParticularsBody particulars;
    std::optional<Short> document_no;
    std::optional<Note> reason;
    std::optional<int> version;
    std::optional<bool> dry_run;
};
BOOST_DESCRIBE_STRUCT(CorrectMemberBody, (),
                      (change, withdraw, effective_on, branch, category, particulars, document_no, reason, version,
                       dry_run))

struct MemberOutcomeView {
    MemberView member;
    MemberChangeView change;
};
BOOST_DESCRIBE_STRUCT(MemberOutcomeView, (), (member, change))

struct RevealBody {
    Code field;  // id_number, phone, address
    Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(RevealBody, (), (field, reason))

struct RevealedView {
    std::string field;
    std::optional<std::string> value;
};
BOOST_DESCRIBE_STRUCT(RevealedView, (), (field, value))

namespace {

using http::Access;
using http::Call;
using http::maybe_text;
using http::needed;
using http::text_of;
using platform::Permission;

Papers papers_of(const MemberPapersBody& body)
{
    return {body.effective_on, text_of(body.document_no), text_of(body.reason), body.version,
            body.dry_run.value_or(false)};
}

/// Takes what was said over into the attributes.
AttributeSet take(const ParticularsBody& body, Attributes& values)
{
    AttributeSet said;
    boost::mp11::mp_for_each<http::detail::Members<ParticularsBody>>([&](auto member) {
        const auto& given = body.*member.pointer;
        if (!given) return;
        const auto* field = field_named(member.name);
        using Given = std::remove_cvref_t<decltype(*given)>;
        if constexpr (std::is_same_v<Given, Date>)
            values.*std::get<std::optional<Date> Attributes::*>(field->place) = *given;
        else if constexpr (std::is_same_v<Given, bool>) values.*std::get<bool Attributes::*>(field->place) = *given;
        else if constexpr (std::is_same_v<Given, int>)
            values.*std::get<std::optional<int> Attributes::*>(field->place) = *given;
        else values.*std::get<std::string Attributes::*>(field->place) = given->value;
        said.add(field->attribute);
    });
    return said;
}

Result<MemberOutcomeView> answer(const Office& office, Call& call, Result<Outcome>&& outcome)
{
    if (!outcome) return std::unexpected(std::move(outcome).error());
    const auto& member = outcome->member;
    return MemberOutcomeView{view_of(office, call.tx(), *call.actor, member, member.values, office.clock.today()),
                             view_of(office, outcome->change)};
}

Result<Registering> registering_of(const RegisterMemberBody& body)
{
    Registering asked;
    asked.entry = body.entry.value;
    take(body.particulars, asked.values);
    asked.values.branch = TRY(needed(body.branch, "branch"));
    asked.values.category = text_of(body.category);
    asked.contact = {body.id_number.value, maybe_text(body.phone), maybe_text(body.address)};
    asked.papers = papers_of(body);
    return asked;
}

/// Attributes with more than one field are amended together: what is not said stays as it is.
Result<Amending> amending_of(const Office& office, Call& call, MemberId id, const AmendMemberBody& body)
{
    Amending asked;
    const auto now = visible_member(office, call.tx(), *call.actor, id);
    if (now) {
        const auto then = member_then(call.tx(), id, body.effective_on);
        asked.values = then.value_or(now->values);
    }
    for (const auto& name : body.clear) {
        const auto* field = field_named(name.value);
        if (!field) return bad_field("clear", "input.not_one_of");
        asked.changed.add(field->attribute);
        std::visit([&](auto place) { asked.values.*place = {}; }, field->place);
    }
    asked.changed = asked.changed | take(body.particulars, asked.values);
    asked.papers = papers_of(body);
    return asked;
}

Result<Correcting> correcting_of(const Office& office, Call& call, MemberId id, const CorrectMemberBody& body)
{
    Correcting asked;
    asked.change = TRY(needed(body.change, "change"));
    asked.withdraw = body.withdraw.value_or(false);
    asked.effective_on = body.effective_on;
    if (const auto decided = decided_by(call.tx(), id, asked.change)) asked.values = *decided;
    asked.changed = take(body.particulars, asked.values);
    if (body.branch) {
        asked.values.branch = *body.branch;
        asked.changed.add(Attribute::branch);
    }
    if (body.category) {
        asked.values.category = body.category->value;
        asked.changed.add(Attribute::category);
    }
    asked.papers = {office.clock.today(), text_of(body.document_no), text_of(body.reason), body.version,
                    body.dry_run.value_or(false)};
    return asked;
}

/// One verb on one member. `act` makes of the body what the use case takes and runs it.
template <class Body, class Act>
http::Endpoint verb(const Office& office, std::string name, std::string operation, std::string summary,
                    std::vector<std::string> errors, Act act)
{
    for (const auto* code :
         {"member.not_found", "member.version_conflict", "member.document_needed", "member.reason_needed"})
        errors.emplace_back(code);
    return http::post<Body>(
        "/api/members/{id}/" + name,
        {std::move(operation), std::move(summary), "team", Access::permission_to("member.change"), std::move(errors)},
        [&office, act](Call& call, Body body) -> Result<MemberOutcomeView> {
            const auto id = TRY(call.path_id<MemberTag>("id"));
            return answer(office, call, act(call, id, body));
        });
}

/// [SEC-05] One sealed field in clear, with a reason, written down each time.
Result<RevealedView> reveal(const Office& office, Call& call, const RevealBody& body)
{
    const auto member = TRY(visible_member(office, call.tx(), *call.actor, TRY(call.path_id<MemberTag>("id"))));
    TRY(call.actor->require(Permission::member_reveal, member.values.branch));
    const auto field = sealed_field_from(body.field.value);
    if (!field) return bad_field("field", "input.not_one_of", {}, "id_number, phone, address");
    const auto& sealed = *field == SealedField::id_number ? member.sealed.id_number
                         : *field == SealedField::phone   ? member.sealed.phone
                                                          : member.sealed.address;
    office.audit(
        call.tx(), *call.actor,
        {"member.revealed", member.id, member.values.branch, "",
         platform::JsonObject{}.add("field", body.field.value).add("reason", body.reason.value).text(), "SEC-05"});
    return RevealedView{body.field.value, said(office.vault.open(sealed, *field, member.id))};
}

}  // namespace

std::vector<http::Endpoint> member_act_endpoints(const Office& office)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::post<RegisterMemberBody>(
        "/api/members",
        {"register_member",
         "A member comes into the register, or back into it [DATA-37]",
         "team",
         Access::permission_to("member.change"),
         {"member.id_number_known", "member.standing_not_possible", "member.document_needed", "member.reason_needed",
          "member.branch_not_there", "member.branch_holds_no_members", "member.too_soon_to_rejoin"}},
        [&office](Call& call, RegisterMemberBody body) -> Result<MemberOutcomeView> {
            return answer(office, call, register_member(office, call.tx(), *call.actor, TRY(registering_of(body))));
        }));
    endpoints.push_back(
        verb<MoveMemberBody>(office, "move", "move_member", "To another branch [REL-16]",
                             {"member.nothing_changed", "member.not_on_roll", "member.branch_not_there",
                              "member.branch_holds_no_members", "member.too_early"},
                             [&office](Call& call, MemberId id, const MoveMemberBody& body) -> Result<Outcome> {
                                 return move_member(office, call.tx(), *call.actor, id,
                                                    {TRY(needed(body.branch, "branch")), papers_of(body)});
                             }));
    endpoints.push_back(verb<MemberPapersBody>(
        office, "become-full", "become_full_member", "A probationary member becomes a full one [DEV-11]",
        {"member.not_probationary", "member.full_too_early", "member.not_on_roll", "member.too_early"},
        [&office](Call& call, MemberId id, const MemberPapersBody& body) -> Result<Outcome> {
            return become_full(office, call.tx(), *call.actor, id, papers_of(body));
        }));
    endpoints.push_back(verb<StandingBody>(
        office, "change-standing", "change_standing",
        "Suspended, restored, removed, died, transferred out … [REL-30 – REL-49]",
        {"member.standing_not_possible", "member.category_not_possible", "member.too_soon_to_rejoin",
         "member.too_soon_to_remove", "member.contact_not_lost_long_enough", "member.too_early",
         "member.branch_not_there", "member.branch_holds_no_members"},
        [&office](Call& call, MemberId id, const StandingBody& body) -> Result<Outcome> {
            return change_standing(
                office, call.tx(), *call.actor, id,
                {body.change.value, text_of(body.ground), body.branch, body.joined_on, papers_of(body)});
        }));
    endpoints.push_back(verb<AmendMemberBody>(
        office, "amend", "amend_member", "Particulars are otherwise from a day on",
        {"member.nothing_changed", "member.not_amendable", "member.too_early"},
        [&office](Call& call, MemberId id, const AmendMemberBody& body) -> Result<Outcome> {
            return amend_member(office, call.tx(), *call.actor, id, TRY(amending_of(office, call, id, body)));
        }));
    endpoints.push_back(verb<ContactBody>(
        office, "change-contact", "change_member_contact", "Id number, telephone, address",
        {"member.nothing_changed", "member.id_number_known"},
        [&office](Call& call, MemberId id, const ContactBody& body) -> Result<Outcome> {
            return change_contact(
                office, call.tx(), *call.actor, id,
                {{maybe_text(body.id_number), maybe_text(body.phone), maybe_text(body.address)}, papers_of(body)});
        }));
    endpoints.push_back(verb<CorrectMemberBody>(
        office, "correct", "correct_member", "Puts a recorded change right, or takes it back",
        {"member.change_not_found", "member.change_superseded", "member.not_correctable", "member.has_later_changes",
         "member.standing_not_possible", "member.too_early"},
        [&office](Call& call, MemberId id, const CorrectMemberBody& body) -> Result<Outcome> {
            return correct_member(office, call.tx(), *call.actor, id, TRY(correcting_of(office, call, id, body)));
        }));
    endpoints.push_back(http::post<RevealBody>(
        "/api/members/{id}/reveal",
        {"reveal_member_field",
         "One sealed field in clear, with a reason; written down each time [SEC-05]",
         "team",
         Access::permission_to("member.reveal"),
         {"member.not_found"}},
        [&office](Call& call, RevealBody body) -> Result<RevealedView> { return reveal(office, call, body); }));
    return endpoints;
}

}  // namespace jishi::team
