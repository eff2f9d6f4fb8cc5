#include "organization/timeline.hpp"

#include <doctest/doctest.h>

using namespace jishi;
using namespace jishi::organization;

namespace {

Attributes founded(std::int64_t parent, std::string name)
{
    Attributes values;
    values.exists = true;
    values.parent = OrganizationId{parent};
    values.name = std::move(name);
    return values;
}

/// What the store does with a rewrite: every row has an id.
Timeline stored(const Rewrite& rewrite)
{
    static std::int64_t last = 0;
    auto states = rewrite.after.states();
    for (auto& state : states)
        if (!state.id) state.id = StateId{++last};
    return Timeline{std::move(states)};
}

Timeline apply(const Timeline& known, const Decision& decision)
{
    const auto result = engine::decide(known, decision);
    REQUIRE(result);
    return stored(*result);
}

Timeline begun() { return apply({}, {ChangeId{1}, Date{2010, 1, 1}, AttributeSet::all(), founded(7, "A")}); }

Decision renamed(std::int64_t change, Date day, std::string name)
{
    Attributes values;
    values.name = std::move(name);
    return {ChangeId{change}, day, {Attribute::name}, values};
}

Decision moved(std::int64_t change, Date day, std::int64_t parent)
{
    Attributes values;
    values.parent = OrganizationId{parent};
    return {ChangeId{change}, day, {Attribute::parent}, values};
}

Decision dissolved(std::int64_t change, Date day) { return {ChangeId{change}, day, {Attribute::existence}, {}}; }

}  // namespace

TEST_CASE("organization: a change holds from its day until the next change that decided the same attribute")
{
    auto line = apply(begun(), renamed(2, Date{2020, 1, 1}, "C"));
    line = apply(line, renamed(3, Date{2015, 1, 1}, "B"));  // learnt later, effective earlier
    line = apply(line, moved(4, Date{2012, 1, 1}, 9));
    CHECK(line.on(Date{2011, 5, 5})->values.name == "A");
    CHECK(line.on(Date{2011, 5, 5})->values.parent.value == 7);
    CHECK(line.on(Date{2014, 12, 31})->values.name == "A");
    CHECK(line.on(Date{2014, 12, 31})->values.parent.value == 9);
    CHECK(line.on(Date{2015, 1, 1})->values.name == "B");
    CHECK(line.on(Date{2025, 1, 1})->values.name == "C");
    CHECK(line.on(Date{2025, 1, 1})->values.parent.value == 9);
    CHECK(line.on(Date{2009, 12, 31}) == nullptr);
    CHECK(line.shown_on(Date{2009, 12, 31})->values.name == "A");
    CHECK(line.next_decision({Attribute::name}, Date{2011, 1, 1}) == Date{2015, 1, 1});
    CHECK(line.next_decision({Attribute::parent}, Date{2012, 1, 1}) == Date::forever());
}

TEST_CASE("organization: a rewrite supersedes exactly the rows that changed")
{
    const auto line = apply(apply(begun(), renamed(2, Date{2015, 1, 1}, "B")), renamed(3, Date{2020, 1, 1}, "C"));
    const auto rewrite = decide(line, renamed(4, Date{2017, 1, 1}, "D"));
    REQUIRE(rewrite);
    CHECK(rewrite->superseded == std::vector{line.states()[1].id});
    REQUIRE(rewrite->added.size() == 2);
    CHECK(rewrite->added[0].values.name == "B");
    CHECK(rewrite->added[0].valid_to == Date{2017, 1, 1});
    CHECK(rewrite->added[1].values.name == "D");
    CHECK(rewrite->added[1].valid_to == Date{2020, 1, 1});
    CHECK(rewrite->after.states()[0].id == line.states()[0].id);
}

TEST_CASE("organization: of two changes on one day the later recorded one holds and both stay known")
{
    const auto line = apply(apply(begun(), renamed(2, Date{2015, 1, 1}, "B")), renamed(3, Date{2015, 1, 1}, "C"));
    CHECK(line.states().size() == 3);
    CHECK(line.on(Date{2015, 1, 1})->values.name == "C");
    const auto back = withdraw(line, ChangeId{3});
    REQUIRE(back);
    CHECK(back->after.on(Date{2015, 1, 1})->values.name == "B");
}

