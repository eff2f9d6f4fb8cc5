#include <algorithm>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "platform/attachment.hpp"
#include "platform/file_write.hpp"

namespace jishi::platform {

namespace {

constexpr std::size_t name_length_max = 200;

/// The last part of a path, whichever slashes the sender's system uses; empty when nothing usable is left.
std::string plain_name(std::string_view name)
{
    const auto slash = name.find_last_of("/\\");
    if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
    auto clean = clean_text(name);
    if (!clean || clean->empty() || *clean == "." || *clean == ".." || length_of(*clean) > name_length_max) return {};
    return *clean;
}

std::string extension_of(std::string_view name)
{
    const auto dot = name.rfind('.');
    return dot == std::string_view::npos ? std::string{} : fold_for_search(name.substr(dot + 1));
}

bool names(const AttachmentLimits::Type& type, const std::string& extension)
{
    return std::ranges::find(type.extensions, extension) != type.extensions.end();
}

/// What it is must be allowed, and what it is called must be what it is. A plain text may be called by any of the
/// text types: their contents do not differ.
Result<std::string> allowed_type(const AttachmentLimits& limits, std::string_view name, std::string_view bytes)
{
    const auto sniffed = sniff_type(bytes);
    const auto extension = extension_of(name);
    const auto called = std::ranges::find_if(limits.types, [&](const auto& type) { return names(type, extension); });
    const bool text = sniffed.starts_with("text/") || sniffed == "application/csv";
    if (text && called != limits.types.end() && called->mime.starts_with("text/")) return called->mime;
    const auto found = std::ranges::find(limits.types, sniffed, &AttachmentLimits::Type::mime);
    if (found == limits.types.end())
        return refuse(ErrorKind::invalid_input, "attachment.type_not_allowed", "SEC-05", sniffed);
    if (!names(*found, extension))
        return refuse(ErrorKind::invalid_input, "attachment.type_mismatch", "SEC-05", sniffed);
    return sniffed;
}

std::optional<Attachment> find_row(db::Tx& tx, AttachmentId id)
{
    std::optional<Attachment> attachment;
    tx.for_each<AttachmentId, AccountId, std::string, std::string, std::int64_t, std::string, std::string, std::string,
                bool, Instant>(
        R"(SELECT id, owner, name, type, size, sha256, subject_kind, subject, made, created_at
           FROM platform_attachment WHERE id = :id)",
        db::Params{{"id", id}},
        [&](AttachmentId row, AccountId owner, std::string name, std::string type, std::int64_t size,
            std::string sha256, std::string kind, std::string subject, bool made, Instant created) {
            attachment = Attachment{row,
                                    owner,
                                    std::move(name),
                                    std::move(type),
                                    size,
                                    std::move(sha256),
                                    std::move(kind),
                                    std::move(subject),
                                    made,
                                    created};
        });
    return attachment;
}

Result<void> check_quota(db::Tx& tx, const AttachmentLimits& limits, AccountId owner, std::int64_t size)
{
    const auto own = tx.value<std::int64_t>(
        "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM platform_attachment WHERE owner = :owner AND made = 0",
        {{"owner", owner}});
    if (own + size > limits.quota_account)
        return refuse(ErrorKind::too_large, "attachment.quota", "SEC-05", std::to_string(limits.quota_account));
    const auto all = tx.value<std::int64_t>("SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM platform_attachment");
    if (all + size > limits.quota_total)
        return refuse(ErrorKind::too_large, "attachment.quota", "SEC-05", std::to_string(limits.quota_total));
    return {};
}

}  // namespace

Attachments::Attachments(db::Database& database, IdGenerator& ids, std::filesystem::path folder, Limits limits)
    : database_(database), ids_(ids), folder_(std::move(folder)), limits_(std::move(limits))
{
}

Result<Attachment> Attachments::keep(const Actor& actor, std::string_view name, std::string_view bytes)
{
    const auto limits = limits_();
    const auto plain = plain_name(name);
    if (plain.empty()) return refuse(ErrorKind::invalid_input, "attachment.name_wrong");
    if (bytes.empty()) return refuse(ErrorKind::invalid_input, "attachment.empty");
    if (static_cast<std::int64_t>(bytes.size()) > limits.size_max)
        return refuse(ErrorKind::too_large, "attachment.too_large", "SEC-05", std::to_string(limits.size_max));
    const auto type = TRY(allowed_type(limits, plain, bytes));
    Result<void> outcome;
    auto attachment = store(actor.account, plain, type, bytes, false, &limits, outcome);
    if (!outcome) return std::unexpected(outcome.error());
    return attachment;
}

Attachment Attachments::keep_made(AccountId owner, std::string_view name, std::string_view type, std::string_view bytes)
{
    const auto plain = plain_name(name);  // it may hold the name of an organisation, and become one in a .zip
    Result<void> outcome;
    return store(owner, plain.empty() ? name : plain, type, bytes, true, nullptr, outcome);
}

Attachment Attachments::store(AccountId owner, std::string_view name, std::string_view type, std::string_view bytes,
                              bool made, const AttachmentLimits* limits, Result<void>& outcome)
{
    Attachment attachment;
    attachment.id = ids_.next_id<AttachmentTag>();
    attachment.owner = owner;
    attachment.name = name;
    attachment.type = type;
    attachment.size = static_cast<std::int64_t>(bytes.size());
    attachment.sha256 = digest_hex(Digest::sha256, bytes);
    attachment.made = made;
    // The file first: a row never names a file that is not there. A file without a row is harmless and may be shared.
    const auto path = file_of(attachment);
    if (!std::filesystem::exists(path)) {
        std::filesystem::create_directories(path.parent_path());
        write_whole_file(path, bytes, FileMode::secret);
    }
    outcome = database_.write([&](db::Tx& tx) -> Result<void> {
        if (limits) TRY(check_quota(tx, *limits, owner, attachment.size));
        attachment.created_at = tx.recorded_at();
        tx.execute(R"(INSERT INTO platform_attachment (id, owner, name, type, size, sha256, made, created_at)
                      VALUES (:id, :owner, :name, :type, :size, :sha256, :made, :created_at))",
                   {{"id", attachment.id},
                    {"owner", owner},
                    {"name", attachment.name},
                    {"type", attachment.type},
                    {"size", attachment.size},
                    {"sha256", attachment.sha256},
                    {"made", made},
                    {"created_at", attachment.created_at}});
        return {};
    });
    return attachment;
}

Result<Attachment> Attachments::find(db::Tx& tx, const Actor& actor, AttachmentId id) const
{
    auto attachment = find_row(tx, id);
    if (!attachment) return refuse(ErrorKind::not_found, "attachment.unknown");
    if (attachment->owner == actor.account) return std::move(*attachment);
    const auto rule = rules_.find(attachment->subject_kind);
    if (rule == rules_.end() || !rule->second(tx, actor, attachment->subject))
        return refuse(ErrorKind::not_found, "attachment.unknown");
    return std::move(*attachment);
}

std::filesystem::path Attachments::file_of(const Attachment& attachment) const
{
    const auto& digest = attachment.sha256;
    return folder_ / "files" / digest.substr(0, 2) / digest.substr(2, 2) / digest;
}

void Attachments::attach(db::Tx& tx, AttachmentId id, std::string_view subject_kind, std::string_view subject)
{
    tx.execute("UPDATE platform_attachment SET subject_kind = :kind, subject = :subject WHERE id = :id",
               {{"kind", subject_kind}, {"subject", subject}, {"id", id}});
}

}  // namespace jishi::platform
