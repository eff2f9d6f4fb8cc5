#include "engine/workflow_documents.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <ranges>

#include <fmt/format.h>

#include "engine/import_files.hpp"
#include "engine/workflow_document_values.hpp"
#include "engine/workflow_query.hpp"
#include "platform/json_text.hpp"

namespace jishi::engine {
namespace {

using platform::document::Bundle;
using platform::document::Fields;
using platform::document::File;
using platform::document::Format;
using platform::document::Known;
using platform::document::Library;

constexpr std::int64_t papers_bytes_max = 256L * 1024 * 1024;  // in one bundle, which is made in memory
constexpr std::size_t cases_max = 200;                         // in one bundle

/// A document on its way.
struct Draft {
    const StepRule* step = nullptr;
    const DocumentRule* rule = nullptr;
    const Known* known = nullptr;  // null: the packs do not have it any more
    DocumentState state = DocumentState::later;
    platform::document::Value values;  // of one that is ready or due

    bool can_be_made() const { return known && state != DocumentState::later; }
};

struct Papers {
    CaseText text;
    policy::Policy rules;
    std::vector<Draft> drafts;
    std::vector<platform::Attachment> files;
};

Result<CaseText> text_of(const CaseOffice& office, db::Tx& tx, const platform::Actor& actor, CaseId id)
{
    auto row = store::find_case(tx, id);
    if (!row || !may_see(office, tx, actor, *row)) return refuse(ErrorKind::not_found, "case.not_found", {}, id.str());
    CaseText text{*std::move(row), {}, {}};
    text.definition = office.definition_of(tx, text.row);
    text.steps = store::steps_of(tx, id);
    return text;
}

/// None: it will not be made any more.
std::optional<DocumentState> state_of(const CaseText& text, const StepRule& step, const DocumentRule& rule)
{
    if (text.stands_at(step)) return DocumentState::due;
    if (text.done(step, rule.actions)) return DocumentState::ready;
    if (is_over(text.row.state)) return std::nullopt;
    const auto done = std::ranges::find_if(std::views::reverse(text.steps), [&](const StepDone& one) {
        return one.deed == Deed::act && one.step == step.code;
    });
    if (done == std::views::reverse(text.steps).end()) return DocumentState::later;
    // Gone on in another way: it comes only if the case returns to it.
    const auto* const action = step.action(done->action);
    return action && action->kind == ActionKind::give_back ? std::optional(DocumentState::later) : std::nullopt;
}

/// Reads everything that the documents of a case need, in one transaction.
Result<Papers> read_papers(const CaseOffice& office, const Library& library, db::Tx& tx, const platform::Actor& actor,
                           CaseId id)
{
    auto text = TRY(text_of(office, tx, actor, id));
    const auto rules = office.places.policy_at(text.row.organization, text.row.started_on);
    Papers papers{std::move(text), rules, {}, {}};
    const DocumentFiller filler(office, tx, actor, papers.text);
    for (const auto& step : papers.text.definition->workflow.steps)
        for (const auto& rule : step.documents) {
            const auto state = state_of(papers.text, step, rule);
            if (!state) continue;
            Draft draft{&step, &rule, library.find(papers.rules, rule.template_name), *state, {}};
            if (draft.can_be_made())
                draft.values =
                    TRY(filler.values(rule, *draft.known,
                                      *state == DocumentState::ready ? papers.text.done(step, rule.actions) : nullptr));
            papers.drafts.push_back(std::move(draft));
        }
    return papers;
}

template <class T>
Result<T> in_read(db::Database& database, const std::function<Result<T>(db::Tx&)>& read)
{
    std::optional<Result<T>> result;
    database.read([&](db::Tx& tx) { result.emplace(read(tx)); });
    return *std::move(result);
}

/// "people.name" in words: 党员名册 · 姓名
Lacking lacking_of(const Fields& fields, const std::string& path)
{
    Lacking lacking{path, {}, {}};
    const auto* at = &fields;
    std::string_view rest = path;
    while (!rest.empty() && at) {
        const auto dot = std::min(rest.find('.'), rest.size());
        const auto field = std::ranges::find(*at, rest.substr(0, dot), &platform::document::Field::code);
        if (field == at->end()) break;
        lacking.name += (lacking.name.empty() ? "" : " · ") + field->name;
        lacking.name_en += (lacking.name_en.empty() ? "" : " · ") + field->name_en;
        at = &field->fields;
        rest.remove_prefix(std::min(dot + 1, rest.size()));
    }
    if (lacking.name.empty()) lacking.name = lacking.name_en = path;
    return lacking;
}

std::string name_of(const Draft& draft) { return draft.rule->name.empty() ? draft.known->name : draft.rule->name; }

/// Whoever made documents of a case is in the trail, and the sources note it where they keep such lists.
void note(const CaseOffice& office, db::Tx& tx, const platform::Actor& actor, const CaseText& text,
          const std::vector<std::string>& codes, Format format)
{
    std::string list;
    for (const auto& code : codes) {
        list += list.empty() ? "[" : ",";
        platform::append_json_string(list, code);
    }
    list += list.empty() ? "[]" : "]";
    office.audit(tx, actor,
                 {"case.document_made",
                  text.row.id,
                  text.row.organization,
                  {},
                  platform::JsonObject{}
                      .add("workflow", text.row.workflow)
                      .add_json("documents", list)
                      .add("format", format == Format::pdf ? "pdf" : "docx")
                      .text(),
                  text.definition->workflow.rule});
    for (const auto& source : office.names.documents(text.row.subject_kind))
        if (source.made) source.made(tx, actor, text.row, codes);
}

Result<void> add_files(const platform::Attachments& attachments, db::Tx& tx, const platform::Actor& actor,
                       Papers& papers)
{
    std::vector<AttachmentId> seen;
    for (const auto& step : papers.text.steps)
        for (const auto id : step.papers) {
            if (std::ranges::find(seen, id) != seen.end()) continue;
            seen.push_back(id);
            if (auto file = attachments.find(tx, actor, id)) papers.files.push_back(*std::move(file));
        }
    return {};
}

/// The papers that were handed in, numbered, in a folder of the case.
Result<void> enclose(const platform::Attachments& attachments, const Papers& papers, const std::string& folder,
                     Bundle& bundle, std::int64_t& bytes)
{
    int number = 0;
    for (const auto& file : papers.files) {
        bytes += file.size;
        if (bytes > papers_bytes_max)
            return refuse(ErrorKind::invalid_input, "case.bundle_too_large", {}, std::to_string(papers_bytes_max));
        const auto name = fmt::format("附件{:02} {}", ++number, file.name);
        bundle.enclosures.push_back(
            {folder.empty() ? name : folder + "/" + name, read_whole(attachments.file_of(file).string())});
    }
    return {};
}

}  // namespace

std::string_view code_of(DocumentState state)
{
    static constexpr std::array<std::string_view, 3> codes{"ready", "due", "later"};
    return codes[static_cast<std::size_t>(state)];
}

Result<CaseDocumentList> CaseDocuments::of(const platform::Actor& actor, CaseId id) const
{
    const auto papers =
        TRY(in_read<Papers>(database_, [&](db::Tx& tx) { return read_papers(office_, library_, tx, actor, id); }));
    CaseDocumentList list{{}, papers.text.definition->workflow, 0};
    for (const auto& step : papers.text.steps) list.papers += step.papers.size();
    for (const auto& draft : papers.drafts) {
        CaseDocument document;
        document.code = draft.rule->template_name;
        document.name = draft.rule->name;
        document.name_en = draft.rule->name_en;
        document.step = draft.step->code;
        document.state = draft.state;
        document.gone = !draft.known;
        if (draft.known) {
            if (document.name.empty()) document.name = draft.known->name;
            if (document.name_en.empty()) document.name_en = draft.known->name_en;
            document.rule = draft.known->rule;
            document.source = draft.known->source;
            document.retention = draft.known->retention;
        }
        if (draft.can_be_made())
            for (const auto& path : TRY(library_.blanks(papers.rules, document.code, draft.values)))
                document.lacks.push_back(lacking_of(draft.known->fields, path));
        list.items.push_back(std::move(document));
    }
    return list;
}

Result<File> CaseDocuments::make(const platform::Actor& actor, CaseId id, std::string_view code, Format format) const
{
    const auto papers =
        TRY(in_read<Papers>(database_, [&](db::Tx& tx) { return read_papers(office_, library_, tx, actor, id); }));
    const auto draft = std::ranges::find(papers.drafts, code,
                                         [](const Draft& one) -> std::string_view { return one.rule->template_name; });
    if (draft == papers.drafts.end() || !draft->known)
        return refuse(ErrorKind::not_found, "document.unknown", {}, std::string(code));
    if (!draft->can_be_made())
        return refuse(ErrorKind::rule_refused, "case.document_later", papers.text.definition->workflow.rule,
                      draft->step->name);
    const auto name = name_of(*draft);
    auto file = TRY(library_.make({.documents = {{&papers.rules, std::string(code), &draft->values, name}},
                                   .format = format,
                                   .name = name,
                                   .made_at = office_.clock.now()}));
    database_.write([&](db::Tx& tx) -> Result<void> {
        note(office_, tx, actor, papers.text, {std::string(code)}, format);
        return {};
    });
    return file;
}

Result<File> CaseDocuments::make_bundle(const platform::Actor& actor, const std::vector<CaseId>& ids,
                                        Format format) const
{
    const auto all = TRY(in_read<std::vector<Papers>>(database_, [&](db::Tx& tx) -> Result<std::vector<Papers>> {
        std::vector<Papers> read;
        for (const auto id : ids) {
            read.push_back(TRY(read_papers(office_, library_, tx, actor, id)));
            TRY(add_files(attachments_, tx, actor, read.back()));
        }
        return read;
    }));
    Bundle bundle{{}, {}, format, {}, office_.clock.now()};
    std::int64_t bytes = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& workflow = all[i].text.definition->workflow;
        const auto folder = all.size() == 1 ? std::string{} : fmt::format("{:02} {}", i + 1, workflow.name);
        for (const auto& draft : all[i].drafts)
            if (draft.can_be_made())
                bundle.documents.push_back(
                    {&all[i].rules, draft.rule->template_name, &draft.values, name_of(draft), folder});
        TRY(enclose(attachments_, all[i], folder, bundle, bytes));
    }
    if (bundle.documents.empty() && bundle.enclosures.empty()) return refuse(ErrorKind::not_found, "case.no_documents");
    bundle.name = all.front().text.definition->workflow.name + " " + all.front().text.row.label;
    if (all.size() > 1) bundle.name = all.front().text.row.label;
    auto file = TRY(library_.make(bundle));
    database_.write([&](db::Tx& tx) -> Result<void> {
        for (const auto& papers : all) {
            std::vector<std::string> codes;
            for (const auto& draft : papers.drafts)
                if (draft.can_be_made()) codes.push_back(draft.rule->template_name);
            note(office_, tx, actor, papers.text, codes, format);
        }
        return {};
    });
    return file;
}

Result<File> CaseDocuments::bundle(const platform::Actor& actor, CaseId id, Format format) const
{
    return make_bundle(actor, {id}, format);
}

Result<File> CaseDocuments::bundle_about(const platform::Actor& actor, const std::string& kind, std::int64_t subject,
                                         Format format) const
{
    if (!office_.names.subject(kind)) return refuse(ErrorKind::not_found, "case.not_found");
    CaseFilter filter;
    filter.subject_kind = kind;
    filter.subject = subject;
    const auto page = TRY(in_read<CasePage>(
        database_, [&](db::Tx& tx) { return find_cases(office_, tx, actor, filter, {}, cases_max); }));
    std::vector<CaseId> ids;
    for (const auto& row : page.items) ids.push_back(row.id);
    std::ranges::sort(ids);  // the oldest first
    if (ids.empty()) return refuse(ErrorKind::not_found, "case.not_found");
    return make_bundle(actor, ids, format);
}

}  // namespace jishi::engine
