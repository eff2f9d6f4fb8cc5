#pragma once
// Today's row of an organisation: what its timeline shows today, and what follows from it.

#include <string>
#include <string_view>
#include <vector>

#include "organization/attributes.hpp"

namespace jishi::organization {

enum class Status : std::uint8_t {
    planned,  // founded on a day to come
    active,
    dissolved,
    withdrawn,  // its foundation was taken back: it never was
};
std::string_view code_of(Status status);

struct Node {
    OrganizationId id;
    Attributes values;
    Status status = Status::active;
    Date founded_on;
    Date dissolved_on = Date::forever();
    /// Fixed-width segments from the root to itself, so that a subtree is one range of paths.
    std::string path;
    /// The city-level ancestor (or the topmost one below which no city is): where a distributed engine puts its rows.
    OrganizationId shard;
    std::string pinyin;
    std::string initials;
    int version = 1;  // grows with every change, for optimistic locking
};

/// These stand below another city from now on: their rows go to its shard.
struct Resharding {
    std::vector<OrganizationId> organizations;
    OrganizationId to;
};

}  // namespace jishi::organization