TEST_CASE("organization: nothing is decided before the foundation or after the dissolution")
{
    const auto line = apply(begun(), dissolved(2, Date{2020, 1, 1}));
    CHECK(line.dissolved_on() == Date{2020, 1, 1});
    CHECK(line.exists_on(Date{2019, 12, 31}));
    CHECK_FALSE(line.exists_on(Date{2020, 1, 1}));
    CHECK(decide(line, renamed(3, Date{2009, 1, 1}, "B")).error().code == "organization.too_early");
    CHECK(decide(line, renamed(3, Date{2020, 1, 1}, "B")).error().code == "organization.dissolved");
    CHECK(decide(line, dissolved(3, Date{2019, 1, 1})).error().code == "organization.dissolved");
    CHECK(decide(begun(), dissolved(3, Date{2010, 1, 1})).error().code == "organization.too_early");
    CHECK(decide(line, renamed(3, Date{2019, 1, 1}, "B")).has_value());
    const auto again = withdraw(line, ChangeId{2});
    REQUIRE(again);
    CHECK(again->after.dissolved_on() == Date::forever());
}

TEST_CASE("organization: a foundation is withdrawn only when nothing stands on it")
{
    const auto line = apply(begun(), renamed(2, Date{2015, 1, 1}, "B"));
    CHECK(withdraw(line, ChangeId{1}).error().code == "organization.has_later_changes");
    const auto gone = withdraw(begun(), ChangeId{1});
    REQUIRE(gone);
    CHECK(gone->after.empty());
    CHECK(gone->superseded.size() == 1);
}

TEST_CASE("organization: a correction puts a change on another day, or changes what it decided")
{
    const auto line = apply(apply(begun(), renamed(2, Date{2015, 1, 1}, "B")), moved(3, Date{2016, 1, 1}, 9));
    auto later = correct(line, {ChangeId{2}, ChangeId{5}, Date{2015, 1, 1}, Date{2017, 1, 1}, {}, {}});
    REQUIRE(later);
    CHECK(later->after.on(Date{2016, 6, 1})->values.name == "A");
    CHECK(later->after.on(Date{2016, 6, 1})->values.parent.value == 9);
    CHECK(later->after.on(Date{2017, 1, 1})->values.name == "B");
    CHECK(later->after.on(Date{2017, 1, 1})->change == ChangeId{5});

    Attributes spelled;
    spelled.name = "Bb";
    auto respelled =
        correct(line, {ChangeId{2}, ChangeId{5}, Date{2015, 1, 1}, Date{2015, 1, 1}, {Attribute::name}, spelled});
    REQUIRE(respelled);
    CHECK(respelled->after.on(Date{2016, 6, 1})->values.name == "Bb");

    auto earlier = correct(line, {ChangeId{1}, ChangeId{5}, Date{2010, 1, 1}, Date{2015, 6, 1}, {}, {}});
    CHECK(earlier.error().code == "organization.too_early");  // the renaming would come first
}

TEST_CASE("organization: stretches under one parent join over changes of other attributes")
{
    auto line = apply(begun(), renamed(2, Date{2015, 1, 1}, "B"));
    line = apply(line, moved(3, Date{2016, 1, 1}, 9));
    line = apply(line, dissolved(4, Date{2020, 1, 1}));
    CHECK(parent_runs(line) == std::vector<ParentRun>{{OrganizationId{7}, Date{2010, 1, 1}, Date{2016, 1, 1}},
                                                      {OrganizationId{9}, Date{2016, 1, 1}, Date{2020, 1, 1}}});
}

TEST_CASE("organization: the attributes that differ are named")
{
    auto a = founded(1, "A");
    auto b = a;
    b.term_started_on = Date{2020, 1, 1};
    b.members = 12;
    CHECK(difference(a, b) == AttributeSet{Attribute::term, Attribute::members});
    assign(a, b, difference(a, b));
    CHECK(a == b);
}
