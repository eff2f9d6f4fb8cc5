#include "statistics/world.hpp"

#include "statistics/cube.hpp"

namespace jishi::statistics {

SourceNames fields_of(Counted kind)
{
    switch (kind) {
        case Counted::members:
            return {{"status", "category", "sex", "ethnicity", "education", "degree", "occupation", "social_stratum",
                     "sector", "organization_type", "post"},
                    {"birth_date", "joined_on"},
                    {"migrant_worker", "front_line", "mobile", "lost"},
                    {}};
        case Counted::organizations:
            return {{"type", "sector", "level", "form"}, {"term_expires_on"}, {"basic"}, {"members"}};
        case Counted::units:
            return {{"kind", "sector", "reach"}, {}, {"counted", "obliged", "organization", "work"}, {"staff"}};
    }
    return {};
}

std::string_view columns_key(Counted kind)
{
    switch (kind) {
        case Counted::members: return "statistics.member_columns";
        case Counted::organizations: return "statistics.organization_columns";
        case Counted::units: return "statistics.unit_columns";
    }
    return {};
}

Axis Register::axis(const Column& column) const
{
    if (column.stored != Column::none) return column.stored;
    const std::lock_guard lock(axes_->mutex);
    auto& made = axes_->made;
    const auto known = made.find(&column);
    return known != made.end() ? known->second : made.emplace(&column, columns_->axis(column, on_)).first->second;
}

void Register::turn_to(Date on)
{
    if (on == on_) return;
    on_ = on;
    {
        const std::lock_guard lock(axes_->mutex);
        axes_->made.clear();
    }
    for (const auto& column : columns_->all()) {
        if (column.kind != ColumnKind::age_band || column.stored == Column::none) continue;
        // Every day of birth has its band: worked out once, not for everybody.
        std::vector<Code> bands(wide_cells);
        for (std::uint32_t day = 0; day < wide_cells; ++day)
            bands[day] = columns_->band_of(column, static_cast<Code>(day), on);
        const auto base = columns_->base_of(column).stored;
        rows_.recode_column(column.stored,
                            [&](const Chunk& rows, std::uint32_t at) { return bands[rows.days(base)[at]]; });
    }
}

const Register* World::find(Counted kind) const
{
    if (kind == Counted::members) return &members_;
    const auto& other = others_[index(kind)];
    return other ? &*other : nullptr;
}

std::size_t World::memory_bytes() const
{
    auto bytes =
        members().memory_bytes() + infos_.capacity() * sizeof(NodeInfo) + sizes_.capacity() * sizeof(std::uint32_t);
    for (const auto& other : others_)
        if (other) bytes += other->rows().memory_bytes() - tree().memory_bytes();  // all share one tree
    return bytes;
}

}  // namespace jishi::statistics
