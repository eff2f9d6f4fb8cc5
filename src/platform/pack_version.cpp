#include "platform/pack_version.hpp"

#include <algorithm>
#include <map>

#include "platform/audit.hpp"
#include "platform/json_text.hpp"

namespace jishi::platform {
namespace {

void insert(db::Tx& tx, const PackVersion& row)
{
    tx.execute(
        R"(INSERT INTO platform_pack_version (id, pack, title, title_en, layer, applies_to, version, digest, seen_at)
                  VALUES (:id, :pack, :title, :title_en, :layer, :applies_to, :version, :digest, :seen_at))",
        {{"id", row.id},
         {"pack", row.pack},
         {"title", row.title},
         {"title_en", row.title_en},
         {"layer", row.layer},
         {"applies_to", row.applies_to},
         {"version", row.version},
         {"digest", row.digest},
         {"seen_at", row.seen_at}});
}

Actor program()
{
    Actor actor;
    actor.username = "jishi";
    return actor;
}

std::string json_of(const PackVersion& row)
{
    return JsonObject{}.add("version", row.version).add("digest", row.digest).text();
}

}  // namespace

std::vector<PackVersion> pack_versions(db::Tx& tx)
{
    std::vector<PackVersion> rows;
    for (auto& [id, pack, title, title_en, layer, applies_to, version, digest, seen_at] :
         tx.query<std::int64_t, std::string, std::string, std::string, std::string, std::string, std::string,
                  std::string, std::int64_t>(
             R"(SELECT id, pack, title, title_en, layer, applies_to, version, digest, seen_at
                FROM platform_pack_version ORDER BY id)"))
        rows.push_back({id, pack, title, title_en, layer, applies_to, version, digest, Instant{seen_at}});
    std::map<std::string, const PackVersion*> last;
    for (auto& row : rows) {
        auto& before = last[row.pack];
        row.same_version_other_content = before && before->version == row.version && before->digest != row.digest;
        before = &row;
    }
    std::ranges::reverse(rows);
    return rows;
}

std::vector<PackVersion> note_packs(db::Tx& tx, Audit& audit, IdGenerator& ids, const policy::Book& book)
{
    std::map<std::string, PackVersion> last;  // newest of each
    for (auto& row : pack_versions(tx)) last.try_emplace(row.pack, row);
    std::vector<PackVersion> fresh;
    for (const auto& pack : book.packs()) {
        const auto before = last.find(pack->name);
        if (before != last.end() && before->second.version == pack->version && before->second.digest == pack->digest)
            continue;
        fresh.push_back({0, pack->name, pack->title, pack->title_en, std::string(policy::to_string(pack->layer)),
                         pack->applies_to, pack->version, pack->digest, tx.recorded_at()});
        fresh.back().same_version_other_content = before != last.end() && before->second.version == pack->version;
    }
    for (const auto& [name, before] : last) {
        if (before.digest.empty() ||
            std::ranges::any_of(book.packs(), [&](const auto& pack) { return pack->name == name; }))
            continue;
        auto gone = before;
        gone.version.clear();
        gone.digest.clear();
        gone.seen_at = tx.recorded_at();
        gone.same_version_other_content = false;
        fresh.push_back(std::move(gone));
    }
    for (auto& row : fresh) {
        row.id = ids.next();
        insert(tx, row);
        const auto before = last.find(row.pack);
        audit.record(tx, program(),
                     {.action = row.digest.empty() ? "policy.pack_removed" : "policy.pack_seen",
                      .subject_kind = "pack",
                      .subject = row.pack,
                      .before = before == last.end() ? "" : json_of(before->second),
                      .after = json_of(row),
                      .rule = "GEN-05"});
    }
    return fresh;
}

}  // namespace jishi::platform
