// Cases of development that are under way, from a spreadsheet of dates: what realistic files hold, what is wrong with
// them, where each case stands afterwards.

#include "team/development_imports.hpp"

#include "team/development_fixture.hpp"
#include "team/import_fixture.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;

namespace {

using Cells = std::vector<std::pair<std::string, std::string>>;  // column -> what stands in it

/// The days of the example of the rule book, from the application to the archive. [DEV 5.4]
const Cells& example()
{
    static const Cells days{{"day.apply", "2026-06-01"},
                            {"day.talk", "2026年6月20日"},
                            {"day.activist", "2026.9.10"},
                            {"day.file_activist", "2026/9/20"},
                            {"day.contacts", "2026-09-25"},
                            {"again.cultivate", "2027-03-01、2027.8.30"},
                            {"day.cultivate", "2027-09-10"},
                            {"form.publicity_from", "2027-09-13"},
                            {"form.publicity_to", "2027-09-17"},
                            {"day.target", "2027-09-18"},
                            {"day.file_target", "2027-09-20"},
                            {"day.introducers", "2027-09-21"},
                            {"day.review", "2027-09-28"},
                            {"form.training_from", "2027-10-09"},
                            {"form.training_to", "2027-10-11"},
                            {"form.training_days", "3"},
                            {"day.training", "2027-10-12"},
                            {"day.examine", "2027-10-15"},
                            {"day.pre_review", "2027-10-20"},
                            {"day.volunteer", "2027-10-25"},
                            {"day.meeting", "2027-11-05"},
                            {"day.higher_talk", "2027-11-20"},
                            {"document.approval", "平组字〔2027〕9号"},
                            {"day.approval", "2027-12-10"},
                            {"day.file_higher", "2027-12-15"},
                            {"form.announced_on", "2027-12-15"},
                            {"day.assign", "2027-12-16"},
                            {"day.oath", "2028-01-05"},
                            {"again.probation", "2028-06-30"},
                            {"day.probation", "2028-10-20"},
                            {"day.full_application", "2028-10-21"},
                            {"day.full_meeting", "2028-11-06"},
                            {"document.full_approval", "平组字〔2028〕8号"},
                            {"day.full_approval", "2028-12-01"},
                            {"day.archive", "2028-12-20"}};
    return days;
}

/// The example as far as a step, that included.
Cells until(std::string_view step)
{
    Cells cells;
    for (const auto& cell : example()) {
        cells.push_back(cell);
        if (cell.first == "day." + std::string(step)) return cells;
    }
    FAIL("no such step");
    return cells;
}
Cells changed(Cells cells, const Cells& others)
{
    for (const auto& [column, text] : others) {
        const auto found = std::ranges::find(cells, column, &Cells::value_type::first);
        if (found == cells.end()) cells.emplace_back(column, text);
        else found->second = text;
    }
    return cells;
}

struct Desk : ImportDesk {
    Desk(World& w, Way& way_)
        : ImportDesk(w, "cases"), way(way_),
          imports(w.database, way.development.desk(), platform::testing::national_rules(), jobs, attachments)
    {
        using platform::Permission;
        world.clock.set(Date{2029, 1, 15});
        auto may = World::everything();
        for (const auto one : {Permission::case_enter_past, Permission::case_read, Permission::case_start})
            may.add(one);
        world.actor = actor_on({}, may, world.organizations.directory());
        begin(imports.machine());
    }
    ~Desk() { jobs.stop(); }

