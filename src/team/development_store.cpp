#include "team/development_store.hpp"

#include <array>

#include "db/statement.hpp"
#include "engine/workflow_case.hpp"
#include "team/id_chunks.hpp"
#include "team/record.hpp"

namespace jishi::team::store {
namespace {

constexpr auto columns()
{
    return std::tuple{RowColumn{"id", &Applicant::id},
                      RowColumn{"shard", &Applicant::shard},
                      RowColumn{"organization", &Applicant::organization},
                      RowColumn{"name", &Applicant::name},
                      RowColumn{"pinyin", &Applicant::pinyin},
                      RowColumn{"initials", &Applicant::initials},
                      RowColumn{"sex", &Applicant::sex},
                      RowColumn{"birth_date", &Applicant::birth_date},
                      RowColumn{"ethnicity", &Applicant::ethnicity},
                      RowColumn{"native_place", &Applicant::native_place},
                      RowColumn{"education", &Applicant::education},
                      RowColumn{"occupation", &Applicant::occupation},
                      RowColumn{"front_line", &Applicant::front_line},
                      RowColumn{"league_member", &Applicant::league_member},
                      RowColumn{"id_number", &Applicant::id_number},
                      RowColumn{"id_number_index", &Applicant::id_number_index},
                      RowColumn{"phone", &Applicant::phone},
                      RowColumn{"address", &Applicant::address},
                      RowColumn{"case_id", &Applicant::case_id},
                      RowColumn{"stage", &Applicant::stage},
                      RowColumn{"applied_on", &Applicant::applied_on},
                      RowColumn{"activist_on", &Applicant::activist_on},
                      RowColumn{"educated_from", &Applicant::educated_from},
                      RowColumn{"target_on", &Applicant::target_on},
                      RowColumn{"pre_reviewed_on", &Applicant::pre_reviewed_on},
                      RowColumn{"accepted_on", &Applicant::accepted_on},
                      RowColumn{"approved_on", &Applicant::approved_on},
                      RowColumn{"probation_ends_on", &Applicant::probation_ends_on},
                      RowColumn{"full_on", &Applicant::full_on},
                      RowColumn{"registered_at", &Applicant::registered_at},
                      RowColumn{"registered_by", &Applicant::registered_by},
                      RowColumn{"version", &Applicant::version}};
}

template <class Each>
void for_each_column(Each each)
{
    std::apply([&](const auto&... column) { (each(column), ...); }, columns());
}

std::vector<db::Param> params_of(const Applicant& row)
{
    std::vector<db::Param> params;
    for_each_column([&](const auto& column) { params.emplace_back(column.name, row.*column.place); });
    return params;
}

std::optional<Applicant> one(db::Tx& tx, std::string_view condition, db::Params params)
{
    std::optional<Applicant> found;
    tx.for_each_row("SELECT " + applicant_columns() + " FROM team_applicant a WHERE " + std::string(condition),
                    std::span{params.begin(), params.size()}, applicant_types(),
                    [&](std::span<db::Cell> cells) { found = applicant_of(cells); });
    return found;
}

constexpr std::string_view plan_columns =
    "p.id, p.organization, p.shard, p.year, p.quota, p.document_no, p.reason, p.recorded_at, p.recorded_by, "
    "p.recorded_by_name";

std::vector<PlanRow> plans(db::Tx& tx, const std::string& rest, std::span<const db::Param> params)
{
    std::vector<PlanRow> list;
    tx.for_each<StateId, OrganizationId, OrganizationId, int, int, std::string, std::string, Instant, AccountId,
                std::string>("SELECT " + std::string(plan_columns) + " FROM team_development_plan p WHERE " + rest,
                             params,
                             [&](StateId id, OrganizationId organization, OrganizationId shard, int year, int quota,
                                 std::string document, std::string reason, Instant at, AccountId by, std::string name) {
                                 list.push_back({id, organization, shard, year, quota, std::move(document),
                                                 std::move(reason), at, by, std::move(name)});
                             });
    return list;
}

}  // namespace

const std::string& applicant_columns()
{
    static const auto list = [] {
        std::string names;
        for_each_column(
            [&](const auto& column) { names += (names.empty() ? "a." : ", a.") + std::string(column.name); });
        return names;
    }();
    return list;
}

std::span<const db::ColumnType> applicant_types()
{
    static const auto types = [] {
        std::vector<db::ColumnType> list;
        for_each_column([&](const auto& column) {
            list.push_back(db::Column<std::remove_cvref_t<decltype(std::declval<Applicant&>().*column.place)>>::type);
        });
        return list;
    }();
    return types;
}

Applicant applicant_of(std::span<db::Cell> cells)
{
    Applicant row;
    std::size_t at = 0;
    for_each_column([&](const auto& column) {
        using T = std::remove_cvref_t<decltype(row.*column.place)>;
        row.*column.place = db::Column<T>::get(cells[at++]);
    });
    return row;
}

std::optional<Applicant> find_applicant(db::Tx& tx, MemberId id) { return one(tx, "a.id = :id", {{"id", id}}); }

std::optional<Applicant> applicant_with_id_number(db::Tx& tx, const std::string& index)
{
    return one(tx, "a.id_number_index = :value", {{"value", index}});
}

void insert_applicant(db::Tx& tx, const Applicant& row)
{
    static const auto sql = [] {
        std::string names;
        std::string values;
        for_each_column([&](const auto& column) {
            names += (names.empty() ? "" : ", ") + std::string(column.name);
            values += (values.empty() ? ":" : ", :") + std::string(column.name);
        });
        return "INSERT INTO team_applicant (" + names + ") VALUES (" + values + ")";
    }();
    tx.execute(sql, params_of(row));
}

bool update_applicant(db::Tx& tx, const Applicant& row)
{
    static const auto sql = [] {
        std::string sets;
        for_each_column([&](const auto& column) {
            if (column.name != "id")
                sets += (sets.empty() ? "" : ", ") + std::string(column.name) + " = :" + std::string(column.name);
        });
        return "UPDATE team_applicant SET " + sets + " WHERE id = :id AND version = :version - 1";
    }();
    return tx.execute(sql, params_of(row)) == 1;
}

void rename_applicant(db::Tx& tx, MemberId from, const Applicant& row)
{
    tx.execute(
        R"(
        UPDATE team_applicant SET id = :id, id_number = :id_number, phone = :phone, address = :address, version = version + 1
        WHERE id = :from)",
        {{"id", row.id}, {"id_number", row.id_number}, {"phone", row.phone}, {"address", row.address}, {"from", from}});
    tx.execute("UPDATE team_applicant_stage SET applicant = :id WHERE applicant = :from",
               {{"id", row.id}, {"from", from}});
}

