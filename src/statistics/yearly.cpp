#include "statistics/yearly.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <stdexcept>

#include <sys/stat.h>

#include "base/text.hpp"
#include "db/outbox.hpp"
#include "platform/file_write.hpp"
#include "platform/json_text.hpp"
#include "policy/policy.hpp"
#include "statistics/days.hpp"
#include "statistics/question.hpp"

namespace jishi::statistics {
namespace {

using platform::Permission;

constexpr const char* key_file = "seal.key";
constexpr std::size_t reason_max = 500;

Date last_day_of(int year) { return Date{year, 12, 31}; }

/// The key of the installation, made when there is none. Readable by its user only.
SigningKey load_or_create_key(const std::filesystem::path& folder, SignatureAlgorithm algorithm)
{
    const auto path = folder / key_file;
    if (!std::filesystem::exists(path)) {
        std::filesystem::create_directories(folder);
        auto key = SigningKey::make(algorithm);
        platform::write_whole_file(path, key.pem(), platform::FileMode::secret);
        return key;
    }
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0 || (about.st_mode & 077) != 0)
        throw std::runtime_error("seal key: " + path.string() + " must be readable by its owner only (chmod 600)");
    std::ifstream in(path, std::ios::binary);
    const std::string pem{std::istreambuf_iterator<char>(in), {}};
    auto key = SigningKey::from_pem(pem);
    if (!key) throw std::runtime_error("seal key: " + path.string() + " is damaged; put it back from a backup");
    return *std::move(key);
}

/// [SEC-16] The national suite signs with SM2.
SignatureAlgorithm algorithm_of(Digest digest)
{
    return digest == Digest::sm3 ? SignatureAlgorithm::sm2 : SignatureAlgorithm::ed25519;
}

/// Whether it pays to read the members of an organisation alone.
bool is_small_part(const Tree& tree, OrganizationId within)
{
    constexpr std::uint64_t part_max = 4;
    const auto node = tree.find(within.value);
    return node != node_none && (tree.end(node) - node) * part_max <= tree.size();
}

Digest digest_of_packs(const CrosstabOffice& office)
{
    const auto rules = office.organizations.policy_at({}, office.clock.today());
    return digest_from(rules.text("platform.audit.digest")).value_or(Digest::sm3);
}

}  // namespace

Yearly::Yearly(const CrosstabOffice& office, db::Database& database, IdGenerator& ids, platform::Audit& audit,
               const platform::document::Library* documents, const std::filesystem::path& folder)
    : office_(office), database_(database), ids_(ids), audit_(audit), documents_(documents),
      key_(load_or_create_key(folder, algorithm_of(digest_of_packs(office))))
{
}

Digest Yearly::digest() const { return digest_of_packs(office_); }

bool Yearly::may_below(const platform::Actor& actor, Permission permission, OrganizationId within) const
{
    const auto reach = reach_of(actor, permission, within);
    return reach == Reach::subtree ||
           (reach == Reach::node && office_.organizations.directory().children(within, {}, 1).items.empty());
}

Result<void> Yearly::require_below(const platform::Actor& actor, Permission permission, OrganizationId within) const
{
    if (may_below(actor, permission, within)) return {};
    return refuse(ErrorKind::forbidden, "access.forbidden", {}, std::string(code_of(permission)));
}

std::vector<Form> Yearly::forms(OrganizationId within) const
{
    return forms_of(office_.organizations.policy_at(within, office_.clock.today()), *office_.live.columns());
}

Result<YearMade> Yearly::make(db::Tx& tx, const platform::Actor& actor, const YearAsked& asked) const
{
    TRY(require_below(actor, Permission::member_read, asked.within));
    return count(tx, asked, may_below(actor, Permission::discipline_read, asked.within));
}

