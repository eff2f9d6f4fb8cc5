#pragma once
// The inside of the directory; for directory.cpp and directory_search.cpp only.

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "organization/directory.hpp"
#include "organization/directory_texts.hpp"

namespace jishi::organization {

/// Codes of a pack as small numbers.
class CodeTable {
public:
    std::uint8_t number_of(std::string_view code)
    {
        for (std::size_t i = 0; i < codes_.size(); ++i)
            if (codes_[i] == code) return static_cast<std::uint8_t>(i);
        if (codes_.size() == 255) throw std::length_error("organization: more than 255 codes of one kind");
        codes_.emplace_back(code);
        return static_cast<std::uint8_t>(codes_.size() - 1);
    }
    std::optional<std::uint8_t> find(std::string_view code) const
    {
        for (std::size_t i = 0; i < codes_.size(); ++i)
            if (codes_[i] == code) return static_cast<std::uint8_t>(i);
        return std::nullopt;
    }
    const std::string& operator[](std::uint8_t number) const { return codes_[number]; }

private:
    std::vector<std::string> codes_;
};

struct Directory::Codes {
    CodeTable types;
    CodeTable sectors;
    CodeTable levels;
    CodeTable forms;
    std::array<bool, 256> counted{};
};

struct Directory::Slot {
    std::int64_t id = 0;
    std::vector<std::uint32_t> children;  // active ones, in order of display
    std::int32_t founded_on = INT32_MIN;
    std::int32_t dissolved_on = INT32_MIN;
    std::int32_t term_started_on = INT32_MIN;
    std::int32_t term_expires_on = INT32_MIN;
    std::int32_t term_postponed_to = INT32_MIN;
    std::int32_t sort_order = 0;
    std::int32_t version = 0;
    std::int32_t members = -1;
    std::int32_t formal_members = -1;
    std::uint32_t subtree_count = 0;  // of what is linked below, and of itself
    // Read by searches without the lock.
    std::atomic<std::uint32_t> texts{0};
    std::atomic<std::uint8_t> type{0};
    std::atomic<std::uint8_t> sector{0};
    std::atomic<Status> status{Status::planned};
    std::atomic<std::uint8_t> extras{0};
    std::uint8_t level = 0;
    std::uint8_t form = 0;
    bool counts = false;
    bool linked = false;
};

/// Id to slot by open addressing. Readers need no lock; a table that was outgrown stays for those who read it.
class Directory::Ids {
    struct Entry {
        std::atomic<std::int64_t> id{0};
        std::atomic<std::uint32_t> slot{0};
    };
    struct Table {
        explicit Table(unsigned b) : bits(b), entries(std::size_t{1} << b) {}
        unsigned bits;
        std::vector<Entry> entries;
        std::size_t start(std::int64_t id) const
        {
            return static_cast<std::uint64_t>(id) * 0x9E37'79B9'7F4A'7C15ULL >> (64 - bits);
        }
    };

public:
    Ids() { grow(12); }

    std::uint32_t find(std::int64_t id) const
    {
        const auto& table = *table_.load(std::memory_order_acquire);
        const auto mask = table.entries.size() - 1;
        for (auto i = table.start(id);; i = (i + 1) & mask) {
            const auto found = table.entries[i].id.load(std::memory_order_acquire);
            if (found == id) return table.entries[i].slot.load(std::memory_order_relaxed);
            if (found == 0) return none;
        }
    }
    void insert(std::int64_t id, std::uint32_t slot)
    {
        auto& table = *tables_.back();
        if (++count_ * 3 > table.entries.size() * 2) {
            grow(table.bits + 1);
            return insert_into(*tables_.back(), id, slot);
        }
        insert_into(table, id, slot);
    }
    std::size_t bytes() const
    {
        std::size_t sum = 0;
        for (const auto& table : tables_) sum += table->entries.size() * sizeof(Entry);
        return sum;
    }

private:
    static void insert_into(Table& table, std::int64_t id, std::uint32_t slot)
    {
        auto i = table.start(id);
        while (table.entries[i].id.load(std::memory_order_relaxed) != 0) i = (i + 1) & (table.entries.size() - 1);
        table.entries[i].slot.store(slot, std::memory_order_relaxed);
        table.entries[i].id.store(id, std::memory_order_release);
    }
    void grow(unsigned bits)
    {
        auto table = std::make_unique<Table>(bits);
        if (!tables_.empty())
            for (const auto& entry : tables_.back()->entries)
                if (const auto id = entry.id.load(std::memory_order_relaxed))
                    insert_into(*table, id, entry.slot.load(std::memory_order_relaxed));
        table_.store(table.get(), std::memory_order_release);
        tables_.push_back(std::move(table));
    }

    std::atomic<Table*> table_{nullptr};
    std::vector<std::unique_ptr<Table>> tables_;
    std::size_t count_ = 0;
};

/// Lower-case letters and digits: how codes and Latin queries are compared.
std::string latin_key(std::string_view text);

}  // namespace jishi::organization
