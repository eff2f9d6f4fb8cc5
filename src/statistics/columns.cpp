#include "statistics/columns.hpp"

#include <algorithm>
#include <stdexcept>

#include "policy/reading.hpp"
#include "statistics/days.hpp"
#include "statistics/snapshot_file.hpp"

namespace jishi::statistics {
namespace {

ColumnKind kind_of(const std::string& kind)
{
    static constexpr std::pair<std::string_view, ColumnKind> kinds[] = {
        {"code", ColumnKind::code},          {"group", ColumnKind::group}, {"age_band", ColumnKind::age_band},
        {"period", ColumnKind::period},      {"flag", ColumnKind::flag},   {"day", ColumnKind::day},
        {"years", ColumnKind::years},        {"year", ColumnKind::year},   {"number_band", ColumnKind::number_band},
        {"left_band", ColumnKind::left_band}};
    for (const auto& [name, value] : kinds)
        if (name == kind) return value;
    throw std::runtime_error("statistics: there is no kind of column " + kind);
}

std::size_t place_of(const std::vector<std::string>& names, const std::string& name)
{
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) throw std::runtime_error("statistics: a record has no field " + name);
    return static_cast<std::size_t>(found - names.begin());
}

Value value_of(const policy::Value& item)
{
    return {item.at("code").text(), item.at("name").text(), item.at("name_en").text()};
}

/// Of a column: what it is called that a record says nothing.
Value unsaid(const policy::Value& column)
{
    return {std::string(not_said), column.text_or("none_name", "未填写"), column.text_or("none_name_en", "Not said")};
}
Value another() { return {std::string(other_code), "其他代码", "Other code"}; }

/// What a code may be: listed by the column itself or by another key.
const policy::Value& table_of(const policy::Reader& reader, const policy::Value& column)
{
    if (const auto* values = column.find("values")) return *values;
    return reader.get(column.at("table").text());
}

bool is_marked(const policy::Value& item, const std::string& member)
{
    const auto* mark = item.find(member);
    return mark && mark->kind() == policy::Value::Kind::boolean && mark->boolean();
}

bool belongs(const policy::Value& group, const policy::Value& item)
{
    const auto& code = item.at("code").text();
    const auto codes = group.texts_or_none("codes");
    if (std::ranges::find(codes, code) != codes.end()) return true;
    for (const auto& prefix : group.texts_or_none("prefixes"))
        if (code.starts_with(prefix)) return true;
    if (const auto marked = group.optional_text("marked")) return is_marked(item, *marked);
    return group.boolean_or("rest", false);
}

}  // namespace

std::optional<std::uint32_t> Column::cell_of(std::string_view value_code) const
{
    for (std::uint32_t cell = 0; cell < values.size(); ++cell)
        if (values[cell].code == value_code) return cell;
    return std::nullopt;
}

Code Column::band_of(std::int64_t number) const
{
    for (std::size_t i = 0; i < until_years.size(); ++i)
        if (!until_years[i] || number <= *until_years[i]) return static_cast<Code>(i + 1);
    return 0;
}

Columns::Columns(const policy::Reader& reader, std::string_view key, SourceNames names)
    : key_(key), names_(std::move(names))
{
    age_years_max_ = reader.number("statistics.age_years_max");
    const auto& items = reader.get(key).items();
    for (const auto& item : items) {
        Column column;
        column.code = item.at("code").text();
        column.name = item.at("name").text();
        column.name_en = item.at("name_en").text();
        column.kind = kind_of(item.at("kind").text());
        column.of_persons = item.boolean_or("of_persons", false);
        read_values(reader, item, column);
        if (item.at("stored").boolean())
            place(column, item.boolean_or("cube", false), item.boolean_or("plane_each", false));
        columns_.push_back(std::move(column));
    }
    // Ages are made from a day that is kept.
    for (auto& column : columns_) {
        if (column.kind != ColumnKind::age_band && column.kind != ColumnKind::years && column.kind != ColumnKind::year)
            continue;
        const auto base = std::ranges::find_if(
            columns_, [&](const Column& one) { return one.kind == ColumnKind::day && one.field == column.field; });
        if (base == columns_.end()) throw std::runtime_error("statistics: no day is kept for " + column.code);
        column.base = static_cast<std::size_t>(base - columns_.begin());
    }
    stored_.resize(schema_.size());
    codes_.resize(schema_.size());
    for (std::size_t at = 0; at < columns_.size(); ++at) {
        const auto& column = columns_[at];
        if (column.stored == Column::none) continue;
        stored_[column.stored] = at;
        if (column.kind == ColumnKind::code)
            for (Code code = 1; code + 1U < column.values.size(); ++code)
                codes_[column.stored].emplace(column.values[code].code, code);
    }
}

