// Book::load: reads packs and refuses what is not right, all faults at once.

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "policy/combine.hpp"
#include "policy/contents.hpp"
#include "policy/keys.hpp"
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

Shape limit() { return choice({"minimum", "maximum", "fixed", "subset", "superset"}); }

const Shape& entry_shape()
{
    static const auto shape = object(
        {field("key", text()), field("rule", text()), field("source", text()), field("title", text()),
         field("title_en", text()), field("from", date()), optional("until", date()), optional("limit", limit()),
         optional("limits", map_of(limit())), optional("override", choice({"stricter_only"})), optional("add", flag()),
         optional("setting", flag()), optional("sure", choice({"low"})), optional("note", text())});
    return shape;
}

Layer layer_from(std::string_view name)
{
    for (const auto layer : {Layer::province, Layer::city, Layer::county, Layer::organization})
        if (to_string(layer) == name) return layer;
    return Layer::national;
}

}  // namespace

bool is_above(const Pack& upper, const Pack& lower)
{
    if (upper.layer >= lower.layer) return false;
    if (upper.layer == Layer::national) return true;
    return lower.layer != Layer::organization && lies_in(lower.applies_to, upper.applies_to);
}

class Loader {
public:
    Loader() { book_.contents_->by_key.resize(known_keys().size()); }

    Result<Book> load(std::span<const fs::path> folders)
    {
        for (const auto& folder : folders) read_pack(folder);
        check_packs();
        order_by_date();
        check_mentions();
        check_stricter();
        check_required();
        if (problems_.empty()) {
            book_.contents_->prepare();
            return std::move(book_);
        }
        std::string lines;
        for (const auto& problem : problems_)
            lines += fmt::format("{}: {}: {}\n", problem.field, problem.code, problem.detail);
        return std::unexpected(
            Error{ErrorKind::invalid_input, "policy.invalid", {}, std::move(lines), std::move(problems_)});
    }

