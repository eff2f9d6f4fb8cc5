#include "organization/import_rows.hpp"

#include "organization/bulk_founding.hpp"
#include "organization/import_organizations.hpp"
#include "organization/import_store.hpp"
#include "organization/import_undo.hpp"
#include "organization/import_units.hpp"
#include "organization/organization_store.hpp"
#include "organization/unit_links.hpp"
#include "organization/unit_service.hpp"

namespace jishi::organization {
namespace {

constexpr std::size_t chunk = 1'024;  // organisations handed over at a time

/// What both kinds have in common: they are checked against the tree as it is at one moment, and stored only while it
/// still is so.
class TreeRows : public engine::ImportedRows {
public:
    TreeRows(const Office& office, const engine::ImportTask& task) : office_(office), task_(task) {}

    Result<std::vector<engine::ImportRow>> check(db::Tx& tx, const platform::Sheet& sheet, const Layout& layout,
                                                 std::vector<Finding>& findings) final
    {
        const auto& batch = task_.batch;
        const auto target = store::find_node(tx, batch.target);
        if (!target || target->status != Status::active)
            return refuse(ErrorKind::not_found, "organization.not_found", {}, batch.target.str());
        mark_ = store::mark_of(tx);
        const auto rules = office_.rules(batch.target, batch.effective_on);
        const OrganizationImport against{
            *rules,
            {target->id, target->values.parent, target->values.name, target->values.short_name, target->values.code,
             target->values.type, target->founded_on},
            batch.effective_on,
            office_.clock.today()};
        return look({tx, sheet, layout, findings, target->path, against});
    }

    Result<bool> store(db::Tx& tx, engine::Batch& batch) final
    {
        if (store::mark_of(tx) != mark_) return false;
        TRY(put(tx, batch));
        return true;
    }

protected:
    struct Look {
        db::Tx& tx;
        const platform::Sheet& sheet;
        const Layout& layout;
        std::vector<Finding>& findings;
        const std::string& path;  // of the organisation imported into
        const OrganizationImport& against;
    };
    virtual std::vector<engine::ImportRow> look(const Look& at) = 0;
    virtual Result<void> put(db::Tx& tx, engine::Batch& batch) = 0;

    static KnownOrganizations known_of(const Look& at, const Mentioned& mentioned)
    {
        KnownOrganizations known;
        store::each_known(at.tx, at.path, [&](KnownOrganization&& one) {
            if (mentioned.matters(one)) known.add(std::move(one));
        });
        return known;
    }

    /// Answers by credit code, else by name.
    static FindUnits finder(std::vector<KnownUnit>&& units)
    {
        auto by_text = std::make_shared<std::unordered_map<std::string, std::vector<KnownUnit>>>();
        for (auto& unit : units) {
            if (!unit.credit_code.empty()) (*by_text)[unit.credit_code].push_back(unit);
            (*by_text)[unit.name].push_back(unit);
        }
        return [by_text](std::string_view text) {
            const auto found = by_text->find(std::string(text));
            return found == by_text->end() ? std::vector<KnownUnit>{} : found->second;
        };
    }

    template <class Rows>
    static std::vector<engine::ImportRow> outcome_of(const Rows& rows)
    {
        std::vector<engine::ImportRow> outcome;
        outcome.reserve(rows.size());
        for (const auto& row : rows) outcome.push_back({row.row_number, row.refused});
        return outcome;
    }

    const Office& office_;
    const engine::ImportTask task_;

private:
    store::Mark mark_;
};

class OrganizationRows final : public TreeRows {
public:
    using TreeRows::TreeRows;

private:
    std::vector<engine::ImportRow> look(const Look& at) override
    {
        rows_ = read_organization_rows(at.sheet, at.layout, task_.policy, at.against, at.findings);
        const auto known = known_of(at, mentioned_by(rows_));
        std::unordered_set<std::string> texts;
        for (const auto& row : rows_) texts.insert(row.unit_texts.begin(), row.unit_texts.end());
        check_organization_rows(rows_, at.layout, at.against, known, finder(store::known_units(at.tx, texts)),
                                at.findings);
        return outcome_of(rows_);
    }

    Result<void> put(db::Tx& tx, engine::Batch& batch) override
    {
        Change change;
        change.kind = ChangeKind::imported;
        change.id = office_.ids.next_id<ChangeTag>();
        change.organization = task_.batch.target;
        change.effective_on = task_.batch.effective_on;
        BulkFounding founding(office_, tx, task_.actor, change);
        std::vector<OrganizationId> ids(rows_.size());
        std::vector<NewNode> nodes;
        for (const auto index : in_founding_order(rows_)) {
            const auto& row = rows_[index];
            ids[index] = office_.ids.next_id<OrganizationTag>();
            NewNode node{ids[index], row.values, row.founded_on};
            node.values.parent = row.parent_row == OrganizationRow::none ? row.parent : ids[row.parent_row];
            nodes.push_back(std::move(node));
            if (nodes.size() == chunk) TRY(founding.add(std::exchange(nodes, {})));
        }
        TRY(founding.add(std::move(nodes)));
        TRY(founding.finish());
        const auto rules = office_.rules(task_.batch.target, task_.batch.effective_on);
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            const auto& row = rows_[i];
            const auto* type = rules->type(row.values.type);
            if (row.refused || row.units.empty() || !type) continue;
            TRY(link_units({tx, office_.ids, change.id, row.founded_on}, *type, ids[i], row.units));
        }
        batch.change = change.id;
        return {};
    }

    std::vector<OrganizationRow> rows_;
};

class UnitRows final : public TreeRows {
public:
    using TreeRows::TreeRows;

private:
    std::vector<engine::ImportRow> look(const Look& at) override
    {
        rows_ = read_unit_rows(at.sheet, at.layout, task_.policy, at.against, at.findings);
        const auto known = known_of(at, mentioned_by(rows_));
        std::unordered_set<std::string> texts;
        for (const auto& row : rows_) {
            texts.insert(row.name);
            if (!row.credit_code.empty()) texts.insert(row.credit_code);
        }
        check_unit_rows(rows_, at.layout, at.against, known, finder(store::known_units(at.tx, texts)), at.findings);
        return outcome_of(rows_);
    }

    Result<void> put(db::Tx& tx, engine::Batch& batch) override
    {
        std::vector<UnitId> stored;
        for (const auto& row : rows_) {
            if (row.refused) continue;
            Registering registering;
            registering.values = {true,     row.area,   row.name,        row.credit_code,
                                  row.kind, row.sector, row.region_code, row.staff_count};
            registering.opened_on = row.opened_on;
            registering.document_no = row.document_no;
            const auto unit = TRY(register_unit(office_, tx, task_.actor, registering));
            const UnitPapers papers{row.opened_on, row.document_no, {}};
            if (row.organization) TRY(attach_unit(office_, tx, task_.actor, unit.id, row.organization, papers));
            if (!row.guide.empty()) TRY(guide_unit(office_, tx, task_.actor, unit.id, row.guide, papers));
            stored.push_back(unit.id);
        }
        store::insert_batch_units(tx, batch.id, stored);
        return {};
    }

    std::vector<UnitRow> rows_;
};

}  // namespace

std::unique_ptr<engine::ImportedRows> organization_rows(const Office& office, const engine::ImportTask& task)
{
    return std::make_unique<OrganizationRows>(office, task);
}

std::unique_ptr<engine::ImportedRows> unit_rows(const Office& office, const engine::ImportTask& task)
{
    return std::make_unique<UnitRows>(office, task);
}

}  // namespace jishi::organization
