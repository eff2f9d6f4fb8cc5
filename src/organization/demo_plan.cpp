#include "organization/demo_plan.hpp"

#include <algorithm>
#include <stdexcept>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "organization/demo_history.hpp"
#include "platform/demo_tables.hpp"

namespace jishi::organization {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;

constexpr std::string_view any_township = "township";  // as a parent or an area: one of the townships, by chance

class Planner {
public:
    Planner(const std::filesystem::path& folder, const OrganizationPolicy& rules)
        : folder_(folder), rules_(rules), settings_(folder / "settings.csv"), dice_(settings_.seed())
    {
        for (const auto& row : read_demo_table(folder / "words.csv"))
            words_[row.text("list")].push_back(row.text("word"));
    }

    DemoPlan plan()
    {
        for (const auto& row : read_demo_table(folder_ / "bodies.csv")) add_body(row);
        add_places();
        for (const auto& row : read_demo_table(folder_ / "families.csv")) add_family(row);
        return std::move(plan_);
    }

    /// The organisations of villages that make the number up are added when all others are counted.
    void fill_up(DemoPlan& plan, int missing)
    {
        plan_ = std::move(plan);
        std::vector<std::string> villages;
        for (const auto& key : village_keys_)
            if (!plan_.organizations[index_.at(key)].ended && !touched_.contains(key)) villages.push_back(key);
        const auto step =
            std::max<std::size_t>(1, villages.size() * 2 / static_cast<std::size_t>(std::max(1, missing)));
        for (std::size_t at = 0; missing > 0 && at < villages.size(); at += step) {
            const int count = missing == 3 ? 3 : std::min(missing, 2);
            add_sub_branches(villages[at], count, (at / step) % 5 == 4 ? "committee" : "general_branch");
            missing -= count;
        }
        if (missing > 0)
            throw std::runtime_error("demo world: there are not enough villages for the number of organisations");
        plan = std::move(plan_);
    }
    void touch(const std::string& key) { touched_.insert(key); }
    std::size_t index_of(const std::string& key) const
    {
        const auto found = index_.find(key);
        if (found == index_.end()) throw std::runtime_error("demo world: there is no organisation " + key);
        return found->second;
    }
    const DemoSettings& settings() const { return settings_; }
    Dice& dice() { return dice_; }

private:
    PlannedOrganization& add(PlannedOrganization organization)
    {
        // Villages have the last three digits of their place, which are below 600.
        auto& parent_children =
            children_.emplace(organization.parent, organization.parent.size() == 9 ? 600 : 0).first->second;
        if (!organization.parent.empty()) {
            const auto& parent = plan_.organizations.at(index_of(organization.parent));
            organization.founded_on = std::max(organization.founded_on, parent.founded_on);
            if (organization.code.empty()) organization.code = fmt::format("{}{:03}", parent.code, ++parent_children);
            if (organization.region_code.empty()) organization.region_code = parent.region_code;
        }
        organization.document_no =
            filled(settings_.text("document"), {{"year", std::to_string(organization.founded_on.year())},
                                                {"number", std::to_string(dice_.between(1, 60))}});
        organization.type_today = organization.type;
        organization.sector_today = organization.sector;
        organization.short_today = organization.short_name;
        add_members(organization);
        index_[organization.key] = plan_.organizations.size();
        return plan_.organizations.emplace_back(std::move(organization));
    }

    /// Numbers that the thresholds of the type allow, with a few that are on the large side.
    void add_members(PlannedOrganization& organization)
    {
        const auto* type = rules_.type(organization.type);
        if (!type) throw std::runtime_error("demo world: there is no type " + organization.type);
        if (!type->counted) return;
        int low = 6;
        int high = dice_.chance(4) ? 62 : 44;
        if (organization.type == "general_branch") std::tie(low, high) = std::pair(52, 95);
        if (organization.type == "committee") std::tie(low, high) = std::pair(104, 420);
        organization.members = dice_.between(low, high);
        organization.formal_members = *organization.members - dice_.between(0, std::min(3, *organization.members - 4));
    }

