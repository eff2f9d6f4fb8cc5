// Documents of cases, on both databases: what a county's made-up workflow has its steps produce, with national
// templates.

#include <algorithm>

#include "engine/workflow_document_routes.hpp"
#include "engine/workflow_document_values.hpp"
#include "engine/workflow_fixture.hpp"
#include "http/problem.hpp"
#include "http/target.hpp"
#include "platform/document_fixture.hpp"
#include "platform/platform.hpp"

using namespace jishi;
using namespace jishi::engine;
using namespace jishi::engine::testing;

namespace {

namespace document = platform::document;
namespace fs = std::filesystem;

constexpr auto paper_workflow = R"(
    - code: made_up.closing
      name: 关停
      name_en: Closing
      rule: ORG-24
      label: name
      steps:
        - code: ask
          name: 请示
          name_en: Ask
          actor: { relation: case.organization, permission: case.start }
          fields:
            - { code: name, name: 名称, name_en: Name, kind: text }
            - { code: why, name: 理由, name_en: Why, kind: long_text }
            - { code: target, name: 去向, name_en: Where to, kind: organization, required: false }
            - { code: people, name: 名单, name_en: List, kind: long_text, required: false }
            - { code: kind, name: 类别, name_en: Kind, kind: choice, choices: organization.types, required: false }
            - { code: files, name: 材料, name_en: Papers, kind: attachment, required: false }
          documents:
            - template: dissolution_request
              values: { applicant: case.organization, reason: form.why, successor: form.target, requested_on: step.ask.day, signed_by: step.ask.account, parent: organization.parent }
          actions: [ { code: submit, name: 提交, name_en: Submit, to: decide } ]
        - code: decide
          name: 批复
          name_en: Decide
          actor: { relation: test.parent, permission: organization.change }
          documents:
            - template: dissolution_reply
              name: 批复书
              name_en: Reply
              values: { applicant: case.organization, parent: step.decide.by, reply_no: step.decide.document_no, replied_on: step.decide.day }
              actions: [approve]
          actions:
            - { code: approve, name: 同意, name_en: Approve, to: keep, needs_document: true }
            - { code: return, name: 退回, name_en: Return, kind: return, to: ask }
            - { code: refuse, name: 不同意, name_en: Refuse, kind: refuse }
        - code: keep
          name: 归档
          name_en: Keep
          actor: { relation: case.organization, permission: case.start }
          documents: [ { template: founding_request, values: { people: form.people } } ]
          actions: [ { code: done, name: 结束, name_en: Done } ]
    - code: made_up.person
      name: 谈话
      name_en: Talk
      rule: ORG-20
      subject: person
      steps:
        - code: ask
          name: 提出
          name_en: Ask
          actor: { relation: case.organization, permission: case.start }
          documents: [ { template: membership_certificate, values: { name: subject.name } } ]
          actions: [ { code: submit, name: 提交, name_en: Submit } ]
)";

const Packs& packs()
{
    static const Packs made(paper_workflow);
    return made;
}

const policy::Book& book()
{
    static const auto loaded = packs().load();
    return loaded;
}

const document::Library& library()
{
    static const auto loaded = [] {
        auto result = document::Library::load(book(), policy::pack_folders(packs().folder()));
        if (!result) FAIL(result.error().detail);
        return *std::move(result);
    }();
    return loaded;
}

/// The words of a .docx, and of one inside a .zip.
std::string words_of(const std::string& docx)
{
    return jishi::testing::text_of_xml(jishi::testing::zipped_part(docx, "word/document.xml"));
}

struct Desk {
    explicit Desk(World& w)
        : world(w), folder(fs::temp_directory_path() / ("jishi_case_documents_" + std::to_string(::getpid()))),
          attachments(w.database, w.ids, folder, [] { return platform::AttachmentLimits{}; }),
          documents(w.database, w.office, library(), attachments)
    {
        world.office.attach = [this](db::Tx& tx, AttachmentId id, CaseId of) {
            attachments.attach(tx, id, "case", of.str());
        };
        attachments.add_subject_rule("case", [this](db::Tx& tx, const platform::Actor& actor, const std::string& of) {
            const auto row = store::find_case(tx, *CaseId::parse(of));
            return row && may_see(world.office, tx, actor, *row);
        });
        world.names.add_documents("organization",
                                  {[](db::Tx&, const platform::Actor&, const Facts& facts) -> Result<document::Value> {
                                      auto values = document::Value::record();
                                      if (facts.of.subject_kind == "organization")
                                          values.set("parent", "上级" + std::to_string(facts.of.subject));
                                      values.set("members", 7).set("formal_members", 5);
                                      return values;
                                  }});
        world.names.add_documents(
            "organization", {[](db::Tx&, const platform::Actor&, const Facts&) -> Result<document::Value> {
                return document::Value::record().set("members", 99).set("founded_on", Date{2001, 7, 1});
            }});
        world.names.add_documents(
            "person",
            {[](db::Tx&, const platform::Actor&, const Facts& facts) -> Result<document::Value> {
                 return document::Value::record().set("name", "某人" + std::to_string(facts.of.subject));
             },
             [this](db::Tx&, const platform::Actor& actor, const Case& row, std::span<const std::string> codes) {
                 noted.push_back(actor.account.str() + " " + std::to_string(row.subject) + " " + codes.front());
             }});
        router.add(case_document_endpoints(documents));
    }
    ~Desk()
    {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }

