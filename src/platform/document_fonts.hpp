#pragma once
// Which installed fonts stand for the fonts that a document names. [FMT-07] Private to the document files.

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace jishi::platform::document {

/// One face, as the packs have it (documents.fonts).
struct FontRule {
    std::vector<std::string> names;    // the same face under its names: 仿宋_GB2312, 仿宋, FangSong
    std::vector<std::string> instead;  // free faces that take its place, the best first
};

class Fonts {
public:
    explicit Fonts(std::vector<FontRule> rules) : rules_(std::move(rules)) {}

    /// The families to try, in order, as Pango takes them: "FangSong,Noto Serif CJK SC". Logs one warning for each face
    /// that is not installed. [FMT-07]
    std::string families(std::string_view named) const;

private:
    std::string find(std::string_view named) const;

    std::vector<FontRule> rules_;
    mutable std::mutex mutex_;
    mutable std::map<std::string, std::string, std::less<>> known_;
};

}  // namespace jishi::platform::document
