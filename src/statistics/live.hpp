#pragma once
// The world of today, kept up from the outbox, and worlds of past days, made in the background and kept.

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "organization/writer_first_mutex.hpp"
#include "db/outbox.hpp"
#include "db/stamp.hpp"
#include "statistics/live_changes.hpp"
#include "statistics/loading.hpp"
#include "statistics/world.hpp"

namespace jishi::statistics {

/// Where an answer stands: what it has in it of the outbox.
struct Standing {
    std::int64_t position = 0;  // the last event in it
    std::int64_t behind = 0;    // events after that, while a large change is still being taken over
};

class Live {
public:
    Live(db::Database& database, const organization::Organizations& organizations, const team::Team& team,
         const Clock& clock);
    ~Live();
    Live(const Live&) = delete;
    Live& operator=(const Live&) = delete;

    /// Keeps up with the outbox by itself, so that nobody's question has much to catch up with.
    /// @param file  what the snapshot was saved to when the program last ended, and will be again; empty: nowhere
    void start(std::filesystem::path file = {});
    void stop();

    /// Calls `look` with the world of a day: of today as this transaction sees it, or a later one. While everything has
    /// to be built anew in the background, with the one before, whose standing says so.
    /// @errors statistics.being_prepared (it is being built; ask again), statistics.memory_short,
    /// statistics.unavailable
    Result<void> ask(db::Tx& tx, Date day, const std::function<Result<void>(const World&, const Standing&)>& look);
    /// The same for who does not ask where it stands, and for today.
    Result<void> on(db::Tx& tx, Date day, const std::function<Result<void>(const World&)>& look);
    Result<void> today(db::Tx& tx, const std::function<Result<void>(const World&)>& look);
    std::shared_ptr<const Columns> columns(Counted kind) const;
    std::shared_ptr<const Columns> columns() const { return columns(Counted::members); }
    std::size_t memory_bytes() const;
    /// How many changes were taken over one by one, and how often everything was built: for tests and metrics.
    std::uint64_t applied() const { return applied_; }
    std::uint64_t built() const { return built_; }
    /// Whether the world came from a file.
    bool was_stored() const { return was_stored_; }

private:
    struct Past {
        Date day;
        std::shared_ptr<const World> world;
    };
    enum class Who : std::uint8_t { asks, works };
    /// @return the last event that the transaction sees
    Result<std::int64_t> catch_up(db::Tx& tx, Who who);
    Result<void> take_over(db::Tx& tx, std::int64_t last, Who who);
    Result<void> build(db::Tx& tx, std::int64_t seq);
    bool take_stored(db::Tx& tx, std::int64_t last);
    void add_kinds(db::Tx& tx, World& world, const organization::Moment& moment) const;
    void save();
    Result<void> today(db::Tx& tx, const std::function<Result<void>(const World&, const Standing&)>& look);
    void forget_past(db::Tx& tx);
    Result<std::shared_ptr<const World>> past(db::Tx& tx, Date day);
    std::shared_ptr<const World> kept(Date day);
    std::shared_ptr<const World> load_past(db::Tx& tx, Date day) const;
    void build_past(Date day);
    void work(const std::stop_token& stop);
    std::vector<std::string> statuses() const;
    LiveRules rules() const;
    bool has_world() const;
    bool is_current(const db::Stamp& stamp);
    void note_current(const db::Stamp& stamp, std::int64_t last);

    db::Database& database_;
    const organization::Organizations& organizations_;
    const team::Team& team_;
    const Clock& clock_;

    std::timed_mutex catching_up_;                  // one at a time
    mutable organization::WriterFirstMutex mutex_;  // the world is read shared
    std::unique_ptr<World> world_;
    std::mutex current_mutex_;
    db::Stamp current_;                  // the database when the world was last found to have everything in it
    std::atomic<std::int64_t> seq_{-1};  // the last event that the world has in it
    std::atomic<std::uint64_t> applied_{0};
    std::atomic<std::uint64_t> built_{0};
    std::atomic<bool> was_stored_{false};
    std::atomic<bool> rebuilding_{false};  // the world that is there may be behind

    std::mutex past_mutex_;
    std::condition_variable_any past_changed_;
    std::list<Past> past_;        // the last asked first
    std::set<Date> past_wanted_;  // asked for and not there
    std::set<Date> past_failed_;  // since it was last asked for
    std::int64_t past_seq_ = -1;  // kept worlds are true as of this event
    std::jthread worker_;
    std::filesystem::path file_;
};

}  // namespace jishi::statistics
