// Hours of crash loops in a time that nobody waits for: what is said and what is kept stays bounded.
#include "../support/one_of.hpp"

#include <ganger/core/supervisor.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <malloc.h>
#include <map>
#include <string>
#include <utility>
#include <variant>

namespace ganger::core {
namespace {

using namespace std::chrono_literals;

constexpr Monotonic start{1h};

Policy crashing(Backoff backoff) {
    Policy policy;
    policy.restart = Restart::always;
    policy.backoff = backoff;
    return policy;
}

SupervisorPlan types(std::size_t count, const Policy& policy) {
    SupervisorPlan plan;
    for (std::size_t number = 0; number < count; ++number) {
        SupervisedInstance instance;
        instance.name = {"type" + std::to_string(number), 1};
        instance.policy = policy;
        plan.instances.push_back(std::move(instance));
    }
    return plan;
}

// Each launch ends with 1 after so long.
class CrashLoops {
  public:
    CrashLoops(SupervisorPlan plan, Duration lives) : supervisor_{std::move(plan), 1}, lives_{lives} {
        give(StartRequested{});
    }

    void run_until(Monotonic end) {
        while (now_ < end) {
            const auto tick = supervisor_.next_deadline();
            if (!coming_.empty() && (!tick || coming_.begin()->first <= *tick)) {
                const auto next = coming_.extract(coming_.begin());
                now_ = std::max(now_, next.key());
                give(next.mapped());
            } else {
                ASSERT_TRUE(tick.has_value()) << "nothing will ever happen again";
                now_ = std::max(now_, *tick);
                give(Tick{});
            }
        }
    }

    std::size_t launches = 0;
    std::size_t said = 0;
    std::size_t goes_quiet = 0; // told to
    std::size_t reminded = 0;   // of the last lines of one that fails
    std::size_t most_launches_at_once = 0;

  private:
    void give(const Event& event) {
        std::size_t launched = 0;
        for (const auto& action : supervisor_.handle(event, {now_, Wall{now_.time_since_epoch()}})) {
            if (const auto* launch = std::get_if<Launch>(&action)) {
                ++launched;
                coming_.emplace(now_, Launched{launch->launch});
                coming_.emplace(now_ + lives_, Ended{launch->launch, Exited{1}});
            } else if (const auto* reap = std::get_if<Reap>(&action)) {
                coming_.emplace(now_, RemnantsGone{reap->launch});
            } else if (std::holds_alternative<Say>(action)) {
                ++said;
                if (!std::get<Say>(action).failed.empty()) ++reminded;
                if (std::get<Say>(action).text.find("from now on") != std::string::npos) ++goes_quiet;
            }
        }
        launches += launched;
        most_launches_at_once = std::max(most_launches_at_once, launched);
    }

    Supervisor supervisor_;
    Duration lives_;
    Monotonic now_ = start;
    std::multimap<Monotonic, Event> coming_;
};

TEST(CrashLoop, OfAHundredTypesForAnHourSaysTwoLinesAMinuteForEachAtMost) {
    CrashLoops loops{types(100, crashing({})), 1ms};
    loops.run_until(start + 1h);
    EXPECT_GT(loops.launches, 100U * 100);
    EXPECT_LE(loops.said, 100U * 2 * (5 + 60));
    EXPECT_GE(loops.said, 100U * 2 * 50);
    EXPECT_EQ(loops.reminded, 100U); // when it goes quiet
    EXPECT_EQ(loops.goes_quiet, 100U);
}

TEST(CrashLoop, OneThatIsNearlySlowEnoughToBeToldEachTimeSaysOnceThatItIsNot) {
    CrashLoops loops{types(1, crashing({0s, 1.0, 0s, 0s})), 50s};
    loops.run_until(start + 10h);
    EXPECT_EQ(loops.reminded, 1U);
    EXPECT_EQ(loops.goes_quiet, 1U);
}

TEST(Tries, AfterMinutesWithoutAnEndItGoesQuietAnew) {
    Tries tries;
    unsigned quiet = 0;
    const auto end_thrice_a_minute = [&](Monotonic from, Monotonic until) {
        for (auto now = from; now < until; now += 20s) {
            tries.decide_telling(now);
            if (tries.goes_quiet()) ++quiet;
        }
    };
    end_thrice_a_minute(start, start + 1h);
    EXPECT_EQ(quiet, 1U);
    end_thrice_a_minute(start + 1h + 6min, start + 2h);
    EXPECT_EQ(quiet, 2U);
}

TEST(CrashLoop, WithoutABackOffSaysNoMoreAndKeepsNothing) {
    CrashLoops loops{types(4, crashing({0s, 1.0, 0s, 0s})), 200ms};
    loops.run_until(start + 10min);
    const auto kept = mallinfo2().uordblks;
    const auto launched = loops.launches;
    loops.run_until(start + 10min + 50min / test::one_of);
    EXPECT_GT(loops.launches, launched + 4U * 10'000 / test::one_of);
    EXPECT_LE(loops.said, 4U * 2 * (5 + 60));
    EXPECT_LT(mallinfo2().uordblks, kept + (std::size_t{64} << 10));
}

TEST(CrashLoop, StartsOneForEachEventSoThatNobodyWaitsForHundreds) {
    CrashLoops loops{types(300, crashing({0s, 1.0, 0s, 30s})), 20ms};
    loops.run_until(start + 200ms);
    EXPECT_EQ(loops.most_launches_at_once, 1U);
    EXPECT_GT(loops.launches, 2'000U);
}

} // namespace
} // namespace ganger::core
