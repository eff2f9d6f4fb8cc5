#include "team/demo_development.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/id_number.hpp"
#include "platform/demo_tables.hpp"
#include "team/development_query.hpp"
#include "team/team.hpp"

namespace jishi::team {
namespace {

using platform::Dice;
using policy::Value;

/// What is done on how many days after the application. Rules ask for no less; slower is allowed.
struct Stop {
    int day;
    const char* action;
    bool paper = false;  // takes a document number
};
constexpr Stop stops[] = {
    {15, "talked"},         {100, "determine"}, {110, "file"},          {115, "name"},       {280, "inspect"},
    {460, "inspect"},       {470, "propose"},   {490, "determine"},     {495, "file"},       {498, "name"},
    {510, "pass"},          {520, "trained"},   {525, "agree"},         {535, "pass", true}, {540, "filled"},
    {550, "accept"},        {560, "talked"},    {580, "approve", true}, {590, "file"},       {592, "assign"},
    {600, "sworn"},         {780, "inspect"},   {900, "finish"},        {905, "submit"},     {920, "confirm"},
    {950, "approve", true}, {970, "archive"},
};
constexpr int publicity_days = 15;  // before the day of the decision; enough working days whatever holidays there are

struct Words {
    std::vector<std::string> surnames;
    std::vector<std::string> given[2];  // of men, of women
    int people = 0;
    int seed = 0;
    std::string region;
};

Words read_words(const std::filesystem::path& folder)
{
    Words words;
    for (const auto& row : platform::read_demo_table(folder / "members.csv")) {
        if (row.text("list") != "setting") continue;
        if (row.text("code") == "development_people") words.people = std::stoi(row.text("value"));
        if (row.text("code") == "seed") words.seed = std::stoi(row.text("value"));
        if (row.text("code") == "development_region") words.region = row.text("value");
    }
    for (const auto& row : platform::read_demo_table(folder / "member_names.csv")) {
        const auto& kind = row.text("kind");
        if (kind == "surname") words.surnames.push_back(row.text("word"));
        if (kind == "given_1") words.given[0].push_back(row.text("word"));
        if (kind == "given_2") words.given[1].push_back(row.text("word"));
    }
    return words;
}

class Walker {
public:
    Walker(db::Database& database, const DevelopmentDesk& desk, platform::Actor actor, Words words)
        : database_(database), desk_(desk), actor_(std::move(actor)), words_(std::move(words)),
          dice_(static_cast<std::uint64_t>(words_.seed) + 11), today_(desk.office.clock.today())
    {
    }

    Result<DemoDevelopment> fill()
    {
        find_branches();
        if (branches_.empty()) return made_;
        constexpr int all = std::size(stops) + 1;
        for (int i = 0; i < words_.people; ++i) {
            const auto branch = branches_[static_cast<std::size_t>(i) * 7 % branches_.size()];
            TRY(database_.write([&](db::Tx& tx) { return walk(tx, branch, i % all, i); }));
            ++made_.people;
        }
        TRY(plan());
        return made_;
    }

private:
    void find_branches()
    {
        database_.read([&](db::Tx& tx) {
            for (const auto& root : desk_.office.directory.roots())
                for (const auto id : desk_.office.directory.subtree(root.id))
                    if (desk_.office.directory.listing(id)->type == "branch" && voters(tx, id, today_).size() > 3)
                        branches_.push_back(id);
        });
    }

    std::vector<MemberLine> voters(db::Tx& tx, OrganizationId branch, Date day) const
    {
        constexpr std::size_t most = 1000;
        auto roster = roster_of(desk_.office, tx, {branch, {day, {}}, true, {}, {}, most});
        return roster ? std::move(roster->items) : std::vector<MemberLine>{};
    }

    const std::string& one_of(const std::vector<std::string>& list)
    {
        return list[static_cast<std::size_t>(dice_.between(0, static_cast<int>(list.size()) - 1))];
    }

