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

class Package {
public:
    /// Looks at the directory of the package: sizes, ratio, number of parts, encryption.
    /// @errors spreadsheet.type_mismatch, spreadsheet.encrypted, spreadsheet.unpacks_too_large
    static Result<Package> open(std::string_view bytes, const SheetLimits& limits);

    bool has(const std::string& part) const;
    std::vector<std::string> parts() const;
    /// @errors spreadsheet.broken, spreadsheet.unpacks_too_large
    Result<std::string> read(const std::string& part, std::uint64_t bytes_max = 64ULL * 1024 * 1024);
    /// Parses a part while it is unpacked; memory does not grow with it.
    /// @errors spreadsheet.broken, spreadsheet.doctype, spreadsheet.unpacks_too_large, what the handler set
    Result<void> parse(const std::string& part, XmlHandler& handler);

    void replace(const std::string& part, std::string content);
    /// Writes the package with its replaced parts.
    Result<void> save(const std::string& path);

private:
    struct Discard {
        void operator()(zip* archive) const;
    };
    Result<void> stream(const std::string& part, const std::function<bool(std::string_view)>& chunk);

    std::unique_ptr<zip, Discard> archive_;
    std::string_view bytes_;
    SheetLimits limits_;
    std::uint64_t unpacked_ = 0;
    std::vector<std::pair<std::string, std::string>> replaced_;
};

/// A relationship of an OOXML part.
struct Relation {
    std::string id;
    std::string type;    // last segment: "worksheet", "styles"
    std::string target;  // part name
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
