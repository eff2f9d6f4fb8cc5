#pragma once
// Whether anything was committed since one last looked, without asking the database.

#include <array>
#include <cstdint>

#include "db/db.hpp"

namespace jishi::db {

/// What a transaction that began at that moment would have seen. Two that are known and equal: nothing was committed in
/// between, by whichever process.
class Stamp {
public:
    using Words = std::array<std::uint64_t, 6>;

    Stamp() = default;
    explicit Stamp(const Words& words) : words_(words) {}
    /// False where the database cannot say so without being asked (PostgreSQL), or a commit was under way.
    bool known() const { return words_[0] != 0; }
    bool same_as(const Stamp& other) const { return known() && words_ == other.words_; }

private:
    Words words_{};
};

/// As of now, not as of when the transaction began. Costs no statement: on SQLite a look at the memory that its
/// processes share, where every commit leaves a number.
Stamp stamp(Tx& tx);

}  // namespace jishi::db
