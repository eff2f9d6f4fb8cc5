#include <algorithm>

#include "engine/workflow_json.hpp"
#include "team/bulk_transfer.hpp"
#include "team/member_routes.hpp"
#include "team/transfers.hpp"

namespace jishi::team {

struct BulkBody {
    OrganizationId organization;
    Text<1, 60> workflow;
    std::map<std::string, http::AnyJson> form;
    std::map<std::string, http::AnyJson> issue;
    std::vector<MemberId> members;
};
BOOST_DESCRIBE_STRUCT(BulkBody, (), (organization, workflow, form, issue, members))

struct BulkView {
    std::string id;
    PlaceView organization;
    std::string workflow;
    JobId job;
    Instant recorded_at;
    std::string recorded_by;
    std::int64_t waiting = 0;
    std::int64_t done = 0;
    std::int64_t refused = 0;
    std::int64_t undone = 0;
};
BOOST_DESCRIBE_STRUCT(BulkView, (),
                      (id, organization, workflow, job, recorded_at, recorded_by, waiting, done, refused, undone))
struct BulkList {
    std::vector<BulkView> items;
};
BOOST_DESCRIBE_STRUCT(BulkList, (), (items))

struct BulkPersonView {
    MemberId member;
    std::string name;
    std::string state;
    std::optional<CaseId> of;
    std::optional<std::string> step;
    std::optional<std::string> code;
    std::optional<std::string> rule;
};
BOOST_DESCRIBE_STRUCT(BulkPersonView, (), (member, name, state, of, step, code, rule))
struct BulkPeopleView {
    std::vector<BulkPersonView> items;
    std::optional<MemberId> next;
};
BOOST_DESCRIBE_STRUCT(BulkPeopleView, (), (items, next))

struct BulkPeopleQuery {
    std::optional<std::string> state;
    std::optional<MemberId> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(BulkPeopleQuery, (), (state, after, limit))

struct UndoPersonBody {
    Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(UndoPersonBody, (), (reason))

namespace {

using http::Access;
using http::Call;
using http::NoQuery;
using platform::Permission;

constexpr std::size_t bulks_max = 50;
constexpr int page_default = 100;
constexpr int page_max = 500;

BulkView view_of(const Office& office, const Bulk& bulk)
{
    return {bulk.id.str(),    place_of(office, bulk.organization),
            bulk.workflow,    bulk.job,
            bulk.recorded_at, bulk.recorded_by_name,
            bulk.waiting,     bulk.done,
            bulk.refused,     bulk.undone};
}
BulkPersonView view_of(const BulkPerson& person)
{
    return {person.member,     person.name,       person.state,     person.of ? std::optional(person.of) : std::nullopt,
            said(person.step), said(person.code), said(person.rule)};
}

engine::Form form_of(const std::map<std::string, http::AnyJson>& body)
{
    engine::Form form;
    for (const auto& [field, json] : body) {
        const auto& value = json.value;
        const bool simple = value.is_string() || value.is_int64() || value.is_bool();
        form.set(field, simple ? engine::value_of_json(http::json::serialize(value)) : policy::Value(std::string("?")));
    }
    return form;
}

}  // namespace

std::vector<http::Endpoint> bulk_transfer_endpoints(Transfers& desk)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::post<BulkBody>(
        "/api/transfers/bulk",
        {"begin_bulk_transfer",
         "Many transfers in one job, each person with a result of its own [REL-20]",
         "team",
         Access::permission_to("member.change"),
         {"member.not_found"}},
        [&desk](Call& call, BulkBody body) -> Result<BulkView> {
            const BulkRequest asked{body.organization, body.workflow.value, form_of(body.form), form_of(body.issue),
                                    body.members};
            return view_of(desk.office,
                           TRY(ask_for_bulk(desk.office, desk.cases, desk.jobs, call.tx(), *call.actor, asked)));
        }));
    endpoints.push_back(http::get<NoQuery>(
        "/api/transfers/bulk",
        {"list_bulk_transfers", "Bulk transfers, the newest first", "team", Access::permission_to("member.read")},
        [&desk](Call& call, NoQuery) -> Result<BulkList> {
            const auto sight =
                TRY(organization::sight_of(desk.office.directory, *call.actor, Permission::member_read, {}));
            BulkList list;
            for (const auto& bulk : list_bulks(desk.office, call.tx(), sight, bulks_max))
                list.items.push_back(view_of(desk.office, bulk));
            return list;
        }));
    endpoints.push_back(http::get<BulkPeopleQuery>(
        "/api/transfers/bulk/{id}/people",
        {"read_bulk_transfer",
         "What became of each person of a bulk transfer",
         "team",
         Access::permission_to("member.read"),
         {"bulk.not_found"}},
        [&desk](Call& call, BulkPeopleQuery query) -> Result<BulkPeopleView> {
            const auto id = TRY(call.path_id<BulkTag>("id"));
            TRY(find_bulk(desk.office, call.tx(), *call.actor, id));
            const auto limit = static_cast<std::size_t>(std::clamp(query.limit.value_or(page_default), 1, page_max));
            auto people =
                people_of(call.tx(), id, query.state.value_or(""), query.after.value_or(MemberId{}), limit + 1);
            BulkPeopleView view;
            if (people.size() > limit) {
                people.resize(limit);
                view.next = people.back().member;
            }
            for (const auto& person : people) view.items.push_back(view_of(person));
            return view;
        }));
    endpoints.push_back(http::post<UndoPersonBody>(
        "/api/transfers/bulk/{id}/people/{member}/undo",
        {"undo_bulk_person",
         "Takes one person back: the letter is recalled, or the case withdrawn",
         "team",
         Access::permission_to("member.change"),
         {"bulk.not_found", "bulk.nothing_to_undo", "bulk.received_already", "case.not_your_turn"}},
        [&desk](Call& call, UndoPersonBody body) -> Result<BulkPersonView> {
            return view_of(
                TRY(undo_person(desk.office, desk.cases, call.tx(), *call.actor, TRY(call.path_id<BulkTag>("id")),
                                TRY(call.path_id<MemberTag>("member")), body.reason.value)));
        }));
    return endpoints;
}

}  // namespace jishi::team
