#include "http/body.hpp"
#include "organization/organization_routes.hpp"
#include "organization/organization_service.hpp"

namespace jishi::organization {

using Code = Text<0, 40>;
using DocumentNumber = Text<0, 100>;

/// What every matter is accompanied by.
struct PapersBody {
    Date effective_on;
    std::optional<DocumentNumber> document_no;
    std::optional<Note> reason;
    std::optional<Note> special_reason;
    std::optional<int> version;
    std::optional<bool> dry_run;
};
BOOST_DESCRIBE_STRUCT(PapersBody, (), (effective_on, document_no, reason, special_reason, version, dry_run))

struct FoundBody : PapersBody {
    OrganizationId parent;
    Name name;
    std::optional<Name> short_name;
    std::optional<Code> code;
    Code type;
    std::optional<Code> sector;
    std::optional<Code> level;
    std::optional<Code> form;
    std::optional<Code> region_code;
    std::vector<UnitId> units;
    std::optional<Date> term_started_on;
    std::optional<int> members;
    std::optional<int> formal_members;
};
BOOST_DESCRIBE_STRUCT(FoundBody, (PapersBody),
                      (parent, name, short_name, code, type, sector, level, form, region_code, units, term_started_on,
                       members, formal_members))

struct RenameBody : PapersBody {
    Name name;
    std::optional<Name> short_name;
};
BOOST_DESCRIBE_STRUCT(RenameBody, (PapersBody), (name, short_name))

struct ChangeTypeBody : PapersBody {
    Code type;
    std::optional<Code> level;
    std::optional<int> members;
    std::optional<int> formal_members;
};
BOOST_DESCRIBE_STRUCT(ChangeTypeBody, (PapersBody), (type, level, members, formal_members))

struct ReclassifyBody : PapersBody {
    std::optional<Code> sector;
    std::optional<Code> form;
    std::optional<Code> level;
    std::optional<Code> region_code;
    std::optional<Code> code;
    std::optional<int> sort_order;
    std::optional<int> members;
    std::optional<int> formal_members;
};
BOOST_DESCRIBE_STRUCT(ReclassifyBody, (PapersBody),
                      (sector, form, level, region_code, code, sort_order, members, formal_members))

struct MoveBody : PapersBody {
    OrganizationId parent;
};
BOOST_DESCRIBE_STRUCT(MoveBody, (PapersBody), (parent))

struct MergeBody : PapersBody {
    OrganizationId into;
};
BOOST_DESCRIBE_STRUCT(MergeBody, (PapersBody), (into))

struct PartBody {
    Name name;
    Code type;
    std::vector<UnitId> units;
    std::vector<OrganizationId> children;
    std::vector<MemberId> members;
    std::optional<bool> all_others;
};
BOOST_DESCRIBE_STRUCT(PartBody, (), (name, type, units, children, members, all_others))

struct SplitBody : PapersBody {
    std::vector<PartBody> parts;
};
BOOST_DESCRIBE_STRUCT(SplitBody, (PapersBody), (parts))

struct DissolveBody : PapersBody {
    std::optional<OrganizationId> target;
    std::optional<OrganizationId> members_to;
};
BOOST_DESCRIBE_STRUCT(DissolveBody, (PapersBody), (target, members_to))

struct StartTermBody {
    Date started_on;
    std::optional<DocumentNumber> document_no;
    std::optional<Note> reason;
    std::optional<int> version;
    std::optional<bool> dry_run;
};
BOOST_DESCRIBE_STRUCT(StartTermBody, (), (started_on, document_no, reason, version, dry_run))

struct PostponeTermBody : PapersBody {
    Date postponed_to;
};
BOOST_DESCRIBE_STRUCT(PostponeTermBody, (PapersBody), (postponed_to))

struct CorrectBody {
    ChangeId change;
    std::optional<bool> withdraw;
    std::optional<Date> effective_on;
    std::optional<Name> name;
    std::optional<Name> short_name;
    std::optional<Code> code;
    std::optional<Code> sector;
    std::optional<Code> form;
    std::optional<DocumentNumber> document_no;
    std::optional<Note> reason;
    std::optional<int> version;
    std::optional<bool> dry_run;
};
BOOST_DESCRIBE_STRUCT(CorrectBody, (),
                      (change, withdraw, effective_on, name, short_name, code, sector, form, document_no, reason,
                       version, dry_run))

struct ChangedView {
    OrganizationView organization;
    ChangeView change;
};
BOOST_DESCRIBE_STRUCT(ChangedView, (), (organization, change))

namespace {

using http::Access;
using http::Call;
using http::maybe_text;
using http::needed;
using http::text_of;

Papers papers_of(const PapersBody& body)
{
    return {body.effective_on, text_of(body.document_no),   text_of(body.reason), text_of(body.special_reason),
            body.version,      body.dry_run.value_or(false)};
}

Result<ChangedView> answer(const Office& office, Call& call, Result<Outcome>&& outcome)
{
    if (!outcome) return std::unexpected(std::move(outcome).error());
    // The directory follows after the commit: what it says of the place is put together with the new row.
    Detail detail;
    detail.node = outcome->node;
    detail.path = office.directory.path_of(outcome->node.values.parent);
    detail.path.push_back({outcome->node.id, outcome->node.values.name, outcome->node.values.type});
    if (const auto listing = office.directory.listing(outcome->node.id)) {
        detail.child_count = listing->child_count;
        detail.subtree_count = listing->subtree_count;
    }
    return ChangedView{view_of_today(office, call.tx(), *call.actor, detail),
                       view_of(outcome->change, outcome->node.values.name)};
}

Founding founding_of(const FoundBody& body)
{
    Founding founding;
    founding.parent = body.parent;
    founding.values.name = body.name.value;
    founding.values.short_name = text_of(body.short_name);
    founding.values.code = text_of(body.code);
    founding.values.type = body.type.value;
    founding.values.sector = text_of(body.sector);
    founding.values.level = text_of(body.level);
    founding.values.form = text_of(body.form);
    founding.values.region_code = text_of(body.region_code);
    founding.values.members = body.members;
    founding.values.formal_members = body.formal_members;
    founding.units = body.units;
    founding.term_started_on = body.term_started_on;
    founding.papers = papers_of(body);
    return founding;
}

Splitting splitting_of(const SplitBody& body)
{
    Splitting splitting;
    for (const auto& part : body.parts)
        splitting.parts.push_back({part.name.value, part.type.value, part.units, part.children, part.members,
                                   part.all_others.value_or(false)});
    splitting.papers = papers_of(body);
    return splitting;
}

Result<Correcting> correcting_of(const Office& office, const CorrectBody& body)
{
    Correcting correcting;
    correcting.change = TRY(needed(body.change, "change"));
    correcting.withdraw = body.withdraw.value_or(false);
    correcting.effective_on = body.effective_on;
    auto set = [&](Attribute attribute, std::string& slot, const auto& text) {
        if (!text) return;
        slot = text->value;
        correcting.changed.add(attribute);
    };
    set(Attribute::name, correcting.values.name, body.name);
    set(Attribute::short_name, correcting.values.short_name, body.short_name);
    set(Attribute::code, correcting.values.code, body.code);
    set(Attribute::sector, correcting.values.sector, body.sector);
    set(Attribute::form, correcting.values.form, body.form);
    correcting.papers = {office.clock.today(), text_of(body.document_no),   text_of(body.reason), {},
                         body.version,         body.dry_run.value_or(false)};
    return correcting;
}

/// One verb on one organisation. `make` turns the body into what the use case takes.
template <class Body, class Request, class Make>
http::Endpoint verb(const Office& office, std::string name, std::string operation, std::string summary,
                    std::vector<std::string> errors,
                    Result<Outcome> (*use_case)(const Office&, db::Tx&, const platform::Actor&, OrganizationId,
                                                const Request&),
                    Make make)
{
    for (const auto* code : {"organization.not_found", "organization.version_conflict", "organization.dissolved",
                             "organization.document_needed", "organization.reason_needed", "organization.too_early",
                             "organization.has_members"})
        errors.emplace_back(code);
    return http::post<Body>("/api/organizations/{id}/" + name,
                            {std::move(operation), std::move(summary), "organization",
                             Access::permission_to("organization.change"), std::move(errors)},
                            [&office, use_case, make](Call& call, Body body) -> Result<ChangedView> {
                                const auto id = TRY(call.path_id<OrganizationTag>("id"));
                                const Result<Request> request = make(body);
                                if (!request) return std::unexpected(request.error());
                                return answer(office, call, use_case(office, call.tx(), *call.actor, id, *request));
                            });
}

}  // namespace

std::vector<http::Endpoint> act_endpoints(const Office& office)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::post<FoundBody>(
        "/api/organizations",
        {"found_organization",
         "Founds an organisation below another [ORG-20]",
         "organization",
         Access::permission_to("organization.change"),
         {"organization.not_found", "organization.parent_type_not_allowed", "organization.name_taken_under_parent",
          "organization.special_reason_needed", "organization.below_threshold", "organization.document_needed",
          "organization.reason_needed", "organization.parent_not_there", "organization.units_needed",
          "organization.has_no_term", "unit.not_found"}},
        [&office](Call& call, FoundBody body) -> Result<ChangedView> {
            TRY(needed(body.parent, "parent"));
            return answer(office, call, found(office, call.tx(), *call.actor, founding_of(body)));
        }));
    endpoints.push_back(
        verb<RenameBody, Renaming>(office, "rename", "rename_organization", "Gives it another name",
                                   {"organization.nothing_changed", "organization.name_taken_under_parent"}, rename,
                                   [](const RenameBody& body) -> Result<Renaming> {
                                       return Renaming{body.name.value, maybe_text(body.short_name), papers_of(body)};
                                   }));
    endpoints.push_back(verb<ChangeTypeBody, TypeChange>(
        office, "change-type", "change_organization_type", "Branch to general branch, and the like",
        {"organization.nothing_changed", "organization.parent_type_not_allowed", "organization.special_reason_needed",
         "organization.below_threshold", "organization.units_needed"},
        change_type, [](const ChangeTypeBody& body) -> Result<TypeChange> {
            return TypeChange{body.type.value, maybe_text(body.level), body.members, body.formal_members,
                              papers_of(body)};
        }));
    endpoints.push_back(verb<ReclassifyBody, Reclassifying>(
        office, "reclassify", "reclassify_organization", "Sector, form, level, region, code",
        {"organization.nothing_changed"}, reclassify, [](const ReclassifyBody& body) -> Result<Reclassifying> {
            return Reclassifying{
                maybe_text(body.sector), maybe_text(body.form), maybe_text(body.level), maybe_text(body.region_code),
                maybe_text(body.code),   body.sort_order,       body.members,           body.formal_members,
                papers_of(body)};
        }));
    endpoints.push_back(verb<MoveBody, Moving>(
        office, "move", "move_organization", "With its subtree, below another",
        {"organization.nothing_changed", "organization.would_be_cycle", "organization.parent_type_not_allowed",
         "organization.parent_not_there", "organization.name_taken_under_parent"},
        move, [](const MoveBody& body) -> Result<Moving> {
            return Moving{TRY(needed(body.parent, "parent")), papers_of(body)};
        }));
    endpoints.push_back(verb<MergeBody, Merging>(
        office, "merge", "merge_organization", "Its children and units go to another, and it ends",
        {"organization.would_be_cycle", "organization.parent_type_not_allowed", "organization.name_taken_under_parent"},
        merge, [](const MergeBody& body) -> Result<Merging> {
            return Merging{TRY(needed(body.into, "into")), papers_of(body)};
        }));
    endpoints.push_back(verb<SplitBody, Splitting>(
        office, "split", "split_organization", "Parts of it become organisations of their own, with the members named",
        {"organization.not_a_child", "organization.not_its_member", "organization.member_named_twice",
         "organization.others_twice", "member.branch_holds_no_members", "organization.name_taken_under_parent",
         "organization.parent_type_not_allowed"},
        split, [](const SplitBody& body) -> Result<Splitting> { return splitting_of(body); }));
    endpoints.push_back(verb<DissolveBody, Dissolving>(
        office, "dissolve", "dissolve_organization", "Ends it; what is left goes to a target [ORG-24]",
        {"organization.has_children", "organization.would_be_cycle"}, dissolve,
        [](const DissolveBody& body) -> Result<Dissolving> {
            return Dissolving{body.target.value_or(OrganizationId{}), papers_of(body),
                              body.members_to.value_or(OrganizationId{})};
        }));
    endpoints.push_back(verb<StartTermBody, Papers>(
        office, "start-term", "start_term", "A new term begins with an election [ORG-45]",
        {"organization.has_no_term", "organization.term_too_early"}, start_term,
        [](const StartTermBody& body) -> Result<Papers> {
            return Papers{body.started_on, text_of(body.document_no),   text_of(body.reason), {},
                          body.version,    body.dry_run.value_or(false)};
        }));
    endpoints.push_back(verb<PostponeTermBody, Postponing>(
        office, "postpone-term", "postpone_term", "The higher organisation allows a later election [ORG-43]",
        {"organization.has_no_term", "organization.postponed_within_term", "organization.postponed_too_long"},
        postpone_term, [](const PostponeTermBody& body) -> Result<Postponing> {
            return Postponing{body.postponed_to, papers_of(body)};
        }));
    endpoints.push_back(verb<CorrectBody, Correcting>(
        office, "correct", "correct_change", "Puts a recorded change right, or takes it back",
        {"organization.change_not_found", "organization.change_superseded", "organization.has_later_changes"}, correct,
        [&office](const CorrectBody& body) { return correcting_of(office, body); }));
    return endpoints;
}

}  // namespace jishi::organization
