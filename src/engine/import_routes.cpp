#include "engine/import_routes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "platform/job_routes.hpp"

namespace jishi::engine {

struct BatchQuery {
    std::optional<ImportId> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(BatchQuery, (), (after, limit))

namespace {

constexpr int limit_default = 50;
constexpr int limit_max = 200;

/// Names of files are Chinese: RFC 5987.
std::string percent_encoded(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_';
        if (plain) out += c;
        else out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

Result<BatchList> list_of(const Imports& imports, http::Call& call, const BatchQuery& query)
{
    const int limit = std::clamp(query.limit.value_or(limit_default), 1, limit_max);
    BatchList list;
    for (const auto& batch : imports.list(call.tx(), *call.actor, query.after.value_or(ImportId{}), limit + 1)) {
        if (static_cast<int>(list.items.size()) == limit) {
            list.next = list.items.back().id.str();
            break;
        }
        list.items.push_back(view_of(imports, *call.actor, batch));
    }
    return list;
}

}  // namespace

BatchView view_of(const Imports& imports, const platform::Actor& actor, const Batch& batch)
{
    BatchView view{
        batch.id, batch.kind, batch.file_name, batch.target, {}, batch.effective_on, std::string(code_of(batch.mode))};
    if (auto name = imports.module().name_of(batch.target); !name.empty()) view.within_name = std::move(name);
    view.state = code_of(batch.state);
    view.rows = batch.rows;
    view.stored = batch.stored;
    view.refused = batch.refused;
    view.report = batch.report;
    view.created_at = batch.created_at;
    view.created_by = batch.created_by_name;
    if (batch.undone_at.us != 0) {
        view.undone_at = batch.undone_at;
        view.undone_by = batch.undone_by_name;
    }
    view.may_undo = imports.may_undo(actor, batch);
    return view;
}

Result<Language> language_of(const std::optional<std::string>& code)
{
    if (!code || *code == "zh-CN" || *code == "zh") return Language::chinese;
    if (*code == "en") return Language::english;
    return bad_field("language", "input.not_one_of", {}, "zh-CN, en");
}

Result<ImportMode> mode_of(const std::string& code)
{
    if (const auto mode = import_mode_from(code)) return *mode;
    return bad_field("mode", "input.not_one_of", {}, "all_or_nothing, valid_rows");
}

http::Response file_response(MadeFile&& file)
{
    http::Response response;
    response.content_type = std::move(file.type);
    response.headers.emplace_back("Content-Disposition", "attachment; filename*=UTF-8''" + percent_encoded(file.name));
    response.headers.emplace_back("Cache-Control", "private, no-store");
    response.body = std::move(file.bytes);
    return response;
}

std::vector<http::Endpoint> batch_endpoints(Imports& imports, const BatchRoutes& routes)
{
    const auto may_import = http::Access::permission_to(routes.permission);
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<BatchQuery>(
        routes.path, {routes.list_operation, "What was imported, newest first", routes.tag, may_import},
        [&imports](http::Call& call, BatchQuery query) -> Result<BatchList> { return list_of(imports, call, query); }));
    endpoints.push_back(
        http::post<http::NoBody>(routes.path + "/{batch}/undo",
                                 {routes.undo_operation,
                                  "Takes an import back, as long as nothing stands on it: a job",
                                  routes.tag,
                                  may_import,
                                  {"import.batch_unknown", "import.undone_already", "import.nothing_stored"}},
                                 [&imports](http::Call& call, http::NoBody) -> Result<platform::JobView> {
                                     const auto id = TRY(call.path_id<ImportTag>("batch"));
                                     return platform::view_of(TRY(imports.undo(call.tx(), *call.actor, id)));
                                 }));
    return endpoints;
}

}  // namespace jishi::engine
