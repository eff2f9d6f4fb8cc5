// The templates of all packs, and the files that are made of them.

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

#include <fmt/format.h>

#include "platform/document_pdf.hpp"
#include "platform/document_policy.hpp"
#include "platform/document_template.hpp"

namespace jishi::platform::document {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t template_bytes_max = 8UL * 1024 * 1024;
constexpr std::string_view docx_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A name in the folder itself: no way out of it.
bool is_plain_name(std::string_view file)
{
    return file.ends_with(".docx") && !file.starts_with('.') && file.find('/') == std::string_view::npos &&
           file.find('\\') == std::string_view::npos;
}

/// Names of files: what no system takes becomes a blank.
std::string file_name_of(std::string_view name)
{
    std::string out;
    for (const char c : name)
        out += static_cast<unsigned char>(c) < 0x20 || std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos
                   ? ' '
                   : c;
    return out;
}

}  // namespace

struct Library::Impl {
    std::map<std::string, Fields, std::less<>> subjects;
    std::map<std::string, Known, std::less<>> templates;  // by the place of their item
    std::unique_ptr<Fonts> fonts;
    std::vector<FieldError> problems;

    void load(const policy::Entry& entry, const fs::path& pack)
    {
        for (auto& rule : read_templates(entry)) {
            const auto place = fmt::format("{}/documents/{}", entry.pack->name, rule.file);
            const auto path = pack / "documents" / rule.file;
            std::error_code error;
            const auto size = is_plain_name(rule.file) ? fs::file_size(path, error) : 0;
            if (error || size == 0) {
                problems.push_back({place, "pack.document_missing", rule.place});
                continue;
            }
            if (size > template_bytes_max) {
                problems.push_back({place, "pack.document_too_large", std::to_string(template_bytes_max)});
                continue;
            }
            std::ifstream in(path, std::ios::binary);
            compile(std::move(rule), place, std::string{std::istreambuf_iterator<char>(in), {}});
        }
    }

    void compile(TemplateRule&& rule, const std::string& place, const std::string& bytes)
    {
        auto fields = subjects[rule.known.subject];
        for (auto& one : rule.fields) fields.push_back(std::move(one));
        Faults faults;
        rule.known.content = Template::compile(bytes, fields, faults);
        for (auto& fault : faults)
            problems.push_back({fault.where.empty() ? place : place + ": " + fault.where, std::move(fault.code),
                                std::move(fault.detail)});
        if (!faults.empty()) return;
        rule.known.uses = rule.known.content->uses();
        rule.known.fields = std::move(fields);
        templates.emplace(std::move(rule.place), std::move(rule.known));
    }

    /// Those in force, in the order of the packs.
    template <class Fn>
    void each(const policy::Policy& at, Fn fn) const
    {
        const auto* list = at.find("documents.templates");
        if (!list) return;
        for (const auto& item : list->items())
            if (const auto found = templates.find(item.where()); found != templates.end()) fn(found->second);
    }
};

