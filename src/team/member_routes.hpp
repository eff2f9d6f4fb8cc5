#pragma once
// The routes of members, and how a member is shown: masked.

#include <optional>
#include <string>
#include <vector>

#include "http/endpoint.hpp"
#include "platform/audit.hpp"
#include "team/member_service.hpp"
#include "team/roster.hpp"

namespace jishi::team {

/// Lists and one member: masked, every look in the audit trail.
std::vector<http::Endpoint> member_endpoints(db::Database& database, const Office& office);
/// Registering, moving, standing …: one verb of the domain each; and revealing what is sealed.
std::vector<http::Endpoint> member_act_endpoints(const Office& office);
std::vector<http::Endpoint> roster_endpoints(db::Database& database, const Office& office);
std::vector<http::Endpoint> participation_endpoints(const Office& office);
/// The own record of whoever is a member, and whose an account is.
std::vector<http::Endpoint> own_record_endpoints(const Office& office);
/// Records of one person: found, told apart, merged, and parted again.
std::vector<http::Endpoint> duplicate_endpoints(const Office& office);
/// 党员信息排查: what records lack and what is not plausible, by branch.
std::vector<http::Endpoint> checkup_endpoints(db::Database& database, const Office& office);

struct PlaceView {
    OrganizationId id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(PlaceView, (), (id, name))

/// A line of a list or a roster.
struct MemberLineView {
    MemberId id;
    std::string name;
    PlaceView branch;
    std::string status;
    std::string category;
    std::optional<std::string> sex;
    std::optional<Date> birth_date;
    std::optional<std::string> ethnicity;
    std::optional<std::string> education;
    std::optional<std::string> occupation;
    std::optional<Date> joined_on;
    std::optional<Date> full_on;
    bool mobile = false;
    std::optional<Date> lost_since;
    bool may_vote = false;
    std::optional<std::string> id_number;  // masked
    std::optional<std::string> phone;      // masked
};
BOOST_DESCRIBE_STRUCT(MemberLineView, (),
                      (id, name, branch, status, category, sex, birth_date, ethnicity, education, occupation, joined_on,
                       full_on, mobile, lost_since, may_vote, id_number, phone))
MemberLineView view_of(const Office& office, MemberLine&& line);

/// What may be said of a member on a day. Absent: not said.
struct MemberView {
    MemberId id;
    std::string name;
    PlaceView branch;
    std::vector<PlaceView> path;
    std::string status;
    std::string entry;
    std::string category;
    bool on_roll = false;
    bool may_vote = false;
    std::optional<std::string> sex;
    std::optional<Date> birth_date;
    std::optional<int> age;
    std::optional<std::string> ethnicity;
    std::optional<std::string> native_place;
    std::optional<std::string> education;
    std::optional<std::string> degree;
    std::optional<std::string> occupation;
    std::optional<std::string> technical_post;
    std::optional<std::string> social_stratum;
    std::optional<Date> joined_on;
    std::optional<std::string> join_kind;
    std::optional<std::string> join_branch;
    std::optional<Date> full_on;
    std::optional<int> seniority_years;
    std::optional<std::string> marital_status;
    std::optional<Date> work_started_on;
    bool migrant_worker = false;
    bool front_line = false;
    bool mobile = false;
    std::optional<std::string> mobile_to;
    std::optional<Date> lost_since;
    std::optional<std::string> lost_reason;
    std::optional<int> seniority_months;
    std::optional<std::string> residence;
    std::optional<std::string> registered_residence;
    std::optional<std::string> archive_unit;
    std::optional<std::string> id_number;  // masked
    std::optional<std::string> phone;      // masked
    std::optional<std::string> address;    // masked
    Date known_from;
    Date as_of;
    int version = 0;
    bool has_account = false;
    std::vector<std::string> may;  // of member.change, member.reveal
};
BOOST_DESCRIBE_STRUCT(MemberView, (),
                      (id, name, branch, path, status, entry, category, on_roll, may_vote, sex, birth_date, age,
                       ethnicity, native_place, education, degree, occupation, technical_post, social_stratum,
                       joined_on, join_kind, join_branch, full_on, seniority_years, marital_status, work_started_on,
                       migrant_worker, front_line, mobile, mobile_to, lost_since, lost_reason, seniority_months,
                       residence, registered_residence, archive_unit, id_number, phone, address, known_from, as_of,
                       version, has_account, may))
MemberView view_of(const Office& office, db::Tx& tx, const platform::Actor& actor, const Member& member,
                   const Attributes& values, Date day);

struct MemberChangeView {
    ChangeId id;
    std::string kind;
    Date effective_on;
    std::optional<std::string> document_no;
    std::optional<std::string> reason;
    PlaceView branch;
    std::optional<PlaceView> from;  // the branch before
    Instant recorded_at;
    std::optional<std::string> recorded_by;
    std::vector<std::string> decided;     // names of attributes
    std::vector<std::string> sealed;      // names of sealed fields that it changed
    std::optional<http::AnyJson> before;  // of what it decided
    std::optional<http::AnyJson> after;
    ChangeId corrects;
    bool superseded = false;
    bool with_organization = false;  // went along with an organisation
};
BOOST_DESCRIBE_STRUCT(MemberChangeView, (),
                      (id, kind, effective_on, document_no, reason, branch, from, recorded_at, recorded_by, decided,
                       sealed, before, after, corrects, superseded, with_organization))
MemberChangeView view_of(const Office& office, const Change& change);
/// With what it decided, before and after. `states` as store::recorded_states() gives them.
std::vector<MemberChangeView> history_of(const Office& office, db::Tx& tx, MemberId id);

/// Texts that are empty mean "not said" and are left out.
inline std::optional<std::string> said(const std::string& text)
{
    return text.empty() ? std::nullopt : std::optional(text);
}
inline PlaceView place_of(const Office& office, OrganizationId id) { return {id, office.directory.name_of(id)}; }

}  // namespace jishi::team
