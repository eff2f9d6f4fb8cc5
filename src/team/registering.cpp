// How one comes into the register, and the data by which one is found and reached.

#include <algorithm>
#include <stdexcept>

#include "base/id_number.hpp"
#include "base/text.hpp"
#include "team/development.hpp"
#include "team/member_case.hpp"
#include "team/member_store.hpp"
#include "team/standing_case.hpp"

namespace jishi::team {
namespace {

using platform::Permission;

constexpr std::size_t address_length_max = 200;

Result<std::string> clean_address(const std::string& text)
{
    const auto clean = clean_text(text, {.multiline = false, .fold_width = true});
    if (!clean) return bad_field("address", clean.error().code, "DATA-02");
    if (length_of(*clean) > address_length_max)
        return bad_field("address", "input.too_long", "DATA-02", std::to_string(address_length_max));
    return *clean;
}

Result<Outcome> enter_anew(const Office& office, db::Tx& tx, const platform::Actor& actor, const Registering& asked,
                           const ContactData& contact, Attributes values, MemberId id)
{
    MemberCase use(office, tx, actor, ChangeKind::registered, asked.papers);
    use.begin_new(id ? id : office.ids.next_id<MemberTag>());
    use.rules = office.rules(values.branch, asked.papers.effective_on);
    TRY(check_papers(*use.rules, ChangeKind::registered, asked.papers));
    const auto* rule =
        TRY(check_standing(*use.rules, std::nullopt, {asked.entry, {}, asked.papers.effective_on, values.joined_on}));
    TRY(check_standing_papers(*rule, asked.papers));
    take_standing(*rule, asked.papers.effective_on, values.joined_on, values);
    values.exists = true;
    if (!values.joined_on) return bad_field("joined_on", "input.required", "DATA-02");
    TRY(check_particulars(*use.rules, values, asked.papers.effective_on));
    TRY(use.decide(asked.papers.effective_on, AttributeSet::all(), values));
    use.rule = rule->rule;
    TRY(put_contact(office, tx, contact, use.member, use.change.id));
    return use.finish();
}

/// Who was in the register and is no longer comes back into the same record.
Result<Outcome> enter_again(const Office& office, db::Tx& tx, const platform::Actor& actor, const Registering& asked,
                            MemberId id, const Attributes& values)
{
    MemberCase use(office, tx, actor, ChangeKind::standing_changed, asked.papers);
    TRY(use.begin_along(id));
    if (use.rules->on_roll(use.member.values.status))
        return refuse(ErrorKind::conflict, "member.id_number_known", "DATA-50");
    TRY(check_papers(*use.rules, ChangeKind::registered, asked.papers));
    return come_back(use, {asked.entry, {}, values.branch, values.joined_on, asked.papers});
}

}  // namespace

Result<ContactData> clean_contact(const ContactData& contact, Date today)
{
    ContactData clean;
    if (contact.id_number) {
        clean.id_number.emplace();
        if (!fold_code(*contact.id_number).empty()) {
            auto id = parse_id_number(*contact.id_number, today);
            if (!id) return bad_field("id_number", id.error().code, id.error().rule);
            clean.id_number = std::move(id->number);
        }
    }
    if (contact.phone) {
        clean.phone = fold_phone(*contact.phone);
        if (clean.phone->empty() && !fold_code(*contact.phone).empty())
            return bad_field("phone", "member.phone", "DATA-02");
    }
    if (contact.address) clean.address = TRY(clean_address(*contact.address));
    return clean;
}

Result<std::string> put_contact(const Office& office, db::Tx& tx, const ContactData& clean, Member& member,
                                ChangeId change)
{
    std::string before;
    const auto put = [&](SealedField field, const std::optional<std::string>& plain, std::string& slot) {
        if (!plain) return false;
        const auto was = office.vault.open(slot, field, member.id);
        if (was == *plain) return false;
        before += std::string(code_of(field)) + "=" + was + "\n";
        slot = office.vault.seal(*plain, field, member.id);
        return true;
    };
    auto& sealed = member.sealed;
    if (put(SealedField::id_number, clean.id_number, sealed.id_number)) {
        sealed.id_number_index = office.vault.index_of(*clean.id_number, SealedField::id_number);
        const auto known = store::with_id_number(tx, sealed.id_number_index);
        if (known && *known != member.id) return refuse(ErrorKind::conflict, "member.id_number_known", "DATA-50");
    }
    if (put(SealedField::phone, clean.phone, sealed.phone))
        sealed.phone_index = office.vault.index_of(*clean.phone, SealedField::phone);
    put(SealedField::address, clean.address, sealed.address);
    return office.vault.seal_change(before, change);
}

ContactData contact_before(std::string_view kept)
{
    ContactData before;
    while (!kept.empty()) {
        const auto line = kept.substr(0, kept.find('\n'));
        kept.remove_prefix(std::min(kept.size(), line.size() + 1));
        const auto field = sealed_field_from(line.substr(0, line.find('=')));
        const std::string value(line.substr(line.find('=') + 1));
        if (!field) throw std::runtime_error("team: a change keeps an unknown field");
        if (*field == SealedField::id_number) before.id_number = value;
        else if (*field == SealedField::phone) before.phone = value;
        else before.address = value;
    }
    return before;
}

Result<Outcome> register_member(const Office& office, db::Tx& tx, const platform::Actor& actor,
                                const Registering& asked)
{
    return register_person(office, tx, actor, asked, {});
}

Result<Outcome> register_person(const Office& office, db::Tx& tx, const platform::Actor& actor,
                                const Registering& asked, MemberId id)
{
    TRY(actor.require(Permission::member_change, asked.values.branch));
    if (asked.papers.effective_on > office.clock.today()) return bad_field("effective_on", "member.in_future");
    const auto contact = TRY(clean_contact(asked.contact, office.clock.today()));
    if (!contact.id_number || contact.id_number->empty()) return bad_field("id_number", "input.required", "DATA-02");
    auto values = asked.values;
    values.name = TRY(clean_name(values.name));
    TRY(agree_with_id_number(*contact.id_number, values));
    const auto known = store::with_id_number(tx, office.vault.index_of(*contact.id_number, SealedField::id_number));
    if (known) return enter_again(office, tx, actor, asked, *known, values);
    return enter_anew(office, tx, actor, asked, contact, std::move(values), id);
}

Result<Outcome> change_contact(const Office& office, db::Tx& tx, const platform::Actor& actor, MemberId id,
                               const ContactChange& asked)
{
    MemberCase use(office, tx, actor, ChangeKind::contact_changed, asked.papers);
    TRY(use.begin(id));
    const auto clean = TRY(clean_contact(asked.contact, office.clock.today()));
    if (clean.id_number && !clean.id_number->empty()) {
        auto values = use.member.values;
        TRY(agree_with_id_number(*clean.id_number, values));
    }
    use.change.sealed = TRY(put_contact(office, tx, clean, use.member, use.change.id));
    if (use.change.sealed.empty()) return refuse(ErrorKind::invalid_input, "member.nothing_changed");
    use.rule = "DATA-02";
    return use.finish();
}

}  // namespace jishi::team
