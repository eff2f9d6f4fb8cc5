// The chain: what a row's hash covers, how a broken chain is told.

#include <fstream>

#include <fmt/format.h>

#include "platform/audit.hpp"
#include "platform/audit_store.hpp"

namespace jishi::platform {

namespace {

void put(std::string& out, std::int64_t number)
{
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
    out += ';';
}

// With its length in front, so that no two rows give the same message.
void put(std::string& out, std::string_view text)
{
    put(out, static_cast<std::int64_t>(text.size()));
    out += text;
}

std::optional<Digest> digest_of_hash(std::string_view hash) { return digest_from(hash.substr(0, hash.find(':'))); }

bool verifies(const AuditRow& row, std::string_view previous)
{
    const auto digest = digest_of_hash(row.hash);
    return digest && audit_hash(*digest, previous, row) == row.hash;
}

/// Was this row, unchanged, once at another place? Then its hash fits the hash of some other row before it.
bool was_elsewhere(db::Tx& tx, AuditRow row)
{
    bool found = false;
    const auto fits = [&](std::int64_t seq, std::string_view previous) {
        row.seq = seq;
        return verifies(row, previous);
    };
    if (fits(1, "")) return true;
    // Its predecessor stands right before its old place, or, when neighbours were swapped, in it.
    audit_store::for_each_hash(tx, [&](std::int64_t seq, const std::string& hash) {
        if (!found) found = fits(seq + 1, hash) || fits(seq, hash);
    });
    return found;
}

}  // namespace

std::string audit_hash(Digest digest, std::string_view previous, const AuditRow& row)
{
    std::string message;
    message.reserve(512 + row.before.size() + row.after.size());
    put(message, previous);
    put(message, row.seq);
    put(message, row.recorded_at.us);
    put(message, row.account.value);
    for (const std::string_view text : {std::string_view{row.username}, std::string_view{row.action},
                                        std::string_view{row.subject_kind}, std::string_view{row.subject}})
        put(message, text);
    put(message, row.organization.value);
    for (const std::string_view text :
         {std::string_view{row.before}, std::string_view{row.after}, std::string_view{row.rule},
          std::string_view{row.remote}, std::string_view{row.request_id}})
        put(message, text);
    std::string hash(to_string(digest));
    hash += ':';
    return hash += digest_hex(digest, message);
}

AuditVerdict Audit::verify() const
{
    // The seal first: what is appended while we read is newer than it, never older.
    const auto sealed = read_seal();
    AuditVerdict verdict;
    const auto blame = [&](std::int64_t seq, std::string_view reason) {
        verdict.first_bad = seq;
        verdict.reason = reason;
    };
    database_.read([&](db::Tx& tx) {
        verdict = {};
        std::string previous;
        AuditRow bad;
        audit_store::for_each(tx, [&](AuditRow& row) {
            ++verdict.rows;
            if (!verdict.ok()) return;
            if (row.seq != verdict.rows) return blame(verdict.rows, "audit.row_removed");
            if (!verifies(row, previous)) {
                bad = row;
                return blame(row.seq, "audit.row_edited");
            }
            if (sealed.state == Seal::State::whole && row.seq == sealed.head.seq && row.hash != sealed.head.hash)
                return blame(row.seq, "audit.chain_rewritten");
            previous = std::move(row.hash);
        });
        if (bad.seq != 0 && was_elsewhere(tx, bad)) verdict.reason = "audit.row_moved";
    });
    if (!verdict.ok()) return verdict;
    if (sealed.state == Seal::State::damaged) verdict.reason = "audit.seal_damaged";
    else if (sealed.state == Seal::State::missing && verdict.rows > 0) verdict.reason = "audit.seal_missing";
    else if (sealed.head.seq > verdict.rows) blame(verdict.rows + 1, "audit.tail_removed");
    return verdict;
}

// ---- the seal: "seq hash hmac" on one line of audit.head --------------------------------------------------

Audit::Seal Audit::read_seal() const
{
    std::error_code missing;
    if (!std::filesystem::exists(seal_file_, missing)) return {};
    Seal seal{Seal::State::damaged, {}};
    std::ifstream file(seal_file_);
    std::string mac;
    if (!(file >> seal.head.seq >> seal.head.hash >> mac)) return seal;
    const auto expected = hmac_hex(Digest::sha256, seal_key_, fmt::format("{} {}", seal.head.seq, seal.head.hash));
    if (equal_in_constant_time(mac, expected)) seal.state = Seal::State::whole;
    return seal;
}

}  // namespace jishi::platform