void Columns::read_values(const policy::Reader& reader, const policy::Value& item, Column& column)
{
    const auto table = [&]() -> const policy::Value& { return table_of(reader, item); };
    const auto bands = [&] {
        column.values.push_back(unsaid(item));
        for (const auto& one : table().items()) {
            column.values.push_back(value_of(one));
            const auto until = one.optional_integer("until");
            column.until_years.push_back(until ? std::optional(static_cast<int>(*until)) : std::nullopt);
        }
    };
    switch (column.kind) {
        case ColumnKind::code:
            column.field = place_of(names_.texts, item.at("field").text());
            column.values.push_back(unsaid(item));
            for (const auto& one : table().items()) column.values.push_back(value_of(one));
            column.values.push_back(another());
            return;
        case ColumnKind::group: read_groups(reader, item, column); return;
        case ColumnKind::age_band:
        case ColumnKind::left_band: column.field = place_of(names_.days, item.at("field").text()); return bands();
        case ColumnKind::number_band: column.field = place_of(names_.numbers, item.at("field").text()); return bands();
        case ColumnKind::period:
            column.field = place_of(names_.days, item.at("field").text());
            column.values.push_back(unsaid(item));
            for (const auto& one : table().items()) {
                column.values.push_back(value_of(one));
                const auto* until = one.find("until");
                column.until_days.push_back(until ? std::optional(until->date()) : std::nullopt);
            }
            return;
        case ColumnKind::flag:
            column.field = place_of(names_.flags, item.at("field").text());
            column.values = {{"no", "否", "No"}, {"yes", "是", "Yes"}};
            return;
        case ColumnKind::day: column.field = place_of(names_.days, item.at("field").text()); return;
        case ColumnKind::years:
            column.field = place_of(names_.days, item.at("field").text());
            column.values.push_back(unsaid(item));
            for (int years = 0; years <= age_years_max_; ++years)
                column.values.push_back({std::to_string(years), std::to_string(years), std::to_string(years)});
            return;
        case ColumnKind::year:
            column.field = place_of(names_.days, item.at("field").text());
            column.values.push_back(unsaid(item));
            for (int year = first_day.year(); year <= last_day().year(); ++year)
                column.values.push_back({std::to_string(year), std::to_string(year), std::to_string(year)});
            return;
    }
}

void Columns::read_groups(const policy::Reader& reader, const policy::Value& item, Column& column)
{
    const auto base = std::ranges::find(columns_, item.at("of").text(), &Column::code);
    if (base == columns_.end() || base->kind != ColumnKind::code || base->stored == Column::none)
        throw std::runtime_error("statistics: the groups of " + column.code + " have no column of codes before them");
    column.base = static_cast<std::size_t>(base - columns_.begin());
    const auto& definition = *reader.get(key_).item_with_code(base->code);
    const auto& table = table_of(reader, definition);
    column.values.push_back(unsaid(item));
    const auto* groups = item.find("groups");
    const auto& named = groups ? *groups : reader.get(item.at("table").text());
    for (const auto& group : named.items()) column.values.push_back(value_of(group));
    column.values.push_back(another());
    const auto last = static_cast<std::uint8_t>(column.values.size() - 1);
    column.groups.assign(base->values.size(), last);
    column.groups[0] = 0;
    for (std::size_t code = 1; code + 1 < base->values.size(); ++code) {
        const auto& one = *table.item_with_code(base->values[code].code);
        if (!groups) {
            const auto cell = column.cell_of(one.at(item.at("by").text()).text());
            column.groups[code] = static_cast<std::uint8_t>(cell.value_or(last));
            continue;
        }
        std::uint8_t cell = 1;
        for (const auto& group : groups->items()) {
            if (belongs(group, one)) {
                column.groups[code] = cell;
                break;
            }
            ++cell;
        }
    }
}

void Columns::place(Column& column, bool cube, bool plane_each)
{
    if (schema_.size() == columns_max) throw std::runtime_error("statistics: too many columns are kept");
    column.stored = schema_.size();
    const auto cells = column.kind == ColumnKind::day ? wide_cells : static_cast<std::uint32_t>(column.values.size());
    if (column.kind != ColumnKind::day && cells > bytes_cells_max)
        throw std::runtime_error("statistics: too many codes for a column: " + column.code);
    const auto storage = column.kind == ColumnKind::day ? Storage::wide
                         : cells <= planes_cells_max    ? Storage::planes
                                                        : Storage::bytes;
    if (plane_each && (storage != Storage::planes || cells > plane_each_cells_max))
        throw std::runtime_error("statistics: too many codes for a plane each: " + column.code);
    schema_.columns.push_back({column.code, storage, cells, cube, plane_each});
}

