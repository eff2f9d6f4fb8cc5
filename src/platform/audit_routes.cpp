#include "platform/platform_routes.hpp"

namespace jishi::platform {

struct AuditItem {
    std::int64_t seq = 0;
    Instant at;
    AccountId account;
    std::string username;
    std::string action;
    std::string subject_kind;
    std::string subject;
    OrganizationId organization;
    std::optional<http::AnyJson> before;
    std::optional<http::AnyJson> after;
    std::optional<std::string> rule;
    std::string remote;
    std::string request_id;
    std::string hash;
};
BOOST_DESCRIBE_STRUCT(AuditItem, (),
                      (seq, at, account, username, action, subject_kind, subject, organization, before, after, rule,
                       remote, request_id, hash))

struct AuditList {
    std::vector<AuditItem> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(AuditList, (), (items, next))

struct AuditQuery {
    std::optional<AccountId> account;
    std::optional<Text<0, 100>> action;
    std::optional<Text<0, 100>> subject;
    std::optional<Date> from;  // first and last day, in China Standard Time
    std::optional<Date> to;
    std::optional<std::int64_t> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(AuditQuery, (), (account, action, subject, from, to, after, limit))

struct VerdictView {
    bool ok = true;
    std::int64_t rows = 0;
    std::optional<std::int64_t> first_bad;
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(VerdictView, (), (ok, rows, first_bad, reason))

namespace {

using http::Access;
using http::Call;
using http::NoBody;

constexpr int limit_default = 50;
constexpr int limit_max = 500;

/// The first moment of a day in China Standard Time, which has no summer time.
Instant midnight(Date day) { return Instant{(day.days() * 24 - 8) * 3'600'000'000}; }

std::optional<http::AnyJson> any_json(const std::string& text)
{
    if (text.empty()) return std::nullopt;
    auto value = http::parse_json(text);
    // An edited row may hold anything: the auditor sees it as it is.
    return http::AnyJson{value ? std::move(*value) : http::json::value(text)};
}

AuditItem item_of(AuditRow&& row)
{
    return {row.seq,
            row.recorded_at,
            row.account,
            std::move(row.username),
            std::move(row.action),
            std::move(row.subject_kind),
            std::move(row.subject),
            row.organization,
            any_json(row.before),
            any_json(row.after),
            row.rule.empty() ? std::nullopt : std::optional(std::move(row.rule)),
            std::move(row.remote),
            std::move(row.request_id),
            std::move(row.hash)};
}

Result<AuditList> list_audit(Platform& platform, Call& call, const AuditQuery& query)
{
    TRY(call.actor->require(Permission::audit_read));
    AuditFilter filter;
    filter.account = query.account.value_or(AccountId{});
    if (query.action) filter.action = query.action->value;
    if (query.subject) filter.subject = query.subject->value;
    if (query.from) filter.from = midnight(*query.from);
    if (query.to) filter.until = midnight(query.to->plus_days(1));
    filter.before_seq = query.after.value_or(0);
    const int limit = std::clamp(query.limit.value_or(limit_default), 1, limit_max);
    filter.limit = limit + 1;
    auto rows = platform.audit().query(call.tx(), filter);
    AuditList list;
    if (rows.size() > static_cast<std::size_t>(limit)) {
        rows.pop_back();
        list.next = std::to_string(rows.back().seq);
    }
    for (auto& row : rows) list.items.push_back(item_of(std::move(row)));
    return list;
}

Result<VerdictView> verify(Platform& platform, Call& call)
{
    TRY(call.actor->require(Permission::audit_read));
    const auto verdict = platform.audit().verify();
    TRY(platform.database().write([&](db::Tx& tx) -> Result<bool> {
        platform.audit().record(
            tx, *call.actor,
            {.action = "audit.verified", .subject_kind = "audit", .subject = verdict.ok() ? "ok" : verdict.reason});
        return true;
    }));
    VerdictView view{verdict.ok(), verdict.rows, verdict.first_bad};
    if (!verdict.ok()) view.reason = verdict.reason;
    return view;
}

}  // namespace

std::vector<http::Endpoint> audit_endpoints(Platform& platform)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<AuditQuery>(
        "/api/audit",
        {"audit", "The audit trail, newest first; an action that ends with a dot means all that begin so", "audit",
         Access::permission_to("audit.read")},
        [&platform](Call& call, AuditQuery query) { return list_audit(platform, call, query); }));
    endpoints.push_back(http::post<NoBody>(
        "/api/audit/verify",
        {"verify_audit", "Prove that no row was edited, removed or re-ordered, or name the first that was", "audit",
         Access::permission_to("audit.read")},
        [&platform](Call& call, NoBody) { return verify(platform, call); }, http::Runs::blocking));
    return endpoints;
}

}  // namespace jishi::platform
