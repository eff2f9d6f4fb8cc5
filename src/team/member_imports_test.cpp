#include "team/member_imports.hpp"

#include "team/import_fixture.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;
namespace json = boost::json;

namespace {

struct Desk : ImportDesk {
    explicit Desk(World& w)
        : ImportDesk(w, "members"),
          imports(w.database, w.team.office(), platform::testing::national_rules(), jobs, attachments)
    {
        begin(imports.machine());
    }
    ~Desk() { jobs.stop(); }

    MemberImports imports;
};

void each(const std::function<void(Desk&)>& body)
{
    each_world([&](World& world) {
        Desk desk(world);
        body(desk);
    });
}

std::string number(int sequence) { return id_number_of(Date{1970, 5, 6}, sequence); }

std::string three_good_one_bad()
{
    return "姓名,身份证号,人员类别,所在支部,入党日期,转正日期,手机,家庭住址\n"
           "甲某," +
           number(101) +
           ",正式党员,东村支部,1998-07-01,1999-07-01,13800000101,东村 1 号\n"
           "乙某," +
           number(102) +
           ",正式党员,平安镇委员会/西村支部,1998-07-01,1999-07-01,,\n"
           "丙某," +
           number(103) +
           ",正式党员,东村支部,1998-02-30,1999-07-01,,\n"
           "丁某," +
           number(104) + ",预备党员,西村支部,2025-10-01,,,\n";
}

}  // namespace

TEST_CASE("import of members: valid rows are registered, the others refused with their reason, and the sums close")
{
    each([](Desk& desk) {
        auto& world = desk.world;
        const auto job = desk.run(three_good_one_bad(), desk.request());
        const auto result = result_of(job);
        CHECK(sums(result) == "3+1=4");
        CHECK(codes(result) == "4 import.not_a_date");
        CHECK(world.roster(world.branch, Date{2026, 2, 1}).size() == 1);
        CHECK(world.roster(world.other, Date{2026, 2, 1}).size() == 2);
        CHECK(world.roster(world.branch, Date{2025, 12, 31}).empty());
        // Found like anybody who was registered singly: by name, pinyin, id number and telephone; sealed at rest.
        REQUIRE(world.search("甲某").size() == 1);
        const auto id = world.search("甲某").front();
        CHECK(world.search(number(101)) == std::vector{id});
        CHECK(world.search("13800000101") == std::vector{id});
        const auto stored = world.stored(id);
        CHECK(stored.sealed.id_number.find(number(101)) == std::string::npos);
        CHECK(world.team.office().vault.open(stored.sealed.id_number, SealedField::id_number, id) == number(101));
        CHECK(stored.values.entry == "enrolled");
        CHECK(stored.shard == world.read([&](db::Tx& tx) { return organization::shard_of(tx, world.branch); }));
        CHECK(desk.count("SELECT COUNT(*) FROM team_change WHERE kind = 'imported'") == 3);
        CHECK(desk.count("SELECT COUNT(*) FROM platform_audit WHERE action = 'member.imported'") == 1);
        // What it wrote is what single registration writes: a change builds on it.
        CHECK(world.stand(id, "died").has_value());
        const auto report = desk.report(job);
        CHECK(report.at(0, 8).text == "检查结果");
        CHECK(report.at(1, 8).text == "已导入");
        CHECK(report.at(3, 8).text == "未导入：入党日期不是日期，应如 2012-06-30");
    });
}

TEST_CASE(
    "import of members: all or nothing stores nothing while one row is wrong, and a dry run stores nothing at all")
{
    each([](Desk& desk) {
        auto request = desk.request(engine::ImportMode::all_or_nothing);
        CHECK(sums(result_of(desk.run(three_good_one_bad(), request))) == "0+4=4");
        request.mode = engine::ImportMode::valid_rows;
        request.dry_run = true;
        const auto result = result_of(desk.run(three_good_one_bad(), request));
        CHECK(sums(result) == "3+1=4");
        CHECK_FALSE(result.contains("batch"));
        CHECK(desk.count("SELECT COUNT(*) FROM team_member") == 0);
    });
}

