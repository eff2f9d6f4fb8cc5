#pragma once
// Policy packs: what a level of the Party decided, as data. A pack is a folder with pack.yaml (its name, layer and
// where it applies) and files of dated entries. Packs stack along the organisation tree; for a key the nearest entry
// in force on the day counts, unless it loosens what a higher one only lets be tightened.
//
// A use case asks for the rules of a place and a day once, and turns what it needs into a struct of its own
// (reading.hpp).

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "policy/stricter.hpp"
#include "policy/value.hpp"

namespace jishi::policy {

enum class Layer : std::uint8_t { national, province, city, county, organization };
std::string_view to_string(Layer layer);

struct Pack {
    std::string name;
    std::string title;
    std::string title_en;
    Layer layer = Layer::national;
    std::string applies_to;  // region code, or the id or code of an organisation; empty for the national pack
    std::string version;
    std::string digest;  // of all its files that say something: SM3, hexadecimal
    std::filesystem::path folder;
};

/// What one pack says about one key from one day on.
struct Entry {
    std::string key;
    std::string rule;    // rule id, "ORG-01"
    std::string source;  // the instrument it comes from
    std::string title;
    std::string title_en;
    Date from;
    Date until = Date::forever();  // last day in force
    Limit limit = Limit::none;     // what "stricter" means for the value itself
    std::vector<Mark> marks;       // the same for the value and for members of it
    bool stricter_only = false;    // lower layers may tighten it, not loosen it
    bool adds = false;             // goes together with what stands above it instead of replacing it
    bool setting = false;          // an administrator may change it in the program, within the limit
    bool sure = true;              // false: the number is to be checked against the source
    std::string note;
    Value value;
    const Pack* pack = nullptr;
    std::string place;  // file and line
};

/// What a decision stores to explain itself later, and what was started under it ends under. [GEN-05]
struct Stamp {
    std::string key;
    std::string rule;
    std::string pack;
    std::string version;
    Date from;  // of the entry
    bool operator==(const Stamp&) const = default;
};
Stamp stamp_of(const Entry& entry);

class Book;
struct Chain;
struct Snapshot;

/// The rules in force at a place on a day. Two pointers and a date: cheap to make and to copy; must not outlive its
/// Book.
class Policy {
public:
    Date date() const { return date_; }

    /// The value of a key; throws WrongValue when nothing is in force.
    const Value& get(std::string_view key) const;
    /// A null pointer when nothing is in force.
    const Value* find(std::string_view key) const;
    /// The same with its rule, source and pack. Of an entry that adds, the pack is the nearest one and the value the
    /// whole.
    const Entry* entry(std::string_view key) const;
    /// Throws WrongValue when nothing is in force.
    Stamp stamp(std::string_view key) const;

    std::int64_t integer(std::string_view key) const { return get(key).integer(); }
    bool boolean(std::string_view key) const { return get(key).boolean(); }
    const std::string& text(std::string_view key) const { return get(key).text(); }

    /// The packs that apply, from the highest layer down.
    std::span<const Pack* const> packs() const;
    /// Equal for two policies that say the same because no rule begins or ends between their days.
    const Snapshot* snapshot() const { return snapshot_; }

private:
    friend class Book;
    Policy(const Chain& chain, const Snapshot& snapshot, Date date) : chain_(&chain), snapshot_(&snapshot), date_(date)
    {
    }

    const Chain* chain_;
    const Snapshot* snapshot_;
    Date date_;
};

/// A place that packs speak of, as a number that a tree of organisations keeps beside each of them; 0: none does.
using PlaceNumber = std::uint32_t;

/// All packs of an installation, checked. Never changes after it is loaded; safe for any number of threads.
class Book {
public:
    /// Reads every folder of `directory` that holds a pack.yaml.
    /// @errors policy.invalid, with one field error for each fault: its field says "pack/file.yaml:line path", its
    ///         code is one of policy.unreadable, policy.not_yaml, policy.ambiguous_scalar, policy.key_twice,
    ///         policy.missing_field, policy.unknown_field, policy.wrong_type, policy.unknown_key, policy.bad_date,
    ///         policy.overlap, policy.gap, policy.unknown_code, policy.looser, policy.limit_does_not_fit,
    ///         policy.cannot_add, policy.no_national_pack, policy.pack_twice, policy.missing_key, and those of check()
    ///         in shape.hpp. `detail` holds all of them as lines for a terminal.
    static Result<Book> load(const std::filesystem::path& directory);
    /// The same for these folders.
    static Result<Book> load_folders(std::span<const std::filesystem::path> folders);

    ~Book();
    Book(Book&&) noexcept;
    Book& operator=(Book&&) noexcept;

    /// The national rules of a day.
    Policy at(Date date) const;
    /// The rules at a place.
    /// @param areas  region codes (which lie in others: 123456 in 123400 and in 120000) and ids or codes of
    /// organisations
    ///               on the way from the root, in that order; of two packs of one layer the last counts
    Policy at(std::span<const std::string> areas, Date date) const;

    // ---- the same for a tree that is asked often -------------------------------------------------------------------
    /// @param region  code, empty: not known. @param id  @param code  of the organisation
    PlaceNumber place_of(std::string_view region, std::string_view id, std::string_view code) const;
    /// @param places  of the organisation and those above it, from the organisation up
    /// Lock-free and without an allocation for what was asked before.
    Policy at_places(std::span<const PlaceNumber> places, Date date) const;
    /// False while all packs are national: then nobody needs to say where.
    bool differs_by_place() const;

    const std::vector<std::unique_ptr<Pack>>& packs() const;
    /// Every entry, by key, then layer, then date: the register of rules.
    std::vector<const Entry*> entries() const;

    /// What became of an entry at a place on a day.
    enum class Standing : std::uint8_t {
        counts,      // its value is in force
        adds,        // in force, and part of the value
        overridden,  // in force, but a nearer one counts
        too_loose,   // in force, but loosens what a higher one only lets be tightened: does not count
        ended,       // a later entry of the same pack took its place, or it ran out
        to_come,
    };
    struct Step {
        const Entry* entry = nullptr;
        Standing standing = Standing::ended;
        const Entry* by = nullptr;  // what overrides it, took its place or keeps it from counting
        std::string why = {};       // too_loose: how
    };
    struct Explanation {
        const Entry* in_force = nullptr;  // null: nothing
        std::vector<Step> steps;          // from the highest layer down, each pack's entries by date
    };
    Explanation explain(const Policy& policy, std::string_view key) const;

    /// Entries that stop counting on a later day, because a higher rule is tightened then: of use to whoever keeps a
    /// pack.
    struct Outgrown {
        const Entry* entry;
        const Entry* by;
        Date from;
        std::string why;
    };
    std::vector<Outgrown> outgrown() const;

private:
    friend class Loader;
    struct Contents;
    Book();
    std::unique_ptr<Contents> contents_;
};
std::string_view to_string(Book::Standing standing);

/// Does a value hold a rule id on a line of its own, "ORG-42" (in any case)?
bool carries_rule(const Value& value, std::string_view rule);

/// The folders below a directory that hold a pack, sorted.
std::vector<std::filesystem::path> pack_folders(const std::filesystem::path& directory);

}  // namespace jishi::policy
