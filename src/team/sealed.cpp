#include "team/sealed.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/id_number.hpp"
#include "base/text.hpp"

namespace jishi::team {
namespace {

FieldCipher cipher_of(const platform::SecretKey& key)
{
    auto cipher = FieldCipher::create({{"m1", FieldAlgorithm::xchacha20_poly1305, key.derive("team member")}});
    if (!cipher) throw std::logic_error("team: " + cipher.error().code);
    return *std::move(cipher);
}

std::string context_of(SealedField field, MemberId member)
{
    return "team_member." + std::string(code_of(field)) + "/" + member.str();
}
std::string context_of(ChangeId change) { return "team_change.sealed/" + change.str(); }

std::string opened(Result<std::string>&& plain)
{
    if (!plain) throw std::runtime_error("team: a sealed value cannot be read: " + plain.error().code);
    return *std::move(plain);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The first `count` code points of valid UTF-8.
std::string_view first_of(std::string_view text, std::size_t count)
{
    std::size_t at = 0;
    while (at < text.size() && count > 0) {
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
        --count;
    }
    return text.substr(0, at);
}

}  // namespace

std::string_view code_of(SealedField field)
{
    switch (field) {
        case SealedField::id_number: return "id_number";
        case SealedField::phone: return "phone";
        case SealedField::address: return "address";
    }
    return "";
}

std::optional<SealedField> sealed_field_from(std::string_view code)
{
    for (const auto field : {SealedField::id_number, SealedField::phone, SealedField::address})
        if (code_of(field) == code) return field;
    return std::nullopt;
}

Vault::Vault(const platform::SecretKey& key)
    : cipher_(cipher_of(key)), index_(Digest::sha256, key.derive("team member index"))
{
}

std::string Vault::seal(std::string_view plain, SealedField field, MemberId member) const
{
    return plain.empty() ? std::string{} : cipher_.encrypt(plain, context_of(field, member));
}

std::string Vault::open(std::string_view sealed, SealedField field, MemberId member) const
{
    return sealed.empty() ? std::string{} : opened(cipher_.decrypt(sealed, context_of(field, member)));
}

std::string Vault::seal_change(std::string_view json, ChangeId change) const
{
    return json.empty() ? std::string{} : cipher_.encrypt(json, context_of(change));
}

std::string Vault::open_change(std::string_view sealed, ChangeId change) const
{
    return sealed.empty() ? std::string{} : opened(cipher_.decrypt(sealed, context_of(change)));
}

std::string Vault::index_of(std::string_view plain, SealedField field) const
{
    return plain.empty() ? std::string{} : index_.of(code_of(field), plain);
}

std::string fold_phone(std::string_view text)
{
    auto folded = fold_code(text);
    std::erase_if(folded, [](char c) { return c == ' ' || c == '(' || c == ')' || c == '-' || c == '.'; });
    if (folded.starts_with("+86")) folded.erase(0, 3);
    else if (folded.starts_with("0086")) folded.erase(0, 4);
    const bool digits = !folded.empty() && std::ranges::all_of(folded, is_digit);
    return digits && folded.size() >= 7 && folded.size() <= 16 ? folded : std::string{};
}

std::string mask_phone(std::string_view phone)
{
    const bool mobile = phone.size() == 11 && phone[0] == '1';
    if (mobile) return std::string(phone.substr(0, 3)) + "****" + std::string(phone.substr(7));
    if (phone.size() < 4) return std::string(phone.size(), '*');
    return std::string(phone.size() - 2, '*') + std::string(phone.substr(phone.size() - 2));
}

std::string mask_address(std::string_view address)
{
    return address.empty() ? std::string{} : std::string(first_of(address, 6)) + "****";
}

std::string mask(SealedField field, std::string_view plain)
{
    if (plain.empty()) return {};
    switch (field) {
        case SealedField::id_number: return mask_id_number(plain);
        case SealedField::phone: return mask_phone(plain);
        case SealedField::address: return mask_address(plain);
    }
    return {};
}

}  // namespace jishi::team
