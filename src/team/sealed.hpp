#pragma once
// [SEC-04, SEC-05, DATA-55] Id number, telephone and address: encrypted, found by keyed hashes, shown masked.

#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "platform/ids.hpp"
#include "platform/secret_key.hpp"

namespace jishi::team {

enum class SealedField : std::uint8_t { id_number, phone, address };
std::string_view code_of(SealedField field);
std::optional<SealedField> sealed_field_from(std::string_view code);

class Vault {
public:
    explicit Vault(const platform::SecretKey& key);

    /// @param plain  in its one form; empty stays empty
    std::string seal(std::string_view plain, SealedField field, MemberId member) const;
    /// Throws std::runtime_error when the value is damaged or was copied from elsewhere: a corrupt row.
    std::string open(std::string_view sealed, SealedField field, MemberId member) const;
    /// What a change keeps of sealed fields. Empty stays empty.
    std::string seal_change(std::string_view json, ChangeId change) const;
    std::string open_change(std::string_view sealed, ChangeId change) const;

    /// What it is found by; empty for nothing.
    std::string index_of(std::string_view plain, SealedField field) const;

private:
    FieldCipher cipher_;
    BlindIndex index_;
};

/// Digits of a telephone number as people write it: blanks, hyphens, brackets and +86 are taken out. Empty for what is
/// no number.
std::string fold_phone(std::string_view text);

/// 138****5678; a landline keeps its last two digits. [SEC-05]
std::string mask_phone(std::string_view phone);
/// The first six characters: enough to know the county, not the door.
std::string mask_address(std::string_view address);
std::string mask(SealedField field, std::string_view plain);

}  // namespace jishi::team