    RegisteringApplicant person(OrganizationId branch, Date applied, int number)
    {
        const bool woman = dice_.between(1, 100) <= 38;
        const auto birth = applied.plus_months(-12 * dice_.between(19, 44)).plus_days(-dice_.between(0, 300));
        RegisteringApplicant asked;
        asked.values.organization = branch;
        asked.values.name = one_of(words_.surnames) + one_of(words_.given[woman ? 1 : 0]);
        asked.values.ethnicity = dice_.between(1, 100) <= 22 ? "03" : "01";
        asked.values.education = dice_.between(1, 100) <= 55 ? "21" : "61";
        asked.values.occupation = dice_.between(1, 100) <= 60 ? "4010" : "2020";
        asked.values.front_line = dice_.between(1, 100) <= 50;
        const auto ymd = birth.ymd();
        const int sequence = 500 + (number * 2 + (woman ? 0 : 1)) % 499;
        const auto digits = fmt::format("{}{:04}{:02}{:02}{:03}", words_.region, static_cast<int>(ymd.year()),
                                        static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()), sequence);
        for (const char check : std::string_view("0123456789X"))
            if (parse_id_number(digits + check)) asked.contact.id_number = digits + check;
        return asked;
    }

    /// Somebody who has come as far as `reached` steps after the application.
    Result<void> walk(db::Tx& tx, OrganizationId branch, int reached, int number)
    {
        constexpr int whole = std::size(stops);
        const int last = reached == 0 ? 0 : stops[reached - 1].day;
        const int room = reached == whole ? 200 : stops[reached].day - last;
        // Some are a little late, most are not.
        const auto applied = today_.plus_days(-(last + dice_.between(1, std::min(room + room / 8, room + 20))));
        const auto row = TRY(register_applicant(desk_, tx, actor_, person(branch, applied, number)));
        engine::Doing first;
        first.action = "submit";
        first.day = applied;
        first.form.set("apply_ground", Value(std::string("unit")));
        const auto begun = TRY(engine::start(
            desk_.cases, tx, actor_, {std::string(admission_workflow), branch, row.id.value, std::move(first)}));
        ++made_.steps;
        for (int i = 0; i < reached; ++i) {
            const auto done = TRY(engine::act(desk_.cases, tx, actor_, begun.id, doing(tx, branch, i, applied)));
            ++made_.steps;
            if (engine::is_over(done.state)) break;
        }
        return {};
    }

