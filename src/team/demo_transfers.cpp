#include "team/demo_transfers.hpp"

#include <algorithm>
#include <map>

#include "engine/workflow_store.hpp"
#include "team/arrival.hpp"
#include "team/mobile.hpp"
#include "team/team.hpp"
#include "team/transfer.hpp"

namespace jishi::team {
namespace {

using engine::Doing;
using engine::Form;
using platform::Permission;

/// How far a made-up transfer has come.
enum class Far : std::uint8_t { asked, released, accepted, received, done, given_back, withdrawn };

struct Branch {
    OrganizationId id;
    Standpoint point;
    std::vector<MemberId> people;
};

class Maker {
public:
    Maker(const Office& office, const engine::CaseOffice& cases, db::Tx& tx, const platform::Actor& actor)
        : office_(office), cases_(cases), tx_(tx), actor_(actor), today_(office.clock.today())
    {
        std::vector<platform::Grant> grants;
        grants.push_back({{},
                          "workflow",
                          {},
                          true,
                          {Permission::member_read, Permission::member_change, Permission::case_read,
                           Permission::case_start, Permission::case_enter_past, Permission::organization_read}});
        actor_.grants = platform::Grants(std::move(grants));
        actor_.scope = &office.directory;
    }

    Result<DemoTransfers> fill()
    {
        read_branches();
        if (branches_.size() < few) return made_;
        TRY(internal());
        TRY(letters());
        TRY(on_the_move());
        TRY(lost());
        return made_;
    }

private:
    static constexpr std::size_t few = 12;
    static constexpr std::size_t of_each = 2;

    void read_branches()
    {
        std::map<OrganizationId, std::size_t> at;
        tx_.for_each<MemberId, OrganizationId>(
            "SELECT id, branch FROM team_member WHERE withdrawn = 0 AND status = 'normal' AND category = '1' AND "
            "mobile = 0 "
            "AND lost_since IS NULL AND NOT EXISTS (SELECT 1 FROM team_post p WHERE p.member = team_member.id) AND NOT "
            "EXISTS (SELECT 1 FROM team_account a WHERE a.member = team_member.id) ORDER BY branch, id",
            db::Params{}, [&](MemberId id, OrganizationId branch) {
                const auto [found, is_new] = at.try_emplace(branch, branches_.size());
                if (is_new) branches_.push_back({branch, standpoint_of(office_, branch, today_), {}});
                branches_[found->second].people.push_back(id);
            });
        std::erase_if(branches_, [](const Branch& one) { return one.people.size() < of_each || !one.point.committee; });
    }

    MemberId next_of(Branch& branch)
    {
        const auto id = branch.people.back();
        branch.people.pop_back();
        return id;
    }
    /// Some branch that has people left, further on in the list each time.
    Branch& some()
    {
        for (std::size_t tried = 0; tried < branches_.size(); ++tried) {
            turn_ = (turn_ + 7) % branches_.size();
            if (branches_[turn_].people.size() > 1) return branches_[turn_];
        }
        return branches_.front();
    }
    Branch* other_of(const Branch& from, Reach reach)
    {
        const auto begin = ++turn_ % branches_.size();
        for (std::size_t i = 0; i < branches_.size(); ++i) {
            auto& one = branches_[(begin + i) % branches_.size()];
            if (one.id != from.id && reach_of(from.point, one.point) == reach) return &one;
        }
        return nullptr;
    }

    static Form form(std::initializer_list<std::pair<const char*, std::string>> values)
    {
        Form form;
        for (const auto& [field, value] : values) form.set(field, policy::Value(value));
        return form;
    }
    Doing doing(std::string action, Date day, Form form = {}, std::string reason = {}) const
    {
        Doing what;
        what.action = std::move(action);
        what.form = std::move(form);
        what.day = day;
        what.reason = std::move(reason);
        what.document_no = "组字〔" + std::to_string(day.year()) + "〕6号";
        return what;
    }
    Result<engine::Case> begin(const std::string& workflow, MemberId member, OrganizationId at, Date day, Form form)
    {
        return engine::start(cases_, tx_, actor_, {workflow, at, member.value, doing("submit", day, std::move(form))});
    }
    Result<engine::Case> act(CaseId of, std::string action, Date day, Form form = {}, std::string reason = {})
    {
        return engine::act(cases_, tx_, actor_, of, doing(std::move(action), day, std::move(form), std::move(reason)));
    }
    Date ago(int days) const { return today_.plus_days(-days); }