    Form asked(const std::string& why = "人数减少") const
    {
        auto form = World::titled("");
        form.set("title", policy::Value{});
        form.set("name", policy::Value(std::string("某支部")));
        form.set("why", policy::Value(why));
        form.set("target", policy::Value(std::string("22")));
        form.set("kind", policy::Value(std::string("branch")));
        form.set("people", policy::Value(std::string("张三 男 1988-05-01 汉族\n李四　女 五月 回族\n")));
        return form;
    }
    Case begun(std::vector<AttachmentId> papers = {})
    {
        auto doing = World::doing("submit", asked());
        doing.papers = std::move(papers);
        auto row = world.try_start(world.branch(), 21, doing, "made_up.closing");
        REQUIRE_MESSAGE(row, (row ? "" : row.error().code));
        return *row;
    }
    document::File made(const platform::Actor& who, CaseId id, std::string_view code)
    {
        auto file = documents.make(who, id, code, document::Format::docx);
        REQUIRE_MESSAGE(file, (file ? "" : file.error().code));
        return *std::move(file);
    }
    http::Response ask(const platform::Actor& who, const std::string& target)
    {
        http::Request request;
        request.method = http::Method::get;
        REQUIRE(http::parse_target(target, request));
        const auto match = router.find(request.method, request.path);
        REQUIRE_MESSAGE(match.endpoint, target);
        CHECK(match.endpoint->runs == http::Runs::blocking);
        http::Call call{request, match.path, &who, nullptr};
        auto result = match.endpoint->handler(call);
        return result ? std::move(*result) : http::problem(result.error(), "r");
    }

    World& world;
    fs::path folder;
    platform::Attachments attachments;
    CaseDocuments documents;
    http::Router router;
    std::vector<std::string> noted;
};

