#pragma once
// Documents that the program makes: .docx templates of the packs, filled with a tree of values, as .docx and as PDF.
// Knows nothing of the domain: what a template is for, and which values it gets, is the business of its caller.
//
//     document::Value values;                                    // a record
//     values.set("name", "中共某某村支部委员会").set("decided_on", Date{2026, 3, 5});
//     const auto file = TRY(library.make(rules, {.codes = {"founding_request"}, .format = Format::pdf, …}, values));
//
// docs/modules/documents.md says what may stand in a template.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"

namespace jishi::policy {
class Book;
class Policy;
struct Pack;
}  // namespace jishi::policy

namespace jishi::platform::document {

/// 1/100 yuan.
struct Money {
    std::int64_t fen = 0;
};

/// What a document is filled with: a record of named texts, days, numbers, money, truths, lists and records.
/// A value that is not there (none, or an empty text) is printed as a blank line and told to the caller.
class Value {
public:
    enum class Kind : std::uint8_t { none, text, day, number, money, flag, list, record };
    using List = std::vector<Value>;
    using Record = std::vector<std::pair<std::string, Value>>;

    Value() = default;
    Value(std::string text) : data_(std::move(text)) {}         // NOLINT: it is a text
    Value(std::string_view text) : data_(std::string(text)) {}  // NOLINT
    Value(const char* text) : data_(std::string(text)) {}       // NOLINT
    Value(Date day) : data_(day) {}                             // NOLINT
    Value(int number) : data_(std::int64_t{number}) {}          // NOLINT
    Value(std::int64_t number) : data_(number) {}               // NOLINT
    Value(Money money) : data_(money) {}                        // NOLINT
    Value(bool flag) : data_(flag) {}                           // NOLINT
    Value(List list) : data_(std::move(list)) {}                // NOLINT
    /// An optional that is not there is a value that is not there.
    template <class T>
    static Value of(const std::optional<T>& maybe)
    {
        return maybe ? Value(*maybe) : Value();
    }
    static Value record() { return Value(Record{}); }

    Kind kind() const { return static_cast<Kind>(data_.index()); }
    /// None, a text without a visible character, an empty list.
    bool missing() const;
    /// False for what is missing, a false flag and the number 0: what {{#if}} asks.
    bool truth() const;

    // Throw std::logic_error when the value is of another kind.
    const std::string& text() const { return get<std::string>(); }
    Date day() const { return get<Date>(); }
    std::int64_t number() const { return get<std::int64_t>(); }
    Money money() const { return get<Money>(); }
    bool flag() const { return get<bool>(); }
    const List& items() const { return get<List>(); }
    const Record& members() const { return get<Record>(); }

    /// Puts a member into a record (a value that is none becomes one), in place of one of that name.
    Value& set(std::string name, Value value);
    /// Adds to a list (a value that is none becomes one).
    Value& add(Value item);
    /// A null pointer when there is no such member, or this is no record.
    const Value* find(std::string_view name) const;

private:
    explicit Value(Record record) : data_(std::move(record)) {}
    template <class T>
    const T& get() const
    {
        if (const auto* found = std::get_if<T>(&data_)) return *found;
        throw std::logic_error("document: a value is of another kind than its template says");
    }

