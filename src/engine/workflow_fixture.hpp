#pragma once
// A small world for the tests of workflows: a tree in a map, a made-up county pack, a clock that stands still,
// functions that note what they were asked.

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <unistd.h>

#include "database_fixture.hpp"
#include "engine/workflow_query.hpp"
#include "engine/workflow_store.hpp"
#include "engine/workflows.hpp"
#include "policy/policy.hpp"

namespace jishi::engine::testing {

/// Organisations 1 (county), 2 and 3 (towns below it), 21 and 22 (branches below 2), 31 (below 3).
class MapPlaces final : public Places, public platform::OrganizationScope {
public:
    std::map<std::int64_t, std::int64_t> parents{{1, 0}, {2, 1}, {3, 1}, {21, 2}, {22, 2}, {31, 3}};

    std::optional<std::string> name_of(OrganizationId id) const override
    {
        return parents.contains(id.value) ? std::optional("组织" + id.str()) : std::nullopt;
    }
    std::string type_of(OrganizationId id) const override
    {
        if (!parents.contains(id.value)) return "";
        return id.value == 1 ? "local_committee" : id.value < 10 ? "committee" : "branch";
    }
    bool contains(OrganizationId root, OrganizationId node) const override
    {
        for (auto at = node.value; at != 0; at = parents.contains(at) ? parents.at(at) : 0)
            if (at == root.value) return true;
        return false;
    }
    const policy::Book* book = nullptr;

