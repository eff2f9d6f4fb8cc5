#pragma once
// A code of the packs as two bytes: what stands at five million organisations is one of a few hundred words.

#include <cstdint>
#include <string>
#include <string_view>

namespace jishi::statistics {

class Word {
public:
    Word() = default;
    Word(std::string_view text);                                     // NOLINT: a word is its text
    Word(const std::string& text) : Word(std::string_view(text)) {}  // NOLINT

    operator const std::string&() const;  // NOLINT
    bool operator==(const Word&) const = default;

private:
    std::uint16_t number_ = 0;  // 0: the empty word
};

}  // namespace jishi::statistics
