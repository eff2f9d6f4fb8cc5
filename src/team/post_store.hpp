#pragma once
// Rows of posts. No rules here.

#include <span>
#include <vector>

#include "team/post.hpp"
#include "team/record_store.hpp"

namespace jishi::team::store {

/// Who leads an organisation itself at a moment.
std::vector<Post> posts_of(db::Tx& tx, OrganizationId organization, const organization::Moment& moment);
/// Posts held in any of these organisations at a moment.
std::vector<Post> posts_of(db::Tx& tx, std::span<const OrganizationId> organizations,
                           const organization::Moment& moment);
/// Every post ever held in an organisation as it is known now, the newest first.
std::vector<Post> post_history(db::Tx& tx, OrganizationId organization);
/// Posts that a member holds at a moment.
std::vector<Post> held_by(db::Tx& tx, MemberId member, const organization::Moment& moment);
/// Posts that members hold at a moment, of a few at once.
std::vector<Post> held_by(db::Tx& tx, std::span<const MemberId> members, const organization::Moment& moment);
/// Known posts of these organisations that are not over by a day.
std::vector<Post> posts_after(db::Tx& tx, std::span<const OrganizationId> organizations, Date day);

}  // namespace jishi::team::store
