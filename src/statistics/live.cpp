#include "statistics/live.hpp"

#include <algorithm>
#include <chrono>

#include "base/log.hpp"
#include "policy/reading.hpp"
#include "statistics/snapshot_file.hpp"

namespace jishi::statistics {
namespace {

using namespace std::chrono_literals;

constexpr auto wait_max = 2s;        // a question waits so long for a world that is being made
constexpr auto poll = 200ms;         // the outbox is looked at so often
constexpr std::size_t past_max = 8;  // worlds of past days that are kept

Error being_prepared() { return {ErrorKind::unavailable, "statistics.being_prepared", {}, {}, {}}; }

/// What the events of the outbox ask for.
struct Reading {
    std::vector<MemberId> members;  // each once
    bool nodes = false;             // the tree or its organisations changed
    bool everything = false;        // so much that building anew is the short way
};

Reading reading_of(db::Tx& tx, std::int64_t after)
{
    Reading reading;
    std::set<std::int64_t> members;
    db::each_event_after(tx, after, [&](const db::Event& event) {
        if (event.topic.starts_with("organization.")) reading.nodes = true;
        if (!event.topic.starts_with("member.")) return;
        // Two records became one, or one two: their states went from one member to the other.
        if (event.topic.find("merge") != std::string::npos) reading.everything = true;
        members.insert(event.subject);
    });
    for (const auto id : members) reading.members.emplace_back(id);
    return reading;
}

/// From which day on an event changes what is known of the past; the first day when it does not say.
Date reaches_back_to(const db::Event& event)
{
    if (event.topic.find("correct") != std::string::npos || event.topic.find("merge") != std::string::npos ||
        event.topic.find("withdrawn") != std::string::npos)
        return Date::first();
    constexpr std::string_view key = "\"effective_on\":\"";
    const auto at = event.payload.find(key);
    if (at == std::string::npos) return Date::first();
    return Date::parse(std::string_view(event.payload).substr(at + key.size(), 10)).value_or(Date::first());
}

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
    auto nodes = load_nodes(tx);
    const std::unique_lock lock(mutex_);
    world_ = std::make_unique<World>(std::move(fresh), stored->stamp.day, std::move(stored->snapshot));
    // What the organisations were is not in the file: all are looked at once.
    world_->infos().assign(world_->members().tree().size(), {});
    reshape(std::move(nodes));
    world_->members().build_cubes(cube_rows_min);
    seq_ = stored->stamp.seq;
    was_stored_ = true;
    return true;
}

std::shared_ptr<const Columns> Live::columns() const
{
    // One reading for all that say the same is kept by the world; rules of statistics change with packs only.
    const auto policy = organizations_.policy_at({}, clock_.today());
    return std::make_shared<const Columns>(policy::Reader(policy, policy), "statistics.member_columns",
                                           member_fields());
}

std::vector<std::string> Live::statuses() const { return team_.office().rules({}, clock_.today())->statuses_on_roll(); }

std::size_t Live::memory_bytes() const
{
    const std::shared_lock lock(mutex_);
    return world_ ? world_->members().memory_bytes() : 0;
}

// ---- today -------------------------------------------------------------------------------------------------------

Result<void> Live::today(db::Tx& tx, const std::function<Result<void>(const World&)>& look)
{
    TRY(catch_up(tx));
    const std::shared_lock lock(mutex_);
    return look(*world_);
}

Result<void> Live::catch_up(db::Tx& tx)
{
    const auto last = db::last_event(tx);
    const auto today = clock_.today();
    const auto is_current = [&] {
        const std::shared_lock lock(mutex_);
        return world_ && seq_ >= last && world_->on() == today;
    };
    if (is_current()) return {};
    const std::unique_lock one(catching_up_, wait_max);
    if (!one) return std::unexpected(being_prepared());
    if (is_current()) return {};
    if (!world_ && !take_stored(tx, last)) {
        build(tx, last);
    } else {
        if (seq_ < last) apply_events(tx, last);
        const std::unique_lock lock(mutex_);
        world_->turn_to(today);
    }
    return {};
}

void Live::build(db::Tx& tx, std::int64_t seq)
{
    auto nodes = load_nodes(tx);
    auto world = load_world(tx, columns(), statuses(), clock_.today(), std::move(nodes));
    const std::unique_lock lock(mutex_);
    world_ = std::move(world);
    seq_ = seq;
    ++built_;
}

void Live::apply_events(db::Tx& tx, std::int64_t seq)
{
    auto reading = reading_of(tx, seq_);
    const auto today = clock_.today();
    const auto on_roll = statuses();
    std::vector<Touched> touched;
    team::persons_of(tx, today, reading.members, [&](const team::PersonRow& row, bool withdrawn) {
        touched.push_back({row, !withdrawn && std::ranges::find(on_roll, row.status) != on_roll.end(), {}});
    });
    // An event whose subject is no member is about many at once.
    if (reading.everything || touched.size() != reading.members.size()) return build(tx, seq);
    for (auto& one : touched) one.branches = team::branches_ever(tx, one.row.id);
    auto nodes = reading.nodes ? std::optional(load_nodes(tx)) : std::nullopt;
    const std::unique_lock lock(mutex_);
    try {
        if (nodes) reshape(*std::move(nodes));
        Encoder encoder(world_->columns(), world_->on());
        for (const auto& one : touched) apply(one, encoder);
        seq_ = seq;
    } catch (...) {
        world_.reset();  // half of it was done: never answered from
        throw;
    }
}

void Live::apply(const Touched& touched, Encoder& encoder)
{
    auto& rows = world_->members();
    std::uint32_t row = row_none;
    for (const auto branch : touched.branches)
        if (const auto node = rows.tree().find(branch.value); node != node_none && row == row_none)
            row = rows.find(node, touched.row.id.value);
    // Where no state says so, it is looked for everywhere: counting somebody twice would be worse than slow.
    if (row == row_none) row = rows.find_anywhere(touched.row.id.value);
    const auto was_at = row == row_none ? node_none : rows.node_of(row);
    const auto now_at = touched.there ? rows.tree().find(touched.row.branch.value) : node_none;
    if (touched.there && now_at == node_none)
        throw std::runtime_error("statistics: a member stands at no organisation");
    std::vector<Code> codes;
    if (now_at != node_none) encoder.encode(touched.row, world_->infos()[now_at], codes);
    if (was_at == now_at && row != row_none) rows.recode(row, now_at, codes);
    else {
        if (row != row_none) rows.remove(row, was_at);
        if (now_at != node_none) rows.insert(now_at, touched.row.id.value, codes);
    }
    ++applied_;
}

void Live::reshape(Nodes nodes)
{
    auto& rows = world_->members();
    auto& infos = world_->infos();
    const auto& before = rows.tree();
    const bool same = std::ranges::equal(before.ids(), nodes.tree.ids()) &&
                      std::ranges::equal(before.parents(), nodes.tree.parents());
    std::vector<NodeInfo> were(nodes.infos.size());
    for (Node node = 0; node < nodes.tree.size(); ++node)
        if (const auto was = before.find(nodes.tree.id(node)); was != node_none) were[node] = infos[was];
    if (!same) {
        rows = rows.under(std::move(nodes.tree));
        rows.build_cubes(cube_rows_min);
    }
    infos = std::move(nodes.infos);
    // What members are counted by is also what their organisation is.
    Encoder encoder(world_->columns(), world_->on());
    std::vector<Code> codes;
    for (Node node = 0; node < infos.size(); ++node) {
        if (were[node].type == infos[node].type && were[node].sector == infos[node].sector) continue;
        encoder.encode({}, infos[node], codes);
        const auto& schema = rows.schema();
        const auto type = schema.find("organization_type");
        const auto sector = schema.find("sector");
        recode_own_rows(node, type < codes.size() ? codes[type] : Code{0},
                        sector < codes.size() ? codes[sector] : Code{0});
    }
}

void Live::recode_own_rows(Node node, Code type, Code sector)
{
    auto& rows = world_->members();
    const auto type_at = rows.schema().find("organization_type");
    const auto sector_at = rows.schema().find("sector");
    std::vector<Code> codes(rows.schema().size());
    const auto range = rows.rows_at(node);
    for (auto row = range.begin; row < range.end; ++row) {
        if (!rows.chunk(row / chunk_rows).is_taken(row % chunk_rows)) continue;
        rows.read(row, codes);
        if (type_at < codes.size()) codes[type_at] = type;
        if (sector_at < codes.size()) codes[sector_at] = sector;
        rows.recode(row, node, codes);
    }
}

// ---- past days ---------------------------------------------------------------------------------------------------

Result<void> Live::on(db::Tx& tx, Date day, const std::function<Result<void>(const World&)>& look)
{
    if (day == clock_.today()) return today(tx, look);
    const auto world = TRY(past(tx, day));
    return look(*world);
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
            if (!event.topic.starts_with("member.") && !event.topic.starts_with("organization.")) return;
            const auto from = reaches_back_to(event);
            std::erase_if(past_, [&](const Past& one) { return one.day >= from; });
        });
    past_seq_ = last;
}

Result<std::shared_ptr<const World>> Live::past(db::Tx& tx, Date day)
{
    std::unique_lock lock(past_mutex_);
    forget_past(tx);
    if (auto world = kept(day)) return world;
    if (!worker_.joinable()) {
        // Nobody works in the background (a command, a test): it is made here.
        lock.unlock();
        auto world = std::shared_ptr<const World>(
            load_world_on(tx, columns(), statuses(), {day, {}}, load_nodes_on(tx, {day, {}})));
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
            world = load_world_on(tx, columns(), statuses(), {day, {}}, load_nodes_on(tx, {day, {}}));
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
            database_.read([&](db::Tx& tx) { (void)catch_up(tx); });
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