Result<YearMade> Yearly::count(db::Tx& tx, const YearAsked& asked, bool sensitive) const
{
    const auto today = office_.clock.today();
    if (asked.year > today.year() || asked.year <= first_day.year())
        return bad_field("year", "statistics.date_out_of_range");
    const auto day = std::min(today, last_day_of(asked.year));
    auto known = forms(asked.within);
    const auto found = asked.form.empty() ? known.begin() : std::ranges::find(known, asked.form, &Form::code);
    if (found == known.end()) return refuse(ErrorKind::not_found, "statistics.no_form", {}, asked.form);
    YearMade made{std::make_shared<const Form>(std::move(*found)), {}, {}};
    std::optional<Bulletin> published;
    if (auto bulletin = bulletin_of(office_.organizations.policy_at({}, last_day_of(asked.year)), asked.year))
        published = *std::move(bulletin);
    else if (bulletin.error().code != "statistics.no_bulletin") return std::unexpected(bulletin.error());
    const auto rules = office_.team.office().rules({}, today);
    const auto counted = rules->statuses_counted();
    const team::YearSpan year{Date{asked.year, 1, 1}, day, asked.known_at};
    const auto day_before = last_day_of(asked.year - 1);
    const auto in_both = [&](const std::function<Result<void>(const World&, const World&)>& look) -> Result<void> {
        // The year before first: while the world of today is looked at, nobody waits for another.
        return office_.live.on(tx, day_before, [&](const World& before) -> Result<void> {
            return office_.live.on(tx, day, [&](const World& world) { return look(before, world); });
        });
    };
    std::unique_ptr<World> then_before;
    std::unique_ptr<World> then;
    bool is_part = false;  // the worlds are of the place asked for and have nobody else
    if (asked.known_at) {
        const auto columns = office_.live.columns();
        const auto on_roll = rules->statuses_on_roll();
        const auto world_on = [&](Date on) {
            const organization::Moment moment{on, asked.known_at};
            auto nodes = load_nodes_on(tx, moment);
            // The last day first: whoever counts on the day before it decides nothing.
            if (!then) is_part = is_small_part(*nodes.tree, asked.within);
            return is_part ? load_part_on(tx, columns, on_roll, moment, std::move(nodes), asked.within)
                           : load_world_on(tx, columns, on_roll, moment, std::move(nodes));
        };
        then = world_on(day);
        then_before = world_on(day_before);
    }
    const auto looked_at = [&](const std::function<Result<void>(const World&, const World&)>& look) -> Result<void> {
        return then ? look(*then_before, *then) : in_both(look);
    };
    YearReach reach;
    auto moved = moved_in(tx, year);
    TRY(looked_at([&](const World& before, const World& world) -> Result<void> {
        if (world.tree().find(asked.within.value) == node_none)
            return refuse(ErrorKind::not_found, "organization.not_found", {}, asked.within.str());
        reach = year_reach(world, before, asked.within.value, moved, is_part);
        return {};
    }));
    // Slow: no world is held meanwhile.
    const auto rows = read_year(office_.organizations.office(), tx, year, counted, std::move(reach));
    TRY(looked_at([&](const World& before, const World& world) -> Result<void> {
        const auto node = world.tree().find(asked.within.value);
        if (node == node_none) return refuse(ErrorKind::not_found, "organization.not_found", {}, asked.within.str());
        const auto records = placed(rows, world);
        const FormCounter counter(world, &records, counted, &before);
        const FormCounter counter_before(before, nullptr, counted);
        std::optional<FormTable> table_before;
        if (const auto at = before.tree().find(asked.within.value); at != node_none)
            table_before = form_table(compared(*made.form), counter_before, at, {}, nullptr);
        made.table =
            form_table(*made.form, counter, node, published, table_before ? &*table_before : nullptr, sensitive);
        made.checks = check_form(*made.form, counter, node, &counter_before, sensitive);
        return {};
    }));
    return made;
}

// ---- sealing -----------------------------------------------------------------------------------------------------

Result<Seal> Yearly::seal(const platform::Actor& actor, const Sealing& sealing) const
{
    TRY(require_below(actor, Permission::member_read, sealing.within));
    TRY(actor.require(Permission::statistics_seal, sealing.within));
    if (last_day_of(sealing.year) >= office_.clock.today())
        return refuse(ErrorKind::rule_refused, "statistics.year_not_over", "STAT-01", std::to_string(sealing.year));
    Seal seal;
    seal.organization = sealing.within;
    seal.year = sealing.year;
    seal.remark = TRY(clean_text(sealing.remark));
    if (length_of(seal.remark) > reason_max)
        return bad_field("remark", "input.too_long", {}, std::to_string(reason_max));
    // An instant before which everything is durable and after which everything is new: that of a write of its own.
    TRY(database_.write([&](db::Tx& tx) -> Result<void> {
        seal.known_at = tx.recorded_at();
        seal.event_seq = db::last_event(tx);
        seal.event_digest = store::digest_of_event(tx, seal.event_seq, digest());
        seal.shard = organization::shard_of(tx, seal.organization);
        return {};
    }));
    std::optional<Result<YearMade>> counted;
    bool sealed_already = false;
    database_.read([&](db::Tx& tx) {
        counted = count(tx, {sealing.within, sealing.form, sealing.year, seal.known_at},
                        may_below(actor, Permission::discipline_read, sealing.within));
        if (*counted)
            sealed_already = store::seal_in_force(tx, sealing.within, (*counted)->form->code, sealing.year).has_value();
    });
    const auto made = TRY(*std::move(counted));
    if (made.form->is_sensitive()) TRY(require_below(actor, Permission::discipline_read, sealing.within));
    if (sealed_already) return refuse(ErrorKind::conflict, "statistics.already_sealed", "STAT-09");
    const auto failed = std::ranges::find_if(made.checks, [](const CheckResult& one) { return !one.ok; });
    if (failed != made.checks.end() && seal.remark.empty())
        return refuse(ErrorKind::rule_refused, "statistics.checks_failed", failed->check->rule, failed->check->code);
    seal.form = made.form->code;
    seal.form_digest = made.form->digest();
    seal.figures = figures_text(made.table);
    seal.figures_digest = digest_text(digest(), seal.figures);
    seal.sealed_by = actor.account;
    seal.sealed_by_name = actor.display_name;
    return database_.write([&](db::Tx& tx) -> Result<Seal> {
        seal.id = ids_.next_id<SealTag>();
        seal.sealed_at = tx.recorded_at();
        sign(seal, key_);
        // Two at once: one has won.
        if (!store::insert_seal(tx, seal)) return refuse(ErrorKind::conflict, "statistics.already_sealed", "STAT-09");
        audit_.record(tx, actor,
                      {.action = "statistics.sealed",
                       .subject_kind = "statistics_seal",
                       .subject = seal.id.str(),
                       .organization = seal.organization,
                       .after = platform::JsonObject{}
                                    .add("form", seal.form)
                                    .add("year", seal.year)
                                    .add("figures", seal.figures_digest)
                                    .add("remark", seal.remark)
                                    .text(),
                       .rule = "STAT-09"});
        db::publish(tx, "statistics.sealed", seal.id.value,
                    platform::JsonObject{}.add("organization", seal.organization).add("year", seal.year).text());
        return seal;
    });
}

