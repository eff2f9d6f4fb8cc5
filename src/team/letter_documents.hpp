#pragma once
// Letters and receipts as papers: .docx and PDF with the code by which anybody may check them. [REL-07 – REL-09]

#include <string>

#include "db/db.hpp"
#include "engine/workflow_service.hpp"
#include "platform/document.hpp"
#include "team/letter.hpp"

namespace jishi::team {

class LetterDocuments {
public:
    /// Everything given must outlive it.
    LetterDocuments(db::Database& database, const Office& office, const engine::CaseOffice& cases,
                    const platform::document::Library& library)
        : database_(database), office_(office), cases_(cases), library_(library)
    {
    }

    /// The letter of a case, for those who look after the member on the old side, whoever issued it, and the member.
    /// @param address  of the page on which it is checked, without the code
    /// @errors case.not_found, transfer.no_letter, document.unknown, document.too_large
    Result<platform::document::File> letter(const platform::Actor& actor, CaseId of, const std::string& address,
                                            platform::document::Format format) const;

private:
    db::Database& database_;
    const Office& office_;
    const engine::CaseOffice& cases_;
    const platform::document::Library& library_;
};

/// May this account have the letter of the case? @errors transfer.no_letter
Result<Letter> letter_for(const Office&, const engine::CaseOffice&, db::Tx&, const platform::Actor&, CaseId);

}  // namespace jishi::team
