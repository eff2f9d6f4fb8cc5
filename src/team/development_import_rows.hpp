#pragma once
// Rows of a spreadsheet of cases of development: read from the sheet, and their days judged by the rules of each day.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/import_table.hpp"
#include "team/development.hpp"
#include "team/development_import_columns.hpp"
#include "team/development_rules.hpp"

namespace jishi::team {

/// What a row says of a step.
struct StepSaid {
    std::optional<Date> day;
    std::vector<Date> again;  // in order
    std::string document;
    engine::Form form;
    bool anything() const { return !again.empty() || !document.empty() || !form.values().empty(); }
};

struct CaseRow {
    std::size_t index = 0;  // of the sheet
    std::uint32_t row_number = 0;
    RegisteringApplicant person;
    std::string id_number_index;  // blind
    std::string branch_text;      // as written; empty: the organisation imported into
    std::string reason;
    std::map<std::string, StepSaid, std::less<>> steps;  // by code
    bool refused = false;
};

/// Reads rows and notes what is wrong with their cells.
class CaseRowReader {
public:
    CaseRowReader(const CaseColumns& columns, engine::CellReader& cells) : columns_(columns), cells_(cells) {}

    CaseRow read(std::size_t index, Date today);
    bool has(std::string_view column) const { return cells_.has_column(column); }
    /// Notes something about a row that was read.
    void note(CaseRow& row, std::string_view column, std::string code, std::string detail = {}, std::string rule = {},
              bool refuses = true);
    /// What a use case refused, at the cell that it speaks of. @param step  that was being done; none: a null pointer
    void say(CaseRow& row, const Error& error, const StepColumns* step, bool again = false);

private:
    void read_person(CaseRow& row, Date today);
    void read_step(CaseRow& row, const StepColumns& step);
    std::vector<Date> read_days(const std::string& column);
    policy::Value read_field(const StepColumns::Field& field);

    const CaseColumns& columns_;
    engine::CellReader& cells_;
};

/// Rules of the branch on a day; a null pointer before the first ones.
using RulesThen = std::function<std::shared_ptr<const DevelopmentPolicy>(Date)>;

/// Gaps, order and intervals of the days of a row, all of them at once. [DEV-01 – DEV-13] What takes more than the row
/// is judged when the steps are done.
void judge_days(CaseRow& row, const CaseColumns& columns, const RulesThen& rules, Date today, CaseRowReader& reader);

}  // namespace jishi::team
