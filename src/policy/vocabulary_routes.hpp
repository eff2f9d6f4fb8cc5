#pragma once
// Names and properties of the codes of the packs: what organisations are called and may be, and the tables that are
// nobody's own. Routes hand them out as sections of one vocabulary.

#include <optional>
#include <string>
#include <vector>

#include "http/json.hpp"
#include "policy/policy.hpp"
#include "policy/type_entry.hpp"

namespace jishi::policy {

struct CodeName {
    std::string code;
    std::string name;
    std::string name_en;
};
BOOST_DESCRIBE_STRUCT(CodeName, (), (code, name, name_en))

BOOST_DESCRIBE_STRUCT(TypeEntry, (),
                      (code, level, root, overlay, counted, elected, needs_units, parents, withheld_actions,
                       name_endings, rule))

struct OrganizationType : TypeEntry {
    std::string name;
    std::string name_en;
    std::string short_name;
    std::string short_name_en;
    std::optional<int> term_years;  // where no sector has another one
    std::optional<int> min_full_members;
    std::optional<int> min_members;
    std::optional<int> max_members;
    std::optional<int> usual_max_members;
    std::optional<int> usual_max_units;
};
BOOST_DESCRIBE_STRUCT(OrganizationType, (TypeEntry),
                      (name, name_en, short_name, short_name_en, term_years, min_full_members, min_members, max_members,
                       usual_max_members, usual_max_units))

struct Level {
    std::string code;
    std::string name;
    std::string name_en;
    int number = 0;
};
BOOST_DESCRIBE_STRUCT(Level, (), (code, name, name_en, number))

struct Sector {
    std::string code;
    std::string name;
    std::string name_en;
    std::string short_name;
    bool coverage = false;
    bool place = false;
    std::optional<std::string> key_task;
    std::optional<std::string> key_task_en;
};
BOOST_DESCRIBE_STRUCT(Sector, (), (code, name, name_en, short_name, coverage, place, key_task, key_task_en))

struct Form {
    std::string code;
    std::string name;
    std::string name_en;
    bool joint = false;
};
BOOST_DESCRIBE_STRUCT(Form, (), (code, name, name_en, joint))

struct UnitKind {
    std::string code;
    std::string name;
    std::string name_en;
    std::string sector;
};
BOOST_DESCRIBE_STRUCT(UnitKind, (), (code, name, name_en, sector))

struct ChangeKind {
    std::string code;
    std::string name;
    std::string name_en;
    bool needs_document = false;
    bool needs_reason = false;
};
BOOST_DESCRIBE_STRUCT(ChangeKind, (), (code, name, name_en, needs_document, needs_reason))

struct OrganizationVocabulary {
    std::vector<OrganizationType> organization_types;
    std::vector<Level> levels;
    std::vector<Sector> sectors;
    std::vector<Form> forms;
    std::vector<CodeName> statuses;
    std::vector<CodeName> term_lights;
    std::vector<UnitKind> unit_kinds;
    std::vector<CodeName> unit_roles;
    std::vector<CodeName> unit_relations;
    std::vector<CodeName> coverage_kinds;
    std::vector<CodeName> counterpart_kinds;
    std::vector<ChangeKind> change_kinds;
};
BOOST_DESCRIBE_STRUCT(OrganizationVocabulary, (),
                      (organization_types, levels, sectors, forms, statuses, term_lights, unit_kinds, unit_roles,
                       unit_relations, coverage_kinds, counterpart_kinds, change_kinds))

/// Tables that are of no module's records; those of the register of people are told with its items.
struct CodeVocabulary {
    std::vector<CodeName> roles;
    std::vector<CodeName> political_statuses;
    std::vector<CodeName> occupation_groups;
    std::vector<CodeName> join_periods;
    std::vector<CodeName> age_bands;
    std::vector<CodeName> provinces;
    std::vector<CodeName> urban_rural;
    std::vector<CodeName> attachment_types;
    std::vector<CodeName> terms;
    std::vector<CodeName> notices;
};
BOOST_DESCRIBE_STRUCT(CodeVocabulary, (),
                      (roles, political_statuses, occupation_groups, join_periods, age_bands, provinces, urban_rural,
                       attachment_types, terms, notices))

OrganizationVocabulary organization_vocabulary(const Policy& policy);
/// Without the tables that had no entry yet on a past day.
CodeVocabulary code_vocabulary(const Policy& policy);

}  // namespace jishi::policy