    void add_body(const DemoRow& row)
    {
        PlannedOrganization body;
        body.key = row.text("key");
        body.parent = row.text("parent");
        body.name = row.text("name");
        body.short_name = row.text("short_name");
        body.type = row.text("type");
        body.level = row.text("level");
        body.sector = row.text("sector");
        body.region_code = row.text("region_code");
        body.founded_on = row.date("founded_on");
        if (body.parent.empty()) body.code = body.region_code;
        body.place = body.short_name;
        add(std::move(body));
    }

    // ---- places ----------------------------------------------------------------------------------------

    void add_places()
    {
        const auto types = read_demo_table(folder_ / "place_types.csv");
        for (const auto& row : read_demo_table(folder_ / "places.csv")) {
            const auto& code = row.text("code");
            const auto& name = row.text("name");
            const std::string_view level = code.size() == 9 ? "township" : "village";
            const auto type = std::ranges::find_if(types, [&](const DemoRow& one) {
                return one.text("level") == level && name.ends_with(one.text("ending"));
            });
            if (type == types.end()) throw std::runtime_error(row.place() + ": no type for " + name);
            if (level == "township") add_township(code, name, *type);
            else add_village(code, name, *type);
        }
    }

    void add_township(const std::string& code, const std::string& name, const DemoRow& type)
    {
        PlannedOrganization township;
        township.key = code;
        township.parent = settings_.text("township_parent");
        township.place = name;
        const Values values{{"place", name}};
        township.name = filled(type.text("name"), values);
        township.short_name = filled(type.text("short_name"), values);
        township.type = type.text("type");
        township.level = type.text("organization_level");
        township.sector = type.text("sector");
        township.region_code = code;
        township.code = code;
        township.founded_on = type.empty("founded_on") ? dice_.between(settings_.date("township_founded_from"),
                                                                       settings_.date("township_founded_to"))
                                                       : type.date("founded_on");
        if (township.type == "committee") townships_.push_back(code);
        if (type.empty("unit_kind")) {
            add(std::move(township));
            return;
        }
        PlannedUnit unit;
        unit.key = code;
        unit.name = filled(settings_.text("township_unit"), values);
        unit.kind = type.text("unit_kind");
        unit.sector = township.sector;
        unit.region_code = code;
        unit.area = code;
        township.units.push_back(unit.key);
        unit.opened_on = add(std::move(township)).founded_on;
        plan_.units.push_back(std::move(unit));
    }

    void add_village(const std::string& code, const std::string& name, const DemoRow& type)
    {
        PlannedOrganization village;
        village.key = code;
        village.parent = code.substr(0, 9);
        village.place = name.substr(0, name.size() - type.text("ending").size()) + type.text("becomes");
        village.sector = type.text("sector");
        village.level = type.text("organization_level");
        village.form = "single_unit";
        village.region_code = code;
        village.code = code;
        village.founded_on = dice_.between(settings_.date(village.sector + "_founded_from"),
                                           settings_.date(village.sector + "_founded_to"));
        name_village(village, type.text("type"));
        PlannedUnit unit;
        unit.key = code;
        unit.name =
            filled(settings_.text("village_unit"), {{"township", township_name(village.parent)}, {"named", name}});
        unit.kind = type.text("unit_kind");
        unit.sector = village.sector;
        unit.region_code = code;
        unit.area = village.parent;
        village.units.push_back(unit.key);
        unit.opened_on = add(std::move(village)).founded_on;
        plan_.units.push_back(std::move(unit));
        village_keys_.push_back(code);
    }

    std::string township_name(const std::string& key) const { return plan_.organizations[index_of(key)].place; }

    void name_village(PlannedOrganization& village, const std::string& type)
    {
        const Values values{{"township", township_name(village.parent)}, {"place", village.place}};
        village.type = type;
        village.name = filled(settings_.text("village_name_" + type), values);
        village.short_name = filled(settings_.text("village_short_" + type), values);
    }

