#pragma once
// Policy packs: what a level of the Party decided, as data. A pack is a folder with pack.yaml (its name, layer and
// where it applies) and files of dated entries. Packs stack along the organisation tree; for a key the nearest entry
// in force on the day counts, unless a higher one may only be made stricter.
//
// A use case asks `book.at(areas, date)` once and turns what it needs into a struct of its own.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "policy/value.hpp"

namespace jishi::policy {

enum class Layer : std::uint8_t { national, province, city, county, organization };
std::string_view to_string(Layer layer);

enum class Limit : std::uint8_t { none, minimum, maximum };

struct Pack {
    std::string name;
    std::string title;
    std::string title_en;
    Layer layer = Layer::national;
    std::string applies_to;  // region code, or the id or code of an organisation; empty for the national pack
    std::string version;
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
    Limit limit = Limit::none;     // for an integer: what "stricter" means
    bool stricter_only = false;    // lower layers may tighten it, not loosen it
    bool setting = false;          // an administrator may change it in the program, within the limit
    bool sure = true;              // false: the number is to be checked against the source
    std::string note;
    Value value;
    const Pack* pack = nullptr;
    std::string place;  // file and line
};

class Book;

/// The rules in force at a place on a day. Cheap to make and to copy; must not outlive its Book.
class Policy {
public:
    Date date() const { return date_; }

    /// The value of a key; throws WrongValue when nothing is in force.
    const Value& get(std::string_view key) const;
    /// A null pointer when nothing is in force.
    const Value* find(std::string_view key) const;
    /// The same with its rule, source and pack: what a decision stores to explain itself later.
    const Entry* entry(std::string_view key) const;

    std::int64_t integer(std::string_view key) const { return get(key).integer(); }
    bool boolean(std::string_view key) const { return get(key).boolean(); }
    const std::string& text(std::string_view key) const { return get(key).text(); }

private:
    friend class Book;
    Policy(const Book& book, Date date, std::vector<const Pack*> packs)
        : book_(&book), date_(date), packs_(std::move(packs))
    {
    }

    const Book* book_;
    Date date_;
    std::vector<const Pack*> packs_;  // from the highest layer down
};

/// All packs of an installation, checked. Never changes after it is loaded.
class Book {
public:
    /// Reads every folder of `directory` that holds a pack.yaml.
    /// @errors policy.invalid, with one field error for each fault: its field says "pack/file.yaml:line path", its
    ///         code is one of policy.unreadable, policy.not_yaml, policy.ambiguous_scalar, policy.key_twice,
    ///         policy.missing_field, policy.unknown_field, policy.wrong_type, policy.unknown_key, policy.bad_date,
    ///         policy.overlap, policy.gap, policy.unknown_code, policy.looser, policy.limit_not_integer,
    ///         policy.no_national_pack, policy.pack_twice, policy.missing_key, and those of check() in shape.hpp.
    ///         `detail` holds all of them as lines for a terminal.
    static Result<Book> load(const std::filesystem::path& directory);

    /// The national rules of a day.
    Policy at(Date date) const;
    /// The rules at a place: of the packs whose `applies_to` is among `areas` (region codes and organisations on the
    /// way from the root, in that order), beneath the national ones.
    Policy at(std::span<const std::string> areas, Date date) const;

    const std::vector<std::unique_ptr<Pack>>& packs() const { return packs_; }
    /// Every entry, by key, then layer, then date: the register of rules.
    std::vector<const Entry*> entries() const;

private:
    friend class Policy;
    friend class Loader;
    std::vector<std::unique_ptr<Pack>> packs_;  // national first, then by layer
    std::map<std::string, std::map<const Pack*, std::vector<Entry>>, std::less<>> entries_;  // by date
};

}  // namespace jishi::policy
