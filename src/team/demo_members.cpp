#include "team/demo_members.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <stdexcept>

#include <fmt/format.h>

#include "base/id_number.hpp"
#include "base/text.hpp"
#include "platform/demo_tables.hpp"
#include "platform/json_text.hpp"
#include "team/account_store.hpp"
#include "team/bulk_store.hpp"
#include "team/member_rules.hpp"
#include "team/member_store.hpp"

namespace jishi::team {
namespace {

using platform::Dice;
using platform::read_demo_table;

/// One thing to choose, with its weight.
struct Choice {
    std::string code;
    int weight = 0;
    int low = 0;  // years, for bands
    int high = 0;
};

/// members.csv: lists of choices, and figures.
struct Shares {
    std::map<std::string, std::vector<Choice>, std::less<>> lists;
    std::map<std::string, std::string, std::less<>> settings;
    std::vector<std::string> surnames;
    std::map<std::string, std::vector<std::string>, std::less<>> given;        // by sex
    std::map<std::string, std::vector<std::string>, std::less<>> surnames_of;  // by ethnic group

    int number(std::string_view name) const { return std::stoi(setting(name)); }
    std::int64_t large_number(std::string_view name) const { return std::stoll(setting(name)); }
    const std::string& setting(std::string_view name) const
    {
        const auto found = settings.find(name);
        if (found == settings.end()) throw std::runtime_error("members.csv: there is no setting " + std::string(name));
        return found->second;
    }
    const Choice& pick(Dice& dice, const std::string& list) const
    {
        const auto found = lists.find(list);
        if (found == lists.end() || found->second.empty())
            throw std::runtime_error("members.csv: there is no list " + list);
        int all = 0;
        for (const auto& choice : found->second) all += choice.weight;
        auto at = dice.between(1, all);
        for (const auto& choice : found->second) {
            at -= choice.weight;
            if (at <= 0) return choice;
        }
        return found->second.back();
    }
    bool has(const std::string& list) const { return lists.contains(list); }
};

Shares read_shares(const std::filesystem::path& folder)
{
    Shares shares;
    for (const auto& row : read_demo_table(folder / "members.csv")) {
        const auto& list = row.text("list");
        if (list == "setting") shares.settings[row.text("code")] = row.text("value");
        else
            shares.lists[list].push_back({row.text("code"), row.number("weight"),
                                          row.empty("low") ? 0 : row.number("low"),
                                          row.empty("high") ? 0 : row.number("high")});
    }
    for (const auto& row : read_demo_table(folder / "member_names.csv")) {
        const auto& kind = row.text("kind");
        const auto& word = row.text("word");
        if (kind == "surname") shares.surnames.push_back(word);
        else if (kind.starts_with("surname_")) shares.surnames_of[kind.substr(8)].push_back(word);
        else shares.given[kind.substr(6)].push_back(word);  // given_1, given_2
    }
    return shares;
}

const std::string& one_of(Dice& dice, const std::vector<std::string>& words)
{
    if (words.empty()) throw std::runtime_error("member_names.csv: a list is empty");
    return words[static_cast<std::size_t>(dice.between(0, static_cast<int>(words.size()) - 1))];
}

/// A number with a right check character in a region that no place has.
std::string made_up_id_number(const std::string& region, Date birth, int sequence)
{
    const auto day = birth.ymd();
    const auto digits = fmt::format("{}{:04}{:02}{:02}{:03}", region, static_cast<int>(day.year()),
                                    static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()), sequence);
    for (const char check : std::string_view("0123456789X"))
        if (auto number = digits + check; parse_id_number(number)) return number;
    throw std::logic_error("demo members: no check character fits");
}

constexpr std::size_t written_at_once = 20'000;

class Crowd {
public:
    Crowd(const Office& office, db::Tx& tx, const platform::Actor& actor, const Shares& shares)
        : office_(office), tx_(tx), actor_(actor), shares_(shares),
          dice_(static_cast<std::uint64_t>(shares.large_number("seed"))), today_(office.clock.today()),
          rules_(office.rules({}, today_))
    {
    }

