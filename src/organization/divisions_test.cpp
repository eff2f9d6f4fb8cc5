#include "organization/divisions.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "organization/divisions_fixture.hpp"
#include "policy/policy.hpp"

using namespace jishi;
using namespace jishi::organization;

namespace {

const DivisionPolicy& rules()
{
    static const auto read = [] {
        const auto book = *policy::Book::load(std::filesystem::path(JISHI_SOURCE_DIR) / "packs");
        return read_division_policy(book.at(Date{2026, 3, 5}));
    }();
    return read;
}

struct Files : organization::testing::DivisionFiles {
    Result<std::map<std::string, DivisionNode>> read() const
    {
        const auto divisions = TRY(Divisions::open(folder.path()));
        IdGenerator ids;
        std::map<std::string, DivisionNode> nodes;
        std::map<std::int64_t, bool> seen{{1, true}};
        TRY(divisions.read(rules(), ids, OrganizationId{1}, [&](DivisionNode&& node) {
            CHECK(seen.contains(node.parent.value));  // parents before children
            seen[node.id.value] = true;
            node.plain_name = {};
            const std::string code(node.code);
            node.code = {};
            nodes.emplace(code, std::move(node));
        }));
        return nodes;
    }
    std::string failure() const
    {
        const auto nodes = read();
        return nodes ? "" : nodes.error().code + " " + nodes.error().detail.substr(nodes.error().detail.rfind('/') + 1);
    }
};

}  // namespace

TEST_CASE("divisions: each becomes an organisation of the type and name that the pack says")
{
    const Files files;
    const auto nodes = files.read();
    REQUIRE(nodes.has_value());
    CHECK(nodes->size() == 17);
    const auto is = [&](const std::string& code, const std::string& name, const std::string& type) {
        CHECK(nodes->at(code).name == name);
        CHECK(nodes->at(code).line->type == type);
    };
    is("11", "中共甲市委员会", "local_committee");
    is("1101", "中共甲市市辖区工作委员会", "working_committee");
    is("1290", "中共乙省省直辖县级行政区划工作委员会", "working_committee");
    is("110101", "中共东区委员会", "local_committee");
    is("110101001", "中共安街道工作委员会", "working_committee");
    is("120101100", "中共平镇委员会", "committee");
    is("129001400", "中共红旗农场工作委员会", "working_committee");
    is("110101001001", "多福巷社区党支部", "branch");
    is("110101001002", "多福巷居委会党支部", "branch");       // 多福巷社区 is taken
    is("110101001003", "多福巷社区（003）党支部", "branch");  // and so is its own name
    is("120101100201", "前村党支部", "branch");
    is("120101100202", "后\"小\"村党支部", "branch");
    CHECK(nodes->at("110101001001").line->sector == "community");
    CHECK(nodes->at("120101100201").line->sector == "rural");
    const auto stands_in = [&](const std::string& code, const std::string& kind, bool of_above) {
        CHECK(nodes->at(code).line->unit_kind == kind);
        CHECK(nodes->at(code).line->unit_of_above == of_above);
    };
    stands_in("110101001", "street", false);
    stands_in("120101100", "township", false);
    stands_in("110101001002", "community", true);
    stands_in("120101100202", "village", true);
    for (const auto* none : {"11", "1101", "110101", "129001400", "129001400001"}) stands_in(none, "", false);
    CHECK(nodes->at("120101100201").parent == nodes->at("120101100").id);
    CHECK(nodes->at("11").parent == OrganizationId{1});
}

TEST_CASE(
    "divisions: a missing file, a row that is not as promised, a parent that is not there and a code twice are named "
    "with their place")
{
    {
        Files files;
        std::filesystem::remove(files.folder.file("areas.csv"));
        CHECK(files.failure() == "divisions.file_missing areas.csv");
    }
    for (const auto* row :
         {"11010100,\"短\",110101001\n", "129999400001,\"没有上级\",1\n", "x29001400001,\"不是数字\",1\n",
          "129001400002,\"\",1\n", "129001400002\n", "129001400002,\"没有关上\n"}) {
        Files files;
        std::ofstream(files.folder.file("villages.csv"), std::ios::binary | std::ios::app) << row;
        CHECK(files.failure() == "divisions.broken villages.csv:8");
    }
    Files files;
    std::ofstream(files.folder.file("streets.csv"), std::ios::binary | std::ios::app)
        << "129001400,\"红旗牧场\",129001,12,1290\n";
    CHECK(files.failure() == "divisions.broken streets.csv:5");
}

TEST_CASE("divisions: every row of the package becomes an organisation with a name of its own below its parent")
{
    const char* package = std::getenv("JISHI_DIVISIONS");
    if (!package) return;  // ./dev bench and ./dev run --world nation fetch it
    const auto divisions = *Divisions::open(package);
    CHECK(divisions.rows() == 665'276);
    IdGenerator ids;
    std::array<std::int64_t, division_levels.size()> counts{};
    std::map<std::string, std::int64_t> units;
    const auto read = divisions.read(rules(), ids, OrganizationId{1}, [&](DivisionNode&& node) {
        ++counts[node.level];
        ++units[node.line->unit_kind];
    });
    REQUIRE_MESSAGE(read.has_value(), read.error().detail);
    units.erase("");
    CHECK(units == std::map<std::string, std::int64_t>{
                       {"street", 9'121}, {"township", 29'582}, {"community", 126'999}, {"village", 486'760}});
    CHECK(counts == std::array<std::int64_t, 5>{31, 342, 2'978, 41'352, 620'573});
}
