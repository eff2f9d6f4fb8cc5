#include "team/members_in_making.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "team/member_store.hpp"

namespace jishi::team {
namespace {

constexpr std::size_t told_each = 512;  // members

void find_names(NewMember& one)
{
    auto pinyin = pinyin_of(one.member.values.name);
    one.member.pinyin = std::move(pinyin.full);
    one.member.initials = std::move(pinyin.initials);
    one.names = store::name_suffixes(one.member);
}

void seal(const Vault& vault, Member& member, const ClearContact& clear)
{
    auto& sealed = member.sealed;
    sealed.id_number = vault.seal(clear.id_number, SealedField::id_number, member.id);
    if (sealed.id_number_index.empty())
        sealed.id_number_index = vault.index_of(clear.id_number, SealedField::id_number);
    sealed.phone = vault.seal(clear.phone, SealedField::phone, member.id);
    sealed.phone_index = vault.index_of(clear.phone, SealedField::phone);
    sealed.address = vault.seal(clear.address, SealedField::address, member.id);
}

}  // namespace

MembersInMaking::MembersInMaking(const Office& office, std::vector<NewMember> members, std::vector<ClearContact> clear,
                                 Date known_from)
    : members_(std::move(members))
{
    for (auto& one : members_) one.member.known_from = known_from;
    thread_ = std::jthread([this, &office, clear = std::move(clear)] {
        try {
            make(office, clear);
        } catch (...) {
            failure_ = std::current_exception();
            failed_ = true;
        }
        // Whatever happened, nobody waits for what will not come.
        named_ = true;
        named_.notify_all();
        sealed_ = members_.size();
        sealed_.notify_all();
    });
}

MembersInMaking::~MembersInMaking() { given_up_ = true; }

void MembersInMaking::make(const Office& office, std::span<const ClearContact> clear)
{
    for (auto& one : members_) find_names(one);
    names_ = store::sorted_names(members_);
    named_ = true;
    named_.notify_all();
    for (std::size_t i = 0; i < members_.size() && !given_up_; ++i) {
        seal(office.vault, members_[i].member, clear[i]);
        if ((i + 1) % told_each != 0) continue;
        sealed_ = i + 1;
        sealed_.notify_all();
    }
}

std::span<const store::NameRow> MembersInMaking::names()
{
    named_.wait(false);
    if (failed_) std::rethrow_exception(failure_);
    return names_;
}

void MembersInMaking::wait_until_sealed(std::size_t count)
{
    for (auto sealed = sealed_.load(); sealed < count; sealed = sealed_.load()) sealed_.wait(sealed);
    if (failed_) std::rethrow_exception(failure_);
}

}  // namespace jishi::team
