#include "organization/import_organizations.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "organization/structure.hpp"

namespace jishi::organization {
namespace {

constexpr std::size_t none = OrganizationRow::none;

std::string code_key(std::string_view code) { return fold_code(code); }

class Checker {
public:
    Checker(std::vector<OrganizationRow>& rows, const Layout& layout, const OrganizationImport& import,
            const KnownOrganizations& known, const FindUnits& find_units, std::vector<Finding>& findings)
        : rows_(rows), layout_(layout), import_(import), known_(known), find_units_(find_units), findings_(findings)
    {
    }

    void check()
    {
        index();
        for (auto& row : rows_) find_parent(row);
        check_circles();
        for (auto& row : rows_) check_place_of(row);
        check_names();
        for (auto& row : rows_) check_units_of(row);
        pass_on_refusals();
    }

private:
    void note(OrganizationRow& row, std::string_view column, std::string code, std::string detail = {},
              std::string value = {}, std::string rule = {}, bool refuses = true)
    {
        findings_.push_back({row.row_number, layout_.column_of(column), std::move(code), std::move(detail),
                             std::move(value), std::move(rule), refuses});
        row.refused = row.refused || refuses;
    }

    void index()
    {
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            auto& row = rows_[i];
            if (!row.values.name.empty()) by_name_[fold_name(row.values.name)].push_back(i);
            if (!row.values.short_name.empty()) by_name_[fold_name(row.values.short_name)].push_back(i);
            if (row.values.code.empty()) continue;
            const auto [first, added] = by_code_.emplace(code_key(row.values.code), i);
            if (!added)
                note(row, "code", "import.code_twice", std::to_string(rows_[first->second].row_number),
                     row.values.code);
            else if (const auto* owner = known_.with_code(row.values.code))
                note(row, "code", "import.code_taken", owner->name, row.values.code);
        }
    }

    void find_parent(OrganizationRow& row)
    {
        if (row.parent_text.empty()) {
            row.parent = import_.within.id;
            return;
        }
        const auto& text = row.parent_text;
        // A code says exactly who is meant, in the file before in the tree; a name may be there more than once.
        if (const auto own = by_code_.find(code_key(text)); own != by_code_.end()) row.parent_row = own->second;
        else if (const auto* known = known_.with_code(text); known && known->inside) row.parent = known->id;
        else find_parent_by_name(row, text);
        if (row.parent_row != none && &rows_[row.parent_row] == &row) {
            row.parent_row = none;
            note(row, "parent", "import.parent_is_itself", {}, text);
        }
    }

    void find_parent_by_name(OrganizationRow& row, const std::string& text)
    {
        const auto own = by_name_.find(fold_name(text));
        const auto known = known_.called(text);
        const bool is_within = known.empty() && (fold_name(import_.within.name) == fold_name(text));
        std::vector<std::size_t> rows;
        if (own != by_name_.end()) rows = own->second;
        std::ranges::sort(rows);
        rows.erase(std::ranges::unique(rows).begin(), rows.end());
        const auto count = rows.size() + known.size() + is_within;
        if (count == 0) note(row, "parent", "import.parent_unknown", {}, text);
        else if (count > 1) note(row, "parent", "import.parent_ambiguous", std::to_string(count), text);
        else if (!rows.empty()) row.parent_row = rows.front();
        else row.parent = is_within ? import_.within.id : known.front()->id;
    }

    /// Follows parents until they leave the file; who is met again on the same walk stands in a circle.
    void check_circles()
    {
        std::vector<std::uint32_t> walk(rows_.size(), 0);
        for (std::size_t start = 0; start < rows_.size(); ++start) {
            const auto number = static_cast<std::uint32_t>(start + 1);
            auto at = start;
            while (at != none && walk[at] == 0) {
                walk[at] = number;
                at = rows_[at].parent_row;
            }
            if (at != none && walk[at] == number) report_circle(at);
        }
    }

    void report_circle(std::size_t start)
    {
        std::vector<std::size_t> circle{start};
        for (auto at = rows_[start].parent_row; at != start; at = rows_[at].parent_row) circle.push_back(at);
        std::string path;
        for (std::size_t i = 0; i <= circle.size() && i < 12; ++i)
            path += (i ? " → " : "") + std::to_string(rows_[circle[i % circle.size()]].row_number);
        if (circle.size() > 11) path += " → …";
        for (const auto one : circle) {
            note(rows_[one], "parent", "import.parent_cycle", path, rows_[one].parent_text);
            rows_[one].parent_row = none;  // so that walks end here
        }
    }

