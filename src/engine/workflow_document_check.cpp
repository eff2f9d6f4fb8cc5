// Do the documents that a workflow names exist, and can their values come from where it says?

#include <algorithm>
#include <array>
#include <set>

#include "engine/workflow_book.hpp"

namespace jishi::engine {
namespace {

using platform::document::Field;
using platform::document::Library;
using policy::Value;

constexpr std::array<std::string_view, 6> of_case{"label",      "workflow", "organization",
                                                  "started_on", "ended_on", "today"};
constexpr std::array<std::string_view, 5> of_step{"day", "document_no", "reason", "account", "by"};

template <class List>
bool among(const List& list, std::string_view one)
{
    return std::ranges::find(list, one) != list.end();
}

class DocumentCheck {
public:
    DocumentCheck(const Value& workflow, const policy::Policy& at, const Library& library,
                  std::vector<FieldError>& problems)
        : workflow_(workflow), at_(at), library_(library), problems_(problems)
    {
        for (const auto& step : workflow.at("steps").items()) {
            steps_.insert(step.at("code").text());
            if (const auto* const fields = step.find("fields"))
                for (const auto& field : fields->items()) fields_.insert(field.at("code").text());
        }
    }

    void run()
    {
        for (const auto& step : workflow_.at("steps").items())
            if (const auto* const documents = step.find("documents"))
                for (const auto& one : documents->items()) look_at(one);
    }

private:
    void add(const Value& at, std::string code, std::string detail)
    {
        problems_.push_back({at.where(), std::move(code), std::move(detail)});
    }

    void look_at(const Value& document)
    {
        const auto& code = document.at("template");
        if (!seen_.insert(code.text()).second) return add(code, "policy.workflow_document_twice", code.text());
        const auto* const known = library_.find(at_, code.text());
        if (!known) return add(code, "policy.workflow_unknown_document", code.text());
        const auto* const values = document.find("values");
        if (!values) return;
        for (const auto& member : values->members()) {
            if (std::ranges::find(known->fields, member.name, &Field::code) == known->fields.end())
                add(member.value, "policy.workflow_unknown_document_field", member.name);
            if (!can_come_from(member.value.text()))
                add(member.value, "policy.workflow_unknown_document_value", member.value.text());
        }
    }

    bool can_come_from(std::string_view path) const
    {
        const auto dot = std::min(path.find('.'), path.size());
        const auto head = path.substr(0, dot);
        const auto rest = path.substr(std::min(dot + 1, path.size()));
        if (head == "form") return fields_.contains(rest);
        if (head == "case") return among(of_case, rest);
        if (head == "organization") return offers("organization", rest);
        if (head == "subject") return offers(workflow_.text_or("subject", ""), rest);
        if (head != "step") return false;
        const auto second = std::min(rest.find('.'), rest.size());
        return steps_.contains(rest.substr(0, second)) &&
               among(of_step, rest.substr(std::min(second + 1, rest.size())));
    }

    /// An effect may give a case a subject of which its definition says nothing, and a module may offer values of a
    /// kind of which the packs say nothing: then any name will do.
    bool offers(std::string_view kind, std::string_view name) const
    {
        const auto* const fields = library_.fields_of(kind);
        if (!fields) return !name.empty();
        return std::ranges::find(*fields, name, &Field::code) != fields->end();
    }

    const Value& workflow_;
    const policy::Policy& at_;
    const Library& library_;
    std::vector<FieldError>& problems_;
    std::set<std::string, std::less<>> steps_;
    std::set<std::string, std::less<>> fields_;
    std::set<std::string, std::less<>> seen_;
};

}  // namespace

void check_documents(const Value& workflow, const policy::Policy& at, const Library& library,
                     std::vector<FieldError>& problems)
{
    DocumentCheck(workflow, at, library, problems).run();
}

}  // namespace jishi::engine
