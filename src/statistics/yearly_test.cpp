#include "statistics/yearly.hpp"

#include <thread>

#include <doctest/doctest.h>

#include "platform/spreadsheet.hpp"
#include "statistics/forecast.hpp"
#include "statistics/form_sheet.hpp"
#include "statistics/yearly_fixture.hpp"

using namespace jishi;
using namespace jishi::statistics;
using namespace jishi::statistics::testing;
using platform::Permission;

TEST_CASE("yearly: awards, discipline and changes of the year stand in the form, from their records [STAT-02]")
{
    each_office(11, [](Office& office) {
        auto& world = office.world;
        const auto member = world.members.front();
        const auto done = world.database.write([&](db::Tx& tx) -> Result<void> {
            const auto award = [&](MemberId to, OrganizationId at, const char* title, Date on) {
                tx.execute(R"(
                    INSERT INTO team_award (id, record, member, organization, shard, valid_from, valid_to, recorded_at,
                        superseded_at, recorded_by, recorded_by_name, title, name, level, authority, document_no,
                        end_document_no, end_reason)
                    VALUES (:id, :id, :member, :organization, 0, :on, '9999-12-31', :now, :forever, 7, '', :title, '',
                        'county', '', '', '', ''))",
                           {{"id", world.ids.next()},
                            {"member", to},
                            {"organization", at},
                            {"on", on},
                            {"now", tx.recorded_at()},
                            {"forever", Instant::forever()},
                            {"title", title}});
            };
            award(member, world.branches.front(), "excellent_member", Date{2025, 7, 1});
            award(member, world.branches.front(), "excellent_member", Date{2026, 1, 5});  // of another year
            award({}, world.branches.front(), "advanced_organization", Date{2025, 7, 1});
            tx.execute(R"(
                INSERT INTO team_discipline (id, record, member, organization, shard, valid_from, valid_to, recorded_at,
                    superseded_at, recorded_by, recorded_by_name, kind, ground, authority, document_no, decided_on,
                    rights_to, blocked_to, grade_to, end_kind, end_document_no)
                VALUES (:id, :id, :member, :organization, 0, '2025-09-01', '2026-09-01', :now, :forever, 7, '',
                    'warning', '', '', '', '2025-09-01', '2025-09-01', '2026-09-01', '2025-09-01', '', ''))",
                       {{"id", world.ids.next()},
                        {"member", world.members.back()},
                        {"organization", world.branches.front()},
                        {"now", tx.recorded_at()},
                        {"forever", Instant::forever()}});
            team::StandingChange died;
            died.change = "died";
            died.papers = world.papers(Date{2025, 11, 3});
            TRY(team::change_standing(world.team.office(), tx, office.department, world.members[1], died));
            return {};
        });
        REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().code));
        const auto made = office.make(year);
        REQUIRE_MESSAGE(made.has_value(), (made ? "" : made.error().code));
        const auto& table = made->table;
        CHECK(table.members == 59);
        CHECK(row(table, "commended", "members").count() == 1);
        CHECK(row(table, "commended", "organizations").count() == 1);
        CHECK(row(table, "commended", "workers").count() == 0);
        CHECK(row(table, "discipline", "all").count() == 1);
        CHECK(row(table, "discipline", "warning").count() == 1);
        CHECK(row(table, "changes", "lost_died").count() == 1);
        CHECK(row(table, "totals", "branches").count() == world.branches.size());
        std::uint64_t by_sector = 0;
        for (const auto& one : table.find("sectors")->rows) by_sector += one.count();
        CHECK(by_sector == row(table, "totals", "organizations").count());
        // Last year's members, what was gained and what was lost make this year's, in the county and in every branch.
        CHECK(check(*made, "growth").ok);
        for (const auto branch : world.branches) {
            const auto of_branch = office.make(year, "", branch);
            REQUIRE(of_branch.has_value());
            CHECK(check(*of_branch, "growth").ok);
        }
        // [SEC-04] Who may not see discipline gets the form without it.
        const auto reader =
            actor_on({}, {Permission::organization_read, Permission::member_read}, world.organizations.directory());
        world.database.read([&](db::Tx& tx) {
            const auto seen = office.yearly.make(tx, reader, {world.county, "", year, {}});
            REQUIRE(seen.has_value());
            CHECK(seen->table.find("discipline")->withheld);
            CHECK(seen->table.find("discipline")->rows.empty());
        });
    });
}

