#pragma once
// Documents of an organisation: what the registry knows fills them, the rest is given by whoever makes them. [ORG-25]

#include <string>
#include <vector>

#include "db/db.hpp"
#include "organization/office.hpp"
#include "platform/document.hpp"

namespace jishi::organization {

/// A template and the values that it asks for, because the registry does not know them.
struct OfferedDocument {
    platform::document::Known known;
    platform::document::Fields asked;
};

struct DocumentOrder {
    std::vector<std::string> codes;
    platform::document::Format format = platform::document::Format::docx;
    platform::document::Value given;  // what the registry knows counts before it
};

class Documents {
public:
    /// Everything given must outlive it.
    Documents(db::Database& database, const Office& office, const platform::document::Library& library)
        : database_(database), office_(office), library_(library)
    {
    }

    /// @errors organization.not_found, access.forbidden
    Result<std::vector<OfferedDocument>> offered(const platform::Actor& actor, OrganizationId id) const;
    /// Reads, makes the file outside of any transaction, and writes down that it was made.
    /// @errors organization.not_found, access.forbidden, document.unknown, document.too_large
    Result<platform::document::File> make(const platform::Actor& actor, OrganizationId id,
                                          const DocumentOrder& order) const;
    /// What may be given.
    const platform::document::Fields& fields() const;

private:
    Result<platform::document::Value> known_values(OrganizationId id) const;

    db::Database& database_;
    const Office& office_;
    const platform::document::Library& library_;
};

}  // namespace jishi::organization
