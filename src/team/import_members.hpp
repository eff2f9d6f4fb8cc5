#pragma once
// Rows of members: read from a sheet and judged by the rules by which one member is registered. Pure: what is known of
// the tree and the register is handed in.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/import_table.hpp"
#include "team/member_rules.hpp"

namespace jishi::team {

/// One row of the file.
struct MemberRow {
    std::uint32_t row_number = 0;
    Attributes values;
    std::string branch_text;  // as written; empty: the organisation imported into
    std::string id_number;    // in its one form; empty: none that can be read
    std::string phone;
    std::string address;
    bool refused = false;
};

/// What the rows are judged against.
struct MemberImport {
    const MemberPolicy& rules;
    std::string entry;  // [DATA-37] how imported members come into the register
    Date effective_on;
    Date today;
};

/// @errors member.standing_change_unknown, member.standing_not_possible (the packs contradict themselves)
Result<std::vector<MemberRow>> read_member_rows(const platform::Sheet& sheet, const engine::Layout& layout,
                                                const engine::ImportPolicy& policy, const MemberImport& import,
                                                std::vector<engine::Finding>& findings);

/// [DATA-50] One id number once; two of one name and one day of birth are pointed out.
void check_twins(std::vector<MemberRow>& rows, const engine::Layout& layout, std::vector<engine::Finding>& findings);

/// Notes something about a cell of a row that was read.
void note(MemberRow& row, const engine::Layout& layout, std::vector<engine::Finding>& findings, std::string_view column,
          std::string code, std::string detail = {}, std::string value = {}, std::string rule = {},
          bool refuses = true);

}  // namespace jishi::team