    DemoMembers fill()
    {
        struct Branch {
            OrganizationId id;
            std::string sector;
        };
        std::vector<Branch> branches;
        std::vector<int> weights;
        for (const auto& root : office_.directory.roots())
            office_.directory.visit(root.id, [&](const organization::Directory::Brief& brief) {
                if (!rules_->holding_types.contains(brief.type)) return;
                branches.push_back({brief.id, brief.sector});
                weights.push_back(
                    dice_.between(shares_.number("branch_weight_low"), shares_.number("branch_weight_high")));
            });
        // So that a branch can hold meetings.
        const std::int64_t least = shares_.number("branch_members_min");
        const auto counts = members_of_branches(shares_.large_number("members"), weights, least);
        DemoMembers made;
        for (std::size_t at = 0; at < branches.size(); ++at) {
            const auto& branch = branches[at];
            const auto count = counts[at];
            if (count == 0) continue;
            const auto stretches = organization::stretches_of(tx_, branch.id);
            const auto founded = stretches.empty() ? today_ : stretches.back().from;
            shard_ = organization::shard_of(tx_, branch.id);
            for (std::int64_t i = 0; i < count; ++i) add(branch.id, branch.sector, founded, i < least);
            made.members += count;
            ++made.branches;
            if (made_.size() >= written_at_once) write();
        }
        write();
        return made;
    }

private:
    Attributes person(OrganizationId branch, const std::string& sector, bool full)
    {
        Attributes values;
        values.exists = true;
        values.branch = branch;
        values.status = "normal";
        values.entry = shares_.setting("entry");
        values.sex = shares_.pick(dice_, "sex").code;
        values.ethnicity = shares_.pick(dice_, "ethnicity").code;
        const auto special = shares_.surnames_of.find(values.ethnicity);
        values.name = one_of(dice_, special != shares_.surnames_of.end() ? special->second : shares_.surnames) +
                      one_of(dice_, shares_.given.at(values.sex));
        const auto sectored = "age." + sector;
        const auto& age = shares_.pick(dice_, shares_.has(sectored) ? sectored : "age");
        values.birth_date =
            today_.plus_days(-(dice_.between(age.low, age.high) * 365 + dice_.between(0, 364) + age.low / 4));
        joining(values, full);
        education_and_work(values, sector);
        values.join_kind = "admitted";
        values.native_place = shares_.pick(dice_, "native_place").code;
        values.marital_status =
            years_between(*values.birth_date, today_) < 26 ? "10" : shares_.pick(dice_, "marital_status").code;
        if (dice_.between(1, 1000) <= shares_.number("mobile_permille")) {
            values.mobile = true;
            values.mobile_to = shares_.pick(dice_, "mobile_to").code;
        } else if (dice_.between(1, 1000) <= shares_.number("lost_permille")) {
            values.lost_since = today_.plus_days(-dice_.between(40, 150));
            values.lost_reason = shares_.pick(dice_, "lost_reason").code;
        }
        return values;
    }

    void joining(Attributes& values, bool full)
    {
        const auto probation = rules_->probation_months_min;
        const auto age_of_joining = rules_->joining_age_years_min * 12;
        const auto youngest = today_.plus_months(-age_of_joining - probation - 3);  // of those who can be full members
        if (full) values.birth_date = std::min(*values.birth_date, youngest);
        const auto adult = values.birth_date->plus_months(age_of_joining).plus_days(30);
        const bool probationary = *values.birth_date > youngest ||
                                  (!full && dice_.between(1, 1000) <= shares_.number("probationary_permille"));
        const auto latest = probationary ? today_.plus_days(-5) : today_.plus_months(-probation - 1);
        const auto last = std::min(
            latest, values.birth_date->plus_months(12 * dice_.between(21, shares_.number("joining_age_high"))));
        values.joined_on = probationary
                               ? dice_.between(std::max(adult, today_.plus_months(-probation).plus_days(3)), latest)
                           : adult < last ? dice_.between(adult, last)
                                          : adult;
        values.category = rules_->categories.front().code;
        for (const auto& category : rules_->categories)
            if (category.probationary == probationary) values.category = category.code;
        if (!probationary) values.full_on = values.joined_on->plus_months(probation);
    }

    void education_and_work(Attributes& values, const std::string& sector)
    {
        const auto age = years_between(*values.birth_date, today_);
        const auto by_age = age <= 40 ? "education.young" : age <= 60 ? "education.middle" : "education.old";
        values.education = shares_.pick(dice_, by_age).code;
        const auto retired = age >= shares_.number("retired_from") && sector != "rural";
        const auto sectored = "occupation." + sector;
        values.occupation = retired ? shares_.setting("occupation_retired")
                                    : shares_.pick(dice_, shares_.has(sectored) ? sectored : "occupation").code;
        values.work_started_on = values.birth_date->plus_months(12 * dice_.between(18, 24));
        if (*values.work_started_on > today_) values.work_started_on.reset();
        values.front_line = !retired && dice_.between(1, 100) <= shares_.number("front_line_percent");
    }