std::vector<std::pair<MemberId, OrganizationId>> left_behind(db::Tx& tx)
{
    std::vector<std::pair<MemberId, OrganizationId>> moved;
    tx.for_each<MemberId, OrganizationId>(
        "SELECT m.id, m.branch FROM engine_case c JOIN team_applicant a ON a.id = c.subject JOIN team_member m ON m.id "
        "= a.id WHERE c.subject_kind = :kind AND c.subject <> 0 AND c.state IN (0, 1) AND a.approved_on IS NOT NULL "
        "AND m.branch IS NOT NULL AND m.branch <> c.organization GROUP BY m.id, m.branch ORDER BY m.id",
        db::Params{{"kind", applicant_kind}},
        [&](MemberId id, OrganizationId branch) { moved.emplace_back(id, branch); });
    return moved;
}

std::vector<MemberId> applicants_of(db::Tx& tx, OrganizationId branch)
{
    std::vector<MemberId> ids;
    tx.for_each<MemberId>(
        "SELECT a.id FROM team_applicant a LEFT JOIN engine_case c ON c.id = a.case_id WHERE a.organization = :branch "
        "AND a.approved_on IS NULL AND (c.id IS NULL OR c.state IN (0, 1)) ORDER BY a.id",
        db::Params{{"branch", branch}}, [&](MemberId id) { ids.push_back(id); });
    return ids;
}