TEST_CASE(
    "import of members: who is in the register is refused, wherever that is; what the job says holds no id number")
{
    each([](Desk& desk) {
        CHECK(sums(result_of(desk.run(three_good_one_bad(), desk.request()))) == "3+1=4");
        const auto job = desk.run(three_good_one_bad(), desk.request());
        const auto result = result_of(job);
        CHECK(sums(result) == "0+4=4");
        CHECK(codes(result) ==
              "2 import.member_known, 3 import.member_known, 4 import.not_a_date, 5 import.member_known");
        for (int i = 101; i <= 104; ++i) CHECK(job.result.find(number(i)) == std::string::npos);
        CHECK(job.result.find("13800000101") == std::string::npos);
    });
}

TEST_CASE("import of members: branches are named by code, name, short name or path; what cannot be told is refused")
{
    each([](Desk& desk) {
        auto& world = desk.world;
        const auto second = world.found(world.county, "安定镇委员会", "committee", Date{1984, 1, 1});
        world.found(second, "东村支部", "branch", Date{1984, 2, 1});
        world.found(world.committee, "新村支部", "branch", Date{2026, 2, 1});
        const std::string titles = "姓名,身份证号,人员类别,所在支部,入党日期,转正日期\n";
        const auto row = [](int sequence, const std::string& branch) {
            return "某某," + number(sequence) + ",正式党员," + branch + ",1998-07-01,1999-07-01\n";
        };
        auto request = desk.request();
        request.within = world.county;
        const auto result = result_of(desk.run(titles + row(201, "东村支部") + row(202, "安定镇委员会/东村支部") +
                                                   row(203, "平安镇委员会＞西村支部") + row(204, "北村支部") +
                                                   row(205, "平安镇委员会") + row(206, "") + row(207, "新村支部"),
                                               request));
        std::string refused;
        for (const auto& one : result.at("findings").as_array())
            if (one.at("refuses").as_bool())
                refused +=
                    std::to_string(one.at("row").as_int64()) + " " + std::string(one.at("code").as_string()) + "\n";
        CHECK(refused ==
              "2 import.branch_ambiguous\n5 import.branch_unknown\n6 import.branch_holds_no_members\n7 "
              "import.branch_holds_no_members\n"
              "8 import.branch_not_there\n");
        CHECK(sums(result) == "2+5=7");
        // Within one branch nobody has to write which.
        request.within = world.other;
        CHECK(sums(result_of(desk.run(titles + row(208, "") + row(209, "东村支部"), request))) == "1+1=2");
    });
}

TEST_CASE("import of members: an import can be undone while nothing stands on it; what stands in the way is named")
{
    each([](Desk& desk) {
        auto& world = desk.world;
        const auto result = result_of(desk.run(three_good_one_bad(), desk.request()));
        const auto id = world.search("甲某").front();
        REQUIRE(world.stand(id, "died").has_value());
        const auto refused = desk.undo(result);
        CHECK(refused.state == platform::JobState::failed);
        CHECK(refused.error_code == "import.changed_since");
        CHECK(refused.error_detail == "甲某");
        CHECK(world.search("乙某").size() == 1);

        const auto file = "姓名,身份证号,人员类别,所在支部,入党日期,转正日期\n戊某," + number(301) +
                          ",正式党员,东村支部,1998-07-01,1999-07-01\n";
        const auto second = result_of(desk.run(file, desk.request()));
        REQUIRE(world.search("戊某").size() == 1);
        const auto gone = world.search("戊某").front();
        CHECK(desk.undo(second).state == platform::JobState::done);
        CHECK(world.search("戊某").empty());
        CHECK(world.stored(gone).withdrawn);
        CHECK(world.stored(gone).sealed.id_number.empty());
        CHECK(world.roster(world.branch, Date{2026, 2, 1}) == std::vector{id});
        // What was known then stays known as what was known then.
        CHECK(desk.count("SELECT COUNT(*) FROM team_state WHERE superseded_at < 9000000000000000") >= 1);
        // What was undone can come in again.
        CHECK(sums(result_of(desk.run(file, desk.request()))) == "1+0=1");
        const auto again = world.write([&](db::Tx& tx) {
            return desk.imports.machine().undo(tx, world.actor,
                                               *engine::ImportId::parse(std::string(second.at("batch").as_string())));
        });
        CHECK(again.error().code == "import.undone_already");
    });
}

