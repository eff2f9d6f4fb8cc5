#include "db/archive.hpp"

#include <fstream>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "db/catalog.hpp"

namespace jishi::db {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr auto migration_table = "db_migration";

/// FNV-1a over the lines of a file: finds damage, which is all it is for; backups are signed elsewhere.
struct Checksum {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    void add(std::string_view text)
    {
        for (const unsigned char c : text) hash = (hash ^ c) * 0x100000001b3ULL;
    }
    std::string str() const { return fmt::format("{:016x}", hash); }
};

void append_value(std::string& line, const Cell& cell)
{
    if (cell.null) line += "null";
    else if (cell.type == ColumnType::integer) line += std::to_string(cell.integer);
    else if (cell.type == ColumnType::real) line += json::serialize(json::value(cell.real));
    else line += json::serialize(json::value(cell.text));
}

struct Written {
    std::int64_t rows = 0;
    std::string checksum;
};

Written write_table(Tx& tx, const Table& table, const fs::path& file)
{
    std::ofstream out(file, std::ios::binary);
    std::vector<ColumnType> types;
    types.reserve(table.columns.size());
    for (const auto& column : table.columns) types.push_back(column.type);
    Written written;
    Checksum checksum;
    std::string line;
    tx.for_each_row(select_all(table, tx.engine()), {}, types, [&](std::span<Cell> cells) {
        line = "{";
        for (std::size_t i = 0; i < cells.size(); ++i) {
            line += (i ? ",\"" : "\"") + table.columns[i].name + "\":";
            append_value(line, cells[i]);
        }
        line += "}\n";
        checksum.add(line);
        out << line;
        ++written.rows;
    });
    out.flush();
    if (!out) throw fs::filesystem_error("cannot write", file, std::make_error_code(std::errc::no_space_on_device));
    written.checksum = checksum.str();
    return written;
}

void read_cell(BulkInsert& bulk, const TableColumn& column, const json::value& value)
{
    if (value.is_null()) bulk.null();
    else if (column.type == ColumnType::integer) bulk.integer(value.as_int64());
    else if (column.type == ColumnType::real) bulk.text(json::serialize(value));  // both engines read it as a number
    else bulk.text(std::string_view(value.as_string()));
}

Result<std::int64_t> read_table(Tx& tx, const Table& table, const fs::path& file, std::string_view expected)
{
    std::vector<std::string_view> names;
    names.reserve(table.columns.size());
    for (const auto& column : table.columns) names.push_back(column.name);
    BulkInsert bulk(tx, table.name, names);
    std::ifstream in(file, std::ios::binary);
    Checksum checksum;
    std::int64_t number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        checksum.add(line);
        checksum.add("\n");
        try {
            const auto row = json::parse(line);
            for (const auto& column : table.columns) read_cell(bulk, column, row.at(column.name));
        } catch (const std::exception&) {
            return refuse(ErrorKind::invalid_input, "archive.damaged", {},
                          fmt::format("{}:{}", file.filename().string(), number));
        }
        bulk.end_row();
    }
    if (checksum.str() != expected)
        return refuse(ErrorKind::invalid_input, "archive.damaged", {}, file.filename().string());
    return bulk.finish();
}

json::object manifest_of(Tx& tx, const std::vector<Table>& tables, const fs::path& folder, ArchiveCounts& counts)
{
    json::array steps;
    tx.for_each<int, std::string>("SELECT number, name FROM db_migration ORDER BY number", Params{},
                                  [&](int number, const std::string& name) {
                                      steps.push_back(json::object{{"number", number}, {"name", name}});
                                  });
    json::array listed;
    for (const auto& table : tables) {
        if (table.name == migration_table) continue;
        const auto written = write_table(tx, table, folder / "tables" / (table.name + ".jsonl"));
        counts.rows[table.name] = written.rows;
        listed.push_back(json::object{{"name", table.name}, {"rows", written.rows}, {"checksum", written.checksum}});
    }
    return {
        {"format", "jishi-archive"}, {"version", 1}, {"migrations", std::move(steps)}, {"tables", std::move(listed)}};
}

