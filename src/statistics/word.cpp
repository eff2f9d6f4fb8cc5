#include "statistics/word.hpp"

#include <array>
#include <mutex>
#include <stdexcept>
#include <unordered_map>

namespace jishi::statistics {
namespace {

constexpr std::size_t words_max = 8192;

struct Words {
    std::mutex mutex;
    std::array<std::string, words_max> texts;  // never moved: read without the mutex once a number is known
    std::unordered_map<std::string_view, std::uint16_t> numbers;
    std::size_t count = 1;
};

Words& words()
{
    static Words all;
    return all;
}

}  // namespace

Word::Word(std::string_view text)
{
    if (text.empty()) return;
    auto& all = words();
    const std::lock_guard lock(all.mutex);
    const auto known = all.numbers.find(text);
    if (known != all.numbers.end()) {
        number_ = known->second;
        return;
    }
    if (all.count == words_max) throw std::runtime_error("statistics: too many different codes");
    number_ = static_cast<std::uint16_t>(all.count++);
    all.texts[number_] = text;
    all.numbers.emplace(all.texts[number_], number_);
}

Word::operator const std::string&() const { return words().texts[number_]; }

}  // namespace jishi::statistics