    /// A file with one row for each person, with the titles of the template.
    std::string file(const std::vector<Cells>& rows, const std::map<std::string, std::string>& other_titles = {})
    {
        const auto columns = imports.columns();
        std::vector<std::string> used;
        for (const auto& column : columns.policy.columns)
            if (std::ranges::any_of(rows, [&](const Cells& row) {
                    return std::ranges::find(row, column.code, &Cells::value_type::first) != row.end();
                }))
                used.push_back(column.code);
        std::string csv;
        for (const auto& code : used) {
            const auto other = other_titles.find(code);
            csv += (csv.empty() ? "" : ",") +
                   (other == other_titles.end() ? columns.policy.column(code)->title : other->second);
        }
        for (const auto& row : rows) {
            csv += "\n";
            for (const auto& code : used) {
                const auto cell = std::ranges::find(row, code, &Cells::value_type::first);
                csv += (&code == &used.front() ? "" : ",") + (cell == row.end() ? "" : cell->second);
            }
        }
        return csv + "\n";
    }
    Cells person(std::string name, const Cells& days, Date birth = Date{1995, 3, 4})
    {
        Cells cells{
            {"name", std::move(name)}, {"id_number", id_number_of(birth, ++world.sequence)}, {"branch", "东村支部"}};
        cells.insert(cells.end(), days.begin(), days.end());
        return cells;
    }
    boost::json::object import(const std::vector<Cells>& rows) { return result_of(run(file(rows), request())); }
    /// "2 day.talk development.late_reason_needed DEV-01"
    std::string said(const boost::json::object& result)
    {
        std::string lines;
        const auto columns = imports.columns();
        for (const auto& one : result.at("findings").as_array()) {
            std::string column;
            if (const auto* title = one.as_object().if_contains("column"); title && title->is_string())
                for (const auto& known : columns.policy.columns)
                    if (known.title == title->as_string()) column = known.code;
            lines +=
                std::to_string(one.at("row").as_int64()) + " " + column + " " + std::string(one.at("code").as_string());
            if (const auto* rule = one.as_object().if_contains("rule");
                rule && rule->is_string() && !rule->as_string().empty())
                lines += " " + std::string(rule->as_string());
            lines += "\n";
        }
        return lines;
    }
    Applicant named(const std::string& name)
    {
        MemberId id;
        world.read([&](db::Tx& tx) {
            tx.for_each<MemberId>("SELECT id FROM team_applicant WHERE name = :name", db::Params{{"name", name}},
                                  [&](MemberId found) { id = found; });
            return 0;
        });
        REQUIRE_MESSAGE(id, name << " is not there");
        return way.stored(id);
    }
    engine::Case case_of(const Applicant& person)
    {
        return *world.read([&](db::Tx& tx) { return engine::store::find_case(tx, person.case_id); });
    }

    Way& way;
    DevelopmentImports imports;
};

void each(const std::function<void(Desk&)>& body)
{
    each_way([&](World& world, Way& way) {
        Desk desk(world, way);
        body(desk);
    });
}

}  // namespace

TEST_CASE("import of development: the template has the person, every step of the pack with its day, and drop-downs")
{
    each([](Desk& desk) {
        const auto columns = desk.imports.columns();
        CHECK(columns.steps.size() == 25);
        const auto rules = desk.way.development.desk().rules(desk.world.branch, desk.world.clock.today());
        for (const auto& step : rules->steps) {
            if (step.code == "extension_approval" || step.code == "cancel_approval") continue;  // not the straight way
            const auto* column = columns.policy.column("day." + step.code);
            REQUIRE(column != nullptr);
            CHECK(column->title.starts_with(std::to_string(step.number) + "."));
        }
        CHECK(columns.policy.column("form.recommended_by")->choices.size() == 3);
        CHECK(columns.policy.column("document.approval") != nullptr);
        CHECK(columns.policy.column("document.talk") == nullptr);
        const auto made = desk.imports.template_of(engine::Language::chinese);
        const auto sheet = *platform::read_sheet(made.bytes, made.name);
        CHECK(sheet.columns() == columns.policy.columns.size());
    });
}

TEST_CASE("import of development: each row ends as a case at the right step with its true past days")
{
    each([](Desk& desk) {
        const auto result = desk.import({desk.person("甲某", until("apply")), desk.person("乙某", until("contacts")),
                                         desk.person("丙某", until("pre_review")), desk.person("丁某", until("oath")),
                                         desk.person("戊某", until("archive"))});
        CHECK_MESSAGE(sums(result) == "5+0=5", desk.said(result));
        const auto stands = [&](const std::string& name) {
            const auto person = desk.named(name);
            const auto row = desk.case_of(person);
            return row.step + " " + person.stage + " " + row.step_since.str();
        };
        CHECK(stands("甲某") == "talk applicant 2026-06-01");
        CHECK(stands("乙某") == "cultivate activist 2026-09-25");
        CHECK(stands("丙某") == "volunteer acceptance 2027-10-20");
        CHECK(stands("丁某") == "probation probation 2028-01-05");
        const auto done = desk.named("戊某");
        CHECK(desk.case_of(done).state == engine::CaseState::done);
        CHECK(done.full_on == Date{2028, 11, 5});
        const auto member = desk.world.stored(done.id);
        CHECK(member.values.joined_on == Date{2027, 11, 5});
        CHECK(member.values.category == "1");
        const auto steps = desk.world.read([&](db::Tx& tx) { return engine::store::steps_of(tx, done.case_id); });
        CHECK(steps.size() == 28);  // three inspections besides the twenty-five
        CHECK(std::ranges::all_of(steps, [](const engine::StepDone& step) { return step.from_paper; }));
        CHECK(steps[1].day == Date{2026, 6, 20});
        // The case goes on by hand from where it stands.
        const auto next =
            desk.way.act(desk.named("甲某").case_id,
                         {{2029, 1, 15},
                          false,
                          "talked",
                          {{"talker", team::testing::said("李秀英")}, {"talk_content", team::testing::said("端正")}},
                          "当时漏办"});
        CHECK(next.has_value());
    });
}

