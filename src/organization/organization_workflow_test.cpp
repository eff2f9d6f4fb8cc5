// Founding and dissolving by the workflows of the national pack, from the application to the filing.

#include "organization/organization_workflow.hpp"

#include "engine/workflow_documents.hpp"
#include "engine/workflow_query.hpp"
#include "engine/workflow_store.hpp"
#include "engine/workflow_stubs.hpp"
#include "organization/places.hpp"
#include "organization/unit_fixture.hpp"
#include "platform/document_fixture.hpp"

namespace jishi::engine {
std::span<const db::Migration> migrations();
}

using namespace jishi;
using namespace jishi::organization;
using namespace jishi::organization::testing;
using engine::Case;
using engine::CaseState;
using engine::Doing;
using engine::Form;
using platform::Permission;

namespace {

namespace document = platform::document;

const document::Library& library()
{
    static const auto loaded = [] {
        auto result = document::Library::load(national_rules(),
                                              policy::pack_folders(std::filesystem::path(JISHI_SOURCE_DIR) / "packs"));
        if (!result) FAIL(result.error().detail);
        return *std::move(result);
    }();
    return loaded;
}

/// A county, a town below it, a general branch below that: and their people.
struct Matter {
    explicit Matter(World& w)
        : world(w), places(w.office), book(national_rules(), names, w.clock.today()), board(places),
          office{w.ids,
                 w.clock,
                 book,
                 names,
                 places,
                 board,
                 [](db::Tx&, const platform::Actor&, const engine::CaseRecord&) {},
                 [](db::Tx&, const platform::Actor&, AttachmentId) { return false; },
                 [](db::Tx&, AttachmentId, CaseId) {}}
    {
        engine::lend_own(names);
        lend_to_workflows(names, w.office);
        engine::testing::lend_what_others_do(names, national_rules());
        if (const auto checked = book.check(&library()); !checked) FAIL(checked.error().detail);
        county = w.found({}, "县委", "local_committee", Date{2010, 1, 1});
        town = w.found(county, "镇党委", "committee", Date{2010, 1, 1});
        general = w.found(town, "村党总支", "general_branch", Date{2012, 1, 1});
        w.clock.set(Date{2026, 3, 5});
    }
    platform::Actor secretary() const
    {
        return actor_on(general, {Permission::case_read, Permission::case_start, Permission::organization_read},
                        world.directory);
    }
    platform::Actor organizer() const { return on(town); }
    platform::Actor department() const { return on(county); }
    platform::Actor on(OrganizationId id) const
    {
        return actor_on(id,
                        {Permission::case_read, Permission::case_start, Permission::case_enter_past,
                         Permission::organization_change, Permission::organization_read},
                        world.directory);
    }

    Form application(std::string name, int formal, std::string type = "branch") const
    {
        using policy::Value;
        Form form;
        form.set("parent", Value(general.str()));
        form.set("name", Value(std::move(name)));
        form.set("type", Value(std::move(type)));
        form.set("sector", Value(std::string("rural")));
        form.set("formal_members", Value(std::int64_t{formal}));
        form.set("members", Value(std::int64_t{formal + 1}));
        form.set("reason", Value(std::string("党员增多，便于开展活动")));
        return form;
    }
    Result<Case> apply(const Form& form, const platform::Actor& who)
    {
        Doing first;
        first.action = "submit";
        first.form = form;
        return world.write([&](db::Tx& tx) {
            return engine::start(office, tx, who, {"organization.founding", general, 0, first});
        });
    }
    Result<Case> act(const platform::Actor& who, CaseId id, std::string action, Form form = {},
                     std::string document = {}, std::string reason = {})
    {
        Doing doing;
        doing.action = std::move(action);
        doing.form = std::move(form);
        doing.document_no = std::move(document);
        doing.reason = std::move(reason);
        return world.write([&](db::Tx& tx) { return engine::act(office, tx, who, id, doing); });
    }

    engine::CaseDocuments documents() const { return {world.database, office, library(), attachments}; }
    /// The words of a document of a case.
    std::string paper(const platform::Actor& who, CaseId id, std::string_view code) const
    {
        const auto file = documents().make(who, id, code, document::Format::docx);
        REQUIRE_MESSAGE(file, (file ? "" : error_of(file) + " " + file.error().detail));
        return jishi::testing::text_of_xml(jishi::testing::zipped_part(file->bytes, "word/document.xml"));
    }
    /// Codes and states, in the order of the steps.
    std::string papers(const platform::Actor& who, CaseId id) const
    {
        const auto list = documents().of(who, id);
        REQUIRE(list);
        std::string text;
        for (const auto& one : list->items) text += one.code + " " + std::string(engine::code_of(one.state)) + "\n";
        return text;
    }

