// The shape of document templates: what a pack says about the .docx files in its folder `documents`.

#include <vector>

#include "policy/keys.hpp"

namespace jishi::policy {

std::vector<Key> document_keys();

namespace {

std::vector<Shape::Field> named(std::vector<Shape::Field> more = {})
{
    std::vector<Shape::Field> fields{field("code", code()),
                                     field("name", text(), "Chinese; may be written in a template as well"),
                                     field("name_en", text(), "English")};
    for (auto& one : more) fields.push_back(std::move(one));
    return fields;
}

Shape::Field kind() { return field("kind", choice({"text", "date", "number", "money", "flag", "list", "record"})); }

Shape values()
{
    const auto with = [](const Shape& inner) {
        return unique_list_of(
            object(named({kind(), optional("fields", inner,
                                           "of a record, or of each item of a list; left out: a list of texts")})),
            "code");
    };
    // A list of lists is as deep as it goes: the tables of a form and their rows.
    return with(with(unique_list_of(object(named({kind()})), "code")));
}

Shape templates()
{
    return unique_list_of(
        object(named({field("file", text(), "in the folder `documents` of the pack, such as founding_request.docx"),
                      field("subject", reference("documents.subjects"), "whose values it takes"),
                      field("group", reference("documents.groups"), "the set that one entry fills"),
                      optional("fields", values(), "values besides those of the subject"),
                      optional("step", code(), "of a workflow, which it belongs to"),
                      field("retention", choice({"permanent", "thirty_years", "ten_years"}), "how long it is kept"),
                      field("rule", text(), "rule id"), field("source", text(), "the instrument that asks for it")})),
        "code");
}

}  // namespace

std::vector<Key> document_keys()
{
    return {
        {"documents.subjects", "What documents are about, and the values that templates may name",
         unique_list_of(object(named({field("fields", values())})), "code")},
        {"documents.groups", "Sets of documents that are filled together", unique_list_of(object(named()), "code")},
        {"documents.templates", "Templates of documents", templates()},
        {"documents.fonts", "Faces that documents name, and free ones that take their place",
         list_of(object({field("names", list_of(text(), 1), "of the same face"),
                         field("instead", list_of(text(), 1), "the best first")}),
                 1)},
    };
}

}  // namespace jishi::policy
