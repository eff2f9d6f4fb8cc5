#include "team/development_import_rows.hpp"

#include <algorithm>

#include "team/member_rules.hpp"

namespace jishi::team {

CaseRow CaseRowReader::read(std::size_t index, Date today)
{
    cells_.at_row(index);
    CaseRow row;
    row.index = index;
    row.row_number = cells_.row_number();
    read_person(row, today);
    for (const auto& step : columns_.steps) read_step(row, step);
    row.refused = cells_.refused();
    return row;
}

void CaseRowReader::note(CaseRow& row, std::string_view column, std::string code, std::string detail, std::string rule,
                         bool refuses)
{
    cells_.at_row(row.index);
    cells_.note(column, std::move(code), std::move(detail), std::move(rule), refuses);
    row.refused = row.refused || refuses;
}

void CaseRowReader::say(CaseRow& row, const Error& error, const StepColumns* step, bool again)
{
    static constexpr std::array<std::string_view, 4> of_the_person{
        "development.applicant_known", "development.case_open", "development.is_member", "member.id_number_known"};
    std::string usual = step ? (again ? step->again_days : step->day) : std::string("name");
    if (std::ranges::find(of_the_person, error.code) != of_the_person.end()) usual = "id_number";
    if (error.fields.empty()) return note(row, usual, error.code, error.detail, error.rule);
    for (const auto& field : error.fields) {
        auto column = usual;
        std::string_view name = field.field;
        if (name.starts_with("form/")) column = "form." + std::string(name.substr(5));
        else if (name == "document_no" && step && !step->document.empty()) column = step->document;
        else if (name == "birth_date") column = "id_number";
        else if (columns_.policy.column(name)) column = name;
        note(row, columns_.policy.column(column) && cells_.has_column(column) ? column : usual, field.code,
             field.detail, error.rule);
    }
}

void CaseRowReader::read_person(CaseRow& row, Date today)
{
    auto& values = row.person.values;
    const auto complain = [&](const Error& error, std::string_view column) {
        if (error.fields.empty()) return cells_.note(column, error.code, error.detail, error.rule);
        for (const auto& field : error.fields) cells_.note(column, field.code, field.detail, error.rule);
    };
    if (const auto written = cells_.text("name"); !written.empty()) {
        auto name = clean_name(written);
        if (name) values.name = *std::move(name);
        else complain(name.error(), "name");
    }
    values.ethnicity = cells_.choice("ethnicity");
    values.native_place = cells_.text("native_place");
    values.education = cells_.choice("education");
    values.occupation = cells_.choice("occupation");
    values.front_line = cells_.choice("front_line") == "yes";
    values.league_member = cells_.choice("league_member") == "yes";
    row.branch_text = cells_.text("branch");
    row.reason = cells_.text("reason");
    const auto sealed = [&](std::string_view column, std::optional<std::string> ContactData::*field) {
        ContactData said;
        said.*field = cells_.text(column);
        if ((said.*field)->empty()) return;
        auto clean = clean_contact(said, today);
        if (clean) row.person.contact.*field = std::move((*clean).*field);
        else complain(clean.error(), column);
    };
    sealed("id_number", &ContactData::id_number);
    sealed("phone", &ContactData::phone);
    sealed("address", &ContactData::address);
    if (!row.person.contact.id_number) return;
    Attributes person;
    if (const auto agreed = agree_with_id_number(*row.person.contact.id_number, person); !agreed)
        complain(agreed.error(), "id_number");
}

void CaseRowReader::read_step(CaseRow& row, const StepColumns& step)
{
    StepSaid said;
    said.day = cells_.date(step.day);
    if (!step.again_days.empty()) said.again = read_days(step.again_days);
    if (!step.document.empty()) said.document = cells_.text(step.document);
    for (const auto& field : step.fields)
        if (auto value = read_field(field); !value.is_null()) said.form.set(field.rule->code, std::move(value));
    row.steps.emplace(step.step->code, std::move(said));
}

std::vector<Date> CaseRowReader::read_days(const std::string& column)
{
    std::vector<Date> days;
    for (const auto& text : cells_.list(column)) {
        const auto day = engine::read_date(text);
        if (!day) {
            cells_.note(column, "import.day_list");
            return {};
        }
        days.push_back(*day);
    }
    std::ranges::sort(days);
    return days;
}

policy::Value CaseRowReader::read_field(const StepColumns::Field& field)
{
    using engine::FieldKind;
    switch (field.rule->kind) {
        case FieldKind::number:
            if (const auto number = cells_.number(field.column)) return policy::Value(std::int64_t{*number});
            return {};
        case FieldKind::date:
            if (const auto day = cells_.date(field.column)) return policy::Value(day->str());
            return {};
        case FieldKind::yes_no: {
            const auto code = cells_.choice(field.column);
            return code.empty() ? policy::Value{} : policy::Value(code == "yes");
        }
        case FieldKind::choice: {
            auto code = cells_.choice(field.column);
            return code.empty() ? policy::Value{} : policy::Value(std::move(code));
        }
        default: {
            auto text = cells_.text(field.column);
            return text.empty() ? policy::Value{} : policy::Value(std::move(text));
        }
    }
}

namespace {

/// Walks the days of a row without doing the steps.
class DayJudge {
public:
    DayJudge(CaseRow& row, const CaseColumns& columns, const RulesThen& rules, Date today, CaseRowReader& reader)
        : row_(row), columns_(columns), rules_(rules), today_(today), reader_(reader)
    {
    }

