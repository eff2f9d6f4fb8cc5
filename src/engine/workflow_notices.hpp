#pragma once
// Notices: what the packs let a step tell to whom, as the persons told see them. The lines are those of the board; who
// has read one is kept.

#include <string>
#include <vector>

#include "engine/workflow_service.hpp"

namespace jishi::engine {

/// One notice: which line of which case.
struct NoticeKey {
    CaseId of;
    int level = 0;
    auto operator<=>(const NoticeKey&) const = default;
    /// "7-101"
    std::string str() const { return of.str() + "-" + std::to_string(level); }
    static std::optional<NoticeKey> parse(std::string_view text);
};

struct Notice {
    NoticeKey key;
    Case row;
    DefinitionPointer definition;
    std::string step;    // that was done
    std::string action;  // how
    Date told_on;
    bool read = false;
};
struct NoticeList {
    std::vector<Notice> items;  // the newest first
    std::int64_t unread = 0;    // of all
};

/// @param limit  0: only the count
NoticeList notices_for(const CaseOffice&, db::Tx&, const platform::Actor&, std::size_t limit);
/// Notices that the actor is told; others are left out. @param keys  none: all
void read_notices(const CaseOffice&, db::Tx&, const platform::Actor&, const std::vector<NoticeKey>& keys);
/// Those that an account has read.
std::vector<NoticeKey> notices_read(db::Tx&, AccountId account);
/// Takes away what stands in nobody's list any more.
void forget_old_notices(const CaseOffice&, db::Tx&);

}  // namespace jishi::engine
