#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "organization/office.hpp"

namespace jishi::organization {

/// An account that the demo world wants to be there; the caller creates it.
struct WantedAccount {
    std::string username;
    std::string display_name;
    std::string role;
    OrganizationId organization;  // none: the whole installation
    bool subtree = false;
};

struct DemoWorld {
    OrganizationId root;
    std::int64_t organizations = 0;  // founded, also those that have ended since
    std::int64_t units = 0;
    std::int64_t counterparts = 0;
    std::int64_t changes = 0;  // besides foundations
    std::vector<WantedAccount> accounts;
};

/// Fills an installation with the made-up world of a pack, through the use cases that people work with, so that every
/// number has its record. One transaction: a table that is not right leaves nothing behind.
/// @param actor   what it is recorded by; may change and import everywhere
/// @param folder  packs/<name>/world
/// @errors demo.not_empty (organisations are there already), demo.broken (detail: file, line and what is wrong), those
/// of the
///         use cases with the key of the row as detail
Result<DemoWorld> load_demo_world(db::Database& database, const Office& office, const platform::Actor& actor,
                                  const std::filesystem::path& folder);

}  // namespace jishi::organization
