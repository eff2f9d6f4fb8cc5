#include "team/yearly_rows.hpp"

#include <algorithm>
#include <span>
#include <string_view>

#include "team/id_chunks.hpp"

namespace jishi::team {
namespace {

std::vector<db::Param> params_of(const YearSpan& year)
{
    return {{"first", year.first}, {"last", year.last}, {"known", year.end().known()}};
}

using Members = std::vector<MemberId>;

constexpr std::string_view began_in_year =
    "recorded_at <= :known AND superseded_at > :known AND valid_from < valid_to AND valid_from >= :first "
    "AND valid_from <= :last";

std::vector<db::Param> with(const store::IdChunk& chunk, const std::vector<db::Param>& params)
{
    auto all = chunk.params();
    all.insert(all.end(), params.begin(), params.end());
    return all;
}

void sort_once(Members& members)
{
    std::ranges::sort(members);
    members.erase(std::ranges::unique(members).begin(), members.end());
}

/// Who has a state that begins or ends in the year.
Members touched(db::Tx& tx, const YearSpan& year)
{
    Members members;
    tx.for_each<MemberId>(
        "SELECT DISTINCT member FROM team_state WHERE " + std::string(began_in_year) + " ORDER BY member",
        params_of(year), [&](MemberId id) { members.push_back(id); });
    return members;
}

/// Of them those who were at one of the organisations in the year, and those people.
Members touched(db::Tx& tx, const YearSpan& year, const YearScope& within)
{
    Members candidates = within.members;
    const auto all = params_of(year);
    store::for_each_chunk(std::span<const OrganizationId>(within.organizations), [&](store::IdChunk& chunk) {
        tx.for_each<MemberId>("SELECT DISTINCT member FROM team_state WHERE branch IN " + chunk.list() +
                                  " AND recorded_at <= :known AND superseded_at > :known AND valid_from < valid_to "
                                  "AND valid_from <= :last AND valid_to >= :first",
                              with(chunk, all), [&](MemberId id) { candidates.push_back(id); });
    });
    sort_once(candidates);
    Members members;
    store::for_each_chunk(std::span<const MemberId>(candidates), [&](store::IdChunk& chunk) {
        tx.for_each<MemberId>("SELECT DISTINCT member FROM team_state WHERE member IN " + chunk.list() + " AND " +
                                  std::string(began_in_year) + " ORDER BY member",
                              with(chunk, all), [&](MemberId id) { members.push_back(id); });
    });
    return members;
}

/// Runs a statement for everything, or for what is told of a scope: by its organisations, then by its people where they
/// stood at others. @param read  (statement's condition, its parameters, whether a row of an organisation is wanted)
template <class Read>
void in_scope(const YearScope* within, const std::vector<db::Param>& params, std::string_view person, Read&& read)
{
    if (within == nullptr) return read(std::string(), params, [](OrganizationId) { return true; });
    store::for_each_chunk(std::span<const OrganizationId>(within->organizations), [&](store::IdChunk& chunk) {
        read(" AND organization IN " + chunk.list(), with(chunk, params), [](OrganizationId) { return true; });
    });
    store::for_each_chunk(std::span<const MemberId>(within->members), [&](store::IdChunk& chunk) {
        read(" AND " + std::string(person) + " IN " + chunk.list(), with(chunk, params),
             [&](OrganizationId at) { return !std::ranges::binary_search(within->organizations, at); });
    });
}

/// Everybody who reached a stage at one of the organisations, and those people.
Members on_the_way(db::Tx& tx, const YearSpan& year, const YearScope& within)
{
    Members persons = within.members;
    store::for_each_chunk(std::span<const OrganizationId>(within.organizations), [&](store::IdChunk& chunk) {
        tx.for_each<MemberId>("SELECT DISTINCT applicant FROM team_applicant_stage WHERE organization IN " +
                                  chunk.list() + " AND effective_on <= :last AND recorded_at <= :known",
                              with(chunk, {{"last", year.last}, {"known", year.end().known()}}),
                              [&](MemberId id) { persons.push_back(id); });
    });
    sort_once(persons);
    return persons;
}

}  // namespace

void each_stage_event(db::Tx& tx, const YearSpan& year, const YearScope* within,
                      const std::vector<std::string>& counted, const std::function<void(const StageEvent&)>& each)
{
    // A row is never changed: what is known of a stage is known from the day on which it was recorded. Nothing is done
    // in a case after its end, so that its end is known since its last step.
    const auto read = [&](const std::string& of, std::vector<db::Param> params) {
        const auto statuses = store::text_list(counted, params);
        tx.for_each<MemberId, OrganizationId, std::string, Date, bool, bool>(
            "SELECT g.applicant, g.organization, g.stage, g.effective_on, CASE WHEN s.id IS NULL THEN 0 ELSE 1 END, "
            "CASE WHEN EXISTS (SELECT 1 FROM team_state t WHERE t.member = g.applicant AND t.recorded_at <= :known "
            "AND t.superseded_at > :known AND t.valid_from <= :last AND t.valid_to > :last AND t.active = 1 "
            "AND t.status IN " +
                statuses +
                ") THEN 1 ELSE 0 END "
                "FROM team_applicant_stage g LEFT JOIN engine_case c ON c.id = g.case_id AND c.ended_on <= :last "
                "LEFT JOIN engine_step s ON s.case_id = c.id AND s.number = c.steps_done AND s.recorded_at <= :known "
                "WHERE g.effective_on <= :last AND g.recorded_at <= :known" +
                of + " ORDER BY g.applicant, g.effective_on, g.id",
            params,
            [&](MemberId person, OrganizationId organization, std::string stage, Date on, bool over, bool counts) {
                each({person, organization, std::move(stage), on, over, counts});
            });
    };
    const std::vector<db::Param> until{{"last", year.last}, {"known", year.end().known()}};
    if (within == nullptr) return read("", until);
    const auto persons = on_the_way(tx, year, *within);
    store::for_each_chunk(std::span<const MemberId>(persons), [&](store::IdChunk& chunk) {
        read(" AND g.applicant IN " + chunk.list(), with(chunk, until));
    });
}

void each_award_of(db::Tx& tx, const YearSpan& year, const YearScope* within,
                   const std::function<void(const AwardRow&)>& each)
{
    in_scope(within, params_of(year), "member",
             [&](const std::string& of, const std::vector<db::Param>& params, const auto& is_wanted) {
                 tx.for_each<MemberId, OrganizationId, std::string, std::string>(
                     "SELECT member, organization, title, level FROM team_award WHERE valid_from >= :first "
                     "AND valid_from <= :last AND recorded_at <= :known AND superseded_at > :known" +
                         of,
                     params, [&](MemberId member, OrganizationId organization, std::string title, std::string level) {
                         if (is_wanted(organization)) each({member, organization, std::move(title), std::move(level)});
                     });
             });
}

void each_discipline_of(db::Tx& tx, const YearSpan& year, const YearScope* within,
                        const std::function<void(const DisciplineRow&)>& each)
{
    in_scope(within, params_of(year), "member",
             [&](const std::string& of, const std::vector<db::Param>& params, const auto& is_wanted) {
                 tx.for_each<MemberId, OrganizationId, std::string>(
                     "SELECT member, organization, kind FROM team_discipline WHERE valid_from >= :first "
                     "AND valid_from <= :last AND recorded_at <= :known AND superseded_at > :known" +
                         of,
                     params, [&](MemberId member, OrganizationId organization, std::string kind) {
                         if (is_wanted(organization)) each({member, organization, std::move(kind)});
                     });
             });
}

void each_standing_step(db::Tx& tx, const YearSpan& year, const YearScope* within,
                        const std::vector<std::string>& counted, const std::function<void(const StandingStep&)>& each)
{
    const auto counts = [&](const std::string& status) { return std::ranges::find(counted, status) != counted.end(); };
    const auto members = within == nullptr ? touched(tx, year) : touched(tx, year, *within);
    store::for_each_chunk(std::span<const MemberId>(members), [&](store::IdChunk& chunk) {
        auto params = chunk.params();
        params.emplace_back("known", year.end().known());
        MemberId last;
        OrganizationId last_branch;
        bool counted_before = false;
        tx.for_each<MemberId, Date, OrganizationId, bool, std::string, std::string>(
            "SELECT member, valid_from, branch, active, status, entry FROM team_state WHERE member IN " + chunk.list() +
                " AND recorded_at <= :known AND superseded_at > :known AND valid_from < valid_to "
                "ORDER BY member, valid_from",
            params,
            [&](MemberId member, Date from, OrganizationId branch, bool active, const std::string& status,
                std::string change) {
                if (member != last) counted_before = false;
                const bool now = active && counts(status);
                if (year.first <= from && from <= year.last) {
                    if (now && counted_before && branch != last_branch) {
                        each({member, last_branch, false, "moved", branch, from});
                        each({member, branch, true, "moved", last_branch, from});
                    } else if (now != counted_before) {
                        each({member, now ? branch : last_branch, now, std::move(change), {}, from});
                    }
                }
                last = member;
                last_branch = branch;
                counted_before = now;
            });
    });
}

void each_stay(db::Tx& tx, const YearSpan& year, const std::vector<OrganizationId>& organizations,
               const std::vector<std::string>& counted, const std::function<void(const Stay&)>& each)
{
    store::for_each_chunk(std::span<const OrganizationId>(organizations), [&](store::IdChunk& chunk) {
        auto params = with(chunk, params_of(year));
        const auto statuses = store::text_list(counted, params);
        Stay stay;
        const auto ends = [&] {
            if (stay.member) each(stay);
        };
        tx.for_each<MemberId, OrganizationId, Date, Date>(
            "SELECT member, branch, valid_from, valid_to FROM team_state WHERE branch IN " + chunk.list() +
                " AND recorded_at <= :known AND superseded_at > :known AND valid_from < valid_to AND active = 1 "
                "AND valid_from <= :last AND valid_to >= :first AND status IN " +
                statuses + " ORDER BY branch, member, valid_from",
            params, [&](MemberId member, OrganizationId branch, Date from, Date to) {
                if (stay.member == member && stay.organization == branch && stay.to == from) {
                    stay.to = to;
                    return;
                }
                ends();
                stay = {member, branch, from, to};
            });
        ends();
    });
}

void each_quota_of(db::Tx& tx, const YearSpan& year, const std::function<void(const QuotaRow&)>& each)
{
    tx.for_each<OrganizationId, int>(
        R"(
        SELECT organization, quota FROM team_development_plan
        WHERE year = :year AND recorded_at <= :known AND superseded_at > :known)",
        {{"year", year.last.year()}, {"known", year.end().known()}}, [&](OrganizationId organization, int quota) {
            each({organization, quota});
        });
}

}  // namespace jishi::team
