#pragma once
// What modules lend to workflows: relations (who acts), guards (what must hold), effects (what follows in the registry)
// and subjects (what a case may be about). A pack names them; a name that nobody registered stops the start.

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "db/db.hpp"
#include "engine/workflow.hpp"
#include "engine/workflow_case.hpp"
#include "platform/actor.hpp"
#include "platform/document.hpp"

namespace jishi::engine {

/// What a registered function is told.
struct Facts {
    const Case& of;
    const Form& form;                 // everything said so far, with this step; the latest counts
    const policy::Value& parameters;  // of the pack: a map, or null
    Date day;                         // true date of the step
    const std::string& document_no;
    const std::string& reason;
    bool outline = false;  // held on paper, and only what is known was said

    /// Texts of a parameter that is a list; none when it is left out.
    std::vector<std::string> texts(std::string_view parameter) const
    {
        return parameters.is_null() ? std::vector<std::string>{} : parameters.texts_or_none(parameter);
    }
    std::string text(std::string_view parameter, std::string_view otherwise = {}) const
    {
        return parameters.is_null() ? std::string(otherwise) : parameters.text_or(parameter, otherwise);
    }
    std::int64_t integer(std::string_view parameter, std::int64_t otherwise = 0) const
    {
        return parameters.is_null() ? otherwise : parameters.integer_or(parameter, otherwise);
    }
    bool yes(std::string_view parameter) const
    {
        return !parameters.is_null() && parameters.boolean_or(parameter, false);
    }
};

/// Who a relation leads to: an organisation (then it is up to those who hold the permission there), or named accounts
/// as well (then it is up to these alone; the organisation is on whose behalf they act).
struct Party {
    OrganizationId organization;
    std::vector<AccountId> accounts;
    bool personal = false;  // accounts alone may act, even when there are none
};

/// @errors case.nobody_to_act (the relation leads nowhere)
using Relation = std::function<Result<Party>(db::Tx&, const Facts&)>;
/// Refuses with a rule id, or lets it pass.
using Guard = std::function<Result<void>(db::Tx&, const Facts&)>;
/// What an effect leaves behind in the case: what it is about from now on, values for later steps.
struct Effected {
    std::string subject_kind;  // empty: as before
    std::int64_t subject = 0;
    Form values;
};
/// Changes the registry in the transaction of the step. Its refusals are refusals of the step.
using Effect = std::function<Result<Effected>(db::Tx&, const platform::Actor&, const Facts&)>;

/// What a case can be about.
struct SubjectKind {
    struct About {
        OrganizationId organization;  // to which it belongs now
        std::string label;            // for lists
    };
    /// @errors whatever the owner answers for one that is not there or that the actor may not see
    std::function<Result<About>(db::Tx&, const platform::Actor&, std::int64_t subject)> find;
    /// May this actor, without a permission on the organisation, follow cases about it (a member its own)?
    std::function<bool(db::Tx&, const platform::Actor&, std::int64_t subject)> sees = nullptr;
    std::string page;  // of the web application: "/organizations/"; the id is appended
};

/// What fills documents about a kind of subject (a code of documents.subjects), besides what was said in the case.
/// There may be several for a kind: what one does not have, the next may.
struct DocumentSource {
    /// A record of the fields of documents.subjects, each of the kind that it has there. The case may be about
    /// something else, or nothing yet: then only what the form implies. What the actor may not read is left out or
    /// masked.
    std::function<Result<platform::document::Value>(db::Tx&, const platform::Actor&, const Facts&)> values;
    /// Notes, with the line in the trail, that documents of a case about this kind of subject were made; may be left
    /// out.
    std::function<void(db::Tx&, const platform::Actor&, const Case&, std::span<const std::string> documents)> made =
        nullptr;
};

class WorkflowNames {
public:
    void add_relation(std::string name, Relation relation) { relations_.emplace(std::move(name), std::move(relation)); }
    void add_guard(std::string name, Guard guard) { guards_.emplace(std::move(name), std::move(guard)); }
    void add_effect(std::string name, Effect effect) { effects_.emplace(std::move(name), std::move(effect)); }
    void add_subject(std::string kind, SubjectKind subject) { subjects_.emplace(std::move(kind), std::move(subject)); }

    void add_documents(std::string kind, DocumentSource source)
    {
        documents_[std::move(kind)].push_back(std::move(source));
    }

    /// Throw std::logic_error for a name that is not registered: the packs have been checked by then.
    const Relation& relation(std::string_view name) const;
    const Guard& guard(std::string_view name) const;
    const Effect& effect(std::string_view name) const;
    const SubjectKind* subject(std::string_view kind) const;
    std::span<const DocumentSource> documents(std::string_view kind) const;

    /// Names of a definition that nobody registered. Codes: policy.workflow_unknown_relation,
    /// policy.workflow_unknown_guard, policy.workflow_unknown_effect, policy.workflow_unknown_subject
    void check(const policy::Value& workflow, std::vector<FieldError>& problems) const;

private:
    std::map<std::string, Relation, std::less<>> relations_;
    std::map<std::string, Guard, std::less<>> guards_;
    std::map<std::string, Effect, std::less<>> effects_;
    std::map<std::string, SubjectKind, std::less<>> subjects_;
    std::map<std::string, std::vector<DocumentSource>, std::less<>> documents_;
};

/// What the engine itself lends. Relations: case.organization, case.starter. Guard: case.none_other_open.
void lend_own(WorkflowNames& names);

}  // namespace jishi::engine
