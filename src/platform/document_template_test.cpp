#include <doctest/doctest.h>

#include "platform/document_fixture.hpp"
#include "platform/document_template.hpp"

using namespace jishi;
using namespace jishi::platform::document;
using namespace jishi::testing;

namespace {

const Fields& fields()
{
    using Kind = Value::Kind;
    static const Fields all{{"name", "名称", "Name", Kind::text},
                            {"day", "日期", "Day", Kind::day},
                            {"count", "数量", "Count", Kind::number},
                            {"sum", "金额", "Sum", Kind::money},
                            {"yes", "是否", "Yes", Kind::flag},
                            {"tags", "标签", "Tags", Kind::list},
                            {"unit", "单位", "Unit", Kind::record, {{"name", "名称", "Name", Kind::text}}},
                            {"members",
                             "成员",
                             "Members",
                             Kind::list,
                             {{"name", "姓名", "Name", Kind::text}, {"born", "出生", "Born", Kind::day}}}};
    return all;
}

std::shared_ptr<const Template> compiled(const std::string& body)
{
    Faults faults;
    auto made = Template::compile(docx(body), fields(), faults);
    REQUIRE_MESSAGE(faults.empty(), (faults.empty() ? "" : faults.front().code + " " + faults.front().detail));
    return made;
}

/// "code detail" of the first fault.
std::string fault_of(const std::string& bytes)
{
    Faults faults;
    Template::compile(bytes, fields(), faults);
    return faults.empty()
               ? ""
               : faults.front().code.substr(std::string("pack.document_").size()) + " " + faults.front().detail;
}

Filled filled(const std::string& body, const Value& values)
{
    static std::vector<std::shared_ptr<const Template>> kept;
    kept.push_back(compiled(body));
    auto result = fill(*kept.back(), values);
    REQUIRE(result);
    return std::move(*result);
}

std::string text(const std::string& body, const Value& values)
{
    const auto parts = filled(body, values).parts();
    for (const auto& part : parts)
        if (part.name == "word/document.xml") return text_of_xml(part.bytes);
    return {};
}

Value person(const char* name) { return Value().set("name", name); }

}  // namespace

