#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>

#include "platform/document.hpp"
#include "platform/document_fixture.hpp"
#include "platform/document_pdf.hpp"
#include "policy/policy.hpp"

using namespace jishi;
using namespace jishi::platform::document;
using jishi::testing::paragraph;
using jishi::testing::run;

namespace {

const std::filesystem::path packs = std::filesystem::path(JISHI_SOURCE_DIR) / "packs";

const policy::Book& book()
{
    static const auto loaded = [] {
        auto result = policy::Book::load(packs);
        if (!result) FAIL(result.error().detail);
        return *std::move(result);
    }();
    return loaded;
}

const Library& library()
{
    static const auto loaded = [] {
        auto result = Library::load(book(), policy::pack_folders(packs));
        if (!result) FAIL(result.error().detail);
        return *std::move(result);
    }();
    return loaded;
}

policy::Policy today() { return book().at(Date{2026, 4, 8}); }

Value founding()
{
    Value values;
    values.set("name", "中共滨河镇青年创业园联合支部委员会")
        .set("type", "党支部")
        .set("parent", "中共滨河镇委员会")
        .set("applicant", "滨河镇青年创业园管理办公室");
    values.set("request_no", "滨创办[2026]03号").set("requested_on", Date{2026, 3, 5}).set("signed_by", "周文");
    values.set("reply_no", "滨委〔2026〕18号").set("replied_on", Date{2026, 3, 20});
    values.set("members", 9)
        .set("formal_members", 7)
        .set("committee_size", 3)
        .set("reason",
             "园区现有企业12家、从业人员230余名，党员分散在各企业，单独成立党支部条件不具备，由园区统一组建联合支部便于"
             "开展工作。");
    values.set("unit_facts", "青年创业园成立于2021年6月，由镇政府主办。")
        .set("contact", "李敏")
        .set("contact_phone", "0955-1234567");
    for (const auto* name :
         {"周文", "阿不都热合曼·买买提·艾则孜江", "𠮷田𬱖", "李敏", "王小明", "赵六", "孙七", "钱八", "吴九"})
        values.set("people", [&] {
            auto list = values.find("people") ? *values.find("people") : Value();
            Value person;
            person.set("name", name)
                .set("sex", "男")
                .set("born_on", Date{1988, 5, 1})
                .set("ethnicity", "汉族")
                .set("education", "大学本科")
                .set("joined_on", Date{2012, 7, 1});
            return list.add(person);
        }());
    values.set("founded_on", Date{2026, 3, 20}).set("sector", "非公有制企业").set("filed_on", Date{2026, 4, 8});
    return values;
}

std::string run_tool(const std::string& command)
{
    std::string out;
    auto* pipe = popen(command.c_str(), "r");
    REQUIRE(pipe);
    char buffer[4096];
    for (auto got = fread(buffer, 1, sizeof buffer, pipe); got > 0; got = fread(buffer, 1, sizeof buffer, pipe))
        out.append(buffer, got);
    REQUIRE(pclose(pipe) == 0);
    return out;
}

std::string text_of(const std::string& pdf, const std::string& options = "")
{
    const testing::TemporaryFolder folder;
    std::ofstream(folder.file("a.pdf"), std::ios::binary) << pdf;
    return run_tool("pdftotext " + options + " " + folder.file("a.pdf") + " -");
}

void keep(const File& file)
{
    // For looking at: JISHI_KEEP_DOCUMENTS=folder jishi_platform_test
    if (const auto* folder = std::getenv("JISHI_KEEP_DOCUMENTS"))
        std::ofstream(std::filesystem::path(folder) / file.name, std::ios::binary) << file.bytes;
}

}  // namespace