    void add_sub_branches(const std::string& key, int count, const std::string& type)
    {
        auto& village = plan_.organizations[index_of(key)];
        name_village(village, type);
        village.type_today = type;
        village.level = rules_.type(type)->level.value_or("");
        village.short_today = village.short_name;
        add_members(village);
        const auto place = village.place;
        const auto township = township_name(village.parent);
        for (int i = 0; i < count; ++i) {
            PlannedOrganization branch;
            branch.key = fmt::format("{}/{}", key, i + 1);
            branch.parent = key;
            branch.type = "branch";
            branch.level = "branch";
            branch.sector = plan_.organizations[index_of(key)].sector;
            const Values values{
                {"township", township}, {"place", place}, {"ordinal", word("ordinal", static_cast<std::size_t>(i))}};
            branch.name = filled(settings_.text("sub_name"), values);
            branch.short_name = filled(settings_.text("sub_short"), values);
            branch.place = branch.short_name;
            branch.founded_on =
                dice_.between(settings_.date("sub_branches_founded_from"), settings_.date("sub_branches_founded_to"));
            add(std::move(branch));
        }
    }

    // ---- families --------------------------------------------------------------------------------------

    const std::string& word(const std::string& list, std::size_t index)
    {
        const auto& words = words_.at(list);
        return words[index % words.size()];
    }

    /// A name that is not used yet: words of short lists in turn, of others by chance.
    std::string draw(const std::string& pattern, Values& values)
    {
        for (int attempt = 0; attempt < 10'000; ++attempt) {
            for (const auto& [list, words] : words_) {
                if (pattern.find("{" + list + "}") == std::string::npos) continue;
                const bool alone = pattern.find('{') == pattern.rfind('{');
                const auto at = alone ? turn_[list]++ : dice_.next();
                values[list] = words[at % words.size()];
            }
            auto name = filled(pattern, values);
            if (names_.insert(name).second) return name;
        }
        throw std::runtime_error("demo world: no more names for " + pattern);
    }

    std::string pick(const std::string& key)
    {
        return key == any_township ? townships_[dice_.next() % townships_.size()] : key;
    }

    void add_family(const DemoRow& row)
    {
        for (int i = 0; i < row.number("count"); ++i) {
            if (row.empty("name")) add_uncovered(row, i);
            else add_member(row, fmt::format("{}#{}", row.text("key"), i + 1));
        }
    }

    PlannedUnit& add_unit(const DemoRow& row, const std::string& key, const std::string& area, Values& values)
    {
        PlannedUnit unit;
        unit.key = key;
        unit.name = draw(row.text("unit_name"), values);
        unit.kind = row.text("unit_kind");
        unit.sector = row.text("sector");
        unit.region_code = plan_.organizations[index_of(area)].region_code;
        unit.area = area;
        unit.staff_count = dice_.between(row.number("staff_from"), row.number("staff_to"));
        unit.opened_on = dice_.between(row.date("opened_from"), row.date("opened_to"));
        // Nobody looks after a unit before the organisation in charge is there.
        unit.opened_on = std::max(unit.opened_on, plan_.organizations[index_of(area)].founded_on);
        const auto* kind = rules_.unit_kind(unit.kind);
        const auto registration = kind && !kind->code_prefixes.empty() ? kind->code_prefixes.front() : "12";
        unit.credit_code = make_credit_code(registration, settings_.text("credit_code_region"), ++credit_codes_);
        return plan_.units.emplace_back(std::move(unit));
    }

    void add_uncovered(const DemoRow& row, int number)
    {
        Values values;
        auto& unit = add_unit(row, fmt::format("{}#{}", row.text("key"), number + 1), pick(row.text("area")), values);
        if (number >= row.number("guides")) return;
        unit.guide = word("surname", dice_.next()) + word("given", dice_.next());
        unit.guide_from = std::max(unit.opened_on, Date{2016, 1, 1}).plus_days(dice_.between(30, 700));
    }