    void unreadable(const fs::path& directory, const std::string& why)
    {
        add(directory.string(), "policy.unreadable", why);
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
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        hasher_.update(fmt::format("{} {}\n", path.filename().string(), text.size()));
        hasher_.update(text);
        return read_yaml(text, name, problems_);
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

    void read_pack(const fs::path& folder)
    {
        const auto folder_name = folder.filename().string();
        hasher_ = Hasher(Digest::sm3);
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
        pack->folder = folder;
        if (pack->name != folder_name) add(manifest->at("name").where(), "policy.not_one_of", folder_name);
        if (pack->applies_to.empty() != (pack->layer == Layer::national))
            add(manifest->where(), pack->applies_to.empty() ? "policy.missing_field" : "policy.unknown_field",
                "applies_to");
        std::error_code error;
        for (const auto& path : sorted_paths(folder, error))
            if (path.extension() == ".yaml" && path.filename() != "pack.yaml")
                read_entries(path, folder_name + "/" + path.filename().string(), *pack);
        if (error) unreadable(folder, error.message());
        // One file a year, so many that they have a folder of their own.
        const auto bulletins = folder / "bulletins";
        if (fs::is_directory(bulletins, error))
            for (const auto& path : sorted_paths(bulletins, error))
                if (path.extension() == ".yaml")
                    read_entries(path, folder_name + "/bulletins/" + path.filename().string(), *pack);
        pack->digest = hasher_.finish_hex();
        book_.contents_->packs.push_back(std::move(pack));
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
            if (member.name == "value") value = &member.value;
            else head.push_back(member);
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
        const auto number = key_number(entry.key);
        if (number == std::string::npos) return add(item.at("key").where(), "policy.unknown_key", entry.key);
        const auto& shape = known_keys()[number].shape;
        if (entry.until < entry.from) add(entry.place, "policy.bad_date", "until is before from");
        if (entry.stricter_only && entry.marks.empty()) add(entry.place, "policy.missing_field", "limit");
        for (const auto& mark : entry.marks)
            if (const auto why = misfit(shape, mark))
                return add(mark_place(item, mark), "policy.limit_does_not_fit", entry.key + ": " + *why);
        if (entry.adds &&
            !(shape.kind == Shape::Kind::list || shape.kind == Shape::Kind::object || shape.kind == Shape::Kind::map))
            return add(item.at("add").where(), "policy.cannot_add", entry.key);
        auto& of_key = book_.contents_->by_key[number];
        if (of_key.empty() || of_key.back().pack != &pack) of_key.push_back({&pack, {}});
        of_key.back().entries.push_back(std::move(entry));
    }

    static std::string mark_place(const Value& item, const Mark& mark)
    {
        const auto* limits = item.find("limits");
        const auto* one = mark.path.empty() ? item.find("limit") : limits ? limits->find(mark.path) : nullptr;
        return (one ? *one : item).where();
    }

    static void fill(Entry& entry, const Value& item)
    {
        entry.rule = item.at("rule").text();
        entry.source = item.at("source").text();
        entry.title = item.at("title").text();
        entry.title_en = item.at("title_en").text();
        entry.from = item.at("from").date();
        if (const auto* until = item.find("until")) entry.until = until->date();
        entry.limit = limit_from(item.text_or("limit", "")).value_or(Limit::none);
        if (entry.limit != Limit::none) entry.marks.push_back({"", entry.limit});
        if (const auto* limits = item.find("limits"))
            for (const auto& [path, mark] : limits->members())
                entry.marks.push_back({path, limit_from(mark.text()).value_or(Limit::none)});
        entry.adds = item.boolean_or("add", false);
        entry.stricter_only = item.find("override") != nullptr;
        entry.setting = item.boolean_or("setting", false);
        entry.sure = item.find("sure") == nullptr;
        entry.note = item.text_or("note", "");
    }

    /// One national pack; no two packs for the same place in the same layer, no two of the same name.
    void check_packs()
    {
        auto& packs = book_.contents_->packs;
        std::ranges::stable_sort(packs, {}, [](const auto& pack) { return pack->layer; });
        for (auto& of_key : book_.contents_->by_key)
            std::ranges::stable_sort(of_key, {}, [&](const OfPack& one) {
                return std::ranges::find(packs, one.pack, [](const auto& pack) { return pack.get(); });
            });
        if (packs.empty() || packs.front()->layer != Layer::national) add("", "policy.no_national_pack");
        std::set<std::pair<Layer, std::string>> places;
        std::set<std::string> names;
        for (const auto& pack : packs)
            if (!places.emplace(pack->layer, significant(pack->applies_to)).second || !names.insert(pack->name).second)
                add(pack->name + "/pack.yaml", "policy.pack_twice", pack->applies_to);
    }

    /// One list may stand in several files of a pack: an entry that adds goes together with the one of the same pack
    /// that begins on the same day.
    void join_parts(const Shape& shape, std::vector<Entry>& entries)
    {
        for (std::size_t base = 0; base < entries.size(); ++base) {
            if (entries[base].adds) continue;
            for (std::size_t i = 0; i < entries.size();) {
                if (!entries[i].adds || entries[i].from != entries[base].from) {
                    ++i;
                    continue;
                }
                const auto before = problems_.size();
                std::vector<Mention> later;  // of codes: the whole is looked through once it is together
                check(relaxed(shape), entries[i].value, problems_, later);
                if (problems_.size() == before)
                    entries[base].value = added(shape, entries[base].value, entries[i].value);
                entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(i));
                if (i < base) --base;
            }
        }
    }

