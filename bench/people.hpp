#pragma once
// A made-up installation with many members, written past the use cases: what is measured are the questions.

#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <span>

#include <fmt/format.h>
#include <unistd.h>

#include "base/text.hpp"
#include "engine/workflows.hpp"
#include "platform/platform.hpp"
#include "team/bulk_store.hpp"
#include "team/member_store.hpp"
#include "team/team.hpp"

namespace jishi::bench {

class People {
public:
    /// @param townships  of each county; @param branch_count  of each township; @param states  of each member
    People(int county_count, int townships, int branch_count, int members_each, int states)
        : folder_(std::filesystem::temp_directory_path() / ("jishi_people_" + std::to_string(::getpid()))),
          random_(640502)
    {
        std::filesystem::create_directories(folder_);
        book_ = std::make_unique<policy::Book>(
            must(policy::Book::load(std::filesystem::path(JISHI_SOURCE_DIR) / "packs/")));
        const char* url = std::getenv("JISHI_BENCH_DATABASE");
        database_ = db::Database::open({.url = url ? url : "sqlite:" + (folder_ / "people.db").string()}, clock_);
        std::vector<db::Migration> all(db::core_migrations().begin(), db::core_migrations().end());
        for (const auto& list :
             {platform::migrations(), engine::migrations(), organization::migrations(), team::migrations()})
            all.insert(all.end(), list.begin(), list.end());
        must(db::migrate(*database_, all));
        platform_ = must(platform::Platform::create(*database_, *book_, ids_, clock_, {.data = folder_}));
        organizations_ =
            std::make_unique<organization::Organizations>(*database_, *book_, ids_, clock_, platform_->audit());
        team_ = std::make_unique<team::Team>(*database_, ids_, clock_, platform_->audit(), platform_->secret_key(),
                                             *organizations_);
        organizations_->start();
        found_all(county_count, townships, branch_count);
        for (std::size_t at = 0; at < branches.size(); at += branches_at_once)
            fill(std::span(branches).subspan(at, std::min(branches_at_once, branches.size() - at)), members_each,
                 states);
    }
    ~People()
    {
        team_.reset();
        organizations_.reset();
        platform_.reset();
        database_.reset();
        std::filesystem::remove_all(folder_);
    }

    const team::Office& office() const { return team_->office(); }
    db::Database& database() { return *database_; }
    platform::Platform& platform() { return *platform_; }
    organization::Organizations& organizations() { return *organizations_; }
    team::Team& team() { return *team_; }
    IdGenerator& ids() { return ids_; }
    const policy::Book& book() const { return *book_; }
    const organization::Directory& directory() const { return organizations_->directory(); }
    /// An account that may read members at an organisation; none: everywhere.
    platform::Actor reader(OrganizationId at)
    {
        platform::Actor actor;
        actor.account = AccountId{1};
        platform::Grant grant;
        grant.organization = at;
        grant.permissions = {platform::Permission::member_read};
        actor.grants = {grant};
        actor.scope = &directory();
        return actor;
    }
    std::size_t any(std::size_t below) { return static_cast<std::size_t>(random_() % below); }

    static inline const std::array<std::string, 40> surnames{
        "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱",
        "高", "林", "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于",
        "董", "萧", "程", "曹", "袁", "邓", "许", "傅", "沈", "曾", "彭", "吕"};
    static inline const std::array<std::string, 40> letters{"建", "国", "志", "强", "文", "海", "永", "秀", "英", "桂",
                                                            "兰", "玉", "梅", "春", "丽", "华", "敏", "静", "伟", "军",
                                                            "勇", "磊", "洋", "艳", "杰", "娟", "涛", "明", "超", "霞",
                                                            "平", "刚", "红", "波", "辉", "燕", "鹏", "飞", "鑫", "斌"};

    std::vector<OrganizationId> counties;
    std::vector<OrganizationId> branches;
    std::int64_t members = 0;
    std::vector<std::string> names;       // some of them
    std::vector<std::string> id_numbers;  // some of them
    Date past{2021, 6, 1};
    FixedClock clock_{Date{2026, 3, 5}};

private:
    template <class T>
    static T must(Result<T> result)
    {
        if (!result) throw std::runtime_error(result.error().code + " " + result.error().detail);
        return *std::move(result);
    }

    OrganizationId found(db::Tx& tx, OrganizationId parent, std::string name, std::string type)
    {
        organization::Founding founding;
        founding.parent = parent;
        founding.values.name = std::move(name);
        founding.values.type = std::move(type);
        founding.values.sector = "rural";
        founding.papers = {Date{2000, 1, 1}, "1", "", "特殊需要", {}, false};
        platform::Actor actor;
        platform::Grant grant;
        grant.permissions = {platform::Permission::organization_change};
        actor.grants = {grant};
        return must(organization::found(organizations_->office(), tx, actor, founding)).node.id;
    }

