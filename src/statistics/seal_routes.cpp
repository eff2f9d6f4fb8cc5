#include "statistics/year_routes.hpp"

namespace jishi::statistics {

struct SealQuery {
    OrganizationId within;
};
BOOST_DESCRIBE_STRUCT(SealQuery, (), (within))

struct SealList {
    std::vector<SealView> items;
};
BOOST_DESCRIBE_STRUCT(SealList, (), (items))

struct SealBody {
    OrganizationId within;
    std::string form;
    int year = 0;
    std::optional<std::string> remark;
};
BOOST_DESCRIBE_STRUCT(SealBody, (), (within, form, year, remark))

struct UnsealBody {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(UnsealBody, (), (reason))

struct ChangeView {
    std::string cell;
    std::string sealed;
    std::string now;
};
BOOST_DESCRIBE_STRUCT(ChangeView, (), (cell, sealed, now))

struct VerdictView {
    SealView seal;
    bool ok = false;
    bool signature = false;
    bool key = false;
    bool figures = false;
    bool position = false;
    bool form = false;
    bool rebuilt = false;
    std::vector<ChangeView> differences;
    std::vector<ChangeView> adjustments;
};
BOOST_DESCRIBE_STRUCT(VerdictView, (),
                      (seal, ok, signature, key, figures, position, form, rebuilt, differences, adjustments))

struct SealKeyView {
    std::string name;
    std::string algorithm;
    std::string public_key;
};
BOOST_DESCRIBE_STRUCT(SealKeyView, (), (name, algorithm, public_key))

namespace {

using http::Access;
using http::Call;

std::optional<std::string> said(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }

std::vector<ChangeView> views_of(std::vector<FigureChange>&& changes)
{
    std::vector<ChangeView> views;
    for (auto& one : changes) views.push_back({std::move(one.cell), std::move(one.sealed), std::move(one.now)});
    return views;
}

}  // namespace

SealView seal_view(const Yearly& yearly, const Seal& seal)
{
    SealView view;
    view.id = seal.id;
    view.organization = seal.organization;
    view.organization_name = yearly.office().organizations.name_of(seal.organization).value_or("");
    view.form = seal.form;
    view.year = seal.year;
    view.known_at = seal.known_at;
    view.position = seal.event_seq;
    view.figures_digest = seal.figures_digest;
    view.remark = said(seal.remark);
    view.algorithm = seal.algorithm;
    view.key = key_name(seal.public_key);
    view.sealed_at = seal.sealed_at;
    view.sealed_by = seal.sealed_by_name;
    if (!seal.in_force()) {
        view.unsealed_at = seal.unsealed_at;
        view.unsealed_by = seal.unsealed_by_name;
        view.unseal_reason = seal.unseal_reason;
    }
    return view;
}

std::vector<http::Endpoint> seal_endpoints(const Yearly& yearly)
{
    const auto may_read = Access::permission_to("member.read");
    const auto may_seal = Access::permission_to("statistics.seal");
    return {
        http::get<SealQuery>("/api/statistics/seals",
                             {"list_seals", "Sealed years of an organisation, those too that are no longer in force",
                              "statistics", may_read},
                             [&yearly](Call& call, const SealQuery& query) -> Result<SealList> {
                                 TRY(call.actor->require(platform::Permission::member_read, query.within));
                                 SealList list;
                                 for (const auto& seal : store::seals_of(call.tx(), query.within))
                                     list.items.push_back(seal_view(yearly, seal));
                                 return list;
                             }),
        http::post<SealBody>(
            "/api/statistics/seals",
            {"seal_year",
             "Seal a form of a past year: figures, checksum, position in the record, signature",
             "statistics",
             may_seal,
             {"access.forbidden", "organization.not_found", "statistics.no_form", "statistics.date_out_of_range",
              "statistics.bulletin_sums", "statistics.year_not_over", "statistics.already_sealed",
              "statistics.checks_failed"}},
            [&yearly](Call& call, SealBody body) -> Result<SealView> {
                return seal_view(yearly, TRY(yearly.seal(*call.actor, {body.within, std::move(body.form), body.year,
                                                                       body.remark.value_or("")})));
            },
            http::Runs::blocking),
        http::get<http::NoQuery>("/api/statistics/seals/{id}",
                                 {"verify_seal",
                                  "A seal proved, its table rebuilt from the records as they were known then, and what "
                                  "is told otherwise now",
                                  "statistics",
                                  may_read,
                                  {"statistics.seal_not_found"}},
                                 [&yearly](Call& call, http::NoQuery) -> Result<VerdictView> {
                                     const auto seal =
                                         TRY(yearly.visible(call.tx(), *call.actor, TRY(call.path_id<SealTag>("id"))));
                                     auto verdict = TRY(yearly.verify(call.tx(), seal));
                                     VerdictView view{seal_view(yearly, seal),
                                                      verdict.ok(),
                                                      verdict.signature,
                                                      verdict.key,
                                                      verdict.figures,
                                                      verdict.position,
                                                      verdict.form,
                                                      verdict.rebuilt,
                                                      views_of(std::move(verdict.differences)),
                                                      views_of(std::move(verdict.adjustments))};
                                     return view;
                                 }),
        http::post<UnsealBody>("/api/statistics/seals/{id}/unseal",
                               {"unseal_year",
                                "Take a seal back, with a reason; it stays on record",
                                "statistics",
                                may_seal,
                                {"statistics.seal_not_found", "access.forbidden", "statistics.not_sealed"}},
                               [&yearly](Call& call, UnsealBody body) -> Result<SealView> {
                                   const auto id = TRY(call.path_id<SealTag>("id"));
                                   return seal_view(yearly,
                                                    TRY(yearly.unseal(call.tx(), *call.actor, id, body.reason)));
                               }),
        http::get<http::NoQuery>(
            "/api/statistics/seal-key",
            {"read_seal_key", "The public key with which this installation seals", "statistics", may_read},
            [&yearly](Call&, http::NoQuery) -> Result<SealKeyView> {
                const auto key = yearly.key().public_pem();
                return SealKeyView{key_name(key), std::string(to_string(yearly.key().algorithm())), key};
            })};
}

std::vector<http::Endpoint> Yearly::endpoints() const
{
    auto all = form_endpoints(*this);
    for (auto& endpoint : seal_endpoints(*this)) all.push_back(std::move(endpoint));
    for (auto& endpoint : forecast_endpoints(*this)) all.push_back(std::move(endpoint));
    return all;
}

}  // namespace jishi::statistics
