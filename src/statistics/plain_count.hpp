#pragma once
// The same questions as plain SQL over the records, written apart from what they check: every column said once more, as
// an expression of the database.

#include <map>
#include <string>
#include <vector>

#include "db/statement.hpp"
#include "policy/policy.hpp"
#include "statistics/crosstab.hpp"

namespace jishi::statistics::testing {

class PlainCount {
public:
    PlainCount(const policy::Policy& rules, Date day) : rules_(rules), day_(day) {}

    /// An expression for the code of a column's value.
    std::string expression(const std::string& column)
    {
        if (column == "age_band") return bands();
        if (column == "age") return years("birth_date", "statistics.age_years_max");
        if (column == "join_period") return periods();
        if (column == "join_year")
            return "CASE WHEN r.joined_on IS NULL THEN 'none' ELSE substr(r.joined_on, 1, 4) END";
        if (column == "minority")
            return "CASE WHEN r.ethnicity = '' THEN 'none' WHEN r.ethnicity = '01' THEN 'han' ELSE 'minority' END";
        if (column == "college") return marked("codes.education", "education", "college", "college", "below");
        if (column == "education_group") return prefixes();
        if (column == "occupation_group") return grouped();
        if (column == "post" || column == "post_group") return post(column == "post_group");
        if (column == "sector") return text("o.sector");
        if (column == "organization_type") return text("o.type");
        if (column == "lost") return "CASE WHEN r.lost_since IS NULL THEN 'no' ELSE 'yes' END";
        if (column == "front_line" || column == "migrant_worker" || column == "mobile")
            return "CASE WHEN r." + column + " = 0 THEN 'no' ELSE 'yes' END";
        return text("r." + column);
    }

    std::string condition(const Condition& condition)
    {
        std::string sql;
        if (!condition.codes.empty() ||
            (!condition.from && !condition.until && !condition.years_min && !condition.years_max)) {
            sql = expression(condition.column) + " IN (";
            for (const auto& code : condition.codes) sql += (sql.ends_with('(') ? "'" : ", '") + code + "'";
            sql += condition.codes.empty() ? "NULL)" : ")";
            if (condition.codes.empty()) sql = "1 = 0";
        } else {
            const auto field = "r." + condition.column;
            sql = field + " IS NOT NULL";
            if (condition.from) sql += " AND " + field + " >= '" + condition.from->str() + "'";
            if (condition.until) sql += " AND " + field + " <= '" + condition.until->str() + "'";
            // Full years since a day: the day is at least so many years before.
            if (condition.years_min)
                sql += " AND " + field + " <= '" + day_.plus_months(-12 * *condition.years_min).str() + "'";
            if (condition.years_max)
                sql += " AND " + field + " > '" + day_.plus_months(-12 * (*condition.years_max + 1)).str() + "'";
        }
        return condition.except ? "NOT (" + sql + ")" : "(" + sql + ")";
    }

    /// By codes of the dimensions, joined by '|'.
    std::map<std::string, std::int64_t> count(db::Tx& tx, const CrosstabQuestion& question, bool past)
    {
        db::Statement statement;
        member_ = past ? "r.member" : "r.id";
        std::string key;
        if (question.by_child) key = child(question.within.front());
        for (const auto& dimension : question.dimensions)
            key += (key.empty() ? "" : " || '|' || ") + expression(dimension);
        if (key.empty()) key = "'all'";
        statement.add("SELECT " + key + ", COUNT(*) FROM ");
        if (past)
            statement
                .add(
                    "team_state r JOIN organization_node o ON o.id = r.branch WHERE r.active = 1 AND r.superseded_at "
                    "= ")
                .add(statement.bind(Instant::forever()))
                .add(" AND r.valid_from <= " + statement.bind(day_) + " AND r.valid_to > " + statement.bind(day_));
        else statement.add("team_member r JOIN organization_node o ON o.id = r.branch WHERE r.withdrawn = 0");
        statement.add(question.everybody ? " AND r.status IN ('normal', 'suspended')" : " AND r.status = 'normal'");
        statement.add(" AND (1 = 0");
        for (const auto id : question.within)
            statement.add(" OR EXISTS (SELECT 1 FROM organization_node a WHERE a.id = " + statement.bind(id) +
                          " AND o.path >= a.path AND o.path < a.path || 'Z')");
        statement.add(")");
        for (const auto& clause : question.filter) {
            statement.add(" AND (1 = 0");
            for (const auto& one : clause.any) statement.add(" OR " + condition(one));
            statement.add(")");
        }
        statement.add(" GROUP BY 1");
        std::map<std::string, std::int64_t> counts;
        tx.for_each<std::string, std::int64_t>(statement.sql(), statement.params(),
                                               [&](std::string code, std::int64_t n) { counts[code] += n; });
        return counts;
    }

private:
    static std::string text(const std::string& field)
    {
        return "CASE WHEN " + field + " = '' THEN 'none' ELSE " + field + " END";
    }