void each_desk(const std::function<void(Desk&, World&)>& body)
{
    static FixedClock clock(Date{2026, 3, 5});
    jishi::testing::each_database({platform::migrations(), engine::migrations()}, clock, [&](db::Database& database) {
        clock.set(Date{2026, 3, 5});
        World world(database, book(), clock);
        Desk desk(world);
        const auto checked = world.book.check(&library());
        // The national pack names what other modules lend; of the county's own nothing is wrong.
        if (!checked)
            for (const auto& field : checked.error().fields)
                CHECK_MESSAGE(!field.field.starts_with("made_up/"), field.field);
        body(desk, world);
    });
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("case documents: one entry fills what the steps produce, and each says what it still lacks")
{
    each_desk([](Desk& desk, World& world) {
        const auto row = desk.begun();
        auto list = desk.documents.of(world.branch(), row.id);
        REQUIRE(list);
        REQUIRE(list->items.size() == 3);
        CHECK(list->items[0].code == "dissolution_request");
        CHECK(list->items[0].name == "关于撤销党组织的请示");
        CHECK(list->items[0].state == DocumentState::ready);
        CHECK(list->items[0].rule == "ORG-24");
        std::vector<std::string> lacking;
        for (const auto& one : list->items[0].lacks) lacking.push_back(one.field);
        CHECK(lacking == std::vector<std::string>{"request_no", "contact", "contact_phone"});
        CHECK(list->items[0].lacks[1].name == "联系人");
        CHECK(list->items[0].lacks[1].name_en == "Contact");
        CHECK(list->items[1].name == "批复书");
        CHECK(list->items[1].name_en == "Reply");
        CHECK(list->items[1].state == DocumentState::due);
        CHECK(list->items[2].state == DocumentState::later);
        CHECK(list->items[2].lacks.empty());

        const auto request = words_of(desk.made(world.branch(), row.id, "dissolution_request").bytes);
        CHECK(has(request, "关于撤销某支部的请示"));
        CHECK(has(request, "组织21文件"));          // case.organization
        CHECK(has(request, "上级21："));            // organization.parent
        CHECK(has(request, "签发人：用户210"));     // step.ask.account
        CHECK(has(request, "2026年3月5日"));        // step.ask.day
        CHECK(has(request, "人数减少"));            // form.why
        CHECK(has(request, "组织关系转入组织22"));  // form.target, by its name
        CHECK(has(request, "成立于2001年7月1日"));  // of the second source, which fills what the first has not
        CHECK(has(request, "现有党员7名，其中正式党员5名"));  // the first counts
        // Due: the number is still missing, who will act is known.
        const auto draft = words_of(desk.made(world.town(), row.id, "dissolution_reply").bytes);
        CHECK(has(draft, "组织2文件"));
        CHECK(code_of_error(desk.documents.make(world.town(), row.id, "founding_request", document::Format::pdf)) ==
              "case.document_later");
        CHECK(code_of_error(desk.documents.make(world.town(), row.id, "nothing", document::Format::pdf)) ==
              "document.unknown");

        world.clock.set(Date{2026, 3, 9});
        REQUIRE(world.try_act(world.town(), row.id, world.approval()));
        const auto reply = words_of(desk.made(world.town(), row.id, "dissolution_reply").bytes);
        CHECK(has(reply, "某发〔2026〕1号"));
        CHECK(has(reply, "2026年3月9日"));
        const auto kept = words_of(desk.made(world.branch(), row.id, "founding_request").bytes);
        CHECK(has(kept, "1|张三|男|1988.05|汉族|"));  // a text becomes a list by its lines
        CHECK(has(kept, "2|李四|女|—|回族|"));        // what is no day is missing
    });
}

TEST_CASE("case documents: what a step did not do in that way is not made, and a paper says what was known at its step")
{
    each_desk([](Desk& desk, World& world) {
        const auto row = desk.begun();
        auto back = World::doing("return");
        back.reason = "请补充理由";
        REQUIRE(world.try_act(world.town(), row.id, back));
        auto list = desk.documents.of(world.branch(), row.id);
        REQUIRE(list);
        CHECK(list->items[0].state == DocumentState::due);
        REQUIRE(list->items.size() == 3);
        CHECK(list->items[1].state == DocumentState::later);  // the reply comes when it is asked for again
        REQUIRE(world.try_act(world.branch(), row.id, World::doing("submit", desk.asked("再次说明"))));
        CHECK(has(words_of(desk.made(world.branch(), row.id, "dissolution_request").bytes), "再次说明"));
        auto refused = World::doing("refuse");
        refused.reason = "不具备条件";
        REQUIRE(world.try_act(world.town(), row.id, refused));
        list = desk.documents.of(world.branch(), row.id);
        REQUIRE(list->items.size() == 1);
        CHECK(list->items[0].state == DocumentState::ready);
    });
}

TEST_CASE("case documents: who may not see the case gets neither list nor file; who makes one stands in the trail")
{
    each_desk([](Desk& desk, World& world) {
        const auto row = desk.begun();
        world.audit.clear();
        for (const auto& who : {world.branch(22), world.town(3), world.actor(9, 0, {})}) {
            CHECK(code_of_error(desk.documents.of(who, row.id)) == "case.not_found");
            CHECK(code_of_error(desk.documents.make(who, row.id, "dissolution_request", document::Format::docx)) ==
                  "case.not_found");
            CHECK(code_of_error(desk.documents.bundle(who, row.id, document::Format::docx)) == "case.not_found");
        }
        CHECK(world.audit.empty());
        desk.made(world.branch(), row.id, "dissolution_request");
        REQUIRE(world.audit.size() == 1);
        CHECK(world.audit[0].action == "case.document_made");
        CHECK(world.audit[0].after ==
              R"({"workflow":"made_up.closing","documents":["dissolution_request"],"format":"docx"})");
        CHECK(desk.noted.empty());
        const auto about = world.try_start(world.branch(), 21, World::doing("submit"), "made_up.person", 42);
        REQUIRE(about);
        const auto certificate = desk.made(world.branch(), about->id, "membership_certificate");
        CHECK(has(words_of(certificate.bytes), "某人42同志"));
        CHECK(desk.noted == std::vector<std::string>{"210 42 membership_certificate"});
    });
}

TEST_CASE("case documents: a bundle holds the documents and the papers of a case, or of all cases about a subject")
{
    each_desk([](Desk& desk, World& world) {
        const auto branch = world.branch();
        world.write([&](db::Tx& tx) -> Result<void> {  // whose files they are
            tx.execute(R"(
                INSERT INTO platform_account (id, username, username_key, display_name, search, password_hash, password_changed_at,
                                              must_change_password, created_at, created_by)
                VALUES (:id, 'a', 'a', 'a', 'a', '', 0, 0, 0, 0))",
                       {{"id", branch.account}});
            return {};
        });
        const auto paper = desk.attachments.keep_made(branch.account, "../会议记录.txt", "text/plain", "记录");
        world.files[paper.id] = {};
        const auto row = desk.begun({paper.id});
        const auto zip = desk.documents.bundle(world.town(), row.id, document::Format::docx);
        REQUIRE(zip);
        CHECK(zip->type == "application/zip");
        CHECK(zip->name == "关停 某支部.zip");
        using jishi::testing::zipped_part;
        CHECK(has(words_of(zipped_part(zip->bytes, "01关于撤销党组织的请示.docx")), "关于撤销某支部的请示"));
        CHECK(has(words_of(zipped_part(zip->bytes, "02批复书.docx")), "同意撤销某支部"));
        CHECK(zipped_part(zip->bytes, "附件01 " + paper.name) == "记录");
        CHECK(paper.name.find('/') == std::string::npos);
        const auto pdf = desk.documents.bundle(world.town(), row.id, document::Format::pdf);
        REQUIRE(pdf);
        CHECK(pdf->bytes.starts_with("%PDF-"));
        CHECK(pdf->pages >= 3);  // the last one names the paper
        CHECK(pdf->papers_left_out == 1);
        const auto taken = desk.ask(world.town(), "/api/cases/" + row.id.str() + "/bundle?format=pdf");
        CHECK(std::ranges::find(taken.headers, std::pair<std::string, std::string>("Jishi-Left-Out", "1")) !=
              taken.headers.end());

        for (int i = 0; i < 2; ++i) REQUIRE(world.try_start(branch, 21, World::doing("submit"), "made_up.person", 42));
        REQUIRE(world.try_start(branch, 21, World::doing("submit"), "made_up.person", 43));
        const auto all = desk.documents.bundle_about(branch, "person", 42, document::Format::docx);
        REQUIRE(all);
        CHECK(has(words_of(zipped_part(all->bytes, "01 谈话/01党员证明信.docx")), "某人42同志"));
        CHECK(has(words_of(zipped_part(all->bytes, "02 谈话/01党员证明信.docx")), "某人42同志"));
        CHECK_FALSE(has(all->bytes, "03 谈话"));
        CHECK(code_of_error(desk.documents.bundle_about(world.branch(22), "person", 42, document::Format::docx)) ==
              "case.not_found");
        CHECK(code_of_error(desk.documents.bundle_about(branch, "nobody", 42, document::Format::docx)) ==
              "case.not_found");
    });
}

