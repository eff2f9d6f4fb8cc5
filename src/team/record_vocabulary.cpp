#include "team/record_vocabulary.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "team/member_attributes.hpp"
#include "team/sealed.hpp"

namespace jishi::team {
namespace {

constexpr AttributeSet not_amendable{Attribute::existence, Attribute::branch, Attribute::standing, Attribute::category};

/// A table as rows of type T; `more` fills what T has besides its names.
template <class T, class More>
std::vector<T> table_of(const policy::Value& value, More&& more)
{
    std::vector<T> rows;
    for (const auto& item : value.items()) {
        auto& row = rows.emplace_back();
        row.code = item.at("code").text();
        row.name = item.at("name").text();
        row.name_en = item.at("name_en").text();
        more(item, row);
    }
    return rows;
}
std::vector<RecordName> names_of(const policy::Value& value)
{
    return table_of<RecordName>(value, [](const policy::Value&, RecordName&) {});
}

std::vector<RecordGround> grounds_of(const policy::Value& item)
{
    const auto* grounds = item.find("grounds");
    if (!grounds) return {};
    return table_of<RecordGround>(*grounds, [](const policy::Value& one, RecordGround& ground) {
        if (const auto months = one.optional_integer("lost_months_min"))
            ground.lost_months_min = static_cast<int>(*months);
        ground.rule = one.at("rule").text();
    });
}

void read_standing(const policy::Value& item, RecordStandingChange& change)
{
    change.enters = item.at("enters").boolean();
    change.from = item.at("from").texts();
    change.to = item.at("to").text();
    change.categories = item.texts_or_none("categories");
    change.category = item.optional_text("category");
    change.joins_anew = item.boolean_or("joins_anew", false);
    change.flow = item.at("flow").text();
    change.needs_document = item.at("needs_document").boolean();
    change.needs_reason = item.at("needs_reason").boolean();
    change.grounds = grounds_of(item);
    change.rule = item.at("rule").text();
}

std::string kind_of(const Field::Place& place)
{
    return std::visit(
        [](auto member) -> std::string {
            using Type = std::remove_cvref_t<decltype(std::declval<Attributes&>().*member)>;
            if constexpr (std::is_same_v<Type, std::string>) return "text";
            else if constexpr (std::is_same_v<Type, std::optional<Date>>) return "date";
            else if constexpr (std::is_same_v<Type, std::optional<int>>) return "number";
            else if constexpr (std::is_same_v<Type, bool>) return "flag";
            else return "organization";
        },
        place);
}

void read_field(const policy::Value& item, RecordField& field)
{
    field.group = item.at("group").text();
    field.purpose = item.at("purpose").text();
    field.brief = item.at("brief").boolean();
    field.rule = item.at("rule").text();
    if (sealed_field_from(field.code)) {
        field.kind = "sealed";
        return;
    }
    const auto* column = field_named(field.code);
    if (!column) throw policy::WrongValue(item.where() + ": the record of a member has no such item");
    field.kind = item.find("table") ? "code" : kind_of(column->place);
    field.attribute = code_of(column->attribute);
    field.amendable = !not_amendable.has(column->attribute);
    if (field.kind == "code") field.table = field.code;
}

/// [SEC-05] Which roles see or change records, as the packs have them.
std::vector<RecordReader> readers_of(const policy::Value& roles)
{
    auto readers = table_of<RecordReader>(roles, [](const policy::Value& item, RecordReader& role) {
        for (const auto& permission : item.at("permissions").texts())
            if (permission.starts_with("member.")) role.permissions.push_back(permission);
    });
    std::erase_if(readers, [](const RecordReader& role) { return role.permissions.empty(); });
    return readers;
}

}  // namespace

RecordVocabulary read_record_vocabulary(const policy::Reader& reader)
{
    RecordVocabulary words;
    words.statuses =
        table_of<RecordStatus>(reader.get("team.statuses"), [](const policy::Value& item, RecordStatus& status) {
            status.on_roll = item.at("on_roll").boolean();
            status.counted = item.at("counted").boolean();
            status.votes = item.at("votes").boolean();
        });
    words.categories = table_of<RecordCategory>(reader.get("codes.personnel_category"),
                                                [](const policy::Value& item, RecordCategory& category) {
                                                    category.probationary = item.at("probationary").boolean();
                                                    category.votes = item.at("votes").boolean();
                                                });
    words.standing_changes = table_of<RecordStandingChange>(reader.get("team.standing_changes"), read_standing);
    words.change_kinds = table_of<RecordChangeKind>(reader.get("team.change_kinds"),
                                                    [](const policy::Value& item, RecordChangeKind& kind) {
                                                        kind.needs_document = item.at("needs_document").boolean();
                                                        kind.needs_reason = item.at("needs_reason").boolean();
                                                    });
    words.participations = names_of(reader.get("team.participations"));
    words.groups = names_of(reader.get("team.record_groups"));
    words.fields = table_of<RecordField>(reader.get("team.record_fields"), read_field);
    for (const auto& item : reader.get("team.record_fields").items())
        if (const auto key = item.optional_text("table"))
            words.tables[item.at("code").text()] =
                table_of<RecordCode>(reader.get(*key), [](const policy::Value& one, RecordCode& row) {
                    const auto* group = one.find("group");  // of occupations it is the group's name
                    row.group = group && group->kind() == policy::Value::Kind::boolean && group->boolean();
                });
    words.purposes = table_of<RecordPurpose>(reader.get("team.record_purposes"),
                                             [](const policy::Value& item, RecordPurpose& purpose) {
                                                 purpose.ground = item.at("ground").text();
                                                 purpose.ground_en = item.at("ground_en").text();
                                                 purpose.keep = item.at("keep").text();
                                                 purpose.keep_en = item.at("keep_en").text();
                                                 purpose.rule = item.at("rule").text();
                                             });
    words.readers = readers_of(reader.get("platform.roles"));
    words.access_actions = names_of(reader.get("team.access_actions"));
    words.copy_words = names_of(reader.get("team.copy_words"));
    words.joining_age_years_min = reader.number("team.joining_age_years_min");
    words.probation_months_min = reader.number("team.probation_months_min");
    words.probation_checked_from = reader.get("team.probation_checked_from").date();
    words.correction_reply_days = reader.number("team.correction_reply_days");
    return words;
}

}  // namespace jishi::team