const Column* Columns::find(std::string_view code) const
{
    const auto found = std::ranges::find(columns_, code, &Column::code);
    return found == columns_.end() ? nullptr : &*found;
}

void Columns::encode(const Source& source, Date on, std::vector<Code>& codes, Memo& memo) const
{
    constexpr std::size_t rows_for_bands = 1'000;  // a table of all days is worth making for so many
    constexpr Code not_yet = 0xFFFF;
    codes.resize(schema_.size());
    memo.said.resize(schema_.size());
    memo.bands.resize(schema_.size());
    ++memo.rows;
    for (std::size_t place = 0; place < stored_.size(); ++place) {
        const auto& column = columns_[stored_[place]];
        switch (column.kind) {
            case ColumnKind::code: {
                const auto text = source.texts[column.field];
                auto& said = memo.said[place];
                if (text != said.text) {
                    const auto found = codes_[place].find(text);
                    const auto other = static_cast<Code>(column.values.size() - 1);
                    said.code = text.empty() ? Code{0} : found != codes_[place].end() ? found->second : other;
                    said.text = text;
                }
                codes[place] = said.code;
                break;
            }
            case ColumnKind::group: codes[place] = column.groups[codes[columns_[column.base].stored]]; break;
            case ColumnKind::age_band: {
                const auto day = code_of_day(source.days[column.field]);
                auto& bands = memo.bands[place];
                if (memo.rows == rows_for_bands) bands.assign(wide_cells, not_yet);
                if (bands.empty()) codes[place] = band_of(column, day, on);
                else {
                    if (bands[day] == not_yet) bands[day] = band_of(column, day, on);
                    codes[place] = bands[day];
                }
                break;
            }
            case ColumnKind::period: {
                const auto& day = source.days[column.field];
                codes[place] = 0;
                for (std::size_t i = 0; day && i < column.until_days.size() && codes[place] == 0; ++i)
                    if (!column.until_days[i] || *day <= *column.until_days[i]) codes[place] = static_cast<Code>(i + 1);
                break;
            }
            case ColumnKind::number_band: {
                const auto& number = source.numbers[column.field];
                codes[place] = number ? column.band_of(*number) : Code{0};
                break;
            }
            case ColumnKind::left_band: {
                const auto& day = source.days[column.field];
                codes[place] = day ? column.band_of(day->days() - on.days()) : Code{0};
                break;
            }
            case ColumnKind::flag: codes[place] = source.flags[column.field] != 0 ? 1 : 0; break;
            case ColumnKind::day: codes[place] = code_of_day(source.days[column.field]); break;
            case ColumnKind::years:
            case ColumnKind::year: throw std::runtime_error("statistics: years are not kept: " + column.code);
        }
    }
}

std::string Columns::digest() const
{
    std::string words;
    for (const auto place : stored_) {
        const auto& column = columns_[place];
        words += column.code + ':';
        for (const auto& value : column.values) words += value.code + ',';
        for (const auto group : column.groups) words += std::to_string(group) + ' ';
        for (const auto until : column.until_years) words += until ? std::to_string(*until) + ' ' : "-";
        for (const auto& until : column.until_days) words += until ? until->str() : "-";
        words += ';';
    }
    return std::to_string(checksum_of(words.data(), words.size()));
}

Code Columns::band_of(const Column& column, Code day, Date on) const
{
    if (day == 0) return 0;
    return column.band_of(years_between(day_of_code(day), on));
}

Axis Columns::axis(const Column& column, Date on) const
{
    if (column.stored != Column::none) return column.stored;
    const auto& base = columns_[column.base];
    const auto cells = static_cast<std::uint32_t>(column.values.size());
    if (column.kind == ColumnKind::group)
        return {base.stored, std::make_shared<const std::vector<std::uint8_t>>(column.groups), cells};
    std::vector<std::uint8_t> groups(wide_cells, 0);
    for (std::uint32_t code = 1; code < wide_cells; ++code) {
        const auto day = day_of_code(static_cast<Code>(code));
        const auto number = column.kind == ColumnKind::year ? day.year() - first_day.year() : years_between(day, on);
        groups[code] = static_cast<std::uint8_t>(std::clamp<int>(number, 0, static_cast<int>(cells) - 2) + 1);
    }
    return {base.stored, std::make_shared<const std::vector<std::uint8_t>>(std::move(groups)), cells};
}

}  // namespace jishi::statistics
