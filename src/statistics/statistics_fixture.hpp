#pragma once
// A small installation for the tests of this module: organisations, members of all kinds, an account that may do
// everything; and the plain SQL count that every answer is compared with.

#include <map>
#include <random>
#include <set>

#include <doctest/doctest.h>

#include "engine/workflows.hpp"
#include "organization/organization_service.hpp"
#include "organization/unit_service.hpp"
#include "platform/platform_world.hpp"
#include "statistics/statistics.hpp"
#include "team/post_service.hpp"
#include "team/team.hpp"

namespace jishi::statistics::testing {

inline platform::Actor actor_on(OrganizationId organization, platform::PermissionSet permissions,
                                const platform::OrganizationScope& scope)
{
    auto actor = platform::testing::actor_of(7, "tester");
    actor.display_name = "测试员";
    platform::Grant grant;
    grant.organization = organization;
    grant.permissions = permissions;
    actor.grants = {grant};
    actor.scope = &scope;
    return actor;
}

struct Installation {
    Installation(db::Database& d, FixedClock& c, std::uint64_t seed)
        : clock(c), database(d), random(seed), under(d, c),
          organizations(d, platform::testing::national_rules(), ids, c, under.platform->audit()),
          team(d, ids, c, under.platform->audit(), under.platform->secret_key(), organizations),
          statistics(d, organizations, team, c), actor(actor_on({}, everything(), organizations.directory()))
    {
        organizations.connect(team.people());
        organizations.start();
        county = found({}, "甲县委", "local_committee");
        for (int town = 0; town < 3; ++town) {
            const auto committee = found(county, "第" + std::to_string(town) + "镇委员会", "committee");
            committees.push_back(committee);
            for (int branch = 0; branch < 3; ++branch)
                branches.push_back(found(committee, "第" + std::to_string(town * 3 + branch) + "村支部", "branch"));
        }
    }

    static platform::PermissionSet everything()
    {
        using platform::Permission;
        return {Permission::organization_read, Permission::organization_change, Permission::member_read,
                Permission::member_change,     Permission::unit_change,         Permission::post_read,
                Permission::post_change};
    }
    std::uint64_t pick(std::uint64_t below) { return random() % below; }
    template <class T>
    const T& one_of(const std::vector<T>& list)
    {
        return list[pick(list.size())];
    }