    std::string bands()
    {
        std::string sql = "CASE WHEN r.birth_date IS NULL THEN 'none'";
        for (const auto& band : rules_.get("team.age_bands").items()) {
            const auto until = band.optional_integer("until");
            if (until)
                sql += " WHEN r.birth_date > '" + day_.plus_months(-12 * static_cast<int>(*until + 1)).str() +
                       "' THEN '" + band.at("code").text() + "'";
            else sql += " ELSE '" + band.at("code").text() + "'";
        }
        return sql + " END";
    }
    std::string years(const std::string& field, const std::string& most)
    {
        std::string sql = "CASE WHEN r." + field + " IS NULL THEN 'none'";
        for (int age = 0; age < rules_.integer(most); ++age)
            sql += " WHEN r." + field + " > '" + day_.plus_months(-12 * (age + 1)).str() + "' THEN '" +
                   std::to_string(age) + "'";
        return sql + " ELSE '" + std::to_string(rules_.integer(most)) + "' END";
    }
    std::string periods()
    {
        std::string sql = "CASE WHEN r.joined_on IS NULL THEN 'none'";
        for (const auto& period : rules_.get("team.join_periods").items()) {
            const auto* until = period.find("until");
            sql += until ? " WHEN r.joined_on <= '" + until->text() + "' THEN '" + period.at("code").text() + "'"
                         : " ELSE '" + period.at("code").text() + "'";
        }
        return sql + " END";
    }
    std::string marked(const std::string& table, const std::string& field, const std::string& mark,
                       const std::string& yes, const std::string& no)
    {
        std::string list;
        for (const auto& item : rules_.get(table).items())
            if (item.boolean_or(mark, false)) list += (list.empty() ? "'" : ", '") + item.at("code").text() + "'";
        return "CASE WHEN r." + field + " = '' THEN 'none' WHEN r." + field + " IN (" + list + ") THEN '" + yes +
               "' ELSE '" + no + "' END";
    }
    /// The first in the order of the packs of those that a member holds.
    std::string post(bool grouped)
    {
        std::string sql = "CASE";
        for (const auto& item : rules_.get("team.posts").items()) {
            const auto& code = item.at("code").text();
            const auto group =
                code == "secretary" || code == "deputy_secretary" ? code
                : code.ends_with("commissioner") || code == "standing_member" || code == "discipline_secretary"
                    ? "commissioner"
                    : "other";
            sql += " WHEN EXISTS (SELECT 1 FROM team_post p WHERE p.member = " + member_ + " AND p.post = '" + code +
                   "' AND p.superseded_at = " + std::to_string(Instant::forever().us) + " AND p.valid_from <= '" +
                   day_.str() + "' AND p.valid_to > '" + day_.str() + "') THEN '" + (grouped ? group : code) + "'";
        }
        return sql + " ELSE 'none' END";
    }
    static std::string prefixes()
    {
        static constexpr std::pair<const char*, const char*> groups[] = {
            {"1", "postgraduate"},         {"2", "undergraduate"}, {"3", "junior_college"},
            {"4", "secondary_vocational"}, {"6", "senior_high"},   {"7", "junior_high"}};
        std::string sql = "CASE substr(r.education, 1, 1) WHEN '' THEN 'none'";
        for (const auto& [prefix, code] : groups) sql += std::string(" WHEN '") + prefix + "' THEN '" + code + "'";
        return sql + " ELSE 'primary' END";
    }
    std::string grouped()
    {
        std::string sql = "CASE WHEN r.occupation = '' THEN 'none'";
        for (const auto& item : rules_.get("team.occupations").items())
            sql += " WHEN r.occupation = '" + item.at("code").text() + "' THEN '" + item.at("group").text() + "'";
        return sql + " ELSE 'other_code' END";
    }
    static std::string child(OrganizationId root)
    {
        return "COALESCE((SELECT CAST(c.id AS TEXT) FROM organization_node c WHERE c.parent = " + root.str() +
               " AND o.path >= c.path AND o.path < c.path || 'Z'), '" + root.str() + "')";
    }

    const policy::Policy& rules_;
    Date day_;
    std::string member_ = "r.id";
};

/// The answer in the same form.
inline std::map<std::string, std::int64_t> as_map(const CrosstabAnswer& answer)
{
    std::map<std::string, std::int64_t> counts;
    for (std::size_t at = 0; at < answer.counts.size(); ++at) {
        if (answer.counts[at].value_or(0) == 0) continue;
        std::string key;
        std::size_t rest = at;
        for (std::size_t axis = answer.axes.size(); axis-- > 0;) {
            const auto& values = answer.axes[axis].values;
            key = std::string(values[rest % values.size()].code) + (key.empty() ? "" : "|" + key);
            rest /= values.size();
        }
        counts[answer.axes.empty() ? "all" : key] += *answer.counts[at];
    }
    return counts;
}

}  // namespace jishi::statistics::testing
