#include "team/member_rules.hpp"

#include <algorithm>

#include "base/id_number.hpp"
#include "base/text.hpp"

namespace jishi::team {
namespace {

constexpr int months_a_year = 12;

class Faults {
public:
    Faults(const MemberPolicy& policy, const Attributes& values, Date day) : policy_(policy), values_(values), day_(day)
    {
    }

    std::vector<Fault> find()
    {
        if (values_.name.empty()) add("name", "input.required", "DATA-02");
        look_at_codes();
        look_at_birth();
        look_at_joining();
        look_at_contact();
        return std::move(faults_);
    }

private:
    void add(std::string field, std::string code, std::string rule, std::string detail = {})
    {
        faults_.push_back({std::move(field), std::move(code), std::move(rule), std::move(detail)});
    }

    void look_at_codes()
    {
        static constexpr std::pair<std::string_view, std::string_view> rules[] = {
            {"sex", "DATA-20"},
            {"ethnicity", "DATA-24"},
            {"education", "DATA-25"},
            {"degree", "DATA-23"},
            {"occupation", "DATA-34"},
            {"social_stratum", "DATA-40"},
            {"marital_status", "DATA-21"},
            {"join_kind", "DATA-05"},
            {"lost_reason", "REL-33"},
        };
        for (const auto& [name, rule] : rules) {
            const auto place = std::get<std::string Attributes::*>(field_named(name)->place);
            const auto& code = values_.*place;
            const auto table = policy_.codes.find(name);
            if (!code.empty() && table != policy_.codes.end() && !table->second.contains(code))
                add(std::string(name), "member.unknown_code", std::string(rule), code.substr(0, 20));
        }
        if (!policy_.category(values_.category)) add("category", "member.unknown_code", "DATA-30");
    }

    void look_at_birth()
    {
        if (!values_.birth_date) return;
        if (*values_.birth_date > day_) return add("birth_date", "member.born_later", "DATA-02");
        if (years_between(*values_.birth_date, day_) > policy_.age_years_max)
            add("birth_date", "member.too_old", "DATA-02", std::to_string(policy_.age_years_max));
    }

    void look_at_joining()
    {
        const auto joined = values_.joined_on;
        const auto birth = values_.birth_date;
        if (joined && *joined > day_) add("joined_on", "member.joined_later", "DATA-02");
        if (joined && birth && *joined <= *birth) add("joined_on", "member.joined_before_birth", "DATA-02");
        else if (joined && birth && *joined < birth->plus_months(policy_.joining_age_years_min * months_a_year))
            add("joined_on", "member.joined_too_young", "DEV-20", std::to_string(policy_.joining_age_years_min));
        const auto full = values_.full_on;
        if (!full) return;
        if (policy_.probationary(values_.category))
            return add("full_on", "member.probationary_has_full_date", "DATA-02");
        if (*full > day_) return add("full_on", "member.full_later", "DATA-02");
        if (!joined) return;
        if (*full < *joined) return add("full_on", "member.full_before_joining", "DATA-02");
        if (*joined >= policy_.probation_checked_from && *full < joined->plus_months(policy_.probation_months_min))
            add("full_on", "member.full_too_early", "DEV-11", std::to_string(policy_.probation_months_min));
    }

    void look_at_contact()
    {
        if (values_.lost_since && *values_.lost_since > day_) add("lost_since", "member.lost_later", "REL-32");
        if (!values_.lost_since && !values_.lost_reason.empty()) add("lost_since", "input.required", "REL-33");
        if (!values_.mobile && !values_.mobile_to.empty()) add("mobile", "input.required", "DATA-02");
        if (values_.work_started_on && values_.birth_date && *values_.work_started_on <= *values_.birth_date)
            add("work_started_on", "member.worked_before_birth", "DATA-05");
    }

    const MemberPolicy& policy_;
    const Attributes& values_;
    Date day_;
    std::vector<Fault> faults_;
};

/// The first code point of valid UTF-8 and how many bytes it takes.
char32_t code_point_at(std::string_view text, std::size_t& at)
{
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t point = bytes == 1 ? lead : lead & (0xFF >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) point = point << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3F);
    at += bytes;
    return point;
}

bool is_han(char32_t c)
{
    // The unified ideographs with their extensions A to H, the compatibility forms, and 〇 of a few surnames.
    return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x323AF) ||
           c == 0x3007;
}
bool is_latin(char32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7);
}
bool is_dot(char32_t c)
{
    constexpr char32_t dots[] = {U'·', U'•', U'‧', U'∙', U'⋅', U'・', U'･', U'．', U'.', U'●'};
    return std::ranges::find(dots, c) != std::end(dots);
}

constexpr std::size_t name_length_max = 50;

}  // namespace

Result<std::string> clean_name(std::string_view text)
{
    const auto clean = clean_text(text, {.multiline = false, .fold_width = true});
    if (!clean) return bad_field("name", clean.error().code, "DATA-02");
    std::string name;
    bool blank = false;
    bool latin_before = false;
    for (std::size_t at = 0; at < clean->size();) {
        const auto begin = at;
        const auto c = code_point_at(*clean, at);
        if (c == U' ' || c == 0x3000 || c == 0xA0) {
            blank = true;
            continue;
        }
        if (is_dot(c)) {
            if (!name.empty() && !name.ends_with("·")) name += "·";
        } else if (is_han(c) || is_latin(c)) {
            if (blank && latin_before && is_latin(c)) name += ' ';
            name += clean->substr(begin, at - begin);
        } else {
            return bad_field("name", "member.name_character", "DATA-02");
        }
        latin_before = is_latin(c);
        blank = false;
    }
    while (name.ends_with("·")) name.resize(name.size() - std::string_view("·").size());
    if (name.empty()) return bad_field("name", "input.required", "DATA-02");
    if (length_of(name) > name_length_max)
        return bad_field("name", "member.name_length", "DATA-02", std::to_string(name_length_max));
    return name;
}

