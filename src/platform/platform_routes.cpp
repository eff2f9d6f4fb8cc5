#include "platform/platform_routes.hpp"

#include "platform/attachment_routes.hpp"
#include "platform/job_routes.hpp"

namespace jishi::platform {

std::vector<http::Endpoint> Platform::endpoints()
{
    std::vector<http::Endpoint> all;
    const auto add = [&](std::vector<http::Endpoint>&& some) {
        for (auto& endpoint : some) all.push_back(std::move(endpoint));
    };
    add(session_endpoints(*this));
    add(account_endpoints(*this));
    add(grant_endpoints(*this));
    add(audit_endpoints(*this));
    add(setting_endpoints(*this));
    add(pack_version_endpoints());
    add(saved_view_endpoints(*this));
    add(job_endpoints(jobs_));
    add(attachment_endpoints(attachments_, jobs_));
    return all;
}

}  // namespace jishi::platform
