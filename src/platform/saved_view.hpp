#pragma once
// What somebody keeps of a page to come back to: its filters, under a name of one's own.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "db/db.hpp"
#include "platform/actor.hpp"

namespace jishi::platform {

using SavedViewId = Id<struct SavedViewTag>;

struct SavedView {
    SavedViewId id;
    std::string page;  // "organization.units"
    std::string name;
    std::string query;  // of the address bar: "sector=rural&covered=no"
};

/// Each account sees and changes its own only.
class SavedViews {
public:
    explicit SavedViews(IdGenerator& ids) : ids_(ids) {}

    /// By name. @param page  empty: of all pages
    std::vector<SavedView> list(db::Tx& tx, AccountId account, std::string_view page) const;
    /// @errors saved_view.too_many, saved_view.name_taken
    Result<SavedView> add(db::Tx& tx, AccountId account, SavedView view);
    /// @errors saved_view.unknown
    Result<void> remove(db::Tx& tx, AccountId account, SavedViewId view);

private:
    IdGenerator& ids_;
};

}  // namespace jishi::platform