TEST_CASE("yearly: moves between branches cancel out above them and count as gained and lost below [STAT-05]")
{
    each_office(12, [](Office& office) {
        auto& world = office.world;
        const auto before = office.make(2026);
        REQUIRE(before.has_value());
        for (int i = 0; i < 25; ++i) world.change();
        const auto made = office.make(2026);
        REQUIRE(made.has_value());
        CHECK(check(*made, "growth").ok);
        for (const auto& places : {world.committees, world.branches})
            for (const auto place : places) {
                const auto below = office.make(2026, "", place);
                REQUIRE(below.has_value());
                const auto& growth = check(*below, "growth");
                CAPTURE(place.str());
                CHECK(growth.left == growth.right);
            }
    });
}

TEST_CASE("yearly: a failed check names the members and the branches to mend [STAT-03]")
{
    each_office(13, [](Office& office) {
        auto& world = office.world;
        const auto empty = world.found(world.committees.front(), "空村支部", "branch");
        const auto member = world.members[3];
        const auto done = world.database.write([&](db::Tx& tx) -> Result<void> {
            team::Amending asked;
            asked.values.occupation = "";
            asked.changed = team::AttributeSet{team::Attribute::occupation};
            asked.papers = world.papers(Date{2025, 6, 1});
            TRY(team::amend_member(world.team.office(), tx, office.department, member, asked));
            return {};
        });
        REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().code + done.error().detail));
        const auto made = office.make(year);
        REQUIRE(made.has_value());
        const auto& occupations = check(*made, "occupations");
        CHECK_FALSE(occupations.ok);
        CHECK(occupations.persons == std::vector<std::int64_t>{member.value});
        CHECK(occupations.left + 1 == occupations.right);
        CHECK(made->table.find("occupations")->missing == 1);
        const auto& branches = check(*made, "empty_branches");
        CHECK_FALSE(branches.ok);
        CHECK(std::ranges::find(branches.bodies, empty.value) != branches.bodies.end());
        CHECK(check(*made, "ages").ok);
        // It is not sealed unless somebody says why.
        office.pass(1);
        CHECK(office.seal().error().code == "statistics.checks_failed");
        const auto sealed = office.seal("岗位待核");
        REQUIRE_MESSAGE(sealed.has_value(), (sealed ? "" : sealed.error().code));
        CHECK(sealed->remark == "岗位待核");
    });
}

TEST_CASE("yearly: last year's sealed table rebuilds byte for byte, whatever is recorded since [STAT-09]")
{
    each_office(14, [](Office& office) {
        auto& world = office.world;
        const auto sealed = office.seal("试点");
        REQUIRE_MESSAGE(sealed.has_value(), (sealed ? "" : sealed.error().code));
        CHECK(office.audited("statistics.sealed") == 1);
        auto verdict = office.verify(*sealed);
        CHECK(verdict.ok());
        CHECK(verdict.key);
        CHECK(verdict.rebuilt);
        CHECK(verdict.adjustments.empty());
        // A death of last year is learnt of later: the sealed figures stay, and what is told otherwise is shown.
        office.pass(3600);
        const auto done = world.database.write([&](db::Tx& tx) -> Result<void> {
            team::StandingChange died;
            died.change = "died";
            died.papers = world.papers(Date{2025, 12, 20});
            TRY(team::change_standing(world.team.office(), tx, office.department, world.members[5], died));
            return {};
        });
        REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().code));
        office.pass(3600);
        for (int i = 0; i < 10; ++i) world.change();
        world.found(world.committees.front(), "新村支部", "branch");
        office.pass(3600);
        verdict = office.verify(*sealed);
        CHECK(verdict.ok());
        CHECK(verdict.rebuilt);
        CHECK(verdict.differences.empty());
        const auto total = std::ranges::find(verdict.adjustments, "totals.members", &FigureChange::cell);
        REQUIRE(total != verdict.adjustments.end());
        CHECK(total->sealed == "60");
        CHECK(total->now == "59");
    });
}

TEST_CASE("yearly: a figure, a signature or the record behind a seal that was touched is found [STAT-09]")
{
    each_office(15, [](Office& office) {
        const auto sealed = office.seal("试点");
        REQUIRE(sealed.has_value());
        auto touched = *sealed;
        touched.figures.replace(touched.figures.find("members=60"), 10, "members=61");
        auto verdict = office.verify(touched);
        CHECK_FALSE(verdict.ok());
        CHECK_FALSE(verdict.figures);
        CHECK_FALSE(verdict.rebuilt);
        REQUIRE_FALSE(verdict.differences.empty());
        CHECK(verdict.differences.front().cell == "members");
        // With a checksum that fits, the signature does not.
        touched.figures_digest = digest_text(Digest::sm3, touched.figures);
        verdict = office.verify(touched);
        CHECK(verdict.figures);
        CHECK_FALSE(verdict.signature);
        CHECK_FALSE(verdict.ok());
        // Signed by somebody else's key: the signature fits, the key is told to be another.
        touched = *sealed;
        sign(touched, SigningKey::make(SignatureAlgorithm::ed25519));
        verdict = office.verify(touched);
        CHECK(verdict.signature);
        CHECK_FALSE(verdict.key);
        // The record before the seal was rewritten.
        const auto done = office.world.database.write([&](db::Tx& tx) -> Result<void> {
            tx.execute("UPDATE db_outbox SET payload = '{}' WHERE seq = :seq", {{"seq", sealed->event_seq}});
            return {};
        });
        REQUIRE(done.has_value());
        CHECK_FALSE(office.verify(*sealed).position);
        CHECK_FALSE(office.verify(*sealed).ok());
    });
}