    Result<void> internal()
    {
        static constexpr Far states[] = {Far::asked, Far::released,   Far::accepted, Far::received,
                                         Far::done,  Far::given_back, Far::withdrawn};
        int days = 3;
        for (const auto reach : {Reach::within_committee, Reach::within_county, Reach::across_counties})
            for (const auto state : states) {
                auto& from = some();
                const auto* to = other_of(from, reach);
                if (!to) continue;  // a world without another county
                TRY(one(next_of(from), from.id, to->id, reach, state, ago(days)));
                days = days % 40 + 6;
                ++made_.transfers;
            }
        return {};
    }

    Result<void> one(MemberId member, OrganizationId from, OrganizationId to, Reach reach, Far far, Date day)
    {
        const auto row = TRY(begin(std::string(workflow_of(reach)), member, from, day,
                                   form({{"to", to.str()},
                                         {"reason", turn_ % 2 ? "unit_changed" : "residence_changed"},
                                         {"dues_until", day.str()}})));
        const auto later = [&](int days) { return std::min(today_, day.plus_days(days)); };
        if (far == Far::asked) return {};
        if (far == Far::withdrawn) {
            TRY(engine::withdraw(cases_, tx_, actor_, row.id, doing({}, later(1), {}, "本人工作有变，暂不转出")));
            return {};
        }
        const bool within = reach == Reach::within_committee;
        TRY(act(row.id, within ? "agree" : "release", later(1)));
        if (far == Far::released) return {};
        if (far == Far::given_back) {
            TRY(act(row.id, "return", later(2), form({{"refusal", "file_incomplete"}}),
                    "档案缺入党志愿书，请补齐后再转"));
            return {};
        }
        if (!within) TRY(act(row.id, "accept", later(2)));
        if (far == Far::accepted) return {};
        TRY(act(row.id, "receive", later(3)));
        if (!within && far == Far::done) TRY(act(row.id, "send", later(4)));
        return {};
    }

    Result<void> letters()
    {
        for (int i = 0; i < 5; ++i) {
            auto& from = some();
            const auto day = ago(12 + i * 9);
            const auto row = TRY(begin("transfer.out_by_letter", next_of(from), from.id, day,
                                       form({{"to_unit", i % 2 ? "某部队政治工作处" : "某中央企业党委"},
                                             {"reason", i % 2 ? "enlisted" : "unit_changed"},
                                             {"dues_until", day.str()}})));
            ++made_.transfers;
            if (i == 0) continue;
            TRY(act(row.id, "release", day.plus_days(1)));
            if (i == 1) continue;
            auto issue = form({{"addressee", "有关党委组织部门"}, {"contact", "县委组织部组织科"}});
            issue.set("validity_days", policy::Value(std::int64_t{i == 3 ? 10 : 30}));
            TRY(act(row.id, "issue", day.plus_days(2), issue));
            ++made_.letters;
            if (i == 4)
                TRY(act(row.id, "receive", day.plus_days(20),
                        form({{"reported_on", day.plus_days(15).str()}, {"receiver", "某中央企业机关党委"}})));
        }
        return {};
    }

