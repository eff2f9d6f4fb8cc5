#pragma once
// How workflows and cases are shown.

#include <optional>
#include <string>
#include <vector>

#include "engine/workflow_query.hpp"
#include "http/endpoint.hpp"

namespace jishi::engine {

struct CasePlaceView {
    OrganizationId id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(CasePlaceView, (), (id, name))

struct WordsView {
    std::string code;
    std::string name;
    std::string name_en;
};
BOOST_DESCRIBE_STRUCT(WordsView, (), (code, name, name_en))

struct FormFieldView {
    std::string code;
    std::string name;
    std::string name_en;
    std::string kind;
    bool required = true;
    std::optional<std::string> choices;
    std::vector<WordsView> options;
    std::optional<std::int64_t> min;
    std::optional<std::int64_t> max;
    std::optional<std::string> hint;
    std::optional<std::string> hint_en;
    std::vector<std::string> actions;
};
BOOST_DESCRIBE_STRUCT(FormFieldView, (),
                      (code, name, name_en, kind, required, choices, options, min, max, hint, hint_en, actions))

struct WhyNotView {
    std::string code;
    std::optional<std::string> rule;
    std::optional<std::string> detail;
};
BOOST_DESCRIBE_STRUCT(WhyNotView, (), (code, rule, detail))

struct ActionView {
    std::string code;
    std::string name;
    std::string name_en;
    std::string kind;
    bool needs_document = false;
    bool needs_reason = false;
    std::optional<WhyNotView> why_not;
    std::optional<WhyNotView> why_not_from_paper;
};
BOOST_DESCRIBE_STRUCT(ActionView, (),
                      (code, name, name_en, kind, needs_document, needs_reason, why_not, why_not_from_paper))

struct LimitView {
    int count = 0;
    std::string unit;
    std::string rule;
    std::optional<std::string> source;
};
BOOST_DESCRIBE_STRUCT(LimitView, (), (count, unit, rule, source))

struct StepRuleView {
    std::string code;
    std::string name;
    std::string name_en;
    std::optional<std::string> rule;
    std::optional<std::string> hint;
    std::optional<std::string> hint_en;
    std::vector<FormFieldView> fields;
    std::optional<LimitView> not_before;
    std::optional<LimitView> within;
};
BOOST_DESCRIBE_STRUCT(StepRuleView, (), (code, name, name_en, rule, hint, hint_en, fields, not_before, within))

struct WorkflowView {
    std::string code;
    std::string name;
    std::string name_en;
    std::string rule;
    std::optional<std::string> source;
    std::optional<std::string> subject;
    std::string definition;
    std::vector<StepRuleView> steps;
    std::vector<ActionView> actions;  // of the first step
    std::optional<WhyNotView> why_not;
};
BOOST_DESCRIBE_STRUCT(WorkflowView, (),
                      (code, name, name_en, rule, source, subject, definition, steps, actions, why_not))

struct CaseLineView {
    CaseId id;
    std::string workflow;
    WordsView workflow_words;
    std::string state;
    std::string step;
    WordsView step_words;
    std::string label;
    CasePlaceView organization;
    CasePlaceView acts_at;
    Date started_on;
    Date step_since;
    std::optional<Date> due_on;
    std::optional<bool> due_provisional;
    std::optional<std::string> light;
    std::optional<Date> earliest_on;
    std::optional<Date> ended_on;
    std::optional<std::string> subject_page;
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(CaseLineView, (),
                      (id, workflow, workflow_words, state, step, step_words, label, organization, acts_at, started_on,
                       step_since, due_on, due_provisional, light, earliest_on, ended_on, subject_page, version))

struct SaidView {
    std::string field;
    std::string name;
    std::string name_en;
    std::string kind;
    http::AnyJson value;
    std::optional<std::string> shown;  // of an organisation or a code, in Chinese
    std::optional<std::string> shown_en;
};
BOOST_DESCRIBE_STRUCT(SaidView, (), (field, name, name_en, kind, value, shown, shown_en))

struct StepDoneView {
    StepId id;
    int number = 0;
    std::string deed;
    WordsView step;
    std::optional<WordsView> action;
    std::optional<WordsView> to;
    Date day;
    Instant recorded_at;
    std::string recorded_by;
    CasePlaceView on_behalf_of;
    std::optional<std::string> document_no;
    std::optional<std::string> reason;
    bool from_paper = false;
    std::optional<std::string> rule;
    std::optional<Date> due_on;
    std::vector<SaidView> said;
    std::vector<AttachmentId> papers;
};
BOOST_DESCRIBE_STRUCT(StepDoneView, (),
                      (id, number, deed, step, action, to, day, recorded_at, recorded_by, on_behalf_of, document_no,
                       reason, from_paper, rule, due_on, said, papers))

struct WayView {
    std::string code;
    std::optional<WhyNotView> why_not;
};
BOOST_DESCRIBE_STRUCT(WayView, (), (code, why_not))

struct CaseView {
    CaseLineView head;
    std::string rule;
    std::optional<std::string> source;
    StepRuleView at;
    http::AnyJson form;
    std::vector<ActionView> actions;
    std::vector<WayView> ways;
    std::vector<StepDoneView> steps;
    bool changed_since = false;  // the packs say otherwise by now; this case ends as it began
};
BOOST_DESCRIBE_STRUCT(CaseView, (), (head, rule, source, at, form, actions, ways, steps, changed_since))

CaseLineView line_of(const CaseOffice& office, db::Tx& tx, const Case& row);
CaseView view_of(const CaseOffice& office, db::Tx& tx, const CaseDetail& detail);
WorkflowView view_of(const CaseOffice& office, OrganizationId at, const Startable& startable);

}  // namespace jishi::engine
