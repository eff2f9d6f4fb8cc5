#pragma once
// A template, compiled: its XML with the placeholders found and the repeated and conditional stretches marked, so that
// filling is one walk. Private to the document files.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/document.hpp"
#include "platform/document_expression.hpp"
#include "platform/document_parts.hpp"

namespace jishi::platform::document {

// Elements that stand in a compiled tree in place of what was found. `n` is the number of the placeholder.
inline constexpr const char* field_element = "jishi:field";    // a value; holds the properties of its run
inline constexpr const char* block_element = "jishi:block";    // a stretch: {{#rows}}, {{#if}}, {{#unless}}
inline constexpr const char* marker_element = "jishi:marker";  // while compiling: where a stretch begins or ends
inline constexpr const char* vanishes = "jishi:vanishes";      // of a paragraph: it goes when it ends up empty

struct Tree {
    std::string part;
    std::shared_ptr<pugi::xml_document> xml;
};

class Template {
public:
    /// @param fields  what may be named
    /// @param faults  receives what is wrong; the result is of use only when nothing was added
    static std::shared_ptr<const Template> compile(std::string_view docx, const Fields& fields, Faults& faults);

    const Parts& parts() const { return parts_; }
    const std::vector<Tree>& trees() const { return trees_; }  // the main part first
    const std::vector<Placeholder>& placeholders() const { return placeholders_; }
    /// Codes of the outermost fields that are mentioned.
    const std::vector<std::string>& uses() const { return uses_; }

private:
    friend class Compiler;
    Parts parts_;
    std::vector<Tree> trees_;
    std::vector<Placeholder> placeholders_;
    std::vector<std::string> uses_;
};

/// A picture that filling made.
struct Media {
    std::string relation;  // id
    std::string part;      // "word/media/jishi1.png"
    std::string bytes;
};

/// A template with its values in place.
struct Filled {
    const Template* made_from = nullptr;
    std::vector<Tree> trees;
    std::vector<Media> media;
    std::vector<std::string> blanks;  // paths of the values that were missing, each once

    /// The parts of the .docx.
    std::vector<PartBytes> parts() const;
};

/// @errors document.too_large
Result<Filled> fill(const Template& with, const Value& values);

/// A QR code as a PNG picture, one point a module, with its quiet zone.
std::string qr_png(std::string_view text);

}  // namespace jishi::platform::document
