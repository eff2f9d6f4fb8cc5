#include "statistics/world.hpp"

#include "statistics/cube.hpp"

namespace jishi::statistics {

SourceNames member_fields()
{
    return {{"status", "category", "sex", "ethnicity", "education", "degree", "occupation", "social_stratum", "sector",
             "organization_type"},
            {"birth_date", "joined_on"},
            {"migrant_worker", "front_line", "mobile", "lost"}};
}

Axis World::axis(const Column& column) const
{
    if (column.stored != Column::none) return column.stored;
    const std::lock_guard lock(axes_mutex_);
    const auto known = axes_.find(&column);
    return known != axes_.end() ? known->second : axes_.emplace(&column, columns_->axis(column, on_)).first->second;
}

void World::turn_to(Date on)
{
    if (on == on_) return;
    on_ = on;
    {
        const std::lock_guard lock(axes_mutex_);
        axes_.clear();
    }
    for (const auto& column : columns_->all()) {
        if (column.kind != ColumnKind::age_band || column.stored == Column::none) continue;
        // Every day of birth has its band: worked out once, not for everybody.
        std::vector<Code> bands(wide_cells);
        for (std::uint32_t day = 0; day < wide_cells; ++day)
            bands[day] = columns_->band_of(column, static_cast<Code>(day), on);
        const auto base = columns_->base_of(column).stored;
        members_.recode_column(column.stored,
                               [&](const Chunk& rows, std::uint32_t at) { return bands[rows.days(base)[at]]; });
    }
}

}  // namespace jishi::statistics