    /// An entry without `until` ends where the next begins. Then nothing may overlap, and nothing may be missing in
    /// between.
    void order_by_date()
    {
        const auto keys = known_keys();
        for (std::size_t key = 0; key < keys.size(); ++key)
            for (auto& [pack, entries] : book_.contents_->by_key[key]) {
                join_parts(keys[key].shape, entries);
                for (const auto& entry : entries)
                    if (entry.adds && pack->layer == Layer::national)
                        add(entry.place, "policy.cannot_add", entry.key);  // there is nothing that it could add to
                std::ranges::stable_sort(entries, {}, &Entry::from);
                for (std::size_t i = 0; i < entries.size(); ++i) {
                    check_value(keys[key].shape, entries[i]);
                    if (i + 1 == entries.size()) break;
                    const auto last = entries[i + 1].from.plus_days(-1);
                    if (entries[i].until == Date::forever()) entries[i].until = last;
                    if (entries[i].until > last || entries[i].from > last)
                        add(entries[i + 1].place, "policy.overlap", keys[key].name + " " + entries[i + 1].from.str());
                    else if (entries[i].until < last)
                        add(entries[i + 1].place, "policy.gap",
                            keys[key].name + " " + entries[i].until.plus_days(1).str());
                }
            }
    }

    void check_value(const Shape& shape, const Entry& entry)
    {
        const auto before = problems_.size();
        check(entry.adds ? relaxed(shape) : shape, entry.value, problems_, mentions_);
        if (problems_.size() != before) malformed_.insert(&entry);
    }

    /// The codes that any entry of a key has had, in any pack.
    const std::set<std::string>& codes_of(const std::string& key)
    {
        auto [found, is_new] = codes_.try_emplace(key);
        if (!is_new) return found->second;
        const auto number = key_number(key);
        if (number == std::string::npos) return found->second;
        for (const auto& [pack, entries] : book_.contents_->by_key[number])
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

    /// What a lower entry says on its first day must keep the marks of what stands above it then. A mark that comes
    /// later ends the lower entry instead of refusing it (Book::outgrown).
    void check_stricter()
    {
        const auto keys = known_keys();
        for (std::size_t key = 0; key < keys.size(); ++key) {
            const auto& of_key = book_.contents_->by_key[key];
            for (const auto& [pack, entries] : of_key)
                for (const auto& entry : entries) check_stricter(keys[key].shape, entry, of_key);
        }
    }

    void check_stricter(const Shape& shape, const Entry& lower, const std::vector<OfPack>& of_key)
    {
        std::vector<const Entry*> stack;
        for (const auto& upper : of_key) {
            if (!is_above(*upper.pack, *lower.pack)) continue;
            if (const auto* entry = in_force(upper, lower.from)) stack.push_back(entry);
        }
        stack.push_back(&lower);
        if (stack.size() == 1 || std::ranges::any_of(stack, [&](const auto* one) { return malformed_.contains(one); }))
            return;
        const auto resolution = resolve(shape, stack);
        const auto& mine = resolution.parts.back();
        if (mine.looseness)
            add(mine.looseness->where, "policy.looser",
                fmt::format("{}: {}, says {} of {}", lower.key, mine.looseness->detail, mine.by->rule,
                            mine.by->pack->name));
    }

    void check_required()
    {
        if (book_.contents_->packs.empty()) return;
        const auto* national = book_.contents_->packs.front().get();
        const auto keys = known_keys();
        for (std::size_t key = 0; key < keys.size(); ++key)
            if (keys[key].required && !book_.contents_->find(key, national))
                add(national->name, "policy.missing_key", keys[key].name);
    }

    Book book_;
    Hasher hasher_{Digest::sm3};
    std::set<const Entry*> malformed_;
    std::vector<FieldError> problems_;
    std::vector<Mention> mentions_;
    std::vector<Mention> unused_;
    std::map<std::string, std::set<std::string>> codes_;
};

std::vector<fs::path> pack_folders(const fs::path& directory)
{
    std::vector<fs::path> folders;
    std::error_code error;
    for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error))
        if (fs::exists(it->path() / "pack.yaml")) folders.push_back(it->path());
    std::ranges::sort(folders);
    return folders;
}

Result<Book> Book::load(const fs::path& directory)
{
    std::error_code error;
    const fs::directory_iterator readable(directory, error);
    Loader loader;
    if (error) loader.unreadable(directory, error.message());
    return loader.load(pack_folders(directory));
}

Result<Book> Book::load_folders(std::span<const fs::path> folders) { return Loader().load(folders); }

}  // namespace jishi::policy
