#include <algorithm>
#include <stdexcept>

#include "http/endpoint.hpp"

namespace jishi::http {

namespace {

constexpr std::size_t segments_max = 16;

bool is_parameter(std::string_view segment)
{
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

/// "/a/b" -> a, b. Calls `each(segment)` in order; stops when it answers false.
template <class Each>
void for_each_segment(std::string_view path, Each&& each)
{
    for (std::size_t at = 0; at < path.size();) {
        const auto end = std::min(path.find('/', at + 1), path.size());
        if (!each(path.substr(at + 1, end - at - 1))) return;
        at = end;
    }
}

std::vector<std::string> segments_of(std::string_view path)
{
    std::vector<std::string> segments;
    for_each_segment(path, [&](std::string_view segment) {
        segments.emplace_back(segment);
        return true;
    });
    return segments;
}

/// "/a/{x}" and "/a/{y}" are the same place.
std::string shape_of(const std::vector<std::string>& segments)
{
    std::string shape;
    for (const auto& segment : segments) shape += is_parameter(segment) ? "/{}" : "/" + segment;
    return shape;
}

/// HEAD is GET without the body; the transport leaves the body out.
bool answers(const Endpoint& endpoint, Method method)
{
    return endpoint.method == method || (method == Method::head && endpoint.method == Method::get);
}

void note_allowed(Router::Match& match, const Endpoint& endpoint)
{
    match.path_known = true;
    const auto add = [&](Method method) {
        if (!match.allowed.empty()) match.allowed += ", ";
        match.allowed += to_string(method);
    };
    add(endpoint.method);
    if (endpoint.method == Method::get) add(Method::head);
}

}  // namespace

void Router::add(std::vector<Endpoint> endpoints)
{
    for (auto& endpoint : endpoints) {
        if (!endpoint.path.starts_with('/')) throw std::logic_error("http: a path begins with /: " + endpoint.path);
        const auto segments = segments_of(endpoint.path);
        if (segments.size() > segments_max) throw std::logic_error("http: too deep a path: " + endpoint.path);
        const auto shape = shape_of(segments);
        for (const auto& other : endpoints_) {
            if (other->operation == endpoint.operation)
                throw std::logic_error("http: operation registered twice: " + endpoint.operation);
            if (other->method == endpoint.method && shape_of(segments_of(other->path)) == shape)
                throw std::logic_error("http: path registered twice: " + endpoint.path);
        }
        const auto& stored = endpoints_.emplace_back(std::make_unique<Endpoint>(std::move(endpoint)));
        if (std::ranges::none_of(segments, is_parameter)) {
            literal_[stored->path].push_back(stored.get());
            continue;
        }
        auto& patterns = patterns_[segments.size()];
        patterns.push_back({segments, stored.get()});
        // Literal segments win, the leftmost first; so the first pattern that fits is the right one.
        std::ranges::stable_sort(patterns, [](const Pattern& a, const Pattern& b) {
            return std::ranges::lexicographical_compare(a.segments, b.segments, {}, is_parameter, is_parameter);
        });
    }
}

Router::Match Router::find(Method method, std::string_view path) const
{
    Match match;
    if (const auto found = literal_.find(path); found != literal_.end()) {
        for (const auto* endpoint : found->second) {
            if (answers(*endpoint, method)) {
                match.endpoint = endpoint;
                return match;
            }
            note_allowed(match, *endpoint);
        }
    }
    if (!path.starts_with('/')) return match;
    std::array<std::string_view, segments_max> given;
    std::size_t count = 0;
    for_each_segment(path, [&](std::string_view segment) {
        if (count < given.size()) given[count] = segment;
        return ++count <= given.size();
    });
    const auto patterns = patterns_.find(count);
    if (patterns == patterns_.end()) return match;
    for (const auto& pattern : patterns->second) {
        const auto fits = [&](std::size_t i) {
            return is_parameter(pattern.segments[i]) ? !given[i].empty() : pattern.segments[i] == given[i];
        };
        std::size_t same = 0;
        while (same < count && fits(same)) ++same;
        if (same < count) continue;
        if (!answers(*pattern.endpoint, method)) {
            note_allowed(match, *pattern.endpoint);
            continue;
        }
        match.endpoint = pattern.endpoint;
        for (std::size_t i = 0; i < count; ++i) {
            const std::string_view segment = pattern.segments[i];
            if (is_parameter(segment)) match.path.emplace_back(segment.substr(1, segment.size() - 2), given[i]);
        }
        return match;
    }
    return match;
}

}  // namespace jishi::http