Result<json::value> read_manifest(const fs::path& folder)
{
    std::ifstream in(folder / "manifest.json", std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    boost::system::error_code error;
    auto manifest = json::parse(text, error);
    if (error || !manifest.is_object() || !manifest.get_object().contains("format") ||
        manifest.at("format") != "jishi-archive")
        return refuse(ErrorKind::invalid_input, "archive.not_an_archive", {}, folder.string());
    return manifest;
}

/// The steps of the schema that the archive had seen.
Result<std::vector<Migration>> steps_of(const json::value& manifest, std::span<const Migration> migrations)
{
    std::vector<Migration> steps;
    for (const auto& step : manifest.at("migrations").as_array()) {
        const auto number = step.at("number").as_int64();
        const auto found = std::ranges::find(migrations, number, &Migration::number);
        if (found == migrations.end())
            return refuse(ErrorKind::conflict, "archive.newer_than_program", {}, std::to_string(number));
        steps.push_back(*found);
    }
    return steps;
}

Result<ArchiveCounts> fill(Tx& tx, const json::value& manifest, const fs::path& folder)
{
    const auto tables = tables_of(tx);
    ArchiveCounts counts;
    for (const auto& table : tables)
        if (table.name != migration_table && tx.value<std::int64_t>("SELECT COUNT(*) FROM " + table.name) > 0)
            return refuse(ErrorKind::conflict, "archive.database_not_empty", {}, table.name);
    for (const auto& listed : manifest.at("tables").as_array()) {
        const std::string name(listed.at("name").as_string());
        const auto table = std::ranges::find(tables, name, &Table::name);
        if (table == tables.end()) return refuse(ErrorKind::invalid_input, "archive.damaged", {}, name);
        counts.rows[name] =
            TRY(read_table(tx, *table, folder / "tables" / (name + ".jsonl"), listed.at("checksum").as_string()));
        if (counts.rows[name] != listed.at("rows").as_int64())
            return refuse(ErrorKind::invalid_input, "archive.damaged", {}, name);
    }
    return counts;
}

}  // namespace

std::int64_t ArchiveCounts::total() const
{
    std::int64_t sum = 0;
    for (const auto& [table, count] : rows) sum += count;
    return sum;
}

Result<ArchiveCounts> export_to(Database& database, const fs::path& folder)
{
    std::error_code error;
    if (fs::exists(folder, error)) return refuse(ErrorKind::conflict, "archive.folder_exists", {}, folder.string());
    if (!fs::create_directories(folder / "tables", error) || error)
        return refuse(ErrorKind::unavailable, "archive.cannot_write", {}, folder.string());
    ArchiveCounts counts;
    try {
        database.read([&](Tx& tx) {
            const auto manifest = manifest_of(tx, tables_of(tx), folder, counts);
            std::ofstream out(folder / "manifest.json", std::ios::binary);
            out << json::serialize(manifest) << "\n";
            if (!out.flush())
                throw fs::filesystem_error("cannot write", folder, std::make_error_code(std::errc::no_space_on_device));
        });
    } catch (const fs::filesystem_error& failed) {
        fs::remove_all(folder, error);
        return refuse(ErrorKind::unavailable, "archive.cannot_write", {}, failed.what());
    }
    return counts;
}

Result<ArchiveCounts> import_from(Database& database, std::span<const Migration> migrations, const fs::path& folder)
{
    const auto manifest = TRY(read_manifest(folder));
    const auto steps = TRY(steps_of(manifest, migrations));
    TRY(migrate(database, steps));
    const auto counts = TRY(database.write([&](Tx& tx) { return fill(tx, manifest, folder); }));
    TRY(migrate(database, migrations));
    return counts;
}

}  // namespace jishi::db