    UnitId add_unit()
    {
        organization::Registering asked;
        asked.values.area = pick(3) == 0 ? one_of(committees) : one_of(branches);
        asked.values.name = "某单位" + std::to_string(++sequence);
        asked.values.kind = one_of(std::vector<std::string>{"nonpublic_enterprise", "nonpublic_enterprise",
                                                            "individual", "institution", "social_group", "village"});
        if (pick(3) != 0) asked.values.staff_count = static_cast<int>(pick(400));
        asked.opened_on = Date{2024, 7, 1}.plus_days(static_cast<std::int64_t>(pick(300)));
        const auto unit = database.write(
            [&](db::Tx& tx) { return organization::register_unit(organizations.office(), tx, actor, asked); });
        REQUIRE_MESSAGE(unit.has_value(), (unit ? "" : unit.error().code + " " + unit.error().detail));
        units.push_back(unit->id);
        return unit->id;
    }
    /// One change of a unit or of an organisation, whatever the rules let through. @return whether it was
    bool change_body()
    {
        const auto today = clock.today();
        const organization::Papers said{today, "组发〔2026〕8号", "工作需要", "特殊需要", {}, false};
        const organization::UnitPapers paper{today, "1", {}};
        const auto unit = one_of(units);
        const auto id = one_of(branches);
        const auto& office = organizations.office();
        const auto sectors = std::vector<std::string>{"rural", "community", "nonpublic_enterprise"};
        const auto done = [](const auto& outcome) { return outcome.has_value(); };
        bool went_through = false;
        (void)database.write([&](db::Tx& tx) -> Result<void> {
            const auto judge = [&](const auto& outcome) -> Result<void> {
                went_through = done(outcome);
                if (!outcome) return std::unexpected(outcome.error());
                return {};
            };
            switch (pick(9)) {
                case 0: return judge(organization::attach_unit(office, tx, actor, unit, id, paper));
                case 1: return judge(organization::detach_unit(office, tx, actor, unit, id, paper));
                case 2: return judge(organization::guide_unit(office, tx, actor, unit, "某某", paper));
                case 3: return judge(organization::end_guide(office, tx, actor, unit, paper));
                case 4: {
                    organization::UnitUpdate asked;
                    asked.staff_count = static_cast<int>(pick(400));
                    asked.area = one_of(branches);
                    asked.papers = paper;
                    return judge(organization::update_unit(office, tx, actor, unit, asked));
                }
                case 5:
                    if (pick(3) != 0) return {};
                    return judge(organization::close_unit(office, tx, actor, unit, paper));
                case 6: {
                    organization::Reclassifying asked;
                    asked.sector = one_of(sectors);
                    asked.papers = said;
                    return judge(organization::reclassify(office, tx, actor, id, asked));
                }
                case 7: {
                    organization::Moving asked;
                    asked.parent = one_of(committees);
                    asked.papers = said;
                    return judge(organization::move(office, tx, actor, id, asked));
                }
                default: {
                    auto begun = said;
                    begun.effective_on = today.plus_days(-static_cast<std::int64_t>(pick(1500)));
                    return judge(organization::start_term(office, tx, actor, id, begun));
                }
            }
        });
        return went_through;
    }
    /// Somebody takes a post where the rules let it be.
    void appoint_somebody()
    {
        team::Appointing asked{one_of(branches), one_of(members), {}, false};
        asked.post.post = one_of(
            std::vector<std::string>{"secretary", "deputy_secretary", "commissioner", "organization_commissioner"});
        asked.post.way = "elected";
        asked.post.valid_from = clock.today().plus_days(-static_cast<std::int64_t>(pick(300)));
        asked.post.document_no = "组字〔2026〕2号";
        asked.post.reason = "工作需要";
        (void)database.write([&](db::Tx& tx) { return team::appoint(team.office(), tx, actor, asked); });
    }

    OrganizationId found(OrganizationId parent, std::string name, std::string type)
    {
        organization::Founding founding;
        founding.parent = parent;
        founding.values.name = std::move(name);
        founding.values.type = std::move(type);
        founding.values.sector = one_of(std::vector<std::string>{"rural", "community", "nonpublic_enterprise"});
        founding.papers = {Date{1984, 1, 1}, "组发〔2026〕1号", "工作需要", "特殊需要", {}, false};
        const auto outcome = database.write(
            [&](db::Tx& tx) { return organization::found(organizations.office(), tx, actor, founding); });
        REQUIRE_MESSAGE(outcome.has_value(), (outcome ? "" : outcome.error().code + " " + outcome.error().detail));
        return outcome->node.id;
    }
    team::Papers papers(Date on) { return {on, "组字〔2026〕1号", "工作需要", {}, false}; }

