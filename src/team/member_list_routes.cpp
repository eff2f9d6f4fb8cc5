#include "team/member_list_routes.hpp"

#include "platform/json_text.hpp"

namespace jishi::team {
namespace {

Result<MemberOrder> order_of(const std::optional<std::string>& sort)
{
    if (!sort || *sort == "name") return MemberOrder::name;
    if (*sort == "joined_on") return MemberOrder::joined_on;
    if (*sort == "birth_date") return MemberOrder::birth_date;
    return bad_field("sort", "input.not_one_of", {}, "name, joined_on, birth_date");
}

/// "id" or "id:key": the key is what the page was sorted by, pinyin or a day.
Result<void> read_cursor(const std::optional<std::string>& after, ListQuestion& question)
{
    if (!after) return {};
    const auto colon = after->find(':');
    const auto id = MemberId::parse(after->substr(0, colon));
    if (!id) return bad_field("after", "input.expected_id");
    question.after = *id;
    if (colon != std::string::npos) question.after_key = after->substr(colon + 1);
    return {};
}

}  // namespace

Result<ListQuestion> question_of(const Office& office, const platform::Actor& actor, platform::Permission permission,
                                 const MemberListQuery& query)
{
    ListQuestion question;
    question.sight =
        TRY(organization::sight_of(office.directory, actor, permission, query.within.value_or(OrganizationId{})));
    question.filter = {query.status,      query.category,     query.sex,       query.ethnicity,
                       query.education,   query.occupation,   query.mobile,    query.lost,
                       query.joined_from, query.joined_until, query.born_from, query.born_until};
    for (const auto* list :
         {&query.status, &query.category, &query.sex, &query.ethnicity, &query.education, &query.occupation})
        if (list->size() > 60) return bad_field("status", "input.too_many_items", {}, "60");
    question.text = query.q ? query.q->value : std::string{};
    if (query.as_of && *query.as_of != office.clock.today()) question.as_of = query.as_of;
    question.order = TRY(order_of(query.sort));
    TRY(read_cursor(query.after, question));
    return question;
}

std::string note_of(const MemberListQuery& query, std::size_t members)
{
    std::string by;
    const auto add = [&](bool used, std::string_view name) {
        if (!used) return;
        by += by.empty() ? "" : ",";
        platform::append_json_string(by, name);
    };
    add(query.q && !query.q->value.empty(), "text");
    add(!query.status.empty(), "status");
    add(!query.category.empty(), "category");
    add(!query.sex.empty(), "sex");
    add(!query.ethnicity.empty(), "ethnicity");
    add(!query.education.empty(), "education");
    add(!query.occupation.empty(), "occupation");
    add(query.mobile.has_value(), "mobile");
    add(query.lost.has_value(), "lost");
    add(query.joined_from || query.joined_until, "joined_on");
    add(query.born_from || query.born_until, "birth_date");
    platform::JsonObject note;
    note.add("members", static_cast<std::int64_t>(members)).add_json("by", "[" + by + "]");
    if (query.as_of) note.add("as_of", query.as_of->str());
    return note.text();
}

void judge_votes(const Office& office, db::Tx& tx, const ListQuestion& question, std::vector<ListedMember>& items)
{
    const organization::Moment moment{question.as_of.value_or(office.clock.today()), {}};
    const auto rules = office.rules({}, moment.day);
    std::vector<MemberLine> voters;
    voters.reserve(items.size());
    for (const auto& item : items) {
        auto& voter = voters.emplace_back();
        voter.id = item.line.id;
        voter.may_vote = rules->may_vote(item.line.status, item.line.category);
    }
    withhold_rights(office, tx, moment, voters);
    for (std::size_t i = 0; i < voters.size(); ++i) items[i].line.may_vote = voters[i].may_vote;
}

}  // namespace jishi::team
