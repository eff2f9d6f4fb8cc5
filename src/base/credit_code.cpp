#include "base/credit_code.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace jishi {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

std::unexpected<Error> wrong(std::string code, std::string rule)
{
    return refuse(ErrorKind::invalid_input, std::move(code), std::move(rule));
}

/// Weights are the powers of 3 modulo 31.
char check_character(std::string_view code)
{
    std::size_t sum = 0;
    std::size_t weight = 1;
    for (std::size_t i = 0; i < 17; ++i) {
        sum += alphabet.find(code[i]) * weight;
        weight = weight * 3 % 31;
    }
    return alphabet[(31 - sum % 31) % 31];
}

char organization_check_character(std::string_view code)
{
    static constexpr std::array weights{3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const char c = code[i];
        sum += (c >= 'A' ? c - 'A' + 10 : c - '0') * weights[i];
    }
    return "0X987654321"[sum % 11];
}

}  // namespace

Result<CreditCode> parse_credit_code(std::string_view text)
{
    CreditCode parsed;
    parsed.code = fold_code(text);
    const std::string_view code = parsed.code;
    if (length_of(code) != 18) return wrong("credit_code.length", "DATA-52");
    const bool known = code.find_first_not_of(alphabet) == std::string_view::npos;
    if (!known || code.substr(2, 6).find_first_not_of("0123456789") != std::string_view::npos)
        return wrong("credit_code.character", "DATA-52");
    if (check_character(code) != code[17]) return wrong("credit_code.check", "DATA-52");
    if (organization_check_character(code.substr(8, 8)) != code[16])
        return wrong("credit_code.organization_check", "DATA-53");
    parsed.registration = code.substr(0, 2);
    parsed.region = code.substr(2, 6);
    parsed.organization_code = code.substr(8, 9);
    return parsed;
}

}  // namespace jishi
