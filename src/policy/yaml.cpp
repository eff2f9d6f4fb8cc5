#include "policy/yaml.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

namespace jishi::policy {
namespace {

constexpr int depth_max = 32;

bool is_plain_integer(std::string_view text)
{
    if (text.starts_with('-')) text.remove_prefix(1);
    if (text.empty() || (text.size() > 1 && text[0] == '0')) return false;
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Would another reader of YAML take this for a number or a truth value?
bool is_ambiguous(std::string_view text)
{
    static constexpr std::array<std::string_view, 8> words{"yes", "no", "on", "off", "true", "false", "y", "n"};
    std::string lower(text);
    for (auto& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (std::ranges::find(words, lower) != words.end()) return true;
    std::string_view number = lower;
    if (number.starts_with('+') || number.starts_with('-')) number.remove_prefix(1);
    if (number.empty() || !(number[0] == '.' || (number[0] >= '0' && number[0] <= '9'))) return false;
    if (number.starts_with("0x") || number.starts_with("0o")) return true;
    double ignored = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), ignored);
    return error != std::errc::invalid_argument && end == number.data() + number.size();
}

class Reader {
public:
    Reader(const std::string& file, std::vector<FieldError>& problems) : file_(file), problems_(problems) {}

    Value read(const YAML::Node& node, const std::string& path, int depth)
    {
        const auto where = fmt::format("{}:{} {}", file_, node.Mark().line + 1, path);
        if (depth > depth_max) {
            problems_.push_back({where, "policy.not_yaml", "too deep"});
            return Value({}, where);
        }
        switch (node.Type()) {
            case YAML::NodeType::Undefined:
            case YAML::NodeType::Null: return Value({}, where);
            case YAML::NodeType::Scalar: return scalar(node, where);
            case YAML::NodeType::Sequence: {
                Value::List list;
                for (std::size_t i = 0; i < node.size(); ++i)
                    list.push_back(read(node[i], fmt::format("{}[{}]", path, i), depth + 1));
                return Value(std::move(list), where);
            }
            case YAML::NodeType::Map: return map(node, path, where, depth);
        }
        return Value({}, where);
    }

private:
    Value map(const YAML::Node& node, const std::string& path, const std::string& where, int depth)
    {
        Value::Map members;
        std::set<std::string> names;
        for (const auto& pair : node) {
            const auto name = pair.first.IsScalar() ? pair.first.Scalar() : std::string{};
            if (name.empty()) problems_.push_back({where, "policy.not_yaml", "a name in a map must be a text"});
            if (!names.insert(name).second) problems_.push_back({where, "policy.key_twice", name});
            members.push_back({name, read(pair.second, path.empty() ? name : path + '.' + name, depth + 1)});
        }
        return Value(std::move(members), where);
    }

    Value scalar(const YAML::Node& node, const std::string& where)
    {
        const auto& text = node.Scalar();
        if (node.Tag() != "?") return Value(text, where);  // in quotes
        if (text == "true" || text == "false") return Value(text == "true", where);
        if (is_plain_integer(text)) {
            std::int64_t number = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
            if (error == std::errc{}) return Value(number, where);
        }
        if (is_ambiguous(text)) problems_.push_back({where, "policy.ambiguous_scalar", text + " (write it in quotes)"});
        return Value(text, where);
    }

    const std::string& file_;
    std::vector<FieldError>& problems_;
};

}  // namespace

std::optional<Value> read_yaml(std::string_view text, const std::string& file, std::vector<FieldError>& problems)
{
    try {
        return Reader(file, problems).read(YAML::Load(std::string(text)), "", 0);
    } catch (const YAML::Exception& failure) {
        problems.push_back({fmt::format("{}:{}", file, failure.mark.line + 1), "policy.not_yaml", failure.msg});
        return std::nullopt;
    }
}

}  // namespace jishi::policy
