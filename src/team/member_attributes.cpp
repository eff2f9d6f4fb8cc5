#include "team/member_attributes.hpp"

#include <algorithm>
#include <array>

#include "platform/json_text.hpp"

namespace jishi::team {
namespace {

using A = Attributes;

const std::array all_fields{
    Field{Attribute::branch, "branch", &A::branch},
    Field{Attribute::standing, "status", &A::status},
    Field{Attribute::standing, "entry", &A::entry},
    Field{Attribute::category, "category", &A::category},
    Field{Attribute::name, "name", &A::name},
    Field{Attribute::sex, "sex", &A::sex},
    Field{Attribute::birth_date, "birth_date", &A::birth_date},
    Field{Attribute::ethnicity, "ethnicity", &A::ethnicity},
    Field{Attribute::native_place, "native_place", &A::native_place},
    Field{Attribute::education, "education", &A::education},
    Field{Attribute::degree, "degree", &A::degree},
    Field{Attribute::occupation, "occupation", &A::occupation},
    Field{Attribute::technical_post, "technical_post", &A::technical_post},
    Field{Attribute::social_stratum, "social_stratum", &A::social_stratum},
    Field{Attribute::joining, "joined_on", &A::joined_on},
    Field{Attribute::joining, "join_kind", &A::join_kind},
    Field{Attribute::joining, "join_branch", &A::join_branch},
    Field{Attribute::full_on, "full_on", &A::full_on},
    Field{Attribute::marital_status, "marital_status", &A::marital_status},
    Field{Attribute::work_started_on, "work_started_on", &A::work_started_on},
    Field{Attribute::migrant_worker, "migrant_worker", &A::migrant_worker},
    Field{Attribute::front_line, "front_line", &A::front_line},
    Field{Attribute::mobile, "mobile", &A::mobile},
    Field{Attribute::mobile, "mobile_to", &A::mobile_to},
    Field{Attribute::lost_contact, "lost_since", &A::lost_since},
    Field{Attribute::lost_contact, "lost_reason", &A::lost_reason},
    Field{Attribute::seniority, "seniority_months", &A::seniority_months},
    Field{Attribute::residence, "residence", &A::residence},
    Field{Attribute::registered_residence, "registered_residence", &A::registered_residence},
    Field{Attribute::archive_unit, "archive_unit", &A::archive_unit},
};

constexpr std::array<std::string_view, static_cast<std::size_t>(Attribute::count_)> codes{
    "existence",    "branch",         "standing",        "category",       "name",
    "sex",          "birth_date",     "ethnicity",       "native_place",   "education",
    "degree",       "occupation",     "technical_post",  "social_stratum", "joining",
    "full_on",      "marital_status", "work_started_on", "migrant_worker", "front_line",
    "mobile",       "lost_contact",   "seniority",       "residence",      "registered_residence",
    "archive_unit",
};
static_assert(!codes.back().empty(), "every attribute has a code");

void add_value(platform::JsonObject& json, std::string_view name, const std::string& value) { json.add(name, value); }
void add_value(platform::JsonObject& json, std::string_view name, bool value) { json.add(name, value); }
void add_value(platform::JsonObject& json, std::string_view name, OrganizationId value) { json.add(name, value); }
void add_value(platform::JsonObject& json, std::string_view name, const std::optional<Date>& value)
{
    if (value) json.add(name, value->str());
}
void add_value(platform::JsonObject& json, std::string_view name, const std::optional<int>& value)
{
    if (value) json.add(name, *value);
}

}  // namespace

std::span<const Field> fields() { return all_fields; }

const Field* field_named(std::string_view name)
{
    const auto found = std::ranges::find(all_fields, name, &Field::name);
    return found == all_fields.end() ? nullptr : &*found;
}

std::string_view code_of(Attribute attribute)
{
    const auto index = static_cast<std::size_t>(attribute);
    return index < codes.size() ? codes[index] : std::string_view{};
}

void assign(Attributes& to, const Attributes& from, AttributeSet which)
{
    if (which.has(Attribute::existence)) to.exists = from.exists;
    for (const auto& field : all_fields)
        if (which.has(field.attribute)) std::visit([&](auto place) { to.*place = from.*place; }, field.place);
}

AttributeSet difference(const Attributes& a, const Attributes& b)
{
    AttributeSet differ;
    if (a.exists != b.exists) differ.add(Attribute::existence);
    for (const auto& field : all_fields)
        if (std::visit([&](auto place) { return a.*place != b.*place; }, field.place)) differ.add(field.attribute);
    return differ;
}

std::string json_of(const Attributes& values, AttributeSet which)
{
    platform::JsonObject json;
    if (which.has(Attribute::existence)) json.add("exists", values.exists);
    for (const auto& field : all_fields)
        if (which.has(field.attribute))
            std::visit([&](auto place) { add_value(json, field.name, values.*place); }, field.place);
    return json.text();
}

std::string names_json(AttributeSet which)
{
    std::string list;
    AttributeSet::each([&](Attribute attribute) {
        if (!which.has(attribute)) return;
        list += list.empty() ? "" : ",";
        platform::append_json_string(list, code_of(attribute));
    });
    return "[" + list + "]";
}

}  // namespace jishi::team
