#include "engine/workflow_notice_routes.hpp"

#include "engine/workflow_view_routes.hpp"

namespace jishi::engine {

struct NoticeQuery {
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(NoticeQuery, (), (limit))

struct NoticeView {
    std::string id;
    CaseId of;
    WordsView workflow;
    WordsView step;
    std::optional<WordsView> action;
    std::string state;
    std::string label;
    CasePlaceView organization;
    Date told_on;
    bool read = false;
};
BOOST_DESCRIBE_STRUCT(NoticeView, (), (id, of, workflow, step, action, state, label, organization, told_on, read))

struct NoticeListView {
    std::vector<NoticeView> items;
    std::int64_t unread = 0;
};
BOOST_DESCRIBE_STRUCT(NoticeListView, (), (items, unread))

struct NoticesReadBody {
    std::vector<std::string> notices;  // none: all
};
BOOST_DESCRIBE_STRUCT(NoticesReadBody, (), (notices))

namespace {

using http::Access;
using http::Call;

constexpr int limit_usual = 50;
constexpr int limit_max = 200;

NoticeView view_of(const CaseOffice& office, const Notice& notice)
{
    const auto& workflow = notice.definition->workflow;
    NoticeView view;
    view.id = notice.key.str();
    view.of = notice.key.of;
    view.workflow = {workflow.code, workflow.name, workflow.name_en};
    const auto* const step = workflow.step(notice.step);
    view.step =
        step ? WordsView{step->code, step->name, step->name_en} : WordsView{notice.step, notice.step, notice.step};
    if (const auto* const action = step ? step->action(notice.action) : nullptr)
        view.action = WordsView{action->code, action->name, action->name_en};
    view.state = code_of(notice.row.state);
    view.label = notice.row.label;
    view.organization = {notice.row.organization, office.places.name_of(notice.row.organization).value_or("")};
    view.told_on = notice.told_on;
    view.read = notice.read;
    return view;
}

NoticeListView list_of(const CaseOffice& office, Call& call, int limit)
{
    const auto found = notices_for(office, call.tx(), *call.actor, static_cast<std::size_t>(limit));
    NoticeListView view;
    for (const auto& notice : found.items) view.items.push_back(view_of(office, notice));
    view.unread = found.unread;
    return view;
}

}  // namespace

std::vector<http::Endpoint> notice_endpoints(const CaseOffice& office)
{
    const auto allowed = Access::permission_to("organization.read");
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<NoticeQuery>(
        "/api/notices",
        {"list_notices",
         "What steps of cases tell to this account, the newest first, and how many it has not read",
         "engine",
         allowed,
         {}},
        [&office](Call& call, NoticeQuery query) -> Result<NoticeListView> {
            const int limit = query.limit.value_or(limit_usual);
            if (limit < 0 || limit > limit_max)
                return bad_field("limit", "input.out_of_range", {}, "0.." + std::to_string(limit_max));
            return list_of(office, call, limit);
        }));
    endpoints.push_back(
        http::post<NoticesReadBody>("/api/notices/read",
                                    {"read_notices",
                                     "Marks notices of this account as read; all of them when none is named",
                                     "engine",
                                     allowed,
                                     {}},
                                    [&office](Call& call, NoticesReadBody body) -> Result<NoticeListView> {
                                        std::vector<NoticeKey> keys;
                                        for (std::size_t i = 0; i < body.notices.size(); ++i) {
                                            const auto key = NoticeKey::parse(body.notices[i]);
                                            if (!key)
                                                return bad_field("notices/" + std::to_string(i), "input.expected_id");
                                            keys.push_back(*key);
                                        }
                                        read_notices(office, call.tx(), *call.actor, keys);
                                        return list_of(office, call, limit_usual);
                                    }));
    return endpoints;
}

}  // namespace jishi::engine
