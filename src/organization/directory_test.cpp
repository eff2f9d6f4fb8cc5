#include "organization/directory.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <random>
#include <set>
#include <thread>

#include <doctest/doctest.h>

#include "base/text.hpp"

using namespace jishi;
using namespace jishi::organization;

namespace {

bool counts(std::string_view type) { return type != "functional_branch"; }

Node node(std::int64_t id, std::int64_t parent, std::string name, std::string type = "branch", std::string code = "")
{
    Node n;
    n.id = OrganizationId{id};
    n.values.exists = true;
    n.values.parent = OrganizationId{parent};
    n.values.type = std::move(type);
    n.values.sector = "rural";
    n.values.code = std::move(code);
    n.founded_on = Date{2020, 1, 1};
    const auto pinyin = pinyin_of(name);
    n.pinyin = pinyin.full;
    n.initials = pinyin.initials;
    n.values.name = std::move(name);
    return n;
}

Search query(std::string text)
{
    Search search;
    search.text = std::move(text);
    search.everything = true;
    return search;
}

std::vector<std::int64_t> ids(const std::vector<Listing>& list)
{
    std::vector<std::int64_t> result;
    for (const auto& item : list) result.push_back(item.id.value);
    return result;
}

/// A small county: 1 county, 2 and 3 towns, villages below.
void fill(Directory& directory)
{
    for (const auto& n :
         {node(11, 2, "滨河村党支部", "branch", "02"), node(1, 0, "河东县委", "local_committee"),
          node(2, 1, "滨河镇党委", "committee"), node(3, 1, "城南镇党委", "committee"),
          node(12, 2, "大滨河社区党支部", "branch", "01"), node(13, 3, "A1物流公司党支部", "branch", "X-9"),
          node(14, 13, "骑手功能型党支部", "functional_branch")})
        directory.load(n);
    directory.finish_load();
}

}  // namespace

TEST_CASE("organization: the directory knows who is above whom")
{
    Directory directory(counts);
    fill(directory);
    const OrganizationId county{1}, town{2}, village{11}, other{3}, unknown{99};
    CHECK(directory.contains(county, village));
    CHECK(directory.contains(village, village));
    CHECK_FALSE(directory.contains(village, county));
    CHECK_FALSE(directory.contains(other, village));
    CHECK_FALSE(directory.contains(unknown, village));
    CHECK_FALSE(directory.contains(county, unknown));
    CHECK_FALSE(directory.contains(OrganizationId{}, village));

    auto moved = *directory.find(town);
    moved.values.parent = other;
    directory.put(moved);
    CHECK(directory.contains(other, village));
    CHECK(directory.path_of(village).size() == 4);
    CHECK(directory.path_of(village)[1].name == "城南镇党委");
    CHECK(directory.listing(other)->subtree_count == 5);
    CHECK(directory.listing(county)->subtree_count == 6);
}

TEST_CASE("organization: [ORG-09] activity groups are shown among the children and do not count in totals")
{
    Directory directory(counts);
    fill(directory);
    CHECK(directory.listing(OrganizationId{13})->child_count == 1);
    CHECK(directory.listing(OrganizationId{13})->subtree_count == 1);
    CHECK(directory.listing(OrganizationId{1})->subtree_count == 6);
}

TEST_CASE("organization: children come in order of display, page by page")
{
    Directory directory(counts);
    fill(directory);
    const auto first = directory.children(OrganizationId{2}, {}, 1);
    CHECK(ids(first.items) == std::vector<std::int64_t>{12});  // code 01 before 02
    CHECK(first.next == OrganizationId{12});
    const auto second = directory.children(OrganizationId{2}, first.next, 1);
    CHECK(ids(second.items) == std::vector<std::int64_t>{11});
    CHECK_FALSE(second.next);
    CHECK(directory.children(OrganizationId{99}, {}, 10).items.empty());

    auto late = node(15, 2, "新村党支部");
    late.values.sort_order = -1;
    directory.put(late);
    CHECK(ids(directory.children(OrganizationId{2}, {}, 10).items) == std::vector<std::int64_t>{15, 12, 11});
}

