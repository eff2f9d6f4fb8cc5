#pragma once
// What the rules on a post ask, read from the register and the tree.

#include <vector>

#include "team/member.hpp"
#include "team/member_office.hpp"
#include "team/post_rules.hpp"

namespace jishi::team {

/// The organisation on a day. @errors post.organization_not_there
Result<organization::Stretch> organization_on(db::Tx& tx, OrganizationId organization, Date day);

/// Facts about the holder and the seat of a post as asked for; `post.record` itself is left out of account.
/// @errors post.organization_not_there
Result<PostQuestion> post_question(const Office& office, db::Tx& tx, const MemberPolicy& rules, const Post& post);

/// Until when a post can be held: as decided, as long as its holder belongs, as long as the organisation is there.
/// Sets `valid_to` and `follow_kind`. @param stretches  of the organisation
void bound(const MemberPolicy& rules, const Timeline& holder, const std::vector<organization::Stretch>& stretches,
           Post& post);

}  // namespace jishi::team
