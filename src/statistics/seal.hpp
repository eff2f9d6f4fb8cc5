#pragma once
// A year's table sealed: its figures as text, a checksum, the position in the record up to which they were counted, and
// a signature over all of that. [STAT-09]

#include <optional>
#include <string>
#include <vector>

#include "base/crypto.hpp"
#include "base/signature.hpp"
#include "db/db.hpp"
#include "platform/ids.hpp"
#include "statistics/form_table.hpp"

namespace jishi::statistics {

using SealId = Id<struct SealTag>;

struct Seal {
    SealId id;
    OrganizationId organization;
    OrganizationId shard;
    std::string form;
    int year = 0;
    Instant known_at;          // what was recorded until then is counted
    std::int64_t event_seq{};  // the last event of the feed by then
    std::string event_digest;  // and what it said
    std::string form_digest;
    std::string figures;         // figures_text()
    std::string figures_digest;  // "sm3:…"
    std::string remark;          // why it was sealed although a check failed
    std::string algorithm;
    std::string public_key;  // PEM
    std::string signature;   // hexadecimal
    Instant sealed_at;
    AccountId sealed_by;
    std::string sealed_by_name;
    Instant unsealed_at;  // 0: in force
    AccountId unsealed_by;
    std::string unsealed_by_name;
    std::string unseal_reason;

    bool in_force() const { return unsealed_at.us == 0; }
};

/// Every figure in a line of its own, "ages.up_to_30=12,5": the same figures are the same text, byte for byte.
std::string figures_text(const FormTable& table);
/// "sm3:…" or "sha256:…".
std::string digest_text(Digest digest, std::string_view text);
/// Whether a digest of digest_text() belongs to the text.
bool digest_fits(std::string_view digest, std::string_view text);
/// What is signed.
std::string statement_of(const Seal& seal);
/// Puts key and signature in.
void sign(Seal& seal, const SigningKey& key);
bool signature_fits(const Seal& seal);

/// A figure that is told otherwise now. [STAT-09] 调整数
struct FigureChange {
    std::string cell;  // "ages.up_to_30"
    std::string sealed;
    std::string now;  // empty: there is none any more
};
std::vector<FigureChange> changes_between(const std::string& sealed, const std::string& now);

namespace store {

/// False: one is in force already for this organisation, form and year.
bool insert_seal(db::Tx& tx, const Seal& seal);
std::optional<Seal> find_seal(db::Tx& tx, SealId id);
std::optional<Seal> seal_in_force(db::Tx& tx, OrganizationId organization, const std::string& form, int year);
/// The newest first; those too that are no longer in force. @param organization  none: all there are
std::vector<Seal> seals_of(db::Tx& tx, OrganizationId organization);
/// False: it is not in force.
bool unseal(db::Tx& tx, SealId id, Instant at, AccountId by, const std::string& name, const std::string& reason);
/// What an event of the feed said, as digest_text(); empty when it is not there.
std::string digest_of_event(db::Tx& tx, std::int64_t seq, Digest digest);

}  // namespace store
}  // namespace jishi::statistics
