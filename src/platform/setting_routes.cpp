#include "platform/platform_routes.hpp"

namespace jishi::platform {

struct SettingView {
    std::string key;
    http::AnyJson value;
    http::AnyJson default_;
    std::optional<std::string> rule;
    std::string title;
    std::string title_en;
    std::string kind;
};
BOOST_DESCRIBE_STRUCT(SettingView, (), (key, value, default_, rule, title, title_en, kind))

struct SettingList {
    std::vector<SettingView> items;
};
BOOST_DESCRIBE_STRUCT(SettingList, (), (items))

struct SettingBody {
    http::AnyJson value;
};
BOOST_DESCRIBE_STRUCT(SettingBody, (), (value))

namespace {

using http::Access;
using http::Call;
using http::NoQuery;

http::AnyJson json_of(const SettingValue& value)
{
    return std::visit([](const auto& one) { return http::AnyJson{http::json::value_from(one)}; }, value);
}

Result<SettingValue> setting_value(const http::json::value& value)
{
    if (const auto* truth = value.if_bool()) return SettingValue{*truth};
    if (const auto* number = value.if_int64()) return SettingValue{*number};
    if (const auto* text = value.if_string()) return SettingValue{std::string(*text)};
    return bad_field("value", "setting.not_simple");
}

SettingView view_of(Setting&& setting)
{
    return {std::move(setting.key),    json_of(setting.value),
            json_of(setting.standard), setting.rule.empty() ? std::nullopt : std::optional(std::move(setting.rule)),
            std::move(setting.title),  std::move(setting.title_en),
            std::move(setting.kind)};
}

}  // namespace

std::vector<http::Endpoint> setting_endpoints(Platform& platform)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get("/api/settings",
                                  {"settings", "Parameters of the policy packs that an administrator may change",
                                   "settings", Access::permission_to("settings.read")},
                                  [&platform](Call&, NoQuery) -> Result<SettingList> {
                                      SettingList list;
                                      for (auto& setting : platform.settings().list())
                                          list.items.push_back(view_of(std::move(setting)));
                                      return list;
                                  }));
    endpoints.push_back(http::act<SettingBody>(
        http::Method::put, "/api/settings/{key}",
        {"change_setting",
         "Change a parameter within its limits",
         "settings",
         Access::permission_to("settings.change"),
         {"setting.unknown", "setting.not_simple", "setting.out_of_range", "setting.looser"}},
        [&platform](Call& call, SettingBody body) -> Result<SettingView> {
            const auto value = TRY(setting_value(body.value.value));
            return view_of(TRY(platform.settings().change(call.tx(), *call.actor, call.path_text("key"), value)));
        }));
    return endpoints;
}

}  // namespace jishi::platform
