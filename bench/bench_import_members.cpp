// import-members: 100,000 members from an .xlsx into a county's register, all checks, encryption and audit on, from the
// request to the end of the job with its report; against the same workbook read by liborcus alone and its cells
// inserted plainly by the SQLite C API. The workbook has shared strings, which liborcus of Debian 12 can read (decision
// 0010).

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include <orcus/orcus_xlsx.hpp>
#include <orcus/spreadsheet/import_interface.hpp>
#include <sqlite3.h>
#include <xlsxwriter.h>

#include "installation.hpp"
#include "report.hpp"
#include "session.hpp"

namespace {

using namespace jishi::bench;
namespace ss = orcus::spreadsheet;

constexpr int rows = 100'000;
constexpr std::array titles{"姓名",     "性别",       "民族",           "公民身份证号",     "出生日期", "学历",
                            "人员类别", "所在党支部", "加入党组织日期", "转为正式党员日期", "工作岗位", "联系电话",
                            "家庭住址", "党籍状态",   "是否为失联党员", "是否为流动党员",   "外出流向", "籍贯"};

// ---- the workbook -------------------------------------------------------------------------------------------------

struct Random {
    std::uint64_t state = 20261126;
    std::uint64_t next()
    {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return state >> 33;
    }
    int below(int limit) { return static_cast<int>(next() % static_cast<std::uint64_t>(limit)); }
    template <class List>
    const char* of(const List& list)
    {
        return list[static_cast<std::size_t>(below(static_cast<int>(std::size(list))))];
    }
};

std::string day_of(int year, int month, int day, const char* between)
{
    char text[32];
    std::snprintf(text, sizeof text, "%04d%s%02d%s%02d", year, between, month, between, day);
    return text;
}

std::string id_number(int year, int month, int day, int sequence)
{
    static constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    char text[20];
    std::snprintf(text, sizeof text, "999999%04d%02d%02d%03d", year, month, day, sequence % 1000);
    int sum = 0;
    for (int i = 0; i < 17; ++i) sum += (text[i] - '0') * weights[i];
    return std::string(text) + "10X98765432"[sum % 11];
}

using Row = std::array<std::string, titles.size()>;

/// A plausible member; one row in about twenty has a mistake that people make.
Row row_of(int number, Random& random, const std::vector<std::string>& branches)
{
    static constexpr const char* families[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄",
                                               "周", "吴", "徐", "孙", "马", "朱", "胡", "郭"};
    static constexpr const char* given[] = {"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋",
                                            "勇", "艳", "杰", "娟", "涛", "明", "超", "秀", "霞", "平"};
    static constexpr const char* educations[] = {"大专", "本科", "高中", "初中", "中专", "研究生"};
    static constexpr const char* occupations[] = {"农牧渔民", "教师", "公务员（参公人员）",
                                                  "退休人员", "4010", "社区工作者"};
    static constexpr const char* betweens[] = {"-", "/", ".", ""};
    // Each id number once: the birthday counts up, and so does the sequence when it has gone round.
    const int year = 1945 + number % 55;
    const int month = 1 + number / 55 % 12;
    const int day = 1 + number / 660 % 28;
    const int sequence = number / 18'480 + 1 + random.below(90) * 10;
    const auto* between = random.of(betweens);
    const int joined = year + 20 + random.below(5);
    Row row;
    row[0] = std::string(random.of(families)) + random.of(given) + (random.below(3) ? random.of(given) : "");
    row[3] = id_number(year, month, day, sequence);
    row[1] = (row[3][16] - '0') % 2 ? "男" : "女";
    row[2] = random.below(5) ? "汉族" : "回";
    row[4] = day_of(year, month, day, between);
    row[5] = random.of(educations);
    row[6] = "正式党员";
    row[7] = branches[static_cast<std::size_t>(random.below(static_cast<int>(branches.size())))];
    row[8] = day_of(joined, 7, 1, between);
    row[9] = day_of(joined + 1, 7, 1, between);
    row[10] = random.of(occupations);
    row[11] = "139" + std::to_string(10'000'000 + number);
    row[12] = "某镇某村" + std::to_string(number % 900 + 1) + " 号";
    row[13] = random.below(40) ? "正常" : "";
    row[14] = "否";
    row[15] = random.below(12) ? "否" : "是";
    row[16] = row[15] == "是" ? "浙江省杭州市" : "无";
    row[17] = random.below(10) ? "宁夏中卫" : "—";
    switch (random.below(200)) {
        case 0: row[3].back() = row[3].back() == '1' ? '2' : '1'; break;    // check character
        case 1: row[3] = row[3].substr(0, 6) + row[3].substr(8, 9); break;  // 15 digits
        case 2: row[8] = day_of(joined, 2, 30, "-"); break;
        case 3: row[9] = day_of(joined - 3, 7, 1, "-"); break;
        case 4: row[7] = "没有这个支部"; break;
        case 5: row[0] += "１"; break;
        case 6: row[4] = day_of(year + 1, month, day, "-"); break;
        case 7: row[5] = "不详"; break;
        case 8: row[1] = row[1] == "男" ? "女" : "男"; break;
        case 9: row[0].clear(); break;
        default: break;
    }
    return row;
}

void write_workbook(const std::string& file, const std::vector<std::string>& branches)
{
    auto* book = workbook_new(file.c_str());
    auto* sheet = workbook_add_worksheet(book, "党员");
    for (std::size_t i = 0; i < titles.size(); ++i)
        worksheet_write_string(sheet, 0, static_cast<lxw_col_t>(i), titles[i], nullptr);
    Random random;
    for (int number = 0; number < rows; ++number) {
        const auto row = row_of(number, random, branches);
        for (std::size_t i = 0; i < row.size(); ++i)
            if (!row[i].empty())
                worksheet_write_string(sheet, static_cast<lxw_row_t>(number + 1), static_cast<lxw_col_t>(i),
                                       row[i].c_str(), nullptr);
    }
    if (workbook_close(book) != LXW_NO_ERROR) throw std::runtime_error("cannot write the workbook");
}

// ---- liborcus alone -----------------------------------------------------------------------------------------------

struct Strings final : ss::iface::import_shared_strings {
    std::vector<std::string> all;
    std::string segment;
    std::size_t append(std::string_view s) override { return all.emplace_back(s), all.size() - 1; }
    std::size_t add(std::string_view s) override { return append(s); }
    void set_segment_font(std::size_t) override {}
    void set_segment_bold(bool) override {}
    void set_segment_italic(bool) override {}
    void set_segment_font_name(std::string_view) override {}
    void set_segment_font_size(double) override {}
    void set_segment_font_color(ss::color_elem_t, ss::color_elem_t, ss::color_elem_t, ss::color_elem_t) override {}
    void append_segment(std::string_view s) override { segment += s; }
    std::size_t commit_segments() override
    {
        const auto index = append(segment);
        segment.clear();
        return index;
    }
};

struct Cells final : ss::iface::import_sheet {
    std::vector<std::array<std::uint32_t, titles.size()>> table;  // index of the string + 1
    void set_auto(ss::row_t, ss::col_t, std::string_view) override {}
    void set_string(ss::row_t row, ss::col_t column, ss::string_id_t index) override
    {
        if (static_cast<std::size_t>(row) >= table.size()) table.resize(static_cast<std::size_t>(row) + 1);
        if (static_cast<std::size_t>(column) < titles.size())
            table[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] =
                static_cast<std::uint32_t>(index + 1);
    }
    void set_value(ss::row_t, ss::col_t, double) override {}
    void set_bool(ss::row_t, ss::col_t, bool) override {}
    void set_date_time(ss::row_t, ss::col_t, int, int, int, int, int, double) override {}
    void set_format(ss::row_t, ss::col_t, std::size_t) override {}
    void set_format(ss::row_t, ss::col_t, ss::row_t, ss::col_t, std::size_t) override {}
    void fill_down_cells(ss::row_t, ss::col_t, ss::row_t) override {}
    ss::range_size_t get_sheet_size() const override { return {1'048'576, 16'384}; }
};

/// "B12", "A1:C9" in rows and columns from 0: liborcus asks for it at every sheet.
struct References final : ss::iface::import_reference_resolver {
    ss::src_address_t resolve_address(std::string_view address) override
    {
        ss::src_address_t at{0, 0, 0};
        for (const char c : address) {
            if (c >= 'A' && c <= 'Z') at.column = at.column * 26 + (c - 'A' + 1);
            else if (c >= '0' && c <= '9') at.row = at.row * 10 + (c - '0');
        }
        return {0, at.row - 1, at.column - 1};
    }
    ss::src_range_t resolve_range(std::string_view range) override
    {
        const auto colon = range.find(':');
        const auto first = resolve_address(range.substr(0, colon));
        return {first, colon == std::string_view::npos ? first : resolve_address(range.substr(colon + 1))};
    }
};

struct Factory final : ss::iface::import_factory {
    Strings strings;
    Cells cells;
    References references;
    ss::iface::import_reference_resolver* get_reference_resolver(ss::formula_ref_context_t) override
    {
        return &references;
    }
    ss::iface::import_shared_strings* get_shared_strings() override { return &strings; }
    ss::iface::import_sheet* append_sheet(ss::sheet_t, std::string_view) override { return &cells; }
    ss::iface::import_sheet* get_sheet(std::string_view) override { return &cells; }
    ss::iface::import_sheet* get_sheet(ss::sheet_t) override { return &cells; }
    void finalize() override {}
};

void must(int code, sqlite3* database)
{
    if (code != SQLITE_OK && code != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(database));
}

struct Plain {
    double read = 0;
    double insert = 0;
    double total() const { return read + insert; }
};

Plain plain_import(const std::string& workbook, const std::string& file)
{
    std::filesystem::remove(file);
    Plain took;
    Factory factory;
    const Stopwatch reading;
    orcus::orcus_xlsx filter(&factory);
    filter.read_file(workbook);
    took.read = reading.seconds();
    if (factory.cells.table.size() != rows + 1U)
        throw std::runtime_error("liborcus read " + std::to_string(factory.cells.table.size()) + " rows");
    const Stopwatch inserting;
    sqlite3* database = nullptr;
    must(sqlite3_open(file.c_str(), &database), database);
    std::string columns;
    std::string places;
    for (std::size_t i = 0; i < titles.size(); ++i) {
        columns += ", c" + std::to_string(i) + " TEXT";
        places += ", ?";
    }
    must(sqlite3_exec(
             database,
             ("PRAGMA journal_mode = WAL; CREATE TABLE member (id INTEGER PRIMARY KEY" + columns + "); BEGIN").c_str(),
             nullptr, nullptr, nullptr),
         database);
    sqlite3_stmt* insert = nullptr;
    must(sqlite3_prepare_v2(database, ("INSERT INTO member VALUES (?" + places + ")").c_str(), -1, &insert, nullptr),
         database);
    for (std::size_t row = 1; row < factory.cells.table.size(); ++row) {
        sqlite3_bind_int64(insert, 1, static_cast<std::int64_t>(row));
        for (std::size_t i = 0; i < titles.size(); ++i) {
            const auto index = factory.cells.table[row][i];
            if (index == 0) {
                sqlite3_bind_null(insert, static_cast<int>(i) + 2);
                continue;
            }
            const auto& text = factory.strings.all[index - 1];
            sqlite3_bind_text(insert, static_cast<int>(i) + 2, text.data(), static_cast<int>(text.size()),
                              SQLITE_STATIC);
        }
        must(sqlite3_step(insert), database);
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    must(sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr), database);
    sqlite3_close(database);
    took.insert = inserting.seconds();
    return took;
}

// ---- ours ---------------------------------------------------------------------------------------------------------

struct World {
    std::string top;
    std::string top_code;
    std::vector<std::string> branches;  // codes
};

World world_of(const std::string& data)
{
    World world;
    sqlite3* database = nullptr;
    must(sqlite3_open_v2((data + "/jishi.db").c_str(), &database, SQLITE_OPEN_READONLY, nullptr), database);
    const auto each = [&](const char* sql, auto&& take) {
        sqlite3_stmt* row = nullptr;
        must(sqlite3_prepare_v2(database, sql, -1, &row, nullptr), database);
        while (sqlite3_step(row) == SQLITE_ROW)
            take(std::string(reinterpret_cast<const char*>(sqlite3_column_text(row, 0))),
                 std::string(reinterpret_cast<const char*>(sqlite3_column_text(row, 1))));
        sqlite3_finalize(row);
    };
    each("SELECT id, code FROM organization_node WHERE parent = 0", [&](std::string id, std::string code) {
        world.top = std::move(id);
        world.top_code = std::move(code);
    });
    each(
        "SELECT code, id FROM organization_node WHERE type = 'branch' AND status = 1 AND code <> '' AND founded_on <= "
        "'2026-01-01' ORDER BY id",
        [&](std::string code, const std::string&) { world.branches.push_back(std::move(code)); });
    sqlite3_close(database);
    if (world.branches.empty()) throw std::runtime_error("the demo world has no branches");
    return world;
}

std::string bytes_of(const std::string& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

struct Imported {
    double seconds = 0;
    double peak_mb = 0;
    std::string result;
};

Imported import_members(const std::string& data, const World& world, const std::string& workbook,
                        const std::string& password)
{
    const ServerProcess server(data);
    Session session(server.port(), "bench", password);
    const auto kept = session.upload("members.xlsx", bytes_of(workbook));
    if (kept.status >= 300) throw std::runtime_error("upload: " + kept.body);
    const Stopwatch importing;
    const auto asked = session.post("/api/members/import",
                                    R"({"attachment":")" + json_text(kept.body, "id") + R"(","within":")" + world.top +
                                        R"(","effective_on":"2026-01-01","mode":"valid_rows","dry_run":false})");
    if (asked.status >= 300) throw std::runtime_error("import: " + asked.body);
    const auto job = "/api/jobs/" + json_text(asked.body, "id");
    std::string step;
    double step_began = 0;
    const auto end_of = [&](const std::string& next) {
        if (next == step) return;
        if (!step.empty()) std::printf("  %-18s %.2f s\n", step.c_str(), importing.seconds() - step_began);
        step = next;
        step_began = importing.seconds();
    };
    while (true) {
        auto now = session.get(job);
        const auto state = json_text(now.body, "state");
        end_of(state == "running" ? json_text(now.body, "message") : state);
        if (state == "failed" || state == "cancelled") throw std::runtime_error("import: " + now.body);
        if (state == "done") return {importing.seconds(), server.rss_peak_mb(), std::move(now.body)};
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
}

double number_in(const std::string& json, const std::string& member)
{
    const auto at = json.find("\"" + member + "\":");
    return at == std::string::npos ? -1 : std::atof(json.c_str() + at + member.size() + 3);
}

}  // namespace

int main()
{
    const TemporaryFolder folder;
    const auto data = folder.path() + "/data";
    run(command_of({"demo", "shapotou"}, data));
    const auto world = world_of(data);
    const auto password = create_account(data, "bench", "organization_department", world.top_code);
    const auto workbook = folder.path() + "/members.xlsx";
    write_workbook(workbook, world.branches);
    std::printf("workbook: %d rows, %zu columns, %.1f MB, %zu branches\n", rows, titles.size(),
                static_cast<double>(std::filesystem::file_size(workbook)) / 1e6, world.branches.size());
    Plain plain;
    for (int i = 0; i < 3; ++i) {
        const auto took = plain_import(workbook, folder.path() + "/plain.db");
        std::printf("liborcus %.2f s, plain insert %.2f s\n", took.read, took.insert);
        if (i == 0 || took.total() < plain.total()) plain = took;
    }
    const auto ours = import_members(data, world, workbook, password);
    std::printf("jishi %.2f s, peak %.0f MB, stored %.0f + refused %.0f\n", ours.seconds, ours.peak_mb,
                number_in(ours.result, "stored"), number_in(ours.result, "refused"));
    report("import-members", {{"ratio", ours.seconds / plain.total()},
                              {"seconds", ours.seconds},
                              {"plain_seconds", plain.total()},
                              {"stored", number_in(ours.result, "stored")},
                              {"refused", number_in(ours.result, "refused")},
                              {"peak_mb", ours.peak_mb}});
}
