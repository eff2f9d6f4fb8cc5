#pragma once
// The forms of the yearly statistics as a pack has them: sections of rows and columns, what each cell counts, and the
// checks between cells and between years. [STAT-02]

#include <string>
#include <utility>
#include <vector>

namespace jishi::policy {
class Policy;
}

namespace jishi::statistics {

class Columns;

/// What a cell counts; a row and a column are put together.
struct CellSpec {
    std::string count;  // members, admitted, organizations …; empty: the other one says
    struct Of {
        std::string column;
        std::vector<std::string> codes;
    };
    std::vector<Of> of;                // conditions on people; all must hold
    std::vector<std::string> types;    // of organisations
    std::vector<std::string> sectors;  // of organisations and units
    std::vector<std::string> kinds;    // of units, of discipline
    std::vector<std::string> stages;   // of development
    std::vector<std::string> titles;   // of awards
    std::vector<std::string> changes;  // of standing
    std::vector<std::string> levels;   // of organisations
};
CellSpec operator+(CellSpec row, const CellSpec& column);

struct FormLine {
    std::string code;
    std::string name;
    std::string name_en;
    CellSpec cell;
    bool share = false;     // row: its part of all that the section counts, in per cent
    std::string published;  // row: where the bulletin has its figure
    std::string rate_of;    // column: its part of another column
    bool growth = false;    // row: by how much it grew over the year before [STAT-05]
    std::string published_growth;
};

struct FormSection {
    std::string code;
    std::string name;
    std::string name_en;
    std::vector<FormLine> rows;
    std::vector<FormLine> columns;  // none: the count alone
    std::string by;                 // the column of people, or the list of codes, that has a row for each value
    bool adds_up = false;
    bool sensitive = false;  // discipline: for those alone who may see it [SEC-04]
};

struct FormTerm {
    std::string section;
    std::string row;
    std::string column;   // empty: the first
    bool less = false;    // taken away
    bool before = false;  // of a year before
};
enum class FormCheckKind : unsigned char { adds_up, equal, at_most, without_members };
struct FormCheck {
    std::string code;
    std::string name;
    std::string name_en;
    FormCheckKind kind = FormCheckKind::equal;
    std::string section;         // adds_up
    std::vector<FormTerm> left;  // equal, at_most
    std::vector<FormTerm> right;
    std::vector<std::string> types;  // without_members: of the bodies
    std::string rule;
};

/// A paragraph of the form in words: sentences, each left out where one of its figures is not known.
struct FormParagraph {
    struct Sentence {
        std::string text;  // "党员总数为{totals.members}名"
        std::string text_en;
    };
    bool heading = false;
    std::vector<Sentence> sentences;
};

struct Form {
    std::string code;
    std::string name;
    std::string name_en;
    std::string number;  // 表号
    std::vector<FormSection> sections;
    std::vector<FormCheck> checks;
    std::vector<FormParagraph> text;  // none: tables only

    const FormSection* find(const std::string& section) const;
    bool is_sensitive() const;
    /// Equal where the same cells mean the same.
    std::string digest() const;
};

/// In the order of the pack. @param columns  rows by a column have its values
std::vector<Form> forms_of(const policy::Policy& rules, const Columns& columns);

}  // namespace jishi::statistics
