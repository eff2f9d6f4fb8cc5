#include "organization/import_store.hpp"

#include "organization/node.hpp"
#include "organization/path.hpp"

namespace jishi::organization::store {

Mark mark_of(db::Tx& tx)
{
    return {tx.value<std::int64_t>("SELECT COALESCE(MAX(id), 0) FROM organization_change"),
            tx.value<std::int64_t>("SELECT COALESCE(MAX(id), 0) FROM organization_unit_change")};
}

void each_known(db::Tx& tx, std::string_view path, const std::function<void(KnownOrganization&&)>& each)
{
    const auto end = path_end(path);
    tx.for_each<OrganizationId, OrganizationId, std::string, std::string, std::string, std::string, Date, bool>(
        R"(SELECT id, parent, name, short_name, code, type, founded_on, CASE WHEN path >= :path AND path < :path_end THEN 1 ELSE 0 END
           FROM organization_node WHERE status = :active)",
        {{"path", path}, {"path_end", end}, {"active", static_cast<int>(Status::active)}},
        [&](OrganizationId id, OrganizationId parent, std::string name, std::string short_name, std::string code,
            std::string type, Date founded_on, bool inside) {
            each({id, parent, std::move(name), std::move(short_name), std::move(code), std::move(type), founded_on,
                  inside});
        });
}

std::vector<KnownUnit> known_units(db::Tx& tx, const std::unordered_set<std::string>& texts)
{
    std::vector<KnownUnit> units;
    if (texts.empty()) return units;
    tx.for_each<UnitId, std::string, std::string, OrganizationId>(
        "SELECT id, name, credit_code, area FROM organization_unit WHERE closed_on = :forever",
        {{"forever", Date::forever()}}, [&](UnitId id, std::string name, std::string credit_code, OrganizationId area) {
            if (texts.contains(name) || (!credit_code.empty() && texts.contains(credit_code)))
                units.push_back({id, std::move(name), std::move(credit_code), area});
        });
    return units;
}

}  // namespace jishi::organization::store
