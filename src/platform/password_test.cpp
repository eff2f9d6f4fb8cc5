#include "platform/password.hpp"

#include <atomic>
#include <thread>

#include <doctest/doctest.h>

#include "platform/platform_world.hpp"

using namespace jishi;
using namespace jishi::platform;
using namespace jishi::platform::testing;

namespace {
const PlatformPolicy::Password rules{8, 12, 3, 90, 5, "SEC-11"};
}

TEST_CASE("password: length, classes and the own name are judged in this order [SEC-11]")
{
    struct Case {
        std::string password;
        PasswordFor whom;
        std::string code;
        std::string detail;
    };
    for (const auto& [password, whom, code, detail] : std::initializer_list<Case>{
             {"Abcdef1", PasswordFor::anybody, "password.too_short", "8"},
             {"Abcdefg1", PasswordFor::anybody, "", ""},
             {"Abcdefg1", PasswordFor::administrator, "password.too_short", "12"},
             {"Abcdefghijk1", PasswordFor::administrator, "", ""},
             {"abcdefgh1", PasswordFor::anybody, "password.too_simple", "3"},
             {"abcdefgh-1", PasswordFor::anybody, "", ""},
             {"abcdefgh", PasswordFor::anybody, "password.too_simple", "3"},
             {"党建工作平台安全1a", PasswordFor::anybody, "", ""},  // Han characters are one class of their own
             {"党建1a", PasswordFor::anybody, "password.too_short", "8"},
             {"xZhangsan2026", PasswordFor::anybody, "password.contains_username", ""},
             {"1NASGNAHZ", PasswordFor::anybody, "password.too_simple", "3"},
             {"x1NASgnahz", PasswordFor::anybody, "password.contains_username", ""},
             {"zhangsa", PasswordFor::anybody, "password.too_short", "8"},
         }) {
        CAPTURE(password);
        const auto checked = check_password(rules, whom, "ZhangSan", password);
        CHECK(code_of(checked) == code);
        if (!checked) CHECK(checked.error().detail == detail);
    }
    CHECK(code_of(check_password(rules, PasswordFor::anybody, "ZhangSan", std::string(129, 'a') + "B1")) ==
          "password.too_long");
    // A name of two letters is in too many words to be forbidden.
    CHECK(check_password(rules, PasswordFor::anybody, "li", "Lighthouse7"));
}

TEST_CASE("password: initial passwords meet the rules, differ, and avoid letters that look alike")
{
    std::string last;
    for (int i = 0; i < 200; ++i) {
        const auto password = initial_password(rules, PasswordFor::administrator, "zhangsan");
        CHECK(check_password(rules, PasswordFor::administrator, "zhangsan", password));
        CHECK(password.find_first_of("0O1lI") == std::string::npos);
        CHECK(password != last);
        last = password;
    }
}

TEST_CASE("password: so many are hashed at once, so many wait, and one more is told to come back")
{
    PasswordWork work({3, 32U << 20}, 1, 2);
    std::atomic<int> busy{0};
    std::atomic<int> done{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 12; ++i)
        threads.emplace_back([&] {
            const auto hashed = work.hash("Three-Classes-2026");
            if (hashed) ++done;
            else if (hashed.error().code == "session.busy" && hashed.error().kind == ErrorKind::too_many) ++busy;
        });
    for (auto& thread : threads) thread.join();
    CHECK(done >= 3);
    CHECK(busy >= 1);
    CHECK(done + busy == 12);
    CHECK(code_of(work.verify(work.nobody(), "Three-Classes-2026")) == "");
    CHECK_FALSE(*work.verify(work.nobody(), "Three-Classes-2026"));
}
