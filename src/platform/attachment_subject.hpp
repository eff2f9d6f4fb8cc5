#pragma once
// Attachments whose record goes over to another one: two records of one thing were made one.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.hpp"
#include "platform/ids.hpp"

namespace jishi::platform {

/// Everything attached to `from` is attached to `to` from now on. @return what it was
std::vector<AttachmentId> hand_over_attachments(db::Tx& tx, std::string_view kind, const std::string& from,
                                                const std::string& to);
/// Of these attachments those that still belong to `from` belong to `to` again.
void give_back_attachments(db::Tx& tx, std::span<const AttachmentId> attachments, const std::string& from,
                           const std::string& to);

}  // namespace jishi::platform
