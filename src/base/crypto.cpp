#include "base/crypto.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <sodium/randombytes_internal_random.h>

namespace jishi {
namespace {

void ready()
{
    static const bool done = [] {
        // Random bytes from a stream of this process that the system seeds: an import asks for a nonce of every field
        // that it seals, and each was a call of the system.
        randombytes_set_implementation(&randombytes_internal_implementation);
        return sodium_init() >= 0;
    }();
    if (!done) throw std::runtime_error("crypto: libsodium cannot start");
}

void must(bool ok, const char* what)
{
    if (!ok) throw std::runtime_error(std::string("crypto: OpenSSL failed at ") + what);
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// Fetched once: EVP_sha256() looks its implementation up at every use.
const EVP_MD* algorithm(Digest digest)
{
    static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    static const EVP_MD* const sm3 = EVP_MD_fetch(nullptr, "SM3", nullptr);
    const auto* found = digest == Digest::sm3 ? sm3 : sha256;
    must(found != nullptr, "looking a digest up");
    return found;
}

std::string hmac_with(const EVP_MD* md, std::string_view key, std::string_view bytes)
{
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned length = 0;
    if (key.data() == nullptr) key = "";  // a null key means something else to OpenSSL
    must(HMAC(md, key.data(), static_cast<int>(key.size()), bytes_of(bytes), bytes.size(), bytes_of(out), &length) !=
             nullptr,
         "hmac");
    out.resize(length);
    return out;
}

}  // namespace

std::string_view to_string(Digest digest) { return digest == Digest::sm3 ? "sm3" : "sha256"; }

std::optional<Digest> digest_from(std::string_view name)
{
    if (name == "sha256") return Digest::sha256;
    if (name == "sm3") return Digest::sm3;
    return std::nullopt;
}

Hasher::Hasher(Digest digest) : digest_(digest), context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free)
{
    must(context_ && EVP_DigestInit_ex(context_.get(), algorithm(digest_), nullptr) == 1, "digest start");
}
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

Hasher& Hasher::update(std::string_view bytes)
{
    must(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1, "digest");
    return *this;
}

std::string Hasher::finish()
{
    std::string out(32, '\0');
    unsigned length = 0;
    must(EVP_DigestFinal_ex(context_.get(), bytes_of(out), &length) == 1 && length == out.size(), "digest end");
    must(EVP_DigestInit_ex(context_.get(), nullptr, nullptr) == 1, "digest start");
    return out;
}

std::string Hasher::finish_hex() { return to_hex(finish()); }

std::string digest_of(Digest digest, std::string_view bytes)
{
    // A context for each thread: making one costs as much as the digest of a short text.
    thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                                       &EVP_MD_CTX_free);
    std::string out(32, '\0');
    unsigned length = 0;
    must(context && EVP_DigestInit_ex(context.get(), algorithm(digest), nullptr) == 1 &&
             EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
             EVP_DigestFinal_ex(context.get(), bytes_of(out), &length) == 1,
         "digest");
    return out;
}

std::string digest_hex(Digest digest, std::string_view bytes) { return to_hex(digest_of(digest, bytes)); }

std::string hmac(Digest digest, std::string_view key, std::string_view bytes)
{
    return hmac_with(algorithm(digest), key, bytes);
}

std::string hmac_hex(Digest digest, std::string_view key, std::string_view bytes)
{
    return to_hex(hmac(digest, key, bytes));
}

bool equal_in_constant_time(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

// ---- text forms of bytes ----------------------------------------------------------------------------------

std::string to_hex(std::string_view bytes)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const unsigned char byte : bytes) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

std::optional<std::string> from_hex(std::string_view text)
{
    std::string out(text.size() / 2, '\0');
    std::size_t length = 0;
    if (text.size() % 2 != 0 ||
        sodium_hex2bin(bytes_of(out), out.size(), text.data(), text.size(), nullptr, &length, nullptr) != 0)
        return std::nullopt;
    if (length != out.size()) return std::nullopt;
    return out;
}

std::string to_base64url(std::string_view bytes)
{
    std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes_of(bytes), bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    out.pop_back();  // its terminating zero
    return out;
}

