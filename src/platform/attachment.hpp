#pragma once
// Files that belong to records: kept once by their content, typed by what they are rather than by what they are
// called, limited in size and sum, and handed out to those who may see the record.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "db/db.hpp"
#include "platform/actor.hpp"

namespace jishi::platform {

struct Attachment {
    AttachmentId id;
    AccountId owner;
    std::string name;  // as the owner called it, without folders
    std::string type;  // MIME type found by looking into it
    std::int64_t size = 0;
    std::string sha256;
    std::string subject_kind;  // the record that it belongs to, once it does
    std::string subject;
    bool made = false;  // by the program (reports); does not count against the quota
    Instant created_at;
};

/// What the packs allow.
struct AttachmentLimits {
    struct Type {
        std::string mime;
        std::vector<std::string> extensions;
    };
    std::vector<Type> types;
    std::int64_t size_max = 0;
    std::int64_t quota_account = 0;
    std::int64_t quota_total = 0;
};

class Attachments {
public:
    using Limits = std::function<AttachmentLimits()>;
    /// May this account see the record that a file belongs to?
    using SubjectRule = std::function<bool(db::Tx&, const Actor&, const std::string& subject)>;

    /// @param folder  data folder; files go below its files/
    Attachments(db::Database& database, IdGenerator& ids, std::filesystem::path folder, Limits limits);

    void add_subject_rule(std::string kind, SubjectRule rule) { rules_.emplace(std::move(kind), std::move(rule)); }

    /// Keeps a file of a person. Writes to disk and to the database: never call it inside a transaction.
    /// @errors attachment.name_wrong, attachment.empty, attachment.too_large, attachment.type_not_allowed,
    ///         attachment.type_mismatch, attachment.quota
    Result<Attachment> keep(const Actor& actor, std::string_view name, std::string_view bytes);
    /// Keeps a file that the program made for an account; any type, no quota.
    Attachment keep_made(AccountId owner, std::string_view name, std::string_view type, std::string_view bytes);

    /// @errors attachment.unknown (also for those who may not see it)
    Result<Attachment> find(db::Tx& tx, const Actor& actor, AttachmentId id) const;
    /// Where its bytes are.
    std::filesystem::path file_of(const Attachment& attachment) const;
    /// Ties a file to a record; from then on the record's rule says who may see it.
    void attach(db::Tx& tx, AttachmentId id, std::string_view subject_kind, std::string_view subject);

private:
    Attachment store(AccountId owner, std::string_view name, std::string_view type, std::string_view bytes, bool made,
                     const AttachmentLimits* limits, Result<void>& outcome);

    db::Database& database_;
    IdGenerator& ids_;
    const std::filesystem::path folder_;
    Limits limits_;
    std::map<std::string, SubjectRule> rules_;
};

/// The MIME type of a content; office documents are told apart by what their archive holds.
std::string sniff_type(std::string_view bytes);

}  // namespace jishi::platform
