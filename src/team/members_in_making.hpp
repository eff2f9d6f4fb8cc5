#pragma once
// The members of one batch while they are made ready to be written.

#include <atomic>
#include <exception>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "team/bulk_store.hpp"
#include "team/member_office.hpp"

namespace jishi::team {

/// Of one member, each in its one form; empty for none.
struct ClearContact {
    std::string id_number;
    std::string phone;
    std::string address;
};

/// Works out by what the members are found and then seals fields, on a thread of its own: this takes long and needs no
/// transaction, and most tables can be written meanwhile.
class MembersInMaking {
public:
    /// @param members  with their ids, values and changes; a blind index of the id number that is there is kept
    /// @param clear    as many
    MembersInMaking(const Office& office, std::vector<NewMember> members, std::vector<ClearContact> clear,
                    Date known_from);
    ~MembersInMaking();
    MembersInMaking(const MembersInMaking&) = delete;
    MembersInMaking& operator=(const MembersInMaking&) = delete;

    /// Ids, values and changes are there at once, the rest after the waits below, which throw what making it threw.
    std::span<NewMember> all() { return members_; }
    /// By what all of them are found, sorted; waits until pinyin and names are there.
    std::span<const store::NameRow> names();
    /// Until the first `count` are sealed, and have their names.
    void wait_until_sealed(std::size_t count);

private:
    void make(const Office& office, std::span<const ClearContact> clear);

    std::vector<NewMember> members_;
    std::vector<store::NameRow> names_;
    std::atomic<bool> named_ = false;
    std::atomic<std::size_t> sealed_ = 0;  // members
    std::atomic<bool> given_up_ = false;
    std::atomic<bool> failed_ = false;
    std::exception_ptr failure_;
    std::jthread thread_;
};

}  // namespace jishi::team