TEST_CASE(
    "organization: dissolved and planned organisations are known and placed, but neither listed nor counted nor found")
{
    Directory directory(counts);
    fill(directory);
    auto gone = *directory.find(OrganizationId{11});
    gone.status = Status::dissolved;
    directory.put(gone);
    auto planned = node(16, 3, "滨河新区党支部");
    planned.status = Status::planned;
    directory.put(planned);
    CHECK(ids(directory.children(OrganizationId{2}, {}, 10).items) == std::vector<std::int64_t>{12});
    CHECK(directory.listing(OrganizationId{1})->subtree_count == 5);
    CHECK(directory.contains(OrganizationId{1}, OrganizationId{11}));
    CHECK(directory.contains(OrganizationId{1}, OrganizationId{16}));
    CHECK(ids(directory.search(query("滨河"))) == std::vector<std::int64_t>{2, 12});
    CHECK(directory.find(OrganizationId{11})->status == Status::dissolved);

    planned.status = Status::active;
    directory.put(planned);
    CHECK(directory.listing(OrganizationId{3})->subtree_count == 3);
    CHECK(ids(directory.search(query("滨河"))) == std::vector<std::int64_t>{2, 16, 12});
}

TEST_CASE("organization: search takes names, pinyin, initials and codes, best first")
{
    Directory directory(counts);
    fill(directory);
    CHECK(ids(directory.search(query("滨河"))) == std::vector<std::int64_t>{2, 11, 12});  // prefix, shorter first
    CHECK(ids(directory.search(query("binhe"))) == std::vector<std::int64_t>{2, 11, 12});
    CHECK(ids(directory.search(query("bin he zhen"))) == std::vector<std::int64_t>{2});
    CHECK(ids(directory.search(query("bhz"))) == std::vector<std::int64_t>{2});
    CHECK(ids(directory.search(query("x9"))) == std::vector<std::int64_t>{13});
    CHECK(ids(directory.search(query("a1物流"))) == std::vector<std::int64_t>{13});
    CHECK(ids(directory.search(query("Ａ１物流"))) == std::vector<std::int64_t>{13});  // full width
    CHECK(directory.search(query("没有这个")).empty());
    CHECK(directory.search(query(" / ")).empty());
    CHECK(directory.search(query("")).empty());
    CHECK(ids(directory.search(query("城南镇/物流"))) == std::vector<std::int64_t>{13});
    CHECK(ids(directory.search(query("chengnan wuliu"))) == std::vector<std::int64_t>{13});
    CHECK(directory.search(query("滨河镇/物流")).empty());

    auto typed = query("滨河");
    typed.type = "branch";
    CHECK(ids(directory.search(typed)) == std::vector<std::int64_t>{11, 12});
    typed.type = "no_such_type";
    CHECK(directory.search(typed).empty());
    typed.type.clear();
    typed.within = OrganizationId{12};
    CHECK(ids(directory.search(typed)) == std::vector<std::int64_t>{12});
    typed.within = OrganizationId{99};
    CHECK(directory.search(typed).empty());
}

TEST_CASE("organization: search stays within what the account may see")
{
    Directory directory(counts);
    fill(directory);
    auto seen = query("党支部");
    seen.everything = false;
    CHECK(directory.search(seen).empty());
    seen.roots = {OrganizationId{2}};
    CHECK(ids(directory.search(seen)) == std::vector<std::int64_t>{11, 12});
    seen.single = {OrganizationId{13}};
    CHECK(directory.search(seen).size() == 3);
    seen.within = OrganizationId{1};
    CHECK(directory.search(seen).size() == 3);
    seen.within = OrganizationId{3};
    CHECK(ids(directory.search(seen)) == std::vector<std::int64_t>{13});
}

TEST_CASE("organization: a renamed organisation is found under its new name only")
{
    Directory directory(counts);
    fill(directory);
    auto renamed = node(11, 2, "河滩村党支部", "branch", "02");
    renamed.values.short_name = "河滩";
    directory.put(renamed);
    CHECK(ids(directory.search(query("河滩"))) == std::vector<std::int64_t>{11});
    CHECK(ids(directory.search(query("滨河村"))).empty());
    CHECK(ids(directory.search(query("bhc"))).empty());
}

namespace {

/// The plainest model: parent by id, everything else by looking at all of them.
struct Model {
    std::map<std::int64_t, Node> nodes;
    bool is_below(std::int64_t id, std::int64_t root) const
    {
        for (; id != 0; id = nodes.at(id).values.parent.value)
            if (id == root) return true;
        return false;
    }
    std::uint32_t count(std::int64_t root) const
    {
        std::uint32_t sum = 0;
        for (const auto& [id, n] : nodes)
            sum += n.status == Status::active && counts(n.values.type) && is_below(id, root);
        return sum;
    }
    std::set<std::int64_t> children(std::int64_t parent) const
    {
        std::set<std::int64_t> set;
        for (const auto& [id, n] : nodes)
            if (n.values.parent.value == parent && n.status == Status::active) set.insert(id);
        return set;
    }
    std::set<std::int64_t> named(std::string_view part) const
    {
        std::set<std::int64_t> set;
        for (const auto& [id, n] : nodes)
            if (n.status == Status::active && n.values.name.find(part) != std::string::npos) set.insert(id);
        return set;
    }
};

}  // namespace

