#include "statistics/bulletin_routes.hpp"

#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "platform/spreadsheet.hpp"
#include "statistics/bulletin_table.hpp"
#include "statistics/days.hpp"
#include "statistics/drill.hpp"

namespace jishi::statistics {

struct BulletinQuery {
    OrganizationId within;
    std::optional<int> year;
};
BOOST_DESCRIBE_STRUCT(BulletinQuery, (), (within, year))

struct BulletinSheetQuery {
    OrganizationId within;
    std::optional<int> year;
    std::optional<std::string> language;  // zh-CN (when left out), en
};
BOOST_DESCRIBE_STRUCT(BulletinSheetQuery, (), (within, year, language))

struct BulletinRowView {
    std::string code;
    std::string name;
    std::string name_en;
    std::int64_t count = 0;
    std::optional<int> share_bp;
    std::optional<std::int64_t> published;
    std::optional<std::string> column;
    std::vector<std::string> codes;
    bool of_the_year = false;
};
BOOST_DESCRIBE_STRUCT(BulletinRowView, (),
                      (code, name, name_en, count, share_bp, published, column, codes, of_the_year))

struct BulletinSectionView {
    std::string code;
    std::string name;
    std::string name_en;
    std::vector<BulletinRowView> rows;
    std::optional<std::int64_t> missing;
};
BOOST_DESCRIBE_STRUCT(BulletinSectionView, (), (code, name, name_en, rows, missing))

struct BulletinView {
    int year = 0;
    Date day;
    std::int64_t unit = 1;  // of the published figures, in persons
    std::int64_t members = 0;
    std::optional<std::int64_t> members_before;
    std::vector<BulletinSectionView> sections;
};
BOOST_DESCRIBE_STRUCT(BulletinView, (), (year, day, unit, members, members_before, sections))

namespace {

using http::Access;
using http::Call;

Date last_day_of(int year) { return Date{std::chrono::year{year} / std::chrono::December / std::chrono::last}; }

Result<BulletinTable> table_of(const CrosstabOffice& office, Call& call, OrganizationId within,
                               std::optional<int> asked)
{
    TRY(call.actor->require(platform::Permission::member_read, within));
    const auto today = office.clock.today();
    const int year = asked.value_or(today.year());
    if (year > today.year() || year <= first_day.year()) return bad_field("year", "statistics.date_out_of_range");
    const auto day = std::min(today, last_day_of(year));
    const auto rules = office.organizations.policy_at(within, today);
    const auto on_the_day = office.organizations.policy_at({}, last_day_of(year));
    std::optional<Bulletin> published;
    if (auto bulletin = bulletin_of(on_the_day, year)) published = *std::move(bulletin);
    else if (bulletin.error().code != "statistics.no_bulletin") return std::unexpected(bulletin.error());
    const auto counted = office.team.office().rules({}, today)->statuses_counted();
    std::optional<BulletinTable> table;
    // The year before first: while the world of today is looked at, nobody waits for another.
    TRY(office.live.on(call.tx(), last_day_of(year - 1), [&](const World& before) -> Result<void> {
        return office.live.on(call.tx(), day, [&](const World& world) -> Result<void> {
            const auto node = world.members().tree().find(within.value);
            if (node == node_none) return refuse(ErrorKind::not_found, "organization.not_found", {}, within.str());
            table = bulletin_table(world, node, rules, published, counted, &before);
            return {};
        });
    }));
    return *std::move(table);
}

BulletinView view_of(BulletinTable&& table)
{
    BulletinView view{table.year, table.day, table.unit, static_cast<std::int64_t>(table.members), {}, {}};
    if (table.members_before) view.members_before = static_cast<std::int64_t>(*table.members_before);
    for (auto& section : table.sections) {
        auto& to = view.sections.emplace_back(
            BulletinSectionView{std::move(section.code), std::move(section.name), std::move(section.name_en), {}, {}});
        if (section.missing) to.missing = static_cast<std::int64_t>(*section.missing);
        for (auto& row : section.rows)
            to.rows.push_back({std::move(row.code), std::move(row.name), std::move(row.name_en),
                               static_cast<std::int64_t>(row.count), row.share_bp, row.published,
                               row.column.empty() ? std::nullopt : std::optional(std::move(row.column)),
                               std::move(row.codes), row.of_the_year});
    }
    return view;
}

/// 1234 of ten thousand as per cent with one decimal. [STAT-04]
std::string per_cent(int share_bp)
{
    const int tenths = (share_bp + 5) / 10;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

std::string sheet_of(const BulletinTable& table, bool english)
{
    const auto path = std::filesystem::temp_directory_path() / ("jishi_bulletin_" + std::to_string(::getpid()) + "_" +
                                                                std::to_string(std::uintptr_t(&table)) + ".xlsx");
    using platform::SheetColumnKind;
    platform::SheetDocument document;
    document.sheet_name = std::to_string(table.year);
    const auto word = [&](const char* chinese, const char* other) { return std::string(english ? other : chinese); };
    document.columns = {{word("项目", "Item"), 34},
                        {word("数量", "Count"), 14, SheetColumnKind::number},
                        {word("万", "10,000"), 12, SheetColumnKind::number},
                        {word("占比（%）", "Share (%)"), 12, SheetColumnKind::number},
                        {word("公报（万）", "Bulletin (10,000)"), 16, SheetColumnKind::number}};
    document.notes_name = word("说明", "Notes");
    document.notes = {
        word("截至 ", "As of ") + table.day.str(),
        word("各数分别四舍五入，合计不作机械调整。", "Each figure is rounded on its own; sums are not adjusted.")};
    auto writer = platform::write_sheet(platform::SheetFormat::xlsx, path.string(), std::move(document));
    const auto put = [&](std::array<std::string, 5> cells) {
        std::array<std::string_view, 5> views{};
        for (std::size_t i = 0; i < cells.size(); ++i) views[i] = cells[i];
        writer->row(views);
    };
    for (const auto& section : table.sections) {
        put({english ? section.name_en : section.name, "", "", "", ""});
        for (const auto& row : section.rows)
            put({(english ? row.name_en : row.name), std::to_string(row.count), in_wan(row.count),
                 row.share_bp ? per_cent(*row.share_bp) : "",
                 row.published ? in_wan(static_cast<std::uint64_t>(*row.published * table.unit)) : ""});
    }
    writer->finish();
    std::ifstream in(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    std::filesystem::remove(path);
    return bytes;
}

Result<http::Response> sheet(const CrosstabOffice& office, Call& call, const BulletinSheetQuery& query)
{
    if (query.language && *query.language != "zh-CN" && *query.language != "en")
        return bad_field("language", "input.not_one_of", {}, "zh-CN, en");
    const auto table = TRY(table_of(office, call, query.within, query.year));
    http::Response response;
    response.content_type = std::string(platform::media_type_of(platform::SheetFormat::xlsx));
    response.headers.emplace_back("Content-Disposition",
                                  "attachment; filename=\"bulletin-" + std::to_string(table.year) + ".xlsx\"");
    response.headers.emplace_back("Cache-Control", "private, no-store");
    response.body = sheet_of(table, query.language == "en");
    return response;
}

}  // namespace

std::vector<http::Endpoint> bulletin_endpoints(const CrosstabOffice& office)
{
    const auto may_read = Access::permission_to("member.read");
    const std::vector<std::string> errors{
        "access.forbidden",         "organization.not_found",    "statistics.date_out_of_range",
        "statistics.bulletin_sums", "statistics.being_prepared", "statistics.unavailable"};
    return {http::get<BulletinQuery>("/api/statistics/bulletin",
                                     {"read_bulletin", "The table of the yearly bulletin of an organisation",
                                      "statistics", may_read, errors},
                                     [&office](Call& call, const BulletinQuery& query) -> Result<BulletinView> {
                                         return view_of(TRY(table_of(office, call, query.within, query.year)));
                                     }),
            http::get<BulletinSheetQuery>(
                "/api/statistics/bulletin.xlsx",
                {"export_bulletin", "The same as a spreadsheet", "statistics", may_read, errors},
                [&office](Call& call, const BulletinSheetQuery& query) { return sheet(office, call, query); })};
}

}  // namespace jishi::statistics