TEST_CASE(
    "import of development: the titles of other people's tables are understood, and what is on paper may be left out")
{
    each([](Desk& desk) {
        const auto row = desk.person("甲某", until("target"));
        const auto csv = desk.file({row}, {{"day.apply", "递交入党申请书时间"},
                                           {"day.talk", "派人谈话时间"},
                                           {"day.activist", "确定为入党积极分子时间"},
                                           {"day.target", "确定为发展对象时间"},
                                           {"branch", "所在支部"},
                                           {"id_number", "身份证号码"}});
        CHECK(sums(result_of(desk.run(csv, desk.request()))) == "1+0=1");
        CHECK(desk.case_of(desk.named("甲某")).step == "file_target");
    });
}

TEST_CASE("import of development: what is wrong is said at its cell with its rule, all of it at once [DEV-01 – DEV-09]")
{
    each([](Desk& desk) {
        const auto result = desk.import({
            desk.person("甲某", changed(until("talk"), {{"day.talk", "2026-07-20"}})),
            desk.person("乙某", changed(until("file_activist"), {{"day.activist", "2026-06-10"}})),
            desk.person("丙某",
                        changed(until("file_target"), {{"day.target", "2027-08-30"}, {"day.cultivate", "2027-08-30"}})),
            desk.person("丁某", changed(until("contacts"), {{"day.talk", ""}})),
            desk.person("戊某", until("apply"), Date{2009, 1, 1}),
            desk.person("己某", changed(until("target"), {{"form.publicity_to", "2027-09-14"}})),
            desk.person("庚某", changed(until("target"), {{"again.cultivate", "2027-03-01"}})),
            desk.person("辛某", changed(until("volunteer"), {{"day.meeting", "2027-12-01"}})),
            desk.person("壬某", changed(until("approval"), {{"day.approval", "2028-06-01"}, {"reason", "人多"}})),
            desk.person("癸某", changed(until("apply"), {{"day.apply", "2030-01-01"}})),
            desk.person("子某", changed(until("talk"), {{"day.apply", "2026年6月"}})),
            desk.person("寅某", changed(until("archive"), {{"day.full_meeting", "2028-11-01"}})),
            desk.person("卯某", changed(until("contacts"), {{"form.contacts", "张三丰"}})),
            desk.person("辰某", changed(until("meeting"), {{"form.accept_due", "3"},
                                                           {"form.accept_present", "3"},
                                                           {"form.accept_entitled", "3"},
                                                           {"form.accept_voters", "3"},
                                                           {"form.accept_yes", "1"},
                                                           {"form.accept_no", "2"}})),
            changed(desk.person("巳某", until("talk")), {{"branch", "南村支部"}}),
        });
        CHECK(desk.said(result) ==
              "2 reason development.late_reason_needed DEV-01\n"
              "3 day.activist case.day_backwards DEV-22\n"
              "4 day.target development.too_early DEV-02\n"
              "5 day.talk import.step_missing DEV-01\n"
              "6 day.apply development.too_young DEV-20\n"
              "7 form.publicity_to development.publicity_too_short DEV-04\n"
              "8 day.cultivate development.inspections_missing DEV-03\n"
              "9 day.meeting development.too_late DEV-07\n"
              "10 day.approval development.too_late DEV-09\n"
              "11 day.apply case.day_to_come DEV-20\n"
              "12 day.apply import.date_without_day\n"
              "13 day.full_meeting development.too_early DEV-11\n"
              "14 form.contacts development.member_not_found DEV-24\n"
              "15 day.meeting development.vote_not_passed DEV-08\n"
              "16 branch import.branch_unknown ORG-24\n");
        CHECK(sums(result) == "0+15=15");
        CHECK(desk.count("SELECT COUNT(*) FROM team_applicant") == 0);
        CHECK(desk.count("SELECT COUNT(*) FROM engine_case") == 0);
    });
}

