#pragma once
// Text as people type it: checked at the edge once, then plain std::string everywhere.

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace jishi {

/// A text of the outside world whose limits are part of its type, counted in code points. JSON and
/// spreadsheets refuse what does not fit and say so in the API reference.
template <std::size_t Min, std::size_t Max>
struct Text {
    static constexpr std::size_t min = Min;
    static constexpr std::size_t max = Max;
    std::string value;
    operator const std::string&() const { return value; }  // NOLINT: it is a string
    const std::string& str() const { return value; }
};
using Name = Text<1, 100>;   // of an organisation, a unit, a role holder
using Line = Text<0, 200>;   // one line of free text
using Note = Text<0, 4000>;  // a paragraph

/// Brings text to its one form: valid UTF-8, NFC, no control characters (line feed and tab stay when
/// `multiline`), no zero-width or bidirectional marks, full-width ASCII letters and digits folded to plain ones
/// only when `fold_width`, spaces at both ends cut.
/// @errors text.not_utf8, text.control_character (in this order)
struct CleanOptions {
    bool multiline = false;
    bool fold_width = false;
};
Result<std::string> clean_text(std::string_view text, CleanOptions options = {});

/// Number of code points of valid UTF-8.
std::size_t length_of(std::string_view utf8);
/// ASCII upper-cased, full-width folded, blanks at both ends cut; what ids and codes are compared by.
std::string fold_code(std::string_view text);
/// Lower-cased and width-folded; what names are searched by.
std::string fold_for_search(std::string_view text);

/// Toneless pinyin of a text for search: Han characters by their usual reading, other letters and
/// digits kept in lower case, everything else dropped. 滨河镇党委 -> full "binhezhendangwei", initials "bhzdw".
struct Pinyin {
    std::string full;
    std::string initials;
};
Pinyin pinyin_of(std::string_view text);

/// Words whose characters are read otherwise than alone (银行 "yin hang"), or single characters with another usual
/// reading: pack data, set once at the start, before anything is indexed. The longest word that fits counts.
/// @errors text.bad_reading (not one syllable of a-z for each character, with blanks in between)
Result<void> set_pinyin_words(const std::map<std::string, std::string>& words);

}  // namespace jishi
