#include "statistics/year_routes.hpp"

#include "platform/document.hpp"
#include "statistics/form_sheet.hpp"

namespace jishi::statistics {

struct FormQuery {
    OrganizationId within;
    std::optional<std::string> form;
    std::optional<int> year;
};
BOOST_DESCRIBE_STRUCT(FormQuery, (), (within, form, year))

struct FormFileQuery {
    OrganizationId within;
    std::optional<std::string> form;
    std::optional<int> year;
    std::optional<std::string> format;    // xlsx (when left out), csv, pdf, docx
    std::optional<std::string> language;  // zh-CN (when left out), en
};
BOOST_DESCRIBE_STRUCT(FormFileQuery, (), (within, form, year, format, language))

struct FormsQuery {
    OrganizationId within;
};
BOOST_DESCRIBE_STRUCT(FormsQuery, (), (within))

struct FormItem {
    std::string code;
    std::string name;
    std::string name_en;
    std::string number;
};
BOOST_DESCRIBE_STRUCT(FormItem, (), (code, name, name_en, number))

struct FormList {
    std::vector<FormItem> items;
};
BOOST_DESCRIBE_STRUCT(FormList, (), (items))

/// An organisation that was moved, and how many members it took along.
struct FormBodyView {
    OrganizationId id;
    std::string name;
    std::int64_t members = 0;
};
BOOST_DESCRIBE_STRUCT(FormBodyView, (), (id, name, members))

struct FormRowView {
    std::string code;
    std::string name;
    std::string name_en;
    std::vector<std::int64_t> counts;
    std::vector<std::optional<std::int64_t>> rates_bp;  // by column that is a rate
    std::optional<int> share_bp;
    std::optional<std::int64_t> published;
    bool grows = false;
    std::optional<std::int64_t> growth;
    std::optional<int> growth_bp;
    std::optional<std::int64_t> published_growth;
    std::optional<int> share_change_bp;
    std::optional<std::string> column;
    std::vector<std::string> codes;
    bool of_the_year = false;
    std::vector<FormBodyView> organizations;  // behind the count, the first of them
    std::int64_t organizations_more = 0;
};
BOOST_DESCRIBE_STRUCT(FormRowView, (),
                      (code, name, name_en, counts, rates_bp, share_bp, published, grows, growth, growth_bp,
                       published_growth, share_change_bp, column, codes, of_the_year, organizations,
                       organizations_more))

struct FormColumnView {
    std::string code;
    std::string name;
    std::string name_en;
    bool is_rate = false;
};
BOOST_DESCRIBE_STRUCT(FormColumnView, (), (code, name, name_en, is_rate))

struct FormSectionView {
    std::string code;
    std::string name;
    std::string name_en;
    std::vector<FormColumnView> columns;
    std::vector<FormRowView> rows;
    std::optional<std::int64_t> missing;
    bool withheld = false;
};
BOOST_DESCRIBE_STRUCT(FormSectionView, (), (code, name, name_en, columns, rows, missing, withheld))

struct ToMend {
    std::string id;
    std::string name;
    std::optional<std::string> where;  // a member's branch
};
BOOST_DESCRIBE_STRUCT(ToMend, (), (id, name, where))

struct FormCheckView {
    std::string code;
    std::string name;
    std::string name_en;
    std::string rule;
    bool ok = true;
    bool known = true;
    std::int64_t left = 0;
    std::int64_t right = 0;
    std::vector<ToMend> members;
    std::vector<ToMend> organizations;
    std::int64_t to_mend = 0;
};
BOOST_DESCRIBE_STRUCT(FormCheckView, (),
                      (code, name, name_en, rule, ok, known, left, right, members, organizations, to_mend))

struct FormParagraphView {
    bool heading = false;
    std::string text;
    std::string text_en;
};
BOOST_DESCRIBE_STRUCT(FormParagraphView, (), (heading, text, text_en))

struct FormTableView {
    std::string form;
    std::string name;
    std::string name_en;
    std::string number;
    int year = 0;
    Date day;
    std::int64_t members = 0;
    std::optional<std::int64_t> members_before;
    std::vector<FormSectionView> sections;
    std::vector<FormParagraphView> text;  // the form in words
    std::vector<FormCheckView> checks;
    std::optional<SealView> seal;  // in force
    bool year_over = false;
};
BOOST_DESCRIBE_STRUCT(FormTableView, (),
                      (form, name, name_en, number, year, day, members, members_before, sections, text, checks, seal,
                       year_over))

namespace {

using http::Access;
using http::Call;

YearAsked asked_of(const Yearly& yearly, OrganizationId within, const std::optional<std::string>& form,
                   const std::optional<int>& year)
{
    return {within, form.value_or(""), year.value_or(yearly.office().clock.today().year()), {}};
}

FormRowView view_of(const Yearly& yearly, TableRow&& row)
{
    FormRowView view;
    view.code = std::move(row.code);
    view.name = std::move(row.name);
    view.name_en = std::move(row.name_en);
    for (const auto count : row.counts) view.counts.push_back(static_cast<std::int64_t>(count));
    for (const auto& rate : row.rates)
        view.rates_bp.emplace_back(rate ? std::optional<std::int64_t>(*rate) : std::nullopt);
    view.share_bp = row.share_bp;
    view.published = row.published;
    view.grows = row.grows;
    if (row.grows) {
        view.growth = row.growth();
        view.growth_bp = row.growth_bp();
    }
    view.published_growth = row.published_growth;
    view.share_change_bp = row.share_change_bp;
    if (!row.column.empty()) view.column = std::move(row.column);
    view.codes = std::move(row.codes);
    view.of_the_year = row.of_the_year;
    const auto& organizations = yearly.office().organizations;
    for (const auto& body : row.bodies) {
        if (view.organizations.size() == named_max) break;
        view.organizations.push_back({OrganizationId{body.id},
                                      organizations.name_of(OrganizationId{body.id}).value_or(""),
                                      static_cast<std::int64_t>(body.members)});
    }
    view.organizations_more = std::ssize(row.bodies) - std::ssize(view.organizations);
    return view;
}

FormSectionView view_of(const Yearly& yearly, TableSection&& section)
{
    FormSectionView view;
    view.code = std::move(section.code);
    view.name = std::move(section.name);
    view.name_en = std::move(section.name_en);
    for (auto& column : section.columns)
        view.columns.push_back(
            {std::move(column.code), std::move(column.name), std::move(column.name_en), column.is_rate});
    for (auto& row : section.rows) view.rows.push_back(view_of(yearly, std::move(row)));
    if (section.missing) view.missing = static_cast<std::int64_t>(*section.missing);
    view.withheld = section.withheld;
    return view;
}

FormCheckView view_of(const Yearly& yearly, Call& call, const CheckResult& result)
{
    const auto& organizations = yearly.office().organizations;
    FormCheckView view{result.check->code,
                       result.check->name,
                       result.check->name_en,
                       result.check->rule,
                       result.ok,
                       result.known,
                       result.left,
                       result.right,
                       {},
                       {},
                       static_cast<std::int64_t>(result.to_mend)};
    for (const auto id : result.persons)
        if (const auto member = team::find_member(call.tx(), MemberId{id}))
            view.members.push_back(
                {member->id.str(), member->values.name, organizations.name_of(member->values.branch)});
    for (const auto id : result.bodies)
        view.organizations.push_back(
            {OrganizationId{id}.str(), organizations.name_of(OrganizationId{id}).value_or(""), {}});
    return view;
}

Result<FormTableView> table(const Yearly& yearly, Call& call, const FormQuery& query)
{
    auto made = TRY(yearly.make(call.tx(), *call.actor, asked_of(yearly, query.within, query.form, query.year)));
    FormTableView view;
    view.form = made.table.form;
    view.name = made.table.name;
    view.name_en = made.table.name_en;
    view.number = made.table.number;
    view.year = made.table.year;
    view.day = made.table.day;
    view.members = static_cast<std::int64_t>(made.table.members);
    if (made.table.members_before) view.members_before = static_cast<std::int64_t>(*made.table.members_before);
    for (auto& paragraph : words_of(*made.form, made.table))
        view.text.push_back({paragraph.heading, std::move(paragraph.text), std::move(paragraph.text_en)});
    for (auto& section : made.table.sections) view.sections.push_back(view_of(yearly, std::move(section)));
    for (const auto& result : made.checks) view.checks.push_back(view_of(yearly, call, result));
    if (const auto seal = store::seal_in_force(call.tx(), query.within, view.form, view.year))
        view.seal = seal_view(yearly, *seal);
    view.year_over = view.year < yearly.office().clock.today().year();
    return view;
}

std::string sealed_words(const std::optional<Seal>& seal, bool english)
{
    if (!seal) return {};
    const auto key = key_name(seal->public_key);
    return english ? "Sealed by " + seal->sealed_by_name + ", " + seal->known_at.str().substr(0, 10) + "; figures " +
                         seal->figures_digest + "; key " + key
                   : "已封存：" + seal->sealed_by_name + "，" + seal->known_at.str().substr(0, 10) + "；数据校验值 " +
                         seal->figures_digest + "；签名密钥 " + key;
}

Result<http::Response> file(const Yearly& yearly, Call& call, const FormFileQuery& query)
{
    const auto format = query.format.value_or("xlsx");
    if (format != "xlsx" && format != "csv" && format != "pdf" && format != "docx")
        return bad_field("format", "input.not_one_of", {}, "xlsx, csv, pdf, docx");
    if (query.language && *query.language != "zh-CN" && *query.language != "en")
        return bad_field("language", "input.not_one_of", {}, "zh-CN, en");
    SheetWords words;
    words.english = query.language == "en";
    words.place = yearly.office().organizations.name_of(query.within).value_or("");
    std::optional<Result<YearMade>> made;
    yearly.database().read([&](db::Tx& tx) {
        made = yearly.make(tx, *call.actor, asked_of(yearly, query.within, query.form, query.year));
        if (*made)
            words.sealed = sealed_words(
                store::seal_in_force(tx, query.within, (*made)->table.form, (*made)->table.year), words.english);
    });
    if (!*made) return std::unexpected(made->error());
    const auto& counted = (*made)->table;
    const auto name = counted.form + "-" + std::to_string(counted.year) + "." + format;
    http::Response response;
    if (format == "pdf" || format == "docx") {
        if (yearly.documents() == nullptr) return refuse(ErrorKind::not_found, "document.unknown");
        const auto rules = yearly.office().organizations.policy_at(query.within, yearly.office().clock.today());
        auto paper = TRY(paper_of(*yearly.documents(), rules, *(*made)->form, counted, words,
                                  format == "pdf" ? platform::document::Format::pdf : platform::document::Format::docx,
                                  yearly.office().clock.now()));
        response.content_type = std::move(paper.type);
        response.body = std::move(paper.bytes);
    } else {
        const auto kind = format == "csv" ? platform::SheetFormat::csv : platform::SheetFormat::xlsx;
        response.content_type = std::string(platform::media_type_of(kind));
        response.body = sheet_of(counted, words, kind, words_of(*(*made)->form, counted));
    }
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"");
    response.headers.emplace_back("Cache-Control", "private, no-store");
    return response;
}

}  // namespace