TEST_CASE("import of development: one row that is late in two steps gets both said, and a reason lets both pass")
{
    each([](Desk& desk) {
        const auto late = changed(until("activist"), {{"day.talk", "2026-08-01"}});
        auto oath = changed(until("oath"), {{"day.oath", "2028-03-01"}, {"day.talk", "2026-08-01"}});
        CHECK(desk.said(desk.import({desk.person("甲某", oath)})) ==
              "2 day.talk development.late_reason_needed DEV-01\n2 day.oath development.late_reason_needed DEV-10\n");
        CHECK(sums(desk.import({desk.person("乙某", changed(oath, {{"reason", "疫情期间不便集中"}}))})) == "1+0=1");
        CHECK(sums(desk.import({desk.person("丙某", changed(late, {{"reason", "本人外出"}}))})) == "1+0=1");
        const auto steps =
            desk.world.read([&](db::Tx& tx) { return engine::store::steps_of(tx, desk.named("丙某").case_id); });
        CHECK(steps[1].reason == "本人外出");
    });
}

TEST_CASE("import of development: a case of both rule sets is judged by the one of the day of each step [GEN-05]")
{
    each([](Desk& desk) {
        // Activist and target under dev-2014: no publicity; the meeting under dev-2026: within a month of the
        // pre-review.
        const Cells old{{"day.apply", "2024-12-01"},       {"day.talk", "2024-12-20"},
                        {"day.activist", "2025-03-01"},    {"day.file_activist", "2025-03-10"},
                        {"day.contacts", "2025-03-11"},    {"again.cultivate", "2025-08-20、2026-02-20"},
                        {"day.cultivate", "2026-03-02"},   {"day.target", "2026-03-05"},
                        {"day.file_target", "2026-03-06"}, {"day.introducers", "2026-03-07"},
                        {"day.review", "2026-03-20"},      {"day.training", "2026-04-10"},
                        {"day.examine", "2026-04-12"},     {"day.pre_review", "2026-04-15"},
                        {"day.volunteer", "2026-04-20"},   {"day.meeting", "2026-05-20"}};
        CHECK(desk.said(desk.import({desk.person("甲某", old)})) == "2 day.meeting development.too_late DEV-07\n");
        const auto before = desk.import({desk.person("乙某", changed(old, {{"day.meeting", "2026-05-10"}}))});
        CHECK_MESSAGE(sums(before) == "1+0=1", desk.said(before));
        const auto stages = desk.world.read([&](db::Tx& tx) { return store::stages_of(tx, desk.named("乙某").id); });
        CHECK(stages.front().rule_set == "dev-2014");
        // Acts before the packs' first day are judged by the older rule set, not by that of today.
        CHECK(desk.way.development.desk().rules(desk.world.branch, Date{2012, 6, 1})->rule_set == "dev-2014");
    });
}

TEST_CASE("import of development: all rows or none, a dry run that stores nothing, and no person twice [DATA-50]")
{
    each([](Desk& desk) {
        const auto good = desk.person("甲某", until("talk"));
        const auto bad = desk.person("乙某", changed(until("talk"), {{"day.talk", "2026-08-01"}}));
        auto request = desk.request(engine::ImportMode::all_or_nothing);
        CHECK(sums(result_of(desk.run(desk.file({good, bad}), request))) == "0+2=2");
        CHECK(desk.count("SELECT COUNT(*) FROM team_applicant") == 0);
        request.mode = engine::ImportMode::valid_rows;
        request.dry_run = true;
        CHECK(sums(result_of(desk.run(desk.file({good, bad}), request))) == "1+1=2");
        CHECK(desk.count("SELECT COUNT(*) FROM team_applicant") == 0);
        request.dry_run = false;
        CHECK(sums(result_of(desk.run(desk.file({good, good}), request))) == "1+1=2");
        const auto again = result_of(desk.run(desk.file({good}), request));
        CHECK(desk.said(again) == "2 id_number development.applicant_known DATA-50\n");
        CHECK(desk.count("SELECT COUNT(*) FROM team_applicant") == 1);
    });
}