    void add(OrganizationId branch, const std::string& sector, Date founded, bool full)
    {
        auto& one = made_.emplace_back();
        auto& member = one.member;
        member.id = office_.ids.next_id<MemberTag>();
        auto values = person(branch, sector, full);
        // In the register since the branch was founded, since joining, or since registers were made, whatever came
        // last.
        const auto from = std::max({founded, *values.joined_on, *Date::parse(shares_.setting("registered_from"))});
        if (auto checked = check_particulars(*rules_, values, today_); !checked)
            throw std::runtime_error("members.csv: " + checked.error().fields.front().field + " " +
                                     checked.error().fields.front().code);
        // On the day of registering a member may not have been full yet.
        auto first = values;
        if (first.full_on && *first.full_on > from) {
            first.full_on.reset();
            for (const auto& category : rules_->categories)
                if (category.probationary) first.category = category.code;
        }
        if (first.lost_since && *first.lost_since > from) {
            first.lost_since.reset();
            first.lost_reason.clear();
        }
        Change change = record(member.id, branch, from, ChangeKind::registered);
        member.shard = shard_;
        Timeline timeline = engine::decide(Timeline{}, Decision{change.id, from, AttributeSet::all(), first})->after;
        changes_.emplace_back(change, shard_);
        if (first.category != values.category)
            decide(timeline, member.id, branch, *values.full_on, ChangeKind::became_full,
                   {Attribute::category, Attribute::full_on}, values);
        if (first.lost_since != values.lost_since)
            decide(timeline, member.id, branch, values.lost_since->plus_days(14), ChangeKind::amended,
                   {Attribute::lost_contact}, values);
        for (const auto& state : timeline.states()) states_.emplace_back(&one, state);
        show(member, timeline, today_);
        seal(member);
        one.names = store::name_suffixes(member);
    }

    /// Puts what was made so far into the tables, each in one go.
    void write()
    {
        std::vector<NewMember> members(std::make_move_iterator(made_.begin()), std::make_move_iterator(made_.end()));
        store::ChangeRows changes(tx_);
        for (const auto& [change, shard] : changes_) changes.add(change, shard);
        changes.finish();
        std::vector<store::BulkState> states;
        std::size_t at = 0;
        for (const auto& [of, state] : states_) {
            while (&made_[at] != of) ++at;
            states.push_back({&members[at], office_.ids.next_id<StateTag>(), state.change, state.valid_from,
                              state.valid_to, state.decided, &state.values});
        }
        store::bulk_insert_members(tx_, members);
        store::bulk_insert_states(tx_, states);
        store::bulk_index_names(tx_, members, store::sorted_names(members));
        made_.clear();
        changes_.clear();
        states_.clear();
    }

    void decide(Timeline& timeline, MemberId id, OrganizationId branch, Date on, ChangeKind kind, AttributeSet decided,
                const Attributes& values)
    {
        const auto change = record(id, branch, on, kind);
        timeline = engine::decide(timeline, Decision{change.id, on, decided, values})->after;
        changes_.emplace_back(change, shard_);
    }

    Change record(MemberId id, OrganizationId branch, Date on, ChangeKind kind)
    {
        Change change;
        change.id = office_.ids.next_id<ChangeTag>();
        change.kind = kind;
        change.member = id;
        change.organization = branch;
        change.effective_on = on;
        change.document_no = shares_.setting("document");
        change.recorded_at = tx_.recorded_at();
        change.recorded_by = actor_.account;
        change.recorded_by_name = actor_.display_name;
        return change;
    }

    void seal(Member& member)
    {
        const auto& birth = *member.values.birth_date;
        auto& next = sequences_[birth];
        const int parity = member.values.sex == "1" ? 1 : 0;
        const int sequence = (next += 2) - parity;
        // A day of birth that has used up its numbers goes on in another region that no place has either.
        constexpr int numbers = 1000;
        constexpr int regions_apart = 10;
        const auto region = fmt::format("{:06}", shares_.number("region") - sequence / numbers * regions_apart);
        const auto number = made_up_id_number(region, birth, sequence % numbers);
        const auto phone = fmt::format("{}{:08}", shares_.setting("phone_prefix"), ++phones_);
        const auto address = shares_.pick(dice_, "address").code + fmt::format("{}号", dice_.between(1, 199));
        const auto& vault = office_.vault;
        member.sealed = {vault.seal(number, SealedField::id_number, member.id),
                         vault.index_of(number, SealedField::id_number),
                         vault.seal(phone, SealedField::phone, member.id), vault.index_of(phone, SealedField::phone),
                         vault.seal(address, SealedField::address, member.id)};
    }

