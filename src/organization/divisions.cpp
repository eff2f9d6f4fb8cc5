#include "organization/divisions.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "platform/csv.hpp"
#include "policy/policy.hpp"

namespace jishi::organization {
namespace {

constexpr std::array<std::size_t, division_levels.size()> code_sizes{2, 4, 6, 9, 12};

std::unexpected<Error> broken(std::size_t level, std::uint32_t line)
{
    return refuse(ErrorKind::invalid_input, "divisions.broken", {},
                  std::string(division_levels[level]) + ".csv:" + std::to_string(line));
}

std::string file_text(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary | std::ios::ate);
    std::string text;
    if (!in) return text;
    text.resize(static_cast<std::size_t>(in.tellg()));
    in.seekg(0);
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    return text;
}

std::string_view ending_of(const DivisionLine& line, std::string_view name)
{
    const auto found =
        std::ranges::find_if(line.endings, [&](const std::string& ending) { return name.ends_with(ending); });
    return found == line.endings.end() ? std::string_view{} : std::string_view(*found);
}

bool is_digits(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// A division that others can stand below.
struct Above {
    OrganizationId id;
    std::string_view name;
    bool read = false;  // what stands below it
};

/// One pass over all files.
class Pass {
public:
    Pass(const DivisionPolicy& policy, IdGenerator& ids, OrganizationId root,
         const std::function<void(DivisionNode&&)>& each)
        : policy_(policy), ids_(ids), each_(each)
    {
        above_.reserve(64 * 1024);
        above_.emplace(std::string_view{}, Above{root, {}, false});
    }

    Result<void> read(std::size_t level, std::string_view text)
    {
        platform::CsvRows rows(text);
        std::vector<std::string_view> cells;
        rows.next(cells);  // titles
        last_ = nullptr;
        while (rows.next(cells)) {
            if (cells.size() < 2 || cells[0].size() != code_sizes[level] || !is_digits(cells[0]) || cells[1].empty())
                return broken(level, rows.line());
            if (!take(level, cells[0], cells[1])) return broken(level, rows.line());
        }
        if (rows.broken()) return broken(level, rows.line());
        return {};
    }

private:
    bool take(std::size_t level, std::string_view code, std::string_view name)
    {
        const auto* above = find_above(level, code);
        if (!above) return false;
        DivisionNode node;
        node.code = code;
        node.level = level;
        node.parent = above->id;
        node.plain_name = name;
        node.order = ++order_;
        node.line = line_for(policy_.lines[level], name);
        if (!node.line) return false;
        node.name = name_of(*node.line, name, above->name);
        // Two divisions may become one name: the second keeps its own, or has the end of its code beside it.
        if (!is_free(node.name)) {
            node.name = std::string(name) + node.line->suffix;
            if (!is_free(node.name)) {
                node.name.insert(name.size(), "（" + std::string(code.substr(code.size() - 3)) + "）");
                if (!is_free(node.name)) return false;
            }
        }
        node.id = ids_.next_id<OrganizationTag>();
        if (level + 1 < division_levels.size() && !above_.emplace(code, Above{node.id, name, false}).second)
            return false;
        each_(std::move(node));
        return true;
    }

    /// Rows of one division stand together, so that only its own names have to be remembered.
    const Above* find_above(std::size_t level, std::string_view code)
    {
        const auto key = level == 0 ? std::string_view{} : code.substr(0, code_sizes[level - 1]);
        if (last_ && key == last_key_) return last_;
        const auto found = above_.find(key);
        if (found == above_.end() || found->second.read) return nullptr;
        found->second.read = true;
        last_key_ = key;
        last_ = &found->second;
        taken_.clear();
        return last_;
    }

    bool is_free(std::string_view name)
    {
        const auto hash = std::hash<std::string_view>{}(name);
        if (std::ranges::find(taken_, hash) != taken_.end()) return false;
        taken_.push_back(hash);
        return true;
    }

    const DivisionPolicy& policy_;
    IdGenerator& ids_;
    const std::function<void(DivisionNode&&)>& each_;
    std::unordered_map<std::string_view, Above> above_;  // by code; addresses stay
    std::vector<std::size_t> taken_;                     // hashes of the names below last_
    std::string_view last_key_;
    const Above* last_ = nullptr;
    int order_ = 0;
};

}  // namespace

DivisionPolicy read_division_policy(const policy::Policy& policy)
{
    const auto& value = policy.get("organization.divisions");
    DivisionPolicy divisions;
    divisions.as_of = value.at("as_of").date();
    const auto& root = value.at("root");
    divisions.root.exists = true;
    divisions.root.name = root.at("name").text();
    divisions.root.short_name = root.at("short_name").text();
    divisions.root.code = root.at("code").text();
    divisions.root.type = root.at("type").text();
    divisions.root.level = root.at("level").text();
    for (const auto& level : value.at("levels").items()) {
        const auto at = std::ranges::find(division_levels, level.at("level").text()) - division_levels.begin();
        for (const auto& item : level.at("lines").items()) {
            DivisionLine line;
            line.names = item.texts_or_none("names");
            line.endings = item.texts_or_none("endings");
            line.becomes = item.text_or("becomes", "");
            line.replaces = !line.becomes.empty() || item.boolean_or("drops", false);
            line.with_parent = item.boolean_or("with_parent", false);
            line.type = item.at("type").text();
            line.level = item.at("level").text();
            line.sector = item.text_or("sector", "");
            line.prefix = item.text_or("prefix", "");
            line.suffix = item.at("suffix").text();
            if (const auto* unit = item.find("unit")) {
                line.unit_kind = unit->at("kind").text();
                line.unit_of_above = unit->at("looked_after_by").text() == "above";
            }
            divisions.lines[static_cast<std::size_t>(at)].push_back(std::move(line));
        }
    }
    return divisions;
}

const DivisionLine* line_for(const std::vector<DivisionLine>& lines, std::string_view division)
{
    for (const auto& line : lines) {
        if (!line.names.empty() && std::ranges::find(line.names, division) == line.names.end()) continue;
        if (!line.endings.empty() && ending_of(line, division).empty()) continue;
        return &line;
    }
    return nullptr;
}

std::string name_of(const DivisionLine& line, std::string_view division, std::string_view above)
{
    std::string name;
    name.reserve(line.prefix.size() + above.size() + division.size() + line.becomes.size() + line.suffix.size());
    name += line.prefix;
    if (line.with_parent) name += above;
    const auto ending = line.replaces ? ending_of(line, division) : std::string_view{};
    name += division.substr(0, division.size() - ending.size());
    if (!ending.empty()) name += line.becomes;
    name += line.suffix;
    return name;
}

Result<Divisions> Divisions::open(const std::filesystem::path& folder)
{
    Divisions divisions;
    const auto place = std::filesystem::exists(folder / "dist") ? folder / "dist" : folder;
    for (std::size_t level = 0; level < division_levels.size(); ++level) {
        const auto file = std::string(division_levels[level]) + ".csv";
        divisions.texts_[level] = file_text(place / file);
        if (divisions.texts_[level].empty())
            return refuse(ErrorKind::not_found, "divisions.file_missing", {}, (place / file).string());
        const auto lines = std::ranges::count(divisions.texts_[level], '\n') + !divisions.texts_[level].ends_with('\n');
        divisions.rows_ += lines - 1;
    }
    return divisions;
}

Result<void> Divisions::read(const DivisionPolicy& policy, IdGenerator& ids, OrganizationId root,
                             const std::function<void(DivisionNode&&)>& each) const
{
    Pass pass(policy, ids, root, each);
    for (std::size_t level = 0; level < division_levels.size(); ++level) TRY(pass.read(level, texts_[level]));
    return {};
}

}  // namespace jishi::organization