TEST_CASE("import of development: the report marks the wrong cells of the user's own file")
{
    each([](Desk& desk) {
        const auto job =
            desk.run(desk.file({desk.person("甲某", changed(until("activist"), {{"day.activist", "2026-06-10"}}))}),
                     desk.request());
        const auto report = desk.report(job);
        std::string row;
        for (std::size_t i = 0; i < report.columns(); ++i) row += std::string(report.at(1, i).text) + "|";
        CHECK(row.find("早于前一步骤的日期 2026-06-20") != std::string::npos);
        CHECK(row.find("DEV-22") != std::string::npos);
    });
}

TEST_CASE("import of development: it can be undone while nothing stands on it, members that it made included")
{
    each([](Desk& desk) {
        const auto rows = std::vector{desk.person("甲某", until("activist")), desk.person("乙某", until("archive"))};
        const auto first = result_of(desk.run(desk.file(rows), desk.request()));
        REQUIRE(sums(first) == "2+0=2");
        const auto member = desk.named("乙某").id;
        CHECK(desk.world.roster(desk.world.branch, Date{2029, 1, 1}).size() == 4);
        CHECK(desk.undo(first).state == platform::JobState::done);
        CHECK(desk.count("SELECT COUNT(*) FROM team_applicant") == 0);
        CHECK(desk.count("SELECT COUNT(*) FROM team_applicant_stage") == 0);
        CHECK(desk.count("SELECT COUNT(*) FROM engine_case WHERE state <> 4") == 0);
        CHECK(desk.count("SELECT COUNT(*) FROM engine_deadline") == 0);
        CHECK(desk.world.stored(member).withdrawn);
        CHECK(desk.world.roster(desk.world.branch, Date{2029, 1, 1}).size() == 3);
        // What was undone can come in again; what has gone on since cannot be undone.
        const auto second = result_of(desk.run(desk.file(rows), desk.request()));
        REQUIRE(sums(second) == "2+0=2");
        REQUIRE(desk.way.act(desk.named("甲某").case_id, {{2029, 1, 15}, true, "file", {}}).has_value());
        const auto refused = desk.undo(second);
        CHECK(refused.error_code == "import.changed_since");
        CHECK(refused.error_detail == "甲某");
        CHECK(desk.count("SELECT COUNT(*) FROM team_applicant") == 2);
    });
}

TEST_CASE("import of development: a probationary member who is in the register already goes on there")
{
    each([](Desk& desk) {
        auto asked = desk.world.registering("甲某", desk.world.branch, Date{2028, 6, 1});
        asked.values.category = "2";
        asked.values.joined_on = Date{2027, 11, 5};
        asked.values.full_on.reset();
        asked.contact.id_number = id_number_of(Date{1995, 3, 4}, ++desk.world.sequence);
        const auto known = desk.world.try_register(asked);
        REQUIRE_MESSAGE(known.has_value(), code_of(known));
        auto row = changed(desk.person("甲某", until("oath")), {{"id_number", *asked.contact.id_number}});
        const auto result = desk.import({row});
        CHECK_MESSAGE(sums(result) == "1+0=1", desk.said(result));
        CHECK(desk.named("甲某").id == known->member.id);
        CHECK(desk.world.roster(desk.world.branch, Date{2029, 1, 1}).size() == 4);
        // Undone, the member stays as before.
        CHECK(desk.undo(result).state == platform::JobState::done);
        CHECK_FALSE(desk.world.stored(known->member.id).withdrawn);
        // Another day of acceptance is another member.
        CHECK(desk.said(desk.import({changed(row, {{"day.meeting", "2027-11-06"}})})) ==
              "2 id_number member.id_number_known DATA-50\n");
    });
}

TEST_CASE("import of development: whoever may not enter past days there cannot import there [SEC-12]")
{
    each([](Desk& desk) {
        desk.world.actor = actor_on({}, World::everything(), desk.world.organizations.directory());
        CHECK(desk.said(desk.import({desk.person("甲某", until("talk"))})) ==
              "2 branch import.branch_forbidden SEC-12\n");
    });
}
