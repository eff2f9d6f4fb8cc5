#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bitset>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <unordered_map>
#include <vector>

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

namespace jishi {
namespace {

/// Reads the code point at `at` of valid UTF-8 and moves on; U+FFFD for a broken one, so that no caller can hang.
UChar32 next_code_point(std::string_view text, std::size_t& at)
{
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) {
        ++at;
        return byte;
    }
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(bytes, at, text.size(), c);
    return c;
}

void append(std::string& out, UChar32 c)
{
    if (c < 0x80) {
        out += static_cast<char>(c);
        return;
    }
    std::array<char, 4> bytes{};
    std::int32_t length = 0;
    U8_APPEND_UNSAFE(bytes.data(), length, c);
    out.append(bytes.data(), static_cast<std::size_t>(length));
}

bool is_utf8(std::string_view text)
{
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    for (std::size_t at = 0; at < text.size();) {
        UChar32 c = bytes[at];
        if (c < 0x80) {
            ++at;
            continue;
        }
        U8_NEXT(bytes, at, text.size(), c);
        if (c < 0) return false;
    }
    return true;
}

/// Invisible on their own: they make two names that look alike differ, or a text read in another order than it is
/// stored. (Mongolian selectors U+180B..180F are spelling and stay.)
bool is_invisible(UChar32 c)
{
    if (c < 0xAD) return false;
    return c == 0xAD || c == 0x34F || c == 0x61C || (c >= 0x115F && c <= 0x1160) || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0x3164 ||
           (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || c == 0xFFA0 || (c >= 0xE0000 && c <= 0xE0FFF);
}

bool is_forbidden(UChar32 c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029 || U_IS_UNICODE_NONCHAR(c) ||
           (c >= 0xFFF9 && c <= 0xFFFB);
}

UChar32 fold_letter_width(UChar32 c)
{
    const bool letter_or_digit =
        (c >= 0xFF10 && c <= 0xFF19) || (c >= 0xFF21 && c <= 0xFF3A) || (c >= 0xFF41 && c <= 0xFF5A);
    return letter_or_digit ? c - 0xFEE0 : c;
}

/// Every full-width ASCII character and the wide space.
UChar32 fold_width(UChar32 c)
{
    if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFEE0;
    return c == 0x3000 ? ' ' : c;
}

std::string_view trim(std::string_view text)
{
    std::size_t begin = text.size();
    std::size_t end = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto start = at;
        const auto c = next_code_point(text, at);
        if (u_isUWhiteSpace(c) || is_invisible(c)) continue;
        begin = std::min(begin, start);
        end = at;
    }
    return begin < end ? text.substr(begin, end - begin) : std::string_view{};
}

/// Plain printable ASCII without spaces at its ends is its own clean form: most codes and user names.
bool is_clean_ascii(std::string_view text)
{
    for (const unsigned char c : text)
        if (c < 0x20 || c >= 0x7F) return false;
    return text.empty() || (text.front() != ' ' && text.back() != ' ');
}

/// The same for what most cells of a table hold besides: unified ideographs, the usual punctuation and, unless their
/// width is to be folded, full-width letters. None of them is invisible, a space, or has another form in NFC.
bool is_clean_chinese(std::string_view text, bool fold_width)
{
    if (text.empty() || text.front() == ' ' || text.back() == ' ') return text.empty();
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte < 0x80) {
            if (byte < 0x20 || byte == 0x7F) return false;
            ++at;
            continue;
        }
        if (at + 2 >= text.size()) return false;
        const auto second = static_cast<unsigned char>(text[at + 1]);
        const auto third = static_cast<unsigned char>(text[at + 2]);
        if ((second & 0xC0) != 0x80 || (third & 0xC0) != 0x80) return false;
        const auto c = static_cast<UChar32>(byte & 0x0F) << 12 | static_cast<UChar32>(second & 0x3F) << 6 |
                       static_cast<UChar32>(third & 0x3F);
        const bool ideograph = byte >= 0xE4 && byte <= 0xE9 && c >= 0x4E00;
        const bool mark = c >= 0x3001 && c <= 0x3011;
        const bool wide = c >= 0xFF01 && c <= 0xFF5E && !fold_width;
        if ((byte & 0xF0) != 0xE0 || !(ideograph || mark || wide)) return false;
        at += 3;
    }
    return true;
}

