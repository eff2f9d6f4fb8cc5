#pragma once
// What an import says at its end: the sums, the findings, the marked copy of the file.

#include <string>
#include <vector>

#include "engine/import_batches.hpp"
#include "engine/import_table.hpp"
#include "platform/spreadsheet_check.hpp"

namespace jishi::engine {

/// Every row ends as stored or as refused: stored + refused = rows.
struct ImportSums {
    std::int64_t rows = 0;
    std::int64_t stored = 0;   // in a dry run: would be stored
    std::int64_t refused = 0;  // with a fault, or held back because others have one
    std::int64_t wrong = 0;    // with a fault
};

struct ImportRow {
    std::uint32_t row_number = 0;
    bool refused = false;
};

struct ReportedImport {
    const Batch& batch;
    const ImportPolicy& policy;
    const platform::Sheet& sheet;
    const Layout& layout;
    const std::vector<ImportRow>& rows;
    const std::vector<Finding>& findings;
    const ImportSums& sums;
};

platform::SheetCheck check_of(const ReportedImport& import);
/// {rows, stored, refused, wrong, dry_run, findings:[{row, column, code, detail, value, rule, refuses}] (the first
/// thousand), findings_total, report, batch}
std::string result_json(const ReportedImport& import);
std::string result_json(const Batch& batch);

}  // namespace jishi::engine
