#include "platform/audit_store.hpp"

namespace jishi::platform::audit_store {

namespace {

constexpr std::string_view columns = R"(seq, recorded_at, account, username, action, subject_kind, subject,
    organization, before, after, rule, remote, request_id, hash)";

void rows(db::Tx& tx, const std::string& sql, std::span<const db::Param> params,
          const std::function<void(AuditRow&)>& each)
{
    using std::string;
    tx.for_each<std::int64_t, Instant, AccountId, string, string, string, string, OrganizationId, string, string,
                string, string, string, string>(
        sql, params,
        [&](std::int64_t seq, Instant at, AccountId account, string username, string action, string kind,
            string subject, OrganizationId organization, string before, string after, string rule, string remote,
            string request, string hash) {
            AuditRow row{seq,
                         at,
                         account,
                         std::move(username),
                         std::move(action),
                         std::move(kind),
                         std::move(subject),
                         organization,
                         std::move(before),
                         std::move(after),
                         std::move(rule),
                         std::move(remote),
                         std::move(request),
                         std::move(hash)};
            each(row);
        });
}

/// The last text that begins with `prefix` is below this one.
std::string after_prefix(std::string prefix)
{
    ++prefix.back();
    return prefix;
}

}  // namespace

bool append_after(db::Tx& tx, const AuditRow& row, std::string_view previous)
{
    // One statement, so that a chain on PostgreSQL costs no second round trip. The casts name the types that a
    // parameter in a select list would otherwise leave open there.
    constexpr auto sql = R"(
        INSERT INTO platform_audit (seq, recorded_at, account, username, action, subject_kind, subject, organization,
                                    before, after, rule, remote, request_id, hash)
        SELECT CAST(:seq AS BIGINT), CAST(:recorded_at AS BIGINT), CAST(:account AS BIGINT), :username, :action,
               :subject_kind, :subject, CAST(:organization AS BIGINT), :before, :after, :rule, :remote, :request_id,
               :hash
         WHERE coalesce((SELECT hash FROM platform_audit ORDER BY seq DESC LIMIT 1), '') = :previous)";
    return tx.execute(sql, {{"seq", row.seq},
                            {"recorded_at", row.recorded_at},
                            {"account", row.account},
                            {"username", row.username},
                            {"action", row.action},
                            {"subject_kind", row.subject_kind},
                            {"subject", row.subject},
                            {"organization", row.organization},
                            {"before", row.before},
                            {"after", row.after},
                            {"rule", row.rule},
                            {"remote", row.remote},
                            {"request_id", row.request_id},
                            {"hash", row.hash},
                            {"previous", previous}}) == 1;
}

void for_each(db::Tx& tx, const std::function<void(AuditRow&)>& each)
{
    rows(tx, "SELECT " + std::string(columns) + " FROM platform_audit ORDER BY seq", {}, each);
}

void for_each_hash(db::Tx& tx, const std::function<void(std::int64_t, const std::string&)>& each)
{
    tx.for_each<std::int64_t, std::string>("SELECT seq, hash FROM platform_audit ORDER BY seq", db::Params{}, each);
}

std::optional<std::pair<std::int64_t, std::string>> last(db::Tx& tx)
{
    const auto row =
        tx.query_one<std::int64_t, std::string>("SELECT seq, hash FROM platform_audit ORDER BY seq DESC LIMIT 1");
    if (!row) return std::nullopt;
    return std::pair{std::get<0>(*row), std::get<1>(*row)};
}

std::optional<std::string> hash_of(db::Tx& tx, std::int64_t seq)
{
    auto row = tx.query_one<std::string>("SELECT hash FROM platform_audit WHERE seq = :seq", {{"seq", seq}});
    if (!row) return std::nullopt;
    return std::get<0>(std::move(*row));
}

std::vector<AuditRow> query(db::Tx& tx, const AuditFilter& filter)
{
    std::string sql = "SELECT " + std::string(columns) + " FROM platform_audit WHERE seq < :before_seq";
    std::vector<db::Param> params{
        {"before_seq", filter.before_seq > 0 ? filter.before_seq : std::numeric_limits<std::int64_t>::max()}};
    const auto only = [&](std::string_view condition, db::Param param) {
        sql += " AND ";
        sql += condition;
        params.push_back(std::move(param));
    };
    if (filter.account) only("account = :account", {"account", filter.account});
    if (filter.action.ends_with('.')) {
        only("action >= :action", {"action", filter.action});
        only("action < :action_end", {"action_end", after_prefix(filter.action)});
    } else if (!filter.action.empty()) {
        only("action = :action", {"action", filter.action});
    }
    if (!filter.subject.empty()) only("subject = :subject", {"subject", filter.subject});
    if (filter.from) only("recorded_at >= :from_at", {"from_at", *filter.from});
    if (filter.until) only("recorded_at < :until_at", {"until_at", *filter.until});
    sql += " ORDER BY seq DESC LIMIT :row_limit";
    params.emplace_back("row_limit", filter.limit);
    std::vector<AuditRow> found;
    rows(tx, sql, params, [&](AuditRow& row) { found.push_back(std::move(row)); });
    return found;
}

}  // namespace jishi::platform::audit_store
