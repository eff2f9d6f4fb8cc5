#pragma once
// Accounts, sessions, roles, audit trail, attachments, jobs, settings and saved views of an installation.

#include <span>

#include "db/db.hpp"

namespace jishi::platform {

std::span<const db::Migration> migrations();

}  // namespace jishi::platform
