#include "team/bulk_store.hpp"

#include <algorithm>

#include "team/member_store.hpp"

namespace jishi::team::store {
namespace {

void write(db::BulkInsert& rows, const Attributes& values)
{
    for (const auto& field : fields()) {
        std::visit(
            [&](auto place) {
                const auto& value = values.*place;
                using Value = std::remove_cvref_t<decltype(value)>;
                if constexpr (std::is_same_v<Value, std::string>) rows.text(value);
                else if constexpr (std::is_same_v<Value, bool>) rows.integer(value);
                else if constexpr (std::is_same_v<Value, OrganizationId>) rows.integer(value.value);
                else if constexpr (std::is_same_v<Value, std::optional<int>>)
                    value ? rows.integer(*value) : rows.null();
                else value ? rows.text(value->str()) : rows.null();
            },
            field.place);
    }
}

std::vector<std::string_view> columns(std::initializer_list<std::string_view> before,
                                      std::initializer_list<std::string_view> after = {})
{
    std::vector<std::string_view> names(before);
    for (const auto& field : fields()) names.push_back(field.name);
    names.insert(names.end(), after);
    return names;
}

}  // namespace

std::uint64_t head_of(std::string_view text)
{
    std::uint64_t head = 0;
    for (std::size_t i = 0; i < sizeof head; ++i)
        head = head << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
    return head;
}

void bulk_insert_members(db::Tx& tx, std::span<const NewMember> members,
                         const std::function<void(std::size_t)>& wait_for)
{
    constexpr std::size_t at_once = 1'000;
    std::size_t ready = wait_for ? 0 : members.size();
    static const auto names =
        columns({"id", "shard", "known_from", "withdrawn"},
                {"pinyin", "initials", "id_number", "id_number_index", "phone", "phone_index", "address", "version"});
    db::BulkInsert rows(tx, "team_member", names);
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (i == ready) wait_for(ready = std::min(members.size(), ready + at_once));
        const auto& member = members[i].member;
        rows.integer(member.id.value).integer(member.shard.value).text(member.known_from.str()).integer(0);
        write(rows, member.values);
        rows.text(member.pinyin)
            .text(member.initials)
            .text(member.sealed.id_number)
            .text(member.sealed.id_number_index);
        rows.text(member.sealed.phone)
            .text(member.sealed.phone_index)
            .text(member.sealed.address)
            .integer(member.version);
        rows.end_row();
    }
    rows.finish();
}

void bulk_insert_states(db::Tx& tx, std::span<const BulkState> states)
{
    static const auto names = columns({"id", "member", "shard", "change", "decided", "valid_from", "valid_to",
                                       "recorded_at", "superseded_at", "active"});
    db::BulkInsert rows(tx, "team_state", names);
    for (const auto& state : states) {
        const auto& member = state.of->member;
        rows.integer(state.id.value).integer(member.id.value).integer(member.shard.value).integer(state.change.value);
        const auto& values = state.values ? *state.values : member.values;
        rows.integer(state.decided.bits()).text(state.valid_from.str()).text(state.valid_to.str());
        rows.integer(tx.recorded_at().us).integer(Instant::forever().us).integer(values.exists ? 1 : 0);
        write(rows, values);
        rows.end_row();
    }
    rows.finish();
}

ChangeRows::ChangeRows(db::Tx& tx)
    : rows_(tx, "team_change",
            {"id", "kind", "member", "shard", "organization", "related", "effective_on", "document_no", "reason",
             "payload", "sealed", "recorded_at", "recorded_by", "recorded_by_name", "corrects", "cause"})
{
}

void ChangeRows::add(const Change& change, OrganizationId shard)
{
    rows_.integer(change.id.value)
        .text(code_of(change.kind))
        .integer(change.member.value)
        .integer(shard.value)
        .integer(change.organization.value)
        .integer(change.related.value)
        .text(change.effective_on.str())
        .text(change.document_no);
    rows_.text(change.reason).text(change.payload).text(change.sealed).integer(change.recorded_at.us);
    rows_.integer(change.recorded_by.value)
        .text(change.recorded_by_name)
        .integer(change.corrects.value)
        .integer(change.cause.value);
    rows_.end_row();
}

std::vector<NameRow> sorted_names(std::span<const NewMember> members)
{
    std::vector<NameRow> names;
    for (const auto& one : members)
        for (const auto& name : one.names)
            names.push_back({head_of(name), name, one.member.id, one.member.values.branch});
    std::ranges::sort(names, [](const NameRow& a, const NameRow& b) {
        if (a.head != b.head) return a.head < b.head;
        const auto order = a.suffix.compare(b.suffix);
        return order != 0 ? order < 0 : a.member < b.member;
    });
    return names;
}

void bulk_index_names(db::Tx& tx, std::span<const NewMember> members, std::span<const NameRow> names)
{
    db::BulkInsert rows(tx, "team_member_name", {"suffix", "member", "branch"});
    // The texts lie where their members were made, so that each is a wait for memory unless it was asked for before.
    constexpr std::size_t ahead = 16;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i + ahead < names.size()) __builtin_prefetch(names[i + ahead].suffix.data());
        rows.text(names[i].suffix).integer(names[i].member.value).integer(names[i].branch.value);
        rows.end_row();
    }
    rows.finish();
    db::BulkInsert found_by(tx, "team_member_found_by", {"member", "suffixes"});
    for (const auto& one : members) {
        found_by.integer(one.member.id.value).text(joined_suffixes(one.names));
        found_by.end_row();
    }
    found_by.finish();
}

}  // namespace jishi::team::store
