#pragma once
// Questions about organisations and units as plain SQL over the records, written apart from what they check.

#include <map>
#include <string>

#include "db/statement.hpp"
#include "policy/policy.hpp"
#include "statistics/crosstab.hpp"

namespace jishi::statistics::testing {

class PlainKinds {
public:
    PlainKinds(const policy::Policy& rules, Date day) : rules_(rules), day_(day) {}

    /// By codes of the dimensions, joined by '|'; by the dated rows of the day.
    std::map<std::string, std::int64_t> count(db::Tx& tx, const CrosstabQuestion& question)
    {
        const bool units = question.of == Counted::units;
        db::Statement statement;
        const auto holds = [&](const std::string& alias) {
            return alias + ".superseded_at = " + std::to_string(Instant::forever().us) + " AND " + alias +
                   ".valid_from <= '" + day_.str() + "' AND " + alias + ".valid_to > '" + day_.str() + "'";
        };
        // Where organisations stood on the day.
        std::string within;
        for (const auto id : question.within) within += (within.empty() ? "" : ", ") + id.str();
        statement.add("WITH RECURSIVE state AS (SELECT * FROM organization_state z WHERE z.active = 1 AND " +
                      holds("z") +
                      "), tree(top, id) AS (SELECT organization, organization FROM state UNION SELECT t.top, "
                      "s.organization FROM state s JOIN tree t ON s.parent = t.id) ");
        const std::string place = units ? "r.area" : "r.organization";
        std::string key;
        if (question.by_child)
            key =
                "COALESCE((SELECT CAST(t.top AS TEXT) FROM tree t JOIN state c ON c.organization = t.top WHERE "
                "c.parent = " +
                within + " AND t.id = " + place + "), '" + within + "')";
        for (const auto& dimension : question.dimensions)
            key += (key.empty() ? "" : " || '|' || ") + expression(dimension, units, holds);
        if (key.empty()) key = "'all'";
        statement.add("SELECT " + key + ", COUNT(*) FROM ");
        if (units)
            statement.add("organization_unit_state r WHERE r.active = 1 AND " + holds("r") +
                          " AND r.area IN (SELECT id FROM tree WHERE top IN (" + within + "))");
        else {
            statement.add("state r WHERE r.organization IN (SELECT id FROM tree WHERE top IN (" + within + "))");
            if (!question.everybody) statement.add(" AND r.type IN (" + marked("organization.types", "counted") + ")");
        }
        for (const auto& clause : question.filter) {
            statement.add(" AND (1 = 0");
            for (const auto& one : clause.any) {
                std::string codes;
                for (const auto& code : one.codes) codes += (codes.empty() ? "'" : ", '") + code + "'";
                const auto said =
                    codes.empty() ? std::string("1 = 0") : expression(one.column, units, holds) + " IN (" + codes + ")";
                statement.add(one.except ? " OR NOT (" + said + ")" : " OR (" + said + ")");
            }
            statement.add(")");
        }
        statement.add(" GROUP BY 1");
        std::map<std::string, std::int64_t> counts;
        tx.for_each<std::string, std::int64_t>(statement.sql(), statement.params(),
                                               [&](std::string code, std::int64_t n) { counts[code] += n; });
        return counts;
    }

private:
    template <class Holds>
    std::string expression(const std::string& column, bool units, Holds&& holds)
    {
        if (units) {
            const auto overlays = marked("organization.types", "overlay");
            const auto linked = [&](const std::string& more) {
                return "EXISTS (SELECT 1 FROM organization_unit_link l JOIN state o ON o.organization = l.organization "
                       "WHERE l.unit = r.unit AND " +
                       holds("l") + more + ")";
            };
            const auto apart = overlays.empty() ? std::string{} : " AND o.type NOT IN (" + overlays + ")";
            const auto own = linked(" AND l.role = 'host'" + apart);
            const auto any = linked(apart);
            const auto guided =
                "EXISTS (SELECT 1 FROM organization_unit_guide g WHERE g.unit = r.unit AND " + holds("g") + ")";
            const auto work = "(" + linked("") + " OR " + guided + ")";
            if (column == "coverage")
                return "CASE WHEN " + own + " THEN 'own' WHEN " + any + " THEN 'joint' WHEN " + work +
                       " THEN 'work' ELSE 'none' END";
            if (column == "has_organization") return "CASE WHEN " + any + " THEN 'yes' ELSE 'no' END";
            if (column == "has_work") return "CASE WHEN " + work + " THEN 'yes' ELSE 'no' END";
            if (column == "counted") return "CASE WHEN r.sector IN (" + sectors() + ") THEN 'yes' ELSE 'no' END";
            if (column == "obliged")
                return "CASE WHEN r.sector NOT IN (" + sectors() +
                       ") OR r.kind = 'individual' THEN 'no' WHEN r.kind = "
                       "'nonpublic_enterprise' AND COALESCE(r.staff_count, 30) < 30 THEN 'no' ELSE 'yes' END";
            if (column == "staff_band") return band("statistics.staff_bands", "r.staff_count");
            return text("r." + column);
        }
        if (column == "type_group")
            return "CASE WHEN r.type IN ('committee', 'temporary_committee') THEN 'committee' WHEN r.type IN "
                   "('general_branch', 'temporary_general_branch') THEN 'general_branch' WHEN r.type IN ('branch', "
                   "'joint_branch', 'temporary_branch', 'mobile_branch', 'functional_branch') THEN 'branch' ELSE "
                   "'other' END";
        if (column == "basic")
            return "CASE WHEN r.type IN (" + marked("organization.types", "counted") + ") THEN 'yes' ELSE 'no' END";
        if (column == "term") {
            std::string sql = "CASE WHEN r.term_expires_on IS NULL THEN 'none'";
            for (const auto& item : rules_.get("statistics.term_bands").items()) {
                const auto until = item.optional_integer("until");
                sql += until ? " WHEN r.term_expires_on <= '" + day_.plus_days(*until).str() + "' THEN '" +
                                   item.at("code").text() + "'"
                             : " ELSE '" + item.at("code").text() + "'";
            }
            return sql + " END";
        }
        if (column == "size_band")
            return band("statistics.size_bands",
                        "(SELECT COUNT(*) FROM team_state m JOIN tree t ON t.id = m.branch WHERE t.top = "
                        "r.organization AND m.active = 1 AND m.status = 'normal' AND " +
                            holds("m") + ")");
        return text("r." + column);
    }
    static std::string text(const std::string& field)
    {
        return "CASE WHEN " + field + " = '' THEN 'none' ELSE " + field + " END";
    }
    std::string band(const std::string& key, const std::string& number)
    {
        std::string sql = "CASE WHEN " + number + " IS NULL THEN 'none'";
        for (const auto& item : rules_.get(key).items()) {
            const auto until = item.optional_integer("until");
            sql += until
                       ? " WHEN " + number + " <= " + std::to_string(*until) + " THEN '" + item.at("code").text() + "'"
                       : " ELSE '" + item.at("code").text() + "'";
        }
        return sql + " END";
    }
    std::string marked(const std::string& key, const std::string& mark)
    {
        std::string list;
        for (const auto& item : rules_.get(key).items())
            if (item.boolean_or(mark, false)) list += (list.empty() ? "'" : ", '") + item.at("code").text() + "'";
        return list;
    }
    std::string sectors() { return marked("organization.sectors", "coverage"); }

    const policy::Policy& rules_;
    Date day_;
};

}  // namespace jishi::statistics::testing
