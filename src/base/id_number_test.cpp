#include "base/id_number.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace jishi;

namespace {
std::string error_of(std::string_view text, Date latest = Date::forever())
{
    auto id = parse_id_number(text, latest);
    return id ? "none" : id.error().code;
}
}  // namespace

TEST_CASE("id number: the standard's samples are read with region, birth date and sex [DATA-51]")
{
    const auto first = parse_id_number("11010519491231002X");
    REQUIRE(first.has_value());
    CHECK(first->number == "11010519491231002X");
    CHECK(first->region == "110105");
    CHECK(first->birth == Date{1949, 12, 31});
    CHECK(first->sex == Sex::female);
    const auto second = parse_id_number("440524188001010014");
    REQUIRE(second.has_value());
    CHECK(second->birth == Date{1880, 1, 1});
    CHECK(second->sex == Sex::male);
}

TEST_CASE("id number: blanks, small x and full-width digits are brought to the one form [DATA-50]")
{
    for (const auto* text :
         {" 11010519491231002x ", "１１０１０５１９４９１２３１００２Ｘ", "\u200B11010519491231002X\n"})
        CHECK(parse_id_number(text).value().number == "11010519491231002X");
}

TEST_CASE("id number: each fault has its own code, the first one is reported [DATA-50] [DATA-51]")
{
    CHECK(error_of("110105194912310021") == "id_number.check_digit");
    CHECK(error_of("110105491231002") == "id_number.old_form");
    CHECK(error_of("11010549123100A") == "id_number.length");
    CHECK(error_of("") == "id_number.length");
    CHECK(error_of("1101051949123100") == "id_number.length");
    CHECK(error_of("1101051949123100200") == "id_number.length");
    CHECK(error_of("11010519491231O02X") == "id_number.character");
    CHECK(error_of("X10105194912310021") == "id_number.character");
    CHECK(error_of("010105194912310021") == "id_number.character");
    CHECK(error_of("11010519490230002X") == "id_number.birth_date");
    CHECK(error_of("11010500000000002X") == "id_number.birth_date");
    CHECK(error_of("11010519491231002X", Date{1949, 12, 30}) == "id_number.birth_date");
    CHECK(error_of("11010519491231002X", Date{1949, 12, 31}) == "none");
    CHECK(error_of("中中中中中中") == "id_number.character");  // eighteen bytes
    CHECK(parse_id_number("1").error().rule == "DATA-50");
}

TEST_CASE("id number: any one digit changed is noticed [DATA-50]")
{
    const std::string good = "440524188001010014";
    for (std::size_t i = 0; i < good.size(); ++i)
        for (char c = '0'; c <= '9'; ++c) {
            auto changed = good;
            changed[i] = c;
            CHECK((error_of(changed) == "none") == (c == good[i]));
        }
}

TEST_CASE("id number: shown with the birth date hidden [DATA-55]")
{
    CHECK(mask_id_number("11010519491231002X") == "110105********002X");
    CHECK(mask_id_number("12345") == "*****");
    CHECK(mask_id_number("") == "");
    CHECK(mask_id_number(std::string(40, '1')) == std::string(18, '*'));
}