    Result<void> on_the_move()
    {
        static constexpr std::pair<const char*, const char*> places[] = {
            {"沿海某市开发区", "work"}, {"外省某地州", "trade"},  {"省会城市", "study"},
            {"邻省某市", "work"},       {"国外某大学", "abroad"}, {"邻市某区", "family"}};
        int index = 0;
        for (const auto& [place, reason] : places) {
            auto& home = some();
            const auto member = next_of(home);
            const auto from = ago(60 + index * 55);
            const auto out =
                TRY(begin_outflow(office_, tx_, actor_,
                                  {member, from, place, reason,
                                   index % 2 ? std::optional(today_.plus_months(8)) : std::nullopt, "党支部组织委员"}));
            ++made_.mobile;
            if (index % 3 != 2) {
                Contact contact;
                contact.member = member;
                contact.day = ago(20 + index * 40);
                contact.way = index % 2 ? "phone" : "video";
                contact.note = "询问工作生活情况，提醒按时交纳党费";
                if (contact.day >= from) TRY(add_contact(office_, tx_, actor_, contact));
            }
            if (index == 5) TRY(end_mobile(office_, tx_, actor_, out.record, ago(5), "returned"));
            ++index;
        }
        // Somebody of another county lives here, reported in by the code; the home branch has recorded it, or not yet.
        for (int i = 0; i < 3; ++i) {
            auto& home = some();
            auto* host = other_of(home, i == 0 ? Reach::within_county : Reach::across_counties);
            if (!host) host = other_of(home, Reach::within_county);
            if (!host) continue;
            const auto member = next_of(home);
            const auto stored = find_member(tx_, member);
            const auto number = office_.vault.open(stored->sealed.id_number, SealedField::id_number, member);
            if (number.empty()) continue;
            if (i == 1) TRY(begin_outflow(office_, tx_, actor_, {member, ago(90), "邻县", "work", {}, "党支部书记"}));
            const auto taken = begin_inflow(
                office_, tx_, actor_,
                {host->id, ago(30), stored->values.name, number, "", office_.directory.name_of(home.id), "work"});
            if (taken) ++made_.mobile;
        }
        return {};
    }

    /// Out of contact: one who is missed, one before the meeting, one before the committee.
    Result<void> lost()
    {
        for (int i = 0; i < 3; ++i) {
            auto& home = some();
            const auto member = next_of(home);
            Amending asked;
            asked.changed = {Attribute::lost_contact};
            asked.values.lost_since = today_.plus_months(i == 0 ? -5 : -9);
            asked.values.lost_reason = "1";
            asked.papers.effective_on = ago(15);
            TRY(amend_member(office_, tx_, actor_, member, asked));
        }
        auto& home = some();
        const auto member = next_of(home);
        const auto row = TRY(begin("leaving.withdrawal", member, home.id, ago(8),
                                   form({{"requested_on", ago(9).str()}, {"why", "本人书面提出，支部已谈话两次"}})));
        ++made_.cases;
        auto meeting = form({{"held_on", ago(6).str()}});
        meeting.set("entitled", policy::Value(std::int64_t{12}));
        meeting.set("present", policy::Value(std::int64_t{10}));
        meeting.set("yes", policy::Value(std::int64_t{10}));
        TRY(act(row.id, "pass", ago(6), meeting));
        auto& other = some();
        auto proposal = form({{"ground", "not_attending"}, {"why", "半年多不参加组织生活"}});
        proposal.set("months", policy::Value(std::int64_t{6}));
        const auto told = TRY(begin("disposal.admonition", next_of(other), other.id, ago(20), proposal));
        TRY(act(told.id, "file", ago(15)));
        ++made_.cases;
        return {};
    }

    const Office& office_;
    const engine::CaseOffice& cases_;
    db::Tx& tx_;
    platform::Actor actor_;
    Date today_;
    std::vector<Branch> branches_;
    std::size_t turn_ = 0;
    DemoTransfers made_;
};

}  // namespace

Result<DemoTransfers> load_demo_transfers(db::Database& database, const Office& office, const engine::CaseOffice& cases,
                                          const platform::Actor& actor)
{
    return database.write([&](db::Tx& tx) { return Maker(office, cases, tx, actor).fill(); });
}

}  // namespace jishi::team
