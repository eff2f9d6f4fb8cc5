#pragma once
// [SEC-14] The audit trail: who did what, when, to what, from where. Rows are appended in the transaction of the
// deed and chained by a digest, so that an edited, removed or re-ordered row is found; the head of the chain is
// sealed with the installation's key outside the database, so that a cut tail and a chain computed anew are found too.

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "base/date.hpp"
#include "base/result.hpp"
#include "db/db.hpp"
#include "platform/actor.hpp"
#include "platform/secret_key.hpp"

namespace jishi::platform {

/// What a module writes down, by name: audit.record(tx, actor, {.action = "unit.closed", .subject_kind = "unit", …}).
/// Personal data that is encrypted elsewhere has no place in `before` and `after`.
struct AuditRecord {
    std::string_view action;        // past tense: "account.disabled"
    std::string_view subject_kind;  // "account"
    std::string subject;            // its id, or a key
    OrganizationId organization{};  // where, if anywhere
    std::string before{};           // JSON, or empty
    std::string after{};
    std::string_view rule{};  // policy rule that decided
};

/// A row as it is stored.
struct AuditRow {
    std::int64_t seq = 0;  // 1, 2, 3 … without gaps
    Instant recorded_at;
    AccountId account;  // none: nobody was signed in, or the program itself
    std::string username;
    std::string action;
    std::string subject_kind;
    std::string subject;
    OrganizationId organization;
    std::string before;
    std::string after;
    std::string rule;
    std::string remote;
    std::string request_id;
    std::string hash;  // "sm3:…" or "sha256:…"
};

struct AuditFilter {
    AccountId account{};
    std::string action{};  // exactly, or everything below it when it ends with a dot: "account."
    std::string subject{};
    std::optional<Instant> from{};
    std::optional<Instant> until{};  // exclusive
    std::int64_t before_seq = 0;     // 0: from the newest
    int limit = 50;
};

/// What verification found. `reason` is empty when all is well, else one of audit.row_edited, audit.row_removed,
/// audit.row_moved, audit.tail_removed, audit.chain_rewritten, audit.seal_missing, audit.seal_damaged.
struct AuditVerdict {
    std::int64_t rows = 0;
    std::optional<std::int64_t> first_bad{};
    std::string reason{};
    bool ok() const { return reason.empty(); }
};

class Audit {
public:
    /// @param digest  of a new installation; an old one keeps the digest of its last row
    Audit(db::Database& database, const SecretKey& key, const std::filesystem::path& folder, Digest digest);

    /// Reads the head of the chain and the seal. Writes a row when rows are there but no seal is.
    void start();

    /// Appends a row in the caller's transaction.
    void record(db::Tx& tx, const Actor& actor, const AuditRecord& record);

    /// Newest first.
    std::vector<AuditRow> query(db::Tx& tx, const AuditFilter& filter) const;

    /// Reads the whole chain and says what is wrong first.
    AuditVerdict verify() const;

    /// Writes the head of what is durable to `audit.head`, unless the trail no longer holds what was sealed before.
    /// Called every second or so and at the end.
    void seal();
    /// Accepts the trail as it stands (after a restore of an older backup) and says so in the trail itself.
    void reseal(const Actor& actor);

private:
    struct Head {
        std::int64_t seq = 0;
        std::string hash;
    };
    struct Seal {
        enum class State : std::uint8_t { missing, damaged, whole } state = State::missing;
        Head head;
    };
    static Head read_head(db::Tx& tx);
    Seal read_seal() const;
    void write_seal(const Head& head);
    bool insert(db::Tx& tx, AuditRow& row);

    db::Database& database_;
    const std::string seal_key_;
    const std::filesystem::path seal_file_;
    Digest digest_;

    // The last row that this process wrote, perhaps in a transaction that was rolled back since: the insert itself
    // compares it with the table, and only when they differ is the head read anew.
    std::mutex mutex_;
    Head head_;
    std::string message_;

    std::mutex seal_mutex_;
    Head sealed_;
};

/// The digest of a row, chained to the hash of the one before ("" for the first).
/// @return  "sm3:" or "sha256:" and 64 hexadecimal digits
std::string audit_hash(Digest digest, std::string_view previous, const AuditRow& row);

}  // namespace jishi::platform
