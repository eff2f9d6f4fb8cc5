// Mobile members: outflow and inflow find each other, the branch that takes care, the contact log, and what is due.
// [REL-21, REL-25 – REL-29]

#include "team/mobile.hpp"
#include "team/record_store.hpp"

#include "platform/platform.hpp"
#include "team/account_store.hpp"
#include "team/transfer_fixture.hpp"
#include "team/transfers.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;

namespace {

template <class T>
std::string refused(const Result<T>& result)
{
    if (result) return "";
    return result.error().fields.empty() ? result.error().code : result.error().fields.front().code;
}

struct Desk {
    explicit Desk(TransferWorld& w) : world(w), office(w.team.office()) {}

    Result<Mobile> out(const platform::Actor& who, MemberId member, std::optional<Date> until = {})
    {
        const Outflow asked{member, world.clock.today(), "浙江省宁波市", "work", until, "东村支部书记"};
        return world.write([&](db::Tx& tx) { return begin_outflow(office, tx, who, asked); });
    }
    Result<Mobile> in(const platform::Actor& who, OrganizationId at, std::string name, std::string number)
    {
        const Inflow asked{at,    world.clock.today(), std::move(name), std::move(number), "13800000000", "东村支部",
                           "work"};
        return world.write([&](db::Tx& tx) { return begin_inflow(office, tx, who, asked); });
    }
    Result<Contact> contact(const platform::Actor& who, MemberId member, Date day)
    {
        Contact asked;
        asked.member = member;
        asked.day = day;
        asked.way = "phone";
        asked.note = "谈工作和生活情况";
        return world.write([&](db::Tx& tx) { return add_contact(office, tx, who, asked); });
    }
    Mobile stored(RecordId id)
    {
        return world.read([&](db::Tx& tx) { return store::find_record<Mobile>(tx, id); }).value();
    }
    std::map<std::string, std::string> todo(const platform::Actor& who)
    {
        std::map<std::string, std::string> due;
        const auto found = world.read([&](db::Tx& tx) {
            return relation_todo_source(office)(tx, {who, {}, world.clock.today()});
        });
        REQUIRE(found.has_value());
        for (const auto& item : found->items) due[item.kind] = item.due_on->str();
        return due;
    }

    TransferWorld& world;
    const Office& office;
};

}  // namespace

TEST_CASE("mobile: an outflow and an inflow find each other, whichever comes first [REL-26 – REL-28]")
{
    each_transfer_world([](TransferWorld& world) {
        Desk desk(world);
        for (const bool home_first : {true, false}) {
            const auto asked = world.registering("马流动", world.branch);
            const auto member = world.try_register(asked)->member.id;
            const auto number = *asked.contact.id_number;
            std::optional<Mobile> out;
            if (home_first) out = desk.out(world.of(world.branch), member).value();
            const auto in = desk.in(world.of(world.far_branch), world.far_branch, "马流动", number);
            REQUIRE_MESSAGE(in.has_value(), refused(in));
            if (!home_first) {
                CHECK(desk.todo(world.of(world.branch)).contains("outflow_missing"));
                out = desk.out(world.of(world.branch), member).value();
            }
            CHECK(desk.stored(in->record).other == out->record);
            CHECK(desk.stored(out->record).other == in->record);
            CHECK(in->member == member);
            CHECK(world.stored(member).values.mobile);
            CHECK(world.branch_of(member) ==
                  world.branch);  // one formal membership, several organisation lives [REL-27]
            CHECK(desk.stored(out->record).keeper == "东村支部书记");  // one person keeps in contact [REL-28]
            const auto parts = world.read([&](db::Tx& tx) { return participations_of(tx, member); });
            REQUIRE(parts.size() == 1U);
            CHECK(parts.front().organization == world.far_branch);
            CHECK(refused(desk.out(world.of(world.branch), member)) == "mobile.open_already");
            CHECK(refused(desk.in(world.of(world.far_branch), world.far_branch, "马流动", number)) ==
                  "mobile.open_already");
            CHECK(refused(desk.in(world.of(world.branch), world.branch, "马流动", number)) == "mobile.own_member");
            CHECK(refused(desk.in(world.of(world.near_branch), world.near_branch, "别人", number)) ==
                  "member.name_differs");
            // Coming home ends both sides.
            const auto ended = world.write([&](db::Tx& tx) {
                return end_mobile(desk.office, tx, world.of(world.branch), out->record, world.clock.today(),
                                  "returned");
            });
            REQUIRE_MESSAGE(ended.has_value(), refused(ended));
            CHECK_FALSE(desk.stored(in->record).is_open());
            CHECK_FALSE(world.stored(member).values.mobile);
        }
    });
}