TEST_CASE("import of members: a title that was explained once is remembered for the next file of the account")
{
    each([](Desk& desk) {
        const std::string file = "人名,身份证号,人员类别,所在支部,组织关系起始,转正日期,备注甲\n己某," + number(401) +
                                 ",正式党员,东村支部,1998-07-01,1999-07-01,随便\n";
        const auto columns = [&] {
            return desk.imports.machine().columns_of(desk.world.actor, "members", desk.keep(file));
        };
        using How = engine::FileColumn::How;
        const auto before = columns();
        REQUIRE(before.has_value());
        CHECK(before->rows == 1);
        CHECK(before->columns[0].how == How::unknown);
        CHECK(before->columns[0].samples == std::vector<std::string>{"己某"});
        CHECK(before->columns[1].code == "id_number");
        CHECK(before->columns[1].samples.empty());
        auto request = desk.request();
        CHECK(desk.run(file, request).error_code == "import.column_missing");
        request.columns = {{"人名", "name"}, {"组织关系起始", "joined_on"}, {"备注甲", ""}};
        request.dry_run = true;
        CHECK(codes(result_of(desk.run(file, request))).empty());
        CHECK(columns()->columns[4].how == How::remembered);
        CHECK(columns()->columns[4].code == "joined_on");
        CHECK(columns()->columns[6].code.empty());
        request.columns.clear();
        request.dry_run = false;
        CHECK(sums(result_of(desk.run(file, request))) == "1+0=1");
        request.columns = {{"人名", "no_such_column"}};
        request.attachment = desk.keep(file);
        const auto refused =
            desk.world.write([&](db::Tx& tx) { return desk.imports.machine().start(tx, desk.world.actor, request); });
        CHECK(refused.error().code == "import.column_not_known");
    });
}

TEST_CASE("import of members: whoever may not import there is refused, and rows for branches out of reach too [SEC-12]")
{
    each([](Desk& desk) {
        auto& world = desk.world;
        auto request = desk.request();
        request.attachment = desk.keep(three_good_one_bad());
        const auto reader =
            actor_on(world.committee, {platform::Permission::member_read}, world.organizations.directory());
        CHECK(world.write([&](db::Tx& tx) { return desk.imports.machine().start(tx, reader, request); }).error().code ==
              "access.forbidden");
        request.within = {};
        CHECK(world.write([&](db::Tx& tx) { return desk.imports.machine().start(tx, world.actor, request); })
                  .error()
                  .code == "import.within_needed");
        request.within = world.committee;
        request.effective_on = Date{2026, 3, 6};
        CHECK(desk.run(three_good_one_bad(), request).error_code == "input.invalid");
    });
}

TEST_CASE("import of members: several at once never register one person twice")
{
    each([](Desk& desk) {
        auto request = desk.request();
        std::vector<JobId> jobs;
        for (int i = 0; i < 4; ++i) {
            request.attachment = desk.keep(three_good_one_bad());
            jobs.push_back(
                desk.world
                    .write([&](db::Tx& tx) { return desk.imports.machine().start(tx, desk.world.actor, request); })
                    ->id);
        }
        std::int64_t stored = 0;
        for (const auto id : jobs) stored += result_of(desk.ended(id)).at("stored").as_int64();
        CHECK(stored == 3);
        CHECK(desk.count("SELECT COUNT(*) FROM team_member") == 3);
    });
}
