#include "team/development_documents.hpp"

#include <algorithm>

#include "platform/json_text.hpp"
#include "team/development_store.hpp"
#include "team/development_workflow.hpp"

namespace jishi::team {
namespace {

using engine::Facts;
using platform::document::Value;

std::string name_in(const RecordVocabulary& words, const std::string& item, const std::string& code)
{
    const auto table = words.tables.find(item);
    if (table == words.tables.end()) return code;
    const auto found = std::ranges::find(table->second, code, &RecordCode::code);
    return found == table->second.end() ? code : found->name;
}

/// The person as written down, the branch of today, and the days that the case keeps. Nothing sealed.
Result<Value> values_of(const DevelopmentDesk& desk, const policy::Readings<RecordVocabulary>& readings, db::Tx& tx,
                        const Facts& facts)
{
    auto values = Value::record();
    if (facts.of.subject_kind != applicant_kind) return values;
    const auto row = store::find_applicant(tx, MemberId{facts.of.subject});
    if (!row) return values;
    const auto branch = branch_of(tx, *row);
    const auto rules = desk.office.organizations.policy_at(branch, desk.office.clock.today());
    const auto words = readings.of(rules, rules);
    values.set("name", row->name).set("sex", name_in(*words, "sex", row->sex));
    values.set("ethnicity", name_in(*words, "ethnicity", row->ethnicity)).set("born_on", row->birth_date);
    values.set("education", name_in(*words, "education", row->education));
    values.set("native_place", row->native_place);
    values.set("occupation", name_in(*words, "occupation", row->occupation));
    values.set("branch", desk.office.directory.name_of(branch));
    for (const auto& [name, day] :
         {std::pair{"applied_on", row->applied_on}, std::pair{"activist_on", row->activist_on},
          std::pair{"target_on", row->target_on}, std::pair{"accepted_on", row->accepted_on},
          std::pair{"approved_on", row->approved_on}, std::pair{"probation_ends_on", row->probation_ends_on},
          std::pair{"full_on", row->full_on}})
        if (day) values.set(name, *day);
    return values;
}

}  // namespace

void lend_development_documents(engine::WorkflowNames& names, const DevelopmentDesk& desk,
                                const policy::Readings<RecordVocabulary>& words)
{
    names.add_documents(std::string(applicant_kind),
                        {[&desk, &words](db::Tx& tx, const platform::Actor&, const Facts& facts) {
                             return values_of(desk, words, tx, facts);
                         },
                         [&desk](db::Tx& tx, const platform::Actor& actor, const engine::Case& row,
                                 std::span<const std::string> documents) {
                             std::string list;
                             for (const auto& code : documents) {
                                 list += list.empty() ? "[" : ",";
                                 platform::append_json_string(list, code);
                             }
                             desk.office.audit(
                                 tx, actor,
                                 {"applicant.document_made", MemberId{row.subject}, row.organization, "",
                                  platform::JsonObject{}.add_json("documents", list + "]").text(), "SEC-05"});
                         }});
}

}  // namespace jishi::team
