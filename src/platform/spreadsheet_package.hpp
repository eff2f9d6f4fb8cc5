#pragma once
// A zip package of XML parts, unpacked under limits, and changed part by part. Private to the spreadsheet files.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "platform/spreadsheet.hpp"

struct zip;
struct XML_ParserStruct;

namespace jishi::platform::package {

/// Receives the events of one XML part. Names come without their prefix.
class XmlHandler {
public:
    using Attributes = std::vector<std::pair<std::string_view, std::string_view>>;
    virtual ~XmlHandler() = default;
    virtual void start(std::string_view name, const Attributes& attributes) = 0;
    virtual void end(std::string_view name) = 0;
    virtual void text(std::string_view text) = 0;
    /// Set by a handler that will not go on; parsing stops at once.
    std::optional<Error> failure;
};
std::string_view attribute(const XmlHandler::Attributes& attributes, std::string_view name);

/// Copies one XML part and changes it on the way: gets every piece of the original text, tags with their parts.
class XmlEditor : public XmlHandler {
public:
    /// @param tag  as it stands in the part: `<c r="A1"/>`
    virtual void start_tag(std::string_view name, const Attributes& attributes, std::string_view tag) = 0;
    /// @param tag  empty when the element was written as one tag
    virtual void end_tag(std::string_view name, std::string_view tag) = 0;
    /// Everything between tags; without the XML declaration.
    virtual void raw(std::string_view text) = 0;

    /// What is to be done with the beginning of the text that comes next: parsed, or left out because the editor has
    /// dealt with it. No bytes: more text is needed to tell.
    struct Piece {
        std::size_t bytes = 0;
        bool parse = true;
    };
    virtual Piece next(std::string_view text) { return {text.size()}; }

private:
    void start(std::string_view, const Attributes&) final {}
    void end(std::string_view) final {}
    void text(std::string_view) final {}
};

class Package {
public:
    /// Looks at the directory of the package: sizes, ratio, number of parts, encryption.
    /// @errors spreadsheet.type_mismatch, spreadsheet.encrypted, spreadsheet.unpacks_too_large
    static Result<Package> open(std::string_view bytes, const SheetLimits& limits);

    bool has(const std::string& part) const;
    /// Unpacked, as the directory says; 0 for none.
    std::uint64_t size_of(const std::string& part) const;
    std::vector<std::string> parts() const;
    /// @errors spreadsheet.broken, spreadsheet.unpacks_too_large
    Result<std::string> read(const std::string& part, std::uint64_t bytes_max = 64ULL * 1024 * 1024);
    /// Parses a part while it is unpacked; memory does not grow with it.
    /// @errors spreadsheet.broken, spreadsheet.doctype, spreadsheet.unpacks_too_large, what the handler set
    Result<void> parse(const std::string& part, XmlHandler& handler);

    /// Like parse, for an editor.
    Result<void> edit(const std::string& part, XmlEditor& editor);

    void replace(const std::string& part, std::string content);
    /// The file is read by save().
    void replace_with_file(const std::string& part, std::string file);
    /// Writes the package with its replaced parts; those that stay are copied as they are packed.
    Result<void> save(const std::string& path);

private:
    struct Discard {
        void operator()(zip* archive) const;
    };
    std::string stored_name(const std::string& part) const;
    Result<void> feed(const std::string& part, XML_ParserStruct* parser, const XmlHandler& handler, const bool& doctype,
                      XmlEditor* editor = nullptr);
    Result<void> stream(const std::string& part, const std::function<bool(std::string_view)>& chunk);

    std::unique_ptr<zip, Discard> archive_;
    std::string_view bytes_;
    SheetLimits limits_;
    std::uint64_t unpacked_ = 0;
    struct Replacement {
        std::string part;
        std::string content;
        std::string file;
    };
    std::vector<Replacement> replaced_;
};

/// Parses a document that is already in memory, in pieces that stand one after the other.
/// @errors spreadsheet.broken, spreadsheet.doctype, what the handler set
Result<void> parse_text(std::initializer_list<std::string_view> pieces, XmlHandler& handler);

/// A relationship of an OOXML part.
struct Relation {
    std::string id;
    std::string type;     // last segment: "worksheet", "styles"
    bool strict = false;  // of the strict variant of the format
    std::string target;   // part name
    bool external = false;
};
/// @param part  whose relationships; "" for those of the package
Result<std::vector<Relation>> relations_of(Package& package, const std::string& part);
std::string relations_part_of(const std::string& part);

/// Where the sheets of a workbook are.
struct Workbook {
    struct SheetPart {
        std::string name;
        std::string part;
        bool hidden;
    };
    std::string part;
    std::vector<SheetPart> sheets;
    std::string shared_strings;
    std::string styles;
    bool from_1904 = false;
    /// The sheet that is read: the first visible one.
    std::size_t chosen = 0;
};
Result<Workbook> workbook_of(Package& package);

}  // namespace jishi::platform::package
