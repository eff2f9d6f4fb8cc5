#include "platform/demo_tables.hpp"

#include <charconv>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "platform/csv.hpp"

namespace jishi::platform {

const std::string& DemoRow::text(std::string_view column) const
{
    const auto found = cells_.find(column);
    if (found == cells_.end()) throw std::runtime_error(place_ + ": there is no column " + std::string(column));
    return found->second;
}

Date DemoRow::date(std::string_view column) const
{
    const auto date = Date::parse(text(column));
    if (!date) wrong(column, "a date");
    return *date;
}

int DemoRow::number(std::string_view column) const
{
    const auto& digits = text(column);
    int number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size()) wrong(column, "a number");
    return number;
}

void DemoRow::wrong(std::string_view column, std::string_view expected) const
{
    throw std::runtime_error(place_ + ": " + std::string(column) + " is not " + std::string(expected) + ": " +
                             text(column));
}

std::vector<DemoRow> read_demo_table(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    CsvRows rows(text);
    std::vector<std::string_view> cells;
    std::vector<std::string> columns;
    if (rows.next(cells)) columns.assign(cells.begin(), cells.end());
    std::vector<DemoRow> table;
    while (rows.next(cells)) {
        const auto place = file.filename().string() + ":" + std::to_string(rows.line());
        if (cells.size() != columns.size()) throw std::runtime_error(place + ": not as many cells as columns");
        std::map<std::string, std::string, std::less<>> named;
        for (std::size_t i = 0; i < cells.size(); ++i) named.emplace(columns[i], cells[i]);
        table.emplace_back(place, std::move(named));
    }
    if (rows.broken()) throw std::runtime_error(file.string() + ": a quote is not closed");
    return table;
}

/// splitmix64: small, and the same everywhere, which the distributions of the standard library are not.
std::uint64_t Dice::next()
{
    state_ += 0x9E3779B97F4A7C15ULL;
    auto z = state_;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ z >> 27) * 0x94D049BB133111EBULL;
    return z ^ z >> 31;
}

std::string filled(std::string pattern, const std::map<std::string, std::string, std::less<>>& values)
{
    for (auto open = pattern.find('{'); open != std::string::npos; open = pattern.find('{', open)) {
        const auto close = pattern.find('}', open);
        if (close == std::string::npos) break;
        const auto value = values.find(std::string_view(pattern).substr(open + 1, close - open - 1));
        if (value == values.end()) {
            open = close;
            continue;
        }
        pattern.replace(open, close - open + 1, value->second);
        open += value->second.size();
    }
    return pattern;
}

}  // namespace jishi::platform
