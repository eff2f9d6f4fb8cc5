#include <fmt/format.h>

#include "base/log.hpp"
#include "platform/audit.hpp"
#include "platform/audit_store.hpp"
#include "platform/file_write.hpp"
#include "platform/json_text.hpp"

namespace jishi::platform {

namespace {

Actor program()
{
    Actor actor;
    actor.username = "jishi";
    return actor;
}

}  // namespace

Audit::Audit(db::Database& database, const SecretKey& key, const std::filesystem::path& folder, Digest digest)
    : database_(database), seal_key_(key.derive("audit head")), seal_file_(folder / "audit.head"), digest_(digest)
{
}

Audit::Head Audit::read_head(db::Tx& tx)
{
    auto last = audit_store::last(tx);
    return last ? Head{last->first, std::move(last->second)} : Head{};
}

void Audit::start()
{
    Head head;
    database_.read([&](db::Tx& tx) { head = read_head(tx); });
    if (const auto digest = digest_from(head.hash.substr(0, head.hash.find(':')))) digest_ = *digest;
    {
        const std::lock_guard lock(mutex_);
        head_ = head;
    }
    const auto seal = read_seal();
    if (seal.state == Seal::State::missing && head.seq > 0) {
        log::warning("audit.seal_missing", {{"rows", head.seq}});
        return reseal(program());
    }
    const std::lock_guard lock(seal_mutex_);
    if (seal.state == Seal::State::whole) sealed_ = seal.head;
    else if (seal.state == Seal::State::damaged) log::error("audit.seal_damaged");
}

bool Audit::insert(db::Tx& tx, AuditRow& row)
{
    row.seq = head_.seq + 1;
    row.hash = audit_hash(digest_, head_.hash, row);
    if (!audit_store::append_after(tx, row, head_.hash)) return false;
    head_.seq = row.seq;
    head_.hash = row.hash;
    return true;
}

void Audit::record(db::Tx& tx, const Actor& actor, const AuditRecord& record)
{
    AuditRow row{0,
                 tx.recorded_at(),
                 actor.account,
                 actor.username,
                 std::string(record.action),
                 std::string(record.subject_kind),
                 record.subject,
                 record.organization,
                 record.before,
                 record.after,
                 std::string(record.rule),
                 actor.remote,
                 actor.request_id,
                 {}};
    const std::lock_guard lock(mutex_);
    if (insert(tx, row)) return;
    // Another write of the group was rolled back, or another server wrote: the head in memory was not the table's.
    head_ = read_head(tx);
    if (!insert(tx, row)) throw db::DatabaseFailed("audit: the chain moved while a row was appended");
}

std::vector<AuditRow> Audit::query(db::Tx& tx, const AuditFilter& filter) const
{
    return audit_store::query(tx, filter);
}

void Audit::write_seal(const Head& head)
{
    const auto message = fmt::format("{} {}", head.seq, head.hash);
    write_whole_file(seal_file_, fmt::format("{} {}\n", message, hmac_hex(Digest::sha256, seal_key_, message)),
                     FileMode::secret);
    sealed_ = head;
}

void Audit::seal()
{
    const std::lock_guard lock(seal_mutex_);
    Head head;
    std::optional<std::string> kept;
    database_.read([&](db::Tx& tx) {
        head = read_head(tx);
        if (sealed_.seq > 0) kept = audit_store::hash_of(tx, sealed_.seq);
    });
    if (head.hash == sealed_.hash) return;
    if (sealed_.seq > 0 && kept != sealed_.hash) {
        log::error("audit.trail_changed", {{"sealed", sealed_.seq}, {"rows", head.seq}});
        return;
    }
    if (sealed_.seq == 0 && read_seal().state == Seal::State::damaged) return;
    write_seal(head);
}

void Audit::reseal(const Actor& actor)
{
    const auto before = read_seal();
    (void)database_.write([&](db::Tx& tx) -> Result<bool> {
        record(tx, actor,
               {.action = "audit.resealed",
                .subject_kind = "audit",
                .subject = "head",
                .before = JsonObject{}.add("sealed", before.head.seq).text()});
        return true;
    });
    const std::lock_guard lock(seal_mutex_);
    Head head;
    database_.read([&](db::Tx& tx) { head = read_head(tx); });
    write_seal(head);
}

}  // namespace jishi::platform