    /// What is known of the parent: type, name, day of foundation.
    struct Above {
        std::string type;
        std::string name;
        Date founded_on;
    };
    std::optional<Above> above(const OrganizationRow& row) const
    {
        if (row.parent_row != none) {
            const auto& parent = rows_[row.parent_row];
            return Above{parent.values.type, parent.values.name, parent.founded_on};
        }
        if (row.parent == import_.within.id && row.parent)
            return Above{import_.within.type, import_.within.name, import_.within.founded_on};
        if (const auto* known = find_known(row)) return Above{known->type, known->name, known->founded_on};
        return std::nullopt;
    }
    const KnownOrganization* find_known(const OrganizationRow& row) const
    {
        if (!row.parent) return nullptr;
        const auto called = known_.called(row.parent_text);
        return called.size() == 1 ? called.front() : nullptr;
    }

    void check_place_of(OrganizationRow& row)
    {
        const auto parent = above(row);
        if (!parent || row.values.type.empty()) return;
        const auto place = check_place(import_.rules, row.values.type, parent->type);
        if (!parent->type.empty() && !place)
            note(row, "type", "import.parent_type_not_allowed", parent->name, row.values.type, place.error().rule);
        if (row.founded_on < parent->founded_on)
            note(row, "founded_on", "import.parent_later", parent->founded_on.str(), row.founded_on.str());
    }

    void check_names()
    {
        std::unordered_map<std::string, std::size_t> seen;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            auto& row = rows_[i];
            if (row.values.name.empty() || (!row.parent && row.parent_row == none)) continue;
            const auto place = row.parent ? "i" + row.parent.str() : "r" + std::to_string(row.parent_row);
            const auto [first, added] = seen.emplace(place + "/" + row.values.name, i);
            if (!added)
                note(row, "name", "import.name_twice", std::to_string(rows_[first->second].row_number),
                     row.values.name);
            else if (row.parent && known_.has_child(row.parent, row.values.name))
                note(row, "name", "import.name_taken", {}, row.values.name);
        }
    }

    void check_units_of(OrganizationRow& row)
    {
        for (const auto& text : row.unit_texts) {
            const auto found = find_units_(text);
            if (found.empty()) note(row, "units", "import.unit_unknown", {}, text);
            else if (found.size() > 1) note(row, "units", "import.unit_ambiguous", std::to_string(found.size()), text);
            else if (std::ranges::find(row.units, found.front().id) == row.units.end())
                row.units.push_back(found.front().id);
        }
        const auto* type = import_.rules.type(row.values.type);
        if (type && type->needs_units && row.unit_texts.empty())
            note(row, "units", "import.units_missing", {}, {}, "ORG-55");
    }

    /// Who is below a row that is not taken cannot be taken either.
    void pass_on_refusals()
    {
        std::vector<std::vector<std::size_t>> children(rows_.size());
        std::vector<std::size_t> open;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (rows_[i].parent_row != none) children[rows_[i].parent_row].push_back(i);
            if (rows_[i].refused) open.push_back(i);
        }
        while (!open.empty()) {
            const auto parent = open.back();
            open.pop_back();
            for (const auto child : children[parent]) {
                const bool was = rows_[child].refused;
                if (was) continue;
                note(rows_[child], "parent", "import.parent_refused", std::to_string(rows_[parent].row_number),
                     rows_[child].parent_text);
                open.push_back(child);
            }
        }
    }

    std::vector<OrganizationRow>& rows_;
    const Layout& layout_;
    const OrganizationImport& import_;
    const KnownOrganizations& known_;
    const FindUnits& find_units_;
    std::vector<Finding>& findings_;
    std::unordered_map<std::string, std::vector<std::size_t>> by_name_;
    std::unordered_map<std::string, std::size_t> by_code_;
};

void read_members(CellReader& cells, Attributes& values)
{
    values.members = cells.number("members");
    values.formal_members = cells.number("formal_members");
    if (values.members && values.formal_members && *values.formal_members > *values.members)
        cells.note("formal_members", "import.full_members_exceed", std::to_string(*values.members));
}

void read_dates(CellReader& cells, const OrganizationImport& import, OrganizationRow& row)
{
    row.founded_on = cells.date("founded_on").value_or(import.effective_on);
    const auto latest = std::max(import.effective_on, import.today);
    if (row.founded_on > latest) cells.note("founded_on", "import.date_in_future", latest.str());
    const auto term = cells.date("term_started_on");
    if (!term || row.values.type.empty()) return;
    if (*term > latest) return cells.note("term_started_on", "import.date_in_future", latest.str());
    if (*term < row.founded_on)
        return cells.note("term_started_on", "import.date_before_founding", row.founded_on.str());
    const auto expiry = term_expiry(import.rules, row.values, *term);
    if (!expiry) return cells.note("term_started_on", "import.has_no_term", {}, expiry.error().rule);
    row.values.term_started_on = *term;
    row.values.term_expires_on = *expiry;
}

}  // namespace

