#include "engine/import_report.hpp"

#include <algorithm>
#include <unordered_map>

#include "platform/json_text.hpp"

namespace jishi::engine {
namespace {

constexpr std::size_t findings_in_result = 1'000;

std::string title_of(const ReportedImport& import, const Finding& finding)
{
    if (!finding.column) return {};
    return std::string(import.sheet.at(import.layout.title_row, *finding.column).text);
}

/// "上级党组织在表中和导入范围内都找不到（ORG-20）": what is wrong, and by which rule
std::string sentence_of(const ReportedImport& import, const Finding& finding)
{
    auto sentence = title_of(import, finding);
    if (!sentence.empty() && import.batch.language == Language::english) sentence += ' ';
    sentence += import.policy.message(finding.code, finding.detail, import.batch.language);
    if (finding.rule.empty()) return sentence;
    return sentence +
           (import.batch.language == Language::english ? " (" + finding.rule + ")" : "（" + finding.rule + "）");
}

platform::JsonObject sums_of(const Batch& batch, const ImportSums& sums)
{
    platform::JsonObject json;
    json.add("rows", sums.rows).add("stored", sums.stored).add("refused", sums.refused).add("wrong", sums.wrong);
    json.add("dry_run", batch.dry_run);
    json.add("report", batch.report);
    if (!batch.dry_run) json.add("batch", batch.id);
    return json;
}

}  // namespace

platform::SheetCheck check_of(const ReportedImport& import)
{
    const auto language = import.batch.language;
    const auto word = [&](std::string_view code) { return import.policy.word(code, language); };
    platform::SheetCheck check;
    check.title_row = import.sheet.row_number(import.layout.title_row);
    check.result_title = word("check_result");
    check.author = word("author");
    std::unordered_map<std::uint32_t, std::string> said;
    for (const auto& finding : import.findings) {
        if (finding.row_number == 0) continue;
        const auto sentence = sentence_of(import, finding);
        // A covered part of a merged range cannot have a comment of its own.
        const bool covered = finding.code == "import.cell_merged" && finding.value.empty();
        if (finding.column && finding.refuses && !covered)
            check.notes.push_back({finding.row_number, *finding.column, sentence});
        auto& text = said[finding.row_number];
        text += (text.empty() ? "" : language == Language::english ? "; " : "；") + sentence;
    }
    const bool held_back = import.sums.stored == 0 && import.sums.wrong > 0;
    check.results.reserve(import.rows.size());
    for (const auto& row : import.rows) {
        auto text = row.refused            ? word("row_refused")
                    : held_back            ? word("row_held_back")
                    : import.batch.dry_run ? word("row_valid")
                                           : word("row_stored");
        if (const auto found = said.find(row.row_number); found != said.end())
            text += (language == Language::english ? ": " : "：") + found->second;
        check.results.push_back({row.row_number, std::move(text), row.refused});
    }
    return check;
}

std::string result_json(const ReportedImport& import)
{
    // Faults before notices, then as they stand in the file.
    std::vector<const Finding*> findings;
    for (const auto& finding : import.findings) findings.push_back(&finding);
    std::ranges::stable_sort(findings, [](const Finding* a, const Finding* b) {
        return std::pair(!a->refuses, a->row_number) < std::pair(!b->refuses, b->row_number);
    });
    std::string list = "[";
    for (std::size_t i = 0; i < std::min(findings.size(), findings_in_result); ++i) {
        const auto& finding = *findings[i];
        platform::JsonObject json;
        json.add("row", static_cast<std::int64_t>(finding.row_number))
            .add("column", title_of(import, finding))
            .add("code", finding.code);
        if (!finding.detail.empty()) json.add("detail", finding.detail);
        if (!finding.value.empty()) json.add("value", finding.value);
        if (!finding.rule.empty()) json.add("rule", finding.rule);
        json.add("refuses", finding.refuses);
        list += (i ? "," : "") + json.text();
    }
    auto json = sums_of(import.batch, import.sums);
    json.add_json("findings", list + "]").add("findings_total", static_cast<std::int64_t>(findings.size()));
    return json.text();
}

std::string result_json(const Batch& batch)
{
    auto json = sums_of(batch, {batch.rows, batch.stored, batch.refused, 0});
    json.add_json("findings", "[]").add("findings_total", 0);
    return json.text();
}

}  // namespace jishi::engine