std::vector<http::Endpoint> form_endpoints(const Yearly& yearly)
{
    const auto may_read = Access::permission_to("member.read");
    const std::vector<std::string> errors{"access.forbidden",         "organization.not_found",
                                          "statistics.no_form",       "statistics.date_out_of_range",
                                          "statistics.bulletin_sums", "statistics.being_prepared",
                                          "statistics.unavailable"};
    auto file_errors = errors;
    file_errors.emplace_back("document.unknown");
    file_errors.emplace_back("document.too_large");
    file_errors.emplace_back("statistics.form_too_wide");
    return {http::get<FormsQuery>(
                "/api/statistics/forms",
                {"list_forms", "The forms of the yearly statistics at an organisation", "statistics", may_read},
                [&yearly](Call& call, const FormsQuery& query) -> Result<FormList> {
                    TRY(call.actor->require(platform::Permission::member_read, query.within));
                    FormList list;
                    for (auto& form : yearly.forms(query.within))
                        list.items.push_back({std::move(form.code), std::move(form.name), std::move(form.name_en),
                                              std::move(form.number)});
                    return list;
                }),
            http::get<FormQuery>(
                "/api/statistics/yearly",
                {"read_yearly", "A form of the yearly statistics, counted and checked", "statistics", may_read, errors},
                [&yearly](Call& call, const FormQuery& query) { return table(yearly, call, query); }),
            http::get<FormFileQuery>(
                "/api/statistics/yearly/file",
                {"export_yearly", "The same in the form's own layout, as .xlsx, .csv or PDF", "statistics", may_read,
                 file_errors},
                [&yearly](Call& call, const FormFileQuery& query) { return file(yearly, call, query); },
                http::Runs::blocking)};
}

}  // namespace jishi::statistics
