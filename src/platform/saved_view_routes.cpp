#include "platform/platform_routes.hpp"

namespace jishi::platform {

struct SavedViewItem {
    SavedViewId id;
    std::string page;
    std::string name;
    std::string query;
};
BOOST_DESCRIBE_STRUCT(SavedViewItem, (), (id, page, name, query))

struct SavedViewList {
    std::vector<SavedViewItem> items;
};
BOOST_DESCRIBE_STRUCT(SavedViewList, (), (items))

struct SavedViewQuery {
    std::optional<Text<0, 64>> page;
};
BOOST_DESCRIBE_STRUCT(SavedViewQuery, (), (page))

struct SavedViewBody {
    Text<1, 64> page;
    Text<1, 100> name;
    Text<0, 2000> query;
};
BOOST_DESCRIBE_STRUCT(SavedViewBody, (), (page, name, query))

namespace {

using http::Access;
using http::Call;
using http::NoBody;
using http::NoContent;

SavedViewItem item_of(SavedView&& view)
{
    return {view.id, std::move(view.page), std::move(view.name), std::move(view.query)};
}

}  // namespace

std::vector<http::Endpoint> saved_view_endpoints(Platform& platform)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<SavedViewQuery>(
        "/api/saved-views",
        {"saved_views", "The own saved views, of one page or of all", "saved views", Access::signed_in()},
        [&platform](Call& call, SavedViewQuery query) -> Result<SavedViewList> {
            SavedViewList list;
            for (auto& view :
                 platform.saved_views().list(call.tx(), call.actor->account, query.page ? query.page->value : ""))
                list.items.push_back(item_of(std::move(view)));
            return list;
        }));
    endpoints.push_back(http::post<SavedViewBody>(
        "/api/saved-views",
        {"save_view",
         "Keep the filters of a page under a name",
         "saved views",
         Access::signed_in(),
         {"saved_view.name_taken", "saved_view.too_many"}},
        [&platform](Call& call, SavedViewBody body) -> Result<SavedViewItem> {
            return item_of(TRY(platform.saved_views().add(call.tx(), call.actor->account,
                                                          {{}, body.page.value, body.name.value, body.query.value})));
        }));
    endpoints.push_back(http::act<NoBody>(
        http::Method::del, "/api/saved-views/{id}",
        {"forget_view", "Forget a saved view", "saved views", Access::signed_in(), {"saved_view.unknown"}},
        [&platform](Call& call, NoBody) -> Result<NoContent> {
            const auto id = TRY(call.path_id<SavedViewTag>("id"));
            TRY(platform.saved_views().remove(call.tx(), call.actor->account, id));
            return NoContent{};
        }));
    return endpoints;
}

}  // namespace jishi::platform