TEST_CASE("documents: a founding is filled once and comes as one PDF whose text can be selected [ORG-25]")
{
    const Request request{
        {"founding_request", "founding_reply", "election_report", "appointment_reply", "organization_record"},
        Format::pdf,
        "成立材料",
        Instant{1'775'000'000'000'000}};
    const auto file = library().make(today(), request, founding());
    REQUIRE_MESSAGE(file, (file ? "" : file.error().code));
    keep(*file);
    CHECK(file->name == "成立材料.pdf");
    CHECK(file->type == "application/pdf");
    CHECK(file->unknown_characters == 0);
    CHECK(file->pages == 7);
    const auto text = text_of(file->bytes);
    for (const auto* expected :
         {"滨创办〔2026〕3号", "滨委〔2026〕18号", "签发人：周文", "2026年3月20日印发", "党组织备案表"})
        CHECK_MESSAGE(text.find(expected) != std::string::npos, expected);
    CHECK(text.find("𠮷田𬱖") != std::string::npos);
    // Each document counts its own pages [FMT-04]: 3 of the request, then four of one page.
    std::size_t firsts = 0;
    auto close = text;
    std::erase(close, ' ');
    for (auto at = close.find("—1—"); at != std::string::npos; at = close.find("—1—", at + 1)) ++firsts;
    CHECK(firsts == 5);
    CHECK(close.find("—3—") != std::string::npos);
    CHECK(close.find("—4—") == std::string::npos);
    CHECK(library().make(today(), request, founding())->bytes == file->bytes);
}

TEST_CASE("documents: nobody signs a hole unknowingly: what a set lacks is told by document and field [DATA-07]")
{
    const Request request{{"founding_reply", "appointment_reply"}, Format::docx, "批复", {}};
    const auto file = library().make(today(), request, founding());
    REQUIRE(file);
    CHECK(file->name == "批复.zip");
    CHECK(file->blanks == std::vector<Blank>{{"appointment_reply", "appointment_no"},
                                             {"appointment_reply", "secretary"},
                                             {"appointment_reply", "appointed_on"}});
    const auto inner = testing::zipped_part(file->bytes, "02关于书记、副书记任职的批复.docx");
    CHECK(testing::text_of_xml(testing::zipped_part(inner, "word/document.xml")).find("关于＿＿＿＿同志任职的批复\n") !=
          std::string::npos);
}

TEST_CASE("documents: the text of the request is what the template says, with its values")
{
    const auto file = library().make(today(), {{"founding_request"}, Format::docx, "", {}}, founding());
    REQUIRE(file);
    CHECK(file->name == "关于成立党组织的请示.docx");
    CHECK(file->blanks.empty());
    const auto text = testing::text_of_xml(testing::zipped_part(file->bytes, "word/document.xml"));
    CHECK(
        text.starts_with("滨河镇青年创业园管理办公室文件\n滨创办〔2026〕3号签发人：周文\n关于成立中共滨河镇青年创业园联"
                         "合支部委员会的请示\n中共滨河镇委员会：\n"));
    CHECK(text.find("现有党员9名，其中正式党员7名。") != std::string::npos);
    CHECK(text.find("隶属中共滨河镇委员会。拟设委员3名，由党员大会选举产生。\n") != std::string::npos);
    CHECK(text.find("序号|姓名|性别|出生年月|民族|文化程度|入党时间|备注|\n1|周文|男|1988.05|汉族|大学本科|2012.07|—|"
                    "\n2|阿不都热合曼·买买提·艾则孜江|") != std::string::npos);
    CHECK(text.find("滨河镇青年创业园管理办公室\n2026年3月5日\n（联系人：李敏，联系电话：0955-1234567）\n") !=
          std::string::npos);
}

TEST_CASE("documents: the member's form has its sixteen items in order [DATA-02]")
{
    const auto file = library().make(today(), {{"member_form"}, Format::docx, "", {}}, Value().set("name", "张三"));
    REQUIRE(file);
    const auto text = testing::text_of_xml(testing::zipped_part(file->bytes, "word/document.xml"));
    std::size_t at = 0;
    for (const auto* item :
         {"1. 姓名", "2. 性别", "3. 民族", "4. 公民身份证号", "5. 出生日期", "6. 学历", "7. 人员类别", "8. 所在党支部",
          "9. 加入党组织日期", "10. 转为正式党员日期", "11. 工作岗位", "12. 联系电话", "13. 家庭住址", "14. 党籍状态",
          "15. 是否为失联党员", "16. 是否为流动党员"}) {
        const auto found = text.find(std::string(item) + "|", at);
        REQUIRE_MESSAGE(found != std::string::npos, item);
        at = found;
    }
}

TEST_CASE(
    "documents: the certificate of membership keeps the formal rights in the home branch and can be checked [REL-02]")
{
    Value values;
    values.set("name", "张三")
        .set("branch", "中共滨河镇新村支部委员会")
        .set("check_text", "https://dj.example.org/check?c=8F3K-22PD")
        .set("check_code", "8F3K-22PD")
        .set("away_until", Date{2026, 8, 31});
    const auto docx = library().make(today(), {{"membership_certificate"}, Format::docx, "", {}}, values);
    const auto pdf = library().make(today(), {{"membership_certificate"}, Format::pdf, "", {}}, values);
    REQUIRE(docx);
    REQUIRE(pdf);
    keep(*docx);
    keep(*pdf);
    CHECK(testing::zipped_part(docx->bytes, "word/media/jishi1.png").starts_with("\x89PNG"));
    const auto text = text_of(pdf->bytes);
    CHECK(text.find("选举权、被选举权和表决权在中共滨河镇新村支部委员会行使") ==
          std::string::npos);  // broken over lines
    CHECK(text.find("查验码：8F3K-22PD") != std::string::npos);
    CHECK(docx->blanks.size() == 15);
    values.set("check_text", "");
    CHECK(library().make(today(), {{"membership_certificate"}, Format::pdf, "", {}}, values)->bytes.size() <
          pdf->bytes.size());
}

TEST_CASE(
    "documents: the page of the official format has 22 lines of 28 characters, within its margins [FMT-01, FMT-02]")
{
    // As set by pdftotext: the boxes of words, in points.
    Value values = founding();
    std::string reason;
    for (int i = 0; i < 28 * 40; ++i) reason += "党";
    values.set("reason", reason);
    const auto file = library().make(today(), {{"founding_request"}, Format::pdf, "", {}}, values);
    REQUIRE(file);
    const auto text = text_of(file->bytes, "-layout -f 2 -l 2");
    std::size_t lines = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto line = text.substr(at, end - at);
        std::size_t characters = 0;
        for (auto found = line.find("党"); found != std::string::npos; found = line.find("党", found + 3)) ++characters;
        if (characters > 0 && lines < 22) CHECK(characters == 28);
        lines += characters > 0 ? 1 : 0;
        at = end + 1;
    }
    CHECK(lines == 22);
}

TEST_CASE("documents: a table goes over pages with its head, and a cell higher than a page is cut by lines")
{
    Value values = founding();
    Value::List people;
    for (int i = 0; i < 90; ++i)
        people.push_back(
            Value().set("name", "党员" + std::to_string(i)).set("note", i == 40 ? std::string(3 * 900, 'x') : "—"));
    values.set("people", Value(std::move(people)));
    const auto file = library().make(today(), {{"founding_request"}, Format::pdf, "", {}}, values);
    REQUIRE(file);
    keep(*file);
    const auto text = text_of(file->bytes);
    for (int i = 0; i < 90; ++i) CHECK(text.find("党员" + std::to_string(i)) != std::string::npos);
    std::size_t heads = 0;
    for (auto at = text.find("文化程度"); at != std::string::npos; at = text.find("文化程度", at + 1)) ++heads;
    CHECK(heads >= 5);
    std::size_t marks = 0;
    for (const char c : text) marks += c == 'x' ? 1 : 0;
    CHECK(marks == 3 * 900);
}

TEST_CASE("documents: the heading of a table and its head never end a page without a row below them")
{
    const auto section = [](const std::string& name, int count) {
        Value::List rows;
        for (int i = 0; i < count; ++i)
            rows.push_back(Value().set("name", name + "行" + std::to_string(i)).set("v1", "1"));
        Value made;
        made.set("name", name).set("c1", "数量").set("w1", true).set("rows", Value(std::move(rows)));
        return made;
    };
    for (int count = 1; count < 32; ++count) {
        CAPTURE(count);
        Value values;
        values.set("form", "表").set("number", "").set("organization", "某县").set("year", 2025).set("note", "");
        values.set("sealed", "").set("day", Date{2025, 12, 31});
        values.set("sections", Value(Value::List{section("甲", count), section("乙", 3)}));
        const auto file = library().make(today(), {{"statistics_form"}, Format::pdf, "", {}}, values);
        REQUIRE(file);
        const auto text = text_of(file->bytes);
        // A form feed ends a page.
        const auto heading = text.find("乙\n");
        REQUIRE(heading != std::string::npos);
        const auto page = text.rfind('\f', heading);
        const auto from = page == std::string::npos ? 0 : page;
        const auto first_row = text.find("乙行0");
        REQUIRE(first_row != std::string::npos);
        CHECK(text.find('\f', from + 1) > first_row);
    }
}

TEST_CASE("documents: a template is found by place and day, an unknown one is refused")
{
    CHECK(!library().find(today(), "nothing"));
    const auto refused = library().make(today(), {{"founding_reply", "nothing"}, Format::pdf, "", {}}, founding());
    REQUIRE(!refused);
    CHECK(refused.error().code == "document.unknown");
    const auto known = library().of_subject(today(), "organization");
    CHECK(known.size() == 8);
    CHECK(known.front().code == "founding_request");
    CHECK(known.front().retention == "permanent");
    CHECK(std::ranges::find(known.front().uses, "people") != known.front().uses.end());
    CHECK(std::ranges::find(known.front().uses, "education") == known.front().uses.end());
    CHECK(library().fields_of("member")->front().code == "name");
    CHECK(!library().fields_of("nothing"));
}

TEST_CASE(
    "documents: a county pack adds a template and replaces one; a fault in it stops the load with file and placeholder")
{
    const testing::TemporaryFolder folder;
    std::filesystem::copy(packs, folder.path(), std::filesystem::copy_options::recursive);
    const auto county = std::filesystem::path(folder.path()) / "county";
    std::filesystem::create_directories(county / "documents");
    std::ofstream(county / "pack.yaml")
        << "name: county\ntitle: 某县\ntitle_en: A county\nlayer: county\napplies_to: '999999'\nversion: '1'\n";
    std::ofstream(county / "documents.yaml") << R"(- key: documents.templates
  rule: ORG-25
  source: 某县约定
  title: 本县文书
  title_en: Documents of the county
  from: 2025-01-01
  add: true
  value:
    - { code: meeting_notice, name: 本县会议通知, name_en: Notice, file: notice.docx, subject: organization, group: meeting, retention: ten_years, rule: ORG-25, source: 某县约定 }
    - code: visit
      name: 走访登记
      name_en: Visit
      file: notice.docx
      subject: organization
      group: meeting
      retention: ten_years
      rule: ORG-25
      source: 某县约定
      fields: [{ code: household, name: 农户, name_en: Household, kind: text }]
)";
    const auto write = [&](const std::string& text) {
        std::ofstream(county / "documents/notice.docx", std::ios::binary) << testing::docx(paragraph(text));
    };
    write("本县{{name}}");
    const auto rules = policy::Book::load(folder.path());
    REQUIRE_MESSAGE(rules, (rules ? "" : rules.error().detail));
    const auto loaded = Library::load(*rules, policy::pack_folders(folder.path()));
    REQUIRE(loaded);
    const std::vector<std::string> there{"999999"};
    CHECK(loaded->find(rules->at(there, Date{2026, 1, 1}), "meeting_notice")->name == "本县会议通知");
    CHECK(loaded->find(rules->at(Date{2026, 1, 1}), "meeting_notice")->name == "会议通知");
    CHECK(loaded->find(rules->at(there, Date{2024, 1, 1}), "visit") == nullptr);
    CHECK(loaded->of_subject(rules->at(there, Date{2026, 1, 1}), "organization").size() == 9);
    write("{{household}}走访");
    const auto refused = Library::load(*rules, policy::pack_folders(folder.path()));
    REQUIRE(!refused);
    CHECK(refused.error().code == "policy.invalid");
    REQUIRE(refused.error().fields.size() == 1);  // of the other template it is a field
    CHECK(refused.error().fields[0].field == "county/documents/notice.docx: word/document.xml");
    CHECK(refused.error().fields[0].code == "pack.document_placeholder_unknown");
    CHECK(refused.error().fields[0].detail == "{{household}}");
    std::filesystem::remove(county / "documents/notice.docx");
    CHECK(Library::load(*rules, policy::pack_folders(folder.path())).error().fields[0].code == "pack.document_missing");
}

TEST_CASE("documents: what no font has is counted and does not stop the document")
{
    const auto file =
        library().make(today(), {{"founding_reply"}, Format::pdf, "", {}}, founding().set("name", "\U0003FFF0甲"));
    REQUIRE(file);
    CHECK(file->unknown_characters > 0);
}
