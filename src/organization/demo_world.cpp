#include "organization/demo_world.hpp"

#include <stdexcept>
#include <unordered_map>

#include "organization/counterpart.hpp"
#include "organization/demo_plan.hpp"
#include "organization/organization_service.hpp"
#include "organization/unit_service.hpp"

namespace jishi::organization {
namespace {

class Builder {
public:
    Builder(const Office& office, db::Tx& tx, const platform::Actor& actor, const DemoPlan& plan)
        : office_(office), tx_(tx), actor_(actor), plan_(plan)
    {
        for (const auto& unit : plan.units) units_by_key_.emplace(unit.key, &unit);
    }

    Result<DemoWorld> build()
    {
        for (const auto& one : plan_.organizations) TRY(found_one(one));
        for (const auto& unit : plan_.units)
            if (!units_.contains(unit.key)) TRY(register_one(unit));
        for (const auto& event : plan_.events) TRY(apply(event));
        for (const auto& one : plan_.counterparts) TRY(add_one(one));
        for (const auto& account : plan_.accounts)
            world_.accounts.push_back({account.username, account.display_name, account.role,
                                       account.organization.empty() ? OrganizationId{} : ids_.at(account.organization),
                                       account.subtree});
        return std::move(world_);
    }

private:
    /// Says which row it was.
    template <class T>
    static Result<T> named(Result<T>&& outcome, const std::string& key)
    {
        if (!outcome) {
            auto error = std::move(outcome).error();
            for (const auto& field : error.fields)
                error.detail += " " + field.field + ": " + field.code + " " + field.detail;
            error.detail = key + ": " + error.detail;
            return std::unexpected(std::move(error));
        }
        return std::move(outcome);
    }

    Result<void> register_one(const PlannedUnit& planned)
    {
        Registering registering;
        registering.values = {true,         ids_.at(planned.area), planned.name,        planned.credit_code,
                              planned.kind, planned.sector,        planned.region_code, planned.staff_count};
        registering.opened_on = planned.opened_on;
        const auto unit = TRY(named(register_unit(office_, tx_, actor_, registering), planned.key));
        units_.emplace(planned.key, unit.id);
        ++world_.units;
        if (!planned.guide.empty() && planned.guide_from <= office_.clock.today())
            TRY(named(guide_unit(office_, tx_, actor_, unit.id, planned.guide, {planned.guide_from, "", {}}),
                      planned.key));
        return {};
    }

    Result<void> found_one(const PlannedOrganization& planned)
    {
        Founding founding;
        // A town looks after the unit of its own place: there must be a town first.
        const auto is_of_itself = [&](const std::string& key) { return units_by_key_.at(key)->area == planned.key; };
        for (const auto& key : planned.units) {
            if (is_of_itself(key)) continue;
            TRY(register_one(*units_by_key_.at(key)));
            founding.units.push_back(units_.at(key));
        }
        if (!planned.parent.empty()) founding.parent = ids_.at(planned.parent);
        auto& values = founding.values;
        values.name = planned.name;
        values.short_name = planned.short_name;
        values.code = planned.code;
        values.type = planned.type;
        values.level = planned.level;
        values.sector = planned.sector;
        values.form = planned.form;
        values.region_code = planned.region_code;
        values.sort_order = static_cast<int>(ids_.size());
        values.members = planned.members;
        values.formal_members = planned.formal_members;
        founding.papers.effective_on = planned.founded_on;
        founding.papers.document_no = planned.document_no;
        const auto outcome = TRY(named(found(office_, tx_, actor_, founding), planned.key));
        if (planned.parent.empty()) world_.root = outcome.node.id;
        ids_.emplace(planned.key, outcome.node.id);
        for (const auto& key : planned.units) {
            if (!is_of_itself(key)) continue;
            TRY(register_one(*units_by_key_.at(key)));
            const UnitPapers papers{planned.founded_on, planned.document_no, {}};
            TRY(named(attach_unit(office_, tx_, actor_, units_.at(key), outcome.node.id, papers), key));
            founding.units.push_back(units_.at(key));
        }
        units_of_.emplace(planned.key, founding.units);
        ++world_.organizations;
        return {};
    }

