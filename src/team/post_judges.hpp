#pragma once

#include "policy/cases.hpp"

namespace jishi::team {

/// The judges of posts and discipline: post.*, discipline.*
void add_post_judges(policy::Judges& judges);

}  // namespace jishi::team
