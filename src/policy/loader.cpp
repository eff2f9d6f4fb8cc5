// Book::load: reads packs and refuses what is not right, all faults at once.

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "policy/keys.hpp"
#include "policy/policy.hpp"
#include "policy/shape.hpp"
#include "policy/yaml.hpp"

namespace jishi::policy {

namespace fs = std::filesystem;

namespace {

/// Members of a manifest and of an entry, in the words of shapes, so that their faults read like all others.
const Shape& manifest_shape()
{
    static const auto shape =
        object({field("name", code()), field("title", text()), field("title_en", text()),
                field("layer", choice({"national", "province", "city", "county", "organization"})),
                optional("applies_to", text()), field("version", text()), optional("note", text())});
    return shape;
}

const Shape& entry_shape()
{
    static const auto shape =
        object({field("key", text()), field("rule", text()), field("source", text()), field("title", text()),
                field("title_en", text()), field("from", date()), optional("until", date()),
                optional("limit", choice({"minimum", "maximum"})), optional("override", choice({"stricter_only"})),
                optional("setting", flag()), optional("sure", choice({"low"})), optional("note", text())});
    return shape;
}

Layer layer_from(std::string_view name)
{
    for (const auto layer : {Layer::province, Layer::city, Layer::county, Layer::organization})
        if (to_string(layer) == name) return layer;
    return Layer::national;
}

/// Does a region code lie in another one? 123456 lies in 123400 and in 120000.
bool lies_in(std::string_view region, std::string_view whole)
{
    while (whole.ends_with("00")) whole.remove_suffix(2);
    return !whole.empty() && region.starts_with(whole);
}

bool is_above(const Pack& upper, const Pack& lower)
{
    if (upper.layer >= lower.layer) return false;
    return upper.layer == Layer::national || lies_in(lower.applies_to, upper.applies_to);
}

}  // namespace

class Loader {
public:
    Result<Book> load(const fs::path& directory)
    {
        read_packs(directory);
        check_packs();
        order_by_date();
        check_mentions();
        check_stricter();
        check_required();
        if (problems_.empty()) return std::move(book_);
        std::string lines;
        for (const auto& problem : problems_)
            lines += fmt::format("{}: {}: {}\n", problem.field, problem.code, problem.detail);
        return std::unexpected(
            Error{ErrorKind::invalid_input, "policy.invalid", {}, std::move(lines), std::move(problems_)});
    }

private:
    void add(std::string place, std::string code, std::string detail = {})
    {
        problems_.push_back({std::move(place), std::move(code), std::move(detail)});
    }

    std::optional<Value> read_file(const fs::path& path, const std::string& name)
    {
        std::ifstream in(path, std::ios::binary);
        if (!in) {
            add(name, "policy.unreadable");
            return std::nullopt;
        }
        return read_yaml(std::string{std::istreambuf_iterator<char>(in), {}}, name, problems_);
    }

