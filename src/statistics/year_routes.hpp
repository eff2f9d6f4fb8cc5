#pragma once
// Routes of the yearly statistics: forms, their tables and files, seals.

#include <vector>

#include "http/endpoint.hpp"
#include "statistics/yearly.hpp"

namespace jishi::statistics {

/// How a seal is told to the outside.
struct SealView {
    SealId id;
    OrganizationId organization;
    std::string organization_name;
    std::string form;
    int year = 0;
    Instant known_at;
    std::int64_t position = 0;
    std::string figures_digest;
    std::optional<std::string> remark;
    std::string algorithm;
    std::string key;  // its name
    Instant sealed_at;
    std::string sealed_by;
    std::optional<Instant> unsealed_at;
    std::optional<std::string> unsealed_by;
    std::optional<std::string> unseal_reason;
};
BOOST_DESCRIBE_STRUCT(SealView, (),
                      (id, organization, organization_name, form, year, known_at, position, figures_digest, remark,
                       algorithm, key, sealed_at, sealed_by, unsealed_at, unsealed_by, unseal_reason))

SealView seal_view(const Yearly& yearly, const Seal& seal);

std::vector<http::Endpoint> form_endpoints(const Yearly& yearly);
std::vector<http::Endpoint> seal_endpoints(const Yearly& yearly);
std::vector<http::Endpoint> forecast_endpoints(const Yearly& yearly);

}  // namespace jishi::statistics
