#pragma once
// What a use case answers: a value, or an error that the caller or the user can act on.
// Failures of the environment are exceptions; see style guide section 5.

#include <cstdint>
#include <expected>
#include <string>
#include <utility>
#include <vector>

namespace jishi {

enum class ErrorKind : std::uint8_t {
    invalid_input,    // 400: the request does not have the promised form
    unauthenticated,  // 401: nobody is signed in
    forbidden,        // 403: somebody is signed in, but may not
    not_found,        // 404
    conflict,         // 409: true a moment ago, no longer
    rule_refused,     // 422: a rule of a policy pack says no
    too_large,        // 413
    too_many,         // 429
    unavailable,      // 503: try again later
};

/// One field of the input that is wrong: where (a JSON pointer without the leading slash, such as
/// `units/0/name`), and why (a stable code that the web application translates).
struct FieldError {
    std::string field;
    std::string code;
    std::string detail = {};  // the limit or the expected form, shown as it is; no personal data
};

struct Error {
    ErrorKind kind = ErrorKind::invalid_input;
    std::string code;         // stable, "organization.parent_type_not_allowed"; the web translates it
    std::string rule = {};    // policy rule id when a rule refused, else empty
    std::string detail = {};  // for log and developer; never parsed, no personal data
    std::vector<FieldError> fields = {};
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> refuse(ErrorKind kind, std::string code, std::string rule = {}, std::string detail = {})
{
    return std::unexpected(Error{kind, std::move(code), std::move(rule), std::move(detail), {}});
}

/// A refusal of one field: answers 400 with that field named.
inline std::unexpected<Error> bad_field(std::string field, std::string code, std::string rule = {},
                                        std::string detail = {})
{
    return std::unexpected(Error{ErrorKind::invalid_input,
                                 "input.invalid",
                                 std::move(rule),
                                 {},
                                 {FieldError{std::move(field), std::move(code), std::move(detail)}}});
}

}  // namespace jishi

/// Yields the value of a Result, or returns its error from the enclosing function. May be nested.
#define TRY(...) TRY_NAMED_(TRY_JOIN_(try_result_, __COUNTER__), __VA_ARGS__)
#define TRY_JOIN_(a, b) TRY_JOIN_AGAIN_(a, b)
#define TRY_JOIN_AGAIN_(a, b) a##b
#define TRY_NAMED_(name, ...)                                       \
    ({                                                              \
        auto&& name = (__VA_ARGS__);                                \
        if (!name) return std::unexpected(std::move(name).error()); \
        std::move(name).value();                                    \
    })