    /// Sorted, so that messages and ties do not depend on the file system.
    static std::vector<fs::path> sorted_paths(const fs::path& directory, std::error_code& error)
    {
        std::vector<fs::path> paths;
        for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error))
            paths.push_back(it->path());
        std::ranges::sort(paths);
        return paths;
    }

    void read_packs(const fs::path& directory)
    {
        std::error_code error;
        for (const auto& path : sorted_paths(directory, error))
            if (fs::exists(path / "pack.yaml", error)) read_pack(path);
        if (error) add(directory.string(), "policy.unreadable", error.message());
    }

    void read_pack(const fs::path& folder)
    {
        const auto folder_name = folder.filename().string();
        const auto manifest = read_file(folder / "pack.yaml", folder_name + "/pack.yaml");
        if (!manifest) return;
        const auto before = problems_.size();
        check(manifest_shape(), *manifest, problems_, unused_);
        if (problems_.size() != before) return;
        auto pack = std::make_unique<Pack>();
        pack->name = manifest->at("name").text();
        pack->title = manifest->at("title").text();
        pack->title_en = manifest->at("title_en").text();
        pack->layer = layer_from(manifest->at("layer").text());
        pack->applies_to = manifest->text_or("applies_to", "");
        pack->version = manifest->at("version").text();
        if (pack->name != folder_name) add(manifest->at("name").where(), "policy.not_one_of", folder_name);
        if (pack->applies_to.empty() != (pack->layer == Layer::national))
            add(manifest->where(), pack->applies_to.empty() ? "policy.missing_field" : "policy.unknown_field",
                "applies_to");
        std::error_code error;
        for (const auto& path : sorted_paths(folder, error))
            if (path.extension() == ".yaml" && path.filename() != "pack.yaml")
                read_entries(path, folder_name + "/" + path.filename().string(), *pack);
        book_.packs_.push_back(std::move(pack));
    }

    void read_entries(const fs::path& path, const std::string& name, const Pack& pack)
    {
        const auto file = read_file(path, name);
        if (!file) return;
        if (file->kind() != Value::Kind::list) return add(file->where(), "policy.wrong_type", "a list of entries");
        for (const auto& item : file->items()) read_entry(item, pack);
    }

    void read_entry(const Value& item, const Pack& pack)
    {
        if (item.kind() != Value::Kind::map) return add(item.where(), "policy.wrong_type", "a map");
        const auto before = problems_.size();
        Value::Map head;
        const Value* value = nullptr;
        for (const auto& member : item.members()) {
            if (member.name == "value")
                value = &member.value;
            else
                head.push_back(member);
        }
        check(entry_shape(), Value(std::move(head), item.where()), problems_, unused_);
        if (!value) add(item.where(), "policy.missing_field", "value");
        if (problems_.size() != before) return;
        Entry entry;
        entry.key = item.at("key").text();
        entry.pack = &pack;
        entry.place = item.where();
        entry.value = *value;
        fill(entry, item);
        const auto* key = find_key(entry.key);
        if (!key) return add(item.at("key").where(), "policy.unknown_key", entry.key);
        if (entry.until < entry.from) add(entry.place, "policy.bad_date", "until is before from");
        if (entry.stricter_only && entry.limit == Limit::none) add(entry.place, "policy.missing_field", "limit");
        if (entry.limit != Limit::none && key->shape.kind != Shape::Kind::integer)
            return add(entry.place, "policy.limit_not_integer", entry.key);
        book_.entries_[entry.key][&pack].push_back(std::move(entry));
    }

    static void fill(Entry& entry, const Value& item)
    {
        entry.rule = item.at("rule").text();
        entry.source = item.at("source").text();
        entry.title = item.at("title").text();
        entry.title_en = item.at("title_en").text();
        entry.from = item.at("from").date();
        if (const auto* until = item.find("until")) entry.until = until->date();
        const auto limit = item.text_or("limit", "");
        entry.limit = limit == "minimum" ? Limit::minimum : limit == "maximum" ? Limit::maximum : Limit::none;
        entry.stricter_only = item.find("override") != nullptr;
        entry.setting = item.boolean_or("setting", false);
        entry.sure = item.find("sure") == nullptr;
        entry.note = item.text_or("note", "");
    }

    /// One national pack; no two packs for the same place in the same layer.
    void check_packs()
    {
        std::ranges::stable_sort(book_.packs_, {}, [](const auto& pack) { return pack->layer; });
        if (book_.packs_.empty() || book_.packs_.front()->layer != Layer::national) add("", "policy.no_national_pack");
        std::set<std::pair<Layer, std::string>> seen;
        for (const auto& pack : book_.packs_)
            if (!seen.emplace(pack->layer, pack->applies_to).second)
                add(pack->name + "/pack.yaml", "policy.pack_twice", pack->applies_to);
    }

    /// An entry without `until` ends where the next begins. Then nothing may overlap, and nothing may be missing in
    /// between.
    void order_by_date()
    {
        for (auto& [key, by_pack] : book_.entries_)
            for (auto& [pack, entries] : by_pack) {
                std::ranges::stable_sort(entries, {}, &Entry::from);
                for (std::size_t i = 0; i < entries.size(); ++i) {
                    check(find_key(key)->shape, entries[i].value, problems_, mentions_);
                    if (i + 1 == entries.size()) break;
                    const auto last = entries[i + 1].from.plus_days(-1);
                    if (entries[i].until == Date::forever()) entries[i].until = last;
                    if (entries[i].until > last || entries[i].from > last)
                        add(entries[i + 1].place, "policy.overlap", key + " " + entries[i + 1].from.str());
                    else if (entries[i].until < last)
                        add(entries[i + 1].place, "policy.gap", key + " " + entries[i].until.plus_days(1).str());
                }
            }
    }

    /// The codes that any entry of a key has had, in any pack.
    const std::set<std::string>& codes_of(const std::string& key)
    {
        auto [found, is_new] = codes_.try_emplace(key);
        if (!is_new) return found->second;
        for (const auto& [pack, entries] : book_.entries_[key])
            for (const auto& entry : entries) {
                if (entry.value.kind() != Value::Kind::list) continue;
                for (const auto& item : entry.value.items()) {
                    const auto* code = item.kind() == Value::Kind::map ? item.find("code") : nullptr;
                    if (code && code->kind() == Value::Kind::text) found->second.insert(code->text());
                }
            }
        return found->second;
    }

    void check_mentions()
    {
        for (const auto& [key, value] : mentions_)
            if (!codes_of(key).contains(value->text()))
                add(value->where(), "policy.unknown_code", fmt::format("{} is no code of {}", value->text(), key));
    }

    void check_stricter()
    {
        for (const auto& [key, by_pack] : book_.entries_)
            for (const auto& [lower, entries] : by_pack)
                for (const auto& entry : entries) check_stricter(entry, by_pack);
    }

    void check_stricter(const Entry& lower, const std::map<const Pack*, std::vector<Entry>>& by_pack)
    {
        for (const auto& [pack, entries] : by_pack) {
            if (!is_above(*pack, *lower.pack)) continue;
            for (const auto& upper : entries) {
                if (!upper.stricter_only || upper.from > lower.from || upper.until < lower.from) continue;
                if (upper.value.kind() != Value::Kind::integer || lower.value.kind() != Value::Kind::integer) continue;
                const auto mine = lower.value.integer();
                const auto theirs = upper.value.integer();
                if (upper.limit == Limit::minimum ? mine < theirs : mine > theirs)
                    add(lower.place, "policy.looser",
                        fmt::format("{} {}: {} is looser than {} of {}", lower.key, upper.rule, mine, theirs,
                                    pack->name));
            }
        }
    }

    void check_required()
    {
        if (book_.packs_.empty()) return;
        const auto* national = book_.packs_.front().get();
        for (const auto& key : known_keys()) {
            if (!key.required) continue;
            const auto found = book_.entries_.find(key.name);
            if (found == book_.entries_.end() || !found->second.contains(national))
                add(national->name, "policy.missing_key", key.name);
        }
    }

    Book book_;
    std::vector<FieldError> problems_;
    std::vector<Mention> mentions_;
    std::vector<Mention> unused_;
    std::map<std::string, std::set<std::string>> codes_;
};

Result<Book> Book::load(const fs::path& directory)
{
    return Loader().load(directory);
}

}  // namespace jishi::policy
