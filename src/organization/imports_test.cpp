#include "organization/imports.hpp"

#include <doctest/doctest.h>

#include <future>

#include <boost/json.hpp>

#include "organization/import_organizations.hpp"
#include "organization/organization_fixture.hpp"
#include "platform/platform_fixture.hpp"
#include "platform/spreadsheet_fixture.hpp"

namespace jishi::engine {
std::span<const db::Migration> migrations();
}
namespace jishi::platform {
std::span<const db::Migration> migrations();
}

using namespace jishi;
using namespace jishi::organization;
using namespace jishi::organization::testing;
using engine::find_layout;
using engine::read_whole;
namespace json = boost::json;

namespace {

platform::AttachmentLimits limits()
{
    return {{{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", {"xlsx"}},
             {"application/vnd.oasis.opendocument.spreadsheet", {"ods"}},
             {"text/csv", {"csv"}},
             {"text/plain", {"txt"}}},
            100'000'000,
            100'000'000,
            100'000'000};
}

/// A county with a township, jobs that run, and an account that may import.
struct Desk {
    explicit Desk(db::Database& database)
        : world(database), jobs(database, world.ids, world.clock),
          attachments(database, world.ids, folder.path(), limits),
          imports(database, world.office, national_rules(), jobs, attachments)
    {
        database.submit_and_wait([](db::Tx& tx) {
            tx.execute(platform::testing::insert_account, {{"id", 7}, {"username", "clerk"}});
            return true;
        });
        world.actor = actor_on({},
                               {platform::Permission::organization_read, platform::Permission::organization_change,
                                platform::Permission::organization_import, platform::Permission::organization_export,
                                platform::Permission::unit_change},
                               world.directory);
        root = world.found({}, "中共某某县委员会", "local_committee", Date{1950, 1, 1});
        town = world.found(root, "中共甲镇委员会", "committee", Date{1984, 1, 1});
        jobs.set_actor_of([this](AccountId) -> Result<platform::Actor> { return world.actor; });
        imports.add_jobs();
        jobs.start();
    }
    ~Desk() { jobs.stop(); }

    ImportRequest request(ImportKind kind = ImportKind::organizations)
    {
        ImportRequest request;
        request.kind = kind;
        request.effective_on = world.clock.today();
        request.mode = ImportMode::valid_rows;
        return request;
    }
    platform::Job ended(JobId id)
    {
        auto promise = std::make_shared<std::promise<platform::Job>>();
        jobs.watch(id, [promise](const platform::Job& now) {
            if (now.ended()) promise->set_value(now);
            return !now.ended();
        });
        auto future = promise->get_future();
        REQUIRE(future.wait_for(std::chrono::seconds{60}) == std::future_status::ready);
        return future.get();
    }
    platform::Job run(const std::string& name, const std::string& bytes, ImportRequest request)
    {
        const auto file = attachments.keep(world.actor, name, bytes);
        REQUIRE_MESSAGE(file.has_value(), file.error().code);
        request.attachment = file->id;
        const auto job = world.write([&](db::Tx& tx) { return imports.start(tx, world.actor, request); });
        REQUIRE_MESSAGE(job.has_value(), job.error().code);
        return ended(job->id);
    }
    platform::Job undo(std::string_view batch)
    {
        const auto job =
            world.write([&](db::Tx& tx) { return imports.undo(tx, world.actor, *ImportId::parse(batch)); });
        REQUIRE_MESSAGE(job.has_value(), job.error().code);
        return ended(job->id);
    }
    std::string undo_refusal(std::string_view batch)
    {
        const auto job =
            world.write([&](db::Tx& tx) { return imports.undo(tx, world.actor, *ImportId::parse(batch)); });
        return job ? "" : job.error().code;
    }
    std::int64_t count(std::string_view sql)
    {
        return world.read([&](db::Tx& tx) { return tx.value<std::int64_t>(sql); });
    }
    platform::Sheet report(const platform::Job& job)
    {
        std::string bytes;
        world.database.read([&](db::Tx& tx) {
            const auto file = attachments.find(tx, world.actor, job.result_file);
            REQUIRE(file.has_value());
            bytes = read_whole(attachments.file_of(*file).string());
        });
        return *platform::read_sheet(bytes, "report.xlsx");
    }

    platform::testing::TemporaryFolder folder;
    World world;
    platform::Jobs jobs;
    platform::Attachments attachments;
    Imports imports;
    OrganizationId root;
    OrganizationId town;
};

json::object result_of(const platform::Job& job)
{
    REQUIRE_MESSAGE(job.state == platform::JobState::done, job.error_code << " " << job.error_detail);
    return json::parse(job.result).as_object();
}

std::string sums(const json::object& result)
{
    return std::to_string(result.at("stored").as_int64()) + "+" + std::to_string(result.at("refused").as_int64()) +
           "=" + std::to_string(result.at("rows").as_int64());
}

void each(const std::function<void(Desk&)>& body)
{
    jishi::testing::each_database({platform::migrations(), engine::migrations(), migrations()},
                                  [&](db::Database& database) {
                                      Desk office(database);
                                      body(office);
                                  });
}

const std::string three_good_one_bad =
    "党组织名称,代码,类别,上级党组织,成立日期,本届起始日期\n"
    "甲镇东村党总支,T1,党总支,中共甲镇委员会,2010-01-01,2024-05-01\n"
    "东村一组党支部,T1-1,党支部,T1,2011-01-01,\n"
    "甲镇西村党支部,T2,党支部,中共甲镇委员会,2012-02-30,\n"
    "甲镇南村党支部,T3,党支部,中共甲镇委员会,,\n";

std::vector<std::vector<std::string>> table_of(const platform::Sheet& sheet)
{
    std::vector<std::vector<std::string>> rows;
    for (std::size_t row = 1; row < sheet.rows(); ++row) {
        auto& cells = rows.emplace_back();
        for (std::size_t column = 0; column < sheet.columns(); ++column) cells.emplace_back(sheet.at(row, column).text);
    }
    return rows;
}

}  // namespace

TEST_CASE("imports: valid rows are stored, the others refused with their reason, and the sums close")
{
    each([](Desk& office) {
        const auto job = office.run("名册.csv", three_good_one_bad, office.request());
        const auto result = result_of(job);
        CHECK(sums(result) == "3+1=4");
        REQUIRE(result.at("findings_total").as_int64() == 1);
        const auto& finding = result.at("findings").as_array()[0].as_object();
        CHECK(finding.at("row").as_int64() == 4);
        CHECK(finding.at("column").as_string() == "成立日期");
        CHECK(finding.at("code").as_string() == "import.not_a_date");
        CHECK(finding.at("value").as_string() == "2012-02-30");
        CHECK(office.world.directory.size() == 5);
        check_directory(office.world);
        check_rows(office.world);
        const auto found = office.world.directory.search({.text = "T1-1", .everything = true});
        REQUIRE_FALSE(found.empty());
        CHECK(office.world.directory.path_of(found[0].id).size() == 4);
        const auto above = office.world.directory.search({.text = "甲镇东村党总支", .everything = true});
        REQUIRE_FALSE(above.empty());
        const auto node = office.world.stored(above[0].id);
        CHECK(node.founded_on == Date{2010, 1, 1});
        CHECK(node.values.term_expires_on == Date{2027, 5, 1});
        // The report is a copy in which the row says what became of it.
        const auto report = office.report(job);
        CHECK(report.at(0, 6).text == "检查结果");
        CHECK(report.at(1, 6).text == "已导入");
        CHECK(report.at(3, 6).text == "未导入：成立日期不是日期，应如 2012-06-30");
    });
}

TEST_CASE("imports: all or nothing stores nothing while one row is wrong, and a dry run stores nothing at all")
{
    each([](Desk& office) {
        auto request = office.request();
        request.mode = ImportMode::all_or_nothing;
        auto job = office.run("名册.csv", three_good_one_bad, request);
        CHECK(sums(result_of(job)) == "0+4=4");
        CHECK(result_of(job).at("wrong").as_int64() == 1);
        CHECK(office.report(job).at(1, 6).text == "本行无误；因其他行有误，全部未导入");
        request.mode = ImportMode::valid_rows;
        request.dry_run = true;
        job = office.run("名册.csv", three_good_one_bad, request);
        CHECK(sums(result_of(job)) == "3+1=4");
        CHECK_FALSE(result_of(job).contains("batch"));
        CHECK(office.report(job).at(1, 6).text == "可以导入");
        CHECK(office.world.directory.size() == 2);
        CHECK(office.count("SELECT COUNT(*) FROM organization_node") == 2);
        CHECK(office.world.read(
                  [&](db::Tx& tx) { return office.imports.list(tx, office.world.actor, {}, 10).size(); }) == 1);
    });
}

TEST_CASE("imports: a second import of the same file is refused row by row, and rows may stand on an earlier import")
{
    each([](Desk& office) {
        office.run("名册.csv", three_good_one_bad, office.request());
        const auto again = result_of(office.run("名册.csv", three_good_one_bad, office.request()));
        CHECK(sums(again) == "0+4=4");
        const auto below =
            result_of(office.run("下级.csv", "名称,类别,上级\n东村二组党支部,党支部,T1\n", office.request()));
        CHECK(sums(below) == "1+0=1");
    });
}

TEST_CASE("imports: an import can be undone while nothing stands on it, once")
{
    each([](Desk& office) {
        const auto first = result_of(office.run("名册.csv", three_good_one_bad, office.request()));
        const std::string batch(first.at("batch").as_string());
        const auto below =
            result_of(office.run("下级.csv", "名称,类别,上级\n东村二组党支部,党支部,T1\n", office.request()));
        const auto refused = office.undo(batch);
        CHECK(refused.state == platform::JobState::failed);
        CHECK(refused.error_code == "import.changed_since");
        CHECK(office.world.directory.search({.text = "T1", .everything = true}).size() >= 1);

        const auto undone = office.undo(below.at("batch").as_string());
        CHECK(undone.state == platform::JobState::done);
        CHECK(office.undo(batch).state == platform::JobState::done);
        CHECK(office.world.directory.search({.text = "甲镇东村党总支", .everything = true}).empty());
        CHECK(office.count("SELECT COUNT(*) FROM organization_node WHERE status = 1") == 2);
        CHECK(office.undo_refusal(batch) == "import.undone_already");
        CHECK(office.undo_refusal("999") == "import.batch_unknown");
        // What was undone can come in again.
        CHECK(sums(result_of(office.run("名册.csv", three_good_one_bad, office.request()))) == "3+1=4");
        check_directory(office.world);
        const auto batches =
            office.world.read([&](db::Tx& tx) { return office.imports.list(tx, office.world.actor, {}, 10); });
        REQUIRE(batches.size() == 3);
        CHECK(batches[2].undone_at.us != 0);
        CHECK(batches[2].undone_by_name == "测试员");
        CHECK_FALSE(office.imports.may_undo(office.world.actor, batches[2]));
        CHECK(office.imports.may_undo(office.world.actor, batches[0]));
    });
}

TEST_CASE("imports: units come in with their codes, organisations and guides, and go again when the import is undone")
{
    each([](Desk& office) {
        const auto result =
            result_of(office.run("单位.csv",
                                 "单位名称,信用代码,单位性质,管理党组织,所在党组织,职工人数,设立日期,党建指导员\n"
                                 "甲公司,91350100M000100Y43,非公有制企业,中共甲镇委员会,,35,2015-01-01,王某\n"
                                 "乙中学,,学校,,中共甲镇委员会,,1990-01-01,\n"
                                 "丙公司,91350100M000100Y44,非公有制企业,,,,,\n",
                                 office.request(ImportKind::units)));
        CHECK(sums(result) == "2+1=3");
        CHECK(office.count("SELECT COUNT(*) FROM organization_unit") == 2);
        CHECK(office.count("SELECT COUNT(*) FROM organization_unit_link WHERE superseded_at > 9000000000000000") == 1);
        CHECK(office.count("SELECT COUNT(*) FROM organization_unit_guide WHERE superseded_at > 9000000000000000") == 1);
        // A joint branch can name them now.
        const auto joint = result_of(
            office.run("联合.csv",
                       "名称,类别,所在单位,上级\n甲乙联合党支部,联合党支部,91350100M000100Y43、乙中学,中共甲镇委员会\n",
                       office.request()));
        CHECK(sums(joint) == "1+0=1");
        CHECK(office.undo(result.at("batch").as_string()).error_code == "import.changed_since");
        CHECK(office.undo(joint.at("batch").as_string()).state == platform::JobState::done);
        CHECK(office.undo(result.at("batch").as_string()).state == platform::JobState::done);
        CHECK(office.count("SELECT COUNT(*) FROM organization_unit") == 0);
    });
}

TEST_CASE("imports: files that are not what they say, or have no titles, end the job with their reason")
{
    each([](Desk& office) {
        const auto no_titles = office.run("a.csv", "1,2\n3,4\n", office.request());
        CHECK(no_titles.state == platform::JobState::failed);
        CHECK(no_titles.error_code == "import.no_titles");
        const auto broken = office.run("a.csv", "党组织名称,\"类别\nx,y\n", office.request());
        CHECK(broken.error_code == "spreadsheet.broken");
        const auto text = office.attachments.keep(office.world.actor, "a.txt", "hello\n");
        REQUIRE(text.has_value());
        auto request = office.request();
        request.attachment = text->id;
        CHECK(office.world.write([&](db::Tx& tx) { return office.imports.start(tx, office.world.actor, request); })
                  .error()
                  .code == "import.not_a_spreadsheet");
        request.attachment = AttachmentId{12345};
        CHECK(office.world.write([&](db::Tx& tx) { return office.imports.start(tx, office.world.actor, request); })
                  .error()
                  .code == "attachment.unknown");
        request.within = OrganizationId{12345};
        CHECK(office.world.write([&](db::Tx& tx) { return office.imports.start(tx, office.world.actor, request); })
                  .error()
                  .code == "organization.not_found");
        const auto reader = actor_on(office.town, {platform::Permission::organization_import}, office.world.directory);
        request.within = office.root;
        CHECK(office.world.write([&](db::Tx& tx) { return office.imports.start(tx, reader, request); }).error().code ==
              "access.forbidden");
    });
}

TEST_CASE(
    "imports: the template has the columns of the pack, drop-downs and notes, and is read back as a file without rows")
{
    each([](Desk& office) {
        for (const auto kind : {ImportKind::organizations, ImportKind::units})
            for (const auto language : {Language::chinese, Language::english}) {
                const auto file = office.imports.template_of(kind, language);
                CHECK(file.name.ends_with(".xlsx"));
                const auto sheet = platform::read_sheet(file.bytes, file.name);
                REQUIRE(sheet.has_value());
                std::vector<Finding> findings;
                const auto policy = read_import_policy(national_rules().at(Date{2026, 3, 5}), kind);
                CHECK(find_layout(*sheet, policy, findings).error().code == "import.no_rows");
                CHECK(sheet->rows() == 1);
                CHECK(sheet->columns() == policy.columns.size());
                CHECK(jishi::testing::zipped_part(file.bytes, "xl/worksheets/sheet1.xml").find("type=\"list\"") !=
                      std::string::npos);
                CHECK(sheet->other_sheets.size() == 1);  // the notes; the choices are hidden
            }
    });
}

TEST_CASE("exports: what goes out on a day comes in again elsewhere, in every format")
{
    each([](Desk& office) {
        office.run("单位.csv",
                   "单位名称,信用代码,单位性质,管理党组织,设立日期\n甲公司,91350100M000100Y43,非公有制企业,"
                   "中共甲镇委员会,2015-01-01\n",
                   office.request(ImportKind::units));
        office.run("名册.csv", three_good_one_bad, office.request());
        office.run("联合.csv",
                   "名称,类别,所在单位,上级,党员数,正式党员数,领域,成立日期\n甲联合党支部,联合党支部,甲公司,"
                   "中共甲镇委员会,12,10,非公企业,2020-01-01\n",
                   office.request());
        ExportRequest request;
        request.within = office.root;
        std::vector<std::vector<std::string>> csv;
        for (const auto format :
             {platform::SheetFormat::csv, platform::SheetFormat::xlsx, platform::SheetFormat::ods}) {
            request.format = format;
            const auto file = office.imports.export_of(office.world.actor, request);
            REQUIRE_MESSAGE(file.has_value(), file.error().code);
            const auto sheet = *platform::read_sheet(file->bytes, file->name);
            CHECK(sheet.rows() == 7);
            if (csv.empty()) csv = table_of(sheet);
            else CHECK(table_of(sheet) == csv);
        }
        const auto& joint = *std::ranges::find_if(csv, [](const auto& row) { return row[0] == "甲联合党支部"; });
        CHECK(joint[3] == "中共甲镇委员会");
        CHECK(joint[4] == "联合党支部");
        CHECK(std::ranges::find(joint, "91350100M000100Y43") != joint.end());
        // As of an earlier day, before the import was effective for most.
        request.as_of = Date{2010, 6, 1};
        request.format = platform::SheetFormat::csv;
        const auto past = *office.imports.export_of(office.world.actor, request);
        CHECK(platform::read_sheet(past.bytes, past.name)->rows() == 4);  // titles, county, township, 东村
        request.as_of = {};
        request.kind = ImportKind::units;
        const auto units = *office.imports.export_of(office.world.actor, request);
        const auto sheet = *platform::read_sheet(units.bytes, units.name);
        REQUIRE(sheet.rows() == 2);
        CHECK(sheet.at(1, 0).text == "甲公司");
        CHECK(office.imports
                  .export_of(actor_on(office.town, {platform::Permission::organization_export}, office.world.directory),
                             request)
                  .error()
                  .code == "access.forbidden");
    });
}

TEST_CASE("imports: several at once never store a code twice, whatever was checked before")
{
    each([](Desk& office) {
        const std::string file = "名称,代码,类别\n同一个党支部,SAME,党支部\n";
        std::vector<JobId> jobs;
        for (int i = 0; i < 6; ++i) {
            const auto attachment = office.attachments.keep(office.world.actor, "a.csv", file);
            auto request = office.request();
            request.attachment = attachment->id;
            jobs.push_back(
                office.world.write([&](db::Tx& tx) { return office.imports.start(tx, office.world.actor, request); })
                    ->id);
        }
        std::int64_t stored = 0;
        for (const auto id : jobs) {
            const auto job = office.ended(id);
            if (job.state == platform::JobState::done) stored += result_of(job).at("stored").as_int64();
        }
        CHECK(stored == 1);
        CHECK(office.count("SELECT COUNT(*) FROM organization_node WHERE code = 'SAME'") == 1);
    });
}