    void add_member(const DemoRow& row, const std::string& key)
    {
        PlannedOrganization organization;
        organization.key = key;
        organization.parent = pick(row.text("parent"));
        organization.type = row.text("type");
        organization.level = row.text("level");
        organization.sector = row.text("sector");
        organization.form = row.text("form");
        organization.founded_on = dice_.between(row.date("founded_from"), row.date("founded_to"));
        Values values;
        const int units = row.number("units_each");
        for (int i = 0; i < units; ++i) {
            const auto area = row.text("area") == row.text("parent") ? organization.parent : pick(row.text("area"));
            auto& unit = add_unit(row, fmt::format("{}.{}", key, i + 1), area, values);
            // Nobody stands in a unit that is not there yet.
            if (unit.opened_on > organization.founded_on)
                unit.opened_on =
                    std::min(organization.founded_on,
                             std::max(row.date("opened_from"), plan_.organizations[index_of(area)].founded_on));
            values["unit"] = unit.name;
            organization.units.push_back(unit.key);
        }
        organization.name = filled(row.text("name"), values);
        if (organization.name.find('{') != std::string::npos || !names_.insert(organization.name).second)
            organization.name = draw(row.text("name"), values);
        organization.short_name = filled(row.text("short_name"), values);
        organization.place = units == 1 ? values["unit"] : organization.short_name;
        const int subs = row.number("subs");
        const auto sector = organization.sector;
        const auto founded = add(std::move(organization)).founded_on;
        for (int i = 0; i < subs; ++i) add_family_branch(row, key, i, values, sector, founded);
    }

    void add_family_branch(const DemoRow& row, const std::string& key, int number, Values values,
                           const std::string& sector, Date after)
    {
        PlannedOrganization branch;
        branch.key = fmt::format("{}/{}", key, number + 1);
        branch.parent = key;
        branch.type = "branch";
        branch.level = "branch";
        branch.sector = sector;
        values["ordinal"] = word("ordinal", static_cast<std::size_t>(number));
        branch.name = filled(row.text("sub_name"), values);
        branch.short_name = branch.name;
        branch.place = branch.name;
        branch.founded_on = after.plus_days(dice_.between(30, 900));
        add(std::move(branch));
    }

    std::filesystem::path folder_;
    const OrganizationPolicy& rules_;
    DemoSettings settings_;
    Dice dice_;
    DemoPlan plan_;
    std::map<std::string, std::vector<std::string>, std::less<>> words_;
    std::map<std::string, std::size_t> turn_;
    std::unordered_set<std::string> names_;
    std::unordered_map<std::string, std::size_t> index_;
    std::unordered_map<std::string, int> children_;
    std::vector<std::string> townships_;
    std::vector<std::string> village_keys_;
    std::unordered_set<std::string> touched_;
    int credit_codes_ = 0;
};

int digit_of(char c, std::string_view alphabet) { return static_cast<int>(alphabet.find(c)); }

}  // namespace

DemoPlan plan_demo_world(const std::filesystem::path& folder, const OrganizationPolicy& rules, Date today)
{
    Planner planner(folder, rules);
    auto plan = planner.plan();
    const auto events = read_demo_table(folder / "events.csv");
    for (const auto& row : events) planner.touch(row.text("subject"));
    for (const auto& row : events)
        if (!row.empty("target")) planner.touch(row.text("target"));
    add_events(
        plan, events, planner.settings(), [&](const std::string& key) { return planner.index_of(key); }, today);
    int counted = count_today(plan, rules, today);
    planner.fill_up(plan, planner.settings().number("organizations") - counted);
    add_terms(plan, folder, rules, planner.dice(), today);
    add_counterparts(plan, folder, planner.dice());
    for (const auto& row : read_demo_table(folder / "accounts.csv"))
        plan.accounts.push_back({row.text("username"), row.text("display_name"), row.text("role"),
                                 row.text("organization"), row.text("subtree") == "true"});
    std::ranges::stable_sort(plan.events, {}, &PlannedEvent::on);
    return plan;
}

std::string make_credit_code(std::string_view registration, std::string_view region, int number)
{
    constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    constexpr std::string_view letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    auto organization = fmt::format("DEM{:05}", number);
    constexpr int weights[] = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < 8; ++i) sum += digit_of(organization[i], letters) * weights[i];
    const int check = 11 - sum % 11;  // [DATA-53]
    organization += check == 10 ? 'X' : check == 11 ? '0' : static_cast<char>('0' + check);
    std::string code(registration);
    (code += region) += organization;
    int total = 0;
    for (int i = 0, weight = 1; i < 17; ++i, weight = weight * 3 % 31)
        total += digit_of(code[static_cast<std::size_t>(i)], alphabet) * weight;
    return code + alphabet[static_cast<std::size_t>((31 - total % 31) % 31)];  // [DATA-52]
}

}  // namespace jishi::organization
