#include "team/import_members.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <unordered_map>

#include "base/id_number.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"
#include "team/member_service.hpp"
#include "team/standing_case.hpp"

namespace jishi::team {
namespace {

using engine::CellReader;

class Reader {
public:
    Reader(CellReader& cells, const MemberImport& import, const StandingRule& entry)
        : cells_(cells), import_(import), entry_(entry)
    {
    }

    MemberRow read()
    {
        MemberRow row;
        row.row_number = cells_.row_number();
        read_name(row.values);
        read_particulars(row.values);
        read_yes_no(row.values);
        read_standing(row.values);
        read_sealed(row);
        row.branch_text = cells_.text("branch");
        // A record of which a cell cannot be read is not judged as a whole: the fault has been said.
        if (!cells_.refused()) judge(row);
        row.refused = cells_.refused();
        return row;
    }

private:
    /// What a use case would refuse, at the cell that it speaks of.
    void say(const Error& error, std::string_view column)
    {
        if (error.fields.empty()) return cells_.note(column, error.code, error.detail, error.rule);
        for (const auto& field : error.fields)
            cells_.note(cells_.has_column(field.field) ? std::string_view(field.field) : column, field.code,
                        field.detail, error.rule);
    }

    void read_name(Attributes& values)
    {
        const auto written = cells_.text("name");
        if (written.empty()) return;
        auto name = clean_name(written);
        if (name) values.name = *std::move(name);
        else say(name.error(), "name");
    }

    void read_particulars(Attributes& values)
    {
        static const auto choices = places_of({"sex", "ethnicity", "education", "degree", "category", "occupation",
                                               "social_stratum", "marital_status", "join_kind", "lost_reason"});
        for (const auto& [code, place] : choices) values.*place = cells_.choice(code);
        static const auto texts = places_of({"native_place", "technical_post", "join_branch", "mobile_to", "residence",
                                             "registered_residence", "archive_unit"});
        for (const auto& [code, place] : texts) values.*place = cells_.text(code);
        values.birth_date = cells_.date("birth_date");
        values.joined_on = cells_.date("joined_on");
        values.full_on = cells_.date("full_on");
        values.work_started_on = cells_.date("work_started_on");
        values.lost_since = cells_.date("lost_since");
        values.seniority_months = cells_.number("seniority_months");
    }
    static std::vector<std::pair<std::string_view, std::string Attributes::*>> places_of(
        std::initializer_list<std::string_view> codes)
    {
        std::vector<std::pair<std::string_view, std::string Attributes::*>> places;
        for (const auto code : codes)
            places.emplace_back(code, std::get<std::string Attributes::*>(field_named(code)->place));
        return places;
    }

    void read_yes_no(Attributes& values)
    {
        values.migrant_worker = cells_.choice("migrant_worker") == "yes";
        values.front_line = cells_.choice("front_line") == "yes";
        const auto mobile = cells_.choice("mobile");
        values.mobile = mobile == "yes" || (mobile.empty() && !values.mobile_to.empty());
        const auto lost = cells_.choice("lost");
        if (lost == "yes" && !values.lost_since && !cells_.refused())
            cells_.note("lost_since", "import.required", {}, "REL-32");
        if (lost == "no" && values.lost_since) cells_.note("lost_since", "import.lost_contradicts", {}, "REL-32");
    }

    void read_standing(Attributes& values)
    {
        const auto status = cells_.choice("status");
        const auto category = values.category;
        take_standing(entry_, import_.effective_on, values.joined_on, values);
        if (!category.empty()) values.category = category;
        else if (values.full_on) values.category = full_category();
        else if (entry_.category.empty()) cells_.note("category", "import.required", {}, "DATA-30");
        if (status.empty()) return;
        values.status = status;
        if (!import_.rules.on_roll(status)) cells_.note("status", "import.status_not_on_roll", {}, "ORG-24");
    }
    std::string full_category() const
    {
        const auto found =
            std::ranges::find_if(import_.rules.categories, [](const auto& one) { return !one.probationary; });
        return found == import_.rules.categories.end() ? std::string{} : found->code;
    }

