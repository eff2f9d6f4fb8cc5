// JSON bodies and request targets: what is accepted is written back and read again as the same.

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "http/json.hpp"
#include "http/target.hpp"

namespace fuzz {

enum class Colour : std::uint8_t { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Leaf {
    std::string text;
    std::optional<std::int64_t> number;
};
BOOST_DESCRIBE_STRUCT(Leaf, (), (text, number))

struct Everything {
    std::optional<jishi::Name> name;
    std::optional<bool> flag;
    std::optional<int> small;
    std::optional<std::int64_t> large;
    std::optional<double> real;
    std::optional<jishi::Date> day;
    std::optional<jishi::Instant> at;
    std::optional<jishi::Id<struct AnyTag>> id;
    std::optional<Colour> colour;
    std::vector<Leaf> leaves;
    std::map<std::string, Leaf> named;
    std::optional<jishi::http::AnyJson> any;
};
BOOST_DESCRIBE_STRUCT(Everything, (), (name, flag, small, large, real, day, at, id, colour, leaves, named, any))

}  // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace jishi::http;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    if (const auto value = parse_json(text)) (void)from_json<std::vector<fuzz::Everything>>(*value);
    if (const auto one = from_json_text<fuzz::Everything>(text)) {
        const auto written = to_json(*one);
        const auto again = from_json_text<fuzz::Everything>(written);
        if (!again || to_json(*again) != written) std::abort();
    }
    Request request;
    // Control characters never reach it as they are: the parser of the request line refuses them.
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; };
    if (std::ranges::none_of(text, is_control) && parse_target(text, request)) {
        if (std::ranges::any_of(request.path, is_control) || request.path.find("/../") != std::string::npos)
            std::abort();
    }
    for (const bool plus : {false, true})
        if (const auto decoded = percent_decode(text, plus); decoded && !is_utf8(*decoded)) std::abort();
    return 0;
}
