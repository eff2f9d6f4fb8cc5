#pragma once
// The yearly statistics of an organisation: its forms counted, checked, sealed and proved. [STAT-01, STAT-09]

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "platform/audit.hpp"
#include "statistics/crosstab.hpp"
#include "statistics/form_checks.hpp"
#include "statistics/seal.hpp"

namespace jishi::http {
struct Endpoint;
}
namespace jishi::platform::document {
class Library;
}

namespace jishi::statistics {

std::span<const db::Migration> migrations();

struct YearAsked {
    OrganizationId within;
    std::string form;  // empty: the first of the pack
    int year = 0;
    std::optional<Instant> known_at;  // as it was known then; none: as it is known now
};
struct YearMade {
    std::shared_ptr<const Form> form;
    FormTable table;
    std::vector<CheckResult> checks;  // their check is one of the form's
};

struct SealVerdict {
    bool signature = false;                 // of the figures' checksum and the position, by the key that is named
    bool key = false;                       // which is this installation's
    bool figures = false;                   // the checksum belongs to the figures
    bool position = false;                  // the last event is still there and says the same
    bool form = false;                      // the form means the same today
    bool rebuilt = false;                   // the records as they were known then give the same figures, byte for byte
    std::vector<FigureChange> differences;  // of what was rebuilt
    std::vector<FigureChange> adjustments;  // as it is known now [STAT-09]

    /// A form that means something else today gives other figures: that is no forgery.
    bool ok() const { return signature && figures && position && (rebuilt || !form); }
};

class Yearly {
public:
    /// Everything given must outlive it. Makes the key of the installation at the first start.
    /// @param folder  the data folder, in which the key stands
    Yearly(const CrosstabOffice& office, db::Database& database, IdGenerator& ids, platform::Audit& audit,
           const platform::document::Library* documents, const std::filesystem::path& folder);

    const SigningKey& key() const { return key_; }
    /// @errors access.forbidden, organization.not_found, statistics.no_form, statistics.date_out_of_range,
    ///         statistics.bulletin_sums, statistics.being_prepared, statistics.unavailable
    Result<YearMade> make(db::Tx& tx, const platform::Actor& actor, const YearAsked& asked) const;
    std::vector<Form> forms(OrganizationId within) const;

    struct Sealing {
        OrganizationId within;
        std::string form;
        int year = 0;
        std::string remark;  // why, although a check fails
    };
    /// Counts as of one instant and signs. Runs transactions of its own.
    /// @errors those of make(); statistics.year_not_over, statistics.already_sealed, statistics.checks_failed
    Result<Seal> seal(const platform::Actor& actor, const Sealing& sealing) const;
    /// @errors statistics.seal_not_found, access.forbidden, input.invalid (reason), statistics.not_sealed
    Result<Seal> unseal(db::Tx& tx, const platform::Actor& actor, SealId id, const std::string& reason) const;
    /// One that the actor may see. @errors statistics.seal_not_found
    Result<Seal> visible(db::Tx& tx, const platform::Actor& actor, SealId id) const;
    /// Proves a seal and rebuilds its table from the records.
    Result<SealVerdict> verify(db::Tx& tx, const Seal& seal) const;

    std::vector<http::Endpoint> endpoints() const;
    const CrosstabOffice& office() const { return office_; }
    const platform::document::Library* documents() const { return documents_; }
    db::Database& database() const { return database_; }
    /// [SEC-04] May what only some may see be counted for this reader?
    /// Whether somebody has a permission for all that a form of this place tells of, which is what is below it too.
    bool may_below(const platform::Actor& actor, platform::Permission permission, OrganizationId within) const;
    Result<void> require_below(const platform::Actor& actor, platform::Permission permission,
                               OrganizationId within) const;

private:
    Result<YearMade> count(db::Tx& tx, const YearAsked& asked, bool sensitive) const;
    Digest digest() const;

    const CrosstabOffice& office_;
    db::Database& database_;
    IdGenerator& ids_;
    platform::Audit& audit_;
    const platform::document::Library* documents_;
    SigningKey key_;
};

}  // namespace jishi::statistics
