#pragma once
// Which packs the program has run with, and since when: what a stored stamp (pack, version) refers to. [GEN-05]

#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/id.hpp"
#include "db/db.hpp"
#include "policy/policy.hpp"

namespace jishi::platform {

class Audit;

struct PackVersion {
    std::int64_t id = 0;
    std::string pack;
    std::string title;
    std::string title_en;
    std::string layer;
    std::string applies_to;  // empty: everywhere
    std::string version;     // empty: the pack was taken away
    std::string digest;      // SM3 of its files, hexadecimal; empty: taken away
    Instant seen_at;
    bool same_version_other_content = false;  // than the one of this pack before
};

/// Writes down the packs that are other ones than at the last start, and those that are gone, with a row in the audit
/// trail for each. @return what is new
std::vector<PackVersion> note_packs(db::Tx& tx, Audit& audit, IdGenerator& ids, const policy::Book& book);

/// Newest first.
std::vector<PackVersion> pack_versions(db::Tx& tx);

}  // namespace jishi::platform
