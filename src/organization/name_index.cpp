#include "organization/name_index.hpp"

#include <algorithm>
#include <mutex>
#include <shared_mutex>

#include "organization/find_text.hpp"

namespace jishi::organization {
namespace {

constexpr std::size_t recent_max = 1024;

/// All texts of one kind, each between line feeds, in order of length.
struct Column {
    std::string text = "\n";
    std::vector<std::uint32_t> starts;  // of each text; one more at the end
    std::vector<std::uint32_t> slots;

    void add(std::uint32_t slot, std::string_view value)
    {
        starts.push_back(static_cast<std::uint32_t>(text.size()));
        slots.push_back(slot);
        text += value;
        text += '\n';
    }
    void close() { starts.push_back(static_cast<std::uint32_t>(text.size())); }
    std::size_t size() const { return slots.size(); }
    std::size_t length(std::size_t i) const { return starts[i + 1] - starts[i] - 1; }
    std::string_view value(std::size_t i) const { return std::string_view{text}.substr(starts[i], length(i)); }
    /// The text that holds this offset, not before `from`: matches come in order, so steps are short.
    std::size_t at(std::size_t offset, std::size_t from) const
    {
        std::size_t step = 1;
        while (from + step < slots.size() && starts[from + step] <= offset) step *= 2;
        const auto begin = starts.begin() + static_cast<std::ptrdiff_t>(from + step / 2);
        const auto end = starts.begin() + static_cast<std::ptrdiff_t>(std::min(from + step + 1, starts.size()));
        return static_cast<std::size_t>(std::upper_bound(begin, end, offset) - starts.begin()) - 1;
    }
};

/// Appends the best hits of one column: up to `limit` that start with the needle and up to `limit` that contain it.
void scan(const Column& column, std::string_view needle, std::size_t limit,
          const std::function<bool(std::uint32_t)>& accept, std::vector<NameIndex::Hit>& hits)
{
    std::size_t prefixes = 0;
    std::size_t infixes = 0;
    std::size_t entry = 0;
    std::size_t from = 0;
    const std::string at_start = "\n" + std::string{needle};
    while (prefixes < limit) {
        // Once there are enough that only contain it, look for those that start with it: far fewer places.
        const bool starts_only = infixes >= limit;
        auto found = find_text(column.text, starts_only ? std::string_view{at_start} : needle, from);
        if (found == std::string_view::npos) return;
        if (starts_only) ++found;
        entry = column.at(found, entry);
        from = column.starts[entry + 1] - 1;
        if (!accept(column.slots[entry])) continue;
        const bool infix = found != column.starts[entry];
        ++(infix ? infixes : prefixes);
        hits.push_back({column.slots[entry], infix});
    }
}

bool is_ascii(std::string_view text)
{
    return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

/// The pinyin of a name keeps its Latin letters and digits, so that a query in them needs no look at names.
bool is_searched(std::size_t kind, bool latin)
{
    return latin == (kind != static_cast<std::size_t>(NameIndex::Kind::name));
}

}  // namespace

struct NameIndex::Segment {
    std::uint32_t first_round;
    std::uint32_t last_round;
    std::array<Column, kinds> columns;
    std::size_t size() const { return columns[0].size(); }
};

NameIndex::NameIndex() = default;
NameIndex::~NameIndex() = default;

bool NameIndex::lives_in(const Segment& segment, std::uint32_t slot) const
{
    const auto round = rounds_[slot].load(std::memory_order_relaxed);
    return segment.first_round <= round && round <= segment.last_round;
}

namespace {

template <class TextOf>
Column column_of(const std::vector<std::pair<std::uint32_t, std::uint32_t>>& by_length, TextOf text_of)
{
    Column column;
    std::size_t bytes = 1;
    for (const auto& [length, item] : by_length) bytes += length + 1;
    column.text.reserve(bytes);
    column.slots.reserve(by_length.size());
    column.starts.reserve(by_length.size() + 1);
    for (const auto& [length, item] : by_length) {
        const auto& [slot, text] = text_of(item);
        column.add(slot, text);
    }
    column.close();
    return column;
}

std::string_view text_of_kind(const NameIndex::Texts& texts, std::size_t kind)
{
    switch (static_cast<NameIndex::Kind>(kind)) {
        case NameIndex::Kind::name: return texts.name;
        case NameIndex::Kind::pinyin: return texts.pinyin;
        case NameIndex::Kind::initials: return texts.initials;
        case NameIndex::Kind::code: return texts.code;
    }
    return {};
}

/// Builds the columns of `count` items; an item may have a second name.
template <class TextsOf>
std::array<Column, NameIndex::kinds> columns_of(std::uint32_t count, TextsOf texts_of)
{
    std::array<Column, NameIndex::kinds> columns;
    std::vector<std::pair<std::uint32_t, std::uint32_t>>
        by_length;  // an item counts twice: 2i its name, 2i+1 its short name
    for (std::size_t kind = 0; kind < NameIndex::kinds; ++kind) {
        by_length.clear();
        by_length.reserve(count);
        const auto value = [&](std::uint32_t item) -> std::pair<std::uint32_t, std::string_view> {
            const auto [slot, texts] = texts_of(item / 2);
            return {slot, item % 2 ? texts.short_name : text_of_kind(texts, kind)};
        };
        for (std::uint32_t item = 0; item < 2 * count; ++item) {
            if (item % 2 && kind != 0) continue;
            if (const auto text = value(item).second; !text.empty())
                by_length.emplace_back(static_cast<std::uint32_t>(text.size()), item);
        }
        std::ranges::sort(by_length);
        columns[kind] = column_of(by_length, value);
    }
    return columns;
}

}  // namespace

void NameIndex::rebuild(std::uint32_t count, const std::function<Texts(std::uint32_t)>& texts_of)
{
    auto segment = std::make_shared<Segment>();
    segment->columns = columns_of(count, [&](std::uint32_t i) { return std::pair{i, texts_of(i)}; });
    const std::unique_lock lock(mutex_);
    segment->first_round = 0;
    segment->last_round = round_;
    while (rounds_.size() < count) rounds_.grow();
    for (std::uint32_t slot = 0; slot < count; ++slot) rounds_[slot].store(round_, std::memory_order_relaxed);
    segments_ = {std::move(segment)};
    recent_.clear();
    recent_of_.clear();
    ++round_;
}

void NameIndex::put(std::uint32_t slot, const Texts& texts)
{
    {
        const std::unique_lock lock(mutex_);
        while (rounds_.size() <= slot) rounds_.grow();
        rounds_[slot].store(round_, std::memory_order_relaxed);
        const auto [place, is_new] = recent_of_.try_emplace(slot, recent_.size());
        if (is_new) recent_.emplace_back();
        auto& entry = recent_[place->second];
        entry.slot = slot;
        for (std::size_t kind = 0; kind < kinds; ++kind) entry.texts[kind] = text_of_kind(texts, kind);
        entry.short_name = texts.short_name;
    }
    if (recent_.size() >= recent_max) flush();
}

/// Makes a segment of the recent texts and joins segments of like size, so that there are few of them. The
/// scan of a reader goes on over the segments that it holds.
void NameIndex::flush()
{
    auto segment = std::make_shared<Segment>();
    segment->first_round = segment->last_round = round_;
    segment->columns = columns_of(static_cast<std::uint32_t>(recent_.size()), [&](std::uint32_t i) {
        return std::pair{recent_[i].slot, recent_[i].views()};
    });
    Segments segments = segments_;
    segments.push_back(std::move(segment));
    while (segments.size() > 1 && segments.back()->size() * 2 >= segments[segments.size() - 2]->size()) {
        auto joined = merged(*segments[segments.size() - 2], *segments.back());
        segments.pop_back();
        segments.back() = std::move(joined);
    }
    const std::unique_lock lock(mutex_);
    segments_ = std::move(segments);
    recent_.clear();
    recent_of_.clear();
    ++round_;
}

std::shared_ptr<const NameIndex::Segment> NameIndex::merged(const Segment& older, const Segment& newer) const
{
    auto result = std::make_shared<Segment>();
    result->first_round = older.first_round;
    result->last_round = newer.last_round;
    for (std::size_t kind = 0; kind < kinds; ++kind) {
        const auto& a = older.columns[kind];
        const auto& b = newer.columns[kind];
        auto& out = result->columns[kind];
        out.text.reserve(a.text.size() + b.text.size());
        std::size_t i = 0;
        std::size_t j = 0;
        while (i < a.size() || j < b.size()) {
            const bool first = j == b.size() || (i < a.size() && a.length(i) <= b.length(j));
            const auto& from = first ? a : b;
            const auto at = first ? i++ : j++;
            if (lives_in(first ? older : newer, from.slots[at])) out.add(from.slots[at], from.value(at));
        }
        out.close();
    }
    return result;
}

std::size_t NameIndex::find_best(const Texts& texts, std::string_view needle)
{
    const bool latin = is_ascii(needle);
    auto best = std::string_view::npos;
    for (std::size_t kind = 0; kind < kinds; ++kind)
        if (is_searched(kind, latin)) best = std::min(best, text_of_kind(texts, kind).find(needle));
    if (is_searched(0, latin)) best = std::min(best, texts.short_name.find(needle));
    return best;
}

std::size_t NameIndex::bytes() const
{
    const std::shared_lock lock(mutex_);
    std::size_t sum = rounds_.size() * sizeof(std::uint32_t);
    for (const auto& segment : segments_)
        for (const auto& column : segment->columns)
            sum +=
                column.text.capacity() + (column.starts.capacity() + column.slots.capacity()) * sizeof(std::uint32_t);
    return sum;
}

std::vector<NameIndex::Hit> NameIndex::search(std::string_view needle, std::size_t limit,
                                              const std::function<bool(std::uint32_t)>& accept) const
{
    std::vector<Hit> hits;
    if (needle.empty() || needle.find('\n') != std::string_view::npos) return hits;
    const bool latin = is_ascii(needle);
    Segments segments;
    {
        const std::shared_lock lock(mutex_);
        segments = segments_;
        for (const auto& entry : recent_) {
            const auto best = find_best(entry.views(), needle);
            if (best != std::string::npos && accept(entry.slot)) hits.push_back({entry.slot, best != 0});
        }
    }
    for (const auto& segment : segments) {
        const auto lives = [&](std::uint32_t slot) { return lives_in(*segment, slot) && accept(slot); };
        for (std::size_t kind = 0; kind < kinds; ++kind)
            if (is_searched(kind, latin)) scan(segment->columns[kind], needle, limit, lives, hits);
    }
    return hits;
}

}  // namespace jishi::organization
