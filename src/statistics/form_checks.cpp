#include "statistics/form_checks.hpp"

#include <algorithm>

namespace jishi::statistics {
namespace {

class Checking {
public:
    Checking(const Form& form, const FormCounter& counter, const FormCounter* before)
        : form_(form), counter_(counter), before_(before)
    {
    }

    CheckResult run(const FormCheck& check, Node node) const
    {
        CheckResult result;
        result.check = &check;
        switch (check.kind) {
            case FormCheckKind::adds_up: adds_up(check, node, result); break;
            case FormCheckKind::without_members: without_members(check, node, result); break;
            case FormCheckKind::equal:
            case FormCheckKind::at_most: compare(check, node, result); break;
        }
        return result;
    }

    bool is_sensitive(const FormCheck& check) const
    {
        const auto of = [&](const std::string& section) {
            const auto* found = form_.find(section);
            return found != nullptr && found->sensitive;
        };
        return of(check.section) || std::ranges::any_of(check.left, of, &FormTerm::section) ||
               std::ranges::any_of(check.right, of, &FormTerm::section);
    }

private:
    void adds_up(const FormCheck& check, Node node, CheckResult& result) const
    {
        const auto* section = form_.find(check.section);
        if (section == nullptr || section->rows.empty()) return;
        auto all = section->rows.front().cell;
        if (!section->columns.empty()) all = all + section->columns.front().cell;
        if (!counter_.has(all)) {
            result.known = false;
            return;
        }
        if (all.count == "members" || all.count == "admitted") {
            std::erase_if(all.of, [&](const CellSpec::Of& one) { return one.column == section->by; });
            result.right = static_cast<std::int64_t>(counter_.count(all, node));
            result.to_mend = counter_.unsaid(section->by, all, node);
            result.left = result.right - static_cast<std::int64_t>(result.to_mend);
            if (result.to_mend > 0) result.persons = counter_.who_is_unsaid(section->by, all, node, named_max);
        } else {
            bodies_without_row(*section, all, node, result);
        }
        result.ok = result.to_mend == 0;
    }

    /// Organisations that are in none of the rows: their sector is unsaid, or of another code.
    void bodies_without_row(const FormSection& section, CellSpec all, Node node, CheckResult& result) const
    {
        auto told = all;
        told.sectors.clear();
        for (const auto& row : section.rows)
            told.sectors.insert(told.sectors.end(), row.cell.sectors.begin(), row.cell.sectors.end());
        all.sectors.clear();
        const auto in_rows = counter_.organizations(told, node);
        const auto whole = counter_.organizations(all, node);
        result.left = std::ssize(in_rows);
        result.right = std::ssize(whole);
        for (const auto at : whole)
            if (!std::ranges::binary_search(in_rows, at)) name(at, result);
    }

    void without_members(const FormCheck& check, Node node, CheckResult& result) const
    {
        CellSpec bodies;
        bodies.count = "organizations";
        bodies.types = check.types;
        const auto& rows = counter_.world().members();
        for (const auto at : counter_.organizations(bodies, node)) {
            ++result.right;
            if (rows.count_rows(rows.rows_below(at)) > 0) ++result.left;
            else name(at, result);
        }
        result.ok = result.to_mend == 0;
    }

    void name(Node at, CheckResult& result) const
    {
        ++result.to_mend;
        if (result.bodies.size() < named_max) result.bodies.push_back(counter_.world().members().tree().id(at));
    }

    std::optional<std::int64_t> sum(const std::vector<FormTerm>& terms, Node node) const
    {
        std::int64_t total = 0;
        for (const auto& term : terms) {
            const auto* counter = term.before ? before_ : &counter_;
            if (counter == nullptr) return std::nullopt;
            const auto at =
                term.before ? counter->world().members().tree().find(counter_.world().members().tree().id(node)) : node;
            const auto cell = cell_of(term);
            if (!cell || !counter->has(*cell)) return std::nullopt;
            // What was not there a year before had nobody.
            const auto count = at == node_none ? 0 : static_cast<std::int64_t>(counter->count(*cell, at));
            total += term.less ? -count : count;
        }
        return total;
    }

    std::optional<CellSpec> cell_of(const FormTerm& term) const
    {
        const auto* section = form_.find(term.section);
        if (section == nullptr) return std::nullopt;
        const auto row = std::ranges::find(section->rows, term.row, &FormLine::code);
        if (row == section->rows.end()) return std::nullopt;
        if (section->columns.empty()) return row->cell;
        const auto column = term.column.empty() ? section->columns.begin()
                                                : std::ranges::find(section->columns, term.column, &FormLine::code);
        if (column == section->columns.end()) return std::nullopt;
        return row->cell + column->cell;
    }

    bool fails(const FormCheck& check, Node node, std::int64_t& left, std::int64_t& right, bool& known) const
    {
        const auto one = sum(check.left, node);
        const auto other = sum(check.right, node);
        known = one && other;
        if (!known) return false;
        left = *one;
        right = *other;
        return check.kind == FormCheckKind::equal ? left != right : left > right;
    }

    void compare(const FormCheck& check, Node node, CheckResult& result) const
    {
        result.ok = !fails(check, node, result.left, result.right, result.known);
        if (!result.ok) descend(check, node, result);
    }

    /// The lowest organisations in which it fails: those have to be mended.
    void descend(const FormCheck& check, Node node, CheckResult& result) const
    {
        bool below = false;
        for (const auto child : counter_.world().members().tree().children(node)) {
            std::int64_t left = 0;
            std::int64_t right = 0;
            bool known = true;
            if (!fails(check, child, left, right, known)) continue;
            below = true;
            descend(check, child, result);
        }
        if (!below) name(node, result);
    }

    const Form& form_;
    const FormCounter& counter_;
    const FormCounter* before_;
};

}  // namespace

std::vector<CheckResult> check_form(const Form& form, const FormCounter& counter, Node node, const FormCounter* before,
                                    bool sensitive)
{
    const Checking checking(form, counter, before);
    std::vector<CheckResult> results;
    for (const auto& check : form.checks)
        if (sensitive || !checking.is_sensitive(check)) results.push_back(checking.run(check, node));
    return results;
}

}  // namespace jishi::statistics
