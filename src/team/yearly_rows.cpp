#include "team/yearly_rows.hpp"

#include <algorithm>
#include <span>

#include "team/id_chunks.hpp"

namespace jishi::team {
namespace {

std::vector<db::Param> params_of(const YearSpan& year)
{
    return {{"first", year.first}, {"last", year.last}, {"known", year.end().known()}};
}

/// Who has a state that begins or ends in the year.
std::vector<MemberId> touched(db::Tx& tx, const YearSpan& year)
{
    std::vector<MemberId> members;
    tx.for_each<MemberId>(R"(
        SELECT DISTINCT member FROM team_state
        WHERE recorded_at <= :known AND superseded_at > :known AND valid_from < valid_to
          AND valid_from >= :first AND valid_from <= :last ORDER BY member)",
                          params_of(year), [&](MemberId id) { members.push_back(id); });
    return members;
}

}  // namespace

void each_stage_event(db::Tx& tx, const YearSpan& year, const std::function<void(const StageEvent&)>& each)
{
    // A row is never changed: what is known of a stage is known from the day on which it was recorded.
    tx.for_each<MemberId, OrganizationId, std::string, Date>(
        R"(
        SELECT applicant, organization, stage, effective_on FROM team_applicant_stage
        WHERE effective_on <= :last AND recorded_at <= :known
        ORDER BY applicant, effective_on, id)",
        {{"last", year.last}, {"known", year.end().known()}},
        [&](MemberId person, OrganizationId organization, std::string stage, Date on) {
            each({person, organization, std::move(stage), on});
        });
}

void each_award_of(db::Tx& tx, const YearSpan& year, const std::function<void(const AwardRow&)>& each)
{
    tx.for_each<MemberId, OrganizationId, std::string, std::string>(
        R"(
        SELECT member, organization, title, level FROM team_award
        WHERE valid_from >= :first AND valid_from <= :last AND recorded_at <= :known AND superseded_at > :known)",
        params_of(year), [&](MemberId member, OrganizationId organization, std::string title, std::string level) {
            each({member, organization, std::move(title), std::move(level)});
        });
}

void each_discipline_of(db::Tx& tx, const YearSpan& year, const std::function<void(const DisciplineRow&)>& each)
{
    tx.for_each<MemberId, OrganizationId, std::string>(
        R"(
        SELECT member, organization, kind FROM team_discipline
        WHERE valid_from >= :first AND valid_from <= :last AND recorded_at <= :known AND superseded_at > :known)",
        params_of(year), [&](MemberId member, OrganizationId organization, std::string kind) {
            each({member, organization, std::move(kind)});
        });
}

void each_standing_step(db::Tx& tx, const YearSpan& year, const std::vector<std::string>& counted,
                        const std::function<void(const StandingStep&)>& each)
{
    const auto counts = [&](const std::string& status) { return std::ranges::find(counted, status) != counted.end(); };
    const auto members = touched(tx, year);
    store::for_each_chunk(std::span<const MemberId>(members), [&](store::IdChunk& chunk) {
        auto params = chunk.params();
        params.emplace_back("known", year.end().known());
        MemberId last;
        OrganizationId last_branch;
        bool counted_before = false;
        tx.for_each<MemberId, Date, OrganizationId, std::string, std::string>(
            "SELECT member, valid_from, branch, status, entry FROM team_state WHERE member IN " + chunk.list() +
                " AND recorded_at <= :known AND superseded_at > :known AND valid_from < valid_to AND active = 1 "
                "ORDER BY member, valid_from",
            params,
            [&](MemberId member, Date from, OrganizationId branch, const std::string& status, std::string change) {
                if (member != last) counted_before = false;
                const bool now = counts(status);
                if (year.first <= from && from <= year.last) {
                    if (now && counted_before && branch != last_branch) {
                        each({member, last_branch, false, "moved", branch});
                        each({member, branch, true, "moved", last_branch});
                    } else if (now != counted_before) {
                        each({member, now ? branch : last_branch, now, std::move(change), {}});
                    }
                }
                last = member;
                last_branch = branch;
                counted_before = now;
            });
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
