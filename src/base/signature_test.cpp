#include "base/signature.hpp"

#include <doctest/doctest.h>

using namespace jishi;

TEST_CASE("signature: what was signed is recognised, and nothing else, with either algorithm [SEC-16]")
{
    for (const auto algorithm : {SignatureAlgorithm::ed25519, SignatureAlgorithm::sm2}) {
        CAPTURE(to_string(algorithm));
        CHECK(signature_algorithm_from(to_string(algorithm)) == algorithm);
        const auto key = SigningKey::make(algorithm);
        const auto other = SigningKey::make(algorithm);
        const std::string message = "党员总数=9918\n";
        const auto signature = key.sign(message);
        CHECK(verify_signature(key.public_pem(), message, signature));
        CHECK_FALSE(verify_signature(key.public_pem(), message + "1", signature));
        CHECK_FALSE(verify_signature(other.public_pem(), message, signature));
        auto damaged = signature;
        damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
        CHECK_FALSE(verify_signature(key.public_pem(), message, damaged));
        CHECK_FALSE(verify_signature("no key", message, signature));
        CHECK_FALSE(verify_signature(key.public_pem(), message, ""));
        CHECK(key_name(key.public_pem()) != key_name(other.public_pem()));
    }
}

TEST_CASE("signature: a key is the same after it was written and read")
{
    for (const auto algorithm : {SignatureAlgorithm::ed25519, SignatureAlgorithm::sm2}) {
        const auto key = SigningKey::make(algorithm);
        const auto again = SigningKey::from_pem(key.pem());
        REQUIRE(again.has_value());
        CHECK(again->algorithm() == algorithm);
        CHECK(again->public_pem() == key.public_pem());
        CHECK(verify_signature(key.public_pem(), "x", again->sign("x")));
        CHECK(SigningKey::from_pem(key.public_pem()).error().code == "crypto.damaged");
    }
    CHECK(SigningKey::from_pem("").error().code == "crypto.damaged");
    CHECK_FALSE(signature_algorithm_from("rsa").has_value());
}
