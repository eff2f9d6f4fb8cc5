#include "platform/document_policy.hpp"

namespace jishi::platform::document {
namespace {

Value::Kind kind_of(std::string_view code)
{
    if (code == "date") return Value::Kind::day;
    if (code == "number") return Value::Kind::number;
    if (code == "money") return Value::Kind::money;
    if (code == "flag") return Value::Kind::flag;
    if (code == "list") return Value::Kind::list;
    return code == "record" ? Value::Kind::record : Value::Kind::text;
}

Fields read_fields(const policy::Value& list)
{
    Fields fields;
    for (const auto& item : list.items()) {
        Field field{item.at("code").text(), item.at("name").text(), item.at("name_en").text(),
                    kind_of(item.at("kind").text())};
        if (const auto* inner = item.find("fields")) field.fields = read_fields(*inner);
        fields.push_back(std::move(field));
    }
    return fields;
}

}  // namespace

std::map<std::string, Fields, std::less<>> read_subjects(const policy::Book& book)
{
    std::map<std::string, Fields, std::less<>> subjects;
    for (const auto* entry : book.entries())
        if (entry->key == "documents.subjects")
            for (const auto& item : entry->value.items())
                subjects[item.at("code").text()] = read_fields(item.at("fields"));
    return subjects;
}

std::vector<TemplateRule> read_templates(const policy::Entry& entry)
{
    std::vector<TemplateRule> rules;
    for (const auto& item : entry.value.items()) {
        TemplateRule rule;
        rule.known.code = item.at("code").text();
        rule.known.name = item.at("name").text();
        rule.known.name_en = item.at("name_en").text();
        rule.known.subject = item.at("subject").text();
        rule.known.group = item.at("group").text();
        rule.known.step = item.text_or("step", "");
        rule.known.retention = item.at("retention").text();
        rule.known.rule = item.at("rule").text();
        rule.known.source = item.at("source").text();
        rule.known.pack = entry.pack;
        rule.place = item.where();
        rule.file = item.at("file").text();
        if (const auto* fields = item.find("fields")) rule.fields = read_fields(*fields);
        rules.push_back(std::move(rule));
    }
    return rules;
}

std::vector<FontRule> read_fonts(const policy::Book& book)
{
    std::vector<FontRule> rules;
    for (const auto* entry : book.entries())
        if (entry->key == "documents.fonts")
            for (const auto& item : entry->value.items())
                rules.push_back({item.at("names").texts(), item.at("instead").texts()});
    return rules;
}

}  // namespace jishi::platform::document
