#include "base/id_number.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"

namespace jishi {
namespace {

constexpr std::string_view rule = "DATA-50";

std::unexpected<Error> wrong(std::string code)
{
    return refuse(ErrorKind::invalid_input, std::move(code), std::string(rule));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// ISO 7064 MOD 11-2, as the standard's annex spells it out.
char check_character(std::string_view digits)
{
    static constexpr std::array weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += (digits[i] - '0') * weights[i];
    return "10X98765432"[sum % 11];
}

}  // namespace

Result<IdNumber> parse_id_number(std::string_view text, Date latest)
{
    IdNumber id;
    id.number = fold_code(text);
    const auto& n = id.number;
    if (n.size() == 15 && std::ranges::all_of(n, is_digit)) return wrong("id_number.old_form");
    if (n.size() != 18) return wrong("id_number.length");
    if (!std::ranges::all_of(n.substr(0, 17), is_digit) || n[0] == '0' || (!is_digit(n[17]) && n[17] != 'X'))
        return wrong("id_number.character");
    const auto birth = Date::parse(fmt::format("{}-{}-{}", n.substr(6, 4), n.substr(10, 2), n.substr(12, 2)));
    if (!birth || *birth > latest) return wrong("id_number.birth_date");
    if (check_character(n) != n[17]) return wrong("id_number.check_digit");
    id.region = n.substr(0, 6);
    id.birth = *birth;
    id.sex = (n[16] - '0') % 2 == 1 ? Sex::male : Sex::female;
    return id;
}

std::string mask_id_number(std::string_view number)
{
    if (number.size() != 18) return std::string(std::min<std::size_t>(number.size(), 18), '*');
    return fmt::format("{}********{}", number.substr(0, 6), number.substr(14));
}

}  // namespace jishi
