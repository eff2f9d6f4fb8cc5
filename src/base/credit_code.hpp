#pragma once
// Unified social credit codes of legal persons (GB 32100-2015) with the organisation code inside (GB 11714). [DATA-52]

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace jishi {

struct CreditCode {
    std::string code;               // its one form: 18 characters in upper case
    std::string registration;       // the first two: who registered it, and as what kind [DATA-54]
    std::string region;             // six digits
    std::string organization_code;  // nine characters with a check of their own [DATA-53]
};

/// Reads a code as people and spreadsheets write it: blanks around it, small letters, full width.
/// @errors all kinds invalid_input, in this order: credit_code.length, credit_code.character (an I, O, S, V or Z, or a
///         region that is no number), credit_code.check (rule DATA-52), credit_code.organization_check (DATA-53)
Result<CreditCode> parse_credit_code(std::string_view text);

}  // namespace jishi
