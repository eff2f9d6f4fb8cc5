#pragma once
// Digests, keyed hashes, password hashing, encryption of single fields, one-time codes. Standards only, from OpenSSL
// (digests, HMAC, SM4) and libsodium (argon2id, XChaCha20-Poly1305, randomness). Bytes travel as std::string.
//
// [SEC-16] The national algorithms SM3 and SM4 stand beside the international ones; configuration chooses.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"

struct evp_md_ctx_st;

namespace jishi {

// ---- digests ----------------------------------------------------------------------------------------------

enum class Digest : std::uint8_t { sha256, sm3 };
/// "sha256" or "sm3", as packs and stored rows name them.
std::string_view to_string(Digest digest);
std::optional<Digest> digest_from(std::string_view name);

/// A digest in pieces: files and exports larger than memory.
class Hasher {
public:
    explicit Hasher(Digest digest);
    ~Hasher();
    Hasher(Hasher&&) noexcept;
    Hasher& operator=(Hasher&&) noexcept;

    Hasher& update(std::string_view bytes);
    /// 32 bytes; the hasher is then ready for the next message.
    std::string finish();
    /// The same as 64 hexadecimal digits in lower case.
    std::string finish_hex();

private:
    Digest digest_;
    std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> context_;
};

std::string digest_of(Digest digest, std::string_view bytes);                   // 32 bytes
std::string digest_hex(Digest digest, std::string_view bytes);                  // 64 hexadecimal digits
std::string hmac(Digest digest, std::string_view key, std::string_view bytes);  // 32 bytes
std::string hmac_hex(Digest digest, std::string_view key, std::string_view bytes);

/// Compares without telling by its time where two texts differ (their lengths may be told).
bool equal_in_constant_time(std::string_view a, std::string_view b);

// ---- text forms of bytes ----------------------------------------------------------------------------------

std::string to_hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view text);
std::string to_base64url(std::string_view bytes);  // without padding
std::optional<std::string> from_base64url(std::string_view text);
std::string to_base32(std::string_view bytes);  // RFC 4648 without padding, for authenticator apps
/// Case, blanks, hyphens and padding are overlooked: people copy such secrets by hand.
std::optional<std::string> from_base32(std::string_view text);

// ---- randomness -------------------------------------------------------------------------------------------

std::string random_bytes(std::size_t count);
/// A token of so many random bytes in base64url: session ids, CSRF tokens.
std::string random_token(std::size_t bytes = 32);
/// Letters drawn evenly from an alphabet of ASCII characters: initial passwords.
std::string random_text(std::string_view alphabet, std::size_t length);

// ---- passwords --------------------------------------------------------------------------------------------

/// What one hash costs. Comes from configuration; the defaults are libsodium's "interactive" (64 MiB, 2 passes).
struct PasswordCost {
    std::uint64_t passes = 2;
    std::size_t memory_bytes = std::size_t{64} << 20;
};
/// argon2id with a random salt, as a text that holds its parameters. Takes tens of milliseconds and the memory
/// asked for: call it on a bounded pool. Throws std::runtime_error when the memory cannot be had.
std::string hash_password(std::string_view password, PasswordCost cost);
bool verify_password(std::string_view hash, std::string_view password);
/// Was it hashed with another cost? Then it is hashed anew at the next log-in.
bool password_needs_rehash(std::string_view hash, PasswordCost cost);

// ---- encrypted fields -------------------------------------------------------------------------------------

enum class FieldAlgorithm : std::uint8_t {
    xchacha20_poly1305,  // default
    sm4_cbc_hmac_sm3,    // [SEC-16] encrypt-then-MAC; the OpenSSL of Debian 12 has no SM4-GCM
};

struct FieldKey {
    std::string id;  // 1..16 of a-z 0-9 _ -; stored in front of each value
    FieldAlgorithm algorithm = FieldAlgorithm::xchacha20_poly1305;
    std::string key;  // 32 bytes
};

/// Encrypts single values (id numbers, phones, addresses) as "keyid:base64url". A value is bound to a context
/// such as "team_member.phone/4711", so that it cannot be copied into another row or column.
class FieldCipher {
public:
    /// @param keys  the first encrypts, all of them decrypt: put a new key in front to change keys
    /// @errors crypto.no_key, crypto.bad_key_id, crypto.bad_key_length, crypto.key_id_twice
    static Result<FieldCipher> create(std::vector<FieldKey> keys);

    std::string encrypt(std::string_view plain, std::string_view context) const;
    /// @errors crypto.unknown_key, crypto.damaged (cut, changed, or of another context)
    Result<std::string> decrypt(std::string_view stored, std::string_view context) const;
    /// Encrypted by the first key?
    bool is_current(std::string_view stored) const;

private:
    explicit FieldCipher(std::vector<FieldKey> keys) : keys_(std::move(keys)) {}
    std::vector<FieldKey> keys_;
};

/// What an encrypted value is found by: the same for equal values of one kind, unguessable without the key. The key is
/// worked in once, since imports ask for many.
class BlindIndex {
public:
    BlindIndex(Digest digest, std::string key);
    /// @param kind   keeps columns apart: an id number and a phone with the same digits differ
    /// @param value  in its one form (folded, trimmed)
    /// @return       32 hexadecimal digits
    std::string of(std::string_view kind, std::string_view value) const;

private:
    struct Started;
    Digest digest_;
    std::string key_;
    std::shared_ptr<const Started> started_;  // of SHA-256
};

// ---- one-time codes ---------------------------------------------------------------------------------------

struct TotpParameters {
    int digits = 6;
    int period_seconds = 30;
    int window = 1;  // steps before and after now that are accepted
};
/// RFC 6238 with HMAC-SHA-1, which is what authenticator apps know.
/// @param secret  bytes, not base32
/// @param step    seconds since 1970 / period
std::string totp_code(std::string_view secret, std::int64_t step, int digits = 6);
/// @param last_step  the step of the last accepted code: a code counts once
/// @return           the step of the code, to be stored as the next `last_step`; nothing when it is wrong
std::optional<std::int64_t> verify_totp(std::string_view secret, std::string_view code, Instant now,
                                        std::int64_t last_step, TotpParameters parameters = {});
/// otpauth://totp/… for a QR code.
std::string totp_uri(std::string_view issuer, std::string_view account, std::string_view secret,
                     TotpParameters parameters = {});

}  // namespace jishi
