#pragma once
// A counted form in words, as the public bulletin is: sentences of the pack with the figures of the table in them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "statistics/form_table.hpp"

namespace jishi::statistics {

struct WordsParagraph {
    bool heading = false;
    std::string text;
    std::string text_en;
};

/// One sentence with its figures; nothing where one of them is not known.
///   {day} {year} {year_before}         of the table
///   {section.row}                      a count: in 万 where the table is large, else as it is
///   {section.row.column}               of a column
///   {section.row:share}                per cent of its whole; :change percentage points over the year before
///   {section.row:growth} :growth_rate  over the year before, without sign
///   {section.row:count}                as it is; {section.row.column:rate} of a column that is a rate
///   {section.row:growth?净增|净减}     one word or another: whether it is not less than a year before
std::optional<std::string> in_words(std::string_view sentence, const FormTable& table, bool english);

/// The paragraphs of a form; those of which no sentence is left go, and headings of nothing.
std::vector<WordsParagraph> words_of(const Form& form, const FormTable& table);

}  // namespace jishi::statistics