TEST_CASE(
    "yearly: of two seals of one year at once one wins and the other is told so; unsealing needs a reason [STAT-09]")
{
    each_office(16, [](Office& office) {
        std::optional<Result<Seal>> one;
        std::optional<Result<Seal>> other;
        {
            std::jthread first([&] { one = office.seal("试点"); });
            std::jthread second([&] { other = office.seal("试点"); });
        }
        CHECK(one->has_value() != other->has_value());
        const auto& refused = one->has_value() ? *other : *one;
        const auto& won = one->has_value() ? *one : *other;
        CHECK(refused.error().code == "statistics.already_sealed");
        CHECK(office.audited("statistics.sealed") == 1);
        CHECK(office.seal("又一次").error().code == "statistics.already_sealed");
        CHECK(office.unseal(won->id, " ").error().fields.at(0).code == "input.required");
        CHECK(office.audited("statistics.unsealed") == 0);
        office.pass(5);
        const auto open = office.unseal(won->id, "漏报一个支部");
        REQUIRE(open.has_value());
        CHECK_FALSE(open->in_force());
        CHECK(office.audited("statistics.unsealed") == 1);
        CHECK(office.unseal(won->id, "再来").error().code == "statistics.not_sealed");
        CHECK(office.unseal(SealId{99}, "再来").error().code == "statistics.seal_not_found");
        const auto again = office.seal("漏报已补");
        REQUIRE(again.has_value());
        office.world.database.read([&](db::Tx& tx) {
            CHECK(store::seals_of(tx, office.world.county).size() == 2);
            CHECK(store::seal_in_force(tx, office.world.county, again->form, year)->id == again->id);
        });
        // An unsealed one is still proved.
        office.world.database.read(
            [&](db::Tx& tx) { CHECK(office.yearly.verify(tx, *store::find_seal(tx, won->id))->ok()); });
    });
}

TEST_CASE("yearly: what cannot be sealed or asked is refused with its reason")
{
    each_office(17, [](Office& office) {
        auto& world = office.world;
        CHECK(office.yearly.seal(office.department, {world.county, "", 2026, "x"}).error().code ==
              "statistics.year_not_over");
        CHECK(office.yearly.seal(office.department, {world.county, "no_such", year, "x"}).error().code ==
              "statistics.no_form");
        CHECK(office.make(2027).error().fields.at(0).code == "statistics.date_out_of_range");
        CHECK(office.make(year, "", OrganizationId{1}).error().code == "organization.not_found");
        const auto reader =
            actor_on({}, {Permission::organization_read, Permission::member_read}, world.organizations.directory());
        CHECK(office.yearly.seal(reader, {world.county, "", year, "x"}).error().code == "access.forbidden");
        // Whoever may change organisations may not seal for that: it is a permission of its own.
        const auto changer = actor_on({},
                                      {Permission::organization_read, Permission::organization_change,
                                       Permission::member_read, Permission::discipline_read},
                                      world.organizations.directory());
        CHECK(office.yearly.seal(changer, {world.county, "", year, "x"}).error().code == "access.forbidden");
        const auto stranger = actor_on(world.branches.front(), Office::everything(), world.organizations.directory());
        CHECK(office.yearly.seal(stranger, {world.county, "", year, "x"}).error().code == "access.forbidden");
        const auto sealed = office.seal("试点");
        REQUIRE(sealed.has_value());
        world.database.read([&](db::Tx& tx) {
            CHECK(office.yearly.visible(tx, stranger, sealed->id).error().code == "statistics.seal_not_found");
            CHECK(office.yearly.unseal(tx, changer, sealed->id, "撤").error().code == "access.forbidden");
        });
        // The key is the same after a restart.
        const Yearly again(world.statistics.office(), world.database, world.ids, world.under.platform->audit(), nullptr,
                           world.under.folder.path());
        CHECK(again.key().public_pem() == office.yearly.key().public_pem());
    });
}

