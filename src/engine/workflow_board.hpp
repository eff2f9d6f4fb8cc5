#pragma once
// The board of open deadlines in memory: whose turn it is, until when. A mirror of engine_deadline, so that 本月要办 of
// a committee with many branches needs no query over all of them. Filled at the start, kept up after every commit.

#include <cstdint>
#include <functional>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/places.hpp"
#include "engine/workflow_case.hpp"
#include "platform/actor.hpp"

namespace jishi::engine {

enum class DeadlineKind : std::uint8_t {
    turn,        // it is their turn
    escalation,  // it is late, and they stand above those whose turn it is
    notice,      // they are told of it
};
std::string_view code_of(DeadlineKind kind);

/// One line of one case in the list of some people.
struct Deadline {
    CaseId of;
    int level = 0;  // within the case: 0 for the turn
    DeadlineKind kind = DeadlineKind::turn;
    OrganizationId organization;
    std::optional<platform::Permission> permission;  // there; none: named accounts only
    std::vector<AccountId> accounts;                 // these alone, when there are any
    Date shown_from;
    Date shown_until = Date::forever();
    std::optional<Date> due_on;
    std::optional<Date> warn_on;
};

/// Is this deadline one of this actor's?
bool concerns(const Deadline& deadline, const platform::Actor& actor);

class Board {
public:
    explicit Board(const Places& places) : places_(places) {}

    /// Before anybody asks.
    void load(const Deadline& deadline) { put_one(deadline); }
    /// The deadlines of a case are these from now on. Takes as long as they are many, however many others there are.
    void put(CaseId of, std::span<const Deadline> deadlines);
    /// Takes away notices that stand in nobody's list any more.
    void forget_notices_before(Date today);
    std::size_t size() const;

    /// Those that concern an actor on a day, in no order. @param within  only organisations of this subtree; none:
    /// everywhere `see` must not ask the board.
    void visit(const platform::Actor& actor, OrganizationId within, Date today,
               const std::function<void(const Deadline&)>& see) const;

private:
    using List = std::vector<Deadline>;
    using Lists = std::unordered_map<std::int64_t, List>;
    /// Where a deadline stands: in a list of an organisation or of an account, and at which place of it.
    struct Spot {
        bool personal;
        std::int64_t owner;
        std::size_t at;
        bool operator==(const Spot&) const = default;
    };

    void put_one(const Deadline& deadline);
    void add(bool personal, std::int64_t owner, const Deadline& deadline);
    void take_away(CaseId of);
    void remove(const Spot& spot);
    static void visit_list(std::span<const Deadline> deadlines, const platform::Actor& actor, Date today,
                           const std::function<void(const Deadline&)>& see);
    /// The organisations to look at, when they are fewer than those that have deadlines.
    std::optional<std::vector<OrganizationId>> short_walk(const platform::Actor& actor, OrganizationId within) const;

    const Places& places_;
    mutable std::shared_mutex mutex_;
    Lists at_;  // by organisation: of whoever holds the permission there
    Lists of_;  // by account: of named persons
    std::unordered_map<CaseId, std::vector<Spot>> where_;
    std::size_t size_ = 0;
};

}  // namespace jishi::engine
