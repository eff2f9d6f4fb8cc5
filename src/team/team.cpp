#include "team/team.hpp"

#include "base/log.hpp"
#include "team/account_store.hpp"
#include "team/discipline.hpp"
#include "team/duplicates.hpp"
#include "team/member_store.hpp"

namespace jishi::team {

Team::Team(db::Database& database, IdGenerator& ids, const Clock& clock, platform::Audit& audit,
           const platform::SecretKey& key, organization::Organizations& organizations)
    : database_(database), audit_(audit), vault_(key), readings_(read_member_policy), words_(read_record_vocabulary),
      office_{ids,
              clock,
              readings_,
              organizations.office(),
              organizations.directory(),
              organizations.past_trees(),
              vault_,
              [&audit](db::Tx& tx, const platform::Actor& actor, const Deed& deed) {
                  audit.record(tx, actor,
                               {.action = deed.action,
                                .subject_kind = deed.member ? "member" : "organization",
                                .subject = deed.member ? deed.member.str() : deed.organization.str(),
                                .organization = deed.organization,
                                .before = deed.before,
                                .after = deed.after,
                                .rule = deed.rule});
              },
              [&audit](db::Tx& tx, MemberId id, int limit) {
                  return audit.query(tx, {.action = "member.", .subject = id.str(), .limit = limit});
              }}
{
    add_rights_question(without_rights);
}

Team::~Team() = default;

void Team::keep_house()
{
    const auto today = office_.clock.today();
    if (rolled_to_ == today) return;
    std::size_t all = 0;
    for (bool more = true; more;) {
        const auto touched =
            database_.write([&](db::Tx& tx) -> Result<std::size_t> { return roll_to(office_, tx, today); });
        more = touched && *touched > 0;
        if (more) all += *touched;
    }
    rolled_to_ = today;
    if (all > 0) log::info("team.rolled", {{"members", std::uint64_t{all}}});
}

std::optional<Member> find_member(db::Tx& tx, MemberId id)
{
    auto found = store::find_member(tx, id);
    if (found && found->withdrawn) return std::nullopt;
    return found;
}

std::optional<Attributes> member_on(db::Tx& tx, MemberId id, const organization::Moment& moment)
{
    const auto timeline =
        moment.known_at ? store::timeline_known_at(tx, id, *moment.known_at) : store::timeline_of(tx, id);
    const auto* state = timeline.on(moment.day);
    if (!state || !state->values.exists) return std::nullopt;
    return state->values;
}

MemberId member_of_account(db::Tx& tx, AccountId account) { return store::member_of(tx, account); }
AccountId account_of_member(db::Tx& tx, MemberId member) { return store::account_of(tx, member); }

Result<Member> visible_member(const Office&, db::Tx& tx, const platform::Actor& actor, MemberId id)
{
    auto member = find_member(tx, id);
    if (const auto survivor = member ? MemberId{} : survivor_of(tx, id)) {
        const auto now = find_member(tx, survivor);
        if (now && actor.may(platform::Permission::member_read, now->values.branch))
            return refuse(ErrorKind::not_found, "member.merged", {}, survivor.str());
    }
    // One that may not be seen is not there: ids across branches tell nothing.
    if (!member || !actor.may(platform::Permission::member_read, member->values.branch))
        return refuse(ErrorKind::not_found, "member.not_found");
    return *std::move(member);
}

}  // namespace jishi::team