std::optional<std::string> from_base64url(std::string_view text)
{
    std::string out(text.size() / 4 * 3 + 3, '\0');
    std::size_t length = 0;
    if (sodium_base642bin(bytes_of(out), out.size(), text.data(), text.size(), nullptr, &length, nullptr,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return std::nullopt;
    out.resize(length);
    return out;
}

std::string to_base32(std::string_view bytes)
{
    static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    std::uint32_t buffer = 0;
    int bits = 0;
    for (const unsigned char byte : bytes) {
        buffer = buffer << 8 | byte;
        for (bits += 8; bits >= 5; bits -= 5) out += digits[buffer >> (bits - 5) & 31];
    }
    if (bits > 0) out += digits[buffer << (5 - bits) & 31];
    return out;
}

std::optional<std::string> from_base32(std::string_view text)
{
    std::string out;
    std::uint32_t buffer = 0;
    int bits = 0;
    for (const char c : text) {
        if (c == ' ' || c == '-' || c == '=') continue;
        std::uint32_t digit = 0;
        if (c >= 'A' && c <= 'Z') digit = static_cast<std::uint32_t>(c - 'A');
        else if (c >= 'a' && c <= 'z') digit = static_cast<std::uint32_t>(c - 'a');
        else if (c >= '2' && c <= '7') digit = static_cast<std::uint32_t>(c - '2' + 26);
        else return std::nullopt;
        buffer = buffer << 5 | digit;
        bits += 5;
        if (bits < 8) continue;
        bits -= 8;
        out += static_cast<char>(buffer >> bits & 255);
    }
    return out;
}

// ---- randomness -------------------------------------------------------------------------------------------

std::string random_bytes(std::size_t count)
{
    ready();
    std::string out(count, '\0');
    randombytes_buf(out.data(), out.size());
    return out;
}

std::string random_token(std::size_t bytes) { return to_base64url(random_bytes(bytes)); }

std::string random_text(std::string_view alphabet, std::size_t length)
{
    ready();
    std::string out(length, '\0');
    for (auto& c : out) c = alphabet[randombytes_uniform(static_cast<std::uint32_t>(alphabet.size()))];
    return out;
}

// ---- passwords --------------------------------------------------------------------------------------------

std::string hash_password(std::string_view password, PasswordCost cost)
{
    ready();
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), cost.passes, cost.memory_bytes,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::runtime_error("crypto: no memory to hash a password");
    return out.data();
}

bool verify_password(std::string_view hash, std::string_view password)
{
    ready();
    return hash.size() < crypto_pwhash_STRBYTES &&
           crypto_pwhash_str_verify(std::string(hash).c_str(), password.data(), password.size()) == 0;
}

bool password_needs_rehash(std::string_view hash, PasswordCost cost)
{
    ready();
    return hash.size() >= crypto_pwhash_STRBYTES ||
           crypto_pwhash_str_needs_rehash(std::string(hash).c_str(), cost.passes, cost.memory_bytes) != 0;
}

// ---- encrypted fields -------------------------------------------------------------------------------------

namespace {

constexpr std::size_t sm4_block = 16;
constexpr std::size_t sm3_length = 32;

/// Length-prefixed, so that no two pairs (context, bytes) give the same message to authenticate.
std::string framed(std::string_view context, std::string_view bytes)
{
    std::string out = fmt::format("{}:", context.size());
    out += context;
    out += bytes;
    return out;
}

std::string seal_xchacha(const std::string& key, std::string_view plain, std::string_view context)
{
    std::string out = random_bytes(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
    const auto nonce = out;
    out.resize(nonce.size() + plain.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(out) + nonce.size(), nullptr, bytes_of(plain), plain.size(),
                                               bytes_of(context), context.size(), nullptr, bytes_of(nonce),
                                               bytes_of(key));
    return out;
}

std::optional<std::string> open_xchacha(const std::string& key, std::string_view sealed, std::string_view context)
{
    constexpr std::size_t head = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
    constexpr std::size_t tag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
    if (sealed.size() < head + tag) return std::nullopt;
    std::string out(sealed.size() - head - tag, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(out), nullptr, nullptr, bytes_of(sealed.substr(head)),
                                                   sealed.size() - head, bytes_of(context), context.size(),
                                                   bytes_of(sealed), bytes_of(key)) != 0)
        return std::nullopt;
    return out;
}

/// SM4-CBC with PKCS#7 padding, either way.
std::optional<std::string> sm4_cbc(std::string_view key, std::string_view iv, std::string_view in, bool encrypt)
{
    static const EVP_CIPHER* const sm4 = EVP_CIPHER_fetch(nullptr, "SM4-CBC", nullptr);
    const std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)> context(EVP_CIPHER_CTX_new(),
                                                                             &EVP_CIPHER_CTX_free);
    must(sm4 && context &&
             EVP_CipherInit_ex2(context.get(), sm4, bytes_of(key), bytes_of(iv), encrypt ? 1 : 0, nullptr) == 1,
         "SM4");
    std::string out(in.size() + sm4_block, '\0');
    int length = 0;
    int rest = 0;
    if (EVP_CipherUpdate(context.get(), bytes_of(out), &length, bytes_of(in), static_cast<int>(in.size())) != 1 ||
        EVP_CipherFinal_ex(context.get(), bytes_of(out) + length, &rest) != 1)
        return std::nullopt;
    out.resize(static_cast<std::size_t>(length) + static_cast<std::size_t>(rest));
    return out;
}

// One 32-byte key gives two independent ones: never the same key for cipher and MAC.
std::string cipher_key(const std::string& key) { return hmac(Digest::sm3, key, "jishi sm4").substr(0, sm4_block); }
std::string mac_key(const std::string& key) { return hmac(Digest::sm3, key, "jishi sm3"); }

std::string seal_sm4(const std::string& key, std::string_view plain, std::string_view context)
{
    std::string out = random_bytes(sm4_block);
    const auto encrypted = sm4_cbc(cipher_key(key), out, plain, true);
    must(encrypted.has_value(), "SM4");
    out += *encrypted;
    return out + hmac(Digest::sm3, mac_key(key), framed(context, out));
}

std::optional<std::string> open_sm4(const std::string& key, std::string_view sealed, std::string_view context)
{
    if (sealed.size() < sm4_block * 2 + sm3_length) return std::nullopt;
    const auto body = sealed.substr(0, sealed.size() - sm3_length);
    const auto mac = sealed.substr(body.size());
    if (!equal_in_constant_time(mac, hmac(Digest::sm3, mac_key(key), framed(context, body)))) return std::nullopt;
    return sm4_cbc(cipher_key(key), body.substr(0, sm4_block), body.substr(sm4_block), false);
}

bool is_key_id(std::string_view id)
{
    return !id.empty() && id.size() <= 16 && std::ranges::all_of(id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

}  // namespace

Result<FieldCipher> FieldCipher::create(std::vector<FieldKey> keys)
{
    ready();
    if (keys.empty()) return refuse(ErrorKind::invalid_input, "crypto.no_key");
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (!is_key_id(keys[i].id)) return refuse(ErrorKind::invalid_input, "crypto.bad_key_id");
        if (keys[i].key.size() != 32) return refuse(ErrorKind::invalid_input, "crypto.bad_key_length", {}, keys[i].id);
        for (std::size_t j = 0; j < i; ++j)
            if (keys[j].id == keys[i].id)
                return refuse(ErrorKind::invalid_input, "crypto.key_id_twice", {}, keys[i].id);
    }
    return FieldCipher(std::move(keys));
}

std::string FieldCipher::encrypt(std::string_view plain, std::string_view context) const
{
    const auto& key = keys_.front();
    const auto sealed = key.algorithm == FieldAlgorithm::sm4_cbc_hmac_sm3 ? seal_sm4(key.key, plain, context)
                                                                          : seal_xchacha(key.key, plain, context);
    return key.id + ':' + to_base64url(sealed);
}

Result<std::string> FieldCipher::decrypt(std::string_view stored, std::string_view context) const
{
    const auto colon = stored.find(':');
    const auto id = stored.substr(0, colon);
    const auto key = std::ranges::find(keys_, id, &FieldKey::id);
    if (colon == std::string_view::npos || key == keys_.end()) return refuse(ErrorKind::conflict, "crypto.unknown_key");
    const auto sealed = from_base64url(stored.substr(colon + 1));
    std::optional<std::string> plain;
    if (sealed)
        plain = key->algorithm == FieldAlgorithm::sm4_cbc_hmac_sm3 ? open_sm4(key->key, *sealed, context)
                                                                   : open_xchacha(key->key, *sealed, context);
    if (!plain) return refuse(ErrorKind::conflict, "crypto.damaged", {}, key->id);
    return *std::move(plain);
}

bool FieldCipher::is_current(std::string_view stored) const
{
    const auto& id = keys_.front().id;
    return stored.size() > id.size() && stored.starts_with(id) && stored[id.size()] == ':';
}

struct BlindIndex::Started {
    crypto_auth_hmacsha256_state state;
};

BlindIndex::BlindIndex(Digest digest, std::string key) : digest_(digest), key_(std::move(key))
{
    if (digest_ != Digest::sha256) return;
    ready();
    auto started = std::make_shared<Started>();
    crypto_auth_hmacsha256_init(&started->state, bytes_of(key_), key_.size());
    started_ = std::move(started);
}

std::string BlindIndex::of(std::string_view kind, std::string_view value) const
{
    constexpr std::size_t bytes_shown = 16;
    const auto message = framed(kind, value);
    if (!started_) return to_hex(hmac(digest_, key_, message).substr(0, bytes_shown));
    auto state = started_->state;
    std::array<char, crypto_auth_hmacsha256_BYTES> mac{};
    crypto_auth_hmacsha256_update(&state, bytes_of(message), message.size());
    crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(mac.data()));
    return to_hex({mac.data(), bytes_shown});
}

