#pragma once
// Signatures with a key of the installation's own: Ed25519, or SM2 with SM3 where the national suite is chosen
// [SEC-16]. Keys travel as PEM, signatures as bytes.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

struct evp_pkey_st;

namespace jishi {

enum class SignatureAlgorithm : std::uint8_t { ed25519, sm2 };
/// "ed25519" or "sm2", as stored rows name them.
std::string_view to_string(SignatureAlgorithm algorithm);
std::optional<SignatureAlgorithm> signature_algorithm_from(std::string_view name);

class SigningKey {
public:
    static SigningKey make(SignatureAlgorithm algorithm);
    /// @errors crypto.damaged (no private key of a known algorithm)
    static Result<SigningKey> from_pem(std::string_view pem);

    SignatureAlgorithm algorithm() const { return algorithm_; }
    std::string pem() const;         // with the secret
    std::string public_pem() const;  // to be shown
    std::string sign(std::string_view message) const;

private:
    using Handle = std::shared_ptr<evp_pkey_st>;
    SigningKey(SignatureAlgorithm algorithm, Handle key) : algorithm_(algorithm), key_(std::move(key)) {}

    SignatureAlgorithm algorithm_;
    Handle key_;
};

/// Whether the holder of the secret of `public_pem` signed exactly this. False for a key that cannot be read.
bool verify_signature(std::string_view public_pem, std::string_view message, std::string_view signature);
/// What a public key is called by: 16 hexadecimal digits of its digest.
std::string key_name(std::string_view public_pem);

}  // namespace jishi
