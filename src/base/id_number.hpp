#pragma once
// Citizen identity numbers (GB 11643-1999): form, check character, and what the digits say. [DATA-50]

#include <cstdint>
#include <string>
#include <string_view>

#include "base/date.hpp"
#include "base/result.hpp"

namespace jishi {

enum class Sex : std::uint8_t { male = 1, female = 2 };  // numbers of GB/T 2261.1 [DATA-20]

struct IdNumber {
    std::string number;  // its one form: 18 characters, X in upper case
    std::string region;  // the first six digits; may be a code that is abolished today [DATA-63]
    Date birth;
    Sex sex = Sex::male;
};

/// Reads a number as people and spreadsheets write it: blanks around it, small x, full-width digits.
/// @param latest  nobody is born after this day; pass today
/// @errors all kinds invalid_input with rule DATA-50, in this order: id_number.old_form (15 digits: read it, ask for
///         the new one), id_number.length, id_number.character, id_number.birth_date, id_number.check_digit
Result<IdNumber> parse_id_number(std::string_view text, Date latest = Date::forever());

/// 110105********002X: as it is shown. Anything that is no number of 18 characters becomes asterisks. [DATA-55]
std::string mask_id_number(std::string_view number);

}  // namespace jishi
