// The shape of workflows: what a pack may say about how a matter is dealt with. The graph itself is checked by the
// engine.

#include <vector>

#include "policy/keys.hpp"

namespace jishi::policy {

std::vector<Key> workflow_keys();

namespace {

std::vector<Shape::Field> named(std::vector<Shape::Field> more)
{
    std::vector<Shape::Field> fields{field("code", code()), field("name", text(), "Chinese"),
                                     field("name_en", text(), "English")};
    for (auto& one : more) fields.push_back(std::move(one));
    return fields;
}

Shape::Field actions_field()
{
    return optional("actions", list_of(code(), 1), "of the step; left out: those that lead on");
}

/// Who acts.
Shape actor()
{
    return object(
        {field("relation", code(), "how they stand to the case; a name that a module registers"),
         optional("parameters", map_of(anything()), "of the relation"),
         optional("permission", code(), "that it takes there; left out: being one of the named persons is enough")});
}

Shape registered(std::string help)
{
    return list_of(
        object({field("name", code(), std::move(help)), optional("parameters", map_of(anything())), actions_field()}),
        1);
}

Shape wait(bool deadline)
{
    std::vector<Shape::Field> fields{
        optional("count", integer(0, 3650), "days or months; or name a key"),
        optional("key", text(), "another key whose integer it is"),
        field("unit", choice({"days", "months", "working_days"})),
        optional("since", code(),
                 "a step: counted from the day on which it was done; left out: from the day on which this step began"),
        optional("rule", text(), "rule id; left out: that of the key"),
        optional("source", text(), "instrument and article; left out: that of the key")};
    if (deadline) {
        fields.push_back(optional("warn_days", integer(0, 3650), "before the deadline it is shown as soon due"));
        fields.push_back(optional(
            "escalations",
            list_of(object({field("after_days", integer(0, 3650), "after the deadline"), field("to", actor())}), 1),
            "who sees it besides, once it is late"));
    }
    return object(std::move(fields));
}

Shape form_fields()
{
    return list_of(
        object(named(
            {field("kind",
                   choice({"text", "long_text", "number", "date", "choice", "organization", "attachment", "yes_no"})),
             optional("required", flag(), "left out: yes"), optional("choices", text(), "the key of a code table"),
             optional("only", list_of(code(), 1), "of its codes"), optional("min", integer(), "of a number"),
             optional("max", integer(), "of a number; characters of a text; how many files"), optional("hint", text()),
             optional("hint_en", text()), actions_field()})),
        1);
}

Shape documents()
{
    return list_of(
        object(
            {field("template", code(), "of documents.templates"), optional("name", text(), "left out: the template's"),
             optional("name_en", text()),
             optional("values", map_of(text()),
                      "fields of the document that take their value from elsewhere than the form field of that name: "
                      "form.FIELD, subject.FIELD, organization.FIELD, case.WHAT, step.STEP.WHAT"),
             actions_field()}),
        1);
}

Shape step()
{
    return object(named(
        {optional("rule", text(), "rule id"), optional("hint", text()), optional("hint_en", text()),
         field("actor", actor()), optional("fields", form_fields()),
         optional("guards", registered("what must hold"), "each refuses with its rule"),
         optional("effects", registered("what follows in the registry")),
         optional("documents", documents(), "what the step produces on paper"),
         optional("notices",
                  list_of(object({field("to", actor()), field("days", integer(1, 366), "that it stands in their list"),
                                  actions_field()}),
                          1),
                  "who is told"),
         optional("min_wait", wait(false), "not before"), optional("max_wait", wait(true), "the deadline"),
         field("actions",
               unique_list_of(
                   object(named({optional("kind", choice({"advance", "return", "refuse"}), "left out: advance"),
                                 optional("to", code(), "a step; left out: the case ends"),
                                 optional("needs_document", flag(), "a document number is asked for"),
                                 optional("needs_reason", flag(), "left out: for a return or a refusal")})),
                   "code"))}));
}

Shape way_out() { return object({field("actor", actor()), optional("steps", list_of(code(), 1), "left out: in all")}); }

}  // namespace

std::vector<Key> workflow_keys()
{
    const auto definitions = [] {
        return unique_list_of(
            object(named({field("rule", text(), "rule id"), optional("source", text()),
                          optional("subject", code(), "kind of what it is about; left out: nothing that is there yet"),
                          optional("label", code(), "the field that names a case in lists"),
                          optional("types", list_of(reference("organization.types"), 1),
                                   "of organisations at which it begins; left out: all"),
                          field("steps", unique_list_of(step(), "code"), "the first is where it begins"),
                          optional("withdraw", way_out()), optional("suspend", way_out(), "and resume"),
                          optional("take_over", way_out(), "instead of an actor who has left")})),
            "code");
    };
    // One key for each field of work, so that each has its file and its dates.
    return {
        {"workflow.definitions",
         "Workflows: steps, who acts, forms, guards, waits, effects, ways back; lower layers add to it", definitions()},
        {"workflow.development", "Workflows of the development of members", definitions(), false},
        {"workflow.relations", "Workflows of the transfer of relations, of mobile members and of leaving",
         definitions(), false}};
}

}  // namespace jishi::policy