    policy::Policy policy_at(OrganizationId id, Date day) const override
    {
        const std::vector<std::string> areas{"990100"};
        return contains(OrganizationId{1}, id) ? book->at(areas, day) : book->at(day);
    }
    OrganizationId shard_of(db::Tx&, OrganizationId) const override { return OrganizationId{1}; }
    std::size_t count_below(OrganizationId root) const override
    {
        std::size_t count = 0;
        each_below(root, [&](OrganizationId) { ++count; });
        return count;
    }
    void each_below(OrganizationId root, const std::function<void(OrganizationId)>& each) const override
    {
        for (const auto& [id, parent] : parents)
            if (contains(root, OrganizationId{id})) each(OrganizationId{id});
    }
    Result<void> narrow(db::Statement& statement, db::Tx&, const platform::Actor& actor,
                        platform::Permission permission, OrganizationId within,
                        const std::string& column) const override
    {
        std::vector<OrganizationId> seen;
        for (const auto& [id, parent] : parents)
            if (actor.may(permission, OrganizationId{id}) && (!within || contains(within, OrganizationId{id})))
                seen.push_back(OrganizationId{id});
        if (seen.empty()) return refuse(ErrorKind::forbidden, "access.forbidden");
        statement.add(" AND " + column + " IN " + statement.bind_all(seen));
        return {};
    }
};

/// A folder of packs: the national one, and a county that says `workflows` (the value of workflow.definitions).
class Packs {
public:
    explicit Packs(const std::string& workflows)
    {
        namespace fs = std::filesystem;
        static int number = 0;
        folder_ = fs::temp_directory_path() /
                  ("jishi_workflow_" + std::to_string(::getpid()) + "_" + std::to_string(++number));
        fs::create_directories(folder_ / "made_up");
        fs::create_directory_symlink(fs::path(JISHI_SOURCE_DIR) / "packs/national", folder_ / "national");
        std::ofstream(folder_ / "made_up/pack.yaml") << "name: made_up\ntitle: 某县\ntitle_en: Some county\nlayer: "
                                                        "county\napplies_to: \"990100\"\nversion: \"1\"\n";
        std::ofstream(folder_ / "made_up/workflows.yaml")
            << "- key: workflow.definitions\n  rule: ORG-20\n  source: 某县规定\n  title: 流程\n  title_en: "
               "Workflows\n  from: 2020-01-01\n  add: true\n  value:\n"
            << workflows;
    }
    ~Packs()
    {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    Packs(const Packs&) = delete;
    Packs& operator=(const Packs&) = delete;
    const std::filesystem::path& folder() const { return folder_; }
    policy::Book load() const
    {
        auto book = policy::Book::load(folder_);
        if (!book) FAIL(book.error().detail);
        return *std::move(book);
    }

private:
    std::filesystem::path folder_;
};

/// A request that its committee decides within a time, after which it is carried out and filed.
inline constexpr auto request_workflow = R"(
    - code: made_up.request
      name: 请求
      name_en: Request
      rule: ORG-20
      label: title
      steps:
        - code: ask
          name: 提出
          name_en: Ask
          actor: { relation: case.organization, permission: case.start }
          fields:
            - { code: title, name: 标题, name_en: Title, kind: text, max: 20 }
            - { code: amount, name: 数目, name_en: Amount, kind: number, min: 1, max: 9, required: false }
            - { code: wanted_on, name: 日期, name_en: Day, kind: date, required: false }
            - { code: sector, name: 领域, name_en: Sector, kind: choice, choices: organization.sectors, only: [rural, community], required: false }
            - { code: place, name: 地点, name_en: Place, kind: organization, required: false }
            - { code: files, name: 材料, name_en: Papers, kind: attachment, required: false, max: 2 }
            - { code: urgent, name: 加急, name_en: Urgent, kind: yes_no, required: false }
          guards: [ { name: test.allowed, parameters: { limit: 8 } } ]
          actions: [ { code: submit, name: 提交, name_en: Submit, to: decide } ]
        - code: decide
          name: 审批
          name_en: Decide
          actor: { relation: test.parent, permission: organization.change }
          max_wait:
            count: 1
            unit: months
            rule: ORG-20
            warn_days: 7
            escalations: [ { after_days: 5, to: { relation: test.parent, parameters: { up: 2 }, permission: organization.change } } ]
          effects: [ { name: test.note, actions: [approve] } ]
          actions:
            - { code: approve, name: 同意, name_en: Approve, to: publish, needs_document: true }
            - { code: return, name: 退回, name_en: Return, kind: return, to: ask }
            - { code: refuse, name: 不同意, name_en: Refuse, kind: refuse }
        - code: publish
          name: 公示
          name_en: Publish
          actor: { relation: case.organization, permission: case.start }
          min_wait: { count: 5, unit: working_days, rule: GEN-03 }
          notices: [ { to: { relation: test.parent, permission: organization.change }, days: 10 } ]
          actions: [ { code: done, name: 结束, name_en: Done } ]
      withdraw: { actor: { relation: case.organization, permission: case.start }, steps: [ask, decide] }
      suspend: { actor: { relation: test.parent, permission: organization.change } }
      take_over: { actor: { relation: test.parent, permission: organization.change } }
    - code: made_up.personal
      name: 本人确认
      name_en: Confirmed in person
      rule: ORG-20
      subject: person
      steps:
        - code: ask
          name: 提出
          name_en: Ask
          actor: { relation: case.organization, permission: case.start }
          actions: [ { code: submit, name: 提交, name_en: Submit, to: confirm } ]
        - code: confirm
          name: 本人确认
          name_en: Confirm
          actor: { relation: test.person }
          actions: [ { code: confirm, name: 确认, name_en: Confirm } ]
      take_over: { actor: { relation: test.parent, permission: organization.change } }
)";

struct Audited {
    std::string action;
    std::string after;
};

struct World {
    World(db::Database& d, const policy::Book& policies, FixedClock& c)
        : database(d), clock(c), book(policies, names, c.today()), board(places),
          office{ids,
                 clock,
                 book,
                 names,
                 places,
                 board,
                 [this](db::Tx&, const platform::Actor&, const CaseRecord& record) {
                     audit.push_back({record.action, record.after});
                 },
                 [this](db::Tx&, const platform::Actor&, AttachmentId id) { return files.contains(id); },
                 [this](db::Tx&, AttachmentId id, CaseId of) { files[id] = of; }}
    {
        places.book = &policies;
        names.add_relation("case.organization", [](db::Tx&, const Facts& facts) -> Result<Party> {
            return Party{facts.of.organization, {}, false};
        });
        names.add_relation("test.parent", [this](db::Tx&, const Facts& facts) -> Result<Party> {
            auto id = facts.of.organization.value;
            for (auto up = facts.integer("up", 1); up > 0 && id != 0; --up) id = places.parents.at(id);
            if (id == 0) return refuse(ErrorKind::rule_refused, "case.nobody_to_act");
            return Party{OrganizationId{id}, {}, false};
        });
        names.add_relation("test.person", [this](db::Tx&, const Facts& facts) -> Result<Party> {
            return Party{facts.of.organization, accounts_of[facts.of.subject], true};
        });
        names.add_guard("test.allowed", [](db::Tx&, const Facts& facts) -> Result<void> {
            if (facts.form.number("amount").value_or(0) <= facts.integer("limit")) return {};
            return refuse(ErrorKind::rule_refused, "case.other_open", "ORG-24");
        });
        names.add_effect(
            "test.note", [this](db::Tx& tx, const platform::Actor&, const Facts& facts) -> Result<Effected> {
                if (refuse_effects) return refuse(ErrorKind::rule_refused, "organization.below_threshold", "ORG-01");
                db::record_fact(tx, {facts.of.organization.value, facts.day, "test.noted", 1, facts.of.id.value});
                Effected effected;
                effected.values.set("noted", policy::Value(true));
                return effected;
            });
        names.add_subject(
            "person", {.find = [](db::Tx&, const platform::Actor&, std::int64_t subject) -> Result<SubjectKind::About> {
                           if (subject > 1000) return refuse(ErrorKind::not_found, "case.not_found");
                           return SubjectKind::About{OrganizationId{21}, "某人"};
                       },
                       .sees =
                           [this](db::Tx&, const platform::Actor& actor, std::int64_t subject) {
                               return std::ranges::find(accounts_of[subject], actor.account) !=
                                      accounts_of[subject].end();
                           },
                       .page = "/people/"});
    }