    void judge()
    {
        const auto& steps = columns_.steps;
        std::size_t reached = 0;  // how many of the steps were done
        for (std::size_t i = 0; i < steps.size(); ++i)
            if (said(steps[i]).day) reached = i + 1;
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const auto& now = said(steps[i]);
            if (i < reached && !now.day) {
                const auto next = std::find_if(steps.begin() + static_cast<std::ptrdiff_t>(i), steps.end(),
                                               [&](const StepColumns& one) { return said(one).day.has_value(); });
                reader_.note(row_, steps[i].day, "import.step_missing", next->title, steps[i].step->rule);
            }
            if (i <= reached)
                for (const auto day : now.again) look_at(steps[i], *steps[i].again, day, steps[i].again_days);
            if (i < reached && now.day) look_at(steps[i], *steps[i].onward, *now.day, steps[i].day);
            const bool too_far = i > reached ? now.anything() : i == reached && is_said_of_onward(steps[i]);
            if (too_far) reader_.note(row_, steps[i].day, "import.step_not_reached", {}, steps[i].step->rule, false);
        }
    }

private:
    const StepSaid& said(const StepColumns& step) const { return row_.steps.find(step.step->code)->second; }

    bool is_said_of_onward(const StepColumns& step) const
    {
        const auto& now = said(step);
        return !now.document.empty() || std::ranges::any_of(step.fields, [&](const StepColumns::Field& field) {
            const bool of_again = step.again && engine::belongs_to(field.rule->actions, *step.again);
            return !of_again && now.form.find(field.rule->code);
        });
    }

    void look_at(const StepColumns& step, const engine::ActionRule& action, Date day, const std::string& column)
    {
        if (day > today_) return reader_.note(row_, column, "case.day_to_come", today_.str(), step.step->rule);
        if (last_ && day < *last_)
            return reader_.note(row_, column, "case.day_backwards", last_->str(), step.step->rule);
        last_ = day;
        const auto rules = rules_(day);
        if (!rules) return reader_.note(row_, column, "import.no_rules_then", {}, step.step->rule);
        judge_intervals(step, action, *rules, day, column);
        for (const auto& effect : step.step->effects)
            if (effect.name == "development.keep_day" && engine::belongs_to(effect.actions, action))
                keep(step, effect, day);
    }

    void judge_intervals(const StepColumns& step, const engine::ActionRule& action, const DevelopmentPolicy& rules,
                         Date day, const std::string& column)
    {
        const auto check = [&](const engine::NamedCall& call, bool late_counts) {
            const auto interval = call.parameters.text_or("interval", "");
            const auto outcome = check_interval(rules, interval, kept_, day, !row_.reason.empty() || !late_counts);
            if (outcome) return true;
            const auto& error = outcome.error();
            // Where the file has no column for the reason, it is missing at the day that was late.
            const bool elsewhere = !error.fields.empty() && reader_.has(error.fields.front().field);
            const auto& at = elsewhere ? error.fields.front().field : column;
            const auto& code = error.fields.empty() ? error.code : error.fields.front().code;
            if (!late_counts && code != "development.too_early") return true;
            reader_.note(row_, at, code, error.fields.empty() ? error.detail : error.fields.front().detail, error.rule);
            return false;
        };
        bool fine = true;
        for (const auto& guard : step.step->guards)
            if (guard.name == "development.on_time" && engine::belongs_to(guard.actions, action))
                fine = check(guard, true) && fine;
        if (!fine || &action != step.onward) return;
        for (const auto& effect : step.step->effects)
            if (effect.name == "development.limits") check(effect, false);
    }

    void keep(const StepColumns& step, const engine::NamedCall& effect, Date day)
    {
        const auto from = effect.parameters.text_or("from", "");
        kept_.insert_or_assign(effect.parameters.at("as").text(),
                               from.empty() ? day : said(step).form.date(from).value_or(day));
    }

    CaseRow& row_;
    const CaseColumns& columns_;
    const RulesThen& rules_;
    const Date today_;
    CaseRowReader& reader_;
    KeptDays kept_;
    std::optional<Date> last_;
};

}  // namespace

void judge_days(CaseRow& row, const CaseColumns& columns, const RulesThen& rules, Date today, CaseRowReader& reader)
{
    DayJudge(row, columns, rules, today, reader).judge();
}

}  // namespace jishi::team
