#include <charconv>

#include "platform/audit.hpp"
#include "platform/json_text.hpp"
#include "platform/setting.hpp"
#include "platform/setting_store.hpp"

namespace jishi::platform {

namespace {

std::string_view kind_of(const SettingValue& value)
{
    constexpr std::string_view kinds[] = {"boolean", "integer", "text"};
    return kinds[value.index()];
}

bool is_simple(const policy::Entry& entry)
{
    using Kind = policy::Value::Kind;
    const auto kind = entry.value.kind();
    return kind == Kind::boolean || kind == Kind::integer || kind == Kind::text;
}

/// The stored text by the kind that it was stored with.
SettingValue parse(std::string_view kind, const std::string& text)
{
    if (kind == "boolean") return text == "true";
    if (kind == "text") return text;
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace

Settings::Settings(const policy::Book& book, const Clock& clock, Audit& audit)
    : book_(book), clock_(clock), audit_(audit)
{
    resolve();
}

void Settings::start(db::Tx& tx)
{
    const std::lock_guard lock(mutex_);
    changes_.clear();
    for (auto& [key, kind, text] : setting_store::all(tx)) changes_.emplace(key, parse(kind, text));
    resolve();
}

std::shared_ptr<const PlatformPolicy> Settings::policy() const
{
    const std::lock_guard lock(mutex_);
    if (day_ != clock_.today()) const_cast<Settings*>(this)->resolve();  // a rule may begin today
    return policy_;
}

std::int64_t Settings::integer(std::string_view key) const
{
    const auto rules = book_.at(clock_.today());
    const auto* entry = rules.entry(key);
    if (!entry) return rules.integer(key);  // says what is missing
    const std::lock_guard lock(mutex_);
    const auto value = value_of(*entry, changes_);
    const auto* number = std::get_if<std::int64_t>(&value);
    return number ? *number : entry->value.integer();
}

bool Settings::boolean(std::string_view key) const
{
    const auto rules = book_.at(clock_.today());
    const auto* entry = rules.entry(key);
    if (!entry) return rules.boolean(key);
    const std::lock_guard lock(mutex_);
    const auto value = value_of(*entry, changes_);
    const auto* truth = std::get_if<bool>(&value);
    return truth ? *truth : entry->value.boolean();
}

std::vector<Setting> Settings::list() const
{
    const auto rules = book_.at(clock_.today());
    std::vector<Setting> settings;
    const std::lock_guard lock(mutex_);
    std::string last;
    for (const auto* any : book_.entries()) {
        if (any->key == last) continue;
        last = any->key;
        const auto* entry = rules.entry(any->key);
        if (!entry || !entry->setting || !is_simple(*entry)) continue;
        const auto standard = value_of(*entry, {});
        settings.push_back({entry->key, value_of(*entry, changes_), standard, entry->rule, entry->title,
                            entry->title_en, std::string(kind_of(standard))});
    }
    return settings;
}

Result<Setting> Settings::change(db::Tx& tx, const Actor& actor, std::string_view key, const SettingValue& value)
{
    TRY(actor.require(Permission::settings_change));
    const auto rules = book_.at(clock_.today());
    const auto* entry = rules.entry(key);
    if (!entry || !entry->setting || !is_simple(*entry)) return refuse(ErrorKind::not_found, "setting.unknown");
    TRY(check(*entry, value));
    const auto standard = value_of(*entry, {});
    // From the table, not from memory: another write of the same group may have changed it a moment ago.
    const auto stored = setting_store::find(tx, key);
    const auto before = stored ? *stored : to_string(standard);
    setting_store::put(tx, key, kind_of(value), to_string(value), actor.account);
    audit_.record(tx, actor,
                  {.action = "setting.changed",
                   .subject_kind = "setting",
                   .subject = entry->key,
                   .before = JsonObject{}.add("value", before).text(),
                   .after = JsonObject{}.add("value", to_string(value)).text(),
                   .rule = entry->rule});
    tx.after_commit([this, name = entry->key, value] {
        const std::lock_guard lock(mutex_);
        changes_[name] = value;
        resolve();
    });
    return Setting{
        entry->key, value, standard, entry->rule, entry->title, entry->title_en, std::string(kind_of(standard))};
}

}  // namespace jishi::platform
