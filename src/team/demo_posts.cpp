#include "team/demo_posts.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include "team/award.hpp"
#include "team/care.hpp"
#include "team/discipline.hpp"
#include "team/member_attributes.hpp"
#include "team/post_rules.hpp"
#include "team/record_case.hpp"
#include "team/reserve.hpp"

namespace jishi::team {
namespace {

// One in so many: enough for each list to show something, few enough to look like life.
constexpr std::size_t vacancy_every = 19;
constexpr std::size_t first_secretary_every = 23;
constexpr std::size_t cross_every = 3;
constexpr std::size_t deputy_every = 4;
constexpr std::size_t award_every = 55;
constexpr std::size_t hardship_every = 85;
constexpr std::size_t discipline_every = 650;
constexpr std::size_t reserve_every = 60;

struct Person {
    MemberId id;
    OrganizationId branch;
    Date full_on;
    Date here_since;  // Date::first(): as long as the record knows
};

class Teams {
public:
    Teams(const Office& office, db::Tx& tx, const platform::Actor& actor)
        : office_(office), tx_(tx), actor_(actor), today_(office.clock.today()), rules_(office.rules({}, today_))
    {
    }

    DemoPosts fill()
    {
        read_people();
        std::size_t index = 0;
        for (const auto& root : office_.directory.roots())
            for (const auto id : office_.directory.subtree(root.id)) {
                const auto node = office_.directory.find(id);
                if (!node) continue;
                if (rules_->holding_types.contains(node->values.type)) lead_branch(*node, index++);
                else if (rules_->posts.organization.type(node->values.type)) lead_committee(*node, index++);
            }
        records();
        return made_;
    }

private:
    void read_people()
    {
        std::map<MemberId, std::pair<int, Date>> came;  // how often a branch was decided, and when last
        tx_.for_each<MemberId, std::int64_t, Date>(
            "SELECT member, COUNT(*), MAX(valid_from) FROM team_state WHERE superseded_at = :forever AND (decided & "
            ":branch) <> 0 AND valid_from <= :today GROUP BY member",
            db::Params{{"forever", Instant::forever()},
                       {"branch", std::int64_t{1} << static_cast<int>(Attribute::branch)},
                       {"today", today_}},
            [&](MemberId id, std::int64_t count, Date last) {
                came[id] = {static_cast<int>(count), last};
            });
        tx_.for_each<MemberId, OrganizationId, std::string, std::string, std::optional<Date>>(
            "SELECT id, branch, status, category, full_on FROM team_member WHERE withdrawn = 0 AND birth_date > :born "
            "ORDER BY branch, id",
            db::Params{{"born", today_.plus_months(-12 * 70)}},
            [&](MemberId id, OrganizationId branch, const std::string& status, const std::string& category,
                std::optional<Date> full_on) {
                if (!rules_->may_vote(status, category) || !full_on) return;
                const auto found = came.find(id);
                const bool stayed = found == came.end() || found->second.first == 1;
                people_[branch].push_back({id, branch, *full_on, stayed ? Date::first() : found->second.second});
            });
    }

    void put(OrganizationId organization, const Person& person, std::string post, std::string way, Date from,
             const organization::Node& node)
    {
        Post row;
        row.organization = organization;
        row.member = person.id;
        row.post = std::move(post);
        row.way = std::move(way);
        const auto oldest =
            std::max({from, person.here_since, person.full_on.plus_months(months_full()), node.founded_on});
        if (oldest > today_) return;
        row.valid_from = oldest;
        row.origin = origins_[static_cast<std::size_t>(made_.posts) % origins_.size()];
        finish(row);
    }
    /// [ORG-48] Whoever is made up to lead has been a full member for as long as a secretary ought to be.
    int months_full() const
    {
        int most = 0;
        for (const auto& rule : rules_->posts.posts) most = std::max(most, rule.full_months_min.value_or(0));
        return most;
    }
    void finish(Post& row)
    {
        put_row<Post>(office_, tx_, actor_, nullptr, row);
        ++made_.posts;
        last_ = row;
    }
    Date start_of(const organization::Node& node, std::size_t index) const
    {
        return node.values.term_started_on.value_or(today_.plus_days(-400 - static_cast<std::int64_t>(index % 300)));
    }