std::string to_nfc(std::string text)
{
    UErrorCode status = U_ZERO_ERROR;
    const auto* nfc = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status)) throw std::runtime_error("text: ICU has no NFC data");
    if (nfc->isNormalizedUTF8(text, status) && U_SUCCESS(status)) return text;
    status = U_ZERO_ERROR;
    std::string out;
    icu::StringByteSink<std::string> sink(&out);
    nfc->normalizeUTF8(0, text, sink, nullptr, status);
    if (U_FAILURE(status)) throw std::runtime_error("text: normalisation failed");
    return out;
}

}  // namespace

Result<std::string> clean_text(std::string_view text, CleanOptions options)
{
    if (is_clean_ascii(text) || is_clean_chinese(text, options.fold_width)) return std::string(text);
    if (!is_utf8(text)) return refuse(ErrorKind::invalid_input, "text.not_utf8");
    text = trim(text);
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto c = next_code_point(text, at);
        if (is_invisible(c)) continue;
        if (options.multiline) {
            if (c == '\r') {  // line ends of Windows and of old spreadsheets
                if (at < text.size() && text[at] == '\n') continue;
                c = '\n';
            }
            if (c == 0x2028 || c == 0x2029 || c == 0x85) c = '\n';
        }
        if (is_forbidden(c) && !(options.multiline && (c == '\n' || c == '\t')))
            return refuse(ErrorKind::invalid_input, "text.control_character");
        append(out, options.fold_width ? fold_letter_width(c) : c);
    }
    return to_nfc(std::move(out));
}

std::size_t length_of(std::string_view utf8)
{
    std::size_t length = 0;
    for (const char c : utf8) length += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    return length;
}

std::string fold_code(std::string_view text)
{
    text = trim(text);
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto c = fold_width(next_code_point(text, at));
        if (c >= 'a' && c <= 'z') c -= 'a' - 'A';
        append(out, c);
    }
    return out;
}

std::string fold_for_search(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto c = fold_width(next_code_point(text, at));
        // The dot inside names of several peoples is typed in many ways.
        if (c == 0x2022 || c == 0x2027 || c == 0x30FB || c == 0xFF65 || c == 0x2219 || c == 0x22C5) c = 0xB7;
        if (c < 0x80) c = c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
        else c = u_tolower(c);
        append(out, c);
    }
    return out;
}

// ---- pinyin ---------------------------------------------------------------------------------------------

namespace {

/// One code point: its reading (Han), or itself in lower case (letters, digits), or nothing.
struct Reading {
    std::array<char, 7> text{};  // the longest toneless syllable has 6 letters
    std::uint8_t length : 7 = 0;
    std::uint8_t han : 1 = 0;
};
static_assert(sizeof(Reading) == 8);

constexpr std::size_t page_size = 256;
constexpr std::size_t page_count = 0x110000 / page_size;
using Page = std::array<Reading, page_size>;

/// "lǜ" -> "lv": tone marks go, a u with diaeresis becomes v as on keyboards, a second syllable is cut off.
void set_syllable(Reading& reading, const icu::UnicodeString& decomposed)
{
    for (std::int32_t i = 0; i < decomposed.length(); ++i) {
        const auto unit = decomposed[i];
        if (unit == 0x308 && reading.length > 0 && reading.text[reading.length - 1] == 'u')
            reading.text[reading.length - 1] = 'v';
        else if (unit >= 0x300 && unit < 0x370) continue;
        else if (unit >= 'a' && unit <= 'z' && reading.length < reading.text.size())
            reading.text[reading.length++] = static_cast<char>(unit);
        else break;
    }
}

void set_letter(Reading& reading, UChar32 c)
{
    std::string bytes;
    append(bytes, u_tolower(fold_width(c)));
    std::memcpy(reading.text.data(), bytes.data(), bytes.size());
    reading.length = static_cast<std::uint8_t>(bytes.size());
}

std::unique_ptr<Page> make_page(std::size_t number)
{
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::Transliterator> han_to_latin(
        icu::Transliterator::createInstance("Han-Latin", UTRANS_FORWARD, status));
    const auto* nfd = icu::Normalizer2::getNFDInstance(status);
    if (U_FAILURE(status)) throw std::runtime_error("text: ICU has no Han-Latin data");
    auto page = std::make_unique<Page>();
    for (std::size_t i = 0; i < page_size; ++i) {
        const auto c = static_cast<UChar32>(number * page_size + i);
        auto& reading = (*page)[i];
        UErrorCode ignored = U_ZERO_ERROR;
        if (uscript_getScript(c, &ignored) == USCRIPT_HAN) {
            reading.han = 1;
            icu::UnicodeString latin(c);
            han_to_latin->transliterate(latin);
            set_syllable(reading, nfd->normalize(latin, ignored));
        } else if (u_isalnum(c)) {
            set_letter(reading, c);
        }
    }
    return page;
}

/// Pages are made when first asked for, without a lock: the loser of a race throws its copy away. They live as long
/// as the program (2 KB each; the usual 20,992 characters are 82 of them).
const Page& page_of(std::size_t number)
{
    static std::array<std::atomic<const Page*>, page_count> pages{};
    auto& slot = pages[number];
    if (const auto* page = slot.load(std::memory_order_acquire)) return *page;
    auto made = make_page(number);
    const Page* expected = nullptr;
    if (slot.compare_exchange_strong(expected, made.get(), std::memory_order_acq_rel)) return *made.release();
    return *expected;
}

/// Words that are read otherwise than their characters, found by their first one.
struct Words {
    struct Word {
        std::string text;
        Pinyin pinyin;
    };
    std::bitset<0x10000> first;  // by the low half of the code point: a quick no
    std::unordered_map<UChar32, std::vector<Word>> by_first;