    std::string id_number(Date birth, bool female)
    {
        const auto day = birth.str();
        const auto number = (++sequence) * 2 % 1000 + (female ? 0 : 1);
        auto digits = std::to_string(110000 + sequence / 500 % 90) + day.substr(0, 4) + day.substr(5, 2) +
                      day.substr(8, 2) + std::to_string(1000 + number).substr(1);
        static constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
        int sum = 0;
        for (std::size_t i = 0; i < 17; ++i) sum += (digits[i] - '0') * weights[i];
        return digits + "10X98765432"[sum % 11];
    }
    void random_particulars(team::Attributes& values)
    {
        values.ethnicity = one_of(std::vector<std::string>{"01", "01", "01", "03", "04", "15"});
        values.education = one_of(std::vector<std::string>{"11", "14", "21", "22", "31", "41", "61", "71", "81", "90"});
        values.degree = one_of(std::vector<std::string>{"", "2", "3", "4"});
        values.occupation = one_of(std::vector<std::string>{"1010", "2030", "3130", "4010", "5010", "6010", "7020"});
        values.front_line = pick(3) == 0;
        values.migrant_worker = pick(5) == 0;
        values.social_stratum = one_of(std::vector<std::string>{"", "", "freelance", "rider"});
    }
    MemberId add(OrganizationId branch)
    {
        const auto birth = Date{1940, 1, 1}.plus_days(static_cast<std::int64_t>(pick(60 * 365)));
        team::Registering asked;
        asked.entry = "enrolled";
        random_particulars(asked.values);
        asked.values.branch = branch;
        asked.values.name = "某某";
        asked.values.category = "1";
        asked.values.joined_on = birth.plus_months(12 * 19).plus_days(static_cast<std::int64_t>(pick(1500)));
        asked.values.full_on = asked.values.joined_on->plus_months(12);
        asked.contact.id_number = id_number(birth, pick(2) == 0);
        asked.papers = papers(Date{2024, 7, 1}.plus_days(static_cast<std::int64_t>(pick(300))));
        const auto outcome =
            database.write([&](db::Tx& tx) { return team::register_member(team.office(), tx, actor, asked); });
        REQUIRE_MESSAGE(outcome.has_value(),
                        (outcome ? ""
                                 : outcome.error().code + " " + outcome.error().detail +
                                       (outcome.error().fields.empty()
                                            ? ""
                                            : outcome.error().fields[0].field + outcome.error().fields[0].code)));
        members.push_back(outcome->member.id);
        return outcome->member.id;
    }
    /// One change of a member, whatever the rules let through.
    void change()
    {
        const auto id = one_of(members);
        const auto today = clock.today();
        (void)database.write([&](db::Tx& tx) -> Result<void> {
            switch (pick(4)) {
                case 0: {
                    team::Amending asked;
                    random_particulars(asked.values);
                    asked.changed = team::AttributeSet{team::Attribute::ethnicity, team::Attribute::education,
                                                       team::Attribute::occupation, team::Attribute::front_line};
                    asked.papers = papers(today);
                    TRY(team::amend_member(team.office(), tx, actor, id, asked));
                    return {};
                }
                case 1: {
                    team::Moving asked;
                    asked.branch = one_of(branches);
                    asked.papers = papers(today);
                    TRY(team::move_member(team.office(), tx, actor, id, asked));
                    return {};
                }
                default: {
                    team::StandingChange asked;
                    asked.change = one_of(std::vector<std::string>{"suspended", "died", "restored", "transferred_out"});
                    asked.ground = asked.change == "suspended" ? "settled_abroad" : "";
                    asked.papers = papers(today);
                    TRY(team::change_standing(team.office(), tx, actor, id, asked));
                    return {};
                }
            }
        });
    }

    Result<CrosstabAnswer> ask(const CrosstabQuestion& question, const platform::Actor& who)
    {
        std::optional<Result<CrosstabAnswer>> answer;
        database.read([&](db::Tx& tx) { answer.emplace(crosstab(statistics.office(), tx, who, question)); });
        return *std::move(answer);
    }
    Result<CrosstabAnswer> ask(const CrosstabQuestion& question) { return ask(question, actor); }

    FixedClock& clock;
    db::Database& database;
    std::mt19937_64 random;
    platform::testing::World under;
    IdGenerator ids;
    organization::Organizations organizations;
    team::Team team;
    Statistics statistics;
    platform::Actor actor;
    OrganizationId county;
    std::vector<OrganizationId> committees;
    std::vector<OrganizationId> branches;
    std::vector<MemberId> members;
    std::vector<UnitId> units;
    int sequence = 0;
};

template <class Body>
void each_installation(std::uint64_t seed, Body body)
{
    FixedClock clock(Date{2026, 3, 5});
    jishi::testing::each_database(
        {platform::migrations(), engine::migrations(), organization::migrations(), team::migrations()}, clock,
        [&](db::Database& database) {
            clock.set(Date{2026, 3, 5});
            Installation installation(database, clock, seed);
            body(installation);
        });
}

}  // namespace jishi::statistics::testing
