#include "team/member_documents.hpp"

#include <algorithm>

#include "platform/json_text.hpp"
#include "team/account_store.hpp"
#include "team/leading_team.hpp"
#include "team/team.hpp"

namespace jishi::team {
namespace {

using engine::Facts;
using platform::Permission;
using platform::document::Value;

template <class Name>
std::string name_in(const std::vector<Name>& table, const std::string& code)
{
    const auto found = std::ranges::find(table, code, &Name::code);
    return found == table.end() ? code : found->name;
}

std::string name_in(const RecordVocabulary& words, const std::string& item, const std::string& code)
{
    const auto table = words.tables.find(item);
    return table == words.tables.end() ? code : name_in(table->second, code);
}

/// What is sealed, in clear for whoever may reveal it and for the member itself; masked for others. [SEC-05]
void set_sealed(Value& values, const Office& office, const Member& member, bool clear)
{
    const auto said = [&](const std::string& sealed, SealedField field) {
        const auto plain = office.vault.open(sealed, field, member.id);
        return clear || plain.empty() ? plain : mask(field, plain);
    };
    values.set("id_number", said(member.sealed.id_number, SealedField::id_number));
    values.set("mobile", said(member.sealed.phone, SealedField::phone));
    values.set("address", said(member.sealed.address, SealedField::address));
}

Value values_of(const Office& office, const RecordVocabulary& words, const Member& member)
{
    const auto& is = member.values;
    auto values = Value::record();
    values.set("name", is.name).set("sex", name_in(words, "sex", is.sex));
    values.set("ethnicity", name_in(words, "ethnicity", is.ethnicity)).set("born_on", Value::of(is.birth_date));
    values.set("education", name_in(words, "education", is.education));
    values.set("category", name_in(words.categories, is.category));
    if (const auto branch = office.directory.find(is.branch)) values.set("branch", branch->values.name);
    values.set("joined_on", Value::of(is.joined_on)).set("full_on", Value::of(is.full_on));
    values.set("occupation", name_in(words, "occupation", is.occupation));
    values.set("standing", name_in(words.statuses, is.status));
    values.set("lost", is.lost_since.has_value()).set("lost_since", Value::of(is.lost_since));
    values.set("migrant", is.mobile).set("migrant_to", is.mobile_to);
    values.set("filled_on", office.clock.today());
    return values;
}

Result<Value> member_values(const Office& office, const policy::Readings<RecordVocabulary>& readings, db::Tx& tx,
                            const platform::Actor& actor, const Facts& facts)
{
    if (facts.of.subject_kind != "member") return Value::record();
    const auto member = find_member(tx, MemberId{facts.of.subject});
    if (!member) return Value::record();
    const auto branch = member->values.branch;
    const auto today = office.clock.today();
    auto values = values_of(
        office,
        *readings.of(office.organizations.policy_at(branch, today), office.organizations.policy_at(branch, today)),
        *member);
    const bool own = actor.account && store::member_of(tx, actor.account) == member->id;
    set_sealed(values, office, *member, own || actor.may(Permission::member_reveal, branch));
    return values;
}

/// The member reads that documents with the own data were made, like every other look. [RIGHT-04, SEC-05]
void note_member(const Office& office, db::Tx& tx, const platform::Actor& actor, const engine::Case& row,
                 std::span<const std::string> documents)
{
    const auto member = find_member(tx, MemberId{row.subject});
    if (!member) return;
    std::string list;
    for (const auto& code : documents) {
        list += list.empty() ? "[" : ",";
        platform::append_json_string(list, code);
    }
    office.audit(tx, actor,
                 {"member.document_made", member->id, member->values.branch, "",
                  platform::JsonObject{}.add_json("documents", list + "]").text(), "SEC-05"});
}

/// Posts that an organisation's committee has today. Birth and education of holders whom the actor may see.
Result<Value> leaders(const Office& office, const policy::Readings<RecordVocabulary>& readings, db::Tx& tx,
                      const platform::Actor& actor, const Facts& facts)
{
    auto values = Value::record();
    if (facts.of.subject_kind != "organization") return values;
    const OrganizationId id{facts.of.subject};
    const auto today = office.clock.today();
    const auto team = leading_team(office, tx, id, {today, {}});
    if (!team) return values;
    const auto rules = office.organizations.policy_at(id, today);
    const auto words = readings.of(rules, rules);
    const auto* const posts = rules.find("team.posts");
    Value::List list;
    for (const auto& held : team->posts) {
        const auto* const post = posts ? posts->item_with_code(held.post.post) : nullptr;
        auto line = Value::record();
        line.set("name", held.name).set("post", post ? post->at("name").text() : held.post.post);
        line.set("since", held.post.valid_from);
        if (held.branch && actor.may(Permission::member_read, held.branch))
            if (const auto holder = find_member(tx, held.post.member)) {
                line.set("born_on", Value::of(holder->values.birth_date));
                line.set("education", name_in(*words, "education", holder->values.education));
            }
        list.push_back(std::move(line));
    }
    if (!list.empty()) values.set("leaders", Value(std::move(list)));
    return values;
}

}  // namespace

void lend_to_documents(engine::WorkflowNames& names, const Office& office,
                       const policy::Readings<RecordVocabulary>& words)
{
    names.add_documents("member", {[&office, &words](db::Tx& tx, const platform::Actor& actor, const Facts& facts) {
                                       return member_values(office, words, tx, actor, facts);
                                   },
                                   [&office](db::Tx& tx, const platform::Actor& actor, const engine::Case& row,
                                             std::span<const std::string> documents) {
                                       note_member(office, tx, actor, row, documents);
                                   }});
    names.add_documents("organization",
                        {[&office, &words](db::Tx& tx, const platform::Actor& actor, const Facts& facts) {
                            return leaders(office, words, tx, actor, facts);
                        }});
}

}  // namespace jishi::team
