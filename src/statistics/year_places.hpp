#pragma once
// Where organisations stood on each day of a year, told in the tree of its last day: whoever comes or goes does so
// between the places of that day, and an organisation that is moved takes its members along. [STAT-05]

#include <cstdint>
#include <memory>
#include <vector>

#include "organization/node_rows.hpp"
#include "statistics/tree.hpp"

namespace jishi::statistics {

class YearPlaces {
public:
    static constexpr std::uint32_t none = 0xFFFF'FFFF;

    struct Place {
        Node node = node_none;      // where it stands on the last day; none: it is gone by then
        std::uint32_t line = none;  // what it stood below on the day asked for; none: what it stands below on the last
    };
    /// Stretches of days on which an organisation stood below the same ones. One of its lines follows upon the other.
    struct Line {
        std::uint32_t mover = 0;
        Date from;
        std::vector<Node> above;  // in order, itself left out
    };

    /// @param rows  of each_moved_parent()
    /// @param tree  of the last day
    /// @param day_before  the day before the year
    YearPlaces(const std::vector<organization::ParentRow>& rows, std::shared_ptr<const Tree> tree, Date day_before,
               Date last);

    Place on(OrganizationId organization, Date day) const;
    bool is_below(const Place& place, Node root) const;
    /// Organisations that stood below others in the course of the year, and those that went along with them.
    std::vector<OrganizationId> moved() const;
    /// Adds those that stood below one on any day of the year, and do not on its last.
    void add_once_below(Node root, std::vector<OrganizationId>& to) const;
    /// Calls `each` with every line that begins after a day and before another, and with its first day.
    void each_move(OrganizationId organization, Date from, Date to, const auto& each) const
    {
        const auto* mover = mover_of(organization);
        if (mover == nullptr) return;
        for (auto line = mover->lines.first + 1; line < mover->lines.second; ++line)
            if (from < lines_[line].from && lines_[line].from < to) each(line, lines_[line].from);
    }
    /// What a line brings to a place: 1, takes from it: -1, or neither.
    int brings(std::uint32_t line, Node root) const;
    /// The organisation that was moved, with all below it.
    OrganizationId moved_by(std::uint32_t line) const { return movers_[lines_[line].mover].id; }

private:
    struct Mover {
        OrganizationId id;
        Node node = node_none;
        std::uint32_t within = none;  // the next one around it on the last day
        std::vector<organization::ParentRow> rows;
        std::pair<std::uint32_t, std::uint32_t> lines;
    };
    std::uint32_t mover_at(OrganizationId organization) const;
    std::uint32_t mover_around(Node node) const;
    const Mover* mover_of(OrganizationId organization) const;
    bool is_within(const Mover& mover, Node node) const
    {
        return mover.node != node_none && tree_->contains(mover.node, node);
    }
    void draw_lines(std::uint32_t mover, Date day_before, Date last);
    Date go_up(std::uint32_t mover, Date day, std::vector<Node>& above) const;
    void add_own(const Mover& mover, std::vector<OrganizationId>& to) const;

    std::shared_ptr<const Tree> tree_;
    std::vector<Mover> movers_;                                   // in order of ids
    std::vector<std::pair<Node, std::uint32_t>> movers_by_node_;  // those of the tree
    std::vector<Line> lines_;
};

}  // namespace jishi::statistics
