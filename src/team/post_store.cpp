#include "team/post_store.hpp"

#include "team/id_chunks.hpp"

namespace jishi::team::store {
namespace {

constexpr std::string_view at_moment =
    " AND r.valid_from <= :day AND r.valid_to > :day AND r.recorded_at <= :known AND r.superseded_at > :known ORDER BY "
    "r.valid_from, r.id";

template <class Tag>
std::vector<Post> of_many(db::Tx& tx, std::string_view column, std::span<const Id<Tag>> ids, std::string_view rest,
                          const std::vector<db::Param>& more)
{
    std::vector<Post> list;
    for_each_chunk(ids, [&](IdChunk& chunk) {
        auto params = chunk.params();
        params.insert(params.end(), more.begin(), more.end());
        for (auto& row :
             rows<Post>(tx, "WHERE r." + std::string(column) + " IN " + chunk.list() + std::string(rest), params))
            list.push_back(std::move(row));
    });
    return list;
}

}  // namespace

std::vector<Post> posts_of(db::Tx& tx, OrganizationId organization, const organization::Moment& moment)
{
    return of_organization<Post>(tx, organization, moment);
}

std::vector<Post> posts_of(db::Tx& tx, std::span<const OrganizationId> organizations,
                           const organization::Moment& moment)
{
    return of_many(tx, "organization", organizations, at_moment, {{"day", moment.day}, {"known", moment.known()}});
}

std::vector<Post> post_history(db::Tx& tx, OrganizationId organization)
{
    return rows<Post>(
        tx,
        "WHERE r.organization = :organization AND r.superseded_at = :forever AND r.valid_from < r.valid_to"
        " ORDER BY r.valid_from DESC, r.id DESC",
        {{"organization", organization}, {"forever", Instant::forever()}});
}

std::vector<Post> held_by(db::Tx& tx, MemberId member, const organization::Moment& moment)
{
    return rows<Post>(tx, "WHERE r.member = :member" + std::string(at_moment),
                      {{"member", member}, {"day", moment.day}, {"known", moment.known()}});
}

std::vector<Post> held_by(db::Tx& tx, std::span<const MemberId> members, const organization::Moment& moment)
{
    return of_many(tx, "member", members, at_moment, {{"day", moment.day}, {"known", moment.known()}});
}

std::vector<Post> posts_after(db::Tx& tx, std::span<const OrganizationId> organizations, Date day)
{
    return of_many(tx, "organization", organizations,
                   " AND r.superseded_at = :forever AND r.valid_to > :day ORDER BY r.id",
                   {{"forever", Instant::forever()}, {"day", day}});
}

}  // namespace jishi::team::store
