#pragma once
// The made-up members of a demo world: so many that its branches look lived in, their shares those of the public
// bulletin.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "team/member_office.hpp"

namespace jishi::team {

struct DemoMembers {
    std::int64_t members = 0;   // as many as asked for, where there is a branch to hold them
    std::int64_t branches = 0;  // that got any
};

/// Another number of members, drawn otherwise, than the tables say.
struct DemoNumbers {
    std::int64_t members = 0;
    std::int64_t seed = 0;
};

/// How many members each branch gets: in proportion to its weight, but `least` or more, and together exactly as many as
/// asked for. Where they are too few for so many in each, the branches that get any lie evenly among the others.
/// @param least  at least one
std::vector<std::int64_t> members_of_branches(std::int64_t members, std::span<const int> weights, std::int64_t least);

/// Fills the branches that exist today and hold members, in one transaction; the same for the same tables and day.
/// @param actor   what it is recorded by
/// @param folder  packs/<name>/world, with members.csv and member_names.csv
/// @errors demo.broken (detail: file, line and what is wrong)
Result<DemoMembers> load_demo_members(db::Database& database, const Office& office, const platform::Actor& actor,
                                      const std::filesystem::path& folder,
                                      const std::optional<DemoNumbers>& numbers = {});

struct DemoAccount {
    AccountId account;
    std::string name;
    OrganizationId organization;
};
/// Says that an account is a member's: the first on the first roll of the organisation and what is below it. The
/// made-up member takes the name of the account.
/// @errors member.not_found (nobody is on a roll there)
Result<MemberId> link_demo_account(const Office& office, db::Tx& tx, const platform::Actor& actor,
                                   const DemoAccount& account);

}  // namespace jishi::team
