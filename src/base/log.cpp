#include "base/log.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <mutex>

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace jishi::log {
namespace {

constexpr std::array<std::string_view, 5> level_names{"debug", "info", "warning", "error", "off"};

std::string_view name_of(Level level) { return level_names[static_cast<std::size_t>(level)]; }

spdlog::level::level_enum to_spdlog(Level level)
{
    switch (level) {
        case Level::debug: return spdlog::level::debug;
        case Level::info: return spdlog::level::info;
        case Level::warning: return spdlog::level::warn;
        case Level::error: return spdlog::level::err;
        case Level::off: break;
    }
    return spdlog::level::off;
}

struct State {
    std::shared_ptr<spdlog::logger> logger;
    Form form;
};

std::shared_ptr<State> make_state(std::shared_ptr<spdlog::sinks::sink> sink, const Config& config)
{
    auto state = std::make_shared<State>();
    state->form = config.form;
    state->logger = std::make_shared<spdlog::logger>("jishi", std::move(sink));
    const auto* pattern =
        config.form == Form::json ? R"({"at":"%Y-%m-%dT%H:%M:%S.%fZ",%v})" : "%Y-%m-%dT%H:%M:%S.%fZ %v";
    state->logger->set_formatter(std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc));
    state->logger->set_level(to_spdlog(config.level));
    state->logger->flush_on(spdlog::level::warn);
    if (config.file.empty()) state->logger->flush_on(spdlog::level::trace);
    return state;
}

std::atomic<std::shared_ptr<State>>& current()
{
    static std::atomic<std::shared_ptr<State>> state{
        make_state(std::make_shared<spdlog::sinks::stderr_sink_mt>(), Config{})};
    return state;
}

bool is_personal(std::string_view name)
{
    static constexpr std::array<std::string_view, 16> names{
        "name",    "full_name", "display_name", "username", "id_number", "phone",  "mobile", "telephone",
        "address", "birth",     "password",     "secret",   "token",     "cookie", "email",  "totp_code"};
    return std::ranges::find(names, name) != names.end();
}

/// Escapes for JSON; bytes that are not UTF-8 become U+FFFD so that every line can be parsed.
void append_quoted(std::string& out, std::string_view text)
{
    out += '"';
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += static_cast<char>(c);
        } else if (c < 0x20 || c == 0x7F) {
            out += fmt::format("\\u{:04x}", static_cast<int>(c));
        } else if (c < 0x80) {
            out += static_cast<char>(c);
        } else {
            const std::size_t length = c >= 0xF0 && c < 0xF5 ? 4 : c >= 0xE0 ? 3 : 2;
            const auto rest = text.substr(i + 1, length - 1);
            const bool ok = c >= 0xC2 && c < 0xF5 && rest.size() == length - 1 &&
                            std::ranges::all_of(rest, [](char b) { return (b & 0xC0) == 0x80; });
            out += ok ? text.substr(i, length) : std::string_view{"\\ufffd"};
            if (ok) i += length - 1;
        }
    }
    out += '"';
}

void append_value(std::string& out, const Field& field, Form form)
{
    if (is_personal(field.name)) {
        append_quoted(out, "***");
    } else if (const auto* text = std::get_if<std::string_view>(&field.value)) {
        const bool plain = form == Form::text && !text->empty() && std::ranges::all_of(*text, [](char c) {
                               return c > 0x20 && c < 0x7F && c != '"' && c != '\\' && c != '=';
                           });
        if (plain) out += *text;
        else append_quoted(out, *text);
    } else if (const auto* truth = std::get_if<bool>(&field.value)) {
        out += *truth ? "true" : "false";
    } else if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
        out += fmt::format("{}", *number);
    } else {
        const auto real = std::get<double>(field.value);
        out += real - real == 0 ? fmt::format("{}", real) : "null";  // JSON knows no infinity
    }
}

}  // namespace

std::string line_of(Form form, Level level, std::string_view event, std::initializer_list<Field> fields)
{
    std::string line;
    if (form == Form::json) {
        line = fmt::format(R"("level":"{}","event":)", name_of(level));
        append_quoted(line, event);
        for (const auto& field : fields) {
            line += ',';
            append_quoted(line, field.name);
            line += ':';
            append_value(line, field, form);
        }
        return line;
    }
    line = fmt::format("{:7} {}", name_of(level), event);
    for (const auto& field : fields) {
        line += ' ';
        line += field.name;
        line += '=';
        append_value(line, field, form);
    }
    return line;
}

Result<Level> level_from(std::string_view name)
{
    const auto found = std::ranges::find(level_names, name);
    if (found == level_names.end())
        return refuse(ErrorKind::invalid_input, "log.unknown_level", {}, "debug, info, warning, error, off");
    return static_cast<Level>(found - level_names.begin());
}

Result<Form> form_from(std::string_view name)
{
    if (name == "text") return Form::text;
    if (name == "json") return Form::json;
    return refuse(ErrorKind::invalid_input, "log.unknown_form", {}, "text, json");
}

Result<void> set_up(const Config& config)
{
    try {
        std::shared_ptr<spdlog::sinks::sink> sink;
        if (config.file.empty()) sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
        else
            sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(config.file, config.file_bytes_max,
                                                                          config.files_max);
        current().store(make_state(std::move(sink), config));
    } catch (const spdlog::spdlog_ex& failure) {
        return refuse(ErrorKind::unavailable, "log.file", {}, failure.what());
    }
    return {};
}

void flush() { current().load()->logger->flush(); }

bool is_on(Level level) { return current().load()->logger->should_log(to_spdlog(level)); }

void write(Level level, std::string_view event, std::initializer_list<Field> fields)
{
    const auto state = current().load();
    if (level == Level::off || !state->logger->should_log(to_spdlog(level))) return;
    state->logger->log(to_spdlog(level), spdlog::string_view_t(line_of(state->form, level, event, fields)));
}

}  // namespace jishi::log