    void found_all(int county_count, int townships, int branch_count)
    {
        for (int c = 0; c < county_count; ++c)
            must(database_->write([&](db::Tx& tx) -> Result<int> {
                if (!root_) root_ = found(tx, {}, "省委", "local_committee");
                const auto county = found(tx, root_, fmt::format("第{}县委", c), "local_committee");
                counties.push_back(county);
                for (int t = 0; t < townships; ++t) {
                    const auto township = found(tx, county, fmt::format("第{}镇党委", t), "committee");
                    for (int b = 0; b < branch_count; ++b)
                        branches.push_back(found(tx, township, fmt::format("第{}支部", b), "branch"));
                }
                return 0;
            }));
    }

    struct Named {
        std::string name;
        Pinyin pinyin;
        std::vector<std::string> suffixes;
    };
    const Named& some_name()
    {
        const auto number = any(surnames.size() * letters.size() * letters.size());
        auto& named = named_[number];
        if (!named.name.empty()) return named;
        team::Member member;
        named.name = surnames[number % 40] + letters[number / 40 % 40] + letters[number / 1600];
        named.pinyin = pinyin_of(named.name);
        member.values.name = named.name;
        member.pinyin = named.pinyin.full;
        member.initials = named.pinyin.initials;
        named.suffixes = team::store::name_suffixes(member);
        return named;
    }

    static constexpr std::size_t branches_at_once = 1'000;  // in one transaction

    void fill(std::span<const OrganizationId> some, int count, int states)
    {
        must(database_->write([&](db::Tx& tx) -> Result<int> {
            std::vector<team::NewMember> people;
            people.reserve(some.size() * static_cast<std::size_t>(count));
            for (const auto branch : some) {
                const auto shard = organization::shard_of(tx, branch);
                for (int i = 0; i < count; ++i) people.push_back(somebody(branch, shard));
            }
            team::store::bulk_insert_members(tx, people);
            team::store::bulk_insert_states(tx, states_of(people, states));
            team::store::bulk_index_names(tx, people, team::store::sorted_names(people));
            return 0;
        }));
    }

    team::NewMember somebody(OrganizationId branch, OrganizationId shard)
    {
        const auto& named = some_name();
        team::NewMember made;
        auto& member = made.member;
        member.id = ids_.next_id<MemberTag>();
        member.shard = shard;
        auto& values = member.values;
        values.exists = true;
        values.branch = branch;
        values.status = "normal";
        values.entry = "enrolled";
        values.category = any(50) == 0 ? "2" : "1";
        values.name = named.name;
        values.sex = any(10) < 3 ? "2" : "1";
        values.birth_date = Date{1940, 1, 1}.plus_days(static_cast<std::int64_t>(any(22'000)));
        values.ethnicity = any(10) == 0 ? "03" : "01";
        values.education = "61";
        values.occupation = "4010";
        values.joined_on = values.birth_date->plus_months(240);
        values.full_on = values.joined_on->plus_months(12);
        member.known_from = Date{2017, 6, 14};
        member.pinyin = named.pinyin.full;
        member.initials = named.pinyin.initials;
        const auto number = fmt::format("999999{:012}", ++members);
        member.sealed.id_number_index = office().vault.index_of(number, team::SealedField::id_number);
        if (members % 97 == 0) {
            id_numbers.push_back(number);
            names.push_back(named.name);
        }
        made.names = named.suffixes;
        return made;
    }

    std::vector<team::store::BulkState> states_of(const std::vector<team::NewMember>& people, int states)
    {
        std::vector<team::store::BulkState> rows;
        for (const auto& one : people) {
            auto from = one.member.known_from;
            for (int i = 0; i < states; ++i) {
                const auto to = i + 1 == states ? Date::forever() : from.plus_days(900);
                rows.push_back({&one, ids_.next_id<StateTag>(), ids_.next_id<ChangeTag>(), from, to});
                from = to;
            }
        }
        return rows;
    }

    std::filesystem::path folder_;
    std::mt19937_64 random_;
    IdGenerator ids_;
    std::unique_ptr<policy::Book> book_;
    std::unique_ptr<db::Database> database_;
    std::unique_ptr<platform::Platform> platform_;
    std::unique_ptr<organization::Organizations> organizations_;
    std::unique_ptr<team::Team> team_;
    OrganizationId root_;
    std::map<std::size_t, Named> named_;
};

}  // namespace jishi::bench
