// Text of the outside world: cleaning is idempotent, codes and dates that are accepted read back the same.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/credit_code.hpp"
#include "base/crypto.hpp"
#include "base/date.hpp"
#include "base/id_number.hpp"
#include "base/text.hpp"

namespace {

void demand(bool holds)
{
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace jishi;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    for (const bool multiline : {false, true}) {
        for (const bool fold : {false, true}) {
            const CleanOptions options{multiline, fold};
            const auto once = clean_text(text, options);
            if (!once) continue;
            const auto twice = clean_text(*once, options);
            demand(twice && *twice == *once);
            demand(length_of(*once) <= once->size());
            demand(fold_for_search(fold_for_search(*once)) == fold_for_search(*once));
            for (const char c : pinyin_of(*once).full) demand(static_cast<unsigned char>(c) >= ' ');
        }
    }
    if (const auto date = Date::parse(text)) demand(date->str() == text);
    if (const auto instant = Instant::parse(text)) demand(Instant::parse(instant->str()) == instant);
    (void)parse_id_number(text);
    (void)parse_credit_code(text);
    if (const auto bytes = from_hex(text)) demand(bytes->size() * 2 == text.size());
    (void)from_base64url(text);
    (void)from_base32(text);
    return 0;
}
