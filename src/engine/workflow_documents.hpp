#pragma once
// The documents that the steps of a case produce: which there are, what they still lack, and the files. What was said
// in the case fills them, then what a subject offers; one entry fills the whole set.
//
// Where a value comes from, when the pack says more than the name of the field:
//   form.FIELD           said in the case, until the step of the document
//   subject.FIELD        what the case is about offers it
//   organization.FIELD   the organisation for which the case is done offers it
//   case.WHAT            label, organization (its name), started_on, ended_on, today
//   step.STEP.WHAT       of the step as it was done last: day, document_no, reason, account (who entered it), by (the
//                        organisation that acted); of the step in which the case stands: day is today, by whose turn it
//                        is

#include <span>
#include <string>
#include <vector>

#include "db/db.hpp"
#include "engine/workflow_run.hpp"
#include "platform/attachment.hpp"
#include "platform/document.hpp"

namespace jishi::engine {

/// Documents of steps that will not be done are not listed.
enum class DocumentState : std::uint8_t {
    ready,  // its step has been done
    due,    // the case stands at its step: what was said so far fills it
    later,
};
std::string_view code_of(DocumentState state);

/// A value that a document wants and does not have.
struct Lacking {
    std::string field;  // "people.name"
    std::string name;
    std::string name_en;
};

struct CaseDocument {
    std::string code;  // of the template, unique in the case
    std::string name;
    std::string name_en;
    std::string step;
    DocumentState state = DocumentState::later;
    std::string rule;
    std::string source;
    std::string retention;
    std::vector<Lacking> lacks;  // of one that is ready or due
    bool gone = false;           // the packs of the day on which the case began do not have it any more
};
struct CaseDocumentList {
    std::vector<CaseDocument> items;  // in the order of the steps
    Workflow workflow;
    std::size_t papers = 0;  // files that were handed in
};

/// Takes transactions of its own: a document costs some ten milliseconds, outside of them.
class CaseDocuments {
public:
    using Library = platform::document::Library;
    using Format = platform::document::Format;
    using File = platform::document::File;

    /// Everything given must outlive it.
    CaseDocuments(db::Database& database, const CaseOffice& office, const Library& library,
                  const platform::Attachments& attachments)
        : database_(database), office_(office), library_(library), attachments_(attachments)
    {
    }

    /// @errors case.not_found
    Result<CaseDocumentList> of(const platform::Actor& actor, CaseId id) const;
    /// One document, ready or due. @errors case.not_found, document.unknown, case.document_later, document.too_large
    Result<File> make(const platform::Actor& actor, CaseId id, std::string_view code, Format format) const;
    /// Everything of the case: a .zip with its documents and the papers that were handed in, or one PDF in
    /// which pictures are pages and other papers are named.
    /// @errors case.not_found, case.no_documents, case.bundle_too_large, document.too_large
    Result<File> bundle(const platform::Actor& actor, CaseId id, Format format) const;
    /// The same of all cases about a subject that the actor may see, a folder for each.
    /// @errors those of find_cases, case.not_found, case.no_documents, case.bundle_too_large, document.too_large
    Result<File> bundle_about(const platform::Actor& actor, const std::string& kind, std::int64_t subject,
                              Format format) const;

private:
    Result<File> make_bundle(const platform::Actor& actor, const std::vector<CaseId>& ids, Format format) const;

    db::Database& database_;
    const CaseOffice& office_;
    const Library& library_;
    const platform::Attachments& attachments_;
};

}  // namespace jishi::engine