    void read_sealed(MemberRow& row)
    {
        row.id_number = sealed("id_number", &ContactData::id_number);
        row.phone = sealed("phone", &ContactData::phone);
        row.address = sealed("address", &ContactData::address);
    }
    std::string sealed(std::string_view column, std::optional<std::string> ContactData::*field)
    {
        ContactData said;
        said.*field = cells_.text(column);
        if ((said.*field)->empty()) return {};
        auto clean = clean_contact(said, import_.today);
        if (clean) return *((*clean).*field);
        say(clean.error(), column);
        return {};
    }

    void judge(MemberRow& row)
    {
        if (!row.id_number.empty())
            if (const auto agreed = agree_with_id_number(row.id_number, row.values); !agreed)
                say(agreed.error(), "id_number");
        row.values.exists = true;
        for (auto& fault : faults_of(import_.rules, row.values, import_.effective_on))
            cells_.note(cells_.has_column(fault.field) ? std::string_view(fault.field) : "id_number", fault.code,
                        fault.detail, fault.rule);
    }

    CellReader& cells_;
    const MemberImport& import_;
    const StandingRule& entry_;
};

}  // namespace

Result<std::vector<MemberRow>> read_member_rows(const platform::Sheet& sheet, const engine::Layout& layout,
                                                const engine::ImportPolicy& policy, const MemberImport& import,
                                                std::vector<engine::Finding>& findings)
{
    const auto* entry = TRY(check_standing(import.rules, std::nullopt, {import.entry, {}, import.effective_on, {}}));
    const auto first = layout.title_row + 1;
    std::vector<MemberRow> rows(sheet.rows() - first);
    std::mutex mutex;
    std::map<std::size_t, std::vector<engine::Finding>> found;  // by the first row of a part
    on_all_cores(rows.size(), [&](std::size_t begin, std::size_t end) {
        std::vector<engine::Finding> own;
        CellReader cells(sheet, layout, policy, own);
        Reader reader(cells, import, *entry);
        for (auto index = begin; index < end; ++index) {
            cells.at_row(first + index);
            rows[index] = reader.read();
        }
        const std::lock_guard lock(mutex);
        found.emplace(begin, std::move(own));
    });
    for (auto& [begin, own] : found)
        findings.insert(findings.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
    return rows;
}

void note(MemberRow& row, const engine::Layout& layout, std::vector<engine::Finding>& findings, std::string_view column,
          std::string code, std::string detail, std::string value, std::string rule, bool refuses)
{
    findings.push_back({row.row_number, layout.column_of(column), std::move(code), std::move(detail), std::move(value),
                        std::move(rule), refuses});
    row.refused = row.refused || refuses;
}

void check_twins(std::vector<MemberRow>& rows, const engine::Layout& layout, std::vector<engine::Finding>& findings)
{
    std::unordered_map<std::string_view, std::uint32_t> numbers;
    std::unordered_map<std::string, std::uint32_t> people;
    numbers.reserve(rows.size());
    people.reserve(rows.size());
    for (auto& row : rows) {
        if (!row.id_number.empty()) {
            const auto [first, added] = numbers.emplace(row.id_number, row.row_number);
            if (!added) {
                note(row, layout, findings, "id_number", "import.id_number_twice", std::to_string(first->second), {},
                     "DATA-50");
                continue;
            }
        }
        if (row.values.name.empty() || !row.values.birth_date) continue;
        const auto [first, added] = people.emplace(row.values.name + row.values.birth_date->str(), row.row_number);
        if (!added)
            note(row, layout, findings, "name", "import.person_twice", std::to_string(first->second), {}, "DATA-02",
                 false);
    }
}

}  // namespace jishi::team
