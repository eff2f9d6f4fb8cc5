#include "platform/attachment_subject.hpp"

namespace jishi::platform {

std::vector<AttachmentId> hand_over_attachments(db::Tx& tx, std::string_view kind, const std::string& from,
                                                const std::string& to)
{
    std::vector<AttachmentId> attachments;
    tx.for_each<AttachmentId>(
        "SELECT id FROM platform_attachment WHERE subject_kind = :kind AND subject = :subject ORDER BY id",
        db::Params{{"kind", kind}, {"subject", from}}, [&](AttachmentId id) { attachments.push_back(id); });
    if (!attachments.empty())
        tx.execute("UPDATE platform_attachment SET subject = :to WHERE subject_kind = :kind AND subject = :subject",
                   db::Params{{"to", to}, {"kind", kind}, {"subject", from}});
    return attachments;
}

void give_back_attachments(db::Tx& tx, std::span<const AttachmentId> attachments, const std::string& from,
                           const std::string& to)
{
    for (const auto id : attachments)  // a record has a handful
        tx.execute("UPDATE platform_attachment SET subject = :to WHERE id = :id AND subject = :from",
                   db::Params{{"to", to}, {"id", id}, {"from", from}});
}

}  // namespace jishi::platform
