#include "organization/organizations.hpp"

#include <chrono>

#include "base/log.hpp"
#include "organization/organization_query.hpp"
#include "organization/organization_service.hpp"
#include "organization/organization_store.hpp"
#include "organization/unit_service.hpp"

namespace jishi::organization {

std::vector<Whereabouts> line_of(db::Tx& tx, std::string_view id_or_code)
{
    std::vector<Whereabouts> line;
    auto id = OrganizationId::parse(id_or_code).value_or(OrganizationId{});
    auto node = id ? store::find_node(tx, id) : std::nullopt;
    if (!node) {
        id = query::with_code(tx, id_or_code);
        if (id) node = store::find_node(tx, id);
    }
    // As many questions as there are levels.
    for (; node && line.size() < Directory::depth_max; node = store::find_node(tx, node->values.parent)) {
        line.push_back({node->id, node->values.code, node->values.region_code});
        if (!node->values.parent) break;
    }
    return line;
}

std::vector<Stretch> stretches_of(db::Tx& tx, OrganizationId id) { return stretches_of(store::timeline_of(tx, id)); }

OrganizationId shard_of(db::Tx& tx, OrganizationId id)
{
    const auto node = store::find_node(tx, id);
    return node ? node->shard : OrganizationId{};
}

Organizations::Organizations(db::Database& database, const policy::Book& book, IdGenerator& ids, const Clock& clock,
                             platform::Audit& audit)
    : database_(database), clock_(clock), ids_(ids), policies_(book, clock),
      directory_([this](std::string_view type) { return counts(type); },
                 [this](const Node& node) { return policies_.place_of(node); }),
      past_trees_([this](std::string_view type) { return counts(type); }),
      office_{ids_,
              clock_,
              policies_,
              directory_,
              [&audit](db::Tx& tx, const platform::Actor& actor, const Deed& deed) {
                  audit.record(tx, actor,
                               {.action = deed.action,
                                .subject_kind = deed.subject_kind,
                                .subject = deed.subject,
                                .organization = deed.organization,
                                .before = deed.before,
                                .after = deed.after,
                                .rule = deed.rule});
              },
              [this](Date from, std::int64_t mark) { past_trees_.forget_from(from, mark); }}
{
}

Organizations::~Organizations() = default;

bool Organizations::counts(std::string_view type) const
{
    const auto* rule = policies_.on(clock_.today())->type(type);
    return rule && !rule->overlay;  // [ORG-09] activity groups never count
}

void Organizations::start()
{
    const auto began = std::chrono::steady_clock::now();
    database_.read([this](db::Tx& tx) { query::load(tx, directory_); });
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    log::info("organization.loaded", {{"organizations", std::uint64_t{directory_.size()}},
                                      {"megabytes", std::uint64_t{directory_.memory_bytes() >> 20}},
                                      {"seconds", took.count()}});
    keep_house();
}

void Organizations::keep_house()
{
    const auto today = clock_.today();
    if (rolled_to_ == today) return;
    const auto touched = database_.write([&](db::Tx& tx) -> Result<std::size_t> {
        roll_units_to(tx, today);
        return roll_to(office_, tx, today);
    });
    rolled_to_ = today;
    if (touched && *touched > 0) log::info("organization.rolled", {{"organizations", std::uint64_t{*touched}}});
}

policy::Policy Organizations::policy_at(OrganizationId id, Date day) const { return office_.policy_at(id, day); }

std::optional<std::string> Organizations::name_of(OrganizationId id) const
{
    auto listing = directory_.listing(id);
    if (!listing) return std::nullopt;
    return std::move(listing->name);
}

OrganizationId Organizations::with_code(std::string_view code) const
{
    OrganizationId found;
    database_.read([&](db::Tx& tx) { found = query::with_code(tx, code); });
    return found;
}

}  // namespace jishi::organization