    engine::Doing doing(db::Tx& tx, OrganizationId branch, int index, Date applied)
    {
        const auto& stop = stops[index];
        engine::Doing step;
        step.action = stop.action;
        step.day = applied.plus_days(stop.day);
        if (stop.paper) step.document_no = fmt::format("组字〔{}〕{}号", step.day->year(), 1 + index * 3);
        const auto text = [&](const char* field, std::string value) { step.form.set(field, Value(std::move(value))); };
        const auto figure = [&](const std::string& field, int value) {
            step.form.set(field, Value(std::int64_t{value}));
        };
        const auto committee = [&](const std::string& prefix) {
            figure(prefix + "due", 5);
            figure(prefix + "present", 5);
            text((prefix + "opinion").c_str(), "经讨论，同意。");
        };
        const auto voting = voters(tx, branch, *step.day);
        const auto names = [&] {
            std::string list;
            for (std::size_t i = 0; i < 2 && i < voting.size(); ++i)
                list += (i ? "、" : "") + voting[i].name + "（" + voting[i].birth_date->str().substr(0, 7) + "）";
            return list;
        };
        const auto meeting = [&](const std::string& prefix) {
            const int all = static_cast<int>(voting.size());
            for (const auto* field : {"due", "present", "entitled", "voters"}) figure(prefix + field, all);
            figure(prefix + "written", 0);
            figure(prefix + "yes", all - all / 9);
            figure(prefix + "no", 0);
            figure(prefix + "abstained", all / 9);
            text((prefix + "resolution").c_str(), "经无记名投票表决，同意。");
        };
        const auto approval = [&](const std::string& prefix) {
            committee(prefix);
            figure(prefix + "yes", 5);
            figure(prefix + "no", 0);
            figure(prefix + "abstained", 0);
        };
        const auto day = [&](int before) { return step.day->plus_days(-before).str(); };
        switch (index) {
            case 0:
                text("talker", "支部组织委员");
                text("talk_content", "了解了入党动机和基本情况。");
                break;
            case 1:
                text("recommended_by", "members");
                text("recommend_result", "党员推荐，票数过半。");
                text("activist_body", "支部委员会");
                committee("activist_");
                break;
            case 3: text("contacts", names()); break;
            case 4:
            case 5:
                text("inspect_opinion", "学习认真，工作积极，群众基础好。");
                text("inspect_by", "培养联系人");
                break;
            case 6: text("proposal", "经一年以上培养教育，基本具备党员条件。"); break;
            case 7:
                text("hearing", "党小组、培养联系人、党员和群众均无不同意见。");
                text("publicity_from", day(publicity_days + 2));
                text("publicity_to", day(2));
                text("publicity_result", "公示期间没有收到反映。");
                committee("target_");
                break;
            case 9: text("introducers", names()); break;
            case 10:
                text("review_ways", "同本人谈话、查阅档案、函调");
                text("review_relatives", "没有发现影响入党的问题。");
                text("review_conclusion", "政治审查合格。");
                break;
            case 11:
                text("training_from", day(4));
                text("training_to", day(2));
                figure("training_days", 3);
                figure("training_hours", 24);
                text("training_by", "区委党校");
                break;
            case 12: committee("examine_"); break;
            case 13:
                text("pre_review_opinion", "预审合格。");
                text("volunteer_no", fmt::format("{:06}", 100 + made_.steps));
                text("over_plan_note", "列入本年度计划调剂名额。");
                break;
            case 14: step.form.set("volunteer_checked", Value(true)); break;
            case 15: meeting("accept_"); break;
            case 16:
                text("higher_talker", "党委组织员");
                text("higher_talk_opinion", "同意吸收为预备党员。");
                break;
            case 17: approval("approve_"); break;
            case 19:
                text("group", "第一党小组");
                text("announced_on", day(1));
                break;
            case 20:
                text("oath_place", "党群服务中心");
                text("oath_by", "党支部书记");
                break;
            case 21:
                text("probation_opinion", "能够履行党员义务。");
                text("probation_by", "入党介绍人");
                break;
            case 22: text("probation_summary", "预备期表现合格。"); break;
            case 24: meeting("full_"); break;
            case 25: approval("confirm_"); break;
            case 26:
                text("archive_kind", "party");
                text("archive_place", "镇党委");
                break;
            default: break;
        }
        return step;
    }

    /// Quotas of the year from the top down: what was used and a little more.
    Result<void> plan()
    {
        const int year = today_.year();
        const auto set = [&](OrganizationId id, int quota) {
            ++made_.quotas;
            return database_.write([&](db::Tx& tx) {
                return set_quota(desk_, tx, actor_, {id, year, quota, fmt::format("组发〔{}〕1号", year), {}});
            });
        };
        const auto view = [&](OrganizationId id) {
            std::optional<PlanView> found;
            database_.read([&](db::Tx& tx) { found = plan_view(desk_, tx, id, year); });
            return *std::move(found);
        };
        for (const auto& root : desk_.office.directory.roots()) {
            const auto top = view(root.id);
            int needed = 0;
            for (const auto& child : top.children) needed += static_cast<int>(child.use.used) + 2;
            TRY(set(root.id, needed + 5));
            for (const auto& child : top.children) TRY(set(child.organization, static_cast<int>(child.use.used) + 2));
        }
        return {};
    }

    db::Database& database_;
    const DevelopmentDesk& desk_;
    const platform::Actor actor_;
    const Words words_;
    Dice dice_;
    const Date today_;
    std::vector<OrganizationId> branches_;
    DemoDevelopment made_;
};

}  // namespace

Result<DemoDevelopment> load_demo_development(db::Database& database, const DevelopmentDesk& desk,
                                              const platform::Actor& actor, const std::filesystem::path& folder)
{
    auto filling = actor;
    using platform::Permission;
    filling.grants.push_back({{},
                              "demo",
                              {},
                              true,
                              {Permission::member_read, Permission::member_change, Permission::case_read,
                               Permission::case_start, Permission::case_enter_past, Permission::organization_read}});
    filling.scope = &desk.office.directory;
    return Walker(database, desk, std::move(filling), read_words(folder)).fill();
}

}  // namespace jishi::team
