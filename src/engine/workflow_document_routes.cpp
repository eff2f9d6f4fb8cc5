#include "engine/workflow_document_routes.hpp"

#include "engine/import_routes.hpp"
#include "engine/workflow_view_routes.hpp"

namespace jishi::engine {

struct LackingView {
    std::string field;
    std::string name;
    std::string name_en;
};
BOOST_DESCRIBE_STRUCT(LackingView, (), (field, name, name_en))

struct CaseDocumentView {
    std::string code;
    std::string name;
    std::string name_en;
    WordsView step;
    std::string state;  // ready, due, later
    bool gone = false;
    std::optional<std::string> rule;
    std::optional<std::string> source;
    std::optional<std::string> retention;
    std::vector<LackingView> lacks;
};
BOOST_DESCRIBE_STRUCT(CaseDocumentView, (), (code, name, name_en, step, state, gone, rule, source, retention, lacks))

struct CaseDocumentListView {
    std::vector<CaseDocumentView> items;
    int papers = 0;
};
BOOST_DESCRIBE_STRUCT(CaseDocumentListView, (), (items, papers))

struct FormatQuery {
    std::optional<std::string> format;
};
BOOST_DESCRIBE_STRUCT(FormatQuery, (), (format))

struct CaseBundleQuery {
    std::string subject_kind;
    std::int64_t subject = 0;
    std::optional<std::string> format;
};
BOOST_DESCRIBE_STRUCT(CaseBundleQuery, (), (subject_kind, subject, format))

namespace {

using http::Access;
using http::Call;
using platform::document::Format;

std::optional<std::string> said(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }

CaseDocumentView view_of(const CaseDocument& document, const Workflow& workflow)
{
    CaseDocumentView view;
    view.code = document.code;
    view.name = document.name;
    view.name_en = document.name_en;
    const auto& step = *workflow.step(document.step);
    view.step = {step.code, step.name, step.name_en};
    view.state = code_of(document.state);
    view.gone = document.gone;
    view.rule = said(document.rule);
    view.source = said(document.source);
    view.retention = said(document.retention);
    for (const auto& one : document.lacks) view.lacks.push_back({one.field, one.name, one.name_en});
    return view;
}

Result<Format> format_of(const std::optional<std::string>& code)
{
    if (!code || *code == "docx") return Format::docx;
    if (*code == "pdf") return Format::pdf;
    return bad_field("format", "input.not_one_of", {}, "docx, pdf");
}

/// The file, and how many values it lacks: whoever takes it is told.
Result<http::Response> response_of(Result<platform::document::File>&& file)
{
    if (!file) return std::unexpected(std::move(file).error());
    auto response = file_response({std::move(file->name), std::move(file->type), std::move(file->bytes)});
    response.headers.emplace_back("Jishi-Blanks", std::to_string(file->blanks.size()));
    response.headers.emplace_back("Jishi-Left-Out", std::to_string(file->papers_left_out));
    return response;
}

}  // namespace

std::vector<http::Endpoint> case_document_endpoints(const CaseDocuments& documents)
{
    const auto allowed = Access::permission_to("organization.read");
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get(
        "/api/cases/{id}/documents",
        {"list_case_documents",
         "The documents that the steps of a case produce: at which step each is due, and which values it still lacks",
         "engine",
         allowed,
         {"case.not_found", "document.too_large"}},
        [&documents](Call& call, http::NoQuery) -> Result<CaseDocumentListView> {
            const auto list = TRY(documents.of(*call.actor, TRY(call.path_id<CaseTag>("id"))));
            CaseDocumentListView view;
            for (const auto& one : list.items) view.items.push_back(view_of(one, list.workflow));
            view.papers = static_cast<int>(list.papers);
            return view;
        },
        http::Runs::blocking));
    endpoints.push_back(http::get<FormatQuery>(
        "/api/cases/{id}/documents/{code}",
        {"make_case_document",
         "One document of a case, as .docx or PDF; the header Jishi-Blanks counts the values that it lacks",
         "engine",
         allowed,
         {"case.not_found", "document.unknown", "case.document_later", "document.too_large"}},
        [&documents](Call& call, FormatQuery query) -> Result<http::Response> {
            const auto format = TRY(format_of(query.format));
            return response_of(
                documents.make(*call.actor, TRY(call.path_id<CaseTag>("id")), call.path_text("code"), format));
        },
        http::Runs::blocking));
    endpoints.push_back(http::get<FormatQuery>(
        "/api/cases/{id}/bundle",
        {"make_case_bundle",
         "Everything of a case: a .zip of its documents and of the papers that were handed in, or one PDF with the "
         "pictures among them as pages; the header Jishi-Left-Out counts the papers that it only names",
         "engine",
         allowed,
         {"case.not_found", "case.no_documents", "case.bundle_too_large", "document.too_large"}},
        [&documents](Call& call, FormatQuery query) -> Result<http::Response> {
            const auto format = TRY(format_of(query.format));
            return response_of(documents.bundle(*call.actor, TRY(call.path_id<CaseTag>("id")), format));
        },
        http::Runs::blocking));
    endpoints.push_back(http::get<CaseBundleQuery>(
        "/api/case-bundles",
        {"make_subject_bundle",
         "Everything of all cases about a subject (one bundle per person), as far as this account may see them",
         "engine",
         allowed,
         {"case.not_found", "access.forbidden", "case.no_documents", "case.bundle_too_large", "document.too_large"}},
        [&documents](Call& call, CaseBundleQuery query) -> Result<http::Response> {
            const auto format = TRY(format_of(query.format));
            return response_of(documents.bundle_about(*call.actor, query.subject_kind, query.subject, format));
        },
        http::Runs::blocking));
    return endpoints;
}

}  // namespace jishi::engine
