#pragma once
// The program's log: events with named fields, one line each, as text for people or as JSON lines for machines.
//
// No personal data: a field is a number, a truth value or a short text of the program's own (ids, codes, paths,
// durations). Names, id numbers, phones, addresses, passwords and tokens have no place in it; a field that is called
// like one of them is written as "***", so that a slip does not become a leak.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"

namespace jishi::log {

enum class Level : std::uint8_t { debug, info, warning, error, off };
enum class Form : std::uint8_t { text, json };

struct Config {
    Level level = Level::info;
    Form form = Form::text;
    std::string file = {};                               // empty: standard error
    std::size_t file_bytes_max = std::size_t{50} << 20;  // then a new file is begun
    std::size_t files_max = 10;
};
/// @errors log.unknown_level
Result<Level> level_from(std::string_view name);
/// @errors log.unknown_form
Result<Form> form_from(std::string_view name);

/// Before the first call, events of level info and above go to standard error as text.
/// @errors log.file (cannot be opened)
Result<void> set_up(const Config& config);
/// Writes out what is buffered: at the end of the program.
void flush();
bool is_on(Level level);

struct Field {
    std::string_view name;
    std::variant<std::int64_t, bool, double, std::string_view> value;

    Field(std::string_view n, bool v) : name(n), value(v) {}
    Field(std::string_view n, int v) : name(n), value(std::int64_t{v}) {}
    Field(std::string_view n, std::int64_t v) : name(n), value(v) {}
    Field(std::string_view n, std::uint64_t v) : name(n), value(static_cast<std::int64_t>(v)) {}
    Field(std::string_view n, double v) : name(n), value(v) {}
    Field(std::string_view n, std::string_view v) : name(n), value(v) {}
    Field(std::string_view n, const char* v) : name(n), value(std::string_view{v}) {}
    Field(std::string_view n, const std::string& v) : name(n), value(std::string_view{v}) {}
};

/// @param event  stable and dotted: "http.request", "database.migrated"
void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});
inline void debug(std::string_view event, std::initializer_list<Field> fields = {})
{
    write(Level::debug, event, fields);
}
inline void info(std::string_view event, std::initializer_list<Field> fields = {})
{
    write(Level::info, event, fields);
}
inline void warning(std::string_view event, std::initializer_list<Field> fields = {})
{
    write(Level::warning, event, fields);
}
inline void error(std::string_view event, std::initializer_list<Field> fields = {})
{
    write(Level::error, event, fields);
}

/// The part of a line after its time: what set_up's form makes of an event. For tests and for tools that read logs.
std::string line_of(Form form, Level level, std::string_view event, std::initializer_list<Field> fields);

}  // namespace jishi::log