    std::variant<std::monostate, std::string, Date, std::int64_t, Money, bool, List, Record> data_;
};

/// A value that templates may name, as the packs declare it (`documents.subjects`).
struct Field {
    std::string code;  // "decided_on"
    std::string name;  // "决定日期": may be written in a template as well
    std::string name_en;
    Value::Kind kind = Value::Kind::text;
    std::vector<Field> fields = {};  // of a record, or of each item of a list
};
using Fields = std::vector<Field>;

/// A value that a template wanted and did not get.
struct Blank {
    std::string document;  // code of the template
    std::string field;     // "members.name"
    bool operator==(const Blank&) const = default;
};

enum class Format : std::uint8_t { docx, pdf };

/// A file to hand out.
struct File {
    std::string name;  // "请示.docx"
    std::string type;  // media type
    std::string bytes;
    std::vector<Blank> blanks;   // each once, in the order of the documents
    int pages = 0;               // of a PDF
    int unknown_characters = 0;  // of a PDF: drawn as a box, because no font of this machine has them
    int papers_left_out = 0;     // of a PDF: enclosures that it only names
};

class Template;
class Fonts;

/// A template of a pack with what the pack says about it.
struct Known {
    std::string code;
    std::string name;
    std::string name_en;
    std::string subject;    // code of documents.subjects: whose values it takes
    std::string group;      // code of documents.groups: the set that one entry fills
    std::string step;       // of a workflow; may be empty
    std::string retention;  // permanent, thirty_years, ten_years
    std::string rule;
    std::string source;
    const policy::Pack* pack = nullptr;
    std::shared_ptr<const Template> content;
    /// Codes of the subject's fields that it mentions, in the order in which it does.
    std::vector<std::string> uses;
    /// What it may name: the fields of its subject, and its own.
    Fields fields = {};
};

struct Request {
    std::vector<std::string> codes;  // templates, in the order of the bundle
    Format format = Format::docx;
    std::string name;  // of a bundle's file, without ending; empty: the name of the first document
    Instant made_at;   // goes into the PDF
};

/// One document of a bundle, with values and rules of its own; both must outlive the making.
struct Ordered {
    const policy::Policy* at = nullptr;
    std::string code;  // of the template
    const Value* values = nullptr;
    std::string name = {};    // of the file and the bookmark; empty: the template's
    std::string folder = {};  // in a .zip; empty: none
};
/// A file that goes along: in a .zip as it is, in a PDF as a page when it is a .jpeg or .png; the others are named
/// there.
struct Enclosure {
    std::string name;  // with its folder
    std::string bytes;
};
struct Bundle {
    std::vector<Ordered> documents;
    std::vector<Enclosure> enclosures = {};  // with any a docx bundle is a .zip
    Format format = Format::docx;
    std::string name = {};  // of the file, without ending; empty: that of the first document
    Instant made_at;        // goes into the PDF
};

/// The templates of all packs of a book, which must outlive it, checked and compiled. Never changes after it is loaded;
/// may be used by many threads.
class Library {
public:
    /// Reads `documents/` of every pack of a checked book.
    /// @param packs  the folders that the book was loaded from: policy::pack_folders(…)
    /// @errors policy.invalid, with one field error for each fault: its field says "pack/documents/file.docx: where",
    ///         its code is one of pack.document_missing, pack.document_not_docx, pack.document_too_large,
    ///         pack.document_too_deep, pack.document_doctype, pack.document_macros, pack.document_external,
    ///         pack.document_outside_subset, pack.document_placeholder_broken, pack.document_placeholder_unknown,
    ///         pack.document_placeholder_kind, pack.document_block_open
    static Result<Library> load(const policy::Book& book, std::span<const std::filesystem::path> packs);

    /// The templates for a subject by the rules of a place and day, in the order of the packs from the national one
    /// down; one that an adding pack has under the same code takes the place of the higher one.
    std::vector<Known> of_subject(const policy::Policy& at, std::string_view subject) const;
    /// A null pointer when there is none.
    const Known* find(const policy::Policy& at, std::string_view code) const;
    /// What may be named in templates for a subject; a null pointer for an unknown one.
    const Fields* fields_of(std::string_view subject) const;

    /// Fills templates with one tree of values. One .docx, or a .zip of several; one PDF in which every document
    /// counts its own pages. Takes no lock and no transaction; some ten milliseconds a PDF.
    /// @errors document.unknown (no such template there that day), document.too_large
    Result<File> make(const policy::Policy& at, const Request& request, const Value& values) const;
    /// The same of documents with values of their own, with other files.
    Result<File> make(const Bundle& bundle) const;
    /// What a document would lack: it is filled, and nothing is made of it.
    /// @errors document.unknown, document.too_large
    Result<std::vector<std::string>> blanks(const policy::Policy& at, std::string_view code, const Value& values) const;

    Library(Library&&) noexcept;
    Library& operator=(Library&&) noexcept;
    ~Library();

private:
    struct Impl;
    explicit Library(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace jishi::platform::document
