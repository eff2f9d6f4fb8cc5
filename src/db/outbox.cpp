#include "db/outbox.hpp"

namespace jishi::db {

std::int64_t publish(Tx& tx, std::string_view topic, std::int64_t subject, std::string_view payload)
{
    // One writer: the next number is the last one plus one, and the order of numbers is the order of commits.
    std::int64_t seq = 0;
    tx.for_each<std::int64_t>(
        R"(
        INSERT INTO db_outbox (seq, topic, subject, payload, recorded_at)
        SELECT COALESCE(MAX(seq), 0) + 1, :topic, :subject, :payload, :recorded_at FROM db_outbox
        RETURNING seq)",
        Params{{"topic", topic}, {"subject", subject}, {"payload", payload}, {"recorded_at", tx.recorded_at()}},
        [&](std::int64_t value) { seq = value; });
    return seq;
}

std::int64_t last_event(Tx& tx) { return tx.value<std::int64_t>("SELECT COALESCE(MAX(seq), 0) FROM db_outbox"); }

void each_event_after(Tx& tx, std::int64_t seq, const std::function<void(const Event&)>& each)
{
    tx.for_each<std::int64_t, std::string, std::int64_t, std::string>(
        "SELECT seq, topic, subject, payload FROM db_outbox WHERE seq > :seq ORDER BY seq", Params{{"seq", seq}},
        [&](std::int64_t number, std::string topic, std::int64_t subject, std::string payload) {
            each({number, std::move(topic), subject, std::move(payload)});
        });
}

std::optional<Event> find_event(Tx& tx, std::int64_t seq)
{
    std::optional<Event> found;
    tx.for_each<std::string, std::int64_t, std::string>(
        "SELECT topic, subject, payload FROM db_outbox WHERE seq = :seq", Params{{"seq", seq}},
        [&](std::string topic, std::int64_t subject, std::string payload) {
            found = Event{seq, std::move(topic), subject, std::move(payload)};
        });
    return found;
}

void record_fact(Tx& tx, const Fact& fact)
{
    tx.execute(R"(
        INSERT INTO db_fact (organization, day, kind, record, value)
        VALUES (:organization, :day, :kind, :record, :value)
        ON CONFLICT (organization, kind, day, record) DO UPDATE SET value = db_fact.value + excluded.value)",
               {{"organization", fact.organization},
                {"day", fact.day},
                {"kind", fact.kind},
                {"record", fact.record},
                {"value", fact.value}});
}

std::span<const Migration> migrations();  // generated from migrations/*.sql

std::span<const Migration> core_migrations() { return migrations(); }

}  // namespace jishi::db