std::vector<Fault> faults_of(const MemberPolicy& policy, const Attributes& values, Date day)
{
    return Faults(policy, values, day).find();
}

std::unexpected<Error> refusal_of(std::vector<Fault> faults)
{
    Error error{ErrorKind::invalid_input, "input.invalid", faults.front().rule, {}, {}};
    for (auto& fault : faults)
        error.fields.push_back({std::move(fault.field), std::move(fault.code), std::move(fault.detail)});
    return std::unexpected(std::move(error));
}

Result<void> check_particulars(const MemberPolicy& policy, const Attributes& values, Date day)
{
    auto faults = faults_of(policy, values, day);
    if (!faults.empty()) return refusal_of(std::move(faults));
    return {};
}

Result<void> agree_with_id_number(std::string_view number, Attributes& values)
{
    const auto id = parse_id_number(number);
    if (!id) return bad_field("id_number", id.error().code, id.error().rule);
    const auto sex = std::to_string(static_cast<int>(id->sex));
    if (values.sex.empty()) values.sex = sex;
    if (!values.birth_date) values.birth_date = id->birth;
    std::vector<Fault> faults;
    if (values.sex != sex) faults.push_back({"sex", "member.sex_differs", "DATA-50", {}});
    if (*values.birth_date != id->birth) faults.push_back({"birth_date", "member.birth_date_differs", "DATA-50", {}});
    if (!faults.empty()) return refusal_of(std::move(faults));
    return {};
}

Result<const StandingRule*> check_standing(const MemberPolicy& policy, const std::optional<Standing>& before,
                                           const StandingRequest& request)
{
    const auto* rule = policy.standing_change(request.change);
    if (!rule) return bad_field("change", "member.standing_change_unknown", "DATA-37");
    const bool possible = before ? std::ranges::find(rule->from, before->status) != rule->from.end() : rule->enters;
    if (!possible)
        return refuse(ErrorKind::rule_refused, "member.standing_not_possible", rule->rule,
                      before ? before->status : "");
    if (before && !rule->categories.empty() &&
        std::ranges::find(rule->categories, before->category) == rule->categories.end())
        return refuse(ErrorKind::rule_refused, "member.category_not_possible", rule->rule, before->category);
    if (before && rule->years_since_min &&
        request.on < before->since.plus_months(*rule->years_since_min * months_a_year))
        return refuse(ErrorKind::rule_refused, "member.too_soon_to_rejoin", rule->rule,
                      std::to_string(*rule->years_since_min));
    if (before)
        if (const auto months = rule->months_since_min.find(before->status);
            months != rule->months_since_min.end() && request.on < before->since.plus_months(months->second))
            return refuse(ErrorKind::rule_refused, "member.too_soon_to_remove", rule->rule,
                          std::to_string(months->second));
    if (rule->grounds.empty()) return rule;
    const auto ground = std::ranges::find(rule->grounds, request.ground, &GroundRule::code);
    if (ground == rule->grounds.end()) return bad_field("ground", "member.ground_needed", rule->rule);
    if (ground->lost_months_min &&
        (!before || !before->lost_since || request.on < before->lost_since->plus_months(*ground->lost_months_min)))
        return refuse(ErrorKind::rule_refused, "member.contact_not_lost_long_enough", ground->rule,
                      std::to_string(*ground->lost_months_min));
    return rule;
}

Result<void> check_becoming_full(const MemberPolicy& policy, const Attributes& values, Date on)
{
    if (!policy.probationary(values.category))
        return refuse(ErrorKind::rule_refused, "member.not_probationary", "DEV-11");
    if (!values.joined_on || *values.joined_on < policy.probation_checked_from) return {};
    if (on < values.joined_on->plus_months(policy.probation_months_min))
        return refuse(ErrorKind::rule_refused, "member.full_too_early", "DEV-11",
                      std::to_string(policy.probation_months_min));
    return {};
}

Result<void> check_papers(const MemberPolicy& policy, ChangeKind kind, const Papers& papers)
{
    const auto rule = policy.changes.find(code_of(kind));
    if (rule == policy.changes.end()) return {};
    if (rule->second.needs_document && papers.document_no.empty())
        return refuse(ErrorKind::rule_refused, "member.document_needed");
    if (rule->second.needs_reason && papers.reason.empty())
        return refuse(ErrorKind::rule_refused, "member.reason_needed");
    return {};
}

Instant end_of(Date day)
{
    constexpr std::int64_t day_us = 86'400'000'000;
    constexpr std::int64_t china_us = std::int64_t{8} * 3'600'000'000;  // ahead of UTC, all the year
    return Instant{day.plus_days(1).days() * day_us - china_us - 1};
}

int years_between(Date from, Date day)
{
    int years = day.year() - from.year();
    if (from.plus_months(years * months_a_year) > day) --years;
    return years;
}

}  // namespace jishi::team