TEST_CASE("documents: a placeholder is found however Word has cut it into runs, and keeps the look of its first part")
{
    const auto body = "<w:p>" + run("甲{") + run("{na", "<w:b/>") + "<w:proofErr w:type=\"spellStart\"/>" + run("me") +
                      "<w:bookmarkStart w:id=\"0\" w:name=\"x\"/>" + run("}}乙{{count}") + run("}丙") + "</w:p>";
    CHECK(text(body, Value().set("name", "名").set("count", 3)) == "甲名乙3丙\n");
    const auto xml =
        filled("<w:p>" + run("{{na", "<w:b/>") + run("me}}") + "</w:p>", Value().set("name", "名")).parts()[2].bytes;
    CHECK(xml.find("<w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">名</w:t>") != std::string::npos);
}

TEST_CASE("documents: several placeholders in one run, with text around them")
{
    CHECK(text(paragraph("{{name}}{{name}}，{{count}}。"), Value().set("name", "甲").set("count", 2)) == "甲甲，2。\n");
    CHECK(text(paragraph("共{{ count　}}人（{{chinese（count）}}）"), Value().set("count", 2)) == "共2人（二）\n");
}

TEST_CASE("documents: values are written as their kind asks, fields may be named in Chinese")
{
    Value values;
    values.set("day", Date{2026, 3, 5})
        .set("count", 12)
        .set("sum", Money{120'000})
        .set("yes", true)
        .set("name", "组发[2026]01号");
    values.set("tags", Value::List{"红", "黄"}).set("unit", Value().set("name", "厂"));
    values.set("members", Value::List{person("张三"), person("李四")});
    CHECK(text(paragraph("{{day}}{{date(日期)}}{{month(day)}}{{short_date(day)}}{{chinese_date(day)}}"), values) ==
          "2026年3月5日2026年3月5日2026年3月2026.03.05二〇二六年三月五日\n");
    CHECK(text(paragraph("{{chinese(count)}}{{capital（count）}}{{sum}}{{capital(sum)}}{{yes}}"), values) ==
          "十二壹拾贰1,200.00元壹仟贰佰元整是\n");
    CHECK(text(paragraph("{{document_no(name)}}{{join(tags)}}{{join(members.name)}}{{count(members)}}{{单位.名称}}"),
               values) == "组发〔2026〕1号红、黄张三、李四2厂\n");
}

TEST_CASE("documents: a table row is repeated for each item, an item's names come before the outer ones")
{
    const auto row =
        "<w:tbl><w:tblGrid><w:gridCol w:w=\"900\"/><w:gridCol w:w=\"900\"/><w:gridCol w:w=\"900\"/></w:tblGrid><w:tr>" +
        cell("序号") + cell("姓名") + cell("单位") + "</w:tr><w:tr>" + cell("{{#rows members}}{{index}}") +
        cell("{{name}}") + cell("{{unit.name}}{{/rows}}") + "</w:tr></w:tbl>";
    Value values;
    values.set("name", "外")
        .set("unit", Value().set("name", "厂"))
        .set("members", Value::List{person("张三"), person("李四")});
    CHECK(text(row, values) == "序号|姓名|单位|\n1|张三|厂|\n2|李四|厂|\n");
    values.set("members", Value(Value::List{}));
    CHECK(text(row, values) == "序号|姓名|单位|\n");
}

TEST_CASE("documents: rows of markers go, what stands between them is repeated")
{
    const auto body =
        paragraph("{{#rows members}}") + paragraph("{{index}}. {{name}}") + paragraph("{{/rows}}") + paragraph("完");
    CHECK(text(body, Value().set("members", Value::List{person("张三"), person("李四")})) == "1. 张三\n2. 李四\n完\n");
    CHECK(text(paragraph("名单：{{#rows members}}{{name}}；{{/rows}}。"),
               Value().set("members", Value::List{person("张三"), person("李四")})) == "名单：张三；李四；。\n");
}

TEST_CASE(
    "documents: a list that nobody gave is one row to be filled in by hand, and is told; an empty one has no rows")
{
    const auto body = paragraph("{{#rows members}}{{index}}. {{name}}{{/rows}}");
    const auto without = filled(body, Value());
    CHECK(without.blanks == std::vector<std::string>{"members"});
    CHECK(text(body, Value()) == "1. ＿＿＿＿\n");
    CHECK(filled(body, Value().set("members", Value(Value::List{}))).blanks.empty());
}

TEST_CASE("documents: conditions take and leave parts of a paragraph and whole paragraphs")
{
    const auto body = paragraph("甲{{#if yes}}乙{{/if}}{{#unless yes}}丙{{/unless}}") +
                      paragraph("{{#if name}}{{name}}{{/if}}") + paragraph("{{#if tags}}") + paragraph("有") +
                      paragraph("{{/if}}") + paragraph("尾");
    CHECK(text(body, Value().set("yes", true).set("name", "丁").set("tags", Value::List{"x"})) == "甲乙\n丁\n有\n尾\n");
    CHECK(text(body, Value()) == "甲丙\n尾\n");
    const auto nested = paragraph(
        "{{#rows members}}{{#if born}}{{short_month(born)}}{{/if}}{{#unless born}}{{name}}{{/unless}} {{/rows}}");
    CHECK(text(nested, Value().set("members", Value::List{person("张三"), Value().set("born", Date{1988, 5, 1})})) ==
          "张三 1988.05 \n");
}

TEST_CASE(
    "documents: what is missing is a line and told once, unless the template says what stands there instead [DATA-07]")
{
    const auto body =
        paragraph("{{name}}{{name}}{{date(day)}}{{count|无}}") + paragraph("{{#rows members}}{{name}}{{/rows}}");
    const auto made =
        filled(body, Value().set("name", "  ").set("members", Value::List{person("甲"), Value().set("name", "")}));
    CHECK(made.blanks == std::vector<std::string>{"name", "day", "members.name"});
    CHECK(text(body, Value().set("members", Value::List{person("甲")})) == "＿＿＿＿＿＿＿＿＿＿＿＿无\n甲\n");
}

TEST_CASE(
    "documents: a value is a text and never a command: markup, placeholders and control characters stand as they are "
    "or go")
{
    const std::string hostile = "<w:br/>&amp;]]>{{count}}\x01\x1B{{#rows members}}𠮷𬱖阿依古丽·买买提";
    CHECK(text(paragraph("{{name}}"), Value().set("name", hostile)) ==
          "<w:br/>&amp;]]>{{count}}{{#rows members}}𠮷𬱖阿依古丽·买买提\n");
    CHECK(text(paragraph("{{name}}"), Value().set("name", "一\n二\t三")) == "一/二 三\n");
}

TEST_CASE("documents: an unknown name, a wrong kind and a broken placeholder are told with their text")
{
    CHECK(fault_of(docx(paragraph("{{nobody}}"))) == "placeholder_unknown {{nobody}}");
    CHECK(fault_of(docx(paragraph("{{unit.nobody}}"))) == "placeholder_unknown {{unit.nobody}}");
    CHECK(fault_of(docx(paragraph("{{index}}"))) == "placeholder_unknown {{index}}");
    CHECK(fault_of(docx(paragraph("{{date(name)}}"))) == "placeholder_kind {{date(name)}}");
    CHECK(fault_of(docx(paragraph("{{members}}"))) == "placeholder_kind {{members}}");
    CHECK(fault_of(docx(paragraph("{{#rows tags}}{{/rows}}"))) == "placeholder_kind {{#rows tags}}");
    CHECK(fault_of(docx(paragraph("{{shout(name)}}"))) == "placeholder_broken {{shout(name)}}");
    CHECK(fault_of(docx(paragraph("甲{{name乙"))) == "placeholder_broken 甲{{name乙");
    CHECK(fault_of(docx(paragraph("甲name}}乙"))) == "placeholder_broken 甲name}}乙");
    CHECK(fault_of(docx(paragraph("{{#if name}}乙"))) == "block_open {{#if name}}");
    CHECK(fault_of(docx(paragraph("乙{{/if}}"))) == "block_open {{/if}}");
    CHECK(fault_of(docx(paragraph("{{#if name}}{{#rows members}}{{/if}}{{/rows}}"))) == "block_open {{/if}}");
}

TEST_CASE("documents: what the PDF cannot show is refused when the template is read, and named")
{
    const auto in_paragraph = [](const std::string& xml) { return fault_of(docx("<w:p>" + xml + "</w:p>")); };
    CHECK(in_paragraph("<w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"3\"/></w:numPr></w:pPr>") ==
          "outside_subset w:numPr");
    CHECK(in_paragraph("<w:r><w:pict/></w:r>") == "outside_subset w:pict");
    CHECK(in_paragraph("<w:r><w:footnoteReference w:id=\"1\"/></w:r>") == "outside_subset w:footnoteReference");
    CHECK(in_paragraph("<w:ins>" + run("新") + "</w:ins>") == "outside_subset w:ins");
    CHECK(in_paragraph("<w:r><w:drawing><wp:anchor/></w:drawing></w:r>") == "outside_subset w:drawing=floating");
    CHECK(in_paragraph("<w:fldSimple w:instr=\" INCLUDETEXT x \"/>") == "outside_subset w:fldSimple=INCLUDETEXT");
    CHECK(fault_of(docx(
              "<w:tbl><w:tblGrid><w:gridCol w:w=\"900\"/></w:tblGrid><w:tr><w:tc><w:tbl/></w:tc></w:tr></w:tbl>")) ==
          "outside_subset w:tbl=a table within a table");
    CHECK(fault_of(docx("<w:sectPr><w:cols w:num=\"2\"/></w:sectPr>")) == "outside_subset w:cols=columns");
}

TEST_CASE("documents: a hostile package is no template")
{
    CHECK(fault_of("no zip").starts_with("not_docx"));
    CHECK(fault_of(zipped({{"word/document.xml", "<x/>"}})).starts_with("not_docx"));
    auto parts = docx_parts(paragraph("x"));
    const auto with = [&](const std::string& name, const std::string& bytes) {
        auto more = parts;
        more.emplace_back(name, bytes);
        return zipped(more);
    };
    CHECK(fault_of(with("../../etc/cron.d/x", "x")).starts_with("not_docx part ../../"));
    CHECK(fault_of(with("/word/x.xml", "x")).starts_with("not_docx part /word"));
    CHECK(fault_of(with("word\\x.xml", "x")).starts_with("not_docx part word\\"));
    CHECK(fault_of(with("word/vbaProject.bin", "x")).starts_with("macros"));
    CHECK(fault_of(with("word/bomb.xml", std::string(40UL << 20, ' '))).starts_with("too_large"));
    parts[2].second.insert(parts[2].second.find('\n') + 1, "<!DOCTYPE w [<!ENTITY a \"aaaa\">]>");
    CHECK(fault_of(zipped(parts)).starts_with("doctype"));
    std::string deep;
    for (int i = 0; i < 5'000; ++i) deep += "<w:smartTag>";
    CHECK(fault_of(docx("<w:p>" + deep)).starts_with("not_docx"));
    for (int i = 0; i < 5'000; ++i) deep += "</w:smartTag>";
    CHECK(fault_of(docx("<w:p>" + deep + "</w:p>")).starts_with("too_deep"));
    parts = docx_parts(paragraph("x"));
    parts[3].second.insert(
        parts[3].second.rfind("</"),
        "<Relationship Id=\"r9\" Type=\"x/image\" Target=\"http://example.org/a.png\" TargetMode=\"External\"/>");
    CHECK(fault_of(zipped(parts)) == "external image");
}

TEST_CASE("documents: values that nobody prints are refused, not half written")
{
    const auto made = compiled(paragraph("{{name}}"));
    const auto huge = fill(*made, Value().set("name", std::string(5UL << 20, 'x')));
    REQUIRE(!huge);
    CHECK(huge.error().code == "document.too_large");
    Value::List many(1'000'000, person("甲"));
    CHECK(!fill(*compiled(paragraph("{{#rows members}}") + paragraph("{{name}}") + paragraph("{{/rows}}")),
                Value().set("members", Value(std::move(many)))));
}

TEST_CASE("documents: a QR code is a picture of the file")
{
    const auto made = filled(paragraph("{{qr(name)}}"), Value().set("name", "https://example.org/v?c=1"));
    CHECK(made.media.size() == 1);
    bool picture = false;
    for (const auto& part : made.parts()) {
        if (part.name == "word/media/jishi1.png") picture = part.bytes.starts_with("\x89PNG");
        if (part.name == "word/_rels/document.xml.rels")
            CHECK(part.bytes.find("Target=\"/word/media/jishi1.png\"") != std::string::npos);
        if (part.name == "[Content_Types].xml") CHECK(part.bytes.find("Extension=\"png\"") != std::string::npos);
    }
    CHECK(picture);
    CHECK(fault_of(docx(paragraph("{{qr(count)}}"))) == "placeholder_kind {{qr(count)}}");
}
