#pragma once
// The tree of today in memory: the one answer to "may this account see that organisation", to lists of
// children and to search. Fed from organization_node at start and by every committed change.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.hpp"
#include "organization/name_index.hpp"
#include "organization/node.hpp"
#include "organization/stable_array.hpp"
#include "organization/writer_first_mutex.hpp"
#include "platform/actor.hpp"
#include "policy/policy.hpp"

namespace jishi::organization {

class TextArena;

/// One organisation in a list.
struct Listing {
    OrganizationId id;
    OrganizationId parent;
    std::string name;
    std::string short_name;
    std::string code;
    std::string type;
    std::string sector;
    Status status = Status::active;
    std::uint32_t child_count = 0;
    /// Organisations of this subtree, itself included, that count [ORG-09: activity groups never do].
    std::uint32_t subtree_count = 0;
};

/// What may hang on an organisation: about those without, nobody asks the database. Known exactly for what was there at
/// the start, unless most of very many have it; whatever was put since may have anything.
enum class Extra : std::uint8_t { units = 1, counterparts = 2, plans = 4 };
constexpr std::uint8_t all_extras = 7;

struct PathPart {
    OrganizationId id;
    std::string name;
    std::string type;
};

struct Search {
    std::string text;       // as typed; words split by spaces or slashes, the last one names the organisation,
                            // the ones before it or one above it
    OrganizationId within;  // none: everywhere
    std::string type;       // empty: any
    std::string sector;     // empty: any
    std::size_t limit = 20;
    std::vector<OrganizationId> roots;   // what may be seen: these and all below; empty: nothing
    std::vector<OrganizationId> single;  // and these alone
    bool everything = false;             // no limit of sight
};

/// Everything about one organisation that needs no database.
struct Detail {
    Node node;  // without path, pinyin and shard
    std::uint32_t child_count = 0;
    std::uint32_t subtree_count = 0;
    std::uint8_t extras = 0;
    std::vector<PathPart> path;  // from the root, itself included
    bool has(Extra extra) const { return (extras & static_cast<std::uint8_t>(extra)) != 0; }
};

class Directory final : public platform::OrganizationScope {
public:
    /// @param counted  whether organisations of a type count in totals
    /// @param place    the packs that speak of an organisation by its region, id or code; left out: none does
    explicit Directory(std::function<bool(std::string_view type)> counted,
                       std::function<policy::PlaceNumber(const Node&)> place = nullptr);
    ~Directory() override;

    /// Is `root` the node itself or above it, today? Lock-free, no allocation. False for ids that are not known.
    bool contains(OrganizationId root, OrganizationId node) const override;

    static constexpr int depth_max = 64;
    /// The places, by the packs, of an organisation and those above it, from the organisation up, each once in a row.
    /// Lock-free, no allocation. @return how many
    std::size_t places_above(OrganizationId id, std::span<policy::PlaceNumber, depth_max> places) const;

    // ---- one writer at a time -------------------------------------------------------------------------
    /// Adds rows without placing them in the tree; parents may come after children. For an empty directory.
    void load(const Node& node);
    /// Places all loaded rows. Throws std::runtime_error when a parent is missing.
    void finish_load();
    /// Brings rows up to date, new ones after their parents.
    void put(std::span<const Node> nodes);
    void put(const Node& node) { put(std::span{&node, 1}); }
    /// Notes that such things may hang on it; never taken back.
    void mark(OrganizationId id, Extra extra);
    /// The same of all that are there.
    void mark_all(Extra extra);
    /// The same once the transaction that hangs them on it is durable.
    void mark_after(db::Tx& tx, OrganizationId id, Extra extra);
    /// These were founded by mistake: they never were.
    void withdraw(std::span<const OrganizationId> ids);

