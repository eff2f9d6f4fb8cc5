#include "platform/saved_view.hpp"

namespace jishi::platform {

namespace {
constexpr std::int64_t views_per_account_max = 200;
}

std::vector<SavedView> SavedViews::list(db::Tx& tx, AccountId account, std::string_view page) const
{
    std::vector<SavedView> views;
    tx.for_each<SavedViewId, std::string, std::string, std::string>(
        R"(SELECT id, page, name, query FROM platform_saved_view
            WHERE account = :account AND (CAST(:page AS TEXT) = '' OR page = :page) ORDER BY page, name, id)",
        {{"account", account}, {"page", page}},
        [&](auto... columns) { views.push_back(SavedView{std::move(columns)...}); });
    return views;
}

Result<SavedView> SavedViews::add(db::Tx& tx, AccountId account, SavedView view)
{
    const auto count = tx.value<std::int64_t>("SELECT count(*) FROM platform_saved_view WHERE account = :account",
                                              {{"account", account}});
    if (count >= views_per_account_max)
        return refuse(ErrorKind::conflict, "saved_view.too_many", {}, std::to_string(views_per_account_max));
    view.id = ids_.next_id<SavedViewTag>();
    const auto added = tx.execute(
        R"(INSERT INTO platform_saved_view (id, account, page, name, query, created_at)
           VALUES (:id, :account, :page, :name, :query, :created_at)
           ON CONFLICT (account, page, name) DO NOTHING)",
        {{"id", view.id},
         {"account", account},
         {"page", view.page},
         {"name", view.name},
         {"query", view.query},
         {"created_at", tx.recorded_at()}});
    if (added == 0) return refuse(ErrorKind::conflict, "saved_view.name_taken");
    return view;
}

Result<void> SavedViews::remove(db::Tx& tx, AccountId account, SavedViewId view)
{
    const auto removed = tx.execute("DELETE FROM platform_saved_view WHERE id = :id AND account = :account",
                                    {{"id", view}, {"account", account}});
    if (removed == 0) return refuse(ErrorKind::not_found, "saved_view.unknown");
    return {};
}

}  // namespace jishi::platform
