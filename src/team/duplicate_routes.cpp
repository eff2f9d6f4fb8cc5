#include "team/duplicates.hpp"
#include "team/member_routes.hpp"

namespace jishi::team {

struct DuplicateQuery {
    OrganizationId within;
};
BOOST_DESCRIBE_STRUCT(DuplicateQuery, (), (within))

struct DuplicatePairView {
    MemberView one;  // the older record
    MemberView other;
    std::vector<std::string> reasons;
    std::vector<std::string> differs;  // names of fields in which they say different things
};
BOOST_DESCRIBE_STRUCT(DuplicatePairView, (), (one, other, reasons, differs))

struct DuplicateList {
    std::vector<DuplicatePairView> items;
    bool more = false;
};
BOOST_DESCRIBE_STRUCT(DuplicateList, (), (items, more))

struct ApartBody {
    MemberId one;
    MemberId other;
    Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(ApartBody, (), (one, other, reason))

struct MergeBody {
    MemberId survivor;
    MemberId merged;
    int survivor_version = 0;
    int merged_version = 0;
    std::vector<Text<1, 40>> take;  // names of fields of which the merged record is right
    Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(MergeBody, (), (survivor, merged, survivor_version, merged_version, take, reason))

struct UnmergeBody {
    ChangeId change;
    Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(UnmergeBody, (), (change, reason))

struct MergeOutcomeView {
    MemberView member;
    MemberChangeView change;
};
BOOST_DESCRIBE_STRUCT(MergeOutcomeView, (), (member, change))

namespace {

using http::Access;
using http::Call;

constexpr std::size_t pairs_max = 100;

std::vector<std::string> differences(const Office& office, const Member& a, const Member& b)
{
    std::vector<std::string> names;
    for (const auto& field : fields())
        if (std::visit([&](auto place) { return a.values.*place != b.values.*place; }, field.place))
            names.emplace_back(field.name);
    if (a.sealed.id_number_index != b.sealed.id_number_index) names.emplace_back("id_number");
    if (a.sealed.phone_index != b.sealed.phone_index) names.emplace_back("phone");
    const auto address = [&](const Member& member) {
        return office.vault.open(member.sealed.address, SealedField::address, member.id);
    };
    if (address(a) != address(b)) names.emplace_back("address");
    return names;
}

Result<DuplicateList> list(const Office& office, Call& call, const DuplicateQuery& query)
{
    const auto& actor = *call.actor;
    if (!office.directory.find(query.within) || !actor.may(platform::Permission::member_read, query.within))
        return refuse(ErrorKind::not_found, "organization.not_found", {}, query.within.str());
    auto& tx = call.tx();
    const auto today = office.clock.today();
    auto pairs = duplicates_within(office, tx, actor, query.within, pairs_max + 1);
    DuplicateList view;
    view.more = pairs.size() > pairs_max;
    if (view.more) pairs.resize(pairs_max);
    for (const auto& pair : pairs) {
        view.items.push_back({view_of(office, tx, actor, pair.one, pair.one.values, today),
                              view_of(office, tx, actor, pair.other, pair.other.values, today), pair.reasons,
                              differences(office, pair.one, pair.other)});
        for (const auto* member : {&pair.one, &pair.other})
            office.audit(tx, actor, {"member.viewed", member->id, member->values.branch, "", "", ""});
    }
    return view;
}

Result<Merging> merging_of(const Office& office, const MergeBody& body)
{
    Merging merging;
    merging.survivor = body.survivor;
    merging.merged = body.merged;
    merging.survivor_version = body.survivor_version;
    merging.merged_version = body.merged_version;
    for (const auto& name : body.take) {
        if (const auto* field = field_named(name.value)) merging.taken.add(field->attribute);
        else if (const auto sealed = sealed_field_from(name.value)) merging.sealed.push_back(*sealed);
        else return bad_field("take", "input.not_one_of", {}, name.value);
    }
    merging.papers = {office.clock.today(), {}, body.reason.value, {}, false};
    return merging;
}

MergeOutcomeView view_of(const Office& office, Call& call, const Outcome& outcome)
{
    const auto& member = outcome.member;
    return {view_of(office, call.tx(), *call.actor, member, member.values, office.clock.today()),
            view_of(office, outcome.change)};
}

}  // namespace

std::vector<http::Endpoint> duplicate_endpoints(const Office& office)
{
    const auto may_change = Access::permission_to("member.change");
    std::vector<http::Endpoint> endpoints;
    // Looking at members is written down, so this read runs as a write.
    endpoints.push_back(http::get<DuplicateQuery>(
        "/api/members/duplicates",
        {"member_duplicates",
         "Pairs of records that may be of one person, side by side and masked",
         "team",
         may_change,
         {"organization.not_found"}},
        [&office](Call& call, DuplicateQuery query) -> Result<DuplicateList> { return list(office, call, query); },
        http::Runs::write));
    endpoints.push_back(http::post<ApartBody>("/api/members/duplicates/apart",
                                              {"tell_members_apart",
                                               "Two records are of two persons: the pair is not shown again",
                                               "team",
                                               may_change,
                                               {"member.not_found", "member.same_record"}},
                                              [&office](Call& call, ApartBody body) -> Result<http::NoContent> {
                                                  TRY(tell_apart(office, call.tx(), *call.actor, body.one, body.other,
                                                                 body.reason.value));
                                                  return http::NoContent{};
                                              }));
    endpoints.push_back(http::post<MergeBody>(
        "/api/members/duplicates/merge",
        {"merge_members",
         "Two records are of one person: one survives and gets what the other knows",
         "team",
         may_change,
         {"member.not_found", "member.same_record", "member.not_mergeable", "member.two_accounts",
          "member.two_development_files", "member.version_conflict", "input.invalid"}},
        [&office](Call& call, MergeBody body) -> Result<MergeOutcomeView> {
            return view_of(office, call,
                           TRY(merge_members(office, call.tx(), *call.actor, TRY(merging_of(office, body)))));
        }));
    endpoints.push_back(http::post<UnmergeBody>(
        "/api/members/duplicates/unmerge",
        {"unmerge_members",
         "Takes a merge back: both records are as they were",
         "team",
         may_change,
         {"member.change_not_found", "member.change_superseded", "member.has_later_changes", "member.id_number_known"}},
        [&office](Call& call, UnmergeBody body) -> Result<MergeOutcomeView> {
            const Papers papers{office.clock.today(), {}, body.reason.value, {}, false};
            return view_of(office, call, TRY(unmerge_members(office, call.tx(), *call.actor, body.change, papers)));
        }));
    return endpoints;
}

}  // namespace jishi::team
