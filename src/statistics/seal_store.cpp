#include "statistics/seal.hpp"

#include "db/outbox.hpp"

namespace jishi::statistics::store {
namespace {

constexpr std::string_view columns =
    "SELECT id, organization, shard, form, year, known_at, event_seq, event_digest, form_digest, figures, "
    "figures_digest, remark, algorithm, public_key, signature, sealed_at, sealed_by, sealed_by_name, unsealed_at, "
    "unsealed_by, unsealed_by_name, unseal_reason FROM statistics_seal ";

std::vector<Seal> read(db::Tx& tx, const std::string& where, std::span<const db::Param> params)
{
    std::vector<Seal> seals;
    using Text = std::string;
    tx.for_each<SealId, OrganizationId, OrganizationId, Text, int, Instant, std::int64_t, Text, Text, Text, Text, Text,
                Text, Text, Text, Instant, AccountId, Text, Instant, AccountId, Text, Text>(
        std::string(columns) + where, params,
        [&](SealId id, OrganizationId organization, OrganizationId shard, Text form, int year, Instant known,
            std::int64_t seq, Text event, Text form_digest, Text figures, Text digest, Text remark, Text algorithm,
            Text key, Text signature, Instant sealed, AccountId by, Text by_name, Instant unsealed, AccountId un_by,
            Text un_name, Text reason) {
            seals.push_back({id,
                             organization,
                             shard,
                             std::move(form),
                             year,
                             known,
                             seq,
                             std::move(event),
                             std::move(form_digest),
                             std::move(figures),
                             std::move(digest),
                             std::move(remark),
                             std::move(algorithm),
                             std::move(key),
                             std::move(signature),
                             sealed,
                             by,
                             std::move(by_name),
                             unsealed,
                             un_by,
                             std::move(un_name),
                             std::move(reason)});
        });
    return seals;
}

std::optional<Seal> first(std::vector<Seal>&& seals)
{
    return seals.empty() ? std::nullopt : std::optional(std::move(seals.front()));
}

}  // namespace

bool insert_seal(db::Tx& tx, const Seal& seal)
{
    return tx.execute(R"(
        INSERT INTO statistics_seal (id, organization, shard, form, year, known_at, event_seq, event_digest, form_digest,
            figures, figures_digest, remark, algorithm, public_key, signature, sealed_at, sealed_by, sealed_by_name,
            unsealed_at, unsealed_by, unsealed_by_name, unseal_reason)
        VALUES (:id, :organization, :shard, :form, :year, :known_at, :event_seq, :event_digest, :form_digest,
            :figures, :figures_digest, :remark, :algorithm, :public_key, :signature, :sealed_at, :sealed_by,
            :sealed_by_name, 0, 0, '', '')
        ON CONFLICT DO NOTHING)",
                      {{"id", seal.id},
                       {"organization", seal.organization},
                       {"shard", seal.shard},
                       {"form", seal.form},
                       {"year", seal.year},
                       {"known_at", seal.known_at},
                       {"event_seq", seal.event_seq},
                       {"event_digest", seal.event_digest},
                       {"form_digest", seal.form_digest},
                       {"figures", seal.figures},
                       {"figures_digest", seal.figures_digest},
                       {"remark", seal.remark},
                       {"algorithm", seal.algorithm},
                       {"public_key", seal.public_key},
                       {"signature", seal.signature},
                       {"sealed_at", seal.sealed_at},
                       {"sealed_by", seal.sealed_by},
                       {"sealed_by_name", seal.sealed_by_name}}) == 1;
}

std::optional<Seal> find_seal(db::Tx& tx, SealId id)
{
    const std::vector<db::Param> params{{"id", id}};
    return first(read(tx, "WHERE id = :id", params));
}

std::optional<Seal> seal_in_force(db::Tx& tx, OrganizationId organization, const std::string& form, int year)
{
    const std::vector<db::Param> params{{"organization", organization}, {"form", form}, {"year", year}};
    return first(
        read(tx, "WHERE organization = :organization AND form = :form AND year = :year AND unsealed_at = 0", params));
}

std::vector<Seal> seals_of(db::Tx& tx, OrganizationId organization)
{
    if (!organization) return read(tx, "ORDER BY year DESC, id DESC", {});
    const std::vector<db::Param> params{{"organization", organization}};
    return read(tx, "WHERE organization = :organization ORDER BY year DESC, id DESC", params);
}

bool unseal(db::Tx& tx, SealId id, Instant at, AccountId by, const std::string& name, const std::string& reason)
{
    return tx.execute(R"(
        UPDATE statistics_seal SET unsealed_at = :at, unsealed_by = :by, unsealed_by_name = :name,
            unseal_reason = :reason WHERE id = :id AND unsealed_at = 0)",
                      {{"at", at}, {"by", by}, {"name", name}, {"reason", reason}, {"id", id}}) == 1;
}

std::string digest_of_event(db::Tx& tx, std::int64_t seq, Digest digest)
{
    const auto event = db::find_event(tx, seq);
    if (!event) return {};
    return digest_text(
        digest, std::to_string(seq) + "|" + event->topic + "|" + std::to_string(event->subject) + "|" + event->payload);
}

}  // namespace jishi::statistics::store
