#include "team/development_guards.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "engine/workflow_store.hpp"
#include "team/development_store.hpp"
#include "team/team.hpp"

namespace jishi::team {
namespace {

using engine::Facts;

constexpr std::size_t roster_rows = 20'000;  // more than any branch has

/// What a guard sees: the person, the rules of the day, the days of the case.
struct Sighted {
    Applicant row;
    OrganizationId branch;
    std::shared_ptr<const DevelopmentPolicy> rules;
    KeptDays days;
};
Result<Sighted> sighted(const DevelopmentDesk& desk, db::Tx& tx, const Facts& facts)
{
    Sighted seen{TRY(applicant_of(tx, facts)), {}, {}, {}};
    seen.branch = branch_of(tx, seen.row);
    seen.rules = desk.rules(seen.branch, facts.day);
    seen.days = days_of(seen.row, facts.form);
    return seen;
}

int figure(const Facts& facts, const std::string& field)
{
    return static_cast<int>(facts.form.number(field).value_or(0));
}

/// Fields of a vote of which the form asks fewer: who is due is entitled, who is present votes.
Vote vote_of(const Facts& facts)
{
    const auto prefix = facts.text("prefix");
    const auto get = [&](const char* field, int otherwise) {
        const auto said = facts.form.number(prefix + field);
        return said ? static_cast<int>(*said) : otherwise;
    };
    Vote vote;
    vote.due = get("due", 0);
    vote.present = get("present", 0);
    vote.entitled = get("entitled", vote.due);
    vote.voters = get("voters", vote.present);
    vote.written = get("written", 0);
    vote.yes = get("yes", 0);
    vote.no = get("no", 0);
    vote.abstained = get("abstained", 0);
    return vote;
}

/// Of a meeting that is held on paper nothing but its day is known.
bool is_vote_on_paper(const Facts& facts)
{
    if (!facts.outline) return false;
    static constexpr std::array<std::string_view, 8> figures{"due",     "present", "entitled", "voters",
                                                             "written", "yes",     "no",       "abstained"};
    const auto prefix = facts.text("prefix");
    return std::ranges::none_of(
        figures, [&](std::string_view figure) { return facts.form.number(prefix + std::string(figure)).has_value(); });
}

/// A figure of a vote that is wrong is the field of the form with its prefix.
template <class T>
Result<T> with_prefix(Result<T>&& result, const std::string& prefix)
{
    if (result) return std::move(result);
    auto error = std::move(result).error();
    for (auto& field : error.fields)
        if (field.field.starts_with("form/")) field.field.insert(std::string_view("form/").size(), prefix);
    return std::unexpected(std::move(error));
}

/// [DEV-20, DEV-21]
Result<void> may_apply(const DevelopmentDesk& desk, db::Tx& tx, const Facts& facts)
{
    const auto seen = TRY(sighted(desk, tx, facts));
    TRY(check_age(*seen.rules, seen.row.birth_date, facts.day));
    if (engine::store::count_open_about(tx, applicant_kind, facts.of.subject, facts.of.id) > 0)
        return refuse(ErrorKind::conflict, "development.case_open", "DEV-21");
    // Whoever writes down a case that is under way has made sure that it is this one that made the person a member.
    if (const auto member = find_member(tx, seen.row.id); member && !facts.outline)
        if (desk.office.rules(member->values.branch, facts.day)->on_roll(member->values.status))
            return refuse(ErrorKind::conflict, "development.is_member", "DEV-20");
    return {};
}

Result<void> voting(const DevelopmentDesk& desk, db::Tx& tx, const Facts& facts)
{
    if (is_vote_on_paper(facts)) return {};
    const auto seen = TRY(sighted(desk, tx, facts));
    const auto* rule = seen.rules->vote(facts.text("vote"));
    if (!rule) return refuse(ErrorKind::rule_refused, "development.vote_unknown", "DEV-08", facts.text("vote"));
    return with_prefix(check_vote(*rule, vote_of(facts), facts.text("outcome") == "passed"), facts.text("prefix"));
}

/// More than half of a committee must be present to decide anything.
Result<void> attendance(const DevelopmentDesk& desk, db::Tx& tx, const Facts& facts)
{
    if (is_vote_on_paper(facts)) return {};
    const auto seen = TRY(sighted(desk, tx, facts));
    auto vote = vote_of(facts);
    vote.abstained = vote.voters;  // what they said of it is no vote
    const auto* rule = seen.rules->vote("committee");
    if (!rule) return {};
    TRY(with_prefix(is_passed(*rule, vote), facts.text("prefix")));
    return {};
}

/// [GEN-04] Who may vote is what the register says, or it is said why not.
Result<void> voters_on_roll(const DevelopmentDesk& desk, db::Tx& tx, const Facts& facts)
{
    const auto seen = TRY(sighted(desk, tx, facts));
    const auto prefix = facts.text("prefix");
    if (!facts.form.text(prefix + "roll_note").empty()) return {};
    if (facts.outline && !facts.form.number(prefix + "entitled")) return {};
    const auto roster = TRY(roster_of(desk.office, tx, {seen.branch, {facts.day, {}}, true, {}, {}, roster_rows}));
    if (static_cast<int>(roster.items.size()) == figure(facts, prefix + "entitled")) return {};
    return bad_field("form/" + prefix + "entitled", "development.voters_differ", "GEN-04",
                     std::to_string(roster.items.size()));
}

Result<void> days_in_order(const DevelopmentDesk& desk, db::Tx& tx, const Facts& facts)
{
    const auto seen = TRY(sighted(desk, tx, facts));
    for (const auto& field : facts.texts("fields")) {
        const auto day = facts.form.date(field);
        if (!day) continue;
        if (*day > facts.day) return bad_field("form/" + field, "case.day_to_come", "DEV-30", facts.day.str());
        if (seen.row.approved_on && *day < *seen.row.approved_on)
            return bad_field("form/" + field, "case.day_backwards", "DEV-30", seen.row.approved_on->str());
    }
    return {};
}

Result<void> postponement(const DevelopmentDesk& desk, db::Tx& tx, const Facts& facts)
{
    const auto seen = TRY(sighted(desk, tx, facts));
    if (!facts.form.yes("moved_in")) return bad_field("form/moved_in", "development.only_moved_in", "DEV-33");
    const auto to = facts.form.date("postpone_to").value_or(facts.day);
    const auto span = span_of(*seen.rules, "postponement", seen.days);
    if (span.last && to > *span.last)
        return bad_field("form/postpone_to", "development.postponed_too_long", "DEV-33", span.last->str());
    if (to < facts.day) return bad_field("form/postpone_to", "case.day_backwards", "DEV-33", facts.day.str());
    return {};
}

/// [DEV-37] What passed before it was written down here is past.
Result<void> within_plan(const DevelopmentDesk& desk, db::Tx& tx, const Facts& facts)
{
    if (facts.outline) return {};
    const auto seen = TRY(sighted(desk, tx, facts));
    const bool with_note = !facts.form.text("over_plan_note").empty();
    for (const auto& plan : plans_for(desk, tx, seen.branch, facts.day.year(), seen.row.id))
        TRY(check_plan(plan.quota, plan.used, with_note));
    return {};
}

/// [DEV-23] Before acceptance; afterwards it is the relation of a member that is transferred.
Result<void> may_move(const DevelopmentDesk& desk, db::Tx& tx, const Facts& facts)
{
    const auto seen = TRY(sighted(desk, tx, facts));
    const auto field = facts.text("field");
    const auto to = facts.form.organization(field);
    const auto listing = desk.office.directory.listing(to);
    if (!listing) return bad_field("form/" + field, "organization.not_found", "DEV-23");
    if (!desk.office.rules(to, facts.day)->holding_types.contains(listing->type))
        return bad_field("form/" + field, "member.branch_holds_no_members", "DEV-23");
    if (to == seen.row.organization) return bad_field("form/" + field, "member.nothing_changed", "DEV-23");
    if (seen.row.accepted_on) return refuse(ErrorKind::rule_refused, "development.accepted_already", "DEV-23");
    return {};
}

Result<void> league(const DevelopmentDesk& desk, db::Tx& tx, const Facts& facts)
{
    if (facts.outline && facts.form.text(facts.text("field")).empty()) return {};
    const auto seen = TRY(sighted(desk, tx, facts));
    return check_recommendation(*seen.rules, seen.row.league_member, seen.row.birth_date,
                                facts.form.text(facts.text("field")), !facts.reason.empty(), facts.day);
}

Training training_of(const Facts& facts)
{
    const auto from = facts.form.date("training_from").value_or(facts.day);
    const bool on_paper = facts.outline && !facts.form.number("training_days") && !facts.form.number("training_hours");
    return {from, facts.form.date("training_to").value_or(from), figure(facts, "training_days"),
            figure(facts, "training_hours"), on_paper || !facts.form.text("training_exception").empty()};
}

/// "张三（1975-03）、李四": names, and the month of birth where two have one name.
struct Named {
    std::string name;
    std::string born;  // "1975-03"; empty: not said
};
std::vector<Named> names_in(const std::string& text)
{
    std::string rest = text;
    for (const std::string_view mark : {"，", ",", "；", ";", "\n"})
        for (auto at = rest.find(mark); at != std::string::npos; at = rest.find(mark))
            rest.replace(at, mark.size(), "、");
    for (const auto& [wide, narrow] : {std::pair{"（", "("}, std::pair{"）", ")"}})
        for (auto at = rest.find(wide); at != std::string::npos; at = rest.find(wide))
            rest.replace(at, std::string_view(wide).size(), narrow);
    std::vector<Named> names;
    while (!rest.empty()) {
        const auto cut = rest.find("、");
        auto part = rest.substr(0, cut);
        rest.erase(0, cut == std::string::npos ? rest.size() : cut + std::string_view("、").size());
        Named named;
        if (const auto open = part.find('('); open != std::string::npos) {
            named.born = part.substr(open + 1, part.find(')', open) - open - 1);
            part.erase(open);
        }
        const auto clean = clean_text(part, {.multiline = false});
        if (!clean || clean->empty()) continue;
        named.name = *clean;
        names.push_back(std::move(named));
    }
    return names;
}

}  // namespace

Result<std::vector<MemberId>> members_named(const DevelopmentDesk& desk, db::Tx& tx, const Facts& facts)
{
    const auto seen = TRY(sighted(desk, tx, facts));
    const auto field = facts.text("field");
    const auto names = names_in(facts.form.text(field));
    if (facts.outline && names.empty()) return std::vector<MemberId>{};
    const auto& range = facts.text("count") == "introducers" ? seen.rules->introducers : seen.rules->contacts;
    TRY(check_people_count(range, static_cast<int>(names.size()), field));
    auto roster = TRY(roster_of(desk.office, tx, {seen.branch, {facts.day, {}}, true, {}, {}, roster_rows}));
    if (facts.outline && roster.items.empty())  // before the register knows anybody there: who is there now
        roster =
            TRY(roster_of(desk.office, tx, {seen.branch, {desk.office.clock.today(), {}}, true, {}, {}, roster_rows}));
    std::vector<MemberId> found;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto nth = std::to_string(i + 1);  // never the name: it would stand in logs
        std::vector<MemberId> fitting;
        for (const auto& line : roster.items)
            if (line.name == names[i].name &&
                (names[i].born.empty() || (line.birth_date && line.birth_date->str().starts_with(names[i].born))))
                fitting.push_back(line.id);
        if (fitting.empty()) return bad_field("form/" + field, "development.member_not_found", "DEV-24", nth);
        if (fitting.size() > 1) return bad_field("form/" + field, "development.members_of_one_name", "DEV-24", nth);
        if (std::ranges::find(found, fitting.front()) != found.end())
            return bad_field("form/" + field, "development.named_twice", "DEV-24", nth);
        found.push_back(fitting.front());
    }
    return found;
}

