#include "statistics/live.hpp"

#include <algorithm>
#include <chrono>

#include "base/log.hpp"
#include "base/elsewhere.hpp"
#include "policy/reading.hpp"
#include "statistics/snapshot_file.hpp"

namespace jishi::statistics {
namespace {

using namespace std::chrono_literals;

constexpr auto wait_max = 2s;        // a question waits so long for a world that is being made
constexpr auto poll = 200ms;         // the outbox is looked at so often
constexpr std::size_t past_max = 8;  // worlds of past days that are kept
constexpr std::int64_t soon = 64;    // so many events are taken over while the connection waits

Error being_prepared() { return {ErrorKind::unavailable, "statistics.being_prepared", {}, {}, {}}; }

/// Says something for as long as it takes.
class Flagged {
public:
    explicit Flagged(std::atomic<bool>& flag) : flag_(flag) { flag_ = true; }
    ~Flagged() { flag_ = false; }
    Flagged(const Flagged&) = delete;
    Flagged& operator=(const Flagged&) = delete;

private:
    std::atomic<bool>& flag_;
};

Error memory_short() { return {ErrorKind::unavailable, "statistics.memory_short", {}, {}, {}}; }

}  // namespace

Live::Live(db::Database& database, const organization::Organizations& organizations, const team::Team& team,
           const Clock& clock)
    : database_(database), organizations_(organizations), team_(team), clock_(clock)
{
}

Live::~Live() { stop(); }

void Live::start(std::filesystem::path file)
{
    file_ = std::move(file);
    worker_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

void Live::stop()
{
    worker_ = {};
    save();
}

void Live::save()
{
    if (file_.empty()) return;
    const std::shared_lock lock(mutex_);
    if (!world_) return;
    try {
        save_snapshot(file_, world_->members(), {world_->on(), seq_, world_->columns().digest()});
    } catch (const std::exception& failed) {
        log::warning("statistics.not_saved", {{"why", failed.what()}});
    }
    file_.clear();
}

/// The world as it was when the program ended, with what changed since still to be applied. The file goes: after a
/// crash it would be behind by changes that nobody remembers to have been undone.
bool Live::take_stored(db::Tx& tx, std::int64_t last)
{
    if (file_.empty()) return false;
    auto stored = load_snapshot(file_);
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
    if (!stored) {
        if (stored.error().code != "statistics.file_missing")
            log::warning("statistics.file_damaged", {{"code", stored.error().code}});
        return false;
    }
    auto fresh = columns();
    if (stored->snapshot.schema() != fresh->schema() || stored->stamp.words != fresh->digest() ||
        stored->stamp.seq > last)
        return false;
    const auto nodes = load_nodes(tx);
    auto world = std::make_unique<World>(std::move(fresh), stored->stamp.day, std::move(stored->snapshot));
    // What the organisations were is not in the file: all are looked at once.
    world->members().lay_under(nodes.tree);
    world->infos() = nodes.infos;
    const auto said = rules();
    Applying applying(*world, said);
    for (Node node = 0; node < nodes.infos.size(); ++node) applying.recode_members(node);
    world->members().build_cubes(cube_rows_min);
    add_kinds(tx, *world, {world->on(), {}});
    const std::unique_lock lock(mutex_);
    world_ = std::move(world);
    seq_ = stored->stamp.seq;
    was_stored_ = true;
    return true;
}

std::shared_ptr<const Columns> Live::columns(Counted kind) const
{
    // One reading for all that say the same is kept by the world; rules of statistics change with packs only.
    const auto policy = organizations_.policy_at({}, clock_.today());
    return std::make_shared<const Columns>(policy::Reader(policy, policy), columns_key(kind), fields_of(kind));
}

std::vector<std::string> Live::statuses() const { return team_.office().rules({}, clock_.today())->statuses_on_roll(); }

LiveRules Live::rules() const
{
    const auto today = clock_.today();
    const auto members = team_.office().rules({}, today);
    return {members->statuses_on_roll(), members->statuses_counted(), organizations_.office().policies.on(today)};
}

std::size_t Live::memory_bytes() const
{
    const std::shared_lock lock(mutex_);
    return world_ ? world_->memory_bytes() : 0;
}

bool Live::has_world() const
{
    const std::shared_lock lock(mutex_);
    return world_ != nullptr;
}

// ---- today -------------------------------------------------------------------------------------------------------

Result<void> Live::today(db::Tx& tx, const std::function<Result<void>(const World&, const Standing&)>& look)
{
    // Taken before anything is asked: what is committed from now on makes another one.
    const auto stamp = db::stamp(tx);
    if (is_current(stamp)) {
        const std::shared_lock lock(mutex_);
        if (world_ && world_->on() == clock_.today()) return look(*world_, {seq_.load(), 0});
    }
    const auto last = TRY(catch_up(tx, Who::asks));
    note_current(stamp, last);
    const std::shared_lock lock(mutex_);
    if (!world_) return std::unexpected(being_prepared());
    const auto position = seq_.load();
    return look(*world_, {position, std::max<std::int64_t>(0, last - position)});
}

Result<void> Live::today(db::Tx& tx, const std::function<Result<void>(const World&)>& look)
{
    return today(tx, [&](const World& world, const Standing&) { return look(world); });
}

/// Until something is committed nobody needs to ask the database again whether anything was: a world only ever learns
/// more, and one that is dropped is not answered from.
bool Live::is_current(const db::Stamp& stamp)
{
    if (!stamp.known()) return false;
    const std::lock_guard lock(current_mutex_);
    return stamp.same_as(current_);
}

void Live::note_current(const db::Stamp& stamp, std::int64_t last)
{
    if (!stamp.known() || seq_ < last) return;
    const std::lock_guard lock(current_mutex_);
    current_ = stamp;
}

Result<std::int64_t> Live::catch_up(db::Tx& tx, Who who)
{
    const auto last = db::last_event(tx);
    const auto today = clock_.today();
    const auto is_current = [&] {
        const std::shared_lock lock(mutex_);
        return world_ && seq_ >= last && world_->on() == today;
    };
    if (is_current()) return last;
    if (last - seq_ > soon || !has_world()) leave_connection();
    std::unique_lock one(catching_up_, std::defer_lock);
    if (!one.try_lock()) leave_connection();
    const auto until = std::chrono::steady_clock::now() + wait_max;
    while (!one.owns_lock() && !one.try_lock_for(20ms)) {
        if (rebuilding_ && has_world()) return last;
        if (std::chrono::steady_clock::now() > until) return std::unexpected(being_prepared());
    }
    if (is_current()) return last;
    try {
        TRY(take_over(tx, last, who));
    } catch (const std::bad_alloc&) {
        log::error("statistics.memory_short", {{"of", "today"}});
        return std::unexpected(memory_short());
    }
    return last;
}

Result<void> Live::take_over(db::Tx& tx, std::int64_t last, Who who)
{
    if (!has_world() && !take_stored(tx, last)) return build(tx, last);
    const auto today = clock_.today();
    const auto said = rules();
    const bool new_day = world_->on() != today;
    auto reading = seq_ < last ? reading_of(tx, seq_) : Reading{};
    if (new_day) {
        for (const auto id : team::posts_turning(tx, world_->on(), today))
            if (std::ranges::find(reading.members, id) == reading.members.end()) reading.members.push_back(id);
        reading.all_units = true;  // what reaches them begins and ends with days
    }
    auto changes = changes_of(tx, organizations_.office(), *world_, said, today, reading);
    if (!changes) {
        // Somebody works in the background: the world that is there answers until the next one is.
        if (who == Who::asks && worker_.joinable()) return {};
        const Flagged while_it_takes(rebuilding_);
        return build(tx, last);
    }
    const std::unique_lock lock(mutex_);
    try {
        if (new_day) world_->turn_to(today);
        Applying applying(*world_, said);
        applying.apply(*std::move(changes));
        if (new_day)
            add_organizations(*world_, world_->find(Counted::organizations)->shared_columns(), *said.organizations,
                              said.counted);
        applied_ += applying.applied();
        seq_ = std::max(seq_.load(), last);
    } catch (...) {
        world_.reset();  // half of it was done: never answered from
        throw;
    }
    return {};
}

void Live::add_kinds(db::Tx& tx, World& world, const organization::Moment& moment) const
{
    const auto counted = team_.office().rules({}, clock_.today())->statuses_counted();
    add_organizations(world, columns(Counted::organizations), *organizations_.office().policies.on(moment.day),
                      counted);
    world.keep(Counted::units,
               load_units(tx, organizations_.office(), moment, world.members().shared_tree(), columns(Counted::units)));
}

Result<void> Live::build(db::Tx& tx, std::int64_t seq)
{
    auto world = load_world(tx, columns(), statuses(), clock_.today(), load_nodes(tx));
    add_kinds(tx, *world, {clock_.today(), {}});
    const std::unique_lock lock(mutex_);
    world_ = std::move(world);
    seq_ = seq;
    ++built_;
    return {};
}

// ---- past days ---------------------------------------------------------------------------------------------------

Result<void> Live::ask(db::Tx& tx, Date day, const std::function<Result<void>(const World&, const Standing&)>& look)
{
    if (day == clock_.today()) return today(tx, look);
    const auto world = TRY(past(tx, day));
    return look(*world, {});
}

Result<void> Live::on(db::Tx& tx, Date day, const std::function<Result<void>(const World&)>& look)
{
    return ask(tx, day, [&](const World& world, const Standing&) { return look(world); });
}

std::shared_ptr<const World> Live::load_past(db::Tx& tx, Date day) const
{
    auto world = load_world_on(tx, columns(), statuses(), {day, {}}, load_nodes_on(tx, {day, {}}));
    add_kinds(tx, *world, {day, {}});
    return std::shared_ptr<const World>(std::move(world));
}

std::shared_ptr<const World> Live::kept(Date day)
{
    const auto found = std::ranges::find(past_, day, &Past::day);
    if (found == past_.end()) return nullptr;
    past_.splice(past_.begin(), past_, found);
    return found->world;
}

/// Drops the worlds of days about which something else is known since.
void Live::forget_past(db::Tx& tx)
{
    const auto last = db::last_event(tx);
    if (last <= past_seq_) return;
    if (past_seq_ >= 0 && !past_.empty())
        db::each_event_after(tx, past_seq_, [&](const db::Event& event) {
            if (const auto from = reaches_back_to(event))
                std::erase_if(past_, [&](const Past& one) { return one.day >= *from; });
        });
    past_seq_ = last;
}

Result<std::shared_ptr<const World>> Live::past(db::Tx& tx, Date day)
{
    std::unique_lock lock(past_mutex_);
    forget_past(tx);
    if (auto world = kept(day)) return world;
    leave_connection();
    if (!worker_.joinable()) {
        // Nobody works in the background (a command, a test): it is made here.
        lock.unlock();
        std::shared_ptr<const World> world;
        try {
            world = load_past(tx, day);
        } catch (const std::bad_alloc&) {
            return std::unexpected(memory_short());
        }
        lock.lock();
        past_.push_front({day, world});
        if (past_.size() > past_max) past_.pop_back();
        return world;
    }
    past_failed_.erase(day);
    past_wanted_.insert(day);
    past_changed_.notify_all();
    past_changed_.wait_for(lock, wait_max, [&] { return kept(day) != nullptr || past_failed_.contains(day); });
    if (past_failed_.contains(day)) return refuse(ErrorKind::unavailable, "statistics.unavailable");
    if (auto world = kept(day)) return world;
    return std::unexpected(being_prepared());
}

void Live::build_past(Date day)
{
    std::shared_ptr<const World> world;
    std::int64_t seq = 0;
    try {
        database_.read([&](db::Tx& tx) {
            seq = db::last_event(tx);
            world = load_past(tx, day);
        });
    } catch (const std::exception& failed) {
        log::error("statistics.past_failed", {{"day", day.str()}, {"why", failed.what()}});
    }
    const std::lock_guard lock(past_mutex_);
    past_wanted_.erase(day);
    if (!world) past_failed_.insert(day);
    else if (seq >= past_seq_) {  // otherwise something was learnt meanwhile: whoever asks again gets it anew
        past_.push_front({day, std::move(world)});
        if (past_.size() > past_max) past_.pop_back();
        if (past_seq_ < 0) past_seq_ = seq;
    }
    past_changed_.notify_all();
}

void Live::work(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        try {
            database_.read([&](db::Tx& tx) { (void)catch_up(tx, Who::works); });
        } catch (const std::exception& failed) {
            log::error("statistics.not_kept_up", {{"why", failed.what()}});
        }
        std::unique_lock lock(past_mutex_);
        past_changed_.wait_for(lock, stop, poll, [&] { return !past_wanted_.empty(); });
        if (stop.stop_requested() || past_wanted_.empty()) continue;
        const auto day = *past_wanted_.begin();
        lock.unlock();
        build_past(day);
    }
}

}  // namespace jishi::statistics