    Result<void> apply(const PlannedEvent& event)
    {
        const auto id = ids_.at(event.subject);
        Papers papers;
        papers.effective_on = event.on;
        papers.document_no = event.document_no;
        papers.reason = event.reason;
        ++world_.changes;
        if (event.step != DemoStep::close_unit) {
            TRY(named(change(event, id, papers), event.subject + " " + event.on.str()));
            return {};
        }
        for (const auto unit : units_of_.at(event.subject))
            TRY(named(close_unit(office_, tx_, actor_, unit, {event.on, event.document_no, {}}), event.subject));
        return {};
    }

    Result<Outcome> change(const PlannedEvent& event, OrganizationId id, const Papers& papers)
    {
        const auto target = event.target.empty() ? OrganizationId{} : ids_.at(event.target);
        switch (event.step) {
            case DemoStep::rename: return rename(office_, tx_, actor_, id, {event.name, event.short_name, papers});
            case DemoStep::change_type: {
                const auto* type = office_.policies.on(event.on)->type(event.type);
                return change_type(office_, tx_, actor_, id,
                                   {event.type, type ? std::optional(type->level.value_or("")) : std::nullopt,
                                    event.members, event.members, papers});
            }
            case DemoStep::reclassify: {
                Reclassifying reclassifying;
                reclassifying.sector = event.sector;
                reclassifying.papers = papers;
                return reclassify(office_, tx_, actor_, id, reclassifying);
            }
            case DemoStep::move: return move(office_, tx_, actor_, id, {target, papers});
            case DemoStep::merge: return merge(office_, tx_, actor_, id, {target, papers});
            case DemoStep::split: return split(office_, tx_, actor_, id, {{{event.name, event.type, {}, {}}}, papers});
            case DemoStep::dissolve: return dissolve(office_, tx_, actor_, id, {target, papers});
            case DemoStep::start_term: return start_term(office_, tx_, actor_, id, papers);
            case DemoStep::close_unit: break;
        }
        throw std::logic_error("demo world: a step that is not one of an organisation");
    }

    Result<void> add_one(const PlannedCounterpart& planned)
    {
        if (planned.founded_on > office_.clock.today()) return {};
        const Counterpart counterpart{
            {}, ids_.at(planned.organization), planned.kind, planned.name, planned.founded_on};
        TRY(named(add_counterpart(office_, tx_, actor_, counterpart), planned.organization));
        ++world_.counterparts;
        return {};
    }

    const Office& office_;
    db::Tx& tx_;
    const platform::Actor& actor_;
    const DemoPlan& plan_;
    DemoWorld world_;
    std::unordered_map<std::string, const PlannedUnit*> units_by_key_;
    std::unordered_map<std::string, OrganizationId> ids_;
    std::unordered_map<std::string, UnitId> units_;
    std::unordered_map<std::string, std::vector<UnitId>> units_of_;
};

Result<DemoPlan> plan_of(const Office& office, const std::filesystem::path& folder)
{
    const auto today = office.clock.today();
    try {
        return plan_demo_world(folder, *office.policies.on(today), today);
    } catch (const std::runtime_error& error) {
        return refuse(ErrorKind::invalid_input, "demo.broken", {}, error.what());
    }
}

}  // namespace

Result<DemoWorld> load_demo_world(db::Database& database, const Office& office, const platform::Actor& actor,
                                  const std::filesystem::path& folder)
{
    const auto plan = TRY(plan_of(office, folder));
    return database.write([&](db::Tx& tx) -> Result<DemoWorld> {
        if (tx.value<std::int64_t>("SELECT COUNT(*) FROM organization_node") > 0)
            return refuse(ErrorKind::conflict, "demo.not_empty");
        return Builder(office, tx, actor, plan).build();
    });
}

}  // namespace jishi::organization
