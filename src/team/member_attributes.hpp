#pragma once
// What is decided about a member, attribute by attribute. [DATA-02, DATA-05]

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/date.hpp"
#include "base/result.hpp"
#include "engine/bit_set.hpp"
#include "platform/ids.hpp"

namespace jishi::team {

/// What one change can decide. The numbers stand in the database (column `decided` is a bit set of them).
enum class Attribute : std::uint8_t {
    existence = 0,  // of the record; whether its person is a member is the standing
    branch = 1,     // the formal one
    standing = 2,   // status and how it came about
    category = 3,
    name = 4,
    sex = 5,
    birth_date = 6,
    ethnicity = 7,
    native_place = 8,
    education = 9,
    degree = 10,
    occupation = 11,
    technical_post = 12,
    social_stratum = 13,
    joining = 14,  // day, kind, branch of joining
    full_on = 15,
    marital_status = 16,
    work_started_on = 17,
    migrant_worker = 18,
    front_line = 19,
    mobile = 20,        // whether, and where to
    lost_contact = 21,  // since when, and why
    seniority = 22,
    residence = 23,
    registered_residence = 24,
    archive_unit = 25,
    count_
};

using AttributeSet = engine::BitSet<Attribute>;

/// The state of a member on one day. Codes are those of the policy packs; an empty text means "not said".
/// Id number, telephone and address are sealed and stand elsewhere (sealed.hpp).
struct Attributes {
    using Set = AttributeSet;
    static constexpr Set existence{Attribute::existence};

    bool exists = false;
    OrganizationId branch;  // none: not on any roll
    std::string status;     // [REL section 6] normal, suspended, …
    std::string entry;      // the standing change that led to it [DATA-37, DATA-38]
    std::string category;   // [DATA-30]
    std::string name;
    std::string sex;  // [DATA-20]
    std::optional<Date> birth_date;
    std::string ethnicity;     // [DATA-24]
    std::string native_place;  // [DATA-08]
    std::string education;     // [DATA-25]
    std::string degree;        // [DATA-23]
    std::string occupation;    // [DATA-34] 工作岗位
    std::string technical_post;
    std::string social_stratum;  // [DATA-40]
    std::optional<Date> joined_on;
    std::string join_kind;
    std::string join_branch;  // as it was called
    std::optional<Date> full_on;
    std::string marital_status;  // [DATA-21]
    std::optional<Date> work_started_on;
    bool migrant_worker = false;
    bool front_line = false;
    bool mobile = false;
    std::string mobile_to;
    std::optional<Date> lost_since;       // [REL-32]
    std::string lost_reason;              // [REL-33]
    std::optional<int> seniority_months;  // correction of the years of membership, in months
    std::string residence;                // area, without house number
    std::string registered_residence;
    std::string archive_unit;

    bool operator==(const Attributes&) const = default;

    static std::unexpected<Error> too_early() { return refuse(ErrorKind::rule_refused, "member.too_early"); }
    static std::unexpected<Error> dissolved() { return refuse(ErrorKind::conflict, "member.not_found"); }
    static std::unexpected<Error> has_later_changes()
    {
        return refuse(ErrorKind::conflict, "member.has_later_changes");
    }
};

/// Copies the attributes of `which` from one state into another.
void assign(Attributes& to, const Attributes& from, AttributeSet which);
/// The attributes in which two states differ.
AttributeSet difference(const Attributes& a, const Attributes& b);

/// One column of `team_member` and `team_state`, and the attribute that it belongs to.
struct Field {
    using Place = std::variant<std::string Attributes::*, std::optional<Date> Attributes::*,
                               std::optional<int> Attributes::*, bool Attributes::*, OrganizationId Attributes::*>;
    Attribute attribute;
    std::string_view name;  // the same in the database and in the API
    Place place;
};
/// All but `exists`, in the order of the columns.
std::span<const Field> fields();
const Field* field_named(std::string_view name);
std::string_view code_of(Attribute attribute);

/// The attributes of a set as a JSON object, named as in the API.
std::string json_of(const Attributes& values, AttributeSet which);
/// The names of a set as a JSON list.
std::string names_json(AttributeSet which);

}  // namespace jishi::team