    // ---- readers ---------------------------------------------------------------------------------------
    std::uint32_t size() const;
    /// Today's row, without path, pinyin and shard.
    std::optional<Node> find(OrganizationId id) const;
    bool knows(OrganizationId id) const { return find_slot(id) != none; }
    std::optional<Listing> listing(OrganizationId id) const;
    std::optional<Detail> detail(OrganizationId id) const;
    /// Today's name; empty when it is not known.
    std::string name_of(OrganizationId id) const;
    /// From the root to the organisation itself; empty when it is not known.
    std::vector<PathPart> path_of(OrganizationId id) const;
    std::vector<Listing> roots() const;

    struct Page {
        std::vector<Listing> items;
        OrganizationId next;  // ask after this one; none: that was all
    };
    /// Active children in order of display; begins after the child `after`.
    Page children(OrganizationId parent, OrganizationId after, std::size_t limit) const;
    std::vector<Listing> search(const Search& search) const;
    /// Ids of the active organisations of a subtree, parents before children.
    std::vector<OrganizationId> subtree(OrganizationId root) const;
    std::uint32_t subtree_count(OrganizationId root) const;
    /// The one directly below `root` on the way down to `node`; without a root the topmost one. The root itself when
    /// that is the node; none when the node is not below it.
    OrganizationId child_towards(OrganizationId root, OrganizationId node) const;
    /// What rules ask of an organisation.
    struct Brief {
        OrganizationId id;
        const std::string& type;
        const std::string& sector;
        const std::string& form;
        std::optional<Date> term_expires_on;
        std::optional<Date> term_postponed_to;
        std::optional<int> members;
        std::optional<int> formal_members;
    };
    /// Active organisations of a subtree, parents before children. `visit` must not ask the directory.
    void visit(OrganizationId root, const std::function<void(const Brief&)>& visit) const;

    /// How many times rows were put: what was computed from the directory is stale when it has changed.
    std::uint64_t revision() const { return revision_.load(std::memory_order_acquire); }
    std::size_t memory_bytes() const;

private:
    static constexpr std::uint32_t none = 0xFFFF'FFFF;
    struct Slot;
    struct Codes;
    class Ids;
    struct Sight;

    std::uint32_t find_slot(OrganizationId id) const;
    std::uint32_t write(const Node& node);
    void put_one(const Node& node);
    void link(std::uint32_t slot);
    void unlink(std::uint32_t slot);
    void add_up(std::uint32_t slot, std::int32_t count);
    bool before(std::uint32_t a, std::uint32_t b) const;
    NameIndex::Texts texts_of(std::uint32_t slot) const;
    Listing listing_of(std::uint32_t slot) const;
    /// What a way up the tree reads of each organisation, side by side: one line of the cache a level.
    struct Above {
        std::atomic<std::uint32_t> parent;
        std::atomic<policy::PlaceNumber> place;
    };

    Node node_of(std::uint32_t slot) const;
    std::vector<PathPart> path_of_slot(std::uint32_t slot) const;
    bool is_below(std::uint32_t slot, std::uint32_t root) const;
    Sight sight_of(const Search& search) const;
    bool in_sight(std::uint32_t slot, const Sight& sight) const;
    bool says(std::uint32_t slot, std::string_view word) const;
    std::vector<NameIndex::Hit> hits_of(const std::string& needle, const Sight& sight, std::size_t limit,
                                        const std::function<bool(std::uint32_t)>& accept) const;
    std::vector<Listing> best_of(const std::vector<NameIndex::Hit>& hits, std::size_t limit) const;
    void walk(std::uint32_t slot, const std::function<void(std::uint32_t)>& visit) const;

    std::function<bool(std::string_view)> counted_;
    std::function<policy::PlaceNumber(const Node&)> place_;
    mutable WriterFirstMutex mutex_;
    StableArray<Above> above_;
    StableArray<Slot> slots_;
    std::vector<std::uint32_t> roots_;  // in order of display
    std::unique_ptr<Ids> ids_;
    std::unique_ptr<TextArena> arena_;
    std::unique_ptr<Codes> codes_;
    NameIndex names_;
    std::vector<OrganizationId> pending_parents_;  // while loading
    std::atomic<std::uint64_t> revision_{0};
};

}  // namespace jishi::organization