    platform::Actor actor(std::int64_t account, std::int64_t organization, platform::PermissionSet permissions,
                          bool subtree = true) const
    {
        platform::Actor one;
        one.account = AccountId{account};
        one.display_name = "用户" + std::to_string(account);
        if (organization != 0)
            one.grants = {platform::Grant{{}, "role", OrganizationId{organization}, subtree, permissions}};
        one.scope = &places;
        return one;
    }
    using P = platform::Permission;
    platform::Actor branch(std::int64_t at = 21) const
    {
        return actor(at * 10, at, {P::case_read, P::case_start, P::organization_read});
    }
    platform::Actor town(std::int64_t at = 2) const
    {
        return actor(at * 10, at,
                     {P::case_read, P::case_start, P::case_enter_past, P::organization_change, P::organization_read});
    }
    platform::Actor county() const { return town(1); }

    template <class Fn>
    auto write(Fn fn)
    {
        return database.write([&](db::Tx& tx) { return fn(tx); });
    }
    template <class Fn>
    auto read(Fn fn)
    {
        std::optional<std::invoke_result_t<Fn, db::Tx&>> result;
        database.read([&](db::Tx& tx) { result.emplace(fn(tx)); });
        return std::move(*result);
    }
    static Doing doing(std::string action, Form form = {}, std::optional<Date> day = {})
    {
        Doing doing;
        doing.action = std::move(action);
        doing.form = std::move(form);
        doing.day = day;
        return doing;
    }
    static Form titled(std::string title)
    {
        Form form;
        form.set("title", policy::Value(std::move(title)));
        return form;
    }
    Result<Case> try_start(const platform::Actor& who, std::int64_t organization, Doing first,
                           std::string workflow = "made_up.request", std::int64_t subject = 0)
    {
        return write([&](db::Tx& tx) {
            return start(office, tx, who, {workflow, OrganizationId{organization}, subject, first});
        });
    }
    Case started(std::int64_t organization = 21, std::optional<Date> day = {})
    {
        auto row = try_start(day ? town() : branch(organization), organization, doing("submit", titled("请求"), day));
        REQUIRE_MESSAGE(row.has_value(), (row ? "" : row.error().code + " " + row.error().detail));
        return *row;
    }
    Result<Case> try_act(const platform::Actor& who, CaseId id, const Doing& what)
    {
        return write([&](db::Tx& tx) { return act(office, tx, who, id, what); });
    }
    Doing approval(std::optional<Date> day = {}) const
    {
        auto what = doing("approve", {}, day);
        what.document_no = "某发〔2026〕1号";
        return what;
    }
    using Way = Result<Case> (*)(const CaseOffice&, db::Tx&, const platform::Actor&, CaseId, const Doing&);
    Result<Case> try_way(Way way, const platform::Actor& who, CaseId id, std::string reason = "理由")
    {
        Doing what;
        what.reason = std::move(reason);
        return write([&](db::Tx& tx) { return way(office, tx, who, id, what); });
    }
    Case stored(CaseId id)
    {
        return read([&](db::Tx& tx) { return *store::find_case(tx, id); });
    }
    std::vector<StepDone> steps(CaseId id)
    {
        return read([&](db::Tx& tx) { return store::steps_of(tx, id); });
    }
    Todo todo(const platform::Actor& who, std::int64_t within = 0)
    {
        return *read([&](db::Tx& tx) { return case_todo(office, tx, {who, OrganizationId{within}, clock.today()}); });
    }

    db::Database& database;
    FixedClock& clock;
    IdGenerator ids;
    MapPlaces places;
    WorkflowNames names;
    WorkflowBook book;
    Board board;
    CaseOffice office;
    std::map<std::int64_t, std::vector<AccountId>> accounts_of;
    std::map<AttachmentId, CaseId> files;
    std::vector<Audited> audit;
    bool refuse_effects = false;
};

inline const policy::Book& made_up_book()
{
    static const Packs packs(request_workflow);
    static const auto book = packs.load();
    return book;
}

/// Runs the body on every database, on 5 March 2026 (a Thursday).
inline void each_world(const std::function<void(World&)>& body)
{
    static FixedClock clock(Date{2026, 3, 5});
    jishi::testing::each_database({engine::migrations()}, clock, [&](db::Database& database) {
        clock.set(Date{2026, 3, 5});
        World world(database, made_up_book(), clock);
        body(world);
    });
}

template <class T>
std::string code_of_error(const Result<T>& result)
{
    if (result) return "";
    if (!result.error().fields.empty())
        return result.error().fields.front().field + ": " + result.error().fields.front().code;
    return result.error().code;
}

}  // namespace jishi::engine::testing
