// Documents: a template as it came, or well packed with a broken part, so that what stands behind the zip is reached;
// the language of placeholders; values that say anything. What compiles is filled, packed, taken apart and laid out
// again. And the heads of pictures that were handed in.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/log.hpp"
#include "platform/document_fixture.hpp"
#include "platform/document_read.hpp"
#include "platform/document_scan.hpp"

namespace {

using namespace jishi;
using namespace jishi::platform::document;

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
                            {"people",
                             "成员",
                             "People",
                             Kind::list,
                             {{"name", "姓名", "Name", Kind::text}, {"born", "出生", "Born", Kind::day}}}};
    return all;
}

/// Some of the values are there; texts say what was given.
Value values_of(std::string_view text)
{
    auto values = Value::record();
    const auto bits = text.empty() ? 0 : static_cast<unsigned char>(text.back());
    if (bits & 1) values.set("name", text);
    if (bits & 2) values.set("day", Date{2026, 2, 28}).set("yes", (bits & 4) != 0);
    if (bits & 8) values.set("count", static_cast<int>(text.size())).set("sum", Money{bits * 1'001});
    if (bits & 16) values.set("tags", Value(Value::List{Value(text), Value()}));
    if (bits & 32) values.set("unit", Value::record().set("name", text));
    if (bits & 64) {
        Value::List people;
        for (int i = 0; i < bits % 5; ++i) people.push_back(Value::record().set("name", text));
        values.set("people", Value(std::move(people)));
    }
    return values;
}

void check(const std::string& bytes, std::string_view said)
{
    Faults faults;
    const auto made = Template::compile(bytes, fields(), faults);
    if (!faults.empty()) return;
    for (const auto& values : {values_of(said), Value::record()}) {
        const auto filled = fill(*made, values);
        if (!filled) continue;  // too large
        const auto packed = zip_of(filled->parts());
        Faults again;
        take_apart(packed, again);
        if (!again.empty()) __builtin_trap();  // what was made is a .docx
        Faults layout;
        read_model(made->parts(), filled->trees, filled->media, layout);
        if (!layout.empty()) __builtin_trap();  // filling leaves the subset of the template
    }
}

/// What is taken for a picture has a size that can be drawn.
void check_scan(std::string_view bytes)
{
    const auto scan = scan_of(bytes);
    if (!scan) return;
    if (scan->width < 1 || scan->height < 1 || scan->orientation < 1 || scan->orientation > 8) __builtin_trap();
}

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0 || size > 100'000) return 0;
    const std::string text{reinterpret_cast<const char*>(data) + 1, size - 1};
    switch (data[0] % 8) {
        case 0: check(text, "x"); break;
        case 1: check(testing::docx(text), text.substr(0, 200)); break;  // a body
        case 2:
            check(testing::zipped(testing::docx_parts(testing::paragraph("{{name}}"), text)), "y");
            break;  // styles
        case 3: {   // any part
            auto parts = testing::docx_parts(testing::paragraph("{{name}}"));
            parts[size % parts.size()].second = text;
            check(testing::zipped(parts), "z");
            break;
        }
        case 4: check(testing::docx(testing::paragraph("{{" + escaped(text) + "}}")), "甲乙"); break;  // an expression
        case 5: {  // words and placeholders, cut into runs at every bar
            std::string runs;
            std::size_t from = 0;
            for (auto bar = text.find('|'); from <= text.size(); bar = text.find('|', from)) {
                const auto until = std::min(bar, text.size());
                runs += testing::run(escaped(std::string_view(text).substr(from, until - from)));
                from = until + 1;
            }
            check(testing::docx("<w:p>" + runs + "</w:p>"), text.substr(0, 100));
            break;
        }
        case 7:
            check_scan(text);
            check_scan("\xFF\xD8" + text);
            break;
        default:  // a template that uses everything, and values that say anything
            check(testing::docx(
                      "<w:tbl><w:tr>" + testing::cell("{{#rows people}}{{index}}") +
                      testing::cell("{{name|无}}{{short_month(born)|—}}{{/rows}}") + "</w:tr></w:tbl>" +
                      testing::paragraph("{{#if yes}}{{date(day)}}{{/if}}{{join(tags)}}{{unit.name}}{{capital(sum)}}") +
                      testing::paragraph("{{document_no(name)}}{{chinese(count)}}{{count(people)}}")),
                  text);
    }
    return 0;
}