    void lead_branch(const organization::Node& node, std::size_t index)
    {
        const auto& here = people_[node.id];
        if (here.empty()) return;
        const auto from = start_of(node, index);
        const auto who = [&](std::size_t n) -> const Person& { return here[(index * 7 + n) % here.size()]; };
        put(node.id, who(0), "secretary", "elected", from, node);
        if (index % vacancy_every == 5) vacate(node, index);
        else if (node.values.sector == "rural" && index % cross_every == 0) beside(node, who(0));
        if (here.size() < 3) return;
        if (!organization::needs_committee(rules_->posts.organization, node.values.type,
                                           static_cast<int>(here.size()))) {
            put(node.id, who(1), "deputy_secretary", "elected", from, node);
            return;
        }
        put(node.id, who(1), "organization_commissioner", "elected", from, node);
        put(node.id, who(2), "publicity_commissioner", "elected", from, node);
        if (index % 11 != 4) put(node.id, who(3), "discipline_commissioner", "elected", from, node);
        if (index % deputy_every == 0) put(node.id, who(4), "deputy_secretary", "elected", from, node);
        if (node.values.sector == "rural" && index % first_secretary_every == 7) send(node, index);
    }
    /// The secretary of this branch left some weeks or months ago, and nobody has followed.
    void vacate(const organization::Node& node, std::size_t index)
    {
        const auto until = today_.plus_days(-20 - static_cast<std::int64_t>(index * 37 % 150));
        if (last_.organization != node.id || last_.post != "secretary" || until <= last_.valid_from) return;
        auto after = last_;
        after.valid_to = after.decided_to = until;
        after.end_kind = "transferred";
        put_row(office_, tx_, actor_, &last_, after);
    }
    void beside(const organization::Node& node, const Person& person)
    {
        if (last_.organization != node.id || last_.post != "secretary") return;
        Post row;
        row.organization = node.id;
        row.member = person.id;
        row.post = "village_head";
        row.way = "elected";
        row.valid_from = last_.valid_from;
        row.body_name = node.values.short_name.empty() ? node.values.name : node.values.short_name;
        finish(row);
    }
    void send(const organization::Node& node, std::size_t index)
    {
        const auto other = std::ranges::find_if(
            people_, [&](const auto& entry) { return entry.first > node.id && !entry.second.empty(); });
        if (other == people_.end()) return;
        Post row;
        row.organization = node.id;
        row.member = other->second.back().id;
        row.post = "first_secretary";
        row.way = "sent";
        row.origin = "official";
        row.sent_by = office_.directory.name_of(node.values.parent);
        row.valid_from = std::max(today_.plus_days(-700), node.founded_on);
        row.period_to = today_.plus_days(static_cast<std::int64_t>(index * 13 % 200) - 10);
        finish(row);
    }
    void lead_committee(const organization::Node& node, std::size_t index)
    {
        std::vector<Person> below;
        for (const auto id : office_.directory.subtree(node.id))
            if (const auto found = people_.find(id); found != people_.end() && below.size() < 40)
                below.insert(below.end(), found->second.begin(),
                             found->second.begin() + std::min<std::ptrdiff_t>(4, std::ssize(found->second)));
        if (below.size() < 5) return;
        const auto from = start_of(node, index);
        static constexpr std::string_view posts[] = {"secretary",
                                                     "deputy_secretary",
                                                     "organization_commissioner",
                                                     "publicity_commissioner",
                                                     "discipline_commissioner",
                                                     "commissioner",
                                                     "commissioner"};
        std::size_t at = index * 5;
        for (const auto post : posts)
            put(node.id, below[at++ % below.size()], std::string(post), "elected", from, node);
    }

    void records()
    {
        std::size_t n = 0;
        for (const auto& [branch, list] : people_)
            for (const auto& person : list) {
                ++n;
                if (n % award_every == 0) add_award(person, n);
                if (n % hardship_every == 1) add_hardship(person, n);
                if (n % reserve_every == 2) add_reserve(person, n);
                if (n % discipline_every == 3) add_warning(person);
            }
    }
    template <class Row>
    Row begin(const Person& person, Date on) const
    {
        Row row;
        row.member = person.id;
        row.organization = person.branch;
        row.valid_from = std::max(on, person.here_since);
        return row;
    }
    template <class Row>
    void add(Row row)
    {
        put_row<Row>(office_, tx_, actor_, nullptr, row);
        ++made_.records;
    }
    void add_award(const Person& person, std::size_t n)
    {
        auto row =
            begin<Award>(person, std::max(Date{today_.year() - 1 - static_cast<int>(n % 6), 7, 1}, person.full_on));
        row.title = n % 3 == 0 ? "excellent_worker" : "excellent_member";
        row.level = n % 4 == 0 ? "county" : "base";
        add(row);
    }
    void add_hardship(const Person& person, std::size_t n)
    {
        auto row = begin<Hardship>(person, today_.plus_days(-40 - static_cast<std::int64_t>(n * 7 % 300)));
        const auto& grounds = rules_->posts.hardship_grounds;
        row.ground = *std::next(grounds.begin(), static_cast<std::ptrdiff_t>(n / hardship_every % grounds.size()));
        add(row);
    }
    void add_reserve(const Person& person, std::size_t n)
    {
        const auto nth = n / reserve_every;
        auto row = begin<Reserve>(person, today_.plus_days(-30 - static_cast<std::int64_t>(nth * 41 % 700)));
        const auto& kinds = rules_->posts.reserve_kinds;
        row.kind = *std::next(kinds.begin(), static_cast<std::ptrdiff_t>(nth % 5 == 4 ? nth % kinds.size() : 0));
        row.origin = origins_[nth % origins_.size()];
        add(row);
    }
    void add_warning(const Person& person)
    {
        auto row = begin<Discipline>(person, today_.plus_days(-150));
        row.kind = "warning";
        row.ground = "work";
        row.document_no = "示例文号";
        row.decided_on = row.valid_from;
        if (complete(rules_->posts, row)) add(row);
    }

    const Office& office_;
    db::Tx& tx_;
    const platform::Actor& actor_;
    const Date today_;
    const std::shared_ptr<const MemberPolicy> rules_;
    const std::vector<std::string> origins_{rules_->posts.origins.begin(), rules_->posts.origins.end()};
    std::map<OrganizationId, std::vector<Person>> people_;
    DemoPosts made_;
    Post last_;
};

}  // namespace

Result<DemoPosts> load_demo_posts(db::Database& database, const Office& office, const platform::Actor& actor)
{
    return database.write([&](db::Tx& tx) -> Result<DemoPosts> {
        const auto made = Teams(office, tx, actor).fill();
        const auto roots = office.directory.roots();
        const auto root = roots.empty() ? OrganizationId{} : roots.front().id;
        const auto json = platform::JsonObject{}.add("posts", made.posts).add("records", made.records).text();
        office.audit(tx, actor, {"post.demo_made", {}, root, "", json, ""});
        db::publish(tx, "post.demo_made", root.value, json);
        return made;
    });
}

}  // namespace jishi::team
