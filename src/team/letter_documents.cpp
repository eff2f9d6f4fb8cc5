#include "team/letter_documents.hpp"

#include "engine/workflow_store.hpp"
#include "platform/json_text.hpp"
#include "team/account_store.hpp"
#include "team/team.hpp"

namespace jishi::team {
namespace {

using platform::Permission;
using platform::document::Format;
using platform::document::Value;

constexpr std::string_view template_code = "transfer_letter";

Value values_of(const PrintedLetter& paper, const std::string& code, const std::string& address)
{
    Value values;
    values.set("serial", paper.number).set("name", paper.name).set("sex", paper.sex).set("ethnicity", paper.ethnicity);
    values.set("born_on", Value::of(paper.born_on)).set("age", paper.age).set("category", paper.category);
    values.set("id_number", paper.id_number).set("branch", paper.from).set("issuer", paper.issuer);
    values.set("host", paper.addressee).set("destination", paper.to).set("reason", paper.reason);
    values.set("dues_paid_until", Value::of(paper.dues_until)).set("issued_on", paper.issued_on);
    values.set("valid_until", paper.valid_until).set("validity_days", paper.validity_days);
    values.set("contact", paper.contact).set("check_code", code).set("check_text", address + code);
    return values;
}

}  // namespace

Result<Letter> letter_for(const Office&, const engine::CaseOffice& cases, db::Tx& tx, const platform::Actor& actor,
                          CaseId of)
{
    const auto row = engine::store::find_case(tx, of);
    auto letter = row ? store::letter_of_case(tx, of) : std::nullopt;
    if (!letter) return refuse(ErrorKind::not_found, "transfer.no_letter", "REL-06");
    const auto member = find_member(tx, letter->member);
    const bool looks_after = member && actor.may(Permission::member_change, member->values.branch);
    const bool issues = actor.may(Permission::member_change, letter->organization);
    const bool own = actor.account && store::member_of(tx, actor.account) == letter->member;
    if (!own && !(engine::may_see(cases, tx, actor, *row) && (looks_after || issues)))
        return refuse(ErrorKind::not_found, "transfer.no_letter", "REL-06");
    return *std::move(letter);
}

Result<platform::document::File> LetterDocuments::letter(const platform::Actor& actor, CaseId of,
                                                         const std::string& address, Format format) const
{
    std::optional<Result<Letter>> found;
    database_.read([&](db::Tx& tx) { found.emplace(letter_for(office_, cases_, tx, actor, of)); });
    const auto letter = TRY(std::move(*found));
    const auto paper = printed_of(office_, letter);
    const auto rules = office_.organizations.policy_at(letter.organization, letter.issued_on);
    const platform::document::Request request{{std::string(template_code)}, format, paper.number, office_.clock.now()};
    auto file = TRY(library_.make(rules, request, values_of(paper, letter.code, address)));
    TRY(database_.write([&](db::Tx& tx) -> Result<void> {
        office_.audit(tx, actor,
                      {"member.letter_printed", letter.member, letter.organization, "",
                       platform::JsonObject{}
                           .add("letter", letter.id)
                           .add("format", format == Format::pdf ? "pdf" : "docx")
                           .text(),
                       "REL-07"});
        return {};
    }));
    return file;
}

}  // namespace jishi::team