    World& world;
    platform::Attachments attachments{world.database, world.ids, std::filesystem::temp_directory_path(),
                                      [] { return platform::AttachmentLimits{}; }};
    TreePlaces places;
    engine::WorkflowNames names;
    engine::WorkflowBook book;
    engine::Board board;
    engine::CaseOffice office;
    OrganizationId county, town, general;
};

void each_matter(const std::function<void(Matter&)>& body)
{
    static FixedClock clock(Date{2026, 3, 5});
    jishi::testing::each_database({organization::migrations(), engine::migrations()}, clock,
                                  [&](db::Database& database) {
                                      clock.set(Date{2026, 3, 5});
                                      World world(database, clock);
                                      Matter matter(world);
                                      body(matter);
                                  });
}

Form decided()
{
    Form form;
    form.set("meeting_on", policy::Value(std::string("2026-03-05")));
    return form;
}

Form elected(std::string day)
{
    Form form;
    form.set("elected_on", policy::Value(std::move(day)));
    form.set("entitled", policy::Value(std::int64_t{5}));
    form.set("present", policy::Value(std::int64_t{5}));
    form.set("leaders", policy::Value(std::string("张三 书记 5\n李四 副书记 4")));
    form.set("secretary", policy::Value(std::string("张三")));
    form.set("deputies", policy::Value(std::string("李四、王五")));
    return form;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE(
    "organization workflow: applied for, decided with a number, elected, confirmed, filed: then it stands, with its "
    "term [ORG-20, ORG-25]")
{
    each_matter([](Matter& matter) {
        auto& world = matter.world;
        const auto row = matter.apply(matter.application("第二支部", 5), matter.secretary());
        REQUIRE_MESSAGE(row.has_value(), (row ? "" : error_of(row) + " " + row.error().detail));
        CHECK(row->step == "decide");
        CHECK(row->acts_at == matter.town);
        CHECK(row->due_on == Date{2026, 4, 5});  // [ORG-20] within a month
        CHECK(row->label == "第二支部");
        CHECK(matter.papers(matter.secretary(), row->id) ==
              "founding_request ready\nfounding_reply due\nelection_report later\nappointment_reply later\n"
              "organization_record later\n");
        const auto request = matter.paper(matter.secretary(), row->id, "founding_request");
        CHECK(has(request, "村党总支文件"));
        CHECK(has(request, "关于成立第二支部的请示"));
        CHECK(has(request, "现有党员6名，其中正式党员5名"));
        CHECK(has(request, "为党支部，隶属村党总支"));
        CHECK(has(request, "2026年3月5日"));
        CHECK(error_of(matter.act(matter.secretary(), row->id, "approve", {}, "镇组发〔2026〕3号")) ==
              "case.not_your_turn");
        CHECK(error_of(matter.act(matter.organizer(), row->id, "approve")) == "case.document_needed");
        world.clock.set(Date{2026, 3, 20});
        CHECK(error_of(matter.act(matter.organizer(), row->id, "approve", {}, "镇组发〔2026〕3号")) ==
              "input.required");
        const auto approved = matter.act(matter.organizer(), row->id, "approve", decided(), "镇组发〔2026〕3号");
        REQUIRE_MESSAGE(approved.has_value(), (approved ? "" : error_of(approved) + " " + approved.error().detail));
        CHECK(approved->subject_kind == "organization");
        const OrganizationId branch{approved->subject};
        const auto reply = matter.paper(matter.organizer(), row->id, "founding_reply");
        CHECK(has(reply, "镇党委文件"));
        CHECK(has(reply, "镇组发〔2026〕3号"));
        CHECK(has(reply, "村党总支："));
        CHECK(has(reply, "2026年3月20日"));
        CHECK(world.stored(branch).values.name == "第二支部");
        CHECK(world.stored(branch).founded_on == Date{2026, 3, 20});
        CHECK(world.stored(branch).values.parent == matter.general);
        CHECK(world.directory.listing(branch)->name == "第二支部");
        REQUIRE(matter.act(matter.secretary(), row->id, "report", elected("2026-03-20")));
        world.clock.set(Date{2026, 3, 22});
        REQUIRE(matter.act(matter.organizer(), row->id, "approve", {}, "镇组发〔2026〕4号"));
        CHECK(world.stored(branch).values.term_started_on == Date{2026, 3, 20});
        CHECK(world.stored(branch).values.term_expires_on);
        CHECK(error_of(matter.act(matter.organizer(), row->id, "file")) == "case.not_your_turn");
        const auto filed = matter.act(matter.department(), row->id, "file");
        REQUIRE(filed);
        CHECK(filed->state == CaseState::done);
        check_directory(world);
        CHECK(matter.papers(matter.secretary(), row->id) ==
              "founding_request ready\nfounding_reply ready\nelection_report ready\nappointment_reply ready\n"
              "organization_record ready\n");
        const auto report = matter.paper(matter.secretary(), row->id, "election_report");
        CHECK(has(report, "镇党委："));
        CHECK(has(report, "应到会有选举权的党员5名，实到会5名"));
        CHECK(has(report, "1|张三|书记|5|—|\n2|李四|副书记|4|—|"));
        CHECK(has(report, "张三同志当选为书记，李四、王五同志当选为副书记"));
        const auto appointment = matter.paper(matter.organizer(), row->id, "appointment_reply");
        CHECK(has(appointment, "镇组发〔2026〕4号"));
        CHECK(has(appointment, "张三同志任第二支部书记"));
        CHECK(has(appointment, "2026年3月22日"));
        const auto record = matter.paper(matter.department(), row->id, "organization_record");
        CHECK(has(record, "填报单位：村党总支"));
        CHECK(has(record, "镇组发〔2026〕3号"));
        // Everything of the case as one file.
        const auto pdf = matter.documents().bundle(matter.department(), row->id, document::Format::pdf);
        REQUIRE(pdf);
        CHECK(pdf->pages >= 5);
    });
}

TEST_CASE(
    "organization workflow: what founding would refuse is refused at the application, by field and rule, and nothing "
    "is written [ORG-01]")
{
    each_matter([](Matter& matter) {
        const auto small = matter.apply(matter.application("小支部", 2), matter.secretary());
        REQUIRE_FALSE(small);
        CHECK(small.error().code == "organization.special_reason_needed");
        CHECK_FALSE(small.error().rule.empty());
        auto with_reason = matter.application("小支部", 2);
        with_reason.set("special_reason", policy::Value(std::string("地处偏远")));
        CHECK(matter.apply(with_reason, matter.secretary()));
        CHECK(error_of(matter.apply(matter.application("党委", 60, "committee"), matter.secretary())) ==
              "organization.parent_type_not_allowed");
        REQUIRE(matter.apply(matter.application("同名支部", 5), matter.secretary()));
        // Meanwhile another one of the name was founded: the effect refuses the step, and the case stays where it is.
        const auto second = matter.apply(matter.application("同名支部", 5), matter.secretary());
        REQUIRE(second);
        auto taken = matter.world.founding(matter.general, "同名支部", "branch");
        taken.values.formal_members = 5;
        REQUIRE(matter.world.try_found(taken));
        const auto refused = matter.act(matter.organizer(), second->id, "approve", decided(), "镇组发〔2026〕5号");
        CHECK(error_of(refused) == "organization.name_taken_under_parent");
        CHECK(matter.world.read([&](db::Tx& tx) { return engine::store::find_case(tx, second->id); })->step ==
              "decide");
    });
}

TEST_CASE(
    "organization workflow: dissolving hands over what stands below and is filed; not while another case about it is "
    "open [ORG-22 – ORG-24]")
{
    each_matter([](Matter& matter) {
        auto& world = matter.world;
        const auto other = world.found(matter.town, "另一总支", "general_branch", Date{2012, 1, 1});
        const auto child = world.found(matter.general, "甲支部", "branch", Date{2013, 1, 1});
        world.clock.set(Date{2026, 3, 6});
        Form form;
        form.set("reason", policy::Value(std::string("村庄合并")));
        form.set("arrangements", policy::Value(std::string("党员转入另一总支")));
        const auto begin = [&] {
            Doing first;
            first.action = "submit";
            first.form = form;
            return world.write([&](db::Tx& tx) {
                return engine::start(matter.office, tx, matter.secretary(),
                                     {"organization.dissolution", matter.general, 0, first});
            });
        };
        auto row = begin();
        REQUIRE(row);
        CHECK(row->subject == matter.general.value);
        CHECK(row->label == "村党总支");
        CHECK(error_of(begin()) == "case.other_open");
        // [ORG-24] A child would be left with nobody: the use case says so, and the step is refused.
        const auto left = matter.act(matter.organizer(), row->id, "approve", decided(), "镇组发〔2026〕6号");
        REQUIRE_FALSE(left);
        CHECK(left.error().code == "organization.has_children");
        CHECK(left.error().rule == "ORG-24");
        REQUIRE(matter.act(matter.organizer(), row->id, "return", {}, {}, "请补充下级组织去向"));
        form.set("target", policy::Value(other.str()));
        REQUIRE(matter.act(matter.secretary(), row->id, "submit", form));
        REQUIRE(matter.act(matter.organizer(), row->id, "approve", decided(), "镇组发〔2026〕6号"));
        CHECK(world.stored(matter.general).status == Status::dissolved);
        CHECK(world.stored(child).values.parent == other);
        const auto filed = matter.act(matter.department(), row->id, "file");
        REQUIRE_MESSAGE(filed.has_value(), (filed ? "" : error_of(filed)));
        CHECK(filed->state == CaseState::done);
        const auto request = matter.paper(matter.secretary(), row->id, "dissolution_request");
        CHECK(has(request, "关于撤销村党总支的请示"));
        CHECK(has(request, "成立于2012年1月1日"));
        CHECK(has(request, "组织关系转入另一总支。党员转入另一总支"));
        const auto reply = matter.paper(matter.organizer(), row->id, "dissolution_reply");
        CHECK(has(reply, "镇党委文件"));
        CHECK(has(reply, "镇组发〔2026〕6号"));
        CHECK(has(reply, "同意撤销村党总支"));
    });
}

TEST_CASE("organization workflow: role by action by scope: only those whose turn it is, where they stand, may act")
{
    each_matter([](Matter& matter) {
        auto& world = matter.world;
        const auto elsewhere = world.found(matter.county, "乡党委", "committee", Date{2010, 1, 1});
        const auto sibling = world.found(matter.town, "旁支部", "branch", Date{2012, 1, 1});
        const auto row = *matter.apply(matter.application("第三支部", 5), matter.secretary());
        const OrganizationId scopes[] = {matter.county, matter.town, matter.general, elsewhere, sibling};
        const Permission roles[] = {Permission::case_read, Permission::case_start, Permission::case_enter_past,
                                    Permission::organization_change, Permission::organization_read};
        const char* actions[] = {"approve", "return", "refuse", "submit", "file"};
        int allowed = 0;
        for (const auto scope : scopes)
            for (const bool subtree : {false, true})
                for (const auto role : roles)
                    for (const auto* action : actions) {
                        auto actor = actor_on(scope, {role}, world.directory);
                        actor.grants = {platform::Grant{
                            {}, "role", scope, subtree, platform::PermissionSet{role, Permission::case_read}}};
                        const bool above = scope == matter.town || (subtree && scope == matter.county);
                        const bool turn = above && role == Permission::organization_change;
                        const bool known = std::string_view(action) != "submit" && std::string_view(action) != "file";
                        // Founding below the general branch is the use case's own affair: a grant on the town alone
                        // does not reach there.
                        const bool reaches = std::string_view(action) != "approve" || subtree;
                        // A dry run of it: the transaction is rolled back.
                        Result<Case> answer = std::unexpected(Error{});
                        (void)world.write([&](db::Tx& tx) -> Result<int> {
                            Doing doing;
                            doing.action = action;
                            doing.document_no = "号";
                            doing.reason = "理由";
                            if (doing.action == "approve" || doing.action == "refuse") doing.form = decided();
                            answer = engine::act(matter.office, tx, actor, row.id, doing);
                            return refuse(ErrorKind::conflict, "test.rolled_back");
                        });
                        CHECK_MESSAGE(answer.has_value() == (turn && known && reaches),
                                      scope.str() << " " << platform::code_of(role) << " " << std::string(action) << " "
                                                  << error_of(answer));
                        allowed += answer ? 1 : 0;
                    }
        CHECK(allowed == 8);  // three actions by the county and by the town with their subtrees, two by the town alone
    });
}
