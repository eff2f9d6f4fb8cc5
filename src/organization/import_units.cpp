#include "organization/import_units.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace jishi::organization {
namespace {

class Checker {
public:
    Checker(const Layout& layout, const OrganizationImport& import, const KnownOrganizations& known,
            const FindUnits& find_units, std::vector<Finding>& findings)
        : layout_(layout), import_(import), known_(known), find_units_(find_units), findings_(findings)
    {
    }

    void check(UnitRow& row)
    {
        row.area = row.area_text.empty() ? import_.within.id : find(row, "area", row.area_text);
        if (!row.organization_text.empty()) row.organization = find(row, "organization", row.organization_text);
        check_code(row);
        check_name(row);
    }

private:
    void note(UnitRow& row, std::string_view column, std::string code, std::string detail = {}, std::string value = {},
              std::string rule = {}, bool refuses = true)
    {
        findings_.push_back({row.row_number, layout_.column_of(column), std::move(code), std::move(detail),
                             std::move(value), std::move(rule), refuses});
        row.refused = row.refused || refuses;
    }

    OrganizationId find(UnitRow& row, std::string_view column, const std::string& text)
    {
        if (fold_name(text) == fold_name(import_.within.name)) return import_.within.id;
        const auto found = known_.called(text);
        if (found.size() == 1) return found.front()->id;
        if (found.empty()) note(row, column, "import.parent_unknown", {}, text);
        else note(row, column, "import.parent_ambiguous", std::to_string(found.size()), text);
        return {};
    }

    void check_code(UnitRow& row)
    {
        if (row.credit_code.empty()) return;
        const auto [first, added] = codes_.emplace(row.credit_code, row.row_number);
        if (!added)
            return note(row, "credit_code", "import.credit_code_twice", std::to_string(first->second), row.credit_code,
                        "DATA-52");
        for (const auto& unit : find_units_(row.credit_code))
            if (unit.credit_code == row.credit_code)
                return note(row, "credit_code", "import.credit_code_taken", unit.name, row.credit_code, "DATA-52");
        const auto* kind = import_.rules.unit_kind(row.kind);
        if (!kind || kind->code_prefixes.empty()) return;
        const bool fits = std::ranges::any_of(kind->code_prefixes,
                                              [&](const auto& prefix) { return row.credit_code.starts_with(prefix); });
        if (!fits) note(row, "credit_code", "import.credit_code_kind", {}, row.credit_code, "DATA-54", false);
    }

    /// Without a code the name tells units of one area apart.
    void check_name(UnitRow& row)
    {
        if (row.name.empty() || !row.area) return;
        const auto [first, added] = names_.emplace(row.area.str() + "/" + fold_name(row.name), row.row_number);
        if (!added) return note(row, "name", "import.unit_twice", std::to_string(first->second), row.name);
        for (const auto& unit : find_units_(row.name))
            if (unit.area == row.area && unit.name == row.name)
                return note(row, "name", "import.unit_taken", {}, row.name);
    }

    const Layout& layout_;
    const OrganizationImport& import_;
    const KnownOrganizations& known_;
    const FindUnits& find_units_;
    std::vector<Finding>& findings_;
    std::unordered_map<std::string, std::uint32_t> codes_;
    std::unordered_map<std::string, std::uint32_t> names_;
};

}  // namespace

std::vector<UnitRow> read_unit_rows(const platform::Sheet& sheet, const Layout& layout, const ImportPolicy& policy,
                                    const OrganizationImport& import, std::vector<Finding>& findings)
{
    std::vector<UnitRow> rows;
    rows.reserve(sheet.rows() - layout.title_row - 1);
    CellReader cells(sheet, layout, policy, findings);
    for (auto index = layout.title_row + 1; index < sheet.rows(); ++index) {
        cells.at_row(index);
        UnitRow row;
        row.row_number = cells.row_number();
        row.name = cells.text("name");
        row.credit_code = cells.text("credit_code");
        row.kind = cells.choice("kind");
        row.sector = cells.choice("sector");
        if (const auto* kind = import.rules.unit_kind(row.kind); kind && row.sector.empty()) row.sector = kind->sector;
        row.region_code = cells.text("region_code");
        row.staff_count = cells.number("staff_count");
        row.area_text = cells.text("area");
        row.organization_text = cells.text("organization");
        row.guide = cells.text("guide");
        row.document_no = cells.text("document_no");
        row.opened_on = cells.date("opened_on").value_or(import.effective_on);
        const auto latest = std::max(import.effective_on, import.today);
        if (row.opened_on > latest) cells.note("opened_on", "import.date_in_future", latest.str());
        row.refused = cells.refused();
        rows.push_back(std::move(row));
    }
    return rows;
}

Mentioned mentioned_by(const std::vector<UnitRow>& rows)
{
    Mentioned mentioned;
    for (const auto& row : rows)
        for (const auto* text : {&row.area_text, &row.organization_text})
            if (!text->empty()) {
                mentioned.names.insert(fold_name(*text));
                mentioned.codes.insert(fold_code(*text));
            }
    return mentioned;
}

void check_unit_rows(std::vector<UnitRow>& rows, const Layout& layout, const OrganizationImport& import,
                     const KnownOrganizations& known, const FindUnits& find_units, std::vector<Finding>& findings)
{
    Checker checker(layout, import, known, find_units, findings);
    for (auto& row : rows) checker.check(row);
}

}  // namespace jishi::organization
