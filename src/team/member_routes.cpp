#include "team/member_routes.hpp"

#include <algorithm>

#include "team/list_log_routes.hpp"
#include "team/member_list_routes.hpp"
#include "team/member_store.hpp"

namespace jishi::team {

struct MemberPage {
    std::vector<MemberLineView> items;
    std::optional<std::string> next;
    std::optional<std::int64_t> total;  // when it was asked for
};
BOOST_DESCRIBE_STRUCT(MemberPage, (), (items, next, total))

struct MemberMomentQuery {
    std::optional<Date> as_of;
    std::optional<Date> known_on;
};
BOOST_DESCRIBE_STRUCT(MemberMomentQuery, (), (as_of, known_on))

struct MemberHistory {
    std::vector<MemberChangeView> items;
};
BOOST_DESCRIBE_STRUCT(MemberHistory, (), (items))

namespace {

using http::Access;
using http::Call;
using http::NoQuery;
using platform::Permission;

constexpr int page_default = 50;
constexpr int page_max = 200;

MemberLineView listed_view(const Office& office, ListedMember&& listed)
{
    const auto id = listed.line.id;
    auto view = view_of(office, std::move(listed.line));
    view.id_number =
        said(mask(SealedField::id_number, office.vault.open(listed.sealed.id_number, SealedField::id_number, id)));
    view.phone = said(mask(SealedField::phone, office.vault.open(listed.sealed.phone, SealedField::phone, id)));
    return view;
}

Result<MemberPage> list(const Office& office, Call& call, const MemberListQuery& query)
{
    auto question = TRY(question_of(office, *call.actor, Permission::member_read, query));
    question.limit = static_cast<std::size_t>(std::clamp(query.limit.value_or(page_default), 1, page_max));
    auto found = list_members(office, call.tx(), question);
    judge_votes(office, call.tx(), question, found.items);
    MemberPage page;
    if (found.more) page.next = found.items.back().line.id.str() + ":" + found.items.back().key;
    for (auto& item : found.items) page.items.push_back(listed_view(office, std::move(item)));
    if (query.count.value_or(false)) page.total = count_members(office, call.tx(), question);
    return page;
}

Result<MemberView> one(const Office& office, Call& call, const MemberMomentQuery& query)
{
    const auto member = TRY(visible_member(office, call.tx(), *call.actor, TRY(call.path_id<MemberTag>("id"))));
    const auto day = query.as_of.value_or(office.clock.today());
    auto values = member.values;
    if (query.known_on || day != office.clock.today()) {
        const auto timeline = query.known_on ? store::timeline_known_at(call.tx(), member.id, end_of(*query.known_on))
                                             : store::timeline_of(call.tx(), member.id);
        const auto* state = timeline.on(day);
        if (!state || !state->values.exists) return refuse(ErrorKind::not_found, "member.not_found");
        values = state->values;
    }
    office.audit(call.tx(), *call.actor, {"member.viewed", member.id, member.values.branch, "", "", ""});
    return view_of(office, call.tx(), *call.actor, member, values, day);
}

Result<MemberHistory> history(const Office& office, Call& call)
{
    const auto member = TRY(visible_member(office, call.tx(), *call.actor, TRY(call.path_id<MemberTag>("id"))));
    office.audit(call.tx(), *call.actor, {"member.history_viewed", member.id, member.values.branch, "", "", ""});
    return MemberHistory{history_of(office, call.tx(), member.id)};
}

}  // namespace

std::vector<http::Endpoint> member_endpoints(db::Database& database, const Office& office)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<MemberListQuery>(
        "/api/members",
        {"list_members",
         "Members within sight, masked: by filter, by name, pinyin, initials, id number or telephone; each answer with "
         "somebody in it is written down [SEC-05]",
         "team",
         Access::permission_to("member.read"),
         {"organization.not_found"}},
        [&database, &office](Call& call, MemberListQuery query) -> Result<MemberPage> {
            return read_and_tell<MemberPage>(
                database, office, call, [&](Call& inside) { return list(office, inside, query); },
                [&](const MemberPage& page) -> std::optional<Deed> {
                    if (page.items.empty()) return std::nullopt;
                    return Deed{"member.listed",
                                {},
                                query.within.value_or(OrganizationId{}),
                                "",
                                note_of(query, page.items.size()),
                                "SEC-05"};
                });
        },
        http::Runs::blocking));
    // Looking at one is written down, so these reads run as writes.
    endpoints.push_back(http::get<MemberMomentQuery>(
        "/api/members/{id}",
        {"read_member",
         "One member on a day, masked; written down in the audit trail [SEC-05]",
         "team",
         Access::permission_to("member.read"),
         {"member.not_found"}},
        [&office](Call& call, MemberMomentQuery query) -> Result<MemberView> { return one(office, call, query); },
        http::Runs::write));
    endpoints.push_back(http::get<NoQuery>(
        "/api/members/{id}/history",
        {"list_member_history",
         "Everything ever recorded about a member, newest first",
         "team",
         Access::permission_to("member.read"),
         {"member.not_found"}},
        [&office](Call& call, NoQuery) -> Result<MemberHistory> { return history(office, call); }, http::Runs::write));
    return endpoints;
}

}  // namespace jishi::team