TEST_CASE("case documents: over HTTP they come as files that no cache keeps, and refusals name what is wrong")
{
    each_desk([](Desk& desk, World& world) {
        const auto row = desk.begun();
        const auto page = "/api/cases/" + row.id.str();
        const auto list = desk.ask(world.branch(), page + "/documents");
        REQUIRE(list.status == 200);
        CHECK(has(list.body, R"("state":"due")"));
        CHECK(has(list.body, R"({"field":"contact","name":"联系人","name_en":"Contact"})"));
        CHECK_FALSE(has(list.body, "人数减少"));  // names of what is missing, no values
        const auto file = desk.ask(world.branch(), page + "/documents/dissolution_request");
        CHECK(file.content_type == "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
        CHECK(
            std::ranges::any_of(file.headers, [](const auto& header) { return header.second == "private, no-store"; }));
        CHECK(std::ranges::any_of(
            file.headers, [](const auto& header) { return header.first == "Jishi-Blanks" && header.second == "3"; }));
        CHECK(desk.ask(world.branch(), page + "/documents/dissolution_request?format=pdf").content_type ==
              "application/pdf");
        CHECK(desk.ask(world.branch(), page + "/documents/dissolution_request?format=exe").status == 400);
        CHECK(desk.ask(world.branch(), page + "/documents/founding_request").status == 422);
        CHECK(desk.ask(world.branch(), page + "/bundle").content_type == "application/zip");
        CHECK(desk.ask(world.branch(22), page + "/bundle").status == 404);
        CHECK(desk.ask(world.branch(), "/api/case-bundles?subject_kind=person&subject=42").status == 404);
    });
}

TEST_CASE("case documents: a value takes the kind of its field, or is missing")
{
    using document::Field;
    using document::Value;
    using Kind = Value::Kind;
    const auto as = [](const Value& value, Kind kind) { return as_field(value, Field{"x", "x", "x", kind, {}}); };
    CHECK(as("12", Kind::number).number() == 12);
    CHECK(as("十二", Kind::number).missing());
    CHECK(as("99999999999999999999", Kind::number).missing());
    CHECK(as("2026-02-28", Kind::day).day() == Date{2026, 2, 28});
    CHECK(as("2026-02-30", Kind::day).missing());
    CHECK(as(Date{2026, 3, 5}, Kind::text).text() == "2026年3月5日");
    CHECK(as(true, Kind::text).text() == "是");
    CHECK(as(3, Kind::money).money().fen == 300);
    CHECK(as("张三、李四；王五", Kind::list).items().size() == 3);
    CHECK(as("", Kind::list).missing());
    CHECK(as("是", Kind::flag).missing());
    CHECK(as(Value::record(), Kind::text).missing());
}