Result<Seal> Yearly::visible(db::Tx& tx, const platform::Actor& actor, SealId id) const
{
    auto seal = store::find_seal(tx, id);
    if (!seal || !may_below(actor, Permission::member_read, seal->organization))
        return refuse(ErrorKind::not_found, "statistics.seal_not_found");
    return *std::move(seal);
}

Result<Seal> Yearly::unseal(db::Tx& tx, const platform::Actor& actor, SealId id, const std::string& reason) const
{
    auto seal = TRY(visible(tx, actor, id));
    TRY(actor.require(Permission::statistics_seal, seal.organization));
    const auto said = TRY(clean_text(reason));
    if (said.empty()) return bad_field("reason", "input.required");
    if (length_of(said) > reason_max) return bad_field("reason", "input.too_long", {}, std::to_string(reason_max));
    if (!store::unseal(tx, id, tx.recorded_at(), actor.account, actor.display_name, said))
        return refuse(ErrorKind::conflict, "statistics.not_sealed", "STAT-09");
    audit_.record(tx, actor,
                  {.action = "statistics.unsealed",
                   .subject_kind = "statistics_seal",
                   .subject = id.str(),
                   .organization = seal.organization,
                   .before = platform::JsonObject{}
                                 .add("form", seal.form)
                                 .add("year", seal.year)
                                 .add("figures", seal.figures_digest)
                                 .text(),
                   .after = platform::JsonObject{}.add("reason", said).text(),
                   .rule = "STAT-09"});
    db::publish(tx, "statistics.unsealed", id.value,
                platform::JsonObject{}.add("organization", seal.organization).add("year", seal.year).text());
    seal.unsealed_at = tx.recorded_at();
    seal.unsealed_by = actor.account;
    seal.unsealed_by_name = actor.display_name;
    seal.unseal_reason = said;
    return seal;
}

Result<SealVerdict> Yearly::verify(db::Tx& tx, const Seal& seal) const
{
    SealVerdict verdict;
    verdict.signature = signature_fits(seal);
    verdict.key = seal.public_key == key_.public_pem();
    verdict.figures = digest_fits(seal.figures_digest, seal.figures);
    const auto kind = digest_from(seal.event_digest.substr(0, seal.event_digest.find(':')));
    verdict.position = seal.event_digest == store::digest_of_event(tx, seal.event_seq, kind.value_or(Digest::sm3));
    // Sealed with all there is, so counted again with all there is.
    const auto then = count(tx, {seal.organization, seal.form, seal.year, seal.known_at}, true);
    if (!then && then.error().code != "statistics.no_form" && then.error().code != "organization.not_found")
        return std::unexpected(then.error());
    if (then) {
        verdict.form = then->form->digest() == seal.form_digest;
        const auto text = figures_text(then->table);
        verdict.rebuilt = text == seal.figures;
        verdict.differences = changes_between(seal.figures, text);
        const auto now =
            TRY(count(tx, {seal.organization, seal.form, seal.year, Instant{Instant::forever().us - 1}}, true));
        verdict.adjustments = changes_between(seal.figures, figures_text(now.table));
    }
    return verdict;
}

}  // namespace jishi::statistics
