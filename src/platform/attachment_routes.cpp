#include "platform/attachment_routes.hpp"

#include <fmt/format.h>

#include "http/endpoint.hpp"
#include "http/json.hpp"
#include "http/target.hpp"

namespace jishi::platform {

struct AttachmentView {
    AttachmentId id;
    std::string name;
    std::string type;
    std::int64_t size = 0;
    std::string sha256;
    Instant created_at;
};
BOOST_DESCRIBE_STRUCT(AttachmentView, (), (id, name, type, size, sha256, created_at))

namespace {

using http::Access;
using http::Call;
using http::NoBody;
using http::NoQuery;
using http::Response;
using http::Runs;

std::string percent_encode(std::string_view text)
{
    std::string out;
    for (const unsigned char c : text) {
        if (std::isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~') out += static_cast<char>(c);
        else out += fmt::format("%{:02X}", c);
    }
    return out;
}

/// Never shown by the browser in place: what people upload is saved, and whatever tried to run would have no rights.
Response file_response(const Attachments& attachments, const Attachment& attachment)
{
    Response response;
    response.content_type = attachment.type;
    response.file = attachments.file_of(attachment).string();
    response.headers.emplace_back("Content-Disposition",
                                  "attachment; filename*=UTF-8''" + percent_encode(attachment.name));
    response.headers.emplace_back("Content-Security-Policy", "sandbox; default-src 'none'");
    response.headers.emplace_back("Cache-Control", "private, no-store");
    return response;
}

http::Endpoint upload_endpoint(Attachments& attachments)
{
    auto endpoint = http::post<NoBody>(
        "/api/attachments",
        {"upload_attachment",
         "Keeps a file: the bytes are the body, its name is percent-encoded in X-File-Name",
         "platform",
         Access::signed_in(),
         {"attachment.name_wrong", "attachment.empty", "attachment.too_large", "attachment.type_not_allowed",
          "attachment.type_mismatch", "attachment.quota"}},
        [](Call&, NoBody) -> Result<AttachmentView> { return AttachmentView{}; }, Runs::blocking);
    endpoint.request_type = "application/octet-stream";
    endpoint.request_schema = [](http::Schemas&) {
        return http::json::object{{"type", "string"}, {"format", "binary"}};
    };
    endpoint.handler = [&attachments](Call& call) -> Result<Response> {
        const auto name = http::percent_decode(call.request.header("X-File-Name"), false);
        if (!name) return refuse(ErrorKind::invalid_input, "attachment.name_wrong");
        const auto kept = TRY(attachments.keep(*call.actor, *name, call.request.body));
        Response response;
        response.body =
            http::to_json(AttachmentView{kept.id, kept.name, kept.type, kept.size, kept.sha256, kept.created_at});
        return response;
    };
    return endpoint;
}

}  // namespace

std::vector<http::Endpoint> attachment_endpoints(Attachments& attachments, Jobs& jobs)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(upload_endpoint(attachments));
    endpoints.push_back(http::get(
        "/api/attachments/{id}",
        {"download_attachment", "The bytes of a file", "platform", Access::signed_in(), {"attachment.unknown"}},
        [&attachments](Call& call, NoQuery) -> Result<Response> {
            const auto id = TRY(call.path_id<AttachmentTag>("id"));
            return file_response(attachments, TRY(attachments.find(call.tx(), *call.actor, id)));
        }));
    endpoints.push_back(http::get("/api/jobs/{id}/result",
                                  {"job_result",
                                   "The file that a job made",
                                   "platform",
                                   Access::signed_in(),
                                   {"job.unknown", "job.no_file", "attachment.unknown"}},
                                  [&attachments, &jobs](Call& call, NoQuery) -> Result<Response> {
                                      const auto job = TRY(jobs.find(call.tx(), TRY(call.path_id<JobTag>("id"))));
                                      if (job.created_by != call.actor->account)
                                          return refuse(ErrorKind::not_found, "job.unknown");
                                      if (!job.result_file) return refuse(ErrorKind::not_found, "job.no_file");
                                      return file_response(
                                          attachments, TRY(attachments.find(call.tx(), *call.actor, job.result_file)));
                                  }));
    return endpoints;
}

}  // namespace jishi::platform