    const Word* find(UChar32 c, std::string_view rest) const
    {
        if (!first[static_cast<std::size_t>(c & 0xFFFF)]) return nullptr;
        const auto found = by_first.find(c);
        if (found == by_first.end()) return nullptr;
        for (const auto& word : found->second)
            if (rest.starts_with(word.text)) return &word;
        return nullptr;
    }
};

std::atomic<const Words*> words_in_use{nullptr};

/// "yin hang" -> full "yinhang", initials "yh"; nothing unless it is so many syllables.
std::optional<Pinyin> read_syllables(std::string_view reading, std::size_t count)
{
    Pinyin pinyin;
    bool at_start = true;
    for (const char c : reading) {
        if (c == ' ' && !at_start) {
            at_start = true;
            continue;
        }
        if (c < 'a' || c > 'z') return std::nullopt;
        if (at_start) pinyin.initials += c;
        at_start = false;
        pinyin.full += c;
    }
    if (at_start || pinyin.initials.size() != count) return std::nullopt;
    return pinyin;
}

}  // namespace

Result<void> set_pinyin_words(const std::map<std::string, std::string>& words)
{
    auto made = std::make_unique<Words>();
    for (const auto& [text, reading] : words) {
        auto pinyin = read_syllables(reading, length_of(text));
        if (!pinyin)
            return refuse(ErrorKind::invalid_input, "text.bad_reading", {},
                          std::string(text).append(": ").append(reading));
        std::size_t at = 0;
        const auto c = next_code_point(text, at);
        made->first.set(static_cast<std::size_t>(c & 0xFFFF));
        made->by_first[c].push_back({text, *std::move(pinyin)});
    }
    for (auto& [c, list] : made->by_first)
        std::ranges::stable_sort(list, std::ranges::greater{}, [](const auto& word) { return word.text.size(); });
    // Kept as long as the program runs: somebody may be reading an earlier one, and in practice there is one.
    static std::mutex mutex;
    static auto* const kept = new std::vector<std::unique_ptr<const Words>>;
    const std::lock_guard lock(mutex);
    words_in_use.store(kept->emplace_back(std::move(made)).get(), std::memory_order_release);
    return {};
}

Pinyin pinyin_of(std::string_view text)
{
    Pinyin pinyin;
    pinyin.full.reserve(text.size() * 2);
    pinyin.initials.reserve(text.size() / 2);
    const auto* words = words_in_use.load(std::memory_order_acquire);
    for (std::size_t at = 0; at < text.size();) {
        const auto start = at;
        const auto c = static_cast<std::size_t>(next_code_point(text, at));
        if (const auto* word = words ? words->find(static_cast<UChar32>(c), text.substr(start)) : nullptr) {
            pinyin.full += word->pinyin.full;
            pinyin.initials += word->pinyin.initials;
            at = start + word->text.size();
            continue;
        }
        const auto& reading = page_of(c / page_size)[c % page_size];
        pinyin.full.append(reading.text.data(), reading.length);
        pinyin.initials.append(reading.text.data(),
                               reading.han ? std::min<std::size_t>(reading.length, 1) : reading.length);
    }
    return pinyin;
}

}  // namespace jishi