TEST_CASE(
    "organization: after random founding, renaming, moving and dissolving the directory equals the plainest model")
{
    std::mt19937 random(20'260'305);
    const auto any = [&](std::size_t n) { return static_cast<std::int64_t>(random() % n); };
    const std::vector<std::string> syllables{"东", "西", "南", "北", "河", "山", "新", "大"};
    Directory directory(counts);
    Model model;
    std::vector<std::int64_t> all;
    const auto some_name = [&] {
        std::string name;
        for (auto i = 0; i < 3; ++i) name += syllables[static_cast<std::size_t>(any(syllables.size()))];
        return name;
    };
    const auto put = [&](const Node& n) {
        model.nodes[n.id.value] = n;
        directory.put(n);
    };
    directory.finish_load();  // of nothing
    put(node(1, 0, "根"));
    all.push_back(1);
    for (int step = 0; step < 6000; ++step) {
        const auto id = all[static_cast<std::size_t>(any(all.size()))];
        auto n = model.nodes.at(id);
        switch (any(6)) {
            case 0:
            case 1:
                if (n.status != Status::active) break;
                put(node(step + 10, id, some_name(), any(5) ? "branch" : "functional_branch"));
                all.push_back(step + 10);
                break;
            case 2: {
                auto renamed = node(id, n.values.parent.value, some_name(), n.values.type);
                renamed.status = n.status;
                put(renamed);
                break;
            }
            case 3:
            case 4: {
                const auto to = all[static_cast<std::size_t>(any(all.size()))];
                if (id == 1 || model.is_below(to, id) || model.nodes.at(to).status != Status::active) break;
                n.values.parent = OrganizationId{to};
                put(n);
                break;
            }
            default:
                if (id == 1 || !model.children(id).empty()) break;
                n.status = n.status == Status::active ? Status::dissolved : n.status;
                put(n);
        }
    }
    for (const auto id : all) {
        const auto other = all[static_cast<std::size_t>(any(all.size()))];
        CHECK(directory.contains(OrganizationId{other}, OrganizationId{id}) == model.is_below(id, other));
    }
    for (std::size_t i = 0; i < all.size(); i += 7) {
        CHECK(directory.listing(OrganizationId{all[i]})->subtree_count == model.count(all[i]));
        std::set<std::int64_t> children;
        for (const auto& child : directory.children(OrganizationId{all[i]}, {}, 10'000).items)
            children.insert(child.id.value);
        CHECK(children == model.children(all[i]));
    }
    for (const auto& part : {"东河", "山", "新大"}) {
        auto search = query(part);
        search.limit = 10'000;
        std::set<std::int64_t> found;
        for (const auto& hit : directory.search(search)) found.insert(hit.id.value);
        CHECK(found == model.named(part));
        search.everything = false;
        search.roots = {OrganizationId{1}};  // the small tree is walked instead of scanned
        CHECK(ids(directory.search(search)).size() == found.size());
    }
    Directory fresh(counts);
    for (const auto& [id, n] : model.nodes) fresh.load(n);
    fresh.finish_load();
    for (const auto id : all) {
        const auto a = directory.listing(OrganizationId{id});
        const auto b = fresh.listing(OrganizationId{id});
        CHECK(a->subtree_count == b->subtree_count);
        CHECK(a->name == b->name);
        CHECK(ids(directory.children(OrganizationId{id}, {}, 10'000).items) ==
              ids(fresh.children(OrganizationId{id}, {}, 10'000).items));
    }
}

TEST_CASE("organization: readers and one writer may meet")
{
    Directory directory(counts);
    fill(directory);
    std::atomic<bool> stop{false};
    std::atomic<std::uint64_t> asked{0};
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i)
        readers.emplace_back([&] {
            while (!stop) {
                // Wherever the town is moved, it stays in the county.
                if (!directory.contains(OrganizationId{1}, OrganizationId{11})) stop = true;
                directory.search(query("滨河"));
                directory.children(OrganizationId{3}, {}, 10);
                ++asked;
            }
        });
    // On a busy machine the writer could be done before a reader has begun.
    while (asked < readers.size() && !stop) std::this_thread::yield();
    for (int step = 0; step < 3000 && !stop; ++step) {
        auto town = node(2, step % 2 ? 1 : 3, "滨河镇党委", "committee");
        directory.put(town);
        directory.put(node(1000 + step, 2, "滨河新村" + std::to_string(step)));
    }
    CHECK_FALSE(stop.exchange(true));
    for (auto& reader : readers) reader.join();
}
