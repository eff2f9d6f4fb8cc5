#include "team/member_routes.hpp"

#include <algorithm>

#include "team/member_query.hpp"
#include "team/member_store.hpp"

namespace jishi::team {

struct MemberListQuery {
    std::optional<OrganizationId> within;
    std::optional<Text<0, 100>> q;
    std::vector<std::string> status;
    std::vector<std::string> category;
    std::vector<std::string> sex;
    std::vector<std::string> ethnicity;
    std::vector<std::string> education;
    std::vector<std::string> occupation;
    std::optional<bool> mobile;
    std::optional<bool> lost;
    std::optional<Date> joined_from;
    std::optional<Date> joined_until;
    std::optional<Date> born_from;
    std::optional<Date> born_until;
    std::optional<Date> as_of;
    std::optional<std::string> sort;   // name, joined_on, birth_date
    std::optional<std::string> after;  // `next` of the page before
    std::optional<int> limit;
    std::optional<bool> count;
};
BOOST_DESCRIBE_STRUCT(MemberListQuery, (),
                      (within, q, status, category, sex, ethnicity, education, occupation, mobile, lost, joined_from,
                       joined_until, born_from, born_until, as_of, sort, after, limit, count))

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

Result<MemberOrder> order_of(const std::optional<std::string>& sort)
{
    if (!sort || *sort == "name") return MemberOrder::name;
    if (*sort == "joined_on") return MemberOrder::joined_on;
    if (*sort == "birth_date") return MemberOrder::birth_date;
    return bad_field("sort", "input.not_one_of", {}, "name, joined_on, birth_date");
}

/// "id" or "id:key": the key is what the page was sorted by, pinyin or a day.
Result<void> read_cursor(const std::optional<std::string>& after, ListQuestion& question)
{
    if (!after) return {};
    const auto colon = after->find(':');
    const auto id = MemberId::parse(after->substr(0, colon));
    if (!id) return bad_field("after", "input.expected_id");
    question.after = *id;
    if (colon != std::string::npos) question.after_key = after->substr(colon + 1);
    return {};
}

Result<ListQuestion> question_of(const Office& office, const platform::Actor& actor, const MemberListQuery& query)
{
    ListQuestion question;
    question.sight = TRY(organization::sight_of(office.directory, actor, Permission::member_read,
                                                query.within.value_or(OrganizationId{})));
    question.filter = {query.status,      query.category,     query.sex,       query.ethnicity,
                       query.education,   query.occupation,   query.mobile,    query.lost,
                       query.joined_from, query.joined_until, query.born_from, query.born_until};
    for (const auto* list :
         {&query.status, &query.category, &query.sex, &query.ethnicity, &query.education, &query.occupation})
        if (list->size() > 60) return bad_field("status", "input.too_many_items", {}, "60");
    question.text = query.q ? query.q->value : std::string{};
    if (query.as_of && *query.as_of != office.clock.today()) question.as_of = query.as_of;
    question.order = TRY(order_of(query.sort));
    TRY(read_cursor(query.after, question));
    question.limit = static_cast<std::size_t>(std::clamp(query.limit.value_or(page_default), 1, page_max));
    return question;
}

MemberLineView listed_view(const Office& office, const MemberPolicy& rules, ListedMember&& listed)
{
    const auto id = listed.line.id;
    listed.line.may_vote = rules.may_vote(listed.line.status, listed.line.category);
    auto view = view_of(office, std::move(listed.line));
    view.id_number =
        said(mask(SealedField::id_number, office.vault.open(listed.sealed.id_number, SealedField::id_number, id)));
    view.phone = said(mask(SealedField::phone, office.vault.open(listed.sealed.phone, SealedField::phone, id)));
    return view;
}

Result<MemberPage> list(const Office& office, Call& call, const MemberListQuery& query)
{
    const auto question = TRY(question_of(office, *call.actor, query));
    auto found = list_members(office, call.tx(), question);
    const organization::Moment moment{query.as_of.value_or(office.clock.today()), {}};
    const auto rules = office.rules({}, moment.day);
    MemberPage page;
    if (found.more) page.next = found.items.back().line.id.str() + ":" + found.items.back().key;
    std::vector<MemberLine> voters;
    for (auto& item : found.items) page.items.push_back(listed_view(office, *rules, std::move(item)));
    for (const auto& item : page.items) {
        auto& voter = voters.emplace_back();
        voter.id = item.id;
        voter.may_vote = item.may_vote;
    }
    withhold_rights(office, call.tx(), moment, voters);
    for (std::size_t i = 0; i < voters.size(); ++i) page.items[i].may_vote = voters[i].may_vote;
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

std::vector<http::Endpoint> member_endpoints(const Office& office)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<MemberListQuery>(
        "/api/members",
        {"list_members",
         "Members within sight, masked: by filter, by name, pinyin, initials, id number or telephone",
         "team",
         Access::permission_to("member.read"),
         {"organization.not_found"}},
        [&office](Call& call, MemberListQuery query) -> Result<MemberPage> { return list(office, call, query); }));
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
