#pragma once
// 发展党员: people who apply and are not members yet, how far each has come, and the yearly plan. [DEV-01 – DEV-38]
// The way itself is a workflow of the packs; this module keeps who it is about and what its steps come to.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/workflow_service.hpp"
#include "team/development_policy.hpp"
#include "team/member_office.hpp"
#include "team/member_service.hpp"

namespace jishi::http {
struct Endpoint;
}

namespace jishi::team {

/// Codes under which the way is found in packs and cases.
inline constexpr std::string_view admission_workflow = "development.admission";
inline constexpr std::string_view applicant_kind = "applicant";

/// A person who has applied. The id stays the same for life: accepted, it is the id of the member.
struct Applicant {
    MemberId id;
    OrganizationId shard;
    OrganizationId organization;  // the branch that develops
    std::string name;
    std::string pinyin;
    std::string initials;
    std::string sex;
    Date birth_date;
    std::string ethnicity;
    std::string native_place;
    std::string education;
    std::string occupation;
    bool front_line = false;
    bool league_member = false;
    std::string id_number;  // sealed
    std::string id_number_index;
    std::string phone;    // sealed
    std::string address;  // sealed
    CaseId case_id;       // the latest of this person
    std::string stage;    // of the pack; empty: has not applied yet
    std::optional<Date> applied_on;
    std::optional<Date> activist_on;
    std::optional<Date> educated_from;  // [DEV-23] from which the time of education counts
    std::optional<Date> target_on;
    std::optional<Date> pre_reviewed_on;
    std::optional<Date> accepted_on;
    std::optional<Date> approved_on;
    std::optional<Date> probation_ends_on;
    std::optional<Date> full_on;
    Instant registered_at;
    AccountId registered_by;
    int version = 1;
};

/// What the use cases of this part work with.
struct DevelopmentDesk {
    const Office& office;
    const policy::Readings<DevelopmentPolicy>& readings;
    const engine::CaseOffice& cases;

    std::shared_ptr<const DevelopmentPolicy> rules(OrganizationId at, Date day) const
    {
        return readings.of(office.organizations.policy_at(at, day),
                           office.organizations.policy_at(at, office.clock.today()));
    }
};

// ---- use cases -----------------------------------------------------------------------------------------------------

struct RegisteringApplicant {
    Applicant values;  // organization, name, ethnicity, education …; sex and birth date follow from the number
    ContactData contact;
    /// Of a case that is under way: who has been on the roll as one who was accepted on this day is that member.
    std::optional<Date> accepted_on = std::nullopt;
};
/// A person is written down who wants to join. Who was a member once keeps the id of that record.
/// @errors access.forbidden, organization.not_found, member.branch_holds_no_members, input.invalid (fields),
///         member.id_number_known (is a member), development.applicant_known
Result<Applicant> register_applicant(const DevelopmentDesk&, db::Tx&, const platform::Actor&,
                                     const RegisteringApplicant&);

struct AmendingApplicant {
    std::optional<std::string> name;
    std::optional<std::string> ethnicity;
    std::optional<std::string> native_place;
    std::optional<std::string> education;
    std::optional<std::string> occupation;
    std::optional<bool> front_line;
    std::optional<bool> league_member;
    ContactData contact;
    std::optional<int> version;
};
/// @errors development.applicant_not_found, access.forbidden, member.version_conflict, development.is_member,
///         member.nothing_changed, input.invalid (fields)
Result<Applicant> amend_applicant(const DevelopmentDesk&, db::Tx&, const platform::Actor&, MemberId,
                                  const AmendingApplicant&);

/// [DEV-23] The branch that develops becomes another one; the time of education counts on when it is recognised.
/// Whatever is open about the person goes along. @param moving  the case that moves it
Result<void> move_applicant(const DevelopmentDesk&, db::Tx&, const platform::Actor&, MemberId, OrganizationId to,
                            bool recognised, Date on, CaseId moving);

/// [ORG-24] People on the way go along with organisations that end or change, or the change is refused.
/// @errors organization.has_members
Result<void> settle_applicants(const DevelopmentDesk&, db::Tx&, const platform::Actor&, const organization::Reshaping&);

/// Open cases of people who are members by now and were moved in the register, today or as it was planned, go on with
/// the branch where they stand. Returns how many people.
Result<std::size_t> follow_members(const DevelopmentDesk&, db::Tx&, const platform::Actor&);

struct Quota {
    OrganizationId organization;
    int year = 0;
    int quota = 0;
    std::string document_no;
    std::string reason;
};
/// [DEV-37] Set for an organisation by one above it (or by itself at the top).
/// @errors organization.not_found, access.forbidden, input.invalid (quota: development.plan_above, .plan_below;
///         reason, document_no), development.plan_unchanged
Result<void> set_quota(const DevelopmentDesk&, db::Tx&, const platform::Actor&, const Quota&);

/// A plan that covers an organisation: its own, or that of one above.
struct PlanFor {
    OrganizationId organization;  // whose
    int quota = 0;
    std::int64_t used = 0;  // pre-reviewed or accepted in the year, in its subtree
};
/// From the organisation upwards. @param except  a person who is not counted
std::vector<PlanFor> plans_for(const DevelopmentDesk&, db::Tx&, OrganizationId, int year, MemberId except = {});

/// register_member() for somebody who has an id already: it stays the same.
Result<Outcome> register_person(const Office&, db::Tx&, const platform::Actor&, const Registering&, MemberId);

// ---- questions -----------------------------------------------------------------------------------------------------

/// One that the actor may see. @errors development.applicant_not_found
Result<Applicant> visible_applicant(const DevelopmentDesk&, db::Tx&, const platform::Actor&, MemberId);
/// Is the member on the roll as one whom the branch meeting of this day accepted?
bool is_of_this_case(const DevelopmentDesk&, const Member&, Date accepted_on);
/// Where the person stands today: the branch of the member, or the one that develops.
OrganizationId branch_of(db::Tx&, const Applicant&);

class Development {
public:
    /// Both must outlive it.
    Development(const Office& office, const engine::CaseOffice& cases);
    Development(const Development&) = delete;
    Development& operator=(const Development&) = delete;

    /// Lets open cases follow members who were moved. After that of the register, every minute or so.
    void keep_house(db::Database& database) const;

    const DevelopmentDesk& desk() const { return desk_; }
    std::vector<http::Endpoint> endpoints() const;

private:
    const policy::Readings<DevelopmentPolicy> readings_;
    const DevelopmentDesk desk_;
};

}  // namespace jishi::team
