#include "base/crypto.hpp"

#include <doctest/doctest.h>
#include <openssl/evp.h>

#include <set>
#include <string>

using namespace jishi;

namespace {

constexpr PasswordCost cheap{.passes = 1, .memory_bytes = 8192};

std::string bytes(std::string_view hex) { return from_hex(hex).value(); }

FieldCipher cipher(std::vector<FieldKey> keys)
{
    auto made = FieldCipher::create(std::move(keys));
    REQUIRE(made.has_value());
    return *std::move(made);
}

FieldKey key(std::string id, char fill, FieldAlgorithm algorithm = FieldAlgorithm::xchacha20_poly1305)
{
    return {std::move(id), algorithm, std::string(32, fill)};
}

}  // namespace

TEST_CASE("crypto: digests give the standards' sample values [SEC-17]")
{
    CHECK(digest_hex(Digest::sm3, "abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    CHECK(digest_hex(Digest::sha256, "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(digest_hex(Digest::sha256, "") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(digest_from("sm3") == Digest::sm3);
    CHECK(digest_from(to_string(Digest::sha256)) == Digest::sha256);
    CHECK_FALSE(digest_from("md5"));
}

TEST_CASE("crypto: a digest in pieces is the digest of the whole, and the hasher starts afresh")
{
    for (const auto digest : {Digest::sha256, Digest::sm3}) {
        Hasher hasher(digest);
        hasher.update("a").update("").update("bc");
        CHECK(hasher.finish_hex() == digest_hex(digest, "abc"));
        CHECK(hasher.update("xyz").finish_hex() == digest_hex(digest, "xyz"));
    }
}

TEST_CASE("crypto: HMAC gives the values of RFC 4231")
{
    CHECK(hmac_hex(Digest::sha256, std::string(20, '\x0b'), "Hi There") ==
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CHECK(hmac_hex(Digest::sha256, "Jefe", "what do ya want for nothing?") ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(hmac(Digest::sm3, "k", "x") != hmac(Digest::sm3, "k", "y"));
    CHECK(hmac(Digest::sm3, {}, "x") == hmac(Digest::sm3, "", "x"));
}

TEST_CASE("crypto: comparison in constant time says the same as a comparison")
{
    CHECK(equal_in_constant_time("", ""));
    CHECK(equal_in_constant_time("abc", "abc"));
    CHECK_FALSE(equal_in_constant_time("abc", "abd"));
    CHECK_FALSE(equal_in_constant_time("abc", "ab"));
}

TEST_CASE("crypto: hex, base64url and base32 go there and back and refuse what they cannot read")
{
    CHECK(to_hex("\x01\xAB") == "01ab");
    CHECK(from_hex("01AB") == "\x01\xAB");
    CHECK_FALSE(from_hex("0"));
    CHECK_FALSE(from_hex("0g"));
    CHECK_FALSE(from_hex("01 2"));
    CHECK(to_base64url("\xFB\xFF") == "-_8");
    CHECK(from_base64url("-_8") == "\xFB\xFF");
    CHECK_FALSE(from_base64url("+/8="));
    CHECK_FALSE(from_base64url("a"));
    // RFC 4648 section 10
    CHECK(to_base32("foobar") == "MZXW6YTBOI");
    CHECK(to_base32("fooba") == "MZXW6YTB");
    CHECK(to_base32("f") == "MY");
    CHECK(from_base32("mzxw 6ytb-oi======") == "foobar");
    CHECK_FALSE(from_base32("MZ1"));
    for (std::size_t length = 0; length < 40; ++length) {
        const auto original = random_bytes(length);
        CHECK(from_hex(to_hex(original)) == original);
        CHECK(from_base64url(to_base64url(original)) == original);
        CHECK(from_base32(to_base32(original)) == original);
    }
}

TEST_CASE("crypto: random tokens differ and have the length asked for")
{
    std::set<std::string> tokens;
    for (int i = 0; i < 1'000; ++i) tokens.insert(random_token());
    CHECK(tokens.size() == 1'000);
    CHECK(tokens.begin()->size() == 43);
    const auto text = random_text("ab", 1'000);
    CHECK(text.size() == 1'000);
    CHECK(text.find_first_not_of("ab") == std::string::npos);
    CHECK(text.find('a') != std::string::npos);
    CHECK(text.find('b') != std::string::npos);
}

TEST_CASE("crypto: a password is verified against its hash only, and its cost can be raised later")
{
    const auto hash = hash_password("正确的 password 1", cheap);
    CHECK(hash.starts_with("$argon2id$"));
    CHECK(hash != hash_password("正确的 password 1", cheap));
    CHECK(verify_password(hash, "正确的 password 1"));
    CHECK_FALSE(verify_password(hash, "正确的 password 2"));
    CHECK_FALSE(verify_password(hash, ""));
    CHECK_FALSE(verify_password("", "x"));
    CHECK_FALSE(verify_password("$argon2id$nonsense", "x"));
    CHECK_FALSE(verify_password(std::string(500, 'x'), "x"));
    CHECK_FALSE(password_needs_rehash(hash, cheap));
    CHECK(password_needs_rehash(hash, {.passes = 2, .memory_bytes = 16384}));
    CHECK(password_needs_rehash("nonsense", cheap));
}

TEST_CASE("crypto: an encrypted field opens with its key and its context only [SEC-15] [SEC-16]")
{
    for (const auto algorithm : {FieldAlgorithm::xchacha20_poly1305, FieldAlgorithm::sm4_cbc_hmac_sm3}) {
        const auto one = cipher({key("k1", 'a', algorithm)});
        for (const std::string plain : {"", "x", "11010519491231002X", "宁夏回族自治区中卫市沙坡头区滨河镇"}) {
            const auto stored = one.encrypt(plain, "member.id/1");
            CHECK(stored.starts_with("k1:"));
            CHECK(stored.find("1949") == std::string::npos);
            CHECK(stored != one.encrypt(plain, "member.id/1"));
            CHECK(one.decrypt(stored, "member.id/1") == plain);
            CHECK(one.decrypt(stored, "member.id/2").error().code == "crypto.damaged");
            const auto other = cipher({key("k1", 'b', algorithm)});
            CHECK(other.decrypt(stored, "member.id/1").error().code == "crypto.damaged");
        }
    }
}

TEST_CASE("crypto: the SM4 of this machine's library gives the standard's sample value [SEC-17]")
{
    const auto block = bytes("0123456789abcdeffedcba9876543210");
    const auto* in = reinterpret_cast<const unsigned char*>(block.data());
    std::string out(32, '\0');
    int length = 0;
    auto* context = EVP_CIPHER_CTX_new();
    REQUIRE(EVP_EncryptInit_ex(context, EVP_sm4_ecb(), nullptr, in, nullptr) == 1);
    REQUIRE(EVP_EncryptUpdate(context, reinterpret_cast<unsigned char*>(out.data()), &length, in, 16) == 1);
    EVP_CIPHER_CTX_free(context);
    CHECK(to_hex(out.substr(0, 16)) == "681edf34d206965e86b3e94f536e4246");
}

TEST_CASE("crypto: a changed or cut field is refused, whichever byte it is")
{
    for (const auto algorithm : {FieldAlgorithm::xchacha20_poly1305, FieldAlgorithm::sm4_cbc_hmac_sm3}) {
        const auto one = cipher({key("k1", 'a', algorithm)});
        const auto sealed = from_base64url(one.encrypt("13800000000", "c").substr(3)).value();
        for (std::size_t i = 0; i < sealed.size(); ++i) {
            auto changed = sealed;
            changed[i] = static_cast<char>(changed[i] ^ 1);
            CHECK(one.decrypt("k1:" + to_base64url(changed), "c").error().code == "crypto.damaged");
            CHECK(one.decrypt("k1:" + to_base64url(sealed.substr(0, i)), "c").error().code == "crypto.damaged");
        }
        CHECK(one.decrypt("k1:***", "c").error().code == "crypto.damaged");
        CHECK(one.decrypt("k1", "c").error().code == "crypto.unknown_key");
        CHECK(one.decrypt("", "c").error().code == "crypto.unknown_key");
        CHECK(one.decrypt("k2:AAAA", "c").error().code == "crypto.unknown_key");
    }
}

TEST_CASE("crypto: keys are changed by putting a new one in front")
{
    const auto before = cipher({key("2025", 'a')});
    const auto after = cipher({key("2026", 'b', FieldAlgorithm::sm4_cbc_hmac_sm3), key("2025", 'a')});
    const auto stored = before.encrypt("x", "c");
    CHECK(after.decrypt(stored, "c") == "x");
    CHECK_FALSE(after.is_current(stored));
    CHECK(after.is_current(after.encrypt("x", "c")));
    CHECK(FieldCipher::create({}).error().code == "crypto.no_key");
    CHECK(FieldCipher::create({key("K 1", 'a')}).error().code == "crypto.bad_key_id");
    CHECK(FieldCipher::create({{"k", FieldAlgorithm::xchacha20_poly1305, "short"}}).error().code ==
          "crypto.bad_key_length");
    CHECK(FieldCipher::create({key("k", 'a'), key("k", 'b')}).error().code == "crypto.key_id_twice");
}

TEST_CASE("crypto: a blind index is equal for equal values of one kind under one key [DATA-55]")
{
    const auto index = BlindIndex(Digest::sm3, "key").of("id_number", "11010519491231002X");
    CHECK(index.size() == 32);
    CHECK(index == BlindIndex(Digest::sm3, "key").of("id_number", "11010519491231002X"));
    CHECK(index != BlindIndex(Digest::sm3, "key2").of("id_number", "11010519491231002X"));
    CHECK(index != BlindIndex(Digest::sm3, "key").of("phone", "11010519491231002X"));
    CHECK(index != BlindIndex(Digest::sha256, "key").of("id_number", "11010519491231002X"));
    const auto of_before = hmac_hex(Digest::sha256, "key", "9:id_number11010519491231002X").substr(0, 32);
    CHECK(BlindIndex(Digest::sha256, "key").of("id_number", "11010519491231002X") == of_before);
    CHECK(BlindIndex(Digest::sha256, "key").of("a", "bc") != BlindIndex(Digest::sha256, "key").of("ab", "c"));
}

TEST_CASE("crypto: one-time codes give the values of RFC 6238")
{
    const std::string secret = "12345678901234567890";
    const auto at = [&](std::int64_t seconds) { return totp_code(secret, seconds / 30, 8); };
    CHECK(at(59) == "94287082");
    CHECK(at(1111111109) == "07081804");
    CHECK(at(1111111111) == "14050471");
    CHECK(at(1234567890) == "89005924");
    CHECK(at(2000000000) == "69279037");
    CHECK(at(20000000000) == "65353130");
    CHECK(totp_code(secret, 1) == "287082");
}

TEST_CASE("crypto: a one-time code counts once, and only near its time")
{
    const auto secret = random_bytes(20);
    const auto now = Instant{1'700'000'000'000'000};
    const std::int64_t step = 1'700'000'000 / 30;
    const auto code = totp_code(secret, step);
    CHECK(verify_totp(secret, code, now, 0) == step);
    CHECK_FALSE(verify_totp(secret, code, now, step));
    CHECK(verify_totp(secret, totp_code(secret, step - 1), now, 0) == step - 1);
    CHECK(verify_totp(secret, totp_code(secret, step + 1), now, step) == step + 1);
    CHECK_FALSE(verify_totp(secret, totp_code(secret, step + 2), now, 0, {.window = 1}));
    CHECK_FALSE(verify_totp(secret, "", now, 0));
    CHECK_FALSE(verify_totp(secret, code + "0", now, 0));
}

TEST_CASE("crypto: the address for authenticator apps is percent-encoded")
{
    CHECK(totp_uri("基石", "a b", bytes("3132333435")) ==
          "otpauth://totp/%E5%9F%BA%E7%9F%B3:a%20b?secret=GEZDGNBV&issuer=%E5%9F%BA%E7%9F%B3&algorithm=SHA1&digits=6"
          "&period=30");
}
