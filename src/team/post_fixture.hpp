#pragma once
// The world of this module's tests with what posts, discipline and care need.

#include "team/discipline.hpp"
#include "team/leading_team.hpp"
#include "team/post_service.hpp"
#include "team/post_store.hpp"
#include "team/team_fixture.hpp"

namespace jishi::team::testing {

inline platform::PermissionSet everything_of_posts()
{
    using platform::Permission;
    auto all = World::everything();
    for (const auto one :
         {Permission::post_read, Permission::post_change, Permission::reserve_change, Permission::award_change,
          Permission::discipline_read, Permission::discipline_change, Permission::care_read, Permission::care_change})
        all.add(one);
    return all;
}

struct PostWorld : World {
    PostWorld(db::Database& d, FixedClock& c) : World(d, c)
    {
        actor = actor_on({}, everything_of_posts(), organizations.directory());
    }

    Appointing asking(OrganizationId to, MemberId member, std::string post, Date from,
                      std::string way = "elected") const
    {
        Appointing asked{to, member, {}, false};
        asked.post.post = std::move(post);
        asked.post.way = std::move(way);
        asked.post.valid_from = from;
        asked.post.document_no = "组字〔2026〕2号";
        return asked;
    }
    Result<Post> try_appoint(const Appointing& asked)
    {
        return write([&](db::Tx& tx) { return team::appoint(team.office(), tx, actor, asked); });
    }
    Post appoint(OrganizationId to, MemberId member, std::string post, Date from, std::string way = "elected")
    {
        auto done = try_appoint(asking(to, member, std::move(post), from, std::move(way)));
        REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().code + " " + done.error().detail));
        return *std::move(done);
    }
    Result<Post> try_relieve(const Post& post, Date on, std::string kind = "resigned")
    {
        return write([&](db::Tx& tx) {
            return team::relieve(team.office(), tx, actor, post.record, {on, kind, "", "", {}});
        });
    }
    Result<Post> try_correct(const Post& post, const PostCorrecting& asked)
    {
        return write([&](db::Tx& tx) { return correct_post(team.office(), tx, actor, post.record, asked); });
    }
    /// "secretary 1, …": posts of an organisation and their holders' ids, in order.
    std::vector<std::pair<std::string, MemberId>> led(OrganizationId id, Date on, std::optional<Instant> known = {})
    {
        std::vector<std::pair<std::string, MemberId>> list;
        for (const auto& post : read([&](db::Tx& tx) { return store::posts_of(tx, id, {on, known}); }))
            list.emplace_back(post.post, post.member);
        return list;
    }
    Result<Discipline> try_impose(MemberId member, std::string kind, Date from, std::optional<int> months = {})
    {
        Imposing asked{member, {}, false};
        asked.discipline.kind = std::move(kind);
        asked.discipline.document_no = "纪〔2026〕3号";
        asked.discipline.decided_on = from;
        asked.discipline.valid_from = from;
        asked.discipline.months = months;
        return write([&](db::Tx& tx) { return impose(team.office(), tx, actor, asked); });
    }
    Post row(const Post& post)
    {
        return read([&](db::Tx& tx) { return store::find_record<Post>(tx, post.record); }).value();
    }
    void later() { clock.set(Instant{clock.now().us + 1'000'000}); }
};

template <class T>
std::string refusal(const Result<T>& result)
{
    if (result) return "";
    return result.error().fields.empty() ? result.error().code : result.error().fields.front().code;
}

template <class Body>
void each_post_world(Body body)
{
    FixedClock clock(Date{2026, 3, 5});
    jishi::testing::each_database(
        {platform::migrations(), organization::migrations(), engine::migrations(), team::migrations()}, clock,
        [&](db::Database& database) {
            clock.set(Date{2026, 3, 5});
            PostWorld world(database, clock);
            body(world);
        });
}

}  // namespace jishi::team::testing