TEST_CASE("mobile: who leaves the one place is still away from home, and a transfer ends it all [REL-26]")
{
    each_transfer_world([](TransferWorld& world) {
        Desk desk(world);
        const auto asked = world.registering("马流动", world.branch);
        const auto member = world.try_register(asked)->member.id;
        const auto out = desk.out(world.of(world.branch), member).value();
        const auto in =
            desk.in(world.of(world.far_branch), world.far_branch, "马流动", *asked.contact.id_number).value();
        REQUIRE(world
                    .write([&](db::Tx& tx) {
                        return end_mobile(desk.office, tx, world.of(world.far_branch), in.record, world.clock.today(),
                                          "moved_on");
                    })
                    .has_value());
        CHECK(desk.stored(out.record).is_open());
        CHECK_FALSE(desk.stored(out.record).other);
        CHECK(refused(world.write([&](db::Tx& tx) {
                  return end_mobile(desk.office, tx, world.of(world.far_branch), out.record, world.clock.today(),
                                    "returned");
              })) == "mobile.not_found");
        const auto begun = world.begin(world.of(world.branch), member, "transfer.within_committee",
                                       TransferWorld::leaving_to(world.other));
        REQUIRE(begun.has_value());
        REQUIRE(world.act(world.of(world.committee), begun->id, "agree").has_value());
        REQUIRE(world.act(world.of(world.other), begun->id, "receive").has_value());
        CHECK(desk.stored(out.record).end_kind == "transferred");
        CHECK_FALSE(world.stored(member).values.mobile);
    });
}

TEST_CASE("mobile: somebody from elsewhere is kept sealed; the telephone and the number are in no column")
{
    each_transfer_world([](TransferWorld& world) {
        Desk desk(world);
        const auto in =
            desk.in(world.of(world.far_branch), world.far_branch, "外地人", id_number_of(Date{1980, 1, 2}, 5));
        REQUIRE_MESSAGE(in.has_value(), refused(in));
        CHECK_FALSE(in->member);
        CHECK_FALSE(desk.stored(in->record).sealed.empty());
        CHECK(desk.stored(in->record).sealed.find("13800000000") == std::string::npos);
    });
}

TEST_CASE("mobile: reporting in by a code that the branch made; an old code is good for nothing [REL-26]")
{
    each_transfer_world([](TransferWorld& world) {
        Desk desk(world);
        const auto member = world.add("马流动", world.branch);
        const auto self = platform::testing::actor_of(world.under.account("self1").value, "self1");
        const auto report = [&](const std::string& code) {
            return world.write([&](db::Tx& tx) { return report_in(desk.office, tx, self, code); });
        };
        const auto make = [&](const platform::Actor& who, OrganizationId at) {
            return world.write([&](db::Tx& tx) { return make_report_code(desk.office, tx, who, at); });
        };
        CHECK(refused(make(world.of(world.branch), world.far_branch)) == "access.forbidden");
        CHECK(refused(make(world.of(world.far_town), world.far_town)) == "member.participation_type");
        const auto old = make(world.of(world.far_branch), world.far_branch).value();
        const auto code = make(world.of(world.far_branch), world.far_branch).value();
        CHECK(refused(report(old.code)) == "mobile.code_unknown");
        CHECK(refused(report(code.code)) == "member.no_own_record");
        world.write([&](db::Tx& tx) -> Result<void> {
            store::link_account(tx, self.account, member, world.actor.account);
            return {};
        });
        const auto reported = report(code.code);
        REQUIRE_MESSAGE(reported.has_value(), refused(reported));
        CHECK(reported->reported);
        CHECK(reported->organization == world.far_branch);
        CHECK(refused(report(code.code)) == "mobile.open_already");
        CHECK(world.read([&](db::Tx& tx) { return contacts_of(tx, member); }).size() == 1U);
        world.clock.set(Date{2027, 3, 6});
        CHECK(refused(report(code.code)) == "mobile.code_unknown");
    });
}

TEST_CASE("mobile: both sides write the contact log; three months without contact are due [REL-29]")
{
    each_transfer_world([](TransferWorld& world) {
        Desk desk(world);
        const auto asked = world.registering("马流动", world.branch);
        const auto member = world.try_register(asked)->member.id;
        REQUIRE(desk.out(world.of(world.branch), member).has_value());
        CHECK(refused(desk.contact(world.of(world.far_branch), member, world.clock.today())) == "member.not_found");
        REQUIRE(desk.in(world.of(world.far_branch), world.far_branch, "马流动", *asked.contact.id_number).has_value());
        world.clock.set(Date{2026, 4, 1});
        REQUIRE(desk.contact(world.of(world.far_branch), member, Date{2026, 4, 1}).has_value());
        CHECK(refused(desk.contact(world.of(world.near_branch), member, Date{2026, 4, 1})) == "member.not_found");
        CHECK(refused(desk.contact(world.of(world.branch), member, Date{2026, 4, 2})) == "member.in_future");
        CHECK_FALSE(desk.todo(world.of(world.branch)).contains("contact_due"));
        world.clock.set(Date{2026, 6, 15});
        CHECK(desk.todo(world.of(world.branch))["contact_due"] == "2026-07-01");
        REQUIRE(desk.contact(world.of(world.branch), member, Date{2026, 6, 15}).has_value());
        CHECK_FALSE(desk.todo(world.of(world.branch)).contains("contact_due"));
    });
}
