#include "base/signature.hpp"

#include <stdexcept>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "base/crypto.hpp"

namespace jishi {
namespace {

using Key = std::shared_ptr<EVP_PKEY>;
using Bio = std::unique_ptr<BIO, int (*)(BIO*)>;
using Context = std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)>;

void must(bool ok, const char* what)
{
    if (!ok) throw std::runtime_error(std::string("crypto: OpenSSL failed at ") + what);
}

Key owned(EVP_PKEY* key) { return {key, EVP_PKEY_free}; }

std::optional<SignatureAlgorithm> algorithm_of(const EVP_PKEY* key)
{
    if (EVP_PKEY_is_a(key, "ED25519") != 0) return SignatureAlgorithm::ed25519;
    if (EVP_PKEY_is_a(key, "SM2") != 0) return SignatureAlgorithm::sm2;
    return std::nullopt;
}

Bio reading(std::string_view text) { return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free}; }

template <class Write>
std::string written(Write&& write)
{
    const Bio out(BIO_new(BIO_s_mem()), BIO_free);
    must(out && write(out.get()) == 1, "writing a key");
    char* bytes = nullptr;
    const auto length = BIO_get_mem_data(out.get(), &bytes);
    return {bytes, static_cast<std::size_t>(length)};
}

/// Ed25519 digests by itself.
const EVP_MD* digest_for(SignatureAlgorithm algorithm)
{
    return algorithm == SignatureAlgorithm::sm2 ? EVP_sm3() : nullptr;
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

std::string_view to_string(SignatureAlgorithm algorithm)
{
    return algorithm == SignatureAlgorithm::sm2 ? "sm2" : "ed25519";
}

std::optional<SignatureAlgorithm> signature_algorithm_from(std::string_view name)
{
    if (name == "ed25519") return SignatureAlgorithm::ed25519;
    if (name == "sm2") return SignatureAlgorithm::sm2;
    return std::nullopt;
}

SigningKey SigningKey::make(SignatureAlgorithm algorithm)
{
    auto key = owned(algorithm == SignatureAlgorithm::sm2 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "SM2")
                                                          : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    must(key != nullptr, "making a key");
    return {algorithm, std::move(key)};
}

Result<SigningKey> SigningKey::from_pem(std::string_view pem)
{
    const auto in = reading(pem);
    auto key = owned(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
    const auto algorithm = key ? algorithm_of(key.get()) : std::nullopt;
    if (!algorithm) return refuse(ErrorKind::invalid_input, "crypto.damaged");
    return SigningKey(*algorithm, std::move(key));
}

std::string SigningKey::pem() const
{
    return written(
        [&](BIO* out) { return PEM_write_bio_PrivateKey(out, key_.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

std::string SigningKey::public_pem() const
{
    return written([&](BIO* out) { return PEM_write_bio_PUBKEY(out, key_.get()); });
}

std::string SigningKey::sign(std::string_view message) const
{
    const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    must(EVP_DigestSignInit(context.get(), nullptr, digest_for(algorithm_), nullptr, key_.get()) == 1, "signing");
    std::size_t length = 0;
    must(EVP_DigestSign(context.get(), nullptr, &length, bytes_of(message), message.size()) == 1, "signing");
    std::string signature(length, '\0');
    must(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length, bytes_of(message),
                        message.size()) == 1,
         "signing");
    signature.resize(length);
    return signature;
}

bool verify_signature(std::string_view public_pem, std::string_view message, std::string_view signature)
{
    const auto in = reading(public_pem);
    const auto key = owned(PEM_read_bio_PUBKEY(in.get(), nullptr, nullptr, nullptr));
    const auto algorithm = key ? algorithm_of(key.get()) : std::nullopt;
    if (!algorithm) return false;
    const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    if (EVP_DigestVerifyInit(context.get(), nullptr, digest_for(*algorithm), nullptr, key.get()) != 1) return false;
    return EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message), message.size()) ==
           1;
}

std::string key_name(std::string_view public_pem)
{
    constexpr std::size_t digits = 16;
    return digest_hex(Digest::sha256, public_pem).substr(0, digits);
}

}  // namespace jishi