TEST_CASE(
    "yearly: a form tells of what is below, so that whoever may see one organisation alone gets it of a branch only")
{
    each_office(19, [](Office& office) {
        auto& world = office.world;
        const auto alone_at = [&](OrganizationId granted) {
            auto actor = actor_on(granted, Office::everything(), world.organizations.directory());
            auto grant = actor.grants[0];
            grant.subtree = false;
            actor.grants = {grant};
            return actor;
        };
        const auto made = [&](OrganizationId granted, OrganizationId within) {
            const auto reader = alone_at(granted);
            std::optional<Result<YearMade>> answer;
            world.database.read([&](db::Tx& tx) { answer = office.yearly.make(tx, reader, {within, "", year, {}}); });
            return answer->has_value() ? std::string() : answer->error().code;
        };
        CHECK(made(world.branches.front(), world.branches.front()).empty());
        CHECK(made(world.county, world.county) == "access.forbidden");
        CHECK(made(world.committees.front(), world.committees.front()) == "access.forbidden");
        CHECK(made({}, world.county).empty());
        const auto sealed = office.seal();
        REQUIRE(sealed.has_value());
        const auto alone = alone_at(world.county);
        CHECK(office.yearly.seal(alone, {world.county, "", year, "x"}).error().code == "access.forbidden");
        world.database.read([&](db::Tx& tx) {
            CHECK(office.yearly.visible(tx, alone, sealed->id).error().code == "statistics.seal_not_found");
        });
    });
}

TEST_CASE("yearly: the .xlsx and the .csv of every form hold every cell of it, in both languages [STAT-03, STAT-04]")
{
    each_office(18, [](Office& office) {
        for (const auto& form : office.yearly.forms(office.world.county)) {
            CAPTURE(form.code);
            const auto made = office.make(year, form.code);
            REQUIRE(made.has_value());
            for (const bool english : {false, true})
                for (const auto format : {platform::SheetFormat::xlsx, platform::SheetFormat::csv}) {
                    const SheetWords words{english, "甲县委", "已封存"};
                    const auto grid = grid_of(made->table, words);
                    const auto bytes = sheet_of(made->table, words, format, words_of(*made->form, made->table));
                    const auto sheet = platform::read_sheet(bytes, "form" + std::string(platform::ending_of(format)));
                    REQUIRE_MESSAGE(sheet.has_value(), (sheet ? "" : sheet.error().code));
                    REQUIRE(sheet->rows() == grid.size());
                    int compared = 0;
                    for (std::size_t at = 0; at < grid.size(); ++at)
                        for (std::size_t column = 0; column < grid[at].size(); ++column) {
                            const auto cell = sheet->at(at, column);
                            const auto& expected = grid[at][column];
                            // A number shows no closing zero: 12.0 is 12.
                            const bool is_zero_tenth = expected.ends_with(".0") && cell.is(platform::cell_number);
                            CHECK(std::string(cell.text) ==
                                  (is_zero_tenth ? expected.substr(0, expected.size() - 2) : expected));
                            ++compared;
                        }
                    CHECK(compared > 40);
                }
            CHECK_FALSE(template_for(made->table).empty());
        }
    });
}

TEST_CASE(
    "forecast: who reaches the age of retirement in a year is told by the pack's ages, and stands in a stretch of "
    "birthdays")
{
    each_office(19, [](Office& office) {
        auto& world = office.world;
        std::optional<Result<Forecast>> made;
        world.database.read(
            [&](db::Tx& tx) { made = forecast(world.statistics.office(), tx, office.department, world.county); });
        REQUIRE_MESSAGE(made->has_value(), (*made ? "" : made->error().code));
        const auto& told = **made;
        CHECK(told.members == 60);
        const auto ages =
            world.organizations.policy_at({}, world.clock.today()).get("statistics.retirement_ages").items();
        REQUIRE(told.years.size() > 1);
        std::int64_t sum = 0;
        for (const auto& year : told.years) {
            REQUIRE(year.retiring.size() == ages.size());
            for (const auto& one : year.retiring) {
                CHECK(one.born_from.year() + one.years == year.year);
                CHECK(one.born_until.year() + one.years == year.year);
                std::int64_t plain = 0;
                world.database.read([&](db::Tx& tx) {
                    plain = tx.value<std::int64_t>(
                        "SELECT COUNT(*) FROM team_member WHERE sex = :sex AND birth_date >= "
                        ":born_from AND birth_date <= :born_until",
                        {{"sex", one.sex}, {"born_from", one.born_from}, {"born_until", one.born_until}});
                });
                CHECK(one.count == plain);
                sum += plain;
            }
        }
        CHECK(sum > 0);
        CHECK_FALSE(told.quota.has_value());
        const auto stranger = actor_on(world.branches.front(), Office::everything(), world.organizations.directory());
        world.database.read([&](db::Tx& tx) {
            CHECK(forecast(world.statistics.office(), tx, stranger, world.county).error().code == "access.forbidden");
        });
    });
}