// ---- one-time codes ---------------------------------------------------------------------------------------

std::string totp_code(std::string_view secret, std::int64_t step, int digits)
{
    static const EVP_MD* const sha1 = EVP_MD_fetch(nullptr, "SHA1", nullptr);
    must(sha1 != nullptr, "looking a digest up");
    std::string counter(8, '\0');
    for (int i = 0; i < 8; ++i) counter[static_cast<std::size_t>(7 - i)] = static_cast<char>(step >> (8 * i) & 255);
    const auto mac = hmac_with(sha1, secret, counter);
    const auto at = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(mac[i])); };
    const auto offset = at(19) & 15;
    const auto number = (at(offset) & 127) << 24 | at(offset + 1) << 16 | at(offset + 2) << 8 | at(offset + 3);
    const auto text = fmt::format("{:010}", number);
    return text.substr(text.size() - static_cast<std::size_t>(std::clamp(digits, 6, 10)));
}

std::optional<std::int64_t> verify_totp(std::string_view secret, std::string_view code, Instant now,
                                        std::int64_t last_step, TotpParameters parameters)
{
    const auto current = now.us / 1'000'000 / parameters.period_seconds;
    std::optional<std::int64_t> found;
    for (auto step = current - parameters.window; step <= current + parameters.window; ++step)
        if (step > last_step && equal_in_constant_time(code, totp_code(secret, step, parameters.digits)) && !found)
            found = step;
    return found;
}

std::string totp_uri(std::string_view issuer, std::string_view account, std::string_view secret,
                     TotpParameters parameters)
{
    const auto encoded = [](std::string_view text) {
        std::string out;
        for (const unsigned char c : text) {
            const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                               c == '.' || c == '_' || c == '~';
            if (plain) out += static_cast<char>(c);
            else out += fmt::format("%{:02X}", c);
        }
        return out;
    };
    return fmt::format("otpauth://totp/{0}:{1}?secret={2}&issuer={0}&algorithm=SHA1&digits={3}&period={4}",
                       encoded(issuer), encoded(account), to_base32(secret), parameters.digits,
                       parameters.period_seconds);
}

}  // namespace jishi