Library::Library(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Library::Library(Library&&) noexcept = default;
Library& Library::operator=(Library&&) noexcept = default;
Library::~Library() = default;

Result<Library> Library::load(const policy::Book& book, std::span<const fs::path> packs)
{
    auto impl = std::make_unique<Impl>();
    impl->subjects = read_subjects(book);
    impl->fonts = std::make_unique<Fonts>(read_fonts(book));
    for (const auto* entry : book.entries()) {
        if (entry->key != "documents.templates") continue;
        const auto pack =
            std::ranges::find_if(packs, [&](const fs::path& one) { return one.filename() == entry->pack->name; });
        impl->load(*entry, pack == packs.end() ? fs::path{} : *pack);
    }
    if (impl->problems.empty()) return Library(std::move(impl));
    std::string lines;
    for (const auto& problem : impl->problems)
        lines += fmt::format("{}: {}: {}\n", problem.field, problem.code, problem.detail);
    return std::unexpected(
        Error{ErrorKind::invalid_input, "policy.invalid", {}, std::move(lines), std::move(impl->problems)});
}

std::vector<Known> Library::of_subject(const policy::Policy& at, std::string_view subject) const
{
    std::vector<Known> found;
    impl_->each(at, [&](const Known& known) {
        if (known.subject == subject) found.push_back(known);
    });
    return found;
}

const Known* Library::find(const policy::Policy& at, std::string_view code) const
{
    const Known* found = nullptr;
    impl_->each(at, [&](const Known& known) {
        if (known.code == code) found = &known;
    });
    return found;
}

const Fields* Library::fields_of(std::string_view subject) const
{
    const auto found = impl_->subjects.find(subject);
    return found == impl_->subjects.end() ? nullptr : &found->second;
}

Result<File> Library::make(const policy::Policy& at, const Request& request, const Value& values) const
{
    Bundle bundle{{}, {}, request.format, request.name, request.made_at};
    for (const auto& code : request.codes) bundle.documents.push_back({&at, code, &values});
    return make(bundle);
}

Result<std::vector<std::string>> Library::blanks(const policy::Policy& at, std::string_view code,
                                                 const Value& values) const
{
    const auto* const known = find(at, code);
    if (!known) return refuse(ErrorKind::not_found, "document.unknown", {}, std::string(code));
    return TRY(fill(*known->content, values)).blanks;
}

namespace {

/// Documents are numbered in each folder, in their order.
File zipped(const Bundle& bundle, const std::vector<std::string>& names, const std::vector<Filled>& filled,
            const std::string& name)
{
    std::vector<PartBytes> files;
    std::map<std::string, int> numbers;
    for (std::size_t i = 0; i < filled.size(); ++i) {
        const auto folder =
            bundle.documents[i].folder.empty() ? std::string{} : file_name_of(bundle.documents[i].folder) + "/";
        files.push_back({fmt::format("{}{:02}{}.docx", folder, ++numbers[folder], file_name_of(names[i])),
                         zip_of(filled[i].parts())});
    }
    for (const auto& one : bundle.enclosures) {
        const auto slash = one.name.rfind('/');
        const auto folder = slash == std::string::npos ? std::string{} : file_name_of(one.name.substr(0, slash)) + "/";
        files.push_back(
            {folder + file_name_of(slash == std::string::npos ? one.name : one.name.substr(slash + 1)), one.bytes});
    }
    File file;
    file.name = name + ".zip";
    file.type = "application/zip";
    file.bytes = zip_of(files);
    return file;
}

}  // namespace

Result<File> Library::make(const Bundle& bundle) const
{
    std::vector<std::string> names;
    std::vector<Filled> filled;
    std::vector<Blank> blanks;
    for (const auto& one : bundle.documents) {
        const auto* const known = find(*one.at, one.code);
        if (!known) return refuse(ErrorKind::not_found, "document.unknown", {}, one.code);
        names.push_back(one.name.empty() ? known->name : one.name);
        filled.push_back(TRY(fill(*known->content, *one.values)));
        for (auto& blank : filled.back().blanks) blanks.push_back({one.code, std::move(blank)});
    }
    if (filled.empty() && bundle.enclosures.empty()) return refuse(ErrorKind::not_found, "document.unknown");
    const auto name = file_name_of(bundle.name.empty() && !names.empty() ? names.front() : bundle.name);
    File file;
    if (bundle.format == Format::pdf) {
        std::vector<PdfDocument> documents;
        for (std::size_t i = 0; i < filled.size(); ++i) documents.push_back({&filled[i], names[i]});
        std::vector<PdfPaper> papers;
        for (const auto& one : bundle.enclosures) papers.push_back({one.name, one.bytes});
        auto pdf = TRY(pdf_of(documents, papers, *impl_->fonts, bundle.made_at));
        file.name = name + ".pdf";
        file.type = "application/pdf";
        file.bytes = std::move(pdf.bytes);
        file.pages = pdf.pages;
        file.unknown_characters = pdf.unknown_characters;
        file.papers_left_out = pdf.papers_left_out;
    } else if (filled.size() == 1 && bundle.enclosures.empty()) {
        file.name = name + ".docx";
        file.type = docx_type;
        file.bytes = zip_of(filled.front().parts());
    } else {
        file = zipped(bundle, names, filled, name);
    }
    file.blanks = std::move(blanks);
    return file;
}

}  // namespace jishi::platform::document
