#include "platform/pack_version.hpp"
#include "platform/platform_routes.hpp"

namespace jishi::platform {

struct PackVersionView {
    std::string pack;
    std::string title;
    std::string title_en;
    std::string layer;
    std::optional<std::string> applies_to;
    std::optional<std::string> version;  // nothing: the pack was taken away
    std::optional<std::string> digest;
    Instant seen_at;
    bool same_version_other_content = false;
};
BOOST_DESCRIBE_STRUCT(PackVersionView, (),
                      (pack, title, title_en, layer, applies_to, version, digest, seen_at, same_version_other_content))

struct PackVersionList {
    std::vector<PackVersionView> items;
};
BOOST_DESCRIBE_STRUCT(PackVersionList, (), (items))

namespace {

std::optional<std::string> said(std::string&& text)
{
    return text.empty() ? std::nullopt : std::optional(std::move(text));
}

}  // namespace

std::vector<http::Endpoint> pack_version_endpoints()
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get("/api/packs/versions",
                                  {"pack_versions", "What each policy pack was when the program started, newest first",
                                   "policy", http::Access::permission_to("policy.read")},
                                  [](http::Call& call, http::NoQuery) -> Result<PackVersionList> {
                                      PackVersionList list;
                                      for (auto& row : pack_versions(call.tx()))
                                          list.items.push_back(
                                              {std::move(row.pack), std::move(row.title), std::move(row.title_en),
                                               std::move(row.layer), said(std::move(row.applies_to)),
                                               said(std::move(row.version)), said(std::move(row.digest)), row.seen_at,
                                               row.same_version_other_content});
                                      return list;
                                  }));
    return endpoints;
}

}  // namespace jishi::platform
