// This module's keys of the packs -> typed parameters, and what an administrator may make of them.

#include <charconv>

#include "platform/setting.hpp"
#include "policy/keys.hpp"

namespace jishi::platform {

namespace {

SettingValue standard_of(const policy::Entry& entry)
{
    switch (entry.value.kind()) {
        case policy::Value::Kind::boolean: return entry.value.boolean();
        case policy::Value::Kind::integer: return entry.value.integer();
        default: return entry.value.text();
    }
}

/// A bound that another key sets: platform.audit.keep_months has platform.audit.keep_months_min.
std::optional<std::int64_t> bound_of(const policy::Policy& rules, const policy::Entry& entry)
{
    const auto* name = entry.limit == policy::Limit::minimum ? "_min" : "_max";
    if (entry.limit == policy::Limit::none) return std::nullopt;
    if (const auto* bound = rules.find(entry.key + name)) return bound->integer();
    return entry.value.integer();
}

std::string rule_of(const policy::Policy& rules, std::string_view key)
{
    const auto* entry = rules.entry(key);
    return entry ? entry->rule : std::string();
}

}  // namespace

std::string to_string(const SettingValue& value)
{
    if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    return std::get<std::string>(value);
}

SettingValue Settings::value_of(const policy::Entry& entry, const Changes& changes) const
{
    auto standard = standard_of(entry);
    const auto changed = entry.setting ? changes.find(entry.key) : changes.end();
    // A pack that was exchanged since may have made the stored value impossible: then the pack counts.
    if (changed == changes.end() || changed->second.index() != standard.index() || !check(entry, changed->second))
        return standard;
    return changed->second;
}

Result<void> Settings::check(const policy::Entry& entry, const SettingValue& value) const
{
    const auto standard = standard_of(entry);
    if (standard.index() != value.index()) {
        constexpr const char* expected[] = {"input.expected_boolean", "input.expected_integer", "input.expected_text"};
        return bad_field("value", expected[standard.index()], entry.rule);
    }
    const auto* number = std::get_if<std::int64_t>(&value);
    if (!number) return {};
    const auto* key = policy::find_key(entry.key);
    if (key && (*number < key->shape.min || *number > key->shape.max))
        return bad_field("value", "setting.out_of_range", entry.rule,
                         std::to_string(key->shape.min) + "–" + std::to_string(key->shape.max));
    const auto bound = bound_of(book_.at(clock_.today()), entry);
    if (bound && (entry.limit == policy::Limit::minimum ? *number < *bound : *number > *bound))
        return refuse(ErrorKind::rule_refused, "setting.looser", entry.rule, std::to_string(*bound));
    return {};
}

void Settings::resolve()
{
    day_ = clock_.today();
    const auto rules = book_.at(day_);
    const auto get = [&](std::string_view key) {
        const auto* entry = rules.entry(key);
        if (!entry) throw policy::WrongValue("policy: nothing is in force for " + std::string(key));
        return value_of(*entry, changes_);
    };
    const auto number = [&](std::string_view key) { return static_cast<int>(std::get<std::int64_t>(get(key))); };
    const auto length = [&](std::string_view key) { return static_cast<std::size_t>(number(key)); };
    const auto truth = [&](std::string_view key) { return std::get<bool>(get(key)); };
    const auto& codes = rules.get("platform.totp.parameters");
    policy_ = std::make_shared<const PlatformPolicy>(
        PlatformPolicy{{length("platform.password.length_min"), length("platform.password.length_min_administrator"),
                        number("platform.password.classes_min"), number("platform.password.age_days_max"),
                        number("platform.password.history"), rule_of(rules, "platform.password.length_min")},
                       {number("platform.lockout.failures_max"), number("platform.lockout.minutes"),
                        rule_of(rules, "platform.lockout.failures_max")},
                       {number("platform.session.idle_minutes"), number("platform.session.hours_max")},
                       {truth("platform.totp.required_for_administrators"), truth("platform.totp.required_for_all"),
                        TotpParameters{static_cast<int>(codes.at("digits").integer()),
                                       static_cast<int>(codes.at("period_seconds").integer()),
                                       static_cast<int>(codes.at("window").integer())},
                        rule_of(rules, "platform.totp.required_for_administrators")},
                       digest_from(rules.text("platform.audit.digest")).value_or(Digest::sm3)});
}

}  // namespace jishi::platform