void lend_guards(engine::WorkflowNames& names, const DevelopmentDesk& desk)
{
    const auto add = [&](const char* name, auto check) {
        names.add_guard(
            name, [&desk, check](db::Tx& tx, const Facts& facts) -> Result<void> { return check(desk, tx, facts); });
    };
    add("development.may_apply", may_apply);
    add("development.on_time", [](const DevelopmentDesk& d, db::Tx& tx, const Facts& facts) -> Result<void> {
        const auto seen = TRY(sighted(d, tx, facts));
        return check_interval(*seen.rules, facts.text("interval"), seen.days, facts.day, !facts.reason.empty());
    });
    add("development.league_recommends", league);
    add("development.members_named", [](const DevelopmentDesk& d, db::Tx& tx, const Facts& facts) -> Result<void> {
        TRY(members_named(d, tx, facts));
        return {};
    });
    add("development.inspected", [](const DevelopmentDesk& d, db::Tx& tx, const Facts& facts) -> Result<void> {
        const auto seen = TRY(sighted(d, tx, facts));
        return check_inspections(*seen.rules, seen.days, figure(facts, "inspections"), facts.day);
    });
    add("development.publicity", [](const DevelopmentDesk& d, db::Tx& tx, const Facts& facts) -> Result<void> {
        const auto seen = TRY(sighted(d, tx, facts));
        return check_publicity(*seen.rules, facts.form.date("publicity_from"), facts.form.date("publicity_to"),
                               facts.day);
    });
    add("development.target_reply", [](const DevelopmentDesk& d, db::Tx& tx, const Facts& facts) -> Result<void> {
        const auto seen = TRY(sighted(d, tx, facts));
        if (seen.rules->target_agreed && !facts.outline && facts.document_no.empty())
            return bad_field("document_no", "case.document_needed", "DEV-05");
        return {};
    });
    add("development.no_open_letter", [](const DevelopmentDesk&, db::Tx& tx, const Facts& facts) -> Result<void> {
        if (engine::store::count_open_about(tx, applicant_kind, facts.of.subject, facts.of.id) > 0)
            return refuse(ErrorKind::rule_refused, "development.letter_open", "DEV-25");
        return {};
    });
    add("development.trained", [](const DevelopmentDesk& d, db::Tx& tx, const Facts& facts) -> Result<void> {
        const auto seen = TRY(sighted(d, tx, facts));
        return check_training(*seen.rules, training_of(facts), facts.day);
    });
    add("development.not_leaving", [](const DevelopmentDesk& d, db::Tx& tx, const Facts& facts) -> Result<void> {
        const auto seen = TRY(sighted(d, tx, facts));
        return check_leaving(*seen.rules, facts.form.date("leaving_on"), facts.day,
                             !facts.form.text("leaving_note").empty());
    });
    add("development.affirmed", [](const DevelopmentDesk&, db::Tx&, const Facts& facts) -> Result<void> {
        const auto field = facts.text("field");
        if (facts.form.yes(field) || (facts.outline && !facts.form.find(field))) return {};
        return bad_field("form/" + field, "development.must_be_affirmed", "DEV-14");
    });
    add("development.vote", voting);
    add("development.attendance", attendance);
    add("development.voters_on_roll", voters_on_roll);
    add("development.days_in_order", days_in_order);
    add("development.extension", [](const DevelopmentDesk& d, db::Tx& tx, const Facts& facts) -> Result<void> {
        const auto seen = TRY(sighted(d, tx, facts));
        return check_extension(*seen.rules, figure(facts, "extension_months"), figure(facts, "extensions"));
    });
    add("development.postponement", postponement);
    add("development.within_plan", within_plan);
    add("development.may_move", may_move);
    add("development.letter_goes_elsewhere",
        [](const DevelopmentDesk& d, db::Tx& tx, const Facts& facts) -> Result<void> {
            const auto seen = TRY(sighted(d, tx, facts));
            const auto field = facts.text("field");
            if (facts.form.organization(field) == seen.branch)
                return bad_field("form/" + field, "development.letter_to_itself", "DEV-25");
            return {};
        });
}

}  // namespace jishi::team