    const Office& office_;
    db::Tx& tx_;
    const platform::Actor& actor_;
    const Shares& shares_;
    Dice dice_;
    Date today_;
    std::shared_ptr<const MemberPolicy> rules_;
    OrganizationId shard_;
    std::map<Date, int> sequences_;  // by birth date, so that no number comes twice
    int phones_ = 0;
    std::deque<NewMember> made_;  // and not written yet
    std::vector<std::pair<Change, OrganizationId>> changes_;
    std::vector<std::pair<const NewMember*, State>> states_;
};

}  // namespace

std::vector<std::int64_t> members_of_branches(std::int64_t members, std::span<const int> weights, std::int64_t least)
{
    std::vector<std::int64_t> counts(weights.size(), 0);
    if (members <= 0 || weights.empty()) return counts;
    const auto branches = static_cast<std::int64_t>(weights.size());
    const auto filled = std::clamp(members / least, std::int64_t{1}, branches);
    std::vector<std::size_t> sharing;
    for (std::int64_t i = 0; i < branches; ++i)
        if ((i + 1) * filled / branches > i * filled / branches) sharing.push_back(static_cast<std::size_t>(i));
    // Those whose share would be too small get the least there is; the others share what is left, until none is.
    std::int64_t weight = 0;
    for (const auto at : sharing) weight += weights[at];
    for (std::size_t before = 0; before != sharing.size() && sharing.size() > 1;) {
        before = sharing.size();
        const auto of = members;
        const auto all = weight;
        std::erase_if(sharing, [&](std::size_t at) {
            if (of * weights[at] >= least * all) return false;
            counts[at] = least;
            members -= least;
            weight -= weights[at];
            return true;
        });
    }
    // What is rounded down at one goes to the next.
    std::int64_t given = 0, weighed = 0;
    for (const auto at : sharing) {
        weighed += weights[at];
        const auto until = members * weighed / weight;
        counts[at] = until - given;
        given = until;
    }
    return counts;
}

Result<DemoMembers> load_demo_members(db::Database& database, const Office& office, const platform::Actor& actor,
                                      const std::filesystem::path& folder, const std::optional<DemoNumbers>& numbers)
{
    try {
        auto shares = read_shares(folder);
        if (numbers) {
            shares.settings["members"] = std::to_string(numbers->members);
            shares.settings["seed"] = std::to_string(numbers->seed);
        }
        return database.write([&](db::Tx& tx) -> Result<DemoMembers> {
            const auto made = Crowd(office, tx, actor, shares).fill();
            const auto note = platform::JsonObject{}.add("members", made.members).text();
            const auto roots = office.directory.roots();
            const auto root = roots.empty() ? OrganizationId{} : roots.front().id;
            office.audit(tx, actor, {"member.demo_made", {}, root, "", note, ""});
            db::publish(tx, "member.demo_made", root.value, note);
            return made;
        });
    } catch (const std::runtime_error& error) {
        return refuse(ErrorKind::invalid_input, "demo.broken", {}, error.what());
    }
}

Result<MemberId> link_demo_account(const Office& office, db::Tx& tx, const platform::Actor& actor,
                                   const DemoAccount& account)
{
    for (const auto branch : office.directory.subtree(account.organization)) {
        const auto row = tx.query_one<MemberId>(R"(
            SELECT m.id FROM team_member m WHERE m.branch = :branch AND m.status = 'normal' AND m.withdrawn = 0
              AND NOT EXISTS (SELECT 1 FROM team_account a WHERE a.member = m.id) ORDER BY m.id LIMIT 1)",
                                                {{"branch", branch}});
        if (!row) continue;
        auto member = store::find_member(tx, std::get<0>(*row)).value();
        // The made-up member takes the name of the account, as if it had been born with it.
        member.values.name = account.name;
        auto reading = pinyin_of(account.name);
        member.pinyin = std::move(reading.full);
        member.initials = std::move(reading.initials);
        store::update_member(tx, member);
        store::forget_name(tx, member.id);
        store::index_name(tx, member);
        tx.execute("UPDATE team_state SET name = :name WHERE member = :member",
                   db::Params{{"name", account.name}, {"member", member.id}});
        store::link_account(tx, account.account, member.id, actor.account);
        office.audit(tx, actor,
                     {"member.account_linked", member.id, branch, "",
                      platform::JsonObject{}.add("account", account.account).text(), "RIGHT-04"});
        return member.id;
    }
    return refuse(ErrorKind::not_found, "member.not_found", {}, account.organization.str());
}

}  // namespace jishi::team