void insert_stage(db::Tx& tx, const StageRow& row)
{
    tx.execute(R"(
        INSERT INTO team_applicant_stage (id, applicant, shard, organization, case_id, stage, effective_on, rule_set,
            recorded_at, recorded_by, recorded_by_name)
        VALUES (:id, :applicant, :shard, :organization, :case_id, :stage, :effective_on, :rule_set, :recorded_at,
            :recorded_by, :recorded_by_name))",
               {{"id", row.id},
                {"applicant", row.applicant},
                {"shard", row.shard},
                {"organization", row.organization},
                {"case_id", row.case_id},
                {"stage", row.stage},
                {"effective_on", row.effective_on},
                {"rule_set", row.rule_set},
                {"recorded_at", row.recorded_at},
                {"recorded_by", row.recorded_by},
                {"recorded_by_name", row.recorded_by_name}});
}

void forget_applicant(db::Tx& tx, MemberId id)
{
    tx.execute("DELETE FROM team_applicant_stage WHERE applicant = :id", {{"id", id}});
    tx.execute("DELETE FROM team_applicant WHERE id = :id", {{"id", id}});
}

std::vector<StageRow> stages_of(db::Tx& tx, MemberId applicant)
{
    std::vector<StageRow> list;
    tx.for_each<StateId, OrganizationId, OrganizationId, CaseId, std::string, Date, std::string, Instant, AccountId,
                std::string>(
        R"(
        SELECT id, shard, organization, case_id, stage, effective_on, rule_set, recorded_at, recorded_by,
            recorded_by_name
        FROM team_applicant_stage WHERE applicant = :applicant ORDER BY id)",
        db::Params{{"applicant", applicant}},
        [&](StateId id, OrganizationId shard, OrganizationId organization, CaseId of, std::string stage, Date on,
            std::string rules, Instant at, AccountId by, std::string name) {
            list.push_back({id, applicant, shard, organization, of, std::move(stage), on, std::move(rules), at, by,
                            std::move(name)});
        });
    return list;
}

std::optional<PlanRow> find_plan(db::Tx& tx, OrganizationId organization, int year)
{
    const std::array<OrganizationId, 1> only{organization};
    auto found = plans_of(tx, only, year);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<PlanRow> plans_of(db::Tx& tx, std::span<const OrganizationId> organizations, int year)
{
    std::vector<PlanRow> all;
    for_each_chunk(organizations, [&](IdChunk& chunk) {
        auto params = chunk.params();
        params.emplace_back("year", year);
        params.emplace_back("forever", Instant::forever());
        for (auto& row :
             plans(tx, "p.organization IN " + chunk.list() + " AND p.year = :year AND p.superseded_at = :forever",
                   params))
            all.push_back(std::move(row));
    });
    return all;
}

std::vector<PlanRow> plan_history(db::Tx& tx, OrganizationId organization, int year)
{
    const std::array params{db::Param{"organization", organization}, db::Param{"year", year}};
    return plans(tx, "p.organization = :organization AND p.year = :year ORDER BY p.id DESC", params);
}

void put_plan(db::Tx& tx, const PlanRow& row)
{
    tx.execute(
        "UPDATE team_development_plan SET superseded_at = :now WHERE organization = :organization AND year = :year "
        "AND superseded_at = :forever",
        {{"now", row.recorded_at},
         {"organization", row.organization},
         {"year", row.year},
         {"forever", Instant::forever()}});
    tx.execute(R"(
        INSERT INTO team_development_plan (id, organization, shard, year, quota, document_no, reason, recorded_at,
            superseded_at, recorded_by, recorded_by_name)
        VALUES (:id, :organization, :shard, :year, :quota, :document_no, :reason, :recorded_at, :superseded_at,
            :recorded_by, :recorded_by_name))",
               {{"id", row.id},
                {"organization", row.organization},
                {"shard", row.shard},
                {"year", row.year},
                {"quota", row.quota},
                {"document_no", row.document_no},
                {"reason", row.reason},
                {"recorded_at", row.recorded_at},
                {"superseded_at", Instant::forever()},
                {"recorded_by", row.recorded_by},
                {"recorded_by_name", row.recorded_by_name}});
}

}  // namespace jishi::team::store
