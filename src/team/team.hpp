#pragma once
// 基本队伍: the register of people, put together, and the questions that others may ask it.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "db/db.hpp"
#include "organization/organizations.hpp"
#include "platform/audit.hpp"
#include "platform/secret_key.hpp"
#include "team/judges.hpp"
#include "team/member.hpp"
#include "team/member_office.hpp"
#include "team/member_query.hpp"
#include "team/member_service.hpp"
#include "team/record_vocabulary.hpp"
#include "team/roster.hpp"

namespace jishi::http {
struct Endpoint;
}

namespace jishi::team {

std::span<const db::Migration> migrations();

class Team {
public:
    /// Everything given must outlive it. Nothing is read before start().
    Team(db::Database& database, IdGenerator& ids, const Clock& clock, platform::Audit& audit,
         const platform::SecretKey& key, organization::Organizations& organizations);
    ~Team();
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;

    /// Lets what was planned until today take effect. start() once, then every minute or so.
    void keep_house();

    const Office& office() const { return office_; }
    const policy::Readings<RecordVocabulary>& words() const { return words_; }
    /// Before start(): whose right to vote is withheld, as another module knows it. [GEN-04]
    void add_rights_question(RightsQuestion question) { office_.rights.push_back(std::move(question)); }
    /// For Organizations::connect(): members go along with their organisations. [ORG-24]
    auto people()
    {
        return [this](db::Tx& tx, const platform::Actor& actor, const organization::Reshaping& reshaping) {
            return settle(office_, tx, actor, reshaping);
        };
    }

    std::vector<http::Endpoint> endpoints();

private:
    db::Database& database_;
    platform::Audit& audit_;
    const Vault vault_;
    const policy::Readings<MemberPolicy> readings_;
    const policy::Readings<RecordVocabulary> words_;
    Office office_;
    Date rolled_to_ = Date::first();
};

// ---- questions ---------------------------------------------------------------------------------------------------

/// Today's row; nothing when there is none or it was registered by mistake.
std::optional<Member> find_member(db::Tx& tx, MemberId id);
/// How a member was on a day, as it is known now; nothing before the first day.
std::optional<Attributes> member_on(db::Tx& tx, MemberId id, const organization::Moment& moment);
/// The member of an account; none when it is none's.
MemberId member_of_account(db::Tx& tx, AccountId account);
/// The account of a member; none when there is none.
AccountId account_of_member(db::Tx& tx, MemberId member);

}  // namespace jishi::team