bool Mentioned::matters(const KnownOrganization& known) const
{
    return (!known.code.empty() && codes.contains(code_key(known.code))) || names.contains(fold_name(known.name)) ||
           (!known.short_name.empty() && names.contains(fold_name(known.short_name)));
}

void KnownOrganizations::add(KnownOrganization known)
{
    all_.push_back(std::make_unique<KnownOrganization>(std::move(known)));
    const auto* one = all_.back().get();
    if (!one->code.empty()) by_code_.emplace(code_key(one->code), one);
    if (!one->inside) return;
    by_name_[fold_name(one->name)].push_back(one);
    if (!one->short_name.empty() && fold_name(one->short_name) != fold_name(one->name))
        by_name_[fold_name(one->short_name)].push_back(one);
}

std::vector<const KnownOrganization*> KnownOrganizations::called(std::string_view text) const
{
    if (const auto* one = with_code(text); one && one->inside) return {one};
    const auto found = by_name_.find(fold_name(text));
    return found == by_name_.end() ? std::vector<const KnownOrganization*>{} : found->second;
}

const KnownOrganization* KnownOrganizations::with_code(std::string_view code) const
{
    const auto found = by_code_.find(code_key(code));
    return found == by_code_.end() ? nullptr : found->second;
}

bool KnownOrganizations::has_child(OrganizationId parent, std::string_view name) const
{
    const auto found = by_name_.find(fold_name(name));
    return found != by_name_.end() && std::ranges::any_of(found->second, [&](const auto* one) {
               return one->parent == parent && one->name == name;
           });
}

std::vector<OrganizationRow> read_organization_rows(const platform::Sheet& sheet, const Layout& layout,
                                                    const ImportPolicy& policy, const OrganizationImport& import,
                                                    std::vector<Finding>& findings)
{
    std::vector<OrganizationRow> rows;
    rows.reserve(sheet.rows() - layout.title_row - 1);
    CellReader cells(sheet, layout, policy, findings);
    for (auto index = layout.title_row + 1; index < sheet.rows(); ++index) {
        cells.at_row(index);
        OrganizationRow row;
        row.row_number = cells.row_number();
        row.values.exists = true;
        row.values.name = cells.text("name");
        row.values.short_name = cells.text("short_name");
        row.values.code = cells.text("code");
        row.parent_text = cells.text("parent");
        row.values.type = cells.choice("type");
        row.values.level = cells.choice("level");
        row.values.sector = cells.choice("sector");
        row.values.form = cells.choice("form");
        row.values.region_code = cells.text("region_code");
        row.values.sort_order = static_cast<int>(std::min<std::size_t>(index, 1'000'000));
        row.unit_texts = cells.list("units");
        row.document_no = cells.text("document_no");
        if (const auto* type = import.rules.type(row.values.type); type && row.values.level.empty())
            row.values.level = type->level.value_or("");
        read_members(cells, row.values);
        read_dates(cells, import, row);
        row.refused = cells.refused();
        if (!row.refused)
            for (const auto& warning : warnings_of(import.rules, row.values, row.unit_texts.size()))
                cells.note("type", "import.below_threshold", warning.detail, warning.rule, false);
        rows.push_back(std::move(row));
    }
    return rows;
}

Mentioned mentioned_by(const std::vector<OrganizationRow>& rows)
{
    Mentioned mentioned;
    for (const auto& row : rows) {
        mentioned.names.insert(fold_name(row.values.name));
        if (!row.values.code.empty()) mentioned.codes.insert(code_key(row.values.code));
        if (row.parent_text.empty()) continue;
        mentioned.names.insert(fold_name(row.parent_text));
        mentioned.codes.insert(code_key(row.parent_text));
    }
    return mentioned;
}

void check_organization_rows(std::vector<OrganizationRow>& rows, const Layout& layout, const OrganizationImport& import,
                             const KnownOrganizations& known, const FindUnits& find_units,
                             std::vector<Finding>& findings)
{
    Checker(rows, layout, import, known, find_units, findings).check();
}

std::vector<std::size_t> in_founding_order(const std::vector<OrganizationRow>& rows)
{
    std::vector<std::vector<std::size_t>> children(rows.size());
    std::vector<std::size_t> order;
    order.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].refused) continue;
        if (rows[i].parent_row == none) order.push_back(i);
        else children[rows[i].parent_row].push_back(i);
    }
    for (std::size_t at = 0; at < order.size(); ++at)
        for (const auto child : children[order[at]]) order.push_back(child);
    return order;
}

}  // namespace jishi::organization
